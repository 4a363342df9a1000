//! Plans, drafts and agreements on the table.

use crate::entry::Text;
use crate::judge::Candidate;
use crate::scene::Scene;

/// Plans, drafts and agreements on the table.
pub fn find(_scene: &Scene<'_>) -> Vec<Text> {
    Vec::new()
}

/// Everything that could be one.
pub fn candidates(_scene: &Scene<'_>) -> Vec<Candidate<Text>> {
    Vec::new()
}
