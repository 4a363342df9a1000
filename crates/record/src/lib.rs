//! Many readings to one dossier, and the brief drawn from it.
//!
//! [`Dossier::take`] takes reports with their readings in any order; [`Dossier::brief`] gives the brief as plain data.
//! Nothing here reads files, asks for the time or prints: the same reports give the same brief, byte for byte.
//!
//! A view is one file: `identity` says who is who, `copies` which reports are independent, `positions`, `sessions`,
//! `texts` and the like merge what several reports tell, `differences` and `changes` say where they do not agree and
//! what is no longer so; `view` puts the brief together.

mod authors;
pub mod book;
mod brief;
mod changes;
mod cluster;
mod contrasts;
mod copies;
mod delegations;
mod differences;
mod dossier;
mod figures;
mod groups;
mod identity;
mod judgement;
mod lexicon;
mod meaning;
mod nature;
mod next;
mod obstacles;
mod papers;
mod people;
mod places;
mod positions;
mod proposal;
mod sessions;
mod shelf;
mod sketch;
mod teller;
mod texts;
mod titles;
mod tolls;
mod turns;
mod unlisted;
mod view;
mod wants;
mod wording;
mod words;

pub use brief::{
    Account, Brief, Change, Cite, CommonPoint, Dependence, Difference, DifferenceKind, FigureLine, Holder, IssueRow,
    Link, Nature, NextLine, NotToldApart, Number, ObstacleLine, Party, Person, Point, Positions, ReportLine, Sentence,
    SessionLine, StateOfPlay, Tally, Teller, TextLine, Told, nature_words, stance_word, state_word, status_word,
};
pub use dossier::{BriefOptions, Dossier};
pub use judgement::{
    Act, Anchor, Judgement, Lost, Naming, Namings, Quoted, Section, check_fields, effective, entries, standing,
};
pub use lexicon::{BadLexicon, Lexicon};
pub use people::is_unnamed;
pub use proposal::{Count, Proposal, ProposedIssue, ProposedTerm};
pub use sketch::{BANDS, COPY, SHINGLE, Sketch, VALUES, copies, voices};
pub use view::plain_line as report_line;
pub use words::fold;
