//! One published item.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::error::Fault;
use crate::{front_matter, page, self_description};

/// Name of a report: `<folder>/<file stem>`, or `<host>/<path>` of an address.
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
    /// Headline, from front matter, from the page, or from the text.
    pub title: Option<String>,
    /// Who published it, from front matter, from the page, or from the dateline.
    pub outlet: Option<String>,
    /// When it was published, from front matter, from the page, or from the text.
    pub published: Option<Date>,
    /// The text without front matter or markup; all spans are into this.
    pub text: String,
}

impl Report {
    /// The largest file that is taken for one report.
    pub const MAX_BYTES: u64 = 32_000_000;

    /// Takes the bytes of one file: a text, or a web page, which is told by how it begins.
    ///
    /// # Errors
    /// If they are neither the UTF-8 text nor a page of something in English, or the front matter is wrong; see [`Fault`].
    pub fn from_bytes(id: impl Into<ReportId>, bytes: &[u8]) -> Result<Self, Fault> {
        if page::is_page(bytes) {
            return Self::from_page(id, bytes, None);
        }
        if let Some(format) = foreign_format(bytes) {
            return Err(Fault::NotText { format });
        }
        let text = std::str::from_utf8(bytes).map_err(|e| Fault::NotUtf8 { at: e.valid_up_to() })?;
        Self::from_text(id, text)
    }

    /// Takes a web page; `charset` is what a server says its characters are.
    ///
    /// # Errors
    /// If it has no text, or none in English; see [`Fault`].
    pub fn from_page(id: impl Into<ReportId>, bytes: &[u8], charset: Option<&str>) -> Result<Self, Fault> {
        if bytes.trim_ascii().is_empty() {
            return Err(Fault::Empty);
        }
        let (said, text) = page::read(&page::decoded(bytes, charset))?;
        Self::new(id.into(), said.title, said.outlet, said.published, text)
    }

    /// Takes a text that may have front matter.
    pub(crate) fn from_text(id: impl Into<ReportId>, text: &str) -> Result<Self, Fault> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (front, body) = front_matter::split(text)?;
        if body.trim().is_empty() {
            return Err(Fault::Empty);
        }
        Self::new(id.into(), front.title, front.outlet, front.published, body.to_owned())
    }

    /// A report of which something may be known beside its text; the text says the rest.
    fn new(
        id: ReportId,
        title: Option<String>,
        outlet: Option<String>,
        published: Option<Date>,
        text: String,
    ) -> Result<Self, Fault> {
        if let Some(language) = other_language(&text) {
            return Err(Fault::NotEnglish { language });
        }
        let own = self_description::read(&text);
        Ok(Report {
            id,
            title: title.or(own.title),
            outlet: outlet.or(own.outlet),
            published: published.or(own.published),
            text,
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
    if words.starts_with("<?xml") {
        return Some("a feed or another XML file");
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
        assert_eq!(
            fault(b"<?xml version='1.0'?><rss>"),
            "is a feed or another XML file, not plain text; save its text as a .txt file"
        );
        assert_eq!(
            fault(b" <!DOCTYPE html><p>"),
            "is a web page without a text that can be read (it may need a login or a script); save its text as a .txt file"
        );
        assert_eq!(fault(b"\0\0"), "is a binary file, not plain text; save its text as a .txt file");
        let thai = "การเจรจาสันติภาพระหว่างสองฝ่ายจะเริ่มขึ้นอีกครั้งในสัปดาห์หน้าที่กรุงเจนีวา".repeat(4);
        assert_eq!(fault(thai.as_bytes()), "is in Thai; only English is read");
    }

    #[test]
    fn a_byte_order_mark_is_no_text() {
        assert_eq!(Report::from_bytes("t/1", "\u{feff}The sides met.".as_bytes()).unwrap().text, "The sides met.");
    }

    #[test]
    fn a_page_says_of_itself_what_its_metadata_do_not() {
        let page = b"<html><title>Talks resume</title><p>GENEVA, 3 May 1990 (Example) - The sides met, and they left again.</p>";
        let report = Report::from_bytes("t/1", page).unwrap();
        assert_eq!(report.title.as_deref(), Some("Talks resume"));
        assert_eq!(report.outlet.as_deref(), Some("Example"));
        assert_eq!(report.published.unwrap().to_string(), "1990-05-03");
        assert_eq!(report.text, "GENEVA, 3 May 1990 (Example) - The sides met, and they left again.");
    }

    #[test]
    fn a_page_keeps_the_characters_it_was_written_in() {
        let page =
            b"<html><meta charset=windows-1252><p>The sides met \x96 in Gen\xe8ve, at the \x93Caf\xe9 du Lac\x94.</p>";
        let report = Report::from_bytes("t/1", page).unwrap();
        assert_eq!(report.text, "The sides met \u{2013} in Gen\u{e8}ve, at the \u{201c}Caf\u{e9} du Lac\u{201d}.");
    }

    #[test]
    fn front_matter_wins_over_the_text() {
        let report =
            Report::from_bytes("t/1", b"---\ndate: 1990-05-04\n---\nTalks\nGENEVA, 3 May 1990 - They met.").unwrap();
        assert_eq!(report.published.unwrap().to_string(), "1990-05-04");
        assert_eq!(report.title.as_deref(), Some("Talks"));
    }
}
