//! Judges: what the rules find is weighed by what speaks for and against it; the weights are learned from reports that a
//! careful reader has marked (`bench learn`), and give every entry its probability.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::entry::{Figure, NextStep, Session, Text};

/// Something that a rule found, with what speaks for and against it.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate<T> {
    /// The entry that it would make.
    pub entry: T,
    /// Names of what is true of it, as the judge knows them.
    pub features: Vec<String>,
}

/// All candidates of a report, before any judgement.
#[derive(Clone, Debug, Default)]
pub struct Candidates {
    /// Meetings.
    pub sessions: Vec<Candidate<Session>>,
    /// Texts.
    pub texts: Vec<Candidate<Text>>,
    /// Next steps.
    pub next: Vec<Candidate<NextStep>>,
    /// Numbers.
    pub figures: Vec<Candidate<Figure>>,
}

/// A logistic regression over named features.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Judge {
    /// Entries below this probability are left out.
    pub threshold: f32,
    /// What is added for every candidate.
    pub bias: f32,
    /// What each feature adds.
    pub weights: HashMap<String, f32>,
}

/// The judges of all sections that have one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Judges {
    /// Of meetings.
    pub session: Judge,
    /// Of texts.
    pub text: Judge,
    /// Of next steps.
    pub next: Judge,
    /// Of numbers.
    pub figure: Judge,
}

impl Judge {
    /// How probable it is that a candidate with these features is right.
    pub fn probability(&self, features: &[String]) -> f32 {
        let sum: f32 = features.iter().filter_map(|f| self.weights.get(f)).sum();
        1.0 / (1.0 + (-(self.bias + sum)).exp())
    }

    /// The probability of a candidate that is likely enough to be told, `None` for another.
    pub fn accepts(&self, features: &[String]) -> Option<f32> {
        let probability = self.probability(features);
        (probability >= self.threshold).then_some(probability)
    }
}

impl Judges {
    /// The judges that ship with the program.
    pub fn shipped() -> &'static Judges {
        static JUDGES: LazyLock<Judges> = LazyLock::new(|| {
            toml::from_str(include_str!("../data/judges.toml")).expect("judges.toml is checked by a test")
        });
        &JUDGES
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_judges_parse() {
        let judges = Judges::shipped();
        for judge in [&judges.session, &judges.text, &judges.next, &judges.figure] {
            assert!((0.0..=1.0).contains(&judge.threshold));
            assert!(judge.weights.values().all(|w| w.is_finite()));
        }
    }

    #[test]
    fn features_add_up() {
        let judge =
            Judge { threshold: 0.6, bias: -1.0, weights: HashMap::from([("a".into(), 3.0), ("b".into(), -3.0)]) };
        let features = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        assert!(judge.accepts(&features(&["a"])).is_some_and(|p| p > 0.85));
        assert_eq!(judge.accepts(&features(&["a", "b", "unknown"])), None);
    }
}
