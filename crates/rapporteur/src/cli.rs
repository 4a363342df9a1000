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
    /// Print a sourced brief of the talks that the reports, or a dossier, tell of
    Brief(BriefArgs),
    /// Take reports into a dossier; makes the file on first use
    Add(AddArgs),
    /// Who stands where on what: parties by issue and point, and how they moved
    Positions(PositionsArgs),
    /// Sessions, texts and positions in time
    Timeline(ViewArgs),
    /// Meetings, rounds and calls
    Sessions(ViewArgs),
    /// Plans, drafts and agreements with their versions
    Texts(ViewArgs),
    /// Who acts and speaks, with roles in time and every name they go by
    Actors(ActorsArgs),
    /// Numbers and who says so
    Figures(ViewArgs),
    /// The same thing told in different ways
    Disagreements(ViewArgs),
    /// What is no longer as it was; with --between, what is new, moved, dropped, resolved, contradicted
    Changes(ViewArgs),
    /// Who published, what is a copy of what, who quotes through whom
    Sources(ViewArgs),
    /// Reports by words, "phrases", actor:, issue:, stance:, outlet:, after: and before:
    Search(SearchArgs),
    /// A report, a sentence (REPORT:12) or an entry (REPORT:12/position-1) with everything behind it
    Show(ShowArgs),
    /// Confirm, reject, correct, add, merge, split, describe, remark, undo
    Judge(JudgeArgs),
    /// Read every report of a dossier again; judgements stay
    Reread(RereadArgs),
    /// Take what others coded: readings in JSON Lines, files of Discourse Network Analyzer
    Import(ImportArgs),
    /// Write a dossier for other programs
    Export(ExportArgs),
    /// Whether a dossier is well: integrity, versions, sizes
    Doctor(DoctorArgs),
    /// Open a dossier, or a folder of dossiers, in the browser
    Serve(ServeArgs),
    /// Who may use a desk that others can reach: add, list, remove
    Account(AccountArgs),
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
    /// Reports: text files, saved web pages, folders (their .txt and .html files), addresses (https://...), or `-` for standard input; for
    /// `brief` also a dossier
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
    /// Of a dossier: as of the second day, and first what changed since the first
    #[arg(long, num_args = 2, value_names = ["DATE", "DATE"], conflicts_with = "as_of")]
    pub between: Option<Vec<Date>>,
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
pub struct AddArgs {
    /// The dossier, such as talks.dossier
    pub dossier: PathBuf,
    #[command(flatten)]
    pub reports: Reports,
    /// Issues of the talks and their terms, kept in the dossier (TOML); for one that is there, see `reread`
    #[arg(long, value_name = "FILE")]
    pub agenda: Option<PathBuf>,
}

/// What every view takes.
#[derive(Debug, Args)]
pub struct ViewArgs {
    /// The dossier
    pub dossier: PathBuf,
    /// How to print it
    #[arg(long, value_enum, default_value_t = BriefFormat::Text)]
    pub format: BriefFormat,
    /// As it was known on this day: leave out reports published later
    #[arg(long, value_name = "DATE", conflicts_with = "between")]
    pub as_of: Option<Date>,
    /// Only what was published after the first day and up to the second
    #[arg(long, num_args = 2, value_names = ["DATE", "DATE"])]
    pub between: Option<Vec<Date>>,
    /// At most so many entries of a kind
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// Print the reports' words under each line
    #[arg(long)]
    pub quotes: bool,
}

#[derive(Debug, Args)]
pub struct PositionsArgs {
    #[command(flatten)]
    pub view: ViewArgs,
    /// Only this party
    #[arg(long)]
    pub party: Option<String>,
    /// Only this issue, with every move on it
    #[arg(long)]
    pub issue: Option<String>,
    /// Only what reports of this outlet say
    #[arg(long)]
    pub outlet: Option<String>,
    /// Also what is more likely wrong than right
    #[arg(long)]
    pub unsure: bool,
}

#[derive(Debug, Args)]
pub struct ActorsArgs {
    #[command(flatten)]
    pub view: ViewArgs,
    /// Only this party and its people
    #[arg(long)]
    pub party: Option<String>,
}

#[derive(Debug, Args)]
pub struct SearchArgs {
    /// The dossier
    pub dossier: PathBuf,
    /// What to look for
    #[arg(required = true)]
    pub query: Vec<String>,
    /// How to print it
    #[arg(long, value_enum, default_value_t = BriefFormat::Text)]
    pub format: BriefFormat,
    /// At most so many reports
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: usize,
}

#[derive(Debug, Args)]
pub struct ShowArgs {
    /// The dossier
    pub dossier: PathBuf,
    /// A report, a sentence of one, an entry
    pub what: String,
    /// How to print it
    #[arg(long, value_enum, default_value_t = BriefFormat::Text)]
    pub format: BriefFormat,
}

#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// The dossier
    pub dossier: PathBuf,
    /// How to print it
    #[arg(long, value_enum, default_value_t = BriefFormat::Text)]
    pub format: BriefFormat,
}

#[derive(Debug, Args)]
pub struct ServeArgs {
    /// The dossier, or a folder of dossiers
    pub path: PathBuf,
    /// Where to listen
    #[arg(long, default_value = "127.0.0.1:8763")]
    pub addr: std::net::SocketAddr,
    /// What your judgements are signed with, instead of your name on this machine
    #[arg(long)]
    pub author: Option<String>,
    /// Another name under which browsers reach the desk, such as desk.example.org
    #[arg(long, value_name = "NAME")]
    pub host: Vec<String>,
    /// A proxy before the desk speaks TLS with browsers, keeps the Host header and adds to X-Forwarded-For
    #[arg(long)]
    pub behind_https: bool,
}

#[derive(Debug, Args)]
pub struct AccountArgs {
    /// The dossier, or the folder of dossiers, that is served
    pub path: PathBuf,
    #[command(subcommand)]
    pub command: AccountCommand,
}

#[derive(Debug, Subcommand)]
pub enum AccountCommand {
    /// Make an account; its password is asked for
    Add {
        /// Who: judgements are signed with it
        name: String,
        /// What she may do
        #[arg(long, value_enum)]
        role: RoleName,
        /// Read the password from standard input
        #[arg(long)]
        password_stdin: bool,
    },
    /// Take an account away; who is logged in with it is out at once
    Remove {
        /// Who
        name: String,
    },
    /// Print names and roles
    List,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RoleName {
    /// Looks
    Reader,
    /// Also judges, and adds reports
    Analyst,
    /// Also makes dossiers
    Editor,
}

#[derive(Debug, Args)]
pub struct RereadArgs {
    /// The dossier
    pub dossier: PathBuf,
    /// Other issues of the talks and their terms (TOML)
    #[arg(long, value_name = "FILE")]
    pub agenda: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct ImportArgs {
    /// The dossier; made if it is not there
    pub dossier: PathBuf,
    /// Readings in the contract of `read` and `export` (JSON Lines), or a file of Discourse Network Analyzer
    pub file: PathBuf,
    /// The reports that JSON Lines speak of, where the dossier does not have them: their texts are not in the file
    #[arg(value_name = "REPORT")]
    pub reports: Vec<PathBuf>,
    /// Who coded it
    #[arg(long, default_value = "import")]
    pub author: String,
}

#[derive(Debug, Args)]
pub struct ExportArgs {
    /// The dossier
    pub dossier: PathBuf,
    /// For what
    #[arg(long, value_enum)]
    pub to: ExportFormat,
    /// The file to write; a folder for tables
    pub out: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// What each report says, one JSON object a line
    Jsonl,
    /// A table a section, in a folder
    Csv,
    /// The same tables for column stores, in a folder
    Parquet,
    /// The network of actors and points
    Graphml,
    /// Discourse Network Analyzer
    Dna,
    /// W3C Web Annotations (JSON-LD)
    Annotations,
    /// The brief as a Word document with footnotes
    Docx,
    /// What people judged, as training data
    Training,
    /// The journal of judgements, one JSON object a line; `judge DOSSIER import` takes it
    Judgements,
}

#[derive(Debug, Args)]
pub struct JudgeArgs {
    /// The dossier
    pub dossier: PathBuf,
    /// Who judges; by default the user of this machine
    #[arg(long, global = true)]
    pub author: Option<String>,
    /// Why
    #[arg(long, global = true)]
    pub note: Option<String>,
    #[command(subcommand)]
    pub act: JudgeCommand,
}

#[derive(Debug, Subcommand)]
pub enum JudgeCommand {
    /// The entry is right
    Confirm {
        /// The entry, as `show` names it
        entry: String,
    },
    /// The entry is wrong
    Reject {
        /// The entry, as `show` names it
        entry: String,
    },
    /// The entry stands with other fields
    Correct {
        /// The entry, as `show` names it
        entry: String,
        /// Fields as name=value
        #[arg(required = true)]
        fields: Vec<String>,
    },
    /// Add an entry that rests on some words of a report
    Add {
        /// The report
        report: String,
        /// actor, position, session, text, obstacle, step or figure
        section: String,
        /// The words, as the report has them
        words: String,
        /// Fields as name=value
        fields: Vec<String>,
    },
    /// Two names are one
    Merge {
        /// Of what
        #[arg(value_enum)]
        kind: NameKind,
        /// The name that goes
        name: String,
        /// The name that stays
        into: String,
    },
    /// Two names are two
    Split {
        /// Of what
        #[arg(value_enum)]
        kind: NameKind,
        /// One name
        name: String,
        /// The other
        from: String,
    },
    /// Set a report's date=, outlet= or title=
    Describe {
        /// The report
        report: String,
        /// Fields as name=value
        #[arg(required = true)]
        fields: Vec<String>,
    },
    /// A remark on some words of a report
    Remark {
        /// The report
        report: String,
        /// The words, as the report has them
        words: String,
        /// The remark
        text: String,
    },
    /// A judgement no longer holds
    Undo {
        /// Its id, as `list` prints it
        judgement: String,
    },
    /// All judgements, and those whose words are gone
    List,
    /// Take judgements that another dossier exported
    Import {
        /// The file
        file: PathBuf,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum NameKind {
    /// A person, state, body or group
    Actor,
    /// A thing the talks could settle
    Point,
    /// A document
    Text,
    /// Where sessions are held
    Place,
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
