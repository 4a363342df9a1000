//! The agenda: the issues of a negotiation, each with the terms that speak of it.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use lang::Token;
use serde::Deserialize;

use crate::entry::IssueId;

/// Talking and settling as such.
pub(crate) const PROCESS: &str = "process";
/// The text or deal as a whole.
pub(crate) const DEAL: &str = "deal";
/// Where nothing fits.
pub(crate) const OTHER: &str = "other";

/// The agendas that ship with the program; their union is [`Agenda::shipped`].
const SHIPPED: &[(&str, &str)] = &[
    ("peace", include_str!("../data/agendas/peace.toml")),
    ("trade", include_str!("../data/agendas/trade.toml")),
    ("climate", include_str!("../data/agendas/climate.toml")),
    ("labour", include_str!("../data/agendas/labour.toml")),
];

/// Id of their union.
const UNION_ID: &str = "shipped";

/// The issues of a negotiation.
#[derive(Clone, Debug)]
pub struct Agenda {
    id: String,
    title: String,
    issues: Vec<Issue>,
    /// Terms by the first word of each; a word that ends in `*` stands without it in `prefixes`.
    words: HashMap<String, Vec<Entry>>,
    prefixes: HashMap<String, Vec<Entry>>,
    shortest_prefix: usize,
}

/// One subject that the talks could settle.
#[derive(Clone, Debug, PartialEq)]
pub struct Issue {
    /// Its id.
    pub id: IssueId,
    /// What it is called.
    pub label: String,
    /// What it is called where there is little room.
    pub short: String,
    /// The words that speak of it.
    pub terms: Vec<Term>,
}

/// A lemma or a phrase of lemmas that speaks of an issue.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// Lower-case lemmas with a space between; `*` at the end of one stands for any ending.
    pub text: String,
    /// How much it says: 1 for a word, 2 for a phrase, unless the agenda says otherwise.
    pub weight: f32,
}

/// What is wrong with an agenda, and where.
#[derive(Debug, thiserror::Error)]
pub enum AgendaError {
    /// The file is not TOML, or not in the agenda's shape.
    #[error("the agenda cannot be read: {0}")]
    Syntax(#[from] toml::de::Error),
    /// There is nothing to classify into.
    #[error("the agenda has no [[issue]]")]
    NoIssues,
    /// An issue cannot be named.
    #[error("issue {number} of the agenda has an empty `{field}`")]
    Empty {
        /// Number of the issue, from 1.
        number: usize,
        /// Which field.
        field: &'static str,
    },
    /// Two issues with one id.
    #[error("the agenda has two issues with the id {0:?}")]
    Twice(String),
    /// A term that can match nothing, or everything.
    #[error("issue {issue:?} of the agenda: the term {term:?} {problem}")]
    Term {
        /// Id of the issue.
        issue: String,
        /// The term as written.
        term: String,
        /// What is wrong with it.
        problem: &'static str,
    },
}

#[derive(Clone, Debug)]
struct Entry {
    issue: u16,
    /// Its place among the terms of the issue.
    term: u16,
    weight: f32,
    rest: Vec<Pattern>,
}

#[derive(Clone, Debug)]
enum Pattern {
    Word(String),
    Prefix(String),
}

impl Pattern {
    fn of(word: &str) -> Self {
        match word.strip_suffix('*') {
            Some(prefix) => Pattern::Prefix(prefix.to_owned()),
            None => Pattern::Word(word.to_owned()),
        }
    }

    fn matches(&self, word: &Word) -> bool {
        match self {
            Pattern::Word(w) => *w == word.lemma || *w == word.form,
            Pattern::Prefix(p) => word.lemma.starts_with(p) || word.form.starts_with(p),
        }
    }
}

/// A token as the terms see it.
struct Word {
    /// Which token it is.
    at: usize,
    lemma: String,
    form: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: String,
    title: String,
    #[serde(default, rename = "issue")]
    issues: Vec<FileIssue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileIssue {
    id: String,
    label: String,
    short: Option<String>,
    #[serde(default)]
    terms: Vec<FileTerm>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum FileTerm {
    Plain(String),
    Weighted { term: String, weight: f32 },
}

impl Agenda {
    /// Reads an agenda from TOML.
    ///
    /// # Errors
    /// If it is not in the agenda's shape, has no issues, an id twice, or a term that means nothing.
    pub fn parse(toml: &str) -> Result<Self, AgendaError> {
        let file: File = toml::from_str(toml)?;
        if file.issues.is_empty() {
            return Err(AgendaError::NoIssues);
        }
        let mut seen = HashSet::new();
        let mut issues = Vec::with_capacity(file.issues.len());
        for (i, issue) in file.issues.into_iter().enumerate() {
            for (field, value) in [("id", &issue.id), ("label", &issue.label)] {
                if value.trim().is_empty() {
                    return Err(AgendaError::Empty { number: i + 1, field });
                }
            }
            if !seen.insert(issue.id.clone()) {
                return Err(AgendaError::Twice(issue.id));
            }
            let terms = issue.terms.into_iter().map(|t| term(&issue.id, t)).collect::<Result<_, _>>()?;
            issues.push(Issue {
                short: issue.short.unwrap_or_else(|| issue.label.to_lowercase()),
                id: IssueId(issue.id),
                label: issue.label,
                terms,
            });
        }
        Ok(Agenda::of(file.id, file.title, issues))
    }

    /// The union of the agendas that ship with the program: peace, trade, climate and labour talks.
    pub fn shipped() -> &'static Self {
        static UNION: LazyLock<Agenda> = LazyLock::new(|| {
            let mut union: Vec<Issue> = Vec::new();
            for (name, text) in SHIPPED {
                let agenda = Agenda::parse(text).unwrap_or_else(|e| panic!("shipped agenda {name}: {e}"));
                for issue in agenda.issues {
                    match union.iter_mut().find(|i| i.id == issue.id) {
                        Some(known) => {
                            let new: Vec<Term> = issue
                                .terms
                                .into_iter()
                                .filter(|t| known.terms.iter().all(|k| k.text != t.text))
                                .collect();
                            known.terms.extend(new);
                        }
                        None => union.push(issue),
                    }
                }
            }
            Agenda::of(UNION_ID.into(), "Talks".into(), union)
        });
        &UNION
    }

    fn of(id: String, title: String, issues: Vec<Issue>) -> Self {
        let mut agenda =
            Agenda { id, title, issues, words: HashMap::new(), prefixes: HashMap::new(), shortest_prefix: usize::MAX };
        for (number, issue) in agenda.issues.iter().enumerate() {
            for (place, term) in issue.terms.iter().enumerate() {
                // The engine takes a hyphen for a token of its own; see `words`.
                let mut patterns = term.text.split([' ', '-']).filter(|w| !w.is_empty()).map(Pattern::of);
                let Some(first) = patterns.next() else { continue };
                let entry =
                    Entry { issue: number as u16, term: place as u16, weight: term.weight, rest: patterns.collect() };
                match first {
                    Pattern::Word(w) => agenda.words.entry(w).or_default().push(entry),
                    Pattern::Prefix(p) => {
                        agenda.shortest_prefix = agenda.shortest_prefix.min(p.len());
                        agenda.prefixes.entry(p).or_default().push(entry);
                    }
                }
            }
        }
        agenda
    }

    /// Whether it is the union of those that ship.
    pub(crate) fn is_shipped(&self) -> bool {
        self.id == UNION_ID
    }

    /// What tells it from any other: 16 hexadecimal digits over its issues and their terms.
    pub fn fingerprint(&self) -> String {
        // FNV-1a: the same on every machine.
        let mut hash = 0xcbf2_9ce4_8422_2325u64;
        let mut add = |text: &str| {
            for byte in text.bytes().chain([0]) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        };
        add(&self.id);
        for issue in &self.issues {
            add(&issue.id.0);
            for term in &issue.terms {
                add(&term.text);
                add(&term.weight.to_string());
            }
        }
        format!("{hash:016x}")
    }

    /// Its id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its title.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Its issues in order.
    pub fn issues(&self) -> &[Issue] {
        &self.issues
    }

    /// The position of an issue in [`Agenda::issues`].
    pub fn index_of(&self, id: &str) -> Option<usize> {
        self.issues.iter().position(|i| i.id.0 == id)
    }

    /// How much the terms among these tokens speak for each issue, in the order of [`Agenda::issues`].
    pub(crate) fn scores<'a>(&self, tokens: impl Iterator<Item = Token<'a>>) -> Vec<f32> {
        let words = words(tokens);
        let mut scores = vec![0.0; self.issues.len()];
        // A word that several terms of an issue match counts once, by its heaviest term.
        let mut best: HashMap<u16, f32> = HashMap::new();
        for i in 0..words.len() {
            best.clear();
            self.at(&words, i, |entry| {
                let known = best.entry(entry.issue).or_insert(0.0);
                *known = known.max(entry.weight);
            });
            for (&issue, &weight) in &best {
                scores[usize::from(issue)] += weight;
            }
        }
        scores
    }

    /// The terms among these tokens: the token that each begins at, the issue, and its place among the issue's terms.
    pub(crate) fn found<'a>(&self, tokens: impl Iterator<Item = Token<'a>>) -> BTreeSet<(usize, usize, usize)> {
        let words = words(tokens);
        let mut found = BTreeSet::new();
        for i in 0..words.len() {
            self.at(&words, i, |entry| {
                found.insert((words[i].at, usize::from(entry.issue), usize::from(entry.term)));
            });
        }
        found
    }

    /// The entries whose words begin at the word `i`; one may come twice.
    fn at(&self, words: &[Word], i: usize, mut hit: impl FnMut(&Entry)) {
        let word = &words[i];
        let mut all = |entries: &[Entry]| {
            for entry in entries {
                let rest = &words[i + 1..];
                if entry.rest.len() <= rest.len() && entry.rest.iter().zip(rest).all(|(p, w)| p.matches(w)) {
                    hit(entry);
                }
            }
        };
        self.words.get(&word.lemma).into_iter().for_each(|e| all(e));
        if word.form != word.lemma {
            self.words.get(&word.form).into_iter().for_each(|e| all(e));
        }
        for text in [&word.lemma, &word.form] {
            for (end, _) in text.char_indices().chain([(text.len(), ' ')]).filter(|&(e, _)| e >= self.shortest_prefix) {
                self.prefixes.get(&text[..end]).into_iter().for_each(|e| all(e));
            }
        }
    }
}

/// Tokens as the terms see them: "long-range" is two words, with or without its hyphen.
fn words<'a>(tokens: impl Iterator<Item = Token<'a>>) -> Vec<Word> {
    let told = tokens.filter(|t| t.text() != "-");
    told.map(|t| Word { at: t.index(), lemma: t.lemma().to_lowercase(), form: t.text().to_lowercase() }).collect()
}

fn term(issue: &str, term: FileTerm) -> Result<Term, AgendaError> {
    let (text, weight) = match term {
        FileTerm::Plain(text) => (text, None),
        FileTerm::Weighted { term, weight } => (term, Some(weight)),
    };
    let wrong = |problem| AgendaError::Term { issue: issue.to_owned(), term: text.clone(), problem };
    let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if folded.is_empty() {
        return Err(wrong("is empty"));
    }
    if folded.split([' ', '-']).all(|w| w.is_empty()) {
        return Err(wrong("has no word"));
    }
    if folded.split(' ').any(|w| w.trim_end_matches('*').is_empty()) {
        return Err(wrong("has a word that is nothing but `*`"));
    }
    if folded.split(' ').any(|w| w[..w.len() - 1].contains('*')) {
        return Err(wrong("has a `*` that is not at the end of a word"));
    }
    if folded.chars().any(char::is_uppercase) {
        return Err(wrong("is not in lower case"));
    }
    if weight.is_some_and(|w| !w.is_finite() || w <= 0.0) {
        return Err(wrong("has a weight that is not above zero"));
    }
    let weight = weight.unwrap_or(if folded.contains(' ') { 2.0 } else { 1.0 });
    Ok(Term { text: folded, weight })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"
        id = "bakery"
        title = "Bakery talks"
        [[issue]]
        id = "ovens"
        label = "Ovens"
        terms = ["oven", "heat*", { term = "bread tin", weight = 3.0 }]
        [[issue]]
        id = "process"
        label = "Talks"
        terms = ["talk"]
    "#;

    #[test]
    fn an_agenda_is_read_with_its_weights() {
        let agenda = Agenda::parse(SMALL).unwrap();
        assert_eq!(agenda.issues().len(), 2);
        assert_eq!(agenda.issues()[0].terms[2], Term { text: "bread tin".into(), weight: 3.0 });
        assert_eq!(agenda.issues()[0].short, "ovens");
        assert_eq!(agenda.index_of("process"), Some(1));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let said = |toml: &str| Agenda::parse(toml).unwrap_err().to_string();
        assert_eq!(said("id = 'x'\ntitle = 'X'"), "the agenda has no [[issue]]");
        assert!(said("id = 'x'").contains("title"));
        assert!(
            said(&SMALL.replace("id = \"process\"", "id = \"ovens\"")).contains("two issues with the id \"ovens\"")
        );
        assert!(said(&SMALL.replace("heat*", "he*at")).contains("issue \"ovens\" of the agenda: the term \"he*at\""));
        assert!(said(&SMALL.replace("heat*", "Heat")).contains("lower case"));
        assert!(said(&SMALL.replace("3.0", "-1.0")).contains("above zero"));
        assert!(said(&SMALL.replace("\"Talks\"", "\"\"")).contains("issue 2 of the agenda has an empty `label`"));
    }

    #[test]
    fn the_shipped_agendas_are_in_shape() {
        Agenda::shipped();
    }
}
