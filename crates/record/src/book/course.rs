//! How a stance on a point came to be what it is: what was told when, and where it moved.

use std::cmp::Reverse;

use reading::Stance;
use serde::Serialize;

use crate::book::told::Voices;
use crate::book::{Fact, NONE};

/// Steps that are kept: more are noise.
const STEPS: usize = 12;

/// What a second stance on a point is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MoveKind {
    /// It is told later, and the earlier one is not told again.
    Shift,
    /// Both are told of the same time, or in turns.
    Contradiction,
}

/// A stance told that is not the one before.
pub(crate) struct Step<'a> {
    pub from: Stance,
    pub to: Stance,
    /// When that was published; [`NONE`] where it is not dated.
    pub day: i32,
    pub kind: MoveKind,
    /// The first telling.
    pub first: &'a Fact,
}

/// A telling with its day and its stance.
type Dated<'a> = (i32, Stance, &'a Fact);

/// The stance told last, and how it came there. There must be tellings; of none the stance is for.
pub(crate) fn course<'a>(facts: &[&'a Fact], voices: Voices<'_>) -> (Stance, Vec<Step<'a>>) {
    if let [only] = facts {
        return (only.stance(), Vec::new());
    }
    // By day, the stance most sources tell of; what is not dated is told of no time in particular.
    let mut told: Vec<Dated<'a>> = facts.iter().map(|fact| (voices.day(fact), fact.stance(), *fact)).collect();
    told.sort_by_key(|(day, stance, _)| (*day, *stance));
    let (undated, dated) = told.split_at(told.partition_point(|(day, ..)| *day == NONE));
    let most = |told: &[Dated<'a>]| {
        let stances = told.chunk_by(|a, b| a.1 == b.1);
        let sources = |facts: &[Dated<'a>]| {
            // Where there is but one stance, nobody has to count.
            if facts.len() == told.len() {
                return 0;
            }
            voices.sources(&facts.iter().map(|(.., fact)| *fact).collect::<Vec<_>>())
        };
        stances.max_by_key(|facts| (sources(facts), facts.len(), Reverse(facts[0].1))).map(|facts| facts[0].1)
    };
    let first = |facts: &[Dated<'a>]| {
        let rank = |fact: &Fact| (voices.rank(fact), fact.start, fact.entry);
        facts.iter().map(|(.., fact)| *fact).min_by(|a, b| rank(a).cmp(&rank(b)))
    };
    let step = |from, to, day, kind, facts: &[Dated<'a>]| first(facts).map(|first| Step { from, to, day, kind, first });
    let mut steps: Vec<Step<'a>> = Vec::new();
    let mut before: Option<Stance> = None;
    let mut seen: Vec<Stance> = Vec::new();
    for told in dated.chunk_by(|a, b| a.0 == b.0) {
        let (day, Some(now)) = (told[0].0, most(told)) else { continue };
        for facts in told.chunk_by(|a, b| a.1 == b.1).filter(|facts| facts[0].1 != now) {
            steps.extend(step(now, facts[0].1, day, MoveKind::Contradiction, facts));
        }
        if let Some(from) = before.filter(|from| *from != now) {
            // Told again after another one was told: the reports contradict each other.
            let kind = if seen.contains(&now) { MoveKind::Contradiction } else { MoveKind::Shift };
            let facts = told.chunk_by(|a, b| a.1 == b.1).find(|facts| facts[0].1 == now).unwrap_or_default();
            steps.extend(step(from, now, day, kind, facts));
        }
        if !seen.contains(&now) {
            seen.push(now);
        }
        before = Some(now);
    }
    let stance = before.or_else(|| most(undated)).unwrap_or(Stance::Supports);
    let others = undated.chunk_by(|a, b| a.1 == b.1);
    for facts in others.filter(|facts| facts[0].1 != stance && !seen.contains(&facts[0].1)) {
        steps.extend(step(stance, facts[0].1, NONE, MoveKind::Contradiction, facts));
    }
    steps.truncate(STEPS);
    (stance, steps)
}
