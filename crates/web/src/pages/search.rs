//! Search over everything: actors, issues and texts by their names, reports by words, stances, outlets and dates.

use std::fmt::Write;

use record::book::{self, Period};
use record::fold;
use serde::Serialize;
use sheet::Sheet;
use store::{Found, Query};

use crate::answer::{Failure, View};
use crate::ask::{Asked, encoded};
use crate::frame::Tab;
use crate::open::Work;
use crate::pages::most;
use crate::parts::{counted, name, report_address, style, text};

/// Names that a search shows.
const NAMES: usize = 8;

/// What was found.
#[derive(Debug, Serialize)]
pub(crate) struct Search {
    asked: String,
    /// Actors, issues and texts of that name.
    names: Vec<Named>,
    found: Vec<Found>,
    /// Why nothing could be looked for, in plain words.
    #[serde(skip_serializing_if = "Option::is_none")]
    wrong: Option<String>,
}

/// Something that has a name.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Named {
    kind: NamedKind,
    name: String,
    /// The other name by which it was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_: Option<String>,
    /// What stands behind its name in the address of its page.
    #[serde(skip)]
    key: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
enum NamedKind {
    Actor,
    Issue,
    Text,
}

impl NamedKind {
    const fn word(self) -> &'static str {
        match self {
            NamedKind::Actor => "Actor",
            NamedKind::Issue => "Issue",
            NamedKind::Text => "Text",
        }
    }
}

/// All names of a record, folded, with what they are the name of.
#[derive(Debug)]
pub(crate) struct Names(Vec<(String, Named)>);

impl Names {
    fn of(work: &Work<'_>) -> Names {
        let (book, lexicon) = (&work.record.book, work.store.lexicon());
        // Only names are wanted, no quotation.
        let nothing = |_: u32| None;
        let all = Period::default();
        let mut names = Vec::new();
        let mut add = |kind, called: &str, key: &str, other: Option<&str>| {
            let named = Named { kind, name: called.to_owned(), as_: other.map(str::to_owned), key: key.to_owned() };
            names.push((fold(other.unwrap_or(called)), named));
        };
        for row in book::actors(book, &nothing, &all, None, usize::MAX, lexicon).actors {
            add(NamedKind::Actor, &row.name, &row.name, None);
            for form in row.forms.iter().filter(|form| form.name != row.name) {
                add(NamedKind::Actor, &row.name, &row.name, Some(&form.name));
            }
        }
        for issue in work.store.agenda().issues() {
            let id = issue.id.0.clone();
            add(NamedKind::Issue, &issue.label, &id, None);
            if issue.short != issue.label {
                add(NamedKind::Issue, &issue.label, &id, Some(&issue.short));
            }
        }
        for row in book::documents(book, &nothing, &all, usize::MAX, lexicon).texts {
            add(NamedKind::Text, &row.name, &row.name, None);
            for other in row.names.iter().filter(|other| **other != row.name) {
                add(NamedKind::Text, &row.name, &row.name, Some(other));
            }
        }
        Names(names)
    }

    /// Those whose name begins so first, then those of which a word does; each thing once.
    fn find(&self, typed: &str) -> Vec<Named> {
        let wanted = fold(typed.trim_end_matches('*'));
        let wanted = wanted.trim();
        if wanted.is_empty() {
            return Vec::new();
        }
        let rank = |known: &str| match known.find(wanted) {
            _ if known == wanted => Some(0),
            Some(0) => Some(1),
            _ => known.match_indices(wanted).any(|(at, _)| known[..at].ends_with([' ', '-'])).then_some(2),
        };
        let mut hits: Vec<(u8, bool, usize, &Named)> = Vec::new();
        for (place, (known, named)) in self.0.iter().enumerate() {
            if let Some(rank) = rank(known) {
                hits.push((rank, named.as_.is_some(), place, named));
            }
        }
        // Within a rank own names come before other names, and what most sources tell first.
        hits.sort_by_key(|(rank, other, place, _)| (*rank, *other, *place));
        let mut out: Vec<Named> = Vec::new();
        for (.., named) in hits {
            if !out.iter().any(|known| known.kind == named.kind && known.key == named.key) {
                out.push(named.clone());
            }
            if out.len() == NAMES {
                break;
            }
        }
        out
    }
}

/// What is looked for while somebody still types: the last word may go on.
fn open_ended(typed: &str) -> String {
    let last = typed.rsplit(char::is_whitespace).next().unwrap_or_default();
    let quoted = typed.matches('"').count() % 2 == 1;
    if quoted {
        // The second mark is still to come.
        return format!("{typed}\"");
    }
    let word = last.chars().last().is_some_and(char::is_alphanumeric) && !last.contains([':', '"']);
    if word { format!("{typed}*") } else { typed.to_owned() }
}

/// What is wrong with a query, in plain words.
fn plain(error: &store::Error, typing: bool) -> Option<String> {
    match error {
        // Half a filter is nothing wrong as long as it is being typed.
        store::Error::Query(_) if typing => None,
        store::Error::Query(what) => Some(match what.as_str() {
            "nothing to look for" => {
                "There is nothing to look for yet: a word that must not be there needs another that must.".to_owned()
            }
            "a quotation mark has no other" => {
                "A quotation mark has no other: put one behind the last word of the phrase.".to_owned()
            }
            what => format!("What you typed cannot be looked for: {what}."),
        }),
        other => Some(other.to_string()),
    }
}

impl View for Search {
    const TAB: Tab = Tab::Search;

    fn of(work: &Work<'_>, asked: &Asked) -> Result<Search, Failure> {
        let typed = asked.query.get("q").unwrap_or_default().to_owned();
        let typing = asked.query.get("typing").is_some();
        if typed.is_empty() {
            return Ok(Search { asked: typed, names: Vec::new(), found: Vec::new(), wrong: None });
        }
        let names = work.record.names.get_or_init(|| Names::of(work)).find(&typed);
        let looked_for = if typing { open_ended(&typed) } else { typed.clone() };
        let (found, wrong) = match Query::parse(&looked_for) {
            Ok(query) => (work.store.search(&query, most(asked))?, None),
            Err(error) => (Vec::new(), plain(&error, typing)),
        };
        Ok(Search { asked: typed, names, found, wrong })
    }

    fn title(&self) -> String {
        if self.asked.is_empty() { "Search".into() } else { format!("Search: {}", self.asked) }
    }

    fn main(&self, work: &Work<'_>, asked: &Asked) -> askama::Result<String> {
        let mut out = style("people.css") + "<h1>Search</h1>";
        if self.asked.is_empty() {
            return Ok(out + HELP);
        }
        if let Some(wrong) = &self.wrong {
            let _ = write!(out, "<p class=\"lead\" role=\"alert\">{}</p>", text(wrong));
            return Ok(out + HELP);
        }
        let _ = write!(
            out,
            "<p class=\"lead\">{} for <b>{}</b>.</p>",
            match (self.names.len(), self.found.len()) {
                (0, 0) => "Nothing".to_owned(),
                (0, reports) => counted(reports, "report", "reports"),
                (names, 0) => counted(names, "name", "names"),
                (names, reports) =>
                    format!("{} and {}", counted(names, "name", "names"), counted(reports, "report", "reports")),
            },
            name(&self.asked)
        );
        if !self.names.is_empty() {
            out += "<section id=\"names\"><h2>By name</h2><ul class=\"lines hits\">";
            for named in &self.names {
                let other = named.as_.as_ref().map(|other| format!(" <span class=\"dim\">also {}</span>", name(other)));
                let _ = write!(
                    out,
                    "<li class=\"line\"><a data-hit href=\"{}\"><span class=\"kind\">{}:</span> {}</a>{}</li>",
                    text(&to(named, work.dossier, &asked.query.time_only())),
                    named.kind.word(),
                    name(&named.name),
                    other.unwrap_or_default()
                );
            }
            out += "</ul></section>";
        }
        if !self.found.is_empty() {
            let _ = write!(
                out,
                "<section id=\"reports\"><h2>In the reports <small>{}</small></h2><ol class=\"lines hits\">",
                self.found.len()
            );
            for found in &self.found {
                let _ = write!(
                    out,
                    "<li class=\"line\"><a data-hit href=\"{}\">{}</a> <span class=\"dim\">{}, {}, sentence {}</span><p class=\"words\">{}</p></li>",
                    text(&report_address(work.dossier, &asked.query, &found.report, Some(found.sentence))),
                    name(found.title.as_deref().unwrap_or(&found.report)),
                    found.outlet.as_ref().map_or_else(|| "outlet not stated".to_owned(), |outlet| name(outlet)),
                    found.published.map_or_else(|| "date not stated".to_owned(), |day| day.to_string()),
                    found.sentence,
                    marked(found)
                );
            }
            out += "</ol></section>";
            if self.found.len() == most(asked) {
                let more = asked.query.with("limit", Some(&(self.found.len() * 5).to_string()));
                let _ = write!(
                    out,
                    "<p class=\"from\">There may be more. <a href=\"{}{}\">Show more</a></p>",
                    text(&asked.path),
                    text(&more)
                );
            }
        }
        if self.names.is_empty() && self.found.is_empty() {
            out += "<p class=\"nothing\">No report has all of this. Fewer words find more; a star finds what begins so.</p>";
            out += HELP;
        }
        Ok(out)
    }

    fn sheet(&self, title: &str) -> Option<Sheet<'_>> {
        Some(sheet::found_sheet(title, &self.asked, &self.found))
    }

    fn table(&self) -> Option<String> {
        let mut rows = vec![["report", "title", "outlet", "published", "sentence", "passage"].map(str::to_owned)];
        for found in &self.found {
            rows.push([
                found.report.clone(),
                found.title.clone().unwrap_or_default(),
                found.outlet.clone().unwrap_or_default(),
                found.published.map(|day| day.to_string()).unwrap_or_default(),
                found.sentence.to_string(),
                found.passage.clone(),
            ]);
        }
        Some(crate::parts::csv(&rows))
    }
}

/// Where a name leads.
fn to(named: &Named, dossier: &str, time: &str) -> String {
    let (dossier, key) = (encoded(dossier), encoded(&named.key));
    let and = if time.is_empty() { '?' } else { '&' };
    match named.kind {
        NamedKind::Actor => format!("/d/{dossier}/actor/{key}{time}"),
        NamedKind::Issue => format!("/d/{dossier}/positions{time}{and}issue={key}"),
        NamedKind::Text => format!("/d/{dossier}/texts{time}{and}text={key}"),
    }
}

/// A passage with the words that were asked for marked.
fn marked(found: &Found) -> String {
    let chars: Vec<char> = found.passage.chars().collect();
    let piece = |from: usize, to: usize| {
        chars.get(from..to).map(|chars| text(&chars.iter().collect::<String>())).unwrap_or_default()
    };
    let (mut out, mut at) = (String::from("<bdi>"), 0);
    for (from, to) in &found.marks {
        let _ = write!(out, "{}<mark>{}</mark>", piece(at, *from), piece(*from, *to));
        at = *to;
    }
    out + &piece(at, chars.len()) + "</bdi>"
}

/// How to ask.
const HELP: &str = "<section id=\"how\"><h2>How to ask</h2><table class=\"plain help\"><thead><tr><th scope=\"col\">Type</th><th scope=\"col\">to find</th></tr></thead><tbody>\
<tr><td><code>ceasefire line</code></td><td>reports that have both words</td></tr>\
<tr><td><code>\"security guarantees\"</code></td><td>the words in a row</td></tr>\
<tr><td><code>withdraw*</code></td><td>words that begin so: withdraws, withdrawal</td></tr>\
<tr><td><code>talks -Geneva</code></td><td>the one without the other</td></tr>\
<tr><td><code>actor:Egypt stance:against</code></td><td>reports in which Egypt is told to be against something; also <code>for</code>, <code>terms</code>, <code>open</code></td></tr>\
<tr><td><code>issue:territory</code></td><td>positions on an issue</td></tr>\
<tr><td><code>outlet:\"The Times\"</code></td><td>what one outlet published</td></tr>\
<tr><td><code>after:1978-09-01 before:1978-09-17</code></td><td>reports of that time</td></tr>\
</tbody></table><p class=\"from\">Actors, issues and texts are found by any of their names. <kbd>/</kbd> brings you here from every page; \
<kbd>↓</kbd> and <kbd>↑</kbd> choose, <kbd>Enter</kbd> opens, <kbd>Esc</kbd> closes.</p></section>";

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        let one = |kind, called: &str, other: Option<&str>| {
            let named = Named { kind, name: called.into(), as_: other.map(str::to_owned), key: called.into() };
            (fold(other.unwrap_or(called)), named)
        };
        Names(vec![
            one(NamedKind::Actor, "Anwar Sadat", None),
            one(NamedKind::Actor, "Anwar Sadat", Some("President of Egypt")),
            one(NamedKind::Actor, "Egypt", None),
            one(NamedKind::Issue, "Sinai and Egypt’s border", None),
            one(NamedKind::Text, "Framework <b>", None),
        ])
    }

    fn found(typed: &str) -> Vec<String> {
        names().find(typed).into_iter().map(|named| named.name).collect()
    }

    #[test]
    fn a_name_is_found_by_its_beginning_and_by_its_words() {
        assert_eq!(found("egypt"), ["Egypt", "Sinai and Egypt’s border", "Anwar Sadat"]);
        assert_eq!(found("SADAT*"), ["Anwar Sadat"]);
        assert_eq!(found("adat"), [""; 0]);
        assert_eq!(found("  "), [""; 0]);
        assert_eq!(found("*"), [""; 0]);
    }

    #[test]
    fn a_word_that_is_being_typed_may_go_on() {
        assert_eq!(open_ended("secur"), "secur*");
        assert_eq!(open_ended("actor:Eg"), "actor:Eg");
        assert_eq!(open_ended("\"security guar"), "\"security guar\"");
        assert_eq!(open_ended("\"security guarantees\""), "\"security guarantees\"");
        assert_eq!(open_ended("secur*"), "secur*");
        assert!(Query::parse(&open_ended("\"")).is_err());
    }

    #[test]
    fn what_is_wrong_is_said_in_plain_words() {
        let wrong = |typed: &str| plain(&Query::parse(typed).unwrap_err(), false).unwrap();
        assert!(wrong("\"a").starts_with("A quotation mark"));
        assert!(wrong("after:soon").contains("soon"));
        assert!(wrong("-word").starts_with("There is nothing"));
        assert_eq!(plain(&Query::parse("after:1978-").unwrap_err(), true), None);
    }

    #[test]
    fn a_passage_is_escaped_and_its_words_are_marked() {
        let found = Found {
            report: "a".into(),
            title: None,
            outlet: None,
            published: None,
            sentence: 1,
            passage: "é<b> & talks".into(),
            marks: vec![(7, 12)],
        };
        assert_eq!(marked(&found), "<bdi>é&#60;b&#62; &#38; <mark>talks</mark></bdi>");
    }
}
