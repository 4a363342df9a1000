//! What the passages about the talks speak of: noun phrases, and terms of the agenda.
//!
//! A passage about the talks is a position, an obstacle, what somebody demands, proposes or rejects, and what stands after "talks
//! on", "the dispute over" and the like. [`Topics`] is what the record names issues by that no agenda has, and what an agenda is
//! proposed from. It is not part of what a reading publishes.

mod lexicon;
mod phrase;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use lang::{Dep, Doc, Pos, Token};
use serde::{Deserialize, Serialize};
use source::Span;

use crate::agenda::Agenda;
use crate::entry::{Attitude, Attribution, IssueId, Obstacle, Position};
use crate::register::Register;
use lexicon::LEXICON;
use phrase::Chunk;

/// What a report's passages about the talks speak of.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Topics {
    /// Noun phrases, in order.
    pub phrases: Vec<Phrase>,
    /// Terms of the agenda with the issue and how often they stand there, by issue and term.
    pub terms: Vec<Found>,
}

/// A noun phrase that names something the talks could turn on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Phrase {
    /// Its words without what only says which of several: `production quotas`.
    pub words: String,
    /// Its lemmas with a space between, as a term of an agenda has them: `production quota`.
    pub term: String,
    /// Issue that its words name, if the agenda has one.
    pub issue: Option<IssueId>,
    /// Where it stands.
    pub place: Place,
    /// The words.
    pub span: Span,
}

/// Where a phrase stands; what tells more comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// Named as a subject: "talks on Z", "the Z dispute".
    Subject,
    /// In the point of a position.
    Point,
    /// In the words of an obstacle.
    Obstacle,
    /// In what somebody demands, offers, accepts or rejects.
    Asked,
}

/// A term of the agenda that stands in a passage about the talks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// Its issue.
    pub issue: IssueId,
    /// The term, as the agenda writes it.
    pub term: String,
    /// How often.
    pub times: usize,
}

/// What the passages about the talks speak of.
pub(crate) fn find(
    doc: &Doc,
    register: &Register,
    agenda: &Agenda,
    positions: &[Position],
    obstacles: &[Obstacle],
    attributions: &[Attribution],
) -> Topics {
    let passages = Passages::of(doc, positions, obstacles, attributions);
    let mut phrases = Vec::new();
    let mut told = passages.tokens.clone();
    for token in doc.tokens().filter(|t| matches!(t.pos(), Pos::Noun | Pos::Propn)) {
        let subject = is_subject(token);
        let Some(place) = subject.then_some(Place::Subject).or_else(|| passages.place(token)) else { continue };
        let Some(chunk) = Chunk::of(token, register) else { continue };
        if subject {
            told.extend(chunk.tokens.clone());
        }
        phrases.push(Phrase {
            words: chunk.words(doc),
            term: chunk.term(doc),
            issue: named(doc, agenda, &chunk.tokens),
            place,
            span: chunk.span(doc),
        });
    }
    Topics { phrases: outermost(phrases), terms: terms(doc, agenda, &told) }
}

/// Without the phrases that stand within the one before: "foreign troops" in "withdrawal of foreign troops".
fn outermost(phrases: Vec<Phrase>) -> Vec<Phrase> {
    let mut kept: Vec<Phrase> = Vec::new();
    for phrase in phrases {
        if !kept.last().is_some_and(|before| before.span.contains(phrase.span)) {
            kept.push(phrase);
        }
    }
    kept
}

/// The issue that the words themselves name.
fn named(doc: &Doc, agenda: &Agenda, tokens: &Range<usize>) -> Option<IssueId> {
    /// What the best issue's terms must weigh at least, so that the words name it.
    const NAMES: f32 = 1.0;
    let scores = agenda.scores(doc.slice(tokens.clone()));
    // Of issues alike the first of the agenda.
    let best = (0..scores.len()).rev().max_by(|&a, &b| scores[a].total_cmp(&scores[b]))?;
    (scores[best] >= NAMES).then(|| agenda.issues()[best].id.clone())
}

/// The terms of the agenda that begin at one of the tokens.
fn terms(doc: &Doc, agenda: &Agenda, told: &BTreeSet<usize>) -> Vec<Found> {
    let mut times: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for sentence in doc.sentences() {
        if told.range(sentence.range()).next().is_none() {
            continue;
        }
        for (at, issue, term) in agenda.found(sentence.tokens()) {
            if told.contains(&at) {
                *times.entry((issue, term)).or_default() += 1;
            }
        }
    }
    times
        .into_iter()
        .map(|((issue, term), times)| {
            let issue = &agenda.issues()[issue];
            Found { issue: issue.id.clone(), term: issue.terms[term].text.clone(), times }
        })
        .collect()
}

/// Whether a noun is named as a subject of talks: "talks on Z", "the issue of Z", "the Z dispute".
fn is_subject(noun: Token<'_>) -> bool {
    let about = |t: Token<'_>| t.pos() == Pos::Noun && LEXICON.about.contains(&t.lemma().to_lowercase());
    // Of several subjects the first has the preposition.
    let mut first = noun;
    while first.dep() == Dep::Conj && first.head().index() < first.index() {
        first = first.head();
    }
    match first.dep() {
        Dep::Pobj => {
            let preposition = first.head();
            let word = preposition.lemma().to_lowercase();
            let above = preposition.head();
            preposition.dep() == Dep::Prep
                && about(above)
                && (LEXICON.prepositions.contains(&word)
                    || word == "of" && LEXICON.of.contains(&above.lemma().to_lowercase()))
        }
        Dep::Compound => first.index() + 1 == first.head().index() && about(first.head()),
        _ => false,
    }
}

/// The passages about the talks, as tokens.
struct Passages {
    points: BTreeSet<usize>,
    obstacles: BTreeSet<usize>,
    /// All of them.
    tokens: BTreeSet<usize>,
}

impl Passages {
    fn of(doc: &Doc, positions: &[Position], obstacles: &[Obstacle], attributions: &[Attribution]) -> Self {
        let mut points = BTreeSet::new();
        for position in positions {
            let words: BTreeSet<String> = position.point.split_whitespace().map(folded).collect();
            let here = tokens(doc, position.evidence.span);
            points.extend(here.filter(|&i| words.contains(&folded(doc.token(i).text()))));
        }
        let within = |span: Span| tokens(doc, span);
        let obstacles: BTreeSet<usize> = obstacles.iter().flat_map(|o| within(o.evidence.span)).collect();
        let asked = attributions.iter().filter(|a| {
            use Attitude::{Accepts, Demands, Promises, Proposes, Rejects, Wants};
            matches!(a.attitude, Demands | Proposes | Promises | Wants | Rejects | Accepts)
        });
        let mut all: BTreeSet<usize> = asked.flat_map(|a| &a.content_spans).flat_map(|&span| within(span)).collect();
        all.extend(&points);
        all.extend(&obstacles);
        Passages { points, obstacles, tokens: all }
    }

    fn place(&self, noun: Token<'_>) -> Option<Place> {
        let at = noun.index();
        if self.points.contains(&at) {
            Some(Place::Point)
        } else if self.obstacles.contains(&at) {
            Some(Place::Obstacle)
        } else {
            self.tokens.contains(&at).then_some(Place::Asked)
        }
    }
}

/// The tokens of a span of bytes.
fn tokens(doc: &Doc, span: Span) -> Range<usize> {
    let first = partition(doc, |t| t.span().end <= span.start as usize);
    let last = partition(doc, |t| t.span().start < span.end as usize);
    first..last.max(first)
}

/// The first token that the condition does not hold for; it holds for all before.
fn partition(doc: &Doc, holds: impl Fn(Token<'_>) -> bool) -> usize {
    let (mut low, mut high) = (0, doc.len());
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(doc.token(middle)) { low = middle + 1 } else { high = middle }
    }
    low
}

/// A word without marks, in lower case.
fn folded(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

#[cfg(test)]
mod tests {
    use source::{Report, ReportId};

    use crate::Reader;

    #[track_caller]
    fn check(text: &str, want: &[&str]) {
        let report =
            Report { id: ReportId::from("talks"), title: None, outlet: None, published: None, text: text.into() };
        let reading = Reader::default().read(&report);
        let found: Vec<&str> = reading.topics.phrases.iter().map(|p| p.term.as_str()).collect();
        assert_eq!(found, want, "{text}");
    }

    #[test]
    fn subjects_stand_after_and_before_their_nouns() {
        check("The talks on fishing rights broke down over a new airport.", &["fishing right"]);
        check("They could not settle the pension dispute.", &["pension"]);
        check("The issue of the minority language was left open.", &["minority language"]);
    }

    #[test]
    fn points_give_their_nouns_without_what_says_only_which() {
        check("Norway demanded the full withdrawal of foreign troops.", &["withdrawal of foreign troop"]);
        check("Chile rejected the latest proposal.", &[]);
    }

    #[test]
    fn what_is_said_in_passing_is_no_subject() {
        check("The minister arrived in a green limousine with two umbrellas.", &[]);
    }
}
