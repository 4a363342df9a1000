//! `bench points FILE`: how well two phrases are told to be one point, over thresholds; `bench learn points FILE HELD INTO` teaches it.
//!
//! FILE has a pair a line, parted by tabs: `same` or `different`, and the two phrases; lines that begin with # are passed over. Two phrases
//! are the same point if a side for the one and a side against the other would be in dispute about one thing. In a file that teaches a
//! line with # begins the pairs of another negotiation.

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use record::Lexicon;
use record::book::{SIGN_COUNT, SIGNS, alike, one_point, signs};

/// Number of parts that the negotiations are dealt into; each is judged by what the others taught.
const FOLDS: usize = 10;
/// At least this share of what is joined is to be one point: a wrong join makes a dispute that is none.
const PRECISE: f64 = 0.9;
/// Weights and the bias, which comes last.
const SIZE: usize = SIGN_COUNT + 1;

/// A pair of phrases.
struct Pair {
    same: bool,
    a: String,
    b: String,
    /// The number of its negotiation.
    negotiation: usize,
}

/// The probability that a pair is one point, and whether it is.
type Judged = (f64, bool);

/// Prints precision, recall and F1 at each threshold, and at the one in use.
pub fn run(file: &Path) -> Result<(), Box<dyn Error>> {
    let judged = judged(&read(file)?);
    println!("{} pairs, {} of them one point", judged.len(), judged.iter().filter(|(_, same)| *same).count());
    for step in 4..=18 {
        let least = f64::from(step) / 20.0;
        println!("from {least:.2}: {}", Score::of(&judged, least));
    }
    let used = f64::from(one_point());
    println!("from {used:.2}: {}  in use", Score::of(&judged, used));
    Ok(())
}

/// What the program says of each pair.
fn judged(pairs: &[Pair]) -> Vec<Judged> {
    let lexicon = Lexicon::default();
    pairs.iter().map(|pair| (f64::from(alike(&pair.a, &pair.b, &lexicon)), pair.same)).collect()
}

/// Teaches the weights from a file of pairs and writes them to a file. How precise they are is told by pairs that nothing was learned
/// from: those that taught the weights make them look better than they are.
pub fn learn(file: &Path, held: &Path, into: &Path) -> Result<(), Box<dyn Error>> {
    let lexicon = Lexicon::default();
    let pairs = read(file)?;
    // Pairs without signs are never joined: nothing can be learned from them, but they count in the scores.
    let known: Vec<Option<[f32; SIGN_COUNT]>> = pairs.iter().map(|pair| signs(&pair.a, &pair.b, &lexicon)).collect();
    let rows: Vec<(usize, Row)> = known
        .iter()
        .enumerate()
        .filter_map(|(i, signs)| Some((i, Row { signs: with_one((*signs)?), same: pairs[i].same })))
        .collect();
    let fold = |i: usize| pairs[i].negotiation % FOLDS;
    let mut best: Option<(f64, f64, Vec<Judged>)> = None;
    for penalty in [0.1, 0.3, 1.0, 3.0, 10.0] {
        let mut judged: Vec<Judged> = pairs.iter().map(|pair| (0.0, pair.same)).collect();
        let mut loss = 0.0;
        for held in 0..FOLDS {
            let taught: Vec<&Row> = rows.iter().filter(|(i, _)| fold(*i) != held).map(|(_, row)| row).collect();
            let weights = fit(&taught, penalty);
            for (i, row) in rows.iter().filter(|(i, _)| fold(*i) == held) {
                let probability = probability(&weights, &row.signs);
                judged[*i].0 = probability;
                loss -= if row.same { probability } else { 1.0 - probability }.max(1e-6).ln() / rows.len() as f64;
            }
        }
        let threshold = threshold(&judged);
        println!("penalty {penalty:>3}: log loss {loss:.4}, from {threshold:.2}: {}", Score::of(&judged, threshold));
        if best.as_ref().is_none_or(|(least, ..)| loss < *least) {
            best = Some((loss, penalty, judged));
        }
    }
    let (loss, penalty, judged) = best.ok_or("no pairs")?;
    let threshold = threshold(&judged);
    let score = Score::of(&judged, threshold);
    let weights = fit(&rows.iter().map(|(_, row)| row).collect::<Vec<_>>(), penalty);
    let of = |pair: &Pair| {
        let known = signs(&pair.a, &pair.b, &lexicon).map(with_one);
        (known.map_or(0.0, |signs| probability(&weights, &signs)), pair.same)
    };
    let held = Score::of(&read(held)?.iter().map(of).collect::<Vec<Judged>>(), threshold);
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let mut text = format!(
        "# What speaks for and against two phrases being one point. Written by `bench learn points`; not edited by hand.\n\
         # Taught on {} by {name}: {} pairs of {} negotiations, {} of them one point. With negotiations left out:\n\
         # {score} from the threshold; log loss {loss:.3}. On pairs held out: {held}.\n\n\
         threshold = {threshold:.2}\nprecision = {:.2}\nbias = {:.3}\n\n[weights]\n",
        jiff::Zoned::now().date(),
        pairs.len(),
        pairs.iter().map(|pair| pair.negotiation).collect::<BTreeSet<_>>().len(),
        pairs.iter().filter(|pair| pair.same).count(),
        held.precision,
        weights[SIGN_COUNT],
    );
    for (sign, weight) in SIGNS.iter().zip(&weights) {
        writeln!(text, "{sign} = {weight:.3}")?;
    }
    std::fs::write(into, text)?;
    Ok(())
}

fn read(file: &Path) -> Result<Vec<Pair>, Box<dyn Error>> {
    let mut negotiation = 0;
    let mut pairs = Vec::new();
    for (n, line) in std::fs::read_to_string(file)?.lines().enumerate() {
        if line.starts_with('#') {
            negotiation += 1;
            continue;
        }
        let fields: Vec<&str> = line.split('\t').collect();
        let (same, a, b) = match fields[..] {
            ["same", a, b] => (true, a, b),
            ["different", a, b] => (false, a, b),
            _ => return Err(format!("line {} is not a pair", n + 1).into()),
        };
        pairs.push(Pair { same, a: a.to_owned(), b: b.to_owned(), negotiation });
    }
    Ok(pairs)
}

/// How well pairs are joined from a probability on.
struct Score {
    precision: f64,
    recall: f64,
    f1: f64,
}

impl Score {
    fn of(judged: &[Judged], least: f64) -> Score {
        let same = judged.iter().filter(|(_, same)| *same).count();
        let joined = judged.iter().filter(|(like, _)| *like >= least).count();
        let right = judged.iter().filter(|(like, same)| *same && *like >= least).count();
        let (precision, recall) = (right as f64 / joined.max(1) as f64, right as f64 / same.max(1) as f64);
        Score { precision, recall, f1: 2.0 * precision * recall / (precision + recall).max(f64::MIN_POSITIVE) }
    }
}

impl std::fmt::Display for Score {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "P {:.3} R {:.3} F1 {:.3}", self.precision, self.recall, self.f1)
    }
}

/// The probability from which F1 is highest among those that are precise enough; the highest F1 where none is.
fn threshold(judged: &[Judged]) -> f64 {
    let scores = (5..=95).map(|step| f64::from(step) / 100.0).map(|least| (least, Score::of(judged, least)));
    let best = scores.max_by(|(_, a), (_, b)| {
        let key = |score: &Score| (score.precision >= PRECISE, score.f1);
        key(a).0.cmp(&key(b).0).then(a.f1.total_cmp(&b.f1))
    });
    best.map_or(0.5, |(least, _)| least)
}

struct Row {
    signs: [f64; SIZE],
    same: bool,
}

/// The signs, and 1 for the bias.
fn with_one(signs: [f32; SIGN_COUNT]) -> [f64; SIZE] {
    std::array::from_fn(|i| signs.get(i).map_or(1.0, |sign| f64::from(*sign)))
}

fn probability(weights: &[f64; SIZE], signs: &[f64; SIZE]) -> f64 {
    let sum: f64 = weights.iter().zip(signs).map(|(weight, sign)| weight * sign).sum();
    1.0 / (1.0 + (-sum).exp())
}

/// Logistic regression with a quadratic penalty, by Newton's steps: the same rows give the same weights, and nothing is left to chance.
fn fit(rows: &[&Row], penalty: f64) -> [f64; SIZE] {
    let mut weights = [0.0; SIZE];
    for _ in 0..25 {
        let mut slope = [0.0; SIZE];
        let mut bend = [[0.0; SIZE]; SIZE];
        for i in 0..SIZE {
            // The bias is hardly held back.
            let hold = if i < SIGN_COUNT { penalty } else { 1e-3 };
            slope[i] = -hold * weights[i];
            bend[i][i] = hold;
        }
        for row in rows {
            let p = probability(&weights, &row.signs);
            let error = f64::from(u8::from(row.same)) - p;
            for i in 0..SIZE {
                slope[i] += error * row.signs[i];
                let sure = p * (1.0 - p) * row.signs[i];
                bend[i].iter_mut().zip(&row.signs).for_each(|(bend, sign)| *bend += sure * sign);
            }
        }
        let step = solved(bend, slope);
        weights.iter_mut().zip(&step).for_each(|(weight, step)| *weight += step);
        if step.iter().all(|step| step.abs() < 1e-9) {
            break;
        }
    }
    weights
}

/// Solves a system whose matrix is positive definite, by elimination.
fn solved(mut matrix: [[f64; SIZE]; SIZE], mut right: [f64; SIZE]) -> [f64; SIZE] {
    for i in 0..SIZE {
        for below in i + 1..SIZE {
            let share = matrix[below][i] / matrix[i][i];
            let upper = matrix[i];
            matrix[below].iter_mut().zip(&upper).skip(i).for_each(|(value, upper)| *value -= share * upper);
            right[below] -= share * right[i];
        }
    }
    for i in (0..SIZE).rev() {
        let known: f64 = (i + 1..SIZE).map(|j| matrix[i][j] * right[j]).sum();
        right[i] = (right[i] - known) / matrix[i][i];
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A floor: these pairs lie in the repository, so no shared set is needed to hold it.
    #[test]
    fn points_are_joined_as_well_as_is_said() {
        let held = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/points.tsv");
        let score = Score::of(&judged(&read(&held).expect("pairs")), f64::from(one_point()));
        assert!(score.precision >= 0.62 && score.recall >= 0.28, "{score}");
    }
}
