//! A file to documents and statements. It comes from outside: nothing in it is trusted.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use source::Report;

use super::utf16::Utf16;
use super::{DnaDocument, DnaError, DnaFile, DnaStatement};

/// Reads a file. Its documents and statements are held whole.
///
/// Statements of every type are taken that have a concept (annotations have none); one without a value for another
/// variable has an empty text, or does not agree. Where the development version has several values for a role, the first
/// counts.
///
/// # Errors
/// If the file cannot be opened or is none of DNA, and for a statement whose passage is not in its document; see
/// [`DnaError`].
pub fn read(path: &Path) -> Result<DnaFile, DnaError> {
    // SQLite's own words for a file that is not there are of little use.
    std::fs::File::open(path).map_err(|source| DnaError::Open { path: path.to_owned(), source })?;
    let broken = |source| DnaError::Database { path: path.to_owned(), source };
    let database = open(path).map_err(broken)?;
    let shape = Shape::of(&database).map_err(broken)?;
    let shape = shape.map_err(|table| DnaError::Schema { path: path.to_owned(), table })?;
    let documents = documents(&database).map_err(broken)??;
    let statements = statements(&database, shape).map_err(broken)?;
    let texts: BTreeMap<i64, Utf16> =
        documents.iter().map(|document| (document.id, Utf16::of(&document.text))).collect();
    let statements = statements.into_iter().map(|statement| statement.placed(&texts)).collect::<Result<_, _>>()?;
    Ok(DnaFile { documents, statements })
}

/// Opens a file as SQLite advises for those from strangers ("Defense Against The Dark Arts"): read only, no code from
/// the file's own schema, pages checked as they are read.
fn open(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let database = Connection::open_with_flags(path, flags)?;
    database.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    database.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    database.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    database.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    database.execute_batch("PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0;")?;
    Ok(database)
}

/// How a version joins values to statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shape {
    /// By a role that a variable plays, in place of the variable.
    roles: bool,
    /// Names are in a table of their own, in place of beside the statement.
    entities: bool,
}

impl Shape {
    /// Told by the columns; a table that lacks them is named.
    fn of(database: &Connection) -> rusqlite::Result<Result<Shape, &'static str>> {
        let has = |table: &str, wanted: &[&str]| -> rusqlite::Result<bool> {
            let mut columns = database.prepare("SELECT name FROM pragma_table_info(?)")?;
            let columns: Vec<String> =
                columns.query_map([table], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
            Ok(wanted.iter().all(|name| columns.iter().any(|column| column == name)))
        };
        const SHARED: [(&str, &[&str]); 3] = [
            ("DOCUMENTS", &["ID", "Title", "Text", "Author", "Source", "Notes", "Date"]),
            ("STATEMENTS", &["ID", "DocumentId", "Start", "Stop"]),
            ("VARIABLES", &["ID", "Variable"]),
        ];
        for (table, columns) in SHARED {
            if !has(table, columns)? {
                return Ok(Err(table));
            }
        }
        let link = |roles| if roles { "RoleVariableLinkId" } else { "VariableId" };
        for (roles, entities) in [(false, true), (false, false), (true, true)] {
            let value = if entities { "Entity" } else { "Value" };
            let short = has("DATASHORTTEXT", &["StatementId", link(roles), value])?;
            let yes_or_no = has("DATABOOLEAN", &["StatementId", link(roles), "Value"])?;
            let names = !entities || has("ENTITIES", &["ID", "Value"])?;
            let links = !roles || has("ROLEVARIABLELINKS", &["ID", "RoleId"])? && has("ROLES", &["ID", "RoleName"])?;
            if short && yes_or_no && names && links {
                return Ok(Ok(Shape { roles, entities }));
            }
        }
        Ok(Err("DATASHORTTEXT"))
    }

    /// The values of one variable by statement, from a table of values.
    fn values(self, table: &str, variable: &str) -> String {
        let value = match (table, self.entities) {
            ("DATASHORTTEXT", true) => "(SELECT ENTITIES.Value FROM ENTITIES WHERE ENTITIES.ID = d.Entity)",
            _ => "d.Value",
        };
        let of = if self.roles {
            format!(
                "d.RoleVariableLinkId IN (SELECT l.ID FROM ROLEVARIABLELINKS l \
                 JOIN ROLES r ON r.ID = l.RoleId WHERE r.RoleName = '{variable}')"
            )
        } else {
            format!("d.VariableId IN (SELECT ID FROM VARIABLES WHERE Variable = '{variable}')")
        };
        format!("SELECT d.StatementId, {value} FROM {table} d WHERE {of} ORDER BY d.ID")
    }
}

fn documents(database: &Connection) -> rusqlite::Result<Result<Vec<DnaDocument>, DnaError>> {
    let limit = i64::try_from(Report::MAX_BYTES).unwrap_or(i64::MAX);
    let large = database
        .query_row(
            "SELECT ID, LENGTH(CAST(Text AS BLOB)) FROM DOCUMENTS WHERE LENGTH(CAST(Text AS BLOB)) > ? LIMIT 1",
            [limit],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    if let Some((document, bytes)) = large {
        return Ok(Err(DnaError::TooLarge { document, bytes }));
    }
    let milliseconds = counts_milliseconds(database)?;
    let mut rows =
        database.prepare("SELECT ID, Title, Text, Author, Source, Notes, Date FROM DOCUMENTS ORDER BY ID")?;
    let rows = rows.query_map([], |row| {
        Ok(DnaDocument {
            id: row.get(0)?,
            title: row.get(1)?,
            text: row.get(2)?,
            author: row.get::<_, Option<String>>(3)?.unwrap_or_default(),
            source: row.get::<_, Option<String>>(4)?.unwrap_or_default(),
            notes: row.get::<_, Option<String>>(5)?.unwrap_or_default(),
            date: day(row.get(6)?, milliseconds),
        })
    })?;
    rows.collect::<rusqlite::Result<_>>().map(Ok)
}

/// Whether the file is of DNA 2, whose dates are in milliseconds.
fn counts_milliseconds(database: &Connection) -> rusqlite::Result<bool> {
    let version: Option<String> =
        database.query_row("SELECT Value FROM SETTINGS WHERE Property = 'version'", [], |row| row.get(0)).optional()?;
    Ok(version.is_some_and(|version| version.starts_with('2')))
}

fn day(date: i64, milliseconds: bool) -> Option<Date> {
    let time = if milliseconds { Timestamp::from_millisecond(date) } else { Timestamp::from_second(date) };
    time.ok().filter(|_| date != 0).map(|time| time.to_zoned(TimeZone::UTC).date())
}

/// A statement before its offsets are made sure of.
struct Found {
    id: i64,
    document: i64,
    start: i64,
    stop: i64,
    person: String,
    organisation: String,
    concept: String,
    agreement: bool,
}

fn statements(database: &Connection, shape: Shape) -> rusqlite::Result<Vec<Found>> {
    let names = |variable| by_statement::<Option<String>>(database, &shape.values("DATASHORTTEXT", variable));
    let (mut persons, mut organisations, mut concepts) = (names("person")?, names("organization")?, names("concept")?);
    let agreements = by_statement::<i64>(database, &shape.values("DATABOOLEAN", "agreement"))?;
    let mut rows = database.prepare("SELECT ID, DocumentId, Start, Stop FROM STATEMENTS ORDER BY ID")?;
    let mut rows = rows.query([])?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        let id = row.get(0)?;
        // Without one it is of another type: an annotation, say.
        let Some(concept) = concepts.remove(&id) else { continue };
        let take = |names: &mut BTreeMap<i64, Option<String>>| names.remove(&id).flatten().unwrap_or_default();
        out.push(Found {
            id,
            document: row.get(1)?,
            start: row.get(2)?,
            stop: row.get(3)?,
            person: take(&mut persons),
            organisation: take(&mut organisations),
            concept: concept.unwrap_or_default(),
            agreement: agreements.get(&id).is_some_and(|value| *value != 0),
        });
    }
    Ok(out)
}

/// The first value of each statement.
fn by_statement<T: rusqlite::types::FromSql>(database: &Connection, sql: &str) -> rusqlite::Result<BTreeMap<i64, T>> {
    let mut rows = database.prepare(sql)?;
    let mut rows = rows.query([])?;
    let mut out = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let (statement, value) = (row.get(0)?, row.get(1)?);
        out.entry(statement).or_insert(value);
    }
    Ok(out)
}

impl Found {
    fn placed(self, texts: &BTreeMap<i64, Utf16>) -> Result<DnaStatement, DnaError> {
        let Found { id: statement, document, start, stop, person, organisation, concept, agreement } = self;
        let text = texts.get(&document).ok_or(DnaError::NoDocument { statement, document })?;
        let character = |units: i64| usize::try_from(units).ok().and_then(|units| text.character(units));
        match (character(start), character(stop)) {
            (Some(start), Some(end)) if start < end => {
                Ok(DnaStatement { document, start, end, person, organisation, concept, agreement })
            }
            _ => Err(DnaError::Span { statement, document, start, stop }),
        }
    }
}
