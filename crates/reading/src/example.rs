//! Annotated examples for tests: short texts of our own with their annotation, in the shape of the parity fixtures.

use lang::{Dep, Doc, EntityLabel, Pos, Row, Tag};
use serde::Deserialize;
use source::{Report, ReportId};

type Columns = (String, usize, u8, String, String, String, String, String, String, String, u32, String, String, u8);

#[derive(Deserialize)]
struct Line {
    id: String,
    text: String,
    tokens: Vec<Columns>,
}

/// The example with this name.
pub fn doc(name: &str) -> Doc {
    let line = include_str!("../tests/examples/annotated.jsonl")
        .lines()
        .map(|line| serde_json::from_str::<Line>(line).unwrap())
        .find(|line| line.id == name)
        .unwrap();
    let bytes: Vec<usize> = line.text.char_indices().map(|(b, _)| b).chain([line.text.len()]).collect();
    let rows = line
        .tokens
        .into_iter()
        .map(|(text, start, ws, norm, shape, tag, pos, morph, lemma, dep, head, iob, ent, sent)| Row {
            span: bytes[start] as u32..bytes[start + text.chars().count()] as u32,
            space_after: ws == 1,
            norm,
            shape,
            tag: Tag::from_label(&tag).unwrap(),
            pos: Pos::from_label(&pos).unwrap(),
            morph,
            lemma,
            dep: Dep::from_label(&dep).unwrap(),
            head,
            sent_start: sent == 1,
            entity: EntityLabel::from_label(&ent).map(|label| (label, iob == "B")),
        })
        .collect();
    Doc::from_rows(line.text, rows)
}

/// A report without a date of its own around an example.
pub fn report(doc: &Doc) -> Report {
    Report { id: ReportId("example".into()), title: None, outlet: None, published: None, text: doc.text().to_owned() }
}
