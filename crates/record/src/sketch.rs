//! Near copies among very many reports: each report is told by a few bytes, and only those that look alike are compared.
//!
//! A text is taken as the set of its runs of [`SHINGLE`] words, and two texts are as like as their sets are (Jaccard:
//! runs in both over runs in either; Broder, "On the resemblance and containment of documents", 1997). A [`Sketch`]
//! keeps of that set what is needed to estimate the likeness, the smallest hash in each of [`VALUES`] bins:
//!
//! - one permutation hashing (Li, Owen & Zhang, "One permutation hashing", 2012): every run is hashed once, not once
//!   for each value;
//! - bins that no run fell into take the value of a bin drawn for them, which leaves the estimate without bias and its
//!   variance the least (Shrivastava, "Optimal densification for fast and accurate minwise hashing", 2017);
//! - of each value one byte is kept, and the estimate is corrected for bytes that agree by chance (Li & König, "b-bit
//!   minwise hashing", 2010). In the same room many short values tell more than few long ones: the standard error of
//!   256 bytes at likeness 0.5 is at most 0.031, that of 128 values of 16 bits 0.044.
//!
//! [`Sketch::bands`] gives the keys under which alike sketches meet (Leskovec, Rajaraman & Ullman, "Mining of massive
//! datasets", ch. 3), [`copies`] the pairs and [`voices`] the groups. The same text gives the same bytes on every
//! machine.

mod shingles;
mod voices;

use shingles::{mix, shingles};
pub use voices::{copies, voices};

/// Words in a run. Five in a row are seldom shared by chance, and a changed word spoils five runs, not the text.
pub const SHINGLE: usize = 5;
/// Values in a sketch, and its bytes.
pub const VALUES: usize = 256;
/// Keys of a sketch.
pub const BANDS: usize = VALUES / ROWS;
/// Values in a key.
const ROWS: usize = 4;
/// From this likeness on, one text is a copy of another: half of what is in either is in both.
///
/// A new headline, a sentence dropped and another added leave a report of ten sentences at 0.7 or more. Two writers who
/// tell of the same event share quotations and set phrases only: no two of 236 reports on some dozens of talks, several
/// on each, reach this (`bench/README.md`).
pub const COPY: f32 = 0.5;

/// What a bin holds that no run fell into.
const NONE: u64 = u64::MAX;

/// The runs of words of a text, in 256 bytes; nothing for a text of less than five words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Sketch(Option<[u8; VALUES]>);

impl Sketch {
    /// The sketch of a text. Case, accents and punctuation do not count.
    pub fn of(text: &str) -> Sketch {
        let mut least = [NONE; VALUES];
        // The first byte of a hash is its bin, so that the order within a bin is that of the rest.
        shingles(text, |hash| {
            let bin = &mut least[(hash >> 56) as usize];
            *bin = hash.min(*bin);
        });
        if least.iter().all(|&hash| hash == NONE) {
            return Sketch(None);
        }
        Sketch(Some(std::array::from_fn(|bin| {
            // Bins that hold the same hash must not agree by the same chance with another text: the bin goes in as well.
            let hash = least[source(&least, bin)];
            (mix(hash ^ (bin as u64)) >> 56) as u8
        })))
    }

    /// Estimated share of runs in both texts among the runs in either; 0 where one of them has none.
    pub fn likeness(&self, other: &Sketch) -> f32 {
        let (Some(a), Some(b)) = (&self.0, &other.0) else { return 0.0 };
        let chance = 1.0 / 256.0;
        let share = equal(a, b) as f32 / VALUES as f32;
        ((share - chance) / (1.0 - chance)).max(0.0)
    }

    /// The keys of the sketch: texts that share one may be alike. None where the text has no run.
    ///
    /// A key is [`BANDS`]' number and four values. Two texts of likeness *s* share one with probability
    /// 1 − (1 − *s*⁴)⁶⁴:
    ///
    /// | likeness | 0.1 | 0.2 | 0.3 | 0.4 | 0.5 | 0.6 | 0.7 |
    /// |---|---|---|---|---|---|---|---|
    /// | found | 0.006 | 0.097 | 0.406 | 0.810 | 0.984 | 0.9999 | 1.000 |
    pub fn bands(&self) -> Option<[u64; BANDS]> {
        self.0.as_ref().map(|values| std::array::from_fn(|band| ((band as u64) << 32) | u64::from(key(values, band))))
    }

    /// Whether the text had no run of five words. Such a text is like nothing, not even itself.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The sketch as bytes to store: [`VALUES`] of them, or none.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.map_or_else(Vec::new, |values| values.to_vec())
    }

    /// The sketch that [`Sketch::to_bytes`] stored; none where the number of bytes is not one that it writes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Sketch> {
        if bytes.is_empty() { Some(Sketch(None)) } else { bytes.try_into().ok().map(|values| Sketch(Some(values))) }
    }
}

/// The bin whose value a bin takes: itself, or the first filled one of those drawn for it. At least one must be filled.
fn source(least: &[u64; VALUES], bin: usize) -> usize {
    if least[bin] != NONE {
        return bin;
    }
    // Every bin comes up among the draws of every other (tested), so the search ends.
    let draws = (0u64..).flat_map(|round| mix((round << 8 | bin as u64) + 1).to_le_bytes());
    draws.map(usize::from).find(|&drawn| least[drawn] != NONE).unwrap_or(bin)
}

/// The four values of a band as one number.
fn key(values: &[u8; VALUES], band: usize) -> u32 {
    let at = band * ROWS;
    u32::from_le_bytes([values[at], values[at + 1], values[at + 2], values[at + 3]])
}

/// Number of places where two sketches agree.
fn equal(a: &[u8; VALUES], b: &[u8; VALUES]) -> usize {
    // Sixteen counters of a byte each: one vector register, even where there is nothing but SSE2.
    let mut counts = [0u8; 16];
    for (a, b) in a.chunks_exact(16).zip(b.chunks_exact(16)) {
        for (count, (a, b)) in counts.iter_mut().zip(a.iter().zip(b)) {
            *count += u8::from(a == b);
        }
    }
    counts.iter().map(|&count| usize::from(count)).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const REPORT: &str = "Ministers of both states ended two days of talks on the river on Tuesday without closing the \
        gap over the upper dams. The host, who presided, called the exchanges candid and said that he would visit both \
        capitals within a fortnight. One side defended a plan of six points under which the dams would be run by a \
        joint board. The other rejected it and spoke for a scheme of its own, in which each state keeps its engineers \
        and shares its readings every morning. Neither text has been published. A member of the host's party said that \
        they had listened to each other, which was more than they had done in the spring. The next meeting is to take \
        place in the first days of August. It has not been confirmed by the upstream government, whose cabinet meets \
        on Thursday and is known to be divided over the price of water.";

    #[test]
    fn a_new_headline_and_a_cut_end_leave_a_copy() {
        let (kept, _) = REPORT.rsplit_once(" It has not").expect("the text has that sentence");
        let copy = format!("River talks end with no result\n\n{}", kept.to_uppercase());
        let likeness = Sketch::of(REPORT).likeness(&Sketch::of(&copy));
        assert!((COPY..0.95).contains(&likeness), "{likeness}");
    }

    #[test]
    fn the_same_event_in_other_words_is_no_copy() {
        let other = "Two days of talks about the river have brought no agreement. The ministers parted on Tuesday as far \
            from each other as they came, and what is to become of the upper dams stays open. Six points had been laid \
            on the table: a joint board was to run the dams. The reply was a plan in which every state keeps its own \
            engineers and only passes on what they measure. \"They listened to each other,\" said a member of the \
            host's party. Early in August the ministers are to meet again, if the government upstream agrees.";
        assert!(Sketch::of(REPORT).likeness(&Sketch::of(other)) < 0.1);
    }

    #[test]
    fn a_text_of_less_than_five_words_is_like_nothing() {
        for text in ["", "…", "Talks go on today"] {
            let sketch = Sketch::of(text);
            assert!(sketch.is_empty() && sketch.bands().is_none(), "{text}");
            assert_eq!(sketch.likeness(&sketch), 0.0);
            assert_eq!(Sketch::from_bytes(&sketch.to_bytes()), Some(sketch));
        }
        assert_eq!(Sketch::of("Talks go on today, again").likeness(&Sketch::of("talks go on today again")), 1.0);
    }

    #[test]
    fn short_texts_do_not_agree_by_chance() {
        let sketches: Vec<Sketch> = (0..400).map(|n| Sketch::of(&format!("there were {n} votes against"))).collect();
        for (i, a) in sketches.iter().enumerate() {
            assert!(sketches[..i].iter().all(|b| a.likeness(b) < 0.1));
        }
    }

    /// What is stored must be readable by later versions: a change of these bytes is a change of format.
    #[test]
    fn bytes_stay_the_same() {
        let bytes = Sketch::of(REPORT).to_bytes();
        let sum = bytes.iter().fold(0, |sum, &byte| mix(sum ^ u64::from(byte)));
        assert_eq!((bytes.len(), sum), (256, 0x8af5_9e86_d505_6d46));
    }

    #[test]
    fn bytes_of_another_length_are_no_sketch() {
        assert_eq!(Sketch::from_bytes(&[0; 255]), None);
    }

    #[test]
    fn one_filled_bin_fills_all() {
        for filled in 0..VALUES {
            let mut least = [NONE; VALUES];
            least[filled] = 7;
            assert!((0..VALUES).all(|bin| source(&least, bin) == filled));
        }
    }

    /// Numbers as words: their runs of five are known, and so is the likeness.
    fn numbers(range: std::ops::Range<u32>) -> String {
        range.map(|n| format!("w{n} ")).collect()
    }

    #[test]
    fn the_estimate_has_no_bias() {
        for (runs, shared) in [(12, 6), (60, 40), (300, 200), (3000, 1000), (900, 90)] {
            let (mut sum, mut squares) = (0.0, 0.0);
            let exact = shared as f32 / (2 * runs - shared) as f32;
            for trial in 0..200 {
                let from = trial * 1_000_000;
                let a = Sketch::of(&numbers(from..from + runs + 4));
                let b = Sketch::of(&numbers(from + runs - shared..from + 2 * runs - shared + 4));
                let error = a.likeness(&b) - exact;
                sum += error;
                squares += error * error;
            }
            let (bias, deviation) = (sum / 200.0, (squares / 200.0).sqrt());
            assert!(bias.abs() < 0.01, "{runs} {shared}: bias {bias}");
            assert!(deviation < 0.035 || runs < 100, "{runs} {shared}: deviation {deviation}");
        }
    }

    proptest! {
        #[test]
        fn likeness_goes_both_ways(a in "[a-c ]{0,80}", b in "[a-c ]{0,80}") {
            let (a, b) = (Sketch::of(&a), Sketch::of(&b));
            prop_assert_eq!(a.likeness(&b), b.likeness(&a));
            prop_assert!((0.0..=1.0).contains(&a.likeness(&b)));
        }

        #[test]
        fn any_text_is_safe_and_is_a_copy_of_itself(text in any::<String>()) {
            let sketch = Sketch::of(&text);
            prop_assert!(sketch.is_empty() || sketch.likeness(&sketch) == 1.0);
            prop_assert_eq!(Sketch::from_bytes(&sketch.to_bytes()), Some(sketch));
        }
    }
}
