//! What is published about the talks, as clean text with its outlet, date and title.
//!
//! [`open`] walks files and folders, fetches addresses, and yields one [`Report`] for each, or an [`Error`] that names it and says
//! what is wrong with it; one that cannot be read does not stop the rest. A text is taken as it is; of a web page the main text is taken, as
//! plain lines. Nothing is fetched but the addresses that are given. What a report says of itself (front matter,
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

mod address;
mod error;
mod fetch;
mod front_matter;
mod open;
mod page;
mod reach;
mod report;
mod self_description;
mod span;

pub use address::Address;
pub use error::{Error, Fault};
pub use fetch::Fetcher;
pub use open::{Input, is_page, is_report, open};
pub use reach::Reach;
pub use report::{Report, ReportId};
pub use self_description::parse_date;
pub use span::Span;
