//! The state of play.

use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;
use sheet::{Fragment, Sheet};

use crate::answer::{Failure, View};
use crate::ask::Asked;
use crate::frame::Tab;
use crate::open::{WINDOW, Work};
use crate::parts::report_address;

/// The brief.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct Brief(Arc<record::Brief>);

#[derive(askama::Template)]
#[template(path = "brief.html")]
struct Page<'a> {
    lead: &'a str,
    sections: Vec<Fragment>,
    left_out: usize,
    /// Day of the last report, where the page is of today and compared with nothing.
    newest: Option<Date>,
    path: &'a str,
}

impl Page<'_> {
    /// A section by its id.
    fn section(&self, id: &str) -> Option<&Fragment> {
        self.sections.iter().find(|section| section.id == id)
    }

    /// What changed, over the last reports or between two days.
    fn changed(&self) -> Option<&Fragment> {
        self.sections.iter().find(|section| section.id.starts_with("what-changed"))
    }

    /// Those that no place of the page is made for, in their order.
    fn rest(&self) -> impl Iterator<Item = &Fragment> {
        let placed = ["state-of-play", "positions", "next", "sessions", "texts", "parties-and-people"];
        let elsewhere = move |id: &str| placed.contains(&id) || id.starts_with("what-changed");
        self.sections.iter().filter(move |section| !elsewhere(&section.id))
    }
}

impl View for Brief {
    const TAB: Tab = Tab::Brief;

    fn of(work: &Work<'_>, asked: &Asked) -> Result<Brief, Failure> {
        let brief = work.brief(asked.time.as_of)?;
        let Some(since) = asked.time.since else { return Ok(Brief(brief)) };
        let to = asked.time.as_of.unwrap_or_else(|| work.last_day().unwrap_or(since));
        if since >= to {
            return Err(Failure::asked(format!(
                "There is nothing between {since} and {to}: compare with an earlier day."
            )));
        }
        let news = record::book::news(&work.record.book, &work.store.texts(), since, to, work.store.lexicon());
        let mut brief = Arc::unwrap_or_clone(brief);
        work.store.put_before(&mut brief, news)?;
        Ok(Brief(Arc::new(brief)))
    }

    fn title(&self) -> String {
        "State of play".into()
    }

    fn main(&self, work: &Work<'_>, asked: &Asked) -> askama::Result<String> {
        let sheet = Sheet::page(&self.0);
        let address = |name: &str, sentence: usize| report_address(work.dossier, &asked.query, name, Some(sentence));
        let page = Page {
            lead: sheet.lead(),
            sections: sheet::fragments(&sheet, &address),
            newest: work.last_day().filter(|_| asked.time.as_of.is_none() && asked.time.since.is_none()),
            path: &asked.path,
            left_out: if asked.time.as_of.is_none() { work.record.reports.saturating_sub(WINDOW) } else { 0 },
        };
        askama::Template::render(&page)
    }

    fn sheet(&self, _title: &str) -> Option<Sheet<'_>> {
        Some(Sheet::page(&self.0))
    }
}
