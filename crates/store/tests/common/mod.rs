//! Reports to fill a dossier with, read once for all tests of a file.

use std::path::PathBuf;
use std::sync::LazyLock;

use reading::{Reader, Reading};
use source::{Input, Report};

/// The sample reports.
pub static REPORTS: LazyLock<Vec<Report>> = LazyLock::new(|| {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../examples/camp-david");
    source::open([Input::Path(folder)]).map(Result::unwrap).collect()
});

/// What the reader says of each.
pub static READINGS: LazyLock<Vec<Reading>> =
    LazyLock::new(|| REPORTS.iter().map(|report| Reader::default().read(report)).collect());

/// A dossier of these of the sample reports, in this order, a transaction each.
pub fn filled(path: &std::path::Path, order: &[usize]) -> store::Store {
    let mut dossier = store::Store::create(path, None).unwrap();
    for i in order {
        take(&mut dossier, *i);
    }
    dossier
}

/// Takes one sample report.
pub fn take(dossier: &mut store::Store, i: usize) {
    dossier.take(&Reader::default(), [(&REPORTS[i], Some(&READINGS[i]))]).unwrap();
}

/// Everything that a dossier says, as text: whatever two dossiers differ in differs here.
pub fn everything(dossier: &store::Store) -> String {
    use record::Section;
    use record::book::{self, Confidence, MatrixOptions, Period};
    let mut out = String::new();
    for report in dossier.reports().unwrap() {
        let (report, reading) = report.unwrap();
        let published = reading::Published { report: &report, reading: &reading };
        out += &serde_json::to_string(&published).unwrap();
        out.push('\n');
    }
    let book = dossier.book(&Section::ALL).unwrap();
    let texts = dossier.texts();
    let (all, lexicon) = (Period::default(), dossier.lexicon());
    let options = MatrixOptions { points: 99, confidence: Confidence::Unsure, ..MatrixOptions::default() };
    let mut add = |json: serde_json::Result<String>| {
        out += &json.unwrap();
        out.push('\n');
    };
    add(serde_json::to_string_pretty(&book::matrix(&book, &texts, &options, lexicon)));
    add(serde_json::to_string_pretty(&book::meetings(&book, &texts, &all, 99, lexicon)));
    add(serde_json::to_string_pretty(&book::documents(&book, &texts, &all, 99, lexicon)));
    add(serde_json::to_string_pretty(&book::figures(&book, &texts, &all, 99, lexicon)));
    add(serde_json::to_string_pretty(&book::timeline(&book, &texts, &all, 99, lexicon)));
    add(serde_json::to_string_pretty(&book::actors(&book, &texts, &all, None, 99, lexicon)));
    add(serde_json::to_string_pretty(&book::sources(&book, &all, 99)));
    add(serde_json::to_string_pretty(&book::ties(&book, &options, lexicon)));
    let window = dossier.window(None, None, 99).unwrap();
    let brief = window.dossier.brief(&record::BriefOptions { title: Some("x".into()), as_of: None }, lexicon);
    add(serde_json::to_string_pretty(&brief));
    out
}
