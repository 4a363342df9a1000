//! `rapporteur reread`: the reports of a dossier read again, by this program or by another agenda.

use store::Store;

use crate::cli::RereadArgs;
use crate::command::add::Bar;
use crate::exit::Status;
use crate::intake;

pub fn run(args: &RereadArgs) -> anyhow::Result<Status> {
    let agenda = intake::agenda_text(args.agenda.as_deref())?;
    let mut store = Store::open(&args.dossier)?;
    let mut bar = Bar::default();
    bar.at(0, None);
    let n = store.reread(agenda.as_deref(), |stage| bar.at(stage.done, Some(stage.all)))?;
    store.rebuild()?;
    bar.done();
    let journal = store.journal()?;
    let lost = journal.iter().filter(|entered| entered.lost.is_some()).count();
    let kept = format!("{} judgements kept", journal.len());
    let lost = if lost > 0 {
        format!(", {lost} of them on words that are gone (`rapporteur judge … list`)")
    } else {
        String::new()
    };
    println!("{}: {n} of {} reports read again; {kept}{lost}", args.dossier.display(), store.len()?);
    Ok(Status::Success)
}
