//! The sections of readings as tables: one row an entry, columns named as in the public contract.
//!
//! Rows are taken from the published object itself, so that a table cannot say anything else than the JSON does. What
//! the contract nests is laid flat: `span` becomes `start` and `end`, an attribution within another one gets a row of
//! its own after it.

use std::path::PathBuf;

use jiff::civil::Date;
use reading::{Published, Reading};
use serde_json::Value;
use source::Report;

/// Why tables could not be written; `E` is what the writer of a table says.
#[derive(Debug, thiserror::Error)]
pub enum TableError<E: std::error::Error + 'static> {
    /// The folder could not be made.
    #[error("cannot make the folder {path}")]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A table could not be written.
    #[error("cannot write {path}")]
    Table {
        /// The file.
        path: PathBuf,
        /// Why.
        source: E,
    },
    /// A reading could not be put into the form of the contract.
    #[error("cannot publish the reading of {report}")]
    Published {
        /// The report.
        report: source::ReportId,
        /// Why.
        source: serde_json::Error,
    },
}

/// A table, known before its first row.
#[derive(Debug)]
pub(crate) struct Table {
    /// Name of the section in the contract; also of the file.
    pub name: &'static str,
    /// Its columns in order.
    pub columns: &'static [Column],
}

/// A column.
#[derive(Debug)]
pub(crate) struct Column {
    pub name: &'static str,
    pub kind: Kind,
}

/// What a column holds. Every cell but those of lists may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Number,
    Integer,
    Flag,
    Day,
    /// Any number of texts.
    Texts,
    /// Any number of ranges in code points, each as `start-end`.
    Spans,
}

/// What stands in one column of one row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    Missing,
    Text(String),
    Number(f64),
    Integer(i64),
    Flag(bool),
    Day(Date),
    Texts(Vec<String>),
}

/// One row.
pub(crate) type Row = Vec<Cell>;

const fn column(name: &'static str, kind: Kind) -> Column {
    Column { name, kind }
}

/// The columns of a section, between those that every entry begins and ends with.
macro_rules! entry {
    ($($name:literal: $kind:ident),* $(,)?) => {
        &[
            column("report", Kind::Text),
            column("entry", Kind::Integer),
            $(column($name, Kind::$kind),)*
            column("evidence", Kind::Text),
            column("start", Kind::Integer),
            column("end", Kind::Integer),
            column("probability", Kind::Number),
            column("why", Kind::Text),
            column("reason", Kind::Text),
        ]
    };
}

/// The table of reports.
const REPORTS: &str = "reports";
/// The only section whose entries have entries inside.
const ATTRIBUTIONS: &str = "attributions";

/// All tables. `entry` counts the rows of a report from 0, `within` is the `entry` of another row.
pub(crate) const TABLES: [Table; 9] = [
    Table {
        name: REPORTS,
        columns: &[
            column("id", Kind::Text),
            column("title", Kind::Text),
            column("outlet", Kind::Text),
            column("published", Kind::Day),
        ],
    },
    Table {
        name: "actors",
        columns: entry!["name": Text, "kind": Text, "aliases": Texts, "role": Text, "party": Text],
    },
    Table {
        name: "positions",
        columns: entry![
            "actor": Text, "party": Text, "issue": Text, "point": Text, "stance": Text, "force": Text,
            "condition": Text, "per": Text,
        ],
    },
    Table {
        name: "sessions",
        columns: entry![
            "place": Text, "date": Day, "when": Text, "status": Text, "parties": Texts, "people": Texts,
            "outcome": Text,
        ],
    },
    Table { name: "texts", columns: entry!["name": Text, "points": Integer, "drafter": Text, "state": Text] },
    Table { name: "obstacles", columns: entry!["issue": Text] },
    Table { name: "next", columns: entry!["who": Texts, "what": Text, "when": Text] },
    Table { name: "figures", columns: entry!["value": Number, "unit": Text, "of": Text, "source": Text] },
    Table {
        name: ATTRIBUTIONS,
        columns: entry![
            "within": Integer, "source": Text, "speaker": Text, "attitude": Text, "negated": Flag,
            "certainty": Text, "mode": Text, "relayed_by": Text, "content": Text, "cue": Text,
            "source_spans": Spans, "cue_spans": Spans, "content_spans": Spans,
        ],
    },
];

/// The rows of one report, table by table in the order of [`TABLES`].
///
/// # Errors
/// None that a reading can cause; those of the serialiser.
pub(crate) fn rows(report: &Report, reading: &Reading) -> serde_json::Result<[Vec<Row>; TABLES.len()]> {
    let published = serde_json::to_value(Published { report, reading })?;
    let id = &published["id"];
    Ok(TABLES.map(|table| {
        if table.name == REPORTS {
            let field = |column: &Column| if column.name == "id" { id } else { &published["report"][column.name] };
            return vec![table.columns.iter().map(|column| cell(column.kind, field(column))).collect()];
        }
        let entries = flat(&table, &published[table.name]);
        entries.iter().enumerate().map(|(number, entry)| row(&table, id, number, entry)).collect()
    }))
}

/// The entries of a section with those inside them, and the number of the entry that each is within.
fn flat<'a>(table: &Table, section: &'a Value) -> Vec<(&'a Value, Option<usize>)> {
    let mut out = Vec::new();
    for entry in section.as_array().into_iter().flatten() {
        let outer = out.len();
        out.push((entry, None));
        if table.name == ATTRIBUTIONS {
            for inner in entry["nested"].as_array().into_iter().flatten() {
                let within = inner["within"].as_u64().and_then(|i| usize::try_from(i).ok());
                out.push((inner, Some(within.map_or(outer, |i| outer + 1 + i))));
            }
        }
    }
    out
}

fn row(table: &Table, id: &Value, number: usize, (entry, within): &(&Value, Option<usize>)) -> Row {
    let integer = |n: usize| i64::try_from(n).map_or(Cell::Missing, Cell::Integer);
    let one = |column: &Column| match column.name {
        "report" => cell(column.kind, id),
        "entry" => integer(number),
        "within" => within.map_or(Cell::Missing, integer),
        "start" => cell(column.kind, &entry["span"][0]),
        "end" => cell(column.kind, &entry["span"][1]),
        name => cell(column.kind, &entry[name]),
    };
    table.columns.iter().map(one).collect()
}

fn cell(kind: Kind, value: &Value) -> Cell {
    let strings = |value: &Value| value.as_array().into_iter().flatten().filter_map(text).collect();
    let ranges = |value: &Value| -> Vec<String> {
        value.as_array().into_iter().flatten().map(|span| format!("{}-{}", span[0], span[1])).collect()
    };
    let found = match kind {
        Kind::Text => text(value).map(Cell::Text),
        Kind::Number => value.as_f64().map(Cell::Number),
        Kind::Integer => value.as_i64().map(Cell::Integer),
        Kind::Flag => value.as_bool().map(Cell::Flag),
        Kind::Day => value.as_str().and_then(|day| day.parse().ok()).map(Cell::Day),
        Kind::Texts => Some(Cell::Texts(strings(value))),
        Kind::Spans => Some(Cell::Texts(ranges(value))),
    };
    found.unwrap_or(Cell::Missing)
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The contract that users read.
    fn contract() -> Value {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reading.schema.json");
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    }

    #[test]
    fn every_field_of_the_contract_has_its_column() {
        let contract = contract();
        for table in TABLES {
            let items = &contract["properties"][table.name]["items"];
            let mut fields: BTreeSet<&str> = match table.name {
                REPORTS => contract["properties"]["report"]["properties"].as_object().unwrap(),
                ATTRIBUTIONS => contract["$defs"]["attribution"]["properties"].as_object().unwrap(),
                _ => items["properties"].as_object().unwrap(),
            }
            .keys()
            .map(String::as_str)
            .collect();
            if table.name == REPORTS {
                fields.insert("id");
            } else {
                fields.extend(contract["$defs"]["entry"]["properties"].as_object().unwrap().keys().map(String::as_str));
                fields.remove("span");
                fields.extend(["report", "entry", "start", "end"]);
            }
            if table.name == ATTRIBUTIONS {
                fields.insert("within");
            }
            let columns: BTreeSet<&str> = table.columns.iter().map(|column| column.name).collect();
            assert_eq!(columns, fields, "{}", table.name);
        }
    }

    #[test]
    fn what_is_nested_gets_a_row_after_the_one_it_is_in() {
        let section = serde_json::json!([
            {"nested": []},
            {"nested": [{"within": null}, {"within": 0}]},
        ]);
        let within: Vec<_> = flat(&TABLES[8], &section).into_iter().map(|(_, within)| within).collect();
        assert_eq!(within, [None, None, Some(1), Some(2)]);
    }
}
