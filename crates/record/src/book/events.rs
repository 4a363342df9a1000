//! Sessions, texts, figures and the timeline over all reports.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use jiff::civil::Date;
use lang::{Pipeline, Tag};
use rayon::prelude::*;
use reading::{SessionStatus, Stance, TextState};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use crate::book::course::{MoveKind, course};
use crate::book::fact::{LIKELY, list};
use crate::book::lineage::{Lineage, lineages};
use crate::book::matrix::{Held, by_party, held, issues};
use crate::book::told::{Cited, Citing, Since, Voices, who_and_citing};
use crate::book::who::Who;
use crate::book::{Book, Fact, NONE, Period, TextOf, date_of};
use crate::brief::{Told, stance_word, state_word, status_word};
use crate::judgement::{Naming, Section};
use crate::lexicon::Lexicon;
use crate::places::Places;
use crate::sessions::{POINTED_AT, mixed_case, points_back};
use crate::shelf::FLOOR;
use crate::words::{fold, singular};

/// A dated session in one place and another one this many days later are two.
const APART: i32 = 3;
/// A report tells without a date of what was held at most so many days before it.
const BEFORE: i32 = 14;
/// Other names of a text that are shown.
const NAMES: usize = 8;
/// A report tells without a date of what is planned at most so many days ahead.
const AHEAD: i32 = 60;

/// Names of one thing, and in how many tellings it has each.
pub(crate) type Names = BTreeMap<String, usize>;

/// An event before it is known whether it is shown: few of many are.
struct Happening<'a> {
    day: Option<i32>,
    /// Whether the day is that of the thing itself.
    exact: bool,
    what: Subject<'a>,
    facts: Vec<&'a Fact>,
}

/// What happened.
enum Subject<'a> {
    Session(Meeting<'a>),
    /// The name of a text, its points where they tell one version from another, and what became of it.
    Text(Arc<str>, Option<u32>, TextState),
    /// A party, its stance, the one before, and the point.
    Position(Arc<str>, Stance, Option<Stance>, Arc<str>),
}

impl Happening<'_> {
    fn kind(&self) -> EventKind {
        match self.what {
            Subject::Session(_) => EventKind::Session,
            Subject::Text(..) => EventKind::Text,
            Subject::Position(..) => EventKind::Position,
        }
    }

    /// What its place in time is told by.
    fn order(&self) -> (bool, Option<i32>, EventKind) {
        (self.day.is_none(), self.day, self.kind())
    }

    /// In words of ours and of reports.
    fn words(&self, book: &Book, lexicon: &Lexicon) -> String {
        match &self.what {
            Subject::Session(meeting) => {
                let status = self.facts.last().map_or(SessionStatus::Unconfirmed, |fact| fact.status());
                let sides: Vec<&str> = meeting.parties.iter().map(|party| lexicon.short(party)).collect();
                let sides = if sides.is_empty() { String::new() } else { format!(" ({})", sides.join(", ")) };
                let at = meeting.place(&self.facts, book).map_or_else(|| "no place".to_owned(), mixed_case);
                format!("{} {at}{sides}", status_word(status))
            }
            Subject::Text(name, points, state) => {
                let points = points.map(|n| format!(", {n} points")).unwrap_or_default();
                format!("{name}{points}, {}", state_word(*state))
            }
            Subject::Position(party, stance, Some(from), point) => {
                format!("{}: {point}, {} -> {}", lexicon.short(party), stance_word(*from), stance_word(*stance))
            }
            Subject::Position(party, stance, None, point) => {
                format!("{}: {} {point}", lexicon.short(party), stance_word(*stance))
            }
        }
    }
}

/// The sessions of a record.
#[derive(Clone, Debug, Serialize)]
pub struct Meetings {
    /// The latest first, those without a date last.
    pub sessions: Vec<MeetingRow>,
    /// How many more there are.
    pub more: usize,
    /// The reports referred to.
    pub reports: Vec<Cited>,
}

/// One session, told by one or many.
#[derive(Clone, Debug, Serialize)]
pub struct MeetingRow {
    /// Where.
    pub place: Option<String>,
    /// First day, where a report fixes it.
    pub date: Option<Date>,
    /// Last day, where it lasted longer.
    pub until: Option<Date>,
    /// When, in a report's words, where no day is fixed.
    pub when: Option<String>,
    /// Held or not, by what was published last.
    pub status: SessionStatus,
    /// What it was told as before, in order.
    pub before: Vec<SessionStatus>,
    /// Short names of the sides.
    pub who: Vec<String>,
    /// Persons who took part.
    pub people: Vec<String>,
    /// What came of it, in the reports' words.
    pub outcome: Vec<String>,
    /// When it was told.
    pub since: Since,
    /// What it rests on.
    #[serde(flatten)]
    pub told: Told,
}

/// A session with its tellings.
pub(crate) struct Meeting<'a> {
    /// Folded. Many sessions are in one place and of the same sides.
    place: Arc<str>,
    pub(super) day: Option<(i32, i32)>,
    pub(super) parties: Arc<BTreeSet<String>>,
    pub(super) facts: Vec<&'a Fact>,
}

/// The sessions; those most told of where there are more than `most`.
pub fn meetings(book: &Book, text: &TextOf<'_>, period: &Period, most: usize, lexicon: &Lexicon) -> Meetings {
    let within = book.within(period);
    let (who, citing) = who_and_citing(book, text, &within, lexicon);
    let all = gathered(book, &within, &who, &places(&citing, &within));
    let (sessions, more) = meetings_of(all, &who, &citing, most, lexicon);
    Meetings { sessions, more, reports: citing.cited() }
}

/// The sessions most told of, and how many more there are.
pub(crate) fn meetings_of(
    mut all: Vec<Meeting<'_>>,
    who: &Who,
    citing: &Citing<'_>,
    most: usize,
    lexicon: &Lexicon,
) -> (Vec<MeetingRow>, usize) {
    let more = all.len().saturating_sub(most);
    let voices = citing.voices();
    keep_most(&mut all, most, |meeting| voices.sources(&meeting.facts));
    let rows = all.iter().map(|meeting| meeting_row(meeting, citing.book(), who, citing, lexicon)).collect();
    (rows, more)
}

/// Facts by the numbers of some of their strings: few strings stand for many facts, and each is looked at once.
pub(crate) fn by_strings<'a, K: std::hash::Hash + Eq>(
    facts: impl Iterator<Item = &'a Fact>,
    key: impl Fn(&Fact) -> K,
) -> FxHashMap<K, Vec<&'a Fact>> {
    let mut out: FxHashMap<K, Vec<&Fact>> = FxHashMap::default();
    for fact in facts {
        out.entry(key(fact)).or_default().push(fact);
    }
    out
}

/// Keeps those with the highest weight, in the order they are in.
fn keep_most<T: Sync>(all: &mut Vec<T>, most: usize, weight: impl Fn(&T) -> usize + Sync) {
    if all.len() <= most {
        return;
    }
    let mut weights: Vec<(usize, usize)> = all.par_iter().enumerate().map(|(i, one)| (weight(one), i)).collect();
    weights.sort_by_key(|(weight, i)| (Reverse(*weight), *i));
    let kept: BTreeSet<usize> = weights[..most].iter().map(|(_, i)| *i).collect();
    let mut i = 0;
    all.retain(|_| {
        i += 1;
        kept.contains(&(i - 1))
    });
}

impl Meeting<'_> {
    /// The place as one of its tellings has it; of `Miami` and `Florida`, written as one, the nearer.
    pub(super) fn place<'b>(&self, facts: &[&Fact], book: &'b Book) -> Option<&'b str> {
        let told = || {
            let all = facts.iter().map(|fact| book.namings.name(Naming::Place, book.string(fact.a)));
            all.filter(|place| !place.is_empty())
        };
        let is_it = |place: &str| place.eq_ignore_ascii_case(&self.place) || fold(place) == *self.place;
        told().find(|place| is_it(place)).or_else(|| told().next())
    }
}

/// What is told of sessions.
fn told<'a>(book: &'a Book, within: &'a [bool]) -> impl Iterator<Item = &'a Fact> {
    let floor = (FLOOR * 255.0) as u8;
    book.facts(Section::Sessions, within).filter(move |fact| fact.sure >= floor)
}

fn is_past(fact: &Fact) -> bool {
    matches!(fact.status(), SessionStatus::Held | SessionStatus::Ongoing)
}

/// Whether a telling says too little of who meets to be a session of its own.
fn names_few(book: &Book, fact: &Fact) -> bool {
    points_back(false, list(book.string(fact.b)).count(), list(book.string(fact.d)).count())
}

/// Places whose texts are looked at, those told most.
const PLACES: usize = 64;
/// Texts that are looked at for each of them, the earliest.
const TEXTS: usize = 3;

/// Which places the reports write as one, by some texts for each.
pub(crate) fn places(citing: &Citing<'_>, within: &[bool]) -> Places {
    let book = citing.book();
    let mut by_place: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for (place, facts) in by_strings(told(book, within).filter(|fact| fact.a != 0), |fact| fact.a) {
        let place = book.namings.name(Naming::Place, book.string(place));
        by_place.entry(place).or_default().extend(facts.iter().map(|fact| fact.report));
    }
    let mut most: Vec<(&str, Vec<u32>)> = by_place.into_iter().collect();
    most.sort_by(|(a, x), (b, y)| y.len().cmp(&x.len()).then(a.cmp(b)));
    most.truncate(PLACES);
    let mut reports: BTreeSet<u32> = BTreeSet::new();
    for (_, told) in &mut most {
        told.sort_unstable_by_key(|report| book.rank(*report));
        told.dedup();
        reports.extend(told.iter().take(TEXTS));
    }
    let names: BTreeSet<&str> = most.into_iter().map(|(place, _)| place).collect();
    if names.len() < 2 {
        return Places::default();
    }
    let texts: Vec<Rc<str>> = reports.into_iter().filter_map(|report| citing.text(report)).collect();
    Places::of(&names, texts.iter().map(|text| &**text))
}

/// One telling of a session, its place and its sides by number.
struct Telling<'a> {
    /// Where the telling stands in the order of reports.
    order: (u32, u32, u16),
    fact: &'a Fact,
    place: usize,
    sides: usize,
}

/// Places and sides of sessions by number: few of them stand for many tellings, and each string is looked at once.
struct Seats<'a> {
    book: &'a Book,
    who: &'a Who,
    nearer: &'a Places,
    places: Vec<Arc<str>>,
    sides: Vec<Arc<BTreeSet<String>>>,
    place_of: FxHashMap<String, usize>,
    sides_of: BTreeMap<BTreeSet<String>, usize>,
    /// Of a string and the sides that go with it.
    told_places: FxHashMap<(u32, usize), usize>,
    /// Of a string.
    told_sides: FxHashMap<u32, usize>,
}

impl<'a> Seats<'a> {
    fn new(book: &'a Book, who: &'a Who, nearer: &'a Places) -> Seats<'a> {
        Seats {
            book,
            who,
            nearer,
            places: Vec::new(),
            sides: Vec::new(),
            place_of: FxHashMap::default(),
            sides_of: BTreeMap::new(),
            told_places: FxHashMap::default(),
            told_sides: FxHashMap::default(),
        }
    }

    fn sides(&mut self, told: u32) -> usize {
        if let Some(known) = self.told_sides.get(&told) {
            return *known;
        }
        let names = list(self.book.string(told)).map(|name| self.book.namings.name(Naming::Actor, name));
        let sides: BTreeSet<String> = names.map(|name| self.who.party(name).to_owned()).collect();
        let number = *self.sides_of.entry(sides).or_insert_with_key(|sides| {
            self.sides.push(Arc::new(sides.clone()));
            self.sides.len() - 1
        });
        self.told_sides.insert(told, number);
        number
    }

    /// A session without a place goes by its sides.
    fn place(&mut self, told: u32, sides: usize) -> usize {
        if let Some(known) = self.told_places.get(&(told, sides)) {
            return *known;
        }
        let place = self.book.namings.name(Naming::Place, self.book.string(told));
        let key = if place.is_empty() {
            let sides: Vec<&str> = self.sides[sides].iter().map(String::as_str).collect();
            format!("\u{1f}{}", sides.join("\u{1f}"))
        } else {
            self.nearer.inner(place)
        };
        let number = *self.place_of.entry(key).or_insert_with_key(|key| {
            self.places.push(key.as_str().into());
            self.places.len() - 1
        });
        self.told_places.insert((told, sides), number);
        number
    }
}

/// By report, and by whether it is past, the place and the sides of the one session that another telling may point back to; none
/// where there are several.
fn anchors(facts: &[(&Fact, bool)], seats: &mut Seats<'_>) -> FxHashMap<(u32, bool), Option<(usize, usize)>> {
    let wanted: FxHashSet<u32> = facts.iter().filter(|(_, back)| *back).map(|(fact, _)| fact.report).collect();
    let sure = (POINTED_AT * 255.0) as u8;
    let mut out: FxHashMap<(u32, bool), Option<(usize, usize)>> = FxHashMap::default();
    let told = facts.iter().map(|(fact, _)| *fact).filter(|fact| fact.a != 0 && fact.sure >= sure);
    for fact in told.filter(|fact| wanted.contains(&fact.report)) {
        if names_few(seats.book, fact) {
            continue;
        }
        let sides = seats.sides(fact.b);
        let place = seats.place(fact.a, sides);
        let known = out.entry((fact.report, is_past(fact))).or_insert(Some((place, sides)));
        if known.is_some_and(|(other, _)| other != place) {
            *known = None;
        }
    }
    out
}

/// The tellings of sessions in the order of reports.
fn tellings<'a>(book: &'a Book, within: &'a [bool], seats: &mut Seats<'_>) -> Vec<Telling<'a>> {
    // Each with whether it points back to another one.
    let facts: Vec<(&Fact, bool)> =
        told(book, within).map(|fact| (fact, fact.a == 0 && names_few(book, fact))).collect();
    let anchors = anchors(&facts, seats);
    let mut all: Vec<Telling<'a>> = Vec::with_capacity(facts.len());
    for (fact, back) in facts {
        let anchor = anchors.get(&(fact.report, is_past(fact))).filter(|_| back).copied().flatten();
        let (place, sides) = match anchor {
            // Whoever it names beside may not be who meets.
            Some(anchor) => anchor,
            None => {
                let sides = seats.sides(fact.b);
                (seats.place(fact.a, sides), sides)
            }
        };
        all.push(Telling { order: (book.rank(fact.report), fact.start, fact.entry), fact, place, sides });
    }
    all.par_sort_unstable_by_key(|telling| telling.order);
    all
}

/// Tellings of one session together: by place and day; those without a day go to the dated session of their place that they
/// may mean, else to the others of the same month and sides. Places that lie in one another are one.
pub(crate) fn gathered<'a>(book: &'a Book, within: &'a [bool], who: &Who, nearer: &Places) -> Vec<Meeting<'a>> {
    let mut seats = Seats::new(book, who, nearer);
    let all = tellings(book, within, &mut seats);
    let mut dated: Vec<Vec<(i32, usize)>> = vec![Vec::new(); seats.places.len()];
    for (n, telling) in all.iter().enumerate() {
        match telling.fact.value[0] as i32 {
            NONE => {}
            day => dated[telling.place].push((day, n)),
        }
    }
    // Of each telling the session it belongs to; the dated ones of a place lie together, in time.
    let mut session_of: Vec<usize> = vec![usize::MAX; all.len()];
    let mut out: Vec<Meeting<'a>> = Vec::new();
    let mut of_place: Vec<std::ops::Range<usize>> = Vec::with_capacity(dated.len());
    for (place, mut days) in dated.into_iter().enumerate() {
        days.sort_unstable();
        let first = out.len();
        for (day, n) in days {
            let parties = &seats.sides[all[n].sides];
            let near = |last: &&mut Meeting<'_>| last.day.is_some_and(|(_, end)| day.saturating_sub(end) < APART);
            match out[first..].last_mut().filter(near) {
                Some(last) => {
                    last.day = last.day.map(|(start, _)| (start, day));
                    join(&mut last.parties, parties);
                }
                None => {
                    let (place, parties) = (seats.places[place].clone(), parties.clone());
                    out.push(Meeting { place, day: Some((day, day)), parties, facts: Vec::new() });
                }
            }
            session_of[n] = out.len() - 1;
        }
        of_place.push(first..out.len());
    }
    // A session's sides grow as tellings join it: they join in the order of reports.
    let mut undated: FxHashMap<(usize, i32, usize, bool), usize> = FxHashMap::default();
    for (n, telling) in all.iter().enumerate().filter(|(_, telling)| telling.fact.value[0] as i32 == NONE) {
        let (fact, parties) = (telling.fact, &seats.sides[telling.sides]);
        let published = book.head(fact.report).map_or(NONE, |head| head.day);
        let past = is_past(fact);
        let (from, to) = if past {
            (published.saturating_sub(BEFORE), published)
        } else {
            (published, published.saturating_add(AHEAD))
        };
        let near = |meeting: &(usize, &Meeting<'_>)| {
            let (start, end) = meeting.1.day.unwrap_or((NONE, NONE));
            (published.abs_diff(start).min(published.abs_diff(end)), start)
        };
        let placed = published != NONE && !seats.places[telling.place].starts_with('\u{1f}');
        let known = Some(of_place[telling.place].clone()).filter(|known| placed && !known.is_empty());
        let found = known.and_then(|known| {
            // Dated sessions of a place stand in time and do not overlap.
            let all = &out[known.clone()];
            let first = all.partition_point(|meeting| meeting.day.is_some_and(|(_, end)| end < from));
            let last = all.partition_point(|meeting| meeting.day.is_some_and(|(start, _)| start <= to));
            let meets = |meeting: &(usize, &Meeting<'_>)| {
                parties.is_empty() || meeting.1.parties.is_empty() || !parties.is_disjoint(&meeting.1.parties)
            };
            let candidates = all.get(first..last)?.iter().enumerate().filter(meets);
            candidates.min_by_key(near).map(|(i, _)| known.start + first + i)
        });
        session_of[n] = match found {
            Some(session) => {
                join(&mut out[session].parties, parties);
                session
            }
            None => {
                // Without a place and a day there is little to tell one from another: the month.
                let month = if published == NONE { NONE } else { published.div_euclid(30) };
                *undated.entry((telling.place, month, telling.sides, past)).or_insert_with(|| {
                    let (place, parties) = (seats.places[telling.place].clone(), parties.clone());
                    out.push(Meeting { place, day: None, parties, facts: Vec::new() });
                    out.len() - 1
                })
            }
        };
    }
    for (telling, session) in all.iter().zip(session_of) {
        out[session].facts.push(telling.fact);
    }
    // Of two alike in all that is compared below, the earlier month comes first.
    let mut months: Vec<(i32, bool)> = vec![(NONE, false); out.len()];
    for ((_, month, _, past), session) in undated {
        months[session] = (month, past);
    }
    let told = |m: &Meeting<'_>| m.facts.last().map(|fact| book.head(fact.report).map_or(NONE, |head| head.day));
    // What mostly tells is worked out once: names are only looked at where it does not.
    let mut order: Vec<_> =
        out.iter().enumerate().map(|(i, m)| ((m.day.is_none(), Reverse(m.day), Reverse(told(m))), i)).collect();
    order.par_sort_by(|(a, i), (b, j)| {
        let (x, y) = (&out[*i], &out[*j]);
        let names = || (&x.place, &x.parties, months[*i]).cmp(&(&y.place, &y.parties, months[*j]));
        a.cmp(b).then_with(names)
    });
    let mut out: Vec<Option<Meeting<'a>>> = out.into_iter().map(Some).collect();
    order.into_iter().filter_map(|(_, i)| out[i].take()).collect()
}

/// The sides of a telling join those of its session: mostly they are there already.
fn join(parties: &mut Arc<BTreeSet<String>>, more: &Arc<BTreeSet<String>>) {
    if !Arc::ptr_eq(parties, more) && !more.is_subset(parties) {
        Arc::make_mut(parties).extend(more.iter().cloned());
    }
}

impl Meeting<'_> {
    /// Held or not. What was planned and is told as held was held, even if a later report only knows of the plan.
    pub(super) fn status(&self) -> SessionStatus {
        let held = self.facts.iter().any(|fact| fact.status() == SessionStatus::Held);
        let last = self.facts.last().map_or(SessionStatus::Unconfirmed, |fact| fact.status());
        if held && last == SessionStatus::Planned { SessionStatus::Held } else { last }
    }
}

fn meeting_row(meeting: &Meeting<'_>, book: &Book, who: &Who, citing: &Citing<'_>, lexicon: &Lexicon) -> MeetingRow {
    let mut course: Vec<SessionStatus> = Vec::new();
    for fact in &meeting.facts {
        if course.last() != Some(&fact.status()) {
            course.push(fact.status());
        }
    }
    let status = meeting.status();
    let mut before: Vec<SessionStatus> = Vec::new();
    for earlier in course.into_iter().filter(|earlier| *earlier != status) {
        if !before.contains(&earlier) {
            before.push(earlier);
        }
    }
    let mut people: BTreeMap<usize, usize> = BTreeMap::new();
    let mut outcome: Vec<String> = Vec::new();
    for (names, told) in by_strings(meeting.facts.iter().copied(), |fact| fact.d) {
        for name in list(book.string(names)) {
            if let Some(actor) = who.named(book.namings.name(Naming::Actor, name)) {
                *people.entry(actor).or_default() += told.len();
            }
        }
    }
    let mut known: FxHashSet<u32> = FxHashSet::default();
    for fact in meeting.facts.iter().filter(|fact| known.insert(fact.e)) {
        let words = book.string(fact.e);
        if !words.is_empty() && outcome.len() < 3 && outcome.iter().all(|known| fold(known) != fold(words)) {
            outcome.push(words.to_owned());
        }
    }
    let mut people: Vec<(usize, usize)> = people.into_iter().collect();
    people.sort_by_key(|(actor, n)| (Reverse(*n), who.actors[*actor].name.clone()));
    let when = meeting.facts.iter().map(|fact| book.string(fact.c)).find(|when| !when.is_empty());
    MeetingRow {
        place: meeting.place(&meeting.facts, book).map(mixed_case),
        date: meeting.day.and_then(|(start, _)| date_of(start)),
        until: meeting.day.filter(|(start, end)| start != end).and_then(|(_, end)| date_of(end)),
        when: when.filter(|_| meeting.day.is_none()).map(str::to_owned),
        status,
        before,
        who: meeting.parties.iter().map(|party| lexicon.short(party).to_owned()).collect(),
        people: people.into_iter().take(8).map(|(actor, _)| who.short(actor, lexicon)).collect(),
        outcome,
        since: citing.since(&meeting.facts),
        told: citing.told(&meeting.facts),
    }
}

/// The texts of a record.
#[derive(Clone, Debug, Serialize)]
pub struct Documents {
    /// Each with its versions, those told of most first.
    pub texts: Vec<DocumentRow>,
    /// How many more there are.
    pub more: usize,
    /// The reports referred to.
    pub reports: Vec<Cited>,
}

/// One document under all its names.
#[derive(Clone, Debug, Serialize)]
pub struct DocumentRow {
    /// The name most reports use.
    pub name: String,
    /// Its other names.
    pub names: Vec<String>,
    /// Who drafted it.
    pub drafter: Option<String>,
    /// Its versions, the earliest first.
    pub versions: Vec<VersionRow>,
    /// When it was told of.
    pub since: Since,
    /// What it rests on.
    #[serde(flatten)]
    pub told: Told,
}

/// A version of a document: what reports tell apart by its number of points, or by what became of it.
#[derive(Clone, Debug, Serialize)]
pub struct VersionRow {
    /// How many points it has.
    pub points: Option<u32>,
    /// When it was told of.
    pub since: Since,
    /// What became of it, in order.
    pub states: Vec<StateRow>,
}

/// What became of a text.
#[derive(Clone, Debug, Serialize)]
pub struct StateRow {
    /// The state.
    pub state: TextState,
    /// When it was told.
    pub since: Since,
    /// What it rests on.
    #[serde(flatten)]
    pub told: Told,
}

/// The texts; those most told of where there are more than `most`.
pub fn documents(book: &Book, text: &TextOf<'_>, period: &Period, most: usize, lexicon: &Lexicon) -> Documents {
    let within = book.within(period);
    let (who, citing) = who_and_citing(book, text, &within, lexicon);
    let (texts, more) = documents_of(&who, &citing, &within, most, &|_| true, lexicon);
    Documents { texts, more, reports: citing.cited() }
}

/// Of the texts that are wanted those most told of, and how many more there are.
pub(crate) fn documents_of(
    who: &Who,
    citing: &Citing<'_>,
    within: &[bool],
    most: usize,
    wanted: &(dyn Fn(&[&Fact]) -> bool + Sync),
    lexicon: &Lexicon,
) -> (Vec<DocumentRow>, usize) {
    let book = citing.book();
    let floor = (FLOOR * 255.0) as u8;
    let texts = book.facts(Section::Texts, within).filter(|fact| fact.sure >= floor);
    let texts = lineages(book, texts, who, lexicon);
    let voices = citing.voices();
    let mut rows: Vec<(usize, Lineage<'_>)> = texts
        .into_par_iter()
        .filter(|text| wanted(&text.facts))
        .map(|text| (voices.sources(&text.facts), text))
        .collect();
    rows.sort_by(|(x, a), (y, b)| y.cmp(x).then(b.facts.len().cmp(&a.facts.len())).then_with(|| a.name.cmp(&b.name)));
    let more = rows.len().saturating_sub(most);
    rows.truncate(most);
    (rows.iter().map(|(_, text)| document_row(text, citing, lexicon)).collect(), more)
}

fn document_row(text: &Lineage<'_>, citing: &Citing<'_>, lexicon: &Lexicon) -> DocumentRow {
    let facts = &text.facts;
    let mut others: Vec<(&String, &usize)> =
        text.names.iter().filter(|(other, _)| fold(other) != fold(&text.name)).collect();
    others.sort_by_key(|(name, n)| (Reverse(**n), *name));
    let drafter = text.drafters.iter().max_by_key(|(name, n)| (**n, Reverse((*name).clone())));
    let mut by_points: BTreeMap<Option<u32>, Vec<&Fact>> = BTreeMap::new();
    for fact in facts {
        by_points.entry(fact.points()).or_default().push(fact);
    }
    let mut versions: Vec<VersionRow> = by_points
        .into_iter()
        .map(|(points, facts)| {
            let mut states: BTreeMap<TextState, Vec<&Fact>> = BTreeMap::new();
            for fact in &facts {
                states.entry(fact.state()).or_default().push(fact);
            }
            let mut states: Vec<StateRow> = states
                .into_iter()
                .map(|(state, facts)| StateRow { state, since: citing.since(&facts), told: citing.told(&facts) })
                .collect();
            states.sort_by_key(|row| (row.since.first.is_none(), row.since.first, row.state));
            VersionRow { points, since: citing.since(&facts), states }
        })
        .collect();
    // Told without a number first; then in time, what is told as revised after what is not.
    versions.sort_by_key(|version| {
        let revised = version.states.iter().any(|row| row.state == TextState::Revised);
        let first = version.since.first;
        (version.points.is_some(), revised, first.is_none(), first, version.points)
    });
    DocumentRow {
        name: text.name.clone(),
        names: others.into_iter().take(NAMES).map(|(name, _)| name.clone()).collect(),
        drafter: drafter.map(|(name, _)| lexicon.short(name).to_owned()),
        versions,
        since: citing.since(facts),
        told: citing.told(facts),
    }
}

/// The figures of a record.
#[derive(Clone, Debug, Serialize)]
pub struct Figures {
    /// Those most sources tell first.
    pub figures: Vec<FigureRow>,
    /// How many more there are.
    pub more: usize,
    /// The reports referred to.
    pub reports: Vec<Cited>,
}

/// What is counted, with all that is said of it.
#[derive(Clone, Debug, Serialize)]
pub struct FigureRow {
    /// What it measures.
    pub of: String,
    /// Its unit.
    pub unit: Option<String>,
    /// The numbers, those told first first.
    pub values: Vec<ValueRow>,
}

/// A number.
#[derive(Clone, Debug, Serialize)]
pub struct ValueRow {
    /// Written out.
    pub value: f64,
    /// Who says so.
    pub per: Vec<String>,
    /// When it was told.
    pub since: Since,
    /// What it rests on.
    #[serde(flatten)]
    pub told: Told,
}

/// The figures; those most told of where there are more than `most`.
pub fn figures(book: &Book, text: &TextOf<'_>, period: &Period, most: usize, lexicon: &Lexicon) -> Figures {
    let within = book.within(period);
    let (who, citing) = who_and_citing(book, text, &within, lexicon);
    let floor = (FLOOR * 255.0) as u8;
    let figures = book.facts(Section::Figures, &within).filter(|fact| fact.sure >= floor);
    let folded = by_strings(figures, |fact| (fact.a, fact.b)).into_par_iter();
    let folded = folded.map(|((of, unit), told)| (singular(&fold(book.string(unit))), fold(book.string(of)), of, told));
    let mut by_of: FxHashMap<(String, String), (Names, Vec<&Fact>)> = FxHashMap::default();
    for (unit, folded, of, told) in folded.collect::<Vec<_>>() {
        let (names, facts) = by_of.entry((unit, folded)).or_default();
        *names.entry(book.string(of).to_owned()).or_default() += told.len();
        facts.extend(told);
    }
    let voices = citing.voices();
    let mut rows: Vec<_> = by_of
        .into_par_iter()
        .map(|((unit, of), (names, facts))| (voices.sources(&facts), unit, of, names, facts))
        .collect();
    rows.sort_by(|a, b| b.0.cmp(&a.0).then(b.4.len().cmp(&a.4.len())).then_with(|| (&a.2, &a.1).cmp(&(&b.2, &b.1))));
    let more = rows.len().saturating_sub(most);
    rows.truncate(most);
    let figures = rows
        .into_iter()
        .map(|(_, _, _, names, facts)| {
            let of = names.into_iter().max_by_key(|(name, n)| (*n, Reverse(name.clone())));
            // Of `20 points` and `a 20-point plan` the longer is the word itself.
            let units = facts.iter().map(|fact| book.string(fact.b)).filter(|unit| !unit.is_empty());
            let unit = units.max_by_key(|unit| (unit.len(), Reverse(*unit)));
            let mut values: BTreeMap<u64, Vec<&Fact>> = BTreeMap::new();
            for fact in facts {
                values.entry(fact.number().to_bits()).or_default().push(fact);
            }
            let mut values: Vec<ValueRow> = values
                .into_iter()
                .map(|(bits, facts)| {
                    let said: FxHashSet<u32> = facts.iter().map(|fact| fact.c).filter(|by| *by != 0).collect();
                    let per: BTreeSet<String> = said
                        .into_iter()
                        .map(|by| book.namings.name(Naming::Actor, book.string(by)))
                        .map(|name| who.named(name).map_or_else(|| name.to_owned(), |actor| who.short(actor, lexicon)))
                        .collect();
                    ValueRow {
                        value: f64::from_bits(bits),
                        per: per.into_iter().collect(),
                        since: citing.since(&facts),
                        told: citing.told(&facts),
                    }
                })
                .collect();
            values.sort_by(|a, b| {
                (a.since.first.is_none(), a.since.first)
                    .cmp(&(b.since.first.is_none(), b.since.first))
                    .then(a.value.total_cmp(&b.value))
            });
            let of = whole(of.map(|(of, _)| of).unwrap_or_default(), unit);
            FigureRow { of, unit: unit.map(str::to_owned), values }
        })
        .collect();
    Figures { figures, more, reports: citing.cited() }
}

/// What is counted in whole: of `launched against the town`, counted in drones, the drones are part.
fn whole(of: String, unit: Option<&str>) -> String {
    // Only then does a tag of the engine tell: `launched` in `drones launched`, `met` in `leaders met twice`.
    let Some(unit) = unit.filter(|_| of.starts_with(char::is_lowercase)) else { return of };
    let together = format!("{unit} {of}");
    let doc = Pipeline::english().annotate(&together);
    let after = doc.tokens().find(|token| token.span().start > unit.len());
    if after.is_some_and(|token| matches!(token.tag(), Tag::VBN | Tag::VBD)) { together } else { of }
}

/// What happened and what was told when.
#[derive(Clone, Debug, Serialize)]
pub struct Timeline {
    /// In time, those without a day last.
    pub events: Vec<Event>,
    /// How many earlier ones are left out.
    pub earlier: usize,
    /// The reports referred to.
    pub reports: Vec<Cited>,
}

/// Something with a day.
#[derive(Clone, Debug, Serialize)]
pub struct Event {
    /// The day it happened, or for what has none the day it was first published.
    pub day: Option<Date>,
    /// Whether the day is that of the thing itself.
    pub exact: bool,
    /// What sort of thing.
    pub kind: EventKind,
    /// What, in words of ours and of reports.
    pub what: String,
    /// What it rests on.
    #[serde(flatten)]
    pub told: Told,
}

/// Sorts of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventKind {
    /// A session.
    Session,
    /// Something became of a text.
    Text,
    /// A party took a stance, or another one.
    Position,
}

impl EventKind {
    /// In a word.
    pub const fn as_str(self) -> &'static str {
        match self {
            EventKind::Session => "session",
            EventKind::Text => "text",
            EventKind::Position => "position",
        }
    }
}

/// The timeline: the last `most` events of a period.
pub fn timeline(book: &Book, text: &TextOf<'_>, period: &Period, most: usize, lexicon: &Lexicon) -> Timeline {
    let within = book.within(period);
    let (who, citing) = who_and_citing(book, text, &within, lexicon);
    let places = places(&citing, &within);
    let voices = citing.voices();
    let (mut events, sessions) = rayon::join(
        || {
            let mut events = told_texts(book, &within, &who, lexicon);
            events.extend(told_positions(book, &who, voices, &within, lexicon));
            events
        },
        || told_sessions(book, &within, &who, &places),
    );
    events.extend(sessions);
    let earlier = events.len().saturating_sub(most);
    // Words are only made, and references only given, for those that are shown and those they stand beside.
    events.par_sort_by_key(Happening::order);
    let first = events.get(earlier).map(Happening::order);
    let from = events.partition_point(|event| Some(event.order()) < first);
    let mut last: Vec<(String, Happening<'_>)> =
        events.drain(from..).map(|event| (event.words(book, lexicon), event)).collect();
    last.sort_by(|(a, x), (b, y)| x.order().cmp(&y.order()).then_with(|| a.cmp(b)));
    let events = last
        .drain(earlier - from..)
        .map(|(what, event)| Event {
            day: event.day.and_then(date_of),
            exact: event.exact,
            kind: event.kind(),
            what,
            told: citing.told(&event.facts),
        })
        .collect();
    Timeline { events, earlier, reports: citing.cited() }
}

/// The day on which something was first published.
fn published(book: &Book, facts: &[&Fact]) -> Option<i32> {
    facts.iter().filter_map(|fact| book.head(fact.report)).map(|head| head.day).filter(|day| *day != NONE).min()
}

fn told_sessions<'a>(book: &'a Book, within: &'a [bool], who: &Who, places: &Places) -> Vec<Happening<'a>> {
    let mut events = Vec::new();
    for mut meeting in gathered(book, within, who, places) {
        if meeting.parties.len() < 2 && meeting.place(&meeting.facts, book).is_none() {
            continue;
        }
        let day = meeting.day.map(|(start, _)| start);
        let facts = std::mem::take(&mut meeting.facts);
        let exact = day.is_some();
        let day = day.or_else(|| published(book, &facts));
        events.push(Happening { day, exact, what: Subject::Session(meeting), facts });
    }
    events
}

fn told_texts<'a>(book: &'a Book, within: &'a [bool], who: &Who, lexicon: &Lexicon) -> Vec<Happening<'a>> {
    let mut events = Vec::new();
    let told = book.facts(Section::Texts, within).filter(|fact| fact.sure >= LIKELY);
    for text in lineages(book, told, who, lexicon) {
        let name: Arc<str> = text.name.as_str().into();
        let mut steps: BTreeMap<(Option<u32>, TextState), Vec<&Fact>> = BTreeMap::new();
        for fact in text.facts.iter().filter(|fact| fact.state() != TextState::UnderDiscussion) {
            steps.entry((fact.points(), fact.state())).or_default().push(fact);
        }
        let versions: BTreeSet<u32> = steps.keys().filter_map(|(points, _)| *points).collect();
        for ((points, state), facts) in steps {
            // With one number alone the name tells it.
            let points = points.filter(|_| versions.len() > 1);
            let what = Subject::Text(name.clone(), points, state);
            events.push(Happening { day: published(book, &facts), exact: false, what, facts });
        }
    }
    events
}

fn told_positions<'a>(
    book: &'a Book,
    who: &'a Who,
    voices: Voices<'_>,
    within: &'a [bool],
    lexicon: &Lexicon,
) -> Vec<Happening<'a>> {
    let issues = issues(book, held(book, who, within, LIKELY), lexicon);
    let points = issues.par_iter().flat_map(|issue| issue.points.par_iter());
    points.flat_map_iter(|(group, held)| told_point(book, voices, &group.name, held)).collect()
}

/// The stances taken on a point, and where they moved.
fn told_point<'a>(book: &Book, voices: Voices<'_>, point: &str, held: &[Held<'a>]) -> Vec<Happening<'a>> {
    let mut events = Vec::new();
    let point: Arc<str> = point.into();
    for (party, all) in by_party(held) {
        let Some(party) = party else { continue };
        let party: Arc<str> = party.into();
        let facts: Vec<&Fact> = all.iter().map(|held| held.fact).collect();
        let (stance, steps) = course(&facts, voices);
        for step in steps.iter().filter(|step| step.kind == MoveKind::Shift && step.day != NONE) {
            let on = |fact: &&&Fact| fact.stance() == step.to && voices.day(fact) == step.day;
            let told: Vec<&Fact> = facts.iter().filter(on).copied().collect();
            let what = Subject::Position(party.clone(), step.to, Some(step.from), point.clone());
            events.push(Happening { day: Some(step.day), exact: false, what, facts: told });
        }
        if let Some(day) = published(book, &facts).filter(|_| voices.sources(&facts) > 1) {
            let what = Subject::Position(party, stance, None, point.clone());
            events.push(Happening { day: Some(day), exact: false, what, facts });
        }
    }
    events
}
