//! From text to the hashes of its runs of words, in one pass and without a string for every word.

use super::SHINGLE;

/// What the hash of a word begins with and is multiplied by for each letter (FNV-1a).
const FIRST: u64 = 0xcbf2_9ce4_8422_2325;
const LETTER: u64 = 0x0000_0100_0000_01b3;
/// What the hash of a run is multiplied by for each word: odd, and otherwise of no meaning.
const WORD: u64 = 0x9e37_79b9_7f4a_7c15;

/// Calls `each` with the hash of every run of five folded words. Runs go over the ends of sentences and lines.
pub(super) fn shingles(text: &str, mut each: impl FnMut(u64)) {
    let oldest = WORD.wrapping_pow(SHINGLE as u32);
    let mut words = [0u64; SHINGLE];
    let (mut run, mut n) = (0u64, 0);
    folded(&plain(text), |word| {
        run = run.wrapping_mul(WORD).wrapping_add(word).wrapping_sub(words[n % SHINGLE].wrapping_mul(oldest));
        words[n % SHINGLE] = word;
        n += 1;
        if n >= SHINGLE {
            each(mix(run));
        }
    });
}

/// A number from which every bit of another is seen (the end of MurmurHash3).
pub(super) fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    x = (x ^ (x >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    x ^ (x >> 33)
}

/// Lower case and ASCII. What is ASCII already, nearly all of an English text, is copied as it stands.
fn plain(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| !byte.is_ascii()) {
        out.extend_from_slice(&rest.as_bytes()[..at]);
        let mut chars = rest[at..].chars();
        if let Some(c) = chars.next() {
            out.extend_from_slice(deunicode::deunicode_char(c).unwrap_or("[?]").as_bytes());
        }
        rest = chars.as_str();
    }
    out.extend_from_slice(rest.as_bytes());
    out.make_ascii_lowercase();
    out
}

/// Calls `each` with the hash of every word of a plain text. Words are those of [`crate::words::fold`] (tested).
fn folded(text: &[u8], mut each: impl FnMut(u64)) {
    let letter = |at: usize| text.get(at).is_some_and(u8::is_ascii_alphanumeric);
    let mut word = FIRST;
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        if byte.is_ascii_alphanumeric() {
            word = (word ^ u64::from(byte)).wrapping_mul(LETTER);
        } else {
            let inside = at > 0 && letter(at - 1);
            match byte {
                b'.' if inside && (at == 1 || !letter(at - 2)) => {}
                b'\'' if text.get(at + 1) == Some(&b's') && !letter(at + 2) => at += 1,
                b'\'' if inside && letter(at + 1) => {}
                // Nothing but an empty word has the first hash still, but for one chance in 2⁶⁴.
                _ if word == FIRST => {}
                _ => each(std::mem::replace(&mut word, FIRST)),
            }
        }
        at += 1;
    }
    if word != FIRST {
        each(word);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::words::fold;

    fn check(text: &str) {
        let hash = |word: &str| word.bytes().fold(FIRST, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(LETTER));
        // Line by line: behind a letter with an accent `fold` forgets line breaks.
        let folded_lines: Vec<String> = text.lines().map(fold).collect();
        let words = folded_lines.iter().flat_map(|line| line.split(' ')).filter(|word| !word.is_empty());
        let expected: Vec<u64> = words.map(hash).collect();
        let mut found = Vec::new();
        folded(&plain(text), |word| found.push(word));
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn words_are_folded_as_everywhere() {
        for text in ["U.S.-Ukraine talks", "Ukraine’s “bad deal”", "Nicolás O’Neill.", "ended. Then", "", "a's.b 1,300"]
        {
            check(text);
        }
    }

    #[test]
    fn a_run_is_the_same_wherever_it_stands() {
        let runs = |text: &str| {
            let mut out = Vec::new();
            shingles(text, |hash| out.push(hash));
            out
        };
        let (long, short) = (runs("a b c d e f g h"), runs("C D, e f g"));
        assert_eq!((long.len(), short), (4, vec![long[2]]));
    }

    proptest! {
        #[test]
        fn words_of_any_text_are_folded_as_everywhere(text in "[a-cA-Cs0-1.'’“”é—ß日本\u{301}\\-\n ]{0,40}") {
            check(&text);
        }
    }
}
