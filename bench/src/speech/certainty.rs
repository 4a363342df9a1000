//! How likely an utterance that the network finds is right.

use std::ops::Range;

use reading::speech::model::{Certainty, Model, SUPPORT};
use reading::speech::{self, Utterance};

use super::gold::{Marked, common};
use super::network::Case;

const STEPS: usize = 4000;
const RATE: f32 = 0.2;

/// Whether each utterance is right in full: its cue touches a marked one, half of the tokens of source and content are the
/// same. A marked attribution counts once.
pub fn right(found: &[Utterance], marked: &[Marked]) -> Vec<bool> {
    let mut taken = vec![false; marked.len()];
    let same = |a: &[Range<usize>], b: &[Range<usize>]| {
        if a.is_empty() || b.is_empty() { a.is_empty() && b.is_empty() } else { common(a, b) >= 0.5 }
    };
    let judge = |u: &Utterance| {
        let fits = |m: &Marked| {
            u.cue.start < m.cue.end
                && m.cue.start < u.cue.end
                && same(&u.source, &m.source)
                && same(&u.content, &m.content)
        };
        let at = (0..marked.len()).find(|&i| !taken[i] && fits(&marked[i]));
        at.inspect(|&i| taken[i] = true).is_some()
    };
    found.iter().map(judge).collect()
}

/// Fits certainty on articles that the network did not learn from.
pub fn fit(model: &Model, held: &[Case]) -> Certainty {
    let mut cases: Vec<([f32; SUPPORT], f32)> = Vec::new();
    for case in held {
        let found = speech::find(model, &case.article.doc, case.features.context.clone());
        let right = right(&found, &case.article.marked);
        cases.extend(found.iter().zip(right).map(|(u, right)| (u.support, f32::from(u8::from(right)))));
    }
    let mut certainty = Certainty { weights: logistic(&cases).1, ..Certainty::default() };
    let doubts: Vec<([f32; 1], f32)> = cases.iter().map(|(s, right)| ([-certainty.doubt(s)], *right)).collect();
    (certainty.bias, [certainty.slope]) = logistic(&doubts);
    println!("certainty fitted on {} utterances of {} held articles: {certainty:?}", cases.len(), held.len());
    certainty
}

/// Logistic regression by gradient descent: what is added, and the weights.
fn logistic<const N: usize>(cases: &[([f32; N], f32)]) -> (f32, [f32; N]) {
    let (mut bias, mut weights) = (0.0, [0.0; N]);
    for _ in 0..STEPS {
        let mut slope = (0.0, [0.0; N]);
        for (numbers, right) in cases {
            let sum: f32 = weights.iter().zip(numbers).map(|(w, x)| w * x).sum();
            let error = (right - 1.0 / (1.0 + (-sum - bias).exp())) / cases.len() as f32;
            slope.0 += error;
            slope.1.iter_mut().zip(numbers).for_each(|(s, x)| *s += error * x);
        }
        bias += RATE * slope.0;
        weights.iter_mut().zip(slope.1).for_each(|(w, s)| *w += RATE * s);
    }
    (bias, weights)
}
