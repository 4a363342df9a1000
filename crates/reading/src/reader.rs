//! The reader: one report, annotated, to a [`Reading`].

use source::{Report, Span};

use crate::agenda::Agenda;
use crate::entry::{IssueId, Reading};
use crate::issue::Classifier;
use crate::judge::Candidates;
use crate::proposition::Proposition;
use crate::register::Register;
use crate::scene::Scene;
use crate::speech::Annotated;
use crate::topic::{self, Topics};
use crate::{about, actor, attribution, figure, next, obstacle, position, proposition, session, text};

/// Goes up with every change of rules, words or weights that changes readings.
const READER: u32 = 2;

/// Reads reports.
#[derive(Debug, Default)]
pub struct Reader {
    agenda: Option<Agenda>,
}

impl Reader {
    /// A reader with a user's own agenda in place of the shipped one.
    pub fn with_agenda(agenda: Agenda) -> Self {
        Reader { agenda: Some(agenda) }
    }

    /// The agenda it reads by.
    pub fn agenda(&self) -> &Agenda {
        self.agenda.as_ref().unwrap_or_else(|| Agenda::shipped())
    }

    /// What a reading depends on beside its report: this program's version and the agenda. Readings of another version are out of date.
    pub fn version(&self) -> String {
        format!("{}-{READER}/{}", env!("CARGO_PKG_VERSION"), self.agenda().fingerprint())
    }

    /// What a report says.
    pub fn read(&self, report: &Report) -> Reading {
        self.read_annotated(report, &Annotated::of(&report.text))
    }

    /// The issue that some words name by themselves, without a report around them: an analyst's name for a point, say.
    ///
    /// ```
    /// let reader = reading::Reader::default();
    /// assert_eq!(reader.issue_of("a ceasefire along the border").0, "ceasefire");
    /// ```
    pub fn issue_of(&self, words: &str) -> IssueId {
        let doc = lang::Pipeline::english().annotate(words);
        let whole = 0..doc.len();
        Classifier::new(&doc, self.agenda()).classify(&doc, &whole, &whole).told()
    }

    /// Who put forward, supported or opposed what, in a bulletin of talks among states and groups: one proposition for each
    /// party of a sentence.
    ///
    /// ```
    /// use source::{Report, ReportId};
    ///
    /// let text = "NORWAY, supported by CHILE and opposed by the EU, proposed a shorter text.".to_owned();
    /// let report = Report { id: ReportId::from("day-3"), title: None, outlet: None, published: None, text };
    ///
    /// let found = reading::Reader::default().propositions(&report);
    /// let told: Vec<_> = found.iter().map(|p| (&*p.actor, p.opposed, &*p.predicate, &*p.point)).collect();
    /// assert_eq!(told[0], ("Norway", false, "proposed", "a shorter text"));
    /// assert_eq!(told[1], ("Chile", false, "proposed", "a shorter text"));
    /// assert_eq!(told[2], ("European Union", true, "proposed", "a shorter text"));
    /// ```
    pub fn propositions(&self, report: &Report) -> Vec<Proposition> {
        proposition::find(&report.text)
    }

    /// What an annotated report says.
    pub fn read_annotated(&self, report: &Report, text: &Annotated) -> Reading {
        let doc = &text.doc;
        let register = Register::of(doc);
        let attributions = attribution::find(text, &register);
        let issues = Classifier::new(doc, self.agenda());
        let scene = Scene::of(report, doc, &register);
        let talks = about::is_about_talks(doc);
        let positions = if talks { position::find(doc, &register, &attributions, &issues) } else { Vec::new() };
        let obstacles = if talks { obstacle::find(doc, &positions, &issues) } else { Vec::new() };
        let sessions = if talks { session::find(&scene) } else { Vec::new() };
        let texts = if talks { text::find(&scene) } else { Vec::new() };
        let next = if talks { next::find(&scene) } else { Vec::new() };
        let figures = figure::find(&scene, &attributions);
        let topics = if talks {
            topic::find(doc, &register, self.agenda(), &positions, &obstacles, &attributions)
        } else {
            Topics::default()
        };
        let mut reading = Reading {
            report: report.id.clone(),
            sentences: doc
                .sentences()
                .map(|s| {
                    let range = s.range();
                    Span::new(doc.token(range.start).span().start..doc.token(range.end - 1).span().end)
                })
                .collect(),
            actors: Vec::new(),
            positions,
            sessions,
            texts,
            obstacles,
            next,
            figures,
            attributions,
            topics,
        };
        reading.actors = actor::find(&register, &reading);
        reading
    }
}

impl Reader {
    /// What the rules find before the judges weigh it: for teaching and measuring the judges.
    pub fn candidates(&self, report: &Report, text: &Annotated) -> Candidates {
        let doc = &text.doc;
        let register = Register::of(doc);
        let attributions = attribution::find(text, &register);
        let scene = Scene::of(report, doc, &register);
        Candidates {
            sessions: session::candidates(&scene),
            texts: text::candidates(&scene),
            next: next::candidates(&scene),
            figures: figure::candidates(&scene, &attributions),
        }
    }
}
