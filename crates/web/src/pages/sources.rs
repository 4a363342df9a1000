//! Who published, and what is a copy of what.

use std::fmt::Write;

use jiff::civil::Date;
use record::book::{self, Cited};
use serde::Serialize;
use sheet::Sheet;

use crate::answer::{Failure, View};
use crate::ask::{Asked, encoded};
use crate::frame::Tab;
use crate::open::Work;
use crate::pages::most;
use crate::parts::{counted, name, report_address, style, text};

/// The sources.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct Sources(book::Sources);

fn days(first: Option<Date>, last: Option<Date>) -> String {
    match (first, last) {
        (Some(first), Some(last)) if first != last => format!("{first} to {last}"),
        (Some(day), _) | (_, Some(day)) => day.to_string(),
        (None, None) => "date not stated".into(),
    }
}

impl View for Sources {
    const TAB: Tab = Tab::Sources;

    fn of(work: &Work<'_>, asked: &Asked) -> Result<Sources, Failure> {
        Ok(Sources(book::sources(&work.record.book, &asked.time.period(), most(asked))))
    }

    fn main(&self, work: &Work<'_>, asked: &Asked) -> askama::Result<String> {
        let Sources(all) = self;
        let (path, time) = (text(&asked.path), asked.query.time_only());
        let and = if time.is_empty() { '?' } else { '&' };
        let mut out = style("people.css");
        let _ = write!(
            out,
            "<h1>Sources</h1><p class=\"lead\">{}, which count as {}: copies of one text, and what rests on one agency, count once.</p>",
            counted(all.reports, "report", "reports"),
            counted(all.independent, "independent source", "independent sources"),
        );
        if all.reports == 0 {
            return Ok(
                out + "<p class=\"nothing\">There is no report of this time. Add reports on <a href=\"/\">the list of dossiers</a>, or take a later day.</p>"
            );
        }
        let _ = write!(
            out,
            "<section id=\"outlets\"><h2>Who published <small>{}</small></h2><table class=\"plain\"><thead><tr><th scope=\"col\">Outlet</th><th scope=\"col\" class=\"n\">Reports</th>\
             <th scope=\"col\" class=\"n\">Copies among them</th><th scope=\"col\">First and last</th></tr></thead><tbody>",
            all.outlets.len()
        );
        for row in &all.outlets {
            let (words, wanted) = match &row.outlet {
                Some(outlet) => (name(outlet), format!("outlet={}", encoded(outlet))),
                None => ("<span class=\"dim\">outlet not stated</span>".into(), "unstated=outlet".into()),
            };
            let to = text(&format!("/d/{}/reports{time}{and}{wanted}", encoded(work.dossier)));
            let _ = write!(
                out,
                "<tr><th scope=\"row\"><a href=\"{to}\">{words}</a></th><td class=\"num n\">{}</td><td class=\"num n\">{}</td><td class=\"num\">{}</td></tr>",
                row.reports,
                if row.copied > 0 { row.copied.to_string() } else { "–".into() },
                days(row.first, row.last),
            );
        }
        out += "</tbody></table></section><section id=\"copies\">";
        let _ =
            write!(out, "<h2>One text, several mastheads <small>{}</small></h2>", all.copies.len() + all.more_copies);
        if all.copies.is_empty() {
            out += "<p class=\"nothing\">No two reports share their wording. Reports that do are listed here together, the one published first at the head.</p>";
        } else {
            out += "<p class=\"from\">The report published first stands at the head; the others repeat its words and add no weight.</p>";
        }
        let one = |report: &Cited| {
            let title = report.title.as_deref().unwrap_or(&report.id);
            let outlet = report.outlet.as_ref().map_or_else(|| "outlet not stated".to_owned(), |outlet| name(outlet));
            let to = text(&report_address(work.dossier, &asked.query, &report.id, None));
            format!(
                "<a href=\"{to}\">{}</a> <span class=\"dim\">{outlet}, {}</span>",
                name(title),
                days(report.published, None)
            )
        };
        for group in &all.copies {
            let _ = write!(
                out,
                "<div class=\"line\">{}<details><summary class=\"tag\">{}</summary><ul class=\"lines\">",
                one(&group.first),
                counted(group.others.len(), "copy", "copies")
            );
            for other in &group.others {
                let _ = write!(out, "<li class=\"line\">{}</li>", one(other));
            }
            out += "</ul></details></div>";
        }
        if all.more_copies > 0 {
            let limit = (all.copies.len() + all.more_copies).to_string();
            let to = text(&asked.query.with("limit", Some(&limit)));
            let _ = write!(
                out,
                "<p class=\"from\">{} more groups. <a href=\"{path}{to}\">Show all</a></p>",
                all.more_copies
            );
        }
        let _ = write!(
            out,
            "</section><section id=\"relays\"><h2>Whom others rest on <small>{}</small></h2>",
            all.relays.len()
        );
        if all.relays.is_empty() {
            out += "<p class=\"nothing\">No report credits an agency or quotes through another outlet.</p></section>";
            return Ok(out);
        }
        out += "<table class=\"plain\"><thead><tr><th scope=\"col\">Agency or outlet</th><th scope=\"col\" class=\"n\">Reports that credit it</th><th scope=\"col\" class=\"n\">Reports that quote through it</th></tr></thead><tbody>";
        for row in &all.relays {
            let _ = write!(
                out,
                "<tr><th scope=\"row\">{}</th><td class=\"num n\">{}</td><td class=\"num n\">{}</td></tr>",
                name(&row.name),
                row.credits,
                row.relays
            );
        }
        Ok(out + "</tbody></table></section>")
    }

    fn sheet(&self, title: &str) -> Option<Sheet<'_>> {
        Some(sheet::sources_sheet(title, &self.0))
    }

    fn table(&self) -> Option<String> {
        let mut rows = vec![["outlet", "reports", "copies", "first", "last"].map(str::to_owned)];
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        for row in &self.0.outlets {
            let outlet = row.outlet.clone().unwrap_or_default();
            rows.push([outlet, row.reports.to_string(), row.copied.to_string(), day(row.first), day(row.last)]);
        }
        Some(crate::parts::csv(&rows))
    }
}
