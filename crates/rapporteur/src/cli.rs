//! What can be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

/// Follows a negotiation from its coverage: reads reports, keeps who stands where in whose words, offline.
#[derive(Debug, Parser)]
#[command(name = "rapporteur", version, arg_required_else_help = true, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print a sourced brief of the talks that the reports tell of
    Brief(BriefArgs),
    /// Print what each report says, one JSON object a report
    Read(ReadArgs),
    /// The issues of the talks
    Agenda(AgendaArgs),
    /// Print the annotated tokens of each text, one JSON object a text
    Annotate(AnnotateArgs),
}

/// Reports, as every command takes them.
#[derive(Debug, Args)]
pub struct Reports {
    /// Reports: text files, folders (their .txt files), or `-` for standard input
    #[arg(value_name = "REPORT", required = true)]
    pub paths: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub struct BriefArgs {
    #[command(flatten)]
    pub reports: Reports,
    /// How to print it
    #[arg(long, value_enum, default_value_t = BriefFormat::Text)]
    pub format: BriefFormat,
    /// Leave out reports published after this day
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<Date>,
    /// Issues of the talks and their terms, instead of those that ship (TOML)
    #[arg(long, value_name = "FILE")]
    pub agenda: Option<PathBuf>,
    /// Print the reports' words under each line
    #[arg(long)]
    pub quotes: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum BriefFormat {
    /// For a terminal or a mail
    Text,
    /// For a document or a wiki
    Markdown,
    /// One self-contained page with the reports
    Html,
    /// For programs
    Json,
}

#[derive(Debug, Args)]
pub struct ReadArgs {
    #[command(flatten)]
    pub reports: Reports,
    /// How to print it
    #[arg(long, value_enum, default_value_t = LineFormat::Jsonl)]
    pub format: LineFormat,
    /// Issues of the talks and their terms, instead of those that ship (TOML)
    #[arg(long, value_name = "FILE")]
    pub agenda: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct AgendaArgs {
    #[command(subcommand)]
    pub command: AgendaCommand,
}

#[derive(Debug, Subcommand)]
pub enum AgendaCommand {
    /// Print an agenda drawn from the reports, for --agenda (TOML)
    Suggest(SuggestArgs),
}

#[derive(Debug, Args)]
pub struct SuggestArgs {
    #[command(flatten)]
    pub reports: Reports,
    /// Start from these issues instead of those that ship (TOML)
    #[arg(long, value_name = "FILE")]
    pub agenda: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct AnnotateArgs {
    #[command(flatten)]
    pub reports: Reports,
    /// How to print it
    #[arg(long, value_enum, default_value_t = LineFormat::Jsonl)]
    pub format: LineFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LineFormat {
    /// One JSON object a line
    Jsonl,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_are_well_formed() {
        Cli::command().debug_assert();
    }
}
