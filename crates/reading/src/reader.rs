//! The reader: one report, annotated, to a [`Reading`].

use lang::Doc;
use source::{Report, Span};

use crate::agenda::Agenda;
use crate::entry::{Actor, Evidence, Reading};
use crate::issue::Classifier;
use crate::register::Register;
use crate::rule::Rule;
use crate::{attribution, figure, next, obstacle, position, session, text};

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

    /// What an annotated report says.
    pub fn read_doc(&self, report: &Report, doc: &Doc) -> Reading {
        let register = Register::of(doc);
        let attributions = attribution::find(doc, &register);
        let issues = Classifier::new(doc, self.agenda());
        let positions = position::find(doc, &register, &attributions, &issues);
        let obstacles = obstacle::find(doc, &positions, &issues);
        let sessions = session::find(report, doc, &register);
        let texts = text::find(doc, &register);
        let next = next::find(report, doc, &register);
        let figures = figure::find(doc, &register, &attributions);
        Reading {
            report: report.id.clone(),
            sentences: doc
                .sentences()
                .map(|s| {
                    let range = s.range();
                    Span::new(doc.token(range.start).span().start..doc.token(range.end - 1).span().end)
                })
                .collect(),
            actors: needed(&register, doc),
            positions,
            sessions,
            texts,
            obstacles,
            next,
            figures,
            attributions,
        }
    }
}

/// The actors that some other entry names.
fn needed(register: &Register, doc: &Doc) -> Vec<Actor> {
    // First version: all of them. To be replaced.
    let _ = doc;
    register
        .actors()
        .map(|(_, a)| Actor {
            name: a.name.clone(),
            kind: a.kind,
            aliases: a.aliases.clone(),
            role: a.role.clone(),
            party: a.party.clone(),
            mentions: a.mentions.clone(),
            evidence: Evidence {
                span: a.mentions.first().copied().unwrap_or(Span { start: 0, end: 0 }),
                probability: 0.5,
                why: Rule::Named,
            },
        })
        .collect()
}
