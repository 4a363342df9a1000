//! `bench points FILE`: how well two phrases are told to be one point, over thresholds.
//!
//! FILE has a pair a line, parted by tabs: `same` or `different`, and the two phrases. `bench/data/points.tsv` was labelled by hand: two
//! phrases are the same point if a side for the one and a side against the other would be in dispute about one thing.

use std::error::Error;
use std::path::Path;

use record::Lexicon;
use record::book::{ONE_POINT, alike};

/// Prints precision, recall and F1 at each threshold; the one in use is marked.
pub fn run(file: &Path) -> Result<(), Box<dyn Error>> {
    let lexicon = Lexicon::default();
    let mut pairs: Vec<(f32, bool)> = Vec::new();
    for (n, line) in std::fs::read_to_string(file)?.lines().enumerate() {
        let fields: Vec<&str> = line.split('\t').collect();
        let (same, a, b) = match fields[..] {
            ["same", a, b] => (true, a, b),
            ["different", a, b] => (false, a, b),
            _ => return Err(format!("line {} is not a pair", n + 1).into()),
        };
        pairs.push((alike(a, b, &lexicon), same));
    }
    let same = pairs.iter().filter(|(_, same)| *same).count();
    println!("{} pairs, {same} of them one point", pairs.len());
    for step in 6..=18 {
        let least = step as f32 / 20.0;
        let joined = pairs.iter().filter(|(like, _)| *like >= least).count();
        let right = pairs.iter().filter(|(like, same)| *same && *like >= least).count();
        let (precision, recall) = (right as f64 / joined.max(1) as f64, right as f64 / same.max(1) as f64);
        let f1 = 2.0 * precision * recall / (precision + recall).max(f64::MIN_POSITIVE);
        let used = if (least - ONE_POINT).abs() < 0.01 { "  in use" } else { "" };
        println!("from {least:.2}: P {precision:.3} R {recall:.3} F1 {f1:.3}{used}");
    }
    Ok(())
}
