//! The lexicon in `data/propositions.toml`, parsed once.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

/// Form of a verb of the lexicon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerbForm {
    /// "propose".
    Base,
    /// "proposes".
    Third,
    /// "proposed", also where it is a participle.
    Past,
    /// "proposing".
    Gerund,
}

/// A group with its forms.
#[derive(Debug, Deserialize)]
pub struct Group {
    /// Who stands behind it.
    pub names: Vec<String>,
    /// What it is called.
    pub forms: Vec<String>,
}

/// Further forms of a state.
#[derive(Debug, Deserialize)]
pub struct State {
    /// The name it is told under.
    pub name: String,
    /// What it is called.
    pub forms: Vec<String>,
}

/// The lexicon. Each field is described where its words are.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    pub group: Vec<Group>,
    pub state: Vec<State>,
    pub none: Vec<String>,
    verb: Vec<String>,
    past: Vec<(String, String)>,
    pub noun: HashSet<String>,
    pub complement: HashSet<String>,
    with: Vec<String>,
    against: Vec<String>,
    beside: Vec<String>,
    pub refusal: HashSet<String>,
    pub assent: HashSet<String>,
    pub chair: HashSet<String>,
    pub idle: HashSet<String>,
    pub others: HashSet<String>,
    pub other_words: HashSet<String>,
    pub house: HashSet<String>,
    pub auxiliary: HashSet<String>,
    pub be: HashSet<String>,
    pub due: HashSet<String>,
    pub opener: HashSet<String>,
    #[serde(rename = "break")]
    pub breaks: HashSet<String>,
    pub preface: HashSet<String>,
    #[serde(skip)]
    verbs: HashMap<String, VerbForm>,
    #[serde(skip)]
    joins: Vec<Join>,
}

/// A phrase by which others come in.
#[derive(Debug)]
pub struct Join {
    /// Its words.
    pub phrase: Vec<String>,
    /// On which side they are.
    pub side: Side,
    /// Whether it may also stand behind the point.
    pub trails: bool,
}

/// Whether somebody joins a statement or opposes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Supports it, or is spoken for.
    With,
    /// Opposes it.
    Against,
}

impl Words {
    /// The form of a verb that somebody states something by; `None` for any other word.
    pub fn verb(&self, word: &str) -> Option<VerbForm> {
        self.verbs.get(word).copied()
    }

    /// Whether a word is a form of "be" or helps another verb.
    pub fn helps(&self, word: &str) -> bool {
        self.be.contains(word) || self.auxiliary.contains(word)
    }

    /// Phrases by which others come in, longest first.
    pub fn joins(&self) -> &[Join] {
        &self.joins
    }

    fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let mut words: Words = toml::from_str(text)?;
        for verb in &words.verb {
            let stem = verb.strip_suffix('e').unwrap_or(verb);
            let irregular: Vec<&String> =
                words.past.iter().filter(|(base, _)| base == verb).map(|(_, past)| past).collect();
            let past = irregular.first().map(|past| past.to_string());
            // "preferred" doubles its last letter, and so does "preferring".
            let doubled = past.as_deref().and_then(|p| p.strip_suffix("ed")).unwrap_or(stem);
            let gerund = format!("{doubled}ing");
            let past = past.unwrap_or_else(|| match verb.strip_suffix('y').filter(|s| !s.ends_with(['a', 'e', 'o'])) {
                Some(stem) => format!("{stem}ied"),
                None => format!("{stem}ed"),
            });
            let third = match verb.strip_suffix('y').filter(|s| !s.ends_with(['a', 'e', 'o'])) {
                Some(stem) => format!("{stem}ies"),
                None if verb.ends_with(['s', 'h', 'x']) => format!("{verb}es"),
                None => format!("{verb}s"),
            };
            words.verbs.insert(verb.clone(), VerbForm::Base);
            words.verbs.insert(third, VerbForm::Third);
            words.verbs.insert(gerund, VerbForm::Gerund);
            words.verbs.insert(past, VerbForm::Past);
            words.verbs.extend(irregular.into_iter().map(|past| (past.clone(), VerbForm::Past)));
        }
        let lists = [
            (&words.with, Side::With, true),
            (&words.against, Side::Against, true),
            (&words.beside, Side::With, false),
        ];
        let join = |phrase: &String, side, trails| Join {
            phrase: phrase.split(' ').map(str::to_owned).collect(),
            side,
            trails,
        };
        words.joins =
            lists.iter().flat_map(|&(list, side, trails)| list.iter().map(move |p| join(p, side, trails))).collect();
        words.joins.sort_by_key(|join| std::cmp::Reverse(join.phrase.len()));
        Ok(words)
    }
}

/// The lexicon.
pub static WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::parse(include_str!("../../data/propositions.toml")).expect("data/propositions.toml is well formed")
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_known_in_every_form() {
        assert_eq!(WORDS.verb("urging"), Some(VerbForm::Gerund));
        assert_eq!(WORDS.verb("preferring"), Some(VerbForm::Gerund));
        assert_eq!(WORDS.verb("replied"), Some(VerbForm::Past));
        assert_eq!(WORDS.verb("withdrew"), Some(VerbForm::Past));
        assert_eq!(WORDS.verb("saying"), Some(VerbForm::Gerund));
        assert_eq!(WORDS.verb("stresses"), Some(VerbForm::Third));
        assert_eq!(WORDS.verb("chaired"), None);
    }
}
