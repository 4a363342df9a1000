//! Whatever is typed into a search is understood or refused.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|typed: &str| {
    let _ = store::Query::parse(typed);
});
