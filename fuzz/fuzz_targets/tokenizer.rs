//! Tokens of any text cover it in order, with nothing but white space between them.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut end = 0;
    for span in lang::Pipeline::english().tokenize(text) {
        assert!(span.start >= end && span.end > span.start);
        assert!(matches!(&text[end..span.start], "" | " "));
        assert!(!text[span.clone()].is_empty());
        end = span.end;
    }
    assert!(matches!(&text[end..], "" | " "));
});
