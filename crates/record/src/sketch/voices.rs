//! Which of very many sketches are copies of each other.

use super::{BANDS, COPY, Sketch, VALUES, key};
use crate::groups::Groups;

/// Every pair of copies that shares a key, with its likeness: the first before the second, in order.
///
/// Their number grows with the square of the number of copies of one text; for groups take [`voices`].
pub fn copies(sketches: &[Sketch]) -> Vec<(usize, usize, f32)> {
    let mut pairs = Vec::new();
    meetings(sketches, |band, members| {
        for (i, &a) in members.iter().enumerate() {
            for &b in &members[i + 1..] {
                let likeness = sketches[a].likeness(&sketches[b]);
                if likeness >= COPY && first_meeting(&sketches[a], &sketches[b]) == Some(band) {
                    pairs.push((a, b, likeness));
                }
            }
        }
    });
    pairs.sort_unstable_by_key(|&(a, b, _)| (a, b));
    pairs
}

/// For each sketch the first one that it is one voice with: itself, or a copy, or a copy of a copy.
///
/// The groups do not depend on the order of the sketches; only which member is the first does. An empty sketch is alone.
pub fn voices(sketches: &[Sketch]) -> Vec<usize> {
    let mut groups = Groups::of(sketches.len());
    meetings(sketches, |_, members| {
        // Those that are one voice already stand together and need no comparing: of a text with a thousand copies each
        // is compared a few times, not with a thousand others in each of the bands.
        members.sort_unstable_by_key(|&member| (groups.first(member), member));
        let known: Vec<usize> = members.iter().map(|&member| groups.first(member)).collect();
        for (i, &a) in members.iter().enumerate() {
            for &b in &members[known.partition_point(|&first| first <= known[i])..] {
                if groups.first(a) != groups.first(b) && sketches[a].likeness(&sketches[b]) >= COPY {
                    groups.join(a, b);
                }
            }
        }
    });
    groups.firsts().collect()
}

/// Calls `each` with every band and the sketches that share a key of it, where there are at least two, in order.
fn meetings(sketches: &[Sketch], mut each: impl FnMut(usize, &mut [usize])) {
    let values: Vec<(usize, &[u8; VALUES])> =
        sketches.iter().enumerate().filter_map(|(i, sketch)| Some((i, sketch.0.as_ref()?))).collect();
    // One band at a time, sorted: less memory than a table of all keys, and quicker than its scattered places.
    let mut keys: Vec<(u32, usize)> = Vec::with_capacity(values.len());
    let mut members = Vec::new();
    for band in 0..BANDS {
        keys.clear();
        keys.extend(values.iter().map(|&(i, values)| (key(values, band), i)));
        keys.sort_unstable();
        for met in keys.chunk_by(|a, b| a.0 == b.0).filter(|met| met.len() > 1) {
            members.clear();
            members.extend(met.iter().map(|&(_, i)| i));
            each(band, &mut members);
        }
    }
}

/// The first band in which two sketches share a key.
fn first_meeting(a: &Sketch, b: &Sketch) -> Option<usize> {
    let (a, b) = (a.0.as_ref()?, b.0.as_ref()?);
    (0..BANDS).find(|&band| key(a, band) == key(b, band))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;

    /// Words from `from` on; texts that begin near each other share most of their runs.
    fn text(from: u32) -> String {
        (from..from + 100).map(|n| format!("w{n} ")).collect()
    }

    fn groups(voices: &[usize], named: &[usize]) -> BTreeSet<BTreeSet<usize>> {
        let mut out: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (i, &voice) in voices.iter().enumerate() {
            out.entry(voice).or_default().insert(named[i]);
        }
        out.into_values().collect()
    }

    #[test]
    fn copies_of_copies_are_one_voice_and_short_texts_are_none() {
        let sketches: Vec<Sketch> = [0, 1000, 20, 40, 1000].map(|n| Sketch::of(&text(n))).into();
        assert_eq!(voices(&sketches), [0, 1, 0, 0, 1]);
        let pairs: Vec<_> = copies(&sketches).into_iter().map(|(a, b, _)| (a, b)).collect();
        assert_eq!(pairs, [(0, 2), (1, 4), (2, 3)]);
        assert_eq!(voices(&[Sketch::of("too short"), Sketch::of("too short")]), [0, 1]);
        assert_eq!(voices(&[]), [0; 0]);
    }

    #[test]
    fn nine_hundred_copies_of_one_text_are_one_voice() {
        let sketches: Vec<Sketch> = (0..900).map(|n| Sketch::of(&text(n % 3))).collect();
        assert!(voices(&sketches).iter().all(|&voice| voice == 0));
    }

    proptest! {
        #[test]
        fn order_does_not_matter(order in prop::collection::vec(0u32..400, 1..30).prop_shuffle(), turn in 0usize..30) {
            let sketches: Vec<Sketch> = order.iter().map(|&n| Sketch::of(&text(n))).collect();
            let named: Vec<usize> = (0..sketches.len()).collect();
            let mut turned: Vec<(Sketch, usize)> = sketches.iter().cloned().zip(named.clone()).collect();
            turned.rotate_left(turn % named.len());
            turned.reverse();
            let (other, names): (Vec<Sketch>, Vec<usize>) = turned.into_iter().unzip();
            let found = voices(&sketches);
            prop_assert_eq!(groups(&found, &named), groups(&voices(&other), &names));
            prop_assert!(found.iter().enumerate().all(|(i, &voice)| voice <= i && found[voice] == voice));
        }

        #[test]
        fn voices_are_what_copies_join(starts in prop::collection::vec(0u32..600, 1..40)) {
            let sketches: Vec<Sketch> = starts.iter().map(|&n| Sketch::of(&text(n))).collect();
            let mut joined = Groups::of(sketches.len());
            for (a, b, likeness) in copies(&sketches) {
                prop_assert!(a < b && likeness >= COPY);
                joined.join(a, b);
            }
            let expected: Vec<usize> = (0..sketches.len()).map(|i| joined.first(i)).collect();
            prop_assert_eq!(voices(&sketches), expected);
        }

        #[test]
        fn keys_shared_are_bands_shared(a in 0u32..100, b in 0u32..100) {
            let (a, b) = (Sketch::of(&text(a)), Sketch::of(&text(b)));
            let (Some(x), Some(y)) = (a.bands(), b.bands()) else { return Ok(()) };
            prop_assert_eq!(x.iter().zip(&y).position(|(x, y)| x == y), first_meeting(&a, &b));
            prop_assert_eq!(x.iter().collect::<BTreeSet<_>>().len(), BANDS);
        }
    }
}
