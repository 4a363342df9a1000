//! One statement of a sentence, before it is told of each party.

use std::ops::Range;

use super::cast::Cast;
use super::unit::Unit;
use crate::rule::Rule;

/// What a cast states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement<'a> {
    /// Who, and who against.
    pub cast: Cast<'a>,
    /// "did not support".
    pub negated: bool,
    /// The unit of the verb or noun.
    pub predicate: usize,
    /// What is stated, in units, in the order in which it is told.
    pub point: Vec<Range<usize>>,
    /// How it was found.
    pub why: Rule,
}

/// A range without the punctuation and conjunctions around it.
pub fn trimmed(units: &[Unit<'_>], range: Range<usize>) -> Range<usize> {
    let mut range = range;
    while !range.is_empty() && matches!(units[range.start].word.as_str(), "," | "." | ";" | ":" | "--" | "–" | "—")
    {
        range.start += 1;
    }
    while !range.is_empty() && {
        let last = &units[range.end - 1];
        matches!(last.word.as_str(), "," | "." | ";" | ":" | "--" | "–" | "—" | "and" | "but" | "while" | "whereas")
    } {
        range.end -= 1;
    }
    range
}
