//! What strangers may hand in: queries, judgements and whole files. Each is refused or taken, and nothing falls. `fuzz/` asks the same
//! of bytes that grow towards new code.

mod common;

use std::path::Path;
use std::sync::LazyLock;

use common::{REPORTS, everything, filled};
use proptest::prelude::*;
use proptest::sample::Index;
use record::{Judgement, Section};
use store::{Query, Store};

/// The bytes of a small dossier.
static WHOLE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.dossier");
    let mut dossier = filled(&path, &[0, 1]);
    dossier.judge(&remark()).unwrap();
    dossier.settle().unwrap();
    drop(dossier);
    std::fs::read(path).unwrap()
});

fn remark() -> Judgement {
    let report = &REPORTS[0];
    let on = record::Anchor::of(&report.id, &report.text, source::Span::new(0..20));
    let act = record::Act::Remark { on, text: "ask the ministry".into() };
    Judgement::new(jiff::Timestamp::from_second(7).unwrap(), "ann", act, Some("a rumour".into()))
}

fn with<T>(bytes: &[u8], work: impl FnOnce(&Path) -> T) -> T {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.dossier");
    std::fs::write(&path, bytes).unwrap();
    work(&path)
}

/// Everything that is asked of a file before anybody knows whether it is well.
fn look(path: &Path) {
    let Ok(dossier) = Store::open(path) else { return };
    let _ = dossier.doctor();
    let _ = dossier.journal();
    if let Ok(reports) = dossier.reports() {
        for (report, reading) in reports.flatten() {
            let _ = serde_json::to_string(&reading::Published { report: &report, reading: &reading });
        }
    }
    if let Ok(book) = dossier.book(&Section::ALL) {
        let (texts, lexicon) = (dossier.texts(), dossier.lexicon());
        let options = record::book::MatrixOptions::default();
        record::book::matrix(&book, &texts, &options, lexicon);
        record::book::timeline(&book, &texts, &options.period, 9, lexicon);
        record::book::sources(&book, &options.period, 9);
    }
}

#[test]
fn a_file_that_nobody_changed_is_well() {
    with(&WHOLE, |path| {
        let dossier = Store::open(path).unwrap();
        assert_eq!(dossier.doctor().unwrap().faults, Vec::<String>::new());
        assert!(everything(&dossier).contains(&REPORTS[1].id.0));
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_query_finds_or_is_refused(typed in r#"(\PC|[ "*:()^-]|actor:|after:|stance:|AND |NEAR\()*"#) {
        static DOSSIER: LazyLock<(tempfile::TempDir, std::path::PathBuf)> = LazyLock::new(|| {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("a.dossier");
            drop(filled(&path, &[0]));
            (folder, path)
        });
        if let Ok(query) = Query::parse(&typed) {
            let found = Store::open(&DOSSIER.1).unwrap().search(&query, 3);
            prop_assert!(found.is_ok(), "{:?}: {}", typed, found.unwrap_err());
        }
    }

    #[test]
    fn any_judgement_is_entered_or_refused(at in any::<Index>(), with_ in any::<char>()) {
        let json = serde_json::to_string(&remark()).unwrap();
        let mut chars: Vec<char> = json.chars().collect();
        let at = at.index(chars.len());
        chars[at] = with_;
        let changed: String = chars.into_iter().collect();
        if let Ok(judgement) = serde_json::from_str::<Judgement>(&changed) {
            with(&WHOLE, |path| {
                let mut dossier = Store::open(path).unwrap();
                let _ = dossier.judge(&judgement);
                assert!(dossier.journal().is_ok());
            });
        }
    }

    #[test]
    fn any_file_is_read_or_refused(changes in prop::collection::vec((any::<Index>(), any::<u8>()), 1..24), cut in any::<Option<Index>>()) {
        let mut bytes = WHOLE.clone();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        // Not at random alone: most of a file is compressed, and the head of a page matters most.
        if let Some(cut) = cut {
            let at = cut.index(bytes.len()) / 4096 * 4096;
            bytes[at] ^= 1;
        }
        with(&bytes, look);
    }
}
