//! Points: the things a stance is on, in the words of the report.

use std::ops::Range;

use lang::{Dep, Pos, Tag, Token};

use super::lexicon::{Frame, Part, Slot};
use crate::clause;

/// A thing the talks could settle, as a phrase or a clause.
#[derive(Clone, Debug)]
pub struct Point<'a> {
    /// Head of the phrase or clause.
    pub head: Token<'a>,
    /// Its tokens.
    pub range: Range<usize>,
    /// Where it stood.
    pub slot: &'static str,
    /// Somebody other than the holder is to do it.
    pub of_other: bool,
}

/// The points of a word with this frame: each item of a list one, none where the frame is not filled.
pub fn points<'a>(token: Token<'a>, part: Part, frame: &Frame) -> Vec<Point<'a>> {
    for slot in &frame.points {
        if *slot == Slot::Bare {
            // The finder puts the thing spoken of before in its place.
            return vec![Point { head: token, range: token.index()..token.index() + 1, slot: "bare", of_other: false }];
        }
        let heads = filled(token, part, slot);
        if heads.is_empty() {
            continue;
        }
        let name = name(slot);
        let of_other = *slot == Slot::Other;
        return heads
            .into_iter()
            .flat_map(items)
            .filter(|h| h.index() != token.index())
            .map(|head| Point { head, range: phrase(head), slot: name, of_other: of_other || has_own_subject(head) })
            .collect();
    }
    Vec::new()
}

fn name(slot: &Slot) -> &'static str {
    match slot {
        Slot::Object => "object",
        Slot::Clause => "clause",
        Slot::Infinitive => "infinitive",
        Slot::Gerund => "gerund",
        Slot::Other => "other",
        Slot::Subject => "subject",
        Slot::Is => "is",
        Slot::Bare => "bare",
        Slot::Preposition(_) => "preposition",
    }
}

fn has_own_subject(head: Token<'_>) -> bool {
    head.children().any(|c| matches!(c.dep(), Dep::Nsubj | Dep::Nsubjpass))
}

fn is_infinitive(verb: Token<'_>) -> bool {
    verb.children().any(|c| c.tag() == Tag::TO && c.index() < verb.index())
}

/// The heads in a slot.
fn filled<'a>(token: Token<'a>, part: Part, slot: &Slot) -> Vec<Token<'a>> {
    let one = |t: Option<Token<'a>>| t.into_iter().collect::<Vec<_>>();
    match slot {
        Slot::Object => one(object(token, part)),
        Slot::Clause => token
            .children()
            .filter(|c| {
                matches!(c.dep(), Dep::Ccomp | Dep::Acl)
                    && (has_own_subject(*c) || c.children().any(|g| matches!(g.dep(), Dep::Mark | Dep::Expl)))
                    && !is_infinitive(*c)
                    && is_verbal(*c)
            })
            .collect(),
        Slot::Infinitive => one(token.children().find(|c| {
            matches!(c.dep(), Dep::Xcomp | Dep::Acl | Dep::Ccomp | Dep::Advcl | Dep::Relcl)
                && c.index() > token.index()
                && is_infinitive(*c)
                && !has_own_subject(*c)
        })),
        Slot::Gerund => one(token
            .children()
            .find(|c| matches!(c.dep(), Dep::Xcomp | Dep::Ccomp | Dep::Dobj | Dep::Pcomp) && c.tag() == Tag::VBG)),
        Slot::Other => {
            let clause = token.children().find(|c| {
                matches!(c.dep(), Dep::Ccomp | Dep::Xcomp | Dep::Prt | Dep::Advmod | Dep::Oprd)
                    && c.index() > token.index()
                    && has_own_subject(*c)
                    && (is_infinitive(*c) || !is_finite(*c))
            });
            one(clause.or_else(|| {
                let someone = token
                    .child(Dep::Dobj)
                    .or_else(|| token.child(Dep::Nsubjpass))
                    .or_else(|| token.child(Dep::Prep))?;
                token.children().find(|c| {
                    matches!(c.dep(), Dep::Xcomp | Dep::Advcl | Dep::Ccomp)
                        && c.index() > token.index()
                        && c.index() > someone.index()
                        && is_infinitive(*c)
                })
            }))
        }
        Slot::Subject => one(predicate_subject(token)),
        Slot::Is => {
            let be = token.head();
            if !matches!(token.dep(), Dep::Nsubj | Dep::Nsubjpass) || be.lemma() != "be" {
                return Vec::new();
            }
            one(be.children().find(|c| {
                c.index() > be.index() && matches!(c.dep(), Dep::Attr | Dep::Ccomp | Dep::Xcomp | Dep::Acomp)
            }))
        }
        Slot::Bare => Vec::new(),
        Slot::Preposition(p) => one(token
            .children()
            // "for prisoners to be freed"
            .find(|c| {
                matches!(c.dep(), Dep::Advcl | Dep::Ccomp | Dep::Acl | Dep::Relcl)
                    && c.index() > token.index()
                    && is_infinitive(*c)
                    && c.children().any(|m| m.dep() == Dep::Mark && m.norm() == p)
            })
            .or_else(|| preposition(token, p))),
    }
}

fn preposition<'a>(token: Token<'a>, p: &str) -> Option<Token<'a>> {
    let after = token.children().filter(|c| c.index() > token.index() && c.norm() == p);
    after.filter(|c| matches!(c.dep(), Dep::Prep | Dep::Dative | Dep::Prt)).find_map(|c| {
        c.child(Dep::Pobj)
            .or_else(|| c.child(Dep::Pcomp))
            .or_else(|| c.child(Dep::Prep).and_then(|p| p.child(Dep::Pobj)))
    })
}

fn is_verbal(token: Token<'_>) -> bool {
    matches!(token.pos(), Pos::Verb | Pos::Aux)
}

fn is_finite(verb: Token<'_>) -> bool {
    let finite = |t: Tag| matches!(t, Tag::VBD | Tag::VBZ | Tag::VBP | Tag::MD);
    finite(verb.tag()) || verb.children().any(|c| matches!(c.dep(), Dep::Aux | Dep::Auxpass) && finite(c.tag()))
}

fn object(token: Token<'_>, part: Part) -> Option<Token<'_>> {
    if part != Part::Verb {
        return token.child(Dep::Pobj);
    }
    if clause::is_passive(token) {
        return clause::subject(token);
    }
    let relative = (token.dep() == Dep::Relcl).then(|| token.head());
    match token.children().find(|c| matches!(c.dep(), Dep::Dobj | Dep::Dative)) {
        Some(o) if matches!(o.tag(), Tag::WDT | Tag::WP) || (o.lemma() == "that" && o.index() < token.index()) => {
            relative.or(Some(o))
        }
        Some(o) => Some(o),
        // "a plan Moscow rejected"
        None => relative
            .filter(|_| token.children().any(|c| c.dep() == Dep::Nsubj && !matches!(c.tag(), Tag::WDT | Tag::WP))),
    }
}

/// The subject of a predicate adjective or noun ("Z is unacceptable", "called Z a non-starter").
fn predicate_subject(token: Token<'_>) -> Option<Token<'_>> {
    let own = token.children().find(|c| matches!(c.dep(), Dep::Nsubj));
    if own.is_some() {
        return own;
    }
    match token.dep() {
        Dep::Acomp | Dep::Attr | Dep::Prep => {
            let subject = clause::subject(token.head())?;
            (!is_dummy(subject)).then_some(subject)
        }
        Dep::Oprd | Dep::Ccomp | Dep::Xcomp => token.head().child(Dep::Dobj),
        Dep::Pobj if token.head().norm() == "as" => token.head().head().child(Dep::Dobj),
        _ => None,
    }
}

fn is_dummy(token: Token<'_>) -> bool {
    matches!(token.norm(), "it" | "there" | "this" | "that" | "which")
}

/// A list's items that have a noun or verb of their own.
fn items(head: Token<'_>) -> Vec<Token<'_>> {
    clause::conjuncts(head)
        .into_iter()
        .filter(|t| {
            t.index() == head.index() || matches!(t.pos(), Pos::Noun | Pos::Propn | Pos::Verb | Pos::Aux | Pos::Pron)
        })
        .collect()
}

/// The words of one item: its subtree without the items after it, and without the subject that it was raised from.
fn phrase(head: Token<'_>) -> Range<usize> {
    let mut range = head.subtree();
    for child in head.children().filter(|c| c.index() > head.index()) {
        if matches!(child.dep(), Dep::Conj | Dep::Cc) {
            range.end = child.subtree().start.max(head.index() + 1);
            break;
        }
    }
    let doc = head.doc();
    while range.end > head.index() + 1 && doc.token(range.end - 1).pos() == Pos::Punct {
        range.end -= 1;
    }
    while range.start < head.index() {
        let first = doc.token(range.start);
        if first.pos() == Pos::Punct || first.tag() == Tag::TO || first.dep() == Dep::Mark {
            range.start += 1;
        } else {
            break;
        }
    }
    range
}
