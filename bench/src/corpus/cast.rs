//! Invented states, persons and places, and who plays what in a conflict.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::speech::layers::Chance;

/// Number of parties, the three of the sample among them.
const PARTIES: usize = 60;
/// Number of conflicts; the first is that of the sample.
const CONFLICTS: usize = 40;
/// Persons in office at a time, and how often they change in the ten years: 35 persons a party.
const OFFICES: usize = 5;
const TERMS: usize = 7;
/// Days from one change of persons to the next.
const TERM: usize = 522;

/// The lists that names are made of.
#[derive(Deserialize)]
pub struct Syllables {
    starts: Vec<String>,
    middles: Vec<String>,
    given_ends: Vec<String>,
    surname_ends: Vec<String>,
    place_ends: Vec<String>,
    states: Vec<(String, String)>,
}

/// A state, or who stands for one.
#[derive(Clone)]
pub struct Party {
    pub name: String,
    pub adjective: String,
    pub people: String,
    pub capital: String,
    /// Given name and surname; by office, then by term.
    persons: Vec<(String, String)>,
}

impl Party {
    /// Who holds an office on a day.
    pub fn person(&self, office: usize, day: usize) -> &(String, String) {
        &self.persons[office % OFFICES * TERMS + (day / TERM).min(TERMS - 1)]
    }
}

/// Who and what a conflict is about: the mediator, two sides and their neighbours, and its places.
pub struct Conflict {
    pub parties: Vec<usize>,
    pub places: Vec<String>,
}

/// All that reports tell of.
pub struct Cast {
    pub parties: Vec<Party>,
    pub conflicts: Vec<Conflict>,
}

impl Cast {
    /// The same for the same seed. `real` are the parties of the sample, `places` its places with the form of others.
    pub fn new(seed: u64, syllables: &Syllables, real: &[[&str; 4]], places: &BTreeMap<String, String>) -> Cast {
        let mut names = Names { chance: Chance::new(seed), syllables, taken: BTreeSet::new() };
        let parties: Vec<Party> = (0..PARTIES).map(|party| names.party(real.get(party))).collect();
        // Every invented party has a part in some three conflicts.
        let mut parts = Vec::new();
        let mut invented: Vec<usize> = (real.len()..PARTIES).collect();
        let mut conflicts =
            vec![Conflict { parties: (0..real.len()).collect(), places: places.keys().cloned().collect() }];
        while conflicts.len() < CONFLICTS {
            if parts.len() < real.len() {
                names.chance.shuffle(&mut invented);
                parts.clone_from(&invented);
            }
            let parties = parts.split_off(parts.len() - real.len());
            let places = places.values().map(|like| like.replace("{}", &names.place())).collect();
            conflicts.push(Conflict { parties, places });
        }
        Cast { parties, conflicts }
    }
}

/// Makes names, none of them twice.
struct Names<'a> {
    chance: Chance,
    syllables: &'a Syllables,
    taken: BTreeSet<String>,
}

impl Names<'_> {
    fn party(&mut self, real: Option<&[&str; 4]>) -> Party {
        let syllables = self.syllables;
        let [name, adjective, people, capital] = match real {
            Some(real) => real.map(str::to_owned),
            None => {
                let stem = self.fresh(|names| names.word(&[], &syllables.middles));
                let (state, adjective) = one_of(&syllables.states, &mut self.chance);
                let (name, adjective) = (format!("{stem}{state}"), format!("{stem}{adjective}"));
                let people = if adjective.ends_with("ic") { format!("{name}ers") } else { format!("{adjective}s") };
                [name, adjective, people, self.place()]
            }
        };
        let persons = (0..OFFICES * TERMS).map(|_| self.person()).collect();
        Party { name, adjective, people, capital, persons }
    }

    fn person(&mut self) -> (String, String) {
        let syllables = self.syllables;
        let given = self.word(&[], &syllables.given_ends);
        (given, self.fresh(|names| names.word(&syllables.middles, &syllables.surname_ends)))
    }

    fn place(&mut self) -> String {
        let syllables = self.syllables;
        self.fresh(|names| names.word(&syllables.middles, &syllables.place_ends))
    }

    /// A start, a middle where there are any, and an end.
    fn word(&mut self, middles: &[String], ends: &[String]) -> String {
        let mut word = one_of(&self.syllables.starts, &mut self.chance).clone();
        if !middles.is_empty() {
            word += one_of(middles, &mut self.chance).as_str();
        }
        word + one_of(ends, &mut self.chance).as_str()
    }

    fn fresh(&mut self, make: impl Fn(&mut Self) -> String) -> String {
        loop {
            let name = make(self);
            if self.taken.insert(name.clone()) {
                return name;
            }
        }
    }
}

/// One of a list that is not empty.
pub fn one_of<'a, T>(list: &'a [T], chance: &mut Chance) -> &'a T {
    &list[below(list.len(), chance)]
}

/// A number below `n`.
pub fn below(n: usize, chance: &mut Chance) -> usize {
    (chance.bits() >> 33) as usize % n.max(1)
}
