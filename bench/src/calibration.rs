//! How far probabilities hold.

const BINS: usize = 10;

/// Expected calibration error: the mean distance between what is said and what is right, over ten bins of equal width,
/// weighted by their size (Guo, Pleiss, Sun, Weinberger, ICML 2017, equation 3). 0 where nothing is judged.
pub fn error(judged: &[(f32, bool)]) -> f32 {
    let mut bins = [0.0_f32; BINS];
    for &(said, right) in judged {
        let bin = ((said * BINS as f32) as usize).min(BINS - 1);
        bins[bin] += said - f32::from(u8::from(right));
    }
    bins.iter().map(|distance| distance.abs()).sum::<f32>() / judged.len().max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_has_no_error_and_what_does_not_has_its_distance() {
        assert!(error(&[(0.5, true), (0.5, false)]) < 1e-6);
        assert!((error(&[(0.9, true), (0.9, false)]) - 0.4).abs() < 1e-6);
        assert!((error(&[(0.1, true), (1.0, true)]) - 0.45).abs() < 1e-6);
        assert!(error(&[]) < 1e-6);
    }
}
