//! The objects of the contract, and how they become a reading.

use jiff::civil::Date;
use reading::{
    Actor, ActorKind, Attitude, Attribution, Certainty, Evidence, Figure, Force, Grounds, IssueId, Mode, NextStep,
    Obstacle, Position, Reading, Rule, Session, SessionStatus, Speaker, Stance, Text, TextState, Topics,
};
use serde::Deserialize;
use source::{ReportId, Span};

use super::{Fault, Imported};
use crate::characters::Characters;

/// A fault with its place.
#[derive(Debug)]
pub(crate) struct At {
    pub section: String,
    pub entry: usize,
    pub fault: Fault,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Line {
    pub id: ReportId,
    report: Head,
    actors: Vec<Entry<ActorFields>>,
    positions: Vec<Entry<PositionFields>>,
    sessions: Vec<Entry<SessionFields>>,
    texts: Vec<Entry<TextFields>>,
    obstacles: Vec<Entry<ObstacleFields>>,
    next: Vec<Entry<NextFields>>,
    figures: Vec<Entry<FigureFields>>,
    attributions: Vec<Entry<Outer>>,
}

#[derive(Debug, Deserialize)]
struct Head {
    title: Option<String>,
    outlet: Option<String>,
    published: Option<Date>,
}

/// What every entry has, around its own fields. `reason` is told anew from `why` and is not taken back.
#[derive(Debug, Deserialize)]
struct Entry<T> {
    evidence: String,
    span: (u64, u64),
    probability: f32,
    why: Rule,
    #[serde(flatten)]
    fields: T,
}

#[derive(Debug, Deserialize)]
struct ActorFields {
    name: String,
    kind: ActorKind,
    aliases: Vec<String>,
    role: Option<String>,
    party: Option<String>,
}

#[derive(Debug, Deserialize)]
struct PositionFields {
    actor: String,
    party: Option<String>,
    issue: IssueId,
    point: String,
    stance: Stance,
    force: Option<Force>,
    condition: Option<String>,
    per: Option<String>,
}

#[derive(Debug, Deserialize)]
struct SessionFields {
    place: Option<String>,
    date: Option<Date>,
    when: Option<String>,
    status: SessionStatus,
    parties: Vec<String>,
    people: Vec<String>,
    outcome: Option<String>,
}

#[derive(Debug, Deserialize)]
struct TextFields {
    name: String,
    points: Option<u32>,
    drafter: Option<String>,
    state: TextState,
}

#[derive(Debug, Deserialize)]
struct ObstacleFields {
    issue: IssueId,
}

#[derive(Debug, Deserialize)]
struct NextFields {
    who: Vec<String>,
    what: String,
    when: Option<String>,
}

#[derive(Debug, Deserialize)]
struct FigureFields {
    value: f64,
    unit: Option<String>,
    of: String,
    source: Option<String>,
}

#[derive(Debug, Deserialize)]
struct AttributionFields {
    source: String,
    speaker: Speaker,
    attitude: Attitude,
    negated: bool,
    certainty: Certainty,
    mode: Mode,
    relayed_by: Option<String>,
    content: String,
    cue: String,
    source_spans: Vec<(u64, u64)>,
    cue_spans: Vec<(u64, u64)>,
    content_spans: Vec<(u64, u64)>,
}

#[derive(Debug, Deserialize)]
struct Outer {
    #[serde(flatten)]
    fields: AttributionFields,
    nested: Vec<Entry<Inner>>,
}

#[derive(Debug, Deserialize)]
struct Inner {
    #[serde(flatten)]
    fields: AttributionFields,
    within: Option<usize>,
}

impl Line {
    /// The reading, its spans in bytes of the text.
    pub(crate) fn imported(self, text: &str) -> Result<Imported, At> {
        let place = Place { text, characters: Characters::of(text) };
        let reading = Reading {
            report: self.id.clone(),
            sentences: Vec::new(),
            actors: place.entries("actors", self.actors, |a, evidence| Actor {
                name: a.name,
                kind: a.kind,
                aliases: a.aliases,
                role: a.role,
                party: a.party,
                mentions: Vec::new(),
                evidence,
            })?,
            positions: place.entries("positions", self.positions, |p, evidence| Position {
                actor: p.actor,
                party: p.party,
                issue: p.issue,
                point: p.point,
                stance: p.stance,
                force: p.force,
                condition: p.condition,
                per: p.per,
                evidence,
            })?,
            sessions: place.entries("sessions", self.sessions, |s, evidence| Session {
                place: s.place,
                date: s.date,
                when: s.when,
                status: s.status,
                parties: s.parties,
                people: s.people,
                outcome: s.outcome,
                evidence,
            })?,
            texts: place.entries("texts", self.texts, |t, evidence| Text {
                name: t.name,
                points: t.points,
                drafter: t.drafter,
                state: t.state,
                evidence,
            })?,
            obstacles: place
                .entries("obstacles", self.obstacles, |o, evidence| Obstacle { issue: o.issue, evidence })?,
            next: place.entries("next", self.next, |n, evidence| NextStep {
                who: n.who,
                what: n.what,
                when: n.when,
                evidence,
            })?,
            figures: place.entries("figures", self.figures, |f, evidence| Figure {
                value: f.value,
                unit: f.unit,
                of: f.of,
                source: f.source,
                evidence,
            })?,
            attributions: place.attributions(self.attributions)?,
            topics: Topics::default(),
        };
        let Head { title, outlet, published } = self.report;
        Ok(Imported { id: self.id, title, outlet, published, reading })
    }
}

/// The report that evidence is held against.
struct Place<'a> {
    text: &'a str,
    characters: Characters<'a>,
}

impl Place<'_> {
    fn entries<F, T>(
        &self,
        section: &str,
        entries: Vec<Entry<F>>,
        make: impl Fn(F, Evidence) -> T,
    ) -> Result<Vec<T>, At> {
        let one = |(number, entry): (usize, Entry<F>)| {
            let (fields, evidence) =
                self.checked(entry).map_err(|fault| At { section: section.to_owned(), entry: number, fault })?;
            Ok(make(fields, evidence))
        };
        entries.into_iter().enumerate().map(one).collect()
    }

    /// Attributions with those inside, in one list: those inside follow the one they are in.
    fn attributions(&self, entries: Vec<Entry<Outer>>) -> Result<Vec<Attribution>, At> {
        const SECTION: &str = "attributions";
        let mut out = Vec::new();
        for (number, entry) in entries.into_iter().enumerate() {
            let at = |fault| At { section: SECTION.to_owned(), entry: number, fault };
            let (Outer { fields, nested }, evidence) = self.checked(entry).map_err(at)?;
            let outer = out.len();
            out.push(self.attribution(fields, evidence, None).map_err(at)?);
            let within: Vec<Option<usize>> = nested.iter().map(|inner| inner.fields.within).collect();
            for (inner, entry) in nested.into_iter().enumerate() {
                let at = |fault| At { section: format!("{SECTION}[{number}].nested"), entry: inner, fault };
                ends(&within, inner).map_err(at)?;
                let (Inner { fields, within }, evidence) = self.checked(entry).map_err(at)?;
                let within = within.map_or(outer, |i| outer + 1 + i);
                out.push(self.attribution(fields, evidence, Some(within)).map_err(at)?);
            }
        }
        Ok(out)
    }

    fn attribution(
        &self,
        fields: AttributionFields,
        evidence: Evidence,
        within: Option<usize>,
    ) -> Result<Attribution, Fault> {
        let spans = |spans: Vec<(u64, u64)>| -> Result<Vec<Span>, Fault> {
            spans.into_iter().map(|span| self.span(span)).collect()
        };
        Ok(Attribution {
            source: Some(fields.source),
            speaker: fields.speaker,
            attitude: fields.attitude,
            negated: fields.negated,
            certainty: fields.certainty,
            mode: fields.mode,
            relayed_by: fields.relayed_by,
            within,
            content: fields.content,
            cue: fields.cue,
            source_spans: spans(fields.source_spans)?,
            cue_spans: spans(fields.cue_spans)?,
            content_spans: spans(fields.content_spans)?,
            evidence,
        })
    }

    fn checked<F>(&self, entry: Entry<F>) -> Result<(F, Evidence), Fault> {
        let span = self.span(entry.span)?;
        let found = span.of(self.text);
        if entry.evidence.is_empty() {
            return Err(Fault::NoEvidence);
        }
        if found != entry.evidence {
            return Err(Fault::Evidence { evidence: entry.evidence, found: found.to_owned() });
        }
        if !(0.0..=1.0).contains(&entry.probability) {
            return Err(Fault::Probability(entry.probability));
        }
        let evidence = Evidence { span, probability: entry.probability, why: entry.why, grounds: Grounds::default() };
        Ok((entry.fields, evidence))
    }

    fn span(&self, (start, end): (u64, u64)) -> Result<Span, Fault> {
        self.characters.span(start, end).ok_or(Fault::Span { start, end })
    }
}

/// Whether following `within` from an entry ends at the outermost one: readers of attributions rely on it.
fn ends(within: &[Option<usize>], from: usize) -> Result<(), Fault> {
    let mut at = from;
    for _ in 0..within.len() {
        match within.get(at) {
            Some(None) => return Ok(()),
            Some(Some(next)) => at = *next,
            None => break,
        }
    }
    Err(Fault::Within(at))
}
