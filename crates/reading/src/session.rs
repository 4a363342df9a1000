//! Meetings, rounds and calls between sides.

use crate::entry::Session;
use crate::register::Register;
use lang::Doc;
use source::Report;

/// Meetings, rounds and calls between sides.
pub fn find(_report: &Report, _doc: &Doc, _register: &Register) -> Vec<Session> {
    Vec::new()
}
