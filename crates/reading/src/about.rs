//! Whether a report is about talks at all. A report on something else has no positions and no sessions, whatever its words are like.

use std::collections::HashMap;
use std::sync::LazyLock;

use lang::{Doc, Pos};

use crate::linear::{Feature, Linear};

/// Length of the features of a text.
const LENGTH: f32 = 5.0;
/// Reports below this are about something else.
pub const THRESHOLD: f32 = 0.4;
/// A text with fewer tokens tells too little to judge it by.
const SHORTEST: usize = 40;

static MODEL: LazyLock<Linear> =
    LazyLock::new(|| Linear::parse(include_str!("../data/about.weights")).expect("data/about.weights"));

/// Whether a report is about talks.
pub fn is_about_talks(doc: &Doc) -> bool {
    doc.len() < SHORTEST || MODEL.probability(&features(doc)) >= THRESHOLD
}

/// The words that mean something, weighed by how often they stand, together of one length; no names.
pub(crate) fn features(doc: &Doc) -> Vec<Feature> {
    let mut counts: HashMap<String, f32> = HashMap::new();
    let words = doc.tokens().filter(|t| matches!(t.pos(), Pos::Noun | Pos::Verb | Pos::Adj));
    // What is written small is no name.
    let small = |text: &str| text.chars().all(|c| c.is_alphabetic() && !c.is_uppercase());
    for token in words.filter(|t| small(t.text()) && t.entity().is_none()) {
        *counts.entry(token.lemma().to_lowercase()).or_default() += 1.0;
    }
    let mut features: Vec<Feature> = counts.into_iter().map(|(word, n)| (word, n.ln_1p())).collect();
    features.sort_by(|a, b| a.0.cmp(&b.0));
    let length = features.iter().map(|f| f.1 * f.1).sum::<f32>().sqrt().max(1e-3);
    features.iter_mut().for_each(|f| f.1 *= LENGTH / length);
    features.push(("bias".to_owned(), 1.0));
    features
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recipe_is_about_something_else() {
        let recipe = "Peel the potatoes and cut them into thin slices. Heat the oil in a heavy pan, add the onions and cook them \
            slowly until they are soft. Pour in the beaten eggs, season with salt and pepper, and turn the omelette once. \
            Serve it warm with a green salad and a glass of white wine.";
        let talks = "Negotiators from both sides met in the capital on Monday for a second round of talks. The mediator presented \
            a draft agreement on a ceasefire and the withdrawal of troops. The delegation rejected the proposal, and its \
            spokesman demanded guarantees before any concession. The talks are to resume next week.";
        let about = |text: &str| is_about_talks(&lang::Pipeline::english().annotate(text));
        assert!(!about(recipe));
        assert!(about(talks));
    }
}
