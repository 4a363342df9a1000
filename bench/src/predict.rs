//! What we say about each set, in its scorer's format.

use std::error::Error;
use std::path::Path;

use reading::{Published, Reader};
use source::Input;

/// A folder of talks: the reports' readings.
pub fn talks(path: &Path) -> Result<(), Box<dyn Error>> {
    let docs = crate::annotated::load(&std::env::var("ANNOTATED")?)?;
    let reader = Reader::default();
    for report in source::open([Input::from(path)]) {
        let report = report?;
        let reading = reader.read_doc(&report, &docs[&report.id.0]);
        println!("{}", serde_json::to_string(&Published { report: &report, reading: &reading })?);
    }
    Ok(())
}
