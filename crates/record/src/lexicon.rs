//! The words the record must know: short names, and lists that tell a restatement from a new point.
//!
//! They are data (`lexicon/brief.toml`, built in); a user's file of the same shape is laid over it.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use crate::words::{fold, singular};

/// Short names and word lists.
#[derive(Clone, Debug)]
pub struct Lexicon {
    short: BTreeMap<String, String>,
    words: FxHashMap<List, FxHashSet<String>>,
    credit_cues: Vec<String>,
}

/// A lexicon file that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("not a lexicon: {0}")]
pub struct BadLexicon(#[from] toml::de::Error);

impl Default for Lexicon {
    fn default() -> Self {
        let mut lexicon = Lexicon { short: BTreeMap::new(), words: FxHashMap::default(), credit_cues: Vec::new() };
        lexicon.lay_over(include_str!("../lexicon/brief.toml")).expect("the built-in lexicon is well formed");
        lexicon
    }
}

impl Lexicon {
    /// Lays a lexicon file over this one: its short names replace, its words are added.
    ///
    /// # Errors
    /// If `text` is not TOML of the shape of `lexicon/brief.toml`.
    pub fn lay_over(&mut self, text: &str) -> Result<(), BadLexicon> {
        let file: File = toml::from_str(text)?;
        self.short.extend(file.short);
        for (list, words) in file.words {
            let words = words.split_whitespace().map(|word| word.to_lowercase());
            self.words.entry(list).or_default().extend(words);
        }
        self.credit_cues.extend(file.credit.cues.iter().map(|cue| cue.to_lowercase()));
        Ok(())
    }

    /// Gives a name or the id of an issue the label it has where room is short.
    pub fn name(&mut self, name: impl Into<String>, short: impl Into<String>) {
        self.short.insert(name.into(), short.into());
    }

    /// The short form of a name or the label of an issue; the name itself where there is none.
    pub fn short<'a>(&'a self, name: &'a str) -> &'a str {
        self.short.get(name).map_or(name, String::as_str)
    }

    /// Whether a folded word is on a list.
    pub(crate) fn has(&self, list: List, word: &str) -> bool {
        self.words.get(&list).is_some_and(|words| words.contains(word))
    }

    /// Whether a folded word says nothing about what a point is.
    pub(crate) fn is_empty_word(&self, word: &str) -> bool {
        self.has(List::Empty, word)
    }

    /// Whether a folded word is said of almost every point.
    pub(crate) fn is_light_word(&self, word: &str) -> bool {
        self.has(List::Light, word) || self.has(List::Light, &singular(word))
    }

    /// The first word of a text that is on a list.
    pub(crate) fn find(&self, list: List, text: &str) -> Option<String> {
        let folded = fold(&text.replace("non-starter", "nonstarter"));
        folded.split(' ').find(|word| self.has(list, word)).map(str::to_owned)
    }

    /// What a credit line begins with.
    pub(crate) fn credit_cues(&self) -> &[String] {
        &self.credit_cues
    }
}

/// The lists, as `lexicon/brief.toml` names and explains them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum List {
    Empty,
    Light,
    Role,
    Title,
    Article,
    Gone,
    Vague,
    Doubt,
    Praise,
    Blame,
    Denial,
    Willing,
    Early,
    Late,
    Text,
    Pact,
    Goal,
    Purpose,
    Strife,
    Say,
    Pause,
    Recess,
    Meeting,
    Ready,
    Slow,
    Over,
    Under,
    Want,
    Take,
    Land,
    Whole,
    Part,
    Firm,
    Yield,
    Refuse,
    Give,
    Press,
    Lead,
    Team,
    Chief,
    Attend,
    Absent,
    Author,
    Table,
    Back,
    Paper,
    Cover,
    Original,
    Revision,
    Travel,
    Journey,
    Result,
    Cancelled,
    Prior,
    Deny,
    Unclear,
    Describe,
    Treat,
    Opening,
    Afterwards,
    Rule,
    Dead,
    Hurt,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    short: BTreeMap<String, String>,
    #[serde(default)]
    words: BTreeMap<List, String>,
    #[serde(default)]
    credit: Credit,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Credit {
    #[serde(default)]
    cues: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_users_file_is_laid_over() {
        let mut lexicon = Lexicon::default();
        lexicon.lay_over("[short]\nArdania = \"ARD\"\n[words]\nvague = \"circa\"").unwrap();
        assert_eq!(lexicon.short("Ardania"), "ARD");
        assert_eq!(lexicon.short("Borovia"), "Borovia");
        assert!(lexicon.has(List::Vague, "circa") && lexicon.has(List::Vague, "nearly"));
        assert!(lexicon.lay_over("[words]\nnonsense = \"x\"").is_err());
    }
}
