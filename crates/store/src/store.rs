//! The dossier file: taking reports, reading them again, and what every view asks of it.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use rayon::prelude::*;
use reading::{Agenda, Reader, Reading};
use record::{Judgement, Lexicon, book};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use sha2::{Digest, Sha256};
use source::{Report, ReportId};

use crate::error::{Error, Result};
use crate::index::Index;
use crate::{pack, schema};

/// Reports that are read again at once.
const BATCH: usize = 64;

/// One dossier, open.
#[derive(Debug)]
pub struct Store {
    pub(crate) db: Connection,
    pub(crate) path: PathBuf,
    pub(crate) lexicon: Lexicon,
    agenda: Option<Agenda>,
}

/// What became of some reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Added {
    /// Reports the dossier did not have.
    pub new: usize,
    /// Reports that are a new version of one it had.
    pub edited: usize,
    /// Reports it had, word for word.
    pub same: usize,
}

/// How far a long work is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stage {
    /// Reports done, and safe in the file.
    pub done: usize,
    /// Reports in all.
    pub all: usize,
}

/// A report as it lies in the file.
#[derive(Debug)]
pub(crate) struct Kept {
    pub id: u32,
    pub report: Report,
}

impl Store {
    /// Opens a dossier. One of an older format is brought up to date.
    ///
    /// # Errors
    /// If the file is not there, is no dossier, or is of a later format.
    pub fn open(path: &Path) -> Result<Store> {
        Store::with(schema::open(path)?, path)
    }

    /// Opens a dossier, or makes one. A user's own agenda (TOML) is kept in the file and read by from then on.
    ///
    /// # Errors
    /// If the file cannot be made, or is something else. See [`Error`].
    pub fn create(path: &Path, agenda: Option<&str>) -> Result<Store> {
        let db = schema::create(path)?;
        let store = Store::with(db, path)?;
        match agenda {
            Some(agenda) => {
                store.set("agenda", agenda)?;
                Store::with(store.db, path)
            }
            None => Ok(store),
        }
    }

    fn with(db: Connection, path: &Path) -> Result<Store> {
        let mut store = Store { db, path: path.to_owned(), lexicon: Lexicon::default(), agenda: None };
        if let Some(text) = store.get("agenda")? {
            let agenda = Agenda::parse(&text)
                .map_err(|error| Error::Damaged { path: path.to_owned(), what: format!("agenda: {error}") })?;
            store.agenda = Some(agenda);
        }
        let issues: Vec<(String, String)> =
            store.agenda().issues().iter().map(|i| (i.id.0.clone(), i.short.clone())).collect();
        for (id, short) in issues {
            store.lexicon.name(id, short);
        }
        Ok(store)
    }

    /// Whether a file looks like a dossier, by its first bytes.
    pub fn is_dossier(path: &Path) -> bool {
        use std::io::Read;
        let mut first = [0; 16];
        let read = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut first));
        read.is_ok() && &first == b"SQLite format 3\0"
    }

    /// The name of the negotiation: that of the file.
    pub fn title(&self) -> String {
        self.path.file_stem().map_or_else(|| "the talks".to_owned(), |stem| stem.to_string_lossy().into_owned())
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The agenda that reports are read by.
    pub fn agenda(&self) -> &Agenda {
        self.agenda.as_ref().unwrap_or_else(|| Agenda::shipped())
    }

    /// Short names and labels of issues.
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// A reader with the dossier's agenda.
    pub fn reader(&self) -> Reader {
        self.agenda.clone().map_or_else(Reader::default, Reader::with_agenda)
    }

    /// Reads reports and takes them: all of them or none. When this returns they are safe on the disk.
    ///
    /// # Errors
    /// If the file cannot be written; then none of them was taken.
    pub fn add(&mut self, reader: &Reader, reports: &[Report]) -> Result<Added> {
        let new: Vec<Option<Reading>> = {
            let known: Result<Vec<bool>> = reports.iter().map(|report| self.has(report)).collect();
            let known = known?;
            reports.par_iter().zip(known).map(|(report, known)| (!known).then(|| reader.read(report))).collect()
        };
        self.take(reader, reports.iter().zip(new.iter().map(Option::as_ref)))
    }

    /// Takes reports with what was read in them: all of them or none. One without a reading is one the dossier has.
    ///
    /// # Errors
    /// If the file cannot be written; then none of them was taken.
    pub fn take<'a>(
        &mut self,
        reader: &Reader,
        reports: impl IntoIterator<Item = (&'a Report, Option<&'a Reading>)>,
    ) -> Result<Added> {
        let version = reader_version(reader);
        let (path, own) = (self.path.clone(), self.reader());
        let failed = |error| Error::of(&path, error);
        let transaction = self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let mut index = Index::new(&self.lexicon, own);
        let mut added = Added::default();
        for (report, reading) in reports {
            let one = take_one(&transaction, &mut index, report, reading, &version).map_err(failed)?;
            match one {
                Taken::New => added.new += 1,
                Taken::Edited => added.edited += 1,
                Taken::Same => added.same += 1,
            }
        }
        index.finish(&transaction).and_then(|()| transaction.commit()).map_err(failed)?;
        Ok(added)
    }

    /// Whether the dossier has a report, word for word.
    fn has(&self, report: &Report) -> Result<bool> {
        let hash = fingerprint(report);
        self.run(|db| {
            db.prepare_cached("SELECT 1 FROM report WHERE name = ?1 AND hash = ?2")?
                .exists(params![report.id.0, hash.as_slice()])
        })
    }

    /// Reads every report again, with this reader and, if one is given, another agenda; judgements stay. Can be broken off and
    /// begun again: a report that was read by this reader is not read twice.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn reread(&mut self, agenda: Option<&str>, mut progress: impl FnMut(Stage)) -> Result<usize> {
        if let Some(agenda) = agenda {
            self.set("agenda", agenda)?;
            let again = Store::open(&self.path)?;
            *self = again;
        }
        let reader = self.reader();
        let version = reader_version(&reader);
        let stale: Vec<u32> = self.run(|db| {
            let mut statement = db.prepare(
                "SELECT report.id FROM report LEFT JOIN reading ON reading.report = report.id
                 WHERE reading.reader IS NOT ?1 ORDER BY report.id",
            )?;
            statement.query_map([&version], |row| row.get(0))?.collect()
        })?;
        let all = stale.len();
        for (n, batch) in stale.chunks(BATCH).enumerate() {
            let kept: Result<Vec<Kept>> = batch.iter().map(|id| self.received(*id)).collect();
            let kept = kept?;
            let readings: Vec<Reading> = kept.par_iter().map(|kept| reader.read(&kept.report)).collect();
            self.write(|db, index| {
                for (kept, reading) in kept.iter().zip(&readings) {
                    store_reading(db, kept.id, &kept.report, reading, &version)?;
                    index.renew(db, kept.id)?;
                }
                Ok(())
            })?;
            progress(Stage { done: (n * BATCH + batch.len()).min(all), all });
        }
        Ok(all)
    }

    /// Derives everything but the readings anew: facts, strings, the index of words and the copies.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn rebuild(&mut self) -> Result<()> {
        let ids: Vec<u32> = self.run(|db| {
            let mut statement = db.prepare("SELECT id FROM report WHERE current = 1 ORDER BY id")?;
            statement.query_map([], |row| row.get(0))?.collect()
        })?;
        self.write(|db, index| {
            db.execute_batch(
                "DELETE FROM string; DELETE FROM strings; DELETE FROM facts; DELETE FROM band;
                 DELETE FROM copy; INSERT INTO words (words) VALUES ('delete-all');",
            )?;
            ids.iter().try_for_each(|id| index.renew(db, *id))
        })
    }

    /// A number that is another one after each change that somebody else made: another connection, of this process or another.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn stamp(&self) -> Result<u64> {
        self.run(|db| db.pragma_query_value(None, "data_version", |row| row.get::<_, u32>(0))).map(u64::from)
    }

    /// How many reports there are.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn len(&self) -> Result<usize> {
        self.run(|db| db.query_row("SELECT count(*) FROM report WHERE current = 1", [], |row| row.get(0)))
    }

    /// Whether there is no report.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn is_empty(&self) -> Result<bool> {
        Ok(self.len()? == 0)
    }

    /// Every report with its reading, as the judgements have them, in the order of dates and names, those without a date last.
    ///
    /// # Errors
    /// If the file cannot be read; each report is read as it is asked for.
    pub fn reports(&self) -> Result<impl Iterator<Item = Result<(Report, Reading)>> + '_> {
        let ids: Vec<u32> = self.run(|db| {
            let order = "SELECT id FROM report WHERE current = 1 ORDER BY day IS NULL, day, name";
            let mut statement = db.prepare(order)?;
            statement.query_map([], |row| row.get(0))?.collect()
        })?;
        Ok(ids.into_iter().map(|id| self.effective(id)))
    }

    /// A report by its name, as the judgements have it.
    ///
    /// # Errors
    /// If there is no such report.
    pub fn report(&self, name: &str) -> Result<(Report, Reading)> {
        self.effective(self.number(name)?)
    }

    /// A report and its reading as the judgements have them.
    pub(crate) fn effective(&self, id: u32) -> Result<(Report, Reading)> {
        let judgements = self.run(|db| crate::journal::of_report(db, id))?;
        let standing = record::standing(&judgements);
        self.effective_with(id, &standing)
    }

    fn effective_with(&self, id: u32, standing: &[&Judgement]) -> Result<(Report, Reading)> {
        let mut kept = self.received(id)?;
        let mut reading = self.machine_reading(&kept)?;
        record::effective(&mut kept.report, &mut reading, standing);
        Ok((kept.report, reading))
    }

    /// What the machine reads in a report. Where the file holds the reading of another reader, the report is read anew.
    pub(crate) fn machine_reading(&self, kept: &Kept) -> Result<Reading> {
        let stored = self.run(|db| stored_reading(db, kept))?;
        Ok(stored.unwrap_or_else(|| self.reader().read(&kept.report)))
    }

    /// A report as it was received.
    pub(crate) fn received(&self, id: u32) -> Result<Kept> {
        let found = self.run(|db| received(db, id))?;
        found.ok_or_else(|| Error::Damaged { path: self.path.clone(), what: format!("report number {id} is missing") })
    }

    /// The number of a report, by its name or by the end of it that no other has.
    pub(crate) fn number(&self, name: &str) -> Result<u32> {
        let exact = self.run(|db| {
            db.prepare_cached("SELECT id FROM report WHERE name = ?1 AND current = 1")?
                .query_row([name], |row| row.get(0))
                .optional()
        })?;
        if let Some(id) = exact {
            return Ok(id);
        }
        let ends: Vec<(u32, String)> = self.run(|db| {
            let mut statement = db.prepare_cached(
                "SELECT id, name FROM report WHERE current = 1 AND substr(name, -length(?1) - 1) = '/' || ?1
                 ORDER BY name LIMIT 4",
            )?;
            statement.query_map([name], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
        })?;
        match ends.as_slice() {
            [] => Err(Error::NoReport(name.to_owned())),
            [(id, _)] => Ok(*id),
            several => {
                let names: Vec<&str> = several.iter().map(|(_, name)| name.as_str()).collect();
                Err(Error::Ambiguous(name.to_owned(), names.join(", ")))
            }
        }
    }

    /// Does something that reads.
    pub(crate) fn run<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T> {
        work(&self.db).map_err(|error| Error::of(&self.path, error))
    }

    /// Does something that writes: all of it or nothing.
    pub(crate) fn write<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>, &mut Index<'_>) -> rusqlite::Result<T>,
    ) -> Result<T> {
        let (path, reader) = (self.path.clone(), self.reader());
        let failed = |error| Error::of(&path, error);
        let transaction = self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let mut index = Index::new(&self.lexicon, reader);
        let done = work(&transaction, &mut index).map_err(failed)?;
        index.finish(&transaction).and_then(|()| transaction.commit()).map_err(failed)?;
        Ok(done)
    }

    pub(crate) fn get(&self, key: &str) -> Result<Option<String>> {
        self.run(|db| db.query_row("SELECT value FROM meta WHERE key = ?1", [key], |row| row.get(0)).optional())
    }

    fn set(&self, key: &str, value: &str) -> Result<()> {
        self.run(|db| db.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)", [key, value]))?;
        Ok(())
    }
}

/// How readings are laid out in the file. Another layout cannot be decoded, and such a report is read anew.
const LAYOUT: &str = "1";

/// The reader's version with its agenda: what a reading was made by.
pub(crate) fn reader_version(reader: &Reader) -> String {
    format!("{LAYOUT}/{}", reader.version())
}

enum Taken {
    New,
    Edited,
    Same,
}

/// Takes one report within a transaction.
fn take_one(
    db: &Connection,
    index: &mut Index<'_>,
    report: &Report,
    reading: Option<&Reading>,
    version: &str,
) -> rusqlite::Result<Taken> {
    let hash = fingerprint(report);
    let known = db
        .prepare_cached("SELECT 1 FROM report WHERE name = ?1 AND hash = ?2")?
        .exists(params![report.id.0, hash.as_slice()])?;
    // Somebody else may have taken it since it was asked for.
    let (false, Some(reading)) = (known, reading) else { return Ok(Taken::Same) };
    let before = db
        .prepare_cached(
            "SELECT id, version, published FROM report WHERE name = ?1 ORDER BY current DESC, version DESC LIMIT 1",
        )?
        .query_row([&report.id.0], |row| {
            Ok((row.get::<_, u32>(0)?, row.get::<_, u32>(1)?, row.get::<_, Option<String>>(2)?))
        })
        .optional()?;
    let last: u32 = db
        .prepare_cached("SELECT ifnull(max(version), 0) FROM report WHERE name = ?1")?
        .query_row([&report.id.0], |row| row.get(0))?;
    // Of two versions the one published later counts; of one day the one received later.
    let earlier = |before: &Option<String>| {
        let date = before.as_deref().and_then(|date| date.parse::<Date>().ok());
        matches!((date, report.published), (Some(before), Some(now)) if now < before)
    };
    let current = before.as_ref().is_none_or(|(.., published)| !earlier(published));
    if let Some((id, ..)) = before.as_ref().filter(|_| current) {
        db.prepare_cached("UPDATE report SET current = 0 WHERE id = ?1")?.execute([id])?;
        index.forget(db, *id)?;
    }
    let text = pack::text(&report.text).map_err(crate::strings::outside)?;
    db.prepare_cached(
        "INSERT INTO report (name, version, current, title, outlet, published, hash, text, day)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        report.id.0,
        last + 1,
        current,
        report.title,
        report.outlet,
        report.published.map(|date| date.to_string()),
        hash.as_slice(),
        text,
        report.published.map(|date| book::day_of(Some(date))),
    ])?;
    let id = u32::try_from(db.last_insert_rowid()).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(0, 0))?;
    store_reading(db, id, report, reading, version)?;
    if current {
        index.put(db, id, report, reading)?;
    }
    Ok(if before.is_some() { Taken::Edited } else { Taken::New })
}

fn store_reading(db: &Connection, id: u32, report: &Report, reading: &Reading, version: &str) -> rusqlite::Result<()> {
    let packed = pack::reading(reading, &report.text).map_err(crate::strings::outside)?;
    db.prepare_cached("INSERT OR REPLACE INTO reading (report, reader, entries) VALUES (?1, ?2, ?3)")?
        .execute(params![id, version, packed])?;
    Ok(())
}

/// What was read in a report, unless it is laid out as only another version knows, or damaged.
pub(crate) fn stored_reading(db: &Connection, kept: &Kept) -> rusqlite::Result<Option<Reading>> {
    let found: Option<(String, Vec<u8>)> = db
        .prepare_cached("SELECT reader, entries FROM reading WHERE report = ?1")?
        .query_row([kept.id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let own = found.filter(|(reader, _)| reader.split('/').next() == Some(LAYOUT));
    Ok(own.and_then(|(_, entries)| pack::reading_of(&entries, &kept.report.text).ok()))
}

/// A report as it was received.
pub(crate) fn received(db: &Connection, id: u32) -> rusqlite::Result<Option<Kept>> {
    db.prepare_cached("SELECT name, title, outlet, published, text FROM report WHERE id = ?1")?
        .query_row([id], |row| {
            let published: Option<String> = row.get(3)?;
            let text = pack::text_of(row.get_ref(4)?.as_blob()?).map_err(crate::strings::outside)?;
            let report = Report {
                id: ReportId(row.get(0)?),
                title: row.get(1)?,
                outlet: row.get(2)?,
                published: published.and_then(|date| date.parse().ok()),
                text,
            };
            Ok(Kept { id, report })
        })
        .optional()
}

/// What tells one version of a report from another.
fn fingerprint(report: &Report) -> [u8; 16] {
    let mut hash = Sha256::new();
    let published = report.published.map(|date| date.to_string());
    for part in [report.title.as_deref(), report.outlet.as_deref(), published.as_deref(), Some(&report.text)] {
        hash.update([u8::from(part.is_some())]);
        hash.update(part.unwrap_or_default());
        hash.update([0]);
    }
    let mut out = [0; 16];
    out.copy_from_slice(&hash.finalize()[..16]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_said_and_nothing_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.dossier");
        let mut store = Store::create(&path, None).unwrap();
        let report = |n: usize| Report {
            id: ReportId(format!("t/{n}")),
            title: None,
            outlet: None,
            published: None,
            text: (0..4_000).map(|i| format!("word{} ", i * (n + 7))).collect(),
        };
        let take =
            |store: &mut Store, n: usize| store.take(&Reader::default(), [(&report(n), Some(&Reading::default()))]);
        take(&mut store, 0).unwrap();
        // SQLite says of a file that may not grow what it says of a disk that is full.
        let pages: i64 = store.db.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
        store.db.pragma_update(None, "max_page_count", pages).unwrap();
        let error = (1..20).find_map(|n| take(&mut store, n).err()).unwrap();
        assert!(matches!(error, Error::Full(_)), "{error}");
        assert!(error.to_string().contains("the disk is full"));
        let kept = store.len().unwrap();
        drop(store);
        let mut store = Store::open(&path).unwrap();
        assert_eq!(store.len().unwrap(), kept);
        assert_eq!(store.doctor().unwrap().faults, Vec::<String>::new());
        take(&mut store, 99).unwrap();
        assert_eq!(store.len().unwrap(), kept + 1);
    }
}
