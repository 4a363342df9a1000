//! Numbers and who says so: a row a quantity, its values side by side.

use std::fmt::Write;

use jiff::civil::Date;
use record::book::{self, FigureRow, ValueRow};
use serde::Serialize;
use sheet::Sheet;

use crate::answer::{Failure, View};
use crate::ask::Asked;
use crate::frame::Tab;
use crate::open::Work;
use crate::pages::most;
use crate::parts::{References, counted, name, number, since, style, sure, text};

/// The figures.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct Figures(book::Figures);

/// What the rows are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Order {
    /// What most sources tell first.
    #[default]
    Told,
    /// By what is counted.
    Name,
    /// Those with most different numbers first.
    Values,
    /// Those told last first.
    Latest,
}

impl Order {
    const ALL: [Order; 4] = [Order::Told, Order::Values, Order::Latest, Order::Name];

    const fn value(self) -> &'static str {
        match self {
            Order::Told => "told",
            Order::Name => "name",
            Order::Values => "values",
            Order::Latest => "latest",
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Order::Told => "most told first",
            Order::Name => "by name",
            Order::Values => "most different numbers first",
            Order::Latest => "told last first",
        }
    }

    fn of(asked: &Asked) -> Order {
        let wanted = asked.query.get("sort");
        Order::ALL.into_iter().find(|order| wanted == Some(order.value())).unwrap_or_default()
    }
}

impl View for Figures {
    const TAB: Tab = Tab::Figures;

    fn of(work: &Work<'_>, asked: &Asked) -> Result<Figures, Failure> {
        let (texts, period) = (work.store.texts(), asked.time.period());
        let mut figures = book::figures(&work.record.book, &texts, &period, most(asked), work.store.lexicon());
        match Order::of(asked) {
            Order::Told => {}
            Order::Name => figures.figures.sort_by_cached_key(|row| record::fold(&row.of)),
            Order::Values => figures.figures.sort_by_key(|row| std::cmp::Reverse(row.values.len())),
            Order::Latest => {
                figures
                    .figures
                    .sort_by_key(|row| std::cmp::Reverse(row.values.iter().filter_map(|value| value.since.last).max()));
            }
        }
        Ok(Figures(figures))
    }

    fn main(&self, work: &Work<'_>, asked: &Asked) -> askama::Result<String> {
        let references = References::new(work.dossier, &asked.query, &self.0.reports);
        let (rows, all) = (&self.0.figures, asked.query.get("all").is_some());
        let mut out = style("people.css");
        out += "<h1>Figures</h1><p class=\"lead\">What is counted, and every number given for it: who says so, when, and in how many reports.</p>";
        if rows.is_empty() {
            return Ok(
                out + "<p class=\"nothing\">No report of this time gives a number. Percentages, sums, distances and counts appear here with who says them.</p>"
            );
        }
        out += "<nav class=\"ways\" aria-label=\"Order\"><span class=\"dim\">Order:</span>";
        for order in Order::ALL {
            let here = if order == Order::of(asked) { " aria-current=\"true\"" } else { "" };
            let to = asked.query.with("sort", Some(order.value()));
            let _ = write!(out, " <a href=\"{}{}\"{here}>{}</a>", text(&asked.path), text(&to), order.words());
        }
        out += "</nav><table class=\"figures\"><thead><tr><th scope=\"col\">What is counted</th><th scope=\"col\">Numbers, the earliest first</th></tr></thead><tbody>";
        for row in rows {
            let several = if row.values.len() > 1 {
                format!("<span class=\"ob\">{} numbers</span>", row.values.len())
            } else {
                String::new()
            };
            let _ = write!(
                out,
                "<tr><th scope=\"row\">{}{several}{}</th><td><ul class=\"values\">",
                name(if row.of.is_empty() { "not stated" } else { &row.of }),
                plot(row)
            );
            for value in shown(row, all) {
                out += &references.line(&say(row, value), &value.told.references);
            }
            if row.values.len() > SHOWN && !all {
                let to = asked.query.with("all", Some("1"));
                let more = row.values.len() - SHOWN;
                let _ = write!(
                    out,
                    "<li class=\"line\"><a class=\"quiet\" href=\"{}{}\">{more} more, told less</a></li>",
                    text(&asked.path),
                    text(&to)
                );
            }
            out += "</ul></td></tr>";
        }
        out += "</tbody></table>";
        if self.0.more > 0 {
            let to = asked.query.with("limit", Some(&(rows.len() + self.0.more).to_string()));
            let _ = write!(
                out,
                "<p class=\"from\">{} more, told of by fewer sources. <a href=\"{}{}\">Show all</a></p>",
                self.0.more,
                text(&asked.path),
                text(&to)
            );
        }
        Ok(out)
    }

    fn sheet(&self, title: &str) -> Option<Sheet<'_>> {
        Some(sheet::figures_sheet(title, &self.0))
    }

    fn table(&self) -> Option<String> {
        let mut rows = vec![
            ["of", "unit", "value", "per", "first", "last", "reports", "sources", "probability"].map(str::to_owned),
        ];
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        for row in &self.0.figures {
            for value in &row.values {
                rows.push([
                    row.of.clone(),
                    row.unit.clone().unwrap_or_default(),
                    value.value.to_string(),
                    value.per.join("; "),
                    day(value.since.first),
                    day(value.since.last),
                    value.since.reports.to_string(),
                    value.told.sources.to_string(),
                    format!("{:.2}", value.told.probability),
                ]);
            }
        }
        Some(crate::parts::csv(&rows))
    }
}

/// Numbers of a row; `all` in the address asks for more.
const SHOWN: usize = 6;

/// Speakers of a number that are named.
const SPEAKERS: usize = 4;

/// The numbers most told of, in the order of time.
fn shown(row: &FigureRow, all: bool) -> Vec<&ValueRow> {
    let mut places: Vec<usize> = (0..row.values.len()).collect();
    places.sort_by_key(|place| std::cmp::Reverse(row.values[*place].told.sources));
    places.truncate(if all { usize::MAX } else { SHOWN });
    places.sort_unstable();
    places.into_iter().map(|place| &row.values[place]).collect()
}

/// A number with its unit.
fn written(row: &FigureRow, value: f64) -> String {
    match row.unit.as_deref() {
        Some("percent") => format!("{} %", number(value)),
        // "1,300 drones", under "drones launched", needs no unit.
        Some(unit) if !record::fold(&row.of).starts_with(&record::fold(unit)) => format!("{} {unit}", number(value)),
        _ => number(value),
    }
}

fn say(row: &FigureRow, value: &ValueRow) -> String {
    let per = if value.per.is_empty() {
        String::from("in the report’s own voice")
    } else {
        let more = value.per.len().saturating_sub(SPEAKERS);
        let more = if more > 0 { format!(" and {}", counted(more, "other", "others")) } else { String::new() };
        format!("per {}{more}", value.per.iter().take(SPEAKERS).map(|per| name(per)).collect::<Vec<_>>().join(", "))
    };
    format!(
        "<b class=\"num\">{}</b> <span class=\"dim\">{per}; <span class=\"nb\">{}</span>; {}</span> {}",
        name(&written(row, value.value)),
        since(&value.since),
        counted(value.since.reports, "report", "reports"),
        sure(value.told.probability)
    )
}

/// The numbers over time, where there are three or more: a line from the first telling to the last.
fn plot(row: &FigureRow) -> String {
    const WIDE: f64 = 180.0;
    const HIGH: f64 = 44.0;
    let dated: Vec<(f64, Date, Date)> = shown(row, false)
        .into_iter()
        .filter_map(|value| Some((value.value, value.since.first?, value.since.last?)))
        .collect();
    let (Some(from), Some(to)) = (dated.iter().map(|d| d.1).min(), dated.iter().map(|d| d.2).max()) else {
        return String::new();
    };
    if dated.len() < 3 || from == to {
        return String::new();
    }
    let low = dated.iter().map(|d| d.0).fold(f64::INFINITY, f64::min);
    let high = dated.iter().map(|d| d.0).fold(f64::NEG_INFINITY, f64::max);
    let days = |day: Date| f64::from(from.until(day).map_or(0, |span| span.get_days()));
    let x = |day: Date| 4.0 + (WIDE - 8.0) * days(day) / days(to).max(1.0);
    let y = |value: f64| HIGH - 4.0 - (HIGH - 8.0) * (value - low) / (high - low).max(f64::MIN_POSITIVE);
    let mut out = format!(
        "<svg class=\"dots\" viewBox=\"0 0 {WIDE} {HIGH}\" width=\"{WIDE}\" height=\"{HIGH}\" role=\"img\" aria-label=\"From {from} to {to}, between {} and {}\">\
         <line class=\"r\" x1=\"0\" y1=\"{HIGH}\" x2=\"{WIDE}\" y2=\"{HIGH}\"/>",
        text(&written(row, low)),
        text(&written(row, high)),
    );
    for (value, first, last) in dated {
        let (a, b, y) = (x(first), x(last), y(value));
        let _ = write!(
            out,
            "<line class=\"r\" x1=\"{a:.1}\" y1=\"{y:.1}\" x2=\"{b:.1}\" y2=\"{y:.1}\"/><circle cx=\"{a:.1}\" cy=\"{y:.1}\" r=\"2.5\"/><circle cx=\"{b:.1}\" cy=\"{y:.1}\" r=\"2.5\"/>"
        );
    }
    out + &format!(
        "</svg><span class=\"ob\">{from} to {to}, {} to {}</span>",
        name(&written(row, low)),
        name(&written(row, high))
    )
}
