//! Pieces that several pages are made of: stances, references, what a line rests on.

use std::cell::Cell;
use std::collections::HashMap;
use std::fmt::Write;

use askama::filters::{Html, escape};
use reading::{Force, Stance};
use record::book::{Cited, Since};
use record::{Cite, Told, stance_word};

use crate::ask::{Query, encoded};

/// Text as it may stand in a page, between tags or in a quoted value.
pub(crate) fn text(text: &str) -> String {
    let clean: String = text.chars().filter(|c| !c.is_control() || *c == '\n').collect();
    escape(clean, Html).map(|safe| safe.to_string()).unwrap_or_default()
}

/// Words of a report as they stand in its text, code point for code point, so that places in the page are places in the text.
pub(crate) fn verbatim(words: &str) -> String {
    let clean: String = words.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect();
    escape(clean, Html).map(|safe| safe.to_string()).unwrap_or_default()
}

/// The class of a stance, which is also the name of its sign.
pub(crate) const fn stance_class(stance: Stance) -> &'static str {
    match stance {
        Stance::Supports => "supports",
        Stance::Opposes => "opposes",
        Stance::Conditional => "conditional",
        Stance::Undecided => "undecided",
    }
}

/// A stance: sign, word, colour.
pub(crate) fn stance(stance: Stance) -> String {
    let (class, word) = (stance_class(stance), stance_word(stance));
    format!(
        "<span class=\"st {class}\"><svg class=\"sg\" aria-hidden=\"true\"><use href=\"#g-{class}\"/></svg><b>{word}</b></span>"
    )
}

/// The sign of a stance with its word for those who do not see it.
pub(crate) fn sign(stance: Stance) -> String {
    let (class, word) = (stance_class(stance), stance_word(stance));
    format!(
        "<span class=\"st {class}\"><svg class=\"sg\" aria-hidden=\"true\"><use href=\"#g-{class}\"/></svg><span class=\"vh\">{word}</span></span>"
    )
}

/// How hard a stance is held.
pub(crate) const fn force(force: Force) -> &'static str {
    match force {
        Force::RedLine => "red line",
        Force::Demand => "demand",
        Force::Preference => "preference",
        Force::Offer => "offer",
        Force::Floated => "floated",
    }
}

/// How sure something is, where it needs saying: nothing from 0.9 on.
pub(crate) fn sure(probability: f32) -> String {
    match probability {
        p if p >= 0.9 => String::new(),
        p if p >= 0.7 => format!("<span class=\"sure\">likely {p:.2}</span>"),
        p => format!("<span class=\"sure\">unsure {p:.2}</span>"),
    }
}

/// `one source`, `3 sources`.
pub(crate) fn counted(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}

/// When something was told: a day, or the first and the last.
pub(crate) fn since(since: &Since) -> String {
    match (since.first, since.last) {
        (Some(first), Some(last)) if first == last => first.to_string(),
        (Some(first), Some(last)) => format!("{first} to {last}"),
        (Some(day), None) | (None, Some(day)) => day.to_string(),
        (None, None) => "date not stated".into(),
    }
}

/// The references of a page: where they lead, and the words they stand for.
pub(crate) struct References<'a> {
    dossier: &'a str,
    query: &'a Query,
    reports: HashMap<&'a str, &'a Cited>,
    sources: Cell<usize>,
}

impl<'a> References<'a> {
    /// For the reports that a view refers to.
    pub(crate) fn new(dossier: &'a str, query: &'a Query, reports: &'a [Cited]) -> References<'a> {
        let reports = reports.iter().map(|report| (report.label.as_str(), report)).collect();
        References { dossier, query, reports, sources: Cell::new(0) }
    }

    /// A report a reference is to.
    pub(crate) fn report(&self, cite: &Cite) -> Option<&'a Cited> {
        self.reports.get(cite.label.as_str()).copied()
    }

    /// Where a reference leads.
    pub(crate) fn to(&self, cite: &Cite) -> String {
        let name = self.report(cite).map_or(cite.label.as_str(), |report| report.id.as_str());
        text(&report_address(self.dossier, self.query, name, Some(cite.sentence)))
    }

    /// References, each opening its words where it stands: links first, then the words. Both stand in the same `.line`.
    pub(crate) fn of(&self, told: &Told) -> (String, String) {
        self.cites(&told.references)
    }

    /// The same of some references.
    pub(crate) fn cites(&self, cites: &[Cite]) -> (String, String) {
        let (mut links, mut words) = (String::from("<span class=\"refs\">"), String::new());
        for (n, cite) in cites.iter().enumerate() {
            links += if n == 0 { "" } else { " " };
            let id = self.sources.replace(self.sources.get() + 1);
            let (label, sentence, to) = (text(&cite.label), cite.sentence, self.to(cite));
            let _ = write!(
                links,
                "<a class=\"ref\" href=\"{to}\" data-src=\"w{id}\" aria-label=\"{label}.{sentence}: source, report {label}, sentence {sentence}\">{label}.{sentence}</a>"
            );
            words += &self.words(cite, id);
        }
        links += "</span>";
        (links, words)
    }

    fn words(&self, cite: &Cite, id: usize) -> String {
        let from = self.report(cite).map(told_of).unwrap_or_default();
        format!(
            "<div class=\"src\" id=\"w{id}\"><p class=\"words\"><mark>{}</mark></p><p class=\"from\">Report {}, sentence {}. {}. \
             <a href=\"{}\">Open in the report</a></p></div>",
            text(&cite.quote),
            text(&cite.label),
            cite.sentence,
            text(&from),
            self.to(cite)
        )
    }
}

/// Outlet, date and headline of a report, or that they are not stated.
pub(crate) fn told_of(report: &Cited) -> String {
    let mut from = vec![report.outlet.clone().unwrap_or_else(|| "outlet not stated".into())];
    from.push(report.published.map_or_else(|| "date not stated".into(), |day| day.to_string()));
    from.extend(report.title.as_ref().map(|title| format!("“{title}”")));
    from.join(", ")
}

/// Where a report is read, at a sentence.
pub(crate) fn report_address(dossier: &str, query: &Query, name: &str, sentence: Option<usize>) -> String {
    let at = sentence.map(|n| format!("#s{n}")).unwrap_or_default();
    format!("/d/{}/report/{}{}{at}", encoded(dossier), encoded(name), query.time_only())
}

/// Rows as comma-separated values (RFC 4180). What a spreadsheet would take for a formula is kept as text.
pub(crate) fn csv<const N: usize>(rows: &[[String; N]]) -> String {
    let field = |field: &String| {
        let formula = field.starts_with(['=', '+', '-', '@', '\t']) && field.parse::<f64>().is_err();
        let field = if formula { format!("'{field}") } else { field.clone() };
        if field.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field }
    };
    rows.iter().map(|row| row.iter().map(field).collect::<Vec<_>>().join(",") + "\r\n").collect()
}

impl References<'_> {
    /// A line of a list: what is said, its references, and their words under it. `say` is HTML.
    pub(crate) fn line(&self, say: &str, cites: &[Cite]) -> String {
        let (links, words) = self.cites(cites);
        format!("<li class=\"line\"><div class=\"say\">{say} {links}</div>{words}</li>")
    }
}

/// A name or words of a report, whatever way its letters run.
pub(crate) fn name(words: &str) -> String {
    format!("<bdi>{}</bdi>", text(words))
}

/// The reports of a brief, as references name them.
pub(crate) fn cited(brief: &record::Brief) -> Vec<Cited> {
    let one = |report: &record::ReportLine| Cited {
        label: report.label.clone(),
        id: report.id.clone(),
        title: report.title.clone(),
        outlet: report.outlet.clone(),
        published: report.published,
    };
    brief.reports.iter().map(one).collect()
}

/// The style of a page.
pub(crate) fn style(file: &str) -> String {
    format!("<link rel=\"stylesheet\" href=\"{}\">", crate::assets::address(file))
}

/// The script of a page.
pub(crate) fn script(file: &str) -> String {
    format!("<script src=\"{}\" defer></script>", crate::assets::address(file))
}

/// A number as one writes it: `1,300`, `19.2`, `100 billion`.
pub(crate) fn number(value: f64) -> String {
    for (size, word) in [(1e12, "trillion"), (1e9, "billion"), (1e6, "million")] {
        let scaled = value / size;
        if scaled.abs() >= 1.0 && (scaled * 1000.0).fract() == 0.0 {
            return format!("{scaled} {word}");
        }
    }
    if value.fract() != 0.0 || value.abs() >= 1e15 {
        return value.to_string();
    }
    let digits = value.abs().to_string();
    let mut out = String::from(if value < 0.0 { "−" } else { "" });
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_escaped_and_runs_nothing() {
        let rows = [
            ["a \"b\"".to_owned(), "x, y".to_owned(), "two\nlines".to_owned()],
            ["=HYPERLINK(1)".to_owned(), "-12.5".to_owned(), "@cmd".to_owned()],
        ];
        assert_eq!(csv(&rows), "\"a \"\"b\"\"\",\"x, y\",\"two\nlines\"\r\n'=HYPERLINK(1),-12.5,'@cmd\r\n");
    }

    #[test]
    fn numbers_are_written_as_one_says_them() {
        let written = [1300.0, -1300.0, 19.2, 5e9, 1_234_567.0, 28.0, 0.0].map(number);
        assert_eq!(written, ["1,300", "−1,300", "19.2", "5 billion", "1,234,567", "28", "0"]);
    }
}
