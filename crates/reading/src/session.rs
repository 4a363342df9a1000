//! Meetings, rounds and calls between sides.

use crate::entry::Session;
use crate::judge::Candidate;
use crate::scene::Scene;

/// Meetings, rounds and calls between sides.
pub fn find(_scene: &Scene<'_>) -> Vec<Session> {
    Vec::new()
}

/// Everything that could be one.
pub fn candidates(_scene: &Scene<'_>) -> Vec<Candidate<Session>> {
    Vec::new()
}
