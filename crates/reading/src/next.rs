//! What will happen next in the talks.

use crate::entry::NextStep;
use crate::judge::Candidate;
use crate::scene::Scene;

/// What will happen next in the talks.
pub fn find(_scene: &Scene<'_>) -> Vec<NextStep> {
    Vec::new()
}

/// Everything that could be one.
pub fn candidates(_scene: &Scene<'_>) -> Vec<Candidate<NextStep>> {
    Vec::new()
}
