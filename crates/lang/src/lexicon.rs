//! Attributes of a form: norm, shape, prefix, suffix and their ids; the row of its static vector.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use crate::classes::Classes;
use crate::forms::Form;
use crate::hash::Map;
use crate::strings::Symbols;
use crate::tokenizer::Tokenizer;
use crate::weights::{LoadError, Weights};

/// Tables that attributes are looked up in.
pub(crate) struct Lexicon {
    weights: Arc<Weights>,
    symbols: Symbols,
    base_norms: Map<Box<str>, Box<str>>,
    lexeme_norms: Map<u64, Box<str>>,
    vectors: Option<Vectors>,
}

/// Where the static vectors lie: sorted string ids, the row of each, and the rows.
struct Vectors {
    keys: Range<usize>,
    rows: Range<usize>,
    values: Range<usize>,
    kind: Kind,
}

/// How the numbers of a vector are written.
enum Kind {
    /// 32-bit numbers.
    Single,
    /// 16-bit integers, to be multiplied by a number of the row.
    Scaled(Vec<f32>),
}

impl Kind {
    /// Bytes of one row.
    fn stride(&self) -> usize {
        match self {
            Kind::Single => 4 * VECTOR_WIDTH,
            Kind::Scaled(_) => 2 * VECTOR_WIDTH,
        }
    }
}

/// Numbers in a static vector.
pub(crate) const VECTOR_WIDTH: usize = 300;

impl Lexicon {
    pub fn read(weights: Arc<Weights>) -> Result<Self, LoadError> {
        let mut table = weights.table("norms")?;
        let symbols = Symbols::read(&mut table)?;
        let mut base_norms = Map::default();
        for _ in 0..table.count()? {
            let key = table.text()?;
            base_norms.insert(key.into(), table.text()?.into());
        }
        let mut lexeme_norms = Map::default();
        for _ in 0..table.count()? {
            let key = table.u64()?;
            lexeme_norms.insert(key, table.text()?.into());
        }
        let vectors = if weights.has("vectors.keys") { Some(Vectors::read(&weights)?) } else { None };
        Ok(Lexicon { weights, symbols, base_norms, lexeme_norms, vectors })
    }

    /// All attributes of a text, with the norm that an exception gives it, if any.
    pub fn form(&self, tokenizer: &Tokenizer, text: &str, norm: Option<&str>) -> Form {
        let classes = &tokenizer.classes;
        let id = self.symbols.id(text);
        let lower = text.to_lowercase();
        let norm = match norm {
            Some(norm) => Cow::Borrowed(norm),
            None => match self.lexeme_norms.get(&id).or_else(|| self.base_norms.get(text)) {
                Some(norm) => Cow::Borrowed(&**norm),
                None => Cow::Borrowed(lower.as_str()),
            },
        };
        let prefix = text.chars().next().map_or(0, char::len_utf8);
        let suffix = text.char_indices().rev().take(3).last().map_or(0, |(i, _)| i);
        let shape = shape(classes, text);
        let ids = [&*norm, &text[..prefix], &text[suffix..], &*shape].map(|text| self.symbols.id(text));
        Form {
            text: text.into(),
            norm: norm.into(),
            shape: shape.into(),
            ids,
            vector: self.vectors.as_ref().and_then(|vectors| vectors.row(&self.weights, id)),
            is_space: !text.is_empty() && text.chars().all(|c| classes.py_space.has(c)),
            word: tokenizer.sequences.word(text),
            lower: lower.into(),
        }
    }

    /// The row of a word form's static vector.
    pub fn vector_row(&self, text: &str) -> Option<u16> {
        self.vectors.as_ref()?.row(&self.weights, self.symbols.id(text))
    }

    /// Copies a static vector.
    pub fn vector(&self, row: u16, out: &mut [f32]) {
        let Some(vectors) = &self.vectors else { return };
        let stride = vectors.kind.stride();
        let start = usize::from(row) * stride;
        let bytes = &self.weights.at(&vectors.values)[start..start + stride];
        match &vectors.kind {
            Kind::Single => {
                for (value, b) in out.iter_mut().zip(bytes.as_chunks::<4>().0) {
                    *value = f32::from_le_bytes(*b);
                }
            }
            Kind::Scaled(scales) => {
                for (value, b) in out.iter_mut().zip(bytes.as_chunks::<2>().0) {
                    *value = f32::from(i16::from_le_bytes(*b)) * scales[usize::from(row)];
                }
            }
        }
    }
}

impl Vectors {
    fn read(weights: &Weights) -> Result<Self, LoadError> {
        let keys = weights.range("vectors.keys")?;
        let rows = weights.range("vectors.rows")?;
        let malformed = |problem| LoadError::Malformed { section: "vectors.rows".to_owned(), problem };
        let (values, kind) = if weights.has("vectors.i16") {
            let n = weights.bytes("vectors.scale")?.len() / 4;
            (weights.range("vectors.i16")?, Kind::Scaled(weights.floats("vectors.scale", n)?))
        } else {
            (weights.range("vectors.f32")?, Kind::Single)
        };
        let n = values.len() / kind.stride();
        let scaled = match &kind {
            Kind::Scaled(scales) => scales.len() == n,
            Kind::Single => true,
        };
        if keys.len() % 8 != 0 || rows.len() != keys.len() / 4 || values.len() % kind.stride() != 0 || !scaled {
            return Err(malformed("keys, rows and values do not fit each other"));
        }
        let in_range = |row: &[u8; 2]| usize::from(u16::from_le_bytes(*row)) < n;
        if !weights.at(&rows).as_chunks::<2>().0.iter().all(in_range) {
            return Err(malformed("a row is outside the table"));
        }
        Ok(Vectors { keys, rows, values, kind })
    }

    fn row(&self, weights: &Weights, id: u64) -> Option<u16> {
        let i = search(weights.at(&self.keys), id)?;
        Some(u16::from_le_bytes(weights.at(&self.rows).as_chunks::<2>().0[i]))
    }
}

/// Position of a number among sorted little-endian numbers.
pub(crate) fn search(sorted: &[u8], id: u64) -> Option<usize> {
    sorted.as_chunks::<8>().0.binary_search_by(|key| u64::from_le_bytes(*key).cmp(&id)).ok()
}

/// Letters to `X` and `x`, digits to `d`, at most four of a kind in a row.
fn shape(classes: &Classes, text: &str) -> String {
    if text.chars().take(100).count() == 100 {
        return "LONG".to_owned();
    }
    let mut shape = String::with_capacity(text.len());
    let mut last = None;
    let mut run = 0;
    for c in text.chars() {
        let symbol = if classes.py_alpha.has(c) {
            if classes.py_upper.has(c) { 'X' } else { 'x' }
        } else if classes.py_digit.has(c) {
            'd'
        } else {
            c
        };
        run = if last == Some(symbol) { run + 1 } else { 0 };
        last = Some(symbol);
        if run < 4 {
            shape.push(symbol);
        }
    }
    shape
}
