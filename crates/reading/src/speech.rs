//! Who said it, by a small network over the parse.
//!
//! The network tags sources, cues and contents, then reads each cue again with the tokens around it, to find the source and
//! the content that are this cue's own: see [`shape`]. Its weights are learned from PolNeAR's training articles by
//! `bench train attributions`.

pub mod features;
pub mod graph;
pub mod labels;
pub mod model;
pub mod shape;
pub mod window;

use std::ops::Range;
use std::sync::LazyLock;

use lang::Doc;

use features::{CONTEXT, Features};
use labels::{best, segments};
use model::Model;
use shape::{PARTS, ROLES, WIDTH};
use window::Windows;

/// Tokens read together; memory does not grow beyond what these need.
const BLOCK: usize = 2048;
/// Tokens on either side of a block that are read with it, for what is said across its border.
const HALO: usize = 128;
/// Cues read together.
const CUES: usize = 16;

/// The shipped network.
pub static SHIPPED: LazyLock<Model> = LazyLock::new(|| {
    Model::read(include_bytes!("../data/speech.safetensors")).expect("the shipped weights fit the network, a test sees to it")
});

/// One attribution, in tokens.
#[derive(Clone, Debug, PartialEq)]
pub struct Saying {
    /// Who, if it is said, in pieces.
    pub source: Vec<Range<usize>>,
    /// By what words.
    pub cue: Range<usize>,
    /// What, in pieces; at least one.
    pub content: Vec<Range<usize>>,
    /// How sure, before calibration: the least log-probability of cue, source and content.
    pub score: f32,
}

/// Every attribution of a document; `context` has a vector for each token.
pub fn find(model: &Model, doc: &Doc, context: Vec<[f32; CONTEXT]>) -> Vec<Saying> {
    let features = Features::of(doc, context, &model.lemmas, &model.endings);
    let forms = model.forms(&features);
    let mut all = Vec::new();
    for start in (0..doc.len()).step_by(BLOCK) {
        let own = start..(start + BLOCK).min(doc.len());
        let seen = start.saturating_sub(HALO)..(own.end + HALO).min(doc.len());
        let rows = model.encode(doc, &features, &forms, seen.clone());
        let scores = model.roles(&rows);
        let labels = best::<ROLES>(&scores);
        let cues: Vec<Range<usize>> = segments(&labels)
            .into_iter()
            .filter(|s| s.role == 1)
            .map(|s| seen.start + s.range.start..seen.start + s.range.end)
            .filter(|cue| own.contains(&cue.start))
            .collect();
        for cues in cues.chunks(CUES) {
            let windows = Windows::of(doc, cues, seen.clone());
            let parts = model.parts(&rows, seen.start, cues, &windows);
            let mut at = 0;
            for (cue, &(first, length)) in cues.iter().zip(&windows.spans) {
                let sure = cue.clone().map(|i| {
                    let row = &scores[(i - seen.start) * ROLES..][..ROLES];
                    (row[3].exp() + row[4].exp()).ln()
                });
                let sure = sure.sum::<f32>() / cue.len() as f32;
                all.extend(saying(cue.clone(), sure, first, &parts[at * PARTS..(at + length) * PARTS]));
                at += length;
            }
        }
    }
    all
}

/// The attribution of a cue, unless nothing is its content.
fn saying(cue: Range<usize>, sure: f32, first: usize, parts: &[f32]) -> Option<Saying> {
    let labels = best::<PARTS>(parts);
    let mut source = Vec::new();
    let mut content = Vec::new();
    for segment in segments(&labels) {
        let range = first + segment.range.start..first + segment.range.end;
        if segment.role == 0 { &mut source } else { &mut content }.push(range);
    }
    let mut means = [(0.0_f32, 0_usize); PARTS];
    for (row, &label) in parts.as_chunks::<PARTS>().0.iter().zip(&labels) {
        let mean = &mut means[usize::from(label).div_ceil(2)];
        mean.0 += row[usize::from(label)];
        mean.1 += 1;
    }
    let least = means[1..].iter().filter(|m| m.1 > 0).map(|m| m.0 / m.1 as f32).fold(sure, f32::min);
    (!content.is_empty()).then_some(Saying { source, cue, content, score: least })
}
