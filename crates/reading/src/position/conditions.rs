//! Terms: "only if", "unless", "in exchange for".

use std::ops::Range;

use lang::{Dep, Token};

use super::lexicon::LEXICON;

/// What a stance depends on.
#[derive(Clone, Debug)]
pub struct Terms<'a> {
    /// Head of what is asked for.
    pub head: Token<'a>,
    /// Its tokens with the word that makes them terms.
    pub range: Range<usize>,
    /// "if", "unless", "in exchange for": the words leave no doubt; "after", "until" may only tell time.
    pub firm: bool,
    /// The word.
    pub word: &'a str,
}

/// The terms on which a verb, or the verb that governs it, hangs.
pub fn terms<'a>(verb: Token<'a>) -> Option<Terms<'a>> {
    let mut at = verb;
    for _ in 0..4 {
        if let Some(found) = own(at) {
            return Some(found);
        }
        if !matches!(
            at.dep(),
            Dep::Xcomp | Dep::Ccomp | Dep::Conj | Dep::Acomp | Dep::Dobj | Dep::Pobj | Dep::Prep | Dep::Attr
        ) {
            break;
        }
        at = at.head();
    }
    None
}

fn own<'a>(verb: Token<'a>) -> Option<Terms<'a>> {
    let words = &LEXICON.reporting;
    for child in verb.children() {
        match child.dep() {
            Dep::Advcl if is_inverted(child) => {
                return Some(Terms { head: child, range: child.subtree(), firm: true, word: "should" });
            }
            Dep::Advcl => {
                let Some(mark) = child
                    .children()
                    .find(|c| c.index() < child.index() && words.terms.contains(&c.norm().to_lowercase()))
                else {
                    continue;
                };
                let sharpened = verb
                    .children()
                    .chain(child.children())
                    .any(|c| c.dep() == Dep::Advmod && words.only.contains(c.norm()));
                let firm = words.firm_terms.contains(&mark.norm().to_lowercase()) || sharpened;
                return Some(Terms { head: child, range: child.subtree(), firm, word: mark.norm() });
            }
            Dep::Prep | Dep::Pcomp => {
                // "will not sign without Z"
                if words.lacking.contains(child.norm()) && crate::clause::is_negated(verb) {
                    let head = child.child(Dep::Pobj).or_else(|| child.child(Dep::Pcomp))?;
                    return Some(Terms { head, range: child.subtree(), firm: true, word: child.norm() });
                }
                if let Some(noun) = child.child(Dep::Pobj).filter(|p| words.term_nouns.contains(p.lemma())) {
                    // "in exchange for Z"; "in return" alone
                    let asked = crate::clause::prepositional(noun, "for")
                        .or_else(|| noun.children().filter(|c| c.norm() == "for").find_map(|c| c.child(Dep::Pcomp)));
                    let alone = !noun.children().any(|c| c.dep() == Dep::Prep);
                    if let Some(head) = asked.or(alone.then_some(noun)) {
                        return Some(Terms { head, range: child.subtree(), firm: true, word: noun.lemma() });
                    }
                }
                let sharpened = child
                    .children()
                    .chain(verb.children())
                    .any(|c| c.dep() == Dep::Advmod && words.only.contains(c.norm()));
                if sharpened && words.terms.contains(&child.norm().to_lowercase()) {
                    let head = child.child(Dep::Pobj).or_else(|| child.child(Dep::Pcomp))?;
                    return Some(Terms { head, range: child.subtree(), firm: true, word: child.norm() });
                }
            }
            _ => {}
        }
    }
    None
}

/// "should Kyiv refuse", "were the army to stay": a condition without "if".
pub fn is_inverted(verb: Token<'_>) -> bool {
    let Some(subject) = verb.children().find(|c| matches!(c.dep(), Dep::Nsubj | Dep::Nsubjpass)) else {
        return false;
    };
    verb.dep() == Dep::Advcl
        && verb.subtree().start < subject.index()
        && verb.children().any(|c| {
            c.dep() == Dep::Aux && matches!(c.norm(), "should" | "were" | "had") && c.index() < subject.subtree().start
        })
}
