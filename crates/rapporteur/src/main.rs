//! The command line: reports in, annotations, readings or a brief out.
//!
//! Data goes to standard output, talk to standard error. Exit status: see [`exit::Status`].

mod cli;
mod command;
mod exit;
mod intake;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    let done = match &cli.command {
        cli::Command::Annotate(args) => command::annotate::run(args),
        cli::Command::Read(args) => command::read::run(args),
        cli::Command::Brief(args) => command::brief::run(args),
        cli::Command::Agenda(args) => command::agenda::run(args),
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
