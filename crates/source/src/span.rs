//! Byte ranges in a report's text.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A byte range in the text of one report; always on character boundaries.
///
/// What leaves the program counts Unicode code points instead: see [`Span::code_points`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span of a range of bytes.
    ///
    /// # Panics
    /// If an end lies beyond 4 GiB; reports are limited far below that.
    pub fn new(range: Range<usize>) -> Self {
        let narrow = |x: usize| u32::try_from(x).expect("reports are smaller than 4 GiB");
        Span { start: narrow(range.start), end: narrow(range.end) }
    }

    /// As a range of bytes.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The words themselves.
    ///
    /// # Panics
    /// If the span is not of this text.
    pub fn of(self, text: &str) -> &str {
        &text[self.range()]
    }

    /// Whether the two share a byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies inside.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The same range in Unicode code points, end exclusive (the W3C Web Annotation's text position).
    ///
    /// # Panics
    /// If the span is not of this text.
    pub fn code_points(self, text: &str) -> (usize, usize) {
        let start = text[..self.start as usize].chars().count();
        (start, start + self.of(text).chars().count())
    }
}
