//! Every format, on the sample of the repository and on readings of chance.

mod annotation;
mod dna;
mod jsonl;
mod tables;
mod talks;
