//! Stances on things the talks could settle.
//!
//! [`candidates`] finds the places where the words may tell a stance, the judge says how likely each is a position, the
//! agenda under which issue it falls.
//!
//! # Its mistakes
//! All gold positions of `shared/talks`, by what became of them (22 November 2026; the lexicons were written from train):
//!
//! | | train | dev | miami |
//! |---|---|---|---|
//! | right | 555 | 14 | 22 |
//! | nothing found at the place | 812 | 18 | 19 |
//! | found, with another side | 227 | 9 | 3 |
//! | found, on another issue | 217 | 6 | 6 |
//! | found, with another stance | 69 | 5 | 3 |
//! | found, with more than one of these wrong | 193 | 3 | 5 |
//! | found, but paired with another of the gold | 33 | 1 | 1 |
//!
//! Of what is said and not right, three quarters on train stand where the gold has a position; on dev a third. Where
//! nothing is found, most words are an attribution of the holder's whose stance no frame of the lexicon tells ("fears a
//! bargain at its expense", "the map can wait"). Other sides are mostly persons whose side the report never says beside
//! their names.

mod candidates;
mod conditions;
mod holder;
mod judge;
mod lexicon;
mod point;
mod words;

use std::collections::HashMap;

use lang::{Doc, Pos, Tag};
use source::Span;

pub(crate) use candidates::Candidate;
pub(crate) use holder::Holders;

use crate::entry::{Attribution, Evidence, Position, Stance};
use crate::issue::Classifier;
use crate::lexicon::OUTLETS;
use crate::linear::Linear;
use crate::register::Register;

/// Stances on things the talks could settle.
pub fn find(doc: &Doc, register: &Register, attributions: &[Attribution], issues: &Classifier<'_>) -> Vec<Position> {
    find_with(doc, register, attributions, issues, &judge::MODEL)
}

/// With another judge than the shipped one.
pub(crate) fn find_with(
    doc: &Doc,
    register: &Register,
    attributions: &[Attribution],
    issues: &Classifier<'_>,
    model: &Linear,
) -> Vec<Position> {
    let holders = Holders::new(doc, register, attributions);
    let candidates = candidates::candidates(doc, &holders);
    let here = by_sentence(&candidates);
    let mut kept: Vec<(Position, Vec<String>)> = Vec::new();
    // What each side has said on an issue; a restatement is looked for among the last of them.
    let mut said: HashMap<(String, String, Stance), Vec<usize>> = HashMap::new();
    let mut before: Option<(usize, String)> = None;
    for candidate in &candidates {
        let issue = issues.of_position(doc, candidate);
        let probability = judge::probability(model, doc, candidate, here[&candidate.cue.sentence().number()], &issue);
        if probability < judge::THRESHOLD {
            continue;
        }
        // A pronoun stands for what was spoken of before.
        let sentence = candidate.cue.sentence().number();
        let point = match words::point(candidate, &holders) {
            Some(point) => point,
            None => match &before {
                Some((at, point)) if at + 1 >= sentence => point.clone(),
                _ => continue,
            },
        };
        // "The plan of Peru" is no stance of Peru's on Peru.
        if point == candidate.holder.name || Some(&point) == candidate.holder.party.as_ref() {
            continue;
        }
        before = Some((sentence, point.clone()));
        let position = Position {
            actor: candidate.holder.name.clone(),
            party: candidate.holder.party.clone(),
            issue: issue.told(),
            point,
            stance: candidate.stance,
            force: candidate.force,
            condition: candidate.terms.as_ref().and_then(|t| words::terms(doc, t)),
            per: candidate.per.as_ref().filter(|p| !OUTLETS.is_document(&p.name)).map(|p| p.name.clone()),
            evidence: Evidence {
                span: span(doc, candidate),
                probability,
                why: candidate.rule,
                grounds: judge::grounds(model, doc, candidate, here[&candidate.cue.sentence().number()], &issue),
            },
        };
        let words = content(doc, candidate);
        let same =
            said.entry((candidate.holder.side().to_owned(), position.issue.0.clone(), position.stance)).or_default();
        let known =
            same.iter().rev().take(REMEMBERED).find(|&&i| is_restatement(&kept[i].0, &kept[i].1, &position, &words));
        match known {
            Some(&i) => {
                let known = &mut kept[i].0;
                // The most specific actor, and the surer evidence.
                if known.party.as_deref() == Some(&known.actor) && position.party.as_deref() != Some(&position.actor) {
                    known.actor = position.actor;
                }
                if position.evidence.probability > known.evidence.probability {
                    known.evidence = position.evidence;
                    known.point = position.point;
                }
            }
            None => {
                same.push(kept.len());
                kept.push((position, words));
            }
        }
    }
    kept.into_iter().map(|(p, _)| p).collect()
}

fn span(doc: &Doc, candidate: &Candidate<'_>) -> Span {
    let range = &candidate.evidence;
    Span::new(doc.token(range.start).span().start..doc.token(range.end - 1).span().end)
}

/// Lemmas of the point that tell it from others.
fn content(doc: &Doc, candidate: &Candidate<'_>) -> Vec<String> {
    doc.slice(candidate.point.clone())
        .filter(|t| matches!(t.pos(), Pos::Noun | Pos::Propn | Pos::Verb | Pos::Adj | Pos::Num) || t.tag() == Tag::VBG)
        .map(|t| t.lemma().to_lowercase())
        .collect()
}

/// How many earlier positions of a side on an issue are asked whether a new one restates them.
const REMEMBERED: usize = 32;

/// How many candidates stand in each sentence.
fn by_sentence(candidates: &[Candidate<'_>]) -> HashMap<usize, usize> {
    let mut here = HashMap::new();
    for c in candidates {
        *here.entry(c.cue.sentence().number()).or_default() += 1;
    }
    here
}

/// Whether one says the same as the other; both are of one side, issue and stance.
fn is_restatement(a: &Position, a_words: &[String], b: &Position, b_words: &[String]) -> bool {
    if a_words.is_empty() || b_words.is_empty() {
        return a.evidence.span.overlaps(b.evidence.span);
    }
    let shared = a_words.iter().filter(|w| b_words.contains(w)).count();
    let shorter = a_words.len().min(b_words.len());
    shared == shorter || (a.evidence.span.overlaps(b.evidence.span) && 2 * shared >= shorter)
}

/// The candidates with what the judge looks at, for training.
pub(crate) fn cases(doc: &Doc, holders: &Holders<'_>, issues: &Classifier<'_>) -> Vec<crate::learn::Candidate> {
    let candidates = candidates::candidates(doc, holders);
    let here = by_sentence(&candidates);
    candidates
        .iter()
        .map(|c| {
            let issue = issues.of_position(doc, c);
            crate::learn::Candidate {
                side: c.holder.side().to_owned(),
                stance: c.stance,
                span: span(doc, c),
                features: judge::features(doc, c, here[&c.cue.sentence().number()], &issue),
                issue: (issue.id.0.clone(), issue.probability),
                rule: c.rule.as_str().to_owned(),
            }
        })
        .collect()
}
