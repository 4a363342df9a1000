//! Strings by number: a hash finds the number, blocks of many hold the words.

use std::collections::HashMap;

use record::book::Strings;
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use crate::blocks::within_reach;
use crate::pack;

/// Strings in a block.
const BLOCK: u32 = 2048;

/// Gives strings their numbers within one transaction.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    known: HashMap<String, u32>,
    /// The last block as it will be written, once it has been needed.
    last: Option<(u32, Vec<u8>)>,
    next: u32,
    changed: bool,
}

/// The first eight bytes of SHA-256: two of some millions of strings that people write do not meet.
fn hash(text: &str) -> i64 {
    let digest = Sha256::digest(text.as_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    i64::from_le_bytes(first)
}

impl Numbers {
    /// The number of a string, a new one if the dossier does not have it yet.
    pub(crate) fn number(&mut self, db: &Connection, text: &str) -> rusqlite::Result<u32> {
        if let Some(number) = self.known.get(text) {
            return Ok(*number);
        }
        let hash = hash(text);
        let known = db
            .prepare_cached("SELECT id FROM string WHERE hash = ?1")?
            .query_row([hash], |row| row.get::<_, u32>(0))
            .optional()?;
        let number = match known {
            Some(number) => number,
            None => self.add(db, hash, text)?,
        };
        self.known.insert(text.to_owned(), number);
        Ok(number)
    }

    fn add(&mut self, db: &Connection, hash: i64, text: &str) -> rusqlite::Result<u32> {
        if self.last.is_none() {
            let found = db
                .prepare_cached("SELECT block, texts FROM strings ORDER BY block DESC LIMIT 1")?
                .query_row([], |row| Ok((row.get::<_, u32>(0)?, row.get::<_, Vec<u8>>(1)?)))
                .optional()?;
            let (block, bytes) = match found {
                Some((block, bytes)) => (block, pack::block_of::<u8>(&bytes).map_err(outside)?),
                None => (0, Vec::new()),
            };
            self.next = block * BLOCK + parts(&bytes).count() as u32 + 1;
            self.last = Some((block, bytes));
        }
        let number = self.next;
        self.next += 1;
        db.prepare_cached("INSERT INTO string (hash, id) VALUES (?1, ?2)")?.execute(params![hash, number])?;
        let place = (number - 1) / BLOCK;
        if self.last.as_ref().is_some_and(|(block, _)| *block != place) {
            self.flush(db)?;
            self.last = Some((place, Vec::new()));
        }
        if let Some((_, bytes)) = &mut self.last {
            bytes.extend((text.len() as u32).to_le_bytes());
            bytes.extend(text.as_bytes());
        }
        self.changed = true;
        Ok(number)
    }

    /// Writes what is new.
    pub(crate) fn flush(&mut self, db: &Connection) -> rusqlite::Result<()> {
        if let Some((block, bytes)) = self.last.as_ref().filter(|_| self.changed) {
            let packed = pack::block(bytes);
            db.prepare_cached("INSERT OR REPLACE INTO strings (block, texts) VALUES (?1, ?2)")?
                .execute(params![block, packed])?;
        }
        self.changed = false;
        Ok(())
    }
}

/// The strings of a block.
fn parts(mut bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let (length, rest) = bytes.split_first_chunk::<4>()?;
        let length = u32::from_le_bytes(*length) as usize;
        let text = rest.get(..length)?;
        bytes = &rest[length..];
        Some(text)
    })
}

/// An error of the packing as one of the file.
pub(crate) fn outside(error: std::io::Error) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Blob, Box::new(error))
}

/// Goes through all blocks of strings, packed, in order.
pub(crate) fn each(db: &Connection, mut take: impl FnMut(u32, &[u8])) -> rusqlite::Result<()> {
    let mut statement = db.prepare_cached("SELECT block, texts FROM strings ORDER BY block")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        take(row.get(0)?, row.get_ref(1)?.as_blob()?);
    }
    Ok(())
}

/// Packs all blocks anew as the third format has them.
pub(crate) fn repack(db: &Connection) -> rusqlite::Result<()> {
    let mut old: Vec<(u32, Vec<u8>)> = Vec::new();
    each(db, |block, packed| old.push((block, packed.to_vec())))?;
    for (block, packed) in old {
        let packed = pack::block(&pack::old_block_of(&packed).map_err(outside)?);
        db.prepare_cached("UPDATE strings SET texts = ?2 WHERE block = ?1")?.execute(params![block, packed])?;
    }
    Ok(())
}

/// The strings of a packed block.
pub(crate) fn unpacked(packed: &[u8]) -> std::io::Result<Strings> {
    let bytes: Vec<u8> = pack::block_of(packed)?;
    let mut out = Strings::default();
    for text in parts(&bytes) {
        out.push(&String::from_utf8_lossy(text));
    }
    Ok(out)
}

/// The strings of all blocks, each with its number.
///
/// # Errors
/// If a number is none that this program gives.
pub(crate) fn joined(blocks: Vec<(u32, Strings)>) -> std::io::Result<Strings> {
    let mut out = Strings::default();
    let known = blocks.len();
    for (block, strings) in blocks {
        within_reach(block, known)?;
        // A block that is missing must not shift the numbers of those behind it.
        while (out.len() as u32) < block * BLOCK {
            out.push("");
        }
        out.append(strings);
    }
    Ok(out)
}
