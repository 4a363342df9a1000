//! A tree of elements to lines of plain text: a line a block, an empty line between paragraphs.

use dom_query::{NodeData, NodeRef};

/// What is left open between words; a wider gap swallows a narrower one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Space,
    Line,
    Paragraph,
}

/// The text of an element.
pub fn of(element: &NodeRef<'_>) -> String {
    enum Step<'a> {
        Open(NodeRef<'a>),
        Close { gap: Gap, wrapped: bool },
    }
    let mut lines = Lines { text: String::new(), gap: Gap::None, wrapped: 0 };
    let mut steps = vec![Step::Open(*element)];
    while let Some(step) = steps.pop() {
        match step {
            Step::Close { gap, wrapped } => {
                lines.gap = lines.gap.max(gap);
                lines.wrapped -= usize::from(wrapped);
            }
            Step::Open(node) => {
                let name = match node.qual_name_ref() {
                    Some(name) => name.local.clone(),
                    None => {
                        node.query(|node| {
                            if let NodeData::Text { contents } = &node.data {
                                lines.push(contents);
                            }
                        });
                        continue;
                    }
                };
                let name: &str = &name;
                if is_silent(name) {
                    continue;
                }
                let gap = around(name);
                // The second of two line breaks leaves a line empty.
                let gap = if name == "br" && lines.gap >= Gap::Line { Gap::Paragraph } else { gap };
                let wrapped = matches!(name, "pre" | "xmp" | "listing" | "plaintext");
                lines.gap = lines.gap.max(gap);
                lines.wrapped += usize::from(wrapped);
                steps.push(Step::Close { gap: if name == "br" { Gap::None } else { gap }, wrapped });
                steps.extend(node.children_it(true).map(Step::Open));
            }
        }
    }
    without_labels(&lines.text)
}

/// Leaves out lines that are the label of something beside the story, and stand there alone.
fn without_labels(text: &str) -> String {
    static LABELS: &str = include_str!("../../data/page-labels.txt");
    let is_label = |line: &str| {
        let words = line.trim_end_matches(['.', ':', '…']);
        LABELS.lines().any(|label| label.eq_ignore_ascii_case(words))
    };
    let kept = |paragraph: &str| paragraph.lines().filter(|line| !is_label(line)).collect::<Vec<_>>().join("\n");
    let paragraphs: Vec<String> = text.split("\n\n").map(kept).filter(|paragraph| !paragraph.is_empty()).collect();
    paragraphs.join("\n\n")
}

/// What is no part of a text: what is run, drawn or filled in, and the words under pictures.
fn is_silent(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "noscript"
            | "template"
            | "svg"
            | "math"
            | "button"
            | "input"
            | "select"
            | "textarea"
            | "iframe"
            | "object"
            | "audio"
            | "video"
            | "canvas"
            | "dialog"
            | "nav"
            | "figcaption"
            | "head"
    )
}

fn around(name: &str) -> Gap {
    match name {
        "p" | "div" | "section" | "article" | "header" | "footer" | "main" | "aside" | "blockquote" | "pre" | "xmp"
        | "listing" | "plaintext" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol" | "dl" | "table"
        | "figure" | "address" | "hr" | "center" | "details" | "summary" | "fieldset" | "body" => Gap::Paragraph,
        "br" | "li" | "dt" | "dd" | "tr" | "caption" => Gap::Line,
        "td" | "th" => Gap::Space,
        _ => Gap::None,
    }
}

/// Lines as they are written.
struct Lines {
    text: String,
    gap: Gap,
    /// How many elements stand around that keep line breaks.
    wrapped: usize,
}

impl Lines {
    fn push(&mut self, words: &str) {
        let mut breaks = 0;
        for c in words.chars() {
            if c == '\n' && self.wrapped > 0 {
                // Lines of old dispatches are broken by their width: only an empty one ends a paragraph.
                breaks += 1;
                self.gap = self.gap.max(if breaks > 1 { Gap::Paragraph } else { Gap::Space });
            } else if c.is_whitespace() || c.is_control() {
                self.gap = self.gap.max(Gap::Space);
            } else if !is_unseen(c) {
                breaks = 0;
                self.close();
                self.text.push(c);
            }
        }
    }

    /// Writes what was left open, save at the very beginning.
    fn close(&mut self) {
        let gap = std::mem::replace(&mut self.gap, Gap::None);
        if !self.text.is_empty() {
            self.text.push_str(match gap {
                Gap::None => "",
                Gap::Space => " ",
                Gap::Line => "\n",
                Gap::Paragraph => "\n\n",
            });
        }
    }
}

/// Hints on where to break a word, and marks that have no width.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}
