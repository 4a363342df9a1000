//! The record in words, on a page: for a terminal, as Markdown, as one HTML file, as a Word document, as JSON.
//!
//! `sections` words the brief once, as lines of pieces; the renderers only lay them out. No renderer adds a word of
//! its own, so all formats say the same.

mod desk;
mod docx;
mod html;
mod line;
mod markdown;
mod sections;
mod sheet;
mod text;
mod views;

use record::Brief;

pub use desk::{Fragment, fragments};
pub use docx::{DocxError, docx, sheet_docx};
pub use html::{html, sheet_html};
pub use markdown::{markdown, sheet_markdown};
pub use sheet::Sheet;
pub use text::{TextOptions, sheet_text, text};
pub use views::{
    actors_sheet, changes_sheet, differences_sheet, documents_sheet, figures_sheet, found_sheet, health_sheet,
    journal_sheet, matrix_sheet, meetings_sheet, news_sheet, shown_sheet, sources_sheet, timeline_sheet,
};

/// The brief as JSON, for programs: everything, without limits, positions of quotations in Unicode code points.
///
/// # Errors
/// None that a brief can cause; those of the serialiser.
pub fn json(brief: &Brief) -> serde_json::Result<String> {
    let mut out = serde_json::to_string_pretty(brief)?;
    out.push('\n');
    Ok(out)
}
