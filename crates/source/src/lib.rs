//! What is published about the talks, as clean text with its outlet, date and title.
//!
//! [`open`] walks files and folders and yields one [`Report`] a file, or an [`Error`] that names the file and says
//! what is wrong with it; one unreadable file does not stop the rest. What a report says of itself (front matter,
//! headline, dateline) is read here, so that everything behind it gets text and facts about the text apart.
//!
//! ```
//! use source::Report;
//!
//! let report = Report::from_bytes("talks/01", b"Talks resume\n\nGENEVA, 3 May 1990 (Example) - The sides met.").unwrap();
//! assert_eq!(report.title.as_deref(), Some("Talks resume"));
//! assert_eq!(report.outlet.as_deref(), Some("Example"));
//! assert_eq!(report.published.unwrap().to_string(), "1990-05-03");
//! ```

mod error;
mod front_matter;
mod open;
mod report;
mod self_description;
mod span;

pub use error::{Error, Fault};
pub use open::{Input, open};
pub use report::{Report, ReportId};
pub use self_description::parse_date;
pub use span::Span;
