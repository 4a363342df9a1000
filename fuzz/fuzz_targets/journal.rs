//! Any line of a journal is a judgement or none; one that is holds on a reading without harm, and keeps its name.
#![no_main]

use libfuzzer_sys::fuzz_target;
use record::Judgement;
use source::{Report, ReportId};

fuzz_target!(|line: &str| {
    let Ok(judgement) = serde_json::from_str::<Judgement>(line) else { return };
    let again: Judgement = serde_json::from_str(&serde_json::to_string(&judgement).unwrap()).unwrap();
    assert_eq!(again.fingerprint(), judgement.fingerprint());
    let id = judgement.report().cloned().unwrap_or_else(|| ReportId::from("talks/1"));
    let text = "Egypt rejected the airfields in the Sinai. “Not one,” said its envoy.".to_owned();
    let mut report = Report { id, title: None, outlet: None, published: None, text };
    let mut reading = reading::Reading::default();
    record::effective(&mut report, &mut reading, &record::standing([&judgement]));
});
