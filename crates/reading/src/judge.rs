//! Judges: what the rules find is weighed by what speaks for and against it; the weights are learned from reports that a
//! careful reader has marked (`bench learn`), and give every entry its probability.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::entry::{Evidence, Figure, NextStep, Session, Text};
use crate::reason::Grounds;

/// Something that a rule found, with what speaks for and against it.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate<T> {
    /// The entry that it would make.
    pub entry: T,
    /// Names of what is true of it, as the judge knows them.
    pub features: Vec<String>,
    /// Places in the list of those that tell of the same thing: only the most probable of them is told.
    pub rivals: Vec<usize>,
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
    /// The entries that are likely enough to be told, the most probable of rivals, in their order, with the probability
    /// put into each.
    pub fn choose<T>(&self, candidates: Vec<Candidate<T>>, evidence: impl Fn(&mut T) -> &mut Evidence) -> Vec<T> {
        let probabilities: Vec<f32> = candidates.iter().map(|c| self.probability(&c.features)).collect();
        let kept = without_rivals(&candidates, &probabilities);
        candidates
            .into_iter()
            .zip(probabilities)
            .zip(kept)
            .filter(|&((_, probability), kept)| kept && probability >= self.threshold)
            .map(|((mut candidate, probability), _)| {
                let grounds = self.grounds(&candidate.features);
                let evidence = evidence(&mut candidate.entry);
                evidence.probability = probability;
                evidence.grounds = grounds;
                candidate.entry
            })
            .collect()
    }

    /// What speaks most for and against a candidate with these features.
    fn grounds(&self, features: &[String]) -> Grounds {
        let weighed = features.iter().filter_map(|name| Some((name.as_str(), *self.weights.get(name)?)));
        // The word itself stands alone in its feature; with another feature beside it there are two signs.
        let word = |start: &str| features.iter().filter_map(|f| f.strip_prefix(start)).find(|word| !word.contains('='));
        let cue = word("lemma=").or_else(|| word("cue="));
        Grounds::of(weighed).with_cue(cue)
    }

    /// How probable it is that a candidate with these features is right.
    pub fn probability(&self, features: &[String]) -> f32 {
        let sum: f32 = features.iter().filter_map(|f| self.weights.get(f)).sum();
        1.0 / (1.0 + (-(self.bias + sum)).exp())
    }
}

/// Which candidates remain when each gives way to more probable rivals that remain.
pub fn without_rivals<T>(candidates: &[Candidate<T>], probabilities: &[f32]) -> Vec<bool> {
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.sort_by(|&a, &b| probabilities[b].total_cmp(&probabilities[a]).then(a.cmp(&b)));
    let mut kept = vec![false; candidates.len()];
    for i in order {
        kept[i] = !candidates[i].rivals.iter().any(|&r| kept.get(r) == Some(&true));
    }
    kept
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
        assert!(judge.probability(&features(&["a"])) > 0.85);
        assert!(judge.probability(&features(&["a", "b", "unknown"])) < 0.3);
    }

    #[test]
    fn rivals_give_way() {
        let candidate = |rivals: &[usize]| Candidate { entry: (), features: Vec::new(), rivals: rivals.to_vec() };
        let chain = [candidate(&[1]), candidate(&[0, 2]), candidate(&[1])];
        assert_eq!(without_rivals(&chain, &[0.3, 0.5, 0.4]), [false, true, false]);
        assert_eq!(without_rivals(&chain, &[0.6, 0.5, 0.4]), [true, false, true]);
    }
}
