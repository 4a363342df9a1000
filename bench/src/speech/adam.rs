//! AdamW (Loshchilov and Hutter 2019, algorithm 2), with gradients clipped to a length.

use ndarray::{Array2, Zip};

/// Decay of the mean gradient and of its mean square.
const MEANS: (f32, f32) = (0.9, 0.98);
/// Longest gradient.
const LONGEST: f32 = 1.0;

/// The optimiser's memory.
pub struct Adam {
    mean: Vec<Array2<f32>>,
    square: Vec<Array2<f32>>,
    steps: i32,
    decay: f32,
}

impl Adam {
    /// For these parameters, with this weight decay.
    pub fn new(values: &[Array2<f32>], decay: f32) -> Self {
        let zero: Vec<Array2<f32>> = values.iter().map(|v| Array2::zeros(v.dim())).collect();
        Adam { mean: zero.clone(), square: zero, steps: 0, decay }
    }

    /// One step against the gradient.
    pub fn step(&mut self, values: &mut [Array2<f32>], gradient: &[Array2<f32>], rate: f32) {
        self.steps += 1;
        let length = gradient.iter().map(|g| g.iter().map(|x| x * x).sum::<f32>()).sum::<f32>().sqrt();
        let clip = if length > LONGEST { LONGEST / length } else { 1.0 };
        let (one, two) = (1.0 - MEANS.0.powi(self.steps), 1.0 - MEANS.1.powi(self.steps));
        for (((value, g), mean), square) in values.iter_mut().zip(gradient).zip(&mut self.mean).zip(&mut self.square) {
            Zip::from(value).and(g).and(mean).and(square).for_each(|v, &g, m, s| {
                let g = g * clip;
                *m = MEANS.0 * *m + (1.0 - MEANS.0) * g;
                *s = MEANS.1 * *s + (1.0 - MEANS.1) * g * g;
                *v -= rate * (*m / one / ((*s / two).sqrt() + 1e-8) + self.decay * *v);
            });
        }
    }
}
