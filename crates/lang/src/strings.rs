//! String ids and embedding rows: the two hashes that the weights were trained with.

use crate::hash::Map;
use crate::weights::{LoadError, Table};

/// MurmurHash64A with seed 1, spaCy's hash of a string.
pub(crate) fn murmur64(bytes: &[u8]) -> u64 {
    const M: u64 = 0xc6a4_a793_5bd1_e995;
    let mut h = 1 ^ (bytes.len() as u64).wrapping_mul(M);
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        let mut k = u64::from_le_bytes(*word).wrapping_mul(M);
        k ^= k >> 47;
        h = (h ^ k.wrapping_mul(M)).wrapping_mul(M);
    }
    if !rest.is_empty() {
        let tail = rest.iter().rev().fold(0, |tail, &b| tail << 8 | u64::from(b));
        h = (h ^ tail).wrapping_mul(M);
    }
    h = (h ^ h >> 47).wrapping_mul(M);
    h ^ h >> 47
}

/// The four rows of an embedding table that stand for a value: MurmurHash3 (x64, 128 bits) of the eight bytes.
pub(crate) fn rows(value: u64, seed: u32, table_rows: u32) -> [usize; 4] {
    fn mix(mut h: u64) -> u64 {
        h = (h ^ h >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
        h = (h ^ h >> 33).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        h ^ h >> 33
    }
    let seed = u64::from(seed);
    let mut h1 = value.wrapping_mul(0x87c3_7b91_1142_53d5).rotate_left(31).wrapping_mul(0x4cf5_ad43_2745_937f);
    h1 ^= seed ^ 8;
    let mut h2 = seed ^ 8;
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    h1 = mix(h1);
    h2 = mix(h2);
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    [h1 as u32, (h1 >> 32) as u32, h2 as u32, (h2 >> 32) as u32].map(|key| (key % table_rows) as usize)
}

/// Names that have a small fixed id instead of a hash. The shape `X` is one, so this matters for every "I" and "A".
pub(crate) struct Symbols(Map<Box<str>, u32>);

impl Symbols {
    pub fn read(table: &mut Table) -> Result<Self, LoadError> {
        let n = table.count()?;
        let mut symbols = Map::default();
        for _ in 0..n {
            let name = table.text()?;
            symbols.insert(name.into(), table.u32()?);
        }
        Ok(Symbols(symbols))
    }

    /// The id of a string.
    pub fn id(&self, text: &str) -> u64 {
        // No reserved name is longer; most words end the search here or at the length of their first bytes.
        if text.is_empty() {
            return 0;
        }
        match self.0.get(text) {
            Some(&id) => u64::from(id),
            None => murmur64(text.as_bytes()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_hash_as_spacy_hashes_them() {
        assert_eq!(murmur64(b"the"), 7425985699627899538);
        assert_eq!(murmur64("Kyiv".as_bytes()), 14593447867761991774);
        assert_eq!(murmur64(b"."), 12646065887601541794);
        assert_eq!(murmur64(b"Xxxxx"), 16072095006890171862);
    }

    #[test]
    fn rows_follow_from_value_and_seed() {
        let keys = |value, seed| rows(value, seed, u32::MAX).map(|row| row as u32);
        assert_eq!(keys(murmur64(b"Kyiv"), 8), [2870932086, 1815388828, 11430833, 575599595]);
        assert_eq!(keys(0, 12), [3628889788, 3483432925, 485828337, 1486234390]);
        assert_eq!(keys(1, 12), [2938686206, 2291508213, 2246688320, 3554967022]);
    }
}
