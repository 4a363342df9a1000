//! What is published about the talks, as clean text with its outlet, date and title.
mod report;
mod span;

pub use report::{Report, ReportId};
pub use span::Span;
