//! What a cue does: the lexicon of attitudes, and how the words of a cue combine.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use lang::{Dep, Doc, Pos, Tag, Token};
use serde::Deserialize;

use super::certainty;
use super::parts::{Parts, heads};
use crate::entry::Attitude;

/// How many other words may stand between two words of a phrase ("made it very clear").
const BETWEEN: usize = 3;

/// The words of each attitude.
#[derive(Debug, Default)]
struct Lexicon {
    verb: HashMap<String, Attitude>,
    infinitive: HashMap<String, Attitude>,
    object: HashMap<String, Attitude>,
    noun: HashMap<String, Attitude>,
    adjective: HashMap<String, Attitude>,
    /// By the first word: the others, longest first.
    phrase: HashMap<String, Vec<(Vec<String>, Attitude)>>,
    /// Verbs of saying that no noun beside them changes.
    plain: std::collections::HashSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    attitude: HashMap<Attitude, Words>,
    plain: Plain,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Words {
    verb: Vec<String>,
    infinitive: Vec<String>,
    object: Vec<String>,
    noun: Vec<String>,
    adjective: Vec<String>,
    phrase: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Plain {
    verb: std::collections::HashSet<String>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    Lexicon::parse(include_str!("../../data/attitudes.toml")).expect("data/attitudes.toml is well formed")
});

impl Lexicon {
    fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let mut file: File = toml::from_str(text)?;
        let mut lexicon = Lexicon { plain: file.plain.verb, ..Lexicon::default() };
        // In a fixed order, so that a word listed twice has one attitude whatever order the table has.
        for attitude in Attitude::ALL {
            let words = file.attitude.remove(&attitude).unwrap_or_default();
            for (list, of_class) in [
                (words.verb, &mut lexicon.verb),
                (words.infinitive, &mut lexicon.infinitive),
                (words.object, &mut lexicon.object),
                (words.noun, &mut lexicon.noun),
                (words.adjective, &mut lexicon.adjective),
            ] {
                of_class.extend(list.into_iter().map(|word| (word, attitude)));
            }
            for phrase in words.phrase {
                let mut words = phrase.split(' ').map(str::to_owned);
                let first = words.next().unwrap_or_default();
                lexicon.phrase.entry(first).or_default().push((words.collect(), attitude));
            }
        }
        for phrases in lexicon.phrase.values_mut() {
            phrases.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        }
        Ok(lexicon)
    }
}

/// What a cue does, and the word that says so.
#[derive(Clone, Copy, Debug, Default)]
pub struct Meaning<'a> {
    /// The attitude.
    pub attitude: Attitude,
    /// The verb, noun or adjective that tells it; none in a cue of unknown words.
    pub head: Option<Token<'a>>,
    /// Whether a verb of the cue turns it into its contrary: "refused to rule out".
    pub turned: bool,
}

/// A word or phrase of the lexicon in a cue.
#[derive(Clone, Copy)]
struct Match<'a> {
    attitude: Attitude,
    token: Token<'a>,
    /// A plain verb of saying.
    plain: bool,
    /// Verbs and phrases say what is done; nouns and adjectives what is meant where the verb tells little.
    acts: bool,
}

/// What a cue does.
pub fn meaning<'a>(doc: &'a Doc, parts: &Parts) -> Meaning<'a> {
    let complement = complement(doc, parts);
    let mut found = matches(doc, parts, complement);
    let mut turned = false;
    // "declined to say", "refused to rule out": the second verb is what is not done; "appeared to suggest", "is said to
    // demand": the second is what is.
    while let [first, second, ..] = found[..]
        && second.token.pos() == Pos::Verb
        && second.token.dep() != Dep::Conj
    {
        if certainty::turns(first.token) {
            turned = !turned;
        } else if !certainty::reserves(first.token, second.token) {
            break;
        }
        found.remove(0);
    }
    let telling = found
        .iter()
        .enumerate()
        .find(|(i, m)| m.attitude != Attitude::Says && (m.acts || !found[..*i].iter().any(|before| before.plain)))
        .map(|(_, m)| m);
    match telling.or(found.first()) {
        Some(m) => Meaning { attitude: m.attitude, head: Some(m.token), turned },
        None => {
            let verb = doc.slice(parts.cue.clone()).rev().find(|t| matches!(t.pos(), Pos::Verb | Pos::Noun));
            Meaning { attitude: Attitude::Says, head: verb, turned }
        }
    }
}

fn matches<'a>(doc: &'a Doc, parts: &Parts, complement: Complement) -> Vec<Match<'a>> {
    let mut found = Vec::new();
    let mut next = parts.cue.start;
    for i in parts.cue.clone() {
        let token = doc.token(i);
        if i < next || matches!(token.dep(), Dep::Aux | Dep::Auxpass) && parts.cue.len() > 1 {
            continue;
        }
        // "voted for", but "asked for" when it is all there is.
        if token.pos() == Pos::Adp && i + 1 == parts.cue.end && !found.is_empty() {
            continue;
        }
        let phrase = [token.norm(), token.lemma()].into_iter().find_map(|word| phrase_at(doc, parts, i, word));
        if let Some((end, attitude)) = phrase {
            found.push(Match { attitude, token, plain: false, acts: true });
            next = end;
        } else if let Some(attitude) = word(token, complement) {
            let verb = matches!(token.pos(), Pos::Verb | Pos::Aux);
            let plain = verb && LEXICON.plain.contains(token.lemma());
            found.push(Match { attitude, token, plain, acts: verb });
        }
    }
    found
}

/// The longest phrase that begins at this word of the cue, and where it ends. Its later words may be the first ones after
/// the cue ("ruled" + "out a pause", "asked" + "for") or of the content ("asked" + "whether").
fn phrase_at(doc: &Doc, parts: &Parts, first: usize, word: &str) -> Option<(usize, Attitude)> {
    let phrases = LEXICON.phrase.get(&word.to_lowercase())?;
    let sentence = doc.token(first).sentence().range();
    let beyond = parts.cue.end..(parts.cue.end + 2).min(sentence.end);
    let begins = parts.content.iter().map(|piece| piece.start).find(|&at| at >= parts.cue.end);
    let begins = begins.filter(|&at| at < sentence.end && !beyond.contains(&at));
    let is = |at: usize, word: &str| {
        let token = doc.token(at);
        token.norm() == word || token.lemma() == word || token.text().to_lowercase() == word
    };
    phrases.iter().find_map(|(rest, attitude)| {
        let mut at = first + 1;
        for word in rest {
            let inside = (at..parts.cue.end.max(at)).take(BETWEEN + 1).find(|&j| is(j, word));
            let small = |j: &usize| !matches!(doc.token(*j).pos(), Pos::Noun | Pos::Propn | Pos::Verb);
            let after = || {
                let from = at.max(parts.cue.end);
                (beyond.contains(&from) && small(&from) && is(from, word)).then_some(from)
            };
            let of_content = || begins.filter(|&j| j >= at && small(&j) && is(j, word));
            at = inside.or_else(after).or_else(of_content)? + 1;
        }
        Some((at, *attitude))
    })
}

/// The attitude of a single word: by its part of speech, else by any, since headlines mislead a tagger.
fn word(token: Token<'_>, complement: Complement) -> Option<Attitude> {
    let get = |list: &HashMap<String, Attitude>, word: &str| {
        list.get(word).or_else(|| list.get(&word.to_lowercase())).copied()
    };
    let either = |list: &HashMap<String, Attitude>| get(list, token.lemma()).or_else(|| get(list, token.norm()));
    let verb = || {
        let special = match complement {
            Complement::Infinitive => get(&LEXICON.infinitive, token.lemma()),
            Complement::Object => get(&LEXICON.object, token.lemma()),
            Complement::Clause | Complement::None => None,
        };
        special.or_else(|| either(&LEXICON.verb))
    };
    let (noun, adjective) = (|| either(&LEXICON.noun), || either(&LEXICON.adjective));
    match token.pos() {
        Pos::Verb | Pos::Aux => {
            // "is prepared to", "are opposed to": a participle that has become an adjective.
            let state = token.tag() == Tag::VBN && !token.children().any(|c| c.dep() == Dep::Agent);
            let participle = || state.then(|| get(&LEXICON.adjective, token.norm())).flatten();
            participle().or_else(verb).or_else(noun).or_else(adjective)
        }
        Pos::Noun | Pos::Propn => noun().or_else(verb).or_else(adjective).or_else(|| {
            // "Kyiv Slams Draft": a verb of a headline, taken for a name.
            let bare = token.norm().to_lowercase();
            let bare = bare.strip_suffix('s')?;
            get(&LEXICON.verb, bare).or_else(|| get(&LEXICON.noun, bare))
        }),
        Pos::Punct | Pos::Space | Pos::Det | Pos::Pron | Pos::Part | Pos::Cconj => None,
        _ => adjective(),
    }
}

/// What is said, by its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Complement {
    /// "to leave", "them to leave".
    Infinitive,
    /// A sentence or quotation.
    Clause,
    /// A noun phrase or gerund.
    Object,
    /// Nothing that has one of these forms.
    None,
}

/// The form of what is said.
pub fn complement(doc: &Doc, parts: &Parts) -> Complement {
    let to = |t: Token<'_>| t.tag() == Tag::TO;
    let ends_in_to = parts.cue.clone().next_back().is_some_and(|last| to(doc.token(last)));
    let begins_with_to =
        |piece: &Range<usize>| piece.start < doc.len() && !piece.is_empty() && to(doc.token(piece.start));
    if ends_in_to || parts.content.iter().any(begins_with_to) {
        return Complement::Infinitive;
    }
    let mut form = Complement::None;
    for head in parts.content.iter().flat_map(|piece| heads(doc, piece.clone())) {
        let verbal = matches!(head.pos(), Pos::Verb | Pos::Aux);
        if verbal && head.children().any(|c| c.dep() == Dep::Aux && to(c)) {
            return Complement::Infinitive;
        }
        let finite = matches!(head.tag(), Tag::VBD | Tag::VBZ | Tag::VBP | Tag::MD)
            || head.children().any(|c| matches!(c.dep(), Dep::Nsubj | Dep::Nsubjpass | Dep::Aux));
        if verbal && finite {
            form = Complement::Clause;
        } else if form == Complement::None && (head.tag() == Tag::VBG || matches!(head.pos(), Pos::Noun | Pos::Propn)) {
            form = Complement::Object;
        }
    }
    form
}
