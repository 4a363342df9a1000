use std::borrow::Cow;

use export::jsonl::{self, Error, Fault, Imported};
use proptest::prelude::*;
use reading::Reading;
use serde_json::Value;
use source::{Report, ReportId};

use crate::talks::{any_talks, borrowed, camp_david};

fn lines(talks: &[(Report, Reading)]) -> String {
    let mut out = Vec::new();
    jsonl::write(&mut out, borrowed(talks)).unwrap();
    String::from_utf8(out).unwrap()
}

fn read(talks: &[(Report, Reading)], lines: &str) -> Vec<Result<Imported, Error>> {
    let text_of = |id: &ReportId| {
        talks.iter().find(|(report, _)| report.id == *id).map(|(report, _)| Cow::Borrowed(report.text.as_str()))
    };
    jsonl::read(lines.as_bytes(), text_of).collect()
}

/// The lines of what was read from lines.
fn again(talks: &[(Report, Reading)], lines_before: &str) -> String {
    let imported = read(talks, lines_before).into_iter().map(Result::unwrap);
    let talks: Vec<(Report, Reading)> = imported
        .zip(talks)
        .map(|(line, (report, _))| {
            let Imported { id, title, outlet, published, reading } = line;
            (Report { id, title, outlet, published, text: report.text.clone() }, reading)
        })
        .collect();
    lines(&talks)
}

/// Without what a line tells from grounds that it does not carry.
fn told(lines: &str) -> Vec<Value> {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(map) => {
                map.remove("reason");
                map.values_mut().for_each(strip);
            }
            Value::Array(list) => list.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let parse = |line: &str| {
        let mut value = serde_json::from_str(line).unwrap();
        strip(&mut value);
        value
    };
    lines.lines().map(parse).collect()
}

#[test]
fn the_sample_comes_back() {
    let first = lines(camp_david());
    assert_eq!(first.lines().count(), camp_david().len());
    assert_eq!(told(&again(camp_david(), &first)), told(&first));
    let nested = camp_david().iter().flat_map(|(_, reading)| &reading.attributions).filter(|a| a.within.is_some());
    assert!(nested.count() > 0, "the sample has attributions inside others");
}

proptest! {
    #[test]
    fn what_is_written_comes_back(talks in any_talks()) {
        let first = lines(&talks);
        // No grounds, so not even the reason changes.
        prop_assert_eq!(&again(&talks, &first), &first);
        for (imported, (_, reading)) in read(&talks, &first).into_iter().zip(&talks) {
            prop_assert_eq!(&imported.unwrap().reading, reading);
        }
    }

    #[test]
    fn no_line_makes_the_reader_fall(line in ".*", start in 0u64..99, end in 0u64..99) {
        let (report, _) = &camp_david()[0];
        read(camp_david(), &line);
        let entry = format!(r#"{{"issue":"deal","evidence":"x","span":[{start},{end}],"probability":1,"why":"blockage"}}"#);
        let found = read(camp_david(), &with_obstacle(report, &entry));
        let named = matches!(found[..], [Err(Error::Entry { entry: 0, .. })]);
        prop_assert!(named || start + 1 == end);
    }
}

fn with_obstacle(report: &Report, entry: &str) -> String {
    let head = format!(r#"{{"id":"{}","report":{{"title":null,"outlet":null,"published":null}}"#, report.id);
    let rest = r#""actors":[],"positions":[],"sessions":[],"texts":[],"next":[],"figures":[],"attributions":[]"#;
    format!(r#"{head},"obstacles":[{entry}],{rest}}}"#)
}

#[track_caller]
fn fault(entry: &str) -> Fault {
    let (report, _) = &camp_david()[0];
    let lines = format!("\n{}\n", with_obstacle(report, entry));
    match read(camp_david(), &lines).remove(0) {
        Err(Error::Entry { line: 2, section, entry: 0, fault }) if section == "obstacles" => fault,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_entry_whose_evidence_is_elsewhere_is_named() {
    let text = &camp_david()[0].0.text;
    let found: String = text.chars().take(4).collect();
    assert_eq!(
        fault(r#"{"issue":"deal","evidence":"soup","span":[0,4],"probability":1,"why":"blockage"}"#),
        Fault::Evidence { evidence: "soup".into(), found }
    );
    assert_eq!(
        fault(r#"{"issue":"deal","evidence":"soup","span":[4,0],"probability":1,"why":"blockage"}"#),
        Fault::Span { start: 4, end: 0 }
    );
    assert_eq!(
        fault(r#"{"issue":"deal","evidence":"","span":[4,4],"probability":1,"why":"blockage"}"#),
        Fault::NoEvidence
    );
}

#[test]
fn one_bad_line_does_not_hide_the_next() {
    let good = lines(camp_david());
    let unknown =
        lines(&[(Report { id: ReportId::from("no/1"), ..camp_david()[0].0.clone() }, camp_david()[0].1.clone())]);
    let found = read(camp_david(), &format!("{{}}\n{unknown}{good}"));
    assert_eq!(found.len(), 2 + camp_david().len());
    assert!(matches!(&found[0], Err(Error::Json { line: 1, .. })));
    assert_eq!(found[1].as_ref().unwrap_err().to_string(), "line 2: there is no report no/1");
    assert!(found[2..].iter().all(Result::is_ok));
}

#[test]
fn an_input_that_breaks_is_told_once() {
    struct Broken;
    impl std::io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the disk is gone"))
        }
    }
    let read = |input: &mut dyn std::io::BufRead| jsonl::read(input, |_| None).collect::<Vec<_>>();
    assert!(matches!(read(&mut std::io::BufReader::new(Broken))[..], [Err(Error::Input { line: 1, .. })]));
    let two = read(&mut b"\xff\n{}\n".as_slice());
    assert!(matches!(two[..], [Err(Error::Input { line: 1, .. }), Err(Error::Json { line: 2, .. })]));
}

#[test]
fn an_attribution_within_itself_is_told() {
    let good = lines(camp_david());
    let line = good.lines().find(|line| line.contains(r#""within":null"#)).unwrap();
    let found = read(camp_david(), &line.replacen(r#""within":null"#, r#""within":0"#, 1)).remove(0);
    let Err(Error::Entry { section, fault: Fault::Within(0), .. }) = found else { panic!("{found:?}") };
    assert!(section.starts_with("attributions[") && section.ends_with("].nested"), "{section}");
}
