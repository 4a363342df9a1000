//! Any lines are readings in the contract or refused, and what is taken can be written again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use source::{Report, ReportId};

const TEXT: &str = "Egypt rejected the airfields in the Sinai. “Not one,” said its envoy.";

fuzz_target!(|lines: &[u8]| {
    for imported in export::jsonl::read(lines, |_: &ReportId| Some(TEXT.into())).flatten() {
        let report = Report { id: imported.id, title: None, outlet: None, published: None, text: TEXT.to_owned() };
        export::jsonl::write(std::io::sink(), [(&report, &imported.reading)]).unwrap();
    }
});
