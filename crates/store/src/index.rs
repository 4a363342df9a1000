//! Everything that is derived from one report and its reading: facts, words, copies.

use reading::{Reader, Reading};
use record::book::{Contribution, contribution, day_of};
use record::{COPY, Lexicon, Section, Sketch};
use rusqlite::{Connection, OptionalExtension, params};
use source::Report;

use crate::blocks::Blocks;
use crate::strings::{Numbers, outside};
use crate::{journal, pack, store};

/// Keys of a sketch that are kept: two texts that are alike by half meet under one of them in 87 of 100 cases, by six tenths
/// in 99. All 64 would take as much room as the texts.
const KEYS: usize = 32;
/// Sections that have facts: attributions have none.
const SECTIONS: [Section; 7] = [
    Section::Actors,
    Section::Positions,
    Section::Sessions,
    Section::Texts,
    Section::Obstacles,
    Section::Next,
    Section::Figures,
];

/// What is derived within one transaction.
#[derive(Debug)]
pub(crate) struct Index<'a> {
    lexicon: &'a Lexicon,
    reader: Reader,
    numbers: Numbers,
    blocks: Blocks,
}

impl<'a> Index<'a> {
    /// With the words of views, and the reader of the dossier.
    pub(crate) fn new(lexicon: &'a Lexicon, reader: Reader) -> Index<'a> {
        Index { lexicon, reader, numbers: Numbers::default(), blocks: Blocks::default() }
    }

    /// Writes what was held back. Without it nothing of it counts.
    pub(crate) fn finish(&mut self, db: &Connection) -> rusqlite::Result<()> {
        self.numbers.flush(db)?;
        self.blocks.flush(db)
    }

    /// Takes a report with what the machine read in it.
    pub(crate) fn put(&mut self, db: &Connection, id: u32, report: &Report, reading: &Reading) -> rusqlite::Result<()> {
        self.facts(db, id, report, reading)?;
        self.copies(db, id, &report.text)
    }

    /// Derives anew what a report adds, from its stored reading and the judgements on it.
    pub(crate) fn renew(&mut self, db: &Connection, id: u32) -> rusqlite::Result<()> {
        let current = db.prepare_cached("SELECT 1 FROM report WHERE id = ?1 AND current = 1")?.exists([id])?;
        let Some(kept) = store::received(db, id)?.filter(|_| current) else { return Ok(()) };
        // What another reader laid out in another way is read anew.
        let reading = store::stored_reading(db, &kept)?.unwrap_or_else(|| self.reader.read(&kept.report));
        self.words_gone(db, id)?;
        self.facts(db, id, &kept.report, &reading)?;
        // The text is as it was, so its copies are, unless all is derived anew.
        self.copies(db, id, &kept.report.text)
    }

    /// Takes away all that a report added.
    pub(crate) fn forget(&mut self, db: &Connection, id: u32) -> rusqlite::Result<()> {
        for section in SECTIONS {
            self.blocks.put(db, id, section, &[])?;
        }
        self.blocks.put_head(db, id, None)?;
        self.words_gone(db, id)?;
        let neighbours: Vec<u32> = db
            .prepare_cached("SELECT b FROM copy WHERE a = ?1 UNION SELECT a FROM copy WHERE b = ?1")?
            .query_map([id], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        db.prepare_cached("DELETE FROM copy WHERE a = ?1 OR b = ?1")?.execute([id])?;
        if let Some(sketch) = sketch_of(db, id)? {
            let mut delete = db.prepare_cached("DELETE FROM band WHERE key = ?1 AND report = ?2")?;
            for key in keys(&sketch) {
                delete.execute(params![key, id])?;
            }
        }
        // Two copies may have been held together by this one alone.
        for other in neighbours {
            if let Some(sketch) = sketch_of(db, other)? {
                link(db, other, &sketch)?;
            }
        }
        Ok(())
    }

    fn words_gone(&self, db: &Connection, id: u32) -> rusqlite::Result<()> {
        db.prepare_cached("DELETE FROM words WHERE rowid = ?1")?.execute([id])?;
        Ok(())
    }

    /// Facts, strings and words of a report as the judgements have it.
    fn facts(&mut self, db: &Connection, id: u32, report: &Report, reading: &Reading) -> rusqlite::Result<()> {
        let judgements = journal::of_name(db, &report.id.0)?;
        let (mut report, mut reading) = (report.clone(), std::borrow::Cow::Borrowed(reading));
        if !judgements.is_empty() {
            let standing = record::standing(&judgements);
            record::effective(&mut report, reading.to_mut(), &standing);
        }
        let day = report.published.map(|date| day_of(Some(date)));
        db.prepare_cached("UPDATE report SET day = ?2 WHERE id = ?1 AND day IS NOT ?2")?.execute(params![id, day])?;
        let Contribution { mut head, strings, facts } = contribution(id, &report, &reading, self.lexicon);
        let mut numbers = Vec::with_capacity(strings.len());
        for text in &strings {
            numbers.push(self.numbers.number(db, text)?);
        }
        let number = |own: u32| numbers.get(own as usize - 1).copied().unwrap_or(0);
        head.renumber(number);
        self.blocks.put_head(db, id, Some(head))?;
        for (section, mut facts) in facts {
            facts.iter_mut().for_each(|fact| fact.renumber(number));
            self.blocks.put(db, id, section, &facts)?;
        }
        let actors: Vec<&str> = reading
            .actors
            .iter()
            .flat_map(|actor| actor.aliases.iter().chain([&actor.name]))
            .map(String::as_str)
            .collect();
        let mut marks: Vec<String> = Vec::new();
        for position in &reading.positions {
            let issue = crate::search::issue_mark(&position.issue.0);
            let stance = crate::search::stance_mark(position.stance);
            marks.extend([format!("{issue}{stance}"), issue, stance]);
        }
        marks.extend(reading.obstacles.iter().map(|obstacle| crate::search::issue_mark(&obstacle.issue.0)));
        marks.sort();
        marks.dedup();
        db.prepare_cached("INSERT INTO words (rowid, title, body, actors, marks) VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![
                id,
                report.title.as_deref().unwrap_or(""),
                report.text,
                actors.join("\n"),
                marks.join(" ")
            ])?;
        Ok(())
    }

    /// Finds the copies of a report among those that are there.
    fn copies(&self, db: &Connection, id: u32, text: &str) -> rusqlite::Result<()> {
        let sketch = Sketch::of(text);
        let mut insert = db.prepare_cached("INSERT OR IGNORE INTO band (key, report) VALUES (?1, ?2)")?;
        for key in keys(&sketch) {
            insert.execute(params![key, id])?;
        }
        link(db, id, &sketch)
    }
}

/// The keys under which a report is kept: a band's number and 27 bits of what it holds, so that a key takes four bytes. Whether
/// two that meet are alike is asked of their texts.
fn keys(sketch: &Sketch) -> Vec<i64> {
    let bands = sketch.bands().into_iter().flatten().take(KEYS).enumerate();
    bands.map(|(band, key)| (band as i64) << 27 | (key & 0x07ff_ffff) as i64).map(|key| key - (1 << 31)).collect()
}

/// The sketch of a report that is there: made anew from its text, which is cheaper than the room to keep it.
fn sketch_of(db: &Connection, id: u32) -> rusqlite::Result<Option<Sketch>> {
    let packed: Option<Vec<u8>> =
        db.prepare_cached("SELECT text FROM report WHERE id = ?1")?.query_row([id], |row| row.get(0)).optional()?;
    Ok(match packed {
        Some(packed) => Some(Sketch::of(&pack::text_of(&packed).map_err(outside)?)),
        None => None,
    })
}

/// Links a report to its copies. Of those with one and the same sketch one is enough: they are linked among themselves.
fn link(db: &Connection, id: u32, sketch: &Sketch) -> rusqlite::Result<()> {
    let mut met = std::collections::BTreeSet::new();
    {
        let mut find = db.prepare_cached("SELECT report FROM band WHERE key = ?1 AND report <> ?2")?;
        for key in keys(sketch) {
            let reports = find.query_map(params![key, id], |row| row.get::<_, u32>(0))?;
            met.extend(reports.collect::<rusqlite::Result<Vec<_>>>()?);
        }
    }
    let mut seen = std::collections::HashSet::new();
    let mut insert = db.prepare_cached("INSERT OR IGNORE INTO copy (a, b) VALUES (?1, ?2)")?;
    for other in met {
        let Some(theirs) = sketch_of(db, other)? else { continue };
        if sketch.likeness(&theirs) >= COPY && seen.insert(theirs) {
            insert.execute(params![id.min(other), id.max(other)])?;
        }
    }
    Ok(())
}
