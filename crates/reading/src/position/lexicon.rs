//! The lexicons of stance and reporting, parsed once.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use lang::{Dep, Pos, Token};
use serde::Deserialize;

use crate::entry::{Force, Stance};

/// What kind of word takes the stance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    Verb,
    Noun,
    Adjective,
}

/// What "not" makes of a stance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Negated {
    Supports,
    Opposes,
    Undecided,
    None,
}

/// Whose stance the frame tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HolderRole {
    #[default]
    Subject,
    Speaker,
}

/// Where the point stands.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub enum Slot {
    Object,
    Clause,
    Infinitive,
    Gerund,
    Other,
    Subject,
    Is,
    Bare,
    Preposition(String),
}

impl From<String> for Slot {
    fn from(text: String) -> Self {
        match text.as_str() {
            "object" => Slot::Object,
            "clause" => Slot::Clause,
            "infinitive" => Slot::Infinitive,
            "gerund" => Slot::Gerund,
            "other" => Slot::Other,
            "subject" => Slot::Subject,
            "is" => Slot::Is,
            "bare" => Slot::Bare,
            _ => Slot::Preposition(text),
        }
    }
}

/// A word's frame: the stance it tells, whose, and on what.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frame {
    words: Vec<String>,
    pub stance: Stance,
    pub force: Option<Force>,
    negated: Option<Negated>,
    #[serde(default)]
    pub holder: HolderRole,
    #[serde(rename = "point")]
    pub points: Vec<Slot>,
}

impl Frame {
    /// The stance of the negated word, if it tells one.
    pub fn negated(&self) -> Option<Stance> {
        match (self.negated, self.stance) {
            (Some(Negated::Supports), _) => Some(Stance::Supports),
            (Some(Negated::Opposes), _) => Some(Stance::Opposes),
            (Some(Negated::Undecided), _) => Some(Stance::Undecided),
            (Some(Negated::None), _) => None,
            (None, Stance::Supports) => Some(Stance::Opposes),
            (None, Stance::Opposes) => Some(Stance::Undecided),
            (None, stance) => Some(stance),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stances {
    verb: Vec<Frame>,
    noun: Vec<Frame>,
    adjective: Vec<Frame>,
}

/// Words of reporting, of terms and of company.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reporting {
    pub say: HashSet<String>,
    pub necessary: HashSet<String>,
    pub terms: HashSet<String>,
    pub firm_terms: HashSet<String>,
    pub term_nouns: HashSet<String>,
    pub only: HashSet<String>,
    pub lacking: HashSet<String>,
    pub company: HashSet<String>,
    pub with: HashSet<String>,
    #[serde(rename = "for")]
    pub on_behalf: HashSet<String>,
    pub groups: HashSet<String>,
    pub nobody: HashSet<String>,
    pub texts: HashSet<String>,
    pub brings: HashSet<String>,
}

/// The other word of a head that has two, and the frame's position.
type Head = (Option<String>, usize);

/// Words that say where somebody stands.
pub struct Lexicon {
    frames: Vec<Frame>,
    /// By kind and last word (first of a verb's): the other word, and the frame.
    heads: HashMap<(Part, String), Vec<Head>>,
    pub reporting: Reporting,
}

/// The lexicons that ship with the program.
pub static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let stances: Stances = toml::from_str(include_str!("../../data/stances.toml")).expect("data/stances.toml");
    let reporting = toml::from_str(include_str!("../../data/reporting.toml")).expect("data/reporting.toml");
    let mut lexicon = Lexicon { frames: Vec::new(), heads: HashMap::new(), reporting };
    for (part, frames) in [(Part::Verb, stances.verb), (Part::Noun, stances.noun), (Part::Adjective, stances.adjective)]
    {
        for frame in frames {
            for word in &frame.words {
                let (head, other) = match (part, word.split_once([' ', '-'])) {
                    (_, None) => (word.as_str(), None),
                    (Part::Verb, Some((verb, particle))) => (verb, Some(particle.to_owned())),
                    (_, Some((first, last))) => (last, Some(first.to_owned())),
                };
                lexicon.heads.entry((part, head.to_owned())).or_default().push((other, lexicon.frames.len()));
            }
            lexicon.frames.push(frame);
        }
    }
    for entries in lexicon.heads.values_mut() {
        // Two words are more telling than one.
        entries.sort_by_key(|(other, _)| other.is_none());
    }
    lexicon
});

impl Lexicon {
    /// The frames of a token, those with two words first.
    pub fn frames<'l>(&'l self, token: Token<'_>) -> impl Iterator<Item = (Part, &'l Frame)> {
        // The tagger may take a short verb for an adverb ("Japan and India back the plan"); its subject tells.
        let governs = token.children().any(|c| matches!(c.dep(), Dep::Nsubj | Dep::Nsubjpass))
            && token.child(Dep::Dobj).is_some();
        let part = match token.pos() {
            Pos::Adv | Pos::Adp | Pos::Adj | Pos::Noun if governs => Some(Part::Verb),
            Pos::Verb | Pos::Aux => Some(Part::Verb),
            Pos::Noun | Pos::Propn => Some(Part::Noun),
            Pos::Adj | Pos::Adp | Pos::Sconj => Some(Part::Adjective),
            _ => None,
        };
        let found = part.and_then(|part| {
            let lemma = token.lemma().to_lowercase();
            self.heads.get(&(part, lemma)).map(|entries| (part, entries))
        });
        let matching: Vec<(Part, &Frame)> = found
            .into_iter()
            .flat_map(|(part, entries)| entries.iter().map(move |e| (part, e)))
            .filter(|(part, (other, _))| other.as_deref().is_none_or(|o| has_word(token, *part, o)))
            .map(|(part, (_, frame))| (part, &self.frames[*frame]))
            .collect();
        matching.into_iter()
    }
}

fn has_word(token: Token<'_>, part: Part, word: &str) -> bool {
    match part {
        Part::Verb => token
            .children()
            .any(|c| matches!(c.dep(), Dep::Prt | Dep::Advmod | Dep::Prep | Dep::Dative) && c.norm() == word),
        Part::Noun | Part::Adjective => {
            let doc = token.doc();
            (token.index().saturating_sub(2)..token.index()).any(|i| doc.token(i).norm() == word)
        }
    }
}
