//! `rapporteur annotate`: the language engine's columns, one JSON object a text.

use std::io::Write;

use lang::Pipeline;
use rayon::prelude::*;

use crate::cli::AnnotateArgs;
use crate::exit::Status;
use crate::intake;

pub fn run(args: &AnnotateArgs) -> anyhow::Result<Status> {
    let pipeline = Pipeline::english();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    intake::for_each_batch(&args.reports.paths, |reports| {
        let lines: Result<Vec<String>, serde_json::Error> = reports
            .par_iter()
            .map(|report| {
                let doc = pipeline.annotate(&report.text);
                serde_json::to_string(&lang::Columns::new(
                    &report.id.0,
                    report.outlet.as_deref().unwrap_or_default(),
                    &doc,
                ))
            })
            .collect();
        for line in lines? {
            writeln!(out, "{line}")?;
        }
        Ok(out.flush()?)
    })
}
