//! English text to tokens, sentences, tags, lemmas, a dependency parse and named entities; on CPU, offline.
mod doc;
mod labels;

pub use doc::{Doc, Entity, Row, Sentence, Token};
pub use labels::{Dep, EntityLabel, Pos, Tag};
