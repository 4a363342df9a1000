//! Trains the reader's learned parts on a folder of talks, and says how well they do on negotiations they have not seen.

use std::collections::HashMap;
use std::error::Error;
use std::path::Path;

use reading::learn::{self, Candidate};
use reading::speech::Annotated;
use reading::{Feature, Linear, Training};
use serde::Deserialize;
use source::{Input, Span};

use crate::calibration;
use crate::names::Names;

const FOLDS: usize = 5;

const OBSTACLES: Training = Training { epochs: 8, rate: 0.05, decay: 2e-3, least: 3, seed: 17 };
const JUDGE: Training = Training { epochs: 10, rate: 0.05, decay: 1e-2, least: 3, seed: 17 };

#[derive(Deserialize)]
struct Gold {
    positions: Vec<GoldPosition>,
    obstacles: Vec<GoldObstacle>,
}

#[derive(Deserialize)]
struct GoldPosition {
    actor: String,
    party: Option<String>,
    issue: String,
    stance: reading::Stance,
    evidence: String,
}

#[derive(Deserialize)]
struct GoldObstacle {
    issue: String,
    evidence: String,
}

struct Case {
    /// As received.
    report: String,
    text: Annotated,
    fold: usize,
    gold: Gold,
}

/// Trains the judges of positions and obstacles, and writes their weights into a folder.
pub fn positions(path: &Path, into: &Path) -> Result<(), Box<dyn Error>> {
    let names = Names::load(&path.join("../aliases.json"))?;
    let cases = load(path)?;
    let today = jiff::Zoned::now().date();
    let comment = |line: &str| {
        format!("Trained by `bench train positions` on shared/talks/train ({} reports), {today}.\n{line}", cases.len())
    };

    // The judge of candidates.
    let mut judged: Vec<(usize, Vec<Feature>, bool, bool, f32)> = Vec::new();
    let mut golds = 0;
    let mut missed = 0;
    for case in &cases {
        let candidates = learn::candidates(&case.text);
        golds += case.gold.positions.len();
        let labels = label(&case.report, &case.gold, &candidates, &names);
        missed += case.gold.positions.len() - labels.iter().filter(|l| l.0).count();
        for (c, (taken, right)) in candidates.into_iter().zip(labels) {
            judged.push((case.fold, c.features, taken, right, c.issue.1));
        }
    }
    println!("candidates: {}; golds {golds}, without a candidate of their holder and stance {missed}", judged.len());
    let mut scored: Vec<(f32, bool, bool)> = Vec::new();
    let mut judges = Vec::new();
    for fold in 0..FOLDS {
        let train: Vec<_> = judged.iter().filter(|j| j.0 != fold).map(|j| (j.1.clone(), j.2.then_some(0))).collect();
        let model = Linear::train(&["right"], &train, None, &JUDGE);
        scored.extend(judged.iter().filter(|j| j.0 == fold).map(|j| (model.probability(&j.1) * j.4, j.2, j.3)));
        judges.push(model);
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut hits, mut found, mut top) = (0, 0, (0.0, 0.0, 0, 0));
    for (n, (p, taken, right)) in scored.iter().enumerate() {
        hits += usize::from(*right);
        found += usize::from(*taken);
        let f1 = 2.0 * hits as f32 / (n + 1 + golds) as f32;
        if f1 > top.0 {
            top = (f1, *p, n + 1, found);
        }
    }
    let kept: Vec<(f32, bool)> = scored[..top.2].iter().map(|&(p, _, right)| (p, right)).collect();
    let line = format!(
        "position right, by negotiations left out: F1 {:.3} at {:.3} ({} kept, holder and stance right in {}; calibration error {:.3})",
        top.0,
        top.1,
        top.2,
        top.3,
        calibration::error(&kept)
    );
    println!("{line}");
    for band in scored.chunks(scored.len().div_ceil(8).max(1)) {
        let mean = band.iter().map(|s| s.0).sum::<f32>() / band.len() as f32;
        let share = band.iter().filter(|s| s.2).count() as f32 / band.len() as f32;
        println!("  said {mean:.2}, right {share:.2}");
    }
    let all: Vec<_> = judged.iter().map(|j| (j.1.clone(), j.2.then_some(0))).collect();
    let model = Linear::train(&["right"], &all, None, &JUDGE);
    std::fs::write(into.join("positions.weights"), model.render(&comment(&line)))?;

    // The judge of obstacles, with the judge of the fold before it.
    let mut rows: Vec<(usize, usize, Vec<Feature>, String, bool)> = Vec::new();
    let mut golds = 0;
    for (n, case) in cases.iter().enumerate() {
        golds += case.gold.obstacles.len();
        let gold: Vec<(String, Option<Span>)> =
            case.gold.obstacles.iter().map(|o| (o.issue.clone(), find(&case.report, &o.evidence))).collect();
        for c in learn::obstacles(&case.text, &judges[case.fold]) {
            let right =
                gold.iter().any(|(issue, span)| *issue == c.issue && span.is_some_and(|s| share(s, c.span) >= 0.3));
            rows.push((case.fold, n, c.features, c.issue, right));
        }
    }
    let mut scored: Vec<(f32, usize, &str, bool)> = Vec::new();
    for fold in 0..FOLDS {
        let train: Vec<_> = rows.iter().filter(|r| r.0 != fold).map(|r| (r.2.clone(), r.4.then_some(0))).collect();
        let model = Linear::train(&["obstacle"], &train, None, &OBSTACLES);
        scored.extend(rows.iter().filter(|r| r.0 == fold).map(|r| (model.probability(&r.2), r.1, r.3.as_str(), r.4)));
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut seen = std::collections::HashSet::new();
    scored.retain(|s| seen.insert((s.1, s.2.to_owned())));
    let (mut hits, mut top) = (0, (0.0, 0.0, 0));
    for (n, s) in scored.iter().enumerate() {
        hits += usize::from(s.3);
        let f1 = 2.0 * hits as f32 / (n + 1 + golds) as f32;
        if f1 > top.0 {
            top = (f1, s.0, n + 1);
        }
    }
    let line =
        format!("obstacles, by negotiations left out: F1 {:.3} at {:.3} ({} kept of {golds})", top.0, top.1, top.2);
    println!("{line}");
    let all: Vec<_> = rows.iter().map(|r| (r.2.clone(), r.4.then_some(0))).collect();
    let model = Linear::train(&["obstacle"], &all, None, &OBSTACLES);
    std::fs::write(into.join("obstacles.weights"), model.render(&comment(&line)))?;
    Ok(())
}

/// For each candidate: whether holder and stance are those of a gold entry that it overlaps, and the issue as well.
fn label(report: &str, gold: &Gold, candidates: &[Candidate], names: &Names) -> Vec<(bool, bool)> {
    let golds: Vec<(Option<Span>, String)> = gold
        .positions
        .iter()
        .map(|g| (find(report, &g.evidence), names.key(g.party.as_deref().unwrap_or(&g.actor))))
        .collect();
    let mut pairs: Vec<(f32, usize, usize)> = Vec::new();
    for (i, c) in candidates.iter().enumerate() {
        let side = names.key(&c.side);
        for (k, (span, key)) in golds.iter().enumerate() {
            let g = &gold.positions[k];
            if let Some(span) = span {
                let shared = share(*span, c.span);
                if *key == side && g.stance == c.stance && shared >= 0.3 {
                    pairs.push((shared + 2.0 * f32::from(u8::from(g.issue == c.issue.0)), i, k));
                }
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut labels = vec![(false, false); candidates.len()];
    let mut taken = vec![false; golds.len()];
    for (_, i, k) in pairs {
        if !labels[i].0 && !taken[k] {
            taken[k] = true;
            labels[i] = (true, gold.positions[k].issue == candidates[i].issue.0);
        }
    }
    labels
}

fn share(a: Span, b: Span) -> f32 {
    let common = a.end.min(b.end).saturating_sub(a.start.max(b.start));
    common as f32 / (a.end - a.start).min(b.end - b.start).max(1) as f32
}

/// The place of a piece of evidence, white space folded.
fn find(text: &str, evidence: &str) -> Option<Span> {
    let mut words = evidence.split_whitespace();
    let first = words.next()?;
    let rest: Vec<&str> = words.collect();
    text.match_indices(first).find_map(|(start, _)| {
        let mut at = start + first.len();
        for word in &rest {
            let tail = text[at..].trim_start();
            if tail.len() == text[at..].len() || !tail.starts_with(word) {
                return None;
            }
            at = text.len() - tail.len() + word.len();
        }
        Some(Span::new(start..at))
    })
}

fn load(path: &Path) -> Result<Vec<Case>, Box<dyn Error>> {
    let mut folds: HashMap<String, usize> = HashMap::new();
    let mut cases = Vec::new();
    for report in source::open([Input::from(path)]) {
        let report = report?;
        let gold = path.join(format!("{}.gold.json", report.id.0));
        let gold = serde_json::from_str(&std::fs::read_to_string(gold)?)?;
        let stem = report.id.stem();
        let negotiation = stem.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-').to_owned();
        let next = folds.len() % FOLDS;
        let fold = *folds.entry(negotiation).or_insert(next);
        cases.push(Case { text: Annotated::of(&report.text), report: report.text, fold, gold });
    }
    Ok(cases)
}
