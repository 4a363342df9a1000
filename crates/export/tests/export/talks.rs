//! What the tests write: the sample as the reader reads it, and readings of chance.

use std::path::Path;
use std::sync::OnceLock;

use jiff::civil::date;
use proptest::prelude::*;
use reading::{
    Actor, ActorKind, Attitude, Attribution, Certainty, Evidence, Figure, Force, Grounds, IssueId, Mode, NextStep,
    Obstacle, Position, Reader, Reading, Rule, Session, SessionStatus, Speaker, Stance, Text, TextState, Topics,
};
use source::{Report, ReportId, Span};

/// The reports of `examples/camp-david` with their readings.
pub fn camp_david() -> &'static [(Report, Reading)] {
    static READ: OnceLock<Vec<(Report, Reading)>> = OnceLock::new();
    READ.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/camp-david");
        let mut names: Vec<String> = std::fs::read_dir(&folder)
            .unwrap()
            .filter_map(|entry| entry.unwrap().file_name().to_str()?.strip_suffix(".txt").map(str::to_owned))
            .collect();
        names.sort();
        let reader = Reader::default();
        let read = |name: &String| {
            let bytes = std::fs::read(folder.join(format!("{name}.txt"))).unwrap();
            let report = Report::from_bytes(format!("camp-david/{name}").as_str(), &bytes).unwrap();
            let reading = reader.read(&report);
            (report, reading)
        };
        names.iter().map(read).collect()
    })
}

/// As the writers take them.
pub fn borrowed(talks: &[(Report, Reading)]) -> impl Iterator<Item = (&Report, &Reading)> {
    talks.iter().map(|(report, reading)| (report, reading))
}

/// A few reports with different ids and an entry or more of every section.
pub fn any_talks() -> impl Strategy<Value = Vec<(Report, Reading)>> {
    proptest::collection::vec(any_report(), 0..4).prop_map(|mut talks| {
        for (i, (report, reading)) in talks.iter_mut().enumerate() {
            report.id = ReportId(format!("any/{i}"));
            reading.report = report.id.clone();
        }
        talks
    })
}

/// Words with what formats take for their own.
fn words() -> impl Strategy<Value = String> {
    "[-=+@a-cé😀 ,;\"'<&\t\r\n\u{1}]{1,12}"
}

fn any_report() -> impl Strategy<Value = (Report, Reading)> {
    let text = proptest::collection::vec(words(), 1..20).prop_map(|words| words.concat());
    let seeds = proptest::collection::vec((any::<u32>(), any::<u32>(), words()), 1..4);
    (text, seeds, proptest::option::of(words()), any::<bool>()).prop_map(|(text, seeds, title, dated)| {
        let reading = any_reading(&text, &seeds);
        let published = dated.then(|| date(1978, 9, 17));
        (Report { id: ReportId::from("any"), outlet: title.clone(), title, published, text }, reading)
    })
}

fn any_reading(text: &str, seeds: &[(u32, u32, String)]) -> Reading {
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let span = |a: u32, b: u32| {
        let first = a as usize % (ends.len() - 1);
        let last = first + 1 + b as usize % (ends.len() - 1 - first);
        Span::new(ends[first]..ends[last])
    };
    let evidence = |(a, b, _): &(u32, u32, String)| Evidence {
        span: span(*a, *b),
        probability: (a % 101) as f32 / 100.0,
        why: Rule::ALL[*b as usize % Rule::ALL.len()],
        grounds: Grounds::default(),
    };
    let pick = |seed: u32, some: &str| seed.is_multiple_of(2).then(|| some.to_owned());
    let mut attributions = Vec::new();
    for seed in seeds {
        let (a, b, words) = seed;
        for within in [None, Some(attributions.len()), Some(attributions.len() + (b % 2) as usize)] {
            attributions.push(Attribution {
                source: Some(words.clone()),
                speaker: Speaker::Document,
                attitude: Attitude::ALL[*a as usize % Attitude::ALL.len()],
                negated: a % 2 == 0,
                certainty: Certainty::Hedged,
                mode: Mode::Mixed,
                relayed_by: pick(*b, words),
                within,
                content: words.clone(),
                cue: String::new(),
                source_spans: vec![span(*b, *a)],
                cue_spans: Vec::new(),
                content_spans: vec![span(*a, *b), span(*b, *a)],
                evidence: evidence(seed),
            });
        }
    }
    let stances = [Stance::Supports, Stance::Opposes, Stance::Conditional, Stance::Undecided];
    Reading {
        report: ReportId::from("any"),
        sentences: Vec::new(),
        actors: seeds
            .iter()
            .map(|seed| Actor {
                name: seed.2.clone(),
                kind: if seed.0 % 2 == 0 { ActorKind::Person } else { ActorKind::Group },
                aliases: vec![seed.2.clone(); seed.1 as usize % 3],
                role: None,
                party: pick(seed.0, "Egypt"),
                mentions: Vec::new(),
                evidence: evidence(seed),
            })
            .collect(),
        positions: seeds
            .iter()
            .map(|seed| Position {
                actor: seed.2.clone(),
                party: pick(seed.0, "Egypt"),
                issue: IssueId("territory".into()),
                point: seed.2.clone(),
                stance: stances[seed.0 as usize % 4],
                force: (seed.1 % 2 == 0).then_some(Force::RedLine),
                condition: pick(seed.1, "if"),
                per: None,
                evidence: evidence(seed),
            })
            .collect(),
        sessions: seeds
            .iter()
            .map(|seed| Session {
                place: pick(seed.0, "Sinai"),
                date: (seed.1 % 2 == 0).then(|| date(1978, 8, 9)),
                when: None,
                status: SessionStatus::Cancelled,
                parties: vec!["Egypt".into(), seed.2.clone()],
                people: Vec::new(),
                outcome: None,
                evidence: evidence(seed),
            })
            .collect(),
        texts: seeds
            .iter()
            .map(|seed| Text {
                name: seed.2.clone(),
                points: (seed.0 % 2 == 0).then_some(seed.1),
                drafter: None,
                state: TextState::UnderDiscussion,
                evidence: evidence(seed),
            })
            .collect(),
        obstacles: seeds
            .iter()
            .map(|seed| Obstacle { issue: IssueId(seed.2.clone()), evidence: evidence(seed) })
            .collect(),
        next: seeds
            .iter()
            .map(|seed| NextStep {
                who: vec![seed.2.clone(); seed.0 as usize % 2],
                what: seed.2.clone(),
                when: pick(seed.1, "on Sunday"),
                evidence: evidence(seed),
            })
            .collect(),
        figures: seeds
            .iter()
            .map(|seed| Figure {
                value: f64::from(seed.0) / 8.0,
                unit: pick(seed.0, "percent"),
                of: seed.2.clone(),
                source: None,
                evidence: evidence(seed),
            })
            .collect(),
        attributions,
        topics: Topics::default(),
    }
}
