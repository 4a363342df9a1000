//! What the finders of sessions, texts, next steps and figures all look at: the document with its actors, numbers and times.

use std::ops::Range;

use jiff::civil::Date;
use lang::{Dep, Doc, Pos, Tag, Token};
use source::{Report, Span};

use crate::number::{Number, numbers};
use crate::register::Register;
use crate::time::{TimeExpression, day_of_report, times};

/// A report with everything that was read in it so far.
pub struct Scene<'a> {
    /// The annotated text.
    pub doc: &'a Doc,
    /// Who is who.
    pub register: &'a Register,
    /// Its numbers.
    pub numbers: Vec<Number>,
    /// Its expressions of time.
    pub times: Vec<TimeExpression>,
    /// The day it is written on.
    pub day: Option<Date>,
    /// The byte at which the first line ends.
    title_end: usize,
}

/// Evidence is never longer, in characters.
const LONGEST: usize = 600;

impl<'a> Scene<'a> {
    /// Looks a report over.
    pub fn of(report: &Report, doc: &'a Doc, register: &'a Register) -> Self {
        let numbers = numbers(doc);
        let times = times(doc, &numbers);
        let day = day_of_report(report, doc, &times);
        let text = doc.text();
        let blank = text.len() - text.trim_start().len();
        let title_end = text[blank..].find('\n').map_or(text.len(), |at| blank + at);
        Scene { doc, register, numbers, times, day, title_end }
    }

    /// The expression of time that holds a token.
    pub fn time_at(&self, i: usize) -> Option<&TimeExpression> {
        let at = self.times.partition_point(|t| t.tokens.end <= i);
        self.times.get(at).filter(|t| t.tokens.contains(&i))
    }

    /// Expressions of time in a range of tokens.
    pub fn times_in(&self, range: Range<usize>) -> impl Iterator<Item = &TimeExpression> {
        let at = self.times.partition_point(|t| t.tokens.start < range.start);
        self.times[at..].iter().take_while(move |t| t.tokens.start < range.end)
    }

    /// Whether a token stands in the title: the first line of the text.
    pub fn in_title(&self, i: usize) -> bool {
        self.doc.token(i).span().start < self.title_end
    }

    /// The bytes of a range of tokens without outer punctuation, cut to the longest that evidence may be.
    pub fn span(&self, range: Range<usize>) -> Span {
        let mut range = range;
        let stripped =
            |t: Token<'_>| matches!(t.pos(), Pos::Punct | Pos::Space) && !t.text().contains(['(', ')', '"', '”', '“']);
        while range.len() > 1 && stripped(self.doc.token(range.start)) {
            range.start += 1;
        }
        while range.len() > 1 && stripped(self.doc.token(range.end - 1)) {
            range.end -= 1;
        }
        let start = self.doc.token(range.start).span().start;
        while range.len() > 1 {
            let end = self.doc.token(range.end - 1).span().end;
            if self.doc.text()[start..end].chars().count() <= LONGEST {
                break;
            }
            range.end -= 1;
        }
        let mut end = self.doc.token(range.end - 1).span().end;
        if let Some((cut, _)) = self.doc.text()[start..end].char_indices().nth(LONGEST) {
            end = start + cut;
        }
        Span::new(start..end)
    }

    /// The sentence around a token, as evidence; where the sentence is too long, what of it is nearest.
    pub fn sentence(&self, token: Token<'_>) -> Span {
        let range = token.sentence().range();
        let length = |r: Range<usize>| self.doc.text_of(r).chars().count();
        if length(range.clone()) <= LONGEST {
            return self.span(range);
        }
        let mut near = token.index()..token.index() + 1;
        loop {
            let wider = near.start.saturating_sub(1).max(range.start)..(near.end + 1).min(range.end);
            if wider == near || length(wider.clone()) > LONGEST {
                return self.span(near);
            }
            near = wider;
        }
    }

    /// The clause of a verb: its subtree within the sentence, without the clauses coordinated after it that have a subject.
    pub fn clause(&self, verb: Token<'_>) -> Range<usize> {
        let sentence = verb.sentence().range();
        let subtree = verb.subtree();
        let mut range = subtree.start.max(sentence.start)..subtree.end.min(sentence.end);
        for child in verb.children() {
            let own = child.children().any(|c| matches!(c.dep(), Dep::Nsubj | Dep::Nsubjpass));
            if child.index() > verb.index() && own && matches!(child.dep(), Dep::Conj | Dep::Ccomp | Dep::Parataxis) {
                let start = child.subtree().start;
                if child.dep() != Dep::Ccomp && start > verb.index() {
                    range.end = range.end.min(start);
                }
            }
        }
        while range.end > verb.index() + 1 && matches!(self.doc.token(range.end - 1).pos(), Pos::Cconj | Pos::Punct) {
            range.end -= 1;
        }
        range
    }

    /// The verb that a token depends on: the nearest above it.
    pub fn verb_above<'t>(&self, token: Token<'t>) -> Option<Token<'t>> {
        token.ancestors().take(64).find(|t| {
            matches!(t.pos(), Pos::Verb) || (t.pos() == Pos::Aux && !matches!(t.dep(), Dep::Aux | Dep::Auxpass))
        })
    }

    /// Names of the sides meant by a noun phrase with all that is coordinated with it, each once.
    pub fn sides(&self, head: Token<'_>, into: &mut Vec<String>) {
        for side in self.register.parties_meant(head) {
            if !into.contains(&side) {
                into.push(side);
            }
        }
    }

    /// Names of the persons meant by a noun phrase with all that is coordinated with it, each once.
    pub fn persons(&self, head: Token<'_>, into: &mut Vec<String>) {
        for index in self.register.all_meant(head) {
            let actor = self.register.actor(index);
            if actor.kind == crate::entry::ActorKind::Person && actor.named && !into.contains(&actor.name) {
                into.push(actor.name.clone());
            }
        }
    }

    /// Names of the actors meant by a noun phrase with all that is coordinated with it, each once.
    pub fn actors(&self, head: Token<'_>, into: &mut Vec<String>) {
        for index in self.register.all_meant(head) {
            let actor = self.register.actor(index);
            if !into.contains(&actor.name) {
                into.push(actor.name.clone());
            }
        }
    }
}

/// The words of a range up to the first boundary of a clause (a stop of any kind, a relative word, a conjunction that opens
/// a clause), `most` words at most, never ending in the middle of a phrase; tokens that `skip` names are left out.
pub fn short(doc: &Doc, range: Range<usize>, most: usize, skip: &Range<usize>) -> String {
    let mut pieces: Vec<Range<usize>> = Vec::new();
    let mut words = 0;
    // Where the phrase that may be cut off began: pieces and the end of the last of them.
    let mut whole: Option<(usize, usize)> = None;
    let mut cut = false;
    for i in range {
        if skip.contains(&i) {
            continue;
        }
        let token = doc.token(i);
        if words > 0 && opens_clause(token) {
            break;
        }
        if matches!(token.pos(), Pos::Punct | Pos::Space) && words == 0 {
            continue;
        }
        let joint = matches!(token.pos(), Pos::Adp | Pos::Cconj | Pos::Sconj) || token.dep() == Dep::Aux;
        if joint && words > 0 {
            whole = pieces.last().map(|last| (pieces.len(), last.end));
        }
        if words == most {
            cut = !joint;
            break;
        }
        match pieces.last_mut() {
            Some(last) if last.end == i => last.end = i + 1,
            _ => pieces.push(i..i + 1),
        }
        words += usize::from(token.text().contains(char::is_alphanumeric));
    }
    if let Some((count, end)) = whole.filter(|_| cut) {
        pieces.truncate(count);
        if let Some(last) = pieces.last_mut() {
            last.end = end;
        }
    }
    // Nothing hangs at the end: no preposition, article, conjunction or stop.
    while let Some(last) = pieces.last_mut() {
        let token = doc.token(last.end - 1);
        let particle = token.dep() == Dep::Prt;
        let hangs = matches!(token.pos(), Pos::Punct | Pos::Det | Pos::Cconj | Pos::Sconj | Pos::Space)
            || (token.pos() == Pos::Adp && !particle)
            || (token.pos() == Pos::Part && token.norm() == "to");
        if !hangs || matches!(token.text(), "%" | "’" | "'") {
            break;
        }
        last.end -= 1;
        if last.start == last.end {
            pieces.pop();
        }
    }
    let words: Vec<&str> = pieces.into_iter().map(|piece| doc.text_of(piece).trim()).collect();
    words.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a token begins or bounds a clause of its own.
fn opens_clause(token: Token<'_>) -> bool {
    match token.pos() {
        Pos::Punct => matches!(
            token.text(),
            "," | ";" | ":" | "—" | "–" | "--" | "(" | ")" | "[" | "]" | "\"" | "“" | "”" | "." | "?" | "!" | "..."
        ),
        Pos::Space => true,
        _ => {
            matches!(token.tag(), Tag::WDT | Tag::WP | Tag::WPS | Tag::WRB)
                || (token.dep() == Dep::Mark && token.norm() != "to")
                || (token.dep() == Dep::Prep && token.norm() == "following")
        }
    }
}

/// The past participle of an English verb, by its lemma: from a list of those that follow no rule, else by the rule.
pub fn participle(lemma: &str, irregular: &std::collections::HashMap<String, String>) -> String {
    if let Some(known) = irregular.get(lemma) {
        return known.clone();
    }
    let vowel = |c: char| "aeiou".contains(c);
    let letters: Vec<char> = lemma.chars().collect();
    match letters.as_slice() {
        [.., 'e'] => format!("{lemma}d"),
        [.., before, 'y'] if !vowel(*before) => format!("{}ied", &lemma[..lemma.len() - 1]),
        // "control": controlled, but "reveal": revealed.
        [.., before, v, 'l'] if vowel(*v) && !vowel(*before) => format!("{lemma}led"),
        // "plan": planned, but "gain": gained and "free" has its own rule.
        [first @ .., v, c] if vowel(*v) && !vowel(*c) && !"wxy".contains(*c) && !first.iter().any(|&c| vowel(c)) => {
            format!("{lemma}{c}ed")
        }
        _ => format!("{lemma}ed"),
    }
}

/// Lower case of a token, empty beyond the document.
pub fn low(doc: &Doc, i: usize) -> String {
    if i < doc.len() { doc.token(i).text().to_lowercase() } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn participles_follow_the_rule_or_the_list() {
        let irregular = std::collections::HashMap::from([("hold".to_owned(), "held".to_owned())]);
        let told: Vec<String> = ["control", "launch", "pledge", "plan", "carry", "reveal", "hold"]
            .iter()
            .map(|lemma| participle(lemma, &irregular))
            .collect();
        assert_eq!(told, ["controlled", "launched", "pledged", "planned", "carried", "revealed", "held"]);
    }

    #[test]
    fn short_words_end_with_a_phrase() {
        let doc = crate::example::doc("talks");
        for sentence in doc.sentences() {
            for most in 1..8 {
                let words = short(&doc, sentence.range(), most, &(0..0));
                assert!(words.split_whitespace().count() <= most, "{words}");
                assert!(!words.ends_with([',', ';', ':']), "{words}");
            }
        }
    }
}
