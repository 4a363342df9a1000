//! The brief as one HTML file: styles inside, no script, nothing fetched. A reference leads to its sentence in the
//! report's own text at the end of the page, highlighted.

use askama::Template;
use askama::filters::{Html, escape as escape_html};
use reading::Stance;
use record::{Brief, Cite, ReportLine};

use super::line::{Line, Piece, spoken, stance_mark};
use super::sections::{Block, Limits, Section, Weight, weight};
use super::sheet::Sheet;

/// The brief as one HTML file; with `quotes`, the words every reference stands for are printed under its line.
pub fn html(brief: &Brief, quotes: bool) -> String {
    sheet_html(&Sheet::of_brief(brief, &Limits::PAGE), quotes)
}

/// A sheet as one HTML file.
pub fn sheet_html(sheet: &Sheet<'_>, quotes: bool) -> String {
    let page = Page {
        kind: sheet.kind,
        title: &sheet.title,
        lead: &sheet.lead,
        legend: sheet.legend.as_deref(),
        sections: &sheet.sections,
        reports: &sheet.reports,
        quotes,
    };
    page.render().expect("writing to a string cannot fail")
}

#[derive(Template)]
#[template(path = "brief.html")]
struct Page<'a> {
    kind: &'static str,
    title: &'a str,
    lead: &'a str,
    legend: Option<&'a str>,
    sections: &'a [Section],
    reports: &'a [ReportLine],
    quotes: bool,
}

impl Page<'_> {
    /// A line, its references as links.
    fn line(&self, line: &Line) -> String {
        let mut out: String = line.0.iter().map(piece).collect();
        if self.quotes {
            for cite in line.cites() {
                let teller = cite.teller.as_ref().map(|teller| format!(" ({})", escape(&teller.words())));
                let teller = teller.unwrap_or_default();
                let words = format!("{}:{} <q>{}</q>{teller}", cite.label, cite.sentence, escape(&cite.quote));
                out += &format!("<span class=\"words\">{words}</span>");
            }
        }
        out
    }

    fn all_stances(&self) -> String {
        let stances = [Stance::Supports, Stance::Opposes, Stance::Conditional, Stance::Undecided];
        stances.map(|stance| piece(&Piece::Stance(stance))).join(" ")
    }

    /// Consecutive labelled blocks are one list.
    fn parts<'s>(&self, section: &'s Section) -> Vec<Part<'s>> {
        let mut out: Vec<Part<'s>> = Vec::new();
        for block in &section.blocks {
            match (block, out.last_mut()) {
                (Block::Item(line), Some(Part::Items(lines))) => lines.push(line),
                (Block::Item(line), _) => out.push(Part::Items(vec![line])),
                (Block::Labelled(label, lines), Some(Part::Labelled(rows))) => rows.push((label, lines)),
                (Block::Labelled(label, lines), _) => out.push(Part::Labelled(vec![(label, lines)])),
                (other, _) => out.push(Part::Other(other)),
            }
        }
        out
    }

    fn class(&self, title: &str) -> String {
        title.to_lowercase().replace(' ', "-")
    }

    fn weight(&self, label: &str) -> &'static str {
        match weight(label) {
            Weight::Strong => "strong",
            Weight::Plain => "plain",
            Weight::Dim => "dim",
        }
    }
}

enum Part<'s> {
    Items(Vec<&'s Line>),
    Labelled(Vec<(&'s String, &'s Vec<Line>)>),
    Other(&'s Block),
}

fn piece(piece: &Piece) -> String {
    match piece {
        Piece::Words(words) => escape(words),
        Piece::Strong(words) => format!("<b>{}</b>", escape(words)),
        Piece::Dim(words) => format!("<span class=\"dim\">{}</span>", escape(words)),
        Piece::Stance(stance) => stance_html(*stance),
        Piece::References { sources, cites } => {
            let count = if *sources > 1 { format!("<span class=\"dim\">x{sources}</span> ") } else { String::new() };
            let links: Vec<String> = cites.iter().map(link).collect();
            format!("{count}<span class=\"refs\">{}</span>", links.join(" "))
        }
    }
}

/// The sign of a stance, from the page's own symbols, and its word.
pub(crate) fn stance_html(stance: Stance) -> String {
    let name = match stance {
        Stance::Supports => "supports",
        Stance::Opposes => "opposes",
        Stance::Conditional => "conditional",
        Stance::Undecided => "undecided",
    };
    let word = stance_mark(stance);
    let word = word.split_once(' ').map_or("", |(_, word)| word);
    format!(
        "<span class=\"st {name}\"><svg class=\"sg\" aria-hidden=\"true\"><use href=\"#g-{name}\"/></svg>{word}</span>"
    )
}

fn link(cite: &Cite) -> String {
    let (label, sentence) = (&cite.label, cite.sentence);
    let words = escape(&spoken(cite)).replace('"', "&quot;");
    format!("<a class=\"ref\" href=\"#s{label}-{sentence}\" title=\"{words}\">{label}:{sentence}</a>")
}

pub(crate) fn escape(text: &str) -> String {
    let clean: String = text.chars().filter(|c| !c.is_control()).collect();
    escape_html(clean, Html).map(|safe| safe.to_string()).unwrap_or_default()
}
