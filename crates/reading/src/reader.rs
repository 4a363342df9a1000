//! The reader: one report, annotated, to a [`Reading`].

use lang::Doc;
use source::{Report, Span};

use crate::entry::{Actor, Evidence, Reading};
use crate::judge::Candidates;
use crate::register::Register;
use crate::rule::Rule;
use crate::scene::Scene;
use crate::{attribution, figure, next, obstacle, position, session, text};

/// Reads reports.
#[derive(Debug, Default)]
pub struct Reader {}

impl Reader {
    /// What an annotated report says.
    pub fn read_doc(&self, report: &Report, doc: &Doc) -> Reading {
        let register = Register::of(doc);
        let attributions = attribution::find(doc, &register);
        let positions = position::find(doc, &register, &attributions);
        let obstacles = obstacle::find(doc, &register);
        let scene = Scene::of(report, doc, &register);
        let sessions = session::find(&scene);
        let texts = text::find(&scene);
        let next = next::find(&scene);
        let figures = figure::find(&scene, &attributions);
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

impl Reader {
    /// What the rules find before the judges weigh it: for teaching and measuring the judges.
    pub fn candidates(&self, report: &Report, doc: &Doc) -> Candidates {
        let register = Register::of(doc);
        let attributions = attribution::find(doc, &register);
        let scene = Scene::of(report, doc, &register);
        Candidates {
            sessions: session::candidates(&scene),
            texts: text::candidates(&scene),
            next: next::candidates(&scene),
            figures: figure::candidates(&scene, &attributions),
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
