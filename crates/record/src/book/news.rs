//! What changed between two days: new, moved, told both ways, no longer told, settled.

use std::collections::BTreeSet;

use jiff::civil::Date;
use reading::{SessionStatus, Stance, TextState};
use serde::Serialize;

use crate::book::course::MoveKind;
use crate::book::events::{documents_of, gathered, meetings_of, places};
use crate::book::matrix::{MatrixOptions, PartyStance, rows_of};
use crate::book::told::{Cited, who_and_citing};
use crate::book::{Book, Fact, Period, TextOf, date_of};
use crate::brief::{Cite, stance_word, state_word, status_word};
use crate::lexicon::Lexicon;

/// What changed between two days.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct News {
    /// After this day.
    pub from: Date,
    /// Up to this one.
    pub to: Date,
    /// Stances, texts and sessions told for the first time.
    pub new: Vec<Item>,
    /// Stances that moved.
    pub moved: Vec<Item>,
    /// Stances told both ways.
    pub contradicted: Vec<Item>,
    /// Stances that two sources told before and none tells any more, though the party speaks of the issue.
    pub dropped: Vec<Item>,
    /// Sessions planned that were held, texts agreed or signed.
    pub resolved: Vec<Item>,
    /// The reports referred to.
    pub reports: Vec<Cited>,
}

impl News {
    /// Every line, to change what it refers to.
    pub fn items_mut(&mut self) -> impl Iterator<Item = &mut Item> {
        let lists = [&mut self.new, &mut self.moved, &mut self.contradicted, &mut self.dropped, &mut self.resolved];
        lists.into_iter().flatten()
    }
}

/// One line of news.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Item {
    /// What.
    pub what: String,
    /// The stance before and after, where one moved or is told both ways.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<Step>,
    /// What it rests on.
    pub references: Vec<Cite>,
}

/// A stance that is not what it was.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step {
    /// Short name of the party.
    pub who: String,
    /// The thing.
    pub point: String,
    /// What it was, or is told as too.
    pub from: Stance,
    /// What it is told as.
    pub to: Stance,
}

/// Points, sessions and texts that are looked at.
const MOST: usize = 60;

/// What is told by `to` and was not by `from`, of the reports published after the one and up to the other.
pub fn news(book: &Book, text: &TextOf<'_>, from: Date, to: Date, lexicon: &Lexicon) -> News {
    let since = |first: Option<Date>| first.is_some_and(|first| from < first && first <= to);
    let period = Period::up_to(Some(to));
    let within = book.within(&period);
    let (who, citing) = who_and_citing(book, text, &within, lexicon);
    let mut out = News { from, to, ..News::default() };

    // What is news was told in the time: it is looked for there, however much more was told before.
    let new = Period { from: from.tomorrow().ok(), to: Some(to) };
    let voices = citing.voices();
    let is_new =
        |facts: &[&Fact]| facts.iter().any(|fact| date_of(voices.day(fact)).is_some_and(|day| new.holds(Some(day))));
    let options = MatrixOptions { period, points: MOST, first: Some(new), ..MatrixOptions::default() };
    let places = places(&citing, &within);
    let (mut issues, mut sessions) = (Vec::new(), Vec::new());
    rayon::in_place_scope(|scope| {
        scope.spawn(|_| {
            sessions = gathered(book, &within, &who, &places);
            sessions.retain(|meeting| is_new(&meeting.facts));
        });
        issues = rows_of(&who, &citing, &within, &options, lexicon).1;
    });
    for issue in &issues {
        let stances = || issue.points.iter().flat_map(|point| &point.stances);
        let spoken: BTreeSet<&str> =
            stances().filter(|stance| since(stance.since.last)).map(|stance| stance.short.as_str()).collect();
        for point in &issue.points {
            for stance in point.stances.iter().filter(|stance| stance.party.is_some()) {
                let what = format!("{}: {} {} ({})", stance.short, stance_word(stance.stance), point.name, issue.label);
                let references = stance.told.references.clone();
                steps(&mut out, stance, &point.name, &since);
                let before = stance.since.last.is_some_and(|last| last <= from);
                if since(stance.since.first) {
                    out.new.push(Item { what, step: None, references });
                } else if before && stance.told.sources > 1 && spoken.contains(stance.short.as_str()) {
                    out.dropped.push(Item { what, step: None, references });
                }
            }
        }
    }
    for row in meetings_of(sessions, &who, &citing, MOST, lexicon).0 {
        let place = row.place.as_deref().unwrap_or("no place");
        let day = row.date.map(|day| format!(", {day}")).unwrap_or_default();
        let sides = if row.who.is_empty() { String::new() } else { format!(" ({})", row.who.join(", ")) };
        let what = format!("session in {place}{sides}{day}: {}", status_word(row.status));
        let references = row.told.references;
        let held = row.status == SessionStatus::Held && row.before.contains(&SessionStatus::Planned);
        if held && since(row.since.last) && !since(row.since.first) {
            out.resolved.push(Item { what, step: None, references });
        } else if since(row.since.first) && row.place.is_some() {
            out.new.push(Item { what, step: None, references });
        }
    }
    for row in documents_of(&who, &citing, &within, MOST, &is_new, lexicon).0 {
        for version in row.versions {
            let points = version.points.map(|n| format!(", {n} points")).unwrap_or_default();
            for state in version.states.into_iter().filter(|state| since(state.since.first)) {
                let what = format!("{}{points}: {}", row.name, state_word(state.state));
                let settled = matches!(state.state, TextState::Agreed | TextState::Signed);
                let list = if settled { &mut out.resolved } else { &mut out.new };
                list.push(Item { what, step: None, references: state.told.references });
            }
        }
    }
    // More was looked at than is news.
    let lists = [&out.new, &out.moved, &out.contradicted, &out.dropped, &out.resolved];
    let labels: BTreeSet<&str> =
        lists.into_iter().flatten().flat_map(|item| &item.references).map(|cite| cite.label.as_str()).collect();
    out.reports = citing.cited().into_iter().filter(|report| labels.contains(report.label.as_str())).collect();
    out
}

/// Where a stance moved in the time.
fn steps(out: &mut News, stance: &PartyStance, point: &str, since: &impl Fn(Option<Date>) -> bool) {
    for step in stance.moves.iter().filter(|step| since(step.on)) {
        let (from, to) = (stance_word(step.from), stance_word(step.to));
        let references = vec![step.cite.clone()];
        let told = Some(Step { who: stance.short.clone(), point: point.to_owned(), from: step.from, to: step.to });
        match step.kind {
            MoveKind::Shift => {
                let what = format!("{}: {point}, {from} -> {to}", stance.short);
                out.moved.push(Item { what, step: told, references });
            }
            MoveKind::Contradiction => {
                let what = format!("{}: {point}, told as {from} and as {to}", stance.short);
                out.contradicted.push(Item { what, step: told, references });
            }
        }
    }
}
