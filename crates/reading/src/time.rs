//! Expressions of time: where they stand and what they mean, against a day that the report is written on.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::{Date, Weekday};
use jiff::{Span as Stretch, ToSpan};
use lang::{Dep, Doc, EntityLabel};
use serde::Deserialize;

/// An expression of time.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeExpression {
    /// Its tokens, without a preposition.
    pub tokens: Range<usize>,
    /// What it means.
    pub sense: Sense,
}

/// What an expression of time means before it is held against a day.
#[derive(Clone, Debug, PartialEq)]
pub enum Sense {
    /// A day, month or year of the calendar, as far as it is told; with `until` a stretch of days ("27 to 29 April").
    Calendar {
        /// Year, where told.
        year: Option<i16>,
        /// Month, where told.
        month: Option<i8>,
        /// Day of the month, where told.
        day: Option<i8>,
        /// The last day of a stretch, with its month.
        until: Option<(i8, i8)>,
        /// A season instead of a month, by its first month.
        season: Option<i8>,
        /// "last May": -1, "next May": 1, "this May": 0.
        shift: Option<i32>,
    },
    /// A day of the week; "last Friday": -1, "next Friday": 1.
    Weekday {
        /// Which.
        day: Weekday,
        /// How it is moved.
        shift: Option<i32>,
    },
    /// Away from the day of the report: "yesterday", "last week", "three days ago". No amount for "some days ago".
    Away {
        /// The unit counted in.
        unit: Unit,
        /// How many, negative for the past.
        by: Option<i32>,
        /// To which side.
        direction: i32,
    },
    /// A length: "two days", "an hour". No amount for "several days".
    Length {
        /// The unit counted in.
        unit: Unit,
        /// How many.
        amount: Option<f64>,
    },
    /// A time of day.
    Clock,
    /// "soon" (1), "now" (0), "recently" (-1).
    Vague(i32),
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Second.
    Second,
    /// Minute.
    Minute,
    /// Hour.
    Hour,
    /// Day.
    Day,
    /// Saturday and Sunday.
    Weekend,
    /// Monday to Sunday.
    Week,
    /// Month.
    Month,
    /// Year.
    Year,
}

/// How finely an interval is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// To the day.
    Day,
    /// To the week.
    Week,
    /// To the month.
    Month,
    /// To the quarter or season.
    Season,
    /// To the year.
    Year,
}

/// A stretch of days, first and last included, with how finely it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// First day.
    pub start: Date,
    /// Last day.
    pub end: Date,
    /// How finely it is known; several days named as such are known to the day.
    pub precision: Precision,
}

#[derive(Deserialize)]
struct UnitWord {
    unit: Unit,
    of: i32,
}

#[derive(Deserialize)]
struct Words {
    words: HashSet<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Lexicon {
    months: HashMap<String, i8>,
    ambiguous: Words,
    weekdays: HashMap<String, i8>,
    days: HashMap<String, i32>,
    seasons: HashMap<String, i8>,
    units: HashMap<String, UnitWord>,
    parts: Words,
    moves: HashMap<String, i32>,
    from_now: HashMap<String, i32>,
    edges: Words,
    clock: Words,
    vague: HashMap<String, i32>,
    prepositions: Words,
    ahead: Words,
    back: Words,
    some: Words,
    fillers: Words,
}

static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| toml::from_str(include_str!("../data/times.toml")).expect("times.toml is checked by a test"));

impl Lexicon {
    fn unit(&self, word: &str) -> Option<&UnitWord> {
        self.units.get(word).or_else(|| self.units.get(word.strip_suffix('s')?)).or_else(|| {
            let stem = word.strip_suffix("ies")?;
            self.units.get(&format!("{stem}y"))
        })
    }
}

/// All expressions of time of a document, in order; they do not overlap.
pub fn times(doc: &Doc, numbers: &[crate::number::Number]) -> Vec<TimeExpression> {
    let scan = Scan { doc, lexicon: &LEXICON, numbers };
    let mut found = Vec::new();
    let mut i = 0;
    while i < doc.len() {
        match scan.at(i) {
            Some(expression) => {
                i = expression.tokens.end.max(i + 1);
                found.push(expression);
            }
            None => i += 1,
        }
    }
    found
}

struct Scan<'a> {
    doc: &'a Doc,
    lexicon: &'a Lexicon,
    numbers: &'a [crate::number::Number],
}

impl Scan<'_> {
    fn word(&self, i: usize) -> String {
        if i < self.doc.len() { self.doc.token(i).text().trim_end_matches('.').to_lowercase() } else { String::new() }
    }

    /// Whether a token continues the sentence of the token before it.
    fn joined(&self, i: usize) -> bool {
        i < self.doc.len() && !self.doc.token(i).is_sentence_start()
    }

    fn number(&self, i: usize) -> Option<&crate::number::Number> {
        let at = self.numbers.partition_point(|n| n.tokens.start < i);
        self.numbers.get(at).filter(|n| n.tokens.start == i)
    }

    /// A day of the month: "5", "5th", "22nd".
    fn day(&self, i: usize) -> Option<i8> {
        let word = self.word(i);
        let digits = word.trim_end_matches(|c: char| c.is_alphabetic());
        let rest = &word[digits.len()..];
        (matches!(rest, "" | "st" | "nd" | "rd" | "th") && digits.len() <= 2)
            .then(|| digits.parse().ok())
            .flatten()
            .filter(|d| (1..=31).contains(d))
    }

    fn year(&self, i: usize) -> Option<i16> {
        let word = self.word(i);
        if word.len() != 4 || !word.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        word.parse().ok().filter(|y| (1000..2200).contains(y))
    }

    /// A month; a word that is also another one only in capitals and, for the shortest ones, with a day or year beside it.
    fn month(&self, i: usize) -> Option<i8> {
        let word = self.word(i);
        let &month = self.lexicon.months.get(&word)?;
        let token = self.doc.token(i);
        if !token.text().starts_with(char::is_uppercase) {
            return None;
        }
        if self.lexicon.ambiguous.words.contains(&word) {
            let beside = self.day(i + 1).is_some() && self.joined(i + 1)
                || self.year(i + 1).is_some() && self.joined(i + 1)
                || (i > 0
                    && (self.day(i - 1).is_some()
                        || self.lexicon.prepositions.words.contains(&self.word(i - 1))
                        || self.lexicon.moves.contains_key(&self.word(i - 1))
                        || self.word(i - 1) == "-"))
                || token.entity_label() == Some(EntityLabel::Date);
            if !beside {
                return None;
            }
        }
        Some(month)
    }

    fn at(&self, i: usize) -> Option<TimeExpression> {
        self.calendar(i).or_else(|| self.relative(i)).or_else(|| self.length(i)).or_else(|| self.vague(i))
    }

    fn calendar(&self, start: usize) -> Option<TimeExpression> {
        let word = self.word(start);
        // "2022-03-29" comes as one token or as five.
        if let Ok(date) = word.parse::<Date>() {
            return Some(calendar(start..start + 1, Some(date.year()), Some(date.month()), Some(date.day())));
        }
        if let Some(year) = self.year(start)
            && self.word(start + 1) == "-"
            && self.word(start + 3) == "-"
            && self.joined(start + 4)
        {
            let month = self.word(start + 2).parse::<i8>().ok().filter(|m| (1..=12).contains(m));
            if let (Some(month), Some(day)) = (month, self.day(start + 4)) {
                return Some(calendar(start..start + 5, Some(year), Some(month), Some(day)));
            }
        }
        // "26-MAR-1987".
        if let Some(day) = self.day(start) {
            let named = self.word(start + 1);
            let named = named.trim_start_matches('-');
            if let Some((month, year)) = named.split_once('-')
                && let (Some(&month), Ok(year)) = (self.lexicon.months.get(month), year.parse::<i16>())
            {
                return Some(calendar(start..start + 2, Some(year), Some(month), Some(day)));
            }
            if self.word(start + 1) == "-"
                && self.joined(start + 2)
                && let Some((month, year)) = self.word(start + 2).split_once('-')
                && let (Some(&month), Ok(year)) = (self.lexicon.months.get(month), year.parse::<i16>())
            {
                return Some(calendar(start..start + 3, Some(year), Some(month), Some(day)));
            }
        }
        // A weekday, alone or before a date.
        if let Some(weekday) = self.weekday(start) {
            let mut end = start + 1;
            let comma = usize::from(self.word(end) == "," || self.word(end) == "the");
            if self.joined(end + comma)
                && let Some(date) = self.date(end + comma)
            {
                return Some(TimeExpression { tokens: start..date.tokens.end, sense: date.sense });
            }
            if self.lexicon.parts.words.contains(&self.word(end)) && self.joined(end) {
                end += 1;
            }
            return Some(TimeExpression { tokens: start..end, sense: Sense::Weekday { day: weekday, shift: None } });
        }
        self.date(start)
    }

    fn weekday(&self, i: usize) -> Option<Weekday> {
        let word = self.word(i);
        let &number =
            self.lexicon.weekdays.get(&word).or_else(|| self.lexicon.weekdays.get(word.strip_suffix('s')?))?;
        let capital = self.doc.token(i).text().starts_with(char::is_uppercase);
        let sure = !self.lexicon.ambiguous.words.contains(&word)
            || self.doc.token(i).entity_label() == Some(EntityLabel::Date);
        (capital && sure).then(|| Weekday::from_monday_one_offset(number).ok()).flatten()
    }

    /// "5 March 2022", "March 5, 2022", "5 and 6 January", "from Nov. 15 to 26", "July 2017", "July", "2017", "the 1990s".
    fn date(&self, start: usize) -> Option<TimeExpression> {
        let until = |i: usize| matches!(self.word(i).as_str(), "to" | "and" | "-" | "–" | "or" | "/" | "until");
        if let Some(day) = self.day(start) {
            let of = usize::from(self.word(start + 1) == "of");
            if let Some(month) = self.month(start + 1 + of).filter(|_| self.joined(start + 1 + of)) {
                let end = start + 2 + of;
                // "27 April to 3 May".
                if until(end)
                    && self.joined(end + 2)
                    && let (Some(last), Some(last_month)) = (self.day(end + 1), self.month(end + 2))
                {
                    let mut found = self.with_year(start..end + 3, month, Some(day));
                    if let Sense::Calendar { until, .. } = &mut found.sense {
                        *until = Some((last_month, last));
                    }
                    return Some(found);
                }
                return Some(self.with_year(start..end, month, Some(day)));
            }
            // "27 to 29 April".
            if until(start + 1)
                && self.joined(start + 3)
                && let (Some(last), Some(month)) = (self.day(start + 2), self.month(start + 3))
            {
                let mut found = self.with_year(start..start + 4, month, Some(day));
                if let Sense::Calendar { until, .. } = &mut found.sense {
                    *until = Some((month, last));
                }
                return Some(found);
            }
        }
        if let Some(month) = self.month(start) {
            if let Some(day) = self.day(start + 1).filter(|_| self.joined(start + 1)) {
                let mut end = start + 2;
                let mut last = None;
                if until(end)
                    && self.joined(end + 1)
                    && let Some(day) =
                        self.day(end + 1).filter(|_| self.word(end) != "and" || self.month(end + 2).is_none())
                {
                    last = Some((month, day));
                    end += 2;
                }
                let mut found = self.with_year(start..end, month, Some(day));
                if let Sense::Calendar { until, .. } = &mut found.sense {
                    *until = last;
                }
                return Some(found);
            }
            return Some(self.with_year(start..start + 1, month, None));
        }
        // "Nov.15" comes as one token.
        if let Some((month, day)) = self.word(start).split_once('.')
            && let (Some(&month), Ok(day)) = (self.lexicon.months.get(month), day.parse::<i8>())
            && (1..=31).contains(&day)
        {
            return Some(self.with_year(start..start + 1, month, Some(day)));
        }
        if let Some(&season) = self.lexicon.seasons.get(&self.word(start)) {
            let before = if start > 0 { self.word(start - 1) } else { String::new() };
            let year = self.year(start + 1).filter(|_| self.joined(start + 1));
            let of = if self.word(start + 1) == "of" { self.year(start + 2) } else { None };
            if year.is_some()
                || of.is_some()
                || matches!(before.as_str(), "in" | "the" | "this" | "last" | "next" | "early" | "late")
                    && self.doc.token(start).pos() != lang::Pos::Verb
            {
                let end = start + 1 + usize::from(year.is_some()) + 2 * usize::from(of.is_some());
                return Some(TimeExpression {
                    tokens: start..end,
                    sense: Sense::Calendar {
                        year: year.or(of),
                        month: None,
                        day: None,
                        until: None,
                        season: Some(season),
                        shift: self.lexicon.moves.get(&before).copied(),
                    },
                });
            }
        }
        // A year of its own: after a preposition, or where the tagger of names saw a date.
        if let Some(year) = self.year(start) {
            let before = if start > 0 { self.word(start - 1) } else { String::new() };
            let token = self.doc.token(start);
            let placed = self.lexicon.prepositions.words.contains(&before)
                || self.lexicon.edges.words.contains(&before)
                || matches!(before.as_str(), "," | "(" | "mid" | "-" | "–" | "and" | "than");
            let counted = token.dep() == Dep::Nummod
                && token.head().pos() == lang::Pos::Noun
                && token.head().index() > start
                && token.entity_label() != Some(EntityLabel::Date);
            if !counted && (1800..2100).contains(&year) && (placed || token.entity_label() == Some(EntityLabel::Date)) {
                return Some(calendar(start..start + 1, Some(year), None, None));
            }
        }
        // "1990s", "the 22nd".
        let word = self.word(start);
        if let Some(decade) = word.strip_suffix('s').filter(|d| d.len() == 4).and_then(|d| d.parse::<i16>().ok()) {
            return Some(calendar(start..start + 1, Some(decade), None, None));
        }
        if let Some(day) = self
            .day(start)
            .filter(|_| word.ends_with("st") || word.ends_with("nd") || word.ends_with("rd") || word.ends_with("th"))
            && self.doc.token(start).entity_label() == Some(EntityLabel::Date)
        {
            return Some(calendar(start..start + 1, None, None, Some(day)));
        }
        None
    }

    /// Takes in the year after a date and the word that moves it before.
    fn with_year(&self, range: Range<usize>, month: i8, day: Option<i8>) -> TimeExpression {
        let mut range = range;
        let comma = usize::from(matches!(self.word(range.end).as_str(), "," | "of"));
        let year = self.year(range.end + comma).filter(|_| self.joined(range.end + comma));
        if year.is_some() {
            range.end += comma + 1;
        }
        let before = if range.start > 0 { self.word(range.start - 1) } else { String::new() };
        let shift = if day.is_none() && year.is_none() { self.lexicon.moves.get(&before).copied() } else { None };
        if shift.is_some() && before != "past" {
            range.start -= 1;
        }
        TimeExpression {
            tokens: range,
            sense: Sense::Calendar { year, month: Some(month), day, until: None, season: None, shift },
        }
    }

    /// "today", "last week", "this morning", "the coming days", "next Friday", "the previous day".
    fn relative(&self, start: usize) -> Option<TimeExpression> {
        let word = self.word(start);
        if let Some(&by) = self.lexicon.days.get(&word) {
            let mut end = start + 1;
            if self.lexicon.parts.words.contains(&self.word(end)) && self.joined(end) {
                end += 1;
            }
            return Some(TimeExpression {
                tokens: start..end,
                sense: Sense::Away { unit: Unit::Day, by: Some(by), direction: by.signum() },
            });
        }
        let the = usize::from(word == "the");
        if let Some(&by) = self.lexicon.moves.get(&self.word(start + the)) {
            let mut at = start + the + 1;
            if !self.joined(at) {
                return None;
            }
            if the == 0 {
                if let Some(day) = self.weekday(at) {
                    let end = at + 1 + usize::from(self.lexicon.parts.words.contains(&self.word(at + 1)));
                    return Some(TimeExpression { tokens: start..end, sense: Sense::Weekday { day, shift: Some(by) } });
                }
                if self.lexicon.seasons.contains_key(&self.word(at)) {
                    let found = self.date(at)?;
                    return Some(TimeExpression { tokens: start..found.tokens.end, sense: found.sense });
                }
            }
            let count = self.number(at).map(|n| (n.value, n.tokens.end));
            let loose = self.lexicon.some.words.contains(&self.word(at));
            if let Some((_, end)) = count {
                at = end;
            } else if loose {
                at += 1;
            }
            let word = self.word(at);
            let plural = word.ends_with('s');
            let sense = if let Some(unit) = self.lexicon.unit(&word) {
                let amount = if plural {
                    count.map(|(v, _)| (v as i32).saturating_mul(unit.of).saturating_mul(by.signum()))
                } else {
                    Some(by)
                };
                Sense::Away { unit: unit.unit, by: amount, direction: by }
            } else if self.lexicon.parts.words.contains(&word) {
                Sense::Away { unit: Unit::Day, by: Some(by), direction: by }
            } else {
                return None;
            };
            return (self.joined(at)).then_some(TimeExpression { tokens: start..at + 1, sense });
        }
        // "the day before", "the night before", "that day", "the same day".
        if matches!(word.as_str(), "the" | "a" | "that" | "same") {
            let named = self.word(start + 1);
            let after = self.word(start + 2);
            let unit = self
                .lexicon
                .unit(&named)
                .map(|u| u.unit)
                .or_else(|| self.lexicon.parts.words.contains(&named).then_some(Unit::Day))?;
            if let Some(&direction) = self.lexicon.from_now.get(&after)
                && self.joined(start + 2)
            {
                return Some(TimeExpression {
                    tokens: start..start + 3,
                    sense: Sense::Away { unit, by: Some(direction), direction },
                });
            }
            if named == "weekend" && self.joined(start + 1) {
                return Some(TimeExpression {
                    tokens: start..start + 2,
                    sense: Sense::Away { unit: Unit::Weekend, by: Some(0), direction: 0 },
                });
            }
        }
        None
    }

    /// "two days", "several weeks ago", "a week later", "days earlier", "6 p.m.", "10:30".
    fn length(&self, start: usize) -> Option<TimeExpression> {
        let word = self.word(start);
        let clock = |range: Range<usize>| Some(TimeExpression { tokens: range, sense: Sense::Clock });
        if word.len() >= 3 && word.len() <= 8 {
            let digits = word.trim_end_matches(|c: char| c.is_alphabetic());
            if let Some((h, m)) = digits.split_once([':', '.']) {
                let suffix = &word[digits.len()..];
                let timed = word.contains(':')
                    || self.lexicon.clock.words.contains(suffix)
                    || self.lexicon.clock.words.contains(&self.word(start + 1));
                if timed
                    && h.parse::<u8>().is_ok_and(|h| h < 25)
                    && m.len() == 2
                    && m.parse::<u8>().is_ok_and(|m| m < 60)
                {
                    let end = start + 1 + usize::from(self.lexicon.clock.words.contains(&self.word(start + 1)));
                    return clock(start..end);
                }
            }
        }
        let (amount, mut at) = if let Some(number) = self.number(start) {
            (Some(number.value), number.tokens.end)
        } else if self.lexicon.some.words.contains(&word) {
            (None, start + 1 + usize::from(self.word(start + 1) == "of"))
        } else if matches!(word.as_str(), "a" | "an" | "another" | "one") {
            if self.lexicon.some.words.contains(&self.word(start + 1)) {
                (None, start + 2 + usize::from(self.word(start + 2) == "of"))
            } else {
                (Some(1.0), start + 1)
            }
        } else if self.lexicon.unit(&word).is_some() {
            // "days earlier".
            (None, start)
        } else {
            return None;
        };
        if self.lexicon.clock.words.contains(&self.word(at)) && self.joined(at) {
            return clock(start..at + 1);
        }
        let dash = usize::from(self.word(at) == "-");
        at += dash;
        while self.lexicon.fillers.words.contains(&self.word(at)) {
            at += 1;
        }
        let named = self.word(at);
        let unit = self.lexicon.unit(&named)?;
        if at > start && !self.joined(at) {
            return None;
        }
        let after = self.word(at + 1);
        if let Some(&direction) = self.lexicon.from_now.get(&after).filter(|_| dash == 0 && self.joined(at + 1)) {
            // "two weeks before the deadline" is counted from elsewhere, and so is "after" something.
            let anchored = matches!(after.as_str(), "before" | "after")
                && (self.doc.token(at + 1).dep() == Dep::Mark
                    || self.doc.token(at + 1).children().any(|c| matches!(c.dep(), Dep::Pobj | Dep::Pcomp)));
            let by = amount.filter(|_| !anchored).map(|a| (a as i32).saturating_mul(unit.of).saturating_mul(direction));
            return Some(TimeExpression {
                tokens: start..at + 2,
                sense: Sense::Away { unit: unit.unit, by, direction: if anchored { 0 } else { direction } },
            });
        }
        if at == start {
            return None;
        }
        let ahead = start > 0 && matches!(self.word(start - 1).as_str(), "in" | "within");
        if ahead && dash == 0 && amount.is_some() && named != "hour" && self.future(start) {
            return Some(TimeExpression {
                tokens: start..at + 1,
                sense: Sense::Away {
                    unit: unit.unit,
                    by: amount.map(|a| (a as i32).saturating_mul(unit.of)),
                    direction: 1,
                },
            });
        }
        Some(TimeExpression {
            tokens: start..at + 1,
            sense: Sense::Length { unit: unit.unit, amount: amount.map(|a| a * f64::from(unit.of)) },
        })
    }

    /// Whether the verb above a token tells of the future.
    fn future(&self, i: usize) -> bool {
        let token = self.doc.token(i);
        token.ancestors().take(8).find(|t| t.pos() == lang::Pos::Verb || t.pos() == lang::Pos::Aux).is_some_and(
            |verb| {
                matches!(
                    crate::clause::modality(verb),
                    crate::clause::Modality::Future | crate::clause::Modality::NonFinite
                )
            },
        )
    }

    fn vague(&self, start: usize) -> Option<TimeExpression> {
        let word = self.word(start);
        let &direction = self.lexicon.vague.get(&word)?;
        let token = self.doc.token(start);
        if token.pos() == lang::Pos::Adj || token.pos() == lang::Pos::Noun {
            return None;
        }
        // "later this week", "earlier on Monday", "later today" are told by what follows.
        if matches!(word.as_str(), "later" | "earlier") {
            let on = usize::from(self.word(start + 1) == "on");
            if self.joined(start + 1 + on)
                && let Some(next) = self.calendar(start + 1 + on).or_else(|| self.relative(start + 1 + on))
            {
                return Some(TimeExpression { tokens: start..next.tokens.end, sense: next.sense });
            }
        }
        Some(TimeExpression { tokens: start..start + 1, sense: Sense::Vague(direction) })
    }
}

fn calendar(tokens: Range<usize>, year: Option<i16>, month: Option<i8>, day: Option<i8>) -> TimeExpression {
    TimeExpression { tokens, sense: Sense::Calendar { year, month, day, until: None, season: None, shift: None } }
}

impl TimeExpression {
    /// Whether it places an event (a date, "next week"), rather than measure it ("two days").
    pub fn places(&self) -> bool {
        !matches!(self.sense, Sense::Length { .. })
    }

    /// The report's own words for when, with the preposition and the words of vagueness before them.
    pub fn words(&self, doc: &Doc) -> Range<usize> {
        let mut start = self.tokens.start;
        let word = |i: usize| doc.token(i).text().to_lowercase();
        for _ in 0..4 {
            if start == 0 || doc.token(start).is_sentence_start() {
                break;
            }
            let before = word(start - 1);
            let taken = matches!(before.as_str(), "the" | "a" | "next" | "-")
                || LEXICON.edges.words.contains(&before)
                || LEXICON.prepositions.words.contains(&before);
            if !taken {
                break;
            }
            start -= 1;
            // "in the middle of", "by the end of" go on; another preposition ends it.
            if LEXICON.prepositions.words.contains(&before) && before != "of" {
                // "early in August", "late on Sunday".
                let edge = start > 0
                    && !doc.token(start).is_sentence_start()
                    && matches!(word(start - 1).as_str(), "early" | "late");
                start -= usize::from(edge);
                break;
            }
        }
        while start < self.tokens.start && matches!(word(start).as_str(), "-" | "of" | "about" | "to" | "a") {
            start += 1;
        }
        start..self.tokens.end
    }

    /// -1 for "earlier this month", 1 for "later this week".
    fn edge(&self, doc: &Doc) -> i32 {
        let own = doc.token(self.tokens.start).text().to_lowercase();
        let before = self.tokens.start.checked_sub(1).map(|i| doc.token(i).text().to_lowercase()).unwrap_or_default();
        match (own.as_str(), before.as_str()) {
            ("earlier", _) | (_, "earlier") => -1,
            ("later", _) | (_, "later") => 1,
            _ => 0,
        }
    }

    /// Where it lies from the day of the report: 1 ahead, -1 behind, 0 on it or unknown.
    pub fn direction(&self, reference: Option<Date>, doc: &Doc) -> i32 {
        let before = self.tokens.start.checked_sub(1).map(|i| doc.token(i).text().to_lowercase()).unwrap_or_default();
        match &self.sense {
            // "earlier this month", "later this week": the word before tells the side.
            Sense::Away { direction: 0, .. } if self.edge(doc) != 0 => self.edge(doc),
            Sense::Away { direction, .. } | Sense::Vague(direction) => *direction,
            Sense::Weekday { shift, .. } => shift.unwrap_or(0),
            Sense::Calendar { year, month, day, .. } => match (reference, year) {
                (Some(reference), Some(year)) if *year != reference.year() => {
                    if *year > reference.year() {
                        1
                    } else {
                        -1
                    }
                }
                (Some(reference), Some(_)) => month.map_or(0, |m| {
                    let own = (m, day.unwrap_or(reference.day()));
                    match own.cmp(&(reference.month(), reference.day())) {
                        std::cmp::Ordering::Less => -1,
                        std::cmp::Ordering::Equal => 0,
                        std::cmp::Ordering::Greater => 1,
                    }
                }),
                _ if LEXICON.ahead.words.contains(&before) => 1,
                _ if LEXICON.back.words.contains(&before) => -1,
                _ => 0,
            },
            _ => 0,
        }
    }

    /// Whether a day told without a year ("on Sept. 5") is nearer to the report ahead of it than behind it.
    pub fn sooner_ahead(&self, reference: Option<Date>) -> bool {
        self.days_ahead(reference).is_some()
    }

    /// How many days ahead of the report such a day is, where that is nearer than the same day behind it.
    pub fn days_ahead(&self, reference: Option<Date>) -> Option<i32> {
        let Sense::Calendar { year: None, month: Some(_), day: Some(_), .. } = self.sense else { return None };
        let day = reference?;
        let days = |past| {
            let start = self.resolve(reference, past)?.start;
            day.until(start).ok().map(|s| s.get_days().abs())
        };
        let (ahead, behind) = (days(false)?, days(true)?);
        (0 < ahead && ahead < behind).then_some(ahead)
    }

    /// The days meant, held against the day of the report; `past` tells on which side of it the event lies, where only the
    /// verb knows ("met on Friday", "will meet on Friday").
    pub fn resolve(&self, reference: Option<Date>, past: bool) -> Option<Interval> {
        match self.sense {
            Sense::Calendar { year, month, day, until, season, shift } => {
                resolve_calendar(reference, past, year, month, day, until, season, shift)
            }
            Sense::Weekday { day, shift } => {
                let reference = reference?;
                // A report of Friday that says "on Friday" means its own day.
                let date = match shift {
                    Some(1..) => next_on_or_after(reference.tomorrow().ok()?, day)?,
                    Some(..=-1) => last_on_or_before(reference.yesterday().ok()?, day)?,
                    _ if past => last_on_or_before(reference, day)?,
                    _ => next_on_or_after(reference, day)?,
                };
                Some(Interval::day(date))
            }
            Sense::Away { unit, by, .. } => resolve_away(reference?, unit, by?),
            Sense::Vague(_) | Sense::Length { .. } | Sense::Clock => None,
        }
    }
}

impl Interval {
    /// One day.
    pub fn day(date: Date) -> Self {
        Interval { start: date, end: date, precision: Precision::Day }
    }

    /// The day, where the interval is known to the day (the first of several).
    pub fn fixed_day(self) -> Option<Date> {
        (self.precision == Precision::Day).then_some(self.start)
    }
}

fn next_on_or_after(date: Date, day: Weekday) -> Option<Date> {
    let ahead = i64::from(date.weekday().until(day));
    date.checked_add(ahead.days()).ok()
}

fn last_on_or_before(date: Date, day: Weekday) -> Option<Date> {
    let back = i64::from(day.until(date.weekday()));
    date.checked_sub(back.days()).ok()
}

fn resolve_away(reference: Date, unit: Unit, by: i32) -> Option<Interval> {
    let by = i64::from(by);
    // A wild number of years in a text must not stop the reading.
    let moved = |stretch: Result<Stretch, jiff::Error>| reference.checked_add(stretch.ok()?).ok();
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour => None,
        Unit::Day => moved(Stretch::new().try_days(by)).map(Interval::day),
        Unit::Week | Unit::Weekend => {
            let date = moved(Stretch::new().try_weeks(by))?;
            let monday = last_on_or_before(date, Weekday::Monday)?;
            let first = if unit == Unit::Weekend { monday.checked_add(5.days()).ok()? } else { monday };
            Some(Interval { start: first, end: monday.checked_add(6.days()).ok()?, precision: Precision::Week })
        }
        Unit::Month => {
            let date = moved(Stretch::new().try_months(by))?;
            Some(Interval { start: date.first_of_month(), end: date.last_of_month(), precision: Precision::Month })
        }
        Unit::Year => {
            let date = moved(Stretch::new().try_years(by))?;
            Some(Interval { start: date.first_of_year(), end: date.last_of_year(), precision: Precision::Year })
        }
    }
}

#[allow(clippy::too_many_arguments, reason = "the fields of one variant")]
fn resolve_calendar(
    reference: Option<Date>,
    past: bool,
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
    until: Option<(i8, i8)>,
    season: Option<i8>,
    shift: Option<i32>,
) -> Option<Interval> {
    let first_month = month.or(season);
    let year = match (year, reference, first_month) {
        (Some(year), ..) => year,
        (None, Some(reference), Some(month)) => {
            let own = (month, day.unwrap_or(if past { 1 } else { 31 }));
            let now = (reference.month(), reference.day());
            match shift {
                Some(..=-1) if own.0 >= now.0 => reference.year() - 1,
                Some(1..) if own.0 <= now.0 => reference.year() + 1,
                _ if past && own > now => reference.year() - 1,
                _ if !past && own < now => reference.year() + 1,
                _ => reference.year(),
            }
        }
        _ => return None,
    };
    match (first_month, day) {
        (Some(month), Some(day)) => {
            let start = Date::new(year, month, day).ok()?;
            let end = until.and_then(|(m, d)| Date::new(year, m, d).ok()).filter(|e| *e >= start).unwrap_or(start);
            Some(Interval { start, end, precision: Precision::Day })
        }
        (Some(month), None) => {
            let start = Date::new(year, month, 1).ok()?;
            let end = if season.is_some() { start.checked_add(2.months()).ok()? } else { start };
            let precision = if season.is_some() { Precision::Season } else { Precision::Month };
            Some(Interval { start, end: end.last_of_month(), precision })
        }
        (None, None) => {
            let start = Date::new(year, 1, 1).ok()?;
            Some(Interval { start, end: start.last_of_year(), precision: Precision::Year })
        }
        (None, Some(_)) => None,
    }
}

/// The day that a report is written on: as published, or the first full date among its opening words (its dateline).
pub fn day_of_report(report: &source::Report, doc: &Doc, times: &[TimeExpression]) -> Option<Date> {
    const OPENING: usize = 60;
    report.published.or_else(|| {
        let opening = doc.sentences().nth(4).map_or(doc.len(), |s| s.range().start).max(OPENING);
        times.iter().take_while(|t| t.tokens.start < opening).find_map(|t| match t.sense {
            Sense::Calendar { year: Some(_), month: Some(_), day: Some(_), until: None, .. } => {
                t.resolve(None, true)?.fixed_day()
            }
            _ => None,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_lexicon_parses() {
        assert_eq!(LEXICON.months["sept"], 9);
        assert_eq!(LEXICON.unit("centuries").map(|u| u.of), Some(100));
        assert_eq!(LEXICON.unit("days").map(|u| u.unit), Some(Unit::Day));
    }

    fn sense(sense: Sense) -> TimeExpression {
        TimeExpression { tokens: 0..1, sense }
    }

    #[test]
    fn weekdays_lie_on_the_verbs_side() {
        let monday = Some(date(2021, 4, 26));
        let friday = sense(Sense::Weekday { day: Weekday::Friday, shift: None });
        assert_eq!(friday.resolve(monday, true), Some(Interval::day(date(2021, 4, 23))));
        assert_eq!(friday.resolve(monday, false), Some(Interval::day(date(2021, 4, 30))));
        let today = sense(Sense::Weekday { day: Weekday::Monday, shift: None });
        assert_eq!(today.resolve(monday, true), Some(Interval::day(date(2021, 4, 26))));
    }

    #[test]
    fn a_date_without_a_year_takes_the_reports() {
        let september =
            sense(Sense::Calendar { year: None, month: Some(9), day: Some(1), until: None, season: None, shift: None });
        assert_eq!(september.resolve(Some(date(2021, 12, 3)), true), Some(Interval::day(date(2021, 9, 1))));
        assert_eq!(september.resolve(Some(date(2021, 12, 3)), false), Some(Interval::day(date(2022, 9, 1))));
        assert_eq!(september.resolve(Some(date(2021, 3, 3)), true), Some(Interval::day(date(2020, 9, 1))));
        assert_eq!(september.resolve(None, true), None);
    }

    #[test]
    fn weeks_are_no_days() {
        let last_week = sense(Sense::Away { unit: Unit::Week, by: Some(-1), direction: -1 });
        let found = last_week.resolve(Some(date(2021, 4, 28)), true).unwrap();
        assert_eq!((found.start, found.end), (date(2021, 4, 19), date(2021, 4, 25)));
        assert_eq!(found.fixed_day(), None);
    }

    #[test]
    fn wild_numbers_have_no_day() {
        let wild = sense(Sense::Away { unit: Unit::Year, by: Some(i32::MAX), direction: 1 });
        assert_eq!(wild.resolve(Some(date(2021, 4, 28)), true), None);
    }

    #[test]
    fn expressions_are_found_and_resolved() {
        let doc = crate::example::doc("times");
        let reference = Some(date(2019, 12, 18));
        type Found<'a> = (&'a str, &'a str, Option<(Date, Date)>);
        let found: Vec<Found<'_>> = times(&doc, &crate::number::numbers(&doc))
            .into_iter()
            .map(|t| {
                let interval = t.resolve(reference, true).map(|i| (i.start, i.end));
                (doc.text_of(t.tokens.clone()), doc.text_of(t.words(&doc)), interval)
            })
            .collect();
        let days = |y, m, d, n, e| Some((date(y, m, d), date(y, n, e)));
        assert_eq!(
            found,
            [
                ("27 to 29 April", "from 27 to 29 April", days(2019, 4, 27, 4, 29)),
                ("Friday, 13 December 2019", "on Friday, 13 December 2019", days(2019, 12, 13, 12, 13)),
                ("July 2017", "in July 2017", days(2017, 7, 1, 7, 31)),
                ("two years after", "two years after", None),
                ("yesterday", "yesterday", days(2019, 12, 17, 12, 17)),
                ("next week", "next week", days(2019, 12, 23, 12, 29)),
                ("March", "in early March", days(2019, 3, 1, 3, 31)),
                ("three days ago", "three days ago", days(2019, 12, 15, 12, 15)),
                ("6 p.m.", "at 6 p.m.", None),
                ("March 5, 2022", "on March 5, 2022", days(2022, 3, 5, 3, 5)),
            ]
        );
    }
}
