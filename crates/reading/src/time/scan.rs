//! Where expressions of time stand.

use std::ops::Range;

use jiff::civil::{Date, Weekday};
use lang::{Dep, Doc, EntityLabel};

use super::lexicon::{LEXICON, Lexicon};
use super::{Sense, TimeExpression, Unit};

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

pub(super) struct Scan<'a> {
    pub(super) doc: &'a Doc,
    pub(super) lexicon: &'a Lexicon,
    numbers: &'a [crate::number::Number],
}

impl Scan<'_> {
    pub(super) fn word(&self, i: usize) -> String {
        if i < self.doc.len() { self.doc.token(i).text().trim_end_matches('.').to_lowercase() } else { String::new() }
    }

    /// Whether a token continues the sentence of the token before it.
    pub(super) fn joined(&self, i: usize) -> bool {
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

    pub(super) fn year(&self, i: usize) -> Option<i16> {
        let word = self.word(i);
        // "mid-1996", "post-1945".
        let word =
            word.split_once('-').filter(|(lead, _)| self.lexicon.edges.words.contains(*lead)).map_or(&*word, |w| w.1);
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
        self.period(i)
            .or_else(|| self.calendar(i))
            .or_else(|| self.relative(i))
            .or_else(|| self.length(i))
            .or_else(|| self.era(i))
            .or_else(|| self.vague(i))
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

    pub(super) fn weekday(&self, i: usize) -> Option<Weekday> {
        let word = self.word(i);
        let &number = self.lexicon.weekdays.get(&word).or_else(|| {
            // "Thursdays", not "thus".
            self.lexicon.weekdays.get(word.strip_suffix("days").map(|_| &word[..word.len() - 1])?)
        })?;
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
        // "the 22nd".
        let word = self.word(start);
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
                sense: Sense::Away { unit: Unit::Day, by: Some(by), direction: by.signum(), told: false },
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
                if plural || count.is_some() {
                    let amount = count.map(|(v, _)| v * f64::from(unit.of));
                    Sense::Stretch { unit: unit.unit, amount, direction: by }
                } else if unit.of > 1 {
                    Sense::Stretch { unit: unit.unit, amount: Some(f64::from(unit.of)), direction: by }
                } else {
                    Sense::Away { unit: unit.unit, by: Some(by), direction: by, told: false }
                }
            } else if self.lexicon.parts.words.contains(&word) {
                Sense::Away { unit: Unit::Day, by: Some(by), direction: by, told: false }
            } else {
                return None;
            };
            return (self.joined(at)).then_some(TimeExpression { tokens: start..at + 1, sense });
        }
        // "the day before", "the night before", "that day", "the same day".
        if matches!(word.as_str(), "the" | "a" | "that" | "same") {
            let named = self.word(start + 1);
            let after = self.word(start + 2);
            let (unit, of) = self
                .lexicon
                .unit(&named)
                .map(|u| (u.unit, u.of))
                .or_else(|| self.lexicon.parts.words.contains(&named).then_some((Unit::Day, 1)))?;
            if let Some(&direction) = self.lexicon.from_now.get(&after)
                && self.joined(start + 2)
            {
                let amount = (!named.ends_with('s')).then_some(f64::from(of));
                return Some(self.counted(start..start + 3, unit, amount, direction));
            }
            // "that day", "the same week".
            let same = word == "that" || word == "same" || word == "the" && named == "same";
            if same && self.joined(start + 1) {
                return Some(TimeExpression {
                    tokens: start..start + 2,
                    sense: Sense::Away { unit, by: Some(0), direction: 0, told: true },
                });
            }
            if named == "weekend" && self.joined(start + 1) {
                return Some(TimeExpression {
                    tokens: start..start + 2,
                    sense: Sense::Away { unit: Unit::Weekend, by: Some(0), direction: 0, told: false },
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
            let amount = amount.map(|a| a * f64::from(unit.of));
            return Some(self.counted(start..at + 2, unit.unit, amount, direction));
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
                    told: false,
                },
            });
        }
        Some(TimeExpression {
            tokens: start..at + 1,
            sense: Sense::Length { unit: unit.unit, amount: amount.map(|a| a * f64::from(unit.of)) },
        })
    }

    /// An amount of time before or after something; the last token says which.
    fn counted(&self, tokens: Range<usize>, unit: Unit, amount: Option<f64>, direction: i32) -> TimeExpression {
        let last = self.doc.token(tokens.end - 1);
        let after = self.word(last.index());
        // "two weeks before the deadline" is counted from elsewhere, and so is "after" something.
        let anchored = matches!(after.as_str(), "before" | "after")
            && (last.dep() == Dep::Mark || last.children().any(|c| matches!(c.dep(), Dep::Pobj | Dep::Pcomp)));
        let by = amount.map(|a| (a as i32).saturating_mul(direction));
        let told = anchored || after != "ago" && after != "hence";
        TimeExpression {
            tokens,
            sense: Sense::Away { unit, by, direction: if anchored { 0 } else { direction }, told },
        }
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
        // "as soon as" compares.
        let compared = start > 0 && self.word(start - 1) == "as";
        if compared || token.pos() == lang::Pos::Adj || token.pos() == lang::Pos::Noun {
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
