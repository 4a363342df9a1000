//! The entity recogniser: one begin, inside, last, unit or outside action per token.

use std::ops::Range;

use crate::labels::EntityLabel;
use crate::steps::{Scorer, Source, best};
use crate::weights::{LoadError, Table};

/// The actions in the order of their scores.
pub(crate) struct Actions {
    /// Label of every action of a kind, by position in the kind's range.
    labels: Vec<EntityLabel>,
    len: usize,
    begin: Range<usize>,
    inside: Range<usize>,
    last: Range<usize>,
    unit: Range<usize>,
    outside: Range<usize>,
}

impl Actions {
    pub fn read(table: &mut Table) -> Result<Self, LoadError> {
        let mut kinds: [Vec<EntityLabel>; 4] = Default::default();
        let mut ranges: [Range<usize>; 5] = std::array::from_fn(|_| 0..0);
        let len = table.count()?;
        for i in 0..len {
            let kind = table.u32()? as usize;
            let label = table.text()?;
            if !(1..=5).contains(&kind) {
                return Err(table.malformed("unknown kind of action"));
            }
            let range = &mut ranges[kind - 1];
            // The unit action without a label can never be chosen.
            if kind < 5 && label.is_empty() {
                continue;
            }
            if range.start == range.end {
                *range = i..i;
            }
            if range.end != i {
                return Err(table.malformed("actions are not sorted by kind"));
            }
            range.end = i + 1;
            if kind < 5 {
                let Some(label) = EntityLabel::from_label(label) else {
                    return Err(table.malformed("unknown entity type"));
                };
                kinds[kind - 1].push(label);
            }
        }
        let [labels, others @ ..] = kinds;
        if others.iter().any(|kind| *kind != labels) {
            return Err(table.malformed("kinds of action differ in their types"));
        }
        let [begin, inside, last, unit, outside] = ranges;
        Ok(Actions { labels, len, begin, inside, last, unit, outside })
    }

    pub fn len(&self) -> usize {
        self.len
    }
}

/// Number of tokens that a state shows to the network.
pub(crate) const SLOTS: usize = 3;

/// Finds the entities of a range of tokens; calls back with each token's label and whether it begins an entity.
pub(crate) fn run(
    actions: &Actions,
    scorer: &mut Scorer<impl Source>,
    tokens: Range<usize>,
    sentence_starts: &[bool],
    is_space: impl Fn(usize) -> bool,
    mut found: impl FnMut(usize, Option<(EntityLabel, bool)>),
) {
    let first = tokens.start;
    let n = tokens.len();
    // Start and label number of the open entity.
    let mut open: Option<(usize, usize)> = None;
    for i in 0..n {
        let state = [Some(first + i), open.map(|(start, _)| first + start), open.map(|_| first + i - 1)];
        let scores = scorer.score::<SLOTS>(state);
        let continues = i + 1 < n && !sentence_starts[i + 1];
        let one = |range: &Range<usize>, label: usize| range.start + label..range.start + label + 1;
        let none = 0..0;
        let valid = match open {
            Some((_, label)) => {
                [if continues { one(&actions.inside, label) } else { none.clone() }, one(&actions.last, label), none]
            }
            None => {
                let space = is_space(i);
                [
                    if continues && !space { actions.begin.clone() } else { none.clone() },
                    if space { none } else { actions.unit.clone() },
                    actions.outside.clone(),
                ]
            }
        };
        let Some(action) = best(scores, &valid) else { continue };
        let (begins, label) = match action {
            a if actions.begin.contains(&a) => {
                open = Some((i, a - actions.begin.start));
                (true, Some(a - actions.begin.start))
            }
            a if actions.inside.contains(&a) => (false, Some(a - actions.inside.start)),
            a if actions.last.contains(&a) => {
                open = None;
                (false, Some(a - actions.last.start))
            }
            a if actions.unit.contains(&a) => (true, Some(a - actions.unit.start)),
            _ => (false, None),
        };
        found(i, label.map(|label| (actions.labels[label], begins)));
    }
}
