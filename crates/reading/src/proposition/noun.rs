//! What a party puts forward, told by a noun: "Peru's proposal to amend the annex", "a request from Chile for time".

use lang::{Dep, Tag};

use super::cast::{self, Cast};
use super::statement::{Statement, trimmed};
use super::unit::Unit;
use super::words::WORDS;
use crate::rule::Rule;

/// The statements of a sentence by nouns, also inside the point of a verb: who opposes a proposal by Chile to do something tells of
/// two stances.
pub fn statements<'a>(units: &[Unit<'a>], others: &[Statement<'a>]) -> Vec<Statement<'a>> {
    let mut found: Vec<Statement<'a>> = Vec::new();
    for at in 0..units.len() {
        if !WORDS.noun.contains(&units[at].word) || others.iter().any(|s| s.predicate == at) {
            continue;
        }
        let Some((mut cast, mut next)) = owner(units, at) else { continue };
        // "the proposal by Chile, opposed by Peru, to"
        while let Some(joining) = cast::trailing(units, next) {
            cast.join(joining.side, joining.parties);
            next = joining.end;
        }
        if !units.get(next).is_some_and(|u| WORDS.complement.contains(&u.word)) {
            continue;
        }
        let around =
            others.iter().flat_map(|s| &s.point).filter(|range| range.contains(&at)).map(|range| range.end).min();
        let end = complement_end(units, others, at, next).min(around.unwrap_or(units.len()));
        let point = trimmed(units, next..end.max(next));
        if !point.is_empty() {
            let why = Rule::PartyNoun;
            found.push(Statement { cast, negated: false, predicate: at, point: vec![point], why });
        }
    }
    found
}

/// Whose noun it is, and the first unit behind noun and owner.
fn owner<'a>(units: &[Unit<'a>], noun: usize) -> Option<(Cast<'a>, usize)> {
    // "a proposal by Chile and Peru to"
    if units.get(noun + 1).is_some_and(|u| matches!(u.word.as_str(), "by" | "from")) {
        let (with, end) = cast::list(units, noun + 2).filter(|(parties, _)| !parties.is_empty())?;
        return Some((Cast::of(with), end));
    }
    // "Chile's revised proposal to", "the EU proposal for"
    let mut at = noun;
    while at > 0 && noun - at < 4 && units[at - 1].party.is_none() {
        at -= 1;
    }
    let party = units.get(at.checked_sub(1)?)?.party?;
    let between = &units[at..noun];
    let (owns, between) = match between.split_first() {
        Some((first, rest)) if matches!(first.word.as_str(), "'s" | "’s" | "'" | "’") => (true, rest),
        _ => (false, between),
    };
    let describes = between.iter().all(|u| {
        matches!(u.token.tag(), Tag::JJ | Tag::NN | Tag::NNP | Tag::VBN | Tag::CD | Tag::RB | Tag::NNS | Tag::VBG)
    });
    (describes && (owns || between.is_empty())).then_some((Cast::of(vec![party]), noun + 1))
}

/// Where the complement of a noun ends: before the verb that the noun is the subject of, a further noun of the same owner, or
/// a clause behind a comma.
fn complement_end(units: &[Unit<'_>], others: &[Statement<'_>], noun: usize, start: usize) -> usize {
    let token = units[noun].token;
    let verb = matches!(token.dep(), Dep::Nsubj | Dep::Nsubjpass).then(|| token.head());
    (start + 1..units.len())
        .find(|&at| {
            let follows = |words: &[&str]| units.get(at + 1).is_some_and(|u| words.contains(&u.word.as_str()));
            let unit = &units[at];
            let subject = at + 1 + usize::from(follows(&["the"]));
            let speaks = |s: &Statement| s.predicate > at && s.cast.with.first().copied() == units[subject].party;
            let clause =
                unit.is(",") && units.get(subject).is_some_and(|u| u.party.is_some()) && others.iter().any(speaks);
            let own =
                verb.is_some_and(|verb| unit.token == verb || unit.token.head() == verb && WORDS.helps(&unit.word));
            own || clause
                || unit.is_stop()
                || unit.is("and") && follows(&["its", "their"])
                || unit.is(",")
                    && follows(&["and", "but", "which", "while", "although", "with", "as", "he", "she", "it", "they"])
        })
        .unwrap_or(units.len())
}
