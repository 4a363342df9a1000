//! Logistic models over named features: stored as text, trained by the bench, applied by the reader.

use std::collections::HashMap;
use std::fmt::Write as _;

use crate::reason::Grounds;

/// A named thing that holds of a case, with its value.
pub type Feature = (String, f32);

/// A multinomial logistic model; with one class, a binary one.
#[derive(Clone, Debug, Default)]
pub struct Linear {
    classes: Vec<String>,
    /// For each feature one weight a class.
    weights: HashMap<String, Vec<f32>>,
}

/// Why a stored model cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("model, line {line}: {problem}")]
pub struct ModelError {
    line: usize,
    problem: &'static str,
}

/// Weights are stored in hundredths.
const SCALE: f32 = 100.0;

impl Linear {
    /// Reads a stored model: comments (`#`), a line `classes` with their names, then a line a feature: its name, a tab
    /// and its weights in hundredths, in the order of the classes.
    ///
    /// # Errors
    /// If a line is not in that shape.
    pub fn parse(text: &str) -> Result<Self, ModelError> {
        let mut model = Linear::default();
        for (i, line) in text.lines().enumerate() {
            let wrong = |problem| ModelError { line: i + 1, problem };
            if line.starts_with('#') || line.is_empty() {
                continue;
            }
            let (name, rest) = line.split_once('\t').ok_or_else(|| wrong("no tab"))?;
            if name == "classes" {
                model.classes = rest.split(' ').map(str::to_owned).collect();
                continue;
            }
            let weights: Vec<f32> = rest
                .split(' ')
                .map(|w| w.parse::<i32>().map(|w| w as f32 / SCALE))
                .collect::<Result<_, _>>()
                .map_err(|_| wrong("a weight is not a number"))?;
            if weights.len() != model.classes.len() {
                return Err(wrong("not one weight a class"));
            }
            model.weights.insert(name.to_owned(), weights);
        }
        Ok(model)
    }

    /// The model as text; features in alphabetical order, those without weight left out.
    pub fn render(&self, comment: &str) -> String {
        let mut out = String::new();
        for line in comment.lines() {
            let _ = writeln!(out, "# {line}");
        }
        let _ = writeln!(out, "classes\t{}", self.classes.join(" "));
        let mut names: Vec<&String> = self.weights.keys().collect();
        names.sort();
        for name in names {
            let weights: Vec<i32> = self.weights[name].iter().map(|w| (w * SCALE).round() as i32).collect();
            if weights.iter().any(|&w| w.abs() >= 3) {
                let _ = writeln!(out, "{name}\t{}", weights.iter().map(i32::to_string).collect::<Vec<_>>().join(" "));
            }
        }
        out
    }

    /// The classes, in the order of [`Linear::logits`].
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// What speaks for each class.
    pub fn logits(&self, features: &[Feature]) -> Vec<f32> {
        let mut sums = vec![0.0; self.classes.len()];
        for (name, value) in features {
            if let Some(weights) = self.weights.get(name) {
                for (sum, weight) in sums.iter_mut().zip(weights) {
                    *sum += weight * value;
                }
            }
        }
        sums
    }

    /// The names of the features that it weighs.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.weights.keys().map(String::as_str)
    }

    /// What speaks most for and against the first class.
    pub(crate) fn grounds(&self, features: &[Feature]) -> Grounds {
        let weight = |(name, value): &(String, f32)| self.weights.get(name)?.first().map(|weight| weight * value);
        Grounds::of(features.iter().filter_map(|feature| Some((feature.0.as_str(), weight(feature)?))))
    }

    /// The probability of the only class of a binary model.
    pub fn probability(&self, features: &[Feature]) -> f32 {
        self.logits(features).first().map_or(0.5, |&z| 1.0 / (1.0 + (-z).exp()))
    }

    /// Trains a model by averaged stochastic gradient descent with weight decay, always in the same order.
    ///
    /// `cases` pair the features with a class (for a binary model: `Some(0)` for yes, `None` for no); `offsets` are
    /// added to the logits of a case, for what other parts of the classifier say.
    pub fn train(
        classes: &[&str],
        cases: &[(Vec<Feature>, Option<usize>)],
        offsets: Option<&[Vec<f32>]>,
        options: &Training,
    ) -> Self {
        let n = classes.len();
        let mut ids: HashMap<&str, usize> = HashMap::new();
        let mut counts: Vec<usize> = Vec::new();
        for (name, _) in cases.iter().flat_map(|(f, _)| f) {
            let next = ids.len();
            let id = *ids.entry(name).or_insert(next);
            if id == counts.len() {
                counts.push(0);
            }
            counts[id] += 1;
        }
        let rows: Vec<Vec<(usize, f32)>> = cases
            .iter()
            .map(|(f, _)| {
                f.iter()
                    .map(|(name, v)| (ids[name.as_str()], *v))
                    .filter(|&(id, _)| counts[id] >= options.least)
                    .collect()
            })
            .collect();
        // Adagrad: rare words keep a large step, frequent ones settle.
        let mut weights = vec![0.0_f32; ids.len() * n];
        let mut squares = vec![1e-2_f32; ids.len() * n];
        let mut order: Vec<usize> = (0..cases.len()).collect();
        let mut state = options.seed | 1;
        for _ in 0..options.epochs {
            for i in (1..order.len()).rev() {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                order.swap(i, (state % (i as u64 + 1)) as usize);
            }
            for &case in &order {
                let mut z: Vec<f32> = offsets.map_or_else(|| vec![0.0; n], |o| o[case].clone());
                for &(id, v) in &rows[case] {
                    for (k, sum) in z.iter_mut().enumerate() {
                        *sum += weights[id * n + k] * v;
                    }
                }
                let p: Vec<f32> = if n == 1 { vec![1.0 / (1.0 + (-z[0]).exp())] } else { softmax(&z) };
                for &(id, v) in &rows[case] {
                    for (k, p) in p.iter().enumerate() {
                        let target = f32::from(u8::from(cases[case].1 == Some(k)));
                        let at = id * n + k;
                        let gradient = (p - target) * v + options.decay * weights[at];
                        squares[at] += gradient * gradient;
                        weights[at] -= options.rate * gradient / squares[at].sqrt();
                    }
                }
            }
        }
        Linear {
            classes: classes.iter().map(|&c| c.to_owned()).collect(),
            weights: ids
                .into_iter()
                .map(|(name, id)| (name.to_owned(), weights[id * n..(id + 1) * n].to_vec()))
                .collect(),
        }
    }
}

/// How a model is trained.
#[derive(Clone, Copy, Debug)]
pub struct Training {
    /// Times through the cases.
    pub epochs: usize,
    /// Length of a step.
    pub rate: f32,
    /// How strongly weights are drawn to zero at each step.
    pub decay: f32,
    /// A feature counts if it holds in this many cases.
    pub least: usize,
    /// Seed of the order of cases.
    pub seed: u64,
}

/// Probabilities from logits.
pub fn softmax(logits: &[f32]) -> Vec<f32> {
    let top = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let parts: Vec<f32> = logits.iter().map(|z| (z - top).exp()).collect();
    let sum: f32 = parts.iter().sum();
    parts.into_iter().map(|p| p / sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_learns_and_survives_storage() {
        let case = |words: &[&str], class| (words.iter().map(|w| ((*w).to_owned(), 1.0)).collect(), Some(class));
        let cases = [case(&["red", "round"], 0), case(&["red"], 0), case(&["blue", "round"], 1), case(&["blue"], 1)];
        let options = Training { epochs: 50, rate: 0.5, decay: 0.0, least: 1, seed: 7 };
        let model = Linear::train(&["apple", "sky"], &cases, None, &options);
        let stored = Linear::parse(&model.render("four cases")).unwrap();
        for (features, class) in &cases {
            let p = softmax(&stored.logits(features));
            assert!(p[class.unwrap()] > 0.8, "{features:?}: {p:?}");
        }
        assert!(Linear::parse("classes\ta b\nx\t1").is_err());
    }
}
