//! Everything about one negotiation: the reports taken, each with its reading.

use std::collections::BTreeMap;

use jiff::civil::Date;
use reading::{Agenda, Reading};
use source::{Report, ReportId};

use crate::brief::Brief;
use crate::judgement::{Fnv, Namings};
use crate::lexicon::Lexicon;
use crate::proposal::{self, Proposal};
use crate::shelf::{Shelf, Taken};
use crate::view;

/// Reports and their readings. The order of taking does not matter.
///
/// ```
/// use record::{BriefOptions, Dossier, Lexicon};
///
/// let dossier = Dossier::default();
/// let brief = dossier.brief(&BriefOptions::default(), &Lexicon::default());
/// assert!(brief.sessions.is_empty());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Dossier {
    taken: BTreeMap<Key, Taken>,
    namings: Namings,
}

/// Reports stand in the order of their dates, those without one last; then by id. The text is part of the key because
/// two files may share a name.
type Key = (bool, Option<Date>, ReportId, u64);

/// What to brief on.
#[derive(Clone, Debug, Default)]
pub struct BriefOptions {
    /// Name of the negotiation; by default the folder of its reports.
    pub title: Option<String>,
    /// Only reports published up to this day. Reports without a date are kept.
    pub as_of: Option<Date>,
}

impl Dossier {
    /// An empty dossier in which names mean what a person said they mean.
    pub fn with_namings(namings: Namings) -> Dossier {
        Dossier { namings, ..Dossier::default() }
    }

    /// Takes a report with what was read in it. The same report taken again replaces its reading.
    pub fn take(&mut self, report: Report, mut reading: Reading) {
        self.namings.rename(&mut reading);
        let key = (report.published.is_none(), report.published, report.id.clone(), fingerprint(&report.text));
        self.taken.insert(key, Taken { report, reading });
    }

    /// Number of reports.
    pub fn len(&self) -> usize {
        self.taken.len()
    }

    /// Whether there is no report.
    pub fn is_empty(&self) -> bool {
        self.taken.is_empty()
    }

    /// The reports and their readings, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&Report, &Reading)> {
        self.taken.values().map(|taken| (&taken.report, &taken.reading))
    }

    /// The brief. Labels of issues are their short names in the lexicon: see [`Lexicon::name`].
    pub fn brief(&self, options: &BriefOptions, lexicon: &Lexicon) -> Brief {
        let known = |taken: &&Taken| match (options.as_of, taken.report.published) {
            (Some(as_of), Some(published)) => published <= as_of,
            _ => true,
        };
        let taken: Vec<&Taken> = self.taken.values().filter(known).collect();
        view::brief(&Shelf::new(taken, lexicon, &self.namings), options)
    }

    /// An agenda drawn from the reports: the issues of `agenda` that they speak of, and subjects that it does not have.
    pub fn propose_agenda(&self, agenda: &Agenda, lexicon: &Lexicon) -> Proposal {
        let shelf = Shelf::new(self.taken.values().collect(), lexicon, &self.namings);
        proposal::proposal(&shelf, view::folder(&shelf), agenda)
    }
}

/// What tells one text from another under one name.
fn fingerprint(text: &str) -> u64 {
    let mut hash = Fnv::default();
    hash.add(text);
    hash.0
}
