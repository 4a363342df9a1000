//! How often each name is told, as what, and in which reports: what who-is-who looks at.
//!
//! There are a million tellings and some thousand names. Tellings are counted by what they say, in parts of the record side by side; only
//! what differs is looked at again.

use rayon::prelude::*;
use reading::ActorKind;
use rustc_hash::FxHashMap;

use crate::book::names::{Entry, Telling};
use crate::book::{Book, Fact, NONE, Names};

/// A name with its party, as persons or as others.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub name: u32,
    pub party: u32,
    pub person: bool,
    /// Tellings, by the number of the kind in a fact.
    pub kinds: [usize; 4],
    /// Reports in order; one that tells it twice is there twice.
    pub reports: Vec<u32>,
    /// Lists of other forms, each once.
    pub forms: Vec<u32>,
    /// For each role the first day it was told.
    pub roles: Vec<(u32, i32)>,
}

/// What some tellings say alike.
struct Said {
    entry: Entry,
    times: usize,
    first: i32,
}

/// The tellings of some blocks.
struct Part<'a> {
    blocks: &'a [Names],
    said: Vec<Said>,
    /// For each block and each of its entries the place among what is said.
    places: Vec<Vec<u32>>,
}

/// What is told by the reports of a period, in no order that means anything.
pub(crate) fn tallies(book: &Book, within: &[bool]) -> Vec<Tally> {
    // Some more parts than threads: a part with much to count does not keep the others waiting.
    let size = book.names.len().div_ceil(rayon::current_num_threads() * 2).max(1);
    let parts: Vec<Part<'_>> = book.names.par_chunks(size).map(|blocks| Part::of(book, within, blocks)).collect();
    let mut places: FxHashMap<(u32, u32, bool), u32> = FxHashMap::default();
    let mut all: Vec<Tally> = Vec::new();
    let of: Vec<Vec<u32>> = parts
        .iter()
        .map(|part| {
            let place = |said: &Said| {
                if said.times == 0 {
                    return u32::MAX;
                }
                let kind = (said.entry.kind as usize).min(Fact::KINDS.len() - 1);
                let (name, party) = (said.entry.name, said.entry.party);
                let person = Fact::KINDS[kind] == ActorKind::Person;
                let place = *places.entry((name, party, person)).or_insert_with(|| {
                    all.push(Tally { name, party, person, ..Tally::default() });
                    all.len() as u32 - 1
                });
                let tally = &mut all[place as usize];
                tally.kinds[kind] += said.times;
                tally.forms.push(said.entry.forms);
                if said.entry.role != 0 {
                    tally.roles.push((said.entry.role, said.first));
                }
                place
            };
            part.said.iter().map(place).collect()
        })
        .collect();
    for tally in &mut all {
        tally.forms.sort_unstable();
        tally.forms.dedup();
        tally.roles.sort_unstable();
        tally.roles.dedup_by_key(|(role, _)| *role);
        tally.reports.reserve_exact(tally.kinds.iter().sum());
    }
    for (part, of) in parts.iter().zip(of) {
        for (names, places) in part.blocks.iter().zip(&part.places) {
            for Telling { report, entry } in names.told().iter().copied() {
                if within.get(report as usize).copied().unwrap_or(false) {
                    let place = of[places[entry as usize] as usize];
                    all[place as usize].reports.push(report);
                }
            }
        }
    }
    all
}

impl<'a> Part<'a> {
    fn of(book: &Book, within: &[bool], blocks: &'a [Names]) -> Part<'a> {
        let mut known: FxHashMap<Entry, u32> = FxHashMap::default();
        let mut said: Vec<Said> = Vec::new();
        let mut places = Vec::with_capacity(blocks.len());
        for names in blocks {
            let place = |entry: &Entry| {
                *known.entry(*entry).or_insert_with(|| {
                    said.push(Said { entry: *entry, times: 0, first: i32::MAX });
                    said.len() as u32 - 1
                })
            };
            let own: Vec<u32> = names.entries().iter().map(place).collect();
            let (mut head, mut told_then, mut day) = (u32::MAX, false, NONE);
            for Telling { report, entry } in names.told().iter().copied() {
                if report != head {
                    head = report;
                    told_then = within.get(head as usize).copied().unwrap_or(false);
                    day = book.head(head).map_or(NONE, |head| head.day);
                }
                if told_then {
                    let said = &mut said[own[entry as usize] as usize];
                    said.times += 1;
                    said.first = day.min(said.first);
                }
            }
            places.push(own);
        }
        Part { blocks, said, places }
    }
}
