//! What is done to a point by parties: "a fund was supported by Chile, but opposed by Peru".

use super::cast::Cast;
use super::statement::{Statement, trimmed};
use super::unit::Unit;
use super::words::{VerbForm, WORDS};
use crate::rule::Rule;

/// The statement whose passive verb is this unit, where its clause begins, and the first unit behind those who act.
pub fn statement<'a>(units: &[Unit<'a>], at: usize) -> Option<(Statement<'a>, usize, usize)> {
    let is_past = WORDS.verb(&units[at].word) == Some(VerbForm::Past);
    if !is_past || !units.get(at + 1)?.is("by") {
        return None;
    }
    let (cast, end) = Cast::at(units, at + 2)?;
    let mut verb = units[..at].iter().rposition(|u| !u.is_adverb())?;
    if !WORDS.be.contains(&units[verb].word) {
        return None;
    }
    let clause = clause_start(units, verb);
    while verb > clause && is_helper(&units[verb - 1]) {
        verb -= 1;
    }
    let point = trimmed(units, clause_words(units, clause, verb)..verb);
    let why = Rule::PartyPassive;
    (!point.is_empty()).then_some((
        Statement { cast, negated: false, predicate: at, point: vec![point], why },
        clause,
        end,
    ))
}

fn is_helper(unit: &Unit<'_>) -> bool {
    WORDS.helps(&unit.word) || unit.is_adverb()
}

/// Where the clause of a passive begins: behind a stop, or at a comma with a conjunction.
fn clause_start(units: &[Unit<'_>], verb: usize) -> usize {
    let from = verb.saturating_sub(60);
    (from..verb)
        .rev()
        .find_map(|at| {
            let joined = units[at].is(",") && units.get(at + 1).is_some_and(|u| WORDS.breaks.contains(&u.word));
            if units[at].is_stop() { Some(at + 1) } else { joined.then_some(at) }
        })
        .unwrap_or(from)
}

/// The first unit of a clause behind its words of connection.
fn clause_words(units: &[Unit<'_>], clause: usize, verb: usize) -> usize {
    let connects = |u: &Unit| u.is(",") || WORDS.opener.contains(&u.word) && !u.is("that") || u.is_adverb();
    (clause..verb).find(|&at| !connects(&units[at])).unwrap_or(verb)
}
