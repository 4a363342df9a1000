//! Names that a person says mean one thing, or two.

use std::collections::BTreeMap;

use reading::Reading;
use serde::{Deserialize, Serialize};

use crate::judgement::{Act, Judgement};
use crate::words::fold;

/// What a name is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Naming {
    /// A person, state, body or group.
    Actor,
    /// A thing the talks could settle.
    Point,
    /// A document.
    Text,
    /// Where sessions are held.
    Place,
}

/// All that was said of names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Namings {
    /// By kind and folded name, the name it goes by.
    one: BTreeMap<(Naming, String), String>,
    /// Folded names that are two things, the smaller first.
    two: Vec<(Naming, String, String)>,
}

impl Namings {
    /// What the standing judgements say; of two on one name the later one holds. See [`crate::standing`].
    pub fn of(standing: &[&Judgement]) -> Namings {
        let mut namings = Namings::default();
        for judgement in standing {
            match &judgement.act {
                Act::Merge { kind, name, into } if fold(name) != fold(into) => {
                    namings.one.insert((*kind, fold(name)), into.clone());
                    namings.one.remove(&(*kind, fold(into)));
                    namings.two.retain(|known| *known != pair(*kind, name, into));
                }
                Act::Split { kind, name, from } if fold(name) != fold(from) => {
                    let said = pair(*kind, name, from);
                    if !namings.two.contains(&said) {
                        namings.two.push(said);
                    }
                    for (one, other) in [(name, from), (from, name)] {
                        let key = (*kind, fold(one));
                        if namings.one.get(&key).is_some_and(|into| fold(into) == fold(other)) {
                            namings.one.remove(&key);
                        }
                    }
                }
                _ => {}
            }
        }
        namings
    }

    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.one.is_empty() && self.two.is_empty()
    }

    /// The name something goes by: the one a person gave it, or its own.
    pub fn name<'a>(&'a self, kind: Naming, name: &'a str) -> &'a str {
        let mut name = name;
        // A chain is as long as there are merges at most; a circle ends there too.
        for _ in 0..=self.one.len() {
            match self.one.get(&(kind, fold(name))) {
                Some(into) => name = into,
                None => break,
            }
        }
        name
    }

    /// Whether a person said that two names are two things.
    pub fn are_two(&self, kind: Naming, a: &str, b: &str) -> bool {
        !self.two.is_empty() && self.two.contains(&pair(kind, a, b))
    }
}

impl Namings {
    /// Gives the names of a reading as a person has them. Two actors that are one then are one entry.
    pub(crate) fn rename(&self, reading: &mut Reading) {
        if self.one.is_empty() {
            return;
        }
        let set = |kind: Naming, name: &mut String| {
            let given = self.name(kind, name);
            if given != name {
                *name = given.to_owned();
            }
        };
        let actor = |name: &mut String| set(Naming::Actor, name);
        let mut kept: Vec<reading::Actor> = Vec::new();
        for mut one in std::mem::take(&mut reading.actors) {
            let own = one.name.clone();
            actor(&mut one.name);
            one.party.iter_mut().for_each(actor);
            if own != one.name && !one.aliases.contains(&own) {
                one.aliases.push(own);
            }
            match kept.iter_mut().find(|known| known.name == one.name) {
                Some(known) => {
                    known.aliases.extend(one.aliases.into_iter().filter(|alias| *alias != one.name));
                    known.aliases.sort();
                    known.aliases.dedup();
                    known.mentions.extend(one.mentions);
                    known.mentions.sort();
                    known.role = known.role.take().or(one.role);
                    known.party = known.party.take().or(one.party);
                }
                None => kept.push(one),
            }
        }
        reading.actors = kept;
        for position in &mut reading.positions {
            actor(&mut position.actor);
            position.party.iter_mut().chain(&mut position.per).for_each(actor);
            set(Naming::Point, &mut position.point);
        }
        for session in &mut reading.sessions {
            session.parties.iter_mut().chain(&mut session.people).for_each(actor);
            session.place.iter_mut().for_each(|place| set(Naming::Place, place));
        }
        for text in &mut reading.texts {
            set(Naming::Text, &mut text.name);
            text.drafter.iter_mut().for_each(actor);
        }
        reading.next.iter_mut().flat_map(|step| &mut step.who).for_each(actor);
        reading.figures.iter_mut().filter_map(|figure| figure.source.as_mut()).for_each(actor);
        reading.attributions.iter_mut().filter_map(|said| said.source.as_mut()).for_each(actor);
    }
}

fn pair(kind: Naming, a: &str, b: &str) -> (Naming, String, String) {
    let (a, b) = (fold(a), fold(b));
    if a <= b { (kind, a, b) } else { (kind, b, a) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    fn said(at: i64, act: Act) -> Judgement {
        Judgement::new(Timestamp::from_second(at).unwrap(), "ann", act, None)
    }

    #[test]
    fn the_later_word_holds() {
        let actor = Naming::Actor;
        let merge =
            |at, name: &str, into: &str| said(at, Act::Merge { kind: actor, name: name.into(), into: into.into() });
        let (a, b) = (merge(1, "Solen", "Mira Solen"), merge(2, "Mira Solen", "M. Solen"));
        let back = merge(3, "M. Solen", "Solen");
        let split = said(4, Act::Split { kind: actor, name: "SOLEN".into(), from: "M. Solen".into() });
        let all = Namings::of(&[&a, &b]);
        assert_eq!(all.name(actor, "solen"), "M. Solen");
        assert_eq!(all.name(Naming::Point, "solen"), "solen");
        let all = Namings::of(&[&a, &b, &back]);
        assert_eq!(all.name(actor, "Mira Solen"), "Solen");
        let all = Namings::of(&[&a, &b, &back, &split]);
        assert!(all.are_two(actor, "M. Solen", "Solen"));
        assert_eq!(all.name(actor, "M. Solen"), "M. Solen");
    }
}
