//! A noun with what stands before it, and with the noun after "of": "production quotas", "withdrawal of foreign troops".

use std::ops::Range;

use lang::{Dep, Doc, EntityLabel, Pos, Token};
use source::Span;

use super::lexicon::LEXICON;
use crate::lexicon::ROLES;
use crate::register::Register;

/// More words are rather a clause.
const LONGEST: usize = 5;

/// A noun phrase cut to what tells its subject.
pub(super) struct Chunk {
    pub tokens: Range<usize>,
}

impl Chunk {
    /// The phrase with this head; none where it names a person, state, body, time or number, or says too little.
    pub fn of(head: Token<'_>, register: &Register) -> Option<Self> {
        if !names_a_thing(head, register) {
            return None;
        }
        let before = modifiers(head, register);
        let own = before.start < before.end;
        let lemma = head.lemma().to_lowercase();
        let vague = LEXICON.vague.contains(&lemma);
        if vague && !before.clone().any(|i| tells(head.doc().token(i))) {
            return None;
        }
        // "The pension dispute" is about pensions: the pension is a phrase of its own.
        if LEXICON.about.contains(&lemma) {
            return None;
        }
        // Part of a longer name that is told with its head ("fishing" of "fishing rights").
        let above = head.head();
        if matches!(head.dep(), Dep::Compound | Dep::Nmod) && !LEXICON.about.contains(&above.lemma().to_lowercase()) {
            return None;
        }
        let end = if vague && own { head.index() + 1 } else { with_object(head, register) };
        let tokens = before.start..end;
        (tokens.len() <= LONGEST).then_some(Chunk { tokens })
    }

    /// As the report writes it; capitals at the beginning of a sentence and of a heading are none of the phrase's own.
    pub fn words(&self, doc: &Doc) -> String {
        let words = doc.text_of(self.tokens.clone()).split_whitespace().collect::<Vec<_>>().join(" ");
        let first = doc.token(self.tokens.start);
        if !first.sentence().text().chars().any(char::is_lowercase) {
            return words.to_lowercase();
        }
        if first.pos() == Pos::Propn || first.text().chars().skip(1).any(char::is_uppercase) {
            return words;
        }
        let mut chars = words.chars();
        chars.next().map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
    }

    /// Its lemmas, as a term of an agenda has them.
    pub fn term(&self, doc: &Doc) -> String {
        let lemmas = doc.slice(self.tokens.clone()).filter(|t| t.pos() != Pos::Punct).map(|t| t.lemma().to_lowercase());
        lemmas.collect::<Vec<_>>().join(" ")
    }

    /// Where it stands.
    pub fn span(&self, doc: &Doc) -> Span {
        Span::new(doc.token(self.tokens.start).span().start..doc.token(self.tokens.end - 1).span().end)
    }
}

/// Whether a noun stands for a thing, and not for somebody, a place, a time or a number.
fn names_a_thing(noun: Token<'_>, register: &Register) -> bool {
    let lemma = noun.lemma().to_lowercase();
    let word = noun.text();
    let named = noun.entity_label().is_some_and(|label| !matches!(label, EntityLabel::Law | EntityLabel::Event));
    let somebody = ROLES.person.contains(&lemma)
        || ROLES.group.contains(&lemma)
        || ROLES.body.contains(&lemma)
        || ROLES.head.contains(&lemma)
        || ROLES.title_words.contains(&lemma);
    !named
        && !somebody
        && register.meant(noun).is_empty()
        && word.chars().count() > 2
        && word.chars().all(|c| c.is_alphabetic() || c == '-')
        // Words that cannot be told from names.
        && (noun.pos() == Pos::Noun || noun.entity_label().is_some())
}

/// What stands before a noun without a gap and tells what it is.
fn modifiers(head: Token<'_>, register: &Register) -> Range<usize> {
    let doc = head.doc();
    let sentence = head.sentence().range();
    let mut start = head.index();
    while start > sentence.start {
        let token = doc.token(start - 1);
        let hyphen = token.text() == "-" && start - 1 > sentence.start && !token.has_space_after();
        if hyphen && belongs(doc.token(start - 2), head, register) {
            start -= 2;
        } else if hyphen {
            // "Long-term": all of it is left away.
            return (start + 1).min(head.index())..head.index();
        } else if belongs(token, head, register) {
            start -= 1;
        } else {
            break;
        }
    }
    start..head.index()
}

/// Whether a word before a noun is part of what it names.
fn belongs(token: Token<'_>, head: Token<'_>, register: &Register) -> bool {
    let below = token.head() == head || token.ancestors().take(3).any(|t| t == head);
    let kind = matches!(token.dep(), Dep::Compound | Dep::Amod | Dep::Nmod | Dep::Npadvmod | Dep::Advmod);
    let lemma = token.lemma().to_lowercase();
    let word = token.text();
    below
        && kind
        && matches!(token.pos(), Pos::Noun | Pos::Propn | Pos::Adj | Pos::Verb)
        && token.entity_label().is_none()
        && register.meant(token).is_empty()
        && !LEXICON.plain.contains(&lemma)
        && !LEXICON.plain.contains(&word.to_lowercase())
        && word.chars().all(char::is_alphabetic)
}

/// Whether a word before a vague noun makes it a subject.
fn tells(token: Token<'_>) -> bool {
    let lemma = token.lemma().to_lowercase();
    matches!(token.pos(), Pos::Noun | Pos::Propn) && !LEXICON.vague.contains(&lemma) && !ROLES.person.contains(&lemma)
}

/// Where a phrase ends: after the noun, or after the noun that its "of" names.
fn with_object(head: Token<'_>, register: &Register) -> usize {
    let end = head.index() + 1;
    let of = head.children().find(|c| c.index() == end && c.dep() == Dep::Prep && c.lemma() == "of");
    // "Release of prisoners": people are a thing to be settled here.
    let fits = |object: &Token<'_>| object.pos() == Pos::Noun && object.entity_label().is_none();
    let object = of.and_then(|of| of.child(Dep::Pobj)).filter(fits);
    match object {
        Some(object) if modifiers(object, register).start == end + 1 => object.index() + 1,
        _ => end,
    }
}
