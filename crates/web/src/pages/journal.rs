//! Everything people judged, with a way to undo it.

use std::collections::{BTreeSet, HashMap};

use record::{Act, Anchor, Naming, Quoted};
use serde::Serialize;
use sheet::Sheet;
use store::Entered;

use crate::answer::{Failure, View};
use crate::ask::Asked;
use crate::frame::Tab;
use crate::open::Work;
use crate::parts::{report_address, text};
use crate::telling;

/// Judgements of a page.
const PAGE: usize = 100;

/// The journal.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct Journal(Vec<Entered>);

impl View for Journal {
    const TAB: Tab = Tab::Journal;

    fn of(work: &Work<'_>, _asked: &Asked) -> Result<Journal, Failure> {
        Ok(Journal(work.store.journal()?))
    }

    fn main(&self, work: &Work<'_>, asked: &Asked) -> askama::Result<String> {
        let author = asked.query.get("author");
        let mut all: Vec<&Entered> = self.0.iter().collect();
        all.retain(|entered| author.is_none_or(|author| entered.judgement.author == author));
        all.reverse();
        let pages = all.len().div_ceil(PAGE).max(1);
        let page = asked.query.get("page").and_then(|page| page.parse().ok()).unwrap_or(1).clamp(1, pages);
        let authors: BTreeSet<&str> = self.0.iter().map(|entered| entered.judgement.author.as_str()).collect();
        let count = all.len();
        let rows: Vec<&Entered> = all.into_iter().skip((page - 1) * PAGE).take(PAGE).collect();
        let by_id = self.0.iter().map(|entered| (entered.judgement.id.as_str(), entered)).collect();
        let sentences = sentences(work, &rows, &by_id);
        let page = Page { work, asked, rows, authors, count, page, pages, by_id, sentences };
        askama::Template::render(&page)
    }

    fn sheet(&self, title: &str) -> Option<Sheet<'_>> {
        Some(sheet::journal_sheet(title, &self.0))
    }
}

/// The words a judgement is on.
fn anchor(act: &Act) -> Option<&Anchor> {
    match act {
        Act::Confirm { entry } | Act::Reject { entry } | Act::Correct { entry, .. } | Act::Add { entry } => {
            Some(&entry.anchor)
        }
        Act::Remark { on, .. } => Some(on),
        _ => None,
    }
}

/// The sentence each judgement of the page is on, by its id. Each report is read once.
fn sentences<'a>(work: &Work<'_>, rows: &[&'a Entered], by_id: &HashMap<&str, &'a Entered>) -> HashMap<&'a str, usize> {
    let mut reports = HashMap::new();
    let mut out = HashMap::new();
    for entered in rows.iter().map(|entered| last_meant(entered, by_id)) {
        let Some(anchor) = anchor(&entered.judgement.act) else { continue };
        let known = reports.entry(anchor.source.0.as_str()).or_insert_with(|| work.store.report(&anchor.source.0).ok());
        let Some((report, reading)) = known else { continue };
        if let Some(span) = anchor.find(&report.text) {
            let sentence = reading.sentences.partition_point(|s| s.start <= span.start).max(1);
            out.insert(entered.judgement.id.as_str(), sentence);
        }
    }
    out
}

/// What an undoing is of in the end; anything else is itself.
fn last_meant<'a>(entered: &'a Entered, by_id: &HashMap<&str, &'a Entered>) -> &'a Entered {
    let mut at = entered;
    // Each undoing is of an older one, so there are as many steps as judgements at most.
    for _ in 0..by_id.len() {
        match &at.judgement.act {
            Act::Undo { judgement } => match by_id.get(judgement.as_str()) {
                Some(older) => at = older,
                None => break,
            },
            _ => break,
        }
    }
    at
}

#[derive(askama::Template)]
#[template(path = "journal.html")]
struct Page<'a> {
    work: &'a Work<'a>,
    asked: &'a Asked,
    rows: Vec<&'a Entered>,
    authors: BTreeSet<&'a str>,
    count: usize,
    page: usize,
    pages: usize,
    by_id: HashMap<&'a str, &'a Entered>,
    sentences: HashMap<&'a str, usize>,
}

impl Page<'_> {
    fn turn(&self, page: usize) -> String {
        format!("{}{}", self.asked.path, self.asked.query.with("page", Some(&page.to_string())))
    }

    fn count(&self) -> usize {
        self.count
    }

    /// What was done, as HTML.
    fn did(&self, entered: &Entered) -> String {
        let entry = |quoted: &Quoted| {
            let attitude = quoted
                .fields
                .get("attitude")
                .and_then(serde_json::Value::as_str)
                .map(|word| format!(" ({})", text(word)));
            format!(
                "{}{}: {}",
                telling::noun(quoted.section),
                attitude.unwrap_or_default(),
                telling::entry(quoted.section, &quoted.fields, self.work.store)
            )
        };
        let kind = |kind: &Naming| match kind {
            Naming::Actor => "the actor",
            Naming::Point => "the point",
            Naming::Text => "the text",
            Naming::Place => "the place",
        };
        match &entered.judgement.act {
            Act::Confirm { entry: quoted } => format!("<b>Confirmed</b> {}", entry(quoted)),
            Act::Reject { entry: quoted } => format!("<b>Rejected</b> <del>{}</del>", entry(quoted)),
            Act::Correct { entry: quoted, fields } => {
                let mut now = quoted.fields.clone();
                now.extend(fields.clone());
                let changed = telling::changed(quoted.section, &quoted.fields, &now, self.work.store);
                let changed = if changed.is_empty() { "nothing".to_owned() } else { changed };
                format!("<b>Corrected</b> {}<span class=\"was\">{changed}</span>", entry(quoted))
            }
            Act::Add { entry: quoted } => format!("<b>Added</b> {}", entry(quoted)),
            Act::Merge { kind: of, name, into } => {
                format!("<b>Merged</b> {} <bdi>{}</bdi> into <bdi>{}</bdi>", kind(of), text(name), text(into))
            }
            Act::Split { kind: of, name, from } => {
                format!("<b>Kept apart</b> {} <bdi>{}</bdi> and <bdi>{}</bdi>", kind(of), text(name), text(from))
            }
            Act::Describe { report, outlet, published, title } => {
                let set = [
                    title.as_ref().map(|title| format!("title <bdi>{}</bdi>", text(title))),
                    outlet.as_ref().map(|outlet| format!("outlet <bdi>{}</bdi>", text(outlet))),
                    published.map(|day| format!("date {day}")),
                ];
                let set: Vec<String> = set.into_iter().flatten().collect();
                format!("<b>Set</b> {} of {}", telling::and(&set), self.link(&report.0, None))
            }
            Act::Remark { text: note, .. } => format!("<b>Noted</b> <bdi class=\"said\">{}</bdi>", text(note)),
            Act::Undo { judgement } => match self.by_id.get(judgement.as_str()) {
                Some(older) => format!(
                    "<b>Undid</b> what <bdi>{}</bdi> did on {}: <span class=\"dim\">{}</span>",
                    text(&older.judgement.author),
                    telling::moment(older.judgement.at),
                    self.did(older)
                ),
                None => "<b>Undid</b> a judgement that is not here".into(),
            },
        }
    }

    fn link(&self, report: &str, sentence: Option<usize>) -> String {
        let href = report_address(self.work.dossier, &self.asked.query, report, sentence);
        let at = sentence.map(|n| format!(", sentence {n}")).unwrap_or_default();
        format!("<a href=\"{}\"><bdi>{}</bdi>{at}</a>", text(&href), text(report))
    }

    /// The words it is on and where they are read; empty for names.
    fn on(&self, entered: &Entered) -> String {
        let meant = last_meant(entered, &self.by_id);
        let Some(anchor) = anchor(&meant.judgement.act) else { return String::new() };
        let at = self.sentences.get(meant.judgement.id.as_str()).copied();
        format!(
            "<p class=\"words\"><bdi>{}</bdi></p><p class=\"from\">{}</p>",
            text(anchor.exact()),
            self.link(&anchor.source.0, at)
        )
    }

    /// Whether it holds, in words.
    fn state(&self, entered: &Entered) -> &'static str {
        match (&entered.judgement.act, entered.stands, &entered.lost) {
            (Act::Undo { .. }, ..) => "",
            (_, false, _) => "undone",
            (_, true, Some(_)) => "its words are no longer in the report",
            (_, true, None) => "stands",
        }
    }

    fn can_undo(&self, entered: &Entered) -> bool {
        entered.stands && !matches!(entered.judgement.act, Act::Undo { .. })
    }
}
