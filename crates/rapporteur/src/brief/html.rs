//! The brief as one HTML file.

use record::Brief;

/// The brief as one HTML file.
pub fn html(_brief: &Brief) -> String {
    String::new()
}
