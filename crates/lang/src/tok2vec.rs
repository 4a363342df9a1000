//! Tokens to vectors: hashed embeddings mixed per word form, then four convolution layers over the neighbours.
//!
//! The mixed embedding depends only on the form (and, in the shared network, on the space after it), so it is computed
//! once per form and kept, see [`Embeddings`]. The convolutions run over ranges of positions with a halo of four, which
//! gives the same numbers as running over the whole text and keeps memory independent of its length.

use std::ops::Range;
use std::sync::Arc;

use crate::forms::Form;
use crate::lexicon::{Lexicon, VECTOR_WIDTH};
use crate::strings;
use crate::weights::{LoadError, Weights};
use dense::{Dense, Level, dispatch, multiply_add};

/// Numbers per token.
pub(crate) const D: usize = 96;
const PIECES: usize = 3;
/// Convolution layers, each with a window of one neighbour: also the number of padding rows between texts.
pub(crate) const DEPTH: usize = 4;

/// Embedding rows kept before all are forgotten: 96 numbers each.
const MOST_ROWS: usize = 24_576;

/// Maxout with three pieces, then layer norm.
struct Maxout {
    dense: Dense,
    gain: Vec<f32>,
    shift: Vec<f32>,
}

impl Maxout {
    fn read(weights: &Weights, name: &str, inputs: usize) -> Result<Self, LoadError> {
        let w = weights.floats(&format!("{name}.w"), D * PIECES * inputs)?;
        let b = weights.floats(&format!("{name}.b"), D * PIECES)?;
        // The file has the three pieces of an output together; here each piece is a row of 96, so that the greatest is
        // taken across registers.
        let order = (0..D * PIECES).map(|i| i % D * PIECES + i / D);
        Ok(Maxout {
            dense: Dense::new(&w, Some(&b), inputs, order),
            gain: weights.floats(&format!("{name}.g"), D)?,
            shift: weights.floats(&format!("{name}.o"), D)?,
        })
    }
}

/// An embedding table, read where it lies in the weights.
struct Table {
    range: Range<usize>,
    rows: u32,
    seed: u32,
}

/// One of the two networks.
pub(crate) struct Tok2Vec {
    weights: Arc<Weights>,
    tables: Vec<Table>,
    /// Has columns for the space after the token and for being white space.
    pub knows_space: bool,
    static_vectors: Option<Dense>,
    mix: Maxout,
    layers: Vec<Maxout>,
}

impl Tok2Vec {
    pub fn read(weights: &Arc<Weights>, name: &str, knows_space: bool) -> Result<Self, LoadError> {
        let columns: &[&str] = &["norm", "prefix", "suffix", "shape", "spacy", "space"];
        let columns = if knows_space { columns } else { &columns[..4] };
        let mut tables = Vec::new();
        for (column, seed) in columns.iter().zip(8..) {
            let section = format!("{name}.{column}");
            let range = weights.range(&section)?;
            if range.is_empty() || range.len() % (D * 4) != 0 {
                return Err(LoadError::Malformed { section, problem: "no whole number of rows" });
            }
            tables.push(Table { rows: (range.len() / (D * 4)) as u32, range, seed });
        }
        let mut inputs = columns.len() * D;
        let section = format!("{name}.static");
        let static_vectors = if weights.has(&section) {
            inputs += D;
            let w = weights.floats(&section, D * VECTOR_WIDTH)?;
            Some(Dense::new(&w, None, VECTOR_WIDTH, 0..D))
        } else {
            None
        };
        let mix = Maxout::read(weights, &format!("{name}.mix"), inputs)?;
        let layers =
            (0..DEPTH).map(|i| Maxout::read(weights, &format!("{name}.enc{i}"), D * 3)).collect::<Result<_, _>>()?;
        Ok(Tok2Vec { weights: weights.clone(), tables, knows_space, static_vectors, mix, layers })
    }

    /// Computes the mixed embeddings of forms, each with whether a space follows.
    fn embed(&self, level: Level, lexicon: &Lexicon, wanted: &[(&Form, bool)], scratch: &mut Scratch, out: &mut [f32]) {
        let inputs = self.mix.dense.inputs;
        let n = wanted.len();
        let hashed = self.tables.len() * D;
        scratch.input.clear();
        scratch.input.resize(n * inputs, 0.0);
        for (&(form, space), row) in wanted.iter().zip(scratch.input.chunks_exact_mut(inputs)) {
            let values = [form.ids[0], form.ids[1], form.ids[2], form.ids[3], space.into(), form.is_space.into()];
            for ((table, value), out) in self.tables.iter().zip(values).zip(row.chunks_exact_mut(D)) {
                let bytes = self.weights.at(&table.range);
                for r in strings::rows(value, table.seed, table.rows) {
                    let row = &bytes[r * D * 4..(r + 1) * D * 4];
                    for (sum, b) in out.iter_mut().zip(row.as_chunks::<4>().0) {
                        *sum += f32::from_le_bytes(*b);
                    }
                }
            }
        }
        if let Some(dense) = &self.static_vectors {
            let mut vector = vec![0.0; VECTOR_WIDTH];
            for (&(form, _), row) in wanted.iter().zip(scratch.input.chunks_exact_mut(inputs)) {
                if let Some(r) = form.vector {
                    lexicon.vector(r, &mut vector);
                    dense.apply(level, &vector, VECTOR_WIDTH, 1, &mut row[hashed..]);
                }
            }
        }
        scratch.pieces.resize(n * self.mix.dense.outputs, 0.0);
        self.mix.dense.apply(level, &scratch.input, inputs, n, &mut scratch.pieces);
        out.fill(0.0);
        finish(level, &self.mix, &scratch.pieces, out);
    }

    /// Runs the convolutions in place over rows of which the first and last [`DEPTH`] are halo. Afterwards the rows
    /// between them are the vectors of their tokens.
    fn encode(&self, level: Level, rows: &mut [f32], scratch: &mut Scratch) {
        let n = rows.len() / D;
        for (i, layer) in self.layers.iter().enumerate() {
            let (first, last) = (i + 1, n - i - 1);
            let m = last - first;
            scratch.pieces.resize(m * layer.dense.outputs, 0.0);
            // Row t takes rows t-1, t, t+1, which lie one after the other.
            layer.dense.apply(level, &rows[(first - 1) * D..(last + 1) * D], D, m, &mut scratch.pieces);
            finish(level, layer, &scratch.pieces, &mut rows[first * D..last * D]);
        }
    }
}

dispatch! {
    /// Adds the layer norm of the greatest pieces to the rows.
    fn finish(layer: &Maxout, pieces: &[f32], rows: &mut [f32]) = finish_body
}

#[inline(always)]
fn finish_body<const ROWS: usize, const FUSED: bool>(layer: &Maxout, pieces: &[f32], rows: &mut [f32]) {
    const LANES: usize = 16;
    let gain: &[f32; D] = layer.gain.as_slice().try_into().expect("one per output");
    let shift: &[f32; D] = layer.shift.as_slice().try_into().expect("one per output");
    for (pieces, row) in pieces.chunks_exact(D * PIECES).zip(rows.as_chunks_mut::<D>().0) {
        let mut z = [0.0; D];
        for j in 0..D {
            let (a, b, c) = (pieces[j], pieces[D + j], pieces[2 * D + j]);
            let ab = if a > b { a } else { b };
            z[j] = if ab > c { ab } else { c };
        }
        // Sums in sixteen lanes, folded in a fixed order: the same bits on every machine.
        let fold = |lanes: [f32; LANES]| lanes.into_iter().fold(0.0, |sum, lane| sum + lane);
        let mut lanes = [0.0; LANES];
        for chunk in z.as_chunks::<LANES>().0 {
            for j in 0..LANES {
                lanes[j] += chunk[j];
            }
        }
        let mean = fold(lanes) / D as f32;
        let mut lanes = [0.0; LANES];
        for chunk in z.as_chunks::<LANES>().0 {
            for j in 0..LANES {
                let d = chunk[j] - mean;
                lanes[j] = multiply_add::<FUSED>(d, d, lanes[j]);
            }
        }
        let scale = 1.0 / (fold(lanes) / D as f32 + 1e-8).sqrt();
        for j in 0..D {
            row[j] += multiply_add::<FUSED>((z[j] - mean) * scale, gain[j], shift[j]);
        }
    }
}

/// Buffers reused from block to block.
#[derive(Default)]
pub(crate) struct Scratch {
    input: Vec<f32>,
    pieces: Vec<f32>,
}

/// Mixed embeddings by form, computed when first needed. Row 0 is the zeros of padding.
pub(crate) struct Embeddings {
    /// Row by key: the form number, or twice that plus one if a space follows. Holds only if the row's owner is the key,
    /// so that forgetting all rows takes no time.
    index: Vec<u32>,
    owners: Vec<u32>,
    rows: Vec<f32>,
    /// Rows of the positions of a block.
    block: Vec<u32>,
}

impl Default for Embeddings {
    fn default() -> Self {
        Embeddings { index: Vec::new(), owners: vec![u32::MAX], rows: vec![0.0; D], block: Vec::new() }
    }
}

/// One position of the padded sequence: a form and whether a space follows; `None` in the padding.
pub(crate) type Position = Option<(u32, bool)>;

impl Embeddings {
    /// Computes the vectors of the positions of which the first and last [`DEPTH`] are halo, into `out` (halo included).
    pub fn encode(
        &mut self,
        context: Context,
        positions: impl Iterator<Item = Position>,
        scratch: &mut Scratch,
        out: &mut Vec<f32>,
    ) {
        let Context { net, level, lexicon, forms } = context;
        let keys_per_form = if net.knows_space { 2 } else { 1 };
        let key = |(form, space): (u32, bool)| form * keys_per_form + u32::from(space && net.knows_space);
        if self.owners.len() > MOST_ROWS {
            self.owners.truncate(1);
            self.rows.truncate(D);
        }
        self.index.resize((forms.len() * keys_per_form as usize).max(self.index.len()), 0);
        let known = self.owners.len();
        self.block.clear();
        for position in positions {
            let row = position.map_or(0, |position| {
                let key = key(position);
                let slot = &mut self.index[key as usize];
                if self.owners.get(*slot as usize) != Some(&key) {
                    *slot = self.owners.len() as u32;
                    self.owners.push(key);
                }
                *slot
            });
            self.block.push(row);
        }
        if self.owners.len() > known {
            let form = |&key: &u32| (&forms[(key / keys_per_form) as usize], net.knows_space && key % 2 == 1);
            self.rows.resize(self.owners.len() * D, 0.0);
            for (keys, out) in self.owners[known..].chunks(64).zip(self.rows[known * D..].chunks_mut(64 * D)) {
                let wanted: Vec<_> = keys.iter().map(form).collect();
                net.embed(level, lexicon, &wanted, scratch, out);
            }
        }
        out.clear();
        for &row in &self.block {
            out.extend_from_slice(&self.rows[row as usize * D..][..D]);
        }
        net.encode(level, out, scratch);
    }
}

/// What embeddings are computed from.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub net: &'a Tok2Vec,
    pub level: Level,
    pub lexicon: &'a Lexicon,
    pub forms: &'a [Form],
}
