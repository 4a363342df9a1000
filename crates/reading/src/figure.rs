//! Numbers that describe the conflict, the deal or the talks.

use lang::Doc;

use crate::entry::{Attribution, Figure};
use crate::register::Register;

/// Numbers that describe the conflict, the deal or the talks.
pub fn find(_doc: &Doc, _register: &Register, _attributions: &[Attribution]) -> Vec<Figure> {
    Vec::new()
}
