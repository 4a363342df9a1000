//! What blocks or divides.

use lang::Doc;

use crate::entry::{Obstacle, Position};
use crate::issue::Classifier;

/// What blocks or divides.
pub fn find(_doc: &Doc, _positions: &[Position], _issues: &Classifier<'_>) -> Vec<Obstacle> {
    Vec::new()
}
