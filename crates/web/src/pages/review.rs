//! What is least sure and matters most, one question after another.

use std::collections::{BTreeMap, HashMap};

use reading::{ActorKind, SessionStatus, Stance, TextState};
use record::Section;
use record::book::{Fact, NONE};
use serde::Serialize;
use store::{Shown, Store};

use crate::act::seen;
use crate::answer::{Failure, View};
use crate::ask::{Asked, encoded};
use crate::fields;
use crate::frame::Tab;
use crate::open::Work;
use crate::parts::{counted, report_address, text, verbatim};
use crate::telling;

/// Questions of a queue.
const QUEUE: usize = 100;
/// Questions that are on the page in full, so that the next one is there before the server has answered.
const READY: usize = 20;
/// What is asked: neither as good as certain nor as good as wrong.
const UNSURE: std::ops::RangeInclusive<f32> = 0.35..=0.85;
/// A day of coverage counts half as much when so many days have come after it.
const HALF: f32 = 60.0;
/// Several strings in one field of a fact.
const AND: char = '\u{1f}';
/// What can be asked about.
const ASKED: [Section; 4] = [Section::Positions, Section::Sessions, Section::Texts, Section::Obstacles];

/// The queue.
#[derive(Debug, Serialize)]
pub(crate) struct Review {
    /// Entries that wait.
    waiting: usize,
    /// Which one is asked, from 1.
    at: usize,
    queue: Vec<Question>,
    #[serde(skip)]
    ready: Vec<Item>,
}

/// One question.
#[derive(Clone, Debug, Serialize)]
struct Question {
    /// In plain words.
    question: String,
    section: Section,
    report: String,
    sentence: usize,
    probability: f32,
    /// How many other reports tell the same.
    others: usize,
    /// Whether another side is told to hold against it.
    contested: bool,
    /// Whether nothing surer tells the same.
    alone: bool,
    #[serde(skip)]
    fact: Fact,
}

/// A question with everything one needs to decide it.
#[derive(Debug)]
struct Item {
    /// Which of the queue, from 0.
    number: usize,
    /// Its name in the page, the same wherever in the queue it stands.
    key: String,
    /// Where the entry stands, for the act.
    at: String,
    seen: String,
    /// The sentence before, the words with what stands around them in their sentence.
    before: String,
    passage: [String; 3],
    told: String,
    reason: String,
    /// Field by field.
    fields: Vec<(&'static str, String)>,
    /// The field that one key decides, and its other values.
    field: &'static str,
    label: &'static str,
    others: Vec<(String, String)>,
}

/// What is told of the same thing.
#[derive(Clone, Copy, Default)]
struct Same {
    tellings: usize,
    sure: bool,
}

/// What a fact tells, however sure: the same in two reports is the same thing.
fn thing(section: Section, fact: &Fact) -> (Section, [u32; 4]) {
    match section {
        Section::Positions => {
            (section, [if fact.b != 0 { fact.b } else { fact.a }, fact.c, fact.d, u32::from(fact.kind)])
        }
        Section::Sessions => (section, [fact.a, fact.b, fact.value[0], u32::from(fact.kind)]),
        Section::Texts => (section, [fact.a, 0, 0, u32::from(fact.kind)]),
        _ => (section, [fact.c, fact.report, fact.start, 0]),
    }
}

/// The queue: what is unsure, by how much hangs on it.
fn queue(work: &Work<'_>, asked: &Asked) -> (usize, Vec<Question>) {
    let book = &work.record.book;
    let within = book.within(&asked.time.period());
    let mut same: HashMap<(Section, [u32; 4]), Same> = HashMap::new();
    let mut stances: HashMap<(u32, u32), u8> = HashMap::new();
    for section in ASKED {
        for fact in book.facts(section, &within) {
            let same = same.entry(thing(section, fact)).or_default();
            same.tellings += 1;
            same.sure |= fact.judged == 1 || fact.probability() > *UNSURE.end();
            if section == Section::Positions {
                *stances.entry((fact.c, fact.d)).or_default() |= 1 << fact.kind;
            }
        }
    }
    let contested = |section: Section, fact: &Fact| {
        let both = 1 << Stance::Supports as u8 | 1 << Stance::Opposes as u8;
        section == Section::Positions && stances.get(&(fact.c, fact.d)).is_some_and(|held| held & both == both)
    };
    let latest = book.heads.iter().flatten().map(|head| head.day).filter(|day| *day != NONE).max();
    let weight = |section: Section, fact: &Fact| {
        let p = fact.probability();
        let same = same.get(&thing(section, fact)).copied().unwrap_or_default();
        let kind = match section {
            Section::Positions => 1.0,
            Section::Sessions => 0.8,
            Section::Texts => 0.6,
            _ => 0.5,
        };
        let hangs = (1.0 + (same.tellings as f32).ln()) * if same.sure { 0.3 } else { 1.0 };
        let clash = if contested(section, fact) { 2.0 } else { 1.0 };
        let age = book
            .head(fact.report)
            .map(|head| head.day)
            .filter(|day| *day != NONE)
            .zip(latest)
            .map(|(day, latest)| latest - day);
        // What has no date may be of today.
        let recent = age.map_or(1.0, |age| 0.5 + 0.5 * (-(age as f32) / HALF).exp2());
        4.0 * p * (1.0 - p) * kind * hangs * clash * recent
    };
    let mut waiting = 0;
    let mut best: HashMap<(Section, [u32; 4]), (f32, Section, Fact)> = HashMap::new();
    // Numbers of strings and reports depend on the order of coming, so nothing is ordered by them.
    let place = |fact: &Fact| (std::cmp::Reverse(book.rank(fact.report)), fact.start, fact.length, fact.entry);
    for section in ASKED {
        for fact in book.facts(section, &within).filter(|fact| fact.judged == 0 && UNSURE.contains(&fact.probability()))
        {
            waiting += 1;
            let weight = weight(section, fact);
            let slot = best.entry(thing(section, fact)).or_insert((weight, section, *fact));
            // Of several tellings of one thing the weightiest is asked about.
            if weight.total_cmp(&slot.0).then_with(|| place(&slot.2).cmp(&place(fact))).is_gt() {
                *slot = (weight, section, *fact);
            }
        }
    }
    let mut best: Vec<(f32, Section, Fact)> = best.into_values().collect();
    best.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| place(&a.2).cmp(&place(&b.2))).then(a.1.cmp(&b.1)));
    best.truncate(QUEUE);
    let kinds = kinds(work, &best);
    let questions = best.into_iter().map(|(_, section, fact)| {
        let same = same.get(&thing(section, &fact)).copied().unwrap_or_default();
        Question {
            question: question(work, section, &fact, &kinds),
            section,
            report: book.head(fact.report).map_or("", |head| book.string(head.name)).to_owned(),
            sentence: usize::from(fact.sentence),
            probability: fact.probability(),
            others: same.tellings.saturating_sub(1),
            contested: contested(section, &fact),
            alone: !same.sure,
            fact,
        }
    });
    (waiting, questions.collect())
}

/// What the actors asked about are, as most reports have it.
fn kinds(work: &Work<'_>, best: &[(f32, Section, Fact)]) -> HashMap<u32, ActorKind> {
    let book = &work.record.book;
    let about = best.iter().filter(|(_, section, _)| *section == Section::Positions);
    let mut counts: HashMap<u32, BTreeMap<ActorKind, usize>> =
        about.map(|(.., fact)| (fact.a, BTreeMap::new())).collect();
    let all = vec![true; book.heads.len()];
    for fact in book.facts(Section::Actors, &all) {
        if let Some(kinds) = counts.get_mut(&fact.a) {
            *kinds.entry(fact.actor_kind()).or_default() += 1;
        }
    }
    let most = |kinds: BTreeMap<ActorKind, usize>| kinds.into_iter().max_by_key(|(_, n)| *n).map(|(kind, _)| kind);
    counts.into_iter().filter_map(|(actor, kinds)| Some((actor, most(kinds)?))).collect()
}

/// A name as it stands in a sentence: a state whose name is a plural has an article.
fn in_a_sentence(name: &str, kind: Option<ActorKind>) -> String {
    let plural = name.contains(' ') && name.ends_with('s') && !name.starts_with("the ");
    if plural && kind == Some(ActorKind::State) { format!("the {name}") } else { name.to_owned() }
}

/// What is asked, in plain words.
fn question(work: &Work<'_>, section: Section, fact: &Fact, kinds: &HashMap<u32, ActorKind>) -> String {
    let book = &work.record.book;
    let some = |string: u32| Some(book.string(string)).filter(|word| !word.is_empty());
    match section {
        Section::Positions => {
            let kind = kinds.get(&fact.a).copied();
            let (who, point) = (in_a_sentence(some(fact.a).unwrap_or("somebody"), kind), book.string(fact.d));
            // Rebels do, the West does.
            let named = !who.contains(' ') && who.starts_with(char::is_uppercase) && !who.ends_with('s');
            let several = kind == Some(ActorKind::Group) && !named;
            let (does, is) = if several { ("Do", "Are") } else { ("Does", "Is") };
            match fact.stance() {
                Stance::Supports => format!("{does} {who} support “{point}”?"),
                Stance::Opposes => format!("{does} {who} oppose “{point}”?"),
                Stance::Conditional => format!("{does} {who} accept “{point}” only on terms?"),
                Stance::Undecided => format!("{is} {who} still undecided on “{point}”?"),
            }
        }
        Section::Sessions => {
            let names = |string: u32| -> Vec<String> {
                book.string(string).split(AND).filter(|name| !name.is_empty()).map(str::to_owned).collect()
            };
            let sides = Some(names(fact.b)).filter(|sides| !sides.is_empty()).unwrap_or_else(|| names(fact.d));
            let of = if sides.is_empty() { String::new() } else { format!(" of {}", telling::and(&sides)) };
            let place = some(fact.a).map(|place| format!(" ({place})")).unwrap_or_default();
            match fact.status() {
                SessionStatus::Held => format!("Did a meeting{of}{place} take place?"),
                SessionStatus::Ongoing => format!("Is a meeting{of}{place} going on?"),
                SessionStatus::Planned => format!("Is a meeting{of}{place} planned?"),
                SessionStatus::Cancelled => format!("Was a meeting{of}{place} called off?"),
                SessionStatus::Unconfirmed => format!("Is a meeting{of}{place} talked of, but not settled?"),
            }
        }
        Section::Texts => {
            let name = some(fact.a).unwrap_or("a text");
            match fact.state() {
                TextState::Drafted => format!("Was “{name}” drafted, but not yet put forward?"),
                TextState::Proposed => format!("Was “{name}” put forward?"),
                TextState::Leaked => format!("Was “{name}” leaked?"),
                TextState::Revised => format!("Was “{name}” revised?"),
                TextState::UnderDiscussion => format!("Is “{name}” a text under discussion?"),
                TextState::Rejected => format!("Was “{name}” turned down?"),
                TextState::Agreed => format!("Was “{name}” agreed?"),
                TextState::Signed => format!("Was “{name}” signed?"),
            }
        }
        _ => format!(
            "Do these words tell of an obstacle: {}?",
            telling::issue(work.store, book.string(fact.c)).to_lowercase()
        ),
    }
}

/// A question in full; none if the entry has gone since.
fn item(
    store: &Store,
    shown: &mut HashMap<String, (Shown, source::Report, reading::Reading)>,
    number: usize,
    asked: &Question,
) -> Option<Item> {
    if !shown.contains_key(&asked.report) {
        let (report, reading) = store.report(&asked.report).ok()?;
        shown.insert(asked.report.clone(), (store.show(&asked.report).ok()?, report, reading));
    }
    let (shown, report, reading) = &shown[&asked.report];
    let source = &report.text;
    let fact = &asked.fact;
    let (from, to) = (fact.start as usize, fact.start as usize + usize::from(fact.length));
    let start = source.get(..from)?.chars().count();
    let choice = fields::main_choice(asked.section)?;
    let telling_field = if asked.section == Section::Sessions { "place" } else { choice };
    // Several entries may rest on the same words: the one with the same choice and the same name is meant.
    let own = shown
        .entries
        .iter()
        .filter(|entry| entry.entry.section == asked.section && entry.entry.anchor.selector.1.start == start);
    let as_sure =
        |entry: &&store::ShownEntry| ((entry.probability * 255.0).round() - f32::from(fact.sure)).abs() as u32;
    let entry = own.min_by_key(|entry| {
        let points = ["point", "actor", "name", telling_field].into_iter();
        let unlike = points.filter(|name| {
            let word = entry.entry.fields.get(*name).and_then(serde_json::Value::as_str);
            word.is_some_and(|word| !asked.question.contains(&one_line(word)))
        });
        (as_sure(entry), unlike.count())
    })?;
    let span = |n: usize| reading.sentences.get(n).map(|span| span.range());
    let sentence = span(usize::from(fact.sentence).checked_sub(1)?)?;
    let end = sentence.end.max(to);
    let before = asked.sentence.checked_sub(2).and_then(span).and_then(|range| source.get(range)).unwrap_or_default();
    let piece = |from: usize, to: usize| source.get(from..to).unwrap_or_default().to_owned();
    let field = fields::named(asked.section, choice)?;
    let now = entry.entry.fields.get(choice).and_then(serde_json::Value::as_str).unwrap_or_default();
    let others = fields::choices(field, store).into_iter().filter(|(value, _)| value != now).take(9).collect();
    let fields = fields::of(asked.section).iter().filter_map(|field| {
        let value = entry.entry.fields.get(field.name)?;
        let empty = value.is_null() || value.as_str() == Some("") || value.as_array().is_some_and(Vec::is_empty);
        (!empty).then(|| (field.label, telling::value(asked.section, field.name, value, store)))
    });
    let told = report.outlet.clone().unwrap_or_else(|| "Outlet not stated".into());
    let day = report.published.map_or_else(|| "date not stated".to_owned(), |day| day.to_string());
    Some(Item {
        number,
        key: format!("q{}", seen(&entry.entry)),
        at: entry.id.clone(),
        seen: seen(&entry.entry),
        before: before.to_owned(),
        passage: [piece(sentence.start.min(from), from), piece(from, to), piece(to, end)],
        told: format!("{told}, {day}"),
        reason: entry.reason.clone(),
        fields: fields.collect(),
        field: choice,
        label: field.label,
        others,
    })
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl View for Review {
    const TAB: Tab = Tab::Review;

    fn of(work: &Work<'_>, asked: &Asked) -> Result<Review, Failure> {
        let (waiting, queue) = queue(work, asked);
        let at = asked.query.parsed::<usize>("at", "number")?.unwrap_or(1).clamp(1, queue.len().max(1));
        let mut shown = HashMap::new();
        let around = queue.iter().enumerate().skip(at - 1).take(READY);
        let ready = around.filter_map(|(n, question)| item(work.store, &mut shown, n, question)).collect();
        Ok(Review { waiting, at, queue, ready })
    }

    fn main(&self, work: &Work<'_>, asked: &Asked) -> askama::Result<String> {
        askama::Template::render(&Page { view: self, work, asked })
    }
}

#[derive(askama::Template)]
#[template(path = "review.html")]
struct Page<'a> {
    view: &'a Review,
    work: &'a Work<'a>,
    asked: &'a Asked,
}

impl Page<'_> {
    fn question(&self, item: &Item) -> &Question {
        &self.view.queue[item.number]
    }

    fn to(&self, question: &Question) -> String {
        report_address(self.work.dossier, &self.asked.query, &question.report, Some(question.sentence))
    }

    fn turn(&self, n: &usize) -> String {
        format!("{}{}", self.asked.path, self.asked.query.with("at", Some(&(n + 1).to_string())))
    }

    fn passage(&self, item: &Item) -> String {
        let [before, words, after] = &item.passage;
        let around = if item.before.is_empty() {
            String::new()
        } else {
            format!("<span class=\"o\">{}</span> ", verbatim(&item.before))
        };
        format!("{around}{}<mark>{}</mark>{}", verbatim(before), verbatim(words), verbatim(after))
    }

    /// How sure, and why so.
    fn why(&self, item: &Item) -> String {
        let (sure, reason) =
            ((self.question(item).probability * 100.0).round(), item.reason.trim().trim_end_matches('.'));
        let reason = if reason.is_empty() { String::new() } else { format!(": {}", text(reason)) };
        format!("Right in about {sure} of 100 such cases{reason}.")
    }

    /// What the answer would change.
    fn changes(&self, item: &Item) -> String {
        let question = self.question(item);
        let book = &self.work.record.book;
        let fact = &question.fact;
        let mut out: Vec<String> = Vec::new();
        match question.section {
            Section::Positions => {
                let issue = book.string(fact.c);
                let party = book.string(if fact.b != 0 { fact.b } else { fact.a });
                let label = telling::issue(self.work.store, issue);
                let time = self.asked.query.time_only();
                let and = if time.is_empty() { '?' } else { '&' };
                let href = format!("/d/{}/positions{time}{and}issue={}", encoded(self.work.dossier), encoded(issue));
                out.push(format!(
                    "The cell <bdi>{}</bdi>, <a href=\"{}\">{}</a>",
                    text(party),
                    text(&href),
                    text(&label)
                ));
            }
            Section::Sessions => out.push("A line of the timeline".into()),
            Section::Texts => out.push("A line of texts".into()),
            _ => out.push("Whether the issue is called an obstacle".into()),
        }
        if question.contested {
            out.push("another side is told to hold the opposite".into());
        }
        match (question.others, question.alone) {
            (0, _) => out.push("no other report tells it".into()),
            (n, true) => {
                out.push(format!("{} the same, not surely", counted(n, "other passage tells", "other passages tell")))
            }
            (n, false) => out.push(format!(
                "{} the same, so little hangs on this one",
                counted(n, "other passage tells", "other passages tell")
            )),
        }
        let told = out.join("; ");
        format!("{told}.")
    }
}
