//! Text to tokens: white space, then affixes and exceptions chunk by chunk, then exceptions across tokens.
//!
//! A port of the rules of spaCy's English tokenizer. Runs in linear time: a chunk is shortened from both ends by matchers
//! that cost what they remove, and exceptions are only looked up for texts short enough to be one.

mod affix;
mod url;

use affix::Affixes;

use crate::classes::Classes;
use crate::hash::Map;
use crate::weights::{LoadError, Weights};

/// A token of a chunk that is being taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// So many bytes of the text.
    Plain(u32),
    /// A token of an exception, by its position among [`Tokenizer::special_tokens`].
    Special(u32),
}

/// One token that an exception prescribes.
pub(crate) struct SpecialToken {
    pub text: Box<str>,
    pub norm: Option<Box<str>>,
}

/// The rules.
pub(crate) struct Tokenizer {
    pub classes: Classes,
    affixes: Affixes,
    special: Map<Box<str>, (u32, u32)>,
    special_tokens: Vec<SpecialToken>,
    longest_special: usize,
    pub sequences: Sequences,
}

impl Tokenizer {
    pub fn read(weights: &Weights) -> Result<Self, LoadError> {
        let classes = Classes::read(weights)?;
        let mut table = weights.table("tokenizer")?;
        let affixes = Affixes::read(&mut table)?;
        let mut special = Map::default();
        let mut special_tokens = Vec::new();
        let mut longest_special = 0;
        for _ in 0..table.count()? {
            let key = table.text()?;
            let start = special_tokens.len() as u32;
            for _ in 0..table.count()? {
                let text = table.text()?.into();
                let has_norm = table.u32()? == 1;
                let norm = table.text()?;
                special_tokens.push(SpecialToken { text, norm: has_norm.then(|| norm.into()) });
            }
            let parts = &special_tokens[start as usize..];
            if parts.is_empty() || parts.iter().map(|token| &*token.text).collect::<String>() != key {
                return Err(table.malformed("the tokens of an exception are not its text"));
            }
            longest_special = longest_special.max(key.len());
            special.insert(key.into(), (start, special_tokens.len() as u32));
        }
        let mut sequences = Sequences::default();
        for _ in 0..table.count()? {
            let texts = table.texts()?;
            if texts.is_empty() {
                return Err(table.malformed("empty sequence"));
            }
            sequences.add(&texts);
        }
        Ok(Tokenizer { classes, affixes, special, special_tokens, longest_special, sequences })
    }

    pub fn special_tokens(&self) -> &[SpecialToken] {
        &self.special_tokens
    }

    /// The tokens that an exception with this text prescribes.
    pub fn special(&self, text: &str) -> Option<std::ops::Range<u32>> {
        if text.len() > self.longest_special {
            return None;
        }
        self.special.get(text).map(|&(start, end)| start..end)
    }

    /// Calls back for every chunk with its byte range and whether a single U+0020 that is no token follows.
    pub fn chunks(&self, text: &str, mut found: impl FnMut(usize, usize, bool)) {
        let is_space = |c: char| self.classes.py_space.has(c);
        let Some(first) = text.chars().next() else { return };
        let mut in_white = is_space(first);
        let mut start = 0;
        for (i, c) in text.char_indices() {
            if is_space(c) == in_white {
                continue;
            }
            let swallowed = c == ' ';
            if start < i {
                found(start, i, swallowed);
            }
            start = if swallowed { i + 1 } else { i };
            in_white = !in_white;
        }
        if start < text.len() {
            found(start, text.len(), false);
        }
    }

    /// Takes one chunk apart; the pieces cover it from start to end.
    pub fn split(&self, chunk: &str, pieces: &mut Vec<Piece>) {
        if let Some(tokens) = self.special(chunk) {
            pieces.extend(tokens.map(Piece::Special));
            return;
        }
        let mut s = chunk;
        let mut suffixes: Vec<u32> = Vec::new();
        let mut last_len = usize::MAX;
        while !s.is_empty() && s.len() != last_len {
            if self.special(s).is_some() {
                break;
            }
            last_len = s.len();
            let prefix = self.affixes.prefix(&self.classes, s);
            if prefix > 0 && prefix < s.len() && self.special(&s[prefix..]).is_some() {
                pieces.push(Piece::Plain(prefix as u32));
                s = &s[prefix..];
                break;
            }
            let suffix = self.affixes.suffix(&self.classes, &s[prefix..]);
            let rest = s.len() - suffix;
            if suffix > 0 && rest > 0 && self.special(&s[..rest]).is_some() {
                suffixes.push(suffix as u32);
                s = &s[..rest];
                break;
            }
            // The suffix was sought behind the prefix, so the two never overlap.
            if prefix > 0 {
                pieces.push(Piece::Plain(prefix as u32));
            }
            if suffix > 0 {
                suffixes.push(suffix as u32);
            }
            s = &s[prefix..rest];
        }
        if !s.is_empty() {
            if let Some(tokens) = self.special(s) {
                pieces.extend(tokens.map(Piece::Special));
            } else if url::is_url(&self.classes, s) {
                pieces.push(Piece::Plain(s.len() as u32));
            } else {
                self.split_inside(s, pieces);
            }
        }
        pieces.extend(suffixes.into_iter().rev().map(Piece::Plain));
    }

    fn split_inside(&self, s: &str, pieces: &mut Vec<Piece>) {
        let (mut start, mut from) = (0, 0);
        while let Some((a, b)) = self.affixes.infix(&self.classes, s, from) {
            from = b;
            if a == 0 {
                continue;
            }
            if a > start {
                pieces.push(Piece::Plain((a - start) as u32));
            }
            pieces.push(Piece::Plain((b - a) as u32));
            start = b;
        }
        if start < s.len() {
            pieces.push(Piece::Plain((s.len() - start) as u32));
        }
    }
}

/// Sequences of token texts that may be an exception split by the affix rules; a trie over numbered words.
#[derive(Default)]
pub(crate) struct Sequences {
    words: Map<Box<str>, u32>,
    /// From node and word to node.
    edges: Map<u64, u32>,
    is_end: Vec<bool>,
}

impl Sequences {
    fn add(&mut self, texts: &[&str]) {
        if self.is_end.is_empty() {
            self.is_end.push(false);
        }
        let mut node = 0;
        for &text in texts {
            let next_word = self.words.len() as u32 + 1;
            let word = *self.words.entry(text.into()).or_insert(next_word);
            let next_node = self.is_end.len() as u32;
            node = *self.edges.entry(u64::from(node) << 32 | u64::from(word)).or_insert(next_node);
            if node == next_node {
                self.is_end.push(false);
            }
        }
        self.is_end[node as usize] = true;
    }

    /// The number of a word that occurs in some sequence, 0 for others.
    pub fn word(&self, text: &str) -> u32 {
        self.words.get(text).copied().unwrap_or(0)
    }

    /// Calls back with the length of every sequence that the words begin with.
    pub fn starts(&self, words: impl Iterator<Item = u32>, mut found: impl FnMut(usize)) {
        let mut node = 0;
        for (i, word) in words.enumerate() {
            if word == 0 {
                return;
            }
            match self.edges.get(&(u64::from(node) << 32 | u64::from(word))) {
                None => return,
                Some(&next) => node = next,
            }
            if self.is_end[node as usize] {
                found(i + 1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::sync::{Arc, LazyLock};

    use fancy_regex::Regex;
    use proptest::prelude::*;

    use super::{Tokenizer, url};
    use crate::weights::Weights;

    /// The rules and the four expressions that they stand for, as Python has them.
    struct Both {
        tokenizer: Tokenizer,
        prefix: Regex,
        suffix: Regex,
        infix: Regex,
        url: Regex,
    }

    static BOTH: LazyLock<Both> = LazyLock::new(|| {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let weights = std::fs::read(folder.join("weights/en-sm.bin")).unwrap();
        let weights = Arc::new(Weights::new(Cow::Owned(weights)).unwrap());
        let source = std::fs::read(folder.join("tests/fixtures/expressions.json")).unwrap();
        let source: serde_json::Value = serde_json::from_slice(&source).unwrap();
        let regex = |name: &str| Regex::new(source[name].as_str().unwrap()).unwrap();
        Both {
            tokenizer: Tokenizer::read(&weights).unwrap(),
            prefix: regex("prefix_search"),
            suffix: regex("suffix_search"),
            infix: regex("infix_finditer"),
            url: regex("url_match"),
        }
    });

    fn check(s: &str) {
        let Tokenizer { classes, affixes, .. } = &BOTH.tokenizer;
        let len = |regex: &Regex| regex.find(s).unwrap().map_or(0, |m| m.end() - m.start());
        assert_eq!(affixes.prefix(classes, s), len(&BOTH.prefix), "prefix of {s:?}");
        assert_eq!(affixes.suffix(classes, s), len(&BOTH.suffix), "suffix of {s:?}");
        let mut found = Vec::new();
        let mut from = 0;
        while let Some((a, b)) = affixes.infix(classes, s, from) {
            found.push((a, b));
            from = b;
        }
        let expected: Vec<_> = BOTH.infix.find_iter(s).map(|m| m.unwrap()).map(|m| (m.start(), m.end())).collect();
        assert_eq!(found, expected, "infixes of {s:?}");
        assert_eq!(url::is_url(classes, s), BOTH.url.is_match(s).unwrap(), "URL {s:?}");
    }

    #[test]
    fn matchers_agree_with_the_expressions_on_exceptions_and_fixtures() {
        for key in BOTH.tokenizer.special.keys().filter(|key| !key.contains(char::is_whitespace)) {
            check(key);
        }
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
        for name in ["expected-md.jsonl", "odd-md.jsonl"] {
            for line in std::fs::read_to_string(folder.join(name)).unwrap().lines() {
                let doc: serde_json::Value = serde_json::from_str(line).unwrap();
                doc["text"].as_str().unwrap().split_whitespace().for_each(check);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn matchers_agree_with_the_expressions_on_made_up_chunks(parts in prop::collection::vec(prop_oneof![
            4 => prop::sample::select(vec![
                ".", "..", "…", "-", "--", "---", "–", "—", "——", "~", "+", "*", "^", ",", ":", "<", ">", "=", "/", "'s",
                "’S", "°", "C", "F", "US$", "C$", "$", "€", "%", "km", "km²", "m/s", "тб", "كم", "µg", "(", ")", "[", "'",
                "\"", "“", "”", "_", "#", "©", "™", "▲", "😀", "²", "½", "،", "。",
            ]).prop_map(str::to_owned),
            3 => "[a-zA-Z]{1,3}",
            3 => "[0-9]{1,3}",
            1 => "[éÉßшШαΑ中अ٣ﬀ𝐀]{1,2}",
            1 => "[^\\s\u{1c}-\u{1f}\u{85}]{1,2}",
        ], 1..9)) {
            check(&parts.concat());
        }

        #[test]
        fn addresses_agree_with_the_expression(parts in prop::collection::vec(prop_oneof![
            3 => prop::sample::select(vec![
                ".", "://", "@", ":", "/", "?", "#", "-", "_", "10", "127", "192.168", "172.16", "172.32", "169.254", "255",
                "256", "223", "224", "http", "www", "com", "org", "é", "中", "\u{a0}".trim(), "٣", ":80", ":8", ":123456", "A",
            ]).prop_map(str::to_owned),
            2 => "[a-z]{1,4}",
            2 => "[0-9]{1,3}",
            2 => "[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}",
            1 => "[a-z]{60,66}\\.[a-z]{60,66}",
        ], 1..8)) {
            check(&parts.concat());
        }
    }
}
