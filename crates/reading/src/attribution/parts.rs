//! An attribution as it stands in the text: the token ranges that everything else is told from.

use std::ops::Range;

use lang::{Doc, Pos, Token};

/// Source, cue and content of one attribution, in tokens of the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// The words for who speaks; none where the report names nobody.
    pub source: Option<Range<usize>>,
    /// The cue with its auxiliaries; empty for a quotation without one.
    pub cue: Range<usize>,
    /// The pieces of what is said, in order.
    pub content: Vec<Range<usize>>,
}

impl Parts {
    /// Whether the token belongs to what is said.
    pub fn says(&self, token: usize) -> bool {
        self.content.iter().any(|piece| piece.contains(&token))
    }

    /// The token by which one attribution is found in another: where the cue begins, else the content.
    pub fn anchor(&self) -> Option<usize> {
        let first = || self.content.first().filter(|piece| !piece.is_empty()).map(|piece| piece.start);
        if self.cue.is_empty() { first() } else { Some(self.cue.start) }
    }

    /// How many tokens the content has.
    pub fn extent(&self) -> usize {
        self.content.iter().map(ExactSizeIterator::len).sum()
    }

    /// The words of the content: no punctuation, no white space.
    pub fn words<'a>(&'a self, doc: &'a Doc) -> impl Iterator<Item = Token<'a>> {
        let words = self.content.iter().flat_map(|piece| doc.slice(piece.clone()));
        words.filter(|t| !matches!(t.pos(), Pos::Punct | Pos::Space))
    }
}

/// The tokens of a range that hang on something outside it.
pub fn heads(doc: &Doc, range: Range<usize>) -> impl Iterator<Item = Token<'_>> {
    let inside = range.clone();
    doc.slice(range).filter(move |t| (t.is_root() || !inside.contains(&t.head().index())) && t.pos() != Pos::Punct)
}
