//! Changes that words alone tell: a text that was revised, a side that stayed away and came, a journey planned and made.

use std::collections::BTreeSet;

use reading::ActorKind;

use crate::brief::{Account, Change};
use crate::contrasts::near;
use crate::delegations::{absences, presences};
use crate::lexicon::List;
use crate::sessions::SAME_ROUND;
use crate::shelf::Shelf;
use crate::wording::{Said, account};
use crate::words::fold;

/// How many sentences further on a report may come back to a text.
const FURTHER: usize = 2;

pub(crate) fn turns(shelf: &Shelf<'_>) -> Vec<Change> {
    let said = shelf.said();
    let mut out = revisions(shelf, said);
    out.extend(comers(shelf, said));
    out.extend(journeys(shelf, said));
    out
}

/// `An earlier draft of the outline drew criticism. While revisions have been made, …`.
fn revisions(shelf: &Shelf<'_>, said: &[Said<'_>]) -> Vec<Change> {
    let mut out: Vec<Change> = Vec::new();
    for (number, one) in said.iter().enumerate() {
        let before = (0..one.words.len()).find_map(|i| {
            let noun = one.find(shelf, i + 1, 3, List::Text).filter(|_| one.has(shelf, i, List::Original))?;
            (!one.parted(i, noun)).then_some((i, noun))
        });
        let Some((from, noun)) = before else { continue };
        // "An earlier draft of the outline" says of what.
        let of = one.words.get(noun + 1).is_some_and(|word| word.key == "of");
        let thing = one.find(shelf, noun + 2, 6, List::Text).filter(|n| of && !one.parted(noun, *n)).unwrap_or(noun);
        let rest = said[number..].iter().take(FURTHER + 1).take_while(|other| other.report == one.report);
        let revised = rest.enumerate().find_map(|(further, other)| {
            let start = if further == 0 { thing + 1 } else { 0 };
            let at = other.find(shelf, start, usize::MAX, List::Revision)?;
            let denied = (at.saturating_sub(3)..at).any(|n| other.has(shelf, n, List::Denial));
            (!denied).then_some((other, at))
        });
        let Some((other, at)) = revised else { continue };
        let end = other.phrase_end(at, 4, &["and", "but"]);
        let to = account(shelf, other.report, other.span_of(at, end), None);
        let about = fold(one.words[thing].text);
        if out.iter().all(|known| known.about != about) {
            out.push(Change { about, from: Some(account(shelf, one.report, one.span_of(from, thing), None)), to });
        }
    }
    out
}

/// A side told to be absent that later takes part: by the dates of the reports, or "for the first time".
fn comers(shelf: &Shelf<'_>, said: &[Said<'_>]) -> Vec<Change> {
    let away = absences(shelf, said);
    let gone: BTreeSet<String> = away.iter().map(|absence| absence.side.clone()).collect();
    let there = presences(shelf, said, &gone, true);
    let published = |report: usize| shelf.taken[report].report.published;
    let mut out: Vec<Change> = Vec::new();
    for absence in &away {
        let came = there.iter().find(|presence| {
            let dated = published(absence.report).zip(published(presence.report));
            let first = || {
                let near = &said[presence.sentence.saturating_sub(4)..=presence.sentence];
                near.iter()
                    .filter(|one| one.report == presence.report)
                    .any(|one| (0..one.words.len()).any(|n| one.reads(n, &["for", "the", "first", "time"])))
            };
            presence.side == absence.side
                && presence.report != absence.report
                && dated.map_or_else(first, |(away, here)| away < here)
        });
        let Some(came) = came else { continue };
        let about = format!("{} at the talks", shelf.lexicon.short(&absence.side));
        if out.iter().all(|known| known.about != about) {
            out.push(Change { about, from: Some(absence.account.clone()), to: came.account.clone() });
        }
    }
    out
}

/// `X heads to Y this week for talks` by one report; what came of a journey or of talks in Y by another.
fn journeys(shelf: &Shelf<'_>, said: &[Said<'_>]) -> Vec<Change> {
    let mut out: Vec<Change> = Vec::new();
    for one in said {
        for i in 1..one.words.len() {
            let Some(place) = one.words.get(i + 2).filter(|_| one.has(shelf, i, List::Travel)) else { continue };
            let goes = one.words[i + 1].key == "to" && place.text.starts_with(char::is_uppercase);
            let Some(first) = traveller(shelf, one, i) else { continue };
            if !goes || one.find(shelf, i + 3, 9, List::Meeting).is_none() {
                continue;
            }
            let told = |other: &Said<'_>| {
                let after = shelf.taken[one.report].report.published <= shelf.taken[other.report].report.published;
                other.report != one.report
                    && after
                    && near(shelf, one.report, other.report, SAME_ROUND)
                    && made(shelf, other, &place.key)
            };
            let after: Vec<&[Said<'_>]> = (0..said.len()).filter(|n| told(&said[*n])).map(|n| &said[n..]).collect();
            // What was reached, or not, says more than "inconclusive".
            let held = after.iter().find_map(|said| ended(shelf, said, reached));
            let held = held.or_else(|| after.iter().find_map(|said| ended(shelf, said, inconclusive)));
            let Some(to) = held else { continue };
            let about = format!("talks in {}", place.text);
            let end = one.phrase_end(i + 2, 9, &["and", "that", "which"]);
            let from = account(shelf, one.report, one.span_of(first, end), None);
            if out.iter().all(|known| known.about != about) {
                out.push(Change { about, from: Some(from), to });
            }
        }
    }
    out
}

/// Where the person is named who sets out: right before the verb, or before "will" and the like.
fn traveller(shelf: &Shelf<'_>, one: &Said<'_>, verb: usize) -> Option<usize> {
    let helps = |n: usize| matches!(&*one.words[n].key, "will" | "is" | "to" | "due" | "was" | "would");
    let last = (verb.saturating_sub(4)..verb).rev().find(|n| !helps(*n))?;
    let (who, first) = one.actor_ending(shelf, last).filter(|_| !one.parted(last, verb))?;
    (shelf.identity.actors[who].kind == ActorKind::Person).then_some(first)
}

/// Whether a journey to a place, or talks in it, are told as over.
fn made(shelf: &Shelf<'_>, one: &Said<'_>, place: &str) -> bool {
    (2..one.words.len()).any(|n| {
        let there = one.words[n].key == place && matches!(&*one.words[n - 1].key, "to" | "in");
        let talks = there && one.has(shelf, n - 2, List::Journey);
        let past = |w: usize| one.has(shelf, w, List::Afterwards);
        talks && (n.saturating_sub(10)..n).any(past)
    })
}

/// What came of it, here or in the next two sentences.
fn ended(
    shelf: &Shelf<'_>,
    said: &[Said<'_>],
    words: impl Fn(&Shelf<'_>, &Said<'_>) -> Option<(usize, usize)>,
) -> Option<Account> {
    let report = said.first()?.report;
    let mut near = said.iter().take(FURTHER + 1).take_while(|one| one.report == report);
    near.find_map(|one| words(shelf, one).map(|(from, to)| account(shelf, report, one.span_of(from, to), None)))
}

/// `no agreement was reached`, `an accord had been reached`.
fn reached(shelf: &Shelf<'_>, one: &Said<'_>) -> Option<(usize, usize)> {
    let end = (1..one.words.len()).find(|n| one.words[*n].key == "reached")?;
    let thing = (end.saturating_sub(4)..end).find(|n| one.has(shelf, *n, List::Result) && !one.parted(*n, end))?;
    Some((thing.checked_sub(1).filter(|n| one.has(shelf, *n, List::Denial)).unwrap_or(thing), end))
}

/// `inconclusive`, `fruitless`: one word for how it ended.
fn inconclusive(shelf: &Shelf<'_>, one: &Said<'_>) -> Option<(usize, usize)> {
    let word = (0..one.words.len()).find(|n| one.has(shelf, *n, List::Blame))?;
    let talks = (word + 1..one.words.len().min(word + 3)).any(|n| one.has(shelf, n, List::Meeting));
    talks.then_some((word, word))
}
