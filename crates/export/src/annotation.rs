//! Entries as W3C Web Annotations (Recommendation of 23 February 2017, <https://www.w3.org/TR/annotation-model/>).
//!
//! One JSON-LD document: an AnnotationCollection with its only AnnotationPage inside (sections 5.1 and 5.2). Each entry
//! is an Annotation on a SpecificResource, the report, told by a TextQuoteSelector (4.2.4; 32 characters before and
//! after) and a TextPositionSelector (4.2.5; code points). It has two bodies (3.2.4): the section with the purpose
//! `classifying`, the entry's fields as JSON with the purpose `describing`.

use std::borrow::Borrow;
use std::collections::BTreeSet;
use std::io::{self, BufWriter, Write};

use reading::{Published, Reading};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use source::{Report, ReportId};

use crate::characters::Characters;

/// Characters of the text before and after a quotation.
const CONTEXT: usize = 32;
/// The sections of the contract, in its order.
const SECTIONS: [&str; 8] =
    ["actors", "positions", "sessions", "texts", "obstacles", "next", "figures", "attributions"];

/// Writes a collection of all entries, report by report in the order given; one report is held at a time.
///
/// Ids are `urn:rapporteur:` names made of hashes: an annotation keeps its id as long as report, section, span and what the
/// entry says stay the same, however sure it is and by whatever rule it was found. Entries that say the same of the
/// same words are one annotation.
///
/// # Errors
/// Those of the output.
pub fn write<R, D>(out: impl Write, label: &str, reports: impl IntoIterator<Item = (R, D)>) -> io::Result<()>
where
    R: Borrow<Report>,
    D: Borrow<Reading>,
{
    // The serialiser writes piece by piece.
    let mut out = BufWriter::new(out);
    let context = json!("http://www.w3.org/ns/anno.jsonld");
    let label = json!(label);
    // What is only known at the end stands at the end: the order of keys means nothing in JSON.
    write!(out, "{{\"@context\":{context},\"type\":\"AnnotationCollection\",\"label\":{label},")?;
    write!(out, "\"first\":{{\"type\":\"AnnotationPage\",\"startIndex\":0,\"items\":[")?;
    let mut total = 0_usize;
    let mut all = Sha256::new();
    for (report, reading) in reports {
        for annotation in of(report.borrow(), reading.borrow())? {
            out.write_all(if total == 0 { b"\n" } else { b",\n" })?;
            serde_json::to_writer(&mut out, &annotation)?;
            all.update(annotation["id"].as_str().unwrap_or_default());
            total += 1;
        }
    }
    let name = hex(all);
    let (collection, page) =
        (json!(format!("urn:rapporteur:collection:{name}")), json!(format!("urn:rapporteur:page:{name}")));
    writeln!(out, "\n],\"id\":{page},\"partOf\":{collection}}},\"id\":{collection},\"total\":{total}}}")?;
    out.flush()
}

/// The annotations of one report, each once.
fn of(report: &Report, reading: &Reading) -> serde_json::Result<Vec<Value>> {
    let mut published = serde_json::to_value(Published { report, reading })?;
    let target = Target { report: &report.id, text: &report.text, characters: Characters::of(&report.text) };
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    let mut push = |section: &str, entry: Map<String, Value>, id: String| {
        if let Some(annotation) = target.annotation(section, entry, &id).filter(|_| seen.insert(id)) {
            out.push(annotation);
        }
    };
    for section in SECTIONS {
        let Value::Array(entries) = published[section].take() else { continue };
        for entry in entries {
            let Value::Object(mut entry) = entry else { continue };
            let nested = entry.remove("nested");
            let id = identity(&report.id, section, &entry);
            let inner: Vec<Map<String, Value>> = match nested {
                Some(Value::Array(inner)) => inner.into_iter().filter_map(object).collect(),
                _ => Vec::new(),
            };
            let ids: Vec<String> = inner.iter().map(|entry| identity(&report.id, section, entry)).collect();
            for (mut entry, own) in inner.into_iter().zip(&ids) {
                // The contract's index means nothing outside its list.
                let outer = entry.get("within").and_then(Value::as_u64).and_then(|i| usize::try_from(i).ok());
                let outer = outer.and_then(|i| ids.get(i)).unwrap_or(&id);
                entry.insert("within".to_owned(), outer.clone().into());
                push(section, entry, own.clone());
            }
            push(section, entry, id);
        }
    }
    Ok(out)
}

fn object(value: Value) -> Option<Map<String, Value>> {
    if let Value::Object(map) = value { Some(map) } else { None }
}

/// The id of an entry: what it says of which words, but neither how sure it is nor how it was found.
fn identity(report: &ReportId, section: &str, entry: &Map<String, Value>) -> String {
    const NOT_SAID: [&str; 4] = ["probability", "why", "reason", "within"];
    let said: Map<String, Value> = entry
        .iter()
        .filter(|(key, _)| !NOT_SAID.contains(&key.as_str()))
        .map(|(k, v)| (k.clone(), v.clone()))
        .collect();
    // JSON keeps the parts apart whatever characters they have.
    let hash = Sha256::new().chain_update(json!([report.0, section, said]).to_string());
    format!("urn:rapporteur:annotation:{}", hex(hash))
}

/// Half of the hash: enough that no two of a million entries will ever meet.
fn hex(hash: Sha256) -> String {
    hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

struct Target<'a> {
    report: &'a ReportId,
    text: &'a str,
    characters: Characters<'a>,
}

impl Target<'_> {
    fn annotation(&self, section: &str, mut entry: Map<String, Value>, id: &str) -> Option<Value> {
        let exact = entry.remove("evidence")?;
        let span = entry.remove("span")?;
        let (start, end) = (span[0].as_u64()?, span[1].as_u64()?);
        let bytes = self.characters.span(start, end)?.range();
        let (before, after) = (&self.text[..bytes.start], &self.text[bytes.end..]);
        let from = before.char_indices().rev().nth(CONTEXT - 1).map_or(0, |(at, _)| at);
        let to = after.char_indices().nth(CONTEXT).map_or(after.len(), |(at, _)| at);
        Some(json!({
            "id": id,
            "type": "Annotation",
            "motivation": ["classifying", "describing"],
            "body": [
                {"type": "TextualBody", "purpose": "classifying", "value": section},
                {
                    "type": "TextualBody", "purpose": "describing", "format": "application/json",
                    "value": Value::Object(entry).to_string(),
                },
            ],
            "target": {
                "source": format!("urn:rapporteur:report:{}", escaped(&self.report.0)),
                "selector": [
                    {"type": "TextQuoteSelector", "exact": exact, "prefix": &before[from..], "suffix": &after[..to]},
                    {"type": "TextPositionSelector", "start": start, "end": end},
                ],
            },
        }))
    }
}

/// An id as the last part of a URN (RFC 8141, section 2: `pchar` and, after the first character, `/`).
fn escaped(id: &str) -> String {
    let mut out = String::with_capacity(id.len());
    for (i, byte) in id.bytes().enumerate() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            b'/' if i > 0 => out.push('/'),
            _ => out += &format!("%{byte:02X}"),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_becomes_part_of_a_urn() {
        assert_eq!(escaped("talks/01 début"), "talks/01%20d%C3%A9but");
        assert_eq!(escaped("/a?b"), "%2Fa%3Fb");
    }

    #[test]
    fn an_id_does_not_change_with_the_probability() {
        let entry = |probability: f64, point: &str| {
            let value = json!({"point": point, "span": [1, 4], "probability": probability, "why": "stance-verb"});
            identity(&ReportId::from("t/1"), "positions", &object(value).unwrap())
        };
        assert_eq!(entry(0.5, "x"), entry(0.7, "x"));
        assert_ne!(entry(0.5, "x"), entry(0.5, "y"));
    }
}
