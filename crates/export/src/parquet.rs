//! Tables as Apache Parquet files, for data frames: typed columns, the same tables and names as in [`csv`](crate::csv).
//!
//! Days are DATE, numbers DOUBLE, counts INT64, lists LIST of strings (Parquet format, "Logical Types"). Pages are
//! neither compressed nor stamped with a time, so that equal reports give equal bytes.

use std::borrow::Borrow;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use ::parquet::basic::{LogicalType, Repetition, Type as Physical};
use ::parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use ::parquet::errors::{ParquetError, Result as Written};
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use ::parquet::schema::types::{Type, TypePtr};
use jiff::civil::{Date, date};
use reading::Reading;
use source::Report;

use crate::table::{Cell, Column, Kind, Row, TABLES, Table, TableError, rows};

/// Rows of a table that are held before they are written: some megabytes, and few enough groups for a reader.
const GROUP: usize = 10_000;
/// What DATE counts from.
const EPOCH: Date = date(1970, 1, 1);

/// Why tables could not be written.
pub type Error = TableError<ParquetError>;

/// Writes one table a section (`reports.parquet`, `actors.parquet`, ...) into a folder, which is made if it does not
/// exist; tables that lie there are replaced. Some thousands of rows of each table are held at a time.
///
/// # Errors
/// If the folder or a file cannot be written; see [`Error`].
pub fn write<R, D>(folder: &Path, reports: impl IntoIterator<Item = (R, D)>) -> Result<(), Error>
where
    R: Borrow<Report>,
    D: Borrow<Reading>,
{
    std::fs::create_dir_all(folder).map_err(|source| Error::Folder { path: folder.to_owned(), source })?;
    let mut files = Vec::with_capacity(TABLES.len());
    for table in TABLES {
        let path = folder.join(format!("{}.parquet", table.name));
        match TableFile::create(&path, table) {
            Ok(file) => files.push((path, file)),
            Err(source) => return Err(Error::Table { path, source }),
        }
    }
    for (report, reading) in reports {
        let report = report.borrow();
        let rows =
            rows(report, reading.borrow()).map_err(|source| Error::Published { report: report.id.clone(), source })?;
        for ((path, file), rows) in files.iter_mut().zip(rows) {
            file.take(rows).map_err(|source| Error::Table { path: path.clone(), source })?;
        }
    }
    for (path, file) in files {
        file.close().map_err(|source| Error::Table { path, source })?;
    }
    Ok(())
}

/// One file being written.
struct TableFile {
    table: Table,
    held: Vec<Row>,
    writer: SerializedFileWriter<File>,
}

impl TableFile {
    fn create(path: &Path, table: Table) -> Written<TableFile> {
        let schema = schema(&table)?;
        let writer = SerializedFileWriter::new(File::create(path)?, schema, Arc::new(WriterProperties::default()))?;
        Ok(TableFile { table, held: Vec::new(), writer })
    }

    fn take(&mut self, rows: Vec<Row>) -> Written<()> {
        self.held.extend(rows);
        if self.held.len() >= GROUP { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Written<()> {
        let mut group = self.writer.next_row_group()?;
        let mut number = 0;
        while let Some(mut writer) = group.next_column()? {
            let cells = self.held.iter().map(|row| row.get(number).unwrap_or(&Cell::Missing));
            let kind = self.table.columns.get(number).map_or(Kind::Text, |column| column.kind);
            put(&mut writer, kind, cells)?;
            writer.close()?;
            number += 1;
        }
        group.close()?;
        self.held.clear();
        Ok(())
    }

    fn close(mut self) -> Written<()> {
        if !self.held.is_empty() {
            self.flush()?;
        }
        self.writer.close()?;
        Ok(())
    }
}

fn schema(table: &Table) -> Written<TypePtr> {
    let fields = table.columns.iter().map(|column| field(column).map(Arc::new)).collect::<Written<Vec<_>>>()?;
    Ok(Arc::new(Type::group_type_builder(table.name).with_fields(fields).build()?))
}

fn field(column: &Column) -> Written<Type> {
    let (physical, logical) = match column.kind {
        Kind::Text | Kind::Texts | Kind::Spans => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Number => (Physical::DOUBLE, None),
        Kind::Integer => (Physical::INT64, None),
        Kind::Flag => (Physical::BOOLEAN, None),
        Kind::Day => (Physical::INT32, Some(LogicalType::Date)),
    };
    let primitive = |name: &str, repetition| {
        let builder = Type::primitive_type_builder(name, physical).with_repetition(repetition);
        builder.with_logical_type(logical.clone()).build()
    };
    if !matches!(column.kind, Kind::Texts | Kind::Spans) {
        return primitive(column.name, Repetition::OPTIONAL);
    }
    // The names of the three levels are the format's own ("Lists").
    let element = Arc::new(primitive("element", Repetition::REQUIRED)?);
    let list = Type::group_type_builder("list").with_repetition(Repetition::REPEATED).with_fields(vec![element]);
    Type::group_type_builder(column.name)
        .with_repetition(Repetition::REQUIRED)
        .with_logical_type(Some(LogicalType::List))
        .with_fields(vec![Arc::new(list.build()?)])
        .build()
}

fn put<'a>(writer: &mut SerializedColumnWriter<'_>, kind: Kind, cells: impl Iterator<Item = &'a Cell>) -> Written<()> {
    match kind {
        Kind::Text => optional::<ByteArrayType>(writer, cells, |cell| match cell {
            Cell::Text(words) => Some(words.as_str().into()),
            _ => None,
        }),
        Kind::Number => optional::<DoubleType>(writer, cells, |cell| match cell {
            Cell::Number(number) => Some(*number),
            _ => None,
        }),
        Kind::Integer => optional::<Int64Type>(writer, cells, |cell| match cell {
            Cell::Integer(number) => Some(*number),
            _ => None,
        }),
        Kind::Flag => optional::<BoolType>(writer, cells, |cell| match cell {
            Cell::Flag(flag) => Some(*flag),
            _ => None,
        }),
        Kind::Day => optional::<Int32Type>(writer, cells, |cell| match cell {
            Cell::Day(day) => Some((*day - EPOCH).get_days()),
            _ => None,
        }),
        Kind::Texts | Kind::Spans => lists(writer, cells),
    }
}

/// Cells that may be missing: a definition level of 0 says so.
fn optional<'a, T: DataType>(
    writer: &mut SerializedColumnWriter<'_>,
    cells: impl Iterator<Item = &'a Cell>,
    value: impl Fn(&Cell) -> Option<T::T>,
) -> Written<()> {
    let (mut values, mut defined) = (Vec::new(), Vec::new());
    for cell in cells {
        let found = value(cell);
        defined.push(i16::from(found.is_some()));
        values.extend(found);
    }
    writer.typed::<T>().write_batch(&values, Some(&defined), None)?;
    Ok(())
}

/// Lists: a definition level of 0 is an empty list, a repetition level of 1 goes on with the list before.
fn lists<'a>(writer: &mut SerializedColumnWriter<'_>, cells: impl Iterator<Item = &'a Cell>) -> Written<()> {
    let (mut values, mut defined, mut repeated): (Vec<ByteArray>, _, _) = (Vec::new(), Vec::new(), Vec::new());
    for cell in cells {
        let list = if let Cell::Texts(list) = cell { list.as_slice() } else { &[] };
        if list.is_empty() {
            defined.push(0);
            repeated.push(0);
        }
        for (i, text) in list.iter().enumerate() {
            defined.push(1);
            repeated.push(i16::from(i > 0));
            values.push(text.as_str().into());
        }
    }
    writer.typed::<ByteArrayType>().write_batch(&values, Some(&defined), Some(&repeated))?;
    Ok(())
}
