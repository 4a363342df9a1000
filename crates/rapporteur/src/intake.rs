//! What a command was given: its reports, a bounded number at a time, and its agenda.

use std::path::{Path, PathBuf};

use anyhow::Context;
use rayon::prelude::*;
use reading::{Agenda, Reader};
use record::Dossier;
use source::{Input, Report};

use crate::cli::Reports;
use crate::exit::Status;

/// How many reports are worked on at once: enough to keep every core busy, little enough to hold in memory.
pub const BATCH: usize = 64;

/// Gives the reports to `take` in batches, in order. What cannot be read is told on standard error, one line each.
pub fn for_each_batch(
    reports: &[PathBuf],
    mut take: impl FnMut(Vec<Report>) -> anyhow::Result<()>,
) -> anyhow::Result<Status> {
    let inputs: Vec<Input> = reports.iter().map(|path| Input::from(path.as_path())).collect();
    let mut status = Status::Success;
    let mut batch = Vec::new();
    for report in source::open(inputs) {
        match report {
            Ok(report) => batch.push(report),
            Err(error) => {
                eprintln!("rapporteur: {error}");
                status = Status::Failure;
            }
        }
        if batch.len() == BATCH {
            take(std::mem::take(&mut batch))?;
        }
    }
    if !batch.is_empty() {
        take(batch)?;
    }
    Ok(status)
}

/// The record of the reports.
pub fn dossier(reports: &Reports, reader: &Reader) -> anyhow::Result<(Dossier, Status)> {
    let mut dossier = Dossier::default();
    let status = for_each_batch(&reports.paths, |reports| {
        let readings: Vec<_> = reports.par_iter().map(|report| reader.read(report)).collect();
        for (report, reading) in reports.into_iter().zip(readings) {
            dossier.take(report, reading);
        }
        Ok(())
    })?;
    Ok((dossier, status))
}

/// A reader with the agenda of a file, or the agendas that ship.
pub fn reader(agenda: Option<&Path>) -> anyhow::Result<Reader> {
    let Some(text) = agenda_text(agenda)? else { return Ok(Reader::default()) };
    Ok(Reader::with_agenda(Agenda::parse(&text)?))
}

/// The text of an agenda file, which is one.
pub fn agenda_text(agenda: Option<&Path>) -> anyhow::Result<Option<String>> {
    let Some(path) = agenda else { return Ok(None) };
    let text = std::fs::read_to_string(path).with_context(|| format!("agenda {}", path.display()))?;
    Agenda::parse(&text).with_context(|| format!("agenda {}", path.display()))?;
    Ok(Some(text))
}
