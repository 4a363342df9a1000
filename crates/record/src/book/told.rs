//! What a line of a view rests on: references to sentences, and how many independent sources they are.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::book::fact::LIKELY;
use crate::book::who::Who;
use crate::book::{Book, Fact, NONE, TextOf, date_of};
use crate::brief::{Cite, Told};
use crate::groups::Groups;
use crate::lexicon::Lexicon;
use crate::words::one_line;

/// References of a line at most.
const REFERENCES: usize = 4;

/// A report that a view refers to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cited {
    /// What references call it.
    pub label: String,
    /// Its name in the dossier.
    pub id: String,
    /// Headline.
    pub title: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// When.
    pub published: Option<Date>,
}

/// When something was told first and last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Since {
    /// Day of the first dated report.
    pub first: Option<Date>,
    /// Day of the last.
    pub last: Option<Date>,
    /// In how many reports, copies and undated ones included.
    pub reports: usize,
}

/// References as they are given, and the reports they are to.
pub(crate) struct Citing<'a> {
    book: &'a Book,
    text: &'a TextOf<'a>,
    /// Whether labels are the names of files; else numbers in the order in which reports are referred to.
    by_name: bool,
    cited: RefCell<(Vec<u32>, HashMap<u32, usize>)>,
    voices: Voices<'a>,
}

/// Which source each report counts as, and what that makes of some tellings. Lines are weighed side by side: nothing of it is written to.
#[derive(Clone, Copy)]
pub(crate) struct Voices<'a> {
    book: &'a Book,
    /// For each report the source it counts as.
    of: &'a [u32],
}

/// Which numbers were met in the line that is worked on.
#[derive(Default)]
struct Met {
    line: u32,
    /// For each number the last line it was met in.
    seen: Vec<u32>,
}

impl Met {
    /// Begins a line with numbers below a bound.
    fn begin(&mut self, bound: usize) {
        self.line = self.line.wrapping_add(1);
        // Once in four thousand million lines old marks would be taken for new ones.
        if self.line == 0 {
            self.seen.fill(0);
            self.line = 1;
        }
        if self.seen.len() < bound {
            self.seen.resize(bound, 0);
        }
    }

    /// Whether a number is met for the first time in this line.
    fn is_new(&mut self, number: u32) -> bool {
        let line = self.line;
        self.seen.get_mut(number as usize).is_some_and(|seen| std::mem::replace(seen, line) != line)
    }
}

thread_local! {
    /// Made once a thread: a line may have few tellings, and there are many lines.
    static MET: RefCell<Met> = RefCell::default();
    /// For each source how sure it is of the line that is worked on; nothing between two lines.
    static BEST: RefCell<Vec<Option<u8>>> = RefCell::default();
}

/// Who is who among the reports of a period, and references to them: worked out side by side.
pub(crate) fn who_and_citing<'a>(
    book: &'a Book,
    text: &'a TextOf<'a>,
    within: &[bool],
    lexicon: &Lexicon,
) -> (Arc<Who>, Citing<'a>) {
    let about_sources = || {
        // The order of reports is asked for in every line.
        book.rank(0);
        book.voices();
    };
    let (who, ()) = rayon::join(|| book.who(within, lexicon), about_sources);
    (who, Citing::new(book, text))
}

impl<'a> Citing<'a> {
    pub(crate) fn new(book: &'a Book, text: &'a TextOf<'a>) -> Citing<'a> {
        Citing { by_name: short_names(book), book, text, cited: RefCell::default(), voices: Voices::new(book) }
    }

    /// The record cited.
    pub(crate) fn book(&self) -> &'a Book {
        self.book
    }

    /// The text of a report.
    pub(crate) fn text(&self, report: u32) -> Option<Rc<str>> {
        (self.text)(report)
    }

    /// Which source each report counts as.
    pub(crate) fn voices(&self) -> Voices<'a> {
        self.voices
    }

    /// What a line rests on.
    pub(crate) fn told(&self, facts: &[&Fact]) -> Told {
        Told { references: self.cite_all(&self.voices.chosen(facts)), ..self.voices.weighed(facts) }
    }

    /// References to some tellings.
    pub(crate) fn cite_all(&self, facts: &[&Fact]) -> Vec<Cite> {
        facts.iter().map(|fact| self.cite(fact)).collect()
    }

    /// See [`Voices::sources`].
    pub(crate) fn sources(&self, facts: &[&Fact]) -> usize {
        self.voices.sources(facts)
    }

    /// The sentence a fact rests on.
    pub(crate) fn cite(&self, fact: &Fact) -> Cite {
        let (report, label) = self.label(fact.report);
        let text = (self.text)(fact.report);
        let (from, to) = (fact.start as usize, fact.start as usize + usize::from(fact.length));
        let words = text.as_deref().and_then(|text| Some((text, text.get(from..to)?)));
        let (start, end, quote) = match words {
            Some((text, words)) => {
                let start = text[..from].chars().count();
                (start, start + words.chars().count(), one_line(words))
            }
            None => (0, 0, String::new()),
        };
        Cite { report, label, sentence: usize::from(fact.sentence), start, end, quote, teller: None }
    }

    fn label(&self, report: u32) -> (usize, String) {
        let (order, places) = &mut *self.cited.borrow_mut();
        let place = *places.entry(report).or_insert_with(|| {
            order.push(report);
            order.len() - 1
        });
        let label = if self.by_name { stem(self.book, report).to_owned() } else { (place + 1).to_string() };
        (place, label)
    }

    /// The reports referred to so far.
    pub(crate) fn cited(&self) -> Vec<Cited> {
        let mut order = self.cited.borrow().0.clone();
        if self.by_name {
            order.sort_by_key(|report| self.book.rank(*report));
        }
        order.into_iter().map(|report| self.report(report)).collect()
    }

    pub(crate) fn report(&self, report: u32) -> Cited {
        let (_, label) = self.label(report);
        let head = self.book.head(report).copied().unwrap_or_default();
        let some = |string: u32| (string != 0).then(|| self.book.string(string).to_owned());
        Cited {
            label,
            id: self.book.string(head.name).to_owned(),
            title: some(head.title),
            outlet: some(head.outlet),
            published: date_of(head.day),
        }
    }

    /// See [`Voices::since`].
    pub(crate) fn since(&self, facts: &[&Fact]) -> Since {
        self.voices.since(facts)
    }
}

impl<'a> Voices<'a> {
    /// Of a record.
    pub(crate) fn new(book: &'a Book) -> Voices<'a> {
        Voices { book, of: book.voices() }
    }

    /// A string of the record.
    pub(crate) fn string(&self, number: u32) -> &'a str {
        self.book.string(number)
    }

    /// The day on which a fact was published; [`NONE`] without one.
    pub(crate) fn day(&self, fact: &Fact) -> i32 {
        self.book.head(fact.report).map_or(NONE, |head| head.day)
    }

    /// Where the report of a fact stands in the order of reports.
    pub(crate) fn rank(&self, fact: &Fact) -> u32 {
        self.book.rank(fact.report)
    }

    /// The source that a report counts as.
    pub(crate) fn of(&self, report: u32) -> u32 {
        self.of.get(report as usize).copied().unwrap_or(report)
    }

    /// How many sources are how sure at best: a count for each of the 256 steps.
    fn sure(&self, facts: &[&Fact]) -> [u32; 256] {
        BEST.with_borrow_mut(|best| {
            if best.len() < self.of.len() {
                best.resize(self.of.len(), None);
            }
            let mut met: Vec<u32> = Vec::new();
            for fact in facts {
                let voice = self.of(fact.report);
                let Some(slot) = best.get_mut(voice as usize) else { continue };
                match slot {
                    Some(sure) => *sure = (*sure).max(fact.sure),
                    None => {
                        *slot = Some(fact.sure);
                        met.push(voice);
                    }
                }
            }
            let mut counts = [0; 256];
            for voice in met {
                // Left as it was found, for the next line.
                if let Some(sure) = best[voice as usize].take() {
                    counts[usize::from(sure)] += 1;
                }
            }
            counts
        })
    }

    /// Which of the tellings a line shows: sure ones before others, each source once, later ones first.
    pub(crate) fn chosen<'f>(&self, facts: &[&'f Fact]) -> Vec<&'f Fact> {
        let rank =
            |fact: &Fact| (fact.judged, fact.sure / 32, self.rank(fact), std::cmp::Reverse((fact.start, fact.entry)));
        let mut best: Vec<&Fact> = Vec::new();
        for fact in facts {
            if best.len() == REFERENCES && best.last().is_some_and(|worst| rank(worst) >= rank(fact)) {
                continue;
            }
            let voice = self.of(fact.report);
            match best.iter().position(|known| self.of(known.report) == voice) {
                Some(at) if rank(best[at]) >= rank(fact) => continue,
                Some(at) => drop(best.remove(at)),
                None => {}
            }
            let at = best.partition_point(|known| rank(known) > rank(fact));
            best.insert(at, fact);
            best.truncate(REFERENCES);
        }
        best
    }

    /// What a line rests on, without its references.
    pub(crate) fn weighed(&self, facts: &[&Fact]) -> Told {
        /// More sources than this make nothing surer.
        const ENOUGH: u32 = 64;
        let counts = self.sure(facts);
        let (mut wrong, mut weight, mut left) = (1.0f32, 0u64, ENOUGH);
        // From the surest on: products of floating-point numbers depend on their order.
        for (sure, count) in counts.into_iter().enumerate().rev() {
            weight += sure as u64 * u64::from(count);
            let counted = count.min(left);
            left -= counted;
            wrong *= (1.0 - sure as f32 / 255.0).powi(counted as i32);
        }
        Told {
            references: Vec::new(),
            sources: likely(&counts).max(1),
            // In tenths of a source.
            weight: (weight * 2 / 51) as u32,
            probability: 1.0 - wrong,
        }
    }

    /// Independent sources that more likely than not tell it.
    pub(crate) fn sources(&self, facts: &[&Fact]) -> usize {
        MET.with_borrow_mut(|met| {
            met.begin(self.of.len());
            facts.iter().filter(|fact| fact.sure >= LIKELY && met.is_new(self.of(fact.report))).count()
        })
    }

    /// When some facts were told.
    pub(crate) fn since(&self, facts: &[&Fact]) -> Since {
        MET.with_borrow_mut(|met| {
            met.begin(self.of.len());
            let (mut first, mut last, mut reports) = (i32::MAX, NONE, 0);
            // A report that tells it twice counts once.
            for fact in facts.iter().filter(|fact| met.is_new(fact.report)) {
                reports += 1;
                let day = self.day(fact);
                if day != NONE {
                    (first, last) = (first.min(day), last.max(day));
                }
            }
            let first = if last == NONE { None } else { date_of(first) };
            Since { first, last: date_of(last), reports }
        })
    }
}

/// How many sources are more likely right than wrong.
fn likely(counts: &[u32; 256]) -> usize {
    counts[usize::from(LIKELY)..].iter().map(|count| *count as usize).sum()
}

/// Whether the file names of all reports are short and differ.
fn short_names(book: &Book) -> bool {
    let mut seen = std::collections::HashSet::new();
    book.heads.iter().enumerate().filter(|(_, head)| head.is_some()).all(|(report, _)| {
        let stem = stem(book, report as u32);
        (1..=4).contains(&stem.len()) && stem.chars().all(|c| c.is_ascii_alphanumeric()) && seen.insert(stem)
    })
}

fn stem(book: &Book, report: u32) -> &str {
    let name = book.head(report).map_or("", |head| book.string(head.name));
    name.rsplit('/').next().unwrap_or(name)
}

/// For each report the source it counts as: copies are one, and so is what rests on one agency.
pub(super) fn voices(book: &Book) -> Vec<u32> {
    let mut groups = Groups::of(book.heads.len());
    let known = |report: u32| book.head(report).is_some();
    for (a, b) in book.copies.iter().filter(|(a, b)| known(*a) && known(*b)) {
        groups.join(*a as usize, *b as usize);
    }
    let mut agencies: FxHashMap<u32, u32> = FxHashMap::default();
    for head in book.heads.iter().flatten().filter(|head| head.agency != 0) {
        agencies.entry(head.agency).or_insert(head.report);
    }
    for head in book.heads.iter().flatten() {
        let agency = if head.agency != 0 { head.agency } else { head.outlet };
        if let Some(first) = agencies.get(&agency) {
            groups.join(*first as usize, head.report as usize);
        }
    }
    groups.firsts().map(|first| first as u32).collect()
}
