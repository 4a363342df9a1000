//! The same thing told in different ways: every account stays, with its source.

use std::fmt::Write;
use std::sync::Arc;

use record::{Account, Difference, DifferenceKind, Nature};
use serde::ser::{Serialize, SerializeStruct, Serializer};
use sheet::Sheet;

use crate::answer::{Failure, View};
use crate::ask::Asked;
use crate::frame::Tab;
use crate::open::{WINDOW, Work};
use crate::parts::{References, cited, counted, name, style, text};

/// The disagreements of the last reports.
#[derive(Debug)]
pub(crate) struct Disagreements {
    brief: Arc<record::Brief>,
    /// Earlier reports that were not looked at.
    left_out: usize,
}

impl Serialize for Disagreements {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut out = to.serialize_struct("Disagreements", 3)?;
        out.serialize_field("differences", &self.brief.differences)?;
        out.serialize_field("reports", &self.brief.reports)?;
        out.serialize_field("earlier_reports_left_out", &self.left_out)?;
        out.end()
    }
}

/// In the order in which a reader wants to know of them.
const NATURES: [Nature; 5] = [Nature::Conflict, Nature::Change, Nature::RivalClaims, Nature::Precision, Nature::Weight];

/// One, many, and what that means.
const fn of_nature(nature: Nature) -> (&'static str, &'static str, &'static str) {
    match nature {
        Nature::Conflict => ("contradiction", "contradictions", "The accounts cannot all be right."),
        Nature::Change => ("may be change over time", "may be change over time", "They may be told of different days."),
        Nature::RivalClaims => ("rival claim", "rival claims", "Each side says so for itself."),
        Nature::Precision => {
            ("in precision", "in precision", "One account is more exact than another; they may agree.")
        }
        Nature::Weight => ("in weight", "in weight", "They stress or leave out different things; all may hold."),
    }
}

/// What a disagreement is on.
const fn of_kind(kind: DifferenceKind) -> &'static str {
    match kind {
        DifferenceKind::SessionStatus => "whether a session took place",
        DifferenceKind::SessionDate => "when a session took place",
        DifferenceKind::TextState => "how far a text has come",
        DifferenceKind::Documents => "which texts were dealt with",
        DifferenceKind::Drafter => "who drafted a text",
        DifferenceKind::Stance => "what a party wants",
        DifferenceKind::Reception => "how it was received",
        DifferenceKind::Attendance => "who took part",
        DifferenceKind::Figure => "a number",
    }
}

impl View for Disagreements {
    const TAB: Tab = Tab::Disagreements;

    fn of(work: &Work<'_>, asked: &Asked) -> Result<Disagreements, Failure> {
        let known = work.record.book.within(&asked.time.period()).into_iter().filter(|known| *known).count();
        Ok(Disagreements { brief: work.brief(asked.time.as_of)?, left_out: known.saturating_sub(WINDOW) })
    }

    fn main(&self, work: &Work<'_>, asked: &Asked) -> askama::Result<String> {
        let reports = cited(&self.brief);
        let references = References::new(work.dossier, &asked.query, &reports);
        let mut out = style("people.css");
        out += "<h1>Disagreements</h1><p class=\"lead\">Where the reports do not tell the same story. Nothing is averaged: each account stays, with its source.";
        if self.left_out > 0 {
            let _ = write!(
                out,
                " Drawn from the last {WINDOW} reports; for earlier ones, set <i>As of</i> to an earlier day."
            );
        }
        out += "</p>";
        let all = &self.brief.differences;
        if all.is_empty() {
            out += "<p class=\"nothing\">No two reports of this time tell the same thing in different ways. A disagreement appears here when two reports give, \
                    for one session, text, stance or number, accounts that differ.</p>";
            return Ok(out);
        }
        let of = |nature: Nature| all.iter().enumerate().filter(move |(_, one)| one.nature == nature);
        out += "<p class=\"tools counts\">";
        for nature in NATURES {
            let n = of(nature).count();
            let (one, many, _) = of_nature(nature);
            if n > 0 {
                let _ = write!(
                    out,
                    "<a href=\"#{}\"><b class=\"num\">{n}</b> {}</a> ",
                    anchor(nature),
                    if n == 1 { one } else { many }
                );
            }
        }
        out += "</p>";
        for nature in NATURES {
            if of(nature).next().is_none() {
                continue;
            }
            let (one, many, means) = of_nature(nature);
            let n = of(nature).count();
            let _ = write!(
                out,
                "<section id=\"{}\"><h2>{} <small>{n}</small></h2><p class=\"from\">{means}</p><div class=\"dlist\">",
                anchor(nature),
                capital(if n == 1 { one } else { many }),
            );
            for (place, difference) in of(nature) {
                out += &article(place + 1, difference, &references);
            }
            out += "</div></section>";
        }
        Ok(out)
    }

    fn sheet(&self, _title: &str) -> Option<Sheet<'_>> {
        Some(sheet::differences_sheet(&self.brief, ""))
    }

    fn table(&self) -> Option<String> {
        let mut rows =
            vec![["number", "nature", "on", "about", "account", "verbatim", "per", "references"].map(str::to_owned)];
        for (n, difference) in self.brief.differences.iter().enumerate() {
            for account in &difference.accounts {
                let references = account.told.iter().flat_map(|told| &told.references);
                let references: Vec<String> =
                    references.map(|cite| format!("{}.{}", cite.label, cite.sentence)).collect();
                rows.push([
                    (n + 1).to_string(),
                    of_nature(difference.nature).0.to_owned(),
                    of_kind(difference.kind).to_owned(),
                    difference.about.clone(),
                    account.words.clone(),
                    account.verbatim.to_string(),
                    account.per.clone().unwrap_or_default(),
                    references.join("; "),
                ]);
            }
        }
        Some(crate::parts::csv(&rows))
    }
}

/// Where in the page those of a nature begin.
const fn anchor(nature: Nature) -> &'static str {
    match nature {
        Nature::Conflict => "contradictions",
        Nature::Change => "change",
        Nature::RivalClaims => "claims",
        Nature::Precision => "precision",
        Nature::Weight => "weight",
    }
}

/// With a capital letter.
pub(crate) fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn article(n: usize, difference: &Difference, references: &References<'_>) -> String {
    let cites =
        || difference.accounts.iter().filter_map(|account| account.told.as_ref()).flat_map(|told| &told.references);
    let reports: std::collections::BTreeSet<&str> = cites().map(|cite| cite.label.as_str()).collect();
    let mut out = format!(
        "<article class=\"dis\" id=\"d{n}\" aria-labelledby=\"d{n}h\"><div><h3 id=\"d{n}h\">{}</h3><p class=\"kind\">{}. {}, {}. <a class=\"quiet\" href=\"#d{n}\" aria-label=\"Link to disagreement {n}\">#{n}</a></p></div><ul class=\"acc\">",
        name(&capital(&difference.about)),
        capital(of_nature(difference.nature).0),
        counted(difference.accounts.len(), "account", "accounts"),
        counted(reports.len(), "report", "reports"),
    );
    for one in &difference.accounts {
        let cites = one.told.as_ref().map_or(&[][..], |told| &told.references);
        let mut say = account(one);
        if cites.is_empty() {
            say += " <span class=\"tag\">only implied</span>";
        }
        out += &references.line(&say, cites);
    }
    out + "</ul></article>"
}

/// What is told: verbatim words in the face of reports.
pub(crate) fn account(account: &Account) -> String {
    let per = account.per.as_ref().map(|per| format!(", per {}", name(per))).unwrap_or_default();
    if account.verbatim {
        format!("<span class=\"words\">“{}”</span>{per}", name(&account.words))
    } else {
        format!("{}{per}", text(&account.words))
    }
}
