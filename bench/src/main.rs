//! The measuring bench.
//!
//! `bench predict SET PATH` writes what we say about a set in its scorer's format, from the texts under PATH alone;
//! `bench train` and `bench learn` teach the learned parts; `bench reliability` says how far their probabilities hold;
//! `bench corpus` makes reports in any number, `bench copies` finds the near copies among texts, `bench dossier` grows a
//! dossier from them; `bench joins` says how often names that are joined are one actor, `bench points` how well phrases are told
//! to be one point;
//! `bench floors SHARED` runs every scorer that `bench/floors.toml` names and fails when a score is below its floor.

mod about;
mod actors;
mod calibration;
mod copies;
mod coref;
mod corpus;
mod dossier;
mod floors;
mod joins;
mod learn;
mod names;
mod points;
mod predict;
mod speech;
mod train;

/// Training makes and drops a great many matrices.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

use speech::lesson::Teachers;
use std::path::Path;
use std::process::ExitCode;

const USAGE: &str =
    "usage: bench predict SET PATH    SET: lang, attributions, propositions, talks, dossier, timex, coref
       bench floors SHARED         SHARED: the folder that holds talks/, bench/ and lang/
       bench train teachers PATH FILE
       bench train attributions PATH FILE TEXTS TEACHERS [ROLES]
       bench reliability PATH      PATH: a PolNeAR folder
       bench train positions PATH FOLDER
       bench train actors PATH FOLDER
       bench train coref PATH FILE
       bench train about TALKS POLNEAR FOLDER
       bench learn judges PATH FOLDER
       bench learn points FILE HELD INTO
       bench corpus --reports N --seed S FOLDER [--from SAMPLE]    SAMPLE: examples/camp-david unless given
       bench copies FOLDER
       bench joins TALKS ALIASES
       bench points FILE
       bench dossier CORPUS FILE SIZE...
       bench views FILE";

/// The reports that `bench corpus` takes its sentences from.
const SAMPLE: &str = "examples/camp-david";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let result = match args[..] {
        ["predict", set, path] => predict::run(set, Path::new(path)),
        ["floors", shared] => floors::run(Path::new(shared)),
        ["train", "positions", path, into] => train::positions(Path::new(path), Path::new(into)),
        ["train", "teachers", path, into] => speech::train_teachers(Path::new(path), Path::new(into)),
        ["train", "attributions", path, into, texts, teachers, ref roles @ ..] if roles.len() < 2 => {
            Teachers::read(Path::new(teachers), roles.first().map(Path::new))
                .and_then(|teachers| speech::train(Path::new(path), Path::new(into), Path::new(texts), &teachers))
        }
        ["train", "actors", path, into] => actors::train(Path::new(path), Path::new(into)),
        ["train", "about", talks, polnear, into] => about::train(Path::new(talks), Path::new(polnear), Path::new(into)),
        ["reliability", path] => speech::reliability(Path::new(path)),
        ["train", "coref", path, file] => coref::train(Path::new(path), Path::new(file)),
        ["learn", "judges", path, into] => learn::judges(Path::new(path), Path::new(into)),
        ["learn", "points", file, held, into] => points::learn(Path::new(file), Path::new(held), Path::new(into)),
        ["corpus", "--reports", reports, "--seed", seed, into, ref from @ ..] => {
            match (reports.parse(), seed.parse(), from) {
                (Ok(reports), Ok(seed), []) => corpus::run(reports, seed, Path::new(into), Path::new(SAMPLE)),
                (Ok(reports), Ok(seed), ["--from", from]) => {
                    corpus::run(reports, seed, Path::new(into), Path::new(from))
                }
                _ => Err(USAGE.into()),
            }
        }
        ["joins", talks, aliases] => joins::run(Path::new(talks), Path::new(aliases)),
        ["points", file] => points::run(Path::new(file)),
        ["copies", folder] => copies::run(Path::new(folder)),
        ["views", file] => dossier::open_views(Path::new(file)),
        ["dossier", corpus, file, ref sizes @ ..] if !sizes.is_empty() => {
            match sizes.iter().map(|size| size.parse()).collect::<Result<Vec<usize>, _>>() {
                Ok(sizes) => dossier::run(Path::new(corpus), Path::new(file), &sizes),
                Err(_) => Err(USAGE.into()),
            }
        }
        _ => Err(USAGE.into()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}
