//! Clauses: who does what in a parse. Pure functions of the tree, without lexicons.

use std::ops::Range;

use lang::{Dep, Doc, Pos, Tag, Token};

/// The subject of a verb: its own, that of the verb it is coordinated with, or that of the verb that governs it
/// ("Kyiv agreed to withdraw": Kyiv for both). In a relative clause the noun that the clause describes.
pub fn subject(verb: Token<'_>) -> Option<Token<'_>> {
    let mut at = verb;
    // A chain of control is short; the bound is against a malformed tree.
    for _ in 0..8 {
        let own = at.children().find(|c| matches!(c.dep(), Dep::Nsubj | Dep::Nsubjpass));
        if let Some(own) = own {
            return Some(match own.tag() {
                Tag::WDT | Tag::WP => antecedent(at).unwrap_or(own),
                Tag::DT if own.lemma() == "that" && at.dep() == Dep::Relcl => antecedent(at).unwrap_or(own),
                _ => own,
            });
        }
        at = match at.dep() {
            Dep::Conj | Dep::Xcomp | Dep::Advcl | Dep::Pcomp | Dep::Aux | Dep::Auxpass => at.head(),
            Dep::Prep if at.pos() == Pos::Adp => at.head(),
            Dep::Relcl | Dep::Acl => {
                return Some(at.head()).filter(|h| matches!(h.pos(), Pos::Noun | Pos::Propn | Pos::Pron));
            }
            _ => return None,
        };
        while matches!(at.pos(), Pos::Adp | Pos::Adv | Pos::Adj) && !at.is_root() {
            at = at.head();
        }
        if matches!(at.pos(), Pos::Noun | Pos::Propn | Pos::Pron) {
            return None;
        }
    }
    None
}

/// The noun that a relative clause with this verb describes.
fn antecedent(verb: Token<'_>) -> Option<Token<'_>> {
    (verb.dep() == Dep::Relcl).then(|| verb.head())
}

/// The agent of a passive ("rejected by Moscow").
pub fn agent(verb: Token<'_>) -> Option<Token<'_>> {
    verb.children().find(|c| c.dep() == Dep::Agent)?.child(Dep::Pobj)
}

/// Whether the verb is a passive, with or without its auxiliary ("was rejected", "terms rejected by Moscow").
pub fn is_passive(verb: Token<'_>) -> bool {
    verb.children().any(|c| matches!(c.dep(), Dep::Auxpass | Dep::Nsubjpass | Dep::Agent))
        || (verb.tag() == Tag::VBN && verb.dep() == Dep::Acl)
}

/// Who does it: the subject of an active verb, the agent of a passive one.
pub fn doer(verb: Token<'_>) -> Option<Token<'_>> {
    if is_passive(verb) { agent(verb) } else { subject(verb) }
}

/// The direct object of an active verb, the subject of a passive one.
pub fn undergoer(verb: Token<'_>) -> Option<Token<'_>> {
    if is_passive(verb) {
        return subject(verb);
    }
    verb.child(Dep::Dobj)
}

/// The token and everything coordinated with it, in order ("Witness, judge and jury": three).
pub fn conjuncts(first: Token<'_>) -> Vec<Token<'_>> {
    let mut all = vec![first];
    let mut i = 0;
    while i < all.len() && all.len() < 64 {
        all.extend(all[i].children().filter(|c| c.dep() == Dep::Conj));
        i += 1;
    }
    all.sort_by_key(|t| t.index());
    all
}

/// The object of a preposition below this token: `prepositional(talks, "with")` in "talks with Egypt" is Egypt.
pub fn prepositional<'a>(token: Token<'a>, preposition: &str) -> Option<Token<'a>> {
    token.children().filter(|c| c.dep() == Dep::Prep && c.lemma() == preposition).find_map(|p| p.child(Dep::Pobj))
}

/// Whether the verb or noun is negated by a word of its own: "not", "never", "no", "nor", "neither".
pub fn is_negated(token: Token<'_>) -> bool {
    token.children().any(|c| {
        c.dep() == Dep::Neg
            || matches!(c.lemma(), "never" | "neither" | "nor" | "hardly")
            || (matches!(c.dep(), Dep::Det | Dep::Preconj) && matches!(c.lemma(), "no" | "neither"))
    })
}

/// When and how firmly a verb says that it happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Modality {
    /// "met", "have met", "was held".
    Past,
    /// "meets", "is meeting".
    Present,
    /// "will meet", "is to meet", "are going to meet".
    Future,
    /// "would", "could", "might", "may", "can".
    Possible,
    /// "must", "should", "ought to", "has to", "needs to".
    Necessary,
    /// "to meet", "meeting" without a finite verb of its own.
    NonFinite,
}

/// Modality of a verb from its auxiliaries and tag.
pub fn modality(verb: Token<'_>) -> Modality {
    let mut finite = None;
    for aux in verb.children().filter(|c| matches!(c.dep(), Dep::Aux | Dep::Auxpass)) {
        match aux.norm() {
            "will" | "shall" | "'ll" | "wo" => return Modality::Future,
            "would" | "could" | "might" | "may" | "can" | "'d" if aux.tag() == Tag::MD => return Modality::Possible,
            "must" | "should" | "ought" => return Modality::Necessary,
            _ => {}
        }
        match aux.tag() {
            Tag::VBD => finite = Some(Modality::Past),
            // "has met", "have been held" tell of the past; "is meeting", "are held" of the present.
            Tag::VBZ | Tag::VBP if aux.lemma() == "have" => finite = Some(Modality::Past),
            Tag::VBZ | Tag::VBP => finite = finite.or(Some(Modality::Present)),
            _ => {}
        }
    }
    finite.unwrap_or(match verb.tag() {
        Tag::VBD => Modality::Past,
        Tag::VBZ | Tag::VBP => Modality::Present,
        Tag::VBN if verb.dep() == Dep::Acl => Modality::Past,
        _ => Modality::NonFinite,
    })
}

/// The noun phrase of a head: its subtree without what follows a relative clause, an apposition, a dash or a comma that
/// closes it, and without the coordinated phrases. Leading determiners stay.
pub fn noun_phrase(head: Token<'_>) -> Range<usize> {
    let subtree = head.subtree();
    let mut end = head.index() + 1;
    for child in head.children().filter(|c| c.index() > head.index()) {
        match child.dep() {
            Dep::Prep
            | Dep::Acl
            | Dep::Pcomp
            | Dep::Nummod
            | Dep::Compound
            | Dep::Amod
            | Dep::Npadvmod
            | Dep::Advmod
            | Dep::Xcomp
            | Dep::Nmod
            | Dep::Case => end = child.subtree().end,
            _ => break,
        }
    }
    let mut start = subtree.start;
    // Nor is the place that a report is from: "CAIRO - Foreign ministers".
    if let Some(begin) = dateline(head.sentence()).filter(|begin| *begin <= head.index()) {
        start = start.max(begin);
    }
    // Brackets and quotation marks that open before the phrase are not part of it.
    while start < head.index() && head.doc().token(start).pos() == Pos::Punct {
        start += 1;
    }
    start..end
}

/// The words of a range without a leading article and outer punctuation.
pub fn bare(doc: &Doc, range: Range<usize>) -> &str {
    let mut range = range;
    while !range.is_empty() {
        let first = doc.token(range.start);
        if first.pos() == Pos::Punct || matches!(first.norm(), "the" | "a" | "an") {
            range.start += 1;
        } else {
            break;
        }
    }
    while !range.is_empty() && doc.token(range.end - 1).pos() == Pos::Punct {
        range.end -= 1;
    }
    doc.text_of(range)
}

/// Where the text begins after "GENEVA, May 3 -"; none where the sentence has no dateline.
pub fn dateline(sentence: lang::Sentence<'_>) -> Option<usize> {
    let range = sentence.range();
    let first = sentence.tokens().next()?;
    if first.text().chars().any(char::is_lowercase) || first.text().chars().filter(|c| c.is_uppercase()).count() < 3 {
        return None;
    }
    let dash =
        sentence.tokens().take(16).find(|t| matches!(t.text(), "-" | "–" | "—" | "--") && t.index() > range.start)?;
    let free = dash.has_space_after() && dash.index() > 0 && first.doc().token(dash.index() - 1).has_space_after();
    (free && dash.index() + 1 < range.end).then_some(dash.index() + 1)
}
