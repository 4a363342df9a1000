//! What kind of source the words are from: known by name, kept unnamed, a text, a poll, an outlet.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use lang::{Dep, Doc, EntityLabel, Pos, Tag, Token};
use serde::Deserialize;

use super::parts::heads;
use crate::clause;
use crate::entry::Speaker;
use crate::lexicon::{OUTLETS, ROLES};
use crate::register::{ActorIndex, Register, RegisteredActor};

/// Nouns for sources and for what passes between a speaker and an outlet.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lexicon {
    /// Texts that speak for themselves.
    pub document: HashSet<String>,
    study: HashSet<String>,
    told: HashSet<String>,
    office: HashSet<String>,
    definite: HashSet<String>,
    /// Kinds of outlet that one speaks to.
    pub relaying: HashSet<String>,
    media: HashSet<String>,
    /// Verbs of an outlet that passes on what another says.
    pub passing: HashSet<String>,
    /// Of these, verbs whose object is the one who speaks.
    pub quoting: HashSet<String>,
    /// Nouns for what is said to an outlet.
    pub talk: HashSet<String>,
}

/// The nouns, read once.
pub static SPEAKERS: LazyLock<Lexicon> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/speakers.toml")).expect("data/speakers.toml is well formed")
});

/// The kind of a source: of one of the actors that its words mean, if they mean any, else by the words.
pub fn speaker(doc: &Doc, register: &Register, source: Option<Range<usize>>, actor: Option<ActorIndex>) -> Speaker {
    let actor = actor.map(|index| register.actor(index));
    let Some(head) = source.and_then(|source| heads(doc, source).next()).map(antecedent) else {
        return actor.map_or(Speaker::Unstated, by_actor);
    };
    if let Some(kind) = by_thing(doc, head) {
        return kind;
    }
    if let Some(actor) = actor.filter(|actor| actor.named || head.pos() == Pos::Pron) {
        return by_actor(actor);
    }
    if matches!(head.entity_label(), Some(EntityLabel::Person | EntityLabel::Org | EntityLabel::Gpe)) {
        return Speaker::Named;
    }
    match head.pos() {
        Pos::Propn => Speaker::Named,
        // "some", "many", "others" are somebody; "he" is somebody the report knows and we do not.
        Pos::Pron if matches!(head.tag(), Tag::PRP | Tag::PRPS | Tag::WP | Tag::WDT) => Speaker::Unstated,
        Pos::Noun if is_office(head) => Speaker::Named,
        _ => Speaker::Unnamed,
    }
}

/// The noun that a relative pronoun stands for: "the envoys, who said".
fn antecedent(head: Token<'_>) -> Token<'_> {
    let verb = head.head();
    if matches!(head.tag(), Tag::WP | Tag::WDT) && verb.dep() == Dep::Relcl { verb.head() } else { head }
}

/// A text, a poll or an outlet, by the noun.
fn by_thing(doc: &Doc, head: Token<'_>) -> Option<Speaker> {
    if head.entity_label() == Some(EntityLabel::Person) {
        return None;
    }
    if head.pos() == Pos::Propn && OUTLETS.is_outlet(clause::bare(doc, clause::noun_phrase(head))) {
        return Some(Speaker::Outlet);
    }
    let noun = head.lemma().to_lowercase();
    if SPEAKERS.study.contains(&noun) {
        return Some(Speaker::Study);
    }
    let outlet = |word: &str| SPEAKERS.relaying.contains(word) || SPEAKERS.media.contains(word);
    let of = |wanted: fn(Dep) -> bool| head.children().filter(move |c| wanted(c.dep()));
    let several = matches!(head.tag(), Tag::NNS | Tag::NNPS);
    if several && SPEAKERS.told.contains(&noun) && !is_definite(head) {
        let by_outlets = of(|dep| matches!(dep, Dep::Compound | Dep::Amod)).any(|c| outlet(&c.lemma().to_lowercase()));
        return Some(if by_outlets { Speaker::Outlet } else { Speaker::Unnamed });
    }
    if SPEAKERS.document.contains(&noun) {
        return Some(Speaker::Document);
    }
    // "the agency" may be any body; only a news agency is an outlet.
    let news = noun != "agency" || of(|dep| matches!(dep, Dep::Compound | Dep::Amod)).any(|c| c.lemma() == "news");
    (outlet(&noun) && news && head.pos() == Pos::Noun).then_some(Speaker::Outlet)
}

fn by_actor(actor: &RegisteredActor) -> Speaker {
    if actor.outlet {
        return Speaker::Outlet;
    }
    let mut words = actor.name.split(' ');
    let known = actor.named || words.any(|word| SPEAKERS.office.contains(&word.to_lowercase()));
    if known { Speaker::Named } else { Speaker::Unnamed }
}

/// "the foreign minister", "his government": one holds the office. Not "a minister", nor "the ministers".
fn is_office(head: Token<'_>) -> bool {
    let noun = head.lemma().to_lowercase();
    head.tag() == Tag::NN && (SPEAKERS.office.contains(&noun) || ROLES.body.contains(&noun)) && is_definite(head)
}

fn is_definite(head: Token<'_>) -> bool {
    head.children()
        .any(|c| c.dep() == Dep::Poss || (c.dep() == Dep::Det && SPEAKERS.definite.contains(&c.norm().to_lowercase())))
}
