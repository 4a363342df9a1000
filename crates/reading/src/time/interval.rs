//! The days that an expression of time means, against the day of the report.

use jiff::civil::{Date, Weekday};
use jiff::{Span as Stretch, ToSpan};

use super::{Sense, TimeExpression, Unit};

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

impl TimeExpression {
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
            Sense::Away { told: true, .. } => None,
            // Said of what has happened, the weekend is the last one that has begun.
            Sense::Away { unit: Unit::Weekend, by: Some(0), .. } if past => {
                let own = resolve_away(reference?, Unit::Weekend, 0)?;
                if own.start > reference? { resolve_away(reference?, Unit::Weekend, -1) } else { Some(own) }
            }
            Sense::Away { unit, by, .. } => resolve_away(reference?, unit, by?),
            Sense::Quarter { number: Some(number), year: Some(year), .. } => Interval::quarter(year, number),
            Sense::Feast { feast, year, shift } => {
                let day = |year: i16| feast.day(year).map(Interval::day);
                let Some(reference) = reference.filter(|_| year.is_none()) else { return day(year?) };
                let own = day(reference.year())?;
                let (behind, ahead) = (own.start <= reference, own.start >= reference);
                match shift {
                    Some(..=-1) if !behind => day(reference.year() - 1),
                    Some(1..) if !ahead => day(reference.year() + 1),
                    None if past && !behind => day(reference.year() - 1),
                    None if !past && !ahead => day(reference.year() + 1),
                    _ => Some(own),
                }
            }
            Sense::Stretch { .. }
            | Sense::Quarter { .. }
            | Sense::Decade(_)
            | Sense::Century(_)
            | Sense::Set { .. }
            | Sense::Era(_) => None,
            Sense::Vague(_) | Sense::Length { .. } | Sense::Clock => None,
        }
    }
}

impl Interval {
    /// One day.
    pub fn day(date: Date) -> Self {
        Interval { start: date, end: date, precision: Precision::Day }
    }

    /// A quarter of a year, by its number from 1.
    pub fn quarter(year: i16, number: i8) -> Option<Self> {
        let start = Date::new(year, number.checked_mul(3)?.checked_sub(2)?, 1).ok()?;
        let end = start.checked_add(2.months()).ok()?.last_of_month();
        Some(Interval { start, end, precision: Precision::Season })
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
