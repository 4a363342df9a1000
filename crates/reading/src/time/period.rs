//! Stretches of the calendar that are neither day, month nor year: quarters, decades, centuries, feasts; what is told every
//! day or week; and the past, the present and the future as such.

use jiff::civil::Weekday;

use super::lexicon::FeastDay;
use super::scan::Scan;
use super::{Sense, TimeExpression};

impl Scan<'_> {
    pub(super) fn period(&self, start: usize) -> Option<TimeExpression> {
        self.quarter(start)
            .or_else(|| self.repeated(start))
            .or_else(|| self.decade(start))
            .or_else(|| self.century(start))
            .or_else(|| self.feast(start))
    }

    /// "third-quarter", "the latest quarter", "the 1988 second quarter", "last year's quarter", "the year-ago period".
    fn quarter(&self, start: usize) -> Option<TimeExpression> {
        let mut at = start + usize::from(matches!(self.word(start).as_str(), "the" | "its" | "a"));
        let (mut year, mut years, mut shift, mut number) = (None, None, None, None);
        let mut led = false;
        let mut compared = false;
        for _ in 0..4 {
            let word = self.word(at);
            if !self.joined(at) && at > start {
                return None;
            } else if let Some(told) = self.year(at).filter(|_| year.is_none()) {
                year = Some(told);
                at += 1;
            } else if let Some((by, end)) = self.year_away(at) {
                years = Some(by);
                at = end;
            } else if let Some(&by) = self.lexicon.moves.get(&word).filter(|_| shift.is_none() && number.is_none()) {
                shift = Some(by);
                at += 1;
            } else if self.lexicon.fiscal.words.contains(&word) {
                compared |= word != "fiscal";
                at += 1;
            } else if let Some(&n) = self.lexicon.ordinals.get(&word).filter(|&&n| n <= 4 && number.is_none()) {
                number = Some(n);
                at += 1;
            } else if word == "-" && at > start {
                at += 1;
            } else {
                break;
            }
            led = true;
        }
        let word = self.word(at);
        let named = match word.as_str() {
            "quarter" | "quarters" => {
                // "a quarter of the seats" is no stretch of time.
                let share = self.word(at + 1) == "of" && number.is_none();
                (led || self.word(start) == "the") && !share
            }
            "period" => {
                number.is_none()
                    && (years.is_some()
                        || compared
                        || year.is_some()
                        || shift.is_some() && self.word(at - 1) == "latest")
            }
            _ => false,
        };
        if !named || !self.joined(at) && at > start {
            return None;
        }
        let mut end = at + 1;
        let link = usize::from(matches!(self.word(end).as_str(), "of" | "in"));
        if let Some(told) = self.year(end + link).filter(|_| year.is_none() && self.joined(end + link)) {
            year = Some(told);
            end += link + 1;
        } else if let Some((by, to)) = self.year_away(end).filter(|_| self.joined(end)) {
            years = Some(by);
            end = to;
        }
        Some(TimeExpression { tokens: start..end, sense: Sense::Quarter { number, year, years, shift } })
    }

    /// "this year's", "last year", "year-ago", "a year earlier": how many years away, and the end.
    fn year_away(&self, at: usize) -> Option<(i32, usize)> {
        let possessive = |end: usize| end + usize::from(matches!(self.word(end).as_str(), "'s" | "’s"));
        if let Some(&by) = self.lexicon.moves.get(&self.word(at))
            && self.word(at + 1) == "year"
        {
            return Some((by, possessive(at + 2)));
        }
        let at = at + usize::from(self.word(at) == "a");
        if self.word(at) != "year" {
            return None;
        }
        let dash = usize::from(self.word(at + 1) == "-");
        let &by = self.lexicon.from_now.get(&self.word(at + 1 + dash))?;
        Some((by, at + 2 + dash))
    }

    /// "daily", "every week", "each Thursday", "Tuesday nights".
    fn repeated(&self, start: usize) -> Option<TimeExpression> {
        let word = self.word(start);
        let set = |end: usize, unit, day| Some(TimeExpression { tokens: start..end, sense: Sense::Set { unit, day } });
        if let Some(&unit) = self.lexicon.repeated.get(&word) {
            return set(start + 1, unit, None);
        }
        if !self.lexicon.every.words.contains(&word) || !self.joined(start + 1) {
            return None;
        }
        if let Some(day) = self.weekday(start + 1) {
            return set(start + 2, super::Unit::Week, Some(day));
        }
        let unit = self.lexicon.unit(&self.word(start + 1)).filter(|u| u.of == 1)?;
        set(start + 2, unit.unit, None)
    }

    /// "1990s", "the early 1980s", "the nineties".
    fn decade(&self, start: usize) -> Option<TimeExpression> {
        let word = self.word(start);
        let decade = |first: i16, end: usize| Some(TimeExpression { tokens: start..end, sense: Sense::Decade(first) });
        if let Some(digits) = word.strip_suffix('s')
            && let Ok(first) = digits.trim_end_matches(['\'', '’']).parse::<i16>()
            && first % 10 == 0
        {
            return match digits.trim_end_matches(['\'', '’']).len() {
                4 if (1000..2200).contains(&first) => decade(first, start + 1),
                _ => None,
            };
        }
        let after = start > 0 && matches!(self.word(start - 1).as_str(), "the" | "early" | "mid" | "late" | "-");
        let &first = self.lexicon.decades.get(&word).filter(|_| after)?;
        decade(first, start + 1)
    }

    /// "20th century".
    fn century(&self, start: usize) -> Option<TimeExpression> {
        let word = self.word(start);
        let number = self.lexicon.ordinals.get(&word).copied().or_else(|| {
            let digits = word.trim_end_matches(char::is_alphabetic);
            digits.parse().ok().filter(|n| (1..=30).contains(n) && digits.len() < word.len())
        })?;
        let dash = usize::from(self.word(start + 1) == "-");
        let named = self.word(start + 1 + dash) == "century" && self.joined(start + 1 + dash);
        named.then(|| TimeExpression { tokens: start..start + 2 + dash, sense: Sense::Century(number) })
    }

    /// "Christmas", "Thanksgiving Day", "New Year's Eve".
    fn feast(&self, start: usize) -> Option<TimeExpression> {
        if !self.doc.token(start).text().starts_with(char::is_uppercase) {
            return None;
        }
        let longest = (1..=3).rev().find_map(|words| {
            let name: Vec<String> = (start..start + words).map(|i| self.word(i)).collect();
            let name = name.join(" ").replace(" 's", "'s").replace(" ’s", "'s");
            self.lexicon.feasts.get(&name).map(|&feast| (words, feast))
        });
        let (words, feast) = longest?;
        let eve = usize::from(self.word(start + words) == "day");
        let before = start.checked_sub(1).map(|i| self.word(i)).unwrap_or_default();
        let shift = self.lexicon.moves.get(&before).copied();
        let year = self.year(start + words + eve).filter(|_| self.joined(start + words + eve));
        let tokens = start..start + words + eve + usize::from(year.is_some());
        let sense = match feast {
            FeastDay::Fixed { month, day } => {
                Sense::Calendar { year, month: Some(month), day: Some(day), until: None, season: None, shift }
            }
            FeastDay::Moving { feast } => Sense::Feast { feast, year, shift },
        };
        Some(TimeExpression { tokens, sense })
    }

    /// "the past", "the near future", "current", "these days".
    pub(super) fn era(&self, start: usize) -> Option<TimeExpression> {
        (1..=3).rev().find_map(|words| {
            if start + words > self.doc.len() {
                return None;
            }
            let named: Vec<String> = (start..start + words).map(|i| self.word(i)).collect();
            let &era = self.lexicon.eras.get(&named.join(" "))?;
            Some(TimeExpression { tokens: start..start + words, sense: Sense::Era(era) })
        })
    }
}

/// A feast whose day moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Feast {
    /// Western Easter Sunday.
    Easter,
    /// The fourth Thursday of November.
    Thanksgiving,
}

impl Feast {
    /// Its day in a year.
    pub fn day(self, year: i16) -> Option<jiff::civil::Date> {
        match self {
            Feast::Thanksgiving => {
                jiff::civil::Date::new(year, 11, 1).ok()?.nth_weekday_of_month(4, Weekday::Thursday).ok()
            }
            // The anonymous Gregorian computus (Nature, 20 April 1876).
            Feast::Easter => {
                let y = i32::from(year);
                let (a, b, c) = (y % 19, y / 100, y % 100);
                let (d, e, f) = (b / 4, b % 4, (b + 8) / 25);
                let g = (b - f + 1) / 3;
                let h = (19 * a + b - d - g + 15) % 30;
                let (i, k) = (c / 4, c % 4);
                let l = (32 + 2 * e + 2 * i - h - k) % 7;
                let m = (a + 11 * h + 22 * l) / 451;
                let sum = h + l - 7 * m + 114;
                jiff::civil::Date::new(year, i8::try_from(sum / 31).ok()?, i8::try_from(sum % 31 + 1).ok()?).ok()
            }
        }
    }
}
