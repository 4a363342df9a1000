//! `rapporteur export`: a dossier for other programs.

use std::cell::RefCell;
use std::fs::File;

use anyhow::Context;
use export::network::Network;
use reading::{Reading, Rule};
use record::Section;
use record::book::MatrixOptions;
use store::Store;

use crate::cli::{ExportArgs, ExportFormat};
use crate::command::view;
use crate::exit::Status;

pub fn run(args: &ExportArgs) -> anyhow::Result<Status> {
    let store = Store::open(&args.dossier)?;
    let failed = RefCell::new(None);
    // The writers take reports, not errors: the first error ends the reports and is told afterwards.
    let reports = store.reports()?.map_while(|report| report.map_err(|error| *failed.borrow_mut() = Some(error)).ok());
    let out = &args.out;
    let file = || File::create(out);
    let written: anyhow::Result<()> = match args.to {
        ExportFormat::Jsonl => file().and_then(|file| export::jsonl::write(file, reports)).map_err(Into::into),
        ExportFormat::Csv => export::csv::write(out, reports).map_err(Into::into),
        ExportFormat::Parquet => export::parquet::write(out, reports).map_err(Into::into),
        ExportFormat::Dna => export::dna::write(out, reports).map_err(Into::into),
        ExportFormat::Annotations => {
            file().and_then(|file| export::annotation::write(file, &store.title(), reports)).map_err(Into::into)
        }
        ExportFormat::Training => {
            let judged = reports.filter_map(|(report, reading)| Some((judged(reading)?, report)));
            file()
                .and_then(|file| export::jsonl::write(file, judged.map(|(reading, report)| (report, reading))))
                .map_err(Into::into)
        }
        ExportFormat::Judgements => journal(&store, out),
        ExportFormat::Graphml => {
            file().map_err(anyhow::Error::from).and_then(|file| Ok(export::graphml::write(file, &network(&store)?)?))
        }
        ExportFormat::Docx => {
            let (brief, _) = view::brief(&store, None, None)?;
            sheet::docx(&brief).map_err(anyhow::Error::from).and_then(|bytes| Ok(std::fs::write(out, bytes)?))
        }
    };
    written.with_context(|| out.display().to_string())?;
    if let Some(error) = failed.into_inner() {
        return Err(error.into());
    }
    Ok(Status::Success)
}

/// What a person confirmed, corrected or added of a reading, in the shape of the gold records; none if nothing.
fn judged(mut reading: Reading) -> Option<Reading> {
    let by_hand = |evidence: &reading::Evidence| evidence.why == Rule::Analyst;
    reading.actors.retain(|entry| by_hand(&entry.evidence));
    reading.positions.retain(|entry| by_hand(&entry.evidence));
    reading.sessions.retain(|entry| by_hand(&entry.evidence));
    reading.texts.retain(|entry| by_hand(&entry.evidence));
    reading.obstacles.retain(|entry| by_hand(&entry.evidence));
    reading.next.retain(|entry| by_hand(&entry.evidence));
    reading.figures.retain(|entry| by_hand(&entry.evidence));
    // Those that stand within others would lose the others.
    reading.attributions.retain(|entry| by_hand(&entry.evidence) && entry.within.is_none());
    let some = !(reading.actors.is_empty()
        && reading.positions.is_empty()
        && reading.sessions.is_empty()
        && reading.texts.is_empty()
        && reading.obstacles.is_empty()
        && reading.next.is_empty()
        && reading.figures.is_empty()
        && reading.attributions.is_empty());
    some.then_some(reading)
}

fn journal(store: &Store, out: &std::path::Path) -> anyhow::Result<()> {
    let mut text = String::new();
    for entered in store.journal()? {
        text += &serde_json::to_string(&entered.judgement)?;
        text.push('\n');
    }
    Ok(std::fs::write(out, text)?)
}

fn network(store: &Store) -> anyhow::Result<Network> {
    let book = store.book(&[Section::Positions])?;
    let options = MatrixOptions { points: usize::MAX, ..MatrixOptions::default() };
    Ok(record::book::ties(&book, &options, store.lexicon()).into())
}
