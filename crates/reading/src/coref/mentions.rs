//! What may be a mention: pronouns, names and noun phrases, each in its longest form.

use std::collections::{BTreeSet, HashMap, HashSet};
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
    let heads: HashSet<usize> = found.iter().map(|m| m.head).collect();
    for entity in doc.entities().iter().filter(|e| !is_amount(e.label)) {
        let mut tokens = entity.tokens.clone();
        while tokens.len() > 1 && doc.token(tokens.start).pos() == Pos::Det {
            tokens.start += 1;
        }
        let Some(head) = doc.slice(tokens.clone()).find(|t| t.is_root() || !tokens.contains(&t.head().index())) else {
            continue;
        };
        let inner = matches!(head.dep(), Dep::Compound | Dep::Nmod | Dep::Amod | Dep::Appos | Dep::Dep);
        if inner && head.pos() == Pos::Propn && !heads.contains(&head.index()) {
            found.push(Mention { tokens, head: head.index(), kind: Kind::Name, joint: false });
        }
    }
    again(doc, &mut found);
    found.sort_by_key(|m| (m.tokens.start, std::cmp::Reverse(m.tokens.end)));
    found.dedup_by(|b, a| a.tokens == b.tokens);
    found
}

/// Names met once, wherever else their words stand ("the Oslo Forum" after "Oslo").
fn again(doc: &Doc, found: &mut Vec<Mention>) {
    let mut names: HashMap<&str, BTreeSet<Vec<&str>>> = HashMap::new();
    for mention in found.iter().filter(|m| m.kind == Kind::Name && !m.joint && m.tokens.len() < 6) {
        let words: Vec<&str> = doc
            .slice(mention.tokens.clone())
            .skip_while(|t| t.pos() == Pos::Det)
            .filter(|t| t.tag() != Tag::POS)
            .map(|t| t.text())
            .collect();
        let name = |w: &&str| w.chars().any(char::is_uppercase) && w.chars().count() > 2;
        if words.iter().all(name) {
            names.entry(words[0]).or_default().insert(words);
        }
    }
    let mut taken: HashSet<usize> = found.iter().map(|m| m.head).collect();
    let mut at = 0;
    while at < doc.len() {
        let longest = names.get(doc.token(at).text()).into_iter().flatten().filter(|words| {
            at + words.len() <= doc.len() && doc.slice(at..at + words.len()).map(|t| t.text()).eq(words.iter().copied())
        });
        let Some(length) = longest.map(Vec::len).max() else {
            at += 1;
            continue;
        };
        let head = at + length - 1;
        if taken.insert(head) {
            found.push(Mention { tokens: at..at + length, head, kind: Kind::Name, joint: false });
        }
        at += length;
    }
}

/// The entry of a pronoun that stands for somebody or something.
fn pronoun(token: Token<'_>) -> Option<u8> {
    if token.dep() == Dep::Expl {
        return None;
    }
    let form = token.text().to_lowercase();
    let entry = WORDS.pronoun.get(&*form).map(|&n| n as u8);
    // "I", "our": never more than the word itself.
    let capitals = form.len() > 1 && !token.text().chars().any(char::is_lowercase);
    if matches!(token.tag(), Tag::PRP | Tag::PRPS) || !capitals && WORDS.personal.contains(&form) {
        return entry;
    }
    // "There", "here", where they are no more than a place.
    if token.pos() == Pos::Adv {
        return entry.filter(|_| WORDS.place.contains(&form));
    }
    if !matches!(token.pos(), Pos::Pron | Pos::Det | Pos::Adj | Pos::Num | Pos::Noun) {
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
    entry
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
    // What hangs on the head without being part of the phrase: the clause that a noun is the predicate of, a time after it.
    for child in token.children() {
        let outside = matches!(
            child.dep(),
            Dep::Nsubj
                | Dep::Nsubjpass
                | Dep::Aux
                | Dep::Auxpass
                | Dep::Cc
                | Dep::Preconj
                | Dep::Intj
                | Dep::Ccomp
                | Dep::Advcl
                | Dep::Advmod
                | Dep::Csubj
                | Dep::Mark
                | Dep::Neg
                | Dep::Expl
                | Dep::Parataxis
                | Dep::Meta
        );
        let part = child.subtree();
        if child.index() < token.index() {
            if outside && part.start.saturating_sub(whole.start) < 3 {
                whole.start = whole.start.max(part.end);
            }
        } else if (outside || child.dep() == Dep::Npadvmod) && !matches!(child.dep(), Dep::Cc | Dep::Preconj) {
            whole.end = whole.end.min(part.start);
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
        // A bracket that the parse left outside.
        let open = |o: &str, c: &str| {
            doc.slice(tokens.clone()).filter(|t| t.text() == o).count()
                > doc.slice(tokens.clone()).filter(|t| t.text() == c).count()
        };
        if tokens.end < doc.len()
            && matches!(doc.token(tokens.end).text(), ")" | "]")
            && (open("(", ")") || open("[", "]"))
        {
            tokens.end += 1;
        }
        return tokens;
    }
}

#[cfg(test)]
mod tests {
    use lang::Pipeline;

    use super::*;

    fn texts(text: &str) -> Vec<String> {
        let doc = Pipeline::english().annotate(text);
        find(&doc).into_iter().map(|m| doc.text_of(m.tokens).to_owned()).collect()
    }

    #[test]
    fn a_phrase_is_taken_whole_and_its_parts_are_mentions_too() {
        assert_eq!(texts("The envoy of Norway met her aides."), ["The envoy of Norway", "Norway", "her aides", "her"]);
    }

    #[test]
    fn joined_phrases_are_one_mention_and_each_another() {
        assert_eq!(
            texts("Anna Berg and Jonas Weidel left."),
            ["Anna Berg and Jonas Weidel", "Anna Berg", "Jonas Weidel"]
        );
    }

    #[test]
    fn a_state_is_no_pronoun() {
        let doc = Pipeline::english().annotate("The US asked us.");
        let kinds: Vec<Kind> = find(&doc).into_iter().map(|m| m.kind).collect();
        assert!(matches!(kinds[..], [Kind::Name, Kind::Pronoun(_)]), "{kinds:?}");
    }
}
