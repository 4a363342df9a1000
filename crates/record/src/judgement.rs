//! What a person says about the record: confirm, reject, correct, add, merge, split, date, note, undo.
//!
//! A judgement is never changed and never taken out of the journal: undoing is one more judgement. It is anchored in the words of a
//! report by quote and position ([`Anchor`]), so that it holds under a new reader, a new agenda and an edited report. Readings
//! are what the machine says; [`effective`] is what the record is made of.

mod anchor;
mod apply;
mod entry;
mod names;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use source::ReportId;

pub use anchor::Anchor;
pub use apply::{Lost, effective};
pub use entry::{Quoted, Section, check_fields, entries};
pub use names::{Naming, Namings};

/// One act of an analyst.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    /// Its name: a hash of everything else, so that the same act entered twice is one.
    pub id: String,
    /// When it was made.
    pub at: Timestamp,
    /// Who made it.
    pub author: String,
    /// What was done.
    #[serde(flatten)]
    pub act: Act,
    /// Why, in the author's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What can be done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case")]
pub enum Act {
    /// The entry is right.
    Confirm {
        /// The entry as it stood.
        entry: Quoted,
    },
    /// The entry is wrong and goes.
    Reject {
        /// The entry as it stood.
        entry: Quoted,
    },
    /// The entry stands with other fields.
    Correct {
        /// The entry as it stood.
        entry: Quoted,
        /// The fields that change, by their names in the reading contract.
        fields: Map<String, Value>,
    },
    /// An entry the machine did not find.
    Add {
        /// The entry.
        entry: Quoted,
    },
    /// Two names are one thing, from now on called `into`.
    Merge {
        /// What sort of thing.
        kind: Naming,
        /// The name that goes.
        name: String,
        /// The name that stays.
        into: String,
    },
    /// Two names are two things, whatever the machine thinks.
    Split {
        /// What sort of thing.
        kind: Naming,
        /// One name.
        name: String,
        /// The other.
        from: String,
    },
    /// What is known of a report. Only what is given is set.
    Describe {
        /// The report.
        report: ReportId,
        /// Who published it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        outlet: Option<String>,
        /// When.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        published: Option<Date>,
        /// Its headline.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        title: Option<String>,
    },
    /// Words on a passage; the record does not change.
    Remark {
        /// The passage.
        on: Anchor,
        /// The words.
        text: String,
    },
    /// Another judgement no longer holds.
    Undo {
        /// The id of the other.
        judgement: String,
    },
}

impl Judgement {
    /// A judgement with its id.
    pub fn new(at: Timestamp, author: impl Into<String>, act: Act, note: Option<String>) -> Judgement {
        let mut judgement = Judgement { id: String::new(), at, author: author.into(), act, note };
        judgement.id = judgement.fingerprint();
        judgement
    }

    /// The id that the other fields give: 16 hexadecimal digits.
    pub fn fingerprint(&self) -> String {
        let mut hash = Fnv::default();
        hash.add(&self.at.to_string());
        hash.add(&self.author);
        // The names of fields are sorted, so the text does not depend on the order in which they were set.
        hash.add(&serde_json::to_string(&self.act).unwrap_or_default());
        hash.add(self.note.as_deref().unwrap_or(""));
        format!("{:016x}", hash.0)
    }

    /// The report it is anchored in; none for names and for undoing.
    pub fn report(&self) -> Option<&ReportId> {
        match &self.act {
            Act::Confirm { entry } | Act::Reject { entry } | Act::Correct { entry, .. } | Act::Add { entry } => {
                Some(&entry.anchor.source)
            }
            Act::Remark { on, .. } => Some(&on.source),
            Act::Describe { report, .. } => Some(report),
            Act::Merge { .. } | Act::Split { .. } | Act::Undo { .. } => None,
        }
    }
}

/// Brings judgements into the order in which they count, whatever order they came in: by time, then by id. One that is undone is
/// left out; so is the undoing.
pub fn standing<'a>(all: impl IntoIterator<Item = &'a Judgement>) -> Vec<&'a Judgement> {
    let mut all: Vec<&Judgement> = all.into_iter().collect();
    all.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    all.dedup_by(|a, b| a.id == b.id);
    // The last undoing is not undone by any other, so whether one holds is known from the last to the first.
    let mut undone = std::collections::BTreeSet::new();
    for judgement in all.iter().rev() {
        if let Act::Undo { judgement: other } = &judgement.act
            && !undone.contains(judgement.id.as_str())
        {
            undone.insert(other.as_str());
        }
    }
    all.retain(|judgement| !undone.contains(judgement.id.as_str()) && !matches!(judgement.act, Act::Undo { .. }));
    all
}

/// FNV-1a over several texts with a mark between them: the same on every machine and in every version.
pub(crate) struct Fnv(pub u64);

impl Default for Fnv {
    fn default() -> Self {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    pub(crate) fn add(&mut self, text: &str) {
        for byte in text.bytes().chain([0x1f]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merge(at: i64, name: &str) -> Judgement {
        let act = Act::Merge { kind: Naming::Actor, name: name.into(), into: "X".into() };
        Judgement::new(Timestamp::from_second(at).unwrap(), "ann", act, None)
    }

    fn undo(at: i64, other: &Judgement) -> Judgement {
        let act = Act::Undo { judgement: other.id.clone() };
        Judgement::new(Timestamp::from_second(at).unwrap(), "ann", act, None)
    }

    #[test]
    fn undoing_an_undoing_brings_back_what_was_undone() {
        let first = merge(1, "A");
        let second = merge(2, "B");
        let once = undo(3, &first);
        let twice = undo(4, &once);
        let names =
            |all: &[&Judgement]| standing(all.iter().copied()).iter().map(|j| j.at.as_second()).collect::<Vec<_>>();
        assert_eq!(names(&[&second, &first]), [1, 2]);
        assert_eq!(names(&[&once, &second, &first]), [2]);
        assert_eq!(names(&[&twice, &once, &second, &first]), [1, 2]);
    }

    #[test]
    fn a_judgement_has_one_form_as_json() {
        let judgement = merge(5, "A");
        let json = serde_json::to_string(&judgement).unwrap();
        let back: Judgement = serde_json::from_str(&json).unwrap();
        assert_eq!(back, judgement);
        assert_eq!(back.fingerprint(), judgement.id);
    }
}
