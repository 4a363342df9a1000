//! Teaches the network that finds who says what, on PolNeAR's training articles.

pub mod adam;
mod certainty;
pub mod gold;
pub mod layers;
pub mod lesson;
mod network;

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::path::Path;
use std::time::Instant;

use half::f16;
use rayon::prelude::*;
use reading::speech::features::{self, Features, Words};
use reading::speech::model::{Certainty, Model};
use reading::speech::shape::{self, Shape};
use safetensors::{Dtype, tensor::TensorView};

use adam::Adam;
use gold::Article;
use layers::Chance;
use lesson::{Lesson, Teachers};
use network::{Batch, Case, Loss, Network};

const POLNEAR: &str = "PolNeAR, training part (Newell, Margolin and Ruths, LREC 2018)";
const RATE: f32 = 2e-3;
const DECAY: f32 = 0.02;
/// How much of a lesson that people marked is as teachers think.
const HEARD: f32 = 0.5;
/// One article of so many is held back, to fit how likely what the network finds is right.
const HELD: usize = 40;
/// How much more cues are looked for than they are likely, see [`Model::lean`]; chosen on the development articles.
const LEAN: f32 = 0.8;
/// How likely what it finds must be, see [`Model::least`]; chosen on the development articles.
const LEAST_SURE: f32 = 0.3;
/// Articles that a step learns from.
const TOGETHER: usize = 6;
/// Steps in which the rate grows to its full height.
const WARMING: f32 = 100.0;
/// How often a word or ending is seen at least to be known.
const LEAST: (usize, usize) = (8, 30);

/// What networks are taught, and how long.
struct Plan {
    /// What they are taught from, for the metadata.
    data: &'static str,
    seeds: &'static [u64],
    /// Networks for each seed.
    networks: usize,
    shape: Shape,
    /// Times that every text is read.
    passes: usize,
    /// Share of numbers left out at random.
    dropout: f32,
}

const TEACHERS: Plan = Plan {
    data: POLNEAR,
    seeds: &[11, 12],
    networks: 2,
    shape: Shape { width: 96, narrow: 64 },
    passes: 12,
    dropout: 0.25,
};
const PUPIL: Plan = Plan {
    data: "PolNeAR, training part (Newell, Margolin and Ruths, LREC 2018), and what teachers heard in it and in other texts",
    seeds: &[11],
    networks: 1,
    shape: Shape { width: 128, narrow: 64 },
    passes: 12,
    dropout: 0.15,
};

/// Articles, those that are held back, and the words that the network knows.
struct School {
    cases: Vec<Case>,
    held: Vec<Case>,
    lemmas: Words,
    endings: Words,
}

impl School {
    fn open(path: &Path) -> Result<Self, Box<dyn Error>> {
        let articles = gold::articles(path)?;
        let (mut lemmas, mut endings) = (HashMap::new(), HashMap::new());
        for token in articles.iter().flat_map(|a| a.doc.tokens()) {
            *lemmas.entry(features::lemma(token)).or_insert(0_usize) += 1;
            *endings.entry(features::ending(token).to_owned()).or_insert(0_usize) += 1;
        }
        let known = |counts: HashMap<String, usize>, least: usize| {
            let words: BTreeMap<String, usize> =
                counts.into_iter().filter(|(w, n)| *n >= least && !w.contains('\n')).collect();
            Words::new(words.into_keys().collect())
        };
        let (lemmas, endings) = (known(lemmas, LEAST.0), known(endings, LEAST.1));
        let case = |mut article: Article| {
            let features = Features::of(&article.doc, std::mem::take(&mut article.context), &lemmas, &endings);
            let lesson = Lesson::marked(&article.doc, &article.marked);
            Case { article, features, lesson }
        };
        let cases: Vec<Case> = articles.into_par_iter().map(case).collect();
        let (held, cases): (Vec<_>, Vec<_>) = cases.into_iter().enumerate().partition(|(i, _)| i % HELD == HELD / 2);
        let (held, cases): (Vec<Case>, Vec<Case>) =
            (held.into_iter().map(|c| c.1).collect(), cases.into_iter().map(|c| c.1).collect());
        println!("{} articles to learn from, {} held back", cases.len(), held.len());
        Ok(School { cases, held, lemmas, endings })
    }

    /// Teaches networks one after the other and writes their weights.
    fn teach(self, plan: &Plan, into: &Path) -> Result<(), Box<dyn Error>> {
        let mut networks = Vec::new();
        for &seed in plan.seeds {
            let mut chance = Chance::new(seed);
            for _ in 0..plan.networks {
                println!("network {}", networks.len() + 1);
                let network = Network::new(plan.shape, self.lemmas.count(), self.endings.count(), &mut chance);
                networks.push(teach(&self.cases, network, plan, &mut chance));
            }
        }
        let weights =
            |certainty: &Certainty, least: f32| weights(plan, &networks, &self.lemmas, &self.endings, certainty, least);
        let unsure = weights(&Certainty::default(), 0.0)?;
        let certainty = certainty::fit(&Model::read(&unsure)?, &self.held);
        std::fs::write(into, weights(&certainty, LEAST_SURE)?)?;
        Ok(())
    }
}

/// Teaches networks that teach others, on a PolNeAR folder, and writes their weights.
pub fn train_teachers(path: &Path, into: &Path) -> Result<(), Box<dyn Error>> {
    School::open(path)?.teach(&TEACHERS, into)
}

/// Teaches the network on a PolNeAR folder and on texts that nobody marked, with the help of teachers, and writes its weights.
pub fn train(path: &Path, into: &Path, texts: &Path, teachers: &Teachers) -> Result<(), Box<dyn Error>> {
    let mut school = School::open(path)?;
    if teachers.model.lemmas != school.lemmas || teachers.model.endings != school.endings {
        return Err("the teachers were not taught on these articles: they know other words".into());
    }
    school.cases.par_iter_mut().for_each(|case| case.lesson.blend(&case.article, &case.features, teachers, HEARD));
    let case = |mut article: Article| {
        let context = std::mem::take(&mut article.context);
        let features = Features::of(&article.doc, context, &school.lemmas, &school.endings);
        let lesson = Lesson::heard(&article, &features, teachers);
        Case { article, features, lesson }
    };
    let more: Vec<Case> = gold::texts(texts)?.into_par_iter().filter(|t| !t.doc.is_empty()).map(case).collect();
    println!("{} texts that nobody marked", more.len());
    school.cases.extend(more);
    school.teach(&PUPIL, into)
}

/// Prints how often what the network finds is right, by how sure it is, on the articles of a PolNeAR folder.
pub fn reliability(path: &Path) -> Result<(), Box<dyn Error>> {
    let mut bands = [(0.0_f32, 0.0_f32, 0_usize); 10];
    for article in gold::articles(path)? {
        let found = reading::speech::find(&reading::speech::SHIPPED, &article.doc, article.context);
        for (utterance, right) in found.iter().zip(certainty::right(&found, &article.marked)) {
            let band = &mut bands[((utterance.probability * 10.0) as usize).min(9)];
            band.0 += utterance.probability;
            band.1 += f32::from(u8::from(right));
            band.2 += 1;
        }
    }
    let all: usize = bands.iter().map(|b| b.2).sum();
    let mut error = 0.0;
    println!("| said | right | utterances |\n|---|---|---|");
    for (said, right, count) in bands.into_iter().filter(|b| b.2 > 0) {
        println!("| {:.2} | {:.2} | {count} |", said / count as f32, right / count as f32);
        error += (said - right).abs() / all.max(1) as f32;
    }
    println!("expected calibration error {error:.3} over {all} utterances");
    Ok(())
}

/// Teaches one network.
fn teach(cases: &[Case], mut network: Network, plan: &Plan, chance: &mut Chance) -> Network {
    let began = Instant::now();
    let mut adam = Adam::new(&network.values, DECAY);
    let mut order: Vec<usize> = (0..cases.len()).collect();
    let steps = (plan.passes * cases.len().div_ceil(TOGETHER)) as f32;
    let mut step = 0.0;
    for epoch in 0..plan.passes {
        chance.shuffle(&mut order);
        let mut total = Loss::default();
        for batch in order.chunks(TOGETHER) {
            let batch: Vec<(&Case, Chance)> = batch.iter().map(|&i| (&cases[i], Chance::new(chance.bits()))).collect();
            let size = Batch {
                tokens: batch.iter().map(|b| b.0.article.doc.len()).sum(),
                cues: batch.iter().map(|b| b.0.lesson.cues.len()).sum(),
                tempted: epoch > 0,
                dropout: plan.dropout,
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
    plan: &Plan,
    networks: &[Network],
    lemmas: &Words,
    endings: &Words,
    certainty: &Certainty,
    least: f32,
) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut bytes: Vec<(String, Vec<usize>, Vec<u8>)> = Vec::new();
    for (voter, network) in networks.iter().enumerate() {
        for (matrix, value) in network.matrices.iter().zip(&network.values) {
            let numbers = value.iter().flat_map(|&x| f16::from_f32(x).to_le_bytes()).collect();
            bytes.push((shape::name(voter, &matrix.name), vec![matrix.rows, matrix.columns], numbers));
        }
    }
    let views = bytes
        .iter()
        .map(|(name, shape, bytes)| Ok((name.as_str(), TensorView::new(Dtype::F16, shape.clone(), bytes)?)));
    let views = views.collect::<Result<Vec<_>, safetensors::SafeTensorError>>()?;
    let numbers: Vec<String> =
        [certainty.bias, certainty.slope].iter().chain(&certainty.weights).map(f32::to_string).collect();
    let metadata = HashMap::from([
        ("lemmas".to_owned(), lemmas.list().join("\n")),
        ("endings".to_owned(), endings.list().join("\n")),
        ("data".to_owned(), plan.data.to_owned()),
        ("date".to_owned(), jiff::Zoned::now().date().to_string()),
        ("lean".to_owned(), LEAN.to_string()),
        ("least".to_owned(), least.to_string()),
        ("certainty".to_owned(), numbers.join(" ")),
        ("seed".to_owned(), plan.seeds.iter().map(u64::to_string).collect::<Vec<_>>().join(" ")),
    ]);
    Ok(safetensors::serialize(views, Some(metadata))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use reading::speech::window::Windows;

    const SHAPE: Shape = Shape { width: 96, narrow: 64 };

    fn case(lemmas: &Words, endings: &Words) -> Case {
        let (doc, context) =
            lang::Pipeline::english().annotate_with_vectors("Norway said it would stay. “We stay,” she added.");
        let at = |word: &str| doc.tokens().find(|t| t.text() == word).map_or(0, |t| t.index());
        let marks = |source: std::ops::Range<usize>, cue: usize, content: std::ops::Range<usize>| gold::Marked {
            source: Vec::from([source]),
            cue: cue..cue + 1,
            content: Vec::from([content]),
        };
        let marked = vec![marks(0..1, 1, 2..5), marks(at("she")..at("she") + 1, at("added"), at("“")..at("she"))];
        let features = Features::of(&doc, context.clone(), lemmas, endings);
        let lesson = Lesson::marked(&doc, &marked);
        let article = Article { name: String::new(), doc, context, marked };
        Case { article, features, lesson }
    }

    fn words() -> (Words, Words) {
        (Words::new(vec!["say".into(), "stay".into()]), Words::new(vec!["aid".into()]))
    }

    fn batch(case: &Case) -> Batch {
        Batch { tokens: case.article.doc.len(), cues: 2, tempted: false, dropout: 0.0 }
    }

    #[test]
    fn the_gradient_is_the_slope_of_the_loss() {
        let (lemmas, endings) = words();
        let case = case(&lemmas, &endings);
        let mut chance = Chance::new(3);
        let mut network = Network::new(SHAPE, lemmas.count(), endings.count(), &mut chance);
        let loss = |network: &Network| {
            let loss = network.learn(&case, batch(&case), &mut Chance::new(1)).0;
            loss.roles + loss.parts
        };
        let (_, gradient) = network.learn(&case, batch(&case), &mut Chance::new(1));
        for (m, g) in gradient.iter().enumerate() {
            // The steepest number of each matrix.
            let steepest = g.indexed_iter().max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()));
            let Some((at, &slope)) = steepest.filter(|(_, slope)| slope.abs() > 1e-3) else { continue };
            let (value, step) = (network.values[m][at], 1e-2);
            network.values[m][at] = value + step;
            let above = loss(&network);
            network.values[m][at] = value - step;
            let below = loss(&network);
            network.values[m][at] = value;
            let measured = (above - below) / (2.0 * step);
            let name = &network.matrices[m].name;
            assert!((measured - slope).abs() < 0.05 * slope.abs() + 2e-3, "{name}: {measured} is not {slope}");
        }
    }

    #[test]
    fn the_reader_computes_what_was_taught() {
        let (lemmas, endings) = words();
        let case = case(&lemmas, &endings);
        let mut chance = Chance::new(5);
        let mut networks: Vec<Network> =
            (0..2).map(|_| Network::new(SHAPE, lemmas.count(), endings.count(), &mut chance)).collect();
        for value in networks.iter_mut().flat_map(|n| &mut n.values) {
            value.mapv_inplace(|x| f16::from_f32(x).to_f32());
        }
        let model = Model::read(&weights(&TEACHERS, &networks, &lemmas, &endings, &Certainty::default(), 0.0).unwrap())
            .unwrap();
        let doc = &case.article.doc;
        let cues: Vec<_> = case.article.marked.iter().map(|m| m.cue.clone()).collect();
        for (network, voter) in networks.iter().zip(model.voters()) {
            let taught = network.learn(&case, batch(&case), &mut Chance::new(1)).0;
            let forms = voter.forms(&case.features);
            let rows = voter.encode(doc, &case.features, &forms, 0..doc.len());
            let right = |scores: &[f32], labels: &[u8], wide: usize| -> f32 {
                scores.chunks(wide).zip(labels).map(|(row, &label)| -row[usize::from(label)]).sum()
            };
            let labels = gold::roles(doc, &case.article.marked);
            let roles = right(&voter.roles(&rows), &labels, shape::ROLES) / doc.len() as f32;
            assert!((roles - taught.roles).abs() < 1e-3, "{roles} is not {}", taught.roles);
            let windows = Windows::of(doc, &cues, 0..doc.len());
            let wanted: Vec<u8> = case
                .article
                .marked
                .iter()
                .zip(&windows.spans)
                .flat_map(|(m, &(first, length))| gold::parts(m, first, length))
                .collect();
            let parts = right(&voter.parts(&rows, 0, &cues, &windows), &wanted, shape::PARTS);
            assert!((parts * network::CUES / 2.0 - taught.parts).abs() < 1e-3, "{parts} is not {}", taught.parts);
        }
    }

    #[test]
    fn marks_become_tokens_and_labels() {
        let (doc, _) = lang::Pipeline::english().annotate_with_vectors("Norway said it stays.");
        let marks = "T1\tSource 0 6\tNorway\nT2\tCue 7 11\tsaid\nT3\tContent 12 20\tit stays\nE1\tCue:T2 Source:T1 Content:T3\n";
        let marked = gold::parse(marks, &doc);
        assert_eq!(gold::roles(&doc, &marked), [1, 3, 5, 6, 0]);
        assert_eq!(gold::parts(&marked[0], 1, 3), [0, 3, 4]);
    }
}
