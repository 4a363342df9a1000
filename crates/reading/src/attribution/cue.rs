//! The cues of `data/cues.toml`.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

/// What may follow a cue verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame {
    /// A clause or quotation.
    Clause,
    /// An infinitive or gerund.
    Infinitive,
    /// A noun phrase.
    Object,
    /// The one spoken to.
    Person,
}

/// A cue verb.
#[derive(Clone, Debug)]
pub struct VerbCue {
    /// Second word ("out" of "rule out").
    pub particle: Option<String>,
    /// What may follow.
    pub frames: Vec<Frame>,
}

/// All cues.
#[derive(Debug, Default)]
pub struct Cues {
    verbs: HashMap<String, Vec<VerbCue>>,
    nouns: HashSet<String>,
    adjectives: HashSet<String>,
    possessed: HashSet<String>,
    alone: HashSet<String>,
}

#[derive(Deserialize)]
struct File {
    verb: HashMap<String, HashMap<String, Vec<String>>>,
    noun: HashMap<String, Vec<String>>,
    adjective: HashMap<String, Vec<String>>,
    source: SourceWords,
    alone: Alone,
}

#[derive(Deserialize)]
struct Alone {
    noun: Vec<String>,
}

#[derive(Deserialize)]
struct SourceWords {
    possessed: Vec<String>,
}

/// The cues, read once.
pub static CUES: LazyLock<Cues> =
    LazyLock::new(|| Cues::parse(include_str!("../../data/cues.toml")).expect("data/cues.toml is well formed"));

impl Cues {
    fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let file: File = toml::from_str(text)?;
        let mut cues = Cues::default();
        // Attitudes and frames in a fixed order, whatever order the table has.
        let mut tables: Vec<(&String, &String, &Vec<String>)> = file
            .verb
            .iter()
            .flat_map(|(attitude, by_frames)| by_frames.iter().map(move |(frames, verbs)| (attitude, frames, verbs)))
            .collect();
        tables.sort();
        for (_, frames, verbs) in tables {
            let frames: Vec<Frame> = frames
                .split(' ')
                .filter_map(|frame| match frame {
                    "clause" => Some(Frame::Clause),
                    "infinitive" => Some(Frame::Infinitive),
                    "object" => Some(Frame::Object),
                    "person" => Some(Frame::Person),
                    _ => None,
                })
                .collect();
            for verb in verbs {
                let (lemma, particle) = match verb.split_once(' ') {
                    Some((lemma, particle)) => (lemma, Some(particle.to_owned())),
                    None => (verb.as_str(), None),
                };
                cues.verbs.entry(lemma.to_owned()).or_default().push(VerbCue { particle, frames: frames.clone() });
            }
        }
        for entries in cues.verbs.values_mut() {
            // "call for" before "call"; a clause before an object.
            entries.sort_by_key(|e| (e.particle.is_none(), !e.frames.contains(&Frame::Clause)));
        }
        cues.nouns = file.noun.into_values().flatten().collect();
        cues.adjectives = file.adjective.into_values().flatten().collect();
        cues.alone = file.alone.noun.into_iter().collect();
        cues.possessed = file.source.possessed.into_iter().collect();
        Ok(cues)
    }

    /// The cues with this verb, those with a second word first.
    pub fn verbs(&self, lemma: &str) -> &[VerbCue] {
        self.verbs.get(lemma).map_or(&[], Vec::as_slice)
    }

    /// Whether the noun is a cue.
    pub fn has_noun(&self, lemma: &str) -> bool {
        self.nouns.contains(lemma)
    }

    /// Whether the cue noun needs nothing after it.
    pub fn stands_alone(&self, lemma: &str) -> bool {
        self.alone.contains(lemma)
    }

    /// Whether the adjective is a cue.
    pub fn has_adjective(&self, word: &str) -> bool {
        self.adjectives.contains(word)
    }

    /// "view" of "in X's view".
    pub fn is_possessed(&self, lemma: &str) -> bool {
        self.possessed.contains(lemma)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cues_come_with_their_second_word_first() {
        assert_eq!(CUES.verbs("rule")[0].particle.as_deref(), Some("out"));
        assert!(CUES.verbs("say")[0].frames.contains(&Frame::Clause));
        assert!(CUES.has_noun("insistence") && CUES.has_adjective("willing") && CUES.is_possessed("view"));
        assert!(CUES.verbs("walk").is_empty());
    }
}
