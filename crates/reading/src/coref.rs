//! Which words of a text mean the same person, state, organisation or thing.

pub mod answers;
pub mod features;
pub mod lexicon;
pub mod mentions;
