//! Words of time.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

use super::Unit;

#[derive(Deserialize)]
pub struct UnitWord {
    pub unit: Unit,
    pub of: i32,
}

/// The day of a feast.
#[derive(Clone, Copy, Deserialize)]
#[serde(untagged)]
pub enum FeastDay {
    /// The same every year.
    Fixed { month: i8, day: i8 },
    /// Another one every year.
    Moving { feast: super::Feast },
}

#[derive(Deserialize)]
pub struct Words {
    pub words: HashSet<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Lexicon {
    pub months: HashMap<String, i8>,
    pub ambiguous: Words,
    pub weekdays: HashMap<String, i8>,
    pub days: HashMap<String, i32>,
    pub seasons: HashMap<String, i8>,
    pub units: HashMap<String, UnitWord>,
    pub parts: Words,
    pub moves: HashMap<String, i32>,
    pub from_now: HashMap<String, i32>,
    pub edges: Words,
    pub clock: Words,
    pub vague: HashMap<String, i32>,
    pub prepositions: Words,
    pub ahead: Words,
    pub back: Words,
    pub some: Words,
    pub fillers: Words,
    pub ordinals: HashMap<String, i8>,
    pub fiscal: Words,
    pub repeated: HashMap<String, Unit>,
    pub every: Words,
    pub decades: HashMap<String, i16>,
    pub feasts: HashMap<String, FeastDay>,
    pub eras: HashMap<String, i32>,
    pub unvalued: Words,
    pub day_parts: HashMap<String, String>,
}

pub static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/times.toml")).expect("times.toml is checked by a test"));

impl Lexicon {
    /// The unit of a word in the singular or plural.
    pub fn unit(&self, word: &str) -> Option<&UnitWord> {
        self.units.get(word).or_else(|| self.units.get(word.strip_suffix('s')?)).or_else(|| {
            let stem = word.strip_suffix("ies")?;
            self.units.get(&format!("{stem}y"))
        })
    }
}
