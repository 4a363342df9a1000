//! The dossier: everything about one negotiation in one SQLite file.
//!
//! Sources of truth are the reports as received and the journal of judgements, which is only ever added to. Readings, facts, strings,
//! the index of words and the groups of copies are derived, and [`Store::reread`] makes them anew. Each batch of reports is one
//! transaction: what [`Store::add`] has acknowledged survives the program, whatever becomes of it.
//!
//! ```
//! use reading::Reader;
//! use source::Report;
//! use store::Store;
//!
//! let folder = tempfile::tempdir().unwrap();
//! let mut dossier = Store::create(&folder.path().join("talks.dossier"), None).unwrap();
//! let report = Report::from_bytes("talks/1", b"GENEVA, 3 May 1990 (Example) - Kenya rejected a freeze on tariffs.").unwrap();
//!
//! let added = dossier.add(&Reader::default(), &[report.clone()]).unwrap();
//! assert_eq!(added.new, 1);
//! let again = dossier.add(&Reader::default(), &[report]).unwrap();
//! assert_eq!((again.new, again.same), (0, 1));
//! ```

mod blocks;
mod book;
mod doctor;
mod error;
mod index;
mod journal;
mod pack;
mod place;
mod schema;
mod search;
mod store;
mod strings;
mod window;

pub use doctor::{Health, Size};
pub use error::{Error, Result};
pub use journal::Entered;
pub use place::{EntryAt, Shown, ShownEntry};
pub use search::{Found, Query};
pub use store::{Added, Stage, Store};
pub use window::Window;
