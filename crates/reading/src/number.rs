//! Numbers in a text: in digits, in words, as parts of a whole.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use lang::{Doc, Pos, Token};
use serde::Deserialize;

/// A number as it stands in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// Its tokens, without a sign of currency or a unit.
    pub tokens: Range<usize>,
    /// Its value, written out.
    pub value: f64,
    /// The part of the value that a scale word contributed ("3 million": 1e6), 1 without one.
    pub scale: f64,
    /// How it is written.
    pub form: Form,
    /// What is written to the digits and is no scale ("100mm": "mm").
    pub suffix: Option<String>,
}

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// "1,300", "4.5", "3-1/2".
    Digits,
    /// "three", "a dozen", "half a million".
    Words,
    /// "half of", "two-thirds", "nine in ten"; the value is in percent.
    Part,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Lexicon {
    ones: HashMap<String, f64>,
    tens: HashMap<String, f64>,
    scales: HashMap<String, f64>,
    suffixes: HashMap<String, f64>,
    only_counted: Words,
    parts: HashMap<String, f64>,
}

#[derive(Deserialize)]
struct Words {
    words: HashSet<String>,
}

static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| toml::from_str(include_str!("../data/numbers.toml")).expect("numbers.toml is checked by a test"));

/// All numbers of a document, in order; they do not overlap.
pub fn numbers(doc: &Doc) -> Vec<Number> {
    let mut found = Vec::new();
    let mut i = 0;
    while i < doc.len() {
        match number_at(doc, i, 0) {
            Some(number) => {
                i = number.tokens.end.max(i + 1);
                found.push(number);
            }
            None => i += 1,
        }
    }
    found
}

fn low(doc: &Doc, i: usize) -> String {
    if i < doc.len() { doc.token(i).text().to_lowercase() } else { String::new() }
}

fn same_sentence(doc: &Doc, from: usize, to: usize) -> bool {
    to < doc.len() && (from + 1..=to).all(|i| !doc.token(i).is_sentence_start())
}

/// `depth` counts how many numbers this one is the rest of ("two hundred and fifty"): a text must not send us down forever.
fn number_at(doc: &Doc, start: usize, depth: u8) -> Option<Number> {
    let lexicon = &*LEXICON;
    let word = low(doc, start);
    if let Some(part) = part_at(doc, start) {
        return Some(part);
    }
    let (mut value, mut end, form, suffix, mut scale);
    if let Some(digits) = digits(doc.token(start)) {
        (value, scale, suffix) = digits;
        end = start + 1;
        form = Form::Digits;
        // "3-1/2", "3 1/2".
        let dash = usize::from(low(doc, end) == "-");
        if let Some(quotient) = fraction(&low(doc, end + dash)).filter(|_| same_sentence(doc, start, end + dash)) {
            value += quotient;
            end += dash + 1;
        }
    } else if let Some(quotient) = fraction(&word) {
        (value, scale, suffix, end, form) = (quotient, 1.0, None, start + 1, Form::Digits);
    } else if let Some(&ten) = lexicon.tens.get(&word) {
        (value, scale, suffix, end, form) = (ten, 1.0, None, start + 1, Form::Words);
        let dash = usize::from(low(doc, end) == "-");
        if let Some(&one) = lexicon.ones.get(&low(doc, end + dash)).filter(|&&v| v > 0.0 && v < 10.0)
            && same_sentence(doc, start, end + dash)
        {
            value += one;
            end += dash + 1;
        }
    } else if let Some(&one) = lexicon.ones.get(&word) {
        (value, scale, suffix, end, form) = (one, 1.0, None, start + 1, Form::Words);
    } else if matches!(word.as_str(), "a" | "an" | "half") {
        // "a dozen", "half a million", "a hundred".
        let (factor, at) = match (word.as_str(), low(doc, start + 1).as_str()) {
            ("half", "a" | "an") => (0.5, start + 2),
            ("a", "half") => (0.5, start + 2),
            ("half", _) => return None,
            _ => (1.0, start + 1),
        };
        let of = low(doc, at);
        let &by = lexicon.scales.get(&of).filter(|_| !lexicon.only_counted.words.contains(&of))?;
        if !same_sentence(doc, start, at) {
            return None;
        }
        (value, scale, suffix, end, form) = (factor * by, by, None, at + 1, Form::Words);
    } else if let Some(&by) = lexicon.scales.get(&word) {
        // "hundreds of" is no number; "hundred" or "dozen" alone is one.
        if lexicon.only_counted.words.contains(&word) || doc.token(start).pos() != Pos::Num {
            return None;
        }
        (value, scale, suffix, end, form) = (by, by, None, start + 1, Form::Words);
    } else {
        return None;
    }
    // "two and a half".
    if low(doc, end) == "and"
        && low(doc, end + 1) == "a"
        && low(doc, end + 2) == "half"
        && same_sentence(doc, start, end + 2)
    {
        value += 0.5;
        end += 3;
    }
    // Scales: "102.6 bn", "two-million", "two hundred and fifty thousand".
    // "million million" is as far as it goes.
    for _ in 0..3 {
        let dash = usize::from(low(doc, end) == "-");
        let Some(&by) = lexicon.scales.get(&low(doc, end + dash)) else { break };
        if !same_sentence(doc, start, end + dash) {
            break;
        }
        value *= by;
        scale *= by;
        end += dash + 1;
        let and = usize::from(low(doc, end) == "and");
        if by <= 1000.0
            && form == Form::Words
            && depth < 3
            && same_sentence(doc, start, end + and)
            && let Some(rest) = number_at(doc, end + and, depth + 1).filter(|r| r.form == Form::Words)
        {
            if rest.value < by {
                value += rest.value;
                end = rest.tokens.end;
            } else if rest.value / rest.scale < by && rest.scale > by {
                // "two hundred and fifty thousand": the thousand counts both.
                value = (value + rest.value / rest.scale) * rest.scale;
                scale = rest.scale;
                end = rest.tokens.end;
            }
        }
    }
    value.is_finite().then_some(Number { tokens: start..end, value, scale, form, suffix })
}

/// "half", "a third", "two-thirds", "three-quarters", "a quarter of", "nine in ten".
fn part_at(doc: &Doc, start: usize) -> Option<Number> {
    let lexicon = &*LEXICON;
    let word = low(doc, start);
    let part = |range: Range<usize>, value| {
        same_sentence(doc, range.start, range.end - 1).then_some(Number {
            tokens: range,
            value,
            scale: 1.0,
            form: Form::Part,
            suffix: None,
        })
    };
    if word == "half" {
        let next = low(doc, start + 1);
        let plain = matches!(next.as_str(), "of" | "the" | "its" | "their" | "his" | "her" | "our" | "as" | "-")
            || (start > 0
                && matches!(low(doc, start - 1).as_str(), "than" | "nearly" | "almost" | "about" | "by" | "over"));
        let counted = matches!(next.as_str(), "a" | "an");
        return if plain && !counted && next != "-" { part(start..start + 1, 50.0) } else { None };
    }
    let count = match word.as_str() {
        "a" | "one" => 1.0,
        _ => *lexicon.ones.get(&word).filter(|&&v| v > 1.0 && v < 11.0)?,
    };
    let dash = usize::from(low(doc, start + 1) == "-");
    let named = low(doc, start + 1 + dash);
    if let Some(&value) = lexicon.parts.get(&named).filter(|_| named != "half") {
        let token = doc.token(start + 1 + dash);
        let follows = low(doc, start + 2 + dash);
        // "a third" must be a part, not the third of a row: "a third round", "a second".
        let plural = named.ends_with('s');
        let is_part = plural
            || dash == 1
            || matches!(follows.as_str(), "of" | "the" | "," | "." | "less" | "more" | "below" | "above" | "to")
            || !matches!(token.dep(), lang::Dep::Amod | lang::Dep::Compound);
        let time = named.starts_with("quarter")
            && follows == "of"
            && matches!(low(doc, start + 3 + dash).as_str(), "an" | "a");
        if is_part && !time {
            return part(start..start + 2 + dash, (value * count * 10.0).round() / 10.0);
        }
    }
    // "nine in ten", "one in five".
    if matches!(named.as_str(), "in" | "of")
        && dash == 0
        && word != "a"
        && let Some(&of) = lexicon.ones.get(&low(doc, start + 2)).filter(|&&of| of > count)
        && named == "in"
    {
        return part(start..start + 3, (count / of * 1000.0).round() / 10.0);
    }
    None
}

/// "1,300", "$102.6bn", "100mm": value, scale, suffix.
fn digits(token: Token<'_>) -> Option<(f64, f64, Option<String>)> {
    let text = token.text().trim_start_matches(['$', '£', '€', '~', '+', '.']);
    let first = text.chars().next()?;
    if !first.is_ascii_digit() {
        return None;
    }
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == ',' || c == '.')).unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    let number = number.trim_end_matches(['.', ',']);
    // "1.000.000" and "12,5" are not English; "1,300" and "1,300,000.5" are.
    let plain: String = number.chars().filter(|&c| c != ',').collect();
    let value: f64 = plain.parse().ok()?;
    if rest.is_empty() {
        return Some((value, 1.0, None));
    }
    let rest = rest.to_lowercase();
    if let Some(&by) = LEXICON.suffixes.get(&rest) {
        return Some((value * by, by, None));
    }
    rest.chars().all(char::is_alphabetic).then_some((value, 1.0, Some(rest)))
}

fn fraction(text: &str) -> Option<f64> {
    let (a, b) = text.split_once('/')?;
    let (a, b): (u8, u8) = (a.parse().ok()?, b.parse().ok()?);
    (b > 1 && a < b).then(|| f64::from(a) / f64::from(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lexicon_parses() {
        assert_eq!(LEXICON.ones["eleven"], 11.0);
        assert_eq!(LEXICON.scales["mln"], 1e6);
    }

    #[test]
    fn fractions() {
        assert_eq!(fraction("3/8"), Some(0.375));
        assert_eq!(fraction("8/3"), None);
    }

    #[test]
    fn numbers_are_written_out() {
        let doc = crate::example::doc("numbers");
        let found: Vec<(&str, f64)> = numbers(&doc).into_iter().map(|n| (doc.text_of(n.tokens), n.value)).collect();
        assert_eq!(
            found,
            [
                ("Two hundred and fifty thousand", 250_000.0),
                ("Half a million", 500_000.0),
                ("two dozen", 24.0),
                ("Two-thirds", 66.6),
                ("nine in ten", 90.0),
                ("3-1/2", 3.5),
                ("102.6 mln", 102_600_000.0),
                ("Twenty-five", 25.0),
                ("three and a half", 3.5),
            ]
        );
    }
}
