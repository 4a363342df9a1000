//! A sentence as the grammar of this module reads it: names of parties and words between them.

use std::ops::Range;

use lang::{Dep, Doc, Tag, Token};
use source::Span;

use super::party::Mention;

/// A name of a party, or any other token.
#[derive(Clone, Debug)]
pub struct Unit<'a> {
    /// Where it stands.
    pub span: Span,
    /// In lower case; empty for a party.
    pub word: String,
    /// The token, or the last one of a name.
    pub token: Token<'a>,
    /// Who is named.
    pub party: Option<&'a Mention>,
}

impl Unit<'_> {
    /// Whether it is this word.
    pub fn is(&self, word: &str) -> bool {
        self.word == word
    }

    /// Whether it ends a clause whatever follows.
    pub fn is_stop(&self) -> bool {
        matches!(self.word.as_str(), ";" | ":" | "--" | "–" | "—")
    }

    /// Whether it is a word in capitals, or an acronym ("CLIMATE", "CfRN").
    pub fn is_capitals(&self) -> bool {
        self.party.is_none() && self.token.text().chars().filter(|c| c.is_uppercase()).count() > 1
    }

    /// Whether the parse takes it for an adverb.
    pub fn is_adverb(&self) -> bool {
        self.party.is_none() && matches!(self.token.tag(), Tag::RB | Tag::RBR | Tag::RBS)
    }

    /// Whether the parse takes it for a noun.
    pub fn is_noun(&self) -> bool {
        matches!(self.token.tag(), Tag::NN | Tag::NNS | Tag::NNP | Tag::NNPS)
    }

    /// Whether the parse takes it for a word that describes or compounds a following noun ("the proposed text").
    pub fn is_modifier(&self) -> bool {
        matches!(self.token.dep(), Dep::Amod | Dep::Compound) && self.token.head().index() > self.token.index()
    }
}

/// The word at a place, empty beyond the sentence and for a party.
pub fn word<'u>(units: &'u [Unit<'_>], at: usize) -> &'u str {
    units.get(at).map_or("", |unit| &unit.word)
}

/// The longest sentence that is read. The grammar looks ahead and back, so time would grow with the square of a line that never
/// ends; sentences of bulletins stay under 300 units.
const LONGEST: usize = 2_000;

/// The sentences of an annotated text as units. The parser ends sentences too early where it does not know the names, so a
/// sentence also needs a mark at its end.
pub fn sentences<'a>(doc: &'a Doc, mentions: &'a [Mention]) -> Vec<Vec<Unit<'a>>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for sentence in doc.sentences() {
        let range = sentence.range();
        match ranges.last_mut() {
            Some(last) if !ends(doc, last) => last.end = range.end,
            _ => ranges.push(range),
        }
    }
    ranges
        .into_iter()
        .filter(|range| range.len() <= LONGEST)
        .flat_map(|range| split(units(doc, range, mentions)))
        .collect()
}

/// Parts a sentence where one ends in an initial or a numeral, which the tokens take for an abbreviation: "option C. Peru".
fn split(units: Vec<Unit<'_>>) -> Vec<Vec<Unit<'_>>> {
    let mut parts: Vec<Vec<Unit<'_>>> = vec![Vec::new()];
    let starts = |at: usize| {
        let the = usize::from(units.get(at).is_some_and(|u| u.token.text() == "The"));
        units.get(at + the).is_some_and(|u| u.party.is_some())
    };
    let abbreviation = |u: &Unit| u.party.is_none() && u.word.len() > 1 && u.word.len() < 5 && u.word.ends_with('.');
    let cuts: Vec<usize> = (1..units.len()).filter(|&at| abbreviation(&units[at - 1]) && starts(at)).collect();
    for (at, unit) in units.into_iter().enumerate() {
        if cuts.contains(&at) {
            parts.push(Vec::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push(unit);
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// Whether these tokens end as a sentence or a line does.
fn ends(doc: &Doc, range: &Range<usize>) -> bool {
    let last = doc.token(range.end - 1);
    let next = doc.text()[last.span().end..].trim_start_matches([' ', '\t']);
    let text = doc.text_of(range.clone()).trim_end_matches(['"', '”', '’', '\'', ')', ' ']);
    next.is_empty() || next.starts_with(['\n', '\r']) || text.ends_with(['.', '!', '?'])
}

fn units<'a>(doc: &'a Doc, range: Range<usize>, mentions: &'a [Mention]) -> Vec<Unit<'a>> {
    let mut units: Vec<Unit<'a>> = Vec::new();
    let first = doc.token(range.start).span().start as u32;
    let mut mentions = mentions[mentions.partition_point(|m| m.span.start < first)..].iter().peekable();
    for token in doc.slice(range) {
        let span = Span::new(token.span());
        while mentions.next_if(|m| m.span.end <= span.start).is_some() {}
        if let Some(mention) = mentions.peek().filter(|m| m.span.overlaps(span)) {
            match units.last_mut().filter(|unit| unit.party == Some(mention)) {
                Some(unit) => unit.token = token,
                None => units.push(Unit { span: mention.span, word: String::new(), token, party: Some(mention) }),
            }
            // A possessive that the tokens keep with the name.
            if span.end > mention.span.end && doc.text()[mention.span.end as usize..].starts_with(['\'', '’']) {
                let span = Span { start: mention.span.end, end: span.end };
                units.push(Unit { span, word: span.of(doc.text()).to_lowercase(), token, party: None });
            }
            continue;
        }
        // "(iv):" leaves a bracket and a colon in one token.
        let word = if token.text().ends_with(':') { ":".to_owned() } else { token.text().to_lowercase() };
        units.push(Unit { span, word, token, party: None });
    }
    units
}
