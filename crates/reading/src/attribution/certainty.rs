//! Whether something was said at all, and how sure the report is of it.

use std::collections::HashSet;
use std::sync::LazyLock;

use lang::{Dep, Doc, Pos, Tag, Token};
use serde::Deserialize;

use super::attitude::Meaning;
use super::parts::Parts;
use crate::clause;
use crate::entry::Certainty;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lexicon {
    negation: HashSet<String>,
    only: HashSet<String>,
    negating: HashSet<String>,
    hedging: HashSet<String>,
    seeming: HashSet<String>,
    hearsay: HashSet<String>,
    possible: HashSet<String>,
    conditional: HashSet<String>,
    refusing: HashSet<String>,
    supposing: HashSet<String>,
    wishing: HashSet<String>,
    future: HashSet<String>,
    expected: HashSet<String>,
    expected_adjective: HashSet<String>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/certainty.toml")).expect("data/certainty.toml is well formed")
});

/// Whether the verb turns the one it governs into its contrary.
pub fn turns(verb: Token<'_>) -> bool {
    LEXICON.negating.contains(verb.lemma())
}

/// Whether the first verb only tells how sure the second is: "appeared to suggest", "is said to demand", "is expected to
/// propose".
pub fn reserves(first: Token<'_>, second: Token<'_>) -> bool {
    let governs = matches!(second.dep(), Dep::Xcomp | Dep::Oprd | Dep::Ccomp) && second.head().index() == first.index();
    let passive = clause::is_passive(first);
    let lemma = first.lemma();
    let reserves = LEXICON.seeming.contains(lemma)
        || passive && (LEXICON.hearsay.contains(lemma) || LEXICON.expected.contains(lemma));
    governs && reserves
}

/// Whether it is told that it was not said or meant: "did not say", "never promised", "neither side demanded",
/// "refused to rule out". A denial is an attitude.
pub fn is_negated(doc: &Doc, parts: &Parts, meaning: &Meaning<'_>) -> bool {
    let mut negations = usize::from(meaning.turned);
    let mut counted: Vec<usize> = Vec::new();
    let mut count = |token: Token<'_>| {
        let i = token.index();
        let only = i + 1 < doc.len() && LEXICON.only.contains(doc.token(i + 1).norm());
        if LEXICON.negation.contains(token.norm()) && !only && !counted.contains(&i) {
            counted.push(i);
        }
    };
    doc.slice(parts.cue.clone()).for_each(&mut count);
    if let Some(head) = meaning.head {
        let own = |c: &Token<'_>| matches!(c.dep(), Dep::Neg | Dep::Preconj | Dep::Det | Dep::Advmod);
        head.children().filter(own).filter(|c| !parts.says(c.index())).for_each(&mut count);
        if let Some(subject) = head.children().find(|c| matches!(c.dep(), Dep::Nsubj | Dep::Nsubjpass)) {
            count(subject);
            subject.children().filter(|c| matches!(c.dep(), Dep::Det | Dep::Preconj)).for_each(&mut count);
        }
        // "declined to say" where only "say" is the cue.
        let governor = head.head();
        if head.dep() == Dep::Xcomp && !parts.cue.contains(&governor.index()) && turns(governor) {
            negations += 1;
        }
    }
    if let Some(first) = parts.source.clone().and_then(|source| doc.slice(source).next()) {
        count(first);
    }
    (negations + counted.len()) % 2 == 1
}

/// How sure the report is that it was said or meant.
pub fn certainty(doc: &Doc, parts: &Parts, meaning: &Meaning<'_>) -> Certainty {
    let hedged = |t: Token<'_>| LEXICON.hedging.contains(&t.norm().to_lowercase());
    let seems = |t: Token<'_>| {
        let adverbial = t.index() + 1 < doc.len() && matches!(doc.token(t.index() + 1).pos(), Pos::Adp | Pos::Adv);
        t.pos() == Pos::Verb && LEXICON.seeming.contains(t.lemma()) && !adverbial
    };
    if doc.slice(parts.cue.clone()).any(|t| hedged(t) || seems(t)) {
        return Certainty::Hedged;
    }
    let Some(head) = meaning.head else { return Certainty::Plain };
    let mut certainty = Certainty::Plain;
    let mut verb = head;
    // Outwards over the verbs that the cue hangs on: "is said to have refused". A chain is short; the bound is against a
    // malformed tree.
    for _ in 0..6 {
        let own: Vec<Token<'_>> = verb.children().filter(|c| !parts.says(c.index())).collect();
        if own.iter().any(|c| matches!(c.dep(), Dep::Advmod) && hedged(*c)) {
            return Certainty::Hedged;
        }
        let of_verb = by_auxiliaries(verb, &own);
        if of_verb == Certainty::Hedged {
            return of_verb;
        }
        if certainty == Certainty::Plain {
            certainty = of_verb;
        }
        let governor = verb.head();
        let hangs = matches!(verb.dep(), Dep::Xcomp | Dep::Oprd | Dep::Acomp | Dep::Ccomp);
        if !hangs || parts.says(governor.index()) || !matches!(governor.pos(), Pos::Verb | Pos::Aux | Pos::Adj) {
            break;
        }
        let infinitive = verb.children().any(|c| c.dep() == Dep::Aux && c.tag() == Tag::TO);
        if infinitive || verb.dep() == Dep::Acomp {
            let passive = clause::is_passive(governor);
            let adjective = matches!(governor.pos(), Pos::Adj) && LEXICON.expected_adjective.contains(governor.norm());
            if LEXICON.seeming.contains(governor.lemma()) || passive && LEXICON.hearsay.contains(governor.lemma()) {
                return Certainty::Hedged;
            }
            if (LEXICON.expected.contains(governor.lemma()) || adjective) && certainty == Certainty::Plain {
                certainty = Certainty::Expected;
            }
        } else if verb.dep() == Dep::Ccomp {
            break;
        }
        verb = governor;
    }
    certainty
}

/// What the auxiliaries and subordinators of one verb tell.
fn by_auxiliaries(verb: Token<'_>, own: &[Token<'_>]) -> Certainty {
    let auxiliary = |list: &HashSet<String>| {
        own.iter().any(|c| matches!(c.dep(), Dep::Aux | Dep::Auxpass) && list.contains(c.norm()))
    };
    let perfect = own.iter().any(|c| c.dep() == Dep::Aux && c.lemma() == "have");
    if auxiliary(&LEXICON.possible) && perfect {
        return Certainty::Hedged;
    }
    let negated = own.iter().any(|c| c.dep() == Dep::Neg);
    let wishes = LEXICON.wishing.contains(verb.lemma()) || own.iter().any(|c| LEXICON.wishing.contains(c.norm()));
    // "cannot accept" and "would not say" tell of a no, "would like" of a wish: none puts a case.
    let refuses = negated && auxiliary(&LEXICON.refusing);
    if auxiliary(&LEXICON.conditional) && !wishes && !refuses {
        return Certainty::Conditional;
    }
    if own.iter().any(|c| c.dep() == Dep::Mark && LEXICON.supposing.contains(c.norm())) {
        return Certainty::Conditional;
    }
    let last = verb.sentence().range().end - 1;
    let asks = own.iter().any(|c| matches!(c.dep(), Dep::Aux) && c.index() == verb.sentence().range().start);
    if verb.is_root() && asks && verb.doc().token(last).text() == "?" {
        return Certainty::Conditional;
    }
    if auxiliary(&LEXICON.future) { Certainty::Expected } else { Certainty::Plain }
}
