//! One report to what it says: actors, positions, sessions, texts, obstacles, next steps, figures, attributions.
#[cfg(test)]
mod annotated;
mod attribution;
mod clause;
mod entry;
mod export;
mod figure;
mod lexicon;
mod next;
mod obstacle;
mod position;
mod reader;
mod register;
mod rule;
mod session;
mod text;

pub use entry::{
    Actor, ActorKind, Attribution, Evidence, Figure, Force, IssueId, NextStep, Obstacle, Position, Reading, Session,
    SessionStatus, Stance, Text, TextState,
};
pub use export::Published;
pub use reader::Reader;
pub use rule::Rule;
