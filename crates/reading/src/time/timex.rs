//! Expressions of time in the notation of TimeML, TIMEX3 (Pustejovsky et al. 2003; ISO 24617-1).

use std::ops::Range;

use jiff::civil::Date;
use lang::{Doc, Pos};

use super::lexicon::LEXICON;
use super::{Interval, Sense, TimeExpression, Unit, times};
use crate::clause::{Modality, modality};
use crate::number::numbers;

/// What a day ahead of the report weighs beside one behind it: with a word such as "until" before it, under a verb of the
/// future, without either, under a verb of the past.
const AHEAD_BY_WORD: f64 = 0.5;
const AHEAD_BY_VERB: f64 = 0.4;
const AHEAD_UNTOLD: f64 = 2.0;
const AHEAD_OF_PAST: f64 = 6.0;

/// Kinds of expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A day or longer of the calendar.
    Date,
    /// A part of a day or a time of the clock.
    Time,
    /// A length.
    Duration,
    /// Again and again.
    Set,
}

impl Kind {
    /// As TIMEX3 writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Date => "DATE",
            Kind::Time => "TIME",
            Kind::Duration => "DURATION",
            Kind::Set => "SET",
        }
    }
}

/// An expression with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Timex {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Its kind.
    pub kind: Kind,
    /// Its value: "1998-08-07", "1989-Q3", "P2W", "PAST_REF".
    pub value: String,
}

/// The values of a document's expressions, in a report of that day. What has no value in the notation ("eventually") is left out.
pub fn timexes(doc: &Doc, written: Date) -> Vec<Timex> {
    let times = times(doc, &numbers(doc));
    let mut teller = Teller { doc, written, told: None, quarter: None };
    let mut all: Vec<Timex> = Vec::new();
    let mut times = times.iter().peekable();
    while let Some(time) = times.next() {
        let clock = matches!(time.sense, Sense::Clock);
        // "9 a.m. Tuesday", "Tuesday at 9 a.m." are one.
        let next = times.peek().filter(|next| {
            let between = next.tokens.start - time.tokens.end;
            let day = |sense: &Sense| {
                matches!(sense, Sense::Weekday { .. } | Sense::Calendar { day: Some(_), .. })
                    || matches!(sense, Sense::Away { unit: Unit::Day, by: Some(_), told: false, .. })
            };
            between <= 2
                && !doc.token(next.tokens.start).is_sentence_start()
                && (clock && day(&next.sense) || day(&time.sense) && matches!(next.sense, Sense::Clock))
        });
        if let Some(&next) = next {
            times.next();
            let (clock, day) = if clock { (time, next) } else { (next, time) };
            let tokens = time.tokens.start..next.tokens.end;
            let day = TimeExpression { tokens: tokens.clone(), sense: day.sense.clone() };
            if let (Some((_, date)), Some(hour)) = (teller.value(&day), teller.hour(clock)) {
                let date = date.split('T').next().unwrap_or_default();
                all.push(Timex { tokens, kind: Kind::Time, value: format!("{date}T{hour}") });
            }
            continue;
        }
        if teller.age(time) {
            continue;
        }
        if let Some((kind, value)) = teller.value(time) {
            all.push(Timex { tokens: time.tokens.clone(), kind, value });
        }
    }
    all
}

/// What was told so far.
struct Teller<'a> {
    doc: &'a Doc,
    written: Date,
    /// The day or longer told last.
    told: Option<Interval>,
    /// The quarter told last.
    quarter: Option<(i16, i8)>,
}

impl Teller<'_> {
    fn value(&mut self, time: &TimeExpression) -> Option<(Kind, String)> {
        let tense = self.past(time);
        let past = tense.unwrap_or(true);
        let date = |value: String| Some((Kind::Date, value));
        match time.sense {
            Sense::Calendar { year: None, month: None, season: None, day: Some(day), .. } => {
                let month = self.told.map_or(self.written, |t| t.start);
                let day = Date::new(month.year(), month.month(), day).ok()?;
                self.told = Some(Interval::day(day));
                date(day.to_string())
            }
            Sense::Calendar { month, day, season, shift, year, .. } => {
                let interval = if year.is_none() && shift.is_none() {
                    self.nearest(time, tense)?
                } else {
                    time.resolve(Some(self.written), past)?
                };
                self.told = Some(interval);
                let start = interval.start;
                date(match (season, month, day) {
                    (Some(month), ..) => format!("{:04}-{}", start.year(), season_name(month)),
                    (_, Some(_), Some(_)) => start.to_string(),
                    (_, Some(_), None) => format!("{:04}-{:02}", start.year(), start.month()),
                    _ => format!("{:04}", start.year()),
                })
            }
            Sense::Weekday { .. } | Sense::Feast { .. } => {
                let ahead =
                    time.tokens.start.checked_sub(1).is_some_and(|i| LEXICON.ahead.words.contains(&self.low(i)));
                let past = past && !ahead;
                let interval = time.resolve(Some(self.written), past)?;
                self.told = Some(interval);
                Some(self.part_of_day(time, interval.start))
            }
            Sense::Away { unit, by, direction, told } => self.away(time, unit, by, direction, told),
            Sense::Stretch { unit, amount, .. } => Some((Kind::Duration, length(unit, amount))),
            Sense::Length { unit, amount } => Some((Kind::Duration, length(unit, amount))),
            Sense::Clock => {
                let day = self.told.and_then(Interval::fixed_day).unwrap_or(self.written);
                Some((Kind::Time, format!("{day}T{}", self.hour(time)?)))
            }
            Sense::Quarter { number, year, years, shift } => {
                let told = self.quarter(number, year, years, shift);
                self.quarter = Some(told);
                date(format!("{:04}-Q{}", told.0, told.1))
            }
            Sense::Decade(first) => date(format!("{:03}", first / 10)),
            Sense::Century(number) => date(format!("{:02}", number - 1)),
            Sense::Set { unit, day } => {
                let value = day
                    .map_or_else(|| length(unit, Some(1.0)), |day| format!("XXXX-WXX-{}", day.to_monday_one_offset()));
                Some((Kind::Set, value))
            }
            Sense::Era(side) | Sense::Vague(side) => {
                let word = self.doc.token(time.tokens.start).text().to_lowercase();
                let meant = !LEXICON.unvalued.words.contains(&word);
                meant.then(|| (Kind::Date, reference(side).to_owned()))
            }
        }
    }

    fn away(
        &mut self,
        time: &TimeExpression,
        unit: Unit,
        by: Option<i32>,
        direction: i32,
        told: bool,
    ) -> Option<(Kind, String)> {
        // "two weeks before the deadline": only how far.
        if told && direction == 0 && by != Some(0) {
            return Some((Kind::Duration, length(unit, by.map(|by| f64::from(by.abs())))));
        }
        let Some(by) = by else {
            return Some((Kind::Date, reference(direction).to_owned()));
        };
        // "earlier" and "later" count from what was told; a year from a quarter is a quarter.
        let from = self.told.filter(|_| told).map_or(self.written, |t| t.start);
        if unit == Unit::Year
            && by.abs() == 1
            && time.tokens.len() > 2
            && let Some((year, number)) = self.quarter
        {
            return Some((Kind::Date, format!("{:04}-Q{number}", year + by as i16)));
        }
        let counted = TimeExpression {
            tokens: time.tokens.clone(),
            sense: Sense::Away { unit, by: Some(by), direction, told: false },
        };
        let Some(interval) = counted.resolve(Some(from), true) else {
            // Hours and minutes have no day.
            return Some((Kind::Duration, length(unit, Some(f64::from(by.abs())))));
        };
        self.told = Some(interval);
        let start = interval.start;
        Some(match unit {
            Unit::Week | Unit::Weekend => {
                let week = start.iso_week_date();
                let end = if unit == Unit::Weekend { "-WE" } else { "" };
                (Kind::Date, format!("{:04}-W{:02}{end}", week.year(), week.week()))
            }
            Unit::Month => (Kind::Date, format!("{:04}-{:02}", start.year(), start.month())),
            Unit::Year => (Kind::Date, format!("{:04}", start.year())),
            _ => self.part_of_day(time, start),
        })
    }

    /// A day, or a part of it where the expression says so.
    fn part_of_day(&self, time: &TimeExpression, day: Date) -> (Kind, String) {
        let parts = time.tokens.clone().rev().filter_map(|i| LEXICON.day_parts.get(&self.low(i)));
        match parts.into_iter().next() {
            Some(part) => (Kind::Time, format!("{day}T{part}")),
            None => (Kind::Date, day.to_string()),
        }
    }

    /// The quarter meant: of the year told, or the last that had begun; without a number that of the text so far.
    fn quarter(&self, number: Option<i8>, year: Option<i16>, years: Option<i32>, shift: Option<i32>) -> (i16, i8) {
        let now = (self.written.year(), (self.written.month() + 2) / 3);
        let before = |(year, number): (i16, i8)| if number == 1 { (year - 1, 4) } else { (year, number - 1) };
        let latest = |number: i8| if number <= now.1 { (now.0, number) } else { (now.0 - 1, number) };
        let far = years.map(|by| now.0.saturating_add(by as i16));
        match (number, year.or(far), shift) {
            (Some(number), Some(year), _) => (year, number),
            (Some(number), None, Some(1..)) if number <= now.1 => (now.0 + 1, number),
            (Some(number), None, _) => latest(number),
            (None, Some(year), _) => (year, self.quarter.unwrap_or_else(|| before(now)).1),
            (None, None, Some(0)) => now,
            (None, None, Some(1..)) => {
                if now.1 == 4 {
                    (now.0 + 1, 1)
                } else {
                    (now.0, now.1 + 1)
                }
            }
            (None, None, Some(_)) => before(now),
            (None, None, None) => self.quarter.unwrap_or_else(|| before(now)),
        }
    }

    /// The time of the clock, as far as it is told.
    fn hour(&self, time: &TimeExpression) -> Option<String> {
        let words: Vec<String> = time.tokens.clone().map(|i| self.low(i)).collect();
        let digits = words.iter().find(|w| w.starts_with(|c: char| c.is_ascii_digit()))?;
        let told = digits.trim_end_matches(|c: char| c.is_alphabetic() || c == '.');
        let (hour, minute) = told.split_once([':', '.']).map_or((told, "00"), |(h, m)| (h, m));
        let hour: u8 = hour.parse().ok()?;
        let later = words.iter().any(|w| w.ends_with("pm") || w.ends_with("p.m") || w.ends_with("p.m."));
        let hour = match (later, hour) {
            (true, 1..=11) => hour + 12,
            (false, 12) if words.len() > 1 => 0,
            _ => hour,
        };
        Some(format!("{hour:02}:{minute}"))
    }

    /// Whether what happens then lies behind the report (true) or ahead of it, as far as the verb above says.
    fn past(&self, time: &TimeExpression) -> Option<bool> {
        let token = self.doc.token(time.tokens.end - 1);
        let verb = token.ancestors().take(8).find(|t| matches!(t.pos(), Pos::Verb | Pos::Aux))?;
        match modality(verb) {
            Modality::Past => Some(true),
            Modality::Future | Modality::Necessary => Some(false),
            Modality::NonFinite if verb.children().any(|c| c.norm() == "to") => Some(false),
            Modality::NonFinite | Modality::Present | Modality::Possible => None,
        }
    }

    /// The day or month without a year that is meant: the one nearest to the report, where what lies ahead counts as farther
    /// the more the words speak of the past.
    fn nearest(&self, time: &TimeExpression, past: Option<bool>) -> Option<Interval> {
        let written = Some(self.written);
        let (behind, ahead) = (time.resolve(written, true)?, time.resolve(written, false)?);
        let days = |a: Date, b: Date| a.until(b).map_or(f64::MAX, |s| f64::from(s.get_days().abs()));
        let weight = match (time.direction(None, self.doc), past) {
            (1.., _) => AHEAD_BY_WORD,
            (_, Some(false)) => AHEAD_BY_VERB,
            (_, None) => AHEAD_UNTOLD,
            (_, Some(true)) => AHEAD_OF_PAST,
        };
        let nearer = days(self.written, ahead.start) * weight < days(behind.end, self.written);
        Some(if nearer { ahead } else { behind })
    }

    /// "6-year-old", "six years old".
    fn age(&self, time: &TimeExpression) -> bool {
        let end = time.tokens.end;
        let old = |i: usize| i < self.doc.len() && self.low(i) == "old";
        matches!(time.sense, Sense::Length { .. }) && (old(end) || old(end + 1) && self.low(end) == "-")
    }

    fn low(&self, i: usize) -> String {
        self.doc.token(i).text().to_lowercase()
    }
}

fn reference(side: i32) -> &'static str {
    match side {
        ..=-1 => "PAST_REF",
        0 => "PRESENT_REF",
        1.. => "FUTURE_REF",
    }
}

fn season_name(first_month: i8) -> &'static str {
    match first_month {
        3..=5 => "SP",
        6..=8 => "SU",
        9..=11 => "FA",
        _ => "WI",
    }
}

/// A length: "P2W", "PT1H30M", "PXD".
fn length(unit: Unit, amount: Option<f64>) -> String {
    let (lead, letter, below) = match unit {
        Unit::Second => ("PT", "S", None),
        Unit::Minute => ("PT", "M", Some((60.0, "S"))),
        Unit::Hour => ("PT", "H", Some((60.0, "M"))),
        Unit::Day => ("P", "D", None),
        Unit::Weekend => ("P", "WE", None),
        Unit::Week => ("P", "W", None),
        Unit::Month => ("P", "M", None),
        Unit::Year => ("P", "Y", Some((12.0, "M"))),
    };
    let Some(amount) = amount else { return format!("{lead}X{letter}") };
    let whole = amount.trunc();
    match below.map(|(size, letter)| (((amount - whole) * size).round(), letter)) {
        Some((rest, small)) if rest > 0.0 && whole > 0.0 => format!("{lead}{whole}{letter}{rest}{small}"),
        Some((rest, small)) if rest > 0.0 => format!("{lead}{rest}{small}"),
        _ => format!("{lead}{amount}{letter}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// In a report of Wednesday, 14 October 1998.
    fn told(text: &str) -> Vec<(String, String)> {
        let doc = lang::Pipeline::english().annotate(text);
        let all = timexes(&doc, date(1998, 10, 14));
        all.into_iter().map(|t| (doc.text_of(t.tokens).to_owned(), t.value)).collect()
    }

    fn values(text: &str) -> Vec<String> {
        told(text).into_iter().map(|t| t.1).collect()
    }

    #[test]
    fn weekdays_follow_the_verb() {
        assert_eq!(values("The envoys met on Monday."), ["1998-10-12"]);
        assert_eq!(values("The envoys will meet on Monday."), ["1998-10-19"]);
        assert_eq!(values("They have until 9 p.m. Tuesday to sign."), ["1998-10-20T21:00"]);
        assert_eq!(values("The delegation left on Thursday night."), ["1998-10-08TNI"]);
    }

    #[test]
    fn days_without_a_year_are_near() {
        assert_eq!(values("They have met since Sept. 30."), ["1998-09-30"]);
        assert_eq!(values("The truce was extended to Nov. 16."), ["1998-11-16"]);
        assert_eq!(values("He was seen in December."), ["1997-12"]);
        assert_eq!(values("The round is due by December."), ["1998-12"]);
    }

    #[test]
    fn what_is_counted_from_the_report() {
        assert_eq!(values("It failed three days ago."), ["1998-10-11"]);
        assert_eq!(values("It failed last week."), ["1998-W41"]);
        assert_eq!(values("It failed a decade ago."), ["1988"]);
        assert_eq!(values("It failed over the weekend."), ["1998-W41-WE"]);
    }

    #[test]
    fn what_is_counted_from_something_told() {
        assert_eq!(
            values("They signed on March 5, 1996. Two days later the truce broke."),
            ["1996-03-05", "1996-03-07"]
        );
        assert_eq!(values("They met two weeks before the deadline."), ["P2W"]);
    }

    #[test]
    fn lengths() {
        assert_eq!(values("It took two weeks, an hour and several months."), ["P2W", "PT1H", "PXM"]);
        assert_eq!(values("It rose over the past two months."), ["P2M"]);
        assert_eq!(values("A five-year truce is near."), ["P5Y"]);
        assert_eq!(values("A 6-year-old boy was hurt."), [""; 0]);
    }

    #[test]
    fn quarters_decades_feasts() {
        assert_eq!(values("Exports fell in the third quarter of 1997."), ["1997-Q3"]);
        assert_eq!(values("Exports fell in the third quarter. A year earlier they rose."), ["1998-Q3", "1997-Q3"]);
        assert_eq!(values("A quarter of the seats fell vacant."), [""; 0]);
        assert_eq!(values("They fought in the 1960s and in the 19th century."), ["196", "18"]);
        assert_eq!(values("They want a deal by Christmas."), ["1998-12-25"]);
        assert_eq!(values("They met on Easter."), ["1998-04-12"]);
    }

    #[test]
    fn again_and_again_and_vaguely() {
        assert_eq!(values("They meet every week, each Thursday."), ["P1W", "XXXX-WXX-4"]);
        assert_eq!(values("They met recently and hope for the future."), ["PAST_REF", "FUTURE_REF"]);
    }

    #[test]
    fn a_clock_and_its_day_are_one() {
        assert_eq!(told("They met at 9 a.m. Monday.")[0], ("9 a.m. Monday".into(), "1998-10-12T09:00".into()));
    }
}
