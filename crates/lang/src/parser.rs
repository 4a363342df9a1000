//! The dependency parser: arc-eager transitions chosen greedily.

use std::ops::Range;

use crate::labels::Dep;
use crate::steps::{Scorer, Source, best};
use crate::weights::{LoadError, Table};

/// A label of an arc. Where the tree was made projective for training, `via` names the relation of the true head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ArcLabel {
    pub dep: Dep,
    pub via: Option<Dep>,
}

#[derive(Clone, Copy)]
enum Move {
    Shift,
    Reduce,
    Left,
    Right,
    Break,
}

/// The actions in the order of their scores; each kind is one range.
pub(crate) struct Actions {
    labels: Vec<ArcLabel>,
    shift: Range<usize>,
    reduce: Range<usize>,
    left: Range<usize>,
    right: Range<usize>,
    end: Range<usize>,
}

impl Actions {
    pub fn read(table: &mut Table) -> Result<Self, LoadError> {
        let mut labels = Vec::new();
        let mut ranges: [Range<usize>; 5] = std::array::from_fn(|_| 0..0);
        for i in 0..table.count()? {
            let kind = table.u32()? as usize;
            let label = table.text()?;
            let Some(range) = ranges.get_mut(kind) else { return Err(table.malformed("unknown kind of action")) };
            if range.start == range.end {
                *range = i..i;
            }
            if range.end != i {
                return Err(table.malformed("actions are not sorted by kind"));
            }
            range.end = i + 1;
            let (first, second) = label.split_once("||").map_or((label, None), |(a, b)| (a, Some(b)));
            let dep = |text| Dep::from_label(text);
            let label = match (kind, dep(first), second.map(dep)) {
                (2 | 3, Some(dep), None) => ArcLabel { dep, via: None },
                (2 | 3, Some(dep), Some(Some(via))) => ArcLabel { dep, via: Some(via) },
                (2 | 3, ..) => return Err(table.malformed("unknown relation")),
                _ => ArcLabel { dep: Dep::Root, via: None },
            };
            labels.push(label);
        }
        let [shift, reduce, left, right, end] = ranges;
        Ok(Actions { labels, shift, reduce, left, right, end })
    }

    pub fn len(&self) -> usize {
        self.labels.len()
    }

    fn kind(&self, action: usize) -> Move {
        match action {
            a if self.shift.contains(&a) => Move::Shift,
            a if self.reduce.contains(&a) => Move::Reduce,
            a if self.left.contains(&a) => Move::Left,
            a if self.right.contains(&a) => Move::Right,
            _ => Move::Break,
        }
    }
}

/// Number of tokens that a state shows to the network.
pub(crate) const SLOTS: usize = 8;
const NONE: u32 = u32::MAX;

/// State of the parse of one text, and its buffers.
#[derive(Default)]
pub(crate) struct Parse {
    n: usize,
    stack: Vec<u32>,
    /// Words put back, last on top.
    again: Vec<u32>,
    next: usize,
    /// Head and label per token; [`NONE`] without.
    pub heads: Vec<u32>,
    pub labels: Vec<Option<ArcLabel>>,
    /// Entries of the lists of children: child and the entry before it.
    arcs: Vec<(u32, u32)>,
    /// Last entry of the list of left and of right children.
    last: [Vec<u32>; 2],
    unshiftable: Vec<bool>,
    starts: Vec<bool>,
}

impl Parse {
    fn begin(&mut self, n: usize) {
        fn fill<T: Copy>(column: &mut Vec<T>, n: usize, value: T) {
            column.clear();
            column.resize(n, value);
        }
        self.n = n;
        self.stack.clear();
        self.again.clear();
        self.next = 0;
        self.arcs.clear();
        fill(&mut self.heads, n, NONE);
        fill(&mut self.labels, n, None);
        self.last.iter_mut().for_each(|last| fill(last, n, NONE));
        fill(&mut self.unshiftable, n, false);
        fill(&mut self.starts, n, false);
        if n > 0 {
            self.starts[0] = true;
        }
    }

    fn buffer(&self, i: usize) -> Option<usize> {
        match self.again.len() {
            len if i < len => Some(self.again[len - 1 - i] as usize),
            len => Some(self.next + i - len).filter(|&b| b < self.n),
        }
    }

    fn buffer_len(&self) -> usize {
        self.n - self.next + self.again.len()
    }

    fn top(&self, i: usize) -> Option<usize> {
        self.stack.len().checked_sub(i + 1).map(|at| self.stack[at] as usize)
    }

    fn child(&self, side: usize, head: Option<usize>) -> Option<usize> {
        let entry = self.last[side][head?];
        (entry != NONE).then(|| self.arcs[entry as usize].0 as usize)
    }

    fn shift(&mut self) {
        let word = self.again.pop().unwrap_or_else(|| {
            self.next += 1;
            self.next as u32 - 1
        });
        self.stack.push(word);
    }

    fn attach(&mut self, head: usize, child: usize, label: ArcLabel) {
        let old = self.heads[child];
        if old != NONE {
            let last = &mut self.last[usize::from((old as usize) < child)][old as usize];
            if *last != NONE && self.arcs[*last as usize].0 == child as u32 {
                *last = self.arcs[*last as usize].1;
            }
        }
        let last = &mut self.last[usize::from(head < child)][head];
        self.arcs.push((child as u32, *last));
        *last = self.arcs.len() as u32 - 1;
        self.heads[child] = head as u32;
        self.labels[child] = Some(label);
    }

    /// Parses a range of tokens; heads are relative to its start.
    pub fn run(&mut self, actions: &Actions, scorer: &mut Scorer<impl Source>, tokens: Range<usize>) {
        let (first, n) = (tokens.start, tokens.len());
        self.begin(n);
        // A parse takes about two steps a token; the bound only guards against weights that loop.
        for _ in 0..20 * n + 20 {
            if self.stack.is_empty() && self.buffer_len() == 0 {
                return;
            }
            let (b0, b1, s0) = (self.buffer(0), self.buffer(1), self.top(0));
            let state = [b0, b1, s0, self.top(1), self.top(2), self.child(0, b0), self.child(0, s0), self.child(1, s0)];
            let scores = scorer.score::<SLOTS>(state.map(|token| token.map(|t| t + first)));
            let b0_starts = b0.is_some_and(|b| self.starts[b]);
            let two = self.buffer_len() >= 2;
            let may_shift = match b0 {
                None => false,
                Some(b) => s0.is_none() || two && !b0_starts && !self.unshiftable[b],
            };
            let may_attach = s0.is_some() && b0.is_some() && !b0_starts;
            let may_break = two && b0.zip(b1).is_some_and(|(b0, b1)| b1 == b0 + 1 && !self.starts[b1]);
            let when = |allowed: bool, range: &Range<usize>| if allowed { range.clone() } else { 0..0 };
            let valid = [
                when(may_shift, &actions.shift),
                when(s0.is_some(), &actions.reduce),
                when(may_attach, &actions.left),
                when(may_attach, &actions.right),
                when(may_break, &actions.end),
            ];
            let Some(action) = best(scores, &valid) else { return };
            let label = actions.labels[action];
            match (actions.kind(action), b0, s0) {
                (Move::Shift, ..) => self.shift(),
                (Move::Reduce, _, Some(top)) => {
                    self.stack.pop();
                    if self.heads[top] == NONE && !self.stack.is_empty() {
                        self.unshiftable[top] = true;
                        self.again.push(top as u32);
                    }
                }
                (Move::Left, Some(b0), Some(top)) => {
                    self.attach(b0, top, label);
                    self.unshiftable[b0] = false;
                    self.stack.pop();
                }
                (Move::Right, Some(b0), Some(top)) => {
                    self.attach(top, b0, label);
                    self.shift();
                }
                (Move::Break, Some(b0), _) => self.starts[b0 + 1] = true,
                // An invalid action has no range to be chosen from.
                _ => return,
            }
        }
    }
}
