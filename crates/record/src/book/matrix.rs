//! Who stands where on what, over time: points by issue, the stance of each party, and how it moved.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;
use reading::{Force, Stance};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use crate::book::course::{MoveKind, Step, course};
use crate::book::fact::LIKELY;
use crate::book::points::{Grouped, Tie, grouped, is_part, meant};
use crate::book::told::{Cited, Citing, Since, Voices, who_and_citing};
use crate::book::who::{Form, Who};
use crate::book::{Book, Fact, Period, TextOf, date_of};
use crate::brief::{Cite, Told};
use crate::judgement::{Naming, Section};
use crate::lexicon::Lexicon;
use crate::positions::{LAST, is_aside};
use crate::shelf::FLOOR;
use crate::words::fold;

/// What to show of the positions.
#[derive(Clone, Debug, Default)]
pub struct MatrixOptions {
    /// Of which reports.
    pub period: Period,
    /// Only this party.
    pub party: Option<String>,
    /// Only this issue, by its id or its label.
    pub issue: Option<String>,
    /// So many points of an issue.
    pub points: usize,
    /// Only what reports of this outlet say.
    pub outlet: Option<String>,
    /// Which entries count.
    pub confidence: Confidence,
    /// Where there are more points than are shown, those told in these reports come first.
    pub first: Option<Period>,
}

/// How sure entries are that count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Confidence {
    /// Also what is more likely wrong than right.
    Unsure,
    /// What is more likely right than wrong.
    #[default]
    Likely,
    /// What is right in three cases of four.
    Sure,
}

impl Confidence {
    /// The least probability, in two hundred and fifty-fifths.
    fn floor(self) -> u8 {
        match self {
            Confidence::Unsure => (FLOOR * 255.0) as u8,
            Confidence::Likely => LIKELY,
            Confidence::Sure => 192,
        }
    }
}

/// The positions of a record.
#[derive(Clone, Debug, Serialize)]
pub struct Matrix {
    /// Short names of the parties, those with most to say first.
    pub parties: Vec<String>,
    /// The issues, those with most to say about first.
    pub issues: Vec<IssuePoints>,
    /// The reports referred to.
    pub reports: Vec<Cited>,
}

/// The points of one issue.
#[derive(Clone, Debug, Serialize)]
pub struct IssuePoints {
    /// Its id.
    pub issue: String,
    /// Its label.
    pub label: String,
    /// Its points: those parties clash on first, then by how many sources tell of them.
    pub points: Vec<PointRow>,
    /// How many more there are.
    pub more: usize,
}

/// One point and who stands where on it.
#[derive(Clone, Debug, Serialize)]
pub struct PointRow {
    /// The thing.
    pub name: String,
    /// Other words for it, and why they mean the same.
    pub forms: Vec<Form>,
    /// The stances, in the order of the parties.
    pub stances: Vec<PartyStance>,
    /// Whether one party is for it and another against it.
    pub clash: bool,
    /// How it hangs together with other points of the issue.
    pub related: Vec<Related>,
}

/// A relation to another point of the issue.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Related {
    /// What sort.
    pub tie: Tie,
    /// Name of the other point.
    pub point: String,
}

/// Where a party stands on a point.
#[derive(Clone, Debug, Serialize)]
pub struct PartyStance {
    /// The party; none for those who have none.
    pub party: Option<String>,
    /// Its short name.
    pub short: String,
    /// The stance told last; of several told on one day the one most sources tell.
    pub stance: Stance,
    /// How hard, at its hardest.
    pub force: Option<Force>,
    /// The terms.
    pub condition: Option<String>,
    /// The one person of the party it is told of, if there is but one.
    pub holder: Option<String>,
    /// When it was told.
    pub since: Since,
    /// Where the stance moved, in order.
    pub moves: Vec<Move>,
    /// What it rests on.
    #[serde(flatten)]
    pub told: Told,
}

/// A stance told that is not the one before.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Move {
    /// What it was.
    pub from: Stance,
    /// What it became.
    pub to: Stance,
    /// When that was published.
    pub on: Option<Date>,
    /// Whether it moved, or is told both ways.
    pub kind: MoveKind,
    /// The first telling.
    pub cite: Cite,
}

/// A position with who holds it.
#[derive(Clone, Copy)]
pub(crate) struct Held<'a> {
    pub fact: &'a Fact,
    pub actor: Option<u32>,
    /// One piece of memory a party, so that parties are told apart by where their name lies.
    pub party: Option<&'a str>,
}

/// Who holds a position: the actor, and its party.
type Holding<'a> = (Option<u32>, Option<&'a str>);

/// How often a phrase is told, of which actors, and of which parties.
type Phrase<'a> = (usize, FxHashSet<u32>, Vec<&'a str>);

/// All positions of a period with the parties that hold them.
pub(crate) fn held<'a>(book: &'a Book, who: &'a Who, within: &'a [bool], floor: u8) -> Vec<Held<'a>> {
    let mut parties: BTreeMap<&'a str, &'a str> = BTreeMap::new();
    let mut party = |name: &'a str| *parties.entry(name).or_insert(name);
    // Few names stand for many facts: each is looked up once, unless it is a role, which is somebody else in time.
    let mut known: FxHashMap<(u32, u32, i32), Holding<'a>> = FxHashMap::default();
    let facts = book.facts(Section::Positions, within).filter(|fact| fact.sure >= floor);
    let mut all = Vec::with_capacity(book.blocks(Section::Positions).iter().map(Vec::len).sum());
    all.extend(facts.map(|fact| {
        let day = book.head(fact.report).map_or(crate::book::NONE, |head| head.day);
        let key = (fact.a, fact.b, if who.is_role(fact.a, fact.b) { day } else { crate::book::NONE });
        let (actor, party) = *known.entry(key).or_insert_with(|| {
            let actor = who.find(fact.a, fact.b, day).or_else(|| who.named(book.string(fact.a)));
            let own = (fact.b != 0).then(|| who.party(book.namings.name(Naming::Actor, book.string(fact.b))));
            let party = own.or_else(|| who.actors[actor?].party.as_deref()).map(&mut party);
            (actor.map(|actor| actor as u32), party)
        });
        Held { fact, actor, party }
    }));
    all
}

/// The points of one issue with the positions on each.
pub(crate) struct Issue<'a> {
    pub id: String,
    pub points: Vec<(Arc<Grouped>, Vec<Held<'a>>)>,
}

/// The phrases of an issue by number, each with how often it is told and the names of those who hold it.
pub(crate) type Phrases = BTreeMap<u32, (usize, BTreeSet<String>)>;

/// The points of all positions by issue, each with the phrases they come from: comparing phrases takes longest of all that a view
/// of positions does, and from the same phrases come the same points.
#[derive(Debug)]
pub(crate) struct KnownPoints(BTreeMap<String, (Phrases, Vec<Arc<Grouped>>)>);

impl KnownPoints {
    /// Of some reports.
    pub(crate) fn of(book: &Book, who: &Who, within: &[bool], lexicon: &Lexicon) -> KnownPoints {
        let by_issue = by_issue(book, held(book, who, within, LIKELY)).into_par_iter();
        let points = by_issue.map(|(id, all)| {
            let phrases = phrases(book, &all);
            let points = grouped(book, &phrases, lexicon).into_iter().map(Arc::new).collect();
            (id, (phrases, points))
        });
        KnownPoints(points.collect())
    }

    fn get(&self, issue: &str, phrases: &Phrases) -> Option<Vec<Arc<Grouped>>> {
        self.0.get(issue).filter(|(known, _)| known == phrases).map(|(_, points)| points.clone())
    }
}

/// All positions by issue and point.
pub(crate) fn issues<'a>(book: &Book, all: Vec<Held<'a>>, lexicon: &Lexicon) -> Vec<Issue<'a>> {
    by_issue(book, all).into_par_iter().map(|(id, all)| issue(book, id, all, lexicon)).collect()
}

/// Positions by issue.
fn by_issue<'a>(book: &Book, all: Vec<Held<'a>>) -> Vec<(String, Vec<Held<'a>>)> {
    // There may be a million: each list is made as long as it will be.
    let mut counts: FxHashMap<u32, usize> = FxHashMap::default();
    for held in &all {
        *counts.entry(held.fact.c).or_default() += 1;
    }
    let lists = counts.into_iter().map(|(issue, count)| (issue, Vec::with_capacity(count)));
    let mut by_number: FxHashMap<u32, Vec<Held<'a>>> = lists.collect();
    for held in all {
        by_number.entry(held.fact.c).or_default().push(held);
    }
    let mut by_issue: Vec<(String, Vec<Held<'a>>)> =
        by_number.into_iter().map(|(issue, all)| (book.string(issue).to_owned(), all)).collect();
    by_issue.sort_by(|a, b| a.0.cmp(&b.0));
    by_issue
}

/// The phrases that positions are told in.
fn phrases(book: &Book, all: &[Held<'_>]) -> Phrases {
    let mut told: FxHashMap<u32, Phrase<'_>> = FxHashMap::default();
    for held in all {
        let (n, names, parties) = told.entry(held.fact.d).or_default();
        *n += 1;
        names.insert(held.fact.a);
        if let Some(party) = held.party.filter(|party| !parties.iter().any(|p| std::ptr::eq(*p, *party))) {
            parties.push(party);
        }
    }
    told.into_iter()
        .map(|(phrase, (n, names, parties))| {
            let names = names.into_iter().map(|name| book.string(name).to_owned());
            (phrase, (n, names.chain(parties.into_iter().map(|party| party.to_string())).collect()))
        })
        .collect()
}

/// The positions on one issue by point.
fn issue<'a>(book: &Book, id: String, all: Vec<Held<'a>>, lexicon: &Lexicon) -> Issue<'a> {
    let phrases = phrases(book, &all);
    let known = book.points.get().and_then(|known| known.get(&id, &phrases));
    let groups =
        known.unwrap_or_else(|| grouped(book, &phrases, lexicon).into_iter().map(Arc::new).collect::<Vec<_>>());
    let of: FxHashMap<u32, usize> =
        groups.iter().enumerate().flat_map(|(i, group)| group.phrases.iter().map(move |p| (*p, i))).collect();
    let mut counts = vec![0; groups.len()];
    for held in &all {
        of.get(&held.fact.d).into_iter().for_each(|at| counts[*at] += 1);
    }
    let mut points: Vec<(Arc<Grouped>, Vec<Held<'a>>)> =
        groups.into_iter().zip(counts).map(|(group, count)| (group, Vec::with_capacity(count))).collect();
    for held in all {
        if let Some(at) = of.get(&held.fact.d) {
            points[*at].1.push(held);
        }
    }
    Issue { id, points }
}

/// The matrix of positions.
pub fn matrix(book: &Book, text: &TextOf<'_>, options: &MatrixOptions, lexicon: &Lexicon) -> Matrix {
    let within = book.within(&options.period);
    let (who, citing) = who_and_citing(book, text, &within, lexicon);
    let (parties, issues) = rows_of(&who, &citing, &within, options, lexicon);
    Matrix { parties, issues, reports: citing.cited() }
}

/// The parties and the rows of the matrix.
pub(crate) fn rows_of(
    who: &Who,
    citing: &Citing<'_>,
    within: &[bool],
    options: &MatrixOptions,
    lexicon: &Lexicon,
) -> (Vec<String>, Vec<IssuePoints>) {
    let book = citing.book();
    // Who is who is told by all; the outlet only chooses whose words count.
    let of_outlet = options.outlet.as_deref().map(|outlet| book.of_outlet(outlet, within));
    let within = of_outlet.as_deref().unwrap_or(within);
    let all = held(book, who, within, options.confidence.floor());

    // Each party is one piece of memory: there may be a million positions, and names are compared only once.
    let mut counts: FxHashMap<*const u8, (&str, usize)> = FxHashMap::default();
    for party in all.iter().filter_map(|held| held.party) {
        counts.entry(party.as_ptr()).or_insert((party, 0)).1 += 1;
    }
    let weight: BTreeMap<&str, usize> = counts.into_values().collect();
    let mut parties: Vec<String> = weight.keys().map(|party| (*party).to_owned()).collect();
    parties.sort_by_key(|party| (Reverse(weight[party.as_str()]), party.clone()));

    let wanted = |id: &str| {
        options.issue.as_ref().is_none_or(|issue| fold(issue) == fold(id) || fold(issue) == fold(lexicon.short(id)))
    };
    let mut issues: Vec<(usize, IssuePoints)> = issues(book, all, lexicon)
        .into_iter()
        .filter(|issue| wanted(&issue.id))
        .filter_map(|issue| rows(issue, &parties, who, citing, options, lexicon))
        .collect();
    issues.sort_by_key(|(weight, issue)| {
        let aside = is_aside(&reading::IssueId(issue.issue.clone()), None);
        let last = LAST.iter().position(|id| *id == issue.issue).filter(|_| aside);
        (last.map_or(0, |at| at + 1), Reverse(*weight), issue.issue.clone())
    });
    let issues: Vec<IssuePoints> = issues.into_iter().map(|(_, issue)| issue).collect();
    let shown: BTreeSet<&str> = issues
        .iter()
        .flat_map(|issue| &issue.points)
        .flat_map(|point| &point.stances)
        .filter_map(|stance| stance.party.as_deref())
        .collect();
    let parties = parties.iter().filter(|party| shown.contains(party.as_str()));
    let parties = parties.map(|party| lexicon.short(party).to_owned()).collect();
    (parties, issues)
}

/// The rows of one issue, with the number of its tellings.
fn rows(
    issue: Issue<'_>,
    parties: &[String],
    who: &Who,
    citing: &Citing<'_>,
    options: &MatrixOptions,
    lexicon: &Lexicon,
) -> Option<(usize, IssuePoints)> {
    let groups: Vec<&Grouped> = issue.points.iter().map(|(group, _)| &**group).collect();
    let asked = options.party.as_deref().map(|party| who.party(party));
    // Which points are shown is known before anything is cited: only what is printed costs a look at a text.
    let (voices, book) = (citing.voices(), citing.book());
    let told_then = |fact: &&Fact| options.first.as_ref().is_some_and(|first| first.holds(date_of(voices.day(fact))));
    let order = issue.points.par_iter().enumerate().filter_map(|(i, (_, held))| {
        if asked.as_ref().is_some_and(|party| held.iter().all(|held| held.party != Some(*party))) {
            return None;
        }
        let facts: Vec<&Fact> = held.iter().map(|held| held.fact).collect();
        let parties = by_party(held);
        let later = options.first.is_some() && !facts.iter().any(told_then);
        Some((i, clash(&parties), voices.sources(&facts), parties.len(), later))
    });
    let mut order: Vec<(usize, bool, usize, usize, bool)> = order.collect();
    let tellings = order.iter().map(|(i, ..)| issue.points[*i].1.len()).sum();
    order.sort_by_cached_key(|(i, clash, sources, holders, later)| {
        (*later, !clash, Reverse(*holders > 1), Reverse(*sources), groups[*i].name.clone())
    });
    let more = order.len().saturating_sub(options.points);
    order.truncate(options.points);
    let shown: BTreeMap<usize, Sides> = order.par_iter().map(|(i, ..)| (*i, sides(&issue.points[*i].1))).collect();
    let drawn = order.par_iter().map(|(i, ..)| {
        let held = &issue.points[*i].1;
        let mut stances = uncited(held, who, voices, lexicon);
        if let Some(party) = &asked {
            stances.retain(|stance| stance.row.party.as_deref() == Some(*party));
        }
        (related(*i, &issue, &groups, &shown, book, lexicon), stances)
    });
    // References are numbered as they come, and texts are read by one thread.
    let drawn: Vec<(Vec<Related>, Vec<Uncited<'_>>)> = drawn.collect();
    let points: Vec<PointRow> = order
        .iter()
        .zip(drawn)
        .map(|((i, clash, ..), (related, stances))| {
            let group = groups[*i];
            let mut stances: Vec<PartyStance> = stances.into_iter().map(|stance| stance.cited(citing)).collect();
            let place = |party: &Option<String>| {
                party.as_ref().map_or(usize::MAX, |party| parties.iter().position(|p| p == party).unwrap_or(usize::MAX))
            };
            stances.sort_by_key(|stance| (place(&stance.party), stance.party.clone()));
            PointRow { name: group.name.clone(), forms: group.forms.clone(), stances, clash: *clash, related }
        })
        .collect();
    let label = lexicon.short(&issue.id).to_owned();
    (!points.is_empty()).then_some((tellings, IssuePoints { issue: issue.id, label, points, more }))
}

/// The stances of each party on a point, by party.
pub(crate) fn by_party<'h, 'a>(held: &'h [Held<'a>]) -> BTreeMap<Option<String>, Vec<&'h Held<'a>>> {
    let mut groups: Vec<(Option<&str>, Vec<&Held<'_>>)> = Vec::new();
    for held in held {
        let same = |known: Option<&str>| match (known, held.party) {
            (Some(a), Some(b)) => std::ptr::eq(a, b),
            (a, b) => a.is_none() && b.is_none(),
        };
        match groups.iter_mut().find(|(known, _)| same(*known)) {
            Some((_, group)) => group.push(held),
            None => groups.push((held.party, vec![held])),
        }
    }
    groups.into_iter().map(|(party, group)| (party.map(str::to_owned), group)).collect()
}

/// Whether one party is more often told for a point than against it, and another against it.
fn clash(parties: &BTreeMap<Option<String>, Vec<&Held<'_>>>) -> bool {
    let mut sides = BTreeSet::new();
    for (party, all) in parties {
        let count = |stance: Stance| all.iter().filter(|held| held.fact.stance() == stance).count();
        let (pro, con) = (count(Stance::Supports), count(Stance::Opposes));
        if party.is_some() && pro != con {
            sides.insert(pro > con);
        }
    }
    sides.len() > 1
}

/// A stance before it is cited.
struct Uncited<'a> {
    row: PartyStance,
    steps: Vec<Step<'a>>,
    chosen: Vec<&'a Fact>,
}

impl Uncited<'_> {
    fn cited(self, citing: &Citing<'_>) -> PartyStance {
        let Uncited { mut row, steps, chosen } = self;
        let moves = steps.into_iter().map(|step| Move {
            from: step.from,
            to: step.to,
            on: date_of(step.day),
            kind: step.kind,
            cite: citing.cite(step.first),
        });
        row.moves = moves.collect();
        row.told.references = citing.cite_all(&chosen);
        row
    }
}

/// Where each party stands on a point.
pub(crate) fn stances(held: &[Held<'_>], who: &Who, citing: &Citing<'_>, lexicon: &Lexicon) -> Vec<PartyStance> {
    uncited(held, who, citing.voices(), lexicon).into_iter().map(|stance| stance.cited(citing)).collect()
}

fn uncited<'a>(held: &[Held<'a>], who: &Who, voices: Voices<'_>, lexicon: &Lexicon) -> Vec<Uncited<'a>> {
    let stance = |(party, all): (Option<String>, Vec<&Held<'a>>)| {
        let facts: Vec<&Fact> = all.iter().map(|held| held.fact).collect();
        let (stance, steps) = course(&facts, voices);
        let current: Vec<&Fact> = facts.iter().copied().filter(|fact| fact.stance() == stance).collect();
        let conditions: FxHashSet<u32> = current.iter().map(|fact| fact.e).filter(|words| *words != 0).collect();
        let conditions = conditions.into_iter().map(|words| voices.string(words));
        let holders: BTreeSet<Option<u32>> = all.iter().map(|held| held.actor).collect();
        let person = |actor: u32| who.actors[actor as usize].kind == reading::ActorKind::Person;
        let row = PartyStance {
            short: party.as_deref().map_or("no party", |party| lexicon.short(party)).to_owned(),
            stance,
            force: current.iter().filter_map(|fact| fact.force()).min(),
            condition: conditions.filter(|words| !words.is_empty()).min().map(str::to_owned),
            holder: match holders.into_iter().collect::<Vec<_>>()[..] {
                [Some(one)] if person(one) => Some(who.short(one as usize, lexicon)),
                _ => None,
            },
            since: voices.since(&facts),
            moves: Vec::new(),
            told: voices.weighed(&current),
            party,
        };
        Uncited { row, steps, chosen: voices.chosen(&current) }
    };
    by_party(held).into_iter().map(stance).collect()
}

fn related(
    at: usize,
    issue: &Issue<'_>,
    groups: &[&Grouped],
    shown: &BTreeMap<usize, Sides>,
    book: &Book,
    lexicon: &Lexicon,
) -> Vec<Related> {
    let mut out = BTreeSet::new();
    let (own, held) = &issue.points[at];
    for (other, against) in shown.iter().filter(|(other, _)| **other != at) {
        let group = groups[*other];
        let point = group.name.clone();
        // "The surrender of sovereign land" says all that "sovereignty" says, and is no part of it for those who are for the one and
        // against the other.
        if own.bag.shared(&group.bag) > 0 && opposite(&shown[&at], against) {
            out.insert(Related { tie: Tie::Excludes, point });
        } else if is_part(own, group) {
            out.insert(Related { tie: Tie::PartOf, point });
        }
    }
    let terms: BTreeSet<u32> = held.iter().map(|held| held.fact.e).filter(|terms| *terms != 0).collect();
    for terms in terms.into_iter().take(8) {
        if let Some(other) = meant(groups, book.string(terms), lexicon).filter(|other| *other != at) {
            out.insert(Related { tie: Tie::InExchangeFor, point: groups[other].name.clone() });
        }
    }
    out.into_iter().collect()
}

/// The stances each party is told to have on a point.
type Sides = BTreeMap<String, BTreeSet<Stance>>;

fn sides(held: &[Held<'_>]) -> Sides {
    let all = by_party(held).into_iter();
    all.filter_map(|(party, all)| Some((party?, all.iter().map(|held| held.fact.stance()).collect()))).collect()
}

/// Whether every party that has a stance on both has opposite ones, and there is such a party.
fn opposite(a: &Sides, b: &Sides) -> bool {
    let mut both = a.iter().filter_map(|(party, stances)| Some((stances, b.get(party)?))).peekable();
    let against = |x: &BTreeSet<Stance>, y: &BTreeSet<Stance>| {
        let (pro, con) = (Stance::Supports, Stance::Opposes);
        (x.contains(&pro) && !x.contains(&con) && y.contains(&con) && !y.contains(&pro))
            || (x.contains(&con) && !x.contains(&pro) && y.contains(&pro) && !y.contains(&con))
    };
    both.peek().is_some() && both.all(|(x, y)| against(x, y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_exclude_each_other_where_every_party_on_both_takes_opposite_sides() {
        let fact = |stance: Stance| Fact { kind: stance as u8, ..Fact::default() };
        let (pro, con) = (fact(Stance::Supports), fact(Stance::Opposes));
        assert_eq!((pro.stance(), con.stance()), (Stance::Supports, Stance::Opposes));
        let (ardania, borovia) = ("Ardania", "Borovia");
        let held = |fact, party| Held { fact, actor: None, party: Some(party) };
        let one = [held(&pro, ardania), held(&con, borovia)];
        let other = [held(&con, ardania), held(&pro, borovia)];
        assert!(opposite(&sides(&one), &sides(&other)));
        // Somebody wants both.
        assert!(!opposite(&sides(&one), &sides(&[held(&pro, ardania), held(&pro, borovia)])));
        // Nobody is told to have a stance on both.
        assert!(!opposite(&sides(&one[..1]), &sides(&other[1..])));
    }
}
