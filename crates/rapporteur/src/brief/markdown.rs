//! The brief as Markdown, for a document or a wiki.

use record::Brief;

/// The brief as Markdown.
pub fn markdown(_brief: &Brief, _quotes: bool) -> String {
    String::new()
}
