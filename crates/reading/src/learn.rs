//! What the bench needs to train the learned parts: the cases of an annotated report.

use lang::Doc;
use source::Span;

use crate::agenda::Agenda;
use crate::attribution;
use crate::entry::Stance;
use crate::issue::Classifier;
use crate::linear::{Feature, Linear};
use crate::position::{self, Holders};
use crate::register::Register;

/// A candidate for a position with what the judge looks at.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The side, or the actor where there is none.
    pub side: String,
    /// The stance.
    pub stance: Stance,
    /// The issue by the model it was asked with, and how sure.
    pub issue: (String, f32),
    /// The words.
    pub span: Span,
    /// What the judge looks at.
    pub features: Vec<Feature>,
    /// Name of the rule, and its cue.
    pub rule: String,
}

/// The candidates of a report, with an issue model.
pub fn candidates(doc: &Doc, issues: &Linear) -> Vec<Candidate> {
    let register = Register::of(doc);
    let attributions = attribution::find(doc, &register);
    let holders = Holders::new(doc, &register, &attributions);
    let classifier = Classifier::with_model(doc, Agenda::shipped(), issues);
    position::cases(doc, &holders, &classifier)
}

/// A sentence that may tell an obstacle, with what the judge looks at.
#[derive(Clone, Debug)]
pub struct ObstacleCase {
    /// The issue by the model it was asked with.
    pub issue: String,
    /// The words.
    pub span: Span,
    /// What the judge looks at.
    pub features: Vec<Feature>,
}

/// The candidates for obstacles of a report, with an issue model and a judge of positions.
pub fn obstacles(doc: &Doc, issues: &Linear, judge: &Linear) -> Vec<ObstacleCase> {
    let register = Register::of(doc);
    let attributions = attribution::find(doc, &register);
    let classifier = Classifier::with_model(doc, Agenda::shipped(), issues);
    let positions = position::find_with(doc, &register, &attributions, &classifier, judge);
    crate::obstacle::candidates(doc, &positions, &classifier)
        .into_iter()
        .map(|c| ObstacleCase {
            issue: c.issue,
            span: Span::new(doc.token(c.tokens.start).span().start..doc.token(c.tokens.end - 1).span().end),
            features: c.features,
        })
        .collect()
}

/// What the issue model looks at for a phrase (byte ranges), and what the agenda's terms say of each of `classes`.
pub fn issue_case(doc: &Doc, point: &str, evidence: Span, classes: &[&str]) -> (Vec<Feature>, Vec<f32>) {
    static NONE: std::sync::LazyLock<Linear> = std::sync::LazyLock::new(Linear::default);
    let agenda = Agenda::shipped();
    let classifier = Classifier::with_model(doc, agenda, &NONE);
    let mut tokens = evidence_tokens(doc, evidence);
    if tokens.is_empty() {
        tokens = 0..doc.len().min(1);
    }
    // The tokens of the evidence whose words the annotator's point has.
    let words: Vec<String> =
        point.split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() > 3).map(str::to_lowercase).collect();
    let hits: Vec<usize> = doc
        .slice(tokens.clone())
        .filter(|t| words.iter().any(|w| *w == t.text().to_lowercase() || *w == t.lemma().to_lowercase()))
        .map(|t| t.index())
        .collect();
    let range = match (hits.first(), hits.last()) {
        (Some(&first), Some(&last)) => first..last + 1,
        _ => tokens.clone(),
    };
    let offsets = classifier.offsets(doc, &range, &tokens);
    let by_class = classes.iter().map(|c| agenda.index_of(c).map_or(0.0, |i| offsets[i])).collect();
    (classifier.features(doc, &range, &tokens), by_class)
}

fn evidence_tokens(doc: &Doc, span: Span) -> std::ops::Range<usize> {
    let range = span.range();
    let mut inside =
        doc.tokens().filter(|t| t.span().start >= range.start && t.span().end <= range.end).map(|t| t.index());
    let Some(first) = inside.next() else { return 0..0 };
    first..inside.next_back().unwrap_or(first) + 1
}
