//! What we say about each set, in its scorer's format.

use std::error::Error;
use std::path::{Path, PathBuf};

use reading::{Published, Reader};
use source::{Report, ReportId};

/// A folder of talks: the reports' readings.
pub fn talks(path: &Path) -> Result<(), Box<dyn Error>> {
    let docs = crate::annotated::load(&std::env::var("ANNOTATED")?)?;
    let mut files = Vec::new();
    texts_under(path, &mut files)?;
    files.sort();
    let reader = Reader::default();
    for file in files {
        let folder = file.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy().into_owned();
        let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let id = ReportId(format!("{folder}/{stem}"));
        let doc = &docs[&id.0];
        let report = Report { id, title: None, outlet: None, published: None, text: doc.text().to_owned() };
        let reading = reader.read_doc(&report, doc);
        println!("{}", serde_json::to_string(&Published { report: &report, reading: &reading })?);
    }
    Ok(())
}

pub fn texts_under(folder: &Path, into: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            texts_under(&path, into)?;
        } else if path.extension().is_some_and(|e| e == "txt") {
            into.push(path);
        }
    }
    Ok(())
}
