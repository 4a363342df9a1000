//! Stances on things the talks could settle.
//!
//! [`candidates`] finds the places where the words may tell a stance, the judge says how likely each is a position, the
//! agenda under which issue it falls.

mod candidates;
mod conditions;
mod holder;
mod judge;
mod lexicon;
mod point;

use lang::{Doc, Pos, Tag};
use source::Span;

pub(crate) use candidates::Candidate;
pub(crate) use holder::Holders;
pub(crate) use lexicon::LEXICON;

use crate::clause;
use crate::entry::{Attribution, Evidence, Position};
use crate::issue::Classifier;
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
    let mut kept: Vec<(Position, Vec<String>)> = Vec::new();
    for candidate in &candidates {
        let issue = issues.of_position(doc, candidate);
        let probability = judge::probability(model, doc, candidate, &candidates, &issue);
        if probability < judge::THRESHOLD {
            continue;
        }
        let position = Position {
            actor: candidate.holder.name.clone(),
            party: candidate.holder.party.clone(),
            issue: issue.id.clone(),
            point: clause::bare(doc, candidate.point.clone()).to_owned(),
            stance: candidate.stance,
            force: candidate.force,
            condition: candidate.terms.clone().map(|t| clause::bare(doc, t).to_owned()),
            per: candidate.per.as_ref().map(|p| p.name.clone()),
            evidence: Evidence { span: span(doc, candidate), probability, why: candidate.rule },
        };
        let words = content(doc, candidate);
        let same = kept.iter_mut().find(|(k, w)| is_restatement(k, w, &position, &words));
        match same {
            Some((known, _)) => {
                // The most specific actor, and the surer evidence.
                if known.party.as_deref() == Some(&known.actor) && position.party.as_deref() != Some(&position.actor) {
                    known.actor = position.actor;
                }
                if position.evidence.probability > known.evidence.probability {
                    known.evidence = position.evidence;
                    known.point = position.point;
                }
            }
            None => kept.push((position, words)),
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

/// The same side says the same of the same.
fn is_restatement(a: &Position, a_words: &[String], b: &Position, b_words: &[String]) -> bool {
    let side = |p: &Position| p.party.clone().unwrap_or_else(|| p.actor.clone());
    if side(a) != side(b) || a.issue != b.issue || a.stance != b.stance {
        return false;
    }
    if a_words.is_empty() || b_words.is_empty() {
        return a.evidence.span.overlaps(b.evidence.span);
    }
    let shared = a_words.iter().filter(|w| b_words.contains(w)).count();
    2 * shared >= a_words.len().min(b_words.len()) * 2 || (a.evidence.span.overlaps(b.evidence.span) && 2 * shared >= a_words.len().min(b_words.len()))
}

/// The candidates with what the judge looks at, for training.
pub(crate) fn cases(doc: &Doc, holders: &Holders<'_>, issues: &Classifier<'_>) -> Vec<crate::learn::Candidate> {
    let candidates = candidates::candidates(doc, holders);
    candidates
        .iter()
        .map(|c| {
            let issue = issues.of_position(doc, c);
            crate::learn::Candidate {
                side: c.holder.side().to_owned(),
                stance: c.stance,
                span: span(doc, c),
                features: judge::features(doc, c, &candidates, &issue),
                issue: (issue.id.0.clone(), issue.probability),
                rule: c.rule.as_str().to_owned(),
            }
        })
        .collect()
}
