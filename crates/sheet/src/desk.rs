//! A sheet in pieces of HTML, for a page that has a frame of its own: each section by itself, every reference with the words it
//! stands for beside it.

use std::cell::Cell;
use std::fmt::Write;

use record::{Cite, ReportLine};

use super::html::{escape, stance_html};
use super::line::{Line, Piece, spoken};
use super::sections::{Block, Section, Weight, weight};
use super::sheet::Sheet;

/// A section as HTML without its heading.
#[derive(Clone, Debug)]
pub struct Fragment {
    /// The heading in small letters, for an address.
    pub id: String,
    /// The heading.
    pub title: String,
    /// Entries in the record, shown or not.
    pub count: Option<usize>,
    /// The lines.
    pub html: String,
}

/// The sections of a sheet. `address` gives the address of a report's sentence, by the report's name and the sentence's number.
///
/// In the HTML, a line is an `li.line`; a reference `a.ref` has in `data-src` the id of the `div.src` with its words, which stands
/// in the same line.
pub fn fragments(sheet: &Sheet<'_>, address: &dyn Fn(&str, usize) -> String) -> Vec<Fragment> {
    let writer = Writer { reports: &sheet.reports, address, sources: Cell::new(0) };
    let fragment = |section: &Section| Fragment {
        id: section.title.to_lowercase().replace(' ', "-"),
        title: section.title.to_string(),
        count: section.count,
        html: writer.section(section),
    };
    sheet.sections.iter().map(fragment).collect()
}

struct Writer<'a> {
    reports: &'a [ReportLine],
    address: &'a dyn Fn(&str, usize) -> String,
    /// Sources written so far: their ids are numbers.
    sources: Cell<usize>,
}

impl Writer<'_> {
    fn section(&self, section: &Section) -> String {
        let mut out = String::new();
        // Blocks of one kind that follow one another are one list.
        for blocks in section.blocks.chunk_by(|a, b| list_of(a).is_some() && list_of(a) == list_of(b)) {
            match blocks {
                [Block::Labelled(..), ..] => {
                    out += "<dl class=\"rows\">";
                    blocks.iter().for_each(|block| self.labelled(&mut out, block));
                    out += "</dl>";
                }
                [Block::Item(_), ..] => {
                    let items =
                        blocks.iter().filter_map(|block| if let Block::Item(line) = block { Some(line) } else { None });
                    self.list(&mut out, "lines", items);
                }
                [Block::Prose(lines), ..] => self.list(&mut out, "lines state", lines.iter()),
                [Block::Matrix { parties, rows }, ..] => self.matrix(&mut out, parties, rows),
                [Block::Note(line), ..] => {
                    let _ = write!(out, "<div class=\"line note\">{}</div>", self.line(line));
                }
                [Block::Nothing(words), ..] => {
                    let _ = write!(out, "<p class=\"nothing\">{}</p>", escape(words));
                }
                [] => {}
            }
        }
        out
    }

    fn list<'l>(&self, out: &mut String, class: &str, lines: impl Iterator<Item = &'l Line>) {
        let _ = write!(out, "<ul class=\"{class}\">");
        for line in lines {
            let _ = write!(out, "<li class=\"line\">{}</li>", self.line(line));
        }
        *out += "</ul>";
    }

    fn labelled(&self, out: &mut String, block: &Block) {
        let Block::Labelled(label, lines) = block else { return };
        let class = match weight(label) {
            Weight::Strong => "strong",
            Weight::Plain => "plain",
            Weight::Dim => "dim",
        };
        let _ = write!(out, "<div><dt class=\"{class}\">{}</dt><dd>", escape(label));
        for line in lines {
            let _ = write!(out, "<div class=\"line\">{}</div>", self.line(line));
        }
        *out += "</dd></div>";
    }

    fn matrix(&self, out: &mut String, parties: &[String], rows: &[(String, Vec<Vec<Line>>)]) {
        *out += "<div class=\"scroll\"><table class=\"glance\"><thead><tr><td></td>";
        for party in parties {
            let _ = write!(out, "<th scope=\"col\">{}</th>", escape(party));
        }
        *out += "</tr></thead><tbody>";
        for (issue, cells) in rows {
            let _ = write!(out, "<tr><th scope=\"row\">{}</th>", escape(issue));
            for (party, lines) in parties.iter().zip(cells) {
                let class = if lines.is_empty() { " class=\"none\"" } else { "" };
                let _ = write!(out, "<td data-p=\"{}\"{class}>", escape(party).replace('"', "&quot;"));
                for line in lines {
                    let _ = write!(out, "<div class=\"line\">{}</div>", self.line(line));
                }
                *out += if lines.is_empty() { "<span class=\"none\">–</span></td>" } else { "</td>" };
            }
            *out += "</tr>";
        }
        *out += "</tbody></table></div>";
    }

    /// A line, and behind it the words of its references.
    fn line(&self, line: &Line) -> String {
        let (mut say, mut sources) = (String::new(), String::new());
        for piece in &line.0 {
            match piece {
                Piece::Words(words) => say += &typeset(words),
                Piece::Strong(words) => drop(write!(say, "<b>{}</b>", typeset(words))),
                Piece::Dim(words) => drop(write!(say, "<span class=\"dim\">{}</span>", typeset(words))),
                Piece::Stance(stance) => say += &stance_html(*stance),
                Piece::References { sources: count, cites } => {
                    if *count > 1 {
                        let _ = write!(say, "<span class=\"count\">{count} sources</span> ");
                    }
                    say += "<span class=\"refs\">";
                    for (n, cite) in cites.iter().enumerate() {
                        say += if n == 0 { "" } else { " " };
                        let id = self.sources.replace(self.sources.get() + 1);
                        say += &self.reference(cite, id);
                        sources += &self.source(cite, id);
                    }
                    say += "</span>";
                }
            }
        }
        format!("<div class=\"say\">{say}</div>{sources}")
    }

    fn report(&self, cite: &Cite) -> Option<&ReportLine> {
        self.reports.iter().find(|report| report.label == cite.label)
    }

    fn to(&self, cite: &Cite) -> String {
        let name = self.report(cite).map_or(cite.label.as_str(), |report| report.id.as_str());
        escape(&(self.address)(name, cite.sentence)).replace('"', "&quot;")
    }

    fn reference(&self, cite: &Cite, id: usize) -> String {
        let (label, sentence) = (escape(&cite.label), cite.sentence);
        format!(
            "<a class=\"ref\" href=\"{}\" data-src=\"q{id}\" aria-label=\"{label}.{sentence}: source, report {label}, sentence {sentence}\">{label}.{sentence}</a>",
            self.to(cite)
        )
    }

    fn source(&self, cite: &Cite, id: usize) -> String {
        let mut from: Vec<String> = Vec::new();
        if let Some(report) = self.report(cite) {
            from.push(report.outlet.clone().unwrap_or_else(|| "outlet not stated".into()));
            from.push(report.published.map_or_else(|| "date not stated".into(), |day| day.to_string()));
            from.extend(report.title.as_ref().map(|title| format!("“{title}”")));
        }
        let words = spoken(cite);
        let words = words.strip_prefix('"').unwrap_or(&words);
        let (words, teller) = words.rsplit_once('"').unwrap_or((words, ""));
        format!(
            "<div class=\"src\" id=\"q{id}\"><p class=\"words\"><mark>{}</mark>{}</p><p class=\"from\">Report {}, sentence {}. {}. \
             <a href=\"{}\">Open in the report</a></p></div>",
            escape(words),
            escape(teller),
            escape(&cite.label),
            cite.sentence,
            escape(&from.join(", ")),
            self.to(cite)
        )
    }
}

/// Words as a page has them: what stands in quotation marks is a report's, and looks it; arrows are arrows.
fn typeset(words: &str) -> String {
    let mut out = String::new();
    for (n, part) in words.split('"').enumerate() {
        let part = escape(part).replace("-&#62;", "→").replace("-&gt;", "→");
        // Every second part stands between two marks. A last one without a second mark is what it was.
        match n % 2 {
            0 => out += &part,
            _ if n == words.matches('"').count() => {
                out.push('"');
                out += &part;
            }
            _ => drop(write!(out, "<q>{part}</q>")),
        }
    }
    out
}

/// Which list a block goes into.
fn list_of(block: &Block) -> Option<u8> {
    match block {
        Block::Labelled(..) => Some(0),
        Block::Item(_) => Some(1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_s_words_look_like_it() {
        assert_eq!(typeset("called \"useful\" -> \"a non-starter\""), "called <q>useful</q> → <q>a non-starter</q>");
        assert_eq!(typeset("5\" of <rain>"), "5\" of &#60;rain&#62;");
        assert_eq!(typeset("plain"), "plain");
    }
}
