//! Strings by number, many together in one piece of memory.

/// Strings in a part. A dossier file has as many in a block, so that its blocks become parts as they are.
const PART: usize = 2048;

/// Strings by number; number 0 is the empty one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Strings {
    /// All but the last have [`PART`] strings.
    parts: Vec<Part>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Part {
    text: String,
    /// Where each string ends.
    ends: Vec<u32>,
}

impl Strings {
    /// Adds a string under the next number.
    ///
    /// # Panics
    /// If two thousand strings come to more than 4 GiB.
    pub fn push(&mut self, string: &str) -> u32 {
        if self.is_full() {
            self.parts.push(Part::default());
        }
        if let Some(part) = self.parts.last_mut() {
            part.text.push_str(string);
            part.ends.push(u32::try_from(part.text.len()).expect("strings of a part are smaller than 4 GiB"));
        }
        self.len() as u32
    }

    /// Adds all strings of another, in their order, under the next numbers.
    pub fn append(&mut self, other: Strings) {
        if self.is_full() {
            self.parts.extend(other.parts);
        } else {
            for number in 1..=other.len() as u32 {
                self.push(other.get(number));
            }
        }
    }

    /// The string of a number; the empty one for 0 and for a number that was never given.
    pub fn get(&self, number: u32) -> &str {
        let Some(at) = (number as usize).checked_sub(1) else { return "" };
        let Some(part) = self.parts.get(at / PART) else { return "" };
        let Some(end) = part.ends.get(at % PART) else { return "" };
        let start = (at % PART).checked_sub(1).map_or(0, |before| part.ends[before]);
        &part.text[start as usize..*end as usize]
    }

    /// How many there are, the empty one aside.
    pub fn len(&self) -> usize {
        self.parts.last().map_or(0, |last| (self.parts.len() - 1) * PART + last.ends.len())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Whether the next string begins a part.
    fn is_full(&self) -> bool {
        self.parts.last().is_none_or(|last| last.ends.len() == PART)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_gives_back_its_string() {
        let mut strings = Strings::default();
        let words = ["", "né", "né", "a"];
        let numbers: Vec<u32> = words.iter().map(|word| strings.push(word)).collect();
        assert_eq!(numbers, [1, 2, 3, 4]);
        for (number, word) in numbers.into_iter().zip(words) {
            assert_eq!(strings.get(number), word);
        }
        assert_eq!((strings.get(0), strings.get(99)), ("", ""));
    }

    #[test]
    fn strings_of_two_follow_each_other() {
        for (first, second) in [(0, 3), (3, 0), (7, PART), (PART, 7), (2 * PART, 2 * PART + 1), (PART - 1, 2)] {
            let words = |from: usize, n: usize| (from..from + n).map(|n| format!("word {n}"));
            let filled = |from, n| {
                let mut strings = Strings::default();
                for word in words(from, n) {
                    strings.push(&word);
                }
                strings
            };
            let mut both = filled(0, first);
            both.append(filled(first, second));
            assert_eq!(both, filled(0, first + second));
            let numbers = 1..=both.len() as u32;
            assert!(numbers.map(|n| both.get(n).to_owned()).eq(words(0, first + second)));
        }
    }
}
