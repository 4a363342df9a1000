//! The network at work.

use std::collections::HashMap;
use std::ops::Range;

use dense::{Dense, Level};
use half::f16;
use lang::Doc;
use safetensors::{Dtype, SafeTensors};

use super::features::{CONTEXT, FLAGS, Features, STATIC, Words};
use super::graph::Graph;
use super::labels::log_softmax;
use super::shape::{self, NEAR, PARTS, REACH, ROLES, Shape, VIEWS};
use super::window::Windows;

/// Rows worked on together: what a layer puts together for them stays in the cache.
const TILE: usize = 64;
/// Added to a variance before its root is taken.
const TINY: f32 = 1e-5;

/// Weights that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum WeightsError {
    /// Not a file of weights.
    #[error("the weights of speech are unreadable: {0}")]
    Unreadable(#[from] safetensors::SafeTensorError),
    /// A matrix is missing, or has another shape or type than the network has here.
    #[error("the weights of speech do not fit: `{0}`")]
    Misfit(String),
}

/// Normalises a row to mean 0 and variance 1, then scales and shifts it.
struct Norm {
    gain: Vec<f32>,
    shift: Vec<f32>,
}

impl Norm {
    fn apply(&self, input: &[f32], output: &mut [f32]) {
        let width = self.gain.len();
        for (x, y) in input.chunks_exact(width).zip(output.chunks_exact_mut(width)) {
            let mean = sum(x, |v| v) / width as f32;
            let variance = sum(x, |v| (v - mean) * (v - mean)) / width as f32;
            let scale = 1.0 / (variance + TINY).sqrt();
            for k in 0..width {
                y[k] = (x[k] - mean) * scale * self.gain[k] + self.shift[k];
            }
        }
    }
}

/// A sum in eight strands, which the compiler turns into vector instructions.
fn sum(x: &[f32], of: impl Fn(f32) -> f32) -> f32 {
    let (eights, rest) = x.as_chunks::<8>();
    let mut strands = [0.0; 8];
    for eight in eights {
        strands.iter_mut().zip(eight).for_each(|(s, &v)| *s += of(v));
    }
    strands.iter().sum::<f32>() + rest.iter().map(|&v| of(v)).sum::<f32>()
}

struct Layer {
    reach: usize,
    norm: Norm,
    mix: Dense,
    out: Dense,
}

/// Several layers and the norm after them.
struct Stack {
    width: usize,
    layers: Vec<Layer>,
    norm: Norm,
}

impl Stack {
    /// Runs the layers over rows, in place; what comes out is normalised.
    fn apply(&self, level: Level, rows: &mut [f32], graph: &Graph) {
        let width = self.width;
        let n = graph.len();
        let mut normed = vec![0.0; n * width];
        let mut below = vec![0.0; n * width];
        let mut views = vec![0.0; TILE * VIEWS * width];
        let mut mixed = vec![0.0; TILE * width];
        let mut out = vec![0.0; TILE * width];
        for layer in &self.layers {
            layer.norm.apply(rows, &mut normed);
            below.fill(0.0);
            for i in 0..n {
                if let Some(head) = graph.head(i) {
                    let weight = graph.weight(head);
                    let (row, sum) = (&normed[i * width..][..width], &mut below[head * width..][..width]);
                    row.iter().zip(sum).for_each(|(x, s)| *s += weight * x);
                }
            }
            for first in (0..n).step_by(TILE) {
                let tile = TILE.min(n - first);
                for (i, view) in (first..first + tile).zip(views.chunks_exact_mut(VIEWS * width)) {
                    let seen = [Some(i), graph.left(i, layer.reach), graph.right(i, layer.reach), graph.head(i)];
                    for (row, part) in seen.into_iter().zip(view.chunks_exact_mut(width)) {
                        match row {
                            Some(row) => part.copy_from_slice(&normed[row * width..][..width]),
                            None => part.fill(0.0),
                        }
                    }
                    view[4 * width..].copy_from_slice(&below[i * width..][..width]);
                }
                layer.mix.apply(level, &views, VIEWS * width, tile, &mut mixed);
                mixed[..tile * width].iter_mut().for_each(|x| *x = x.max(0.0));
                layer.out.apply(level, &mixed, width, tile, &mut out);
                rows[first * width..].iter_mut().zip(&out[..tile * width]).for_each(|(x, y)| *x += y);
            }
        }
        normed.copy_from_slice(rows);
        self.norm.apply(&normed, rows);
    }
}

/// Numbers that say how clear-cut an utterance is: the mean log-probability of its cue as a cue, that of the tokens around
/// it that are neither source nor content, of its source and of its content, and whether it has no source.
pub const SUPPORT: usize = 5;

/// Doubt that always remains.
const LEAST_DOUBT: f32 = 0.02;

/// From support to probability, fitted on articles that the network did not learn from: the doubt is a weighted sum, the
/// probability a logistic function of its logarithm (what is almost without doubt is told apart from what has little).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Certainty {
    /// Weight of each number.
    pub weights: [f32; SUPPORT],
    /// How fast the probability falls with the logarithm of the doubt.
    pub slope: f32,
    /// What is added.
    pub bias: f32,
}

impl Certainty {
    /// The logarithm of the doubt.
    pub fn doubt(&self, support: &[f32; SUPPORT]) -> f32 {
        let sum: f32 = self.weights.iter().zip(support).map(|(w, s)| w * s).sum();
        (-sum).max(0.0).max(LEAST_DOUBT).ln()
    }

    /// The probability.
    pub fn of(&self, support: &[f32; SUPPORT]) -> f32 {
        1.0 / (1.0 + (self.slope * self.doubt(support) - self.bias).exp())
    }

    /// The most that the probability can be for a cue that is so sure: the other numbers are at best 0, or, whether there
    /// is a source, whichever is better.
    pub fn at_most(&self, cue: f32) -> f32 {
        let [_, rest @ .., missing] = self.weights;
        if rest.iter().any(|&weight| weight < 0.0) {
            return 1.0;
        }
        let mut best = [0.0; SUPPORT];
        best[0] = cue;
        best[SUPPORT - 1] = f32::from(u8::from(missing > 0.0));
        self.of(&best)
    }
}

/// The networks that find who says what, with their words.
pub struct Model {
    voters: Vec<Voter>,
    /// What is added to the scores of a cue's tokens: above 0 finds more, with more mistakes.
    pub lean: f32,
    /// The least probability that an utterance must have.
    pub least: f32,
    /// How likely its utterances are right.
    pub certainty: Certainty,
    /// Lemmas it knows.
    pub lemmas: Words,
    /// Endings it knows.
    pub endings: Words,
}

/// One network.
pub struct Voter {
    level: Level,
    shape: Shape,
    /// For every symbol what it adds to a token's row: the tables, already through the input layer.
    tables: [Vec<f32>; 5],
    context: Dense,
    form: Dense,
    flags: Dense,
    bias: Vec<f32>,
    encoder: Stack,
    roles: Dense,
    token: Dense,
    first: Dense,
    last: Dense,
    distances: Vec<f32>,
    places: Vec<f32>,
    cue: Stack,
    parts: Dense,
}

impl Model {
    /// Reads weights in the safetensors format, 16-bit floats, with the lists of words in the metadata.
    pub fn read(bytes: &[u8]) -> Result<Self, WeightsError> {
        let (_, metadata) = SafeTensors::read_metadata(bytes)?;
        let tensors = SafeTensors::deserialize(bytes)?;
        let list = |name: &str| -> Result<Words, WeightsError> {
            let text = metadata.metadata().as_ref().and_then(|m| m.get(name));
            let text = text.ok_or_else(|| WeightsError::Misfit(name.to_owned()))?;
            Ok(Words::new(text.split('\n').map(str::to_owned).collect()))
        };
        let numbers = |name: &str| -> Result<Vec<f32>, WeightsError> {
            let text = metadata.metadata().as_ref().and_then(|m| m.get(name));
            let numbers = text.and_then(|t| t.split(' ').map(|n| n.parse().ok()).collect::<Option<Vec<f32>>>());
            numbers.ok_or_else(|| WeightsError::Misfit(name.to_owned()))
        };
        let [bias, slope, weights @ ..]: [f32; SUPPORT + 2] =
            numbers("certainty")?.try_into().map_err(|_| WeightsError::Misfit("certainty".to_owned()))?;
        let number = |name: &str| numbers(name)?.first().copied().ok_or_else(|| WeightsError::Misfit(name.to_owned()));
        let (lean, least) = (number("lean")?, number("least")?);
        let (lemmas, endings) = (list("lemmas")?, list("endings")?);
        // One network at least; as many as the file has.
        let mut voters = vec![Voter::read(&tensors, 0, lemmas.count(), endings.count())?];
        while tensors.tensor(&shape::name(voters.len(), "input.bias")).is_ok() {
            voters.push(Voter::read(&tensors, voters.len(), lemmas.count(), endings.count())?);
        }
        Ok(Model { voters, lean, least, certainty: Certainty { weights, slope, bias }, lemmas, endings })
    }

    /// The networks.
    pub fn voters(&self) -> &[Voter] {
        &self.voters
    }
}

impl Voter {
    fn read(tensors: &SafeTensors<'_>, voter: usize, lemmas: usize, endings: usize) -> Result<Self, WeightsError> {
        let columns = |name: &str| {
            let columns = tensors.tensor(&shape::name(voter, name))?.shape().last().copied().unwrap_or(0);
            if columns == 0 || columns % dense::WIDTH != 0 {
                Err(WeightsError::Misfit(name.to_owned()))
            } else {
                Ok(columns)
            }
        };
        let shape = Shape { width: columns("input.bias")?, narrow: columns("cue.bias")? };
        let mut values: HashMap<String, Vec<f32>> = HashMap::new();
        for matrix in shape::matrices(shape, lemmas, endings) {
            let misfit = || WeightsError::Misfit(matrix.name.clone());
            let tensor = tensors.tensor(&shape::name(voter, &matrix.name))?;
            if tensor.dtype() != Dtype::F16 || tensor.shape() != [matrix.rows, matrix.columns] {
                return Err(misfit());
            }
            let numbers = tensor.data().as_chunks::<2>().0.iter().map(|&b| f16::from_le_bytes(b).to_f32());
            values.insert(matrix.name, numbers.collect());
        }
        let mut take = |name: &str| values.remove(name).ok_or_else(|| WeightsError::Misfit(name.to_owned()));
        let dense = |weights: &[f32], bias: Option<&[f32]>, outputs: usize| {
            Dense::new(weights, bias, weights.len() / outputs, 0..outputs)
        };
        let mut tables: [Vec<f32>; 5] = Default::default();
        let sizes = shape::tables(lemmas, endings);
        for (table, (name, entries, numbers)) in tables.iter_mut().zip(sizes) {
            let layer = dense(&take(&format!("input.{name}"))?, None, shape.width);
            *table = vec![0.0; entries * shape.width];
            layer.apply(Level::detect(), &take(name)?, numbers, entries, table);
        }
        let mut stack = |part: &str, width: usize, reach: &[usize]| -> Result<Stack, WeightsError> {
            let mut layers = Vec::new();
            for (k, &reach) in reach.iter().enumerate() {
                let mut of = |what: &str| take(&format!("{part}.{k}.{what}"));
                let norm = Norm { gain: of("gain")?, shift: of("shift")? };
                let mix = dense(&of("mix")?, Some(&of("mix.bias")?), width);
                layers.push(Layer { reach, norm, mix, out: dense(&of("out")?, Some(&of("out.bias")?), width) });
            }
            let norm = Norm { gain: take(&format!("{part}.gain"))?, shift: take(&format!("{part}.shift"))? };
            Ok(Stack { width, layers, norm })
        };
        let encoder = stack("encoder", shape.width, &REACH)?;
        let cue = stack("cue", shape.narrow, &NEAR)?;
        Ok(Voter {
            level: Level::detect(),
            shape,
            tables,
            context: dense(&take("input.context")?, None, shape.width),
            form: dense(&take("input.form")?, None, shape.width),
            flags: dense(&take("input.flags")?, None, shape.width),
            bias: take("input.bias")?,
            encoder,
            roles: dense(&take("roles")?, Some(&take("roles.bias")?), ROLES),
            token: dense(&take("cue.token")?, Some(&take("cue.bias")?), shape.narrow),
            first: dense(&take("cue.first")?, None, shape.narrow),
            last: dense(&take("cue.last")?, None, shape.narrow),
            distances: take("cue.distance")?,
            places: take("cue.place")?,
            cue,
            parts: dense(&take("parts")?, Some(&take("parts.bias")?), PARTS),
        })
    }

    /// The encoder's rows of a range of tokens: [`Shape::width`] numbers each.
    pub fn encode(&self, doc: &Doc, features: &Features, forms: &[f32], tokens: Range<usize>) -> Vec<f32> {
        let n = tokens.len();
        let width = self.shape.width;
        let mut rows = vec![0.0; n * width];
        let context = features.context[tokens.clone()].as_flattened();
        self.context.apply(self.level, context, CONTEXT, n, &mut rows);
        let mut flags = vec![0.0; n * width];
        self.flags.apply(self.level, features.flags[tokens.clone()].as_flattened(), FLAGS, n, &mut flags);
        let facts = flags.chunks_exact(width);
        for ((i, row), facts) in tokens.clone().zip(rows.chunks_exact_mut(width)).zip(facts) {
            let s = features.symbols[i];
            let symbols = [s.lemma, s.ending, s.tag, s.dep, s.entity];
            let form = &forms[features.form[i] as usize * width..][..width];
            for k in 0..width {
                row[k] += self.bias[k] + form[k] + facts[k];
            }
            for (table, symbol) in self.tables.iter().zip(symbols) {
                let entry = &table[symbol as usize * width..][..width];
                row.iter_mut().zip(entry).for_each(|(x, e)| *x += e);
            }
        }
        let mut graph = Graph::default();
        graph.push(tokens, |i| doc.token(i).head().index());
        self.encoder.apply(self.level, &mut rows, &graph);
        rows
    }

    /// What the distinct forms add to a row, see [`Voter::encode`].
    pub fn forms(&self, features: &Features) -> Vec<f32> {
        let input: Vec<f32> = features.forms.iter().flatten().copied().collect();
        let mut out = vec![0.0; features.forms.len() * self.shape.width];
        self.form.apply(self.level, &input, STATIC, features.forms.len(), &mut out);
        out
    }

    /// Log-probabilities of the roles of rows.
    pub fn roles(&self, rows: &[f32]) -> Vec<f32> {
        self.scores::<ROLES>(&self.roles, rows, self.shape.width)
    }

    /// Log-probabilities of the parts of cues; `first` is the token of the first row.
    pub fn parts(&self, rows: &[f32], first: usize, cues: &[Range<usize>], windows: &Windows) -> Vec<f32> {
        let Shape { width, narrow } = self.shape;
        let n = rows.len() / width;
        let mut tokens = vec![0.0; n * narrow];
        self.token.apply(self.level, rows, width, n, &mut tokens);
        let mut ends = vec![0.0; cues.len() * narrow];
        let mut end = vec![0.0; narrow];
        for (cue, sum) in cues.iter().zip(ends.chunks_exact_mut(narrow)) {
            for (layer, token) in [(&self.first, cue.start), (&self.last, cue.end - 1)] {
                layer.apply(self.level, &rows[(token - first) * width..][..width], width, 1, &mut end);
                sum.iter_mut().zip(&end).for_each(|(s, e)| *s += e);
            }
        }
        let mut input = vec![0.0; windows.token.len() * narrow];
        for (i, row) in input.chunks_exact_mut(narrow).enumerate() {
            let at = |table: &[f32], entry: usize, k: usize| table[entry * narrow + k];
            let (token, cue) = (windows.token[i] as usize - first, windows.cue[i] as usize);
            let (distance, place) = (usize::from(windows.distance[i]), usize::from(windows.place[i]));
            for (k, x) in row.iter_mut().enumerate() {
                *x = at(&tokens, token, k)
                    + at(&ends, cue, k)
                    + at(&self.distances, distance, k)
                    + at(&self.places, place, k);
            }
        }
        self.cue.apply(self.level, &mut input, &windows.graph);
        self.scores::<PARTS>(&self.parts, &input, narrow)
    }

    fn scores<const N: usize>(&self, layer: &Dense, rows: &[f32], width: usize) -> Vec<f32> {
        let n = rows.len() / width;
        let mut wide = vec![0.0; n * layer.outputs];
        layer.apply(self.level, rows, width, n, &mut wide);
        let mut scores = Vec::with_capacity(n * N);
        for row in wide.chunks_exact_mut(layer.outputs) {
            log_softmax(&mut row[..N]);
            scores.extend_from_slice(&row[..N]);
        }
        scores
    }
}
