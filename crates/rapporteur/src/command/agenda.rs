//! `rapporteur agenda suggest`: an agenda drawn from the reports, in the form that `--agenda` reads.

use std::io::Write;

use rapporteur::agenda;
use record::Lexicon;

use crate::cli::{AgendaArgs, AgendaCommand, SuggestArgs};
use crate::exit::Status;
use crate::intake;

pub fn run(args: &AgendaArgs) -> anyhow::Result<Status> {
    match &args.command {
        AgendaCommand::Suggest(args) => suggest(args),
    }
}

fn suggest(args: &SuggestArgs) -> anyhow::Result<Status> {
    let reader = intake::reader(args.agenda.as_deref())?;
    let (dossier, status) = intake::dossier(&args.reports, &reader)?;
    if dossier.is_empty() {
        return Ok(Status::Failure);
    }
    let proposal = dossier.propose_agenda(reader.agenda(), &Lexicon::default());
    if proposal.issues.is_empty() {
        eprintln!("rapporteur: the reports speak of nothing that talks could settle, so there is no agenda to suggest");
        return Ok(Status::Failure);
    }
    let mut out = std::io::stdout().lock();
    out.write_all(agenda::toml(&proposal).as_bytes())?;
    out.flush()?;
    Ok(status)
}
