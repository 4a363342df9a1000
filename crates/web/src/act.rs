//! What a person does: each act is a judgement in the journal, signed, and undone by another.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use jiff::civil::Date;
use record::{Act, Anchor, Naming, Quoted, Section};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use source::{ReportId, Span};
use store::{EntryAt, Store};

use crate::answer::{Failure, off_thread};
use crate::ask::Asked;

/// An act as a page sends it.
#[derive(Debug, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case")]
pub(crate) enum Sent {
    /// The entry is right.
    Confirm(OnEntry),
    /// The entry is wrong.
    Reject(OnEntry),
    /// The entry stands with other fields.
    Correct {
        #[serde(flatten)]
        on: OnEntry,
        fields: Map<String, Value>,
    },
    /// Words of a report are an entry.
    Add {
        #[serde(flatten)]
        on: OnWords,
        section: Section,
        fields: Map<String, Value>,
    },
    /// Two names are one.
    Merge { kind: Naming, name: String, into: String },
    /// Two names are two.
    Split { kind: Naming, name: String, from: String },
    /// What is known of a report.
    Describe { report: String, outlet: Option<String>, published: Option<Date>, title: Option<String> },
    /// Words on a passage.
    Remark {
        #[serde(flatten)]
        on: OnWords,
        text: String,
    },
    /// Another act no longer holds.
    Undo { judgement: String },
}

/// An entry as the page shows it.
#[derive(Debug, Deserialize)]
pub(crate) struct OnEntry {
    /// Where it stands: `REPORT:12/position-1`.
    at: String,
    /// What it was when the page was drawn, by [`seen`]: somebody else may have changed it since.
    seen: String,
}

/// Words of a report, in code points of its text.
#[derive(Debug, Deserialize)]
pub(crate) struct OnWords {
    report: String,
    start: usize,
    end: usize,
}

/// What was entered.
#[derive(Debug, Serialize)]
pub(crate) struct Entered {
    /// The judgement's id: what undoing it names.
    id: String,
}

/// Enters an act.
pub(crate) async fn judge(asked: Asked, sent: Result<Json<Sent>, JsonRejection>) -> Result<Json<Entered>, Failure> {
    asked.person.may_judge()?;
    let Json(sent) = sent?;
    let bell = asked.desk.clone();
    let id = off_thread(move || {
        let mut failed = None;
        let id = asked.open.with_store(|store| match act(store, sent) {
            Ok(act) => store.judge(&Store::now(&asked.person.name, act, None)).map(Some),
            Err(failure) => {
                failed = Some(failure);
                Ok(None)
            }
        })?;
        // The record is read anew now, not when the next page is asked for.
        asked.open.draw(|_| Ok(()))?;
        asked.open.warm();
        id.ok_or_else(|| failed.unwrap_or_else(Failure::nothing_here))
    })
    .await?;
    bell.bell().ring();
    Ok(Json(Entered { id }))
}

fn act(store: &Store, sent: Sent) -> Result<Act, Failure> {
    let entry = |on: &OnEntry| -> Result<EntryAt, Failure> {
        let at: EntryAt = on.at.parse().map_err(Failure::asked)?;
        let (quoted, _) = store.entry(&at).map_err(|_| Failure::changed())?;
        if seen(&quoted) == on.seen { Ok(at) } else { Err(Failure::changed()) }
    };
    Ok(match sent {
        Sent::Confirm(on) => store.on_entry(&entry(&on)?, |entry| Act::Confirm { entry })?,
        Sent::Reject(on) => store.on_entry(&entry(&on)?, |entry| Act::Reject { entry })?,
        Sent::Correct { on, fields } => store.on_entry(&entry(&on)?, |entry| Act::Correct { entry, fields })?,
        Sent::Add { on, section, fields } => {
            let entry = Quoted::new(section, anchor(store, &on)?, fields).map_err(Failure::asked)?;
            Act::Add { entry }
        }
        Sent::Merge { kind, name, into } => Act::Merge { kind, name, into },
        Sent::Split { kind, name, from } => Act::Split { kind, name, from },
        Sent::Describe { report, outlet, published, title } => {
            Act::Describe { report: ReportId(store.report_name(&report)?), outlet, published, title }
        }
        Sent::Remark { on, text } => Act::Remark { on: anchor(store, &on)?, text },
        Sent::Undo { judgement } => Act::Undo { judgement },
    })
}

/// The words of a report that a page has marked.
fn anchor(store: &Store, on: &OnWords) -> Result<Anchor, Failure> {
    let (report, _) = store.report(&on.report)?;
    let byte = |n: usize| report.text.char_indices().map(|(at, _)| at).chain([report.text.len()]).nth(n);
    match (byte(on.start), byte(on.end)) {
        (Some(start), Some(end)) if start < end => Ok(Anchor::of(&report.id, &report.text, Span::new(start..end))),
        _ => Err(Failure::asked("Those words are not in the report.")),
    }
}

/// An entry as it is, in a few letters: the same entry gives the same ones.
pub(crate) fn seen(entry: &Quoted) -> String {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    serde_json::to_string(entry).unwrap_or_default().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
