//! The reports of a dossier, the latest first.

use jiff::civil::Date;
use record::book::date_of;
use serde::Serialize;

use crate::answer::{Failure, View};
use crate::ask::Asked;
use crate::frame::Tab;
use crate::open::Work;
use crate::parts::report_address;

/// Reports of a page.
const PAGE: usize = 100;

/// A page of the list.
#[derive(Debug, Serialize)]
pub(crate) struct Reports {
    /// How many there are.
    all: usize,
    /// Of which outlet, where that is asked for.
    outlet: Option<String>,
    /// Whether only those are shown that do not say who published them.
    unstated: bool,
    /// Which page, from 1.
    page: usize,
    reports: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    name: String,
    title: Option<String>,
    outlet: Option<String>,
    published: Option<Date>,
}

#[derive(askama::Template)]
#[template(path = "reports.html")]
struct Page<'a> {
    view: &'a Reports,
    dossier: &'a str,
    asked: &'a Asked,
}

impl Page<'_> {
    fn to(&self, row: &Row) -> String {
        report_address(self.dossier, &self.asked.query, &row.name, None)
    }

    fn pages(&self) -> usize {
        self.view.all.div_ceil(PAGE)
    }

    fn turn(&self, page: usize) -> String {
        format!("{}{}", self.asked.path, self.asked.query.with("page", Some(&page.to_string())))
    }
}

impl View for Reports {
    const TAB: Tab = Tab::Reports;

    fn of(work: &Work<'_>, asked: &Asked) -> Result<Reports, Failure> {
        let book = &work.record.book;
        let period = asked.time.period();
        let mut heads: Vec<_> = book.heads.iter().flatten().filter(|head| period.holds(date_of(head.day))).collect();
        heads.sort_by_key(|head| std::cmp::Reverse(book.rank(head.report)));
        let (outlet, unstated) = (asked.query.get("outlet"), asked.query.get("unstated") == Some("outlet"));
        heads.retain(|head| {
            outlet.is_none_or(|outlet| book.string(head.outlet) == outlet) && (!unstated || head.outlet == 0)
        });
        // Those without a date stand at the end, not before the latest.
        heads.sort_by_key(|head| date_of(head.day).is_none());
        let page = asked.query.parsed::<usize>("page", "number")?.unwrap_or(1).max(1);
        let some = |string: u32| (string != 0).then(|| book.string(string).to_owned());
        let rows = heads.iter().skip((page - 1) * PAGE).take(PAGE).map(|head| Row {
            name: book.string(head.name).to_owned(),
            title: some(head.title),
            outlet: some(head.outlet),
            published: date_of(head.day),
        });
        Ok(Reports { all: heads.len(), outlet: outlet.map(str::to_owned), unstated, page, reports: rows.collect() })
    }

    fn main(&self, work: &Work<'_>, asked: &Asked) -> askama::Result<String> {
        askama::Template::render(&Page { view: self, dossier: work.dossier, asked })
    }
}
