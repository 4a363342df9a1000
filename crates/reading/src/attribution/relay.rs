//! The agency or outlet between the speaker and the report: "told AFP", "in an interview with", "quoted by TASS".

use lang::{Dep, Doc, Pos, Token};

use super::attitude::{self, Complement};
use super::parts::{Parts, heads};
use super::speaker::SPEAKERS;
use crate::clause;
use crate::lexicon::OUTLETS;
use crate::register::Register;

/// How deep below the cue an outlet may be named: "in" - "an interview" - "with" - "X".
const DEEP: usize = 5;

/// The outlet that an attribution came through, as the report names it.
pub fn relay(doc: &Doc, register: &Register, parts: &Parts, cue: Option<Token<'_>>) -> Option<String> {
    let below = cue.and_then(|cue| below_cue(register, parts, cue).or_else(|| above_cue(register, cue)));
    below.or_else(|| beside_source(doc, register, parts))
}

/// Where an outlet is the grammatical source but quotes another: who speaks, and the outlet. "Interfax quoted him as
/// saying", "the daily reported, citing an aide".
pub fn quoted_speaker<'a>(
    register: &Register,
    parts: &Parts,
    source: Token<'a>,
    cue: Option<Token<'a>>,
) -> Option<(Token<'a>, String)> {
    let outlet = name_of(register, source)?;
    let quoting = |t: &Token<'_>| SPEAKERS.quoting.contains(t.lemma());
    let cue = cue?;
    let beside = || cue.children().find(|c| matches!(c.dep(), Dep::Advcl | Dep::Conj) && quoting(c));
    let verb = std::iter::once(cue).chain(quoter(cue)).find(quoting).or_else(beside)?;
    let object = if clause::is_passive(verb) { clause::subject(verb) } else { verb.child(Dep::Dobj) };
    let speaker =
        object.or_else(|| verb.children().find(|c| matches!(c.dep(), Dep::Nsubj) && c.index() > verb.index()))?;
    let known = !register.meant(speaker).is_empty() || matches!(speaker.pos(), Pos::Noun | Pos::Propn);
    (known && speaker.index() != source.index() && !parts.cue.contains(&speaker.index())).then_some((speaker, outlet))
}

/// Attributions to an outlet around somebody else's ("..., an official said, Reuters reported"): which they are, the outlet,
/// and those it relays. The outlet's own is no attribution then.
pub fn around(doc: &Doc, register: &Register, all: &[Parts]) -> Vec<(usize, String, Vec<usize>)> {
    const NEAR: usize = 8;
    let mut found = Vec::new();
    for (i, outer) in all.iter().enumerate() {
        let Some(head) = outer.source.clone().and_then(|source| heads(doc, source).next()) else { continue };
        let Some(name) = outlet_or_kind(doc, register, head) else { continue };
        let inner: Vec<usize> = (i.saturating_sub(NEAR)..(i + NEAR).min(all.len()))
            .filter(|&j| j != i && all[j].anchor().is_some_and(|at| outer.says(at)))
            .filter(|&j| attitude::complement(doc, &all[j]) == Complement::Clause)
            .collect();
        if !inner.is_empty() {
            found.push((i, name, inner));
        }
    }
    found
}

/// The name of an outlet that a noun phrase is, if it is one: by name, or as "the news agency".
pub fn outlet_or_kind(doc: &Doc, register: &Register, head: Token<'_>) -> Option<String> {
    let name = clause::bare(doc, clause::noun_phrase(head));
    let known = register.meant(head).iter().any(|&i| register.actor(i).outlet);
    let noun = head.lemma().to_lowercase();
    // "a paper handed round" is a text.
    let kind = OUTLETS.kind.contains(&noun) && !SPEAKERS.document.contains(&noun);
    (known || OUTLETS.name.contains(name) || kind).then(|| name.to_owned())
}

/// The outlet that is named below the cue, outside what is said.
fn below_cue(register: &Register, parts: &Parts, cue: Token<'_>) -> Option<String> {
    let free = |t: &Token<'_>| {
        !parts.says(t.index()) && !parts.source.as_ref().is_some_and(|source| source.contains(&t.index()))
    };
    let to = cue.children().filter(free).filter(|c| {
        matches!(c.dep(), Dep::Dobj | Dep::Dative | Dep::Prep | Dep::Agent | Dep::Advcl | Dep::Npadvmod | Dep::Advmod)
            && (c.dep() != Dep::Advcl || SPEAKERS.quoting.contains(c.lemma()) && clause::agent(*c).is_some())
    });
    to.into_iter().find_map(|child| named_below(register, &free, child, DEEP))
}

/// Downwards over prepositions and nouns of talk to an outlet.
fn named_below(register: &Register, free: &dyn Fn(&Token<'_>) -> bool, at: Token<'_>, depth: usize) -> Option<String> {
    if matches!(at.pos(), Pos::Noun | Pos::Propn) {
        if let Some(name) = name_of(register, at) {
            return Some(name);
        }
        // Beyond a noun only where it is talk: "in an interview with X", not "in the capital of X".
        if !SPEAKERS.talk.contains(&at.lemma().to_lowercase()) {
            return None;
        }
    }
    if depth == 0 {
        return None;
    }
    at.children()
        .filter(|c| {
            let passes = matches!(c.dep(), Dep::Acl | Dep::Relcl) && SPEAKERS.passing.contains(c.lemma());
            let leads = matches!(
                c.dep(),
                Dep::Pobj
                    | Dep::Prep
                    | Dep::Agent
                    | Dep::Compound
                    | Dep::Poss
                    | Dep::Nmod
                    | Dep::Conj
                    | Dep::Pcomp
                    | Dep::Amod
            );
            (leads || passes) && free(c)
        })
        .find_map(|child| named_below(register, free, child, depth - 1))
}

/// "X was quoted by TASS as saying", "Interfax quoted him as saying".
fn above_cue(register: &Register, cue: Token<'_>) -> Option<String> {
    let verb = quoter(cue)?;
    let by = clause::agent(verb).or_else(|| if clause::is_passive(verb) { None } else { clause::subject(verb) })?;
    name_of(register, by)
}

/// The verb of quoting that a cue hangs on: "quoted ... as saying".
fn quoter(cue: Token<'_>) -> Option<Token<'_>> {
    cue.ancestors().take(3).find(|t| SPEAKERS.passing.contains(t.lemma()) && t.pos() == Pos::Verb).filter(|verb| {
        let by_as = |t: Token<'_>| t.norm() == "as" || matches!(t.dep(), Dep::Pcomp | Dep::Xcomp | Dep::Advcl);
        by_as(cue) && SPEAKERS.quoting.contains(verb.lemma())
    })
}

/// "an official cited by Reuters", "a source who spoke to CNN".
fn beside_source(doc: &Doc, register: &Register, parts: &Parts) -> Option<String> {
    let head = parts.source.clone().and_then(|source| heads(doc, source).next())?;
    let clauses = head.children().filter(|c| matches!(c.dep(), Dep::Acl | Dep::Relcl) && c.index() > head.index());
    clauses
        .filter(|c| !parts.says(c.index()) && c.index() != parts.cue.start)
        .filter(|c| SPEAKERS.passing.contains(c.lemma()) || c.lemma() == "speak")
        .find_map(|verb| {
            let agent = clause::agent(verb);
            let to = || clause::prepositional(verb, "to").or_else(|| clause::prepositional(verb, "with"));
            agent.or_else(to).and_then(|t| name_of(register, t))
        })
}

/// The outlet that a noun phrase names: by its name, or as "state television".
fn name_of(register: &Register, head: Token<'_>) -> Option<String> {
    let name = clause::bare(head.doc(), clause::noun_phrase(head));
    let name = name.strip_suffix("'s").or_else(|| name.strip_suffix("’s")).unwrap_or(name);
    let outlet = register.meant(head).iter().any(|&i| register.actor(i).outlet);
    let noun = head.lemma().to_lowercase();
    let news = noun != "agency" || name.to_lowercase().contains("news");
    // "state television", "a German daily"; not "his paper", nor "television" as such.
    let which = |c: Token<'_>| matches!(c.dep(), Dep::Compound | Dep::Amod | Dep::Nmod);
    let particular = head.children().any(which) && head.child(Dep::Poss).is_none();
    // "the TASS agency".
    let named = head.children().find(|c| which(*c) && OUTLETS.name.contains(c.text()));
    if let Some(named) = named.filter(|_| SPEAKERS.relaying.contains(&noun)) {
        return Some(named.text().to_owned());
    }
    let kind = head.pos() == Pos::Noun && SPEAKERS.relaying.contains(&noun) && news && particular;
    (outlet || OUTLETS.name.contains(name) || kind).then(|| name.to_owned())
}
