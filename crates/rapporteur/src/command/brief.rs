//! `rapporteur brief`: the record of a folder of reports, as a brief.

use std::io::{IsTerminal, Write};

use record::{Brief, BriefOptions, Lexicon};
use sheet::TextOptions;
use store::Store;

use crate::cli::{BriefArgs, BriefFormat};
use crate::command::view;
use crate::exit::Status;
use crate::intake;

pub fn run(args: &BriefArgs) -> anyhow::Result<Status> {
    if let [path] = &args.reports.paths[..]
        && Store::is_dossier(path)
    {
        anyhow::ensure!(args.agenda.is_none(), "a dossier has its own agenda; `rapporteur reread` changes it");
        let store = Store::open(path)?;
        let (brief, note) = match &args.between {
            Some(days) => view::brief_between(&store, days)?,
            None => view::brief(&store, None, args.as_of)?,
        };
        if let Some(note) = note {
            eprintln!("rapporteur: {note}");
        }
        return print(args, &brief).map(|()| Status::Success);
    }
    anyhow::ensure!(
        args.between.is_none(),
        "--between is for a dossier, which knows what was known when; `rapporteur add` makes one"
    );
    let reader = intake::reader(args.agenda.as_deref())?;
    let (dossier, status) = intake::dossier(&args.reports, &reader)?;
    if dossier.is_empty() {
        return Ok(Status::Failure);
    }
    let mut lexicon = Lexicon::default();
    for issue in reader.agenda().issues() {
        lexicon.name(&issue.id.0, &issue.short);
    }
    let view = dossier.brief(&BriefOptions { title: None, as_of: args.as_of }, &lexicon);
    print(args, &view)?;
    Ok(status)
}

fn print(args: &BriefArgs, view: &Brief) -> anyhow::Result<()> {
    let page = match args.format {
        BriefFormat::Text => sheet::text(view, &text_options(args.quotes)),
        BriefFormat::Markdown => sheet::markdown(view, args.quotes),
        BriefFormat::Html => sheet::html(view, args.quotes),
        BriefFormat::Json => sheet::json(view)?,
    };
    let mut out = std::io::stdout().lock();
    out.write_all(page.as_bytes())?;
    Ok(out.flush()?)
}

/// The terminal's width and colour; 80 columns without colour in a pipe, or what `COLUMNS` says.
pub fn text_options(quotes: bool) -> TextOptions {
    let terminal = std::io::stdout().is_terminal();
    let asked = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let seen = terminal_size::terminal_size().filter(|_| terminal).map(|(width, _)| usize::from(width.0));
    let plain = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty())
        || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    TextOptions { width: asked.or(seen).unwrap_or(80), colour: terminal && !plain, quotes, ..TextOptions::default() }
}
