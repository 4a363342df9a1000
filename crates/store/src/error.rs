//! What can go wrong with a dossier file.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// Why a dossier could not be opened, read or written. Each message is one line that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such file.
    #[error("{0}: no such dossier; `rapporteur add` makes one")]
    Missing(PathBuf),
    /// The file is something else.
    #[error("{0}: is not a dossier")]
    NotADossier(PathBuf),
    /// The file has a format that this program does not know.
    #[error(
        "{path}: was written by a later version of rapporteur (format {found}, this one knows {known}); update rapporteur"
    )]
    Later {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: i32,
        /// The latest format known.
        known: i32,
    },
    /// The file, or the folder it lies in, may not be written.
    #[error("{0}: may not be written; check the rights of the file and its folder")]
    ReadOnly(PathBuf),
    /// No room is left.
    #[error("{0}: the disk is full; what was acknowledged is kept, make room and go on")]
    Full(PathBuf),
    /// Another process has been writing for too long.
    #[error("{0}: another program is writing to it; try again when it is done")]
    Busy(PathBuf),
    /// Something in the file is not as it was written.
    #[error("{path}: is damaged ({what}); restore it from a copy, or add its reports to a new dossier")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// A report that is not there.
    #[error("no report {0} in the dossier; `rapporteur sources` lists them")]
    NoReport(String),
    /// A name that means several reports.
    #[error("{0} may be several reports: {1}; give the name in full")]
    Ambiguous(String, String),
    /// An entry that is not there.
    #[error("no entry {0}; `rapporteur show DOSSIER REPORT` lists those of a report")]
    NoEntry(String),
    /// A judgement that is not there.
    #[error("no judgement {0}; `rapporteur judge DOSSIER list` lists them")]
    NoJudgement(String),
    /// Words that the report does not have.
    #[error("{report} does not say \"{words}\"")]
    NoWords {
        /// The report.
        report: String,
        /// The words.
        words: String,
    },
    /// Fields that an entry cannot have.
    #[error("{0}")]
    Fields(String),
    /// A query that cannot be understood.
    #[error("search: {0}")]
    Query(String),
    /// Anything else that SQLite says.
    #[error("{path}: {source}")]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// What it says.
        source: rusqlite::Error,
    },
}

/// Result of work on a dossier.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// What an error of SQLite means for the one who uses the file.
    pub(crate) fn of(path: &Path, source: rusqlite::Error) -> Error {
        let path = path.to_owned();
        match source.sqlite_error_code() {
            Some(ErrorCode::ReadOnly) => Error::ReadOnly(path),
            Some(ErrorCode::DiskFull) => Error::Full(path),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Error::Busy(path),
            Some(ErrorCode::NotADatabase) => Error::NotADossier(path),
            Some(ErrorCode::DatabaseCorrupt) => Error::Damaged { path, what: source.to_string() },
            Some(ErrorCode::CannotOpen) if path.exists() => Error::ReadOnly(path),
            _ => Error::Sqlite { path, source },
        }
    }
}
