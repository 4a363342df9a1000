//! One published item.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::error::Fault;
use crate::{front_matter, self_description};

/// Name of a report: `<folder>/<file stem>`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReportId(pub String);

impl ReportId {
    /// The part after the folder.
    pub fn stem(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }
}

impl From<&str> for ReportId {
    fn from(id: &str) -> Self {
        ReportId(id.to_owned())
    }
}

impl std::fmt::Display for ReportId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// One published item: its text and what is known of where it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Its name in the dossier.
    pub id: ReportId,
    /// Headline, from front matter or from the text.
    pub title: Option<String>,
    /// Who published it, from front matter or from the dateline.
    pub outlet: Option<String>,
    /// When it was published, from front matter or from the text.
    pub published: Option<Date>,
    /// The text without front matter; all spans are into this.
    pub text: String,
}

impl Report {
    /// The largest file that is taken for one report.
    pub const MAX_BYTES: u64 = 32_000_000;

    /// Takes the bytes of one file.
    ///
    /// # Errors
    /// If they are not the UTF-8 text of something in English, or the front matter is wrong; see [`Fault`].
    pub fn from_bytes(id: impl Into<ReportId>, bytes: &[u8]) -> Result<Self, Fault> {
        if let Some(format) = foreign_format(bytes) {
            return Err(Fault::NotText { format });
        }
        let text = std::str::from_utf8(bytes).map_err(|e| Fault::NotUtf8 { at: e.valid_up_to() })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (front, body) = front_matter::split(text)?;
        if body.trim().is_empty() {
            return Err(Fault::Empty);
        }
        if let Some(language) = other_language(body) {
            return Err(Fault::NotEnglish { language });
        }
        let own = self_description::read(body);
        Ok(Report {
            id: id.into(),
            title: front.title.or(own.title),
            outlet: front.outlet.or(own.outlet),
            published: front.published.or(own.published),
            text: body.to_owned(),
        })
    }
}

/// A format that people have by mistake where they meant text, by its first bytes.
fn foreign_format(bytes: &[u8]) -> Option<&'static str> {
    let head = &bytes[..bytes.len().min(1024)];
    let starts = |magic: &[u8]| head.starts_with(magic);
    if starts(b"%PDF") {
        return Some("a PDF");
    }
    if starts(b"PK\x03\x04") {
        return Some("a zip archive or an office document");
    }
    if starts(b"\xff\xfe") || starts(b"\xfe\xff") {
        return Some("UTF-16");
    }
    let words = String::from_utf8_lossy(head).trim_start_matches('\u{feff}').trim_start().to_ascii_lowercase();
    if words.starts_with("<!doctype html") || words.starts_with("<html") || words.starts_with("<?xml") {
        return Some("a web page");
    }
    head.contains(&0).then_some("a binary file")
}

/// The language, where it is surely another than English. A short or a mixed text is given the benefit of the doubt.
fn other_language(text: &str) -> Option<&'static str> {
    /// Enough to tell, and little enough to cost nothing.
    const SAMPLE: usize = 2000;
    let end = text.char_indices().nth(SAMPLE).map_or(text.len(), |(at, _)| at);
    let found = whatlang::detect(&text[..end])?;
    (found.lang() != whatlang::Lang::Eng && found.is_reliable() && found.confidence() > 0.9)
        .then(|| found.lang().eng_name())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(bytes: &[u8]) -> String {
        Report::from_bytes("t/1", bytes).unwrap_err().to_string()
    }

    #[test]
    fn bad_input_is_named() {
        assert_eq!(fault(b""), "is empty");
        assert_eq!(fault(b"---\ntitle: x\n---\n \n"), "is empty");
        assert_eq!(fault(b"abc \xff"), "is not UTF-8 text (byte 4); save it as UTF-8");
        assert_eq!(fault(b"%PDF-1.7"), "is a PDF, not plain text; save its text as a .txt file");
        assert_eq!(fault(b" <!DOCTYPE html><p>"), "is a web page, not plain text; save its text as a .txt file");
        assert_eq!(fault(b"\0\0"), "is a binary file, not plain text; save its text as a .txt file");
        let thai = "การเจรจาสันติภาพระหว่างสองฝ่ายจะเริ่มขึ้นอีกครั้งในสัปดาห์หน้าที่กรุงเจนีวา".repeat(4);
        assert_eq!(fault(thai.as_bytes()), "is in Thai; only English is read");
    }

    #[test]
    fn a_byte_order_mark_is_no_text() {
        assert_eq!(Report::from_bytes("t/1", "\u{feff}The sides met.".as_bytes()).unwrap().text, "The sides met.");
    }

    #[test]
    fn front_matter_wins_over_the_text() {
        let report =
            Report::from_bytes("t/1", b"---\ndate: 1990-05-04\n---\nTalks\nGENEVA, 3 May 1990 - They met.").unwrap();
        assert_eq!(report.published.unwrap().to_string(), "1990-05-04");
        assert_eq!(report.title.as_deref(), Some("Talks"));
    }
}
