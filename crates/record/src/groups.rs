//! Numbers in groups: each begins alone, two are joined, each group goes by its first.

/// Disjoint sets; for each member one nearer to the first of its set, or itself.
#[derive(Debug)]
pub(crate) struct Groups(Vec<usize>);

impl Groups {
    /// So many members, each alone.
    pub(crate) fn of(members: usize) -> Groups {
        Groups((0..members).collect())
    }

    /// The first member of a group, whatever the order in which it was joined.
    pub(crate) fn first(&mut self, mut member: usize) -> usize {
        while self.0[member] != member {
            // Halving the way keeps it short for the next time.
            self.0[member] = self.0[self.0[member]];
            member = self.0[member];
        }
        member
    }

    /// Two members are of one group.
    pub(crate) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.first(a), self.first(b));
        self.0[a.max(b)] = a.min(b);
    }

    /// For each member the first of its group.
    pub(crate) fn firsts(mut self) -> impl Iterator<Item = usize> {
        (0..self.0.len()).map(move |member| self.first(member))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn groups_are_those_of_the_pairs_in_any_order(pairs in prop::collection::vec((0..12usize, 0..12usize), 0..16)) {
            let joined = |pairs: &mut dyn Iterator<Item = &(usize, usize)>| {
                let mut groups = Groups::of(12);
                pairs.for_each(|(a, b)| groups.join(*a, *b));
                groups.firsts().collect::<Vec<_>>()
            };
            // The slow way: the smaller number goes over until nothing changes.
            let mut slow: Vec<usize> = (0..12).collect();
            for _ in 0..12 {
                for (a, b) in &pairs {
                    let low = slow[*a].min(slow[*b]);
                    (slow[*a], slow[*b]) = (low, low);
                }
            }
            prop_assert_eq!(&joined(&mut pairs.iter()), &slow);
            prop_assert_eq!(&joined(&mut pairs.iter().rev()), &slow);
        }
    }
}
