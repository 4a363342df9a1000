//! Where a judgement holds on: a passage by its words and by its place.

use serde::{Deserialize, Serialize};
use source::{ReportId, Span};

/// How many characters before and behind a passage are kept.
const AROUND: usize = 32;

/// A passage of a report, as the W3C Web Annotation model has it (sections 4.2.4 and 4.2.5): offsets count code points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// The report.
    pub source: ReportId,
    /// The same passage in two ways.
    pub selector: (Quote, Place),
}

/// A passage by its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename = "TextQuoteSelector")]
pub struct Quote {
    /// The words.
    pub exact: String,
    /// What stands before them.
    pub prefix: String,
    /// What stands behind them.
    pub suffix: String,
}

/// A passage by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename = "TextPositionSelector")]
pub struct Place {
    /// First code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

impl Anchor {
    /// The anchor of some words of a report.
    ///
    /// # Panics
    /// If the span is not of this text.
    pub fn of(source: &ReportId, text: &str, span: Span) -> Anchor {
        let (start, end) = span.code_points(text);
        let before = &text[..span.start as usize];
        let from = before.char_indices().rev().nth(AROUND - 1).map_or(0, |(at, _)| at);
        let suffix = text[span.end as usize..].chars().take(AROUND).collect();
        let quote = Quote { exact: span.of(text).to_owned(), prefix: before[from..].to_owned(), suffix };
        Anchor { source: source.clone(), selector: (quote, Place { start, end }) }
    }

    /// The words.
    pub fn exact(&self) -> &str {
        &self.selector.0.exact
    }

    /// Where the passage stands in a text, which may have been edited since: at its old place if the words are there, else
    /// where the words stand in the most alike surroundings, nearest to the old place. None if the words are gone.
    pub fn find(&self, text: &str) -> Option<Span> {
        let (quote, place) = &self.selector;
        if quote.exact.is_empty() {
            return None;
        }
        let at_place = text.char_indices().nth(place.start).map(|(at, _)| at);
        let span = |at: usize| Span::new(at..at + quote.exact.len());
        if let Some(at) = at_place.filter(|at| text[*at..].starts_with(&quote.exact)) {
            return Some(span(at));
        }
        let old = at_place.unwrap_or(text.len());
        let around = |at: usize| {
            let alike = |(a, b): &(char, char)| a == b;
            let before = text[..at].chars().rev().zip(quote.prefix.chars().rev()).take_while(alike).count();
            before + text[at + quote.exact.len()..].chars().zip(quote.suffix.chars()).take_while(alike).count()
        };
        let found = text.match_indices(&quote.exact).map(|(at, _)| at);
        found.max_by_key(|at| (around(*at), std::cmp::Reverse(at.abs_diff(old)))).map(span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn anchor(text: &str, words: &str) -> Anchor {
        let at = text.find(words).unwrap();
        Anchor::of(&ReportId::from("t/1"), text, Span::new(at..at + words.len()))
    }

    #[test]
    fn it_follows_the_words_through_an_edit() {
        let text = "Solen said no. Brandic said no again.";
        let held = anchor(&text[15..], "said no");
        let (edited, gone) = (format!("Updated: {text}"), "Solen and Brandic were silent.");
        let found = held.find(&edited).unwrap();
        assert_eq!(&edited[found.range().start - 8..found.range().end], "Brandic said no");
        assert_eq!(held.find(gone), None);
    }

    #[test]
    fn its_json_is_a_web_annotation_target() {
        let json = serde_json::to_value(anchor("— Solen said no.", "said")).unwrap();
        assert_eq!(json["source"], "t/1");
        assert_eq!(json["selector"][0]["type"], "TextQuoteSelector");
        assert_eq!(json["selector"][1]["start"], 8);
        assert_eq!(serde_json::from_value::<Anchor>(json).unwrap(), anchor("— Solen said no.", "said"));
    }

    proptest! {
        #[test]
        fn any_passage_is_found_in_its_own_text(text in "[a-c é]{1,60}", from in 0usize..60, len in 1usize..20) {
            let marks: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
            let from = from % (marks.len() - 1);
            let to = (from + len).min(marks.len() - 1);
            let span = Span::new(marks[from]..marks[to]);
            let anchor = Anchor::of(&ReportId::from("t/1"), &text, span);
            prop_assert_eq!(anchor.find(&text), Some(span));
            let edited = format!("zzzz{text}");
            let moved = anchor.find(&edited).unwrap();
            prop_assert_eq!(moved.of(&edited), span.of(&text));
        }
    }
}
