use std::path::{Path, PathBuf};

use export::dna::{self, DnaError, DnaFile, DnaStatement};
use jiff::civil::date;
use proptest::prelude::*;
use reading::{ActorKind, Reading, Stance};
use rusqlite::Connection;
use source::Report;

use crate::talks::{any_talks, borrowed, camp_david};

fn written(talks: &[(Report, Reading)]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("talks.dna");
    dna::write(&path, borrowed(talks)).unwrap();
    (folder, path)
}

/// What a file of these reports should say.
fn expected(talks: &[(Report, Reading)]) -> Vec<DnaStatement> {
    let of = |(document, (report, reading)): (i64, &(Report, Reading))| {
        let statement = move |position: &reading::Position| {
            let agreement = match position.stance {
                Stance::Supports | Stance::Conditional => true,
                Stance::Opposes => false,
                Stance::Undecided => return None,
            };
            let (start, end) = position.evidence.span.code_points(&report.text);
            let actor = position.actor.clone();
            let person = reading.actors.iter().any(|a| a.name == actor && a.kind == ActorKind::Person);
            let (person, organisation) = match &position.party {
                Some(party) if *party == actor => (String::new(), party.clone()),
                Some(party) => (actor, party.clone()),
                None if person => (actor, String::new()),
                None => (String::new(), actor),
            };
            Some(DnaStatement {
                document,
                start,
                end,
                person,
                organisation,
                concept: position.point.clone(),
                agreement,
            })
        };
        reading.positions.iter().filter_map(statement).collect::<Vec<_>>()
    };
    (1..).zip(talks).flat_map(of).collect()
}

fn check(talks: &[(Report, Reading)]) {
    let (_folder, path) = written(talks);
    let DnaFile { documents, statements } = dna::read(&path).unwrap();
    assert_eq!(statements, expected(talks));
    assert_eq!(documents.len(), talks.len());
    for (document, (report, _)) in documents.iter().zip(talks) {
        assert_eq!((&document.text, document.date), (&report.text, report.published));
    }
}

#[test]
fn the_sample_comes_back() {
    check(camp_david());
    assert!(expected(camp_david()).len() > 10);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_is_written_comes_back(talks in any_talks()) {
        check(&talks);
    }

    #[test]
    fn equal_reports_give_equal_bytes(talks in any_talks()) {
        let ((_one, a), (_two, b)) = (written(&talks), written(&talks));
        prop_assert!(std::fs::read(a).unwrap() == std::fs::read(b).unwrap());
    }

    #[test]
    fn a_broken_file_is_an_error_and_no_more(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let (_folder, path) = written(&camp_david()[..1]);
        let mut bytes = std::fs::read(&path).unwrap();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        std::fs::write(&path, bytes).unwrap();
        let _ = dna::read(&path);
    }
}

#[test]
fn a_file_that_is_there_is_left_alone() {
    let (_folder, path) = written(&[]);
    let before = std::fs::read(&path).unwrap();
    assert!(matches!(dna::write(&path, borrowed(camp_david())), Err(DnaError::Exists(_))));
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn names_are_cut_to_the_room_there_is() {
    let mut talks = camp_david()[..1].to_vec();
    talks[0].1.positions[0].point = "é".repeat(300);
    talks[0].1.positions[0].stance = Stance::Opposes;
    talks[0].0.title = Some("x".repeat(300));
    let (_folder, path) = written(&talks);
    let file = dna::read(&path).unwrap();
    assert_eq!(file.statements[0].concept, "é".repeat(190));
    assert_eq!(file.documents[0].title.len(), 190);
}

fn change(path: &Path, sql: &str) {
    Connection::open(path).unwrap().execute_batch(sql).unwrap();
}

#[test]
fn a_passage_outside_its_document_is_told() {
    let (_folder, path) = written(&camp_david()[..1]);
    change(&path, "UPDATE STATEMENTS SET Stop = 9999999 WHERE ID = 1");
    assert!(matches!(dna::read(&path), Err(DnaError::Span { statement: 1, document: 1, stop: 9_999_999, .. })));
    change(&path, "PRAGMA foreign_keys = OFF; UPDATE STATEMENTS SET DocumentId = 7 WHERE ID = 1");
    assert!(matches!(dna::read(&path), Err(DnaError::NoDocument { statement: 1, document: 7 })));
}

#[test]
fn what_is_no_file_of_dna_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.dna");
    assert!(matches!(dna::read(&path), Err(DnaError::Open { .. })));
    std::fs::write(&path, "The sides met.".repeat(99)).unwrap();
    assert!(matches!(dna::read(&path), Err(DnaError::Database { .. })));
    std::fs::remove_file(&path).unwrap();
    change(&path, "CREATE TABLE DOCUMENTS(ID)");
    assert!(matches!(dna::read(&path), Err(DnaError::Schema { table: "DOCUMENTS", .. })));
    // Code in the file's own schema does not run.
    std::fs::remove_file(&path).unwrap();
    let (_other, real) = written(&[]);
    std::fs::copy(real, &path).unwrap();
    change(
        &path,
        "PRAGMA foreign_keys = OFF; DROP TABLE DOCUMENTS; CREATE VIEW DOCUMENTS(ID, Title, Text, Author, Source, Notes, Date) \
         AS SELECT 1, '', '', '', '', '', 0",
    );
    assert!(matches!(dna::read(&path), Err(DnaError::Database { .. })));
}

/// One statement and an annotation, in the tables that its older and newer versions make.
#[test]
fn files_of_other_versions_are_read() {
    const SHARED: &str = "
        CREATE TABLE SETTINGS(Property TEXT PRIMARY KEY, Value TEXT);
        CREATE TABLE DOCUMENTS(ID INTEGER PRIMARY KEY, Title TEXT, Text TEXT, Coder INTEGER, Author TEXT, Source TEXT,
          Section TEXT, Notes TEXT, Type TEXT, Date INTEGER);
        CREATE TABLE STATEMENTS(ID INTEGER PRIMARY KEY, StatementTypeId INTEGER, DocumentId INTEGER, Start INTEGER,
          Stop INTEGER, Coder INTEGER);
        CREATE TABLE VARIABLES(ID INTEGER PRIMARY KEY, Variable TEXT, DataType TEXT);
        INSERT INTO VARIABLES VALUES (1, 'person', 'short text'), (2, 'organization', 'short text'),
          (3, 'concept', 'short text'), (4, 'agreement', 'boolean');
        INSERT INTO STATEMENTS VALUES (1, 1, 1, 3, 8, 1), (2, 2, 1, 0, 2, 1);";
    let text = "a😀 coal";
    let two = "
        INSERT INTO SETTINGS VALUES ('version', '2.0');
        CREATE TABLE DATABOOLEAN(ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, Value INTEGER);
        CREATE TABLE DATASHORTTEXT(ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, Value TEXT);
        INSERT INTO DATABOOLEAN VALUES (1, 1, 4, 0);
        INSERT INTO DATASHORTTEXT VALUES (1, 1, 1, 'A. Speaker'), (2, 1, 2, 'The Institute'), (3, 1, 3, 'CO2');";
    let roles = "
        INSERT INTO SETTINGS VALUES ('version', '3.1');
        CREATE TABLE ROLES(ID INTEGER PRIMARY KEY, RoleName TEXT);
        CREATE TABLE ROLEVARIABLELINKS(ID INTEGER PRIMARY KEY, RoleId INTEGER, VariableId INTEGER);
        CREATE TABLE ENTITIES(ID INTEGER PRIMARY KEY, VariableId INTEGER, Value TEXT);
        CREATE TABLE DATABOOLEAN(ID INTEGER PRIMARY KEY, StatementId INTEGER, RoleVariableLinkId INTEGER, Value INTEGER);
        CREATE TABLE DATASHORTTEXT(ID INTEGER PRIMARY KEY, StatementId INTEGER, RoleVariableLinkId INTEGER,
          Entity INTEGER);
        INSERT INTO ROLES VALUES (1, 'person'), (2, 'organization'), (3, 'concept'), (4, 'agreement');
        INSERT INTO ROLEVARIABLELINKS VALUES (11, 1, 1), (12, 2, 2), (13, 3, 3), (14, 4, 4);
        INSERT INTO ENTITIES VALUES (21, 1, 'A. Speaker'), (22, 2, 'The Institute'), (23, 3, 'CO2'), (24, 1, 'Somebody');
        INSERT INTO DATABOOLEAN VALUES (1, 1, 14, 0);
        INSERT INTO DATASHORTTEXT VALUES (1, 1, 11, 21), (2, 1, 12, 22), (3, 1, 13, 23), (4, 1, 11, 24);";
    for (tables, moment) in [(two, 1_106_697_600_000_i64), (roles, 1_106_697_600)] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.dna");
        let document = format!("INSERT INTO DOCUMENTS VALUES (1, 't', '{text}', 1, '', '', '', '', '', {moment});");
        change(&path, &format!("{SHARED}{document}{tables}"));
        let file = dna::read(&path).unwrap();
        assert_eq!(file.documents[0].date, Some(date(2005, 1, 26)));
        let [statement] = &file.statements[..] else { panic!("{file:?}") };
        assert_eq!(
            *statement,
            DnaStatement {
                document: 1,
                start: 2,
                end: 7,
                person: "A. Speaker".into(),
                organisation: "The Institute".into(),
                concept: "CO2".into(),
                agreement: false,
            }
        );
    }
}
