//! The whole network over one article: loss and gradient.

use std::collections::HashMap;

use ndarray::{Array2, Axis, s};
use reading::speech::features::{CONTEXT, FLAGS, Features, STATIC};
use reading::speech::graph::Graph;
use reading::speech::shape::{self, Matrix, NEAR, PARTS, REACH, ROLES, Shape, Start};
use reading::speech::window::Windows;

use super::gold::Article;
use super::layers::{
    Chance, LayerIds, bias_back, cross_entropy, dropout, layer, layer_back, linear, linear_back, masked, norm,
    norm_back,
};
use super::lesson::Lesson;

/// What the loss of reading cues weighs beside that of the roles.
pub const CUES: f32 = 0.03;
/// A token that is no cue is read as one, for practice, where it looks at least so much like one.
const TEMPTING: f32 = 0.3;
/// A token is no cue if it begins or goes on with one with less than this probability in the lesson.
const NO_CUE: f32 = 0.25;
/// Most such tokens of an article.
const MOST_TEMPTING: usize = 8;

/// An article with what the network is told of it.
pub struct Case {
    /// The article.
    pub article: Article,
    /// What the network is told.
    pub features: Features,
    /// What it is to learn.
    pub lesson: Lesson,
}

/// Parameters, and where each stands.
pub struct Network {
    /// How wide it is.
    pub shape: Shape,
    /// Names and shapes.
    pub matrices: Vec<Matrix>,
    /// The parameters.
    pub values: Vec<Array2<f32>>,
    place: HashMap<String, usize>,
}

/// What a batch's losses are divided by.
#[derive(Clone, Copy)]
pub struct Batch {
    /// Tokens.
    pub tokens: usize,
    /// Cues that people marked.
    pub cues: usize,
    /// Whether the network knows enough to be tempted.
    pub tempted: bool,
    /// Share of numbers left out at random.
    pub dropout: f32,
}

/// Losses of an article.
#[derive(Clone, Copy, Debug, Default)]
pub struct Loss {
    /// Of the roles.
    pub roles: f32,
    /// Of the cues' parts.
    pub parts: f32,
}

impl Network {
    /// A network before training.
    pub fn new(shape: Shape, lemmas: usize, endings: usize, chance: &mut Chance) -> Self {
        let matrices = shape::matrices(shape, lemmas, endings);
        // All that adds to a row shares one layer's inputs.
        let inputs: usize = shape::tables(lemmas, endings).iter().map(|t| t.2).sum::<usize>()
            + shape::NUMBERS.iter().map(|n| n.1).sum::<usize>();
        let values = matrices
            .iter()
            .map(|m| {
                let columns = if m.name.starts_with("input.") { inputs } else { m.columns };
                let spread = match m.start {
                    Start::Zero => return Array2::zeros((m.rows, m.columns)),
                    Start::One => return Array2::ones((m.rows, m.columns)),
                    Start::Table => 0.1,
                    Start::Layer => (1.0 / (3.0 * columns as f32)).sqrt(),
                };
                Array2::from_shape_simple_fn((m.rows, m.columns), || chance.normal() * spread)
            })
            .collect();
        let place = matrices.iter().enumerate().map(|(i, m)| (m.name.clone(), i)).collect();
        Network { shape, matrices, values, place }
    }

    fn at(&self, name: &str) -> usize {
        self.place[name]
    }

    fn stack(&self, part: &str, reach: &[usize]) -> Vec<LayerIds> {
        let ids = |(k, &reach): (usize, &usize)| LayerIds { first: self.at(&format!("{part}.{k}.gain")), reach };
        reach.iter().enumerate().map(ids).collect()
    }

    /// Loss and gradient of an article.
    pub fn learn(&self, case: &Case, batch: Batch, chance: &mut Chance) -> (Loss, Vec<Array2<f32>>) {
        let p = &self.values;
        let mut g: Vec<Array2<f32>> = p.iter().map(|m| Array2::zeros(m.dim())).collect();
        let doc = &case.article.doc;
        let lesson = &case.lesson;
        let Shape { width, narrow } = self.shape;
        let f = &case.features;
        let n = doc.len();

        // Inputs.
        let symbol = |k: usize, i: usize| {
            let s = f.symbols[i];
            [s.lemma, s.ending, s.tag, s.dep, s.entity][k] as usize
        };
        let tables =
            ["lemma", "ending", "tag", "dep", "entity"].map(|name| (self.at(name), self.at(&format!("input.{name}"))));
        let mut inputs: Vec<(Array2<f32>, Option<Array2<f32>>, usize)> = Vec::new();
        let numbers: [(&str, Array2<f32>); 3] = [
            ("context", Array2::from_shape_fn((n, CONTEXT), |(i, k)| f.context[i][k])),
            ("form", Array2::from_shape_fn((n, STATIC), |(i, k)| f.forms[f.form[i] as usize][k])),
            ("flags", Array2::from_shape_fn((n, FLAGS), |(i, k)| f.flags[i][k])),
        ];
        for (name, x) in numbers {
            let mask = dropout(x.dim(), batch.dropout, chance);
            inputs.push((masked(x, &mask), mask, self.at(&format!("input.{name}"))));
        }
        for (k, &(table, layer)) in tables.iter().enumerate() {
            let x = Array2::from_shape_fn((n, p[table].ncols()), |(i, c)| p[table][[symbol(k, i), c]]);
            let mask = dropout(x.dim(), batch.dropout, chance);
            inputs.push((masked(x, &mask), mask, layer));
        }
        let mut rows = Array2::zeros((n, width)) + &p[self.at("input.bias")];
        for (x, _, layer) in &inputs {
            rows += &linear(x.view(), &p[*layer], None);
        }

        // Encoder.
        let mut graph = Graph::default();
        graph.push(0..n, |i| doc.token(i).head().index());
        let stack = self.stack("encoder", &REACH);
        let kept: Vec<_> = stack.iter().map(|&ids| layer(p, ids, &mut rows, &graph, batch.dropout, chance)).collect();
        let ends = (self.at("encoder.gain"), self.at("encoder.shift"));
        let (normed, norm_kept) = norm(&rows, &p[ends.0], &p[ends.1]);
        let mask = dropout((n, width), batch.dropout, chance);
        let top = masked(normed, &mask);

        // Roles.
        let roles = (self.at("roles"), self.at("roles.bias"));
        let scores = linear(top.view(), &p[roles.0], Some(&p[roles.1]));
        let (roles_loss, d_scores) = cross_entropy(&scores, &lesson.roles, 1.0 / batch.tokens as f32);
        bias_back(&d_scores, &mut g[roles.1]);
        let mut d_top = linear_back(top.view(), &p[roles.0], &d_scores, &mut g[roles.0]);

        // Cues.
        let mut cues = lesson.cues.clone();
        if batch.tempted {
            let wanted = |i: usize| lesson.roles[[i, 3]];
            // The gradient is the probability less what is wanted.
            let looks = |i: usize| d_scores[[i, 3]] * batch.tokens as f32 + wanted(i);
            let tempting = (0..n)
                .filter(|&i| wanted(i) + lesson.roles[[i, 4]] < NO_CUE && looks(i) > TEMPTING)
                .take(MOST_TEMPTING);
            cues.extend(tempting.map(|i| i..i + 1));
        }
        let mut loss = Loss { roles: roles_loss, parts: 0.0 };
        if !cues.is_empty() {
            let w = Windows::of(doc, &cues, 0..n);
            // What tempted has no parts.
            let mut wanted = Array2::zeros((w.token.len(), PARTS));
            wanted.column_mut(0).fill(1.0);
            wanted.slice_mut(s![..lesson.parts.nrows(), ..]).assign(&lesson.parts);
            let ids = ["cue.token", "cue.first", "cue.last", "cue.bias", "cue.distance", "cue.place"]
                .map(|name| self.at(name));
            let [token, first, last, bias, distance, place] = ids;
            let tokens = linear(top.view(), &p[token], Some(&p[bias]));
            let starts: Vec<usize> = cues.iter().map(|c| c.start).collect();
            let stops: Vec<usize> = cues.iter().map(|c| c.end - 1).collect();
            let (head, tail) = (top.select(Axis(0), &starts), top.select(Axis(0), &stops));
            let cue = linear(head.view(), &p[first], None) + linear(tail.view(), &p[last], None);
            let m = w.token.len();
            let mut x = Array2::zeros((m, narrow));
            for (i, mut row) in x.rows_mut().into_iter().enumerate() {
                row += &tokens.row(w.token[i] as usize);
                row += &cue.row(w.cue[i] as usize);
                row += &p[distance].row(usize::from(w.distance[i]));
                row += &p[place].row(usize::from(w.place[i]));
            }
            let stack = self.stack("cue", &NEAR);
            let kept: Vec<_> =
                stack.iter().map(|&ids| layer(p, ids, &mut x, &w.graph, batch.dropout, chance)).collect();
            let ends = (self.at("cue.gain"), self.at("cue.shift"));
            let (normed, norm_kept) = norm(&x, &p[ends.0], &p[ends.1]);
            let mask = dropout((m, narrow), batch.dropout, chance);
            let y = masked(normed, &mask);
            let parts = (self.at("parts"), self.at("parts.bias"));
            let scores = linear(y.view(), &p[parts.0], Some(&p[parts.1]));
            let (parts_loss, d_scores) = cross_entropy(&scores, &wanted, CUES / batch.cues.max(1) as f32);
            loss.parts = parts_loss;

            bias_back(&d_scores, &mut g[parts.1]);
            let dy = masked(linear_back(y.view(), &p[parts.0], &d_scores, &mut g[parts.0]), &mask);
            let mut dx = through_norm(&norm_kept, p, &mut g, ends.0, &dy);
            for (ids, kept) in stack.iter().zip(&kept).rev() {
                layer_back(p, &mut g, *ids, kept, &w.graph, &mut dx);
            }
            let mut d_tokens = Array2::zeros((n, narrow));
            let mut d_cue = Array2::zeros((cues.len(), narrow));
            for (i, row) in dx.rows().into_iter().enumerate() {
                let mut to = d_tokens.row_mut(w.token[i] as usize);
                to += &row;
                let mut to = d_cue.row_mut(w.cue[i] as usize);
                to += &row;
                let mut to = g[distance].row_mut(usize::from(w.distance[i]));
                to += &row;
                let mut to = g[place].row_mut(usize::from(w.place[i]));
                to += &row;
            }
            bias_back(&d_tokens, &mut g[bias]);
            d_top += &linear_back(top.view(), &p[token], &d_tokens, &mut g[token]);
            for (x, layer, places) in [(&head, first, &starts), (&tail, last, &stops)] {
                let d = linear_back(x.view(), &p[layer], &d_cue, &mut g[layer]);
                for (row, &i) in d.rows().into_iter().zip(places) {
                    let mut to = d_top.row_mut(i);
                    to += &row;
                }
            }
        }

        // Back through the encoder.
        let d_top = masked(d_top, &mask);
        let mut d_rows = through_norm(&norm_kept, p, &mut g, ends.0, &d_top);
        for (ids, kept) in stack.iter().zip(&kept).rev() {
            layer_back(p, &mut g, *ids, kept, &graph, &mut d_rows);
        }
        bias_back(&d_rows, &mut g[self.at("input.bias")]);
        for (k, (x, mask, layer)) in inputs.iter().enumerate() {
            let dx = linear_back(x.view(), &p[*layer], &d_rows, &mut g[*layer]);
            let Some(table) = k.checked_sub(3) else { continue };
            let dx = masked(dx, mask);
            for i in 0..n {
                let mut to = g[tables[table].0].row_mut(symbol(table, i));
                to += &dx.slice(s![i, ..]);
            }
        }
        debug_assert_eq!((p[roles.0].nrows(), p[self.at("parts")].nrows()), (ROLES, PARTS));
        (loss, g)
    }
}

fn through_norm(
    kept: &super::layers::NormKept,
    p: &[Array2<f32>],
    g: &mut [Array2<f32>],
    gain: usize,
    dy: &Array2<f32>,
) -> Array2<f32> {
    let (gains, shifts) = g[gain..].split_at_mut(1);
    norm_back(kept, &p[gain], dy, &mut gains[0], &mut shifts[0])
}
