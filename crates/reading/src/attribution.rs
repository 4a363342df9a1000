//! Who says, thinks or wants what.

use lang::Doc;

use crate::entry::Attribution;
use crate::register::Register;

/// Who says, thinks or wants what.
pub fn find(_doc: &Doc, _register: &Register) -> Vec<Attribution> {
    Vec::new()
}
