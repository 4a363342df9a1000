//! The scores that must not drop: `bench/floors.toml` against the scorers.

use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use serde::Deserialize;
use serde_json::Value;

use crate::predict;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Floors {
    floor: Vec<Floor>,
}

/// One score that must not drop.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Floor {
    /// As in `bench predict SET`.
    set: String,
    /// Below the shared folder.
    path: String,
    /// Row of the scorer's table, and which number of the row counts from 0 (2 is F1 in `P R F1`).
    row: String,
    column: usize,
    floor: f64,
}

/// Runs every scorer once and prints a line a floor.
///
/// # Errors
/// If a score is below its floor, or a scorer cannot be run.
pub fn run(shared: &Path) -> Result<()> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("floors.toml");
    let floors: Floors = toml::from_str(&std::fs::read_to_string(file)?)?;
    let mut tables: Vec<((&str, &str), String)> = Vec::new();
    let mut below = 0;
    for floor in &floors.floor {
        let key = (&*floor.set, &*floor.path);
        if !tables.iter().any(|(k, _)| *k == key) {
            tables.push((key, table(shared, &floor.set, &floor.path)?));
        }
        let table = tables.iter().find(|(k, _)| *k == key).map_or("", |(_, t)| t);
        let score = cell(table, &floor.row, floor.column)
            .ok_or_else(|| format!("{} {}: no row `{}` in\n{table}", floor.set, floor.path, floor.row))?;
        let ok = score >= floor.floor;
        below += usize::from(!ok);
        println!(
            "{:<5} {:<13} {:<22} {:<28} {score:.4} (floor {:.4})",
            if ok { "ok" } else { "BELOW" },
            floor.set,
            floor.path,
            floor.row,
            floor.floor
        );
    }
    if below > 0 {
        Err(format!("{below} of {} scores are below their floor", floors.floor.len()).into())
    } else {
        Ok(())
    }
}

/// The scorer's table for one set.
fn table(shared: &Path, set: &str, path: &str) -> Result<String> {
    let path = shared.join(path);
    if set == "lang" {
        return parity(&path);
    }
    let mut gold = path.clone();
    let scorer = match set {
        "talks" => shared.join("talks/score_talks.py"),
        "attributions" => shared.join("bench/score_attributions.py"),
        "propositions" => shared.join("bench/score_propositions.py"),
        "timex" => shared.join("bench/score_timex.py"),
        "coref" => shared.join("bench/score_coref.py"),
        // Ours: it knows the form of the brief.
        "dossier" => {
            gold = path.join("dossier.gold.json");
            Path::new(env!("CARGO_MANIFEST_DIR")).join("score_dossier.py")
        }
        _ => return Err(format!("no scorer for the set `{set}`").into()),
    };
    let mut predicted = tempfile::NamedTempFile::new()?;
    let out = Command::new(std::env::current_exe()?).args(["predict", set]).arg(&path).output()?;
    if !out.status.success() {
        return Err(format!("predict {set}: {}", String::from_utf8_lossy(&out.stderr)).into());
    }
    predicted.write_all(&out.stdout)?;
    let scored = Command::new("python3").arg(&scorer).arg(&gold).arg(predicted.path()).output()?;
    if !scored.status.success() {
        return Err(format!("{}: {}", scorer.display(), String::from_utf8_lossy(&scored.stderr)).into());
    }
    let table = String::from_utf8(scored.stdout)?;
    Ok(if table.starts_with('{') { rows(&serde_json::from_str(&table)?) } else { table })
}

/// A scorer's object as a table: a row for each number, named by the keys that lead to it.
fn rows(scores: &Value) -> String {
    match scores {
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| {
                rows(value).lines().map(|row| format!("{name} {row}\n")).collect::<String>()
            };
            fields.iter().map(field).collect()
        }
        other => format!("{other}\n"),
    }
}

/// A number of a row: the row begins with the label, white space folded.
fn cell(table: &str, row: &str, column: usize) -> Option<f64> {
    let label: Vec<&str> = row.split_whitespace().collect();
    table.lines().find_map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        words.strip_prefix(label.as_slice())?.get(column)?.parse().ok()
    })
}

/// Share of identical values per column, over the tokens of a parity file.
fn parity(path: &Path) -> Result<String> {
    let ours = predict::lang(path)?;
    let gold = std::fs::read_to_string(path)?;
    let mut same: Vec<(String, u64)> = Vec::new();
    let mut tokens = 0;
    for (ours, gold) in ours.iter().zip(gold.lines()) {
        let (ours, gold): (Value, Value) = (serde_json::from_str(ours)?, serde_json::from_str(gold)?);
        let fields: Vec<&str> = gold["fields"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let none = Vec::new();
        let (a, b) = (ours["tokens"].as_array().unwrap_or(&none), gold["tokens"].as_array().unwrap_or(&none));
        // A token too many or too few makes all that follow differ, as it should.
        tokens += a.len().max(b.len()) as u64;
        for (i, field) in fields.iter().enumerate() {
            let equal = a.iter().zip(b).filter(|(x, y)| x[i] == y[i]).count() as u64;
            match same.iter_mut().find(|(name, _)| name == field) {
                Some((_, n)) => *n += equal,
                None => same.push(((*field).to_owned(), equal)),
            }
        }
    }
    Ok(same.iter().map(|(field, n)| format!("{field} {:.6} {n} {tokens}\n", *n as f64 / tokens as f64)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_found_by_its_row() {
        let table = "section    P R F1\nposition found   0.5 0.4 0.44\nposition right 0.1 0.2 0.13\noverall F1: 0.31\n";
        assert_eq!(cell(table, "position right", 2), Some(0.13));
        assert_eq!(cell(table, "overall F1:", 0), Some(0.31));
        assert_eq!(cell(table, "sessions", 2), None);
        let found =
            "disagreements found 12 of 12, others 0\n  found   length of the war = …\nchanges found 5 of 5, others 0\n";
        assert_eq!(cell(found, "changes found", 0), Some(5.0));
        let scores = serde_json::json!({"relaxed": {"p": 0.5, "f1": 0.25}, "value_f1": 0.2});
        assert_eq!(cell(&rows(&scores), "relaxed f1", 0), Some(0.25));
        assert_eq!(cell(&rows(&scores), "value_f1", 0), Some(0.2));
    }
}
