//! Teaches the ranker that ranks antecedents, and says how well it does on documents it has not seen.

use std::collections::HashMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use half::f16;
use lang::{Doc, Pipeline};
use ndarray::Array2;
use rayon::prelude::*;
use reading::coref::answers::Answers;
use reading::coref::features::{self, sizes};
use reading::coref::ranker::{ALONE, EARLIER, PAIR, Ranker, TABLES};
use reading::coref::scene::Scene;
use reading::coref::threads::Threads;
use reading::coref::{SHIPPED, chains_by, mentions};
use safetensors::{Dtype, tensor::TensorView};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::speech::adam::Adam;
use crate::speech::layers::Chance;

/// What is learned from, for the metadata.
const DATA: &str = "OntoGUM (Zhu, Pradhan and Zeldes, ACL 2021), interviews, news and speeches of GUM";
const FOLDS: usize = 5;
const PASSES: usize = 8;
const RATE: f32 = 5e-3;
const DECAY: f32 = 1e-4;
const SEED: u64 = 17;
/// How much links are leaned towards; chosen by documents left out.
const LEAN: f32 = 1.5;
/// Pairs less likely than this teach nothing.
const NEGLIGIBLE: f32 = 1e-4;

/// A text of a set; what is marked in it is not read.
#[derive(Deserialize)]
struct Text {
    id: String,
    text: String,
}

/// A text with what is marked in it.
#[derive(Deserialize)]
struct Gold {
    #[serde(flatten)]
    line: Text,
    ontogum: Vec<Marked>,
}

#[derive(Deserialize)]
struct Marked {
    start: usize,
    end: usize,
    entity: u64,
}

/// What is learned from one document.
struct Lesson {
    doc: Doc,
    scene: Scene,
    own: Vec<Vec<u16>>,
    /// For each mention its antecedents: which, whether they are right, the answers.
    pairs: Vec<Vec<(usize, bool, Vec<u16>)>>,
}

/// Reads documents, one a line.
fn read<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, Box<dyn Error>> {
    let lines = std::fs::read_to_string(path)?;
    Ok(lines.lines().map(serde_json::from_str).collect::<serde_json::Result<_>>()?)
}

fn lesson(Gold { line, ontogum }: &Gold) -> Lesson {
    let doc = Pipeline::english().annotate(&line.text);
    let scene = Scene::of(&doc, mentions::find(&doc));
    let gold: HashMap<(usize, usize), u64> = ontogum.iter().rev().map(|m| ((m.start, m.end), m.entity)).collect();
    let spans: Vec<(usize, usize)> = scene.facts.iter().map(|f| f.mention.span(&doc).code_points(&line.text)).collect();
    let entity: Vec<Option<u64>> = spans.iter().map(|s| gold.get(s).copied()).collect();
    let mut answers = Answers::default();
    let (mut own, mut pairs) = (Vec::new(), Vec::new());
    let mut threads = Threads::default();
    for m in 0..spans.len() {
        features::own(&scene, m, &mut answers);
        own.push(answers.rows().to_vec());
        let ante = scene.antecedents(m).into_iter().map(|a| {
            features::pair(&scene, m, a, &threads, &mut answers);
            (a, entity[m].is_some() && entity[m] == entity[a], answers.rows().to_vec())
        });
        pairs.push(ante.collect());
        // As if all before had been linked rightly.
        let right = (0..m).rev().find(|&a| entity[m].is_some() && entity[m] == entity[a]);
        threads.link(&scene, right);
    }
    Lesson { doc, scene, own, pairs }
}

/// The weights while they are learned: for each table one weight an answer that all kinds of mentions share, and one for
/// each kind. The sums are what is applied.
struct Student {
    values: Vec<Array2<f32>>,
}

/// How the shares of a weight are grouped: all kinds of mentions together, and each for itself.
const SHARES: [fn(usize) -> usize; 2] = [|_| 0, |kind| kind];

impl Student {
    fn new() -> Self {
        let [kinds, own, pair] = sizes();
        let groups = SHARES.map(|share| share(kinds - 1) + 1);
        let rows = [pair, own, own];
        let values = rows.iter().flat_map(|&n| groups.map(|g| Array2::zeros((n, g)))).collect();
        Student { values }
    }

    fn ranker(&self) -> Ranker {
        let [kinds, ..] = sizes();
        let mut tables: [Vec<f32>; TABLES.len()] = Default::default();
        for (table, values) in tables.iter_mut().zip(self.values.chunks_exact(SHARES.len())) {
            let rows = values[0].nrows();
            let weight = |at: usize| {
                let shares = SHARES.iter().zip(values);
                shares.map(|(share, v)| v[[at / kinds, share(at % kinds)]]).sum()
            };
            *table = (0..rows * kinds).map(weight).collect();
        }
        Ranker { kinds, tables, lean: LEAN }
    }
}

/// Teaches a ranker.
fn teach(lessons: &[&Lesson], seed: u64) -> Ranker {
    let mut chance = Chance::new(seed);
    let mut student = Student::new();
    let mut adam = Adam::new(&student.values, DECAY);
    let mut order: Vec<usize> = (0..lessons.len()).collect();
    for pass in 0..PASSES {
        chance.shuffle(&mut order);
        let rate = RATE * (1.0 - pass as f32 / PASSES as f32);
        for &k in &order {
            let gradient = gradient(&student, lessons[k]);
            adam.step(&mut student.values, &gradient, rate);
        }
    }
    student.ranker()
}

/// The gradient of the negative log-likelihood of a document: for each mention, that some right antecedent is chosen, or
/// none where none is right.
fn gradient(student: &Student, lesson: &Lesson) -> Vec<Array2<f32>> {
    let ranker = student.ranker();
    let mut gradient: Vec<Array2<f32>> = student.values.iter().map(|v| Array2::zeros(v.dim())).collect();
    for (m, pairs) in lesson.pairs.iter().enumerate() {
        let kind = features::kind(&lesson.scene, m);
        let mut scores = vec![ranker.sum(ALONE, &lesson.own[m], kind)];
        for (a, _, rows) in pairs {
            let earlier = ranker.sum(EARLIER, &lesson.own[*a], features::kind(&lesson.scene, *a));
            scores.push(ranker.sum(PAIR, rows, kind) + earlier);
        }
        let any = pairs.iter().any(|p| p.1);
        let right = |k: usize| if k == 0 { !any } else { pairs[k - 1].1 };
        let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let best = (0..scores.len()).filter(|&k| right(k)).map(|k| scores[k]).fold(f32::NEG_INFINITY, f32::max);
        let all: f32 = scores.iter().map(|s| (s - top).exp()).sum();
        let good: f32 = (0..scores.len()).filter(|&k| right(k)).map(|k| (scores[k] - best).exp()).sum();
        for (k, &s) in scores.iter().enumerate() {
            let push = (s - top).exp() / all - if right(k) { (s - best).exp() / good } else { 0.0 };
            if push.abs() < NEGLIGIBLE {
                continue;
            }
            let mut add = |table: usize, rows: &[u16], kind: usize| {
                for (share, g) in SHARES.iter().zip(&mut gradient[table * SHARES.len()..]) {
                    rows.iter().for_each(|&row| g[[row as usize, share(kind)]] += push);
                }
            };
            match k {
                0 => add(ALONE, &lesson.own[m], kind),
                _ => {
                    let (a, _, rows) = &pairs[k - 1];
                    add(PAIR, rows, kind);
                    add(EARLIER, &lesson.own[*a], features::kind(&lesson.scene, *a));
                }
            }
        }
    }
    gradient
}

/// What we say about each document of a file, as the scorer reads it. The texts alone are read.
///
/// # Errors
/// If the file cannot be read.
pub fn predict(path: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let said = |line: &Text| written(line, &Pipeline::english().annotate(&line.text), &SHIPPED);
    Ok(read(path)?.par_iter().map(said).collect())
}

/// The chains of a document, as the scorer reads them.
fn written(line: &Text, doc: &Doc, ranker: &Ranker) -> String {
    let mentions = chains_by(ranker, doc).into_iter().enumerate().flat_map(|(entity, chain)| {
        chain.mentions.into_iter().map(move |mention| {
            let (start, end) = mention.span(doc).code_points(&line.text);
            json!({"start": start, "end": end, "entity": entity})
        })
    });
    json!({"id": line.id, "mentions": mentions.collect::<Vec<_>>()}).to_string()
}

/// Teaches the shipped ranker on all documents of a file and writes its weights; before that, rankers of as many folds,
/// whose predictions for the documents they did not see are written beside, with the ending `left-out.jsonl`.
///
/// # Errors
/// If a file cannot be read or written.
pub fn train(path: &Path, into: &Path) -> Result<(), Box<dyn Error>> {
    let mut lines: Vec<Gold> = read(path)?;
    lines.sort_by(|a, b| a.line.id.cmp(&b.line.id));
    let lessons: Vec<Lesson> = lines.par_iter().map(lesson).collect();
    let pairs: usize = lessons.iter().flat_map(|l| &l.pairs).map(Vec::len).sum();
    let found: usize = lessons.iter().map(|l| l.own.len()).sum();
    println!("{} documents, {found} candidates, {pairs} pairs", lines.len());
    // Rankers of the folds, then that of all.
    let rankers: Vec<Ranker> = (0..=FOLDS)
        .into_par_iter()
        .map(|fold| {
            let seen: Vec<&Lesson> = lessons
                .iter()
                .enumerate()
                .filter(|(n, _)| n % FOLDS != fold || fold == FOLDS)
                .map(|(_, l)| l)
                .collect();
            teach(&seen, SEED)
        })
        .collect();
    let mut out = String::new();
    for (n, (gold, lesson)) in lines.iter().zip(&lessons).enumerate() {
        writeln!(out, "{}", written(&gold.line, &lesson.doc, &rankers[n % FOLDS]))?;
    }
    let left_out = into.with_extension("left-out.jsonl");
    std::fs::write(&left_out, out)?;
    println!("predictions for documents left out: {}", left_out.display());
    std::fs::write(into, weights(&rankers[FOLDS], lines.len())?)?;
    Ok(())
}

/// The weights as the reader reads them.
fn weights(ranker: &Ranker, documents: usize) -> Result<Vec<u8>, Box<dyn Error>> {
    let bytes: Vec<Vec<u8>> =
        ranker.tables.iter().map(|m| m.iter().flat_map(|&x| f16::from_f32(x).to_le_bytes()).collect()).collect();
    let views =
        TABLES.iter().zip(&bytes).map(|(&name, b)| Ok((name, TensorView::new(Dtype::F16, vec![b.len() / 2], b)?)));
    let views = views.collect::<Result<Vec<_>, safetensors::SafeTensorError>>()?;
    let metadata = HashMap::from([
        ("data".to_owned(), format!("{DATA}, {documents} documents")),
        ("date".to_owned(), jiff::Zoned::now().date().to_string()),
        ("lean".to_owned(), ranker.lean.to_string()),
        ("seed".to_owned(), SEED.to_string()),
    ]);
    Ok(safetensors::serialize(views, Some(metadata))?)
}
