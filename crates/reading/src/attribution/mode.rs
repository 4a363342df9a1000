//! Whether what is said is quoted: quotation marks in and around the content.

use std::ops::Range;

use lang::{Doc, Tag, Token};

use super::parts::Parts;
use crate::entry::Mode;

/// The quotations of a document: token ranges with their marks. One may lie in another.
///
/// A quotation ends with its paragraph; where it goes on, the next paragraph begins with a mark of its own.
#[derive(Debug, Default)]
pub struct Quotations {
    spans: Vec<Range<usize>>,
}

impl Quotations {
    /// Reads the marks: straight, curly and angle ones, double and single.
    pub fn of(doc: &Doc) -> Self {
        let mut spans = Vec::new();
        let mut double: Option<usize> = None;
        let mut single: Option<usize> = None;
        for token in doc.tokens() {
            let i = token.index();
            match mark(token, double.is_some(), single.is_some()) {
                Some(Mark::Opens) => {
                    // A mark may be repeated where a quotation goes on within its line.
                    if let Some(start) = double.replace(i) {
                        spans.push(start..i);
                    }
                }
                Some(Mark::Closes) => spans.extend(double.take().map(|start| start..i + 1)),
                Some(Mark::OpensSingle) => single = single.or(Some(i)),
                Some(Mark::ClosesSingle) => spans.extend(single.take().map(|start| start..i + 1)),
                None => {}
            }
            let ends = token.text().contains('\n') || doc.text()[token.span().end..].starts_with('\n');
            if ends || i + 1 == doc.len() {
                spans.extend(double.take().map(|start| start..i + 1));
                // A single mark that nothing closes was an apostrophe.
                single = None;
            }
        }
        spans.sort_by_key(|span| (span.start, span.end));
        Quotations { spans }
    }

    /// Whether a token is quoted by whoever speaks with the cue: a quotation around both is somebody else's.
    fn quotes(&self, token: usize, cue: &Range<usize>) -> bool {
        let after = self.spans.partition_point(|span| span.start <= token);
        let around = |span: &&Range<usize>| span.contains(&token) && (cue.is_empty() || !span.contains(&cue.start));
        // Those that begin long before are over: a quotation is a paragraph at most, and few lie in one.
        self.spans[after.saturating_sub(8)..after].iter().any(|span| around(&span))
    }

    /// Direct, indirect or mixed.
    pub fn mode(&self, doc: &Doc, parts: &Parts) -> Mode {
        let (mut quoted, mut plain) = (0, 0);
        for word in parts.words(doc) {
            if self.quotes(word.index(), &parts.cue) {
                quoted += 1;
            } else if quoted + plain > 0 || word.norm() != "that" {
                // "said that “we will sign”": the conjunction is nobody's word.
                plain += 1;
            }
        }
        match (quoted, plain) {
            (0, _) => Mode::Indirect,
            (_, 0) => Mode::Direct,
            _ => Mode::Mixed,
        }
    }
}

#[derive(Clone, Copy)]
enum Mark {
    Opens,
    Closes,
    OpensSingle,
    ClosesSingle,
}

fn mark(token: Token<'_>, double: bool, single: bool) -> Option<Mark> {
    let doc = token.doc();
    let before = doc.text()[..token.span().start].chars().next_back();
    let after = doc.text()[token.span().end..].chars().next();
    let word_after = after.is_some_and(|c| !c.is_whitespace());
    let free_before = before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '“' | '"' | '—' | '–' | '-'));
    match token.text() {
        "“" | "„" | "«" | "``" | "‹" => Some(Mark::Opens),
        "”" | "»" | "›" => double.then_some(Mark::Closes),
        "\"" | "''" if double => Some(Mark::Closes),
        "\"" | "''" => Some(Mark::Opens),
        "‘" | "'" | "’" | "`" if !single && free_before && word_after => Some(Mark::OpensSingle),
        // "the workers' demands": an apostrophe that owns.
        "'" | "’" if single && token.tag() != Tag::POS && after.is_none_or(|c| !c.is_alphanumeric()) => {
            Some(Mark::ClosesSingle)
        }
        _ => None,
    }
}
