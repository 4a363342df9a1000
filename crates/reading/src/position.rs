//! Stances on things the talks could settle.

use lang::Doc;

use crate::entry::{Attribution, Position};
use crate::register::Register;

/// Stances on things the talks could settle.
pub fn find(_doc: &Doc, _register: &Register, _attributions: &[Attribution]) -> Vec<Position> {
    Vec::new()
}
