//! The words that points are told in: which say one thing, which exclude each other, which turn a phrase round.
//!
//! They are data (`lexicon/points.toml`), compared by their [roots](root), so one form of a word stands for all.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use crate::words::root;

/// What a word does in a phrase beside being one of its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Task {
    /// Says no.
    Deny,
    /// Ends or lessens what it is said of.
    Undo,
    /// Is passed over.
    Skip,
    /// Says little about what a point is.
    Faint,
    /// What stands before it comes first.
    Before,
    /// What stands after it comes first.
    After,
    /// What stands after it is a condition.
    Given,
    /// What stands after it is given in return.
    Swap,
    /// What stands before it is said to come first, though nothing is said to follow.
    First,
    /// Goes between a noun and what belongs to it.
    Link,
    /// Parties on either side of it may change places.
    Both,
}

/// A word's place among those that exclude each other: the number of the group, and the side in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Side {
    pub group: u8,
    pub side: u8,
}

/// What is known of a word, or of several in a row.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    /// The numbers of what it may mean, two at most and 0 where that is not listed: a strike is an attack or a walkout.
    pub senses: [u16; 2],
    pub side: Option<Side>,
    pub tasks: Vec<Task>,
    /// Its value as a number.
    pub number: Option<f64>,
    /// What it multiplies the number before it by.
    pub unit: Option<f64>,
}

impl Known {
    /// Whether the word does this.
    pub(super) fn has(&self, task: Task) -> bool {
        self.tasks.contains(&task)
    }
}

/// The words, by their roots; several words in a row are parted by `_`.
pub(super) struct Thesaurus {
    known: FxHashMap<String, Known>,
    /// What rows of several words begin with.
    starts: FxHashSet<String>,
}

/// Words in the longest row.
pub(super) const ROW: usize = 4;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    senses: String,
    apart: String,
    tasks: FxHashMap<Task, String>,
    numbers: FxHashMap<String, f64>,
    units: FxHashMap<String, f64>,
}

impl Thesaurus {
    /// The one that is built in.
    pub(super) fn shipped() -> &'static Thesaurus {
        static SHIPPED: LazyLock<Thesaurus> = LazyLock::new(|| {
            Thesaurus::parse(include_str!("../../../lexicon/points.toml")).expect("points.toml is checked by a test")
        });
        &SHIPPED
    }

    fn parse(text: &str) -> Result<Thesaurus, toml::de::Error> {
        let file: File = toml::from_str(text)?;
        let mut known: FxHashMap<String, Known> = FxHashMap::default();
        for (sense, line) in (1..).zip(file.senses.lines()) {
            for word in line.split_whitespace() {
                let entry = known.entry(key(word)).or_default();
                if let Some(free) = entry.senses.iter_mut().find(|known| **known == 0 || **known == sense) {
                    *free = sense;
                }
            }
        }
        for (group, line) in (0..).zip(file.apart.lines()) {
            for (side, words) in (0..).zip(line.split('|')) {
                for word in words.split_whitespace() {
                    known.entry(key(word)).or_default().side.get_or_insert(Side { group, side });
                }
            }
        }
        for (task, words) in file.tasks {
            for word in words.split_whitespace() {
                known.entry(key(word)).or_default().tasks.push(task);
            }
        }
        for (word, value) in file.numbers {
            known.entry(key(&word)).or_default().number = Some(value);
        }
        for (word, value) in file.units {
            known.entry(key(&word)).or_default().unit = Some(value);
        }
        let starts = known.keys().filter_map(|row| Some(row.split_once('_')?.0.to_owned())).collect();
        Ok(Thesaurus { known, starts })
    }

    /// Whether a word is passed over.
    pub(super) fn skips(&self, root: &str) -> bool {
        self.known.get(root).is_some_and(|known| known.has(Task::Skip))
    }

    /// The longest row that some roots begin with: how many words, and what is known of it.
    pub(super) fn at_start(&self, roots: &[String]) -> Option<(usize, &Known)> {
        let first = roots.first()?;
        if self.starts.contains(first) {
            for length in (2..=ROW.min(roots.len())).rev() {
                if let Some(known) = self.known.get(&roots[..length].join("_")) {
                    return Some((length, known));
                }
            }
        }
        self.known.get(first).map(|known| (1, known))
    }
}

/// A row of words as it is looked up.
fn key(row: &str) -> String {
    row.split(['_', '-']).map(root).collect::<Vec<_>>().join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(row: &str) -> Known {
        let roots: Vec<String> = row.split(' ').map(root).collect();
        Thesaurus::shipped().at_start(&roots).map(|(_, known)| known.clone()).unwrap_or_default()
    }

    #[test]
    fn words_that_say_one_thing_share_a_sense() {
        for (a, b) in [("truce", "ceasefire"), ("pullout", "withdrawal"), ("laying down weapons", "disarming")] {
            assert!(known(a).senses.iter().any(|sense| *sense != 0 && known(b).senses.contains(sense)), "{a} {b}");
        }
        assert!(known("strike").senses.iter().all(|sense| *sense != 0), "an attack or a walkout");
    }

    #[test]
    fn words_that_exclude_each_other_are_of_one_group() {
        for (a, b) in [("northern", "south"), ("temporary", "permanent"), ("lifting", "imposing"), ("from", "to")] {
            let (Some(x), Some(y)) = (known(a).side, known(b).side) else { panic!("{a} {b}") };
            assert!(x.group == y.group && x.side != y.side, "{a} {b}");
        }
    }

    #[test]
    fn words_do_their_tasks() {
        for (word, task) in [
            ("no", Task::Deny),
            ("lifting", Task::Undo),
            ("before", Task::Before),
            ("followed by", Task::Before),
            ("once", Task::After),
            ("in exchange for", Task::Swap),
            ("provided", Task::Given),
            ("their", Task::Skip),
        ] {
            assert!(known(word).has(task), "{word}");
        }
        assert_eq!((known("four").number, known("months").unit), (Some(4.0), Some(30.4167)));
    }

    #[test]
    fn the_groups_have_few_enough_sides() {
        let file: File = toml::from_str(include_str!("../../../lexicon/points.toml")).unwrap();
        // Sides are counted in the bits of a number of sixteen, groups in one of eight.
        assert!(file.apart.lines().count() <= 255 && file.apart.lines().all(|line| line.split('|').count() <= 16));
    }
}
