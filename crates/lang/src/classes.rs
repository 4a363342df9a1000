//! Sets of characters, as the tokenizer's rules and Python's own predicates define them.
//!
//! They come with the weights instead of from Rust's library: spaCy's rules list ranges of their own, and Python's
//! `isalpha`, `isdigit` and `isspace` differ from the Rust methods of like name.

use crate::weights::{LoadError, Table, Weights};

/// A set of characters: bits for ASCII, sorted ranges for the rest.
#[derive(Default, Clone)]
pub(crate) struct CharSet {
    ascii: u128,
    ranges: Box<[(u32, u32)]>,
}

impl CharSet {
    fn read(table: &mut Table) -> Result<Self, LoadError> {
        let n = table.count()?;
        let mut set = CharSet::default();
        let mut ranges = Vec::with_capacity(n);
        for _ in 0..n {
            let (low, high) = (table.u32()?, table.u32()?);
            for c in low..=high.min(127) {
                set.ascii |= 1 << c;
            }
            if high > 127 {
                ranges.push((low.max(128), high));
            }
        }
        if !ranges.is_sorted() {
            return Err(table.malformed("ranges out of order"));
        }
        set.ranges = ranges.into();
        Ok(set)
    }

    pub fn has(&self, c: char) -> bool {
        let c = c as u32;
        if c < 128 {
            return self.ascii >> c & 1 == 1;
        }
        let i = self.ranges.partition_point(|&(_, high)| high < c);
        self.ranges.get(i).is_some_and(|&(low, _)| low <= c)
    }
}

macro_rules! classes {
    ($($(#[$meta:meta])* $name:ident,)*) => {
        /// Every set that the rules name.
        #[derive(Default)]
        pub(crate) struct Classes { $($(#[$meta])* pub $name: CharSet,)* }

        impl Classes {
            pub fn read(weights: &Weights) -> Result<Self, LoadError> {
                let mut table = weights.table("classes")?;
                let n = table.count()?;
                let mut classes = Classes::default();
                let mut seen = 0;
                for _ in 0..n {
                    match table.text()? {
                        $(stringify!($name) => classes.$name = CharSet::read(&mut table)?,)*
                        _ => return Err(table.malformed("unknown class")),
                    }
                    seen += 1;
                }
                let names = [$(stringify!($name)),*];
                if seen == names.len() { Ok(classes) } else { Err(table.malformed("classes are missing")) }
            }
        }
    };
}

classes! {
    /// Split off the front, one character.
    prefix,
    /// Symbols that are split off anywhere.
    icons,
    /// Split off the end, one character.
    suffix,
    /// Before a final stop that is split off.
    before_stop,
    /// Capitals and letters without case.
    upper,
    /// Before a stop inside a chunk that splits it.
    infix_stop_before,
    /// After such a stop.
    infix_stop_after,
    /// Letters.
    alpha,
    /// Letters of a top-level domain.
    top_level,
    /// Python's `isalpha`.
    py_alpha,
    /// Python's `isupper`.
    py_upper,
    /// Python's `isdigit`.
    py_digit,
    /// Python's `isspace`.
    py_space,
    /// Python's `isdecimal`, `\d` in its expressions.
    py_decimal,
    /// `\w` in its expressions.
    py_word,
}
