//! Two texts, or two versions of one, side by side.

use std::collections::BTreeSet;

use reading::TextState;
use record::book::{self, Cited, DocumentRow, PointRow, VersionRow};
use record::{stance_word, state_word};
use serde::Serialize;

use crate::answer::{Failure, View};
use crate::ask::Asked;
use crate::frame::Tab;
use crate::open::Work;
use crate::pages::texts::{choices, key, stances, version_name};
use crate::parts::{References, since, text};

/// Texts that can be compared.
const TEXTS: usize = 400;

/// Two texts.
#[derive(Debug, Serialize)]
pub(crate) struct Compare {
    a: Option<Side>,
    b: Option<Side>,
    #[serde(skip)]
    choices: Vec<(String, String)>,
    /// Keys of the two.
    #[serde(skip)]
    chosen: [Option<String>; 2],
    reports: Vec<Cited>,
}

/// One of the two.
#[derive(Debug, Serialize)]
struct Side {
    text: DocumentRow,
    /// The version that is meant, where it is one.
    version: Option<Option<u32>>,
    points: Vec<PointRow>,
}

impl Side {
    fn versions(&self) -> impl Iterator<Item = &VersionRow> {
        self.text.versions.iter().filter(|version| self.version.is_none_or(|points| version.points == points))
    }

    fn name(&self) -> String {
        match self.versions().next().filter(|_| self.version.is_some()) {
            Some(version) => format!("{}, {}", self.text.name, version_name(version)),
            None => self.text.name.clone(),
        }
    }

    fn numbers(&self) -> String {
        let numbers: Vec<String> =
            self.versions().filter_map(|version| version.points).map(|n| n.to_string()).collect();
        numbers.join(", ")
    }
}

impl View for Compare {
    const TAB: Tab = Tab::Texts;

    fn of(work: &Work<'_>, asked: &Asked) -> Result<Compare, Failure> {
        let (texts, period) = (work.store.texts(), asked.time.period());
        let contents = book::contents(&work.record.book, &texts, &period, TEXTS, work.store.lexicon());
        let choices = choices(&contents.documents.texts);
        let proposed = proposed(&contents.documents.texts);
        let [a, b] = ["a", "b"].map(|which| asked.query.get(which).map(str::to_owned));
        // Nothing with itself.
        let other = |given: &String| proposed.iter().flatten().find(|key| *key != given).cloned();
        let chosen = match (a, b) {
            (None, None) => proposed,
            (Some(a), None) => [Some(a.clone()), other(&a)],
            (None, Some(b)) => [other(&b), Some(b)],
            both => both.into(),
        };
        let side = |asked: &Option<String>| -> Result<Option<Side>, Failure> {
            let Some(asked) = asked else { return Ok(None) };
            let found = contents.documents.texts.iter().zip(&contents.points).find_map(|(row, points)| {
                let version = match row.versions.iter().find(|version| key(row, Some(version)) == *asked) {
                    Some(version) => Some(version.points),
                    None if row.name == *asked || row.names.contains(asked) => None,
                    None => return None,
                };
                Some(Side { text: row.clone(), version, points: points.clone() })
            });
            found
                .map(Some)
                .ok_or_else(|| Failure::missing(format!("No report of this time tells of a text called {asked}.")))
        };
        Ok(Compare { a: side(&chosen[0])?, b: side(&chosen[1])?, choices, chosen, reports: contents.documents.reports })
    }

    fn title(&self) -> String {
        "Texts compared".to_owned()
    }

    fn main(&self, work: &Work<'_>, asked: &Asked) -> askama::Result<String> {
        let references = References::new(work.dossier, &asked.query, &self.reports);
        let rows = self.a.as_ref().zip(self.b.as_ref()).map(|(a, b)| rows(a, b, &references));
        askama::Template::render(&Page { view: self, asked, rows: rows.unwrap_or_default() })
    }

    fn table(&self) -> Option<String> {
        let (a, b) = self.a.as_ref().zip(self.b.as_ref())?;
        let references = crate::ask::Query::default();
        let references = References::new("", &references, &self.reports);
        let mut out = vec![["what".to_owned(), a.name(), b.name(), "the same".to_owned()]];
        out.extend(
            rows(a, b, &references).into_iter().map(|row| [row.what, row.plain.0, row.plain.1, row.mark.to_owned()]),
        );
        Some(crate::parts::csv(&out))
    }
}

/// What is compared before anybody chooses: the two texts most told of, or two versions of the only one.
fn proposed(texts: &[DocumentRow]) -> [Option<String>; 2] {
    match texts {
        [] => [None, None],
        [only] => {
            let mut versions = only.versions.iter().filter(|_| only.versions.len() > 1);
            [versions.next(), versions.next()].map(|version| version.map(|version| key(only, Some(version))))
        }
        [first, second, ..] => [Some(key(first, None)), Some(key(second, None))],
    }
}

/// A line of the comparison.
struct Row {
    what: String,
    /// In words, for the comparison itself and for a spreadsheet.
    plain: (String, String),
    /// As it stands in the page.
    html: (String, String),
    mark: &'static str,
}

impl Row {
    fn new(what: &str, plain: (String, String), html: (String, String)) -> Row {
        let mark = match (plain.0.is_empty(), plain.1.is_empty()) {
            (true, true) => "not told of either",
            (false, true) => "only the first",
            (true, false) => "only the second",
            _ if plain.0 == plain.1 => "the same",
            _ => "different",
        };
        Row { what: what.to_owned(), plain, html, mark }
    }

    fn words(what: &str, a: String, b: String) -> Row {
        let html = |words: &str| if words.is_empty() { String::new() } else { format!("<bdi>{}</bdi>", text(words)) };
        let html = (html(&a), html(&b));
        Row::new(what, (a, b), html)
    }

    fn class(&self) -> &'static str {
        if matches!(self.mark, "the same" | "told of both" | "not told of either") { "alike" } else { "differs" }
    }
}

fn rows(a: &Side, b: &Side, references: &References<'_>) -> Vec<Row> {
    let both = |of: &dyn Fn(&Side) -> String| (of(a), of(b));
    let words = |what: &str, of: &dyn Fn(&Side) -> String| Row::words(what, of(a), of(b));
    let mut out = vec![
        words("Name", &|side| side.text.name.clone()),
        words("Other names", &|side| side.text.names.join("; ")),
        words("Drafted by", &|side| side.text.drafter.clone().unwrap_or_default()),
        words("Number of points", &Side::numbers),
    ];
    let states: BTreeSet<TextState> = [a, b]
        .into_iter()
        .flat_map(Side::versions)
        .flat_map(|version| version.states.iter().map(|s| s.state))
        .collect();
    for state in states {
        let of = |side: &Side| -> Vec<_> {
            side.versions()
                .flat_map(|v| v.states.iter().map(move |s| (v, s)))
                .filter(|(_, s)| s.state == state)
                .map(|(v, s)| (v.points, s.clone()))
                .collect()
        };
        let plain = |side: &Side| of(side).iter().map(|(_, s)| since(&s.since)).collect::<Vec<_>>().join("; ");
        let html = |side: &Side| -> String {
            let several = side.versions().count() > 1;
            let line = |(points, s): &(Option<u32>, book::StateRow)| {
                let (links, words) = references.of(&s.told);
                let which = points.filter(|_| several).map(|n| format!("{n} points, ")).unwrap_or_default();
                format!("<div class=\"line\"><div class=\"say\">{which}{} {links}</div>{words}</div>", since(&s.since))
            };
            of(side).iter().map(line).collect()
        };
        let mut what = state_word(state).to_owned();
        what[..1].make_ascii_uppercase();
        let mut row = Row::new(&what, both(&plain), both(&html));
        // Two days that nobody states are not one day.
        if row.mark == "the same" && row.plain.0.contains("not stated") {
            row.mark = "told of both";
        }
        out.push(row);
    }
    let parties: BTreeSet<&str> = [a, b]
        .into_iter()
        .flat_map(|side| &side.points)
        .flat_map(|point| &point.stances)
        .map(|held| held.short.as_str())
        .collect();
    for party in parties {
        let plain = |side: &Side| {
            let held = side.points.iter().flat_map(|point| point.stances.iter().filter(|held| held.short == party));
            let words: BTreeSet<&str> = held.map(|held| stance_word(held.stance)).collect();
            words.into_iter().collect::<Vec<_>>().join(", ")
        };
        let html = |side: &Side| stances(&side.points, references, Some(party));
        out.push(Row::new(party, both(&plain), both(&html)));
    }
    out
}

#[derive(askama::Template)]
#[template(path = "compare.html")]
struct Page<'a> {
    view: &'a Compare,
    asked: &'a Asked,
    rows: Vec<Row>,
}

impl Page<'_> {
    fn names(&self) -> Option<(String, String)> {
        Some((self.view.a.as_ref()?.name(), self.view.b.as_ref()?.name()))
    }

    fn chosen(&self, which: usize, key: &str) -> bool {
        self.view.chosen[which].as_deref() == Some(key)
    }

    fn differing(&self) -> usize {
        self.rows.iter().filter(|row| row.class() == "differs").count()
    }

    fn stands(&self) -> bool {
        [&self.view.a, &self.view.b].into_iter().flatten().any(|side| !side.points.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_same_is_said_in_words() {
        let mark = |a: &str, b: &str| Row::words("x", a.to_owned(), b.to_owned()).mark;
        assert_eq!(mark("20", "20"), "the same");
        assert_eq!(mark("20", "28"), "different");
        assert_eq!(mark("20", ""), "only the first");
        assert_eq!(mark("", "20"), "only the second");
        assert_eq!(mark("", ""), "not told of either");
    }
}
