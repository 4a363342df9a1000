//! What the text tells of one mention.

use lang::{Dep, Doc, EntityLabel, Pos, Tag, Token};

use super::lexicon::{Gender, Number, WORDS};
use super::mentions::{Kind, Mention};
use crate::lexicon::{ROLES, WORLD};

/// Places in a sentence, see [`role`].
pub const ROLES_IN_SENTENCE: usize = 11;
/// A predicate noun, see [`role`].
pub const PREDICATE: usize = 4;
/// A possessor, see [`role`].
pub const POSSESSOR: usize = 5;
/// Entity labels and none.
pub const LABELS: usize = EntityLabel::ALL.len() + 1;
/// The label of persons.
pub const PERSON: usize = EntityLabel::Person as usize + 1;

/// What is known of one mention.
pub struct Facts {
    /// The mention.
    pub mention: Mention,
    /// Number of the vector of its head.
    pub vector: usize,
    /// Number of the vector of the word that governs it.
    pub governor_vector: usize,
    /// Its kind, see [`codes`].
    pub code: usize,
    /// Number of its sentence.
    pub sentence: usize,
    /// Number of its line.
    pub line: usize,
    /// One or many.
    pub number: Number,
    /// What kind of thing it is.
    pub gender: Gender,
    /// Above zero for the name of a man, below for that of a woman.
    pub manly: f32,
    /// Entity label, 0 for none.
    pub label: usize,
    /// Kind of its determiner, see [`determiner`].
    pub determiner: usize,
    /// Place in the sentence, see [`role`].
    pub role: usize,
    /// The head, as a number.
    pub lemma: u32,
    /// The words, see [`normal`], as a number.
    pub text: u32,
    /// Numbers of the words beside the head that tell it from others, in order.
    pub words: Vec<u32>,
    /// Its capitals, as the number of a text; 0 where there are none.
    pub acronym: u32,
    /// Number of the quotation it stands in, 0 for none.
    pub quote: usize,
    /// Whether its line ends in a question mark.
    pub question: bool,
    /// The state or body of the world that it names.
    pub world: Option<usize>,
    /// The token that governs its head.
    pub governor: usize,
    /// The verb whose subject it is.
    pub subject_of: Option<usize>,
    /// The head of who says the quotation it stands in.
    pub speaker: Option<usize>,
    /// An "it" that may stand for nothing.
    pub impersonal: bool,
    /// How a subject is spoken of, see [`predicate`].
    pub predicate: Option<usize>,
    /// Whether it points back in its own clause.
    pub reflexive: bool,
    /// Earlier mentions with the same head.
    pub seen_head: usize,
    /// Earlier mentions with the same words.
    pub seen_text: usize,
    /// Later mentions with the same head.
    pub later_head: usize,
    /// Later mentions with the same words.
    pub later_text: usize,
    /// Whether it is the first of its sentence.
    pub first: bool,
    /// Whether another one holds it.
    pub inside: bool,
    /// Whether something follows the head.
    pub modified: bool,
    /// Whether it is denied.
    pub negated: bool,
}

/// Kinds of mentions: each pronoun of the lexicon, names, descriptions.
pub fn codes() -> usize {
    WORDS.pronouns.len() + 2
}

/// A pronoun, a name or a description: 0, 1 or 2.
pub fn class(code: usize) -> usize {
    code.saturating_sub(codes() - 3).min(2)
}

/// Kinds of determiners: those of the lexicon, a possessor, a number, none (and 0 for pronouns).
pub fn determiners() -> usize {
    WORDS.determiners + 3
}

impl Facts {
    /// Whether a word stands beside the head.
    pub fn has(&self, word: u32) -> bool {
        self.words.binary_search(&word).is_ok()
    }

    /// A pronoun, a name or a description: 0, 1 or 2.
    pub fn class(&self) -> usize {
        class(self.code)
    }

    /// Whether number and gender do not keep two from being one.
    pub fn agrees(&self, other: &Facts) -> bool {
        let either = Number::Either;
        (self.number == other.number || self.number == either || other.number == either)
            && fits(self.gender, other.gender)
    }
}

fn fits(x: Gender, y: Gender) -> bool {
    use Gender::{Any, He, It, She, Who};
    match (x, y) {
        (Any, _) | (_, Any) => true,
        (It, other) | (other, It) => other == It,
        (He, She) | (She, He) => false,
        (Who | He | She, Who | He | She) => true,
    }
}

/// The words in lower case, without articles and possessive ending.
pub fn normal(doc: &Doc, mention: &Mention) -> String {
    let mut tokens = mention.tokens.clone();
    if tokens.len() > 1 && doc.token(tokens.end - 1).tag() == Tag::POS {
        tokens.end -= 1;
    }
    while tokens.len() > 1 && WORDS.pointing.contains(doc.token(tokens.start).norm()) {
        tokens.start += 1;
    }
    doc.text_of(tokens).to_lowercase().replace('.', "")
}

/// The capitals of a name of several words.
pub fn acronym(doc: &Doc, mention: &Mention) -> String {
    let capitals: String = doc
        .slice(mention.tokens.clone())
        .skip_while(|t| t.pos() == Pos::Det)
        .take_while(|t| t.pos() != Pos::Punct)
        .filter_map(|t| t.text().chars().next().filter(|c| c.is_uppercase()))
        .collect();
    if capitals.chars().count() > 1 { capitals.to_lowercase() } else { String::new() }
}

/// The state or body of the world that it names.
pub fn world(doc: &Doc, mention: &Mention) -> Option<usize> {
    if mention.kind != Kind::Name {
        return None;
    }
    let mut tokens = mention.tokens.clone();
    if doc.token(tokens.start).pos() == Pos::Det {
        tokens.start += 1;
    }
    if tokens.len() > 1 && doc.token(tokens.end - 1).tag() == Tag::POS {
        tokens.end -= 1;
    }
    if tokens.is_empty() {
        return None;
    }
    let text = doc.text_of(tokens.clone());
    WORLD.forms(doc.token(tokens.start).text()).iter().find(|(form, ..)| form == text).map(|f| f.1)
}

/// How it is made known.
pub fn determiner(doc: &Doc, mention: &Mention) -> usize {
    let first = doc.token(mention.tokens.start);
    if matches!(mention.kind, Kind::Pronoun(_)) {
        return 0;
    }
    if let Some(&n) = WORDS.determiner.get(first.norm()) {
        return n;
    }
    if first.tag() == Tag::PRPS || doc.token(mention.head).children().any(|c| c.dep() == Dep::Poss) {
        return WORDS.determiners;
    }
    if first.pos() == Pos::Num { WORDS.determiners + 1 } else { WORDS.determiners + 2 }
}

/// Its place in the sentence; of joined phrases all have that of the first.
pub fn role(head: Token<'_>) -> usize {
    let mut top = head;
    for _ in 0..4 {
        if top.dep() != Dep::Conj {
            break;
        }
        top = top.head();
    }
    match top.dep() {
        Dep::Nsubj => 1,
        Dep::Nsubjpass => 2,
        Dep::Dobj | Dep::Dative => 3,
        Dep::Attr | Dep::Oprd => 4,
        Dep::Poss => 5,
        Dep::Pobj => 6,
        Dep::Compound | Dep::Nmod | Dep::Amod => 7,
        Dep::Root => 8,
        Dep::Npadvmod | Dep::Appos | Dep::Intj => 9,
        _ => 10,
    }
}

/// Whether "it" may stand for nothing: "it is clear that".
pub fn impersonal(head: Token<'_>) -> bool {
    let verb = head.head();
    WORDS.empty.contains(head.norm())
        && matches!(head.dep(), Dep::Nsubj | Dep::Nsubjpass | Dep::Expl)
        && (verb.lemma() == "be" || crate::clause::is_passive(verb) || WORDS.impersonal.contains(verb.lemma()))
        && verb
            .children()
            .any(|c| matches!(c.dep(), Dep::Ccomp | Dep::Xcomp | Dep::Advcl | Dep::Csubj | Dep::Acl | Dep::Relcl))
}

/// How a subject is spoken of: with a noun, with an adjective, otherwise; and with a clause behind it.
pub fn predicate(head: Token<'_>) -> Option<usize> {
    let verb = head.head();
    if !matches!(head.dep(), Dep::Nsubj | Dep::Nsubjpass) {
        return None;
    }
    let clause = verb.children().any(|c| {
        c.index() > verb.index() && matches!(c.dep(), Dep::Ccomp | Dep::Xcomp | Dep::Advcl | Dep::Csubj | Dep::Relcl)
    });
    let kind = if verb.child(Dep::Attr).is_some() {
        0
    } else if verb.child(Dep::Acomp).is_some() {
        1
    } else {
        2
    };
    Some(kind + 3 * usize::from(clause))
}

/// Number, and what kind of thing it is.
pub fn kind_of(doc: &Doc, mention: &Mention, lemma: &str) -> (Number, Gender) {
    if let Kind::Pronoun(n) = mention.kind {
        let pronoun = &WORDS.pronouns[n as usize];
        return (pronoun.number, pronoun.gender);
    }
    let head = doc.token(mention.head);
    let group = ROLES.body.contains(lemma) || WORDS.bodies.contains(lemma);
    let number = if mention.joint || matches!(head.tag(), Tag::NNS | Tag::NNPS) {
        Number::Many
    } else if group || matches!(head.entity_label(), Some(EntityLabel::Org | EntityLabel::Gpe)) {
        Number::Either
    } else if matches!(head.tag(), Tag::NN | Tag::NNP) {
        Number::One
    } else {
        Number::Either
    };
    let gender = match head.entity_label().filter(|_| mention.kind == Kind::Name) {
        Some(EntityLabel::Person) => Gender::Who,
        Some(EntityLabel::Norp) | None => {
            if ROLES.male.contains(lemma) {
                Gender::He
            } else if ROLES.female.contains(lemma) {
                Gender::She
            } else if ROLES.person.contains(lemma) || WORDS.people.contains(lemma) {
                Gender::Who
            } else if mention.kind == Kind::Noun && !ROLES.group.contains(lemma) && !group {
                Gender::It
            } else {
                Gender::Any
            }
        }
        Some(EntityLabel::Org | EntityLabel::Gpe) if mention.joint => Gender::Any,
        Some(_) => Gender::It,
    };
    (number, gender)
}
