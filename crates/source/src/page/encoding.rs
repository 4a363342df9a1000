//! Bytes of a page to characters, as browsers do it: byte order mark, server, page, and what most pages that say nothing are.

use std::borrow::Cow;
use std::sync::LazyLock;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use regex::bytes::Regex;

/// How far into a page its encoding is looked for.
const PRESCAN: usize = 4096;

/// The characters of a page; `charset` is what the server says they are in.
pub fn decoded<'a>(bytes: &'a [u8], charset: Option<&str>) -> Cow<'a, str> {
    let named = charset.and_then(|label| Encoding::for_label(label.as_bytes()));
    let encoding = named
        .or_else(|| declared(bytes))
        .unwrap_or_else(|| if std::str::from_utf8(bytes).is_ok() { UTF_8 } else { WINDOWS_1252 });
    // A byte order mark goes before all of them.
    encoding.decode(bytes).0
}

/// The first characters of bytes that may be anything.
pub fn head(bytes: &[u8]) -> Cow<'_, str> {
    Encoding::for_bom(bytes).map_or(WINDOWS_1252, |(encoding, _)| encoding).decode(bytes).0
}

/// The encoding that a page names at its beginning.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    static NAMED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?i-u)<(?:meta[^>]{1,300}?charset|\?xml[^>]{1,100}?encoding)\s*=\s*["']?\s*([a-z0-9_:.\-]+)"#)
            .expect("a constant pattern")
    });
    let found = NAMED.captures(&bytes[..bytes.len().min(PRESCAN)])?;
    let encoding = Encoding::for_label(&found[1])?;
    // What can be read as ASCII is not in sixteen bits, whatever it says.
    Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_come_from_what_is_said_first() {
        let check = |bytes: &[u8], charset: Option<&str>, text: &str| assert_eq!(decoded(bytes, charset), text);
        check(b"\xef\xbb\xbfcaf\xc3\xa9", Some("windows-1252"), "café");
        check(b"\xff\xfec\0\xe9\0", None, "cé");
        check(b"caf\xc3\xa9", None, "café");
        check(b"caf\xe9 \x93so\x94", None, "café “so”");
        check(b"\xee", Some("windows-1251"), "о");
        check(b"\xee", Some("no such thing"), "î");
        check(b"<meta charset=windows-1251>\xee", None, "<meta charset=windows-1251>о");
        check(b"<meta charset=windows-1251>\xc3\xae", Some("UTF-8"), "<meta charset=windows-1251>î");
        let long = b"<META http-equiv=\"Content-Type\" content=\"text/html; charset=iso-8859-2\">\xb1";
        assert!(decoded(long, None).ends_with('ą'));
        let sixteen = b"<meta charset=utf-16>\xc3\xa9";
        assert!(decoded(sixteen, None).ends_with('é'));
    }
}
