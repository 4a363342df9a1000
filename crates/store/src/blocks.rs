//! Facts in blocks: those of 256 reports and one section together, so that a view reads them in a few large pieces and one more
//! report costs one small piece.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use bytemuck::Pod;
use record::Section;
use record::book::{Fact, Head, Names};
use rusqlite::{Connection, OptionalExtension, params};

use crate::pack;
use crate::strings::outside;

/// Reports of a block.
const REPORTS: u32 = 256;
/// What stands for [`Head`] among the numbers of sections.
const HEADS: u8 = 255;
/// What stands for [`Names`] among them: who is told of, drawn from the facts on actors.
const NAMES: u8 = 254;

/// The number a section has in the file; it never changes.
fn number(section: Section) -> u8 {
    Section::ALL.iter().position(|known| *known == section).unwrap_or(0) as u8
}

/// Anything that is kept in blocks.
pub(crate) trait Row: Pod {
    fn report(&self) -> u32;
}

impl Row for Fact {
    fn report(&self) -> u32 {
        self.report
    }
}

impl Row for Head {
    fn report(&self) -> u32 {
        self.report
    }
}

/// Blocks as they will be written at the end of a transaction.
#[derive(Debug, Default)]
pub(crate) struct Blocks {
    facts: BTreeMap<(u32, u8), Vec<Fact>>,
    heads: BTreeMap<u32, Vec<Head>>,
}

impl Blocks {
    /// Takes the facts of a report in place of those it had.
    pub(crate) fn put(
        &mut self,
        db: &Connection,
        report: u32,
        section: Section,
        facts: &[Fact],
    ) -> rusqlite::Result<()> {
        let key = (report / REPORTS, number(section));
        if let std::collections::btree_map::Entry::Vacant(slot) = self.facts.entry(key) {
            slot.insert(read(db, key.0, key.1)?);
        }
        if let Some(block) = self.facts.get_mut(&key) {
            replace(block, report, facts);
        }
        Ok(())
    }

    /// Takes the head of a report in place of the one it had; none takes it away.
    pub(crate) fn put_head(&mut self, db: &Connection, report: u32, head: Option<Head>) -> rusqlite::Result<()> {
        let key = report / REPORTS;
        if let std::collections::btree_map::Entry::Vacant(slot) = self.heads.entry(key) {
            slot.insert(read(db, key, HEADS)?);
        }
        if let Some(block) = self.heads.get_mut(&key) {
            replace(block, report, head.as_slice());
        }
        Ok(())
    }

    /// Writes what changed.
    pub(crate) fn flush(&mut self, db: &Connection) -> rusqlite::Result<()> {
        for ((block, section), facts) in std::mem::take(&mut self.facts) {
            write(db, block, section, &facts)?;
            if section == number(Section::Actors) {
                write_names(db, block, &facts)?;
            }
        }
        for (block, heads) in std::mem::take(&mut self.heads) {
            write(db, block, HEADS, &heads)?;
        }
        Ok(())
    }
}

/// Rows stand in the order of their reports, those of one report in theirs.
fn replace<T: Row>(block: &mut Vec<T>, report: u32, rows: &[T]) {
    let from = block.partition_point(|row| row.report() < report);
    let to = block.partition_point(|row| row.report() <= report);
    block.splice(from..to, rows.iter().copied());
}

fn read<T: Row>(db: &Connection, block: u32, section: u8) -> rusqlite::Result<Vec<T>> {
    let bytes = db
        .prepare_cached("SELECT entries FROM facts WHERE block = ?1 AND section = ?2")?
        .query_row(params![block, section], |row| row.get::<_, Vec<u8>>(0))
        .optional()?;
    bytes.map_or(Ok(Vec::new()), |bytes| rows_of(&bytes).map_err(outside))
}

fn write<T: Row>(db: &Connection, block: u32, section: u8, rows: &[T]) -> rusqlite::Result<()> {
    put(db, block, section, &pack::block(bytemuck::cast_slice(rows)))
}

/// Writes who is told of in a block, for views that need no more of the facts on actors.
fn write_names(db: &Connection, block: u32, actors: &[Fact]) -> rusqlite::Result<()> {
    put(db, block, NAMES, &pack::block(bytemuck::cast_slice(Names::of(actors).numbers())))
}

fn put(db: &Connection, block: u32, section: u8, packed: &[u8]) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT OR REPLACE INTO facts (block, section, entries) VALUES (?1, ?2, ?3)")?
        .execute(params![block, section, packed])?;
    Ok(())
}

/// The rows of a packed block.
///
/// # Errors
/// If the block is not what was written.
pub(crate) fn rows_of<T: Row>(packed: &[u8]) -> std::io::Result<Vec<T>> {
    pack::block_of(packed)
}

/// Goes through all blocks of a section, packed, in order.
pub(crate) fn each(db: &Connection, section: Section, take: impl FnMut(u32, &[u8])) -> rusqlite::Result<()> {
    blobs(db, number(section), take)
}

/// Goes through all blocks of heads, packed, in order.
pub(crate) fn each_head(db: &Connection, take: impl FnMut(u32, &[u8])) -> rusqlite::Result<()> {
    blobs(db, HEADS, take)
}

/// Goes through who is told of in all blocks, packed, in order.
pub(crate) fn each_names(db: &Connection, take: impl FnMut(u32, &[u8])) -> rusqlite::Result<()> {
    blobs(db, NAMES, take)
}

fn blobs(db: &Connection, section: u8, mut take: impl FnMut(u32, &[u8])) -> rusqlite::Result<()> {
    let mut statement = db.prepare_cached("SELECT block, entries FROM facts WHERE section = ?1 ORDER BY block")?;
    let mut rows = statement.query([section])?;
    while let Some(row) = rows.next()? {
        take(row.get(0)?, row.get_ref(1)?.as_blob()?);
    }
    Ok(())
}

/// Heads of blocks, each at the place of its number.
///
/// # Errors
/// If a number is none that this program gives.
pub(crate) fn placed(blocks: Vec<(u32, Vec<Head>)>) -> std::io::Result<Vec<Option<Head>>> {
    let known = blocks.len();
    let mut out = Vec::new();
    for (block, heads) in blocks {
        within_reach(block, known)?;
        for head in heads {
            if head.report / REPORTS != block {
                return Err(std::io::Error::new(
                    std::io::ErrorKind::InvalidData,
                    "a report stands in a block not its own",
                ));
            }
            let at = head.report as usize;
            if out.len() <= at {
                out.resize(at + 1, None);
            }
            out[at] = Some(head);
        }
    }
    Ok(out)
}

/// Numbers are given one after another, and few are ever given back: a block far behind all others comes of damage, and room for what
/// would stand before it must not be made.
///
/// # Errors
/// If it is such a block.
pub(crate) fn within_reach(block: u32, known: usize) -> std::io::Result<()> {
    const GAPS: usize = 4096;
    if block as usize > known.saturating_mul(16) + GAPS {
        return Err(std::io::Error::new(std::io::ErrorKind::InvalidData, "a block has a number that was never given"));
    }
    Ok(())
}

/// Who is told of in a packed block.
///
/// # Errors
/// If the block is not what was written.
pub(crate) fn names_of(packed: &[u8]) -> std::io::Result<Names> {
    let wrong = || std::io::Error::new(std::io::ErrorKind::InvalidData, "a list of names is not what was written");
    Names::from_numbers(pack::block_of(packed)?).ok_or_else(wrong)
}

/// Whether who is told of in each block is what its facts on actors say.
pub(crate) fn names_are_those_of_actors(db: &Connection) -> rusqlite::Result<bool> {
    let (mut kept, mut told) = (BTreeMap::new(), BTreeMap::new());
    each_names(db, |block, packed| drop(kept.insert(block, names_of(packed).ok())))?;
    each(db, Section::Actors, |block, packed| {
        told.insert(block, rows_of(packed).ok().map(|actors: Vec<Fact>| Names::of(&actors)));
    })?;
    Ok(kept == told)
}

/// Packs all blocks anew as the third format has them, and draws up the names.
pub(crate) fn repack(db: &Connection) -> rusqlite::Result<()> {
    let keys: Vec<(u32, u8)> = db
        .prepare("SELECT block, section FROM facts")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (block, section) in keys {
        let packed: Vec<u8> = db
            .prepare_cached("SELECT entries FROM facts WHERE block = ?1 AND section = ?2")?
            .query_row(params![block, section], |row| row.get(0))?;
        let packed = pack::block(&pack::old_block_of(&packed).map_err(outside)?);
        put(db, block, section, &packed)?;
        if section == number(Section::Actors) {
            write_names(db, block, &rows_of(&packed).map_err(outside)?)?;
        }
    }
    Ok(())
}

/// Blocks that wait to be unpacked at most: they take room.
const WAITING: usize = 8;

/// Blocks that other threads unpack while this one reads the next from the file.
#[derive(Debug)]
pub(crate) struct Unpacking<T> {
    waiting: AtomicUsize,
    unpacked: Mutex<Vec<(u32, std::io::Result<T>)>>,
}

impl<T: Send> Unpacking<T> {
    pub(crate) fn new() -> Unpacking<T> {
        Unpacking { waiting: AtomicUsize::new(0), unpacked: Mutex::default() }
    }

    /// Hands over a block. If enough of them wait, it is unpacked here and now.
    pub(crate) fn hand<'s>(
        &'s self,
        scope: &rayon::Scope<'s>,
        block: u32,
        packed: &[u8],
        unpack: fn(&[u8]) -> std::io::Result<T>,
    ) {
        if self.waiting.load(Ordering::Relaxed) >= WAITING {
            return self.put(block, unpack(packed));
        }
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let packed = packed.to_vec();
        scope.spawn(move |_| {
            let unpacked = unpack(&packed);
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            self.put(block, unpacked);
        });
    }

    fn put(&self, block: u32, unpacked: std::io::Result<T>) {
        self.unpacked.lock().unwrap_or_else(PoisonError::into_inner).push((block, unpacked));
    }

    /// What came out, in the order of the blocks, when all are done.
    ///
    /// # Errors
    /// If a block is not what was written.
    pub(crate) fn done(self) -> std::io::Result<Vec<(u32, T)>> {
        let mut all = self.unpacked.into_inner().unwrap_or_else(PoisonError::into_inner);
        all.sort_by_key(|(block, _)| *block);
        all.into_iter().map(|(block, unpacked)| Ok((block, unpacked?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_was_never_given_is_damage() {
        let head = |report: u32| Head { report, ..Head::default() };
        let good = placed(vec![(0, vec![head(0), head(3)]), (1, vec![head(256)])]).unwrap();
        assert_eq!((good.len(), good.iter().flatten().count()), (257, 3));
        assert!(placed(vec![(0, vec![head(u32::MAX)])]).is_err(), "not in its block");
        assert!(placed(vec![(u32::MAX / REPORTS, vec![head(u32::MAX)])]).is_err(), "far behind all others");
        assert!(placed(vec![(9, vec![head(9 * REPORTS)])]).is_ok(), "reports that were taken back leave room");
    }
}
