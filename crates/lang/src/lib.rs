//! English text to tokens, sentences, tags, lemmas, a dependency parse and named entities; on CPU, offline.

mod classes;
mod columns;
mod doc;
mod forms;
mod hash;
mod labels;
mod lemma;
mod lexicon;
mod ner;
mod parser;
mod pipeline;
mod product;
mod ruler;
mod steps;
mod strings;
mod tok2vec;
mod tokenizer;
mod tree;
mod weights;

pub use columns::{Columns, FIELDS};
pub use doc::{Doc, Entity, Row, Sentence, Token};
pub use labels::{Dep, EntityLabel, Pos, Tag};
pub use pipeline::Pipeline;
pub use weights::LoadError;
