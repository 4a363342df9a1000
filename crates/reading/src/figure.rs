//! Numbers that describe the conflict, the deal or the talks.

mod giver;

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::LazyLock;

use lang::{Dep, Doc, Pos, Token};
use serde::Deserialize;
use source::Span;

use crate::clause::{is_passive, noun_phrase, subject};
use crate::entry::{Attribution, Evidence, Figure};
use crate::judge::{Candidate, Judges};
use crate::number::{Form, Number};
use crate::reason::Grounds;
use crate::rule::Rule;
use crate::scene::{Scene, low, participle, short};
use crate::time::Sense;

#[derive(Deserialize)]
struct Words {
    words: Vec<String>,
}

#[derive(Deserialize)]
struct Verbs {
    verbs: Vec<String>,
}

#[derive(Deserialize)]
struct Lexicon {
    light: Verbs,
    participles: HashMap<String, String>,
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
        .filter_map(|(amount, mut features)| {
            if let Some(unit) = &amount.unit {
                features.push(format!("unit={}", unit.to_lowercase()));
            }
            features.push(format!("class={}", amount.class));
            features.push(format!("class={} {}", amount.class, small(amount.value)));
            let head = doc.token(amount.tokens.start);
            let span = Span::new(head.span().start..doc.token(amount.tokens.end - 1).span().end);
            let speaker = said.by(doc.text(), attributions, span).and_then(|a| attributions[a].source.as_ref());
            features.push(format!("said={}", speaker.is_some()));
            let source = giver::giver(scene, attributions, &said, &amount.tokens, amount.hyphen);
            let of = amount.measure(scene);
            // A heading that only counts things ("Four key documents") says nothing of them.
            let heading = scene.verb_above(head).is_none() && head.sentence().range().len() < 10;
            if of.is_empty() && heading && amount.class == "text" && !amount.hyphen {
                return None;
            }
            Some(Candidate {
                entry: Figure {
                    value: amount.value,
                    unit: amount.told_unit(doc),
                    of,
                    source,
                    evidence: Evidence {
                        span: scene.sentence(head),
                        probability: 0.5,
                        why: if amount.number { Rule::NumberWithUnit } else { Rule::ArticleWithUnit },
                        grounds: Grounds::default(),
                    },
                },
                features,
                rivals: Vec::new(),
            })
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
            .filter(|(_, a)| a.within.is_none())
            .flat_map(|(i, a)| a.content_spans.iter().map(move |&span| (span, i)))
            .collect();
        all.sort_by_key(|(span, i)| (span.start, span.end, *i));
        Said(all)
    }

    /// The attribution whose words hold a span, the shortest of several; none whose cue stands beyond a semicolon.
    fn by(&self, text: &str, attributions: &[Attribution], span: Span) -> Option<usize> {
        // Contents nest a few levels deep at most.
        const NEAR: usize = 32;
        let end = self.0.partition_point(|(said, _)| said.start <= span.start);
        self.0[end.saturating_sub(NEAR)..end]
            .iter()
            .filter(|(said, _)| span.end <= said.end)
            .filter(|&&(said, i)| {
                let quoted = text.get(said.start as usize..).is_some_and(|t| t.starts_with(['"', '“']));
                let Some(cue) = attributions[i].cue_spans.first().filter(|_| !quoted) else { return true };
                let between =
                    if cue.start >= span.end { span.end..cue.start } else { cue.end.min(span.start)..span.start };
                // Only a cue after the words: one before them governs what follows, semicolons and all.
                cue.start < span.end
                    || !text.get(between.start as usize..between.end as usize).unwrap_or_default().contains(';')
            })
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
                plural(&lemma)
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

    /// The unit as it is told: with the nouns and adjectives that stand between it and the number ("flight attendants",
    /// "square kilometres"), in lower case where it is no name.
    fn told_unit(&self, doc: &Doc) -> Option<String> {
        const MOST: usize = 3;
        let unit = self.unit.as_ref()?;
        let Some(noun) = self.noun.filter(|_| self.number) else { return Some(unit.clone()) };
        let lower = |i: usize| {
            let token = doc.token(i);
            let name = matches!(token.pos(), Pos::Propn | Pos::Adj) && token.entity_label().is_some();
            if name || token.text().chars().filter(|c| c.is_uppercase()).count() > 1 {
                token.text().to_owned()
            } else {
                token.text().to_lowercase()
            }
        };
        if self.hyphen || noun < self.tokens.end || noun - self.tokens.end > MOST {
            return Some(if self.hyphen { unit.to_lowercase() } else { lower(noun) });
        }
        let between = self.tokens.end..noun;
        let plain = between.clone().all(|i| {
            let token = doc.token(i);
            matches!(token.pos(), Pos::Noun | Pos::Propn | Pos::Adj | Pos::Verb)
                || (token.text() == "-" && i > self.tokens.end)
        });
        if !plain || between.is_empty() {
            return Some(lower(noun));
        }
        // Time has units of its own: "ten straight days" are days.
        if self.class == "time" {
            return Some(lower(noun));
        }
        let mut words = String::new();
        for i in between.start..noun + 1 {
            words.push_str(&lower(i));
            if doc.token(i).has_space_after() && i < noun {
                words.push(' ');
            }
        }
        Some(words)
    }

    /// What it measures, in the report's words: the phrase that is counted, with what is done to it or by it.
    fn measure(&self, scene: &Scene<'_>) -> String {
        const MOST: usize = 14;
        let doc = scene.doc;
        let none = 0..0;
        let last = doc.token(self.tokens.end - 1);
        let percent = self.noun.is_none() && matches!(self.class, "percent" | "part");
        // The token that the rest of the sentence knows the amount by, and where the words after it begin.
        let mut head = self.noun.map_or(last, |n| doc.token(n));
        let mut after = head.index().max(self.tokens.end - 1) + 1;
        if self.noun.is_none() && last.dep() == Dep::Nummod && last.head().index() > last.index() {
            head = last.head();
            if percent || self.class == "money" {
                // "30 percent", "5 billion dollars": the sign or word is part of the amount.
                let word = low(doc, head.index());
                let own = LEXICON.percent.words.contains(&word) || LEXICON.currency.contains_key(&word);
                after = if own { head.index() + 1 } else { self.tokens.end };
            }
        }
        if percent || self.class == "money" {
            while after < doc.len()
                && (LEXICON.percent.words.contains(&low(doc, after))
                    || matches!(low(doc, after).as_str(), "per" | "cent" | "-")
                        && (low(doc, after) != "per" || low(doc, after + 1) == "cent")
                    || LEXICON.currency.contains_key(&low(doc, after)))
                && !doc.token(after).is_sentence_start()
            {
                after += 1;
            }
        }
        // What the amount itself describes: "the three-year war with Russia", "a 14-page note", "$5 billion loan".
        let mut top = head;
        for _ in 0..4 {
            let modifies = matches!(
                top.dep(),
                Dep::Amod | Dep::Compound | Dep::Nmod | Dep::Nummod | Dep::Npadvmod | Dep::Quantmod
            );
            if !modifies || top.head().index() < after {
                break;
            }
            top = top.head();
        }
        let words = if top.index() >= after && matches!(top.pos(), Pos::Noun | Pos::Propn) {
            short(doc, after..noun_phrase(top).end, MOST, &none)
        } else {
            self.counted_words(scene, head, after, MOST)
        };
        let words = words.strip_prefix("of ").map_or(words.as_str(), |rest| rest.trim_start_matches("the "));
        let words = words.trim_start_matches(['-', '–', ' ']).trim_end_matches(['-', '–', ' ']);
        match self.vagueness(doc) {
            Some(vague) => format!("{words} ({})", vague.to_lowercase()).trim_start().to_owned(),
            None => words.to_owned(),
        }
    }

    /// The words for an amount that stands by itself: "of" what, and what its clause says of it.
    fn counted_words(&self, scene: &Scene<'_>, head: Token<'_>, after: usize, most: usize) -> String {
        let doc = scene.doc;
        let none = 0..0;
        let sentence = head.sentence().range();
        let last = sentence.end;
        // Up to the next number of a list: "80% of Donetsk and roughly 75% of Kherson".
        let list = |range: Range<usize>| {
            let end = range.clone().find(|&i| {
                i > range.start
                    && doc.token(i).pos() == Pos::Cconj
                    && (i + 1..(i + 4).min(range.end)).any(|k| doc.token(k).pos() == Pos::Num)
            });
            range.start..end.unwrap_or(range.end)
        };
        let mut own = String::new();
        let mut of = false;
        if after < last && low(doc, after) == "of" && doc.token(after).pos() == Pos::Adp {
            let object = doc.token(after).child(Dep::Pobj);
            let end = object.map_or(doc.token(after).subtree().end, |o| noun_phrase(o).end.max(o.subtree().end));
            own = short(doc, list(after + 1..end.clamp(after + 1, last)), most, &none);
            of = true;
        } else {
            let phrase = noun_phrase(head);
            if phrase.end > after {
                own = short(doc, list(after..phrase.end.min(last)), most, &none);
            } else if head.children().any(|c| c.dep() == Dep::Relcl && c.index() > after) {
                let clause = head.children().find(|c| c.dep() == Dep::Relcl && c.index() > after);
                own = clause.map_or_else(String::new, |c| {
                    let range = c.subtree();
                    let start = range.start.max(after);
                    format!("{} {}", doc.token(start).text(), short(doc, start + 1..range.end.min(last), most, &none))
                });
                return own;
            }
        }
        let own = own.trim_start_matches("the ").to_owned();
        let enough = |words: &str| words.split_whitespace().count() >= 5;
        if of && enough(&own) || own.split_whitespace().count() >= 8 {
            return own;
        }
        let more = self.told_of(scene, head, after, most.saturating_sub(own.split_whitespace().count()).max(5), of);
        match (own.is_empty(), more.is_empty()) {
            (false, false) if of => format!("{own} {more}"),
            (false, false) => format!("{more} {own}"),
            (false, true) => own,
            _ => more,
        }
    }

    /// What the clause around an amount says of it.
    fn told_of(&self, scene: &Scene<'_>, head: Token<'_>, after: usize, most: usize, of: bool) -> String {
        let doc = scene.doc;
        let none = 0..0;
        let mut at = head;
        for _ in 0..4 {
            let climbs =
                matches!(at.dep(), Dep::Conj | Dep::Nummod | Dep::Compound | Dep::Quantmod | Dep::Nmod | Dep::Appos);
            let nominal = matches!(at.head().pos(), Pos::Noun | Pos::Propn | Pos::Num | Pos::Sym);
            if !climbs || !nominal || at.is_root() {
                break;
            }
            at = at.head();
        }
        let verb = at.head();
        let sentence = head.sentence().range();
        if matches!(verb.pos(), Pos::Verb | Pos::Aux) && !at.is_root() {
            let clause = scene.clause(verb);
            let rest = |from: usize, most: usize| short(doc, from.max(after)..clause.end.max(from), most, &none);
            match at.dep() {
                // "some 13,000 workers are involved in it", "3,500 people have been killed".
                Dep::Nsubjpass => return rest(verb.index(), most),
                Dep::Nsubj if verb.index() >= after => {
                    let first = verb
                        .children()
                        .filter(|c| matches!(c.dep(), Dep::Aux | Dep::Neg) && c.index() >= after)
                        .map(Token::index)
                        .min();
                    return rest(first.unwrap_or(verb.index()).min(verb.index()), most);
                }
                // "Russia controls 19.2% of the land": controlled by Russia.
                Dep::Dobj | Dep::Attr if verb.pos() == Pos::Verb => {
                    let lemma = verb.lemma().to_lowercase();
                    let time = self.class == "time";
                    if !LEXICON.light.verbs.contains(&lemma) && !time {
                        let done = participle(&lemma, &LEXICON.participles);
                        let particle = verb.child(Dep::Prt).map(|p| format!(" {}", p.text())).unwrap_or_default();
                        let by = subject(verb).filter(|s| s.index() < verb.index() && !is_passive(verb));
                        let by = by.and_then(|s| doer_words(scene, s));
                        let tail = if of { String::new() } else { rest(clause_tail(doc, head, after), 6) };
                        let by = by.map(|by| format!(" by {by}")).unwrap_or_default();
                        return format!("{done}{particle}{by} {tail}").trim().to_owned();
                    }
                }
                _ => {}
            }
        }
        // Anything else is told by the words of the clause before the amount: "the Greek side rescued the process".
        let Some(verb) = scene.verb_above(head) else { return String::new() };
        let mut start = self.tokens.start;
        while start > sentence.start && LEXICON.currency.contains_key(&low(doc, start - 1)) {
            start -= 1;
        }
        if self.vagueness(doc).is_some() {
            while start > sentence.start
                && !matches!(doc.token(start - 1).pos(), Pos::Verb | Pos::Noun | Pos::Adp | Pos::Punct)
            {
                start -= 1;
            }
        }
        if of && self.class != "time" {
            return String::new();
        }
        let doer = subject(verb).filter(|s| s.index() < verb.index() && verb.index() < start);
        let doer = doer.and_then(|s| doer_words(scene, s));
        let words = if verb.index() < start {
            let first = verb
                .children()
                .filter(|c| matches!(c.dep(), Dep::Aux | Dep::Auxpass | Dep::Neg) && c.index() < verb.index())
                .map(Token::index)
                .min();
            let own = subject(verb).map_or(0, |s| s.index() + 1);
            short(doc, first.unwrap_or(verb.index()).max(own).min(verb.index())..start, most, &none)
        } else {
            let clause = scene.clause(verb);
            let from = subject(verb).map_or(verb.index(), |s| noun_phrase(s).start).max(after).min(verb.index());
            short(doc, from..clause.end, most, &none)
        };
        match doer {
            Some(doer) => format!("{doer} {words}"),
            None => words,
        }
    }
}

/// Where the words after an amount go on once its own phrase is over.
fn clause_tail(doc: &Doc, head: Token<'_>, after: usize) -> usize {
    let end = noun_phrase(head).end.max(after).min(doc.len());
    let other = head.children().find(|c| c.dep() == Dep::Conj && c.index() > end);
    match other {
        Some(other) if end < doc.len() && doc.token(end).pos() == Pos::Cconj => noun_phrase(other).end.max(end),
        _ => end,
    }
}

/// Who does it, in few words; for a pronoun whom it means, if that is known.
fn doer_words(scene: &Scene<'_>, doer: Token<'_>) -> Option<String> {
    const MOST: usize = 6;
    if doer.pos() == Pos::Pron {
        let &meant = scene.register.meant(doer).first()?;
        return Some(scene.register.actor(meant).name.clone());
    }
    let phrase = noun_phrase(doer);
    let words = short(scene.doc, phrase, MOST, &(0..0));
    // A dateline is no part of it.
    let words = words.rsplit(" - ").next().unwrap_or_default();
    let words = match words.split_once(' ') {
        Some((first @ ("The" | "A" | "An"), rest)) => format!("{} {rest}", first.to_lowercase()),
        _ => words.to_owned(),
    };
    (!words.is_empty()).then_some(words)
}

/// The plural of an English noun that follows the rule.
fn plural(lemma: &str) -> String {
    match lemma.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ => format!("{lemma}s"),
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
