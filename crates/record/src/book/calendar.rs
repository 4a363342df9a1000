//! Everything with a place in time, light enough to draw thousands: what each rests on is looked up only where it is shown.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use reading::{SessionStatus, Stance, TextState};
use serde::Serialize;

use crate::book::course::{MoveKind, course};
use crate::book::events::{Meeting, by_strings, gathered, places};
use crate::book::fact::LIKELY;
use crate::book::lineage::lineages;
use crate::book::matrix::{by_party, held, issues};
use crate::book::told::{Cited, Citing, who_and_citing};
use crate::book::who::Who;
use crate::book::{Book, Fact, NONE, Period, TextOf, date_of};
use crate::brief::Told;
use crate::judgement::Section;
use crate::lexicon::Lexicon;
use crate::sessions::mixed_case;

/// Marks of a record in time.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Calendar {
    /// In time, those without a day last, in the order in which reports tell them.
    pub marks: Vec<Mark>,
    /// The reports referred to.
    pub reports: Vec<Cited>,
}

/// Something that happened, or was told.
#[derive(Clone, Debug, Serialize)]
pub struct Mark {
    /// The day it happened, or for what has none the day it was first published.
    pub day: Option<Date>,
    /// Its last day, where it lasted longer.
    pub until: Option<Date>,
    /// Whether the day is that of the thing itself.
    pub exact: bool,
    /// When, in a report's words, where no day is fixed.
    pub when: Option<String>,
    /// What it is.
    pub what: What,
    /// Label of the report that tells it first; only where it rests on something shown.
    pub first: Option<String>,
    /// What it rests on, where that was asked for.
    pub told: Option<Told>,
}

/// What a mark stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum What {
    /// A session.
    Session {
        /// Where.
        place: Option<String>,
        /// Short names of the sides.
        sides: Vec<String>,
        /// Held or not.
        status: SessionStatus,
    },
    /// Something became of a text.
    Text {
        /// Its name.
        name: String,
        /// What became of it.
        state: TextState,
    },
    /// A party took a stance, or another one.
    Position {
        /// Short name of the party.
        party: String,
        /// On what.
        point: String,
        /// The stance before, where it moved.
        from: Option<Stance>,
        /// The stance.
        stance: Stance,
    },
    /// An issue was first told as an obstacle.
    Obstacle {
        /// Short name of the issue.
        issue: String,
    },
}

/// A mark before it is known whether it is shown, with its tellings.
type Kept<'a> = (Mark, Vec<&'a Fact>);

/// The calendar of a period. `shown` chooses, among all marks in order, those whose references are wanted.
pub fn calendar(
    book: &Book,
    text: &TextOf<'_>,
    period: &Period,
    lexicon: &Lexicon,
    shown: &dyn Fn(&[&Mark]) -> Vec<usize>,
) -> Calendar {
    let within = book.within(period);
    let (who, citing) = who_and_citing(book, text, &within, lexicon);
    let places = places(&citing, &within);
    let mut kept: Vec<Kept<'_>> = Vec::new();
    sessions(&mut kept, book, gathered(book, &within, &who, &places), lexicon);
    texts(&mut kept, book, &within, &who, lexicon);
    positions(&mut kept, book, &within, &who, &citing, lexicon);
    obstacles(&mut kept, book, &within, lexicon);
    let order = |facts: &[&Fact]| facts.iter().map(|fact| (book.rank(fact.report), fact.start)).min();
    kept.sort_by_cached_key(|(mark, facts)| (mark.day.is_none(), mark.day, order(facts), mark.what.clone()));
    let wanted: BTreeSet<usize> = shown(&kept.iter().map(|(mark, _)| mark).collect::<Vec<_>>()).into_iter().collect();
    for i in wanted {
        let Some((mark, facts)) = kept.get_mut(i) else { continue };
        let first = facts.iter().min_by_key(|fact| (book.rank(fact.report), fact.start, fact.entry));
        mark.first = first.map(|fact| citing.report(fact.report).label);
        mark.told = Some(citing.told(facts));
    }
    Calendar { marks: kept.into_iter().map(|(mark, _)| mark).collect(), reports: citing.cited() }
}

/// The day on which something was first published.
fn published(book: &Book, facts: &[&Fact]) -> Option<Date> {
    let days = facts.iter().filter_map(|fact| book.head(fact.report)).map(|head| head.day);
    days.filter(|day| *day != NONE).min().and_then(date_of)
}

fn mark(day: Option<Date>, exact: bool, what: What) -> Mark {
    Mark { day, until: None, exact, when: None, what, first: None, told: None }
}

fn sessions<'a>(out: &mut Vec<Kept<'a>>, book: &'a Book, all: Vec<Meeting<'a>>, lexicon: &Lexicon) {
    for meeting in all {
        let place = meeting.place(&meeting.facts, book);
        if place.is_none() && meeting.parties.len() < 2 {
            continue;
        }
        let when = meeting.facts.iter().map(|fact| book.string(fact.c)).find(|when| !when.is_empty());
        let (start, end) =
            (meeting.day.and_then(|(day, _)| date_of(day)), meeting.day.and_then(|(_, day)| date_of(day)));
        let what = What::Session {
            place: place.map(mixed_case),
            sides: meeting.parties.iter().map(|party| lexicon.short(party).to_owned()).collect(),
            status: meeting.status(),
        };
        let mark = Mark {
            until: end.filter(|end| Some(*end) != start),
            when: when.filter(|_| start.is_none()).map(str::to_owned),
            ..mark(start.or_else(|| published(book, &meeting.facts)), start.is_some(), what)
        };
        out.push((mark, meeting.facts));
    }
}

fn texts<'a>(out: &mut Vec<Kept<'a>>, book: &'a Book, within: &'a [bool], who: &Who, lexicon: &Lexicon) {
    let told = book.facts(Section::Texts, within).filter(|fact| fact.sure >= LIKELY);
    for text in lineages(book, told, who, lexicon) {
        let mut states: BTreeMap<TextState, Vec<&Fact>> = BTreeMap::new();
        for fact in text.facts.iter().filter(|fact| fact.state() != TextState::UnderDiscussion) {
            states.entry(fact.state()).or_default().push(fact);
        }
        for (state, facts) in states {
            out.push((mark(published(book, &facts), false, What::Text { name: text.name.clone(), state }), facts));
        }
    }
}

fn positions<'a>(
    out: &mut Vec<Kept<'a>>,
    book: &'a Book,
    within: &'a [bool],
    who: &'a Who,
    citing: &Citing<'_>,
    lexicon: &Lexicon,
) {
    for issue in issues(book, held(book, who, within, LIKELY), lexicon) {
        for (group, held) in &issue.points {
            for (party, all) in by_party(held) {
                let Some(party) = party else { continue };
                let facts: Vec<&Fact> = all.iter().map(|held| held.fact).collect();
                let what = |from, stance| What::Position {
                    party: lexicon.short(&party).to_owned(),
                    point: group.name.clone(),
                    from,
                    stance,
                };
                // What one source tells once, in the course of a report, is no event.
                let several = citing.sources(&facts) > 1;
                let (now, moves) = course(&facts, citing.voices());
                let shifts = moves.iter().filter(|step| step.kind == MoveKind::Shift && step.day != NONE);
                for step in shifts {
                    let on = |fact: &&&Fact| fact.stance() == step.to && citing.voices().day(fact) == step.day;
                    let told: Vec<&Fact> = facts.iter().filter(on).copied().collect();
                    out.push((mark(date_of(step.day), false, what(Some(step.from), step.to)), told));
                }
                if several {
                    let stance = moves.iter().find(|step| step.kind == MoveKind::Shift).map_or(now, |step| step.from);
                    out.push((mark(published(book, &facts), false, what(None, stance)), facts));
                }
            }
        }
    }
}

fn obstacles<'a>(out: &mut Vec<Kept<'a>>, book: &'a Book, within: &'a [bool], lexicon: &Lexicon) {
    let told = book.facts(Section::Obstacles, within).filter(|fact| fact.sure >= LIKELY);
    for (issue, facts) in by_strings(told, |fact| fact.c) {
        let what = What::Obstacle { issue: lexicon.short(book.string(issue)).to_owned() };
        out.push((mark(published(book, &facts), false, what), facts));
    }
}
