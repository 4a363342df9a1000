//! What may be a mention: pronouns, names and noun phrases, each in its longest form.

use std::ops::Range;

use lang::{Dep, Doc, EntityLabel, Pos, Tag, Token};

use super::lexicon::WORDS;

/// A stretch of text that may mean somebody or something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Token positions.
    pub tokens: Range<usize>,
    /// Position of the head.
    pub head: usize,
    /// How it means.
    pub kind: Kind,
    /// Whether it is several phrases joined by "and".
    pub joint: bool,
}

/// How a mention means what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// By a pronoun: the number of its entry in the lexicon.
    Pronoun(u8),
    /// By name.
    Name,
    /// By a description.
    Noun,
}

/// Entities that are amounts and not things.
fn is_amount(label: EntityLabel) -> bool {
    matches!(
        label,
        EntityLabel::Cardinal
            | EntityLabel::Ordinal
            | EntityLabel::Percent
            | EntityLabel::Quantity
            | EntityLabel::Money
            | EntityLabel::Norp
            | EntityLabel::Language
    )
}

/// All that may be mentions, in the order of their beginnings; of two that begin together the longer is first.
pub fn find(doc: &Doc) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    for token in doc.tokens() {
        if let Some(pronoun) = pronoun(token) {
            let i = token.index();
            found.push(Mention { tokens: i..i + 1, head: i, kind: Kind::Pronoun(pronoun), joint: false });
        } else if heads_phrase(token) {
            phrase(token, &mut found);
        }
    }
    // Names before a noun ("the NATO summit").
    for entity in doc.entities().iter().filter(|e| !is_amount(e.label)) {
        let mut tokens = entity.tokens.clone();
        while tokens.len() > 1 && doc.token(tokens.start).pos() == Pos::Det {
            tokens.start += 1;
        }
        let Some(head) = doc.slice(tokens.clone()).find(|t| t.is_root() || !tokens.contains(&t.head().index())) else {
            continue;
        };
        let inner = matches!(head.dep(), Dep::Compound | Dep::Nmod | Dep::Amod | Dep::Appos | Dep::Dep);
        if inner && head.pos() == Pos::Propn && !found.iter().any(|m| m.head == head.index() && !m.joint) {
            found.push(Mention { tokens, head: head.index(), kind: Kind::Name, joint: false });
        }
    }
    found.sort_by_key(|m| (m.tokens.start, std::cmp::Reverse(m.tokens.end)));
    found.dedup_by(|b, a| a.tokens == b.tokens);
    found
}

/// The entry of a pronoun that stands for somebody or something.
fn pronoun(token: Token<'_>) -> Option<u8> {
    if !matches!(token.pos(), Pos::Pron | Pos::Det | Pos::Adj) || token.dep() == Dep::Expl {
        return None;
    }
    if matches!(token.tag(), Tag::WDT | Tag::WP | Tag::WPS | Tag::IN | Tag::EX) {
        return None;
    }
    if matches!(
        token.dep(),
        Dep::Det | Dep::Predet | Dep::Advmod | Dep::Mark | Dep::Quantmod | Dep::Amod | Dep::Preconj
    ) {
        return None;
    }
    // "Those who", "one of us": a phrase of its own.
    if token
        .children()
        .any(|c| c.index() > token.index() && matches!(c.dep(), Dep::Prep | Dep::Relcl | Dep::Acl | Dep::Appos))
    {
        return None;
    }
    WORDS.pronoun.get(&*token.text().to_lowercase()).map(|&n| n as u8)
}

/// Whether a noun phrase has this head.
fn heads_phrase(token: Token<'_>) -> bool {
    let nominal = match token.pos() {
        Pos::Noun | Pos::Propn => true,
        Pos::Pron | Pos::Det => {
            !matches!(token.tag(), Tag::WDT | Tag::WP | Tag::WPS | Tag::EX | Tag::IN)
                && !matches!(token.dep(), Dep::Det | Dep::Predet | Dep::Advmod | Dep::Mark | Dep::Expl)
                && token.children().any(|c| c.index() > token.index())
        }
        Pos::Num => {
            matches!(
                token.dep(),
                Dep::Nsubj | Dep::Nsubjpass | Dep::Dobj | Dep::Pobj | Dep::Conj | Dep::Root | Dep::Appos
            )
        }
        Pos::Adj => {
            matches!(token.dep(), Dep::Nsubj | Dep::Nsubjpass | Dep::Dobj | Dep::Pobj)
                && token.children().any(|c| c.dep() == Dep::Det)
        }
        _ => false,
    };
    nominal
        && !matches!(
            token.dep(),
            Dep::Compound | Dep::Amod | Dep::Nmod | Dep::Appos | Dep::Punct | Dep::Quantmod | Dep::Nummod
        )
}

/// The phrases of a head: alone and, if others are joined to it, together with them.
fn phrase(token: Token<'_>, found: &mut Vec<Mention>) {
    let doc = token.doc();
    let kind = match token.pos() {
        Pos::Propn => Kind::Name,
        _ if token
            .entity_label()
            .is_some_and(|l| !is_amount(l) && l != EntityLabel::Date && l != EntityLabel::Time) =>
        {
            Kind::Name
        }
        _ => Kind::Noun,
    };
    let mut whole = token.subtree();
    // What hangs on a head that is also the root of a sentence is not part of the phrase.
    for child in token.children() {
        let outside = matches!(
            child.dep(),
            Dep::Nsubj
                | Dep::Nsubjpass
                | Dep::Aux
                | Dep::Auxpass
                | Dep::Cc
                | Dep::Intj
                | Dep::Ccomp
                | Dep::Advcl
                | Dep::Csubj
                | Dep::Mark
                | Dep::Neg
                | Dep::Expl
                | Dep::Parataxis
                | Dep::Meta
        );
        if outside && child.index() < token.index() {
            whole.start = whole.start.max(child.subtree().end);
        } else if outside
            && matches!(child.dep(), Dep::Parataxis | Dep::Advcl | Dep::Ccomp | Dep::Meta | Dep::Intj)
            && child.subtree().start > token.index()
        {
            whole.end = whole.end.min(child.subtree().start);
        }
    }
    let joined = token.children().any(|c| c.dep() == Dep::Conj);
    if joined {
        let tokens = trim(doc, whole.clone());
        if tokens.contains(&token.index()) {
            found.push(Mention { tokens, head: token.index(), kind, joint: true });
        }
        let mut end = whole.end;
        for child in token.children().filter(|c| c.index() > token.index()) {
            if matches!(child.dep(), Dep::Cc | Dep::Conj | Dep::Preconj) {
                end = end.min(child.subtree().start);
            }
        }
        whole.end = end;
    }
    let tokens = trim(doc, whole);
    if tokens.contains(&token.index()) {
        found.push(Mention { tokens, head: token.index(), kind, joint: false });
    }
}

/// Without the punctuation around it, if that is not a pair.
fn trim(doc: &Doc, tokens: Range<usize>) -> Range<usize> {
    let mut tokens = tokens;
    let closes = |t: Token<'_>| match t.text() {
        ")" => Some("("),
        "]" => Some("["),
        "”" => Some("“"),
        "\"" => Some("\""),
        _ => None,
    };
    loop {
        if tokens.is_empty() {
            return tokens;
        }
        let (first, last) = (doc.token(tokens.start), doc.token(tokens.end - 1));
        let outer = |t: Token<'_>| t.pos() == Pos::Punct || matches!(t.pos(), Pos::Cconj | Pos::Space | Pos::Sconj);
        if outer(last) {
            let pair =
                closes(last).is_some_and(|open| doc.slice(tokens.start + 1..tokens.end - 1).any(|t| t.text() == open));
            if !pair {
                tokens.end -= 1;
                continue;
            }
        }
        if outer(first) {
            tokens.start += 1;
            continue;
        }
        return tokens;
    }
}
