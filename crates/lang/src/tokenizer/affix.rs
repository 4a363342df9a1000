//! What the rules split off the front, the end and the inside of a chunk.
//!
//! Hand-written equivalents of spaCy's prefix, suffix and infix expressions; lengths and offsets are in bytes. All run
//! in time linear in the part they match, or in constant time where nothing matches.

use crate::classes::Classes;
use crate::weights::{LoadError, Table};

/// The matchers and their literals.
pub(crate) struct Affixes {
    prefixes: Vec<Box<str>>,
    suffixes: Vec<Box<str>>,
    /// After a digit, sorted by length, longest first.
    units: Vec<Box<str>>,
}

impl Affixes {
    pub fn read(table: &mut Table) -> Result<Self, LoadError> {
        let mut texts = || -> Result<Vec<Box<str>>, LoadError> {
            let mut texts: Vec<Box<str>> = table.texts()?.into_iter().map(Box::from).collect();
            texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
            Ok(texts)
        };
        Ok(Affixes { prefixes: texts()?, suffixes: texts()?, units: texts()? })
    }

    /// Length of the prefix to split off, 0 for none.
    pub fn prefix(&self, classes: &Classes, s: &str) -> usize {
        let Some(first) = s.chars().next() else { return 0 };
        if classes.prefix.has(first) {
            return first.len_utf8();
        }
        match first {
            '+' if !s[1..].starts_with(|c: char| c.is_ascii_digit()) => 1,
            '.' => match s.bytes().take_while(|&b| b == b'.').count() {
                1 => 0,
                dots => dots,
            },
            _ => self.prefixes.iter().find(|p| s.starts_with(&***p)).map_or(0, |p| p.len()),
        }
    }

    /// Length of the suffix to split off, 0 for none: the longest of all alternatives.
    pub fn suffix(&self, classes: &Classes, s: &str) -> usize {
        let Some(last) = s.chars().next_back() else { return 0 };
        let mut longest = if classes.suffix.has(last) { last.len_utf8() } else { 0 };
        if let Some(suffix) = self.suffixes.iter().find(|suffix| s.ends_with(&***suffix)) {
            longest = longest.max(suffix.len());
        }
        match last {
            '+' if s[..s.len() - 1].ends_with(|c: char| c.is_ascii_digit()) => longest = longest.max(1),
            '.' => {
                let dots = s.bytes().rev().take_while(|&b| b == b'.').count();
                if dots > 1 {
                    longest = longest.max(dots);
                }
                if longest == 0 && stop_splits(classes, &s[..s.len() - 1]) {
                    longest = 1;
                }
            }
            _ => {}
        }
        // Sorted by length: the first unit that fits is the longest.
        let unit =
            self.units.iter().take_while(|unit| unit.len() > longest).find(|unit| {
                s.strip_suffix(&***unit).is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit()))
            });
        unit.map_or(longest, |unit| unit.len())
    }

    /// The next infix at or after a byte offset.
    pub fn infix(&self, classes: &Classes, s: &str, from: usize) -> Option<(usize, usize)> {
        let alpha = |c: Option<char>| c.is_some_and(|c| classes.alpha.has(c));
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let mut before = s[..from].chars().next_back();
        for (i, c) in s[from..].char_indices() {
            let i = from + i;
            let after = || s[i + c.len_utf8()..].chars().next();
            if !c.is_ascii_alphanumeric() {
                let len = match c {
                    '…' => c.len_utf8(),
                    '.' if after() == Some('.') => s[i..].bytes().take_while(|&b| b == b'.').count(),
                    '.' if before.is_some_and(|c| classes.infix_stop_before.has(c))
                        && after().is_some_and(|c| classes.infix_stop_after.has(c)) =>
                    {
                        1
                    }
                    '+' | '*' | '^' if digit(before) && after().is_some_and(|c| c == '-' || c.is_ascii_digit()) => 1,
                    '-' if digit(before) && after().is_some_and(|c| c == '-' || c.is_ascii_digit()) => 1,
                    ',' if alpha(before) && alpha(after()) => 1,
                    '-' | '–' | '—' | '~' if alpha(before) || digit(before) => {
                        let hyphens: &[&str] = match c {
                            '-' => &["-", "--", "---"],
                            '–' => &["–"],
                            '—' => &["—", "——"],
                            _ => &["~"],
                        };
                        let fits = |h: &&&str| s[i..].strip_prefix(**h).is_some_and(|rest| alpha(rest.chars().next()));
                        hyphens.iter().find(fits).map_or(0, |h| h.len())
                    }
                    ':' | '<' | '>' | '=' | '/' if (alpha(before) || digit(before)) && alpha(after()) => 1,
                    c if !c.is_ascii() && classes.icons.has(c) => c.len_utf8(),
                    _ => 0,
                };
                if len > 0 {
                    return Some((i, i + len));
                }
            }
            before = Some(c);
        }
        None
    }
}

/// Whether a final stop is split off after this text.
fn stop_splits(classes: &Classes, before: &str) -> bool {
    let mut back = before.chars().rev();
    let Some(last) = back.next() else { return false };
    let second = back.next();
    classes.before_stop.has(last)
        || matches!(last, 'F' | 'f' | 'C' | 'c' | 'K' | 'k') && second == Some('°')
        || classes.upper.has(last) && second.is_some_and(|c| classes.upper.has(c))
}
