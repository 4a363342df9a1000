//! The brief as Markdown, for a document or a wiki. What reports say is escaped: it is text, never markup.

use reading::Stance;
use record::Brief;

use super::line::{Line, Piece, references, spoken, stance_mark};
use super::sections::{Block, Limits, Section};
use super::sheet::Sheet;

/// The brief as Markdown; with `quotes`, the words every reference stands for follow each section.
pub fn markdown(brief: &Brief, quotes: bool) -> String {
    sheet_markdown(&Sheet::of_brief(brief, &Limits::WIDE), quotes)
}

/// A sheet as Markdown.
pub fn sheet_markdown(sheet: &Sheet<'_>, quotes: bool) -> String {
    let mut out = format!("# {}: {}\n", sheet.kind, escape(&sheet.title));
    out += &format!("\n{}.\n", escape(&sheet.lead));
    if let Some(legend) = &sheet.legend {
        out += &format!("\n{}.\n", escape_words(legend));
    }
    for section in &sheet.sections {
        write(&mut out, section, quotes);
    }
    out
}

fn write(out: &mut String, section: &Section, quotes: bool) {
    let count = section.count.map(|count| format!(" ({count})")).unwrap_or_default();
    *out += &format!("\n## {}{count}\n\n", section.title);
    if section.has_stances {
        let marks = [Stance::Supports, Stance::Opposes, Stance::Conditional, Stance::Undecided].map(stance_mark);
        let marks: Vec<String> = marks.iter().map(|mark| format!("`{mark}`")).collect();
        *out += &format!("{}\n\n", marks.join(", "));
    }
    let mut table = false;
    for (i, block) in section.blocks.iter().enumerate() {
        let labelled = matches!(block, Block::Labelled(..));
        if table && !labelled {
            out.push('\n');
        }
        match block {
            Block::Prose(lines) => *out += &format!("{}\n", inline(&Line::list(lines.iter().cloned(), " "))),
            Block::Item(line) => *out += &format!("* {}\n", inline(line)),
            Block::Note(line) => *out += &format!("{}{}\n", if i > 0 && !table { "\n" } else { "" }, inline(line)),
            Block::Nothing(words) => *out += &format!("{words}\n"),
            Block::Labelled(label, lines) => {
                if !table {
                    let (label, lines) = columns(&section.title);
                    *out += &format!("| {label} | {lines} |\n|---|---|\n");
                }
                for line in lines {
                    *out += &format!("| {} | {} |\n", escape(label), inline(line));
                }
            }
            Block::Matrix { parties, rows } => {
                let names: Vec<String> = parties.iter().map(|party| escape(party)).collect();
                *out += &format!("| issue | {} |\n|---|{}\n", names.join(" | "), "---|".repeat(names.len()));
                for (issue, cells) in rows {
                    let cells: Vec<String> =
                        cells.iter().map(|cell| inline(&Line::list(cell.iter().cloned(), "; "))).collect();
                    *out += &format!("| {} | {} |\n", escape(issue), cells.join(" | "));
                }
                if section.blocks.len() > i + 1 {
                    out.push('\n');
                }
            }
        }
        table = labelled;
    }
    if quotes {
        let mut seen = Vec::new();
        for cite in section.lines().flat_map(Line::cites) {
            if !seen.contains(&cite) {
                seen.push(cite);
            }
        }
        if !seen.is_empty() {
            out.push('\n');
        }
        for cite in seen {
            *out += &format!("> [{}:{}] {}  \n", cite.label, cite.sentence, escape(&spoken(cite)));
        }
    }
}

fn columns(title: &str) -> (&'static str, &'static str) {
    match title {
        "Parties and people" => ("party", "people"),
        "Texts" => ("state", "texts"),
        "Sessions" => ("status", "session"),
        _ => ("report", "what it says of itself"),
    }
}

fn inline(line: &Line) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Words(words) | Piece::Strong(words) | Piece::Dim(words) => escape_words(words),
        Piece::Stance(stance) => escape_words(&stance_mark(*stance)),
        Piece::References { sources, cites } => references(*sources, cites),
    };
    let text: String = line.0.iter().map(piece).collect();
    // At the beginning of an item a plus or minus would begin a list.
    match text.chars().next() {
        Some('+' | '-' | '~' | '#') => format!("\\{text}"),
        _ => text,
    }
}

fn escape(text: &str) -> String {
    escape_words(text)
}

/// Characters Markdown or HTML would take for their own.
fn escape_words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !c.is_control()) {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' => out.extend(['\\', c]),
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            _ => out.push(c),
        }
    }
    out
}
