//! The verb of a statement, with what stands between it and its subject.

use lang::Tag;

use super::unit::Unit;
use super::words::{VerbForm, WORDS};

/// A verb of the lexicon at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Predicate {
    /// The unit of the verb.
    pub verb: usize,
    /// "did not support".
    pub negated: bool,
    /// "would support", "did support".
    pub helped: bool,
    /// Form of the verb.
    pub form: VerbForm,
}

impl Predicate {
    /// The verb that begins here, behind adverbs, auxiliaries and "not". A passive is none: its subject states
    /// nothing. Nor does a party that should or may do something.
    pub fn at(units: &[Unit<'_>], start: usize) -> Option<Self> {
        let (mut negated, mut helped, mut be, mut due) = (false, false, false, false);
        let mut at = start;
        loop {
            let unit = units.get(at)?;
            match unit.word.as_str() {
                "not" | "n't" | "n’t" | "never" => negated = true,
                word if WORDS.due.contains(word) => due = true,
                word if WORDS.be.contains(word) => be = true,
                word if WORDS.auxiliary.contains(word) => {
                    helped = true;
                    negated |= word == "cannot";
                }
                "," if units.get(at + 1).is_some_and(Unit::is_adverb)
                    && units.get(at + 2).is_some_and(|u| u.is(",")) =>
                {
                    at += 2;
                }
                word if unit.is_adverb() && WORDS.verb(word).is_none() => {}
                _ => break,
            }
            at += 1;
        }
        let unit = &units[at];
        let form = WORDS.verb(&unit.word)?;
        let follows = |word: &str| units.get(at + 1).is_some_and(|u| u.is(word));
        let by_doing = units.get(at + 2).is_some_and(|u| u.token.tag() == Tag::VBG);
        let stated = match form {
            // "was opposed to" is a stance, "was opposed by" and "was asked to" are done to the subject.
            VerbForm::Past => (!follows("by") || by_doing) && (!be || unit.is("opposed") && follows("to")),
            VerbForm::Base => helped,
            VerbForm::Third => !helped && !be,
            VerbForm::Gerund => true,
        };
        (stated && !due).then_some(Predicate { verb: at, negated, helped: helped || be, form })
    }
}
