//! The record of a dossier in memory, as far as a view needs it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use record::Section;
use record::book::{Book, Fact};

use crate::blocks::Unpacking;
use crate::error::{Error, Result};
use crate::store::Store;
use crate::{blocks, pack, strings};

impl Store {
    /// The record: strings, reports, copies, and the facts of some sections. Where there are any, so is who is told of.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn book(&self, sections: &[Section]) -> Result<Book> {
        let mut book = Book::default();
        book.namings = self.namings()?;
        let (heads, texts, names) = (Unpacking::new(), Unpacking::new(), Unpacking::new());
        let facts: Vec<(Section, Unpacking<Vec<Fact>>)> =
            sections.iter().map(|section| (*section, Unpacking::new())).collect();
        // Unpacking takes longer than reading: other threads do it while this one reads on.
        book.copies = self.run(|db| {
            // All as of one moment, whoever writes meanwhile.
            let as_of_now = db.unchecked_transaction()?;
            rayon::in_place_scope(|scope| {
                strings::each(db, |block, packed| texts.hand(scope, block, packed, strings::unpacked))?;
                blocks::each_head(db, |block, packed| heads.hand(scope, block, packed, blocks::rows_of))?;
                if !sections.is_empty() {
                    blocks::each_names(db, |block, packed| names.hand(scope, block, packed, blocks::names_of))?;
                }
                for (section, facts) in &facts {
                    blocks::each(db, *section, |block, packed| facts.hand(scope, block, packed, blocks::rows_of))?;
                }
                let mut statement = db.prepare_cached("SELECT a, b FROM copy ORDER BY a, b")?;
                let copies = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect();
                drop(statement);
                as_of_now.commit()?;
                copies
            })
        })?;
        let damaged = |error: std::io::Error| Error::Damaged { path: self.path.clone(), what: error.to_string() };
        book.heads = heads.done().and_then(blocks::placed).map_err(damaged)?;
        book.strings = texts.done().and_then(strings::joined).map_err(damaged)?;
        book.names = names.done().map_err(damaged)?.into_iter().map(|(_, names)| names).collect();
        for (section, unpacking) in facts {
            let blocks = unpacking.done().map_err(damaged)?;
            book.facts.insert(section, blocks.into_iter().map(|(_, facts)| facts).collect());
        }
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
