//! An agenda drawn from the reports: the issues of a known agenda that they speak of, and subjects that it does not have.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use reading::{Agenda, IssueId, Phrase, Place};
use source::Span;

use crate::brief::Cite;
use crate::cluster;
use crate::meaning::Meaning;
use crate::shelf::{FLOOR, Shelf};
use crate::unlisted::OTHER;
use crate::words::{fold, singular};

/// Phrases whose average likeness is below this are of two subjects.
const LEAST: f32 = 0.55;
/// No more new issues than this, those told most.
const NEW: usize = 8;
/// No more terms of one issue than this, those that say most first.
const TERMS: usize = 24;
/// No more phrases than this are shown of an issue.
const SHOWN: usize = 5;
/// A term of a known agenda that weighs less tells nothing alone and is left out.
const TELLS: f32 = 0.6;

/// An agenda to be read, corrected and used.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// Name of the negotiation: the folder of its reports.
    pub title: String,
    /// Number of reports it was drawn from.
    pub reports: usize,
    /// Its issues: those of the known agenda in their order, then new ones, those told most first.
    pub issues: Vec<ProposedIssue>,
}

/// An issue.
#[derive(Clone, Debug, PartialEq)]
pub struct ProposedIssue {
    /// Its id: lower-case words with hyphens between.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// What it is called where there is little room.
    pub short: String,
    /// Whether the known agenda has it.
    pub known: bool,
    /// How often the reports tell of it.
    pub told: Count,
    /// What the reports call it, most told first.
    pub phrases: Vec<(String, Count)>,
    /// A passage that speaks of it: what stands first among those that tell most.
    pub example: Option<Cite>,
    /// The words that speak of it, most telling first.
    pub terms: Vec<ProposedTerm>,
}

/// A word or phrase that speaks of an issue.
#[derive(Clone, Debug, PartialEq)]
pub struct ProposedTerm {
    /// As an agenda has it: lower-case lemmas.
    pub text: String,
    /// How much it says, where that is not what an agenda takes for granted.
    pub weight: Option<f32>,
    /// How often it is told.
    pub told: Count,
}

impl ProposedTerm {
    fn heft(&self) -> f32 {
        self.weight.unwrap_or_else(|| usual(&self.text))
    }
}

/// How often something is told in passages about the talks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Count {
    /// In how many independent reports.
    pub reports: usize,
    /// How many times.
    pub times: usize,
}

/// A phrase with every form that it takes.
#[derive(Default)]
struct Telling<'a> {
    voices: BTreeSet<usize>,
    times: usize,
    /// How often it is named as a subject.
    subject: usize,
    /// How often it stands in a point.
    point: usize,
    words: BTreeMap<String, usize>,
    terms: BTreeMap<&'a str, usize>,
    issues: BTreeMap<Option<&'a IssueId>, usize>,
    /// Where it tells most: the place, the report and the words.
    best: Option<(Place, usize, Span)>,
}

impl Telling<'_> {
    fn count(&self) -> Count {
        Count { reports: self.voices.len(), times: self.times }
    }

    /// The form used most, then the shortest, then the first.
    fn words(&self) -> &str {
        let most = self.words.iter().max_by_key(|(words, times)| (**times, Reverse(words.len()), Reverse(*words)));
        most.map_or("", |(words, _)| words)
    }

    fn issue(&self) -> Option<&IssueId> {
        self.issues.iter().max_by_key(|(issue, times)| (**times, Reverse(*issue)))?.0.as_deref()
    }
}

/// What the reports' passages about the talks speak of, as an agenda.
pub(crate) fn proposal(shelf: &Shelf<'_>, title: String, agenda: &Agenda) -> Proposal {
    let tellings = tellings(shelf);
    let all = shelf.independence.count(0..shelf.taken.len());
    let drawn = |least: Least| {
        let stands = |told: Count| least.is_met(told, all);
        let known = |issue: &reading::Issue| known(shelf, issue, &tellings).filter(|issue| stands(issue.told));
        let mut issues: Vec<ProposedIssue> = agenda.issues().iter().filter_map(known).collect();
        let taken: BTreeSet<String> = issues.iter().map(|issue| issue.id.clone()).collect();
        issues.extend(new(shelf, &tellings, stands, taken));
        issues
    };
    let mut issues = drawn(Least::Usual);
    if issues.is_empty() {
        issues = drawn(Least::Once);
    }
    Proposal { title, reports: shelf.taken.len(), issues }
}

/// How often something must be told to stand on an agenda.
#[derive(Clone, Copy)]
enum Least {
    /// In several reports, or several times in one of few.
    Usual,
    /// Once: for reports that say too little for more.
    Once,
}

impl Least {
    /// Whether something is told often enough, in so many independent reports.
    fn is_met(self, told: Count, all: usize) -> bool {
        const SEVERAL: usize = 3;
        let reports = if all <= 2 { 1 } else { 2.max(all / 40) };
        match self {
            Least::Usual => told.times >= 2 && told.reports >= reports || told.times >= SEVERAL && all < 10,
            Least::Once => told.times >= 1,
        }
    }
}

/// Phrases by the set of their words: "withdrawal of troops" and "troop withdrawals" are one.
fn tellings<'a>(shelf: &Shelf<'a>) -> BTreeMap<String, Telling<'a>> {
    let mut out: BTreeMap<String, Telling<'a>> = BTreeMap::new();
    for (report, taken) in shelf.taken.iter().enumerate() {
        for phrase in &taken.reading.topics.phrases {
            if is_party(shelf, report, phrase) {
                continue;
            }
            let telling = out.entry(key(&phrase.term)).or_default();
            telling.voices.insert(shelf.independence.voice[report]);
            telling.times += 1;
            telling.subject += usize::from(phrase.place == Place::Subject);
            telling.point += usize::from(phrase.place == Place::Point);
            *telling.words.entry(phrase.words.clone()).or_default() += 1;
            *telling.terms.entry(&phrase.term).or_default() += 1;
            *telling.issues.entry(phrase.issue.as_ref()).or_default() += 1;
            let here = (phrase.place, report, phrase.span);
            telling.best = Some(telling.best.map_or(here, |known| known.min(here)));
        }
    }
    out
}

/// Words in the order of the alphabet, without the "of" between them.
fn key(term: &str) -> String {
    let words: BTreeSet<String> = term.split(' ').filter(|word| *word != "of").map(singular).collect();
    words.into_iter().collect::<Vec<_>>().join(" ")
}

/// Whether a phrase names somebody of the record.
fn is_party(shelf: &Shelf<'_>, report: usize, phrase: &Phrase) -> bool {
    shelf.identity.resolve(report, &phrase.words).is_some()
}

/// An issue of the known agenda, as far as the reports speak of it.
fn known(shelf: &Shelf<'_>, issue: &reading::Issue, tellings: &BTreeMap<String, Telling<'_>>) -> Option<ProposedIssue> {
    if issue.id.0 == OTHER {
        return None;
    }
    let mut terms: BTreeMap<&str, (BTreeSet<usize>, usize)> = BTreeMap::new();
    let mut voices = BTreeSet::new();
    let mut times = 0;
    for (report, taken) in shelf.taken.iter().enumerate() {
        let voice = shelf.independence.voice[report];
        let found = taken.reading.topics.terms.iter().filter(|found| found.issue == issue.id);
        for found in found {
            let (reports, times) = terms.entry(&found.term).or_default();
            reports.insert(voice);
            *times += found.times;
        }
        let entries = (taken.reading.positions.iter().map(|p| (&p.issue, &p.evidence)))
            .chain(taken.reading.obstacles.iter().map(|o| (&o.issue, &o.evidence)));
        let entries = entries.filter(|(id, evidence)| **id == issue.id && evidence.probability >= FLOOR).count();
        let phrases = taken.reading.topics.phrases.iter().filter(|p| p.issue.as_ref() == Some(&issue.id)).count();
        if entries + phrases > 0 {
            voices.insert(voice);
            times += entries + phrases;
        }
    }
    let told = Count { reports: voices.len(), times };
    let weight = |text: &str| issue.terms.iter().find(|term| term.text == text).map_or(1.0, |term| term.weight);
    let mut terms: Vec<ProposedTerm> = terms
        .into_iter()
        .map(|(text, (reports, times))| {
            let told = Count { reports: reports.len(), times };
            let weight = Some(weight(text)).filter(|weight| *weight != usual(text));
            ProposedTerm { text: text.to_owned(), weight, told }
        })
        .filter(|term| term.weight.is_none_or(|weight| weight >= TELLS))
        .collect();
    terms.sort_by_key(|term| (Reverse(term.told), term.text.clone()));
    if terms.is_empty() || times == 0 {
        return None;
    }
    let terms = without_doubles(terms);
    let mut own: Vec<&Telling<'_>> = tellings.values().filter(|t| t.issue() == Some(&issue.id)).collect();
    own.sort_by_key(|telling| (Reverse(telling.count()), telling.words().to_owned()));
    Some(ProposedIssue {
        id: issue.id.0.clone(),
        label: issue.label.clone(),
        short: issue.short.clone(),
        known: true,
        told,
        example: example(shelf, &own).or_else(|| entry(shelf, &issue.id)),
        phrases: shown(&own),
        terms,
    })
}

/// Without terms that match nothing that one before does not: "recognise*" after "recogni*", "goods" after "good".
fn without_doubles(terms: Vec<ProposedTerm>) -> Vec<ProposedTerm> {
    let covers = |a: &ProposedTerm, b: &ProposedTerm| {
        let prefix = a.text.strip_suffix('*').filter(|prefix| !prefix.contains(' '));
        let same = a.told == b.told && key(&a.text) == key(&b.text);
        same || prefix.is_some_and(|prefix| b.text.starts_with(prefix) && !b.text.contains(' ') && a.text != b.text)
    };
    let mut kept: Vec<ProposedTerm> = Vec::new();
    for (i, term) in terms.iter().enumerate() {
        let doubled = terms.iter().enumerate().any(|(j, other)| {
            let first = j < i || !covers(term, other);
            i != j && first && covers(other, term) && term.heft() <= other.heft()
        });
        if !doubled {
            kept.push(term.clone());
        }
    }
    kept.truncate(TERMS);
    kept
}

/// The words of the surest position or obstacle on an issue; of those alike the first.
fn entry(shelf: &Shelf<'_>, issue: &IssueId) -> Option<Cite> {
    let mut best: Option<(f32, usize, Span)> = None;
    for (report, taken) in shelf.taken.iter().enumerate() {
        let entries = (taken.reading.positions.iter().map(|p| (&p.issue, &p.evidence)))
            .chain(taken.reading.obstacles.iter().map(|o| (&o.issue, &o.evidence)));
        for (_, evidence) in entries.filter(|(id, _)| *id == issue) {
            if best.is_none_or(|(sure, ..)| evidence.probability > sure) {
                best = Some((evidence.probability, report, evidence.span));
            }
        }
    }
    best.and_then(|(_, report, span)| Some(shelf.cite(report, shelf.sentence_span(report, span)?)))
}

/// What an agenda takes for granted that a term weighs.
fn usual(text: &str) -> f32 {
    if text.contains(' ') { 2.0 } else { 1.0 }
}

/// Subjects that the known agenda does not have: groups of phrases alike in meaning.
fn new(
    shelf: &Shelf<'_>,
    tellings: &BTreeMap<String, Telling<'_>>,
    stands: impl Fn(Count) -> bool,
    mut taken: BTreeSet<String>,
) -> Vec<ProposedIssue> {
    let mut loose: Vec<(&String, &Telling<'_>)> =
        tellings.iter().filter(|(_, t)| t.issue().is_none_or(|issue| issue.0 == OTHER)).collect();
    loose.sort_by_key(|(key, telling)| (Reverse(telling.count()), *key));
    loose.truncate(cluster::MOST);
    let meanings: Vec<Meaning> = loose.iter().map(|(_, t)| Meaning::of(t.words(), shelf.lexicon)).collect();
    let groups = cluster::groups(loose.len(), LEAST, |i, j| meanings[i].likeness(&meanings[j]));
    let mut found: Vec<(Count, Vec<&Telling<'_>>, String)> = groups
        .into_iter()
        .filter_map(|group| {
            let mut members: Vec<usize> = group;
            // The most central phrase names the group, and of those alike the one told most.
            let central = |i: usize| -> u32 {
                let like: f32 =
                    members.iter().map(|&j| loose[j].1.times as f32 * meanings[i].likeness(&meanings[j])).sum::<f32>();
                (like * 100.0) as u32
            };
            let name = *members.iter().max_by_key(|&&i| {
                let telling = loose[i].1;
                (central(i) * telling.voices.len() as u32, telling.count(), Reverse(loose[i].0))
            })?;
            members.sort_by_key(|&i| (Reverse(loose[i].1.count()), loose[i].0));
            let tellings: Vec<&Telling<'_>> = members.iter().map(|&i| loose[i].1).collect();
            let voices: BTreeSet<usize> = tellings.iter().flat_map(|t| &t.voices).copied().collect();
            let told = Count { reports: voices.len(), times: tellings.iter().map(|t| t.times).sum() };
            let words = loose[name].1.words().to_owned();
            let stands = stands(told) && told.times >= 3 && names(&words, &tellings);
            stands.then_some((told, tellings, words))
        })
        .collect();
    found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.2.cmp(&b.2)));
    found.truncate(NEW);
    found
        .into_iter()
        .filter_map(|(told, members, name)| {
            let id = slug(&name);
            if id.is_empty() || !taken.insert(id.clone()) {
                return None;
            }
            let mut terms: Vec<ProposedTerm> = Vec::new();
            for telling in &members {
                for text in telling.terms.keys() {
                    if terms.iter().all(|term| term.text != *text) {
                        terms.push(ProposedTerm { text: (*text).to_owned(), weight: None, told: telling.count() });
                    }
                }
            }
            terms.truncate(TERMS);
            Some(ProposedIssue {
                label: capital(&name),
                short: name,
                id,
                known: false,
                told,
                example: example(shelf, &members),
                phrases: shown(&members),
                terms,
            })
        })
        .collect()
}

/// Whether words name a subject. One word alone must be named as one somewhere ("talks on Z"); of several it is enough that
/// somebody takes a stance on them.
fn names(words: &str, tellings: &[&Telling<'_>]) -> bool {
    let subject = tellings.iter().any(|t| t.subject > 0);
    subject || words.contains([' ', '-']) && tellings.iter().any(|t| t.point > 0)
}

fn shown(tellings: &[&Telling<'_>]) -> Vec<(String, Count)> {
    tellings.iter().take(SHOWN).map(|telling| (telling.words().to_owned(), telling.count())).collect()
}

/// The sentence around the phrase that is told most, where it tells most.
fn example(shelf: &Shelf<'_>, tellings: &[&Telling<'_>]) -> Option<Cite> {
    let (_, report, span) = tellings.first()?.best?;
    Some(shelf.cite(report, shelf.sentence_span(report, span)?))
}

/// A name as an id.
fn slug(name: &str) -> String {
    fold(name).replace(' ', "-")
}

/// With a capital in front.
fn capital(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_of_a_phrase_are_one() {
        assert_eq!(key("withdrawal of troop"), key("troop withdrawal"));
        assert_ne!(key("troop withdrawal"), key("troop number"));
    }

    #[test]
    fn a_name_is_made_an_id() {
        assert_eq!(slug("Minority language, at school"), "minority-language-at-school");
        assert_eq!(capital("émigré rights"), "Émigré rights");
    }
}
