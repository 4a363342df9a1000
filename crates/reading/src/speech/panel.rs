//! Several networks that vote on one text.

use std::ops::Range;

use lang::Doc;

use super::features::Features;
use super::model::Model;
use super::window::Windows;

/// A model's networks, prepared for one text.
pub struct Panel<'a> {
    model: &'a Model,
    features: &'a Features,
    /// For each network what the text's distinct forms add to a row.
    forms: Vec<Vec<f32>>,
}

impl<'a> Panel<'a> {
    /// Prepares the networks.
    pub fn new(model: &'a Model, features: &'a Features) -> Self {
        Panel { model, features, forms: model.voters().iter().map(|voter| voter.forms(features)).collect() }
    }

    /// Each network's rows of a range of tokens.
    pub fn encode(&self, doc: &Doc, tokens: Range<usize>) -> Vec<Vec<f32>> {
        let voters = self.model.voters().iter().zip(&self.forms);
        voters.map(|(voter, forms)| voter.encode(doc, self.features, forms, tokens.clone())).collect()
    }

    /// The mean of their log-probabilities of the roles.
    pub fn roles(&self, rows: &[Vec<f32>]) -> Vec<f32> {
        mean(self.model.voters().iter().zip(rows).map(|(voter, rows)| voter.roles(rows)))
    }

    /// The mean of their log-probabilities of the parts of cues; `first` is the token of the first row.
    pub fn parts(&self, rows: &[Vec<f32>], first: usize, cues: &[Range<usize>], windows: &Windows) -> Vec<f32> {
        mean(self.model.voters().iter().zip(rows).map(|(voter, rows)| voter.parts(rows, first, cues, windows)))
    }
}

fn mean(votes: impl ExactSizeIterator<Item = Vec<f32>>) -> Vec<f32> {
    let share = 1.0 / votes.len() as f32;
    let sum = votes.reduce(|mut sum, vote| {
        sum.iter_mut().zip(vote).for_each(|(s, v)| *s += v);
        sum
    });
    let mut sum = sum.unwrap_or_default();
    sum.iter_mut().for_each(|s| *s *= share);
    sum
}
