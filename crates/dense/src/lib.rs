//! Dense layers: batched products with packed weights, in f32.
//!
//! The weights are packed once, at load, in panels of [`WIDTH`] outputs; a tile of a few rows times one panel stays in
//! registers. Every output is one running sum over the inputs in order, whatever the batch, so a row's result does not
//! depend on the rows computed with it: results are the same for any batching and any number of threads. That, and
//! packing once instead of per call, is why this is not a general matrix crate. Compiled three times (AVX-512, AVX2,
//! plain) and chosen at run time; the first two give identical bits.

/// Outputs in a panel: two AVX-512 registers, four AVX2 ones.
pub const WIDTH: usize = 32;

/// Instructions to use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// AVX-512 F with FMA.
    #[cfg(target_arch = "x86_64")]
    Avx512,
    /// AVX2 with FMA.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// What every machine of the target has.
    Plain,
}

impl Level {
    /// The best that this machine has.
    pub fn detect() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("fma") {
                return Level::Avx512;
            }
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                return Level::Avx2;
            }
        }
        Level::Plain
    }
}

/// Defines a function that runs a body compiled for each level; the body gets the level's constants: how many rows a tile
/// has, and whether a fused multiply-add is one instruction.
#[macro_export]
macro_rules! dispatch {
    ($(#[$meta:meta])* $vis:vis fn $name:ident($($arg:ident: $ty:ty),* $(,)?) = $body:ident) => {
        $(#[$meta])*
        $vis fn $name(level: $crate::Level, $($arg: $ty),*) {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx512f,avx2,fma")]
                fn avx512($($arg: $ty),*) { $body::<8, true>($($arg),*) }
                #[target_feature(enable = "avx2,fma")]
                fn avx2($($arg: $ty),*) { $body::<3, true>($($arg),*) }
                match level {
                    // SAFETY: `Level::detect` gives these only where the machine has the features.
                    $crate::Level::Avx512 => return unsafe { avx512($($arg),*) },
                    // SAFETY: as above.
                    $crate::Level::Avx2 => return unsafe { avx2($($arg),*) },
                    $crate::Level::Plain => {}
                }
            }
            let _ = level;
            // Elsewhere a fused multiply-add is either in the baseline (64-bit ARM) or slow.
            $body::<4, { cfg!(target_arch = "aarch64") }>($($arg),*)
        }
    };
}
/// `a * b + c`, in one rounding where the machine can.
#[inline(always)]
pub fn multiply_add<const FUSED: bool>(a: f32, b: f32, c: f32) -> f32 {
    if FUSED { a.mul_add(b, c) } else { a * b + c }
}

/// A layer `y = W x + b`.
pub struct Dense {
    /// Numbers in a row of input.
    pub inputs: usize,
    /// Numbers in a row of output: the outputs rounded up to whole panels.
    pub outputs: usize,
    panels: Vec<f32>,
    bias: Vec<f32>,
}

impl Dense {
    /// Packs a row-major matrix; `order` gives for every output the row of the matrix that computes it.
    ///
    /// # Panics
    /// If the matrix or the bias is shorter than `order` asks for.
    pub fn new(
        weights: &[f32],
        bias: Option<&[f32]>,
        inputs: usize,
        order: impl ExactSizeIterator<Item = usize>,
    ) -> Self {
        let order: Vec<usize> = order.collect();
        let outputs = order.len().next_multiple_of(WIDTH);
        let mut panels = vec![0.0; outputs * inputs];
        let mut packed_bias = vec![0.0; outputs];
        for (output, &row) in order.iter().enumerate() {
            let (panel, lane) = (output / WIDTH, output % WIDTH);
            for k in 0..inputs {
                panels[(panel * inputs + k) * WIDTH + lane] = weights[row * inputs + k];
            }
            packed_bias[output] = bias.map_or(0.0, |bias| bias[row]);
        }
        Dense { inputs, outputs, panels, bias: packed_bias }
    }

    /// Computes `rows` rows; row i of the input begins at `i * stride` (rows may overlap), row i of the output at
    /// `i * outputs`.
    ///
    /// # Panics
    /// If the input or the output is too short.
    pub fn apply(&self, level: Level, input: &[f32], stride: usize, rows: usize, output: &mut [f32]) {
        if rows > 0 {
            apply(level, self, input, stride, rows, output);
        }
    }
}

dispatch! {
    fn apply(dense: &Dense, input: &[f32], stride: usize, rows: usize, output: &mut [f32]) = apply_body
}

#[inline(always)]
fn apply_body<const ROWS: usize, const FUSED: bool>(
    dense: &Dense,
    input: &[f32],
    stride: usize,
    rows: usize,
    output: &mut [f32],
) {
    for (p, panel) in dense.panels.chunks_exact(dense.inputs * WIDTH).enumerate() {
        let bias: &[f32; WIDTH] = dense.bias[p * WIDTH..][..WIDTH].try_into().expect("a whole panel");
        let mut row = 0;
        while row + ROWS <= rows {
            let sums = tile::<ROWS, FUSED>(panel, &input[row * stride..], stride);
            store(&sums, bias, &mut output[row * dense.outputs + p * WIDTH..], dense.outputs);
            row += ROWS;
        }
        while row < rows {
            let sums = tile::<1, FUSED>(panel, &input[row * stride..], stride);
            store(&sums, bias, &mut output[row * dense.outputs + p * WIDTH..], dense.outputs);
            row += 1;
        }
    }
}

#[inline(always)]
fn tile<const ROWS: usize, const FUSED: bool>(panel: &[f32], input: &[f32], stride: usize) -> [[f32; WIDTH]; ROWS] {
    let panel = panel.as_chunks::<WIDTH>().0;
    let n = panel.len();
    let rows: [&[f32]; ROWS] = std::array::from_fn(|r| &input[r * stride..r * stride + n]);
    let mut sums = [[0.0; WIDTH]; ROWS];
    for k in 0..n {
        let weights = &panel[k];
        for r in 0..ROWS {
            let x = rows[r][k];
            for j in 0..WIDTH {
                sums[r][j] = multiply_add::<FUSED>(x, weights[j], sums[r][j]);
            }
        }
    }
    sums
}

#[inline(always)]
fn store<const ROWS: usize>(sums: &[[f32; WIDTH]; ROWS], bias: &[f32; WIDTH], output: &mut [f32], stride: usize) {
    for r in 0..ROWS {
        let out: &mut [f32; WIDTH] = (&mut output[r * stride..r * stride + WIDTH]).try_into().expect("a whole panel");
        for j in 0..WIDTH {
            out[j] = sums[r][j] + bias[j];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_does_not_depend_on_its_batch() {
        let (inputs, outputs, rows) = (37, 45, 29);
        let value = |i: usize| ((i * 7919 % 1000) as f32 - 500.0) / 300.0;
        let weights: Vec<f32> = (0..inputs * outputs).map(value).collect();
        let bias: Vec<f32> = (0..outputs).map(value).collect();
        let input: Vec<f32> = (0..inputs * rows).map(|i| value(i + 13)).collect();
        let dense = Dense::new(&weights, Some(&bias), inputs, 0..outputs);
        let mut all = vec![0.0; rows * dense.outputs];
        dense.apply(Level::detect(), &input, inputs, rows, &mut all);
        for r in 0..rows {
            let mut one = vec![0.0; dense.outputs];
            dense.apply(Level::detect(), &input[r * inputs..], inputs, 1, &mut one);
            assert_eq!(one, all[r * dense.outputs..][..dense.outputs]);
            for o in 0..outputs {
                let exact: f64 =
                    (0..inputs).map(|k| f64::from(weights[o * inputs + k]) * f64::from(input[r * inputs + k])).sum();
                assert!((f64::from(one[o]) - exact - f64::from(bias[o])).abs() < 1e-3);
            }
        }
    }
}
