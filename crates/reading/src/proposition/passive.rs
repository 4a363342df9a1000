//! What is done to a point by parties: "a fund was supported by Chile, but opposed by Peru".

use super::cast::{self, Cast};
use super::statement::{Statement, trimmed};
use super::unit::Unit;
use super::words::{VerbForm, WORDS};

/// The statements of a sentence by passive verbs.
pub fn statements<'a>(units: &[Unit<'a>]) -> Vec<Statement<'a>> {
    let mut found: Vec<Statement<'a>> = Vec::new();
    for at in 1..units.len() {
        let past = WORDS.verb(&units[at].word) == Some(VerbForm::Past);
        if !past || !units.get(at + 1).is_some_and(|u| u.is("by")) {
            continue;
        }
        let Some((with, _)) = cast::list(units, at + 2).filter(|(parties, _)| !parties.is_empty()) else { continue };
        let verb = (0..at).rev().find(|&i| !units[i].is_adverb()).unwrap_or(0);
        let point = if WORDS.be.contains(&units[verb].word) {
            let start = clause_start(units, verb);
            let mut end = verb;
            while end > start && (WORDS.auxiliary.contains(&units[end - 1].word) || WORDS.be.contains(&units[end - 1].word)) {
                end -= 1;
            }
            vec![trimmed(units, start..end)]
        } else if let Some(before) = found.last().filter(|_| matches!(units[verb].word.as_str(), "but" | "and")) {
            before.point.clone()
        } else {
            continue;
        };
        if point.iter().all(|range| !range.is_empty()) {
            found.push(Statement { cast: Cast { with, against: Vec::new() }, negated: false, predicate: at, point });
        }
    }
    found
}

/// Where the subject of a passive begins: behind the heading, the last clause, or the sentence's first word of connection.
fn clause_start(units: &[Unit<'_>], verb: usize) -> usize {
    let from = verb.saturating_sub(60);
    let mut start = units[from..verb].iter().rposition(Unit::is_stop).map_or(from, |stop| from + stop + 1);
    while start < verb && (units[start].is(",") || WORDS.opener.contains(&units[start].word) || units[start].is_adverb()) {
        start += 1;
    }
    start
}
