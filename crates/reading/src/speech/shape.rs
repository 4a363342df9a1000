//! The network's shape: which parameters it has, by name.
//!
//! Two parts. The *encoder* gives every token [`Shape::width`] numbers: what is known of the token, then [`REACH`]`.len()` layers,
//! each of which looks at a row, at its neighbours some places away, at its head and at its dependents; from them come the
//! tags (see [`super::labels`]). The *reader of one cue* does the same with [`Shape::narrow`] numbers over the tokens around a cue,
//! told where they lie from it, and says which of them are that cue's source and content.

use super::features::{CONTEXT, DEPS, ENTITIES, FLAGS, STATIC, TAGS};

/// How wide a network is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Numbers of a token in the encoder.
    pub width: usize,
    /// Numbers of a token in the reader of one cue.
    pub narrow: usize,
}

/// How far away the neighbours are that each layer of the encoder looks at, in tokens.
pub const REACH: [usize; 4] = [1, 2, 4, 8];
/// As [`REACH`], in the reader of one cue.
pub const NEAR: [usize; 2] = [1, 3];
/// Most tokens on either side of a cue that its reader sees.
pub const WINDOW: usize = 80;
/// Most sentences on either side of the cue's own that its reader sees.
pub const SENTENCES: usize = 2;
/// Classes of distance from a cue, see [`distance`].
pub const DISTANCES: usize = 65;
/// Ways a token can stand to a cue in the parse, see [`super::window`].
pub const PLACES: usize = 8;
/// Labels of the encoder: none, and beginning and rest of a source, a cue and a content.
pub const ROLES: usize = 7;
/// Labels of the reader of one cue: none, and beginning and rest of its source and its content.
pub const PARTS: usize = 5;
/// Rows that a layer's input is put together from: itself, left, right, head, dependents.
pub const VIEWS: usize = 5;

const LEMMA: usize = 32;
const ENDING: usize = 16;
const TAG: usize = 16;
const DEP: usize = 16;
const ENTITY: usize = 8;

/// A matrix of parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix {
    /// Name in the file of weights.
    pub name: String,
    /// Rows: the outputs of a layer, or the entries of a table.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
    /// How it starts, before training.
    pub start: Start,
}

/// How a matrix starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// All zero.
    Zero,
    /// All one.
    One,
    /// Small random numbers, for a table.
    Table,
    /// Random numbers scaled by the number of inputs, for a layer.
    Layer,
}

/// Tables that symbols are looked up in, as name, entries and numbers an entry.
pub fn tables(lemmas: usize, endings: usize) -> [(&'static str, usize, usize); 5] {
    [
        ("lemma", lemmas, LEMMA),
        ("ending", endings, ENDING),
        ("tag", TAGS, TAG),
        ("dep", DEPS, DEP),
        ("entity", ENTITIES, ENTITY),
    ]
}

/// Inputs that are numbers, not symbols.
pub const NUMBERS: [(&str, usize); 3] = [("context", CONTEXT), ("form", STATIC), ("flags", FLAGS)];

/// Every matrix of a network, in order.
pub fn matrices(shape: Shape, lemmas: usize, endings: usize) -> Vec<Matrix> {
    let Shape { width: wide, narrow } = shape;
    let mut all = Vec::new();
    let mut add = |name: String, rows: usize, columns: usize, start: Start| {
        all.push(Matrix { name, rows, columns, start });
    };
    for (name, entries, numbers) in tables(lemmas, endings) {
        add(name.to_owned(), entries, numbers, Start::Table);
        add(format!("input.{name}"), wide, numbers, Start::Layer);
    }
    for (name, numbers) in NUMBERS {
        add(format!("input.{name}"), wide, numbers, Start::Layer);
    }
    add("input.bias".to_owned(), 1, wide, Start::Zero);
    let layers = |part: &str, count: usize, width: usize, add: &mut dyn FnMut(String, usize, usize, Start)| {
        for k in 0..count {
            add(format!("{part}.{k}.gain"), 1, width, Start::One);
            add(format!("{part}.{k}.shift"), 1, width, Start::Zero);
            add(format!("{part}.{k}.mix"), width, VIEWS * width, Start::Layer);
            add(format!("{part}.{k}.mix.bias"), 1, width, Start::Zero);
            add(format!("{part}.{k}.out"), width, width, Start::Layer);
            add(format!("{part}.{k}.out.bias"), 1, width, Start::Zero);
        }
        add(format!("{part}.gain"), 1, width, Start::One);
        add(format!("{part}.shift"), 1, width, Start::Zero);
    };
    layers("encoder", REACH.len(), wide, &mut add);
    add("roles".to_owned(), ROLES, wide, Start::Layer);
    add("roles.bias".to_owned(), 1, ROLES, Start::Zero);
    add("cue.token".to_owned(), narrow, wide, Start::Layer);
    add("cue.first".to_owned(), narrow, wide, Start::Layer);
    add("cue.last".to_owned(), narrow, wide, Start::Layer);
    add("cue.bias".to_owned(), 1, narrow, Start::Zero);
    add("cue.distance".to_owned(), DISTANCES, narrow, Start::Table);
    add("cue.place".to_owned(), PLACES, narrow, Start::Table);
    layers("cue", NEAR.len(), narrow, &mut add);
    add("parts".to_owned(), PARTS, narrow, Start::Layer);
    add("parts.bias".to_owned(), 1, PARTS, Start::Zero);
    all
}

/// The name of a voter's matrix in the file of weights.
pub fn name(voter: usize, matrix: &str) -> String {
    format!("{voter}.{matrix}")
}

/// The class of a distance in tokens: fine near by, coarse far away.
pub fn distance(tokens: i64) -> usize {
    let half = (DISTANCES / 2) as f32;
    let size = ((tokens.unsigned_abs() as f32 + 1.0).log2() * 4.0).round().min(half);
    (half + if tokens < 0 { -size } else { size }) as usize
}
