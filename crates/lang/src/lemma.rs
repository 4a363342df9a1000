//! Lemmas by rule: suffixes replaced, checked against a word list, with exceptions.

use std::ops::Range;
use std::sync::Arc;

use crate::classes::CharSet;
use crate::hash::Map;
use crate::labels::Pos;
use crate::lexicon::search;
use crate::strings::murmur64;
use crate::weights::{LoadError, Weights};

/// The tables, by part of speech.
pub(crate) struct Lemmatizer {
    weights: Arc<Weights>,
    tables: Vec<(Pos, Tables)>,
}

struct Tables {
    rules: Vec<(Box<str>, Box<str>)>,
    exceptions: Map<Box<str>, Vec<Box<str>>>,
    /// Sorted ids of known base forms, where they lie in the weights.
    index: Range<usize>,
}

impl Lemmatizer {
    pub fn read(weights: Arc<Weights>) -> Result<Self, LoadError> {
        let mut table = weights.table("lemmas")?;
        let whole = weights.range("lemma.index")?;
        let mut start = whole.start;
        let mut tables = Vec::new();
        for _ in 0..table.count()? {
            let name = table.text()?;
            let Some(pos) = Pos::ALL.iter().copied().find(|pos| pos.as_str().eq_ignore_ascii_case(name)) else {
                return Err(table.malformed("unknown part of speech"));
            };
            let mut rules = Vec::new();
            for _ in 0..table.count()? {
                rules.push((table.text()?.into(), table.text()?.into()));
            }
            let mut exceptions = Map::default();
            for _ in 0..table.count()? {
                let form = table.text()?.into();
                exceptions.insert(form, table.texts()?.into_iter().map(Box::from).collect());
            }
            let end = start + table.u32()? as usize * 8;
            if end > whole.end {
                return Err(table.malformed("the index is too short"));
            }
            tables.push((pos, Tables { rules, exceptions, index: start..end }));
            start = end;
        }
        Ok(Lemmatizer { weights, tables })
    }

    /// The lemma of a form with this part of speech and morphology.
    pub fn lemma(&self, alphabetic: &CharSet, text: &str, lower: &str, pos: Pos, morph: &str) -> String {
        if pos == Pos::Space || is_base_form(pos, morph) {
            return lower.to_owned();
        }
        let Some((_, tables)) = self.tables.iter().find(|(p, _)| *p == pos) else {
            return if pos == Pos::Propn { text } else { lower }.to_owned();
        };
        let mut forms: Vec<String> = Vec::new();
        let mut unknown: Vec<String> = Vec::new();
        for (old, new) in &tables.rules {
            let Some(stem) = lower.strip_suffix(&**old) else { continue };
            let form = format!("{stem}{new}");
            if form.is_empty() {
                continue;
            }
            if search(self.weights.at(&tables.index), murmur64(form.as_bytes())).is_some() {
                forms.insert(0, form);
            } else if !form.chars().all(|c| alphabetic.has(c)) {
                forms.push(form);
            } else {
                unknown.push(form);
            }
        }
        let mut seen: Vec<String> = Vec::new();
        for form in forms {
            if !seen.contains(&form) {
                seen.push(form);
            }
        }
        let mut forms = seen;
        for exception in tables.exceptions.get(lower).into_iter().flatten() {
            if !forms.iter().any(|form| **form == **exception) {
                forms.insert(0, exception.to_string());
            }
        }
        forms.into_iter().chain(unknown).next().unwrap_or_else(|| text.to_owned())
    }
}

/// Whether the morphology says that the form is its own lemma.
fn is_base_form(pos: Pos, morph: &str) -> bool {
    let has = |feature: &str| morph.split('|').any(|part| part == feature);
    let has_number = morph.split('|').any(|part| part.starts_with("Number="));
    pos == Pos::Noun && has("Number=Sing")
        || pos == Pos::Verb && has("VerbForm=Inf")
        || pos == Pos::Verb && has("VerbForm=Fin") && has("Tense=Pres") && !has_number
        || pos == Pos::Adj && has("Degree=Pos")
        || has("VerbForm=Inf")
        || has("VerbForm=None")
        || has("Degree=Pos")
}
