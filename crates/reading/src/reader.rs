//! The reader: one report, annotated, to a [`Reading`].

use std::collections::BTreeSet;

use lang::Doc;
use source::{Report, Span};

use crate::entry::{Actor, Evidence, Reading};
use crate::register::{ActorIndex, Register};
use crate::rule::Rule;
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
        let sessions = session::find(report, doc, &register);
        let texts = text::find(doc, &register);
        let next = next::find(report, doc, &register);
        let figures = figure::find(doc, &register, &attributions);
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
        };
        reading.actors = needed(&register, &reading);
        reading
    }
}

/// The actors that some other entry names: sources, holders of positions, those who meet, draft or act next; and their
/// sides.
fn needed(register: &Register, reading: &Reading) -> Vec<Actor> {
    let mut wanted: BTreeSet<ActorIndex> = BTreeSet::new();
    {
        let mut want = |name: &str| wanted.extend(register.find(name));
        for a in &reading.attributions {
            want(&a.source);
        }
        for p in &reading.positions {
            want(&p.actor);
            p.party.iter().for_each(|party| want(party));
        }
        for s in &reading.sessions {
            s.parties.iter().chain(&s.people).for_each(|name| want(name));
        }
        for t in &reading.texts {
            t.drafter.iter().for_each(|name| want(name));
        }
        for n in &reading.next {
            n.who.iter().for_each(|name| want(name));
        }
    }
    let sides: Vec<ActorIndex> =
        wanted.iter().filter_map(|&a| register.party(a)).filter_map(|party| register.find(party)).collect();
    wanted.extend(sides);
    wanted
        .into_iter()
        .map(|index| register.actor(index))
        .filter(|a| !a.outlet)
        .filter_map(|a| {
            let why = if a.named { Rule::Named } else { Rule::Described };
            Some(Actor {
                name: a.name.clone(),
                kind: a.kind,
                aliases: a.aliases.clone(),
                role: a.role.clone(),
                party: a.party.clone(),
                mentions: a.mentions.clone(),
                evidence: Evidence { span: *a.mentions.first()?, probability: why.probability(), why },
            })
        })
        .collect()
}
