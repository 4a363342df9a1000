//! What fits no issue of the agenda: points and obstacles alike in meaning are one subject, named by its own key phrase.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use reading::{Evidence, IssueId, Phrase};
use source::Span;

use crate::cluster;
use crate::meaning::Meaning;
use crate::shelf::{FLOOR, Shelf, Taken};
use crate::words::{fold, one_line};

/// The issue of what fits no other.
pub(crate) const OTHER: &str = "other";

/// Points whose average likeness is below this are of two subjects. Phrases of one negotiation have a likeness of some 0.3 to
/// each other, those on one subject of 0.6 and more.
const LEAST: f32 = 0.55;

/// A subject has this many tellings, or it stays with the rest.
const TELLINGS: usize = 2;

/// Names of the subjects that no agenda has.
#[derive(Debug, Default)]
pub(crate) struct Unlisted {
    /// By the folded words of a point or an obstacle.
    names: BTreeMap<String, String>,
}

/// The words of a point or an obstacle that fits no issue.
struct Telling {
    /// Its words.
    words: String,
    /// How often it is told.
    times: usize,
    /// The noun phrases in it; a point without one stands alone.
    phrases: BTreeMap<String, Meaning>,
}

impl Telling {
    /// How like the likest phrases of the two are.
    fn likeness(&self, other: &Telling) -> f32 {
        self.phrases.values().map(|phrase| other.speaks_of(phrase)).fold(0.0, f32::max)
    }

    /// How like the likest phrase is to another one.
    fn speaks_of(&self, phrase: &Meaning) -> f32 {
        self.phrases.values().map(|own| own.likeness(phrase)).fold(0.0, f32::max)
    }
}

impl Unlisted {
    /// The subjects of all reports.
    pub(crate) fn of(shelf: &Shelf<'_>) -> Unlisted {
        let tellings = tellings(shelf);
        let mut names = BTreeMap::new();
        for group in cluster::groups(tellings.len(), LEAST, |i, j| tellings[i].likeness(&tellings[j])) {
            let mut group: Vec<&Telling> = group.into_iter().map(|i| &tellings[i]).collect();
            let Some((name, meaning)) = name(&group) else { continue };
            group.retain(|telling| telling.speaks_of(&meaning) >= LEAST);
            if group.iter().map(|telling| telling.times).sum::<usize>() >= TELLINGS {
                names.extend(group.iter().map(|telling| (fold(&telling.words), name.clone())));
            }
        }
        Unlisted { names }
    }

    /// The name of the subject of a point or an obstacle; none where the agenda has its issue, or it stands alone.
    pub(crate) fn name(&self, issue: &str, words: &str) -> Option<&str> {
        (issue == OTHER).then(|| self.names.get(&fold(words)).map(String::as_str)).flatten()
    }
}

/// What fits no issue, each once, in the order of the words.
fn tellings(shelf: &Shelf<'_>) -> Vec<Telling> {
    let mut found: BTreeMap<String, Telling> = BTreeMap::new();
    let mut tell = |taken: &Taken, words: &str, span: Span| {
        let telling = found.entry(fold(words)).or_insert_with(|| Telling {
            words: one_line(words),
            times: 0,
            phrases: BTreeMap::new(),
        });
        telling.times += 1;
        let within = |phrase: &&Phrase| span.contains(phrase.span) && fold(words).contains(&fold(&phrase.words));
        for phrase in taken.reading.topics.phrases.iter().filter(within) {
            let meaning = || Meaning::of(&phrase.words, shelf.lexicon);
            telling.phrases.entry(phrase.words.clone()).or_insert_with(meaning);
        }
    };
    for taken in &shelf.taken {
        let known = |issue: &IssueId, evidence: &Evidence| issue.0 == OTHER && evidence.probability >= FLOOR;
        for position in taken.reading.positions.iter().filter(|p| known(&p.issue, &p.evidence)) {
            tell(taken, &position.point, position.evidence.span);
        }
        for obstacle in taken.reading.obstacles.iter().filter(|o| known(&o.issue, &o.evidence)) {
            tell(taken, obstacle.evidence.span.of(&taken.report.text), obstacle.evidence.span);
        }
    }
    found.into_values().collect()
}

/// The noun phrase that is most like all tellings of a group; of phrases alike the shortest, then the first.
fn name(group: &[&Telling]) -> Option<(String, Meaning)> {
    let phrases: BTreeMap<&String, &Meaning> = group.iter().flat_map(|telling| &telling.phrases).collect();
    let central = |meaning: &Meaning| -> u32 {
        let like: f32 = group.iter().map(|telling| telling.times as f32 * telling.speaks_of(meaning)).sum();
        (like * 1000.0) as u32
    };
    let best = phrases.into_iter().max_by_key(|(words, meaning)| (central(meaning), Reverse((words.len(), *words))));
    best.map(|(words, meaning)| (words.clone(), meaning.clone()))
}
