//! Any text can be annotated, and heads stay within their sentence.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let doc = lang::Pipeline::english().annotate(text);
    for token in doc.tokens() {
        assert_eq!(token.head().sentence().number(), token.sentence().number());
    }
});
