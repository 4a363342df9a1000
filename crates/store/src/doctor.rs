//! Whether a dossier is well: integrity, versions, sizes.

use record::Section;
use record::book::{Fact, Head};
use serde::Serialize;

use crate::error::Result;
use crate::store::{Store, reader_version};
use crate::{blocks, pack, schema};

/// The state of a dossier file.
#[derive(Clone, Debug, Serialize)]
pub struct Health {
    /// Its format.
    pub format: i32,
    /// What is wrong, each with what to do; nothing if all is well.
    pub faults: Vec<String>,
    /// Reports that count.
    pub reports: usize,
    /// Earlier versions of reports.
    pub earlier_versions: usize,
    /// Reports read by another version of the reader, or by another agenda.
    pub out_of_date: usize,
    /// Judgements.
    pub judgements: usize,
    /// Judgements whose words are gone.
    pub lost: usize,
    /// Bytes of all texts.
    pub text_bytes: u64,
    /// Bytes of the file.
    pub file_bytes: u64,
    /// What takes how much of it, the largest first.
    pub sizes: Vec<Size>,
}

/// What a part of the file takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Size {
    /// The part.
    pub part: String,
    /// Bytes.
    pub bytes: u64,
}

impl Store {
    /// What takes how much of the file, the largest first.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn sizes(&self) -> Result<Vec<Size>> {
        self.run(|db| {
            let mut statement =
                db.prepare("SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY sum(pgsize) DESC, name")?;
            statement.query_map([], |row| Ok(Size { part: row.get(0)?, bytes: row.get(1)? }))?.collect()
        })
    }

    /// Brings what was written last from the log beside the file into the file itself.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn settle(&self) -> Result<()> {
        self.run(|db| db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())))
    }

    /// Looks the file over. Takes as long as reading all of it.
    ///
    /// # Errors
    /// If it cannot be read at all.
    pub fn doctor(&self) -> Result<Health> {
        let mut faults = Vec::new();
        let check: Vec<String> = self.run(|db| {
            let mut statement = db.prepare("PRAGMA integrity_check(5)")?;
            statement.query_map([], |row| row.get(0))?.collect()
        })?;
        faults.extend(check.into_iter().filter(|line| line != "ok").map(|line| format!("the file is damaged: {line}")));
        if let Err(error) =
            self.run(|db| db.execute("INSERT INTO words (words) VALUES ('integrity-check')", []).map(drop))
        {
            // A file that may not be written cannot check its index of words; that is no fault of the file.
            if !matches!(error, crate::Error::ReadOnly(_)) {
                faults.push(format!("the index of words is damaged: {error}; `rapporteur reread` makes it anew"));
            }
        }
        let rows: Vec<(u32, bool, String)> = self.run(|db| {
            let mut statement = db.prepare("SELECT id, current, name FROM report ORDER BY id")?;
            statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect()
        })?;
        let heads = {
            let mut all: Vec<(u32, Vec<Head>)> = Vec::new();
            let mut damage = |error: std::io::Error| faults.push(format!("the list of reports is damaged: {error}"));
            self.run(|db| {
                blocks::each_head(db, |block, packed| match blocks::rows_of::<Head>(packed) {
                    Ok(heads) => all.push((block, heads)),
                    Err(error) => damage(error),
                })
            })?;
            blocks::placed(all).unwrap_or_else(|error| {
                damage(error);
                Vec::new()
            })
        };
        let facts = {
            let mut all: Vec<Fact> = Vec::new();
            for section in Section::ALL {
                let mut damage = None;
                self.run(|db| {
                    blocks::each(db, section, |_, packed| match blocks::rows_of::<Fact>(packed) {
                        Ok(facts) => all.extend(facts),
                        Err(error) => damage = Some(error),
                    })
                })?;
                faults.extend(damage.map(|error| format!("the {} are damaged: {error}", section.as_str())));
            }
            if !self.run(blocks::names_are_those_of_actors)? {
                faults.push("the names of actors are damaged; `rapporteur reread` makes the record anew".to_owned());
            }
            all
        };
        let mut text_bytes = 0;
        for (id, current, name) in &rows {
            let packed: Vec<u8> =
                self.run(|db| db.query_row("SELECT text FROM report WHERE id = ?1", [id], |row| row.get(0)))?;
            match pack::text_of(&packed) {
                Ok(text) => text_bytes += text.len() as u64,
                Err(error) => faults.push(format!("{name}: the text is damaged: {error}; add the report again")),
            }
            if *current && heads.get(*id as usize).is_none_or(Option::is_none) {
                faults.push(format!("{name}: is not in the record; `rapporteur reread` puts it there"));
            }
        }
        let astray = |fact: &&Fact| heads.get(fact.report as usize).is_none_or(Option::is_none);
        let astray = facts.iter().filter(astray).count();
        if astray > 0 {
            faults.push(format!("{astray} entries belong to no report; `rapporteur reread` makes the record anew"));
        }
        let version = reader_version(&self.reader());
        let out_of_date = self.run(|db| {
            db.query_row(
                "SELECT count(*) FROM report LEFT JOIN reading ON reading.report = report.id
                 WHERE current = 1 AND reading.reader IS NOT ?1",
                [&version],
                |row| row.get(0),
            )
        })?;
        let journal = self.journal()?;
        let mut sizes = self.sizes()?;
        sizes.truncate(12);
        let reports = rows.iter().filter(|(_, current, _)| *current).count();
        Ok(Health {
            format: schema::FORMAT,
            faults,
            reports,
            earlier_versions: rows.len() - reports,
            out_of_date,
            judgements: journal.len(),
            lost: journal.iter().filter(|entered| entered.lost.is_some()).count(),
            text_bytes,
            file_bytes: std::fs::metadata(&self.path).map_or(0, |meta| meta.len()),
            sizes,
        })
    }
}
