//! Reports to a file.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::path::Path;

use jiff::civil::{Date, date};
use reading::Reading;
use rusqlite::{Connection, OpenFlags, Transaction, params};
use source::Report;

use super::schema::{AGREEMENT, CODER, CONCEPT, ORGANIZATION, PERSON, STATEMENT_TYPE, cut, sql};
use super::utf16::Utf16;
use super::{DnaError, DnaStatement};

/// Writes a new file. Documents stand in the order of the reports, their numbers count from 1, and `Notes` has the
/// report's id. Names and points longer than DNA has room for (190 characters) are cut.
///
/// One report is held at a time, and every name once. A file that could not be finished is removed.
///
/// # Errors
/// If there is a file of that name, or it cannot be written; see [`DnaError`].
pub fn write<R, D>(path: &Path, reports: impl IntoIterator<Item = (R, D)>) -> Result<(), DnaError>
where
    R: Borrow<Report>,
    D: Borrow<Reading>,
{
    // Made here, not by SQLite, which would open what is there.
    match std::fs::File::create_new(path) {
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            return Err(DnaError::Exists(path.to_owned()));
        }
        Err(source) => return Err(DnaError::Open { path: path.to_owned(), source }),
    }
    fill(path, reports).map_err(|source| {
        // The first error is the one to tell.
        let _ = std::fs::remove_file(path);
        DnaError::Database { path: path.to_owned(), source }
    })
}

fn fill<R, D>(path: &Path, reports: impl IntoIterator<Item = (R, D)>) -> rusqlite::Result<()>
where
    R: Borrow<Report>,
    D: Borrow<Reading>,
{
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut database = Connection::open_with_flags(path, flags)?;
    let transaction = database.transaction()?;
    transaction.execute_batch(&sql())?;
    let mut entities = HashMap::new();
    for (report, reading) in reports {
        let (report, reading) = (report.borrow(), reading.borrow());
        document(&transaction, report)?;
        let document = transaction.last_insert_rowid();
        let utf16 = Utf16::of(&report.text);
        for position in &reading.positions {
            let Some(said) = DnaStatement::of(document, position, reading, &report.text) else { continue };
            let (start, stop) = (whole(utf16.units(said.start)), whole(utf16.units(said.end)));
            transaction
                .prepare_cached(
                    "INSERT INTO STATEMENTS (StatementTypeId, DocumentId, Start, Stop, Coder) VALUES (?, ?, ?, ?, ?)",
                )?
                .execute(params![STATEMENT_TYPE, document, start, stop, CODER])?;
            let statement = transaction.last_insert_rowid();
            let names = [(PERSON, said.person), (ORGANIZATION, said.organisation), (CONCEPT, said.concept)];
            for (variable, value) in names {
                let entity = entity(&transaction, &mut entities, variable, value)?;
                transaction
                    .prepare_cached("INSERT INTO DATASHORTTEXT (StatementId, VariableId, Entity) VALUES (?, ?, ?)")?
                    .execute(params![statement, variable, entity])?;
            }
            transaction
                .prepare_cached("INSERT INTO DATABOOLEAN (StatementId, VariableId, Value) VALUES (?, ?, ?)")?
                .execute(params![statement, AGREEMENT, said.agreement])?;
        }
    }
    transaction.commit()?;
    database.close().map_err(|(_, error)| error)
}

fn document(transaction: &Transaction<'_>, report: &Report) -> rusqlite::Result<()> {
    let title = report.title.as_deref().unwrap_or(report.id.stem());
    transaction
        .prepare_cached(
            "INSERT INTO DOCUMENTS (Title, Text, Coder, Author, Source, Section, Notes, Type, Date) \
             VALUES (?, ?, ?, '', ?, '', ?, '', ?)",
        )?
        .execute(params![
            cut(title),
            report.text,
            CODER,
            cut(report.outlet.as_deref().unwrap_or_default()),
            report.id.0,
            report.published.map_or(0, seconds),
        ])?;
    Ok(())
}

/// The number of a name, which stands in the file once for each variable.
fn entity(
    transaction: &Transaction<'_>,
    entities: &mut HashMap<(i64, String), i64>,
    variable: i64,
    value: String,
) -> rusqlite::Result<i64> {
    let key = (variable, value);
    if let Some(id) = entities.get(&key) {
        return Ok(*id);
    }
    transaction
        .prepare_cached("INSERT INTO ENTITIES (VariableId, Value) VALUES (?, ?)")?
        .execute(params![variable, key.1])?;
    let id = transaction.last_insert_rowid();
    entities.insert(key, id);
    Ok(id)
}

/// Midnight of a day, as `LocalDateTime.toEpochSecond` has it for UTC.
fn seconds(day: Date) -> i64 {
    const DAY: i64 = 24 * 60 * 60;
    i64::from((day - date(1970, 1, 1)).get_days()) * DAY
}

/// Offsets into reports are far smaller than what SQLite has room for.
fn whole(units: usize) -> i64 {
    i64::try_from(units).unwrap_or(i64::MAX)
}
