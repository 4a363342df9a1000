//! What blocks or divides.

use lang::Doc;

use crate::entry::Obstacle;
use crate::register::Register;

/// What blocks or divides.
pub fn find(_doc: &Doc, _register: &Register) -> Vec<Obstacle> {
    Vec::new()
}
