//! Propositions of a bulletin: who said what by which verb, one for each party of a sentence that speaks for many.
//!
//! Bulletins of multilateral talks put a whole exchange into a sentence: "NORWAY, for the UMBRELLA GROUP, supported by CHILE and
//! opposed by the EU, proposed a, and urged b." The register and the attributions of a [`Reading`](crate::Reading) look for one
//! source of a content; here a small grammar over names, cue words and boundaries gives every party its own proposition.
//!
//! It only knows states and negotiating groups as speakers. For reports about people use the attributions.

mod capitals;
mod cast;
mod noun;
mod party;
mod passive;
mod predicate;
mod statement;
mod unit;
mod words;

use std::ops::Range;

use lang::Pipeline;
use source::Span;

use crate::entry::Evidence;
use cast::Cast;
use statement::Statement;
use unit::Unit;

/// A party, what it does with a point, and the point.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Proposition {
    /// Ordinary name of a state or group; "G-77/China" gives one proposition for each of the two.
    pub actor: String,
    /// The verb or noun as it stands, without auxiliaries and "not": "proposed", "proposal".
    pub predicate: String,
    /// Whether the party does not do so: it is told to oppose whoever does, or the verb is negated.
    pub opposed: bool,
    /// What is proposed, supported or opposed, in the report's words.
    pub point: String,
    /// Where the actor is named.
    pub actor_span: Span,
    /// Where the predicate stands.
    pub predicate_span: Span,
    /// Where the parts of the point stand, in the order in which `point` has them.
    pub point_spans: Vec<Span>,
    /// The words from the first part to the last.
    pub evidence: Evidence,
}

/// The propositions of a text, in order.
pub fn find(text: &str) -> Vec<Proposition> {
    let mentions = party::mentions(text);
    if mentions.is_empty() {
        return Vec::new();
    }
    let doc = Pipeline::english().annotate(&capitals::lowered(text, &mentions));
    let mut found = Vec::new();
    let mut speaker: Option<Cast<'_>> = None;
    for units in unit::sentences(&doc, &mentions) {
        let by_verb = statement::statements(&units, speaker.as_ref());
        let by_noun = noun::statements(&units, &by_verb);
        for statement in by_verb.iter().chain(&by_noun) {
            found.extend(propositions(text, &units, statement));
        }
        speaker = by_verb.into_iter().map(|s| s.cast).rfind(|cast| !cast.with.is_empty());
    }
    found
}

/// One proposition for each party of a statement's cast.
fn propositions(text: &str, units: &[Unit<'_>], statement: &Statement<'_>) -> Vec<Proposition> {
    let predicate_span = units[statement.predicate].span;
    let point_spans: Vec<Span> = statement.point.iter().map(|range| span(units, range)).collect();
    if point_spans.is_empty() {
        return Vec::new();
    }
    let point: Vec<&str> = point_spans.iter().map(|span| span.of(text)).collect();
    let point = point.join(" ");
    let sides = [(&statement.cast.with, statement.negated), (&statement.cast.against, !statement.negated)];
    let mut found: Vec<Proposition> = Vec::new();
    for (mention, opposed) in sides.iter().flat_map(|(parties, opposed)| parties.iter().map(move |p| (*p, *opposed))) {
        let spans = point_spans.iter().chain([&mention.span, &predicate_span]);
        let (start, end) = spans.fold((u32::MAX, 0), |(start, end), s| (start.min(s.start), end.max(s.end)));
        for actor in mention.names {
            if found.iter().any(|p| p.actor == *actor && p.opposed == opposed) {
                continue;
            }
            found.push(Proposition {
                actor: actor.clone(),
                predicate: predicate_span.of(text).to_owned(),
                opposed,
                point: point.clone(),
                actor_span: mention.span,
                predicate_span,
                point_spans: point_spans.clone(),
                evidence: Evidence {
                    span: Span { start, end },
                    probability: statement.why.probability(),
                    why: statement.why,
                },
            });
        }
    }
    found
}

/// The words of a range of units.
fn span(units: &[Unit<'_>], range: &Range<usize>) -> Span {
    Span { start: units[range.start].span.start, end: units[range.end - 1].span.end }
}
