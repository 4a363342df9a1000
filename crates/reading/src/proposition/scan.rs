//! A sentence to its statements by verbs: who, by which word, and where the point begins and ends.
//!
//! One pass from left to right. A point runs from its verb to the end of the sentence, unless another subject, another verb of
//! the same subject, or somebody who joins or opposes comes in at a boundary before.

use std::ops::Range;

use lang::{Dep, Pos, Tag};

use super::boundary::{self, is_quote};
use super::cast::{self, Cast};
use super::passive;
use super::predicate::Predicate;
use super::statement::{Statement, trimmed};
use super::unit::{self, Unit};
use super::words::{VerbForm, WORDS};
use crate::rule::Rule;

/// The statements of a sentence by verbs.
///
/// `speaker` is who spoke last before the sentence: "He" is taken for that party.
pub fn statements<'a>(units: &[Unit<'a>], speaker: Option<&Cast<'a>>) -> Vec<Statement<'a>> {
    let mut scan = Scan {
        units,
        found: Vec::new(),
        cast: None,
        topic: None,
        open: None,
        colon: None,
        inner: None,
        reported: Vec::new(),
        inside: Vec::new(),
    };
    let mut at = scan.pronoun(speaker).unwrap_or(0);
    while at < units.len() {
        at = scan.step(at);
    }
    scan.close(units.len());
    scan.found.append(&mut scan.inside);
    scan.found
}

struct Scan<'u, 'a> {
    units: &'u [Unit<'a>],
    found: Vec<Statement<'a>>,
    /// The subject whose further verbs are waited for.
    cast: Option<Cast<'a>>,
    /// What this subject said that it speaks about: "On the annex, Chile ...".
    topic: Option<Range<usize>>,
    /// Where the point of the last statement begins, while it runs.
    open: Option<usize>,
    /// The last colon, whose list may have semicolons of its own.
    colon: Option<usize>,
    /// The last party that is a subject inside the running point: "said that Peru had".
    inner: Option<Cast<'a>>,
    /// What such parties are said to state, and where those points begin; they end with the running point.
    reported: Vec<(Statement<'a>, usize)>,
    /// The same, ended.
    inside: Vec<Statement<'a>>,
}

impl<'a> Scan<'_, 'a> {
    /// Reads what begins at this unit; returns where to go on.
    fn step(&mut self, at: usize) -> usize {
        let unit = &self.units[at];
        if unit.is(":") {
            self.colon = Some(at);
        }
        let next = self.subject(at).or_else(|| self.passive(at)).or_else(|| self.more(at)).or_else(|| self.inner(at));
        if let Some(next) = next {
            return next;
        }
        if unit.is(";") && self.open.is_some_and(|open| self.colon.is_none_or(|colon| colon < open)) {
            self.close(at);
        }
        at + 1
    }

    /// A sentence whose subject is a pronoun: "He", or "With Chile, she".
    fn pronoun(&mut self, speaker: Option<&Cast<'a>>) -> Option<usize> {
        let mut at = boundary::heading_end(self.units);
        let mut cast = Cast::default();
        while let Some(joining) = cast::joining(self.units, at) {
            cast.join(joining.side, joining.parties);
            at = joining.end;
        }
        at += usize::from(self.word(at) == ",");
        if !matches!(self.word(at), "he" | "she" | "they" | "it") {
            return None;
        }
        if let Some(first) = speaker.and_then(|s| s.with.first()).filter(|_| matches!(self.word(at), "he" | "she")) {
            cast.with.insert(0, first);
            cast.speakers = 1;
        }
        if cast == Cast::default() {
            return None;
        }
        let predicate = Predicate::at(self.units, at + 1).filter(|p| p.form == VerbForm::Past)?;
        self.cast = Some(cast.clone());
        Some(self.state(cast, predicate))
    }

    /// A new subject with its verb.
    fn subject(&mut self, at: usize) -> Option<usize> {
        let (opening, cast, end) = match boundary::opening(self.units, at, self.is_running()) {
            Some(opening) => Cast::at(self.units, at).map(|(cast, end)| (opening, cast, end))?,
            None => self.unnamed(at)?,
        };
        let Some(predicate) = self.predicate_after(end) else {
            // Something else is told of a party, which may go on to state something: "Peru ruled out a and urged b".
            if self.units.get(end).is_some_and(|u| u.token.tag() == Tag::VBD) && !cast.with.is_empty() {
                self.close(opening);
                self.topic = None;
                self.cast = Some(cast);
                return Some(end + 1);
            }
            return None;
        };
        let fits = match predicate.form {
            VerbForm::Gerund => {
                self.word(at.wrapping_sub(1)) == "with" || predicate.helped || self.in_list_of_clauses(opening)
            }
            VerbForm::Past | VerbForm::Base | VerbForm::Third => true,
        };
        if !fits {
            return None;
        }
        self.close(opening);
        self.topic = None;
        if self.found.is_empty() {
            self.lead(&cast, opening);
        }
        self.cast = Some(cast.clone());
        Some(self.state(cast, predicate))
    }

    /// Those who join somebody without a name of this lexicon: "the speaker, supported by Chile, proposed".
    fn unnamed(&self, at: usize) -> Option<(usize, Cast<'a>, usize)> {
        if self.open.is_some() || self.word(at) != "," || at == 0 || self.units[at - 1].party.is_some() {
            return None;
        }
        let mut cast = Cast::default();
        let mut end = at;
        while let Some(joining) = cast::trailing(self.units, end) {
            cast.join(joining.side, joining.parties);
            end = joining.end;
        }
        let predicate = Predicate::at(self.units, end).filter(|p| p.form == VerbForm::Past && end > at)?;
        (!predicate.helped).then_some((at, cast, end))
    }

    /// What a sentence says before its first subject: what it speaks about ("On the annex,"), or a statement of the same
    /// subject ("Noting that time was short,").
    fn lead(&mut self, cast: &Cast<'a>, opening: usize) {
        let first = boundary::heading_end(self.units);
        if opening <= first || self.word(opening) != "," {
            return;
        }
        if WORDS.preface.contains(self.word(first)) {
            self.topic = Some(first..opening);
        } else if WORDS.verb(self.word(first)) == Some(VerbForm::Gerund) && !WORDS.idle.contains(self.word(first)) {
            let point = vec![trimmed(self.units, first + 1..opening)];
            let cast = cast.clone();
            self.found.push(Statement { cast, negated: false, predicate: first, point, why: Rule::PartyVerb });
        }
    }

    /// The verb behind a subject, or behind one aside between commas ("China, in reply to Japan, said").
    fn predicate_after(&self, end: usize) -> Option<Predicate> {
        let comma = usize::from(matches!(self.word(end), "," | ":"));
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

    /// Whether a clause without a finite verb stands in a list of such: "with: Chile noting a; and Peru urging b".
    fn in_list_of_clauses(&self, opening: usize) -> bool {
        let Some(colon) = self.colon.filter(|&colon| colon > 0 && self.word(colon - 1) == "with") else { return false };
        opening == colon + 1 || self.word(opening.wrapping_sub(1)) == ";" || self.word(opening) == ";"
    }

    /// A party that is a subject inside the running point, with what it is said to state.
    fn inner(&mut self, at: usize) -> Option<usize> {
        self.open?;
        let mut before = at.checked_sub(1)?;
        before -= usize::from(self.word(before) == "the").min(before);
        let (with, end) = cast::list(self.units, at).filter(|(with, _)| !with.is_empty())?;
        let governed = self.units[before].token.pos() == Pos::Adp && !self.units[before].is("that");
        if governed || self.units[at].party.is_none() {
            return None;
        }
        let next = self.units.get(end)?;
        if !matches!(next.token.tag(), Tag::MD | Tag::VBD | Tag::VBZ | Tag::VBP) {
            return None;
        }
        let cast = Cast::of(with);
        self.inner = Some(cast.clone());
        if let Some(predicate) = Predicate::at(self.units, end).filter(|p| p.form != VerbForm::Gerund) {
            self.report(cast, predicate);
        }
        Some(end)
    }

    /// Notes what a party inside the running point is said to state.
    fn report(&mut self, cast: Cast<'a>, predicate: Predicate) {
        let Predicate { verb, negated, .. } = predicate;
        let statement = Statement { cast, negated, predicate: verb, point: Vec::new(), why: Rule::PartyVerb };
        self.reported.push((statement, verb + 1));
    }

    /// What parties did, in the passive: the point stands before the verb.
    fn passive(&mut self, at: usize) -> Option<usize> {
        let (statement, clause, end) = passive::statement(self.units, at)?;
        if self.open.is_some_and(|open| clause <= open) {
            return None;
        }
        self.close(clause);
        self.topic = None;
        self.cast = Some(statement.cast.clone());
        self.found.push(statement);
        Some(end)
    }

    /// A further verb of the same subject, or somebody who joins or opposes what was stated.
    fn more(&mut self, at: usize) -> Option<usize> {
        if let Some(cast) = cast::before_who(self.units, at) {
            let predicate = Predicate::at(self.units, at + 1)?;
            self.close(at);
            self.cast = Some(cast.clone());
            return Some(self.state(cast, predicate));
        }
        let boundary = matches!(self.word(at), "," | ";") || WORDS.breaks.contains(self.word(at));
        if !boundary || self.cast.is_none() {
            return None;
        }
        if let Some(next) = self.joined_anew(at) {
            return Some(next);
        }
        let trailing = cast::trailing(self.units, at).filter(|_| self.word(at) != "with");
        if let Some(joining) = trailing.filter(|joining| boundary::is_end(self.units, joining.end)) {
            self.close(at);
            self.found.last_mut()?.cast.join(joining.side, joining.parties);
            return Some(joining.end);
        }
        let mut verb = at;
        let connects = |word: &str| {
            matches!(word, "," | ";" | "and" | "but" | "while" | "or" | "then" | "also" | "yet" | "by")
                || is_quote(word)
        };
        while connects(self.word(verb)) {
            verb += 1;
        }
        let predicate = Predicate::at(self.units, verb)?;
        if !self.coordinated(at, predicate) {
            if let Some(cast) = self.inner.clone().filter(|_| predicate.helped && predicate.form == VerbForm::Base) {
                self.report(cast, predicate);
                return Some(predicate.verb + 1);
            }
            return None;
        }
        self.close(at);
        let cast = self.cast.clone()?;
        Some(self.state(cast, predicate))
    }

    /// The same subject with others beside it: "and, with Chile, urged b", or without a verb "and, opposed by Chile, for b".
    fn joined_anew(&mut self, at: usize) -> Option<usize> {
        let and = at + usize::from(self.word(at) == ",");
        if !matches!(self.word(and), "and" | "but") || self.word(and + 1) != "," {
            return None;
        }
        let mut cast = self.cast.as_ref()?.alone();
        let mut end = and + 1;
        while let Some(joining) = cast::joining(self.units, end) {
            cast.join(joining.side, joining.parties);
            end = joining.end;
        }
        if end == and + 1 {
            return None;
        }
        let last = self.found.last().map(|s| (s.predicate, s.negated, s.why));
        let spoken = Predicate::at(self.units, end).filter(|p| p.form == VerbForm::Past);
        let (predicate, negated, next) = match (spoken, last) {
            (Some(predicate), _) => (predicate.verb, predicate.negated, predicate.verb + 1),
            (None, Some((verb, negated, Rule::PartyVerb))) => (verb, negated, end),
            _ => return None,
        };
        self.close(at);
        self.found.push(Statement { cast, negated, predicate, point: Vec::new(), why: Rule::PartyVerb });
        self.open = Some(next);
        Some(next)
    }

    /// Whether a verb at a boundary has the subject of the statement before, rather than one inside its point.
    fn coordinated(&self, boundary: usize, predicate: Predicate) -> bool {
        let verb = &self.units[predicate.verb];
        let finite = |u: &&Unit| u.party.is_none() && matches!(u.token.tag(), Tag::VBD | Tag::VBZ | Tag::VBP | Tag::MD);
        let point = self.open.map_or(&[][..], |open| &self.units[open..boundary]);
        let inner = point.iter().rev().find(finite).map(|u| u.token.tag());
        let conjunct = self.open.and_then(|open| self.units.get(open.wrapping_sub(1))).is_some_and(|first| {
            let mut token = verb.token;
            while token.dep() == Dep::Conj && token.index() > first.token.index() {
                token = token.head();
            }
            token == first.token
        });
        let own = inner.is_none() || conjunct;
        let comma = self.word(boundary) == ",";
        let describes = verb.token.dep() == Dep::Conj && verb.token.head().pos() == Pos::Adj;
        // What is reported stands in the present ("says that a is late and asked for b"): a past form goes on in the telling.
        let shift = verb.token.tag() == Tag::VBD && inner != Some(Tag::VBD);
        match predicate.form {
            _ if verb.is_modifier() => false,
            // "common but differentiated duties"
            VerbForm::Past if !comma && describes => false,
            VerbForm::Gerund if describes => false,
            VerbForm::Gerund => comma && !predicate.helped && !WORDS.idle.contains(&verb.word),
            VerbForm::Third => own && verb.token.tag() == Tag::VBZ,
            VerbForm::Base => own,
            VerbForm::Past if predicate.helped => own,
            VerbForm::Past => comma || own || shift,
        }
    }

    /// Opens a statement; returns where its point begins.
    fn state(&mut self, cast: Cast<'a>, predicate: Predicate) -> usize {
        let Predicate { verb, negated, .. } = predicate;
        self.found.push(Statement { cast, negated, predicate: verb, point: Vec::new(), why: Rule::PartyVerb });
        self.open = Some(verb + 1);
        verb + 1
    }

    /// Ends the running point before this unit. A verb without one takes up what was stated before: "while Chile objected".
    fn close(&mut self, end: usize) {
        let Some(open) = self.open.take() else { return };
        // A quotation closes behind the comma: "as ``late,'' and".
        let end = if self.word(end) == "," && is_quote(self.word(end + 1)) { end + 2 } else { end };
        self.inner = None;
        for (mut statement, start) in self.reported.drain(..) {
            statement.point = vec![trimmed(self.units, start..end.max(start))];
            self.inside.push(statement);
        }
        let point = trimmed(self.units, open..end.max(open));
        let (before, last) = match self.found.as_mut_slice() {
            [.., before, last] => (Some(before), last),
            [last] => (None, last),
            [] => return,
        };
        if !point.is_empty() {
            last.point = match (&self.topic, before) {
                (None, _) => vec![point],
                (Some(topic), None) => vec![point, topic.clone()],
                (Some(_), Some(_)) if self.units[last.predicate].word.ends_with("ing") => vec![point],
                (Some(topic), Some(_)) => vec![topic.clone(), point],
            };
        } else if let Some(before) = before {
            let verb = self.units[last.predicate].word.as_str();
            let refuses = WORDS.refusal.contains(verb);
            if refuses || WORDS.assent.contains(verb) {
                last.predicate = before.predicate;
                last.negated = before.negated != refuses;
            }
            last.point = before.point.clone();
        }
    }

    /// Whether a party's point runs; what others without a name say does not hide a party in it.
    fn is_running(&self) -> bool {
        self.open.is_some() && self.found.last().is_some_and(|s| s.cast != Cast::default())
    }

    fn word(&self, at: usize) -> &str {
        unit::word(self.units, at)
    }
}
