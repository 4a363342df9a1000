//! What blocks or divides.
//!
//! A sentence with words of blockage, or a stance that another side stands against, is a candidate; the judge says how
//! likely it is an obstacle, the agenda under which issue. One per issue: the likeliest, of those alike the first.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use lang::{Dep, Doc, Pos, Sentence, Token};
use serde::Deserialize;
use source::Span;

use crate::clause;
use crate::entry::{Evidence, Obstacle, Position, Stance};
use crate::issue::Classifier;
use crate::linear::{Feature, Linear};
use crate::rule::Rule;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cues {
    cue: Vec<Cue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cue {
    weight: f32,
    words: Vec<String>,
}

/// Cues by first word: the other words and the weight.
struct Lexicon(HashMap<String, Vec<(Vec<String>, f32)>>);

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let cues: Cues = toml::from_str(include_str!("../data/obstacles.toml")).expect("data/obstacles.toml");
    let mut by_first: HashMap<String, Vec<(Vec<String>, f32)>> = HashMap::new();
    for cue in cues.cue {
        for words in cue.words {
            let mut words = words.split(' ').map(str::to_owned);
            if let Some(first) = words.next() {
                by_first.entry(first).or_default().push((words.collect(), cue.weight));
            }
        }
    }
    Lexicon(by_first)
});

static MODEL: LazyLock<Linear> =
    LazyLock::new(|| Linear::parse(include_str!("../data/obstacles.weights")).expect("data/obstacles.weights"));

/// Candidates below this are dropped.
const THRESHOLD: f32 = 0.13;

impl Lexicon {
    /// The cues of a sentence: where each begins and its weight.
    fn cues(&self, sentence: Sentence<'_>) -> Vec<(usize, f32)> {
        let words: Vec<(String, String, usize)> = sentence
            .tokens()
            .filter(|t| !matches!(t.pos(), Pos::Punct | Pos::Space))
            .map(|t| (t.lemma().to_lowercase(), t.norm().to_lowercase(), t.index()))
            .collect();
        let mut found = Vec::new();
        for (i, (lemma, norm, at)) in words.iter().enumerate() {
            let entries = self.0.get(lemma).or_else(|| self.0.get(norm));
            let longest = entries
                .into_iter()
                .flatten()
                .filter(|(rest, _)| {
                    rest.len() < words.len() - i
                        && rest.iter().zip(&words[i + 1..]).all(|(r, (l, n, _))| r == l || r == n)
                })
                .max_by_key(|(rest, _)| rest.len());
            if let Some((_, weight)) = longest {
                found.push((*at, *weight));
            }
        }
        found
    }
}

/// A sentence that may tell an obstacle.
pub(crate) struct Candidate {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Its issue.
    pub issue: String,
    /// What the judge looks at.
    pub features: Vec<Feature>,
}

/// What blocks or divides.
pub fn find(doc: &Doc, positions: &[Position], issues: &Classifier<'_>) -> Vec<Obstacle> {
    let mut best: Vec<(Obstacle, f32)> = Vec::new();
    for candidate in candidates(doc, positions, issues) {
        let probability = MODEL.probability(&candidate.features);
        if probability < THRESHOLD {
            continue;
        }
        let range = candidate.tokens;
        let obstacle = Obstacle {
            issue: crate::entry::IssueId(candidate.issue),
            evidence: Evidence {
                span: Span::new(doc.token(range.start).span().start..doc.token(range.end - 1).span().end),
                probability,
                why: Rule::Blockage,
                grounds: MODEL.grounds(&candidate.features),
            },
        };
        match best.iter_mut().find(|(o, _)| o.issue == obstacle.issue) {
            // The first mention, unless a later one is much surer.
            Some((known, p)) if probability > 1.3 * *p => {
                *known = obstacle;
                *p = probability;
            }
            Some(_) => {}
            None => best.push((obstacle, probability)),
        }
    }
    best.into_iter().map(|(o, _)| o).collect()
}

fn side(position: &Position) -> &str {
    position.party.as_deref().unwrap_or(&position.actor)
}

/// Sentences with cues or with stances, in order.
pub(crate) fn candidates(doc: &Doc, positions: &[Position], issues: &Classifier<'_>) -> Vec<Candidate> {
    let mut sorted: Vec<&Position> = positions.iter().collect();
    sorted.sort_by_key(|p| p.evidence.span.start);
    let mut sorted = sorted.into_iter().peekable();
    // Who stands where on each issue.
    let mut stands: HashMap<&str, HashSet<(&str, Stance)>> = HashMap::new();
    let mut count: HashMap<&str, usize> = HashMap::new();
    for p in positions {
        stands.entry(&p.issue.0).or_default().insert((side(p), p.stance));
        *count.entry(&p.issue.0).or_default() += 1;
    }
    let mut found = Vec::new();
    for sentence in doc.sentences() {
        let tokens = sentence.range();
        let cues = LEXICON.cues(sentence);
        let weight: f32 = cues.iter().map(|c| c.1).sum();
        let span = Span::new(doc.token(tokens.start).span().start..doc.token(tokens.end - 1).span().end);
        let mut here: Vec<&Position> = Vec::new();
        while let Some(p) = sorted.next_if(|p| p.evidence.span.start < span.end) {
            here.push(p);
        }
        if weight < 1.0 && here.is_empty() || span.of(doc.text()).chars().count() > 600 {
            continue;
        }
        // What is divided over stands near the cue, mostly behind it.
        let strongest = cues.iter().max_by(|a, b| a.1.total_cmp(&b.1));
        let near = strongest.map_or(tokens.clone(), |c| c.0..tokens.end);
        let issue = match here.iter().max_by(|a, b| a.evidence.probability.total_cmp(&b.evidence.probability)) {
            Some(p) if weight < 2.0 => (p.issue.0.clone(), 0.5),
            _ => {
                let c = issues.classify(doc, &near, &tokens);
                (c.told().0, c.probability)
            }
        };
        let items = if weight >= 2.0 { items(doc, sentence, issues, &issue.0) } else { Vec::new() };
        let mut names = vec!["bias".to_owned(), format!("weight:{}", weight.min(6.0) as u32)];
        for weight in [1.0, 2.0, 3.0] {
            let count = cues.iter().filter(|c| c.1 == weight).count();
            names.push(format!("cues-of-{weight}:{}", count.min(3)));
        }
        names.push(format!("stances:{}", here.len().min(3)));
        let opposed = here.iter().filter(|p| p.stance == Stance::Opposes).count();
        names.push(format!("opposed:{}", opposed.min(2)));
        let sides: HashSet<&str> = here.iter().map(|p| side(p)).collect();
        names.push(format!("sides:{}", sides.len().min(3)));
        let against = here
            .iter()
            .any(|p| stands[p.issue.0.as_str()].iter().any(|(other, stance)| *other != side(p) && *stance != p.stance));
        if against {
            names.push("against".into());
        }
        let on_issue = stands.get(issue.0.as_str());
        let any = |stance| on_issue.is_some_and(|s| s.iter().any(|(_, of)| *of == stance));
        if any(Stance::Opposes) && any(Stance::Supports) {
            names.push("contested".into());
        }
        names.push(format!("on-issue:{}", count.get(issue.0.as_str()).copied().unwrap_or(0).min(4)));
        names.push(format!("issue:{}", issue.0));
        names.push(format!("share:{}", 5 * sentence.number() / doc.sentence_count().max(1)));
        if sentence.number() == 0 {
            names.push("headline".into());
        }
        for t in sentence.tokens().filter(|t| matches!(t.pos(), Pos::Verb | Pos::Adv | Pos::Sconj | Pos::Aux)).take(40)
        {
            names.push(format!("w:{}", t.lemma().to_lowercase()));
        }
        if sentence.tokens().any(|t| t.dep() == Dep::Neg) {
            names.push("not".into());
        }
        let mut features: Vec<Feature> = names.into_iter().map(|n| (n, 1.0)).collect();
        features.push(("sure".into(), issue.1));
        features.push(("heft".into(), weight.min(6.0) / 3.0));
        for (item, sure) in items {
            let mut features: Vec<Feature> =
                features.iter().filter(|(name, _)| name != "sure" && !name.starts_with("issue:")).cloned().collect();
            features.push((format!("issue:{item}"), 1.0));
            features.push(("item".into(), 1.0));
            features.push(("sure".into(), sure));
            found.push(Candidate { tokens: tokens.clone(), issue: item, features });
        }
        found.push(Candidate { tokens, issue: issue.0, features });
    }
    found
}

/// The other issues that a list in the sentence names ("A, B and C remain unresolved").
fn items(doc: &Doc, sentence: Sentence<'_>, issues: &Classifier<'_>, but: &str) -> Vec<(String, f32)> {
    let mut named: Vec<(String, f32)> = Vec::new();
    let first = |t: &Token<'_>| {
        matches!(t.pos(), Pos::Noun | Pos::Propn) && t.dep() != Dep::Conj && t.children().any(|c| c.dep() == Dep::Conj)
    };
    for head in sentence.tokens().filter(first) {
        for item in clause::conjuncts(head) {
            let range = clause::noun_phrase(item);
            let issue = issues.classify(doc, &range, &range);
            if issues.is_subject(doc, &range, &issue.id) && issue.id.0 != but && named.iter().all(|n| n.0 != issue.id.0)
            {
                named.push((issue.id.0, issue.probability));
            }
        }
    }
    named
}
