//! Reports and what they say, as files that other tools open.
//!
//! | module | writes | for |
//! |---|---|---|
//! | [`jsonl`] | JSON Lines in the reading contract; reads them back | programs, and readings made elsewhere |
//! | [`csv`] | a folder of tables | spreadsheets, statistics |
//! | [`parquet`] | the same tables, typed | data frames |
//! | [`annotation`] | W3C Web Annotations, JSON-LD | annotation tools |
//! | [`dna`] | a file of Discourse Network Analyzer; reads them too | discourse networks |
//! | [`graphml`] | a [`network`] as GraphML 1.0 | Gephi, igraph, networkx |
//!
//! A writer takes reports with their readings one after the other, borrowed or owned, in the order given, and holds
//! one at a time (Parquet some thousands of rows, DNA every name once). Equal input gives equal bytes: no file has a time,
//! a random id or a path in it. What leaves the program counts Unicode code points from 0, ends exclusive.
//!
//! ```
//! use source::{Report, ReportId};
//!
//! let text = "Egypt rejected the airfields in the Sinai.".to_owned();
//! let report = Report { id: ReportId::from("talks/1"), title: None, outlet: None, published: None, text };
//! let reading = reading::Reader::default().read(&report);
//!
//! let mut lines = Vec::new();
//! export::jsonl::write(&mut lines, [(&report, &reading)])?;
//!
//! let text_of = |_: &ReportId| Some(report.text.as_str().into());
//! let back = export::jsonl::read(lines.as_slice(), text_of).collect::<Result<Vec<_>, _>>()?;
//! assert_eq!(back[0].id, report.id);
//! assert_eq!(back[0].reading.actors.len(), reading.actors.len());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod annotation;
mod characters;
pub mod csv;
pub mod dna;
pub mod graphml;
pub mod jsonl;
pub mod network;
pub mod parquet;
mod table;

pub use table::TableError;
pub mod zip;
