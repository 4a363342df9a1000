//! From arcs to trees: subtree edges, sentences, and arcs restored to their true heads.

use crate::labels::Dep;
use crate::parser::ArcLabel;

/// The heads of one text, with what follows from them.
#[derive(Default)]
pub(crate) struct Tree {
    pub heads: Vec<u32>,
    pub deps: Vec<Dep>,
    pub sentence_starts: Vec<bool>,
    left: Vec<u32>,
    right: Vec<u32>,
    level: Vec<u32>,
    next_level: Vec<u32>,
}

/// Nodes searched for the true head of one token before it stays where it is. The search ends within a few nodes in any
/// sentence; the bound keeps a "sentence" of a million tokens from taking quadratic time.
const MOST_SEARCHED: usize = 20_000;

impl Tree {
    /// Takes over the arcs of a parse (`u32::MAX` for no head).
    pub fn build(&mut self, heads: &[u32], labels: &[Option<ArcLabel>], is_space: impl Fn(usize) -> bool) {
        self.heads.clear();
        self.heads.extend(heads.iter().enumerate().map(|(i, &head)| if head == u32::MAX { i as u32 } else { head }));
        self.deps.clear();
        self.deps.extend(labels.iter().map(|label| label.map_or(Dep::Root, |label| label.dep)));
        self.edges();
        let lifted = labels.iter().enumerate().filter_map(|(i, label)| Some((i, (*label)?.via?)));
        let mut any = false;
        for (i, via) in lifted {
            any = true;
            // Labels that have not been restored yet must not be taken for plain ones.
            let plain = |j: usize| if j > i { labels[j].is_none_or(|label| label.via.is_none()) } else { true };
            if let Some(head) = self.find(i, |deps, j| plain(j) && deps[j] == via, &is_space) {
                self.heads[i] = head;
            }
        }
        if any {
            self.edges();
        }
        self.sentence_starts.clear();
        self.sentence_starts.resize(heads.len(), false);
        for (i, &head) in self.heads.iter().enumerate() {
            if head as usize == i {
                self.sentence_starts[self.left[i] as usize] = true;
            }
        }
    }

    /// The first token below the head of a token, breadth first, that fits.
    fn find(
        &mut self,
        token: usize,
        fits: impl Fn(&[Dep], usize) -> bool,
        is_space: &impl Fn(usize) -> bool,
    ) -> Option<u32> {
        self.level.clear();
        self.level.push(self.heads[token]);
        let mut searched = 0;
        while !self.level.is_empty() && searched < MOST_SEARCHED {
            self.next_level.clear();
            for &q in &self.level {
                for j in self.left[q as usize]..=self.right[q as usize] {
                    searched += 1;
                    if self.heads[j as usize] != q || j == q || is_space(j as usize) || j as usize == token {
                        continue;
                    }
                    if fits(&self.deps, j as usize) {
                        return Some(j);
                    }
                    self.next_level.push(j);
                }
                if searched >= MOST_SEARCHED {
                    return None;
                }
            }
            std::mem::swap(&mut self.level, &mut self.next_level);
        }
        None
    }

    /// Leftmost and rightmost descendants, by the passes that spaCy makes: until every sentence is closed in itself.
    fn edges(&mut self) {
        let n = self.heads.len();
        self.left.clear();
        self.left.extend(0..n as u32);
        self.right.clear();
        self.right.extend(0..n as u32);
        for _ in 0..11 {
            for i in (0..n).chain((0..n).rev()) {
                let head = self.heads[i] as usize;
                self.left[head] = self.left[head].min(self.left[i]);
                self.right[head] = self.right[head].max(self.right[i]);
            }
            if self.is_closed() {
                return;
            }
        }
    }

    fn is_closed(&mut self) -> bool {
        let n = self.heads.len();
        self.sentence_starts.clear();
        self.sentence_starts.resize(n, false);
        for (i, &head) in self.heads.iter().enumerate() {
            if head as usize == i {
                self.sentence_starts[self.left[i] as usize] = true;
            }
        }
        let mut start = 0;
        for i in 0..n {
            if i > 0 && self.sentence_starts[i] || i + 1 == n {
                let inside = |&head: &u32| (start..=i).contains(&(head as usize));
                if !self.heads[start..i].iter().all(inside) {
                    return false;
                }
                start = i;
            }
        }
        true
    }
}
