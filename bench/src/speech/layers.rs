//! The network's layers with their derivatives.

use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView2, Axis, s};
use reading::speech::graph::Graph;
use reading::speech::shape::VIEWS;

/// Added to a variance before its root is taken, as in the reader.
const TINY: f32 = 1e-5;

/// Random numbers, the same for the same seed (xorshift64*).
#[derive(Clone)]
pub struct Chance(u64);

impl Chance {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number from 0 to below 1.
    pub fn unit(&mut self) -> f32 {
        (self.bits() >> 40) as f32 / (1 << 24) as f32
    }

    /// A number from a normal distribution with variance 1 (sum of twelve).
    pub fn normal(&mut self) -> f32 {
        (0..12).map(|_| self.unit()).sum::<f32>() - 6.0
    }

    /// Puts a list in random order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for i in (1..list.len()).rev() {
            list.swap(i, (self.bits() >> 33) as usize % (i + 1));
        }
    }
}

/// What dropout multiplies a matrix by; nothing where there is none.
pub fn dropout(shape: (usize, usize), share: f32, chance: &mut Chance) -> Option<Array2<f32>> {
    if share == 0.0 {
        return None;
    }
    let below = (share * 256.0) as u8;
    let kept = 256.0 / (256.0 - f32::from(below));
    let mut bytes = 0_u64;
    let mut left = 0;
    Some(Array2::from_shape_simple_fn(shape, || {
        if left == 0 {
            bytes = chance.bits();
            left = 8;
        }
        let byte = bytes as u8;
        bytes >>= 8;
        left -= 1;
        if byte < below { 0.0 } else { kept }
    }))
}

/// Multiplies by a mask, if there is one.
pub fn masked(mut x: Array2<f32>, mask: &Option<Array2<f32>>) -> Array2<f32> {
    if let Some(mask) = mask {
        x *= mask;
    }
    x
}

/// `x W' + b`.
pub fn linear(x: ArrayView2<f32>, w: &Array2<f32>, b: Option<&Array2<f32>>) -> Array2<f32> {
    let y = x.dot(&w.t());
    match b {
        Some(b) => y + b,
        None => y,
    }
}

/// Adds to the gradient of a layer's matrix; gives the gradient of its input.
pub fn linear_back(x: ArrayView2<f32>, w: &Array2<f32>, dy: &Array2<f32>, gw: &mut Array2<f32>) -> Array2<f32> {
    general_mat_mul(1.0, &dy.t(), &x, 1.0, gw);
    dy.dot(w)
}

/// Adds to the gradient of a layer's bias.
pub fn bias_back(dy: &Array2<f32>, gb: &mut Array2<f32>) {
    *gb += &dy.sum_axis(Axis(0)).insert_axis(Axis(0));
}

/// What the derivative of a norm needs.
pub struct NormKept {
    unit: Array2<f32>,
    scale: Vec<f32>,
}

/// Each row to mean 0 and variance 1, scaled and shifted.
pub fn norm(x: &Array2<f32>, gain: &Array2<f32>, shift: &Array2<f32>) -> (Array2<f32>, NormKept) {
    let mut unit = x.clone();
    let mut scale = Vec::with_capacity(x.nrows());
    for mut row in unit.rows_mut() {
        let mean = row.sum() / row.len() as f32;
        row -= mean;
        let variance = row.dot(&row) / row.len() as f32;
        let s = 1.0 / (variance + TINY).sqrt();
        row *= s;
        scale.push(s);
    }
    (&unit * gain + shift, NormKept { unit, scale })
}

/// Gradient of a norm's input; adds to those of gain and shift.
pub fn norm_back(
    kept: &NormKept,
    gain: &Array2<f32>,
    dy: &Array2<f32>,
    g_gain: &mut Array2<f32>,
    g_shift: &mut Array2<f32>,
) -> Array2<f32> {
    *g_gain += &(dy * &kept.unit).sum_axis(Axis(0)).insert_axis(Axis(0));
    bias_back(dy, g_shift);
    let mut dx = dy * gain;
    for ((mut row, unit), scale) in dx.rows_mut().into_iter().zip(kept.unit.rows()).zip(&kept.scale) {
        let width = row.len() as f32;
        let mean = row.sum() / width;
        let along = row.dot(&unit) / width;
        row.zip_mut_with(&unit, |d, u| *d = (*d - mean - u * along) * scale);
    }
    dx
}

/// The matrices of a layer of a stack, by their place among all.
#[derive(Clone, Copy)]
pub struct LayerIds {
    /// Place of the first; gain, shift, mix, its bias, out and its bias follow each other.
    pub first: usize,
    /// How far the neighbours are.
    pub reach: usize,
}

/// What the derivative of a layer needs.
pub struct LayerKept {
    norm: NormKept,
    views: Array2<f32>,
    mixed: Array2<f32>,
    mask: Option<Array2<f32>>,
}

/// One layer: rows plus what it makes of each row, its neighbours, its head and its dependents.
pub fn layer(
    p: &[Array2<f32>],
    ids: LayerIds,
    rows: &mut Array2<f32>,
    graph: &Graph,
    share: f32,
    chance: &mut Chance,
) -> LayerKept {
    let f = ids.first;
    let (n, width) = rows.dim();
    let (normed, kept) = norm(rows, &p[f], &p[f + 1]);
    let mut views = Array2::zeros((n, VIEWS * width));
    for i in 0..n {
        let seen = [Some(i), graph.left(i, ids.reach), graph.right(i, ids.reach), graph.head(i)];
        for (k, row) in seen.into_iter().enumerate() {
            if let Some(row) = row {
                views.slice_mut(s![i, k * width..(k + 1) * width]).assign(&normed.row(row));
            }
        }
        if let Some(head) = graph.head(i) {
            views.slice_mut(s![head, 4 * width..]).scaled_add(graph.weight(head), &normed.row(i));
        }
    }
    let mut mixed = linear(views.view(), &p[f + 2], Some(&p[f + 3]));
    mixed.mapv_inplace(|x| x.max(0.0));
    let out = linear(mixed.view(), &p[f + 4], Some(&p[f + 5]));
    let mask = dropout((n, width), share, chance);
    *rows += &masked(out, &mask);
    LayerKept { norm: kept, views, mixed, mask }
}

/// Turns the gradient of a layer's output into that of its input.
pub fn layer_back(
    p: &[Array2<f32>],
    g: &mut [Array2<f32>],
    ids: LayerIds,
    kept: &LayerKept,
    graph: &Graph,
    d_rows: &mut Array2<f32>,
) {
    let f = ids.first;
    let (n, width) = d_rows.dim();
    let d_out = masked(d_rows.clone(), &kept.mask);
    bias_back(&d_out, &mut g[f + 5]);
    let mut d_mixed = linear_back(kept.mixed.view(), &p[f + 4], &d_out, &mut g[f + 4]);
    d_mixed.zip_mut_with(&kept.mixed, |d, &x| {
        if x <= 0.0 {
            *d = 0.0;
        }
    });
    bias_back(&d_mixed, &mut g[f + 3]);
    let d_views = linear_back(kept.views.view(), &p[f + 2], &d_mixed, &mut g[f + 2]);
    let mut d_normed = Array2::zeros((n, width));
    for i in 0..n {
        let seen = [Some(i), graph.left(i, ids.reach), graph.right(i, ids.reach), graph.head(i)];
        for (k, row) in seen.into_iter().enumerate() {
            if let Some(row) = row {
                let mut to = d_normed.row_mut(row);
                to += &d_views.slice(s![i, k * width..(k + 1) * width]);
            }
        }
        if let Some(head) = graph.head(i) {
            d_normed.row_mut(i).scaled_add(graph.weight(head), &d_views.slice(s![head, 4 * width..]));
        }
    }
    let (gains, shifts) = g[f..].split_at_mut(1);
    *d_rows += &norm_back(&kept.norm, &p[f], &d_normed, &mut gains[0], &mut shifts[0]);
}

/// The loss of scores beside the probabilities that are wanted, and its gradient, times a weight.
pub fn cross_entropy(scores: &Array2<f32>, wanted: &Array2<f32>, weight: f32) -> (f32, Array2<f32>) {
    let mut gradient = scores.clone();
    let mut loss = 0.0;
    for (mut row, wanted) in gradient.rows_mut().into_iter().zip(wanted.rows()) {
        let top = row.fold(f32::NEG_INFINITY, |a, &b| a.max(b));
        row.mapv_inplace(|x| (x - top).exp());
        let sum = row.sum();
        row /= sum;
        loss -= row.iter().zip(wanted).map(|(p, w)| if *w > 0.0 { w * p.max(1e-12).ln() } else { 0.0 }).sum::<f32>()
            * weight;
        row -= &wanted;
        row *= weight;
    }
    (loss, gradient)
}
