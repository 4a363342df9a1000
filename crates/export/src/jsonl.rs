//! JSON Lines in the reading contract (`docs/reading.schema.json`): one report a line, out and back in.
//!
//! What comes back is what the contract carries. It does not carry the sentences, the mentions of actors, the topics, the
//! grounds of an entry and attributions without a source: these are empty or missing in an imported reading, and a
//! probability has two decimals.

mod contract;

use std::borrow::{Borrow, Cow};
use std::io::{self, BufRead, BufWriter, Write};

use jiff::civil::Date;
use reading::{Published, Reading};
use source::{Report, ReportId};

use contract::Line;

/// Writes one line a report, in the order given; one report is held at a time.
///
/// # Errors
/// Those of the output.
pub fn write<R, D>(out: impl Write, reports: impl IntoIterator<Item = (R, D)>) -> io::Result<()>
where
    R: Borrow<Report>,
    D: Borrow<Reading>,
{
    // The serialiser writes piece by piece.
    let mut out = BufWriter::new(out);
    for (report, reading) in reports {
        serde_json::to_writer(&mut out, &Published { report: report.borrow(), reading: reading.borrow() })?;
        out.write_all(b"\n")?;
    }
    out.flush()
}

/// A line that was read: what it says of the report, and the reading.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// Which report.
    pub id: ReportId,
    /// Its headline.
    pub title: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// When.
    pub published: Option<Date>,
    /// What it says.
    pub reading: Reading,
}

/// Why a line could not be taken. Lines count from 1, entries of a section from 0.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The input could not be read.
    #[error("line {line} cannot be read")]
    Input {
        /// The line.
        line: usize,
        /// Why.
        source: io::Error,
    },
    /// The line is not a reading in JSON.
    #[error("line {line} is not a reading as docs/reading.schema.json describes it")]
    Json {
        /// The line.
        line: usize,
        /// Where in the line, and why.
        source: serde_json::Error,
    },
    /// The caller has no report of this id.
    #[error("line {line}: there is no report {id}")]
    UnknownReport {
        /// The line.
        line: usize,
        /// The id on it.
        id: ReportId,
    },
    /// An entry is wrong.
    #[error("line {line}: {section}[{entry}]: {fault}")]
    Entry {
        /// The line.
        line: usize,
        /// Section of the contract, `attributions[2].nested` for those inside the third.
        section: String,
        /// Its place in that list.
        entry: usize,
        /// What is wrong.
        fault: Fault,
    },
}

/// What is wrong with an entry.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Fault {
    /// A span runs backwards or beyond the text.
    #[error("the span {start} to {end} is not in the text of the report")]
    Span {
        /// First code point.
        start: u64,
        /// One past the last.
        end: u64,
    },
    /// The words at the span are others.
    #[error("the text has {found:?} at the span, the evidence is {evidence:?}")]
    Evidence {
        /// What the line says.
        evidence: String,
        /// What the report says.
        found: String,
    },
    /// An entry needs words of the report.
    #[error("the evidence is empty")]
    NoEvidence,
    /// Not between 0 and 1.
    #[error("{0} is no probability")]
    Probability(f32),
    /// `within` names no entry of the list, or leads back to itself.
    #[error("within {0} leads nowhere")]
    Within(usize),
}

/// Reads lines that [`write()`] or another program wrote. Lines without any characters but white space are passed over;
/// an error in a line does not end the reading of those after it, one of the input does. One line is held at a time.
///
/// `text_of` gives the text of a report, into which the spans of its line point.
///
/// # Errors
/// For each line, if it cannot be read, is no reading, tells of an unknown report, or has an entry whose evidence does
/// not stand at its span; see [`Error`].
pub fn read<'t>(
    input: impl BufRead,
    mut text_of: impl FnMut(&ReportId) -> Option<Cow<'t, str>>,
) -> impl Iterator<Item = Result<Imported, Error>> {
    let mut broken = false;
    let lines = input.lines().zip(1..).map_while(move |(line, number)| match line {
        _ if broken => None,
        Err(source) => {
            // What is not UTF-8 has been passed; anything else would be told again and again.
            broken = source.kind() != io::ErrorKind::InvalidData;
            Some(Some(Err(Error::Input { line: number, source })))
        }
        Ok(line) if line.trim().is_empty() => Some(None),
        Ok(line) => Some(Some(imported(&line, number, &mut text_of))),
    });
    lines.flatten()
}

fn imported<'t>(
    line: &str,
    number: usize,
    text_of: &mut impl FnMut(&ReportId) -> Option<Cow<'t, str>>,
) -> Result<Imported, Error> {
    let line: Line = serde_json::from_str(line).map_err(|source| Error::Json { line: number, source })?;
    let Some(text) = text_of(&line.id) else {
        return Err(Error::UnknownReport { line: number, id: line.id });
    };
    line.imported(&text).map_err(|contract::At { section, entry, fault }| Error::Entry {
        line: number,
        section,
        entry,
        fault,
    })
}
