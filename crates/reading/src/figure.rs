//! Numbers that describe the conflict, the deal or the talks.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::LazyLock;

use lang::{Dep, Doc, Pos, Token};
use serde::Deserialize;
use source::Span;

use crate::clause::{bare, noun_phrase};
use crate::entry::{Attribution, Evidence, Figure};
use crate::judge::{Candidate, Judges};
use crate::number::{Form, Number};
use crate::rule::Rule;
use crate::scene::{Scene, low};
use crate::time::Sense;

#[derive(Deserialize)]
struct Words {
    words: Vec<String>,
}

#[derive(Deserialize)]
struct Lexicon {
    currency: HashMap<String, String>,
    percent: Words,
    suffixes: HashMap<String, String>,
    classes: BTreeMap<String, Vec<String>>,
    vague: Words,
    labels: Words,
}

static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| toml::from_str(include_str!("../data/units.toml")).expect("units.toml is checked by a test"));

/// Numbers that describe the conflict, the deal or the talks.
pub fn find(scene: &Scene<'_>, attributions: &[Attribution]) -> Vec<Figure> {
    Judges::shipped().figure.choose(candidates(scene, attributions), |f| &mut f.evidence)
}

/// Every number that could be a figure.
pub fn candidates(scene: &Scene<'_>, attributions: &[Attribution]) -> Vec<Candidate<Figure>> {
    let doc = scene.doc;
    let mut found: Vec<(Amount, Vec<String>)> = Vec::new();
    let mut numbers = scene.numbers.iter().peekable();
    for i in 0..doc.len() {
        while numbers.next_if(|n| n.tokens.end <= i).is_some() {}
        let amount = match numbers.peek() {
            Some(number) if number.tokens.start == i => Amount::with_number(scene, number),
            Some(number) if number.tokens.contains(&i) => None,
            _ => Amount::without_number(scene, i),
        };
        let Some(amount) = amount else { continue };
        let features = amount.features(scene);
        found.push((amount, features));
    }
    share_units(doc, &mut found);
    let said = Said::of(attributions);
    found
        .into_iter()
        .map(|(amount, mut features)| {
            if let Some(unit) = &amount.unit {
                features.push(format!("unit={}", unit.to_lowercase()));
            }
            features.push(format!("class={}", amount.class));
            features.push(format!("class={} {}", amount.class, small(amount.value)));
            let head = doc.token(amount.tokens.start);
            let span = Span::new(head.span().start..doc.token(amount.tokens.end - 1).span().end);
            let source = said.by(span).map(|a| attributions[a].source.clone());
            features.push(format!("said={}", source.is_some()));
            Candidate {
                entry: Figure {
                    value: amount.value,
                    unit: amount.unit.clone(),
                    of: amount.measure(scene),
                    source,
                    evidence: Evidence {
                        span: scene.sentence(head),
                        probability: 0.5,
                        why: if amount.number { Rule::NumberWithUnit } else { Rule::ArticleWithUnit },
                    },
                },
                features,
                rivals: Vec::new(),
            }
        })
        .collect()
}

/// What is said by whom, ordered by where it begins.
struct Said(Vec<(Span, usize)>);

impl Said {
    fn of(attributions: &[Attribution]) -> Self {
        let mut all: Vec<(Span, usize)> = attributions
            .iter()
            .enumerate()
            .flat_map(|(i, a)| a.content_spans.iter().map(move |&span| (span, i)))
            .collect();
        all.sort_by_key(|(span, i)| (span.start, span.end, *i));
        Said(all)
    }

    /// The attribution whose words hold a span, the shortest of several.
    fn by(&self, span: Span) -> Option<usize> {
        // Contents nest a few levels deep at most.
        const NEAR: usize = 32;
        let end = self.0.partition_point(|(said, _)| said.start <= span.start);
        self.0[end.saturating_sub(NEAR)..end]
            .iter()
            .filter(|(said, _)| span.end <= said.end)
            .min_by_key(|(said, _)| said.end - said.start)
            .map(|&(_, i)| i)
    }
}

/// A number with what it counts.
struct Amount {
    /// The number's tokens.
    tokens: Range<usize>,
    value: f64,
    scale: f64,
    form: Form,
    unit: Option<String>,
    class: &'static str,
    /// The noun counted.
    noun: Option<usize>,
    /// Written with a number, rather than "an hour".
    number: bool,
    /// Joined to its unit by a hyphen ("20-point").
    hyphen: bool,
}

impl Amount {
    fn with_number(scene: &Scene<'_>, number: &Number) -> Option<Self> {
        let doc = scene.doc;
        let Range { start, end } = number.tokens.clone();
        // Dates, years and times of day are no figures.
        if scene
            .time_at(start)
            .is_some_and(|t| matches!(t.sense, Sense::Calendar { .. } | Sense::Clock | Sense::Weekday { .. }))
        {
            return None;
        }
        let mut amount = Amount {
            tokens: start..end,
            value: number.value,
            scale: number.scale,
            form: number.form,
            unit: None,
            class: "none",
            noun: None,
            number: true,
            hyphen: low(doc, end) == "-" && !doc.token(end - 1).has_space_after(),
        };
        if number.form == Form::Part {
            amount.unit = Some("percent".into());
            amount.class = "part";
            return Some(amount);
        }
        if let Some(unit) = number.suffix.as_ref() {
            let known = LEXICON.suffixes.get(unit)?;
            amount.unit = Some(known.clone());
            amount.class = "distance";
            return Some(amount);
        }
        let before =
            if start > 0 && !doc.token(start).is_sentence_start() { low(doc, start - 1) } else { String::new() };
        let own = doc.token(start).text();
        let sign = own.chars().next().filter(|c| !c.is_alphanumeric()).map(String::from).unwrap_or_default();
        if let Some(currency) = LEXICON.currency.get(&before).or_else(|| LEXICON.currency.get(&sign)) {
            amount.unit = Some(currency.clone());
            amount.class = "money";
            return Some(amount);
        }
        let after = end + usize::from(amount.hyphen);
        amount.unit_after(doc, after);
        Some(amount)
    }

    /// Reads the unit that follows.
    fn unit_after(&mut self, doc: &Doc, after: usize) {
        let joined = |i: usize| i < doc.len() && !doc.token(i).is_sentence_start();
        if !joined(after) {
            return;
        }
        let word = low(doc, after);
        if LEXICON.percent.words.contains(&word) || (word == "per" && low(doc, after + 1).starts_with("cent")) {
            let points = low(doc, after + 1).starts_with("point");
            self.unit = Some(if points { "percentage points" } else { "percent" }.into());
            self.class = "percent";
            return;
        }
        for i in after..(after + 3).min(doc.len()) {
            if !joined(i) {
                break;
            }
            let word = low(doc, i);
            if let Some(currency) = LEXICON.currency.get(&word) {
                self.unit = Some(currency.clone());
                self.class = "money";
                return;
            }
            if matches!(doc.token(i).pos(), Pos::Noun | Pos::Propn) {
                break;
            }
        }
        let noun = counted(doc, self.tokens.end - 1, after);
        if let Some(noun) = noun {
            let token = doc.token(noun);
            let lemma = token.lemma().to_lowercase();
            self.class = class_of(&lemma);
            self.unit = Some(if self.hyphen && token.tag() == lang::Tag::NN && self.value != 1.0 {
                format!("{lemma}s")
            } else {
                token.text().to_owned()
            });
            self.noun = Some(noun);
        }
    }

    /// "an hour", "a week", "half an hour", "half a metre".
    fn without_number(scene: &Scene<'_>, i: usize) -> Option<Self> {
        let doc = scene.doc;
        let word = low(doc, i);
        let half = word == "half" && matches!(low(doc, i + 1).as_str(), "a" | "an" | "-");
        let quarter = word == "quarter" && low(doc, i + 1) == "of" && matches!(low(doc, i + 2).as_str(), "an");
        let noun = match word.as_str() {
            "a" | "an" | "another" => i + 1,
            _ if half => i + 2,
            _ if quarter => i + 3,
            _ => return None,
        };
        if noun >= doc.len() || (i + 1..=noun).any(|k| doc.token(k).is_sentence_start()) {
            return None;
        }
        let token = doc.token(noun);
        let lemma = token.lemma().to_lowercase();
        let class = class_of(&lemma);
        let measured = class == "time" || (half && matches!(class, "distance" | "goods"));
        if !measured || (half && low(doc, i + 1) != "-" && token.pos() != Pos::Noun) {
            return None;
        }
        let (value, unit) = match (half, quarter, lemma.as_str()) {
            (true, _, "hour") => (30.0, "minutes".to_owned()),
            (true, _, "year") => (6.0, "months".to_owned()),
            (_, true, "hour") => (15.0, "minutes".to_owned()),
            (true, ..) => (0.5, lemma),
            (_, true, _) => return None,
            _ => (1.0, lemma),
        };
        Some(Amount {
            tokens: i..noun,
            value,
            scale: 1.0,
            form: Form::Words,
            unit: Some(unit),
            class: if half || quarter { "half" } else { class },
            noun: Some(noun),
            number: false,
            hyphen: false,
        })
    }

    fn features(&self, scene: &Scene<'_>) -> Vec<String> {
        let doc = scene.doc;
        let head = doc.token(self.tokens.end - 1);
        let start = self.tokens.start;
        let inner = |i: usize| i > 0 && !doc.token(i).is_sentence_start();
        let before = if inner(start) { low(doc, start - 1) } else { "^".into() };
        let before2 = if inner(start) && inner(start - 1) { low(doc, start - 2) } else { "^".into() };
        let after_unit = self.noun.map_or(self.tokens.end, |n| n + 1);
        let after = low(doc, after_unit);
        let mut features = vec![
            format!("form={:?}", self.form),
            format!("number={}", self.number),
            format!("hyphen={}", self.hyphen),
            format!("value={}", small(self.value)),
            format!("before={before}"),
            format!("after={after}"),
            format!("dep={:?}", head.dep()),
            format!("entity={:?}", head.entity_label()),
            format!("vague={}", self.vagueness(doc).is_some()),
            format!("title={}", scene.in_title(start)),
        ];
        if LEXICON.labels.words.contains(&before) || LEXICON.labels.words.contains(&before2) && before == "." {
            features.push("label".into());
        }
        match scene.time_at(start).map(|t| &t.sense) {
            Some(Sense::Away { direction, .. }) => features.push(format!("away={direction} {}", self.number)),
            Some(Sense::Length { .. }) => features.push(format!("length {}", self.number)),
            _ => {}
        }
        if self.class == "time" {
            features.push(format!("time before={before} {}", self.number));
            features.push(format!("time after={after} {}", self.number));
        }
        if !self.number {
            features.push(format!("article before={before}"));
        }
        if self.form == Form::Words && self.value <= 2.0 {
            features.push(format!("small words {} before={before}", self.value));
            features.push(format!("small words {} class={}", self.value, self.class));
        }
        // A score ("2-1"), a list number, a token that is no prose.
        let neighbour = |i: usize| i < doc.len() && doc.token(i).text().starts_with(|c: char| c.is_ascii_digit());
        if matches!(low(doc, self.tokens.end).as_str(), "+" | ":" | "/") || before == "+" || before == "/" {
            features.push("beside a sign".into());
        }
        if before == "-" && start > 1 && !neighbour(start - 2) {
            features.push("after a hyphen".into());
        }
        features
    }

    /// Words of vagueness before the number ("more than").
    fn vagueness<'d>(&self, doc: &'d Doc) -> Option<&'d str> {
        let start = self.tokens.start;
        for back in (1..=3).rev() {
            let Some(from) = start.checked_sub(back) else { continue };
            if (from + 1..=start).any(|i| doc.token(i).is_sentence_start()) {
                continue;
            }
            // A sign of money stands between the words and the number.
            let mut end = start;
            while end > from && LEXICON.currency.contains_key(&low(doc, end - 1)) {
                end -= 1;
            }
            if end == from {
                continue;
            }
            let words = doc.text_of(from..end);
            if LEXICON.vague.words.contains(&words.to_lowercase()) {
                return Some(words);
            }
        }
        None
    }

    /// What it measures, in the report's words.
    fn measure(&self, scene: &Scene<'_>) -> String {
        let doc = scene.doc;
        let number = doc.token(self.tokens.end - 1);
        let mut words = String::new();
        let head = self.noun.map(|n| doc.token(n)).or_else(|| {
            // "70 percent of the land": the phrase of "percent".
            let head = number.head();
            (number.dep() == Dep::Nummod && head.index() > number.index()).then_some(head)
        });
        if let Some(head) = head {
            let phrase = noun_phrase(head);
            if phrase.end > head.index() + 1 && phrase.start <= head.index() {
                words = bare(doc, head.index() + 1..phrase.end).to_owned();
            } else if phrase.start < self.tokens.start || head.index() > self.tokens.end {
                let rest = self.tokens.end..head.index() + 1;
                if !rest.is_empty() && self.noun.is_none_or(|n| n + 1 < rest.end || n > self.tokens.end) {
                    words = bare(doc, rest).to_owned();
                }
            }
        }
        if words.is_empty() {
            // The clause tells what is counted.
            let verb = scene.verb_above(number);
            let range = match verb {
                Some(verb) => verb.index().min(self.tokens.start)..verb.index().max(self.tokens.end - 1) + 1,
                None => self.tokens.start..self.noun.unwrap_or(self.tokens.end - 1) + 1,
            };
            words = bare(doc, range).to_owned();
        }
        if words.chars().count() > 120 {
            let cut = words.char_indices().nth(120).map_or(words.len(), |(at, _)| at);
            words.truncate(words[..cut].rfind(' ').unwrap_or(cut));
        }
        match self.vagueness(doc) {
            Some(vague) => format!("{words} ({vague})"),
            None => words,
        }
    }
}

/// The noun that a number counts: what it modifies, else the first noun after it.
fn counted(doc: &Doc, number: usize, after: usize) -> Option<usize> {
    let token = doc.token(number);
    let head = token.head();
    let near = |t: Token<'_>| t.index() > number && t.index() <= number + 6;
    if token.dep() == Dep::Nummod && matches!(head.pos(), Pos::Noun | Pos::Propn) && near(head) && after == number + 1 {
        return Some(head.index());
    }
    for i in after..(after + 4).min(doc.len()) {
        let token = doc.token(i);
        if token.is_sentence_start() {
            return None;
        }
        match token.pos() {
            Pos::Noun => return Some(i),
            Pos::Adj | Pos::Adv | Pos::Num => {}
            Pos::Propn if i + 1 < doc.len() && doc.token(i + 1).pos() == Pos::Noun => {}
            Pos::Propn => return Some(i),
            _ if token.text() == "-" => {}
            _ => return None,
        }
    }
    None
}

fn class_of(lemma: &str) -> &'static str {
    for (class, lemmas) in &LEXICON.classes {
        if lemmas.iter().any(|l| l == lemma) {
            return match class.as_str() {
                "time" => "time",
                "people" => "people",
                "sides" => "sides",
                "text" => "text",
                "talks" => "talks",
                "distance" => "distance",
                "weapons" => "weapons",
                _ => "goods",
            };
        }
    }
    "noun"
}

/// A number's size, for the judge.
fn small(value: f64) -> &'static str {
    match value {
        1.0 => "one",
        2.0 => "two",
        3.0 => "three",
        v if v <= 10.0 => "to ten",
        v if v <= 31.0 => "to 31",
        v if v < 1000.0 => "hundreds",
        v if (1900.0..2100.0).contains(&v) => "year",
        _ => "thousands",
    }
}

/// In "25 to 40 percent", "two or three days", "$10 to $13 billion" the first number takes the unit, and where that is
/// written once, the scale of the second.
fn share_units(doc: &Doc, found: &mut [(Amount, Vec<String>)]) {
    for i in (1..found.len()).rev() {
        let (left, right) = found.split_at_mut(i);
        let (Some((a, features)), Some((b, _))) = (left.last_mut(), right.first()) else { continue };
        let gap = a.tokens.end..b.tokens.start;
        if gap.is_empty() || gap.len() > 2 {
            continue;
        }
        let between = low(doc, gap.start);
        if !matches!(between.as_str(), "to" | "or" | "-" | "–" | "and" | "of") || !a.number || !b.number {
            continue;
        }
        let range =
            between != "of" && (between != "and" || (a.tokens.start > 0 && low(doc, a.tokens.start - 1) == "between"));
        if range {
            features.push("range".into());
        }
        let bare = a.noun.is_none_or(|n| n >= b.tokens.start)
            && matches!(a.class, "none" | "money" | "noun" | "time" | "people")
            || a.noun.is_some_and(|n| n >= b.tokens.end);
        if bare {
            if a.class != "money" {
                a.unit.clone_from(&b.unit);
                a.class = b.class;
                a.noun = b.noun;
            }
            if range && a.scale == 1.0 && b.scale > 1.0 && a.value < b.value / b.scale {
                a.value *= b.scale;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lexicon_parses() {
        assert_eq!(LEXICON.currency["$"], "dollars");
        assert_eq!(class_of("soldier"), "people");
        assert_eq!(class_of("idea"), "noun");
    }

    #[test]
    fn figures_have_value_and_unit() {
        let doc = crate::example::doc("talks");
        let register = crate::register::Register::of(&doc);
        let scene = Scene::of(&crate::example::report(&doc), &doc, &register);
        let found: Vec<(f64, String, String)> =
            find(&scene, &[]).into_iter().map(|f| (f.value, f.unit.unwrap_or_default(), f.of)).collect();
        let values: Vec<(f64, &str)> = found.iter().map(|(value, unit, _)| (*value, unit.as_str())).collect();
        assert_eq!(
            values,
            [
                (3.0, "hours"),
                (12.0, "points"),
                (25.0, "percent"),
                (40.0, "percent"),
                (1_500_000_000.0, "dollars"),
                (5.0, "years"),
                (50.0, "percent"),
                (1300.0, ""),
            ]
        );
        assert!(found[7].2.ends_with("(some)"), "{}", found[7].2);
    }
}
