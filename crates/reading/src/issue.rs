//! Which issue of the agenda a phrase speaks of.

use std::ops::Range;
use std::sync::LazyLock;

use lang::{Doc, Pos, Token};

use crate::agenda::{Agenda, DEAL, OTHER, PROCESS};
use crate::entry::IssueId;
use crate::linear::{Feature, Linear, softmax};
use crate::position::Candidate;

/// An issue, and how sure it is.
#[derive(Clone, Debug)]
pub struct Classified {
    pub id: IssueId,
    pub probability: f32,
}

/// Classifies the phrases of one report.
pub struct Classifier<'a> {
    agenda: &'a Agenda,
    model: &'a Linear,
    /// What the whole report speaks of.
    report: Vec<f32>,
}

/// The learned part, for the issues it knows.
static MODEL: LazyLock<Linear> =
    LazyLock::new(|| Linear::parse(include_str!("../data/issues.weights")).expect("data/issues.weights"));

/// How much a term counts, by where it stands.
const POINT: f32 = 3.2;
const EVIDENCE: f32 = 1.4;
const REPORT: f32 = 0.8;

impl<'a> Classifier<'a> {
    /// For one report.
    pub fn new(doc: &Doc, agenda: &'a Agenda) -> Self {
        Classifier::with_model(doc, agenda, &MODEL)
    }

    /// With another model than the shipped one.
    pub fn with_model(doc: &Doc, agenda: &'a Agenda, model: &'a Linear) -> Self {
        let mut report = agenda.scores(doc.tokens());
        let sum: f32 = report.iter().sum::<f32>().max(1.0);
        report.iter_mut().for_each(|s| *s /= sum);
        Classifier { agenda, model, report }
    }

    /// The issue of a position.
    pub fn of_position(&self, doc: &Doc, candidate: &Candidate<'_>) -> Classified {
        self.classify(doc, &candidate.point, &candidate.evidence)
    }

    /// The issue of a phrase within its clause or sentence.
    pub fn classify(&self, doc: &Doc, point: &Range<usize>, evidence: &Range<usize>) -> Classified {
        let logits = self.offsets(doc, point, evidence);
        let learned = self.model.logits(&self.features(doc, point, evidence));
        let logits: Vec<f32> = logits
            .iter()
            .enumerate()
            .map(|(i, z)| {
                let id = &self.agenda.issues()[i].id.0;
                z + self.model.classes().iter().position(|c| c == id).map_or(0.0, |k| learned[k])
            })
            .collect();
        let probabilities = softmax(&logits);
        let best = (0..probabilities.len()).max_by(|&a, &b| probabilities[a].total_cmp(&probabilities[b]));
        match best {
            Some(i) => Classified { id: self.agenda.issues()[i].id.clone(), probability: probabilities[i] },
            None => Classified { id: IssueId(OTHER.to_owned()), probability: 0.5 },
        }
    }

    /// Whether the words themselves name an issue that is a subject, not talking or settling as such.
    pub fn is_subject(&self, doc: &Doc, words: &Range<usize>, id: &IssueId) -> bool {
        let scores = self.agenda.scores(doc.slice(words.clone()));
        !matches!(id.0.as_str(), PROCESS | DEAL | OTHER)
            && self.agenda.index_of(&id.0).is_some_and(|i| scores[i] >= 1.0)
    }

    /// What the agenda's terms say, as logits in the order of its issues.
    pub fn offsets(&self, doc: &Doc, point: &Range<usize>, evidence: &Range<usize>) -> Vec<f32> {
        let near = self.agenda.scores(doc.slice(point.clone()));
        let far = self.agenda.scores(doc.slice(evidence.clone()));
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

    /// What the learned part looks at.
    pub fn features(&self, doc: &Doc, point: &Range<usize>, evidence: &Range<usize>) -> Vec<Feature> {
        let mut all = vec![("bias".to_owned(), 1.0)];
        all.extend(words(doc.slice(point.clone()), "p", 1.0));
        all.extend(words(doc.slice(evidence.clone()), "e", 0.5));
        let mut before: Option<Token<'_>> = None;
        for token in doc.slice(point.clone()).filter(|t| is_content(*t)) {
            if let Some(b) = before {
                all.push((format!("b:{}_{}", b.lemma().to_lowercase(), token.lemma().to_lowercase()), 1.0));
            }
            before = Some(token);
        }
        all
    }
}

fn is_content(token: Token<'_>) -> bool {
    matches!(token.pos(), Pos::Noun | Pos::Verb | Pos::Adj | Pos::Adv | Pos::Num)
        && token.text().starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit())
        // Names say which negotiation it is, not what about.
        && token.entity_label().is_none_or(|l| !matches!(l, lang::EntityLabel::Person | lang::EntityLabel::Gpe | lang::EntityLabel::Norp | lang::EntityLabel::Date))
}

fn words<'a>(tokens: impl Iterator<Item = Token<'a>>, prefix: &str, value: f32) -> Vec<Feature> {
    let mut counts: std::collections::BTreeMap<String, f32> = std::collections::BTreeMap::new();
    for token in tokens.filter(|t| is_content(*t)) {
        let lemma = if token.pos() == Pos::Num { "#".to_owned() } else { token.lemma().to_lowercase() };
        *counts.entry(format!("{prefix}:{lemma}")).or_default() = value;
    }
    counts.into_iter().collect()
}
