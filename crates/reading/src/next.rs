//! What will happen next in the talks.

use crate::entry::NextStep;
use crate::register::Register;
use lang::Doc;
use source::Report;

/// What will happen next in the talks.
pub fn find(_report: &Report, _doc: &Doc, _register: &Register) -> Vec<NextStep> {
    Vec::new()
}
