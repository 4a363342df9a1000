//! Reports with hand-made readings, as development and tests load them: `NAME.txt` beside `NAME.gold.json`.
//!
//! An entry's evidence is found in the text by its words, white space folded.
#![allow(dead_code)]

use std::path::Path;

use jiff::civil::Date;
use reading::{
    Actor, Attitude, Attribution, Certainty, Evidence, Figure, IssueId, Mode, NextStep, Obstacle, Position, Reading,
    Session, Speaker, Text, Topics,
};
use serde::Deserialize;
use source::{Report, ReportId, Span};

/// All reports of a folder.
pub fn folder(path: &Path) -> Vec<(Report, Reading)> {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let mut stems: Vec<String> = std::fs::read_dir(path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        .filter_map(|entry| entry.unwrap().file_name().to_str()?.strip_suffix(".gold.json").map(str::to_owned))
        .filter(|stem| stem != "dossier")
        .collect();
    stems.sort();
    stems
        .iter()
        .map(|stem| {
            let text = std::fs::read_to_string(path.join(format!("{stem}.txt"))).unwrap();
            let gold = std::fs::read_to_string(path.join(format!("{stem}.gold.json"))).unwrap();
            load(&format!("{name}/{stem}"), &text, &gold)
        })
        .collect()
}

/// One report from its text and its gold.
pub fn load(id: &str, text: &str, gold: &str) -> (Report, Reading) {
    let gold: Gold = serde_json::from_str(gold).unwrap_or_else(|error| panic!("{id}: {error}"));
    let report = Report {
        id: ReportId(id.to_owned()),
        title: gold.report.title,
        outlet: gold.report.outlet,
        published: gold.report.published,
        text: text.to_owned(),
    };
    let finder = Finder::new(text);
    let attributions: Vec<Attribution> = gold
        .attributions
        .into_iter()
        .map(|a| Attribution {
            source: Some(a.source),
            speaker: a.speaker.unwrap_or(Speaker::Named),
            attitude: a.attitude.unwrap_or_default(),
            negated: false,
            certainty: Certainty::Plain,
            mode: Mode::Indirect,
            relayed_by: a.relayed_by,
            within: None,
            content: a.content,
            cue: a.cue.unwrap_or_default(),
            source_spans: Vec::new(),
            cue_spans: Vec::new(),
            content_spans: Vec::new(),
            evidence: finder.evidence(&a.evidence, a.probability),
        })
        .collect();
    let actors: Vec<Actor> = gold
        .actors
        .into_iter()
        .map(|a| {
            let evidence = finder.evidence(&a.evidence, a.probability);
            let mentions = vec![evidence.span];
            Actor { name: a.name, kind: a.kind, aliases: a.aliases, role: a.role, party: a.party, mentions, evidence }
        })
        .collect();
    let party = |name: &str| actors.iter().find(|a| a.name == name).and_then(|a| a.party.clone());
    let positions = gold
        .positions
        .into_iter()
        .map(|p| {
            let evidence = finder.evidence(&p.evidence, p.probability);
            let outsider = |a: &&Attribution| {
                let over = a.evidence.span.overlaps(evidence.span);
                over && a.source.as_ref() != Some(&p.actor)
                    && (p.party.is_none() || a.source.as_deref().and_then(&party) != p.party)
            };
            let own =
                attributions.iter().any(|a| a.evidence.span == evidence.span && a.source.as_ref() == Some(&p.actor));
            let per =
                p.per.or_else(|| attributions.iter().filter(|_| !own).find(outsider).and_then(|a| a.source.clone()));
            Position {
                actor: p.actor,
                party: p.party,
                issue: IssueId(p.issue),
                point: p.point,
                stance: p.stance,
                // Hand-made readings write "red line".
                force: p.force.and_then(|force| serde_json::from_value(force.replace(' ', "-").into()).ok()),
                condition: None,
                per,
                evidence,
            }
        })
        .collect();
    let reading = Reading {
        report: report.id.clone(),
        sentences: sentences(text),
        positions,
        sessions: gold
            .sessions
            .into_iter()
            .map(|s| Session {
                evidence: finder.evidence(&s.evidence, s.probability),
                place: s.place,
                date: s.date,
                when: s.when,
                status: s.status,
                parties: s.parties,
                people: s.people,
                outcome: s.outcome,
            })
            .collect(),
        texts: gold
            .texts
            .into_iter()
            .map(|t| Text {
                evidence: finder.evidence(&t.evidence, t.probability),
                name: t.name,
                points: t.points,
                drafter: t.drafter,
                state: t.state,
            })
            .collect(),
        obstacles: gold
            .obstacles
            .into_iter()
            .map(|o| Obstacle { evidence: finder.evidence(&o.evidence, o.probability), issue: IssueId(o.issue) })
            .collect(),
        next: gold
            .next
            .into_iter()
            .map(|n| NextStep {
                evidence: finder.evidence(&n.evidence, n.probability),
                who: n.who,
                what: n.what,
                when: n.when,
            })
            .collect(),
        figures: gold
            .figures
            .into_iter()
            .map(|f| Figure {
                evidence: finder.evidence(&f.evidence, f.probability),
                value: f.value,
                unit: f.unit,
                of: f.of.unwrap_or_default(),
                source: f.source,
            })
            .collect(),
        actors,
        attributions,
        topics: Topics::default(),
    };
    (report, reading)
}

/// Lines, and in them sentences: a full stop, question or exclamation mark, then a space and a capital.
fn sentences(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut line_start = 0;
    for line in text.split_inclusive('\n') {
        let mut start = line_start;
        let chars: Vec<(usize, char)> = line.char_indices().collect();
        for (i, (at, c)) in chars.iter().enumerate() {
            let mut j = i + 1;
            while chars.get(j).is_some_and(|(_, c)| matches!(c, '”' | '"' | '’' | ')')) {
                j += 1;
            }
            let space = chars.get(j).is_some_and(|(_, c)| *c == ' ');
            let capital = chars.get(j + 1).is_some_and(|(_, c)| c.is_uppercase() || matches!(c, '“' | '"'));
            let short = line[..*at].rsplit(' ').next().is_some_and(|word| word.len() == 1 || word.contains('.'));
            if matches!(c, '.' | '!' | '?') && space && capital && !short {
                let end = line_start + chars[j].0;
                push(text, start, end, &mut out);
                start = end;
            }
        }
        line_start += line.len();
        push(text, start, line_start, &mut out);
    }
    out
}

fn push(text: &str, start: usize, end: usize, out: &mut Vec<Span>) {
    let piece = &text[start..end];
    let lead = piece.len() - piece.trim_start().len();
    if !piece.trim().is_empty() {
        out.push(Span::new(start + lead..start + lead + piece.trim().len()));
    }
}

/// The text with white space folded, and where each byte of that came from.
struct Finder {
    folded: String,
    origin: Vec<usize>,
}

impl Finder {
    fn new(text: &str) -> Finder {
        let (mut folded, mut origin) = (String::new(), Vec::new());
        for (at, c) in text.char_indices() {
            let c = if c.is_whitespace() { ' ' } else { c };
            if c != ' ' || !folded.ends_with(' ') {
                folded.push(c);
                origin.extend((0..c.len_utf8()).map(|i| at + i));
            }
        }
        origin.push(text.len());
        Finder { folded, origin }
    }

    fn evidence(&self, words: &str, probability: Option<f32>) -> Evidence {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let at = self.folded.find(&words).unwrap_or_else(|| panic!("not in the report: {words}"));
        let (start, last) = (self.origin[at], self.origin[at + words.len() - 1]);
        Evidence {
            span: Span::new(start..last + 1),
            probability: probability.unwrap_or(1.0),
            why: reading::Rule::Named,
            grounds: reading::Grounds::default(),
        }
    }
}

#[derive(Deserialize)]
struct Gold {
    report: Head,
    #[serde(default)]
    actors: Vec<GoldActor>,
    #[serde(default)]
    positions: Vec<GoldPosition>,
    #[serde(default)]
    sessions: Vec<GoldSession>,
    #[serde(default)]
    texts: Vec<GoldText>,
    #[serde(default)]
    obstacles: Vec<GoldObstacle>,
    #[serde(default)]
    next: Vec<GoldNext>,
    #[serde(default)]
    figures: Vec<GoldFigure>,
    #[serde(default)]
    attributions: Vec<GoldAttribution>,
}

#[derive(Deserialize)]
struct Head {
    title: Option<String>,
    outlet: Option<String>,
    published: Option<Date>,
}

#[derive(Deserialize)]
struct GoldActor {
    name: String,
    kind: reading::ActorKind,
    #[serde(default)]
    aliases: Vec<String>,
    role: Option<String>,
    party: Option<String>,
    evidence: String,
    probability: Option<f32>,
}

#[derive(Deserialize)]
struct GoldPosition {
    actor: String,
    party: Option<String>,
    issue: String,
    point: String,
    stance: reading::Stance,
    force: Option<String>,
    per: Option<String>,
    evidence: String,
    probability: Option<f32>,
}

#[derive(Deserialize)]
struct GoldSession {
    place: Option<String>,
    date: Option<Date>,
    when: Option<String>,
    status: reading::SessionStatus,
    #[serde(default)]
    parties: Vec<String>,
    #[serde(default)]
    people: Vec<String>,
    outcome: Option<String>,
    evidence: String,
    probability: Option<f32>,
}

#[derive(Deserialize)]
struct GoldText {
    name: String,
    points: Option<u32>,
    drafter: Option<String>,
    state: reading::TextState,
    evidence: String,
    probability: Option<f32>,
}

#[derive(Deserialize)]
struct GoldObstacle {
    issue: String,
    evidence: String,
    probability: Option<f32>,
}

#[derive(Deserialize)]
struct GoldNext {
    #[serde(default)]
    who: Vec<String>,
    what: String,
    when: Option<String>,
    evidence: String,
    probability: Option<f32>,
}

#[derive(Deserialize)]
struct GoldFigure {
    value: f64,
    unit: Option<String>,
    #[serde(default)]
    of: Option<String>,
    source: Option<String>,
    evidence: String,
    probability: Option<f32>,
}

#[derive(Deserialize)]
struct GoldAttribution {
    source: String,
    speaker: Option<Speaker>,
    attitude: Option<Attitude>,
    relayed_by: Option<String>,
    content: String,
    cue: Option<String>,
    evidence: String,
    probability: Option<f32>,
}
