//! Tokens a second of the complete pipeline over a folder of texts.
//!
//!     cargo run --release -p lang --example throughput -- FOLDER [THREADS] [ROUNDS]
//!
//! Prints one line per round after a first, cold one. `bench/speed.py` runs this beside spaCy.

use std::time::Instant;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().expect("a folder of .txt files");
    let threads: usize = arguments.next().map_or(1, |n| n.parse().expect("a number of threads"));
    let rounds: usize = arguments.next().map_or(4, |n| n.parse().expect("a number of rounds"));
    let mut paths: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    let texts: Vec<String> = paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();

    let start = Instant::now();
    let pipeline = lang::Pipeline::english();
    println!("load {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
    for round in 0..=rounds {
        let start = Instant::now();
        let docs = pipeline.annotate_many(&texts, threads);
        let seconds = start.elapsed().as_secs_f64();
        let tokens: usize = docs.iter().map(lang::Doc::len).sum();
        let kind = if round == 0 { "cold" } else { "warm" };
        println!("{kind} {tokens} tokens {seconds:.3} s {:.0} tokens/s {threads} threads", tokens as f64 / seconds);
    }
}
