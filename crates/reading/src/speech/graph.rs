//! Which rows a network's layer looks at beside a row: neighbours in the text, the head, the dependents.

use std::ops::Range;

/// No such row.
pub const NONE: u32 = u32::MAX;

/// The neighbourhood of every row: runs of consecutive tokens, and a tree over each.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// First row and end of the run that a row belongs to.
    runs: Vec<(u32, u32)>,
    /// Row of the head, or [`NONE`] for a root and where the head is outside the run.
    head: Vec<u32>,
    /// What one dependent weighs in the sum over a row's dependents: one over the root of their number.
    weight: Vec<f32>,
}

impl Graph {
    /// Adds a run of tokens; `heads` gives the token index of each one's head, its own for a root.
    pub fn push(&mut self, tokens: Range<usize>, heads: impl Fn(usize) -> usize) {
        let first = self.head.len();
        let end = first + tokens.len();
        for i in tokens.clone() {
            let head = heads(i);
            let inside = head != i && tokens.contains(&head);
            self.runs.push((first as u32, end as u32));
            self.head.push(if inside { (first + head - tokens.start) as u32 } else { NONE });
        }
        let mut dependents = vec![0_u32; tokens.len()];
        for &head in &self.head[first..] {
            if head != NONE {
                dependents[head as usize - first] += 1;
            }
        }
        self.weight.extend(dependents.iter().map(|&n| 1.0 / (n.max(1) as f32).sqrt()));
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.head.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.head.is_empty()
    }

    /// The row so many places before, in the same run.
    pub fn left(&self, row: usize, places: usize) -> Option<usize> {
        row.checked_sub(places).filter(|&r| r >= self.runs[row].0 as usize)
    }

    /// The row so many places after, in the same run.
    pub fn right(&self, row: usize, places: usize) -> Option<usize> {
        Some(row + places).filter(|&r| r < self.runs[row].1 as usize)
    }

    /// The row of the head.
    pub fn head(&self, row: usize) -> Option<usize> {
        Some(self.head[row]).filter(|&h| h != NONE).map(|h| h as usize)
    }

    /// What each dependent of the row weighs.
    pub fn weight(&self, row: usize) -> f32 {
        self.weight[row]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_see_only_their_run() {
        let heads = [1, 1, 1, 2, 0];
        let mut graph = Graph::default();
        graph.push(0..3, |i| heads[i]);
        graph.push(2..5, |i| heads[i]);
        assert_eq!(graph.len(), 6);
        assert_eq!(graph.head(0), Some(1));
        assert_eq!(graph.head(1), None);
        // Token 2 is row 3 of the second run, where its head is missing; token 3 hangs on it.
        assert_eq!((graph.head(3), graph.head(4), graph.head(5)), (None, Some(3), None));
        assert_eq!((graph.left(3, 1), graph.right(2, 1), graph.right(3, 2)), (None, None, Some(5)));
        assert_eq!(graph.weight(1), 1.0 / 2.0_f32.sqrt());
    }
}
