//! Any bytes under the name of a file of Discourse Network Analyzer are read or refused, and what is read lies in its document.
//! A good seed is `rapporteur export DOSSIER --to dna fuzz/corpus/dna/seed`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.dna");
    std::fs::write(&path, bytes).unwrap();
    let Ok(file) = export::dna::read(&path) else { return };
    for statement in &file.statements {
        let mut documents = file.documents.iter().filter(|document| document.id == statement.document);
        assert!(documents.any(|document| statement.end <= document.text.chars().count()));
        assert!(statement.start < statement.end);
    }
});
