//! Agreement with spaCy, token by token and column by column.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use lang::{Columns, FIELDS, Pipeline};
use serde_json::Value;

fn small() -> &'static Pipeline {
    static PIPELINE: OnceLock<Pipeline> = OnceLock::new();
    PIPELINE.get_or_init(|| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("weights/en-sm.bin");
        Pipeline::from_bytes(Cow::Owned(std::fs::read(path).unwrap())).unwrap()
    })
}

/// Differences per column of one file of expected documents, with the number of tokens.
fn compare(pipeline: &Pipeline, path: &Path) -> (usize, [usize; 14]) {
    let mut different = [0; 14];
    let mut tokens = 0;
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let expected: Value = serde_json::from_str(line).unwrap();
        let id = expected["id"].as_str().unwrap();
        let doc = pipeline.annotate_whole(expected["text"].as_str().unwrap());
        let found = serde_json::to_value(Columns::new(id, "", &doc)).unwrap();
        let (expected, found) = (expected["tokens"].as_array().unwrap(), found["tokens"].as_array().unwrap());
        tokens += expected.len();
        if expected.len() != found.len() {
            different[0] += expected.len().abs_diff(found.len());
            println!("{id}: {} tokens, expected {}", found.len(), expected.len());
        }
        for (i, (e, f)) in expected.iter().zip(found).enumerate() {
            for column in 0..FIELDS.len() {
                if e[column] != f[column] {
                    different[column] += 1;
                    if different.iter().sum::<usize>() <= 20 {
                        println!("{id} token {i} {}: {} {}, expected {}", e[0], FIELDS[column], f[column], e[column]);
                    }
                }
            }
        }
    }
    println!("{}: {} tokens with {}", path.display(), tokens, pipeline.name());
    for (name, n) in FIELDS.iter().zip(different) {
        println!("  {name:<10} {n}");
    }
    (tokens, different)
}

fn check(pipeline: &Pipeline, path: &Path) {
    let (tokens, different) = compare(pipeline, path);
    for (column, n) in FIELDS.iter().zip(different) {
        // Token boundaries, norms and shapes are rules, the rest depends on sums of floats.
        let allowed = if ["text", "start", "ws", "norm", "shape"].contains(column) { 0 } else { tokens / 2000 };
        assert!(n <= allowed, "{}: {n} of {tokens} differ in {column}", path.display());
    }
}

fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/lang/parity").join(name);
    path.exists().then_some(path)
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

#[test]
fn our_texts_agree_with_both_models() {
    check(small(), &fixture("expected-sm.jsonl"));
    check(Pipeline::english(), &fixture("expected-md.jsonl"));
}

#[test]
fn odd_texts_agree_with_both_models() {
    check(small(), &fixture("odd-sm.jsonl"));
    check(Pipeline::english(), &fixture("odd-md.jsonl"));
}

/// Compares with any file of expected documents: `LANG_PARITY=FILE cargo test -p lang --test parity`.
#[test]
fn a_named_file_agrees() {
    if let Some(path) = std::env::var_os("LANG_PARITY") {
        let small_model = path.to_string_lossy().contains("-sm");
        check(if small_model { small() } else { Pipeline::english() }, Path::new(&path));
    }
}

#[test]
fn shared_sets_agree_where_they_are_at_hand() {
    for (pipeline, name) in [
        (small as fn() -> &'static Pipeline, "odd.jsonl"),
        (small, "news.jsonl"),
        (Pipeline::english, "odd-md.jsonl"),
        (Pipeline::english, "news-md.jsonl"),
    ] {
        if let Some(path) = shared(name) {
            check(pipeline(), &path);
        }
    }
}
