//! The brief in a terminal: 80 columns, 120 and what lies between and beyond; with colour or without.
//!
//! Colour repeats what sign and word say. All lines wrap; no word is cut, and a reference never breaks.

use anstyle::{Ansi256Color, Color, Style};
use reading::Stance;
use record::Brief;
use unicode_width::UnicodeWidthStr;

use super::line::{Line, Piece, references, spoken, stance_mark};
use super::sections::{Block, Limits, Section, Weight, weight};
use super::sheet::Sheet;

/// How a brief is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextOptions {
    /// Columns; under 40 counts as 40.
    pub width: usize,
    /// Whether to colour.
    pub colour: bool,
    /// Whether to print the words every reference stands for.
    pub quotes: bool,
    /// Whether to write names in ASCII.
    pub ascii: bool,
}

impl Default for TextOptions {
    fn default() -> Self {
        TextOptions { width: 80, colour: false, quotes: false, ascii: false }
    }
}

/// The brief as lines of text.
pub fn text(brief: &Brief, options: &TextOptions) -> String {
    let limits = if options.width >= WIDE { Limits::WIDE } else { Limits::NARROW };
    sheet_text(&Sheet::of_brief(brief, &limits), options)
}

/// A sheet as lines of text.
pub fn sheet_text(sheet: &Sheet<'_>, options: &TextOptions) -> String {
    let options = TextOptions { width: options.width.max(40), ..*options };
    let mut page = Page { out: String::new(), options };
    let lead = format!(" {}{} {}", sheet.title, sheet.colon(), sheet.lead);
    page.line(0, 2, &Line::default().strong(sheet.kind.to_uppercase()).words(lead));
    if let Some(legend) = &sheet.legend {
        page.line(0, 2, &Line::default().dim(legend.clone()));
    }
    for section in &sheet.sections {
        page.section(section, options.width >= WIDE);
    }
    page.out
}

/// From this width on the matrix stands in columns.
const WIDE: usize = 110;

/// Columns one column of the matrix needs to be read.
const COLUMN: usize = 20;

struct Page {
    out: String,
    options: TextOptions,
}

impl Page {
    fn section(&mut self, section: &Section, wide: bool) {
        self.out.push('\n');
        let mut title = Line::default().strong(section.title.to_uppercase());
        if let Some(count) = section.count {
            title = title.words(format!(" {count}"));
        }
        if section.has_stances {
            for stance in [Stance::Supports, Stance::Opposes, Stance::Conditional, Stance::Undecided] {
                title = title.words(" \u{a0}\u{a0}").stance(stance);
            }
        }
        self.line(0, 2, &title);
        let labels = section.blocks.iter().filter_map(|block| match block {
            Block::Labelled(label, _) => Some(label.width()),
            _ => None,
        });
        let label_width = labels.max().unwrap_or(0).min(16);
        for block in &section.blocks {
            match block {
                Block::Prose(lines) => self.line(2, 4, &Line::list(lines.iter().cloned(), " ")),
                Block::Item(line) | Block::Note(line) => self.line(2, 4, line),
                Block::Labelled(label, lines) => self.labelled(label, label_width, lines),
                Block::Matrix { parties, rows } if wide => {
                    self.matrix(parties, rows);
                    if section.blocks.len() > 1 {
                        self.out.push('\n');
                    }
                }
                Block::Matrix { parties, rows } => self.rows(parties, rows),
                Block::Nothing(words) => self.line(2, 4, &Line::default().dim(*words)),
            }
        }
    }

    /// A line, wrapped, and under it the words it rests on if they are asked for.
    fn line(&mut self, first: usize, rest: usize, line: &Line) {
        for row in self.wrap(line, self.options.width, first, rest) {
            self.row(&row);
        }
        self.quotes(rest + 2, line);
    }

    fn quotes(&mut self, indent: usize, line: &Line) {
        if self.options.quotes {
            for cite in line.cites() {
                let words = Line::default()
                    .dim(format!("{}:{}", cite.label, cite.sentence))
                    .words(format!(" {}", spoken(cite)));
                for row in self.wrap(&words, self.options.width, indent, indent + 2) {
                    self.row(&row);
                }
            }
        }
    }

    fn labelled(&mut self, label: &str, width: usize, lines: &[Line]) {
        let indent = 2 + width + 1;
        let mut label = Some(label);
        for line in lines {
            let lead = label.take().unwrap_or_default();
            let mut rows = self.wrap(line, self.options.width, indent, indent);
            if lead.width() > width {
                let row = vec![Token::plain(format!("  {lead}"))];
                self.row(&row);
            } else if let Some(first) = rows.first_mut()
                && !lead.is_empty()
            {
                let paint = match weight(lead) {
                    Weight::Strong => Paint::Bold,
                    Weight::Plain => Paint::Plain,
                    Weight::Dim => Paint::Dim,
                };
                let pad = " ".repeat(width - lead.width() + 1);
                first.splice(0..1, [Token::plain("  "), Token { text: lead.to_owned(), paint }, Token::plain(pad)]);
            }
            for row in &rows {
                self.row(row);
            }
            self.quotes(indent + 2, line);
        }
    }

    /// Issue, then a line a party: where columns would be too narrow.
    fn rows(&mut self, parties: &[String], rows: &[(String, Vec<Vec<Line>>)]) {
        let width = parties.iter().map(|party| party.width()).max().unwrap_or(0).min(16);
        let indent = 3 + width + 1;
        for (issue, cells) in rows {
            self.line(2, 4, &Line::new(issue));
            for (party, points) in parties.iter().zip(cells) {
                for (i, point) in points.iter().enumerate() {
                    let mut wrapped = self.wrap(point, self.options.width, indent, indent + 2);
                    if i == 0 && party.width() > width {
                        self.row(&[Token::plain(format!("   {party}"))]);
                    } else if i == 0
                        && let Some(first) = wrapped.first_mut()
                    {
                        first[0] = Token::plain(format!("   {party}{} ", " ".repeat(width - party.width())));
                    }
                    for row in &wrapped {
                        self.row(row);
                    }
                    self.quotes(indent + 2, point);
                }
            }
        }
    }

    /// Issue by party, in as many columns as can be read; parties beyond that follow in lines.
    fn matrix(&mut self, parties: &[String], rows: &[(String, Vec<Vec<Line>>)]) {
        let label = rows.iter().map(|(issue, _)| issue.width()).max().unwrap_or(0).clamp(6, 24);
        let room = self.options.width - 2 - label;
        let columns = parties.len().min(room / (COLUMN + 2)).min(6);
        let widths = column_widths(rows, columns, room);
        let mut head = vec![Token::plain(format!("  {}", " ".repeat(label)))];
        let mut rule = vec![Token::plain("  "), Token { text: "-".repeat(label), paint: Paint::Dim }];
        for (party, width) in parties.iter().zip(&widths) {
            head.push(Token::plain("  "));
            head.push(Token { text: fit(party, *width), paint: Paint::Bold });
            rule.push(Token::plain("  "));
            rule.push(Token { text: "-".repeat(*width), paint: Paint::Dim });
        }
        self.row(&head);
        self.row(&rule);
        for (issue, cells) in rows {
            let mut columns_of_rows: Vec<Vec<Row>> = Vec::new();
            for (cell, width) in cells.iter().zip(&widths) {
                columns_of_rows.push(cell.iter().flat_map(|line| self.wrap(line, *width, 0, 2)).collect());
            }
            let names = self.wrap(&Line::new(issue), label, 0, 0);
            let height = columns_of_rows.iter().map(Vec::len).max().unwrap_or(0).max(names.len());
            for i in 0..height {
                let name = names.get(i).map(|row| row.iter().map(|token| token.text.as_str()).collect::<String>());
                let mut row = vec![Token::plain(format!("  {}", fit(&name.unwrap_or_default(), label)))];
                for (cell, width) in columns_of_rows.iter().zip(&widths) {
                    row.push(Token::plain("  "));
                    let filled = cell.get(i).map_or(0, |tokens| tokens.iter().map(|token| token.text.width()).sum());
                    row.extend(cell.get(i).into_iter().flatten().cloned());
                    row.push(Token::plain(" ".repeat(width.saturating_sub(filled))));
                }
                self.row(&row);
            }
            for line in cells.iter().take(columns).flatten() {
                self.quotes(4, line);
            }
            for (party, points) in parties.iter().zip(cells).skip(columns) {
                if !points.is_empty() {
                    let line = Line::new(format!("{party} ")).join(Line::list(points.iter().cloned(), "; "));
                    self.line(2 + label + 2, 2 + label + 4, &line);
                }
            }
        }
    }

    /// Wraps a line, in the letters asked for.
    fn wrap(&self, line: &Line, width: usize, first: usize, rest: usize) -> Vec<Row> {
        if !self.options.ascii {
            return wrap(line, width, first, rest);
        }
        let ascii = line.0.iter().map(|piece| match piece {
            Piece::Words(words) => Piece::Words(deunicode::deunicode(words)),
            Piece::Strong(words) => Piece::Strong(deunicode::deunicode(words)),
            Piece::Dim(words) => Piece::Dim(deunicode::deunicode(words)),
            other => other.clone(),
        });
        wrap(&Line(ascii.collect()), width, first, rest)
    }

    fn row(&mut self, tokens: &[Token]) {
        let last = tokens.iter().rposition(|token| !token.text.trim_end().is_empty());
        let Some(last) = last else { return };
        for (i, token) in tokens[..=last].iter().enumerate() {
            let text = if i == last { token.text.trim_end() } else { &token.text };
            let style = token.paint.style();
            if self.options.colour && token.paint != Paint::Plain && !text.trim().is_empty() {
                self.out.push_str(&format!("{}{text}{}", style.render(), style.render_reset()));
            } else {
                self.out.push_str(text);
            }
        }
        self.out.push('\n');
    }
}

/// Widths in proportion to what the columns hold, none under what can be read.
fn column_widths(rows: &[(String, Vec<Vec<Line>>)], columns: usize, room: usize) -> Vec<usize> {
    let room = room.saturating_sub(2 * columns);
    let least = COLUMN.min(room / columns.max(1));
    let amount = |column: usize| -> f64 {
        let lines = rows.iter().filter_map(|(_, cells)| cells.get(column)).flatten();
        // Rows are as high as their highest cell: the root keeps one long column from taking all.
        lines.map(|line| tokens(line).iter().map(|token| token.text.width()).sum::<usize>()).sum::<usize>() as f64
    };
    let shares: Vec<f64> = (0..columns).map(|column| amount(column).max(1.0).sqrt()).collect();
    let whole: f64 = shares.iter().sum();
    let spare = room - least * columns;
    shares.iter().map(|share| least + (spare as f64 * share / whole) as usize).collect()
}

/// Padded to a width.
fn fit(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Paint {
    Plain,
    Bold,
    Dim,
    Stance(Stance),
}

impl Paint {
    /// Colours of the 256 that are legible on black and on white.
    fn style(self) -> Style {
        let colour = |index: u8| Style::new().fg_color(Some(Color::Ansi256(Ansi256Color(index))));
        match self {
            Paint::Plain => Style::new(),
            Paint::Bold => Style::new().bold(),
            Paint::Dim | Paint::Stance(Stance::Undecided) => Style::new().dimmed(),
            Paint::Stance(Stance::Supports) => colour(33).bold(),
            Paint::Stance(Stance::Opposes) => colour(166).bold(),
            Paint::Stance(Stance::Conditional) => colour(133).bold(),
        }
    }
}

/// Text that does not break.
#[derive(Clone, Debug)]
struct Token {
    text: String,
    paint: Paint,
}

impl Token {
    fn plain(text: impl Into<String>) -> Token {
        Token { text: text.into(), paint: Paint::Plain }
    }
}

type Row = Vec<Token>;

/// Words and spaces; a reference with its count is one word.
fn tokens(line: &Line) -> Vec<Token> {
    let mut out = Vec::new();
    let mut split = |text: &str, paint: Paint| {
        for part in text.split_inclusive(' ') {
            let word = part.trim_end_matches(' ');
            if !word.is_empty() {
                out.push(Token { text: word.to_owned(), paint });
            }
            if word.len() < part.len() {
                out.push(Token::plain(" "));
            }
        }
    };
    for piece in &line.0 {
        match piece {
            Piece::Words(words) => split(words, Paint::Plain),
            Piece::Strong(words) => split(words, Paint::Bold),
            Piece::Dim(words) => split(words, Paint::Dim),
            Piece::Stance(stance) => split(&stance_mark(*stance).replace(' ', "\u{a0}"), Paint::Stance(*stance)),
            Piece::References { sources, cites } => {
                split(&references(*sources, cites).replace(' ', "\u{a0}"), Paint::Dim);
            }
        }
    }
    for token in &mut out {
        token.text =
            token.text.chars().filter(|c| !unprintable(*c)).map(|c| if c == '\u{a0}' { ' ' } else { c }).collect();
    }
    out
}

/// What would steer the terminal instead of being read: a report may hold anything.
fn unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Rows no wider than `width`, unless one word is; punctuation stays with the word before it.
fn wrap(line: &Line, width: usize, first: usize, rest: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut row: Row = vec![Token::plain(" ".repeat(first))];
    let mut column = first;
    let mut fresh = true;
    let mut tokens = tokens(line).into_iter().peekable();
    let mut space = false;
    while let Some(token) = tokens.next() {
        if token.text == " " {
            space = true;
            continue;
        }
        let mut word = vec![token];
        while tokens.peek().is_some_and(|next| next.text != " ") {
            word.extend(tokens.next());
        }
        let length: usize = word.iter().map(|token| token.text.width()).sum();
        let gap = usize::from(space && !fresh);
        if !fresh && column + gap + length > width {
            rows.push(std::mem::replace(&mut row, vec![Token::plain(" ".repeat(rest))]));
            column = rest;
        } else if gap == 1 {
            row.push(Token::plain(" "));
            column += 1;
        }
        column += length;
        row.extend(word);
        fresh = false;
        space = false;
    }
    if !fresh {
        rows.push(row);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(rows: &[Row]) -> Vec<String> {
        rows.iter().map(|row| row.iter().map(|token| token.text.as_str()).collect()).collect()
    }

    #[test]
    fn lines_wrap_between_words_and_before_references() {
        let quote = "q".into();
        let cite = record::Cite { report: 0, label: "3".into(), sentence: 12, start: 0, end: 1, quote, teller: None };
        let told = record::Told { references: vec![cite], sources: 2, weight: 8, probability: 0.4 };
        let line = Line::new("a plan of the two sides").told(&told, 1).words(".");
        assert_eq!(plain(&wrap(&line, 22, 2, 4)), ["  a plan of the two", "    sides unsure 0.40", "    x2 [3:12]."]);
    }
}
