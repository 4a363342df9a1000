//! Files of Discourse Network Analyzer (`.dna`, SQLite; Leifeld, <https://github.com/leifeld/dna>).
//!
//! [`write()`] makes a file in the form of DNA 3.0 (its class `sql.Sql`, `createTables`): reports become documents, positions become
//! statements of the type `DNA Statement`. [`read`] takes files of DNA 3.0, those of DNA 2, and those of the
//! development version that links values to roles; it looks at the columns, not at the version they claim.
//!
//! | DNA | here |
//! |---|---|
//! | `person` | the holder, where it is not the party itself |
//! | `organization` | the party, or a holder that is no person and has none |
//! | `concept` | the point |
//! | `agreement` | yes: supports or on terms; no: opposes; positions that are open are left out |
//! | `Start`, `Stop` | UTF-16 code units, as Java counts; [`DnaStatement`] has code points |
//! | `Date` | seconds since 1970, in DNA 2 milliseconds; 0 for a report without a date |
//!
//! DNA asks for the password of the coder who opens a file: it is [`PASSWORD`].

mod read;
mod schema;
mod utf16;
mod write;

use std::path::PathBuf;

use jiff::civil::Date;
use reading::{ActorKind, Position, Reading, Stance};

pub use read::read;
pub use schema::PASSWORD;
pub use write::write;

/// What a file holds, as far as it is taken.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DnaFile {
    /// The documents, by id.
    pub documents: Vec<DnaDocument>,
    /// The statements that have a concept, by id.
    pub statements: Vec<DnaStatement>,
}

/// A coded text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DnaDocument {
    /// Its number in the file.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// Its text; offsets of statements are into this.
    pub text: String,
    /// Who wrote it; may be empty.
    pub author: String,
    /// Where it is from; may be empty.
    pub source: String,
    /// What the coder wrote on it, or the id of the report that [`write()`] made it of; may be empty.
    pub notes: String,
    /// When it was published; nothing where the file has 0 or no day of the calendar.
    pub date: Option<Date>,
}

/// A coded passage. A person, organisation or concept that the file leaves empty is an empty text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DnaStatement {
    /// Number of the document.
    pub document: i64,
    /// First code point of the passage.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// Who says it.
    pub person: String,
    /// For whom.
    pub organisation: String,
    /// About what.
    pub concept: String,
    /// Whether they agree.
    pub agreement: bool,
}

impl DnaStatement {
    /// What a position is in DNA, which has no third way beside yes and no: one that is open is no statement. Names and points longer
    /// than DNA has room for (190 characters) are cut.
    pub fn of(document: i64, position: &Position, reading: &Reading, text: &str) -> Option<DnaStatement> {
        let agreement = match position.stance {
            Stance::Supports | Stance::Conditional => true,
            Stance::Opposes => false,
            Stance::Undecided => return None,
        };
        let (start, end) = position.evidence.span.code_points(text);
        let (person, organisation) = holder(position, reading);
        let cut = |name| schema::cut(name).to_owned();
        Some(DnaStatement {
            document,
            start,
            end,
            person: cut(person),
            organisation: cut(organisation),
            concept: cut(&position.point),
            agreement,
        })
    }
}

/// Person and organisation.
fn holder<'a>(position: &'a Position, reading: &Reading) -> (&'a str, &'a str) {
    let actor = position.actor.as_str();
    let is_person = reading.actors.iter().any(|a| a.name == actor && a.kind == ActorKind::Person);
    match position.party.as_deref() {
        Some(party) if party == actor => ("", party),
        Some(party) => (actor, party),
        None if is_person => (actor, ""),
        None => ("", actor),
    }
}

/// Why a file could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum DnaError {
    /// There is a file already: it may hold somebody's coding, which is never overwritten.
    #[error("{0} exists already; give another name or remove it")]
    Exists(PathBuf),
    /// The file cannot be opened.
    #[error("cannot open {path}")]
    Open {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// SQLite cannot make sense of it, or cannot write it.
    #[error("{path} is no file of Discourse Network Analyzer, or a broken one")]
    Database {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// A database, but not one of DNA.
    #[error("{path} has no table {table} with the columns that DNA 2 and 3 write")]
    Schema {
        /// The file.
        path: PathBuf,
        /// The table.
        table: &'static str,
    },
    /// A text larger than any report may be.
    #[error("document {document} has {bytes} bytes, more than a report may have")]
    TooLarge {
        /// Number of the document.
        document: i64,
        /// Its size.
        bytes: i64,
    },
    /// A statement about a document that is not there.
    #[error("statement {statement} is about document {document}, which the file does not have")]
    NoDocument {
        /// Number of the statement.
        statement: i64,
        /// Number of the document.
        document: i64,
    },
    /// A passage that is not in its document.
    #[error("statement {statement} runs from {start} to {stop}, which is no passage of document {document}")]
    Span {
        /// Number of the statement.
        statement: i64,
        /// Number of the document.
        document: i64,
        /// First UTF-16 code unit.
        start: i64,
        /// One past the last.
        stop: i64,
    },
}
