//! Expressions of time: where they stand and what they mean, against a day that the report is written on.

mod interval;
mod lexicon;
mod period;
mod scan;
pub mod timex;

use std::ops::Range;

use jiff::civil::{Date, Weekday};
use lang::Doc;
use serde::Deserialize;

pub use interval::Interval;
use lexicon::LEXICON;
pub use period::Feast;
pub use scan::times;

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
        /// Whether it is counted from a time told before ("two days later", "that day"), not from the day of the report.
        told: bool,
    },
    /// A stretch that reaches to the day of the report or begins on it: "the past two months", "the coming days". No amount
    /// for "recent weeks".
    Stretch {
        /// The unit counted in.
        unit: Unit,
        /// How many.
        amount: Option<f64>,
        /// To which side.
        direction: i32,
    },
    /// A quarter: "the third quarter of 1990", "last year's quarter", "the latest quarter".
    Quarter {
        /// Which of the four, where told.
        number: Option<i8>,
        /// Of which year, where told.
        year: Option<i16>,
        /// How many years away, where that is told instead.
        years: Option<i32>,
        /// "last quarter": -1.
        shift: Option<i32>,
    },
    /// Ten years, by the first.
    Decade(i16),
    /// A century, by its number.
    Century(i8),
    /// A feast whose day moves from year to year.
    Feast {
        /// Which.
        feast: Feast,
        /// The year, where told.
        year: Option<i16>,
        /// "last Easter": -1.
        shift: Option<i32>,
    },
    /// Again and again: "daily", "every week", "each Thursday".
    Set {
        /// How often.
        unit: Unit,
        /// On which day.
        day: Option<Weekday>,
    },
    /// The past (-1), the present (0) or the future (1) as such.
    Era(i32),
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

impl TimeExpression {
    /// Whether it places an event (a date, "next week"), rather than measure it ("two days").
    pub fn places(&self) -> bool {
        !matches!(
            self.sense,
            Sense::Length { .. } | Sense::Set { .. } | Sense::Era(_) | Sense::Decade(_) | Sense::Century(_)
        )
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
            Sense::Away { direction, .. } | Sense::Stretch { direction, .. } | Sense::Vague(direction) => *direction,
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
        let last_week = sense(Sense::Away { unit: Unit::Week, by: Some(-1), direction: -1, told: false });
        let found = last_week.resolve(Some(date(2021, 4, 28)), true).unwrap();
        assert_eq!((found.start, found.end), (date(2021, 4, 19), date(2021, 4, 25)));
        assert_eq!(found.fixed_day(), None);
    }

    #[test]
    fn wild_numbers_have_no_day() {
        let wild = sense(Sense::Away { unit: Unit::Year, by: Some(i32::MAX), direction: 1, told: false });
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
