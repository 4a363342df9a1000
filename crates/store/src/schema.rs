//! The tables of a dossier file, and how older files become this one.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::error::{Error, Result};
use crate::{blocks, strings};

/// What the file says of itself to anybody who asks what it is ("RAPP").
const APPLICATION: i32 = 0x5241_5050;
/// The format this program writes.
pub(crate) const FORMAT: i32 = 3;
/// How long to wait for another process that writes.
const PATIENCE: Duration = Duration::from_secs(20);

/// The first format. What came later is in [`MIGRATIONS`], so that a new file and an old one go the same way.
const FIRST: &str = "
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- Sources of truth: reports as received, and what people say of them.
CREATE TABLE report (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    current INTEGER NOT NULL,
    title TEXT,
    outlet TEXT,
    published TEXT,
    hash BLOB NOT NULL,
    text BLOB NOT NULL,
    UNIQUE (name, version)
);
CREATE TABLE judgement (id TEXT PRIMARY KEY, at TEXT NOT NULL, report TEXT, entry TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX judgement_by_report ON judgement (report) WHERE report IS NOT NULL;

-- Derived.
CREATE TABLE reading (report INTEGER PRIMARY KEY, reader TEXT NOT NULL, entries BLOB NOT NULL);
CREATE TABLE string (hash INTEGER PRIMARY KEY, id INTEGER NOT NULL);
CREATE TABLE strings (block INTEGER PRIMARY KEY, texts BLOB NOT NULL);
CREATE TABLE facts (block INTEGER, section INTEGER, entries BLOB NOT NULL, PRIMARY KEY (section, block)) WITHOUT ROWID;
CREATE TABLE band (key INTEGER, report INTEGER, PRIMARY KEY (key, report)) WITHOUT ROWID;
CREATE TABLE copy (a INTEGER, b INTEGER, PRIMARY KEY (a, b)) WITHOUT ROWID;
CREATE INDEX copy_back ON copy (b);
CREATE VIRTUAL TABLE words USING fts5(
    title, body, actors, marks,
    content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2'
);
";

/// What makes a file of each format one of the next; the first entry leads from 1 to 2.
const MIGRATIONS: &[fn(&Connection) -> rusqlite::Result<()>] = &[
    // The day a report counts from is the one a person has set, where one has: views ask for reports by it.
    |db| {
        db.execute_batch(
            "ALTER TABLE report ADD COLUMN day INTEGER;
             UPDATE report SET day = CAST(julianday(published) - 2440587.5 AS INTEGER) WHERE published IS NOT NULL;
             CREATE INDEX report_by_day ON report (day, name) WHERE current = 1;",
        )
    },
    // Blocks are packed so that they are sooner unpacked, and who is told of is kept beside the facts on actors.
    |db| blocks::repack(db).and_then(|()| strings::repack(db)),
];

/// Opens a dossier, and brings one of an older format up to date.
pub(crate) fn open(path: &Path) -> Result<Connection> {
    if !path.exists() {
        return Err(Error::Missing(path.to_owned()));
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(|e| Error::of(path, e))?;
    connection.busy_timeout(PATIENCE).map_err(|e| Error::of(path, e))?;
    // Asked before anything is set: a file of somebody else stays as it is.
    let number = |name: &str| patiently(|| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0)));
    let application = number("application_id").map_err(|e| Error::of(path, e))?;
    let found = number("user_version").map_err(|e| Error::of(path, e))?;
    if application != APPLICATION || found < 1 {
        return Err(Error::NotADossier(path.to_owned()));
    }
    if found > FORMAT {
        return Err(Error::Later { path: path.to_owned(), found, known: FORMAT });
    }
    prepare(&connection).and_then(|()| migrate(&mut connection)).map_err(|e| Error::of(path, e))?;
    Ok(connection)
}

/// Makes an empty dossier. A file that is there already is opened.
pub(crate) fn create(path: &Path) -> Result<Connection> {
    let mut connection = Connection::open(path).map_err(|e| Error::of(path, e))?;
    connection.busy_timeout(PATIENCE).map_err(|e| Error::of(path, e))?;
    // Not told by the length of the file: another program may be about to make it.
    if !patiently(|| is_empty(&connection)).map_err(|e| Error::of(path, e))? {
        return open(path);
    }
    // A larger page suits blobs of some kilobytes; it can only be chosen before anything is written.
    let made = connection.pragma_update(None, "page_size", 8192).and_then(|()| prepare(&connection)).and_then(|()| {
        let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        // Two programs may make the same file at once: the one that comes second finds it made.
        if is_empty(&transaction)? {
            transaction.execute_batch(FIRST)?;
            transaction.pragma_update(None, "application_id", APPLICATION)?;
            transaction.pragma_update(None, "user_version", 1)?;
        }
        transaction.commit()
    });
    made.and_then(|()| migrate(&mut connection)).map_err(|e| Error::of(path, e))?;
    Ok(connection)
}

/// Whether nothing has been made in a file yet.
fn is_empty(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0))
}

fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    // Readers and one writer at a time do not wait for each other; a commit is on the disk before it is acknowledged.
    patiently(|| connection.pragma_update(None, "journal_mode", "WAL")).or_else(read_only_is_fine)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "cache_size", -65_536)?;
    connection.pragma_update(None, "mmap_size", 1_i64 << 30)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// Of two processes that make one file at once, both may be about to say how it is written: SQLite then refuses one of them at
/// once, without the patience it has elsewhere.
fn patiently<T>(mut work: impl FnMut() -> rusqlite::Result<T>) -> rusqlite::Result<T> {
    let until = Instant::now() + PATIENCE;
    loop {
        match work() {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && Instant::now() < until => {
                std::thread::sleep(Duration::from_millis(10));
            }
            done => return done,
        }
    }
}

/// A file that may not be written can be read as it is.
fn read_only_is_fine(error: rusqlite::Error) -> rusqlite::Result<()> {
    match error.sqlite_error_code() {
        Some(ErrorCode::ReadOnly) => Ok(()),
        _ => Err(error),
    }
}

fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    let version = |c: &Connection| c.pragma_query_value(None, "user_version", |row| row.get::<_, i32>(0));
    if version(connection)? == FORMAT {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let found = version(&transaction)?;
    for step in MIGRATIONS.iter().skip(found.max(1) as usize - 1) {
        step(&transaction)?;
    }
    transaction.pragma_update(None, "user_version", FORMAT)?;
    transaction.commit()
}
