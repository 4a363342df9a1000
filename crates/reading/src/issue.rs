//! Which issue of the agenda a phrase speaks of.

use std::ops::Range;

use lang::Doc;

use crate::agenda::{Agenda, DEAL, OTHER, PROCESS};
use crate::entry::IssueId;
use crate::linear::softmax;
use crate::position::Candidate;

/// An issue, and how sure it is.
#[derive(Clone, Debug)]
pub struct Classified {
    /// The likeliest.
    pub id: IssueId,
    pub probability: f32,
    /// Whether it is told under that issue, or under none.
    listed: bool,
}

impl Classified {
    /// The issue that it is told under: `other` where a user's agenda has none for it.
    pub fn told(&self) -> IssueId {
        if self.listed { self.id.clone() } else { IssueId(OTHER.to_owned()) }
    }
}

/// Classifies the phrases of one report.
pub struct Classifier<'a> {
    agenda: &'a Agenda,
    /// What the whole report speaks of.
    report: Vec<f32>,
}

/// How much a term counts, by where it stands.
const POINT: f32 = 3.2;
const EVIDENCE: f32 = 1.4;
const REPORT: f32 = 0.8;

impl<'a> Classifier<'a> {
    /// For one report.
    pub fn new(doc: &Doc, agenda: &'a Agenda) -> Self {
        let mut report = agenda.scores(doc.tokens());
        let sum: f32 = report.iter().sum::<f32>().max(1.0);
        report.iter_mut().for_each(|s| *s /= sum);
        Classifier { agenda, report }
    }

    /// The issue of a position.
    pub fn of_position(&self, doc: &Doc, candidate: &Candidate<'_>) -> Classified {
        self.classify(doc, &candidate.point, &candidate.evidence)
    }

    /// The issue of a phrase within its clause or sentence.
    pub fn classify(&self, doc: &Doc, point: &Range<usize>, evidence: &Range<usize>) -> Classified {
        let near = self.agenda.scores(doc.slice(point.clone()));
        let far = self.agenda.scores(doc.slice(evidence.clone()));
        let logits = self.logits(&near, &far);
        let probabilities = softmax(&logits);
        let best = (0..probabilities.len()).max_by(|&a, &b| probabilities[a].total_cmp(&probabilities[b]));
        // The shipped agendas together leave little out: there, a point without a word of theirs is on what the report is on.
        let spoken = near.iter().chain(&far).any(|&score| score > 0.0);
        match best {
            Some(i) => Classified {
                id: self.agenda.issues()[i].id.clone(),
                probability: probabilities[i],
                listed: spoken || self.agenda.is_shipped(),
            },
            None => Classified { id: IssueId(OTHER.to_owned()), probability: 0.5, listed: true },
        }
    }

    /// Whether the words themselves name an issue that is a subject, not talking or settling as such.
    pub fn is_subject(&self, doc: &Doc, words: &Range<usize>, id: &IssueId) -> bool {
        let scores = self.agenda.scores(doc.slice(words.clone()));
        !matches!(id.0.as_str(), PROCESS | DEAL | OTHER)
            && self.agenda.index_of(&id.0).is_some_and(|i| scores[i] >= 1.0)
    }

    /// What the agenda's terms say, in the order of its issues.
    fn logits(&self, near: &[f32], far: &[f32]) -> Vec<f32> {
        self.agenda
            .issues()
            .iter()
            .enumerate()
            .map(|(i, issue)| {
                let bounded = |s: f32| s / (1.0 + 0.25 * s);
                let z = POINT * bounded(near[i]) + EVIDENCE * bounded(far[i]) + REPORT * 10.0 * self.report[i].min(0.5);
                // The subject, whenever it is known, goes before talking and settling as such.
                if matches!(issue.id.0.as_str(), PROCESS | DEAL | OTHER) { 0.6 * z } else { z }
            })
            .collect()
    }
}
