//! The judge: how likely a candidate is a position.

use std::sync::LazyLock;

use lang::{Doc, Pos, Tag};

use super::candidates::Candidate;
use crate::issue::Classified;
use crate::linear::{Feature, Linear};
use crate::reason::Grounds;

/// Candidates below this are dropped.
pub const THRESHOLD: f32 = 0.12;

/// The judge's weights.
pub static MODEL: LazyLock<Linear> =
    LazyLock::new(|| Linear::parse(include_str!("../../data/positions.weights")).expect("data/positions.weights"));

/// How likely the candidate is right in holder, stance and issue; `here` candidates stand in its sentence.
pub fn probability(model: &Linear, doc: &Doc, candidate: &Candidate<'_>, here: usize, issue: &Classified) -> f32 {
    model.probability(&features(doc, candidate, here, issue)) * issue.probability
}

/// What speaks most for and against the candidate.
pub fn grounds(model: &Linear, doc: &Doc, candidate: &Candidate<'_>, here: usize, issue: &Classified) -> Grounds {
    model.grounds(&features(doc, candidate, here, issue)).with_cue(Some(candidate.cue.text()))
}

/// What the judge looks at.
pub fn features(doc: &Doc, candidate: &Candidate<'_>, here: usize, issue: &Classified) -> Vec<Feature> {
    let cue = candidate.cue;
    let sentence = cue.sentence();
    let rule = candidate.rule.as_str();
    let mut names: Vec<String> = vec!["bias".into(), format!("rule:{rule}")];
    for t in &candidate.traits {
        names.push(t.clone());
        names.push(format!("{rule}+{t}"));
    }
    let stance = format!("{:?}", candidate.stance);
    names.push(format!("stance:{stance}"));
    names.push(format!("{rule}+{stance}"));
    let kind = candidate.holder.kind.map_or("unnamed".to_owned(), |k| format!("{k:?}"));
    names.push(format!("holder:{kind}"));
    names.push(format!("{rule}+holder:{kind}"));
    names.push(format!("mentions:{}", (candidate.holder.mentions.max(1)).ilog2().min(4)));
    if candidate.holder.party.is_none() {
        names.push("no-party".into());
    }
    if candidate.holder.company {
        names.push("company".into());
    }
    if candidate.per.is_some() {
        names.push("per".into());
        names.push(format!("{rule}+per"));
    }
    names.push(format!("cue-tag:{:?}", cue.tag()));
    names.push(format!("cue-dep:{:?}", cue.dep()));
    names.push(format!("{rule}+cue-dep:{:?}", cue.dep()));
    names.push(format!("point-pos:{:?}", candidate.head.pos()));
    if candidate.head.pos() != Pos::Propn {
        names.push(format!("point:{}", candidate.head.lemma().to_lowercase()));
    }
    if matches!(candidate.head.tag(), Tag::PRP | Tag::DT | Tag::WP | Tag::WDT) {
        names.push("point-pronoun".into());
    }
    let entity = candidate.head.entity_label().map_or("none".to_owned(), |l| format!("{l:?}"));
    names.push(format!("point-entity:{entity}"));
    names.push(format!("point-length:{}", candidate.point.len().ilog2().min(5)));
    names.push(format!("issue:{}", issue.id.0));
    if sentence.number() == 0 {
        names.push("headline".into());
    }
    names.push(format!("share:{}", (5 * sentence.number() / doc.sentence_count().max(1)).min(4)));
    if in_quotes(doc, cue.index()) {
        names.push("quoted".into());
    }
    if !cue.is_root() && cue.head().pos() != Pos::Propn {
        names.push(format!("above:{}", cue.head().lemma().to_lowercase()));
    }
    names.push(format!("here:{}", here.min(6)));
    let mut features: Vec<Feature> = names.into_iter().map(|n| (n, 1.0)).collect();
    features.push((
        "issue-sure".into(),
        (issue.probability.clamp(0.02, 0.98) / (1.0 - issue.probability.clamp(0.02, 0.98))).ln(),
    ));
    features
}

/// Whether a token stands between quotation marks of its paragraph.
fn in_quotes(doc: &Doc, i: usize) -> bool {
    let sentence = doc.token(i).sentence().range();
    let mut open = false;
    for t in doc.slice(sentence.start..i) {
        match t.text() {
            "“" => open = true,
            "”" => open = false,
            "\"" => open = !open,
            _ => {}
        }
    }
    open
}
