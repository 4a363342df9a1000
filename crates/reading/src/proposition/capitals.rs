//! Names printed in capitals, read as ordinary names.
//!
//! Bulletins set who acts in capitals. The parser has mostly seen ordinary news, where capitals are headings, and takes "JAPAN" for
//! anything; in title case it knows the word. Nothing is inserted or dropped, so offsets stay.

use super::party::Mention;

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
    use super::super::party;
    use super::*;

    #[test]
    fn names_are_lowered_and_acronyms_stay() {
        let text = "The US and NEW ZEALAND met AOSIS on COP-3.";
        assert_eq!(lowered(text, &party::mentions(text)), "The US and New Zealand met AOSIS on COP-3.");
    }
}
