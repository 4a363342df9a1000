use std::collections::BTreeMap;
use std::path::Path;

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use proptest::prelude::*;
use reading::Reading;
use source::Report;

use crate::talks::{any_talks, borrowed, camp_david};

const SECTIONS: [&str; 9] =
    ["reports", "actors", "positions", "sessions", "texts", "obstacles", "next", "figures", "attributions"];

/// Rows by column, as a reader of CSV has them.
fn csv_rows(folder: &Path, section: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(folder.join(format!("{section}.csv"))).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

/// The same of Parquet, each field as the crate prints it.
fn parquet_rows(folder: &Path, section: &str) -> Vec<BTreeMap<String, Field>> {
    let file = std::fs::File::open(folder.join(format!("{section}.parquet"))).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let rows = reader.get_row_iter(None).unwrap().map(Result::unwrap);
    rows.map(|row| row.get_column_iter().map(|(name, field)| (name.clone(), field.clone())).collect()).collect()
}

fn written(talks: &[(Report, Reading)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    export::csv::write(folder.path(), borrowed(talks)).unwrap();
    export::parquet::write(folder.path(), borrowed(talks)).unwrap();
    folder
}

#[test]
fn the_sample_has_a_row_for_every_entry() {
    let folder = written(camp_david());
    let count = |of: fn(&Reading) -> usize| camp_david().iter().map(|(_, reading)| of(reading)).sum::<usize>();
    let expected = [
        camp_david().len(),
        count(|r| r.actors.len()),
        count(|r| r.positions.len()),
        count(|r| r.sessions.len()),
        count(|r| r.texts.len()),
        count(|r| r.obstacles.len()),
        count(|r| r.next.len()),
        count(|r| r.figures.len()),
    ];
    for (section, expected) in SECTIONS.into_iter().zip(expected) {
        assert_eq!(csv_rows(folder.path(), section).len(), expected, "{section}");
        assert_eq!(parquet_rows(folder.path(), section).len(), expected, "{section}");
    }
}

#[test]
fn an_entry_stands_in_both_tables_with_its_types() {
    let folder = written(camp_david());
    let (report, reading) = &camp_david()[0];
    let actor = &reading.actors[0];
    let (start, _) = actor.evidence.span.code_points(&report.text);
    let csv = &csv_rows(folder.path(), "actors")[0];
    assert_eq!((&csv["report"], &csv["name"], &csv["entry"]), (&report.id.0, &actor.name, &"0".to_owned()));
    assert_eq!(csv["start"], start.to_string());
    assert_eq!(csv["aliases"], actor.aliases.join("; "));

    let parquet = &parquet_rows(folder.path(), "actors")[0];
    assert_eq!(parquet["name"], Field::Str(actor.name.clone()));
    assert_eq!(parquet["start"], Field::Long(start as i64));
    let Field::ListInternal(aliases) = &parquet["aliases"] else { panic!("{parquet:?}") };
    let aliases: Vec<&Field> = aliases.elements().iter().collect();
    assert_eq!(aliases.len(), actor.aliases.len());
    let published = &parquet_rows(folder.path(), "reports")[0]["published"];
    // 1978-07-20, in days.
    assert_eq!(*published, Field::Date(3122));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn both_kinds_of_table_say_the_same(talks in any_talks()) {
        let folder = written(&talks);
        for section in SECTIONS {
            let (csv, parquet) = (csv_rows(folder.path(), section), parquet_rows(folder.path(), section));
            prop_assert_eq!(csv.len(), parquet.len());
            for (csv, parquet) in csv.iter().zip(&parquet) {
                prop_assert_eq!(csv.keys().collect::<Vec<_>>(), parquet.keys().collect::<Vec<_>>());
                for (name, field) in parquet {
                    let harmless = |text: String| {
                        if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
                    };
                    let expected = match field {
                        Field::Null => String::new(),
                        Field::Str(text) => harmless(text.clone()),
                        Field::Double(number) => number.to_string(),
                        Field::Long(number) => number.to_string(),
                        Field::Bool(flag) => flag.to_string(),
                        Field::ListInternal(list) => {
                            let text = |field: &Field| match field {
                                Field::Str(text) => text.clone(),
                                other => panic!("{other:?}"),
                            };
                            harmless(list.elements().iter().map(text).collect::<Vec<_>>().join("; "))
                        }
                        Field::Date(_) => continue,
                        other => panic!("{other:?}"),
                    };
                    prop_assert_eq!(&csv[name], &expected, "{} {}", section, name);
                }
            }
        }
    }

    #[test]
    fn equal_reports_give_equal_bytes(talks in any_talks()) {
        let (one, two) = (written(&talks), written(&talks));
        for section in SECTIONS {
            for kind in ["csv", "parquet"] {
                let name = format!("{section}.{kind}");
                let bytes = |folder: &Path| std::fs::read(folder.join(&name)).unwrap();
                prop_assert!(bytes(one.path()) == bytes(two.path()), "{}", name);
            }
        }
    }
}
