//! Between UTF-16 code units, by which Java counts, and code points.

/// Where characters of two code units stand in a text: few or none in most.
#[derive(Debug)]
pub(super) struct Utf16 {
    /// Numbers of the characters that take two code units, in order.
    wide: Vec<usize>,
    /// How many characters the text has.
    characters: usize,
}

impl Utf16 {
    pub(super) fn of(text: &str) -> Self {
        let mut wide = Vec::new();
        let mut characters = 0;
        for (number, c) in text.chars().enumerate() {
            if c.len_utf16() == 2 {
                wide.push(number);
            }
            characters = number + 1;
        }
        Utf16 { wide, characters }
    }

    /// Code units before the character with this number.
    pub(super) fn units(&self, character: usize) -> usize {
        character + self.wide.partition_point(|wide| *wide < character)
    }

    /// Characters before a code unit; nothing if it is the second half of one, or beyond the text.
    pub(super) fn character(&self, units: usize) -> Option<usize> {
        // No two characters begin at one unit, and later ones begin later.
        let (mut low, mut high) = (0, self.characters + 1);
        while low + 1 < high {
            let middle = low.midpoint(high);
            if self.units(middle) <= units { low = middle } else { high = middle }
        }
        let character = low;
        (self.units(character) == units).then_some(character)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn there_and_back(text in "[a-c😀é]{0,40}", units in 0usize..90) {
            let utf16 = Utf16::of(&text);
            let ends: Vec<usize> =
                text.chars().scan(0, |at, c| { *at += c.len_utf16(); Some(*at) }).collect();
            let starts: Vec<usize> = [0].into_iter().chain(ends).collect();
            for (character, start) in starts.iter().enumerate() {
                prop_assert_eq!(utf16.units(character), *start);
            }
            prop_assert_eq!(utf16.character(units), starts.iter().position(|start| *start == units));
        }
    }
}
