//! Documents for tests: sentences of our own, annotated once, in `tests/annotated.jsonl`.

use lang::{Dep, Doc, EntityLabel, Pos, Row, Tag, Token};

type Columns = (String, usize, u8, String, String, String, String, String, String, String, u32, String, String, u8);

#[derive(serde::Deserialize)]
struct Line {
    id: String,
    text: String,
    tokens: Vec<Columns>,
}

/// The document with this name.
pub fn doc(id: &str) -> Doc {
    let (text, rows) = rows(id);
    Doc::from_rows(text, rows)
}

/// The text and tokens of the document with this name.
pub fn rows(id: &str) -> (String, Vec<Row>) {
    let lines = include_str!("../tests/annotated.jsonl").lines();
    let line = lines.map(|l| serde_json::from_str::<Line>(l).unwrap()).find(|l| l.id == id).unwrap();
    let bytes: Vec<usize> = line.text.char_indices().map(|(b, _)| b).chain([line.text.len()]).collect();
    let tokens = line
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
    (line.text, tokens)
}

/// The n-th token with this text, from 0.
pub fn token<'a>(doc: &'a Doc, text: &str, n: usize) -> Token<'a> {
    doc.tokens().filter(|t| t.text() == text).nth(n).unwrap()
}
