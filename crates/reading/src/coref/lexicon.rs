//! What words tell of who is meant by them, from `data/coref.toml`.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

/// The lexicon.
pub static WORDS: LazyLock<Words> =
    LazyLock::new(|| Words::parse(include_str!("../../data/coref.toml")).expect("data/coref.toml is well formed"));

/// Words by what they tell.
#[derive(Debug)]
pub struct Words {
    /// Entries of pronouns.
    pub pronouns: Vec<Pronoun>,
    /// The number of a pronoun's entry, by form.
    pub pronoun: HashMap<String, usize>,
    /// The number of a determiner's kind, from 1, by form.
    pub determiner: HashMap<String, usize>,
    /// Kinds of determiners.
    pub determiners: usize,
    /// Pronouns that point back within their clause.
    pub reflexive: HashSet<String>,
    /// Forms that are pronouns wherever they stand.
    pub personal: HashSet<String>,
    /// Adverbs that stand for a place.
    pub place: HashSet<String>,
    /// Articles and words that point.
    pub pointing: HashSet<String>,
    /// Words that tell nothing apart.
    pub little: HashSet<String>,
    /// Pronouns that may stand for nothing.
    pub empty: HashSet<String>,
    /// Words that deny what they stand before.
    pub denying: HashSet<String>,
    /// Verbs whose subject may be nothing.
    pub impersonal: HashSet<String>,
    /// Words near the names of men.
    pub he: Vec<String>,
    /// Words near the names of women.
    pub she: Vec<String>,
    /// Nouns for people.
    pub people: HashSet<String>,
    /// Nouns for several who act as one.
    pub bodies: HashSet<String>,
}

/// Whom a pronoun can stand for.
#[derive(Clone, Debug, Deserialize)]
pub struct Pronoun {
    /// Grammatical person.
    pub person: u8,
    /// One or many.
    pub number: Number,
    /// Of whom or what.
    pub gender: Gender,
    forms: Vec<String>,
}

/// One or many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Number {
    /// May be either.
    #[default]
    Either,
    /// One.
    One,
    /// Several.
    Many,
}

/// What kind of thing a word stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Gender {
    /// Anything.
    #[default]
    Any,
    /// A man.
    He,
    /// A woman.
    She,
    /// A person.
    Who,
    /// A thing.
    It,
}

#[derive(Deserialize)]
struct File {
    pronoun: Vec<Pronoun>,
    determiner: Vec<Kind>,
    reflexive: HashSet<String>,
    personal: HashSet<String>,
    place: HashSet<String>,
    pointing: HashSet<String>,
    little: HashSet<String>,
    empty: HashSet<String>,
    denying: HashSet<String>,
    impersonal: HashSet<String>,
    he: Vec<String>,
    she: Vec<String>,
    people: HashSet<String>,
    bodies: HashSet<String>,
}

#[derive(Deserialize)]
struct Kind {
    forms: Vec<String>,
}

impl Words {
    /// Whose voice a kind of mention is heard in: "I" 0, "we" 1, "you" 2, any other pronoun 3; none for what is no pronoun.
    pub fn voice(&self, kind: usize) -> Option<usize> {
        let pronoun = self.pronouns.get(kind)?;
        Some(match (pronoun.person, pronoun.number) {
            (1, Number::One) => 0,
            (1, _) => 1,
            (2, _) => 2,
            _ => 3,
        })
    }

    fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let file: File = toml::from_str(text)?;
        let forms =
            |n: usize, forms: &[String]| -> Vec<(String, usize)> { forms.iter().map(|f| (f.clone(), n)).collect() };
        Ok(Words {
            pronoun: file.pronoun.iter().enumerate().flat_map(|(n, p)| forms(n, &p.forms)).collect(),
            pronouns: file.pronoun,
            determiners: file.determiner.len() + 1,
            determiner: file.determiner.iter().enumerate().flat_map(|(n, d)| forms(n + 1, &d.forms)).collect(),
            reflexive: file.reflexive,
            personal: file.personal,
            place: file.place,
            pointing: file.pointing,
            little: file.little,
            empty: file.empty,
            denying: file.denying,
            impersonal: file.impersonal,
            he: file.he,
            she: file.she,
            people: file.people,
            bodies: file.bodies,
        })
    }
}
