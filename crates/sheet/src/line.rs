//! Lines of a brief: pieces that each renderer shows in its own way.

use reading::Stance;
use record::{Cite, Told, stance_word};

/// A part of a line.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Piece {
    /// Words of an entry or of a template.
    Words(String),
    /// A status that holds.
    Strong(String),
    /// What matters less.
    Dim(String),
    /// The sign and the word of a stance.
    Stance(Stance),
    /// How many independent sources, and where.
    References {
        /// Printed as `x3` where more than one.
        sources: usize,
        /// The sentences; never empty.
        cites: Vec<Cite>,
    },
}

/// A line of a brief.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Line(pub Vec<Piece>);

impl Line {
    pub(crate) fn new(words: impl Into<String>) -> Line {
        Line(Vec::new()).words(words)
    }

    pub(crate) fn words(mut self, words: impl Into<String>) -> Line {
        let words = words.into();
        match self.0.last_mut() {
            Some(Piece::Words(last)) => last.push_str(&words),
            _ if words.is_empty() => {}
            _ => self.0.push(Piece::Words(words)),
        }
        self
    }

    pub(crate) fn strong(mut self, words: impl Into<String>) -> Line {
        self.0.push(Piece::Strong(words.into()));
        self
    }

    pub(crate) fn dim(mut self, words: impl Into<String>) -> Line {
        self.0.push(Piece::Dim(words.into()));
        self
    }

    pub(crate) fn stance(mut self, stance: Stance) -> Line {
        self.0.push(Piece::Stance(stance));
        self
    }

    /// The references of an entry, after a mark if it is more likely wrong than right.
    pub(crate) fn told(mut self, told: &Told, limit: usize) -> Line {
        if told.is_unsure() {
            self = self.words(" ").dim(format!("unsure {:.2}", told.probability));
        }
        let cites: Vec<Cite> = told.references.iter().take(limit).cloned().collect();
        if !cites.is_empty() {
            self = self.words(" ");
            self.0.push(Piece::References { sources: told.sources, cites });
        }
        self
    }

    /// One sentence of a report.
    pub(crate) fn cite(mut self, cite: &Cite) -> Line {
        self = self.words(" ");
        self.0.push(Piece::References { sources: 1, cites: vec![cite.clone()] });
        self
    }

    pub(crate) fn more(self, more: usize) -> Line {
        if more == 0 { self } else { self.words(" ").dim(format!("+{more}")) }
    }

    /// Appends another line.
    pub(crate) fn join(mut self, other: Line) -> Line {
        for piece in other.0 {
            match piece {
                Piece::Words(words) => self = self.words(words),
                piece => self.0.push(piece),
            }
        }
        self
    }

    /// Lines with a separator between them.
    pub(crate) fn list(lines: impl IntoIterator<Item = Line>, separator: &str) -> Line {
        let mut out = Line::default();
        for (i, line) in lines.into_iter().enumerate() {
            out = if i == 0 { line } else { out.words(separator).join(line) };
        }
        out
    }

    /// The sentences the line refers to.
    pub(crate) fn cites(&self) -> impl Iterator<Item = &Cite> {
        self.0.iter().flat_map(|piece| match piece {
            Piece::References { cites, .. } => cites.as_slice(),
            _ => &[],
        })
    }
}

/// `+ for`: the sign never comes without the word.
pub(crate) fn stance_mark(stance: Stance) -> String {
    let sign = match stance {
        Stance::Supports => '+',
        Stance::Opposes => '-',
        Stance::Conditional => '~',
        Stance::Undecided => '?',
    };
    format!("{sign} {}", stance_word(stance))
}

/// `x3 [004:12 001:3]`.
pub(crate) fn references(sources: usize, cites: &[Cite]) -> String {
    let labels: Vec<String> = cites.iter().map(|cite| format!("{}:{}", cite.label, cite.sentence)).collect();
    let count = if sources > 1 { format!("x{sources} ") } else { String::new() };
    format!("{count}[{}]", labels.join(" "))
}

/// The words of a reference, and who says them where they do not show it: `"..." (Solen says)`.
pub(crate) fn spoken(cite: &Cite) -> String {
    let teller = cite.teller.as_ref().map(|teller| format!(" ({})", teller.words())).unwrap_or_default();
    format!("{}{teller}", quoted(&cite.quote))
}

/// Words of a report in quotation marks; those inside become single.
pub(crate) fn quoted(words: &str) -> String {
    format!("\"{}\"", words.replace(['"', '“', '”'], "'"))
}
