//! Meetings, rounds and calls between sides.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::entry::Session;
use crate::judge::{Candidate, Judges};
use crate::scene::Scene;

#[derive(Deserialize)]
pub(crate) struct Words {
    pub words: HashSet<String>,
}

#[derive(Deserialize)]
pub(crate) struct Verbs {
    pub verbs: HashSet<String>,
}

/// Words of meetings.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Lexicon {
    /// Nouns, with their kind.
    pub meetings: HashMap<String, String>,
    /// Verbs of meeting.
    pub meet: Verbs,
    meet_with: HashMap<String, HashSet<String>>,
    /// What looks ahead to a meeting.
    pub ahead: Words,
}

/// The words of meetings.
pub(crate) fn lexicon() -> &'static Lexicon {
    static LEXICON: LazyLock<Lexicon> =
        LazyLock::new(|| toml::from_str(include_str!("../data/sessions.toml")).expect("sessions.toml is checked by a test"));
    &LEXICON
}

/// Meetings, rounds and calls between sides.
pub fn find(scene: &Scene<'_>) -> Vec<Session> {
    Judges::shipped().session.choose(candidates(scene), |session| &mut session.evidence)
}

/// Everything that could be one.
pub fn candidates(_scene: &Scene<'_>) -> Vec<Candidate<Session>> {
    Vec::new()
}
