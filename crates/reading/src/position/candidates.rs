//! Candidates: every place where a word's frame, a duty or a pledge tells a stance.

use std::collections::HashSet;
use std::ops::Range;

use lang::{Dep, Doc, Pos, Tag, Token};

use super::conditions::{self, Terms};
use super::holder::{Holder, Holders};
use super::lexicon::{Frame, HolderRole, LEXICON, Part};
use super::point::{self, Point};
use crate::clause::{self, Modality};
use crate::entry::{Force, Stance};
use crate::rule::Rule;

/// A stance that the words may tell.
#[derive(Clone, Debug)]
pub struct Candidate<'a> {
    /// Who holds it.
    pub holder: Holder,
    /// Who reports it, where that is somebody else.
    pub per: Option<Holder>,
    /// The word that tells it.
    pub cue: Token<'a>,
    /// Head of the point.
    pub head: Token<'a>,
    /// The point's tokens.
    pub point: Range<usize>,
    /// The clause that says so.
    pub evidence: Range<usize>,
    /// The stance.
    pub stance: Stance,
    /// How hard.
    pub force: Option<Force>,
    /// What it depends on.
    pub terms: Option<Terms<'a>>,
    /// The rule.
    pub rule: Rule,
    /// How the rule came to it, for the judge.
    pub traits: Vec<String>,
}

struct Finder<'a, 'r> {
    doc: &'a Doc,
    holders: &'r Holders<'r>,
    /// Words whose stance has gone into that of a word above them.
    consumed: HashSet<usize>,
    found: Vec<Candidate<'a>>,
}

/// What a cue tells, before holders and points are paired.
struct Stand<'a> {
    cue: Token<'a>,
    rule: Rule,
    stance: Stance,
    force: Option<Force>,
    holders: Vec<Holder>,
    holder_at: Option<Token<'a>>,
    per: Option<Holder>,
    terms: Option<Terms<'a>>,
    traits: Vec<String>,
}

impl Stand<'_> {
    /// "demands A in exchange for B": A is wanted, B hangs on it.
    fn asks_in_exchange(&self) -> bool {
        self.force == Some(Force::Demand)
            && self.rule != Rule::StanceDuty
            && self.terms.as_ref().is_some_and(|t| LEXICON.reporting.term_nouns.contains(t.word))
    }
}

/// All candidates of a document, in order of their cues.
pub fn candidates<'a>(doc: &'a Doc, holders: &Holders<'_>) -> Vec<Candidate<'a>> {
    let mut finder = Finder { doc, holders, consumed: HashSet::new(), found: Vec::new() };
    for token in doc.tokens() {
        if !finder.frames(token) {
            finder.duties_and_pledges(token);
        }
    }
    finder.found
}

/// The stance of a stance: what refusing to accept, or offering to drop, comes to.
fn compose(outer: Stance, inner: Stance) -> Stance {
    match (outer, inner) {
        (Stance::Supports, inner) => inner,
        (Stance::Opposes, Stance::Supports) => Stance::Opposes,
        (Stance::Opposes, Stance::Opposes) => Stance::Undecided,
        (Stance::Opposes, Stance::Undecided) => Stance::Opposes,
        (Stance::Opposes, other) => other,
        (outer, Stance::Supports) => outer,
        (outer, _) => outer,
    }
}

fn is_negated(token: Token<'_>) -> bool {
    // "not only A but also B" refuses nothing.
    let not_only = token.children().any(|c| {
        c.dep() == Dep::Neg
            && c.index() + 1 < c.doc().len()
            && matches!(c.doc().token(c.index() + 1).norm(), "only" | "just" | "merely")
    });
    (clause::is_negated(token) && !not_only)
        || token.children().any(|c| {
            c.dep() == Dep::Advmod
                && c.norm() == "longer"
                && c.children().any(|g| g.dep() == Dep::Neg || g.norm() == "no")
        })
}

/// "no side", "neither", "nobody", "none of".
fn is_nobody(subject: Token<'_>) -> bool {
    let nobody = &LEXICON.reporting.nobody;
    nobody.contains(subject.norm())
        || subject
            .children()
            .any(|c| matches!(c.dep(), Dep::Det | Dep::Neg | Dep::Preconj) && nobody.contains(c.norm()))
}

impl<'a> Finder<'a, '_> {
    /// Tries the lexicon's frames on a token; whether one was filled.
    fn frames(&mut self, token: Token<'a>) -> bool {
        if self.consumed.contains(&token.index()) || self.is_company(token) {
            return true;
        }
        for (part, frame) in LEXICON.frames(token) {
            let points = point::points(token, part, frame);
            if points.is_empty() {
                continue;
            }
            if self.frame(token, part, frame, points) {
                return true;
            }
        }
        false
    }

    /// "backed by" beside a party brings in holders of its position and is none of its own.
    fn is_company(&self, token: Token<'a>) -> bool {
        matches!(token.dep(), Dep::Acl | Dep::Amod | Dep::Conj)
            && LEXICON.reporting.company.contains(token.lemma())
            && clause::agent(token).is_some()
            && !self.holders.single(token.head()).is_empty()
    }

    fn frame(&mut self, token: Token<'a>, part: Part, frame: &Frame, points: Vec<Point<'a>>) -> bool {
        let mut traits = Vec::new();
        // The verb that carries tense and negation: the word itself, or the copula of an adjective.
        let verb = match part {
            Part::Verb => token,
            _ if matches!(token.dep(), Dep::Acomp | Dep::Attr | Dep::Oprd) => token.head(),
            _ => token,
        };
        let subject = match part {
            Part::Noun => None,
            _ => clause::subject(verb),
        };
        let mut negations = u32::from(is_negated(token)) + u32::from(verb != token && is_negated(verb));
        // "did not say it would accept" leaves the acceptance open; "failed to accept" does not.
        if part == Part::Noun && matches!(token.dep(), Dep::Dobj | Dep::Attr) && is_negated(token.head()) {
            negations += 1;
        }
        let mut stance = if negations % 2 == 1 {
            traits.push("negated".to_owned());
            match frame.negated() {
                Some(s) => s,
                None => return false,
            }
        } else {
            frame.stance
        };
        let modality = clause::modality(verb);
        let rule = match part {
            Part::Verb => Rule::StanceVerb,
            Part::Noun => Rule::StanceNoun,
            Part::Adjective => Rule::StanceAdjective,
        };
        let speakers = self.holders.speakers(token);
        let (mut holders, mut holder_at) = (Vec::new(), None);
        match (part, frame.holder) {
            (_, HolderRole::Speaker) => {
                let judged = token
                    .children()
                    .filter(|c| c.dep() == Dep::Prep && matches!(c.norm(), "to" | "for"))
                    .find_map(|p| p.child(Dep::Pobj));
                if let Some(t) = judged {
                    holders = self.holders.meant(t);
                    holder_at = Some(t);
                }
                // "called Z unacceptable"
                if holders.is_empty() && matches!(token.dep(), Dep::Oprd | Dep::Ccomp | Dep::Xcomp | Dep::Pobj) {
                    let caller = if token.dep() == Dep::Pobj { token.head().head() } else { token.head() };
                    if caller.pos() == Pos::Verb
                        && caller.lemma() != "be"
                        && let Some(doer) = self.holders.doer(caller)
                    {
                        holders = self.holders.meant(doer);
                        holder_at = Some(doer);
                    }
                }
                if holders.is_empty() {
                    holders.clone_from(&speakers);
                    holder_at = None;
                    traits.push("by-speaker".to_owned());
                }
            }
            (Part::Noun, _) => {
                let (owners, how) = self.holders.owners(token, part);
                holders = owners;
                traits.push(format!("owner:{how}"));
            }
            _ => {
                let doer = match part {
                    Part::Verb => self.holders.doer(verb),
                    _ => subject,
                };
                if let Some(doer) = doer {
                    if is_nobody(doer) {
                        stance = match stance {
                            Stance::Supports => Stance::Opposes,
                            Stance::Opposes => Stance::Supports,
                            s => s,
                        };
                        traits.push("nobody".to_owned());
                    }
                    holders = self.holders.meant(doer);
                    holder_at = Some(doer);
                }
            }
        }
        if holders.is_empty() {
            return false;
        }
        // What somebody must do is the demand of who says so.
        if part == Part::Verb && modality == Modality::Necessary && !speakers.is_empty() {
            return self.duty(token, speakers, "said");
        }
        traits.push(format!("modality:{modality:?}"));
        let per = other_speaker(&speakers, &holders);
        let terms = conditions::terms(verb);
        if let Some(t) = &terms {
            traits.push(format!("terms:{}", t.word.to_lowercase()));
        }
        let mut stand = Stand { cue: token, rule, stance, force: frame.force, holders, holder_at, per, terms, traits };
        if part != Part::Noun {
            stand.traits.push(format!("cue:{}", token.lemma().to_lowercase()));
        } else {
            stand.traits.push(format!("cue:{}/n", token.lemma().to_lowercase()));
        }
        for point in points {
            self.point(&mut stand, point);
        }
        self.conclude(stand);
        true
    }

    /// Emits a stand on a point; a stance word at the head of the point gives its own stance to the outer one.
    fn point(&mut self, stand: &mut Stand<'a>, point: Point<'a>) {
        let head = point.head;
        if point.slot == "bare" {
            let before = self.found.iter().rev().map(|c| (c.head, c.point.clone())).next();
            let Some((head, range)) = before else { return };
            let near = head.sentence().number() + 1 >= stand.cue.sentence().number();
            if near {
                self.emit(stand, &Point { head, range, slot: "bare", of_other: false }, stand.stance, "bare");
            }
            return;
        }
        if !point.of_other && matches!(point.slot, "infinitive" | "gerund") {
            let inner = LEXICON
                .frames(head)
                .filter(|(part, f)| *part == Part::Verb && f.holder == HolderRole::Subject)
                .map(|(part, f)| (point::points(head, part, f), f))
                .find(|(points, _)| !points.is_empty());
            if let Some((points, frame)) = inner {
                self.consumed.insert(head.index());
                let inner = if is_negated(head) { frame.negated() } else { Some(frame.stance) };
                let Some(inner) = inner else { return };
                let stance = compose(stand.stance, inner);
                for p in points {
                    self.emit(stand, &p, stance, "inner");
                }
                return;
            }
        }
        if point.slot == "other" {
            // What another is urged to consider, the holder does not consider.
            self.consumed.insert(head.index());
        }
        let mut stance = stand.stance;
        // "accepts no conditions", "wants no changes", "demands that it not be signed"
        let none = head.children().any(|c| c.dep() == Dep::Det && c.norm() == "no")
            || (matches!(head.pos(), Pos::Verb | Pos::Aux) && is_negated(head))
            || matches!(head.norm(), "nothing" | "none");
        if none {
            stance = match stance {
                Stance::Supports => Stance::Opposes,
                Stance::Opposes => Stance::Supports,
                s => s,
            };
        }
        self.emit(stand, &point, stance, point.slot);
    }

    fn emit(&mut self, stand: &Stand<'a>, point: &Point<'a>, stance: Stance, slot: &str) {
        let terms = stand.terms.as_ref().filter(|t| !t.range.contains(&stand.cue.index()) && !stand.asks_in_exchange());
        let stance = match terms {
            Some(t) if t.firm && (stance != Stance::Opposes || LEXICON.reporting.lacking.contains(t.word)) => {
                Stance::Conditional
            }
            _ => stance,
        };
        for holder in &stand.holders {
            let mut traits = stand.traits.clone();
            traits.push(format!("slot:{slot}"));
            if point.of_other {
                traits.push("of-other".to_owned());
            }
            // "that issues remain" tells a state of affairs, "that issues be settled" a stance.
            if slot == "clause" {
                traits.push(format!("tells:{:?}", clause::modality(point.head)));
            }
            self.found.push(Candidate {
                holder: holder.clone(),
                per: stand.per.clone(),
                cue: stand.cue,
                head: point.head,
                point: point.range.clone(),
                evidence: evidence(self.doc, stand.cue, stand.holder_at, point),
                stance,
                force: stand.force.filter(|_| stance == Stance::Supports || stance == Stance::Opposes),
                terms: terms.cloned(),
                rule: stand.rule,
                traits,
            });
        }
    }

    /// What is asked for in exchange is supported.
    fn conclude(&mut self, stand: Stand<'a>) {
        let Some(terms) = &stand.terms else { return };
        if !terms.firm
            || terms.word == "should"
            || terms.range.contains(&stand.cue.index())
            || LEXICON.reporting.term_nouns.contains(terms.head.lemma())
        {
            return;
        }
        let own = clause::subject(terms.head).map(|s| self.holders.single(s)).unwrap_or_default();
        if own.iter().any(|o| stand.holders.iter().any(|h| h.side() == o.side())) {
            return;
        }
        // What the holder would give for what it asks hangs on getting it.
        let asked = self.found.last().filter(|c| stand.asks_in_exchange() && c.cue == stand.cue).map(|c| Terms {
            head: c.head,
            range: c.point.clone(),
            firm: true,
            word: terms.word,
        });
        for holder in &stand.holders {
            let mut traits = vec![format!("terms:{}", terms.word.to_lowercase())];
            traits.push(format!("of:{}", stand.rule.as_str()));
            self.found.push(Candidate {
                holder: holder.clone(),
                per: stand.per.clone(),
                cue: terms.head,
                head: terms.head,
                point: trim(self.doc, terms.range.clone()),
                evidence: clip(self.doc, trim(self.doc, terms.range.clone())),
                stance: if asked.is_some() { Stance::Conditional } else { Stance::Supports },
                force: asked.is_none().then_some(Force::Demand),
                terms: asked.clone(),
                rule: Rule::StanceTerms,
                traits,
            });
        }
    }

    /// X says that Y must: X supports it. X says that X will, or would: X supports it.
    fn duties_and_pledges(&mut self, token: Token<'a>) {
        if !matches!(token.pos(), Pos::Verb | Pos::Aux) || matches!(token.dep(), Dep::Aux | Dep::Auxpass) {
            return;
        }
        if conditions::is_inverted(token) {
            return;
        }
        if self.contents(token) {
            return;
        }
        let speakers = self.holders.speakers(token);
        let modality = clause::modality(token);
        let obliged = LEXICON.reporting.necessary.contains(token.head().lemma())
            && token.dep() == Dep::Xcomp
            && token.children().any(|c| c.tag() == Tag::TO);
        if modality == Modality::Necessary || obliged {
            if !speakers.is_empty() {
                self.duty(token, speakers, "said");
            } else if let Some(before) = self.speaker_before(token) {
                self.duty(token, vec![before], "carried");
            }
            return;
        }
        if !matches!(modality, Modality::Future | Modality::Possible) {
            return;
        }
        let Some(subject) = token
            .children()
            .find(|c| matches!(c.dep(), Dep::Nsubj | Dep::Nsubjpass))
            .or_else(|| (token.dep() == Dep::Conj).then(|| clause::subject(token)).flatten())
        else {
            return;
        };
        let passive = clause::is_passive(token);
        let doers = if passive { Vec::new() } else { self.holders.meant(subject) };
        let own = doers.iter().any(|d| speakers.iter().any(|s| s.side() == d.side()));
        let carried = (speakers.is_empty() && doers.is_empty()).then(|| self.speaker_before(token)).flatten();
        if speakers.is_empty() && doers.is_empty() && carried.is_none() {
            return;
        }
        let nothing = token.children().any(|c| {
            matches!(c.dep(), Dep::Dobj | Dep::Attr)
                && (matches!(c.norm(), "nothing" | "none")
                    || c.children().any(|g| g.dep() == Dep::Det && g.norm() == "no"))
        });
        let mut stance =
            if is_negated(token) || is_nobody(subject) || nothing { Stance::Opposes } else { Stance::Supports };
        let mut traits = vec![format!("modality:{modality:?}"), format!("cue:{}/p", token.lemma().to_lowercase())];
        traits.extend(token.children().filter(|c| c.dep() == Dep::Aux).map(|c| format!("aux:{}", c.norm())));
        if stance == Stance::Opposes {
            traits.push("negated".into());
        }
        let holders = if let Some(carried) = carried {
            traits.push("carried".into());
            vec![carried]
        } else if own || speakers.is_empty() {
            traits.push(if own { "own" } else { "narrated" }.into());
            doers.clone()
        } else {
            traits.push(if doers.is_empty() { "of-thing" } else { "of-other" }.into());
            speakers.clone()
        };
        let terms = conditions::terms(token);
        if terms.as_ref().is_some_and(|t| t.firm) {
            stance = Stance::Conditional;
        }
        if let Some(t) = &terms {
            traits.push(format!("terms:{}", t.word.to_lowercase()));
        }
        let per = other_speaker(&speakers, &holders);
        let point = Point { head: token, range: clip(self.doc, whole(token)), slot: "clause", of_other: !own };
        let stand = Stand {
            cue: token,
            rule: Rule::StancePledge,
            stance,
            force: None,
            holders,
            holder_at: Some(subject),
            per,
            terms,
            traits,
        };
        self.emit(&stand, &point, stance, "pledge");
        self.conclude(stand);
    }

    /// "a draft that would see Kyiv withdraw": what a text holds is the position of who put it forward.
    fn contents(&mut self, token: Token<'a>) -> bool {
        let words = &LEXICON.reporting;
        let text = token.head();
        if token.dep() != Dep::Relcl
            || !matches!(clause::modality(token), Modality::Future | Modality::Possible)
            || !token
                .children()
                .any(|c| matches!(c.dep(), Dep::Nsubj | Dep::Nsubjpass) && matches!(c.norm(), "that" | "which"))
        {
            return false;
        }
        // "a draft of a plan"
        let mut nouns = vec![text];
        if text.dep() == Dep::Pobj && text.head().norm() == "of" {
            nouns.push(text.head().head());
        }
        if !nouns.iter().any(|n| words.texts.contains(n.lemma())) {
            return false;
        }
        let Some((holders, how)) =
            nouns.iter().map(|n| self.holders.owners(*n, Part::Noun)).find(|(holders, _)| !holders.is_empty())
        else {
            return false;
        };
        let inner = token.children().find(|c| {
            matches!(c.dep(), Dep::Ccomp | Dep::Xcomp)
                && c.index() > token.index()
                && words.brings.contains(token.lemma())
        });
        let head = inner.unwrap_or(token);
        let terms = conditions::terms(head);
        let stance = if is_negated(token) || is_negated(head) { Stance::Opposes } else { Stance::Supports };
        let point = Point { head, range: clip(self.doc, whole(head)), slot: "contents", of_other: true };
        let traits = vec![format!("cue:{}/c", token.lemma().to_lowercase()), format!("owner:{how}")];
        let mut stand = Stand {
            cue: token,
            rule: Rule::StancePledge,
            stance,
            force: Some(Force::Floated),
            holders,
            holder_at: None,
            per: None,
            terms: None,
            traits,
        };
        self.emit(&stand, &point, stance, "contents");
        stand.terms = terms;
        self.conclude(stand);
        if let Some(inner) = inner {
            self.consumed.insert(inner.index());
        }
        true
    }

    /// Whose stance was told last, in this sentence or the one before: a duty without a speaker goes on with theirs.
    fn speaker_before(&self, token: Token<'a>) -> Option<Holder> {
        let last = self.found.last()?;
        (last.cue.sentence().number() + 1 >= token.sentence().number()).then(|| last.holder.clone())
    }

    fn duty(&mut self, token: Token<'a>, speakers: Vec<Holder>, how: &str) -> bool {
        let stance = if is_negated(token) || clause::subject(token).is_some_and(is_nobody) {
            Stance::Opposes
        } else {
            Stance::Supports
        };
        let mut traits = vec![format!("cue:{}/d", token.lemma().to_lowercase()), how.to_owned()];
        traits.extend(token.children().filter(|c| c.dep() == Dep::Aux).map(|c| format!("aux:{}", c.norm())));
        if stance == Stance::Opposes {
            traits.push("negated".into());
        }
        let terms = conditions::terms(token);
        let point = Point { head: token, range: clip(self.doc, whole(token)), slot: "clause", of_other: true };
        let stand = Stand {
            cue: token,
            rule: Rule::StanceDuty,
            stance,
            force: Some(Force::Demand),
            holders: speakers,
            holder_at: clause::subject(token),
            per: None,
            terms,
            traits,
        };
        self.emit(&stand, &point, stance, "duty");
        self.conclude(stand);
        true
    }
}

fn other_speaker(speakers: &[Holder], holders: &[Holder]) -> Option<Holder> {
    speakers.first().filter(|s| holders.iter().all(|h| h.side() != s.side())).cloned()
}

/// A clause without the clauses coordinated with it.
fn whole(verb: Token<'_>) -> Range<usize> {
    let mut range = verb.subtree();
    for child in verb.children() {
        if child.dep() == Dep::Conj && child.index() > verb.index() {
            range.end = child.subtree().start.max(verb.index() + 1);
            break;
        }
    }
    trim(verb.doc(), range)
}

/// Without punctuation and conjunctions at either end.
fn trim(doc: &Doc, mut range: Range<usize>) -> Range<usize> {
    let outer = |i: usize| {
        let t = doc.token(i);
        (t.pos() == Pos::Punct && !matches!(t.tag(), Tag::OpenQuote | Tag::CloseQuote))
            || t.pos() == Pos::Space
            || t.dep() == Dep::Cc
    };
    while range.len() > 1 && outer(range.end - 1) {
        range.end -= 1;
    }
    while range.len() > 1 && outer(range.start) {
        range.start += 1;
    }
    range
}

/// Most characters of an evidence.
const LONGEST: usize = 600;

/// At most as long as evidence may be.
fn clip(doc: &Doc, mut range: Range<usize>) -> Range<usize> {
    while range.len() > 1 && doc.text_of(range.clone()).chars().count() > LONGEST {
        range.end -= (range.len() / 8).max(1);
    }
    range
}

/// The clause with cue, point and, where it stands close by, holder.
fn evidence(doc: &Doc, cue: Token<'_>, holder: Option<Token<'_>>, point: &Point<'_>) -> Range<usize> {
    let sentence = cue.sentence().range();
    let mut range = whole(cue);
    // A predicate's clause is that of its copula.
    if matches!(cue.dep(), Dep::Acomp | Dep::Attr | Dep::Oprd) {
        range = whole(cue.head());
    }
    if point.slot != "bare" {
        range.start = range.start.min(point.range.start);
        range.end = range.end.max(point.range.end);
    }
    if let Some(holder) = holder {
        let between = holder.index()..cue.index().max(holder.index());
        let near = holder.index() < cue.index()
            && !doc.slice(between).any(|t| t.dep() == Dep::Conj && matches!(t.pos(), Pos::Verb | Pos::Aux))
            && cue.dep() != Dep::Conj;
        if near {
            range.start = range.start.min(holder.subtree().start);
        }
    }
    let first = clause::dateline(cue.sentence()).filter(|&d| d <= cue.index()).unwrap_or(sentence.start);
    range.start = range.start.max(first);
    range.end = range.end.min(sentence.end);
    if range.start >= range.end {
        range = cue.index()..cue.index() + 1;
    }
    clip(doc, trim(doc, range))
}
