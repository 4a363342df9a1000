//! Attributions inside what another one ascribes: "A says that B demands C".

use super::parts::Parts;

/// How far apart in the list, which is in the order of the text, one attribution is looked for in another's words.
const NEAR: usize = 12;

/// For each attribution, in the order of the text, the innermost other whose content holds its cue. Following it upwards
/// always ends: of two that hold each other the first stays outside.
pub fn outer(all: &[Parts]) -> Vec<Option<usize>> {
    let mut outer: Vec<Option<usize>> = vec![None; all.len()];
    for i in 0..all.len() {
        let Some(at) = all[i].anchor() else { continue };
        let mutual = |j: usize| i < j && all[j].anchor().is_some_and(|other| all[i].says(other));
        let near = i.saturating_sub(NEAR)..(i + NEAR).min(all.len());
        let mut holders: Vec<usize> =
            near.filter(|&j| j != i && all[j].says(at) && !all[j].cue.contains(&at) && !mutual(j)).collect();
        holders.sort_by_key(|&j| all[j].extent());
        outer[i] = holders.into_iter().find(|&j| !leads_to(&outer, j, i));
    }
    outer
}

/// Whether going outwards from one attribution comes to another.
fn leads_to(outer: &[Option<usize>], from: usize, to: usize) -> bool {
    let mut at = Some(from);
    while let Some(i) = at {
        if i == to {
            return true;
        }
        at = outer[i];
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(cue: usize, content: std::ops::Range<usize>) -> Parts {
        Parts { source: None, cue: cue..cue + 1, content: vec![content] }
    }

    #[test]
    fn the_innermost_holds() {
        // "A says that B claims that C wants D."
        let all = [parts(1, 2..10), parts(4, 5..10), parts(7, 8..10)];
        assert_eq!(outer(&all), [None, Some(0), Some(1)]);
    }

    #[test]
    fn of_two_that_hold_each_other_the_first_stays_outside() {
        assert_eq!(outer(&[parts(1, 2..6), parts(4, 0..4)]), [None, Some(0)]);
    }

    #[test]
    fn no_ring_closes() {
        let all = [parts(0, 3..4), parts(3, 6..7), parts(6, 0..1)];
        let found = outer(&all);
        for i in 0..all.len() {
            let mut at = Some(i);
            for _ in 0..=all.len() {
                at = at.and_then(|i| found[i]);
            }
            assert_eq!(at, None);
        }
    }
}
