//! What the text of a report says of the report: its headline, and its dateline's date and agency.
//!
//! A dateline is the place and date at the head of a dispatch: `GENEVA, May 3, 1990 (Agency) -`. Some archives put the
//! date alone on a line of its own. Only a date with a year dates a report; a weekday or a day without a year does not.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

/// The longest first line that is still taken for a headline, in characters.
const HEADLINE_MAX: usize = 150;

/// The longest line in which a full date is taken for the report's, in characters.
const SHORT_LINE: usize = 75;

/// How many of the first lines may hold the dateline.
const HEAD_LINES: usize = 4;

/// What was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct SelfDescription {
    pub title: Option<String>,
    pub outlet: Option<String>,
    pub published: Option<Date>,
}

/// Reads the first lines of a text, and its last.
pub fn read(text: &str) -> SelfDescription {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|l| !l.is_empty()).take(HEAD_LINES).collect();
    SelfDescription {
        title: headline(&lines),
        outlet: lines.iter().find_map(|l| Dateline::of(l)?.agency).or_else(|| sign_off(text)),
        published: lines.iter().find_map(|l| Dateline::of(l).and_then(|d| d.date).or_else(|| date_of_short_line(l))),
    }
}

/// The first line, where it looks like a headline: short, without a final stop, no dateline, no byline, not all there is.
fn headline(lines: &[&str]) -> Option<String> {
    let (&first, rest) = lines.split_first()?;
    let plain_end = !first.ends_with(['.', ':', ';', ',', '-']) || first.ends_with("...");
    let fits = first.chars().count() <= HEADLINE_MAX && plain_end && !rest.is_empty();
    let byline = first.get(..3).is_some_and(|by| by.eq_ignore_ascii_case("by "));
    let dispatch = Dateline::of(first).is_some_and(|d| d.date.is_some() || d.agency.is_some());
    (fits && !byline && !dispatch).then(|| first.to_owned())
}

/// The agency that signs a dispatch with its bare name as the last line.
fn sign_off(text: &str) -> Option<String> {
    let last = text.trim_end().rsplit('\n').next()?.trim();
    let name = last.len() >= 3 && last.chars().all(char::is_alphabetic) && is_outlet(last);
    (name && last.len() < text.trim().len()).then(|| last.to_owned())
}

/// A full date with a year in a line that is too short to be anything but a heading.
fn date_of_short_line(line: &str) -> Option<Date> {
    static FULL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\d{1,2}(?: |-)\p{L}{3,9}\.?(?: |-)\d{4}|\p{L}{3,9}\.? \d{1,2} ?, \d{4}")
            .expect("a constant pattern")
    });
    if line.chars().count() > SHORT_LINE {
        return None;
    }
    FULL.find(line).and_then(|m| parse_date(m.as_str()))
}

#[derive(Debug, PartialEq, Eq)]
struct Dateline {
    date: Option<Date>,
    agency: Option<String>,
}

impl Dateline {
    /// The dateline at the head of a line, if it has one.
    fn of(line: &str) -> Option<Self> {
        // PLACE[, Region], date[, year] [(Agency)] - text; only the place, in capitals, is always there. The bracket
        // may stand before the date, and a stop may stand for the dash.
        static PLACED: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(
                r"(?x)^\p{Lu}[\p{Lu}.'’\ \-]*\p{Lu}\b(?<rest>[^()–—]{0,60}?)
                \s*(?:\((?<agency>[^()]{2,40})\)(?<late>[^()–—]{0,30}?))?\s*(?:$|--|[-–—]\s|\.\s\p{Lu})",
            )
            .expect("a constant pattern")
        });
        let c = PLACED.captures(line)?;
        // The date is what stands last; a region may stand before it.
        let date_in =
            |part: &str| part.char_indices().filter(|(_, x)| *x == ' ').find_map(|(at, _)| parse_date(&part[at..]));
        let date = date_in(&c["rest"]).or_else(|| c.name("late").and_then(|m| date_in(m.as_str())));
        let agency = c.name("agency").map(|m| m.as_str().trim()).filter(|a| is_outlet(a)).map(str::to_owned);
        Some(Dateline { date, agency })
    }
}

/// A name rather than a kind of source ("bulletin", "agencies").
fn is_outlet(words: &str) -> bool {
    static GENERIC: &str = include_str!("../data/generic-credits.txt");
    let generic = |word: &str| GENERIC.lines().any(|g| g.eq_ignore_ascii_case(word));
    words.chars().next().is_some_and(char::is_uppercase) && !words.split_whitespace().any(generic)
}

/// A day with its year, as people write it: `1978-09-17`, `17 September 1978`, `Sept. 17, 1978`, `17-SEP-1978`.
///
/// ```
/// assert_eq!(source::parse_date("Sept 17 , 1978").unwrap().to_string(), "1978-09-17");
/// assert_eq!(source::parse_date("17 September"), None);
/// assert_eq!(source::parse_date("30 February 1978"), None);
/// ```
pub fn parse_date(words: &str) -> Option<Date> {
    if let Ok(date) = words.trim().parse::<Date>() {
        return Some(date);
    }
    let parts: Vec<&str> =
        words.split(|c: char| c.is_whitespace() || matches!(c, ',' | '-' | '.')).filter(|p| !p.is_empty()).collect();
    let [a, b, year] = parts[..] else { return None };
    if year.len() != 4 {
        return None;
    }
    let (day, month) = match (month(a), month(b)) {
        (Some(m), None) => (b, m),
        (None, Some(m)) => (a, m),
        _ => return None,
    };
    let day = day.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    Date::new(year.parse().ok()?, month, day.parse().ok()?).ok()
}

/// The month with this English name or abbreviation of three letters or more.
fn month(word: &str) -> Option<i8> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.to_ascii_lowercase();
    let at = NAMES.iter().position(|name| word.len() >= 3 && name.starts_with(&word))?;
    Some(at as i8 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, title: Option<&str>, outlet: Option<&str>, published: Option<&str>) {
        let found = read(text);
        assert_eq!(found.title.as_deref(), title, "title of {text:?}");
        assert_eq!(found.outlet.as_deref(), outlet, "outlet of {text:?}");
        assert_eq!(found.published.map(|d| d.to_string()).as_deref(), published, "date of {text:?}");
    }

    #[test]
    fn headline_and_dateline() {
        check("Talks resume\n\nGENEVA, 3 May 1990 - The sides met.", Some("Talks resume"), None, Some("1990-05-03"));
        check(
            "Talks resume\nPARIS, April 30 , 1997 (AFP)\nThe sides met.",
            Some("Talks resume"),
            Some("AFP"),
            Some("1997-04-30"),
        );
        check(
            "Talks resume\nTHURMONT, Md., Sept. 8, 1978 (Meridian Press) -- They met.",
            Some("Talks resume"),
            Some("Meridian Press"),
            Some("1978-09-08"),
        );
        check("DOCKERS STRIKE\n21-APR-1987\nThey struck.", Some("DOCKERS STRIKE"), None, Some("1987-04-21"));
        check(
            "CLIMATE TALKS\nDaily report, Wednesday, 11 November 1998\nThe chair said.",
            Some("CLIMATE TALKS"),
            None,
            Some("1998-11-11"),
        );
        check(
            "Talks\nPARIS, Sunday 14 February 1999 (bulletin) - The conference goes on.",
            Some("Talks"),
            None,
            Some("1999-02-14"),
        );
    }

    #[test]
    fn dates_of_headings_and_agencies_that_sign() {
        check("Live\nLive – Sunday 1 December 2024\n08:40 Nobody knows.", Some("Live"), None, Some("2024-12-01"));
        check("Talks\nBEIRUT (Agencies) October 3, 2022 - They met.", Some("Talks"), None, Some("2022-10-03"));
        check("Talks\nBILBAO, 30 June 2006. The day after.", Some("Talks"), None, Some("2006-06-30"));
        check(
            "TALKS FAR APART - UNION\n21-APR-1987\nThey met.\nReuter",
            Some("TALKS FAR APART - UNION"),
            Some("Reuter"),
            Some("1987-04-21"),
        );
        check(
            "Talks\nThe accord of 3 May 1990 has long been forgotten by all who signed it and by those who did not.",
            Some("Talks"),
            None,
            None,
        );
    }

    #[test]
    fn a_day_without_a_year_dates_nothing() {
        check("Talks resume\nWASHINGTON, April 5 - Officials meet tomorrow.", Some("Talks resume"), None, None);
        check("Talks resume\nTHE HAGUE, Sunday - They slept.", Some("Talks resume"), None, None);
    }

    #[test]
    fn a_first_paragraph_is_no_headline() {
        check("The sides met on Sunday.\nThey left.", None, None, None);
        check("By A. Writer\nThe sides met.", None, None, None);
        check("GENEVA, 3 May 1990 (Example) - The sides met\nThey left.", None, Some("Example"), Some("1990-05-03"));
        check("Only one line", None, None, None);
        check("", None, None, None);
    }
}
