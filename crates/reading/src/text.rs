//! Plans, drafts and agreements on the table.

use lang::Doc;

use crate::entry::Text;
use crate::register::Register;

/// Plans, drafts and agreements on the table.
pub fn find(_doc: &Doc, _register: &Register) -> Vec<Text> {
    Vec::new()
}
