//! Plans, drafts and agreements on the table.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use lang::{Dep, Pos, Tag, Token};
use serde::Deserialize;

use crate::clause::{Modality, doer, is_negated, is_passive, modality, noun_phrase};
use crate::entry::{Evidence, Text, TextState};
use crate::judge::{Candidate, Judges};
use crate::reason::Grounds;
use crate::rule::Rule;
use crate::scene::{Scene, low, short};

#[derive(Deserialize)]
struct Verbs {
    verbs: HashSet<String>,
}

#[derive(Deserialize)]
struct Words {
    words: HashSet<String>,
}

/// Words of texts.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Lexicon {
    /// Nouns, with their kind.
    pub texts: HashMap<String, String>,
    states: HashMap<String, TextState>,
    state_adjectives: HashMap<String, TextState>,
    adjectival: Words,
    drafters: Verbs,
    only_one: Words,
    loose: Words,
    quantities: Words,
    points: Words,
}

/// The words of texts.
pub(crate) fn lexicon() -> &'static Lexicon {
    static LEXICON: LazyLock<Lexicon> =
        LazyLock::new(|| toml::from_str(include_str!("../data/texts.toml")).expect("texts.toml is checked by a test"));
    &LEXICON
}

/// Plans, drafts and agreements on the table.
pub fn find(scene: &Scene<'_>) -> Vec<Text> {
    Judges::shipped().text.choose(candidates(scene), |text| &mut text.evidence)
}

/// One mention of a text.
struct Mention<'a> {
    head: Token<'a>,
    kind: &'static str,
    /// Words of the name that set it apart, lower case.
    marks: HashSet<String>,
    /// "the", "this", "its" and no words that set it apart: it may point back.
    pointing: bool,
    points: Option<u32>,
    drafter: Option<String>,
    state: Option<TextState>,
}

/// Every mention of a text; the mentions of one text are rivals.
pub fn candidates(scene: &Scene<'_>) -> Vec<Candidate<Text>> {
    let mut mentions: Vec<Mention<'_>> = scene.doc.tokens().filter_map(|t| mention(scene, t)).collect();
    let clusters = clusters(scene, &mentions);
    // What one mention tells of the text holds for all.
    for cluster in &clusters {
        let points = cluster.iter().find_map(|&i| mentions[i].points);
        let drafter = cluster.iter().find_map(|&i| mentions[i].drafter.clone());
        let state = cluster.iter().filter_map(|&i| mentions[i].state).max_by_key(|s| strength(*s));
        for &i in cluster {
            mentions[i].points = mentions[i].points.or(points);
            mentions[i].drafter = mentions[i].drafter.clone().or_else(|| drafter.clone());
            mentions[i].state = state;
        }
    }
    let mut candidates: Vec<Option<Candidate<Text>>> = mentions.iter().map(|_| None).collect();
    for cluster in &clusters {
        // The fullest name stands for all of them.
        let named = cluster
            .iter()
            .copied()
            .max_by_key(|&i| (mentions[i].marks.len().min(6), std::cmp::Reverse(i)))
            .unwrap_or_default();
        for (rank, &i) in cluster.iter().enumerate() {
            let m = &mentions[i];
            let name = name(scene, if m.marks.is_empty() { &mentions[named] } else { m });
            let text = Text {
                name,
                points: m.points,
                drafter: m.drafter.clone(),
                state: m.state.unwrap_or_else(|| unsaid(scene, m)),
                evidence: Evidence {
                    span: scene.sentence(m.head),
                    probability: 0.5,
                    why: if m.points.is_some() { Rule::TextWithPoints } else { Rule::TextNoun },
                    grounds: Grounds::default(),
                },
            };
            let mut features = features(scene, m);
            features.push(format!("mentions={}", cluster.len().min(4)));
            features.push(format!("rank={}", rank.min(3)));
            features.push(format!("mentions={} rank={}", cluster.len().min(4), rank.min(3)));
            let titled = cluster.iter().any(|&k| scene.in_title(mentions[k].head.index()));
            features.push(format!("title somewhere={titled}"));
            let marked = cluster.iter().any(|&k| !mentions[k].marks.is_empty());
            features.push(format!("marked somewhere={marked}"));
            features.push(format!("drafter={}", m.drafter.is_some()));
            features.push(format!("state={:?}", m.state));
            let rivals = cluster.iter().copied().filter(|&k| k != i).collect();
            candidates[i] = Some(Candidate { entry: text, features, rivals });
        }
    }
    candidates.into_iter().flatten().collect()
}

/// The state of a text of which nothing is said: one that exists is agreed, one that is sought is under discussion.
fn unsaid(scene: &Scene<'_>, mention: &Mention<'_>) -> TextState {
    let head = mention.head;
    match mention.kind {
        "accord" | "truce" | "law" => {
            let indefinite = !head.children().any(|c| {
                c.dep() == Dep::Poss || (c.dep() == Dep::Det && !matches!(c.norm(), "a" | "an" | "any" | "no"))
            });
            let exists = head.pos() == Pos::Propn || scene.times_in(noun_phrase(head)).next().is_some();
            let open =
                scene.verb_above(head).is_some_and(|v| !matches!(modality(v), Modality::Past | Modality::Present));
            if !exists && (indefinite || open) { TextState::UnderDiscussion } else { TextState::Agreed }
        }
        "statement" => TextState::Agreed,
        "plan" => TextState::Proposed,
        _ => TextState::UnderDiscussion,
    }
}

/// How much a state says, where several mentions say several.
fn strength(state: TextState) -> u8 {
    match state {
        TextState::UnderDiscussion => 0,
        TextState::Drafted => 1,
        TextState::Proposed => 2,
        TextState::Agreed => 3,
        TextState::Revised => 4,
        TextState::Leaked => 5,
        TextState::Rejected => 6,
        TextState::Signed => 7,
    }
}

fn kind_of(token: Token<'_>) -> Option<&'static str> {
    if !matches!(token.pos(), Pos::Noun | Pos::Propn) {
        return None;
    }
    let lemma = token.lemma().to_lowercase();
    let texts = &lexicon().texts;
    // Names in capitals keep their plural ("the Minsk Agreements").
    let kind = texts.get(&lemma).or_else(|| texts.get(lemma.strip_suffix('s')?))?;
    Some(kind.as_str())
}

fn mention<'a>(scene: &Scene<'_>, head: Token<'a>) -> Option<Mention<'a>> {
    let kind = kind_of(head)?;
    let doc = scene.doc;
    // "new settlements" are houses, "arrangements" and "rules" no documents.
    let plural = matches!(head.tag(), Tag::NNS | Tag::NNPS) && head.pos() == Pos::Noun;
    if plural && lexicon().only_one.words.contains(&head.lemma().to_lowercase()) {
        return None;
    }
    // "the wording" of something is no text of its own, unless somebody's or new.
    let described = head.children().any(|c| matches!(c.dep(), Dep::Amod | Dep::Poss | Dep::Compound));
    if lexicon().loose.words.contains(&head.lemma().to_lowercase()) && !described {
        return None;
    }
    // "draft agreement" is told by its last noun, "treaty text" too; "ceasefire monitors" are no text.
    if matches!(head.dep(), Dep::Compound | Dep::Nmod | Dep::Amod) && head.head().index() > head.index() {
        return None;
    }
    let mut points = None;
    let mut state = None;
    let mut marks = HashSet::new();
    let phrase = noun_phrase(head);
    let determiner = head.children().find(|c| c.dep() == Dep::Det || c.dep() == Dep::Poss);
    for i in phrase.clone() {
        let token = doc.token(i);
        if i == head.index() || Some(i) == determiner.map(Token::index) {
            continue;
        }
        let lemma = token.lemma().to_lowercase();
        if lexicon().points.words.contains(&lemma) {
            points = points.or_else(|| count_before(scene, i));
        }
        if let (Some(&said), true) = (lexicon().state_adjectives.get(&token.text().to_lowercase()), i < head.index()) {
            state = state.or(Some(said));
        }
        if matches!(token.pos(), Pos::Noun | Pos::Propn | Pos::Adj | Pos::Num) && token.text().chars().count() > 1 {
            marks.insert(lemma);
        }
    }
    if let Some(possessor) = determiner.filter(|d| d.dep() == Dep::Poss && d.pos() != Pos::Pron) {
        marks.insert(possessor.lemma().to_lowercase());
    }
    // "the deal has three points".
    let verb = scene.verb_above(head);
    if points.is_none() {
        points = verb.filter(|_| head.dep() == Dep::Nsubj).and_then(|v| v.child(Dep::Dobj)).and_then(|object| {
            lexicon().points.words.contains(object.lemma()).then(|| count_before(scene, object.index())).flatten()
        });
    }
    let pointing = marks.is_empty()
        && determiner
            .is_some_and(|d| matches!(d.norm(), "the" | "this" | "that" | "its" | "their" | "his" | "her" | "these"));
    let drafter = drafter(scene, head, verb);
    let state = state.or_else(|| state_of(head, verb));
    Some(Mention { head, kind, marks, pointing, points, drafter, state })
}

/// The number before a noun of points ("28-point", "in 12 points").
fn count_before(scene: &Scene<'_>, noun: usize) -> Option<u32> {
    let at = scene.numbers.partition_point(|n| n.tokens.end <= noun).checked_sub(1)?;
    let number = scene.numbers.get(at)?;
    let near = noun - number.tokens.end;
    let plain = number.value >= 2.0 && number.value <= 500.0 && number.value.fract() == 0.0;
    (near <= 1 && plain && (near == 0 || low(scene.doc, number.tokens.end) == "-")).then_some(number.value as u32)
}

/// Who drafted it: its possessor, the side that its adjective names, who proposed it, whom it is from or by.
fn drafter(scene: &Scene<'_>, head: Token<'_>, verb: Option<Token<'_>>) -> Option<String> {
    let accord = matches!(kind_of(head), Some("accord" | "truce" | "law"));
    let first = |token: Token<'_>| {
        let mut names = Vec::new();
        scene.actors(token, &mut names);
        names.into_iter().next()
    };
    if !accord {
        for child in head.children() {
            let named = match child.dep() {
                Dep::Poss => first(child),
                Dep::Amod | Dep::Compound | Dep::Nmod if child.index() < head.index() => first(child),
                Dep::Prep if matches!(child.norm(), "by" | "from" | "of") => child.child(Dep::Pobj).and_then(first),
                Dep::Acl if is_passive(child) => crate::clause::agent(child).and_then(first),
                Dep::Relcl if lexicon().drafters.verbs.contains(child.lemma()) => {
                    doer(child).filter(|d| d.index() != head.index()).and_then(first)
                }
                _ => None,
            };
            if named.is_some() {
                return named;
            }
        }
    }
    let verb = verb?;
    let object = matches!(head.dep(), Dep::Dobj | Dep::Nsubjpass) || head.head().dep() == Dep::Dobj;
    (object && lexicon().drafters.verbs.contains(verb.lemma()) && !accord).then(|| doer(verb).and_then(first)).flatten()
}

/// The state that the verb around a mention leaves it in.
fn state_of(head: Token<'_>, verb: Option<Token<'_>>) -> Option<TextState> {
    let states = &lexicon().states;
    for child in head.children().filter(|c| matches!(c.dep(), Dep::Acl | Dep::Relcl)) {
        if let Some(&state) = states.get(child.lemma()) {
            return Some(state);
        }
    }
    let verb = verb?;
    let touched = matches!(head.dep(), Dep::Dobj | Dep::Nsubjpass | Dep::Pobj)
        || (head.dep() == Dep::Nsubj && matches!(verb.lemma(), "expire" | "leak"));
    let &state = states.get(verb.lemma()).filter(|_| touched)?;
    let done = matches!(modality(verb), Modality::Past | Modality::Present) && !is_negated(verb);
    match state {
        TextState::Signed | TextState::Agreed if !done => Some(TextState::UnderDiscussion),
        _ => Some(state),
    }
}

/// Mentions that are one text: each a list of mentions in order.
fn clusters(scene: &Scene<'_>, mentions: &[Mention<'_>]) -> Vec<Vec<usize>> {
    // How far back a mention is joined with others, and with how many: a long report must not cost more than it is long.
    const NEAR: usize = 64;
    let mut clusters: Vec<Vec<usize>> = Vec::new();
    for (i, mention) in mentions.iter().enumerate() {
        let lemma = mention.head.lemma().to_lowercase();
        let plural = mention.head.tag() == Tag::NNS;
        let fits = |cluster: &&Vec<usize>| {
            cluster.iter().any(|&k| {
                let other = &mentions[k];
                let same_head = other.head.lemma().to_lowercase() == lemma;
                if (other.head.tag() == Tag::NNS) != plural {
                    return false;
                }
                if other.points.is_some() && mention.points.is_some() {
                    return other.points == mention.points;
                }
                let titled = scene.in_title(other.head.index());
                if mention.pointing {
                    return same_head
                        || (other.kind == mention.kind && matches!(mention.kind, "accord" | "plan" | "paper"));
                }
                let shared = mention.marks.intersection(&other.marks).count();
                if same_head {
                    return shared > 0
                        || (titled && (mention.marks.is_empty() || other.marks.is_empty()))
                        || other.pointing;
                }
                shared >= 2 || (shared >= 1 && other.kind == mention.kind && mention.marks.len() <= 2)
            })
        };
        // The nearest text before that fits.
        let place = clusters
            .iter()
            .enumerate()
            .rev()
            .take(NEAR)
            .filter(|(_, c)| c.len() < NEAR && fits(c))
            .map(|(n, c)| (c.last().copied(), n))
            .max();
        match place {
            Some((_, n)) => clusters[n].push(i),
            None => clusters.push(vec![i]),
        }
    }
    clusters
}

fn name(scene: &Scene<'_>, mention: &Mention<'_>) -> String {
    const MOST: usize = 11;
    let doc = scene.doc;
    let head = mention.head;
    let mut phrase = noun_phrase(head);
    // A possessor stays ("Kerry's framework document"), a determiner does not.
    if let Some(first) = head.children().find(|c| c.dep() == Dep::Poss && c.pos() == Pos::Pron) {
        phrase.start = phrase.start.max(first.index() + 1);
    }
    // "no", "any", "almost all the" say how many, not which.
    while phrase.start < head.index() {
        let token = doc.token(phrase.start);
        let quantity = matches!(token.norm(), "the" | "a" | "an")
            || lexicon().quantities.words.contains(&token.text().to_lowercase())
            || token.pos() == Pos::Punct;
        if !quantity {
            break;
        }
        phrase.start += 1;
    }
    // A bracket or quotation mark that closes before the head opened before the name.
    if let Some(close) = (phrase.start..head.index())
        .rev()
        .find(|&i| doc.token(i).text() == ")" && !(phrase.start..i).any(|k| doc.token(k).text() == "("))
    {
        phrase.start = close + 1;
    }
    let mut start = phrase.start.min(head.index());
    while start < head.index() && doc.token(start).pos() == Pos::Punct {
        start += 1;
    }
    let tail = short(doc, head.index()..phrase.end.max(head.index() + 1), MOST, &(0..0));
    let lead = doc.text_of(start..head.index());
    let space = start < head.index() && doc.token(head.index() - 1).has_space_after();
    let words = format!("{lead}{}{tail}", if space { " " } else { "" });
    let words: String = words.chars().filter(|c| !matches!(c, '"' | '“' | '”')).collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn features(scene: &Scene<'_>, mention: &Mention<'_>) -> Vec<String> {
    let head = mention.head;
    let lemma = head.lemma().to_lowercase();
    let determiner = head.children().find(|c| c.dep() == Dep::Det).map_or("none", |d| match d.norm() {
        "the" => "the",
        "a" | "an" => "a",
        "no" | "any" | "every" | "each" => "no",
        "this" | "that" | "these" | "those" => "this",
        _ => "other",
    });
    let possessor = head.child(Dep::Poss);
    let owner = possessor.map_or("none", |p| {
        if p.pos() == Pos::Pron {
            "pronoun"
        } else if scene.register.meant(p).is_empty() {
            "thing"
        } else {
            "actor"
        }
    });
    let plural = head.tag() == Tag::NNS || head.tag() == Tag::NNPS;
    let mut features = vec![
        format!("lemma={lemma}"),
        format!("kind={}", mention.kind),
        format!("determiner={determiner}"),
        format!("lemma={lemma} determiner={determiner}"),
        format!("kind={} determiner={determiner}", mention.kind),
        format!("owner={owner}"),
        format!("plural={plural}"),
        format!("lemma={lemma} plural={plural}"),
        format!("proper={}", head.pos() == Pos::Propn),
        format!("points={}", mention.points.is_some()),
        format!("marks={}", mention.marks.len().min(4)),
        format!("kind={} marks={}", mention.kind, mention.marks.len().min(2)),
        format!("pointing={}", mention.pointing),
        format!("dep={:?}", head.dep()),
        format!("title={}", scene.in_title(head.index())),
        format!("quoted={}", scene.register.is_quoted(head)),
    ];
    for child in head.children() {
        let text = child.text().to_lowercase();
        match child.dep() {
            Dep::Amod => features.push(format!("adjective={text}")),
            Dep::Compound | Dep::Nmod => {
                features.push(format!("compound={text}"));
                features.push(format!("compound proper={}", child.pos() == Pos::Propn));
                if lexicon().adjectival.words.contains(&text) {
                    features.push("compound text".into());
                }
            }
            Dep::Prep => features.push(format!("preposition={text}")),
            Dep::Acl | Dep::Relcl => features.push(format!("clause={}", child.lemma())),
            _ => {}
        }
        let meant = scene.register.meant(child);
        if matches!(child.dep(), Dep::Amod | Dep::Compound | Dep::Nmod) && !meant.is_empty() {
            features.push("modified by an actor".into());
        }
    }
    let dated = scene.times_in(noun_phrase(head)).next().is_some();
    features.push(format!("dated={dated}"));
    if head.dep() == Dep::Pobj {
        features.push(format!("after={}", head.head().norm()));
        features.push(format!("after={} lemma={lemma}", head.head().norm()));
        let above = head.head().head();
        features.push(format!("above={}", above.lemma().to_lowercase()));
    }
    if let Some(verb) = scene.verb_above(head) {
        features.push(format!("verb={}", verb.lemma()));
        features.push(format!("verb={} dep={:?}", verb.lemma(), head.dep()));
        features.push(format!("modality={:?}", modality(verb)));
        features.push(format!("negated={}", is_negated(verb) || is_negated(head)));
        features.push(format!("verb state={:?}", lexicon().states.get(verb.lemma())));
    }
    let number = head.sentence().number();
    features.push(format!("place={}", (number * 4 / scene.doc.sentence_count().max(1)).min(3)));
    features
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lexicon_parses() {
        assert_eq!(lexicon().texts["communiqué"], "statement");
        assert_eq!(lexicon().states["sign"], TextState::Signed);
    }

    #[test]
    fn a_text_is_told_once_with_all_that_is_said_of_it() {
        let doc = crate::example::doc("talks");
        let register = crate::register::Register::of(&doc);
        let scene = Scene::of(&crate::example::report(&doc), &doc, &register);
        let found = find(&scene);
        let plan = &found[0];
        assert_eq!((plan.name.as_str(), plan.points), ("12-point plan", Some(12)));
        assert_eq!((plan.drafter.as_deref(), plan.state), (Some("Sweden"), TextState::Rejected));
    }
}
