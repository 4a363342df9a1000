//! Ranks the earlier mentions that one may mean the same as.
//!
//! Every answer (see [`super::answers`]) has a weight for each kind of mention: each pronoun, names, descriptions. The score of a pair is the sum of the weights of what is answered
//! about the two together and about the earlier one; that of a mention on its own is the sum over what is answered about
//! it. The highest score wins; nothing else is decided.

use half::f16;
use safetensors::{Dtype, SafeTensors};

/// Weights that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum WeightsError {
    /// Not a file of weights.
    #[error("the weights of coreference are unreadable: {0}")]
    Unreadable(#[from] safetensors::SafeTensorError),
    /// A table is missing, or has another size or type than the ranker has here.
    #[error("the weights of coreference do not fit: `{0}`")]
    Misfit(&'static str),
}

/// What the tables are of: the two together, the earlier one, a mention on its own.
pub const TABLES: [&str; 3] = ["pair", "earlier", "alone"];
/// Number of the table of pairs.
pub const PAIR: usize = 0;
/// Number of the table of earlier mentions.
pub const EARLIER: usize = 1;
/// Number of the table of mentions on their own.
pub const ALONE: usize = 2;

/// A model.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranker {
    /// Kinds of mentions.
    pub kinds: usize,
    /// For each answer a weight for each kind: that of the earlier mention in its table, that of the later one in the others.
    pub tables: [Vec<f32>; TABLES.len()],
    /// Added to the scores of pairs: how much a link is leaned towards.
    pub lean: f32,
}

impl Ranker {
    /// Weights in each table, see [`super::features::sizes`].
    pub fn sizes([kinds, own, pair]: [usize; 3]) -> [usize; TABLES.len()] {
        [pair * kinds, own * kinds, own * kinds]
    }

    /// Reads weights in the safetensors format, 16-bit floats.
    ///
    /// # Errors
    /// If they are not in that format, or not of these sizes.
    pub fn read(bytes: &[u8], sizes: [usize; 3]) -> Result<Self, WeightsError> {
        let (_, metadata) = SafeTensors::read_metadata(bytes)?;
        let tensors = SafeTensors::deserialize(bytes)?;
        let lean = metadata.metadata().as_ref().and_then(|m| m.get("lean")?.parse().ok());
        let mut tables: [Vec<f32>; TABLES.len()] = Default::default();
        for ((table, name), size) in tables.iter_mut().zip(TABLES).zip(Self::sizes(sizes)) {
            let tensor = tensors.tensor(name)?;
            if tensor.dtype() != Dtype::F16 || tensor.shape() != [size] {
                return Err(WeightsError::Misfit(name));
            }
            *table = tensor.data().as_chunks::<2>().0.iter().map(|&b| f16::from_le_bytes(b).to_f32()).collect();
        }
        Ok(Ranker { kinds: sizes[0], tables, lean: lean.ok_or(WeightsError::Misfit("lean"))? })
    }

    /// What these answers add to a score.
    pub fn sum(&self, table: usize, rows: &[u16], kind: usize) -> f32 {
        let table = &self.tables[table];
        rows.iter().map(|&row| table[row as usize * self.kinds + kind]).sum()
    }
}
