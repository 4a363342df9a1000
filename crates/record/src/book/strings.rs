//! Strings by number, in one piece of memory.

/// Strings by number; number 0 is the empty one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Strings {
    text: String,
    /// Where each string ends; the first is number 1.
    ends: Vec<u32>,
}

impl Strings {
    /// Adds a string under the next number.
    ///
    /// # Panics
    /// If all strings together come to more than 4 GiB.
    pub fn push(&mut self, string: &str) -> u32 {
        self.text.push_str(string);
        self.ends.push(u32::try_from(self.text.len()).expect("strings of a record are smaller than 4 GiB"));
        self.ends.len() as u32
    }

    /// Adds all strings of another, in their order, under the next numbers.
    ///
    /// # Panics
    /// If all strings together come to more than 4 GiB.
    pub fn append(&mut self, other: &Strings) {
        let all = self.text.len() + other.text.len();
        assert!(u32::try_from(all).is_ok(), "strings of a record are smaller than 4 GiB");
        let before = self.text.len() as u32;
        self.text.push_str(&other.text);
        self.ends.extend(other.ends.iter().map(|end| before + end));
    }

    /// The string of a number; the empty one for 0 and for a number that was never given.
    pub fn get(&self, number: u32) -> &str {
        let Some(end) = (number as usize).checked_sub(1).and_then(|i| self.ends.get(i)) else { return "" };
        let start = (number as usize).checked_sub(2).map_or(0, |i| self.ends[i]);
        &self.text[start as usize..*end as usize]
    }

    /// How many there are, the empty one aside.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
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
        let mut twice = strings.clone();
        twice.append(&strings);
        assert_eq!((twice.len(), twice.get(2), twice.get(6), twice.get(8)), (8, "né", "né", "a"));
    }
}
