//! A brief on a page: for a terminal, as Markdown, as one HTML file, as JSON.
//!
//! `sections` words the brief once, as lines of pieces; the renderers only lay them out. No renderer adds a word of
//! its own, so all formats say the same.

mod html;
mod line;
mod markdown;
mod sections;
mod text;

use record::Brief;

pub use html::html;
pub use markdown::markdown;
pub use text::{TextOptions, text};

/// The brief as JSON, for programs: everything, without limits, positions of quotations in Unicode code points.
///
/// # Errors
/// None that a brief can cause; those of the serialiser.
pub fn json(brief: &Brief) -> serde_json::Result<String> {
    let mut out = serde_json::to_string_pretty(brief)?;
    out.push('\n');
    Ok(out)
}
