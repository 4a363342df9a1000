//! Which words of a text mean the same person, state, organisation or thing.
//!
//! [`mentions`] finds what may mean something: pronouns, names and noun phrases in their longest form. [`scene`] gathers what is known
//! of each, [`features`] asks a fixed list of questions of a mention and an earlier one, and [`ranker`] weighs the answers: each mention is
//! linked to the earlier one with the highest score, or to none. What has been linked so far ([`threads`]) is asked about too, and forbids
//! some links: he is not she, one state is not another. The conventions are those of OntoNotes as OntoGUM has them: what is
//! mentioned once is no chain, an apposition belongs to its noun, predicates are no mentions of their subject.
//!
//! ```
//! let doc = lang::Pipeline::english().annotate("Jonas Weidel met Anna Berg. He told her that he would sign.");
//! let chains = reading::coref::chains(&doc);
//! let words: Vec<&str> = chains[0].mentions.iter().map(|m| doc.text_of(m.tokens.clone())).collect();
//! assert_eq!(words, ["Jonas Weidel", "He", "he"]);
//! ```
//!
//! # How good it is
//! Learned by `bench train coref` from the 41 documents of `coref/gum.jsonl` (news, interviews, speeches; 36,560 tokens). On documents left
//! out (five folds): CoNLL F1 0.565 (MUC 0.678, B3 0.533, CEAF 0.483), mentions 0.769; news 0.573, interviews 0.546, speeches 0.574. Of
//! third person pronouns with a name or description before them 0.490 are joined with one that is right; in news 0.664.
//!
//! # Its mistakes
//! The same predictions, by kind of mention (names are those written with capitals); recall: joined with an earlier one that is right, of all that have one.
//!
//! | kind | marked | recall | precision |
//! |---|---|---|---|
//! | descriptions | 952 | 0.37 | 0.56 |
//! | names | 913 | 0.63 | 0.75 |
//! | we | 511 | 0.92 | 0.86 |
//! | I | 484 | 0.95 | 0.92 |
//! | it | 300 | 0.49 | 0.46 |
//! | they | 283 | 0.68 | 0.61 |
//! | you | 217 | 0.79 | 0.70 |
//! | he | 151 | 0.83 | 0.83 |
//! | she | 116 | 0.88 | 0.87 |
//! | this, that, these | 132 | 0.06 | 0.20 |
//!
//! - 13 % of what is marked is no candidate: verbs that "this" and "it" take up, names within names ("the Oslo Forum"), and phrases that
//!   the parse ends elsewhere. To propose more names within names found more of them and lost as much in precision.
//! - Descriptions in other words ("the freighter" for "the ship", "the authorities" for "the government") are found only by
//!   words they share; most of what is missed is of this sort.
//! - In interviews nothing but lines and question marks tells who speaks: the speakers that the set gives are not read.
//!
//! # What else was tried
//! On documents left out, at an earlier stage and mostly with a prototype: the same answers through a hidden layer of 48 units 0.557 where the weights alone had 0.555;
//! vectors of words or of their context as its input 0.554 and 0.546; weights for each pair of kinds 0.544; learning from links as they
//! would be found instead of right ones, no difference.

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
