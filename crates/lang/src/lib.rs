//! English text to tokens, sentences, tags, lemmas, a dependency parse and named entities; on CPU, offline.
//!
//! A native implementation of spaCy's English pipeline with the weights of `en_core_web_md` 3.8.0, which are embedded: no
//! Python, no network and no files are needed at run time.
//!
//! ```
//! let pipeline = lang::Pipeline::english();
//! let doc = pipeline.annotate("TALKS IN GENEVA\nJonas Weidel said both sides weren't ready to sign.");
//!
//! let said = doc.tokens().find(|t| t.lemma() == "say").unwrap();
//! let speaker = said.child(lang::Dep::Nsubj).unwrap();
//! assert_eq!(doc.text_of(speaker.subtree()), "Jonas Weidel");
//! assert_eq!(speaker.entity_label(), Some(lang::EntityLabel::Person));
//!
//! // What was said: the clause under the verb, with its negation.
//! let content = said.child(lang::Dep::Ccomp).unwrap();
//! assert_eq!(content.child(lang::Dep::Neg).unwrap().norm(), "not");
//! assert_eq!(doc.sentences().count(), 2);
//! ```
//!
//! # Which call
//!
//! - [`Pipeline::annotate`] reads each line as a text of its own, so that headings and list items are not joined to what
//!   follows. Line breaks give no tokens. This is the one for articles.
//! - [`Pipeline::annotate_whole`] gives what spaCy gives for the whole text, line breaks included.
//! - [`Pipeline::annotate_many`] reads many texts on several threads; [`Pipeline`] can also be shared between threads
//!   directly.
//! - [`Pipeline::tokenize`] only finds tokens; [`Pipeline::vector`] and [`Pipeline::annotate_with_vectors`] give the
//!   numbers that the networks work with.
//! - [`Pipeline::from_bytes`] takes other weights, such as those of `en_core_web_sm`; `convert/` makes them.
//! - [`Doc`], [`Sentence`] and [`Token`] hold the result; [`Columns`] prints it as JSON; [`Doc::from_rows`] builds a document by
//!   hand.
//!
//! # Agreement with spaCy
//!
//! Compared with spaCy 3.8.18 on whole texts, per column of [`FIELDS`]:
//!
//! | texts | weights | tokens | differences |
//! | --- | --- | --- | --- |
//! | 40 news articles | sm | 45,372 | none |
//! | 12 news articles | md | 12,979 | none |
//! | 84 news articles (PolNeAR, development part) | md | 81,742 | 2 heads |
//! | 55 odd texts | sm, md | 1,608 each | none |
//! | 31 texts written for this crate | sm, md | 1,277 each | none |
//!
//! The two heads come from the static vectors, which are kept as 16-bit integers with a scale per row; with 32-bit vectors
//! nothing differs. Sums of floats are added in another order than spaCy's, so where two actions score the same to six
//! digits the choice could differ; none of that was seen. Python's character classes come with the weights (Unicode 14);
//! lower-casing is Rust's, which knows a few letters added to Unicode since. Tokens with no true head within
//! 20,000 positions of the search keep the projective one, see `tree`.
//!
//! Results do not depend on the number of threads, on batching, or on what was read before.
//!
//! # Cost
//!
//! Time and memory grow linearly with the text, also for one line of 10 MB: the networks run over blocks of tokens, and only
//! columns of some 100 bytes a token stay. Loading takes about ten milliseconds: vectors, hash keys and embedding tables are
//! read in place. Word forms and chunks are cached, within bounds, per thread. `examples/throughput.rs` and
//! `bench/speed.py` measure speed, the latter beside spaCy.
//!
//! # What it does not do
//!
//! No training, no other languages or components (no text classification, no senter), and no access to spaCy's vocabulary
//! flags such as `like_num`.
//!
//! # Licences
//!
//! The weights are Explosion's, under MIT; the lemmatizer tables derive from WordNet. Both notices are in `weights/` and must
//! accompany a program that embeds them.

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
