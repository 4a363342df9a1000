//! Word forms: everything about a token that does not depend on its neighbours, computed once per form.

use crate::hash::Map;
use crate::lexicon::Lexicon;
use crate::tokenizer::{Piece, Tokenizer};

/// What is known of one form.
pub(crate) struct Form {
    pub text: Box<str>,
    pub norm: Box<str>,
    pub shape: Box<str>,
    pub lower: Box<str>,
    /// String ids of norm, prefix, suffix, shape.
    pub ids: [u64; 4],
    /// Row of the static vector, if it has one.
    pub vector: Option<u16>,
    pub is_space: bool,
    /// Its number in [`crate::tokenizer::Sequences`].
    pub word: u32,
}

/// Forms seen, with the chunks they came from. Grows with a text; [`Forms::is_full`] says when to begin anew.
#[derive(Default)]
pub(crate) struct Forms {
    pub forms: Vec<Form>,
    plain: Map<Box<str>, u32>,
    special: Map<u32, u32>,
    chunks: Map<Box<str>, (u32, u32)>,
    /// Form and length in bytes of the tokens of every chunk in `chunks`.
    chunk_tokens: Vec<(u32, u32)>,
    pieces: Vec<Piece>,
    /// Tokens of a chunk too long to keep.
    once: Vec<(u32, u32)>,
}

/// Longer chunks are rare and unlikely to return.
const LONGEST_KEPT_CHUNK: usize = 64;
/// Forms kept from one text to the next: some 25 MB with their embeddings.
const MOST_FORMS: usize = 16_384;
const MOST_CHUNKS: usize = 32_768;

impl Forms {
    /// Whether it has grown past what is kept from one text to the next.
    pub fn is_full(&self) -> bool {
        self.forms.len() > MOST_FORMS || self.chunks.len() > MOST_CHUNKS
    }

    /// The tokens of a chunk: form and length in bytes.
    pub fn chunk(&mut self, tokenizer: &Tokenizer, lexicon: &Lexicon, chunk: &str) -> &[(u32, u32)] {
        if let Some(&(start, end)) = self.chunks.get(chunk) {
            return &self.chunk_tokens[start as usize..end as usize];
        }
        let mut pieces = std::mem::take(&mut self.pieces);
        pieces.clear();
        tokenizer.split(chunk, &mut pieces);
        let mut tokens = std::mem::take(&mut self.once);
        tokens.clear();
        let mut at = 0;
        for &piece in &pieces {
            let token = match piece {
                Piece::Plain(len) => (self.plain(tokenizer, lexicon, &chunk[at..at + len as usize]), len),
                Piece::Special(i) => self.special(tokenizer, lexicon, i),
            };
            at += token.1 as usize;
            tokens.push(token);
        }
        self.pieces = pieces;
        self.once = tokens;
        if chunk.len() > LONGEST_KEPT_CHUNK {
            return &self.once;
        }
        let start = self.chunk_tokens.len() as u32;
        self.chunk_tokens.extend_from_slice(&self.once);
        self.chunks.insert(chunk.into(), (start, self.chunk_tokens.len() as u32));
        &self.chunk_tokens[start as usize..]
    }

    /// Form and length of a token that an exception prescribes.
    pub fn special(&mut self, tokenizer: &Tokenizer, lexicon: &Lexicon, i: u32) -> (u32, u32) {
        let token = &tokenizer.special_tokens()[i as usize];
        let form = match (&token.norm, self.special.get(&i)) {
            (None, _) => self.plain(tokenizer, lexicon, &token.text),
            (_, Some(&form)) => form,
            (Some(norm), None) => {
                let form = self.forms.len() as u32;
                self.forms.push(lexicon.form(tokenizer, &token.text, Some(norm)));
                self.special.insert(i, form);
                form
            }
        };
        (form, token.text.len() as u32)
    }

    fn plain(&mut self, tokenizer: &Tokenizer, lexicon: &Lexicon, text: &str) -> u32 {
        if let Some(&form) = self.plain.get(text) {
            return form;
        }
        let form = self.forms.len() as u32;
        self.forms.push(lexicon.form(tokenizer, text, None));
        self.plain.insert(text.into(), form);
        form
    }
}
