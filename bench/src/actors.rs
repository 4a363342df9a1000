//! Teaches the reader who of those that its entries name is an actor of the talks.

use std::collections::{HashMap, HashSet};
use std::error::Error;
use std::path::Path;

use reading::learn::{self, ActorCase};
use reading::speech::Annotated;
use reading::{Feature, Linear, Reader, Training};
use serde::Deserialize;
use source::Input;

use crate::names::Names;

const FOLDS: usize = 5;
const TRAINING: Training = Training { epochs: 12, rate: 0.05, decay: 3e-3, least: 3, seed: 17 };

#[derive(Deserialize)]
struct Gold {
    actors: Vec<GoldActor>,
}

#[derive(Deserialize)]
struct GoldActor {
    name: String,
    #[serde(default)]
    aliases: Vec<String>,
}

struct Row {
    fold: usize,
    features: Vec<Feature>,
    right: bool,
}

/// Teaches it on a folder of talks and writes the weights into a folder.
pub fn train(path: &Path, into: &Path) -> Result<(), Box<dyn Error>> {
    let names = Names::load(&path.join("../aliases.json"))?;
    let reader = Reader::default();
    let mut folds: HashMap<String, usize> = HashMap::new();
    let mut rows = Vec::new();
    let mut golds = 0;
    for report in source::open([Input::from(path)]) {
        let report = report?;
        let gold = std::fs::read_to_string(path.join(format!("{}.gold.json", report.id.0)))?;
        let gold: Gold = serde_json::from_str(&gold)?;
        let negotiation = report.id.stem().trim_end_matches(|c: char| c.is_ascii_digit() || c == '-').to_owned();
        let next = folds.len() % FOLDS;
        let fold = *folds.entry(negotiation).or_insert(next);
        let text = Annotated::of(&report.text);
        let reading = reader.read_annotated(&report, &text);
        golds += gold.actors.len();
        let mut taken = HashSet::new();
        for case in learn::actors(&text, &reading) {
            let known = find(&gold.actors, &case, &names).filter(|g| taken.insert(*g));
            rows.push(Row { fold, features: case.features, right: known.is_some() });
        }
    }
    let (scored, model) = cross(&rows);
    let (mut hits, mut top) = (0, (0.0, 0.0, 0));
    for (n, (p, right)) in scored.iter().enumerate() {
        hits += usize::from(*right);
        let f1 = 2.0 * hits as f32 / (n + 1 + golds) as f32;
        if f1 > top.0 {
            top = (f1, *p, n + 1);
        }
    }
    let line = format!("actors, by negotiations left out: F1 {:.3} at {:.3} ({} kept of {golds})", top.0, top.1, top.2);
    println!("{line}");
    let today = jiff::Zoned::now().date();
    let comment = format!("Trained by `bench train actors` on shared/talks/train, {today}.\n{line}");
    std::fs::write(into.join("actors.weights"), model.render(&comment))?;
    Ok(())
}

/// Probabilities with negotiations left out, the surest first, each with whether it is right; and the model of all.
fn cross(rows: &[Row]) -> (Vec<(f32, bool)>, Linear) {
    let teach = |fold: Option<usize>| {
        let rows = rows.iter().filter(|r| Some(r.fold) != fold);
        let rows: Vec<_> = rows.map(|r| (r.features.clone(), r.right.then_some(0))).collect();
        Linear::train(&["actor"], &rows, None, &TRAINING)
    };
    let mut scored = Vec::new();
    for fold in 0..FOLDS {
        let model = teach(Some(fold));
        let held = rows.iter().filter(|r| r.fold == fold);
        scored.extend(held.map(|r| (model.probability(&r.features), r.right)));
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    (scored, teach(None))
}

/// The gold's actor that shares a name, the one of the same first name before others.
fn find(golds: &[GoldActor], case: &ActorCase, names: &Names) -> Option<usize> {
    let keys: HashSet<String> = case.names.iter().map(|name| names.key(name)).collect();
    let first = golds.iter().position(|g| names.key(&g.name) == names.key(&case.names[0]));
    first.or_else(|| {
        golds
            .iter()
            .position(|g| std::iter::once(&g.name).chain(&g.aliases).any(|name| keys.contains(&names.key(name))))
    })
}
