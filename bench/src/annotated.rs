//! Annotation made elsewhere, in the parity fixtures' shape (stands in until the engine is here).

use std::collections::HashMap;
use std::error::Error;

use lang::{Dep, Doc, EntityLabel, Pos, Row, Tag};
use serde::Deserialize;

type Columns = (String, usize, u8, String, String, String, String, String, String, String, u32, String, String, u8);

#[derive(Deserialize)]
struct Line {
    id: String,
    text: String,
    tokens: Vec<Columns>,
}

pub fn load(path: &str) -> Result<HashMap<String, Doc>, Box<dyn Error>> {
    let mut docs = HashMap::new();
    for line in std::fs::read_to_string(path)?.lines() {
        let line: Line = serde_json::from_str(line)?;
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
        docs.insert(line.id, Doc::from_rows(line.text, rows));
    }
    Ok(docs)
}
