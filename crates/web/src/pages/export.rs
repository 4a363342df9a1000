//! What there is to take away: every page in every format it has, and the whole dossier for other programs.

use std::cell::RefCell;
use std::fmt::Write;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use axum::body::Body;
use axum::response::Response;
use http::{HeaderValue, header};
use record::book::{MatrixOptions, date_of};
use serde::Serialize;

use crate::answer::{Failure, View, off_thread};
use crate::ask::{Asked, Form, encoded};
use crate::frame::Tab;
use crate::open::{WINDOW, Work};
use crate::parts::{style, text};

/// What can be exported.
#[derive(Debug, Serialize)]
pub(crate) struct Export {
    pages: Vec<PageForms>,
    whole: Vec<WholeForm>,
}

/// A page, and addresses of its formats.
#[derive(Debug, Serialize)]
struct PageForms {
    page: &'static str,
    addresses: Vec<String>,
}

/// The whole dossier in one format.
#[derive(Debug, Serialize)]
struct WholeForm {
    format: &'static str,
    address: String,
    #[serde(skip)]
    of: Whole,
}

/// A page, its name in addresses, and the formats it comes in.
type Offered = (&'static str, &'static str, &'static [Form]);

/// The pages with their formats, in the order of the menu.
const PAGES: [Offered; 14] = {
    use Form::{Csv, Docx, Json, Markdown, Svg, Text};
    const WORDS: &[Form] = &[Docx, Markdown, Text, Json];
    const TABLE: &[Form] = &[Docx, Csv, Markdown, Text, Json];
    [
        ("Brief", "brief", WORDS),
        ("Positions", "positions", TABLE),
        ("Timeline", "timeline", WORDS),
        ("Places", "places", WORDS),
        ("Texts", "texts", WORDS),
        ("Actors", "actors", TABLE),
        ("Network", "network", &[Svg, Csv, Json]),
        ("Disagreements", "disagreements", TABLE),
        ("Changes", "changes", TABLE),
        ("Figures", "figures", TABLE),
        ("Sources", "sources", TABLE),
        ("Search", "search", TABLE),
        ("Reports", "reports", &[Json]),
        ("Journal", "journal", WORDS),
    ]
};

/// What a format is called and for whom it is.
const fn of_form(form: Form) -> (&'static str, &'static str) {
    match form {
        Form::Page => ("Page", "for the browser"),
        Form::Json => ("JSON", "for programs"),
        Form::Svg => ("SVG", "the picture"),
        Form::Markdown => ("Markdown", "for a wiki or notes"),
        Form::Text => ("Text", "for a mail"),
        Form::Docx => ("Word", "for a document"),
        Form::Csv => ("CSV", "for a spreadsheet"),
    }
}

/// The whole dossier in a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whole {
    BriefDocx,
    BriefHtml,
    BriefMarkdown,
    Csv,
    Parquet,
    Jsonl,
    Graphml,
    Dna,
    Annotations,
}

impl Whole {
    const ALL: [Whole; 9] = [
        Whole::BriefDocx,
        Whole::BriefHtml,
        Whole::BriefMarkdown,
        Whole::Csv,
        Whole::Parquet,
        Whole::Jsonl,
        Whole::Graphml,
        Whole::Dna,
        Whole::Annotations,
    ];

    /// The last part of its address: without an ending, which would ask for a form of a page.
    const fn path(self) -> &'static str {
        match self {
            Whole::BriefDocx => "brief-docx",
            Whole::BriefHtml => "brief-html",
            Whole::BriefMarkdown => "brief-markdown",
            Whole::Csv => "csv",
            Whole::Parquet => "parquet",
            Whole::Jsonl => "jsonl",
            Whole::Graphml => "graphml",
            Whole::Dna => "dna",
            Whole::Annotations => "annotations",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Whole::BriefDocx => "Brief as a Word document",
            Whole::BriefHtml => "Brief as one HTML file",
            Whole::BriefMarkdown => "Brief as Markdown",
            Whole::Csv => "Tables as CSV",
            Whole::Parquet => "Tables as Parquet",
            Whole::Jsonl => "JSON Lines",
            Whole::Graphml => "Network as GraphML",
            Whole::Dna => "Discourse Network Analyzer",
            Whole::Annotations => "Web Annotations",
        }
    }

    const fn means(self) -> &'static str {
        match self {
            Whole::BriefDocx => "The state of play with every source, to edit and send on.",
            Whole::BriefHtml => "The same for a browser, complete in one file, with every source in it.",
            Whole::BriefMarkdown => "The same as plain text, for a wiki or notes.",
            Whole::Csv => "One table a section, packed in a .zip: for Excel, R, Stata.",
            Whole::Parquet => "The same tables with their types, packed in a .zip: for R, Python, DuckDB.",
            Whole::Jsonl => {
                "One line a report with all its entries and where they stand: for programs. It can be read back."
            }
            Whole::Graphml => "Actors and points, who stands where and who agrees: for Gephi, Cytoscape, yEd.",
            Whole::Dna => "A .dna database with reports and coded statements, to go on coding by hand.",
            Whole::Annotations => {
                "Every entry as an annotation of its words, after the W3C model: for Hypothesis and its kin."
            }
        }
    }

    /// How the file's name ends, and what it is.
    const fn file(self) -> (&'static str, &'static str) {
        match self {
            Whole::BriefDocx => (".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            Whole::BriefHtml => (".html", "text/html; charset=utf-8"),
            Whole::BriefMarkdown => (".md", "text/markdown; charset=utf-8"),
            Whole::Csv => ("-csv.zip", "application/zip"),
            Whole::Parquet => ("-parquet.zip", "application/zip"),
            Whole::Jsonl => (".jsonl", "application/jsonl"),
            Whole::Graphml => (".graphml", "application/graphml+xml"),
            Whole::Dna => (".dna", "application/vnd.sqlite3"),
            Whole::Annotations => (".jsonld", "application/ld+json"),
        }
    }

    /// Whether the day in the address says what is in it; the others have everything.
    const fn is_brief(self) -> bool {
        matches!(self, Whole::BriefDocx | Whole::BriefHtml | Whole::BriefMarkdown)
    }
}

impl View for Export {
    const TAB: Tab = Tab::Export;

    fn of(work: &Work<'_>, asked: &Asked) -> Result<Export, Failure> {
        let (dossier, time) = (encoded(work.dossier), asked.query.time_only());
        let from = asked.query.get("page");
        let mut offered: Vec<&Offered> = PAGES.iter().collect();
        // What the reader came from stands first.
        offered.sort_by_key(|(_, path, _)| from != Some(*path));
        let pages = offered.into_iter().filter(|(_, path, _)| *path != "search" || from == Some("search"));
        let pages = pages.map(|(page, path, forms)| PageForms {
            page,
            addresses: forms
                .iter()
                .map(|form| format!("/d/{dossier}/{path}{}{}", form.ending(), carried(asked, path, &time)))
                .collect(),
        });
        let whole = Whole::ALL.map(|of| WholeForm {
            format: of.name(),
            address: format!("/d/{dossier}/export/{}{}", of.path(), if of.is_brief() { time.as_str() } else { "" }),
            of,
        });
        Ok(Export { pages: pages.collect(), whole: whole.into() })
    }

    fn main(&self, work: &Work<'_>, asked: &Asked) -> askama::Result<String> {
        let from = asked.query.get("page");
        let mut out = style("people.css");
        out += "<h1>Export</h1><p class=\"lead\">Take away a page, or the whole dossier.";
        if let Some(day) = asked.time.as_of {
            let _ = write!(out, " Pages and briefs are as of {day}.");
        }
        out += "</p>";
        let known = |page: &PageForms| PAGES.iter().find(|(name, ..)| *name == page.page);
        let row = |page: &PageForms| {
            let mut row = format!("<tr><th scope=\"row\">{}</th><td>", page.page);
            for (address, form) in page.addresses.iter().zip(known(page).map_or(&[][..], |(.., forms)| forms)) {
                let (name, means) = of_form(*form);
                let and = if address.contains('?') { '&' } else { '?' };
                let _ = write!(
                    row,
                    "<a class=\"btn small\" href=\"{}{and}download=1\" download aria-label=\"{} as {name}, {means}\" title=\"{means}\">{name}</a> ",
                    text(address),
                    page.page
                );
            }
            row + "</td></tr>"
        };
        let mut pages = self.pages.iter().peekable();
        let is_first = |page: &&PageForms| known(page).is_some_and(|(_, path, _)| from == Some(*path));
        if let Some(page) = pages.next_if(is_first) {
            let _ = write!(
                out,
                "<section id=\"this\"><h2>The page you came from</h2><table class=\"plain forms\"><tbody>{}</tbody></table></section>",
                row(page)
            );
        }
        out += "<section id=\"whole\"><h2>The whole dossier</h2><table class=\"plain\"><thead><tr><th scope=\"col\">Format</th><th scope=\"col\">What it is for</th></tr></thead><tbody>";
        for one in &self.whole {
            let _ = write!(
                out,
                "<tr><th scope=\"row\"><a href=\"{}\" download>{}</a></th><td>{}</td></tr>",
                text(&one.address),
                one.format,
                one.of.means()
            );
        }
        let _ = write!(
            out,
            "</tbody></table><p class=\"from\">{} Accepted, corrected and rejected entries go out as people left them.</p></section>",
            if work.record.reports > WINDOW {
                "Briefs are drawn from the last 100 reports; tables and the other formats have all."
            } else {
                ""
            }
        );
        out += "<section id=\"pages\"><h2>Other pages</h2><table class=\"plain forms\"><tbody>";
        for page in pages {
            out += &row(page);
        }
        Ok(out + "</tbody></table></section>")
    }
}

/// What an address of a page carries: its own values where the reader came from it, else the time.
fn carried(asked: &Asked, path: &str, time: &str) -> String {
    if asked.query.get("page") == Some(path) {
        let own = asked.query.with("page", None);
        return own;
    }
    time.to_owned()
}

/// Answers with the whole dossier, from a file that is gone when it has been sent.
pub(crate) async fn download(asked: Asked) -> Result<Response, Failure> {
    let wanted = asked.item.as_deref().unwrap_or_default();
    let whole = Whole::ALL.into_iter().find(|one| one.path() == wanted).ok_or_else(Failure::nothing_here)?;
    let (file, name, length) = off_thread(move || {
        let mut file = tempfile::tempfile().map_err(inside)?;
        let mut failed = None;
        let last = asked.open.draw(|work| {
            failed = written(whole, work, &asked, &mut file).err();
            Ok(work.record.book.heads.iter().flatten().filter_map(|head| date_of(head.day)).max())
        })?;
        if let Some(failure) = failed {
            return Err(failure);
        }
        let length = file.seek(SeekFrom::End(0)).map_err(inside)?;
        file.rewind().map_err(inside)?;
        // The day it is of, not the day it was taken: the same dossier gives the same name.
        let day = asked.time.as_of.or(last).map(|day| format!("-{day}")).unwrap_or_default();
        Ok((file, file_name(asked.open.name(), &day, whole.file().0), length))
    })
    .await?;
    let mut response = Response::new(Body::from_stream(pieces(file)));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(whole.file().1));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    if let Ok(value) = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

fn inside(error: std::io::Error) -> Failure {
    Failure::inside(format!("the file could not be written: {error}"))
}

/// A name that every system takes.
fn file_name(dossier: &str, day: &str, ending: &str) -> String {
    let fine = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_') { c } else { '_' };
    format!("{}{day}{ending}", dossier.chars().map(fine).collect::<String>())
}

/// A file, a piece after the other.
fn pieces(file: File) -> impl futures_util::Stream<Item = std::io::Result<Vec<u8>>> {
    const PIECE: u64 = 256 * 1024;
    futures_util::stream::try_unfold(file, |file| async move {
        let read = move || {
            let mut piece = Vec::new();
            (&file).take(PIECE).read_to_end(&mut piece)?;
            Ok::<_, std::io::Error>((piece, file))
        };
        let (piece, file) = tokio::task::spawn_blocking(read).await.map_err(std::io::Error::other)??;
        Ok((!piece.is_empty()).then_some((piece, file)))
    })
}

/// Writes the dossier into a file.
fn written(whole: Whole, work: &Work<'_>, asked: &Asked, file: &mut File) -> Result<(), Failure> {
    use std::io::Write as _;
    fn wrong(error: impl std::fmt::Display) -> Failure {
        Failure::inside(format!("the dossier could not be exported: {error}"))
    }
    if whole.is_brief() {
        let window = work.store.window(None, asked.time.as_of, WINDOW)?;
        let options = record::BriefOptions { title: Some(work.store.title()), as_of: asked.time.as_of };
        let brief = window.dossier.brief(&options, work.store.lexicon());
        let bytes = match whole {
            Whole::BriefDocx => sheet::docx(&brief).map_err(wrong)?,
            Whole::BriefHtml => sheet::html(&brief, true).into_bytes(),
            _ => sheet::markdown(&brief, true).into_bytes(),
        };
        return file.write_all(&bytes).map_err(inside);
    }
    let failed = RefCell::new(None);
    // The writers take reports, not errors: the first error ends the reports and is told afterwards.
    let reports =
        work.store.reports()?.map_while(|report| report.map_err(|error| *failed.borrow_mut() = Some(error)).ok());
    let folder = || tempfile::tempdir().map_err(inside);
    match whole {
        Whole::Jsonl => export::jsonl::write(&*file, reports).map_err(inside)?,
        Whole::Annotations => export::annotation::write(&*file, &work.store.title(), reports).map_err(inside)?,
        Whole::Csv => {
            let folder = folder()?;
            export::csv::write(folder.path(), reports).map_err(wrong)?;
            export::zip::write(&*file, folder.path()).map_err(inside)?;
        }
        Whole::Parquet => {
            let folder = folder()?;
            export::parquet::write(folder.path(), reports).map_err(wrong)?;
            export::zip::write(&*file, folder.path()).map_err(inside)?;
        }
        Whole::Dna => {
            let folder = folder()?;
            let path = folder.path().join("dossier.dna");
            export::dna::write(&path, reports).map_err(wrong)?;
            copied(&path, file).map_err(inside)?;
        }
        Whole::Graphml => {
            let options = MatrixOptions { points: usize::MAX, ..MatrixOptions::default() };
            let ties = record::book::ties(&work.record.book, &options, work.store.lexicon());
            export::graphml::write(&*file, &ties.into()).map_err(wrong)?;
        }
        Whole::BriefDocx | Whole::BriefHtml | Whole::BriefMarkdown => {}
    }
    match failed.into_inner() {
        Some(error) => Err(error.into()),
        None => Ok(()),
    }
}

fn copied(from: &Path, mut to: &File) -> std::io::Result<u64> {
    std::io::copy(&mut File::open(from)?, &mut to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_after_the_dossier_and_its_day() {
        assert_eq!(file_name("miami", "-2025-12-07", ".jsonl"), "miami-2025-12-07.jsonl");
        assert_eq!(file_name("a \"b\"\r\n/é", "", "-csv.zip"), "a__b_____-csv.zip");
    }

    #[test]
    fn a_download_is_not_taken_for_a_form_of_a_page() {
        for whole in Whole::ALL {
            let path = format!("/d/talks/export/{}", whole.path());
            let request = crate::ask::form_of(http::Request::get(path.as_str()).body(()).unwrap());
            assert_eq!(request.uri().path(), path);
        }
    }
}
