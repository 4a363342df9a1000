//! Sentences as words: for what reports tell in passing, where no entry stands for it.

use source::Span;

use crate::brief::{Account, Told};
use crate::lexicon::List;
use crate::shelf::{Shelf, Taken};
use crate::words::{fold, one_line, singular};

/// What a reading of plain words is worth where no judge has weighed it.
const PLAIN: f32 = 0.8;

/// A word of a sentence.
#[derive(Clone, Debug)]
pub(crate) struct Word<'a> {
    pub text: &'a str,
    /// Folded.
    pub key: String,
    pub span: Span,
    /// Whether a hyphen alone stands before it.
    pub joined: bool,
    /// Whether a mark that ends a clause stands before it.
    pub breaks: bool,
}

/// A sentence.
#[derive(Clone, Debug)]
pub(crate) struct Said<'a> {
    pub report: usize,
    pub words: Vec<Word<'a>>,
}

/// All sentences of some reports, in order.
pub(crate) fn sentences<'a>(all: &[&'a Taken]) -> Vec<Said<'a>> {
    let mut out = Vec::new();
    for (report, taken) in all.iter().enumerate() {
        for span in &taken.reading.sentences {
            let text = taken.report.text.as_str();
            if text.get(span.start as usize..span.end as usize).is_some() {
                out.push(Said { report, words: words(text, *span) });
            }
        }
    }
    out
}

fn words(text: &str, span: Span) -> Vec<Word<'_>> {
    let (from, to) = (span.start as usize, span.end as usize);
    let mut out: Vec<Word<'_>> = Vec::new();
    let mut start: Option<usize> = None;
    let mut last = from;
    let mut push = |a: usize, b: usize, last: &mut usize| {
        // The last stop of an abbreviation ends no clause: `U.S. envoy`, `U.S.-backed`.
        let short = out.last().is_some_and(|word| word.text.contains('.'));
        let between = &text[*last..a];
        let between = if short { between.strip_prefix('.').unwrap_or(between) } else { between };
        let breaks = between.contains([',', ';', ':', '—', '.', '!', '?', '(', ')']);
        out.push(Word {
            text: &text[a..b],
            key: fold(&text[a..b]),
            span: Span::new(a..b),
            joined: between == "-" || between == "‑",
            breaks,
        });
        *last = b;
    };
    let chars: Vec<(usize, char)> = text[from..to].char_indices().map(|(i, c)| (i + from, c)).collect();
    for (n, (i, c)) in chars.iter().enumerate() {
        let next = chars.get(n + 1).is_some_and(|(_, c)| c.is_alphanumeric());
        let inside = c.is_alphanumeric() || (start.is_some() && next && matches!(c, '.' | '\'' | '’'));
        match (inside, start) {
            (true, None) => start = Some(*i),
            (false, Some(a)) => {
                push(a, *i, &mut last);
                start = None;
            }
            _ => {}
        }
    }
    if let Some(a) = start {
        push(a, to, &mut last);
    }
    out
}

impl<'a> Said<'a> {
    /// Whether the word at `i` is on a list, as it stands or without its plural.
    pub(crate) fn has(&self, shelf: &Shelf<'_>, i: usize, list: List) -> bool {
        self.words
            .get(i)
            .is_some_and(|word| shelf.lexicon.has(list, &word.key) || shelf.lexicon.has(list, &singular(&word.key)))
    }

    /// The first word from `i` on, no more than `within` further, that is on a list.
    pub(crate) fn find(&self, shelf: &Shelf<'_>, i: usize, within: usize, list: List) -> Option<usize> {
        (i..self.words.len().min(i.saturating_add(within))).find(|n| self.has(shelf, *n, list))
    }

    /// Whether the words from `i` on are these.
    pub(crate) fn reads(&self, i: usize, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(n, word)| self.words.get(i + n).is_some_and(|known| known.key == *word))
    }

    /// From the first to the last of these words.
    pub(crate) fn span_of(&self, from: usize, to: usize) -> Span {
        Span::new(self.words[from].span.start as usize..self.words[to].span.end as usize)
    }

    /// The last word of what begins at `i`: to the end of the clause or the word before one of `stops`, no more than `most`.
    pub(crate) fn phrase_end(&self, i: usize, most: usize, stops: &[&str]) -> usize {
        let ends = |n: &usize| self.words[*n].breaks || stops.contains(&&*self.words[*n].key);
        let stop = self.words.len().min(i + most);
        (i + 1..stop).find(ends).unwrap_or(stop) - 1
    }

    /// Whether a clause ends between two words, the first of them aside.
    pub(crate) fn parted(&self, from: usize, to: usize) -> bool {
        self.words.get(from + 1..=to).is_none_or(|words| words.iter().any(|word| word.breaks))
    }

    /// Whether the word at `i` is somebody's: `Trump's`.
    pub(crate) fn owns(&self, i: usize) -> bool {
        self.words.get(i).is_some_and(|word| word.text.ends_with("'s") || word.text.ends_with("’s"))
    }

    /// The number that stands at `i`, in digits or as a word.
    pub(crate) fn number(&self, i: usize) -> Option<f64> {
        const NUMBERS: [&str; 21] = [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ];
        let word = self.words.get(i)?;
        let digits = word.text.replace(',', "");
        let word_for = || NUMBERS.iter().position(|known| *known == word.key).map(|n| n as f64);
        digits.parse().ok().filter(|value: &f64| value.is_finite()).or_else(word_for)
    }

    /// The actor named at `i`: its index in the dossier and the last word of the name.
    pub(crate) fn actor(&self, shelf: &Shelf<'_>, i: usize) -> Option<(usize, usize)> {
        let first = self.words.get(i).filter(|word| word.text.starts_with(char::is_uppercase))?;
        for length in (1..=3).rev() {
            let Some(last) = self.words.get(i + length - 1) else { continue };
            let text = shelf.text(self.report);
            let form = &text[first.span.start as usize..last.span.end as usize];
            let bare = form.trim_end_matches("'s").trim_end_matches("’s");
            let known = shelf.identity.resolve(self.report, bare);
            let plural = || shelf.identity.resolve(self.report, bare.strip_suffix('s')?);
            if let Some(who) = known.or_else(plural) {
                return Some((who, i + length - 1));
            }
        }
        None
    }

    /// The actor whose name ends at `i`, and the first word of the name.
    pub(crate) fn actor_ending(&self, shelf: &Shelf<'_>, i: usize) -> Option<(usize, usize)> {
        (i.saturating_sub(2)..=i)
            .find_map(|n| self.actor(shelf, n).filter(|(_, last)| *last == i).map(|(who, _)| (who, n)))
    }

    /// The actor named last before `i`, in the same clause or any before it.
    pub(crate) fn actor_before(&self, shelf: &Shelf<'_>, i: usize) -> Option<usize> {
        (0..i.min(self.words.len())).rev().find_map(|n| self.actor(shelf, n).filter(|(_, last)| *last < i)).map(|a| a.0)
    }
}

/// The side somebody is on: the party of a person or a group, or what is a party itself.
pub(crate) fn side_of(shelf: &Shelf<'_>, who: usize) -> String {
    let actor = &shelf.identity.actors[who];
    actor.party.clone().unwrap_or_else(|| actor.name.clone())
}

/// Words of a report as an account of it.
pub(crate) fn account(shelf: &Shelf<'_>, report: usize, span: Span, per: Option<String>) -> Account {
    let told = Told { references: vec![shelf.cite(report, span)], sources: 1, weight: 8, probability: PLAIN };
    let words = one_line(span.of(shelf.text(report)));
    let words = words.trim_matches([',', '.', ';', ' ', '“', '”', '"']).to_owned();
    Account { words, verbatim: true, per, told: Some(told) }
}

/// Accounts in the same words by the same speaker are one.
pub(crate) fn once(shelf: &Shelf<'_>, accounts: Vec<Account>) -> Vec<Account> {
    let mut out: Vec<Account> = Vec::new();
    for account in accounts {
        let same = |known: &&mut Account| fold(&known.words) == fold(&account.words) && known.per == account.per;
        match out.iter_mut().find(same) {
            Some(known) => {
                let (Some(told), Some(more)) = (&mut known.told, account.told) else { continue };
                for cite in more.references {
                    let new = told.references.iter().all(|c| (c.report, c.sentence) != (cite.report, cite.sentence));
                    if new {
                        told.references.push(cite);
                    }
                }
                told.sources = shelf.independence.count(told.references.iter().map(|cite| cite.report));
                told.weight = 8 * told.sources as u32;
            }
            None => out.push(account),
        }
    }
    out
}
