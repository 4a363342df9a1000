//! The brief of imaginary talks as a Word document: its footnotes are its references.

#[path = "../../record/tests/gold/mod.rs"]
mod gold;

use std::io::{Cursor, Read};
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::Event;
use record::{Brief, BriefOptions, Dossier, Lexicon};
use zip::ZipArchive;

fn view() -> Brief {
    let mut dossier = Dossier::default();
    for (report, reading) in gold::folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../record/tests/talks/ardania"))
    {
        dossier.take(report, reading);
    }
    dossier.brief(&BriefOptions::default(), &Lexicon::default())
}

fn part(docx: &[u8], name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(docx)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The values of an attribute of all elements of a name.
fn values(xml: &str, element: &str, attribute: &str) -> Vec<String> {
    let mut reader = Reader::from_str(xml);
    let mut out = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) | Event::Empty(tag) if tag.name().as_ref() == element => {
                let found = tag.attributes().map(Result::unwrap).find(|a| a.key.as_ref() == attribute);
                out.extend(found.map(|a| a.value.to_string()));
            }
            Event::Eof => return out,
            _ => {}
        }
    }
}

/// The words of a part, in order.
fn words(xml: &str) -> String {
    let mut reader = Reader::from_str(xml);
    let mut out = String::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Text(text) => out += &text,
            Event::GeneralRef(name) => match name.as_ref() {
                "amp" => out.push('&'),
                "lt" => out.push('<'),
                "gt" => out.push('>'),
                "quot" => out.push('"'),
                "apos" => out.push('\''),
                other => panic!("{other}"),
            },
            Event::Eof => return out,
            _ => {}
        }
    }
}

/// The references that Markdown prints: what stands in brackets that are not escaped.
fn references(markdown: &str) -> Vec<String> {
    let opened = markdown.replace("\\[", "(");
    let brackets = opened.split('[').skip(1).filter_map(|rest| rest.split_once(']')).map(|(inside, _)| inside);
    brackets.flat_map(|inside| inside.split(' ').map(str::to_owned).collect::<Vec<_>>()).collect()
}

#[test]
fn every_reference_is_a_footnote_with_its_words() {
    let view = view();
    let docx = sheet::docx(&view).unwrap();
    let (document, footnotes) = (part(&docx, "word/document.xml"), part(&docx, "word/footnotes.xml"));
    let expected = references(&sheet::markdown(&view, false));
    assert!(expected.len() > 20, "{expected:?}");
    let ids: Vec<String> = (1..=expected.len()).map(|id| id.to_string()).collect();
    assert_eq!(values(&document, "w:footnoteReference", "w:id"), ids);
    assert_eq!(values(&footnotes, "w:footnote", "w:id")[2..], ids, "after the two separators");

    let notes = words(&footnotes);
    let labels: Vec<&str> = notes.split(" [").skip(1).filter_map(|note| note.split_once(']')).map(|(l, _)| l).collect();
    assert_eq!(labels, expected);
    for line in &view.obstacles {
        assert!(notes.contains(&format!("“{}”", line.told.references[0].quote)));
    }
}

#[test]
fn the_document_has_every_section_and_report() {
    let view = view();
    let docx = sheet::docx(&view).unwrap();
    let document = words(&part(&docx, "word/document.xml"));
    for title in ["State of play", "Positions", "Sessions", "Where the reports differ", "Reports"] {
        assert!(document.contains(title), "{title}");
    }
    for report in &view.reports {
        assert!(document.contains(report.outlet.as_deref().unwrap_or("no outlet")));
    }
    assert!(words(&part(&docx, "docProps/core.xml")).contains(&view.title));
}

#[test]
fn all_parts_are_declared_and_well_formed() {
    let docx = sheet::docx(&view()).unwrap();
    let archive = ZipArchive::new(Cursor::new(&docx)).unwrap();
    let types = part(&docx, "[Content_Types].xml");
    let declared = values(&types, "Override", "PartName");
    for name in archive.file_names().map(|name| name.unwrap()) {
        words(&part(&docx, &name));
        let known = declared.iter().any(|part| part.trim_start_matches('/') == &*name);
        assert!(known || name.ends_with(".rels") || name == "[Content_Types].xml", "{name}");
    }
    let styles = values(&part(&docx, "word/styles.xml"), "w:style", "w:styleId");
    let document = part(&docx, "word/document.xml");
    for element in ["w:pStyle", "w:rStyle", "w:tblStyle"] {
        for used in values(&document, element, "w:val") {
            assert!(styles.contains(&used), "{used}");
        }
    }
}

#[test]
fn equal_briefs_are_equal_files() {
    assert!(sheet::docx(&view()).unwrap() == sheet::docx(&view()).unwrap());
}

#[test]
fn a_brief_without_reports_is_a_document() {
    let empty = Dossier::default().brief(&BriefOptions::default(), &Lexicon::default());
    let docx = sheet::docx(&empty).unwrap();
    assert!(values(&part(&docx, "word/document.xml"), "w:footnoteReference", "w:id").is_empty());
}
