//! The record of a dossier in memory, as far as a view needs it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use record::Section;
use record::book::Book;

use crate::error::{Error, Result};
use crate::store::Store;
use crate::{blocks, pack, strings};

impl Store {
    /// The record: strings, reports, copies, names, and the facts of some sections.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn book(&self, sections: &[Section]) -> Result<Book> {
        let mut book = Book::default();
        book.namings = self.namings()?;
        book.heads = self.run(blocks::heads)?;
        book.strings = self.run(strings::load)?;
        for section in sections {
            let packed = self.run(|db| blocks::packed(db, *section))?;
            let facts = blocks::facts_of(&packed)
                .map_err(|error| Error::Damaged { path: self.path.clone(), what: error.to_string() })?;
            book.facts.insert(*section, facts);
        }
        book.copies = self.run(|db| {
            let mut statement = db.prepare_cached("SELECT a, b FROM copy ORDER BY a, b")?;
            statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
        })?;
        Ok(book)
    }

    /// The text of a report by its number, each read once.
    pub fn texts(&self) -> impl Fn(u32) -> Option<Rc<str>> + '_ {
        let known: RefCell<HashMap<u32, Option<Rc<str>>>> = RefCell::default();
        move |report| {
            let read = || {
                let packed: Vec<u8> = self
                    .run(|db| {
                        db.prepare_cached("SELECT text FROM report WHERE id = ?1")?
                            .query_row([report], |row| row.get(0))
                    })
                    .ok()?;
                pack::text_of(&packed).ok().map(Rc::from)
            };
            known.borrow_mut().entry(report).or_insert_with(read).clone()
        }
    }
}
