//! The measuring bench: `predict SET PATH` writes what we say about a set in its scorer's format, `learn judges PATH INTO` teaches the judges.

mod annotated;
mod learn;
mod predict;

use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let result = match args[..] {
        ["predict", "talks", path] => predict::talks(path.as_ref()),
        ["learn", "judges", path, into] => learn::judges(path.as_ref(), into.as_ref()),
        _ => Err("usage: bench predict SET PATH | bench learn judges PATH INTO".into()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}
