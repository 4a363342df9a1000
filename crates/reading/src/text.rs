//! Plans, drafts and agreements on the table.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::entry::Text;
use crate::judge::{Candidate, Judges};
use crate::scene::Scene;

/// Words of texts.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Lexicon {
    /// Nouns, with their kind.
    pub texts: HashMap<String, String>,
}

/// The words of texts.
pub(crate) fn lexicon() -> &'static Lexicon {
    static LEXICON: LazyLock<Lexicon> =
        LazyLock::new(|| toml::from_str(include_str!("../data/texts.toml")).expect("texts.toml is checked by a test"));
    &LEXICON
}

/// Plans, drafts and agreements on the table.
pub fn find(scene: &Scene<'_>) -> Vec<Text> {
    Judges::shipped().text.choose(candidates(scene), |text| &mut text.evidence)
}

/// Everything that could be one.
pub fn candidates(_scene: &Scene<'_>) -> Vec<Candidate<Text>> {
    Vec::new()
}
