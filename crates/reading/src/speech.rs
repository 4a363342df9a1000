//! Who said it, by a small network over the parse.
//!
//! The network tags sources, cues and contents, then reads every cue again with the tokens around it, to find the source and
//! the content that are this cue's own: see [`shape`]. Several may vote (those that teach the shipped one do); their
//! log-probabilities are averaged. The weights are learned by `bench train attributions` from PolNeAR's training articles, half from
//! what people marked and half from what teachers hear there, and from what teachers hear in texts that nobody marked; seed, date
//! and word lists are in their metadata.
//!
//! # How good it is
//! On the 84 development articles of PolNeAR (22 November 2026), F1: found 0.831, with the right source 0.773, in full 0.693. One
//! trained annotator against another reaches 0.840, 0.777 and 0.734. Precision is higher (0.72 in full) than recall (0.66). By
//! tokens: source 0.827, cue 0.697, content 0.851, where annotators reach 0.812, 0.703 and 0.916.
//!
//! # How far its probabilities hold
//! `bench reliability` on the same articles; right means cue, source and content. Expected calibration error 0.022.
//!
//! | said | right | attributions |
//! |---|---|---|
//! | 0.35 | 0.31 | 244 |
//! | 0.45 | 0.42 | 218 |
//! | 0.55 | 0.56 | 215 |
//! | 0.65 | 0.71 | 198 |
//! | 0.75 | 0.79 | 233 |
//! | 0.85 | 0.86 | 300 |
//! | 0.95 | 0.96 | 611 |
//!
//! # Its mistakes
//! All 1,028 on those articles, by kind:
//!
//! | kind | |
//! |---|---|
//! | a cue not seen | 394 |
//! | something found that nobody marked | 213 |
//! | content too short or too long | 157 |
//! | the source: another, a part, one too many or none | 91 |
//! | found inside words that somebody else is marked to say | 78 |
//! | a cue read as part of somebody else's content | 57 |
//! | another cue taken for the same words | 24 |
//! | content elsewhere | 14 |
//!
//! Of the cues not seen most tell of acts rather than words ("blocked", "relied on"), or are nouns, or stand in headlines.

pub mod features;
pub mod graph;
pub mod labels;
pub mod model;
pub mod panel;
pub mod shape;
pub mod window;

use std::ops::Range;
use std::sync::LazyLock;

use lang::{Doc, Pipeline};

use features::{CONTEXT, Features};
use labels::{best, segments};
use model::{Model, SUPPORT};
use panel::Panel;
use shape::{PARTS, ROLES};
use window::Windows;

use crate::proposition::as_prose;

/// Tokens read together; memory does not grow beyond what these need.
const BLOCK: usize = 2048;
/// Tokens on either side of a block that are read with it, for what is said across its border.
const HALO: usize = 128;
/// Cues read together.
const CUES: usize = 16;

/// The shipped network.
pub static SHIPPED: LazyLock<Model> = LazyLock::new(|| {
    Model::read(include_bytes!("../data/speech.safetensors"))
        .expect("the shipped weights fit the network, a test sees to it")
});

/// One attribution, in tokens.
#[derive(Clone, Debug, PartialEq)]
pub struct Utterance {
    /// Who, if it is said, in pieces.
    pub source: Vec<Range<usize>>,
    /// By what words.
    pub cue: Range<usize>,
    /// What, in pieces; at least one.
    pub content: Vec<Range<usize>>,
    /// How likely it is right in full: cue, source and content.
    pub probability: f32,
    /// What speaks for it, see [`model::SUPPORT`].
    pub support: [f32; SUPPORT],
}

/// A text, annotated, with what the network heard in it.
pub struct Annotated {
    /// Tokens, parse and entities.
    pub doc: Doc,
    /// Who says what, in the order of the cues.
    pub utterances: Vec<Utterance>,
}

impl Annotated {
    /// Annotates a text, line by line; the names that a bulletin sets in capitals are read, and stand in the document, in
    /// title case.
    ///
    /// # Panics
    /// If the text is 4 GiB or longer.
    pub fn of(text: &str) -> Self {
        let (doc, context) = Pipeline::english().annotate_with_vectors(&as_prose(text));
        let utterances = find(&SHIPPED, &doc, context);
        Annotated { doc, utterances }
    }
}

/// Every attribution of a document; `context` has a vector for each token.
pub fn find(model: &Model, doc: &Doc, context: Vec<[f32; CONTEXT]>) -> Vec<Utterance> {
    hear(model, doc, &Features::of(doc, context, &model.lemmas, &model.endings))
}

/// As [`find`], from what is known of the tokens.
pub fn hear(model: &Model, doc: &Doc, features: &Features) -> Vec<Utterance> {
    let panel = Panel::new(model, features);
    let mut all = Vec::new();
    for start in (0..doc.len()).step_by(BLOCK) {
        let own = start..(start + BLOCK).min(doc.len());
        let seen = start.saturating_sub(HALO)..(own.end + HALO).min(doc.len());
        let rows = panel.encode(doc, seen.clone());
        let scores = panel.roles(&rows);
        let mut leaning = scores.clone();
        for row in leaning.as_chunks_mut::<ROLES>().0 {
            row[3] += model.lean;
            row[4] += model.lean;
        }
        let labels = best::<ROLES>(&leaning);
        let sure = |cue: &Range<usize>| {
            let row = |i: usize| &scores[(i - seen.start) * ROLES..][..ROLES];
            cue.clone().map(|i| (row(i)[3].exp() + row(i)[4].exp()).ln()).sum::<f32>() / cue.len() as f32
        };
        let cues: Vec<Range<usize>> = segments(&labels)
            .into_iter()
            .filter(|s| s.role == 1)
            .map(|s| seen.start + s.range.start..seen.start + s.range.end)
            .filter(|cue| own.contains(&cue.start) && model.certainty.at_most(sure(cue)) >= model.least)
            .collect();
        for cues in cues.chunks(CUES) {
            let windows = Windows::of(doc, cues, seen.clone());
            let parts = panel.parts(&rows, seen.start, cues, &windows);
            let mut at = 0;
            for (cue, &(first, length)) in cues.iter().zip(&windows.spans) {
                let found = utterance(cue.clone(), sure(cue), first, &parts[at * PARTS..(at + length) * PARTS]);
                let found = found.map(|f| Utterance { probability: model.certainty.of(&f.support), ..f });
                all.extend(found.filter(|f| f.probability >= model.least));
                at += length;
            }
        }
    }
    all
}

/// The attribution of a cue, unless nothing is its content.
fn utterance(cue: Range<usize>, sure: f32, first: usize, parts: &[f32]) -> Option<Utterance> {
    let labels = best::<PARTS>(parts);
    let mut source = Vec::new();
    let mut content = Vec::new();
    for segment in segments(&labels) {
        let range = first + segment.range.start..first + segment.range.end;
        if segment.role == 0 { &mut source } else { &mut content }.push(range);
    }
    let mut means = [(0.0_f32, 0_usize); 3];
    for (row, &label) in parts.as_chunks::<PARTS>().0.iter().zip(&labels) {
        let mean = &mut means[usize::from(label).div_ceil(2)];
        mean.0 += row[usize::from(label)];
        mean.1 += 1;
    }
    let mean = |(sum, count): (f32, usize)| sum / count.max(1) as f32;
    let missing = f32::from(u8::from(source.is_empty()));
    let support = [sure, mean(means[0]), mean(means[1]), mean(means[2]), missing];
    (!content.is_empty()).then_some(Utterance { source, cue, content, probability: 0.0, support })
}
