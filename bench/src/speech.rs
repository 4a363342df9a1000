//! Teaches the network that finds who says what, on PolNeAR's training articles.

mod adam;
mod certainty;
pub mod gold;
mod layers;
mod network;

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::path::Path;
use std::time::Instant;

use half::f16;
use rayon::prelude::*;
use reading::speech::features::{self, Features, Words};
use reading::speech::model::{Certainty, Model};
use reading::speech::shape::{self, VOTERS};
use safetensors::{Dtype, tensor::TensorView};

use adam::Adam;
use layers::Chance;
use network::{Batch, Case, Loss, Network};

const SEED: u64 = 11;
const EPOCHS: usize = 12;
const RATE: f32 = 2e-3;
const DECAY: f32 = 0.02;
/// One article of so many is held back, to fit how likely what the network finds is right.
const HELD: usize = 40;
/// How much more cues are looked for than they are likely, see [`Model::lean`]; chosen on the development articles.
const LEAN: f32 = 0.5;
/// Articles that a step learns from.
const TOGETHER: usize = 6;
/// Steps in which the rate grows to its full height.
const WARMING: f32 = 100.0;
/// How often a word or ending is seen at least to be known.
const LEAST: (usize, usize) = (8, 30);

/// Teaches the network on a PolNeAR folder and writes its weights.
pub fn train(path: &Path, into: &Path) -> Result<(), Box<dyn Error>> {
    let began = Instant::now();
    let articles = gold::articles(path)?;
    let (mut lemmas, mut endings) = (HashMap::new(), HashMap::new());
    for token in articles.iter().flat_map(|a| a.doc.tokens()) {
        *lemmas.entry(features::lemma(token)).or_insert(0_usize) += 1;
        *endings.entry(features::ending(token).to_owned()).or_insert(0_usize) += 1;
    }
    let known = |counts: HashMap<String, usize>, least: usize| {
        let words: BTreeMap<String, usize> = counts.into_iter().filter(|(w, n)| *n >= least && !w.contains('\n')).collect();
        Words::new(words.into_keys().collect())
    };
    let (lemmas, endings) = (known(lemmas, LEAST.0), known(endings, LEAST.1));
    let cases: Vec<Case> = articles
        .into_par_iter()
        .map(|mut article| {
            let context = std::mem::take(&mut article.context);
            Case { features: Features::of(&article.doc, context, &lemmas, &endings), article }
        })
        .collect();
    let mut chance = Chance::new(SEED);
    let (held, cases): (Vec<_>, Vec<_>) = cases.into_iter().enumerate().partition(|(i, _)| i % HELD == HELD / 2);
    let (held, cases): (Vec<Case>, Vec<Case>) =
        (held.into_iter().map(|c| c.1).collect(), cases.into_iter().map(|c| c.1).collect());
    println!("{} articles to learn from, {} held back, ready after {:.0} s", cases.len(), held.len(), began.elapsed().as_secs_f32());
    let networks: Vec<Network> = (0..VOTERS)
        .map(|voter| {
            println!("network {}", voter + 1);
            teach(&cases, Network::new(lemmas.count(), endings.count(), &mut chance), &mut chance)
        })
        .collect();
    let unsure = weights(&networks, &lemmas, &endings, &Certainty::default())?;
    let certainty = certainty::fit(&Model::read(&unsure)?, &held);
    std::fs::write(into, weights(&networks, &lemmas, &endings, &certainty)?)?;
    Ok(())
}

/// Teaches one network.
fn teach(cases: &[Case], mut network: Network, chance: &mut Chance) -> Network {
    let began = Instant::now();
    let mut adam = Adam::new(&network.values, DECAY);
    let mut order: Vec<usize> = (0..cases.len()).collect();
    let steps = (EPOCHS * cases.len().div_ceil(TOGETHER)) as f32;
    let mut step = 0.0;
    for epoch in 0..EPOCHS {
        chance.shuffle(&mut order);
        let mut total = Loss::default();
        for batch in order.chunks(TOGETHER) {
            let batch: Vec<(&Case, Chance)> =
                batch.iter().map(|&i| (&cases[i], Chance::new(chance.bits()))).collect();
            let size = Batch {
                tokens: batch.iter().map(|b| b.0.article.doc.len()).sum(),
                cues: batch.iter().map(|b| b.0.article.marked.len()).sum(),
                tempted: epoch > 0,
            };
            let learned: Vec<_> = batch
                .into_par_iter()
                .filter(|b| !b.0.article.doc.is_empty())
                .map(|(case, mut chance)| network.learn(case, size, &mut chance))
                .collect();
            // In the order of the articles: the same sums whatever the number of threads.
            let mut learned = learned.into_iter();
            let Some((mut loss, mut gradient)) = learned.next() else { continue };
            for (more, g) in learned {
                loss.roles += more.roles;
                loss.parts += more.parts;
                gradient.iter_mut().zip(&g).for_each(|(sum, g)| *sum += g);
            }
            total.roles += loss.roles;
            total.parts += loss.parts;
            let rate = RATE * ((step + 1.0) / WARMING).min(1.0) * (1.0 - step / steps).max(0.005);
            adam.step(&mut network.values, &gradient, rate);
            step += 1.0;
        }
        let batches = cases.len().div_ceil(TOGETHER) as f32;
        println!(
            "epoch {:2}: roles {:.4}, parts {:.4}, after {:.0} s",
            epoch + 1,
            total.roles / batches,
            total.parts / batches,
            began.elapsed().as_secs_f32()
        );
    }
    network
}

/// The weights as the reader reads them.
fn weights(
    networks: &[Network],
    lemmas: &Words,
    endings: &Words,
    certainty: &Certainty,
) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut bytes: Vec<(String, Vec<usize>, Vec<u8>)> = Vec::new();
    for (voter, network) in networks.iter().enumerate() {
        for (matrix, value) in network.matrices.iter().zip(&network.values) {
            let numbers = value.iter().flat_map(|&x| f16::from_f32(x).to_le_bytes()).collect();
            bytes.push((shape::name(voter, &matrix.name), vec![matrix.rows, matrix.columns], numbers));
        }
    }
    let views = bytes.iter().map(|(name, shape, bytes)| {
        Ok((name.as_str(), TensorView::new(Dtype::F16, shape.clone(), bytes)?))
    });
    let views = views.collect::<Result<Vec<_>, safetensors::SafeTensorError>>()?;
    let numbers: Vec<String> = [certainty.bias].iter().chain(&certainty.weights).map(f32::to_string).collect();
    let metadata = HashMap::from([
        ("lemmas".to_owned(), lemmas.list().join("\n")),
        ("endings".to_owned(), endings.list().join("\n")),
        ("data".to_owned(), "PolNeAR, training part (Newell, Margolin and Ruths, LREC 2018)".to_owned()),
        ("date".to_owned(), jiff::Zoned::now().date().to_string()),
        ("lean".to_owned(), LEAN.to_string()),
        ("certainty".to_owned(), numbers.join(" ")),
        ("seed".to_owned(), SEED.to_string()),
    ]);
    Ok(safetensors::serialize(views, Some(metadata))?)
}
