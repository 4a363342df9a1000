//! Names printed in capitals, read as ordinary names.
//!
//! Bulletins set who acts in capitals. The parser has mostly seen ordinary news, where capitals are headings, and takes "JAPAN" for
//! anything; in title case it knows the word. Nothing is inserted or dropped, so offsets stay.

use std::borrow::Cow;

use super::party::{self, Mention};

/// Names in capitals that make a text a bulletin; fewer may be emphasis.
const MANY: usize = 3;

/// A bulletin with its parties' names in title case, any other text as it is; headings in capitals stay.
pub fn as_prose(text: &str) -> Cow<'_, str> {
    let mut line = 0..0;
    let mut heading = false;
    let set = party::mentions(text).into_iter().filter(|mention| {
        let range = mention.span.range();
        if range.start >= line.end {
            line.start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
            line.end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at);
            heading = is_capitals(&text[line.clone()]);
        }
        !mention.acronym && !heading && is_capitals(&text[range])
    });
    let set: Vec<Mention> = set.collect();
    if set.len() < MANY { Cow::Borrowed(text) } else { Cow::Owned(lowered(text, &set)) }
}

/// Whether more letters are capitals than not.
fn is_capitals(text: &str) -> bool {
    let capitals = text.chars().filter(|c| c.is_uppercase()).count();
    2 * capitals > text.chars().filter(|c| c.is_alphabetic()).count()
}

/// The text with the names of these parties in title case, byte for byte as long as before. Acronyms stay.
pub fn lowered(text: &str, mentions: &[Mention]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for mention in mentions.iter().filter(|m| !m.acronym) {
        let mut inside = false;
        for byte in &mut bytes[mention.span.range()] {
            if inside {
                byte.make_ascii_lowercase();
            }
            inside = byte.is_ascii_alphabetic() || !byte.is_ascii();
        }
    }
    // Only ASCII letters were changed, to ASCII letters.
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_lowered_and_acronyms_stay() {
        let text = "The US and NEW ZEALAND met AOSIS on COP-3.";
        assert_eq!(lowered(text, &party::mentions(text)), "The US and New Zealand met AOSIS on COP-3.");
    }

    #[test]
    fn a_bulletin_is_read_as_prose_and_its_headings_stay() {
        let text = "TALKS WITH CHINA\nPERU, for CHILE, supported by KENYA and the EU, agreed.";
        assert_eq!(as_prose(text), "TALKS WITH CHINA\nPeru, for Chile, supported by Kenya and the EU, agreed.");
        let text = "PERU and Chile met.";
        assert_eq!(as_prose(text), text);
    }
}
