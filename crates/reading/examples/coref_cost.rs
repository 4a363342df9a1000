//! What finding coreference costs beside annotating the text: `coref_cost FOLDER [ROUNDS]`, one thread.

use std::time::{Duration, Instant};

use reading::coref;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().expect("a folder of .txt files");
    let rounds: usize = arguments.next().map_or(3, |n| n.parse().expect("a number of rounds"));
    let mut paths: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    let texts: Vec<String> = paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let began = Instant::now();
    let _ = &*coref::SHIPPED;
    println!("load {:.1} ms", began.elapsed().as_secs_f64() * 1e3);
    for round in 0..=rounds {
        let (mut engine, mut chains) = (Duration::ZERO, Duration::ZERO);
        let (mut tokens, mut found) = (0, 0);
        for text in &texts {
            let began = Instant::now();
            let doc = lang::Pipeline::english().annotate(text);
            engine += began.elapsed();
            tokens += doc.len();
            let began = Instant::now();
            found += coref::chains(&doc).len();
            chains += began.elapsed();
        }
        let micros = |time: Duration| time.as_secs_f64() * 1e6 / tokens as f64;
        println!(
            "{} {tokens} tokens: engine {:.1} µs a token, coreference {:.1} ({:.2} times), {found} chains",
            if round == 0 { "cold" } else { "warm" },
            micros(engine),
            micros(chains),
            chains.as_secs_f64() / engine.as_secs_f64()
        );
    }
}
