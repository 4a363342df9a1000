//! An entry in words, from its fields, whether it stands in the record or in a judgement on it.

use std::fmt::Write;

use jiff::Timestamp;
use record::Section;
use serde_json::{Map, Value};
use store::Store;

use crate::fields::{self, Kind};
use crate::parts::{stance, text};

/// What an entry of a section is called.
pub(crate) const fn noun(section: Section) -> &'static str {
    match section {
        Section::Attributions => "statement",
        Section::Next => "next step",
        other => other.one(),
    }
}

/// What an entry is called beside the text: a statement by what it does.
pub(crate) fn label(section: Section, fields: &Map<String, Value>) -> &str {
    match section {
        Section::Attributions => word(fields, "attitude").unwrap_or("says"),
        Section::Next => "next",
        other => other.one(),
    }
}

/// One sort of mark and entry on the page of a report: the letter of its class.
pub(crate) const fn letter(section: Section) -> char {
    match section {
        Section::Actors => 'a',
        Section::Attributions => 'b',
        Section::Positions => 'c',
        Section::Sessions => 'd',
        Section::Texts => 'e',
        Section::Figures => 'f',
        Section::Next => 'n',
        Section::Obstacles => 'o',
    }
}

fn word<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    fields.get(name).and_then(Value::as_str).filter(|word| !word.is_empty())
}

fn name(word: &str) -> String {
    format!("<bdi>{}</bdi>", text(word))
}

fn strong(word: &str) -> String {
    format!("<b><bdi>{}</bdi></b>", text(word))
}

fn list(value: Option<&Value>) -> Vec<&str> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

/// Several names as in a sentence: `A, B and C`.
pub(crate) fn and(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn choice<'a>(section: Section, field: &str, value: &'a str) -> &'a str {
    match fields::named(section, field).map(|field| field.kind) {
        Some(Kind::OneOf(all)) => all.iter().find(|(known, _)| *known == value).map_or(value, |(_, label)| label),
        _ => value,
    }
}

/// What an issue is called.
pub(crate) fn issue(store: &Store, id: &str) -> String {
    store
        .agenda()
        .issues()
        .iter()
        .find(|issue| issue.id.0 == id)
        .map_or_else(|| id.to_owned(), |issue| issue.label.clone())
}

/// The stance of a position.
pub(crate) fn stance_of(fields: &Map<String, Value>) -> Option<reading::Stance> {
    serde_json::from_value(fields.get("stance")?.clone()).ok()
}

/// What an entry says, as HTML.
pub(crate) fn entry(section: Section, fields: &Map<String, Value>, store: &Store) -> String {
    let get = |field: &str| word(fields, field);
    let mut out = String::new();
    let dim = |words: &str| format!(" <span class=\"dim\">{}</span>", text(words));
    match section {
        Section::Actors => {
            out += &strong(get("name").unwrap_or("no name"));
            for part in [get("role"), get("kind")].into_iter().flatten() {
                let _ = write!(out, ", {}", name(part));
            }
            if let Some(party) = get("party").filter(|party| Some(*party) != get("name")) {
                let _ = write!(out, ", of {}", name(party));
            }
        }
        Section::Positions => {
            out += &strong(get("actor").unwrap_or("not said who"));
            if let Some(held) = stance_of(fields) {
                let _ = write!(out, " {}", stance(held));
            }
            let _ = write!(out, " {}", name(get("point").unwrap_or_default()));
            if let Some(force) = get("force") {
                let _ = write!(out, " <span class=\"force\">{}</span>", text(choice(section, "force", force)));
            }
            if let Some(terms) = get("condition") {
                let _ = write!(out, ", on the terms: {}", name(terms));
            }
            if let Some(teller) = get("per") {
                let _ = write!(out, ", told by {}", name(teller));
            }
        }
        Section::Sessions => {
            let place = get("place").map(name);
            let mut sides: Vec<String> = list(fields.get("parties")).into_iter().map(name).collect();
            if sides.is_empty() {
                sides = list(fields.get("people")).into_iter().map(name).collect();
            }
            let sides = (!sides.is_empty()).then(|| and(&sides));
            let parts: Vec<String> = [place, sides].into_iter().flatten().collect();
            let status = get("status").map(|status| choice(section, "status", status)).unwrap_or_default();
            out += &if parts.is_empty() { "Place and sides not said".to_owned() } else { parts.join(", ") };
            let _ = write!(out, ": {}.", text(status));
            if let Some(outcome) = get("outcome") {
                let _ = write!(out, " {}.", name(outcome.trim_end_matches('.')));
            }
            match (get("date"), get("when")) {
                (Some(day), _) => out += &dim(day),
                (None, Some(when)) => out += &dim(&format!("“{when}”")),
                (None, None) => {}
            }
        }
        Section::Texts => {
            out += &strong(get("name").unwrap_or("no name"));
            if let Some(points) = fields.get("points").and_then(Value::as_u64) {
                let _ = write!(out, ", {points} points");
            }
            if let Some(drafter) = get("drafter") {
                let _ = write!(out, ", by {}", name(drafter));
            }
            if let Some(state) = get("state") {
                let _ = write!(out, ": {}", text(choice(section, "state", state)));
            }
        }
        Section::Obstacles => out += &text(&issue(store, get("issue").unwrap_or("other"))),
        Section::Next => {
            let who: Vec<String> = list(fields.get("who")).into_iter().map(strong).collect();
            if !who.is_empty() {
                let _ = write!(out, "{}: ", and(&who));
            }
            out += &name(get("what").unwrap_or_default());
            if let Some(when) = get("when") {
                out += &dim(&format!("“{when}”"));
            }
        }
        Section::Figures => {
            let value = fields.get("value").and_then(Value::as_f64).unwrap_or_default();
            let _ = write!(out, "<b class=\"num\">{}</b>", number(value));
            if let Some(unit) = get("unit") {
                let _ = write!(out, " {}", name(unit));
            }
            if let Some(of) = get("of") {
                let _ = write!(out, ": {}", name(of));
            }
            if let Some(source) = get("source") {
                let _ = write!(out, ", told by {}", name(source));
            }
        }
        Section::Attributions => {
            out += &strong(get("source").unwrap_or("not said who"));
            let not = if fields.get("negated") == Some(&Value::Bool(true)) { " (told as not done)" } else { "" };
            let _ = write!(out, "{not}: {}", name(get("content").unwrap_or_default()));
        }
    }
    out
}

/// A number with its thousands apart.
fn number(value: f64) -> String {
    let plain = value.to_string();
    let (whole, rest) = plain.split_once('.').map_or((plain.as_str(), ""), |(whole, rest)| (whole, rest));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("−", digits));
    if digits.len() < 5 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return plain;
    }
    let mut out = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    let rest = if rest.is_empty() { String::new() } else { format!(".{rest}") };
    format!("{sign}{out}{rest}")
}

/// The value of a field, in words.
pub(crate) fn value(section: Section, field: &str, value: &Value, store: &Store) -> String {
    match value {
        Value::String(word) if field == "issue" => text(&issue(store, word)),
        Value::String(word) if !word.is_empty() => name(choice(section, field, word)),
        Value::Number(n) => number(n.as_f64().unwrap_or_default()),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Array(all) if !all.is_empty() => {
            and(&all.iter().filter_map(Value::as_str).map(name).collect::<Vec<_>>())
        }
        _ => "nothing".to_owned(),
    }
}

/// What a person changed in an entry: each field with what stood there and what stands there now.
pub(crate) fn changed(section: Section, was: &Map<String, Value>, now: &Map<String, Value>, store: &Store) -> String {
    let mut out: Vec<String> = Vec::new();
    for field in fields::of(section) {
        let (before, after) =
            (was.get(field.name).unwrap_or(&Value::Null), now.get(field.name).unwrap_or(&Value::Null));
        if before != after {
            out.push(format!(
                "{} <del>{}</del> <ins>{}</ins>",
                field.label.to_lowercase(),
                value(section, field.name, before, store),
                value(section, field.name, after, store)
            ));
        }
    }
    out.join("; ")
}

/// When something was done: `22 November 2026, 19:03`, in universal time.
pub(crate) fn moment(at: Timestamp) -> String {
    at.strftime("%-d %B %Y, %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_at_a_glance() {
        assert_eq!(number(28.0), "28");
        assert_eq!(number(1978.0), "1978");
        assert_eq!(number(100_000_000_000.0), "100,000,000,000");
        assert_eq!(number(-12_345.5), "−12,345.5");
    }
}
