//! A text cut where entries begin and end, so that each piece knows everything it is marked for.

use std::collections::BTreeSet;
use std::ops::Range;

use source::Span;

/// Words that are marked for something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// The words, in bytes of the text.
    pub span: Span,
    /// What they are marked for: the number of an entry.
    pub of: usize,
}

/// Words that are marked for the same things from the first to the last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub range: Range<usize>,
    /// Numbers of entries, in order.
    pub marks: Vec<usize>,
}

/// The whole text in pieces: cut at the edges of marks and where else it is asked for. Edges that are no place of the text
/// (behind its end, within a character) are passed over.
pub(crate) fn pieces(text: &str, marks: &[Mark], cuts: impl IntoIterator<Item = usize>) -> Vec<Piece> {
    let fits = |at: usize| text.is_char_boundary(at);
    let whole = |mark: &&Mark| {
        let range = mark.span.range();
        range.start < range.end && fits(range.start) && fits(range.end)
    };
    let marks: Vec<&Mark> = marks.iter().filter(whole).collect();
    let mut edges: BTreeSet<usize> = cuts.into_iter().filter(|at| fits(*at)).collect();
    edges.extend([0, text.len()]);
    edges.extend(marks.iter().flat_map(|mark| [mark.span.range().start, mark.span.range().end]));
    let edges: Vec<usize> = edges.into_iter().collect();
    let (mut begin, mut end) = (marks.clone(), marks);
    begin.sort_by_key(|mark| mark.span.start);
    end.sort_by_key(|mark| mark.span.end);
    let (mut begin, mut end) = (begin.into_iter().peekable(), end.into_iter().peekable());
    // An entry may be marked at several places that overlap, so its marks are counted.
    let mut open: std::collections::BTreeMap<usize, usize> = std::collections::BTreeMap::new();
    let mut out = Vec::with_capacity(edges.len());
    for pair in edges.windows(2) {
        while let Some(mark) = begin.next_if(|mark| mark.span.range().start <= pair[0]) {
            *open.entry(mark.of).or_default() += 1;
        }
        while let Some(mark) = end.next_if(|mark| mark.span.range().end <= pair[0]) {
            if let Some(count) = open.get_mut(&mark.of) {
                *count -= 1;
                if *count == 0 {
                    open.remove(&mark.of);
                }
            }
        }
        out.push(Piece { range: pair[0]..pair[1], marks: open.keys().copied().collect() });
    }
    out
}

/// The paragraphs of a text: its lines that are not blank.
pub(crate) fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.trim_end().len();
        if start < end {
            out.push(start..end);
        }
        start += line.len();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parts::verbatim;

    /// Small numbers that look random and are the same each time.
    fn numbers(seed: u64) -> impl FnMut(usize) -> usize {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        move |below| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below.max(1)
        }
    }

    #[test]
    fn pieces_are_the_text_and_those_of_an_entry_its_words() {
        let letters = ['a', 'é', ' ', '\n', '<', '—', '\u{202e}', 'ش'];
        for seed in 0..400 {
            let mut next = numbers(seed);
            let text: String = (0..next(60)).map(|_| letters[next(letters.len())]).collect();
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let marks: Vec<Mark> = (0..next(9))
                .map(|of| {
                    let (a, b) = (places[next(places.len())], places[next(places.len())]);
                    Mark { span: Span::new(a.min(b)..a.max(b)), of }
                })
                .collect();
            let cuts: Vec<usize> = (0..next(5)).map(|_| next(70)).collect();
            let pieces = pieces(&text, &marks, cuts);
            let joined: String = pieces.iter().map(|piece| &text[piece.range.clone()]).collect();
            assert_eq!(joined, text);
            for mark in &marks {
                let own = pieces.iter().filter(|piece| piece.marks.contains(&mark.of));
                let words: String = own.map(|piece| &text[piece.range.clone()]).collect();
                assert_eq!(words, &text[mark.span.range()], "{marks:?} in {text:?}");
            }
        }
    }

    #[test]
    fn marks_that_are_no_words_of_the_text_mark_nothing() {
        let text = "né";
        let marks = [(0, 9), (2, 3), (1, 1)].map(|(a, b)| Mark { span: Span::new(a..b), of: a });
        assert!(pieces(text, &marks, [2, 77]).iter().all(|piece| piece.marks.is_empty()));
        assert_eq!(pieces("", &[], []), []);
    }

    #[test]
    fn two_marks_of_one_entry_that_overlap_end_with_the_later_one() {
        let marks = [(0, 4), (2, 6)].map(|(a, b)| Mark { span: Span::new(a..b), of: 7 });
        let marked: Vec<bool> = pieces("abcdefgh", &marks, []).iter().map(|piece| !piece.marks.is_empty()).collect();
        assert_eq!(marked, [true, true, true, false]);
    }

    #[test]
    fn paragraphs_are_the_lines_that_say_something() {
        let text = "One.\r\n\n  \nTwo. \nThree";
        let found: Vec<&str> = paragraphs(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["One.", "Two.", "Three"]);
    }

    #[test]
    fn the_words_of_a_report_keep_their_length_and_open_no_tag() {
        let hostile = "<script>\u{0}&\r\t\"'\u{1b}";
        let safe = verbatim(hostile);
        assert!(!safe.contains('<') && !safe.contains('"'));
        let back = safe
            .replace("&#60;", "<")
            .replace("&#62;", ">")
            .replace("&#34;", "\"")
            .replace("&#39;", "'")
            .replace("&#38;", "&");
        assert_eq!(back.chars().count(), hostile.chars().count());
    }
}
