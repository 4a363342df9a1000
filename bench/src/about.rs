//! Teaches the reader to tell a report about talks from one about something else.

use std::collections::HashMap;
use std::error::Error;
use std::path::Path;

use lang::Pipeline;
use rayon::prelude::*;
use reading::{Feature, Linear, Training, learn};
use source::Input;

use crate::speech::gold;

const FOLDS: usize = 5;
const TRAINING: Training = Training { epochs: 12, rate: 0.1, decay: 1e-3, least: 5, seed: 17 };

/// What a text is about.
#[derive(Clone, Copy, PartialEq)]
enum About {
    Talks,
    /// Something else, told like a report of talks.
    OtherReport,
    /// Something else, in PolNeAR.
    OtherArticle,
}

/// How the training reports on something else are named.
const OTHER: &str = "other-";
/// An article of PolNeAR counts as one on something else if it has at most so many words of talks.
const FEW: usize = 1;
/// Lemmas that tell of talks.
const OF_TALKS: [&str; 14] = [
    "negotiate",
    "negotiation",
    "negotiator",
    "talks",
    "ceasefire",
    "truce",
    "treaty",
    "accord",
    "mediator",
    "mediate",
    "pact",
    "delegation",
    "bargaining",
    "deal",
];

/// Teaches it on a folder of talks and on PolNeAR's articles, and writes the weights into a folder.
pub fn train(talks: &Path, polnear: &Path, into: &Path) -> Result<(), Box<dyn Error>> {
    let mut folds: HashMap<String, usize> = HashMap::new();
    let mut rows: Vec<(usize, Vec<Feature>, About)> = Vec::new();
    for report in source::open([Input::from(talks)]) {
        let report = report?;
        let negotiation = report.id.stem().trim_end_matches(|c: char| c.is_ascii_digit() || c == '-').to_owned();
        let about = if negotiation.starts_with(OTHER) { About::OtherReport } else { About::Talks };
        let next = folds.len() % FOLDS;
        let fold = *folds.entry(negotiation).or_insert(next);
        rows.push((fold, learn::about(&Pipeline::english().annotate(&report.text)), about));
    }
    let articles = gold::texts(&polnear.join("text"))?;
    let others: Vec<Vec<Feature>> = articles
        .par_iter()
        .filter(|a| a.doc.tokens().filter(|t| OF_TALKS.contains(&&*t.lemma().to_lowercase())).count() <= FEW)
        .map(|a| learn::about(&a.doc))
        .collect();
    rows.extend(others.into_iter().enumerate().map(|(i, features)| (i % FOLDS, features, About::OtherArticle)));

    let mut scored: Vec<(f32, About)> = Vec::new();
    for fold in 0..FOLDS {
        let train: Vec<_> =
            rows.iter().filter(|r| r.0 != fold).map(|r| (r.1.clone(), (r.2 == About::Talks).then_some(0))).collect();
        let model = Linear::train(&["talks"], &train, None, &TRAINING);
        scored.extend(rows.iter().filter(|r| r.0 == fold).map(|r| (model.probability(&r.1), r.2)));
    }
    let share = |about: About, least: f32| {
        let of: Vec<&(f32, About)> = scored.iter().filter(|s| s.1 == about).collect();
        of.iter().filter(|s| s.0 >= least).count() as f32 / of.len().max(1) as f32
    };
    let line = |least: f32| {
        format!(
            "at {least}: kept of reports about talks {:.3}, of other reports {:.3}, of other articles {:.3}",
            share(About::Talks, least),
            share(About::OtherReport, least),
            share(About::OtherArticle, least)
        )
    };
    println!("negotiations left out");
    for least in [0.1, 0.2, 0.3, 0.4, 0.5] {
        println!("{}", line(least));
    }
    let line = format!("Negotiations left out, {}.", line(learn::ABOUT_TALKS));
    let all: Vec<_> = rows.iter().map(|r| (r.1.clone(), (r.2 == About::Talks).then_some(0))).collect();
    let model = Linear::train(&["talks"], &all, None, &TRAINING);
    let comment = format!(
        "Trained by `bench train about` on shared/talks/train and PolNeAR's training articles ({} texts), {}.\n{line}",
        rows.len(),
        jiff::Zoned::now().date()
    );
    std::fs::write(into.join("about.weights"), model.render(&comment))?;
    Ok(())
}
