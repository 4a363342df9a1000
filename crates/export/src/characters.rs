//! From code points, by which files outside count, back to the bytes of a text.

use source::Span;

/// A table of every 64th character, so that many offsets into a long report stay cheap.
#[derive(Debug)]
pub(crate) struct Characters<'a> {
    text: &'a str,
    /// Byte offset of the character with number `64 * i`.
    marks: Vec<usize>,
    /// How many characters the text has.
    count: usize,
}

impl<'a> Characters<'a> {
    const STEP: usize = 64;

    pub(crate) fn of(text: &'a str) -> Self {
        let mut marks = Vec::with_capacity(text.len() / Self::STEP + 1);
        let mut count = 0;
        for (byte, _) in text.char_indices() {
            if count % Self::STEP == 0 {
                marks.push(byte);
            }
            count += 1;
        }
        Characters { text, marks, count }
    }

    /// The bytes of a range of code points, end exclusive; nothing if it ends before it begins or lies outside.
    pub(crate) fn span(&self, start: u64, end: u64) -> Option<Span> {
        let (start, end) = (self.byte(start)?, self.byte(end)?);
        (start <= end).then(|| Span::new(start..end))
    }

    fn byte(&self, character: u64) -> Option<usize> {
        let character = usize::try_from(character).ok().filter(|c| *c <= self.count)?;
        if character == self.count {
            return Some(self.text.len());
        }
        let mark = *self.marks.get(character / Self::STEP)?;
        let (past, _) = self.text[mark..].char_indices().nth(character % Self::STEP)?;
        Some(mark + past)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn bytes_to_code_points_and_back(text in "(?s).{0,300}", a in 0usize..400, b in 0usize..400) {
            let characters = Characters::of(&text);
            let ends: Vec<usize> = text.char_indices().map(|(byte, _)| byte).chain([text.len()]).collect();
            match characters.span(a as u64, b as u64) {
                Some(span) => {
                    prop_assert_eq!((span.start as usize, span.end as usize), (ends[a], ends[b]));
                    prop_assert_eq!(span.code_points(&text), (a, b));
                }
                None => prop_assert!(a > b || b >= ends.len()),
            }
        }
    }
}
