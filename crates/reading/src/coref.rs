//! Which words of a text mean the same person, state, organisation or thing.

pub mod answers;
mod facts;
pub mod features;
mod lexicon;
pub mod mentions;
pub mod ranker;
pub mod scene;
pub mod threads;

use std::sync::LazyLock;

use lang::Doc;
use source::Span;

use answers::Answers;
pub use mentions::{Kind, Mention};
use ranker::{ALONE, EARLIER, PAIR, Ranker};
use scene::Scene;
use threads::Threads;

/// The shipped network.
pub static SHIPPED: LazyLock<Ranker> = LazyLock::new(|| {
    Ranker::read(include_bytes!("../data/coref.safetensors"), features::sizes())
        .expect("the shipped weights fit the network, a test sees to it")
});

/// Mentions that mean the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// Two or more, in the order of the text; of two that begin together the longer is first.
    pub mentions: Vec<Mention>,
}

impl Mention {
    /// Where it stands in the text, in bytes.
    pub fn span(&self, doc: &Doc) -> Span {
        Span::new(doc.token(self.tokens.start).span().start..doc.token(self.tokens.end - 1).span().end)
    }
}

/// What a document speaks of more than once, in the order of the first mentions. No mention is in two chains.
pub fn chains(doc: &Doc) -> Vec<Chain> {
    chains_by(&SHIPPED, doc)
}

/// As [`chains`], by another network.
pub fn chains_by(ranker: &Ranker, doc: &Doc) -> Vec<Chain> {
    let scene = Scene::of(doc, mentions::find(doc));
    let links = links(ranker, &scene);
    let mut chain_of: Vec<usize> = Vec::new();
    let mut chains: Vec<Chain> = Vec::new();
    for (facts, link) in scene.facts.into_iter().zip(links) {
        let chain = link.map_or(chains.len(), |a| chain_of[a]);
        chain_of.push(chain);
        if chain == chains.len() {
            chains.push(Chain { mentions: Vec::new() });
        }
        chains[chain].mentions.push(facts.mention);
    }
    chains.retain(|c| c.mentions.len() > 1);
    chains
}

/// For each mention the earlier one that it means the same as, if there is one.
fn links(ranker: &Ranker, scene: &Scene) -> Vec<Option<usize>> {
    let mut answers = Answers::default();
    let mut own: Vec<Vec<u16>> = Vec::new();
    let mut links = Vec::new();
    let mut threads = Threads::default();
    for m in 0..scene.facts.len() {
        features::own(scene, m, &mut answers);
        own.push(answers.rows().to_vec());
        let mut best = (ranker.sum(ALONE, &own[m], features::kind(scene, m)) - ranker.lean, None);
        for a in scene.antecedents(m) {
            if !threads.of(a).admits(&scene.facts[m]) {
                continue;
            }
            features::pair(scene, m, a, &threads, &mut answers);
            let score = ranker.sum(PAIR, answers.rows(), features::kind(scene, m))
                + ranker.sum(EARLIER, &own[a], features::kind(scene, a));
            if score > best.0 {
                best = (score, Some(a));
            }
        }
        threads.link(scene, best.1);
        links.push(best.1);
    }
    links
}
