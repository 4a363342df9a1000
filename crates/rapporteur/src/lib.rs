//! What the command line prints, as a library that tests can call.
pub mod agenda;
