//! One file a command.

pub mod agenda;
pub mod annotate;
pub mod brief;
pub mod read;
