//! What the network is told of a token.

use std::collections::HashMap;

use lang::{Dep, Doc, EntityLabel, Pipeline, Tag, Token};

/// Numbers of a token's vector in context.
pub const CONTEXT: usize = 96;
/// Numbers of a form's static vector.
pub const STATIC: usize = 300;
/// Yes-or-no facts of a token.
pub const FLAGS: usize = 11;
/// Letters of an ending.
const ENDING: usize = 3;
/// Tokens that make the head of a report, headline and lead.
const LEAD: usize = 60;

/// Lists of known words; index 0 is any other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Words {
    list: Vec<String>,
    index: HashMap<String, u32>,
}

impl Words {
    /// A list of words, the first of which gets index 1.
    pub fn new(list: Vec<String>) -> Self {
        let index = list.iter().enumerate().map(|(i, word)| (word.clone(), i as u32 + 1)).collect();
        Words { list, index }
    }

    /// The words.
    pub fn list(&self) -> &[String] {
        &self.list
    }

    /// Indices in use: the words and 0.
    pub fn count(&self) -> usize {
        self.list.len() + 1
    }

    fn of(&self, word: &str) -> u32 {
        self.index.get(word).copied().unwrap_or(0)
    }
}

/// The word as [`Symbols::lemma`] knows it.
pub fn lemma(token: Token<'_>) -> String {
    token.lemma().to_lowercase()
}

/// The word's last letters, as [`Symbols::ending`] knows them.
pub fn ending(token: Token<'_>) -> &str {
    let norm = token.norm();
    let start = norm.char_indices().rev().nth(ENDING - 1).map_or(0, |(i, _)| i);
    &norm[start..]
}

/// A token's symbols, each an index of a table.
#[derive(Clone, Copy, Debug)]
pub struct Symbols {
    /// Lemma.
    pub lemma: u32,
    /// Ending.
    pub ending: u32,
    /// Fine part of speech.
    pub tag: u32,
    /// Relation to the head.
    pub dep: u32,
    /// Kind of the entity it is part of, from 1; 0 for none.
    pub entity: u32,
}

/// Rows of the tables of tags, relations and kinds of entity.
pub const TAGS: usize = Tag::ALL.len();
/// See [`TAGS`].
pub const DEPS: usize = Dep::ALL.len();
/// See [`TAGS`].
pub const ENTITIES: usize = EntityLabel::ALL.len() + 1;

/// What is known of every token of a document.
pub struct Features {
    /// Symbols.
    pub symbols: Vec<Symbols>,
    /// Facts.
    pub flags: Vec<[f32; FLAGS]>,
    /// Vectors in context.
    pub context: Vec<[f32; CONTEXT]>,
    /// For each token which row of `forms` is its form's vector.
    pub form: Vec<u32>,
    /// The vectors of the distinct forms; the first is for forms without one.
    pub forms: Vec<Vec<f32>>,
}

impl Features {
    /// Looks at a document; `context` has a vector for each token, see [`Pipeline::annotate_with_vectors`].
    ///
    /// # Panics
    /// If there are fewer vectors than tokens.
    pub fn of(doc: &Doc, context: Vec<[f32; CONTEXT]>, lemmas: &Words, endings: &Words) -> Self {
        assert!(context.len() >= doc.len(), "a vector for each token");
        let position = |label: Option<usize>| label.unwrap_or(0) as u32;
        let mut forms = vec![vec![0.0; STATIC]];
        let mut known: HashMap<&str, u32> = HashMap::new();
        let mut form = Vec::with_capacity(doc.len());
        let mut symbols = Vec::with_capacity(doc.len());
        for token in doc.tokens() {
            symbols.push(Symbols {
                lemma: lemmas.of(&lemma(token)),
                ending: endings.of(ending(token)),
                tag: position(Tag::ALL.iter().position(|&t| t == token.tag())),
                dep: position(Dep::ALL.iter().position(|&d| d == token.dep())),
                entity: token
                    .entity_label()
                    .map_or(0, |label| EntityLabel::ALL.iter().position(|&e| e == label).map_or(0, |p| p as u32 + 1)),
            });
            form.push(*known.entry(token.text()).or_insert_with(|| match Pipeline::english().vector(token.text()) {
                Some(vector) => {
                    forms.push(vector);
                    forms.len() as u32 - 1
                }
                None => 0,
            }));
        }
        Features { symbols, flags: flags(doc), context, form, forms }
    }
}

/// Quotation marks, paragraphs, capitals, place in the parse.
fn flags(doc: &Doc) -> Vec<[f32; FLAGS]> {
    let text = doc.text();
    let mut all: Vec<[f32; FLAGS]> = Vec::with_capacity(doc.len());
    let mut quoted = false;
    let mut end = 0;
    for token in doc.tokens() {
        let i = token.index();
        let gap = &text[end..token.span().start];
        let starts = i == 0 || gap.contains('\n');
        if starts {
            quoted = false;
            if let Some(last) = all.last_mut() {
                last[3] = 1.0;
            }
        }
        let word = token.text();
        let (mark, inside) = match word {
            "“" | "``" => (true, true),
            "”" | "''" => (true, false),
            "\"" => (true, !quoted),
            _ => (false, quoted),
        };
        quoted = inside;
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        let shouted =
            word.chars().count() > 1 && word.chars().any(char::is_uppercase) && !word.chars().any(char::is_lowercase);
        let away = (token.head().index() as f32 - i as f32).clamp(-20.0, 20.0) / 10.0;
        let yes = |fact: bool| f32::from(u8::from(fact));
        all.push([
            yes(mark),
            yes(!mark && quoted),
            yes(starts),
            0.0,
            yes(token.is_sentence_start()),
            yes(i > 0 && !gap.is_empty()),
            yes(capital),
            yes(shouted),
            yes(token.is_root()),
            away,
            yes(i < LEAD),
        ]);
        end = token.span().end;
    }
    if let Some(last) = all.last_mut() {
        last[3] = 1.0;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_end_with_their_paragraph() {
        let doc = Pipeline::english().annotate("“We stay.\nThey \"go\" now, he said.");
        let inside: Vec<&str> =
            doc.tokens().zip(flags(&doc)).filter(|(_, f)| f[1] > 0.0).map(|(t, _)| t.text()).collect();
        assert_eq!(inside, ["We", "stay", ".", "go"]);
        let starts: Vec<&str> =
            doc.tokens().zip(flags(&doc)).filter(|(_, f)| f[2] > 0.0).map(|(t, _)| t.text()).collect();
        assert_eq!(starts, ["“", "They"]);
    }

    #[test]
    fn endings_are_letters_not_bytes() {
        let doc = Pipeline::english().annotate("cafés go");
        assert_eq!(doc.tokens().map(ending).collect::<Vec<_>>(), ["fés", "go"]);
    }
}
