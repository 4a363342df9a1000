//! Groups of alike things: agglomeration by average likeness.

/// More things than this are not compared: the cost grows with the cube of their number. The rest stay alone.
pub(crate) const MOST: usize = 240;

/// Joins the two groups whose members are most alike on average, as long as that is at least `least`.
///
/// Of pairs alike the first are joined, so the groups depend on the order of things, and on nothing else: bring them into an
/// order of their own first. Groups come in the order of their first member, members in theirs.
pub(crate) fn groups(n: usize, least: f32, likeness: impl Fn(usize, usize) -> f32) -> Vec<Vec<usize>> {
    let compared = n.min(MOST);
    // Sums over all pairs of members, which join by adding; row by row.
    let at = |i: usize, j: usize| i * compared + j;
    let mut sums: Vec<f32> = vec![0.0; compared * compared];
    for i in 0..compared {
        for j in 0..i {
            let like = likeness(j, i);
            sums[at(i, j)] = like;
            sums[at(j, i)] = like;
        }
    }
    let mut groups: Vec<Vec<usize>> = (0..n).map(|i| vec![i]).collect();
    loop {
        let mut best: Option<(usize, usize, f32)> = None;
        for i in 0..compared {
            for j in i + 1..compared {
                if groups[i].is_empty() || groups[j].is_empty() {
                    continue;
                }
                let mean = sums[at(i, j)] / (groups[i].len() * groups[j].len()) as f32;
                if mean >= least && best.is_none_or(|(.., like)| mean > like) {
                    best = Some((i, j, mean));
                }
            }
        }
        let Some((i, j, _)) = best else { break };
        let joined = std::mem::take(&mut groups[j]);
        groups[i].extend(joined);
        groups[i].sort_unstable();
        for k in 0..compared {
            let more = sums[at(j, k)];
            sums[at(i, k)] += more;
            sums[at(k, i)] += more;
        }
    }
    groups.retain(|group| !group.is_empty());
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_numbers_come_together() {
        let at = [0.0f32, 0.1, 5.0, 5.2, 9.0];
        let found = groups(at.len(), 0.5, |i, j| 1.0 - (at[i] - at[j]).abs());
        assert_eq!(found, [vec![0, 1], vec![2, 3], vec![4]]);
    }

    #[test]
    fn a_chain_is_not_one_group() {
        let found = groups(5, 0.4, |i, j| if i.abs_diff(j) == 1 { 0.9 } else { 0.0 });
        assert!(found.iter().all(|group| group.len() <= 3), "{found:?}");
    }

    #[test]
    fn things_beyond_the_bound_stay_alone() {
        let found = groups(MOST + 2, 0.5, |_, _| 1.0);
        assert_eq!(found.len(), 3);
    }
}
