//! What a difference is: numbers that one value satisfies differ in how exact they are; sides that each speak for
//! themselves make rival claims.

use std::collections::BTreeSet;

use crate::brief::{Difference, DifferenceKind};
use crate::lexicon::{Lexicon, List};
use crate::shelf::Shelf;
use crate::wording::Word;
use crate::words::fold;

/// How far above a number "more than" it may reach, and how far below it "nearly".
const OPEN: f64 = 0.5;
/// How far off "about" may be.
const ABOUT: f64 = 0.1;

/// The values that a number told in some words may mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Range {
    low: f64,
    high: f64,
    exact: bool,
}

impl Range {
    /// A number after words that say how exact it is.
    pub(crate) fn of(value: f64, before: &[Word<'_>], lexicon: &Lexicon) -> Range {
        Range::told(value, before.iter().map(|word| word.key.as_str()), lexicon)
    }

    /// A number of which a text says how exact it is.
    pub(crate) fn of_text(value: f64, words: &str, lexicon: &Lexicon) -> Range {
        Range::told(value, fold(words).split(' '), lexicon)
    }

    fn told<'w>(value: f64, words: impl Iterator<Item = &'w str>, lexicon: &Lexicon) -> Range {
        let (mut over, mut under, mut vague) = (false, false, false);
        for word in words {
            over |= lexicon.has(List::Over, word);
            under |= lexicon.has(List::Under, word);
            vague |= lexicon.has(List::Vague, word);
        }
        let reach = value.abs();
        match (over, under) {
            (true, false) => Range { low: value, high: value + OPEN * reach, exact: false },
            (false, true) => Range { low: value - OPEN * reach, high: value, exact: false },
            _ if vague || over => Range { low: value - ABOUT * reach, high: value + ABOUT * reach, exact: false },
            _ => Range { low: value, high: value, exact: true },
        }
    }
}

/// Whether one value satisfies all, of which not all are exact.
pub(crate) fn meet(ranges: &[Range]) -> bool {
    let low = ranges.iter().map(|range| range.low).fold(f64::NEG_INFINITY, f64::max);
    let high = ranges.iter().map(|range| range.high).fold(f64::INFINITY, f64::min);
    low <= high && ranges.iter().any(|range| !range.exact)
}

/// Whether two sides or more say so, each in its own words, and nobody else does.
pub(crate) fn rival(shelf: &Shelf<'_>, difference: &Difference) -> bool {
    if !matches!(difference.kind, DifferenceKind::Figure | DifferenceKind::SessionStatus) {
        return false;
    }
    let side = |per: &str, report: usize| {
        let party = shelf.identity.party_of(report, per).unwrap_or_else(|| shelf.identity.party(per));
        let full = shelf.identity.actors.iter().any(|actor| actor.party.as_ref() == Some(&party));
        full.then_some(party)
    };
    let mut sides = BTreeSet::new();
    for account in &difference.accounts {
        let report = account.told.as_ref().map(|told| told.references[0].report);
        let Some(side) = account.per.as_deref().zip(report).and_then(|(per, report)| side(per, report)) else {
            return false;
        };
        sides.insert(side);
    }
    sides.len() > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_three_and_nearly_four_may_be_one() {
        let lexicon = Lexicon::default();
        let range = |value: f64, words: &str| Range::of_text(value, words, &lexicon);
        assert!(meet(&[range(3.0, "more than"), range(4.0, "nearly")]));
        assert!(meet(&[range(100.0, "about"), range(104.0, "")]));
        assert!(!meet(&[range(3.0, ""), range(4.0, "")]), "two exact numbers");
        assert!(!meet(&[range(3.0, "nearly"), range(4.0, "more than")]));
    }
}
