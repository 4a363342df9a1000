//! The weights file: named sections of little-endian values, read in place.
//!
//! Layout: magic `LANGPIPE`, format version (u32), number of sections (u32), length of the whole file (u64); then for
//! each section its name (16 bytes, zero-padded), offset and length (u64 each); then the sections, each at a multiple
//! of 64 bytes. `convert/convert.py` writes it. Large arrays stay where they are (embedding rows, vectors, hash keys are
//! decoded when read, whatever their alignment); dense layers are repacked at load, see the `dense` crate.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

const MAGIC: &[u8; 8] = b"LANGPIPE";
const VERSION: u32 = 1;
const HEADER: usize = 24;
const ENTRY: usize = 32;

/// Why a weights file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The data does not begin as a weights file does.
    #[error("not a weights file: it does not begin with LANGPIPE")]
    Foreign,
    /// Written by another version of the conversion script.
    #[error("weights of format {found}, but this program reads format {}", VERSION)]
    Version {
        /// The version in the file.
        found: u32,
    },
    /// The file is shorter or longer than it says.
    #[error("weights are cut short or padded: {found} bytes, expected {expected}")]
    Length {
        /// Bytes that the header announces.
        expected: u64,
        /// Bytes there are.
        found: u64,
    },
    /// A section is missing.
    #[error("weights lack the section {0:?}")]
    Missing(String),
    /// A section does not hold what its name promises.
    #[error("section {section:?} of the weights is malformed: {problem}")]
    Malformed {
        /// Name of the section.
        section: String,
        /// What is wrong.
        problem: &'static str,
    },
}

/// A weights file, checked as far as its table of contents.
pub(crate) struct Weights {
    data: Cow<'static, [u8]>,
    sections: HashMap<String, Range<usize>>,
}

impl Weights {
    pub fn new(data: Cow<'static, [u8]>) -> Result<Self, LoadError> {
        if !data.starts_with(MAGIC) {
            return Err(LoadError::Foreign);
        }
        let short = |expected: u64| LoadError::Length { expected, found: data.len() as u64 };
        if data.len() < HEADER {
            return Err(short(HEADER as u64));
        }
        let version = u32::from_le_bytes(data[8..12].try_into().expect("four bytes"));
        if version != VERSION {
            return Err(LoadError::Version { found: version });
        }
        let count = u32::from_le_bytes(data[12..16].try_into().expect("four bytes")) as usize;
        let length = u64::from_le_bytes(data[16..24].try_into().expect("eight bytes"));
        let entries = count.checked_mul(ENTRY).and_then(|n| n.checked_add(HEADER)).filter(|&end| end <= data.len());
        if length != data.len() as u64 || entries.is_none() {
            return Err(short(length));
        }
        let mut sections = HashMap::with_capacity(count);
        for entry in data[HEADER..HEADER + count * ENTRY].chunks_exact(ENTRY) {
            let name = String::from_utf8_lossy(&entry[..16]).trim_end_matches('\0').to_owned();
            let start = u64::from_le_bytes(entry[16..24].try_into().expect("eight bytes"));
            let size = u64::from_le_bytes(entry[24..32].try_into().expect("eight bytes"));
            let Some(end) = start.checked_add(size).filter(|&end| end <= data.len() as u64) else {
                return Err(LoadError::Malformed { section: name, problem: "it ends outside the file" });
            };
            sections.insert(name, start as usize..end as usize);
        }
        Ok(Weights { data, sections })
    }

    pub fn range(&self, name: &str) -> Result<Range<usize>, LoadError> {
        self.sections.get(name).cloned().ok_or_else(|| LoadError::Missing(name.to_owned()))
    }

    pub fn has(&self, name: &str) -> bool {
        self.sections.contains_key(name)
    }

    pub fn bytes(&self, name: &str) -> Result<&[u8], LoadError> {
        Ok(&self.data[self.range(name)?])
    }

    /// The bytes of a range that [`Weights::range`] gave.
    pub fn at(&self, range: &Range<usize>) -> &[u8] {
        &self.data[range.clone()]
    }

    /// A copied array of exactly `len` numbers.
    pub fn floats(&self, name: &str, len: usize) -> Result<Vec<f32>, LoadError> {
        let bytes = self.bytes(name)?;
        if bytes.len() != len * 4 {
            return Err(LoadError::Malformed { section: name.to_owned(), problem: "another number of values" });
        }
        Ok(floats(bytes).collect())
    }

    /// A reader over a section of length-prefixed values.
    pub fn table<'a>(&'a self, name: &'a str) -> Result<Table<'a>, LoadError> {
        Ok(Table { name, rest: self.bytes(name)? })
    }
}

/// Decodes little-endian numbers.
pub(crate) fn floats(bytes: &[u8]) -> impl Iterator<Item = f32> {
    bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}

/// Length-prefixed values, read in the order they were written.
pub(crate) struct Table<'a> {
    name: &'a str,
    rest: &'a [u8],
}

impl<'a> Table<'a> {
    pub fn malformed(&self, problem: &'static str) -> LoadError {
        LoadError::Malformed { section: self.name.to_owned(), problem }
    }

    fn take(&mut self, len: usize) -> Result<&'a [u8], LoadError> {
        let Some((head, rest)) = self.rest.split_at_checked(len) else {
            return Err(self.malformed("it ends too early"));
        };
        self.rest = rest;
        Ok(head)
    }

    pub fn u32(&mut self) -> Result<u32, LoadError> {
        Ok(u32::from_le_bytes(self.take(4)?.try_into().expect("four bytes")))
    }

    /// A number of things to follow, each at least four bytes long: bounds what a damaged count may allocate.
    pub fn count(&mut self) -> Result<usize, LoadError> {
        let n = self.u32()? as usize;
        if n > self.rest.len() / 4 { Err(self.malformed("a count is too large")) } else { Ok(n) }
    }

    pub fn u64(&mut self) -> Result<u64, LoadError> {
        Ok(u64::from_le_bytes(self.take(8)?.try_into().expect("eight bytes")))
    }

    pub fn text(&mut self) -> Result<&'a str, LoadError> {
        let len = self.u32()? as usize;
        let bytes = self.take(len)?;
        std::str::from_utf8(bytes).map_err(|_| self.malformed("a text is not UTF-8"))
    }

    pub fn texts(&mut self) -> Result<Vec<&'a str>, LoadError> {
        let n = self.count()?;
        (0..n).map(|_| self.text()).collect()
    }
}
