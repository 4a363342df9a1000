//! What will happen next in the talks.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use lang::{Dep, Doc, Pos, Tag, Token};
use serde::Deserialize;

use crate::clause::{Modality, agent, is_negated, is_passive, modality, subject};
use crate::entry::{ActorKind, Evidence, NextStep};
use crate::judge::{Candidate, Judges};
use crate::reason::Grounds;
use crate::rule::Rule;
use crate::scene::{Scene, low, short};
use crate::time::Sense;
use crate::{session, text};

#[derive(Deserialize)]
struct Words {
    words: HashSet<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Lexicon {
    due: Words,
    intend: Words,
    intend_nouns: Words,
    kinds: BTreeMap<String, HashSet<String>>,
    conditions: Words,
    again: Words,
    counted_from: Words,
}

static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| toml::from_str(include_str!("../data/steps.toml")).expect("steps.toml is checked by a test"));

/// What will happen next in the talks.
pub fn find(scene: &Scene<'_>) -> Vec<NextStep> {
    Judges::shipped().next.choose(candidates(scene), |step| &mut step.evidence)
}

/// An event told as coming.
struct Event<'a> {
    /// The verb or noun that names it.
    head: Token<'a>,
    /// The verb whose clause tells it ("is due", "plans").
    told_by: Token<'a>,
    rule: Rule,
    /// The words that put it in the future.
    cue: String,
}

/// Every clause that tells of something to come.
pub fn candidates(scene: &Scene<'_>) -> Vec<Candidate<NextStep>> {
    let mut found: Vec<(Range<usize>, Candidate<NextStep>)> = Vec::new();
    for token in scene.doc.tokens() {
        let event = match token.pos() {
            Pos::Verb | Pos::Aux => verb_event(scene, token),
            Pos::Noun => noun_event(scene, token),
            _ => None,
        };
        if let Some(event) = event.filter(|e| !is_no_step(scene, e)) {
            found.push(candidate(scene, &event));
        }
    }
    let ranges: Vec<Range<usize>> = found.iter().map(|(range, _)| range.clone()).collect();
    let mut candidates: Vec<Candidate<NextStep>> = found.into_iter().map(|(_, candidate)| candidate).collect();
    for (i, candidate) in candidates.iter_mut().enumerate() {
        // Clauses of one sentence lie close together, so only near ones can share words.
        let near = i.saturating_sub(24)..(i + 25).min(ranges.len());
        for j in near.filter(|&j| j != i) {
            let shared = ranges[i].end.min(ranges[j].end).saturating_sub(ranges[i].start.max(ranges[j].start));
            if 2 * shared > ranges[i].len().min(ranges[j].len()) {
                candidate.rivals.push(j);
            }
        }
    }
    candidates
}

fn verb_event<'a>(scene: &Scene<'_>, verb: Token<'a>) -> Option<Event<'a>> {
    if matches!(verb.dep(), Dep::Aux | Dep::Auxpass) {
        return None;
    }
    let lexicon = &*LEXICON;
    let event = |told_by: Token<'a>, rule, cue: &str| Some(Event { head: verb, told_by, rule, cue: cue.to_owned() });
    let own = modality(verb);
    // What is due or intended is told with the verb that says so, not with that verb's own complement.
    let to = verb.children().any(|c| c.dep() == Dep::Aux && c.norm() == "to");
    if to {
        let above = verb.head();
        let above_lemma = above.lemma().to_lowercase();
        let infinitive = matches!(verb.dep(), Dep::Xcomp | Dep::Ccomp | Dep::Advcl | Dep::Acl | Dep::Conj);
        if infinitive && above != verb {
            if above.lemma() == "be" && verb.dep() == Dep::Xcomp {
                return event(above, Rule::DueClause, "be to");
            }
            let due_word = lexicon.due.words.contains(&above_lemma);
            if due_word && (is_passive(above) || above.pos() == Pos::Adj) {
                let told_by = if above.pos() == Pos::Adj && !above.is_root() { above.head() } else { above };
                return event(told_by, Rule::DueClause, &format!("{above_lemma} to"));
            }
            if lexicon.intend.words.contains(&above_lemma) && matches!(above.pos(), Pos::Verb | Pos::Aux) {
                return event(above, Rule::IntendedClause, &above_lemma);
            }
            if lexicon.intend_nouns.words.contains(&above_lemma) && above.pos() == Pos::Noun {
                return event(above, Rule::IntendedClause, &above_lemma);
            }
        }
    }
    match own {
        Modality::Future => return event(verb, Rule::FutureClause, "will"),
        Modality::Possible => {
            let aux = verb.children().find(|c| c.dep() == Dep::Aux && c.tag() == Tag::MD)?;
            return event(verb, Rule::FutureClause, aux.norm());
        }
        Modality::Necessary => return event(verb, Rule::FutureClause, "must"),
        _ => {}
    }
    // "will meet and initial": the second verb takes the first one's future.
    if verb.dep() == Dep::Conj && verb.tag() == Tag::VB && !to {
        let mut first = verb.head();
        for _ in 0..4 {
            if first.dep() == Dep::Conj { first = first.head() } else { break }
        }
        if modality(first) == Modality::Future {
            return event(verb, Rule::FutureClause, "and will");
        }
    }
    let clause = scene.clause(verb);
    let timed = scene.times_in(clause).any(|t| {
        t.places()
            && nearest_verb(scene, t.tokens.start) == Some(verb.index())
            && t.direction(scene.day, scene.doc) >= 0
            && !matches!(t.sense, Sense::Vague(0) | Sense::Calendar { year: Some(_), month: None, .. })
    });
    let due_word = lexicon.due.words.contains(&verb.lemma().to_lowercase()) && is_passive(verb);
    if due_word && own != Modality::NonFinite {
        return event(verb, Rule::DueClause, &format!("{} for", verb.lemma()));
    }
    if timed && own == Modality::Present {
        return event(verb, Rule::TimedClause, "present");
    }
    if timed && own == Modality::NonFinite {
        return event(verb, Rule::TimedClause, if to { "infinitive" } else { "participle" });
    }
    if due_word {
        return event(verb, Rule::DueClause, "participle");
    }
    None
}

/// "the next round", "another meeting": a meeting noun that looks ahead.
fn noun_event<'a>(scene: &Scene<'_>, noun: Token<'a>) -> Option<Event<'a>> {
    let kind = session::lexicon().meetings.get(noun.lemma())?;
    let ahead = noun.children().find(|c| session::lexicon().ahead.words.contains(c.lemma()));
    let due =
        noun.children().any(|c| c.lemma() == "due" || LEXICON.due.words.contains(c.lemma()) && c.dep() == Dep::Acl);
    if ahead.is_none() && !due {
        return None;
    }
    let told_by = scene.verb_above(noun).unwrap_or(noun);
    let cue = format!("{} {kind}", ahead.map_or("due", |a| a.lemma()));
    Some(Event { head: noun, told_by, rule: Rule::NextNoun, cue })
}

fn nearest_verb(scene: &Scene<'_>, i: usize) -> Option<usize> {
    scene.verb_above(scene.doc.token(i)).map(Token::index)
}

fn candidate(scene: &Scene<'_>, event: &Event<'_>) -> (Range<usize>, Candidate<NextStep>) {
    let doc = scene.doc;
    let Event { head, told_by, rule, .. } = *event;
    let clause = if told_by.pos() == Pos::Noun { told_by.subtree() } else { scene.clause(told_by) };
    let mut clause = clause.start.min(head.index())..clause.end.max(head.index() + 1);
    let sentence = told_by.sentence().range();
    clause.start = clause.start.max(sentence.start);
    clause.end = clause.end.min(sentence.end).max(clause.start + 1);
    let doer = match head.pos() {
        Pos::Noun => None,
        _ => subject(head),
    };
    let mut who = Vec::new();
    // Who is acted upon does nothing: "ambassadors are to be exchanged".
    let acted_upon = head.pos() != Pos::Noun && is_passive(head);
    if let Some(doer) = if acted_upon { agent(head) } else { doer } {
        scene.actors(doer, &mut who);
    }
    let when = scene
        .times_in(clause.clone())
        .filter(|t| t.places() && t.direction(scene.day, doc) >= 0)
        .min_by_key(|t| t.tokens.start.abs_diff(head.index()));
    let span = scene.span(clause.clone());
    let mut features = features(scene, event, &clause, doer);
    features.push(format!(
        "when={}",
        when.map_or("none", |t| match t.sense {
            Sense::Vague(0) => "now",
            Sense::Vague(_) => "vague",
            Sense::Weekday { .. } => "weekday",
            Sense::Calendar { .. } => "calendar",
            Sense::Clock => "clock",
            _ => "away",
        })
    ));
    features.push(format!("ahead={}", when.map_or(0, |t| t.direction(scene.day, doc))));
    features.push(format!("rule={rule} timed={}", when.is_some()));
    features.push(format!("cue={} timed={}", event.cue, when.is_some()));
    let named = !who.is_empty();
    let mut when_words = when.map_or(0..0, |t| whole_time(doc, t.words(doc)));
    // "Thursday's meeting" on Thursday is a meeting.
    if when_words.end < doc.len() && doc.token(when_words.end).tag() == Tag::POS {
        when_words.end += 1;
    }
    let step = NextStep {
        who,
        what: what(scene, event, doer, named, &when_words),
        when: when.map(|t| doc.text_of(whole_time(doc, t.words(doc))).to_owned()),
        evidence: Evidence { span, probability: 0.5, why: rule, grounds: Grounds::default() },
    };
    (clause, Candidate { entry: step, features, rivals: Vec::new() })
}

/// A time with the event that it is counted from: "one month after the first stage", "within a month of ratification".
fn whole_time(doc: &Doc, words: Range<usize>) -> Range<usize> {
    const LONGEST: usize = 8;
    let Some(last) = words.end.checked_sub(1).filter(|_| !words.is_empty()) else { return words };
    let counted_from = |i: usize| {
        let token = doc.token(i);
        let event = token.child(Dep::Pobj).filter(|_| LEXICON.counted_from.words.contains(token.norm()))?;
        Some(crate::clause::noun_phrase(event).end)
    };
    let follows = || {
        Some(last + 1).filter(|&i| i < doc.len() && words.contains(&doc.token(i).head().index())).and_then(counted_from)
    };
    match counted_from(last).or_else(follows) {
        Some(end) if end <= words.end + LONGEST => words.start..end,
        _ => words,
    }
}

/// What looks ahead but is no step: what is denied outright, and what a text under discussion would bring.
fn is_no_step(scene: &Scene<'_>, event: &Event<'_>) -> bool {
    let head = event.head;
    let none = |t: Token<'_>| t.children().any(|c| c.dep() == Dep::Det && c.norm() == "no");
    if none(head) || (head.pos() != Pos::Noun && subject(head).is_some_and(none)) {
        return true;
    }
    let is_text = |t: Token<'_>| text::lexicon().texts.contains_key(&t.lemma().to_lowercase());
    let under = |t: Token<'_>| {
        t.children()
            .filter(|c| c.dep() == Dep::Prep && matches!(c.norm(), "under"))
            .filter_map(|p| p.child(Dep::Pobj))
            .any(is_text)
    };
    let modal = modality(event.told_by);
    (modal == Modality::Possible && (under(head) || under(event.told_by)))
        || (event.told_by.dep() == Dep::Relcl
            && is_text(event.told_by.head())
            && scene.doc.slice(event.told_by.subtree()).any(|t| t.norm() == "under"))
}

/// The event in few words, without the words for when; with its own subject where nobody of the register does it.
fn what(scene: &Scene<'_>, event: &Event<'_>, doer: Option<Token<'_>>, who: bool, when: &Range<usize>) -> String {
    const MOST: usize = 14;
    let doc = scene.doc;
    let head = event.head;
    if head.pos() == Pos::Noun {
        let words = short(doc, crate::clause::noun_phrase(head), MOST, when);
        return without_article(&words);
    }
    let own = subject(head).or(doer).filter(|s| s.pos() != Pos::Pron);
    let thing = own
        .filter(|_| !who)
        .map(|s| {
            let mut phrase = crate::clause::noun_phrase(s);
            for verb in [event.told_by.index(), head.index()] {
                if verb > s.index() {
                    phrase.end = phrase.end.min(verb);
                }
            }
            if doc.token(phrase.start).tag() == Tag::WPS {
                phrase.start = (phrase.start + 1).min(s.index());
            }
            without_article(&short(doc, phrase, 8, when))
        })
        .filter(|words| !words.is_empty());
    let end = scene.clause(head).end.max(head.index() + 1);
    let rest = MOST.saturating_sub(thing.as_ref().map_or(0, |t| t.split_whitespace().count())).max(5);
    let Some(thing) = thing else { return short(doc, head.index()..end, rest, when) };
    // "Another meeting is expected today": the meeting is the event, and so is what "is set for" a day.
    let waits = LEXICON.due.words.contains(&head.lemma().to_lowercase()) && is_passive(head);
    if waits {
        let after = short(doc, head.index() + 1..end, rest, when);
        return format!("{thing} {after}").trim().to_owned();
    }
    let words = short(doc, head.index()..end, rest, when);
    let bare = matches!(head.tag(), Tag::VB | Tag::VBP);
    let many =
        own.is_some_and(|s| matches!(s.tag(), Tag::NNS | Tag::NNPS) || s.children().any(|c| c.dep() == Dep::Conj));
    if is_passive(head) && head.tag() == Tag::VBN {
        return format!("{thing} to be {words}");
    }
    match words.split_once(' ').map_or((words.as_str(), ""), |(first, rest)| (first, rest)) {
        (first, rest) if bare && !many && first == head.text() => {
            format!("{thing} {} {rest}", third_person(first)).trim_end().to_owned()
        }
        _ => format!("{thing} {words}"),
    }
}

fn without_article(words: &str) -> String {
    match words.split_once(' ') {
        Some(("the" | "The" | "a" | "A" | "an" | "An", rest)) => rest.to_owned(),
        // "Another meeting" at the head of a sentence is "another meeting".
        Some((first @ ("Another" | "Any" | "Both" | "These" | "This" | "Its" | "Their"), rest)) => {
            format!("{} {rest}", first.to_lowercase())
        }
        _ => words.to_owned(),
    }
}

/// The third person of an English verb in the present, from its base.
fn third_person(base: &str) -> String {
    match base {
        "be" => return "is".into(),
        "have" => return "has".into(),
        _ => {}
    }
    let consonant_y = base.ends_with('y') && !["ay", "ey", "oy", "uy"].iter().any(|e| base.ends_with(e));
    if consonant_y {
        return format!("{}ies", &base[..base.len() - 1]);
    }
    if ["s", "x", "z", "ch", "sh", "o"].iter().any(|e| base.ends_with(e)) {
        format!("{base}es")
    } else {
        format!("{base}s")
    }
}

fn features(scene: &Scene<'_>, event: &Event<'_>, clause: &Range<usize>, doer: Option<Token<'_>>) -> Vec<String> {
    let doc = scene.doc;
    let Event { head, told_by, rule, .. } = *event;
    let lemma = head.lemma().to_lowercase();
    let mut features = vec![
        format!("rule={rule}"),
        format!("cue={}", event.cue),
        format!("lemma={lemma}"),
        format!("title={}", scene.in_title(head.index())),
        format!("quoted={}", scene.register.is_quoted(head)),
        format!("negated={}", is_negated(head) || is_negated(told_by)),
        format!("passive={}", is_passive(head)),
        format!("dep={:?}", told_by.dep()),
    ];
    for (kind, lemmas) in &LEXICON.kinds {
        if lemmas.contains(&lemma) {
            features.push(format!("kind={kind}"));
            features.push(format!("kind={kind} rule={rule}"));
        }
    }
    let (mut meets, mut texts, mut again) = (false, false, false);
    for token in doc.slice(clause.clone()) {
        let lemma = token.lemma().to_lowercase();
        meets |= session::lexicon().meetings.contains_key(&lemma) || session::lexicon().meet.verbs.contains(&lemma);
        texts |= text::lexicon().texts.contains_key(&lemma);
        again |= LEXICON.again.words.contains(&lemma);
    }
    features.push(format!("meets={meets}"));
    features.push(format!("texts={texts}"));
    features.push(format!("again={again}"));
    let modal = modality(told_by);
    features.push(format!("told={modal:?}"));
    if rule == Rule::DueClause || rule == Rule::IntendedClause {
        features.push(format!("cue={} told={modal:?}", event.cue));
    }
    // In a condition ("if talks will ..."), or said by somebody.
    let mark = told_by
        .children()
        .chain(head.children())
        .find(|c| c.dep() == Dep::Mark || c.dep() == Dep::Advmod && c.tag() == Tag::WRB);
    if let Some(mark) = mark.filter(|m| LEXICON.conditions.words.contains(m.norm())) {
        features.push(format!("mark={}", mark.norm()));
    }
    let conditional = head.children().chain(told_by.children()).any(|c| {
        c.dep() == Dep::Advcl && c.children().any(|m| m.dep() == Dep::Mark && matches!(m.norm(), "if" | "unless"))
    });
    features.push(format!("conditional={conditional}"));
    if told_by.dep() == Dep::Ccomp || told_by.dep() == Dep::Advcl {
        features.push(format!("{:?} above={}", told_by.dep(), told_by.head().lemma()));
        features.push(format!("above modality={:?}", modality(told_by.head())));
    }
    if let Some(doer) = doer {
        let meant = scene.register.meant(doer);
        let kind = match meant.first().map(|&i| scene.register.actor(i).kind) {
            Some(ActorKind::Person) => "person",
            Some(ActorKind::State) => "state",
            Some(ActorKind::Organisation) => "organisation",
            Some(ActorKind::Group) => "group",
            None if session::lexicon().meetings.contains_key(doer.lemma()) => "meeting",
            None if text::lexicon().texts.contains_key(doer.lemma()) => "text",
            None if doer.pos() == Pos::Pron => "pronoun",
            None => "thing",
        };
        features.push(format!("doer={kind}"));
        features.push(format!("doer={kind} cue={}", event.cue));
        features.push(format!("doer lemma={}", doer.lemma().to_lowercase()));
        if doer.pos() == Pos::Pron {
            features.push(format!("pronoun={}", doer.norm()));
        }
    } else {
        features.push("doer=nobody".into());
    }
    let number = head.sentence().number();
    let of = doc.sentence_count().max(1);
    features.push(format!("place={}", (number * 4 / of).min(3)));
    features.push(format!("first sentences={}", number < 3));
    features.push(format!(
        "words={}",
        match clause.len() {
            0..=5 => "few",
            6..=14 => "some",
            15..=30 => "many",
            _ => "lots",
        }
    ));
    if clause.start > 0 && low(doc, clause.start - 1) == "if" {
        features.push("after if".into());
    }
    features
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lexicon_parses() {
        assert!(LEXICON.due.words.contains("schedule"));
        assert!(LEXICON.kinds["meet"].contains("meet"));
    }

    #[test]
    fn what_is_planned_and_expected_comes_next() {
        let doc = crate::example::doc("talks");
        let register = crate::register::Register::of(&doc);
        let scene = Scene::of(&crate::example::report(&doc), &doc, &register);
        let found = find(&scene);
        let told: Vec<(&str, Option<&str>)> =
            found.iter().map(|n| (n.evidence.span.of(doc.text()), n.when.as_deref())).collect();
        assert_eq!(
            told,
            [
                ("A further round is planned for 14 April in Stockholm", Some("for 14 April")),
                ("The ministers are expected to sign the agreement next month", Some("next month")),
            ]
        );
    }
}
