//! One report to what it says: actors, positions, sessions, texts, obstacles, next steps, figures, attributions.
mod entry;

pub use entry::{
    Actor, ActorKind, Attribution, Evidence, Figure, Force, IssueId, NextStep, Obstacle, Position, Reading, Session,
    SessionStatus, Stance, Text, TextState,
};
