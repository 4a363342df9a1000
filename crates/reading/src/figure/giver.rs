//! Who gives a number: who counts it, or in whose words it stands.
//!
//! A number that somebody wants, offers or rejects is given by nobody: it does not tell how things are. Nor is one that the
//! speaker takes as known ("the 27 members", "its 10,000 workers, who"): the report would say so as well.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use lang::{Dep, Doc, Pos, Token};
use serde::Deserialize;
use source::Span;

use super::Said;
use crate::clause::{bare, is_passive, noun_phrase, subject};
use crate::entry::{Attitude, Attribution};
use crate::register::Register;
use crate::scene::{Scene, low};

#[derive(Deserialize)]
struct Lexicon {
    givers: Givers,
}

#[derive(Deserialize)]
struct Givers {
    verbs: HashSet<String>,
    placing: HashSet<String>,
    nouns: HashSet<String>,
    known: HashSet<String>,
}

static LEXICON: LazyLock<Givers> = LazyLock::new(|| {
    let lexicon: Lexicon =
        toml::from_str(include_str!("../../data/units.toml")).expect("units.toml is checked by a test");
    lexicon.givers
});

/// Who gives the number at these tokens; `hyphen` if it is part of a longer word ("20-point").
pub(super) fn giver(
    scene: &Scene<'_>,
    attributions: &[Attribution],
    said: &Said,
    tokens: &Range<usize>,
    hyphen: bool,
) -> Option<String> {
    let doc = scene.doc;
    let number = doc.token(tokens.end - 1);
    if let Some(counter) = counter(scene, number).or_else(|| estimate(scene.register, doc, number)) {
        return Some(counter);
    }
    let span = Span::new(doc.token(tokens.start).span().start..number.span().end);
    let attribution = &attributions[said.by(doc.text(), attributions, span)?];
    let told = is_told(attribution.attitude) && !hyphen && !is_known(doc, tokens, attribution);
    attribution.source.clone().filter(|_| told)
}

/// Whether the words of such an attribution tell how things are, rather than how somebody wants them.
fn is_told(attitude: Attitude) -> bool {
    use Attitude::{Accepts, Demands, Proposes, Rejects, Wants};
    !matches!(attitude, Accepts | Demands | Proposes | Rejects | Wants)
}

/// Whether a number only helps to say which thing is meant.
fn is_known(doc: &Doc, tokens: &Range<usize>, attribution: &Attribution) -> bool {
    let first = doc.token(tokens.start);
    let before =
        if first.is_sentence_start() || tokens.start == 0 { String::new() } else { low(doc, tokens.start - 1) };
    let inside = |t: &Token<'_>| {
        let at = t.span();
        attribution.content_spans.iter().any(|s| s.start as usize <= at.start && at.end <= s.end as usize)
    };
    LEXICON.known.contains(&before)
        || doc.token(tokens.end - 1).ancestors().take_while(inside).any(|t| matches!(t.dep(), Dep::Relcl | Dep::Acl))
}

/// The subject of a verb of counting: "union leaders put the number at 18,000".
fn counter(scene: &Scene<'_>, number: Token<'_>) -> Option<String> {
    let verb = scene.verb_above(number)?;
    let lemma = verb.lemma().to_lowercase();
    let placed = || {
        let at = |t: &Token<'_>| t.dep() == Dep::Prep && matches!(t.lemma(), "at" | "to" | "between" | "around");
        number.ancestors().take_while(|t| *t != verb).any(|t| at(&t))
    };
    let counts = LEXICON.verbs.contains(&lemma) || LEXICON.placing.contains(&lemma) && placed();
    if !counts || is_passive(verb) {
        return None;
    }
    let who = subject(verb).filter(|who| !who.subtree().contains(&number.index()))?;
    name(scene.register, who)
}

/// Whose estimate it is: "by a UN estimate", "by one common estimate".
fn estimate(register: &Register, doc: &Doc, number: Token<'_>) -> Option<String> {
    let noun = number.sentence().tokens().find(|t| {
        let by = t.head();
        LEXICON.nouns.contains(t.lemma())
            && t.dep() == Dep::Pobj
            && matches!(by.lemma().to_lowercase().as_str(), "by" | "on")
    })?;
    let own = noun.children().filter(|c| matches!(c.dep(), Dep::Compound | Dep::Poss | Dep::Amod | Dep::Nmod));
    let actor = own.flat_map(|c| register.meant(c).first().copied()).next();
    Some(match actor {
        Some(actor) => register.actor(actor).name.clone(),
        None => bare(doc, noun_phrase(noun)).to_owned(),
    })
}

/// The actor behind a noun, or the report's words for it.
fn name(register: &Register, noun: Token<'_>) -> Option<String> {
    match register.meant(noun).first() {
        Some(&actor) => Some(register.actor(actor).name.clone()),
        None if matches!(noun.pos(), Pos::Noun | Pos::Propn) => {
            Some(bare(noun.doc(), noun_phrase(noun)).to_owned()).filter(|words| !words.is_empty())
        }
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use source::{Report, ReportId};

    #[track_caller]
    fn check(text: &str, want: Option<&str>) {
        let report =
            Report { id: ReportId::from("talks"), title: None, outlet: None, published: None, text: text.into() };
        let reading = crate::Reader::default().read(&report);
        let figure = reading.figures.first().unwrap_or_else(|| panic!("no figure in {text}"));
        assert_eq!(figure.source.as_deref(), want, "{text}");
    }

    #[test]
    fn a_speaker_gives_a_number_of_its_own() {
        check("The minister said 400 soldiers had been killed in the talks' first month.", Some("minister"));
    }

    #[test]
    fn who_counts_gives_the_number() {
        check("Norway puts the damage from the floods at 30 billion dollars.", Some("Norway"));
    }

    #[test]
    fn nobody_gives_what_is_wanted() {
        check("Norway demanded 30 billion dollars for the harbour.", None);
    }

    #[test]
    fn the_narrator_knows_what_a_speaker_takes_as_known() {
        check("Norway said the 27 members would sign the agreement.", None);
        check("The war has killed 4,000 people.", None);
    }
}
