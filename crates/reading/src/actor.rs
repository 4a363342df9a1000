//! The actors of a reading: those that its entries name, and persons who act without being named by one; a small model
//! says how likely each is an actor of the talks.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::entry::{Actor, ActorKind, Evidence, Reading};
use crate::lexicon::{OUTLETS, ROLES, WORLD};
use crate::linear::{Feature, Linear};
use crate::register::{ActorIndex, Register, RegisteredActor};
use crate::rule::Rule;

/// Actors below this are dropped.
pub const THRESHOLD: f32 = 0.36;

static MODEL: LazyLock<Linear> =
    LazyLock::new(|| Linear::parse(include_str!("../data/actors.weights")).expect("data/actors.weights"));

/// What an entry has an actor for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Use {
    Source,
    Holder,
    Side,
    Party,
    Person,
    Drafter,
    Next,
}

impl Use {
    /// In words that follow "is".
    fn as_str(self) -> &'static str {
        match self {
            Use::Source => "the source of words",
            Use::Holder => "the holder of a position",
            Use::Side => "the side of a position",
            Use::Party => "a side of a meeting",
            Use::Person => "a person at a meeting",
            Use::Drafter => "the drafter of a text",
            Use::Next => "who acts next",
        }
    }
}

/// An actor with what tells how likely it is one.
pub struct Case {
    /// The actor.
    pub index: ActorIndex,
    /// What tells.
    pub features: Vec<Feature>,
}

/// The actors of a reading, those that are likely enough.
pub fn find(register: &Register, reading: &Reading) -> Vec<Actor> {
    let found = cases(register, reading).into_iter().filter_map(|case| {
        let probability = MODEL.probability(&case.features);
        let a = register.actor(case.index);
        let why = if a.named { Rule::Named } else { Rule::Described };
        let span = *a.mentions.first()?;
        (probability >= THRESHOLD).then(|| Actor {
            name: a.name.clone(),
            kind: a.kind,
            aliases: a.aliases.clone(),
            role: a.role.clone(),
            party: a.party.clone(),
            mentions: a.mentions.clone(),
            evidence: Evidence { span, probability, why, grounds: MODEL.grounds(&case.features) },
        })
    });
    found.collect()
}

/// Whoever may be an actor: those that entries name with their sides, and named persons with a role or side.
pub fn cases(register: &Register, reading: &Reading) -> Vec<Case> {
    let mut uses: BTreeMap<ActorIndex, BTreeMap<Use, (usize, f32)>> = BTreeMap::new();
    let mut note = |name: &str, what: Use, probability: f32| {
        if let Some(index) = register.find(name) {
            let (times, most) = uses.entry(index).or_default().entry(what).or_default();
            *times += 1;
            *most = most.max(probability);
        }
    };
    for a in reading.said() {
        a.source.iter().for_each(|name| note(name, Use::Source, a.evidence.probability));
    }
    for p in &reading.positions {
        note(&p.actor, Use::Holder, p.evidence.probability);
        p.party.iter().for_each(|party| note(party, Use::Side, p.evidence.probability));
    }
    for s in &reading.sessions {
        s.parties.iter().for_each(|name| note(name, Use::Party, s.evidence.probability));
        s.people.iter().for_each(|name| note(name, Use::Person, s.evidence.probability));
    }
    for t in &reading.texts {
        t.drafter.iter().for_each(|name| note(name, Use::Drafter, t.evidence.probability));
    }
    for n in &reading.next {
        n.who.iter().for_each(|name| note(name, Use::Next, n.evidence.probability));
    }
    let sides: BTreeSet<ActorIndex> =
        uses.keys().filter_map(|&a| register.party(a)).filter_map(|party| register.find(party)).collect();
    let placed = |a: &RegisteredActor| a.role.is_some() || a.party.is_some();
    let persons = register.actors().filter(|(_, a)| a.named && a.kind == ActorKind::Person && placed(a));
    let persons = persons.map(|(index, _)| index);
    for index in sides.into_iter().chain(persons) {
        uses.entry(index).or_default();
    }
    uses.into_iter()
        .filter(|(index, _)| {
            let a = register.actor(*index);
            (a.named || !ROLES.quantifier.contains(a.name.to_lowercase().as_str()))
                && !a.outlet
                && !OUTLETS.is_document(&a.name)
        })
        .map(|(index, uses)| Case { index, features: features(register, index, &uses) })
        .collect()
}

fn features(register: &Register, index: ActorIndex, uses: &BTreeMap<Use, (usize, f32)>) -> Vec<Feature> {
    let a = register.actor(index);
    let kind = format!("a {} {}", if a.named { "named" } else { "nameless" }, a.kind.as_str());
    let mut names: Vec<String> = vec!["bias".into(), format!("kind:{kind}")];
    let all: Vec<&str> = uses.keys().map(|u| u.as_str()).collect();
    names.push(match &all[..] {
        [] => format!("used:{kind} that no entry names"),
        all => format!("used:{kind} that is {}", all.join(" and ")),
    });
    for (what, (times, most)) in uses {
        let what = what.as_str();
        names.push(format!("used:{what}"));
        names.push(format!("often:{what}, {} times or more", 1 << times.ilog2().min(3)));
        let sure = ["hardly", "perhaps", "likely", "surely"][(4.0 * most).clamp(0.0, 3.0) as usize];
        names.push(format!("sure:{sure} {what}"));
        names.push(format!("sure:{kind} that is {sure} {what}"));
    }
    let party = match &a.party {
        None => "on no side",
        Some(party) if *party == a.name => "a side of its own",
        Some(_) => "on another's side",
    };
    let mentions = 1 << a.mentions.len().max(1).ilog2().min(4);
    names.push(format!("side:{party}"));
    names.push(format!("side:{kind} {party}"));
    names.push(format!("mentions:{mentions} times or more"));
    names.push(format!("mentions:{kind} {mentions} times or more"));
    names.push(if a.role.is_some() { "role told".to_owned() } else { "no role".to_owned() });
    names.push(format!("words:{}", a.name.split(' ').count().min(6)));
    if let Some(noun) = a.nouns().last() {
        names.push(format!("noun:{noun}"));
    }
    if a.named && WORLD.knows(&a.name) {
        names.push(format!("world:{kind}"));
    }
    let members = register.actors().filter(|(_, b)| b.party.as_ref() == Some(&a.name)).count();
    names.push(format!("members:{}", members.min(4)));
    names.into_iter().map(|name| (name, 1.0)).collect()
}
