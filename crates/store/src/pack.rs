//! Texts and readings in little room.
//!
//! A reading repeats the words of its text, and all readings repeat the names of fields and features. So a text is compressed with a
//! dictionary of reports, and a reading with a dictionary of readings followed by its own text: half the size of the text, and nine
//! tenths of it, where compression alone would leave one and a half times. The dictionaries are made of the sample reports and
//! belong to the file format: they are never changed (`examples/dictionary.rs` made them).

use std::cell::RefCell;
use std::sync::LazyLock;

use bytemuck::Pod;
use reading::Reading;
use zstd::bulk::Decompressor;
use zstd::dict::{DecoderDictionary, EncoderDictionary};

const TEXTS: &[u8] = include_bytes!("../data/texts.dict");
const READINGS: &[u8] = include_bytes!("../data/readings.dict");

/// Good for what is written once and read often.
const LEVEL: i32 = 9;

static WRITE_TEXT: LazyLock<EncoderDictionary<'static>> = LazyLock::new(|| EncoderDictionary::copy(TEXTS, LEVEL));
static READ_TEXT: LazyLock<DecoderDictionary<'static>> = LazyLock::new(|| DecoderDictionary::copy(TEXTS));

/// More than this is no report.
const MOST: usize = 1 << 28;

/// A text, compressed.
pub(crate) fn text(text: &str) -> std::io::Result<Vec<u8>> {
    zstd::bulk::Compressor::with_prepared_dictionary(&WRITE_TEXT)?.compress(text.as_bytes())
}

/// The text that [`text`] compressed.
pub(crate) fn text_of(bytes: &[u8]) -> std::io::Result<String> {
    thread_local! {
        /// Made once a thread: making one takes as long as a text does.
        static TEXT: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
    }
    let bytes = TEXT.with_borrow_mut(|kept| {
        let read = match kept {
            Some(known) => known,
            None => kept.insert(Decompressor::with_prepared_dictionary(&READ_TEXT)?),
        };
        read.decompress(bytes, capacity(bytes))
    })?;
    String::from_utf8(bytes).map_err(|error| std::io::Error::new(std::io::ErrorKind::InvalidData, error))
}

/// A reading, compressed beside its text.
pub(crate) fn reading(reading: &Reading, text: &str) -> std::io::Result<Vec<u8>> {
    let bytes = postcard::to_stdvec(reading).map_err(std::io::Error::other)?;
    zstd::bulk::Compressor::with_dictionary(LEVEL, &beside(text))?.compress(&bytes)
}

/// The reading that [`reading`] compressed.
pub(crate) fn reading_of(bytes: &[u8], text: &str) -> std::io::Result<Reading> {
    let bytes = Decompressor::with_dictionary(&beside(text))?.decompress(bytes, capacity(bytes))?;
    postcard::from_bytes(&bytes).map_err(std::io::Error::other)
}

fn beside(text: &str) -> Vec<u8> {
    [READINGS, text.as_bytes()].concat()
}

/// Facts and strings, compressed by LZ4 behind their length: each view unpacks tens of megabytes of them, and LZ4 is unpacked
/// sooner than what Zstandard packs at its fastest, though it takes more room.
pub(crate) fn block(bytes: &[u8]) -> Vec<u8> {
    lz4_flex::block::compress_prepend_size(bytes)
}

/// What [`block`] compressed, as numbers or rows of numbers, straight into place.
pub(crate) fn block_of<T: Pod>(bytes: &[u8]) -> std::io::Result<Vec<T>> {
    let damaged = |what: String| std::io::Error::new(std::io::ErrorKind::InvalidData, what);
    let (length, packed) = bytes.split_first_chunk::<4>().ok_or_else(|| damaged("a block is cut short".into()))?;
    let length = u32::from_le_bytes(*length) as usize;
    // A byte stands for 255 at most, so nobody makes much room by damaging a length.
    if length > packed.len().saturating_mul(255) {
        return Err(damaged("a block says it is longer than it can be".into()));
    }
    let mut place: Vec<T> = bytemuck::zeroed_vec(length.div_ceil(size_of::<T>()));
    let n = lz4_flex::block::decompress_into(packed, bytemuck::cast_slice_mut(&mut place))
        .map_err(|error| damaged(error.to_string()))?;
    if n != length || n != place.len() * size_of::<T>() {
        return Err(damaged("a block is not as long as it says".into()));
    }
    Ok(place)
}

/// A block as files before the third format have it.
pub(crate) fn old_block_of(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    zstd::bulk::decompress(bytes, capacity(bytes))
}

/// Room for what some bytes decompress to, by what they say of themselves.
fn capacity(bytes: &[u8]) -> usize {
    let said = zstd::zstd_safe::get_frame_content_size(bytes).ok().flatten();
    said.and_then(|size| usize::try_from(size).ok()).unwrap_or(bytes.len().saturating_mul(64)).min(MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_back() {
        let words = "The sides met in Geneva on Monday. They said little — “not nothing”.".repeat(20);
        assert_eq!(text_of(&text(&words).unwrap()).unwrap(), words);
        let empty = Reading::default();
        assert_eq!(reading_of(&reading(&empty, &words).unwrap(), &words).unwrap(), empty);
        let numbers: Vec<u8> = (0..10_000u32).flat_map(u32::to_le_bytes).collect();
        assert_eq!(block_of::<u8>(&block(&numbers)).unwrap(), numbers);
        assert_eq!(block_of::<u32>(&block(&numbers)).unwrap(), (0..10_000u32).collect::<Vec<_>>());
        assert_eq!(block_of::<u32>(&block(&[])).unwrap(), Vec::<u32>::new());
        assert!(block_of::<u32>(&block(&numbers[..7])).is_err(), "one number and three bytes");
    }

    #[test]
    fn bytes_that_nobody_packed_are_an_error() {
        for bytes in [&b"abc"[..], &[0x28, 0xb5, 0x2f, 0xfd, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]] {
            assert!(text_of(bytes).is_err() && block_of::<u8>(bytes).is_err() && reading_of(bytes, "x").is_err());
        }
    }
}
