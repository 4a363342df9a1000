//! One report to what it says: actors, positions, sessions, texts, obstacles, next steps, figures, attributions.
mod about;
mod actor;
mod agenda;
#[cfg(test)]
mod annotated;
mod attribution;
mod clause;
pub mod coref;
mod entry;
#[cfg(test)]
mod example;
mod export;
mod figure;
mod issue;
mod judge;
pub mod learn;
mod lexicon;
mod linear;
mod next;
mod number;
mod obstacle;
mod position;
mod proposition;
mod reader;
mod reason;
mod register;
mod rule;
mod scene;
mod session;
pub mod speech;
mod text;
mod time;
mod topic;

pub use agenda::{Agenda, AgendaError, Issue, Term};
pub use entry::{
    Actor, ActorKind, Attitude, Attribution, Certainty, Evidence, Figure, Force, IssueId, Mode, NextStep, Obstacle,
    Position, Reading, Session, SessionStatus, Speaker, Stance, Text, TextState,
};
pub use export::Published;
pub use judge::{Candidate, Candidates, Judge, Judges, without_rivals};
pub use lexicon::{Form as WorldForm, WORLD, World, WorldEntry};
pub use linear::{Feature, Linear, ModelError, Training};
pub use proposition::Proposition;
pub use reader::Reader;
pub use reason::{Grounds, Section as ReasonFor, tell as reason};
pub use rule::Rule;
pub use time::timex::{Kind as TimexKind, Timex, timexes};
pub use topic::{Found, Phrase, Place, Topics};
