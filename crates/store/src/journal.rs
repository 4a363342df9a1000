//! The journal of judgements: only ever added to.

use jiff::Timestamp;
use record::{Act, Anchor, Judgement, Lost, Naming, Quoted, Section};
use rusqlite::{Connection, params};
use serde_json::{Map, Value};
use source::Span;

use crate::error::{Error, Result};
use crate::place::EntryAt;
use crate::store::Store;

/// A judgement as it lies in the journal, with what became of it.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Entered {
    /// The judgement.
    pub judgement: Judgement,
    /// Whether it holds: it has not been undone.
    pub stands: bool,
    /// The words it held on, if they are no longer in the report.
    pub lost: Option<String>,
}

/// The judgements on a report, by its number.
pub(crate) fn of_report(db: &Connection, id: u32) -> rusqlite::Result<Vec<Judgement>> {
    let name: String = db.prepare_cached("SELECT name FROM report WHERE id = ?1")?.query_row([id], |row| row.get(0))?;
    of_name(db, &name)
}

/// The judgements on a report, by its name, and all that undo any.
pub(crate) fn of_name(db: &Connection, name: &str) -> rusqlite::Result<Vec<Judgement>> {
    let mut on = read(db, "SELECT entry FROM judgement WHERE report = ?1", [name])?;
    if !on.is_empty() {
        on.extend(read(db, "SELECT entry FROM judgement WHERE report IS NULL AND entry LIKE '%\"undo\"%'", [])?);
    }
    Ok(on)
}

/// The judgements that are not on one report: names, and undoing.
pub(crate) fn of_names(db: &Connection) -> rusqlite::Result<Vec<Judgement>> {
    read(db, "SELECT entry FROM judgement WHERE report IS NULL", [])
}

fn all(db: &Connection) -> rusqlite::Result<Vec<Judgement>> {
    read(db, "SELECT entry FROM judgement", [])
}

fn read(db: &Connection, query: &str, parameters: impl rusqlite::Params) -> rusqlite::Result<Vec<Judgement>> {
    let mut statement = db.prepare_cached(query)?;
    let mut rows = statement.query(parameters)?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        let text = row.get_ref(0)?.as_str()?;
        // An act of a later version that this one does not know is kept in the file and passed over here.
        out.extend(serde_json::from_str::<Judgement>(text));
    }
    Ok(out)
}

impl Store {
    /// Enters a judgement. The same judgement again is no change. Returns its id.
    ///
    /// # Errors
    /// If the file cannot be written, or the judgement is on a report or a judgement that is not there.
    pub fn judge(&mut self, judgement: &Judgement) -> Result<String> {
        self.judge_all(std::slice::from_ref(judgement))?;
        Ok(judgement.id.clone())
    }

    /// Enters judgements: all of them or none. Those that are there are passed over. Returns how many were new.
    ///
    /// # Errors
    /// As [`Store::judge`].
    pub fn judge_all(&mut self, judgements: &[Judgement]) -> Result<usize> {
        let mut entries = Vec::with_capacity(judgements.len());
        for judgement in judgements {
            if let Some(report) = judgement.report() {
                self.number(&report.0)?;
            }
            if let Act::Undo { judgement: other } = &judgement.act {
                let known = self.run(all)?.iter().any(|known| known.id == *other);
                known.then_some(()).ok_or_else(|| Error::NoJudgement(other.clone()))?;
            }
            entries.push(serde_json::to_string(judgement).map_err(|error| Error::Fields(error.to_string()))?);
        }
        self.write(|db, index| {
            let mut new = 0;
            let mut names = std::collections::BTreeSet::new();
            for (judgement, entry) in judgements.iter().zip(&entries) {
                let report = judgement.report().map(|report| report.0.as_str());
                let entered = db
                    .prepare_cached("INSERT OR IGNORE INTO judgement (id, at, report, entry) VALUES (?1, ?2, ?3, ?4)")?
                    .execute(params![judgement.id, judgement.at.to_string(), report, entry])?;
                if entered > 0 {
                    new += 1;
                    names.extend(touched(db, judgement)?);
                }
            }
            let mut find = db.prepare_cached("SELECT id FROM report WHERE name = ?1 AND current = 1")?;
            for name in names {
                for id in find.query_map([name], |row| row.get::<_, u32>(0))?.collect::<rusqlite::Result<Vec<_>>>()? {
                    index.renew(db, id)?;
                }
            }
            Ok(new)
        })
    }

    /// The judgements that stand on a report, in the order in which they count.
    ///
    /// # Errors
    /// If there is no such report.
    pub fn judgements(&self, report: &str) -> Result<Vec<Judgement>> {
        let id = self.number(report)?;
        let all = self.run(|db| of_report(db, id))?;
        Ok(record::standing(&all).into_iter().filter(|judgement| judgement.report().is_some()).cloned().collect())
    }

    /// All judgements in the order in which they were made.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn journal(&self) -> Result<Vec<Entered>> {
        let mut all = self.run(all)?;
        all.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
        let standing: std::collections::BTreeSet<String> =
            record::standing(&all).into_iter().map(|judgement| judgement.id.clone()).collect();
        let lost = self.lost(&all)?;
        let entered = all.into_iter().map(|judgement| Entered {
            // Undoing stands as long as it is not undone itself, which the ones it undid show.
            stands: standing.contains(&judgement.id) || matches!(judgement.act, Act::Undo { .. }),
            lost: lost.iter().find(|lost| lost.judgement == judgement.id).map(|lost| lost.words.clone()),
            judgement,
        });
        Ok(entered.collect())
    }

    /// The standing judgements whose words are gone.
    fn lost(&self, all: &[Judgement]) -> Result<Vec<Lost>> {
        let standing = record::standing(all);
        let mut names: Vec<&str> = standing.iter().filter_map(|j| j.report()).map(|report| report.0.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let mut out = Vec::new();
        for name in names {
            let mut kept = self.received(self.number(name)?)?;
            let mut reading = reading::Reading::default();
            out.extend(record::effective(&mut kept.report, &mut reading, &standing));
        }
        Ok(out)
    }

    /// A judgement on an entry: it is right, wrong, or stands with other fields.
    ///
    /// # Errors
    /// If there is no such entry, or the fields are not those of its section.
    pub fn on_entry(&self, at: &EntryAt, act: impl FnOnce(Quoted) -> Act) -> Result<Act> {
        let (quoted, _) = self.entry(at)?;
        let section = quoted.section;
        let act = act(quoted);
        if let Act::Correct { fields, .. } = &act {
            record::check_fields(section, fields).map_err(Error::Fields)?;
        }
        Ok(act)
    }

    /// A judgement that adds an entry on some words of a report; of words that stand there several times the first.
    ///
    /// # Errors
    /// If the report does not say the words, or the fields are not those of the section.
    pub fn on_words(&self, report: &str, words: &str, section: Section, fields: Map<String, Value>) -> Result<Act> {
        let anchor = self.passage(report, words)?;
        Ok(Act::Add { entry: Quoted::new(section, anchor, fields).map_err(Error::Fields)? })
    }

    /// A passage of a report by its words.
    ///
    /// # Errors
    /// If the report does not say them.
    pub fn passage(&self, report: &str, words: &str) -> Result<Anchor> {
        let kept = self.received(self.number(report)?)?;
        let text = &kept.report.text;
        let at = text
            .find(words)
            .filter(|_| !words.is_empty())
            .ok_or_else(|| Error::NoWords { report: kept.report.id.0.clone(), words: words.to_owned() })?;
        Ok(Anchor::of(&kept.report.id, text, Span::new(at..at + words.len())))
    }

    /// The full name of a report, by its name or by the end of it that no other has.
    ///
    /// # Errors
    /// If there is no such report, or several.
    pub fn report_name(&self, name: &str) -> Result<String> {
        let id = self.number(name)?;
        self.run(|db| db.query_row("SELECT name FROM report WHERE id = ?1", [id], |row| row.get(0)))
    }

    /// A judgement made now.
    pub fn now(author: &str, act: Act, note: Option<String>) -> Judgement {
        Judgement::new(Timestamp::now(), author, act, note)
    }

    /// Names that mean one thing by a person's word are looked at by views, not by reports.
    pub(crate) fn namings(&self) -> Result<record::Namings> {
        let names = self.run(of_names)?;
        Ok(record::Namings::of(&record::standing(&names)))
    }
}

/// The reports that a judgement changes: its own, or those of what it undoes, however many steps back.
fn touched(db: &Connection, judgement: &Judgement) -> rusqlite::Result<Vec<String>> {
    let mut out: Vec<String> = judgement.report().map(|report| report.0.clone()).into_iter().collect();
    let mut next = Some(judgement.clone());
    // As many steps as there are judgements at most: each is older than the one before.
    while let Some(Judgement { act: Act::Undo { judgement: other }, .. }) = next {
        next = read(db, "SELECT entry FROM judgement WHERE id = ?1", [&other])?.pop();
        out.extend(next.as_ref().and_then(Judgement::report).map(|report| report.0.clone()));
    }
    Ok(out)
}

impl Entered {
    /// One line: what was done, on what.
    pub fn told(&self) -> String {
        let entry = |quoted: &Quoted| {
            let telling = quoted.fields.iter().filter(|(name, _)| {
                matches!(
                    name.as_str(),
                    "name" | "actor" | "stance" | "point" | "status" | "place" | "what" | "value" | "issue"
                )
            });
            let fields: Vec<String> = telling
                .filter(|(_, value)| !value.is_null())
                .map(|(name, value)| {
                    format!("{name}={}", value.as_str().map_or_else(|| value.to_string(), str::to_owned))
                })
                .collect();
            format!("{} in {}: {}", quoted.section.one(), quoted.anchor.source, fields.join(" "))
        };
        let kind = |kind: &Naming| match kind {
            Naming::Actor => "actor",
            Naming::Point => "point",
            Naming::Text => "text",
            Naming::Place => "place",
        };
        match &self.judgement.act {
            Act::Confirm { entry: quoted } => format!("confirmed {}", entry(quoted)),
            Act::Reject { entry: quoted } => format!("rejected {}", entry(quoted)),
            Act::Correct { entry: quoted, fields } => {
                let fields: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
                format!("corrected {} -> {}", entry(quoted), fields.join(" "))
            }
            Act::Add { entry: quoted } => format!("added {}", entry(quoted)),
            Act::Merge { kind: of, name, into } => format!("merged {} \"{name}\" into \"{into}\"", kind(of)),
            Act::Split { kind: of, name, from } => format!("split {} \"{name}\" from \"{from}\"", kind(of)),
            Act::Describe { report, outlet, published, title } => {
                let set = [
                    outlet.as_ref().map(|outlet| format!("outlet={outlet}")),
                    published.map(|date| format!("date={date}")),
                    title.as_ref().map(|title| format!("title={title}")),
                ];
                format!("described {report}: {}", set.into_iter().flatten().collect::<Vec<_>>().join(" "))
            }
            Act::Remark { on, text } => format!("remarked on {}: {text}", on.source),
            Act::Undo { judgement } => format!("undid {judgement}"),
        }
    }
}
