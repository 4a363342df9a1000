//! Sides that reports leave out because everybody knows them: who led which state, and when.

use std::collections::HashMap;
use std::sync::LazyLock;

use deunicode::deunicode;
use lang::Doc;
use serde::Deserialize;

use super::{ActorIndex, Register, RegisteredActor};
use crate::entry::ActorKind;
use crate::lexicon::ROLES;

/// Somebody in office.
#[derive(Debug)]
struct Leader {
    state: String,
    from: i16,
    to: i16,
}

impl Leader {
    /// Whether a report whose last year is this may mean the leader: what it names may lie back, but not long.
    fn fits(&self, last: Option<i16>) -> bool {
        last.is_none_or(|y| y >= self.from - LOOKING_BACK && (y <= self.to + 1 || self.to >= STILL))
    }
}

/// Those in office in this year may still be.
const STILL: i16 = 2026;
/// How many years the last that a report names may lie before it.
const LOOKING_BACK: i16 = 10;
/// Years that a report may be written in.
const YEARS: std::ops::RangeInclusive<i16> = 1950..=2035;

#[derive(Deserialize)]
struct File {
    leaders: HashMap<String, Vec<(String, i16, i16)>>,
}

/// Leaders by full name and by surname, folded.
static LEADERS: LazyLock<HashMap<String, Vec<Leader>>> = LazyLock::new(|| {
    let file: File =
        toml::from_str(include_str!("../../data/leaders.toml")).expect("leaders.toml is checked by a test");
    let mut by_name: HashMap<String, Vec<Leader>> = HashMap::new();
    for (state, people) in file.leaders {
        for (name, from, to) in people {
            let full = fold(&name);
            let surname = full.rsplit(' ').next().unwrap_or_default().to_owned();
            for form in [full, surname] {
                by_name.entry(form).or_default().push(Leader { state: state.clone(), from, to });
            }
        }
    }
    by_name
});

/// Letters without their marks, in lower case; hyphens and points are spaces, and what one report writes and another
/// leaves out ("el-Sadat", "Sadat") is left out.
fn fold(name: &str) -> String {
    let plain = deunicode(name).to_lowercase().replace(['-', '.'], " ");
    let words: Vec<&str> = plain.split_whitespace().collect();
    let particle = |word: &&&str| !ROLES.particle.contains(**word);
    let bare: Vec<&str> = words.iter().filter(particle).copied().collect();
    if bare.is_empty() { words.join(" ") } else { bare.join(" ") }
}

/// The last year that a report names.
pub fn last_year(doc: &Doc) -> Option<i16> {
    doc.tokens().filter_map(|t| t.text().parse().ok()).filter(|y| YEARS.contains(y)).max()
}

/// Gives persons without a side that of the state they lead.
pub fn sides(register: &mut Register, doc: &Doc, last: Option<i16>) {
    for i in 0..register.actors.len() {
        let actor = &register.actors[i];
        if actor.kind != ActorKind::Person || !actor.named || actor.party.is_some() || is_former(actor, doc) {
            continue;
        }
        if let Some(state) = state_of(actor, last) {
            let actor = register.actor_mut(ActorIndex(i as u32));
            actor.party = Some(state.to_owned());
            // "The Egyptian leader" may be meant.
            actor.nouns.push("leader".to_owned());
        }
    }
}

/// Whether the report calls the person a former holder of an office.
fn is_former(actor: &RegisteredActor, doc: &Doc) -> bool {
    actor.mentions.iter().any(|mention| {
        let before = doc.text()[..mention.start as usize].rsplit([' ', '\n', '(']).take(TITLE);
        before.into_iter().any(|word| ROLES.former.contains(&word.to_lowercase()))
    })
}

/// Words before a name that may belong to its title, with the empty one between.
const TITLE: usize = 5;

/// The one state that the person leads: by full name, or by surname with an office.
fn state_of(actor: &RegisteredActor, last: Option<i16>) -> Option<&'static str> {
    let office = actor.nouns.iter().any(|noun| ROLES.office.contains(noun));
    let names = std::iter::once(&actor.name).chain(&actor.aliases).map(|name| fold(name));
    let names = names.filter(|name| name.contains(' ') || office);
    let mut states: Vec<&str> = names
        .flat_map(|name| LEADERS.get(&name).into_iter().flatten())
        .filter(|leader| leader.fits(last))
        .map(|leader| leader.state.as_str())
        .collect();
    states.sort_unstable();
    states.dedup();
    if let [state] = states[..] { Some(state) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::WORLD;

    fn party(text: &str, name: &str) -> Option<String> {
        let register = Register::of(&lang::Pipeline::english().annotate(text));
        register.find(name).and_then(|i| register.party(i).map(str::to_owned))
    }

    #[test]
    fn what_everybody_knows_is_known() {
        assert_eq!(
            party("Angela Merkel said on Monday in 2012 that she would wait.", "Angela Merkel").as_deref(),
            Some("Germany")
        );
        assert_eq!(party("President Obama said he would wait.", "Obama").as_deref(), Some("United States"));
        assert_eq!(party("In 1978 Anwar el-Sadat said he would wait.", "Anwar el-Sadat").as_deref(), Some("Egypt"));
    }

    #[test]
    fn an_office_ends() {
        assert_eq!(party("In 2024 Jimmy Carter said he would wait.", "Jimmy Carter"), None);
        assert_eq!(party("Former president Jimmy Carter said he would wait.", "Jimmy Carter"), None);
    }

    #[test]
    fn leaders_lead_known_states() {
        let known = |state: &str| {
            state == "Holy See" || WORLD.names().any(|(name, entry)| name == state && entry.name == state)
        };
        for leader in LEADERS.values().flatten() {
            assert!(known(&leader.state), "{} is no state", leader.state);
            assert!(leader.from <= leader.to);
        }
    }
}
