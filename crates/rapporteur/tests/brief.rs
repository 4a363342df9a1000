//! The brief of imaginary talks, in every format, against the files in `tests/golden`.
//!
//! `UPDATE_GOLDEN=1 cargo test -p rapporteur --test brief` writes the files; read the difference before you commit it.

#[path = "../../record/tests/gold/mod.rs"]
mod gold;

use std::path::Path;

use record::{Brief, BriefOptions, Dossier, Lexicon};
use sheet::TextOptions;

fn view() -> Brief {
    let mut dossier = Dossier::default();
    for (report, reading) in gold::folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../record/tests/talks/ardania"))
    {
        dossier.take(report, reading);
    }
    dossier.brief(&BriefOptions::default(), &Lexicon::default())
}

fn text(options: TextOptions) -> String {
    sheet::text(&view(), &options)
}

#[track_caller]
fn check(name: &str, got: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, got).unwrap();
    }
    let want = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(got == want, "{name} is not as it was; it is now:\n{got}");
}

#[test]
fn text_at_80_columns() {
    check("brief-80.txt", &text(TextOptions::default()));
}

#[test]
fn text_at_120_columns() {
    check("brief-120.txt", &text(TextOptions { width: 120, ..TextOptions::default() }));
}

#[test]
fn text_with_quotes() {
    check("brief-quotes.txt", &text(TextOptions { quotes: true, ..TextOptions::default() }));
}

#[test]
fn markdown() {
    check("brief.md", &sheet::markdown(&view(), false));
}

#[test]
fn html() {
    check("brief.html", &sheet::html(&view(), false));
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for width in [60, 80, 100, 120, 160] {
        for quotes in [false, true] {
            let text = text(TextOptions { width, quotes, ..TextOptions::default() });
            assert!(text.lines().all(|line| line.chars().count() <= width), "{width}\n{text}");
        }
    }
}

#[test]
fn colour_only_repeats_the_words() {
    let colour = text(TextOptions { colour: true, ..TextOptions::default() });
    let mut plain = String::new();
    let mut rest = colour.as_str();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    plain.push_str(rest);
    assert_eq!(plain, text(TextOptions::default()));
}

#[test]
fn every_link_of_the_page_has_its_sentence_and_nothing_is_fetched() {
    let page = sheet::html(&view(), true);
    for href in page.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(page.contains(&format!("id=\"{href}\"")), "{href}");
    }
    for outside in ["http:", "https:", "<script", "src=", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[test]
fn markup_in_a_report_is_text() {
    let page = sheet::html(&view(), true);
    assert!(!page.contains("<b>Council</b>") && page.contains("&#60;b&#62;Council"));
    assert!(!sheet::markdown(&view(), true).contains("<b>Council"));
}

#[test]
fn a_section_with_nothing_says_so() {
    let empty = Dossier::default().brief(&BriefOptions::default(), &Lexicon::default());
    let text = sheet::text(&empty, &TextOptions::default());
    assert_eq!(
        text.matches("No report ").count() + text.matches("Nothing ").count() + text.matches("No reports.").count(),
        11
    );
    assert!(sheet::html(&empty, false).contains("No report tells of a session."));
    assert!(sheet::json(&empty).unwrap().starts_with("{\n  \"title\""));
}
