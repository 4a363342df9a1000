//! Teaches the judges from reports that a careful reader has marked, and says how good they are on negotiations unseen.

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use reading::speech::Annotated;
use reading::{Candidate, Judge, Judges, Reader, without_rivals};
use serde::Deserialize;
use source::{Input, Span};

use crate::calibration;

/// Number of parts that the negotiations are dealt into; each is judged by what the others taught.
const FOLDS: usize = 10;
/// A feature seen less often teaches nothing.
const SEEN: usize = 3;
/// F1 that is not worth a list with more false entries.
const CHANCE: f64 = 0.005;
/// As the scorer has it: two spans tell of the same when they share this part of the shorter one.
const OVERLAP: f64 = 0.3;

#[derive(Deserialize)]
struct Gold {
    sessions: Vec<GoldSession>,
    texts: Vec<GoldText>,
    next: Vec<GoldNext>,
    figures: Vec<GoldFigure>,
}

#[derive(Deserialize)]
struct GoldSession {
    place: Option<String>,
    evidence: String,
}

#[derive(Deserialize)]
struct GoldText {
    name: String,
    points: Option<u32>,
    evidence: String,
}

#[derive(Deserialize)]
struct GoldNext {
    evidence: String,
}

#[derive(Deserialize)]
struct GoldFigure {
    value: f64,
    evidence: String,
}

/// A candidate as the judge sees it: what is true of it, whether it is right, and the fold of its negotiation.
struct Example {
    candidate: Candidate<()>,
    right: bool,
    fold: usize,
}

#[derive(Default)]
struct Lesson {
    examples: Vec<Example>,
    /// Entries of the gold, found or not.
    gold: usize,
}

/// Learns the judges from a folder of marked reports and writes them to a file.
pub fn judges(path: &Path, into: &Path) -> Result<(), Box<dyn Error>> {
    let reader = Reader::default();
    let mut lessons: [Lesson; 4] = Default::default();
    for report in source::open([Input::from(path)]) {
        let report = report?;
        let id = &report.id.0;
        let Ok(gold) = std::fs::read_to_string(path.join(format!("{id}.gold.json"))) else { continue };
        let gold: Gold = serde_json::from_str(&gold)?;
        let annotated = Annotated::of(&report.text);
        let text = &report.text;
        let candidates = reader.candidates(&report, &annotated);
        let fold = fold_of(id);
        let evidence = Evidence::of(text);
        lessons[0].take(fold, &candidates.sessions, &gold.sessions, |c, g| {
            places_agree(c.place.as_deref(), g.place.as_deref())
                .then(|| evidence.overlap(c.evidence.span, &g.evidence))
                .flatten()
        });
        lessons[1].take(fold, &candidates.texts, &gold.texts, |c, g| {
            let (a, b) = (content_words(&c.name), content_words(&g.name));
            let shared = a.iter().filter(|w| b.contains(w)).count();
            let overlap = evidence.overlap(c.evidence.span, &g.evidence);
            let points = c.points.is_some() && c.points == g.points;
            let same_name = shared > 0 && a.len() == b.len() && shared == a.len();
            let beside = shared > 0 && overlap.is_some();
            if !(points || same_name || beside) {
                return None;
            }
            Some(
                overlap.unwrap_or(0.0)
                    + f64::from(u8::from(points))
                    + 2.0 * shared as f64 / (a.len() + b.len()).max(1) as f64,
            )
        });
        lessons[2].take(fold, &candidates.next, &gold.next, |c, g| evidence.overlap(c.evidence.span, &g.evidence));
        lessons[3].take(fold, &candidates.figures, &gold.figures, |c, g| {
            ((c.value - g.value).abs() <= 1e-9 * g.value.abs().max(1.0))
                .then(|| evidence.overlap(c.evidence.span, &g.evidence))
                .flatten()
        });
    }
    let names = ["session", "text", "next", "figure"];
    let mut judges = Vec::new();
    for (name, lesson) in names.iter().zip(&lessons) {
        judges.push(lesson.judge(name));
    }
    let mut judges = judges.into_iter();
    let mut next = || judges.next().unwrap_or_default();
    let judges = Judges { session: next(), text: next(), next: next(), figure: next() };
    std::fs::write(into, as_toml(&judges)?)?;
    Ok(())
}

/// The part of a report's negotiation ("b1/doha-03": doha).
fn fold_of(id: &str) -> usize {
    let name = id.rsplit('/').next().unwrap_or(id);
    let name = name.rsplit_once('-').map_or(name, |(negotiation, _)| negotiation);
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    (hash >> 32) as usize % FOLDS
}

fn content_words(name: &str) -> Vec<String> {
    let small = [
        "an", "and", "as", "at", "be", "by", "for", "from", "in", "into", "is", "it", "of", "on", "or", "over", "the",
        "to", "with", "that", "this", "its", "are",
    ];
    let mut words: Vec<String> = name
        .to_lowercase()
        .replace("'s", "")
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| w.len() > 1 && !small.contains(w))
        .map(str::to_owned)
        .collect();
    words.sort();
    words.dedup();
    words
}

fn places_agree(a: Option<&str>, b: Option<&str>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return true };
    let (a, b) = (content_words(a), content_words(b));
    a.iter().all(|w| b.contains(w)) || b.iter().all(|w| a.contains(w))
}

/// Where pieces of gold evidence stand in a text.
struct Evidence {
    folded: String,
    /// The byte in the text of each byte of the folded one.
    at: Vec<u32>,
}

impl Evidence {
    fn of(text: &str) -> Self {
        let (mut folded, mut at) = (String::new(), Vec::new());
        for (byte, c) in text.char_indices() {
            if c.is_whitespace() {
                if !folded.is_empty() && !folded.ends_with(' ') {
                    folded.push(' ');
                    at.push(byte as u32);
                }
            } else {
                folded.push(c);
                at.extend((0..c.len_utf8()).map(|k| (byte + k) as u32));
            }
        }
        Evidence { folded, at }
    }

    /// How well a span fits the gold's words, where it overlaps with them enough.
    fn overlap(&self, span: Span, words: &str) -> Option<f64> {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        if words.is_empty() {
            return None;
        }
        let (a, b) = (f64::from(span.start), f64::from(span.end));
        self.folded
            .match_indices(&words)
            .filter_map(|(start, _)| {
                let (s, e) = (f64::from(self.at[start]), f64::from(self.at[start + words.len() - 1] + 1));
                let shared = b.min(e) - a.max(s);
                let enough = shared / (b - a).min(e - s) >= OVERLAP;
                // Of several that overlap enough the one that is most nearly the same is right.
                enough.then(|| 1.0 + shared / (b.max(e) - a.min(s)))
            })
            .max_by(f64::total_cmp)
    }
}

impl Lesson {
    fn take<C, G>(
        &mut self,
        fold: usize,
        candidates: &[Candidate<C>],
        gold: &[G],
        fit: impl Fn(&C, &G) -> Option<f64>,
    ) {
        let mut pairs = Vec::new();
        for (i, c) in candidates.iter().enumerate() {
            for (j, g) in gold.iter().enumerate() {
                if let Some(score) = fit(&c.entry, g) {
                    pairs.push((score, i, j));
                }
            }
        }
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        let mut right = vec![false; candidates.len()];
        let mut taken = vec![false; gold.len()];
        for (_, i, j) in pairs {
            if !right[i] && !taken[j] {
                (right[i], taken[j]) = (true, true);
            }
        }
        self.gold += gold.len();
        // What tells of the same as a right one, and fits too, is right in its stead.
        let fits = |i: usize| gold.iter().any(|g| fit(&candidates[i].entry, g).is_some());
        let stands_in: Vec<bool> = (0..candidates.len())
            .map(|i| right[i] || (candidates[i].rivals.iter().any(|&r| right[r]) && fits(i)))
            .collect();
        let first = self.examples.len();
        self.examples.extend(candidates.iter().zip(stands_in).map(|(c, right)| Example {
            candidate: Candidate {
                entry: (),
                features: c.features.clone(),
                rivals: c.rivals.iter().map(|r| first + r).collect(),
            },
            right,
            fold,
        }));
    }

    fn judge(&self, name: &str) -> Judge {
        let mut best: Option<(f64, f64, f64)> = None;
        let candidates: Vec<Candidate<()>> = self.examples.iter().map(|e| e.candidate.clone()).collect();
        for penalty in [0.3, 1.0, 3.0, 10.0, 30.0] {
            let mut probabilities = vec![0.0_f32; self.examples.len()];
            for fold in 0..FOLDS {
                let judge = fit(self.examples.iter().filter(|e| e.fold != fold), penalty);
                for (e, p) in self.examples.iter().zip(&mut probabilities).filter(|(e, _)| e.fold == fold) {
                    *p = judge.probability(&e.candidate.features);
                }
            }
            let loss = self
                .examples
                .iter()
                .zip(&probabilities)
                .map(|(e, &p)| -f64::from(if e.right { p } else { 1.0 - p }.max(1e-6)).ln())
                .sum::<f64>()
                / self.examples.len().max(1) as f64;
            let kept = without_rivals(&candidates, &probabilities);
            let mut judged: Vec<(f32, bool)> = self
                .examples
                .iter()
                .zip(&probabilities)
                .zip(kept)
                .filter(|(_, kept)| *kept)
                .map(|((e, &p), _)| (p, e.right))
                .collect();
            judged.sort_by(|a, b| b.0.total_cmp(&a.0));
            let mut hits = 0.0;
            let curve: Vec<(f64, f64, f64, f64)> = judged
                .iter()
                .enumerate()
                .map(|(n, &(p, right))| {
                    hits += f64::from(u8::from(right));
                    let (precision, recall) = (hits / (n + 1) as f64, hits / self.gold as f64);
                    (2.0 * precision * recall / (precision + recall).max(1e-9), f64::from(p), precision, recall)
                })
                .collect();
            let most = curve.iter().map(|c| c.0).fold(0.0, f64::max);
            // The surest first: what loses nothing that can be told from chance is not shown.
            let top = curve.iter().find(|c| c.0 >= most - CHANCE).copied().unwrap_or_default();
            let shown: Vec<(f32, bool)> = judged.iter().copied().take_while(|j| f64::from(j.0) >= top.1).collect();
            println!(
                "{name:<8} penalty {penalty:>4}: F1 {:.3} (P {:.3} R {:.3}) above {:.3}, at most {most:.3}, log loss {loss:.4}, \
                 calibration error {:.3}",
                top.0,
                top.2,
                top.3,
                top.1,
                calibration::error(&shown)
            );
            // The surest probabilities win.
            if best.is_none_or(|b| loss < b.0) {
                best = Some((loss, penalty, top.1));
            }
        }
        let right = self.examples.iter().filter(|e| e.right).count();
        println!("{name:<8} {} candidates, {right} right, of {} to be found", self.examples.len(), self.gold);
        let (_, penalty, threshold) = best.unwrap_or_default();
        let mut judge = fit(self.examples.iter(), penalty);
        judge.threshold = (threshold * 100.0).round() as f32 / 100.0;
        judge
    }
}

/// Logistic regression with a quadratic penalty, by gradient steps that slow down where the ground is steep.
fn fit<'a>(examples: impl Iterator<Item = &'a Example>, penalty: f64) -> Judge {
    let examples: Vec<&Example> = examples.collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for feature in examples.iter().flat_map(|e| &e.candidate.features) {
        *counts.entry(feature).or_default() += 1;
    }
    let index: HashMap<&str, usize> =
        counts.iter().filter(|(_, n)| **n >= SEEN).enumerate().map(|(i, (f, _))| (*f, i + 1)).collect();
    let rows: Vec<(Vec<usize>, f64)> = examples
        .iter()
        .map(|e| {
            let mut row: Vec<usize> =
                e.candidate.features.iter().filter_map(|f| index.get(f.as_str()).copied()).collect();
            row.push(0);
            (row, f64::from(u8::from(e.right)))
        })
        .collect();
    let size = index.len() + 1;
    let (mut weights, mut steep) = (vec![0.0_f64; size], vec![1e-6_f64; size]);
    for _ in 0..400 {
        let mut gradient: Vec<f64> = weights.iter().map(|w| w * penalty).collect();
        gradient[0] = 0.0;
        for (row, right) in &rows {
            let sum: f64 = row.iter().map(|&i| weights[i]).sum();
            let error = 1.0 / (1.0 + (-sum).exp()) - right;
            for &i in row {
                gradient[i] += error;
            }
        }
        for i in 0..size {
            steep[i] += gradient[i] * gradient[i];
            weights[i] -= 0.3 * gradient[i] / steep[i].sqrt();
        }
    }
    Judge {
        threshold: 0.5,
        bias: weights[0] as f32,
        weights: index.into_iter().map(|(f, i)| (f.to_owned(), weights[i] as f32)).collect(),
    }
}

fn as_toml(judges: &Judges) -> Result<String, Box<dyn Error>> {
    let mut text = String::from("# Weights of the judges. Written by `bench learn judges`; not edited by hand.\n");
    for (name, judge) in
        [("session", &judges.session), ("text", &judges.text), ("next", &judges.next), ("figure", &judges.figure)]
    {
        write!(text, "\n[{name}]\nthreshold = {:?}\nbias = {:.3}\n\n[{name}.weights]\n", judge.threshold, judge.bias)?;
        let weights: BTreeMap<_, _> = judge.weights.iter().collect();
        for (feature, weight) in weights {
            if weight.abs() >= 0.01 {
                writeln!(text, "{} = {weight:.3}", serde_json::to_string(feature)?)?;
            }
        }
    }
    Ok(text)
}
