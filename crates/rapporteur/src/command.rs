//! One file a command.

pub mod annotate;
pub mod brief;
pub mod read;
