//! The measuring bench.
fn main() {}
