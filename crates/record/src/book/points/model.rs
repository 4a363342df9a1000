//! The weights that make a probability of the signs; `bench learn points` teaches them.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::book::points::signs::{COUNT, SIGNS};

/// A logistic regression over the signs of a pair.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Model {
    bias: f32,
    weights: [f32; COUNT],
    /// From this probability on two phrases are one point.
    pub threshold: f32,
    /// The share that is one of what is joined, cross-validated.
    pub precision: f32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    threshold: f32,
    precision: f32,
    bias: f32,
    weights: FxHashMap<String, f32>,
}

impl Model {
    /// The one that is built in.
    pub(super) fn shipped() -> &'static Model {
        static SHIPPED: LazyLock<Model> = LazyLock::new(|| {
            Model::parse(include_str!("../../../data/points.toml")).expect("points.toml is checked by a test")
        });
        &SHIPPED
    }

    fn parse(text: &str) -> Result<Model, toml::de::Error> {
        let File { threshold, precision, bias, weights } = toml::from_str(text)?;
        let weights = SIGNS.map(|sign| weights.get(sign).copied().unwrap_or(0.0));
        Ok(Model { bias, weights, threshold, precision })
    }

    pub(super) fn probability(&self, signs: &[f32; COUNT]) -> f32 {
        let sum: f32 = self.weights.iter().zip(signs).map(|(weight, sign)| weight * sign).sum();
        1.0 / (1.0 + (-(self.bias + sum)).exp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_has_a_weight_and_every_weight_a_sign() {
        let file: File = toml::from_str(include_str!("../../../data/points.toml")).unwrap();
        assert!(SIGNS.iter().all(|sign| file.weights.contains_key(*sign)));
        assert_eq!(file.weights.len(), COUNT);
        let model = Model::shipped();
        assert!((0.0..1.0).contains(&model.threshold) && (0.0..1.0).contains(&model.precision));
        assert!(model.bias.is_finite() && model.weights.iter().all(|weight| weight.is_finite()));
    }
}
