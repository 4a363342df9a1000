//! A sentence to its statements: who, by which verb, and where the point begins and ends.
//!
//! One pass from left to right. A point runs from its verb to the end of the sentence, unless another subject, another verb of
//! the same subject, or somebody who joins or opposes comes in at a boundary before.

use std::ops::Range;

use lang::Tag;

use super::cast::{self, Cast};
use super::predicate::Predicate;
use super::unit::Unit;
use super::words::{VerbForm, WORDS};

/// What a cast states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement<'a> {
    /// Who, and who against.
    pub cast: Cast<'a>,
    /// "did not support".
    pub negated: bool,
    /// The unit of the verb or noun.
    pub predicate: usize,
    /// What is stated, in units; the topic that the sentence opened with comes last.
    pub point: Vec<Range<usize>>,
}

/// The statements of a sentence by verbs.
pub fn statements<'a>(units: &[Unit<'a>]) -> Vec<Statement<'a>> {
    let mut scan = Scan { units, found: Vec::new(), cast: None, open: None, colon: false };
    let mut at = 0;
    while at < units.len() {
        at = scan.step(at);
    }
    scan.close(units.len());
    scan.found
}

struct Scan<'u, 'a> {
    units: &'u [Unit<'a>],
    found: Vec<Statement<'a>>,
    /// The subject whose further verbs are waited for.
    cast: Option<Cast<'a>>,
    /// Where the point of the last statement begins, while it runs.
    open: Option<usize>,
    /// Whether that point is a list behind a colon, whose semicolons are its own.
    colon: bool,
}

impl<'a> Scan<'_, 'a> {
    /// Reads what begins at this unit; returns where to go on.
    fn step(&mut self, at: usize) -> usize {
        let unit = &self.units[at];
        if unit.is(":") {
            self.colon = true;
        }
        if unit.is(";") && !self.colon {
            self.close(at);
        }
        self.subject(at).or_else(|| self.more(at)).unwrap_or(at + 1)
    }

    /// A new subject with its verb.
    fn subject(&mut self, at: usize) -> Option<usize> {
        let opening = self.opening(at)?;
        let (cast, end) = Cast::at(self.units, at)?;
        let predicate = self.predicate_after(end)?;
        let with = self.word(at.wrapping_sub(1)) == "with";
        let fits = match predicate.form {
            VerbForm::Gerund => with || predicate.helped,
            VerbForm::Past | VerbForm::Base | VerbForm::Third => true,
        };
        if !fits {
            return None;
        }
        self.close(opening);
        let topic = self.found.is_empty().then(|| self.topic(opening)).flatten();
        self.cast = Some(cast.clone());
        Some(self.state(cast, predicate, topic))
    }

    /// The verb behind a subject, or behind one aside between commas ("China, in reply to Japan, said").
    fn predicate_after(&self, end: usize) -> Option<Predicate> {
        let comma = usize::from(self.word(end) == ",");
        if let Some(found) = Predicate::at(self.units, end + comma) {
            return Some(found);
        }
        if self.word(end) != "," && self.word(end.wrapping_sub(1)) != "," {
            return None;
        }
        let aside = self.units[end + comma..].iter().take(30).position(|u| u.is(",") || u.is_stop())?;
        let behind = end + comma + aside;
        let predicate = Predicate::at(self.units, behind + 1).filter(|_| self.word(behind) == ",")?;
        matches!(predicate.form, VerbForm::Past | VerbForm::Third).then_some(predicate)
    }

    /// Where the clause of a subject at this unit begins, with its conjunction; `None` where no subject can stand.
    fn opening(&self, at: usize) -> Option<usize> {
        if self.word(at) == "," {
            return None;
        }
        let mut from = at;
        let mut bounded = at == 0;
        while from > 0 && !bounded {
            let before = &self.units[from - 1];
            if before.is(",") || before.is_stop() || before.is("(") || before.is(".") {
                bounded = true;
                if before.is(",") {
                    from -= 1;
                }
            } else if WORDS.opener.contains(&before.word) || before.is("with") || before.is_adverb() {
                from -= 1;
                bounded = from == 0 || self.open.is_none() || WORDS.breaks.contains(&before.word) && !before.is("with");
            } else {
                return None;
            }
        }
        // "and, with Chile proposing": the conjunction before a comma is part of the break.
        bounded.then_some(from)
    }

    /// A further verb of the same subject, or somebody who joins or opposes what was stated.
    fn more(&mut self, at: usize) -> Option<usize> {
        let boundary = self.word(at) == "," || WORDS.breaks.contains(self.word(at));
        if !boundary || self.cast.is_none() {
            return None;
        }
        if let Some((side, parties, end)) = cast::joining(self.units, at).filter(|(.., end)| self.is_boundary(*end)) {
            self.close(at);
            self.found.last_mut()?.cast.join(side, parties);
            return Some(end);
        }
        let mut verb = at;
        while matches!(self.word(verb), "," | "and" | "but" | "while" | "or" | "then" | "also" | "yet" | "by") {
            verb += 1;
        }
        let predicate = Predicate::at(self.units, verb)?;
        if !self.coordinated(at, predicate) {
            return None;
        }
        self.close(at);
        let cast = self.cast.clone()?;
        Some(self.state(cast, predicate, None))
    }

    /// Whether a verb at a boundary has the subject of the statement before, rather than one inside its point.
    fn coordinated(&self, boundary: usize, predicate: Predicate) -> bool {
        let verb = &self.units[predicate.verb];
        let comma = self.word(boundary) == ",";
        let inner = self.open.map_or(0, |open| {
            self.units[open..boundary]
                .iter()
                .filter(|u| matches!(u.token.tag(), Tag::VBD | Tag::VBZ | Tag::VBP | Tag::MD) && u.party.is_none())
                .count()
        });
        let after = self.open.and_then(|open| self.units.get(open.wrapping_sub(1)));
        let conjunct = after.is_some_and(|first| {
            verb.token.ancestors().take_while(|t| t.index() >= first.token.index()).any(|t| t == first.token)
                && verb.token.dep() == lang::Dep::Conj
        });
        match predicate.form {
            _ if verb.is_modifier() => false,
            VerbForm::Gerund => comma && !predicate.helped,
            VerbForm::Base | VerbForm::Third => inner == 0 || conjunct,
            VerbForm::Past if predicate.helped => inner == 0 || conjunct,
            VerbForm::Past => comma || inner == 0 || conjunct,
        }
    }

    /// Whether a clause can end before this unit.
    fn is_boundary(&self, at: usize) -> bool {
        self.units.get(at).is_none_or(|u| {
            u.is_stop() || matches!(u.word.as_str(), "," | "." | ")" | "\"" | "”" | "''") || WORDS.breaks.contains(&u.word)
        }) || self.word(at.wrapping_sub(1)) == ","
    }

    /// What a sentence that begins "On ..., " is about, if the clause opens behind it.
    fn topic(&self, opening: usize) -> Option<Range<usize>> {
        let heading = self.units[..opening].iter().rposition(|u| u.is(":")).map_or(0, |colon| colon + 1);
        let first = self.units.get(heading)?;
        (WORDS.preface.contains(&first.word) && self.word(opening) == "," && opening > heading).then_some(heading..opening)
    }

    /// Opens a statement; returns where its point begins.
    fn state(&mut self, cast: Cast<'a>, predicate: Predicate, topic: Option<Range<usize>>) -> usize {
        let Predicate { verb, negated, .. } = predicate;
        self.found.push(Statement { cast, negated, predicate: verb, point: topic.into_iter().collect() });
        self.open = Some(verb + 1);
        self.colon = false;
        verb + 1
    }

    /// Ends the running point before this unit. One that is empty takes up the point before it: "while Chile opposed".
    fn close(&mut self, end: usize) {
        let Some(open) = self.open.take() else { return };
        let point = trimmed(self.units, open..end.max(open));
        let before = self.found.iter().rev().nth(1).map(|s| s.point.clone());
        let Some(last) = self.found.last_mut() else { return };
        if point.is_empty() {
            last.point = before.unwrap_or_default();
        } else {
            last.point.insert(0, point);
        }
    }

    fn word(&self, at: usize) -> &str {
        self.units.get(at).map_or("", |u| &u.word)
    }
}

/// A range without the punctuation and conjunctions around it.
pub fn trimmed(units: &[Unit<'_>], range: Range<usize>) -> Range<usize> {
    let mut range = range;
    while !range.is_empty() && matches!(units[range.start].word.as_str(), "," | "." | ";" | ":" | "--" | "–" | "—") {
        range.start += 1;
    }
    while !range.is_empty() && {
        let last = &units[range.end - 1];
        matches!(last.word.as_str(), "," | "." | ";" | ":" | "--" | "–" | "—" | "and" | "but" | "while" | "whereas")
    } {
        range.end -= 1;
    }
    range
}
