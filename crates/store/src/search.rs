//! Search over everything: words, phrases and filters, the best first, with the passage.

use jiff::civil::Date;
use reading::Stance;
use record::book::day_of;
use rusqlite::types::Value as Sql;
use serde::Serialize;

use crate::error::{Error, Result};
use crate::store::Store;

/// A query, understood.
///
/// Words must all be there; `"words in quotation marks"` in a row; `wor*` begins so; `-word` must not be there. `actor:`, `issue:`,
/// `stance:` (for, against, terms, open), `outlet:`, `after:` and `before:` narrow it; a value of several words stands in quotation
/// marks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    terms: Vec<Term>,
    actors: Vec<String>,
    issues: Vec<String>,
    stances: Vec<Stance>,
    outlet: Option<String>,
    after: Option<Date>,
    before: Option<Date>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    words: Vec<String>,
    /// Whether the last word may go on.
    open: bool,
    absent: bool,
}

/// A report that answers a query.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Found {
    /// Its name.
    pub report: String,
    /// Its headline.
    pub title: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// When.
    pub published: Option<Date>,
    /// The sentence that answers best, from 1.
    pub sentence: usize,
    /// Its words.
    pub passage: String,
    /// What of the passage was asked for, in code points of it.
    pub marks: Vec<(usize, usize)>,
}

/// How an issue stands in the index: letters and digits alone are one word there.
pub(crate) fn issue_mark(issue: &str) -> String {
    format!("xissue{}", letters(issue))
}

pub(crate) fn stance_mark(stance: Stance) -> String {
    let stance = match stance {
        Stance::Supports => "supports",
        Stance::Opposes => "opposes",
        Stance::Conditional => "conditional",
        Stance::Undecided => "undecided",
    };
    format!("xstance{stance}")
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Words as the index has them.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

impl Query {
    /// Understands what was typed.
    ///
    /// # Errors
    /// If a date is none, a stance is none, a quotation mark has no other, or nothing is left to look for.
    pub fn parse(text: &str) -> Result<Query> {
        let mut query = Query::default();
        for part in parts(text)? {
            let (absent, part) = match part.strip_prefix('-') {
                Some(rest) if !rest.is_empty() => (true, rest),
                _ => (false, part.as_str()),
            };
            let (filter, value) = part.split_once(':').map_or(("", part), |(f, v)| (f, v));
            let bare = value.trim_matches('"');
            match filter {
                "actor" => query.actors.push(bare.to_owned()),
                "issue" => query.issues.push(bare.to_owned()),
                "stance" => query.stances.push(stance(bare)?),
                "outlet" => query.outlet = Some(bare.to_owned()),
                "after" => query.after = Some(date(bare)?),
                "before" => query.before = Some(date(bare)?),
                _ => {
                    let term = Term { words: words(part), open: part.ends_with('*'), absent };
                    if !term.words.is_empty() {
                        query.terms.push(term);
                    }
                }
            }
        }
        let asked = query.terms.iter().any(|term| !term.absent) || query.filters() > 0;
        if asked { Ok(query) } else { Err(Error::Query("nothing to look for".into())) }
    }

    fn filters(&self) -> usize {
        self.actors.len()
            + self.issues.len()
            + self.stances.len()
            + usize::from(self.outlet.is_some())
            + usize::from(self.after.is_some())
            + usize::from(self.before.is_some())
    }

    /// The query in the index's own language; nothing if no word is asked for.
    fn expression(&self) -> Option<String> {
        let phrase = |term: &Term| format!("\"{}\"{}", term.words.join(" "), if term.open { "*" } else { "" });
        let mut all: Vec<String> = self
            .terms
            .iter()
            .filter(|term| !term.absent)
            .map(|term| format!("{{title body}} : {}", phrase(term)))
            .collect();
        for actor in &self.actors {
            all.push(format!("actors : \"{}\"", words(actor).join(" ")));
        }
        let stances: Vec<String> = self.stances.iter().map(|stance| stance_mark(*stance)).collect();
        let issues: Vec<String> = self.issues.iter().map(|issue| issue_mark(issue)).collect();
        match (issues.as_slice(), stances.as_slice()) {
            ([], marks) | (marks, []) => all.extend(marks.iter().map(|mark| format!("marks : \"{mark}\""))),
            // Both are asked of one position.
            (issues, stances) => {
                all.extend(issues.iter().flat_map(|i| stances.iter().map(move |s| format!("marks : \"{i}{s}\""))));
            }
        }
        let mut out = all.join(" AND ");
        if out.is_empty() {
            return None;
        }
        for term in self.terms.iter().filter(|term| term.absent) {
            out = format!("({out}) NOT {{title body}} : {}", phrase(term));
        }
        Some(out)
    }
}

fn stance(word: &str) -> Result<Stance> {
    match word {
        "for" | "supports" => Ok(Stance::Supports),
        "against" | "opposes" => Ok(Stance::Opposes),
        "terms" | "conditional" => Ok(Stance::Conditional),
        "open" | "undecided" => Ok(Stance::Undecided),
        _ => Err(Error::Query(format!("no stance {word}; there are for, against, terms and open"))),
    }
}

fn date(text: &str) -> Result<Date> {
    text.parse().map_err(|_| Error::Query(format!("{text} is no date; one looks like 1978-09-17")))
}

/// What stands between spaces, with quotations in one piece.
fn parts(text: &str) -> Result<Vec<String>> {
    let mut out = vec![String::new()];
    let mut quoted = false;
    for c in text.chars() {
        match c {
            '"' | '“' | '”' => {
                quoted = !quoted;
                out.last_mut().into_iter().for_each(|part| part.push('"'));
            }
            c if c.is_whitespace() && !quoted => out.push(String::new()),
            c => out.last_mut().into_iter().for_each(|part| part.push(c)),
        }
    }
    if quoted {
        return Err(Error::Query("a quotation mark has no other".into()));
    }
    out.retain(|part| !part.is_empty());
    Ok(out)
}

/// Where more reports than this answer, those are ranked that came last: a word that stands everywhere ranks nothing.
const RANKED: usize = 5_000;

impl Store {
    /// The reports that answer a query, the best first; of equals the later one. Words in a headline count four times.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn search(&self, query: &Query, most: usize) -> Result<Vec<Found>> {
        let mut values: Vec<Sql> = Vec::new();
        let mut bind = |value: Sql| {
            values.push(value);
            values.len()
        };
        let expression = query.expression().map(|expression| bind(Sql::Text(expression)));
        let mut conditions = Vec::new();
        if let Some(outlet) = &query.outlet {
            let n = bind(Sql::Text(outlet.clone()));
            conditions.push(format!("outlet = ?{n} COLLATE NOCASE"));
        }
        for (date, sign) in [(query.after, ">="), (query.before, "<=")] {
            if let Some(date) = date {
                let n = bind(Sql::Integer(i64::from(day_of(Some(date)))));
                conditions.push(format!("day {sign} ?{n}"));
            }
        }
        let filtered = conditions.join(" AND ");
        let sql = match expression {
            // The plus keeps the index of words from being asked once for each report of the filter. It is asked for their span: reports
            // mostly come in the order of their dates, so that of a month is short.
            Some(n) => {
                let filter = if filtered.is_empty() {
                    String::new()
                } else {
                    let of_filter = format!("FROM report WHERE current = 1 AND {filtered}");
                    format!(
                        "AND +rowid IN (SELECT id {of_filter})
                         AND rowid BETWEEN (SELECT min(id) {of_filter}) AND (SELECT max(id) {of_filter})"
                    )
                };
                format!(
                    "SELECT report.id FROM (
                         SELECT rowid AS hit, bm25(words, 4.0, 1.0, 0.0, 0.0) AS score FROM words
                         WHERE words MATCH ?{n} {filter} ORDER BY rowid DESC LIMIT {RANKED}
                     ) CROSS JOIN report ON report.id = hit
                     ORDER BY score, report.day DESC, report.name LIMIT {most}"
                )
            }
            None => {
                format!("SELECT id FROM report WHERE current = 1 AND {filtered} ORDER BY day DESC, name LIMIT {most}")
            }
        };
        let ids: Vec<u32> = self.run(|db| {
            let mut statement = db.prepare_cached(&sql)?;
            statement.query_map(rusqlite::params_from_iter(&values), |row| row.get(0))?.collect()
        })?;
        ids.into_iter().map(|id| self.found(id, query)).collect()
    }

    fn found(&self, id: u32, query: &Query) -> Result<Found> {
        let kept = self.received(id)?;
        let reading = self.machine_reading(&kept)?;
        let (report, text) = (&kept.report, &kept.report.text);
        let day: Option<i32> = self
            .run(|db| db.prepare_cached("SELECT day FROM report WHERE id = ?1")?.query_row([id], |row| row.get(0)))?;
        let wanted: Vec<String> = query
            .terms
            .iter()
            .filter(|term| !term.absent)
            .flat_map(|term| term.words.iter().cloned())
            .chain(query.actors.iter().flat_map(|actor| words(actor)))
            .map(|word| record::fold(&word))
            .collect();
        let (sentence, passage, marks) = best_passage(text, &reading.sentences, &wanted);
        Ok(Found {
            report: report.id.0.clone(),
            title: report.title.clone(),
            outlet: report.outlet.clone(),
            published: day.and_then(record::book::date_of),
            sentence,
            passage,
            marks,
        })
    }
}

/// A sentence: its number from 1, its words, and the places in it that were asked for.
type Passage = (usize, String, Vec<(usize, usize)>);

/// The sentence with most of the words, the first of equals: its number, its words and the places of those asked for.
fn best_passage(text: &str, sentences: &[source::Span], wanted: &[String]) -> Passage {
    let mut best: Option<(usize, Passage)> = None;
    for (number, span) in sentences.iter().enumerate() {
        let sentence: String = span.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
        let mut marks = Vec::new();
        let mut met = std::collections::BTreeSet::new();
        let mut at = 0;
        for piece in sentence.split_inclusive(|c: char| !c.is_alphanumeric()) {
            let word: String = piece.chars().take_while(|c| c.is_alphanumeric()).collect();
            let key = record::fold(&word);
            if let Some(found) =
                wanted.iter().find(|w| !key.is_empty() && (**w == key || (w.len() > 4 && key.starts_with(*w))))
            {
                marks.push((at, at + word.chars().count()));
                met.insert(found);
            }
            at += piece.chars().count();
        }
        if best.as_ref().is_none_or(|(n, _)| met.len() > *n) {
            best = Some((met.len(), (number + 1, sentence, marks)));
        }
    }
    best.map(|(_, passage)| passage).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_understood() {
        let query =
            Query::parse("cease-fire \"Gaza Strip\" vill* -rumour actor:\"Mira Solen\" issue:territory stance:against")
                .unwrap();
        assert_eq!(
            query.expression().unwrap(),
            "({title body} : \"cease fire\" AND {title body} : \"Gaza Strip\" AND {title body} : \"vill\"* AND \
             actors : \"Mira Solen\" AND marks : \"xissueterritoryxstanceopposes\") NOT {title body} : \"rumour\""
        );
        assert_eq!(Query::parse("after:1978-09-01").unwrap().expression(), None);
        for wrong in ["", "-x", "after:soon", "stance:maybe", "\"open"] {
            assert!(Query::parse(wrong).is_err(), "{wrong}");
        }
    }
}
