//! One file a command.

pub mod add;
pub mod agenda;
pub mod annotate;
pub mod brief;
pub mod export;
pub mod import;
pub mod judge;
pub mod read;
pub mod reread;
pub mod serve;
pub mod view;
