//! Any bytes that are taken for a web page are read or refused, and what is read is plain lines.
#![no_main]

use libfuzzer_sys::fuzz_target;
use source::Report;

fuzz_target!(|bytes: &[u8]| {
    let Ok(report) = Report::from_page("page", bytes, None) else { return };
    assert!(!report.text.chars().any(|c| c.is_control() && c != '\n'));
    assert!(report.text.lines().all(|line| line == line.trim()));
});
