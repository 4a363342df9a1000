//! The command line: reports in, annotations, readings or a brief out.
//!
//! Data goes to standard output, talk to standard error. Exit status: see [`exit::Status`].

mod cli;
mod command;
mod exit;
mod intake;

use std::process::ExitCode;

use clap::Parser;

/// Views of a large dossier make and drop a great many small things.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    let done = match &cli.command {
        cli::Command::Annotate(args) => command::annotate::run(args),
        cli::Command::Read(args) => command::read::run(args),
        cli::Command::Brief(args) => command::brief::run(args),
        cli::Command::Agenda(args) => command::agenda::run(args),
        cli::Command::Add(args) => command::add::run(args),
        cli::Command::Reread(args) => command::reread::run(args),
        cli::Command::Judge(args) => command::judge::run(args),
        cli::Command::Import(args) => command::import::run(args),
        cli::Command::Export(args) => command::export::run(args),
        cli::Command::Positions(args) => command::view::positions(args),
        cli::Command::Timeline(args) => command::view::timeline(args),
        cli::Command::Sessions(args) => command::view::sessions(args),
        cli::Command::Texts(args) => command::view::texts(args),
        cli::Command::Actors(args) => command::view::actors(args),
        cli::Command::Figures(args) => command::view::figures(args),
        cli::Command::Disagreements(args) => command::view::disagreements(args),
        cli::Command::Changes(args) => command::view::changes(args),
        cli::Command::Sources(args) => command::view::sources(args),
        cli::Command::Search(args) => command::view::search(args),
        cli::Command::Show(args) => command::view::show(args),
        cli::Command::Doctor(args) => command::view::doctor(args),
        cli::Command::Serve(args) => command::serve::run(args),
        cli::Command::Account(args) => command::serve::account(args),
    };
    match done {
        Ok(status) => status.into(),
        // Whoever read our output has seen enough: `rapporteur read … | head` is no failure.
        Err(error) if is_closed_pipe(&error) => exit::Status::Success.into(),
        Err(error) => {
            eprintln!("rapporteur: {error:#}");
            exit::Status::Failure.into()
        }
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .any(|cause| cause.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe))
}
