//! The state whose affairs a report tells: where it says "the government" and no more, that state's is meant.

use std::collections::HashMap;

use lang::Doc;

use super::names::{self, Cover};
use super::{ActorIndex, Register};
use crate::entry::ActorKind;
use crate::lexicon::WORLD;

/// How many times as often as the next state the report must name it, in quarters.
const AHEAD: usize = 5;

/// The state that a report names clearly more often than any other, by name, adjective or capital.
pub fn state(doc: &Doc, covered: &[Cover]) -> Option<&'static str> {
    let mut named: HashMap<&'static str, usize> = HashMap::new();
    let mut i = 0;
    while i < doc.len() {
        let form = matches!(covered[i], Cover::World(_) | Cover::Place).then(|| names::world_form(doc, i)).flatten();
        let Some((tokens, entry, _)) = form else {
            i += 1;
            continue;
        };
        i = tokens.end;
        let known = WORLD.entry(entry);
        if known.kind == ActorKind::State && known.party.as_deref() == Some(&known.name) {
            *named.entry(&known.name).or_default() += 1;
        }
    }
    let mut counts: Vec<(usize, &str)> = named.into_iter().map(|(state, n)| (n, state)).collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    match counts[..] {
        [(_, only)] => Some(only),
        [(most, first), (next, _), ..] if 4 * most >= AHEAD * next => Some(first),
        _ => None,
    }
}

/// The actor that the state is in the register, entered if the report names it by its capital alone.
pub fn actor(register: &mut Register, state: &str) -> ActorIndex {
    register.find(state).unwrap_or_else(|| register.add(state, ActorKind::State, true))
}
