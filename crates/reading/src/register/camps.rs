//! Camps: several bodies or states that stand on one side of the table under a common noun ("unions", "producers").

use std::collections::{BTreeMap, HashSet};

use lang::{Dep, Doc, Tag, Token};

use super::{ActorIndex, Register, RegisteredActor};
use crate::entry::ActorKind;
use crate::lexicon::{Camp, ROLES, WORLD};

/// How often the plural must stand in a report to name a camp, where fewer than two bodies belong to it.
const OFTEN: usize = 2;

/// Gives the members of camps the camp as their side.
pub fn sides(register: &mut Register, doc: &Doc) {
    for camp in &ROLES.camp {
        let is_noun = |t: &Token<'_>| t.lemma().to_lowercase() == camp.noun;
        let plurals = doc.tokens().filter(|t| is_noun(t) && t.tag() == Tag::NNS).count();
        if plurals == 0 {
            continue;
        }
        // By the first of an actor's tokens that tells, the strongest way first.
        let mut members: BTreeMap<ActorIndex, Belonging> = BTreeMap::new();
        for token in doc.tokens() {
            let &[index] = register.meant(token) else { continue };
            if let Some(how) = belonging(register, token, index, camp) {
                let known = members.entry(index).or_insert(how);
                *known = how.min(*known);
            }
        }
        let bodies = members.values().filter(|how| **how == Belonging::Body).count();
        if plurals < OFTEN && bodies < 2 {
            continue;
        }
        for (index, how) in members {
            let joins = match how {
                Belonging::Camp => true,
                Belonging::Body => bodies > 1 || camp.of_states,
                Belonging::Voice => register.party(index).is_none_or(|party| {
                    let of = register.find(party).map(|side| register.actor(side).kind);
                    camp.of_states && of == Some(ActorKind::State)
                }),
            };
            if joins {
                register.actor_mut(index).party = Some(camp.plural.clone());
            }
        }
    }
}

/// "The rebels" of a report with one movement are that movement.
pub fn irregulars(register: &mut Register) {
    let irregular = |a: &RegisteredActor| {
        !a.named && a.kind != ActorKind::Person && a.nouns.iter().any(|n| ROLES.irregular.contains(n))
    };
    // What the rebels of this report are called, as a side.
    let called: HashSet<String> = register
        .actors
        .iter()
        .filter(|a| irregular(a))
        .filter_map(|a| a.party.clone())
        .filter(|party| register.find(party).is_none_or(|side| !register.actor(side).named))
        .collect();
    if called.is_empty() {
        return;
    }
    let mut movements: Vec<(usize, &str)> = register
        .actors
        .iter()
        .filter(|a| a.named && !a.outlet && matches!(a.kind, ActorKind::Organisation | ActorKind::Group))
        .filter(|a| a.party.as_ref() == Some(&a.name) && !WORLD.knows(&a.name))
        .map(|a| (a.mentions.len(), &*a.name))
        .collect();
    movements.sort_unstable_by(|a, b| b.cmp(a));
    let movement = match movements[..] {
        [(most, only)] if most > 1 => only.to_owned(),
        [(most, first), (next, _), ..] if most >= ALONE * next => first.to_owned(),
        _ => return,
    };
    for actor in register.actors.iter_mut().filter(|a| a.party.as_ref().is_some_and(|party| called.contains(party))) {
        actor.party = Some(movement.clone());
    }
}

/// "The union" of a report with one union is that union, and workers are on its side, whoever employs them; where the report
/// speaks more of "the seamen" than of their union, the side is theirs.
pub fn labour(register: &mut Register) {
    let bargains = |a: &RegisteredActor| ROLES.is_named(UNION, &a.name) && !ROLES.is_named(EMPLOYER, &a.name);
    let unions = register.actors().filter(|(_, a)| a.named && a.kind == ActorKind::Organisation && !a.outlet);
    let unions: Vec<ActorIndex> = unions.filter(|(_, a)| bargains(a)).map(|(index, _)| index).collect();
    let [union] = unions[..] else { return };
    let bare = |name: &str| name.to_lowercase().split(' ').next_back() == Some(UNION) && name.split(' ').count() <= 2;
    let is = |a: &RegisteredActor| {
        !a.named && a.kind == ActorKind::Organisation && bare(&a.name) && a.nouns.iter().any(|n| n == UNION)
    };
    let same: Vec<ActorIndex> = register.actors().filter(|(_, a)| is(a)).map(|(index, _)| index).collect();
    for unnamed in same {
        register.merge(unnamed, union);
    }
    let works = |a: &RegisteredActor| {
        !a.named && a.kind == ActorKind::Group && a.nouns.iter().any(|n| ROLES.labour.contains(n))
    };
    let camp = ROLES.camp.iter().filter(|camp| ROLES.labour.contains(&camp.noun)).map(|camp| {
        let of = register.actors.iter().filter(|a| works(a) && a.party.as_ref() == Some(&camp.plural));
        (of.map(|a| a.mentions.len()).sum::<usize>(), &camp.plural)
    });
    let camp = camp.max().filter(|(mentions, _)| *mentions > register.actor(union).mentions.len());
    let side = camp.map_or_else(|| register.actor(union).name.clone(), |(_, plural)| plural.clone());
    register.actor_mut(union).party = Some(side.clone());
    for actor in register.actors.iter_mut().filter(|a| works(a)) {
        actor.party = Some(side.clone());
    }
}

/// The common noun of those who bargain for workers.
pub const UNION: &str = "union";
/// The common noun of those who bargain with them.
const EMPLOYER: &str = "employer";

/// How many times as often as any other body the one movement of a report is named.
const ALONE: usize = 2;

/// How an actor belongs to a camp.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Belonging {
    /// It is the camp, or some of it: "five public sector unions".
    Camp,
    /// A body or state that is called one of it: "Britain's biggest union", "Brazil, the largest producer".
    Body,
    /// Speaks for it: "union leaders", "the consumer spokesman".
    Voice,
}

/// How a token that means an actor tells that the actor belongs to a camp.
fn belonging(register: &Register, token: Token<'_>, index: ActorIndex, camp: &Camp) -> Option<Belonging> {
    let actor = register.actor(index);
    let is_noun = |t: &Token<'_>| t.lemma().to_lowercase() == camp.noun;
    match actor.kind {
        ActorKind::Group if !actor.named && is_noun(&token) && token.tag() == Tag::NNS && !voiced(&token) => {
            Some(Belonging::Camp)
        }
        ActorKind::Group if !actor.named => modified(token, camp).then_some(Belonging::Voice),
        ActorKind::Person => modified(token, camp).then_some(Belonging::Voice),
        ActorKind::State if !camp.of_states => None,
        ActorKind::Organisation | ActorKind::State | ActorKind::Group => {
            let beside = |c: Token<'_>| matches!(c.dep(), Dep::Appos | Dep::Attr) && is_noun(&c) && c.tag() != Tag::NNS;
            let named = actor.named && actor.name.to_lowercase().ends_with(&format!(" {}", camp.noun));
            let called = is_noun(&token) && token.tag() == Tag::NN
                || token.children().any(beside)
                || token.dep() == Dep::Nsubj && token.head().lemma() == "be" && token.head().children().any(beside);
            (named || called).then_some(Belonging::Body)
        }
    }
}

/// "union" of "union leaders" stands before another noun of the same actor.
fn voiced(noun: &Token<'_>) -> bool {
    matches!(noun.dep(), Dep::Compound | Dep::Nmod)
}

/// Whether a camp's noun stands before the noun: "producer delegates".
fn modified(noun: Token<'_>, camp: &Camp) -> bool {
    let role = ROLES.person.contains(&noun.lemma().to_lowercase());
    role && noun
        .children()
        .any(|c| matches!(c.dep(), Dep::Compound | Dep::Nmod | Dep::Amod) && c.lemma().to_lowercase() == camp.noun)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn party(text: &str, name: &str) -> Option<String> {
        let register = Register::of(&lang::Pipeline::english().annotate(text));
        register.find(name).and_then(|i| register.party(i).map(str::to_owned))
    }

    const COCOA: &str = "Cocoa producers and consumers met in Geneva. Producers want a higher price, consumers do not. \
        \"We wait,\" the consumer spokesman, Pieter Vos, said. Ghana, the second largest producer, said it would sign.";

    #[test]
    fn a_spokesman_of_a_camp_is_on_its_side() {
        assert_eq!(party(COCOA, "Pieter Vos").as_deref(), Some("consumers"));
    }

    #[test]
    fn a_state_may_belong_to_a_camp() {
        assert_eq!(party(COCOA, "Ghana").as_deref(), Some("producers"));
    }

    #[test]
    fn the_rebels_are_the_one_movement() {
        let text = "The Northern Front rejected the truce. The government in Oslo and the Northern Front met on Monday. \
            The Northern Front said it would wait. The rebels want land. \"We wait,\" a rebel spokesman said.";
        let register = Register::of(&lang::Pipeline::english().annotate(text));
        let side =
            |noun: &str| register.actors().find(|(_, a)| a.name.contains(noun)).and_then(|(_, a)| a.party.clone());
        assert_eq!(side("rebels").as_deref(), Some("Northern Front"));
        assert_eq!(side("spokesman").as_deref(), Some("Northern Front"));
    }

    #[test]
    fn one_union_is_its_own_side() {
        let text = "The Harbour Workers' Union rejected the offer. The union said it would strike. Unions rarely do.";
        assert_ne!(party(text, "Harbour Workers' Union").as_deref(), Some("unions"));
    }
}
