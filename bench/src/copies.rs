//! `bench copies`: the pairs of near copies under a folder, and how long it took to find them.

use std::error::Error;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use record::Sketch;
use serde_json::json;

/// Writes the pairs found to standard output and the times, of one thread, to standard error.
pub fn run(folder: &Path) -> Result<(), Box<dyn Error>> {
    let mut files = Vec::new();
    texts(folder, &mut files)?;
    files.sort();
    let texts = files.iter().map(std::fs::read_to_string).collect::<std::io::Result<Vec<_>>>()?;
    let bodies: Vec<&str> = texts.iter().map(|text| body(text)).collect();

    let start = Instant::now();
    let sketches: Vec<Sketch> = bodies.iter().map(|text| Sketch::of(text)).collect();
    let sketched = start.elapsed();
    let pairs = record::copies(&sketches);
    let paired = start.elapsed() - sketched;
    let voices = record::voices(&sketches);
    let grouped = start.elapsed() - sketched - paired;

    let mut out = BufWriter::new(std::io::stdout().lock());
    let name = |i: usize| files[i].strip_prefix(folder).unwrap_or(&files[i]).display().to_string();
    for (a, b, likeness) in &pairs {
        writeln!(out, "{}", json!({ "a": name(*a), "b": name(*b), "likeness": likeness }))?;
    }
    out.flush()?;
    let times = json!({
        "texts": bodies.len(),
        "bytes": bodies.iter().map(|text| text.len()).sum::<usize>(),
        "sketch_s": sketched.as_secs_f64(),
        "pairs_s": paired.as_secs_f64(),
        "pairs": pairs.len(),
        "voices_s": grouped.as_secs_f64(),
        "voices": voices.iter().enumerate().filter(|&(i, &voice)| i == voice).count(),
    });
    eprintln!("{times}");
    Ok(())
}

/// The `.txt` files of a folder and of those in it.
fn texts(folder: &Path, out: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    let listing = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for entry in listing {
        let path = entry?.path();
        if path.is_dir() {
            texts(&path, out)?;
        } else if path.extension().is_some_and(|extension| extension == "txt") {
            out.push(path);
        }
    }
    Ok(())
}

/// A text without its front matter.
fn body(text: &str) -> &str {
    let front = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
    front.map_or(text, |(_, body)| body)
}
