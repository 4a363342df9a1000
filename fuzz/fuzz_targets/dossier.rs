//! Any bytes under the name of a dossier are read or refused: opened, looked over, folded to the record. Packed texts, readings and
//! blocks of facts are among them. A good seed is a small dossier: `rapporteur add fuzz/corpus/dossier/seed REPORT`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use record::Section;
use store::Store;

fuzz_target!(|bytes: &[u8]| {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.dossier");
    std::fs::write(&path, bytes).unwrap();
    let Ok(dossier) = Store::open(&path) else { return };
    let _ = dossier.doctor();
    let _ = dossier.journal();
    if let Ok(reports) = dossier.reports() {
        reports.for_each(drop);
    }
    if let Ok(book) = dossier.book(&Section::ALL) {
        let options = record::book::MatrixOptions::default();
        record::book::matrix(&book, &dossier.texts(), &options, dossier.lexicon());
        record::book::sources(&book, &options.period, 9);
    }
});
