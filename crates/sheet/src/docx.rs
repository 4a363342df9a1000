//! The brief as a Word document (Office Open XML, ECMA-376 part 1, WordprocessingML), for those who go on writing in it.
//!
//! Every reference is a footnote with the report, the sentence and the words themselves. What never changes lies in
//! `templates/docx`; the document and its footnotes are written here. Nothing in the file tells when it was made, so
//! equal briefs are equal files.

use std::io::{self, Cursor, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use reading::Stance;
use record::{Brief, Cite, ReportLine};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::line::{Line, Piece, quoted, stance_mark};
use super::sections::{Block, Limits, Section, Weight, weight};
use super::sheet::Sheet;

/// The namespace of WordprocessingML.
const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
/// As much of the record as in Markdown, and every report: the footnotes name them.
const LIMITS: Limits = Limits { reports: usize::MAX, ..Limits::WIDE };
/// Width between the margins of a page, in twentieths of a point.
const WIDTH: usize = 9638;
/// Width of the column of labels.
const LABELS: usize = 1700;

/// Parts that are the same in every document.
const FIXED: [(&str, &str); 6] = [
    ("[Content_Types].xml", include_str!("../templates/docx/content_types.xml")),
    ("_rels/.rels", include_str!("../templates/docx/package.rels")),
    ("word/_rels/document.xml.rels", include_str!("../templates/docx/document.rels")),
    ("word/settings.xml", include_str!("../templates/docx/settings.xml")),
    ("word/numbering.xml", include_str!("../templates/docx/numbering.xml")),
    ("word/styles.xml", include_str!("../templates/docx/styles.xml")),
];

/// Why a document could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DocxError {
    /// A part could not be written.
    #[error("cannot write a part of the document")]
    Part(#[from] io::Error),
    /// The parts could not be put together.
    #[error("cannot put the document together")]
    Package(#[from] zip::result::ZipError),
}

/// The brief as the bytes of a `.docx` file.
///
/// # Errors
/// None that a brief of ordinary size can cause; those of the packer, whose archives hold 4 GiB.
pub fn docx(brief: &Brief) -> Result<Vec<u8>, DocxError> {
    sheet_docx(&Sheet::of_brief(brief, &LIMITS))
}

/// A sheet as the bytes of a `.docx` file.
///
/// # Errors
/// Those of [`docx`].
pub fn sheet_docx(sheet: &Sheet<'_>) -> Result<Vec<u8>, DocxError> {
    let mut text = Document::new(&sheet.reports)?;
    text.sheet(sheet)?;
    let (document, footnotes) = text.close()?;
    let core = core(&sheet.title)?;

    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let fixed = FIXED.map(|(name, part)| (name, part.as_bytes()));
    let written = [
        ("docProps/core.xml", core.as_slice()),
        ("word/document.xml", document.as_slice()),
        ("word/footnotes.xml", footnotes.as_slice()),
    ];
    for (name, part) in fixed.into_iter().chain(written) {
        package.start_file(name, options)?;
        package.write_all(part)?;
    }
    Ok(package.finish()?.into_inner())
}

/// The title, where Word looks for it.
fn core(title: &str) -> io::Result<Vec<u8>> {
    let mut part = Part::new()?;
    part.open(
        "cp:coreProperties",
        &[
            ("xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"),
            ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ],
    )?;
    part.open("dc:title", &[])?;
    part.text(title)?;
    part.close("dc:title")?;
    part.close("cp:coreProperties")?;
    Ok(part.0.into_inner())
}

/// The text with its footnotes, as they grow.
struct Document<'a> {
    body: Part,
    notes: Part,
    /// Footnotes so far; their ids count from 1.
    count: usize,
    reports: &'a [ReportLine],
}

impl<'a> Document<'a> {
    fn new(reports: &'a [ReportLine]) -> io::Result<Self> {
        let mut body = Part::new()?;
        body.open("w:document", &[("xmlns:w", W)])?;
        body.open("w:body", &[])?;
        let mut notes = Part::new()?;
        notes.open("w:footnotes", &[("xmlns:w", W)])?;
        // The lines between text and notes are footnotes themselves.
        for (id, kind, mark) in
            [("-1", "separator", "w:separator"), ("0", "continuationSeparator", "w:continuationSeparator")]
        {
            notes.open("w:footnote", &[("w:type", kind), ("w:id", id)])?;
            notes.open("w:p", &[])?;
            notes.open("w:r", &[])?;
            notes.empty(mark, &[])?;
            for end in ["w:r", "w:p", "w:footnote"] {
                notes.close(end)?;
            }
        }
        Ok(Document { body, notes, count: 0, reports })
    }

    fn close(mut self) -> io::Result<(Vec<u8>, Vec<u8>)> {
        self.body.open("w:sectPr", &[])?;
        self.body.empty("w:pgSz", &[("w:w", "11906"), ("w:h", "16838")])?;
        self.body.empty(
            "w:pgMar",
            &[
                ("w:top", "1134"),
                ("w:right", "1134"),
                ("w:bottom", "1134"),
                ("w:left", "1134"),
                ("w:header", "567"),
                ("w:footer", "567"),
                ("w:gutter", "0"),
            ],
        )?;
        for end in ["w:sectPr", "w:body", "w:document"] {
            self.body.close(end)?;
        }
        self.notes.close("w:footnotes")?;
        Ok((self.body.0.into_inner(), self.notes.0.into_inner()))
    }

    fn sheet(&mut self, sheet: &Sheet<'_>) -> io::Result<()> {
        self.words("Title", &sheet.title)?;
        self.words("Normal", &sheet.lead)?;
        if let Some(legend) = &sheet.legend {
            self.words("Remark", legend)?;
        }
        for section in &sheet.sections {
            self.section(section)?;
        }
        Ok(())
    }

    fn section(&mut self, section: &Section) -> io::Result<()> {
        let count = section.count.map(|count| format!(" {count}")).unwrap_or_default();
        self.words("Heading1", &format!("{}{count}", section.title))?;
        if section.has_stances {
            let marks = [Stance::Supports, Stance::Opposes, Stance::Conditional, Stance::Undecided].map(stance_mark);
            self.words("Remark", &marks.join("   "))?;
        }
        // Labels that follow one another are the rows of one table.
        for blocks in section.blocks.chunk_by(|a, b| is_row(a) && is_row(b)) {
            match blocks {
                [Block::Labelled(..), ..] => self.labelled(blocks)?,
                [Block::Matrix { parties, rows }, ..] => self.matrix(parties, rows)?,
                [Block::Prose(lines), ..] => self.line("Normal", &Line::list(lines.iter().cloned(), " "))?,
                [Block::Item(line), ..] => self.line("ListBullet", line)?,
                [Block::Note(line), ..] => self.line("Remark", line)?,
                [Block::Nothing(words), ..] => self.words("Remark", words)?,
                [] => {}
            }
        }
        Ok(())
    }

    fn labelled(&mut self, blocks: &[Block]) -> io::Result<()> {
        self.table(&[LABELS, WIDTH - LABELS], |document| {
            for block in blocks {
                if let Block::Labelled(label, lines) = block {
                    let style = match weight(label) {
                        Weight::Strong => Some("Strong"),
                        Weight::Plain => None,
                        Weight::Dim => Some("Dim"),
                    };
                    document.body.open("w:tr", &[])?;
                    document.cell(LABELS, |document| document.styled("Cell", style, label))?;
                    document.cell(WIDTH - LABELS, |document| document.lines(lines))?;
                    document.body.close("w:tr")?;
                }
            }
            Ok(())
        })
    }

    fn matrix(&mut self, parties: &[String], rows: &[(String, Vec<Vec<Line>>)]) -> io::Result<()> {
        let column = (WIDTH - LABELS) / parties.len().max(1);
        let widths: Vec<usize> = [LABELS].into_iter().chain(parties.iter().map(|_| column)).collect();
        self.table(&widths, |document| {
            document.body.open("w:tr", &[])?;
            document.body.open("w:trPr", &[])?;
            document.body.empty("w:tblHeader", &[])?;
            document.body.close("w:trPr")?;
            document.cell(LABELS, |document| document.words("Cell", ""))?;
            for party in parties {
                document.cell(column, |document| document.styled("Cell", Some("Strong"), party))?;
            }
            document.body.close("w:tr")?;
            for (issue, cells) in rows {
                document.body.open("w:tr", &[])?;
                document.cell(LABELS, |document| document.styled("Cell", Some("Strong"), issue))?;
                for lines in cells {
                    document.cell(column, |document| document.lines(lines))?;
                }
                document.body.close("w:tr")?;
            }
            Ok(())
        })
    }

    fn table(&mut self, widths: &[usize], rows: impl FnOnce(&mut Self) -> io::Result<()>) -> io::Result<()> {
        self.body.open("w:tbl", &[])?;
        self.body.open("w:tblPr", &[])?;
        self.body.empty("w:tblStyle", &[("w:val", "TableGrid")])?;
        self.body.empty("w:tblW", &[("w:w", &WIDTH.to_string()), ("w:type", "dxa")])?;
        self.body.empty("w:tblLayout", &[("w:type", "fixed")])?;
        self.body.close("w:tblPr")?;
        self.body.open("w:tblGrid", &[])?;
        for width in widths {
            self.body.empty("w:gridCol", &[("w:w", &width.to_string())])?;
        }
        self.body.close("w:tblGrid")?;
        rows(self)?;
        self.body.close("w:tbl")?;
        // Word asks for a paragraph between a table and what follows, be it another table.
        self.words("Cell", "")
    }

    fn cell(&mut self, width: usize, content: impl FnOnce(&mut Self) -> io::Result<()>) -> io::Result<()> {
        self.body.open("w:tc", &[])?;
        self.body.open("w:tcPr", &[])?;
        self.body.empty("w:tcW", &[("w:w", &width.to_string()), ("w:type", "dxa")])?;
        self.body.close("w:tcPr")?;
        content(self)?;
        self.body.close("w:tc")
    }

    /// Lines of a cell, which must have a paragraph even if there are none.
    fn lines(&mut self, lines: &[Line]) -> io::Result<()> {
        if lines.is_empty() {
            return self.words("Cell", "");
        }
        lines.iter().try_for_each(|line| self.line("Cell", line))
    }

    fn words(&mut self, style: &str, words: &str) -> io::Result<()> {
        self.styled(style, None, words)
    }

    fn styled(&mut self, style: &str, run: Option<&str>, words: &str) -> io::Result<()> {
        self.body.paragraph(style)?;
        if !words.is_empty() {
            self.body.run(run, words)?;
        }
        self.body.close("w:p")
    }

    fn line(&mut self, style: &str, line: &Line) -> io::Result<()> {
        self.body.paragraph(style)?;
        for (i, piece) in line.0.iter().enumerate() {
            match piece {
                Piece::Words(words) => {
                    // The mark of a footnote stands at the word, without the space that other formats put.
                    let at_note = matches!(line.0.get(i + 1), Some(Piece::References { sources: ..=1, .. }));
                    self.body.run(None, if at_note { words.trim_end() } else { words })?;
                }
                Piece::Strong(words) => self.body.run(Some("Strong"), words)?,
                Piece::Dim(words) => self.body.run(Some("Dim"), words)?,
                Piece::Stance(stance) => self.body.run(Some("Strong"), &stance_mark(*stance))?,
                Piece::References { sources, cites } => {
                    if *sources > 1 {
                        self.body.run(Some("Dim"), &format!("x{sources}"))?;
                    }
                    for (i, cite) in cites.iter().enumerate() {
                        if i > 0 {
                            self.body.run(Some("FootnoteReference"), ", ")?;
                        }
                        self.footnote(cite)?;
                    }
                }
            }
        }
        self.body.close("w:p")
    }

    fn footnote(&mut self, cite: &Cite) -> io::Result<()> {
        self.count += 1;
        let id = self.count.to_string();
        self.body.open("w:r", &[])?;
        self.body.style(Some("FootnoteReference"))?;
        self.body.empty("w:footnoteReference", &[("w:id", &id)])?;
        self.body.close("w:r")?;

        self.notes.open("w:footnote", &[("w:id", &id)])?;
        self.notes.paragraph("FootnoteText")?;
        self.notes.open("w:r", &[])?;
        self.notes.style(Some("FootnoteReference"))?;
        self.notes.empty("w:footnoteRef", &[])?;
        self.notes.close("w:r")?;
        self.notes.run(None, &format!(" {}", note(cite, self.reports.get(cite.report))))?;
        self.notes.close("w:p")?;
        self.notes.close("w:footnote")
    }
}

fn is_row(block: &Block) -> bool {
    matches!(block, Block::Labelled(..))
}

/// `[3:12] The Harbour Courier, 1978-08-09, "Talks resume": “The sides met.” (Solen says)`.
fn note(cite: &Cite, report: Option<&ReportLine>) -> String {
    let mut out = format!("[{}:{}]", cite.label, cite.sentence);
    if let Some(report) = report {
        let day = report.published.map(|day| day.to_string());
        let title = report.title.as_deref().map(quoted);
        let known: Vec<String> = [report.outlet.clone(), day, title].into_iter().flatten().collect();
        if !known.is_empty() {
            out += &format!(" {}:", known.join(", "));
        }
    }
    // Curved marks, so that those of the report can stay as they are.
    out += &format!(" “{}”", cite.quote);
    if let Some(teller) = &cite.teller {
        out += &format!(" ({})", teller.words());
    }
    out
}

/// A part of the package being written.
struct Part(Writer<Vec<u8>>);

impl Part {
    fn new() -> io::Result<Self> {
        let mut writer = Writer::new(Vec::new());
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), Some("yes"))))?;
        Ok(Part(writer))
    }

    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.0.write_event(Event::Start(BytesStart::new(name).with_attributes(attributes.iter().copied())))
    }

    fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.0.write_event(Event::Empty(BytesStart::new(name).with_attributes(attributes.iter().copied())))
    }

    fn close(&mut self, name: &str) -> io::Result<()> {
        self.0.write_event(Event::End(BytesEnd::new(name)))
    }

    /// What XML has no character for becomes a space (XML 1.0, section 2.2).
    fn text(&mut self, words: &str) -> io::Result<()> {
        let fits = |c: char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}');
        let words: String = words.chars().map(|c| if fits(c) { c } else { ' ' }).collect();
        self.0.write_event(Event::Text(BytesText::new(&words)))
    }

    /// Opens a paragraph.
    fn paragraph(&mut self, style: &str) -> io::Result<()> {
        self.open("w:p", &[])?;
        self.open("w:pPr", &[])?;
        self.empty("w:pStyle", &[("w:val", style)])?;
        self.close("w:pPr")
    }

    /// The style of a run that has been opened.
    fn style(&mut self, style: Option<&str>) -> io::Result<()> {
        let Some(style) = style else { return Ok(()) };
        self.open("w:rPr", &[])?;
        self.empty("w:rStyle", &[("w:val", style)])?;
        self.close("w:rPr")
    }

    fn run(&mut self, style: Option<&str>, words: &str) -> io::Result<()> {
        self.open("w:r", &[])?;
        self.style(style)?;
        self.open("w:t", &[("xml:space", "preserve")])?;
        self.text(words)?;
        self.close("w:t")?;
        self.close("w:r")
    }
}
