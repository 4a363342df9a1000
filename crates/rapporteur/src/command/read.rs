//! `rapporteur read`: what each report says, one JSON object a report (`docs/reading.schema.json`).

use std::io::Write;

use rayon::prelude::*;
use reading::Published;

use crate::cli::ReadArgs;
use crate::exit::Status;
use crate::intake;

pub fn run(args: &ReadArgs) -> anyhow::Result<Status> {
    let reader = intake::reader(args.agenda.as_deref())?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    intake::for_each_batch(&args.reports.paths, |reports| {
        let lines: Result<Vec<String>, serde_json::Error> = reports
            .par_iter()
            .map(|report| serde_json::to_string(&Published { report, reading: &reader.read(report) }))
            .collect();
        for line in lines? {
            writeln!(out, "{line}")?;
        }
        Ok(out.flush()?)
    })
}
