//! One document as a JSON object: its text and one array of values per token.
//!
//! The shape is that of the parity fixtures: `id`, `source`, `text`, `fields` (names of the columns) and `tokens`.
//! Offsets count characters, not bytes.

use serde::ser::{Serialize, SerializeSeq, SerializeStruct, Serializer};

use crate::{Doc, Token};

/// Names of the columns, in order.
pub const FIELDS: [&str; 14] = [
    "text",
    "start",
    "ws",
    "norm",
    "shape",
    "tag",
    "pos",
    "morph",
    "lemma",
    "dep",
    "head",
    "ent_iob",
    "ent_type",
    "sent_start",
];

/// A document ready to be serialised with serde.
///
/// ```
/// let doc = lang::Pipeline::english().annotate("Talks failed.");
/// let json = serde_json::to_value(lang::Columns::new("a", "example", &doc)).unwrap();
/// assert_eq!(json["tokens"][1][0], "failed");
/// assert_eq!(json["tokens"][1][1], 6);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Columns<'a> {
    id: &'a str,
    source: &'a str,
    doc: &'a Doc,
}

impl<'a> Columns<'a> {
    /// A document with the name and the origin that the object shall state.
    pub fn new(id: &'a str, source: &'a str, doc: &'a Doc) -> Self {
        Columns { id, source, doc }
    }
}

impl Serialize for Columns<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Columns", 5)?;
        object.serialize_field("id", self.id)?;
        object.serialize_field("source", self.source)?;
        object.serialize_field("text", self.doc.text())?;
        object.serialize_field("fields", &FIELDS)?;
        object.serialize_field("tokens", &Tokens(self.doc))?;
        object.end()
    }
}

struct Tokens<'a>(&'a Doc);

impl Serialize for Tokens<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut tokens = serializer.serialize_seq(Some(self.0.len()))?;
        // Tokens come in order, so characters are counted from one to the next.
        let (mut bytes, mut chars) = (0, 0);
        for token in self.0.tokens() {
            let start = token.span().start;
            chars += self.0.text()[bytes..start].chars().count();
            bytes = start;
            tokens.serialize_element(&values(token, chars))?;
        }
        tokens.end()
    }
}

/// The values in the order of [`FIELDS`].
fn values(token: Token<'_>, start: usize) -> impl Serialize {
    let begins = token.entity().is_some_and(|entity| entity.tokens.start == token.index());
    let label = token.entity_label();
    (
        token.text(),
        start,
        u8::from(token.has_space_after()),
        token.norm(),
        token.shape(),
        token.tag().as_str(),
        token.pos().as_str(),
        token.morph(),
        token.lemma(),
        token.dep().as_str(),
        token.head().index(),
        if label.is_none() {
            "O"
        } else if begins {
            "B"
        } else {
            "I"
        },
        label.map_or("", |label| label.as_str()),
        u8::from(token.is_sentence_start()),
    )
}
