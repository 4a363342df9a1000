//! How likely an utterance that the network finds is right.

use std::ops::Range;

use reading::speech::model::{Certainty, Model, SUPPORT};
use reading::speech::{self, Utterance};

use super::gold::{Marked, common};
use super::network::Case;

const STEPS: usize = 4000;
const RATE: f32 = 0.05;

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

/// Fits the regression on articles that the network did not learn from, by gradient descent.
pub fn fit(model: &Model, held: &[Case]) -> Certainty {
    let mut cases: Vec<([f32; SUPPORT], f32)> = Vec::new();
    for case in held {
        let found = speech::find(model, &case.article.doc, case.features.context.clone());
        let right = right(&found, &case.article.marked);
        cases.extend(found.iter().zip(right).map(|(u, right)| (u.support, f32::from(u8::from(right)))));
    }
    let mut certainty = Certainty::default();
    for _ in 0..STEPS {
        let mut bias = 0.0;
        let mut weights = [0.0; SUPPORT];
        for (support, right) in &cases {
            let error = (right - certainty.of(support)) / cases.len() as f32;
            bias += error;
            weights.iter_mut().zip(support).for_each(|(w, s)| *w += error * s);
        }
        certainty.bias += RATE * bias * 4.0;
        certainty.weights.iter_mut().zip(weights).for_each(|(w, g)| *w += RATE * g * 4.0);
    }
    println!("certainty fitted on {} utterances of {} held articles: {certainty:?}", cases.len(), held.len());
    certainty
}
