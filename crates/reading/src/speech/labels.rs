//! Labels to spans: the likeliest sequence in which no span goes on that did not begin (Viterbi).
//!
//! Label 0 is none; role r has 2r + 1 for its first token and 2r + 2 for the others.

use std::ops::Range;

/// A span and its role, from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Role.
    pub role: usize,
    /// Tokens, counted from the first row.
    pub range: Range<usize>,
}

/// The likeliest labels of rows of N scores each (log-probabilities, or anything that adds up).
///
/// # Panics
/// If the scores are no whole number of rows.
pub fn best<const N: usize>(scores: &[f32]) -> Vec<u8> {
    let (rows, rest) = scores.as_chunks::<N>();
    assert!(rest.is_empty(), "whole rows");
    let mut so_far = [0.0_f32; N];
    let mut back: Vec<[u8; N]> = Vec::with_capacity(rows.len());
    for (i, row) in rows.iter().enumerate() {
        let mut next = [f32::NEG_INFINITY; N];
        let mut from = [0_u8; N];
        // The best label before, whatever comes after; first of equals.
        let top = (0..N).rev().max_by(|&a, &b| so_far[a].total_cmp(&so_far[b])).unwrap_or(0);
        for label in 0..N {
            let goes_on = label > 0 && label % 2 == 0;
            let (score, before) = if !goes_on {
                (so_far[top], top)
            } else if i == 0 {
                (f32::NEG_INFINITY, 0)
            } else if so_far[label - 1] >= so_far[label] {
                (so_far[label - 1], label - 1)
            } else {
                (so_far[label], label)
            };
            next[label] = score + row[label];
            from[label] = before as u8;
        }
        so_far = next;
        back.push(from);
    }
    let mut label = (0..N).rev().max_by(|&a, &b| so_far[a].total_cmp(&so_far[b])).unwrap_or(0) as u8;
    let mut labels = vec![0; rows.len()];
    for i in (0..rows.len()).rev() {
        labels[i] = label;
        label = back[i][label as usize];
    }
    labels
}

/// The spans of a sequence of labels.
pub fn segments(labels: &[u8]) -> Vec<Segment> {
    let mut all: Vec<Segment> = Vec::new();
    let mut open = false;
    for (i, &label) in labels.iter().enumerate() {
        if label == 0 {
            open = false;
            continue;
        }
        let role = usize::from(label - 1) / 2;
        match all.last_mut() {
            Some(last) if open && label % 2 == 0 && last.role == role => last.range.end = i + 1,
            _ => all.push(Segment { role, range: i..i + 1 }),
        }
        open = true;
    }
    all
}

/// Scores to log-probabilities, row by row.
pub fn log_softmax(row: &mut [f32]) {
    let top = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f32 = row.iter().map(|x| (x - top).exp()).sum();
    let shift = top + sum.ln();
    row.iter_mut().for_each(|x| *x -= shift);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores(rows: &[[f32; 5]]) -> Vec<f32> {
        rows.iter().flatten().copied().collect()
    }

    #[test]
    fn nothing_goes_on_that_did_not_begin() {
        // The middle of a source looks likeliest everywhere; it has to begin somewhere.
        let labels = best::<5>(&scores(&[[0.0, -1.0, 3.0, -9.0, -9.0], [0.0, -3.0, 3.0, -9.0, -9.0]]));
        assert_eq!(labels, [1, 2]);
        let labels = best::<5>(&scores(&[[0.0, -9.0, 1.0, -9.0, -9.0], [0.0, -9.0, 1.0, -9.0, -9.0]]));
        assert_eq!(labels, [0, 0]);
        assert_eq!(best::<5>(&[]), [0_u8; 0]);
    }

    #[test]
    fn a_span_ends_where_another_begins() {
        let segments = segments(&[0, 1, 2, 1, 3, 4, 0, 4]);
        let spans: Vec<(usize, Range<usize>)> = segments.into_iter().map(|s| (s.role, s.range)).collect();
        assert_eq!(spans, [(0, 1..3), (0, 3..4), (1, 4..6), (1, 7..8)]);
    }

    #[test]
    fn the_best_sequence_is_the_best_of_all() {
        // Against trying every sequence, on made-up scores.
        let mut state = 7_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f32 / 16_777_216.0
        };
        for _ in 0..50 {
            let rows: Vec<[f32; 5]> = (0..4).map(|_| std::array::from_fn(|_| next())).collect();
            let allowed = |l: &[usize]| {
                (0..4).all(|i| l[i] == 0 || l[i] % 2 == 1 || i > 0 && (l[i - 1] == l[i] || l[i - 1] + 1 == l[i]))
            };
            let total = |l: &[usize]| (0..4).map(|i| rows[i][l[i]]).sum::<f32>();
            let all = (0..625).map(|n| [n / 125, n / 25 % 5, n / 5 % 5, n % 5]).filter(|l| allowed(l));
            let most = all.map(|l| total(&l)).fold(f32::NEG_INFINITY, f32::max);
            let found: Vec<usize> = best::<5>(&scores(&rows)).into_iter().map(usize::from).collect();
            assert!(allowed(&found) && (total(&found) - most).abs() < 1e-5);
        }
    }
}
