//! One text under all its names and in all its versions, over all reports.
//!
//! Names are compared, not tellings: the cost grows with the number of different names. What comes out depends on the names,
//! on who tells them and how often, not on the order in which they came.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::book::events::{Names, by_strings};
use crate::book::who::Who;
use crate::book::{Book, Fact};
use crate::judgement::Naming;
use crate::lexicon::Lexicon;
use crate::titles::{Title, agree};
use crate::words::fold;

/// Names that are compared; the rest are told too seldom to matter and stay alone.
const COMPARED: usize = 400;

/// A folded name and a number of points.
type Key = (String, Option<u32>);
/// Spellings, and what tells of them.
type Tellings<'a> = (Names, Vec<&'a Fact>);

/// A text.
pub(crate) struct Lineage<'a> {
    /// Its names, each with the number of its tellings.
    pub names: Names,
    /// The name it is shown under.
    pub name: String,
    /// Who is told to have drafted it, with the number of tellings.
    pub drafters: Names,
    pub facts: Vec<&'a Fact>,
    titles: Vec<(Title, Vec<u32>)>,
    sides: BTreeSet<String>,
}

/// One name with one number of points.
struct Called<'a> {
    key: String,
    names: Names,
    title: Title,
    drafters: Names,
    facts: Vec<&'a Fact>,
    /// Reports that have it, in order.
    reports: Vec<u32>,
}

/// The texts that some facts tell of.
pub(crate) fn lineages<'a>(
    book: &'a Book,
    facts: impl Iterator<Item = &'a Fact>,
    who: &Who,
    lexicon: &Lexicon,
) -> Vec<Lineage<'a>> {
    let mut called: BTreeMap<Key, Tellings<'_>> = BTreeMap::new();
    for ((name, points), told) in by_strings(facts, |fact| (fact.a, fact.points())) {
        let name = book.namings.name(Naming::Text, book.string(name));
        let (names, facts) = called.entry((fold(name), points)).or_default();
        *names.entry(name.to_owned()).or_default() += told.len();
        facts.extend(told);
    }
    let one = |((key, points), (names, facts)): (Key, Tellings<'a>)| {
        let mut reports: Vec<u32> = facts.iter().map(|fact| fact.report).collect();
        reports.sort_unstable();
        reports.dedup();
        let mut drafters = Names::new();
        for (drafter, told) in by_strings(facts.iter().copied().filter(|fact| fact.b != 0), |fact| fact.b) {
            let drafter = book.namings.name(Naming::Actor, book.string(drafter));
            let side = who.side(drafter).unwrap_or_else(|| who.party(drafter).to_owned());
            *drafters.entry(side).or_default() += told.len();
        }
        let name = names.keys().next().map_or("", String::as_str);
        let mut title = Title::of(name, points, lexicon, |words| who.side(words));
        title.sides.extend(drafters.keys().cloned());
        Called { key, names, title, drafters, facts, reports }
    };
    let mut order: Vec<Called<'_>> = called.into_iter().map(one).collect();
    order.sort_by(|a, b| {
        let bare = a.title.is_bare().cmp(&b.title.is_bare());
        bare.then(b.facts.len().cmp(&a.facts.len()))
            .then_with(|| (&a.key, a.title.points).cmp(&(&b.key, b.title.points)))
    });
    let mut out: Vec<Lineage<'_>> = Vec::new();
    let mut bare: Vec<Called<'_>> = Vec::new();
    for (n, called) in order.into_iter().enumerate() {
        let found = (n < COMPARED).then(|| out.iter().position(|known| known.is(&called, book))).flatten();
        match found {
            Some(at) => out[at].add(called),
            None if called.title.is_bare() => bare.push(called),
            None => out.push(Lineage::new(called)),
        }
    }
    anaphora(&mut out, bare);
    for text in &mut out {
        text.choose_name(lexicon);
    }
    out
}

/// `The plan` is the plan that its report names, where it names but one plan that may be meant.
fn anaphora<'a>(out: &mut Vec<Lineage<'a>>, bare: Vec<Called<'a>>) {
    let wanted: FxHashSet<u32> = bare.iter().flat_map(|called| called.reports.iter().copied()).collect();
    let mut of_report: FxHashMap<u32, BTreeSet<(usize, usize)>> = FxHashMap::default();
    for (at, text) in out.iter().enumerate() {
        for (n, (_, reports)) in text.titles.iter().enumerate() {
            for report in reports.iter().filter(|report| wanted.contains(report)) {
                of_report.entry(*report).or_default().insert((at, n));
            }
        }
    }
    let known = out.len();
    for mut called in bare {
        let mut meant: FxHashMap<u32, usize> = FxHashMap::default();
        for report in &called.reports {
            let near = of_report.get(report).into_iter().flatten();
            let near: Vec<(usize, &Title)> = near.map(|(at, n)| (*at, &out[*at].titles[*n].0)).collect();
            let fits = |other: &Title| other.noun == called.title.noun && agree(&other.sides, &called.title.sides);
            let all: BTreeSet<usize> = near.iter().filter(|(_, title)| fits(title)).map(|(at, _)| *at).collect();
            if let (Some(at), 1) = (all.first(), all.len()) {
                meant.insert(*report, *at);
            }
        }
        let (told, rest): (Vec<&Fact>, Vec<&Fact>) =
            called.facts.drain(..).partition(|fact| meant.contains_key(&fact.report));
        for fact in told {
            out[meant[&fact.report]].facts.push(fact);
        }
        if !rest.is_empty() {
            called.facts = rest;
            let same = |text: &Lineage<'_>| text.titles[0].0.may_be_version_of(&called.title);
            match out[known..].iter().position(same) {
                Some(at) => out[known + at].add(called),
                None => out.push(Lineage::new(called)),
            }
        }
    }
}

impl<'a> Lineage<'a> {
    fn new(called: Called<'a>) -> Lineage<'a> {
        Lineage {
            names: called.names,
            name: String::new(),
            drafters: called.drafters,
            facts: called.facts,
            sides: called.title.sides.clone(),
            titles: vec![(called.title, called.reports)],
        }
    }

    fn is(&self, called: &Called<'_>, book: &Book) -> bool {
        let two = || self.names.keys().any(|a| called.names.keys().any(|b| book.namings.are_two(Naming::Text, a, b)));
        let same_side = !self.sides.is_disjoint(&called.title.sides);
        let fits = |(title, _): &(Title, Vec<u32>)| title.is(&called.title) || title.fits(&called.title, same_side);
        let apart = |(title, reports): &(Title, Vec<u32>)| {
            title.differs_beside(&called.title) && often_together(reports, &called.reports)
        };
        agree(&self.sides, &called.title.sides)
            && self.titles.iter().any(fits)
            && !self.titles.iter().any(apart)
            && !two()
    }

    fn add(&mut self, called: Called<'a>) {
        for (into, from) in [(&mut self.names, called.names), (&mut self.drafters, called.drafters)] {
            for (name, n) in from {
                *into.entry(name).or_default() += n;
            }
        }
        self.facts.extend(called.facts);
        self.sides.extend(called.title.sides.iter().cloned());
        self.titles.push((called.title, called.reports));
    }

    /// The name told most, of those that say which text it is; of several the shortest.
    fn choose_name(&mut self, lexicon: &Lexicon) {
        let bare = |name: &str| Title::of(name, None, lexicon, |_| None).is_bare();
        let rank = |(name, n): &(&String, &usize)| {
            (!bare(name), **n, std::cmp::Reverse(name.chars().count()), std::cmp::Reverse((*name).clone()))
        };
        let best = self.names.iter().max_by_key(rank).map(|(name, _)| name.clone());
        self.name = best.unwrap_or_default();
    }
}

/// Whether half of the reports of the rarer name have the other one too.
fn often_together(a: &[u32], b: &[u32]) -> bool {
    let (few, many) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let both = few.iter().filter(|report| many.binary_search(report).is_ok()).count();
    both * 2 >= few.len()
}
