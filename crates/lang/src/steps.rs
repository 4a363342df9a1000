//! Scoring of transitions: token vectors to precomputed hidden features, states to scores of actions.
//!
//! The parser and the entity recogniser choose their actions with networks of the same form. The hidden layer is a sum of
//! one vector per slot of the state, each depending on one token, so those are computed in blocks ahead of the
//! transitions; only a window of blocks is kept. A state that refers further back has its vectors recomputed.

use crate::tok2vec::D;
use crate::weights::{LoadError, Weights};
use dense::{Dense, Level, WIDTH, dispatch, multiply_add};

/// Hidden units, each the greater of two pieces.
const HIDDEN: usize = 64;
const FEATURE: usize = 2 * HIDDEN;

/// The scoring network.
pub(crate) struct Steps {
    linear: Dense,
    lower: Dense,
    /// Per slot, what an absent token contributes.
    pad: Vec<f32>,
    lower_bias: Vec<f32>,
    /// Input-major: for each hidden unit its weight in every action, rounded up to [`Steps::width`].
    upper: Vec<f32>,
    upper_bias: Vec<f32>,
    /// Actions rounded up to a whole number of registers.
    width: usize,
}

impl Steps {
    pub fn read(weights: &Weights, name: &str, slots: usize, actions: usize) -> Result<Self, LoadError> {
        let get = |part: &str, len: usize| weights.floats(&format!("{name}.{part}"), len);
        let linear = Dense::new(&get("linear.w", HIDDEN * D)?, Some(&get("linear.b", HIDDEN)?), D, 0..HIDDEN);
        // In the file the two pieces of a unit lie together; here each piece is a row of its own.
        let unpair = |i: usize| i / FEATURE * FEATURE + i % HIDDEN * 2 + i % FEATURE / HIDDEN;
        let order = (0..slots * FEATURE).map(unpair);
        let lower = Dense::new(&get("lower.w", slots * FEATURE * HIDDEN)?, None, HIDDEN, order.clone());
        let pad = get("lower.pad", slots * FEATURE)?;
        let bias = get("lower.b", FEATURE)?;
        let width = actions.next_multiple_of(WIDTH);
        let w = get("upper.w", actions * HIDDEN)?;
        let mut upper = vec![0.0; HIDDEN * width];
        for (action, row) in w.chunks_exact(HIDDEN).enumerate() {
            for (unit, &weight) in row.iter().enumerate() {
                upper[unit * width + action] = weight;
            }
        }
        let mut upper_bias = get("upper.b", actions)?;
        upper_bias.resize(width, 0.0);
        Ok(Steps {
            linear,
            lower,
            pad: order.map(|i| pad[i]).collect(),
            lower_bias: (0..FEATURE).map(|i| bias[unpair(i)]).collect(),
            upper,
            upper_bias,
            width,
        })
    }
}

/// Tokens per block.
pub(crate) const BLOCK: usize = 128;
/// Blocks kept. Must be at least two: a state looks at the token after the next.
const KEPT: usize = 4;
/// Tokens recomputed together, and groups of them kept.
const GROUP: usize = 16;
const GROUPS: usize = 16;

/// Where the vectors of tokens come from, in blocks.
pub(crate) trait Source {
    /// Writes the vectors of a range of tokens.
    fn vectors(&mut self, tokens: std::ops::Range<usize>, out: &mut Vec<f32>);
    /// Number of tokens.
    fn len(&self) -> usize;
}

/// Scores the actions of one text.
pub(crate) struct Scorer<'a, S> {
    pub steps: &'a Steps,
    pub level: Level,
    pub window: &'a mut Window,
    pub source: S,
}

/// The features of a window of tokens, and buffers to score with.
#[derive(Default)]
pub(crate) struct Window {
    features: Vec<f32>,
    /// Tokens whose features have been computed.
    computed: usize,
    old: Vec<(usize, Vec<f32>)>,
    vectors: Vec<f32>,
    hidden: Vec<f32>,
    scores: Vec<f32>,
    /// States scored so far: what time depends on.
    pub scored: usize,
}

impl Window {
    /// Begins a new text.
    pub fn reset(&mut self, steps: &Steps) {
        self.computed = 0;
        self.old.clear();
        self.features.resize(KEPT * BLOCK * steps.lower.outputs, 0.0);
        self.scores.resize(steps.width, 0.0);
    }

    fn compute(&mut self, steps: &Steps, level: Level, source: &mut impl Source) {
        let tokens = self.computed..(self.computed + BLOCK).min(source.len());
        let n = tokens.len();
        source.vectors(tokens, &mut self.vectors);
        self.hidden.resize(n * steps.linear.outputs, 0.0);
        steps.linear.apply(level, &self.vectors, D, n, &mut self.hidden);
        let start = self.computed / BLOCK % KEPT * BLOCK * steps.lower.outputs;
        steps.lower.apply(level, &self.hidden, steps.linear.outputs, n, &mut self.features[start..]);
        self.computed += BLOCK;
    }

    /// The features of a token that has left the window. Its neighbours are kept with it: such tokens are mostly asked for
    /// one after the other, when a deep stack is taken down.
    fn recompute(&mut self, steps: &Steps, level: Level, source: &mut impl Source, token: usize) -> &[f32] {
        let group = token / GROUP;
        self.old.resize_with(GROUPS, || (usize::MAX, Vec::new()));
        let (kept, features) = &mut self.old[group % GROUPS];
        if *kept != group {
            *kept = group;
            let tokens = group * GROUP..((group + 1) * GROUP).min(source.len());
            let n = tokens.len();
            source.vectors(tokens, &mut self.vectors);
            self.hidden.resize(n * steps.linear.outputs, 0.0);
            steps.linear.apply(level, &self.vectors, D, n, &mut self.hidden);
            features.resize(GROUP * steps.lower.outputs, 0.0);
            steps.lower.apply(level, &self.hidden, steps.linear.outputs, n, features);
        }
        &features[token % GROUP * steps.lower.outputs..]
    }
}

impl<S: Source> Scorer<'_, S> {
    /// Scores every action in a state, given as one token per slot.
    pub fn score<const SLOTS: usize>(&mut self, state: [Option<usize>; SLOTS]) -> &[f32] {
        let Scorer { steps, level, window, source } = self;
        for token in state.into_iter().flatten() {
            while token >= window.computed {
                window.compute(steps, *level, source);
            }
        }
        let oldest = window.computed.saturating_sub(KEPT * BLOCK);
        let mut sum = [0.0; FEATURE];
        for (slot, token) in state.into_iter().enumerate() {
            let feature = match token {
                None => &steps.pad[slot * FEATURE..],
                Some(token) if token >= oldest => {
                    &window.features[token % (KEPT * BLOCK) * steps.lower.outputs + slot * FEATURE..]
                }
                Some(token) => &window.recompute(steps, *level, source, token)[slot * FEATURE..],
            };
            let feature: &[f32; FEATURE] = feature[..FEATURE].try_into().expect("one feature");
            for j in 0..FEATURE {
                sum[j] += feature[j];
            }
        }
        upper(*level, steps, &sum, &mut window.scores);
        window.scored += 1;
        &window.scores
    }
}

dispatch! {
    /// The upper layer.
    fn upper(steps: &Steps, sum: &[f32; FEATURE], scores: &mut [f32]) = upper_body
}

#[inline(always)]
fn upper_body<const ROWS: usize, const FUSED: bool>(steps: &Steps, sum: &[f32; FEATURE], scores: &mut [f32]) {
    let mut hidden = [0.0; HIDDEN];
    for j in 0..HIDDEN {
        let (a, b) = (sum[j] + steps.lower_bias[j], sum[HIDDEN + j] + steps.lower_bias[HIDDEN + j]);
        hidden[j] = if a > b { a } else { b };
    }
    match steps.width {
        128 => upper_width::<128, FUSED>(steps, &hidden, scores),
        96 => upper_width::<96, FUSED>(steps, &hidden, scores),
        _ => {
            scores.copy_from_slice(&steps.upper_bias);
            for (weights, h) in steps.upper.chunks_exact(steps.width).zip(hidden) {
                for (score, &weight) in scores.iter_mut().zip(weights) {
                    *score = multiply_add::<FUSED>(h, weight, *score);
                }
            }
        }
    }
}

#[inline(always)]
fn upper_width<const N: usize, const FUSED: bool>(steps: &Steps, hidden: &[f32; HIDDEN], scores: &mut [f32]) {
    let mut sums: [f32; N] = steps.upper_bias[..].try_into().expect("the width");
    for (weights, &h) in steps.upper.as_chunks::<N>().0.iter().zip(hidden) {
        for j in 0..N {
            sums[j] = multiply_add::<FUSED>(h, weights[j], sums[j]);
        }
    }
    scores.copy_from_slice(&sums);
}

/// The first action with the greatest score among those of some ranges, which must ascend.
pub(crate) fn best(scores: &[f32], valid: &[std::ops::Range<usize>]) -> Option<usize> {
    let mut best = None;
    let mut greatest = f32::NEG_INFINITY;
    for range in valid {
        for (i, &score) in scores[range.clone()].iter().enumerate() {
            if score > greatest {
                greatest = score;
                best = Some(range.start + i);
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use std::ops::Range;
    use std::sync::Arc;

    use super::*;

    /// Made-up vectors of so many tokens.
    struct Made(usize);

    impl Source for Made {
        fn vectors(&mut self, tokens: Range<usize>, out: &mut Vec<f32>) {
            out.clear();
            out.extend(tokens.flat_map(|t| (0..D).map(move |i| ((t * 31 + i * 17) % 97) as f32 / 40.0 - 1.0)));
        }

        fn len(&self) -> usize {
            self.0
        }
    }

    #[test]
    fn a_token_that_left_the_window_scores_the_same() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("weights/en-sm.bin");
        let weights = Arc::new(Weights::new(std::fs::read(path).unwrap().into()).unwrap());
        let steps = Steps::read(&weights, "ner", 3, 74).unwrap();
        let mut window = Window::default();
        window.reset(&steps);
        let mut scorer = Scorer { steps: &steps, level: Level::detect(), window: &mut window, source: Made(5_000) };
        let state = [Some(7), None, Some(9)];
        let early = scorer.score(state).to_vec();
        scorer.score([Some(4_999), Some(0), Some(16)]);
        assert_eq!(scorer.score(state), early);
    }
}
