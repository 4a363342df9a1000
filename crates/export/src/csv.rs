//! Tables as comma-separated values (RFC 4180, UTF-8), for spreadsheets and statistics.
//!
//! One file a section, columns named as in the contract, lists joined by `; `, a missing value as an empty cell.
//! Spreadsheets take a cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return for a formula and would run
//! what a report says; such a text gets a leading apostrophe (OWASP, "CSV Injection"). Columns of numbers are left alone.

use std::borrow::Borrow;
use std::fs::File;
use std::path::{Path, PathBuf};

use reading::Reading;
use source::Report;

use crate::table::{Cell, TABLES, TableError, rows};

/// Why tables could not be written.
pub type Error = TableError<::csv::Error>;

/// Writes one table a section (`reports.csv`, `actors.csv`, ...) into a folder, which is made if it does not exist;
/// tables that lie there are replaced. Rows stand in the order of the reports; one report is held at a time.
///
/// # Errors
/// If the folder or a file cannot be written; see [`Error`].
pub fn write<R, D>(folder: &Path, reports: impl IntoIterator<Item = (R, D)>) -> Result<(), Error>
where
    R: Borrow<Report>,
    D: Borrow<Reading>,
{
    std::fs::create_dir_all(folder).map_err(|source| Error::Folder { path: folder.to_owned(), source })?;
    let mut tables: Vec<(PathBuf, ::csv::Writer<File>)> = Vec::with_capacity(TABLES.len());
    for table in TABLES {
        let path = folder.join(format!("{}.csv", table.name));
        let head =
            |writer: &mut ::csv::Writer<File>| writer.write_record(table.columns.iter().map(|column| column.name));
        match ::csv::Writer::from_path(&path).and_then(|mut writer| head(&mut writer).map(|()| writer)) {
            Ok(writer) => tables.push((path, writer)),
            Err(source) => return Err(Error::Table { path, source }),
        }
    }
    for (report, reading) in reports {
        let report = report.borrow();
        let rows =
            rows(report, reading.borrow()).map_err(|source| Error::Published { report: report.id.clone(), source })?;
        for ((path, writer), rows) in tables.iter_mut().zip(rows) {
            for row in rows {
                writer
                    .write_record(row.iter().map(printed))
                    .map_err(|source| Error::Table { path: path.clone(), source })?;
            }
        }
    }
    for (path, mut writer) in tables {
        writer.flush().map_err(|error| Error::Table { path, source: error.into() })?;
    }
    Ok(())
}

fn printed(cell: &Cell) -> String {
    match cell {
        Cell::Missing => String::new(),
        Cell::Text(words) => harmless(words.clone()),
        Cell::Texts(list) => harmless(list.join("; ")),
        Cell::Number(number) => number.to_string(),
        Cell::Integer(number) => number.to_string(),
        Cell::Flag(flag) => flag.to_string(),
        Cell::Day(day) => day.to_string(),
    }
}

/// A text that no spreadsheet takes for a formula.
fn harmless(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_formula_becomes_a_text_and_a_number_stays_one() {
        assert_eq!(printed(&Cell::Text("=HYPERLINK(\"x\")".into())), "'=HYPERLINK(\"x\")");
        assert_eq!(printed(&Cell::Texts(vec!["-a".into(), "=b".into()])), "'-a; =b");
        assert_eq!(printed(&Cell::Number(-2.5)), "-2.5");
        assert_eq!(printed(&Cell::Text("a=b".into())), "a=b");
    }

    proptest! {
        #[test]
        fn no_text_begins_a_formula(text in ".*") {
            let cell = printed(&Cell::Text(text.clone()));
            prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']));
            prop_assert_eq!(cell.strip_prefix('\'').unwrap_or(&cell), text.strip_prefix('\'').unwrap_or(&text));
        }
    }
}
