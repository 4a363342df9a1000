//! Propositions of a bulletin: who said what by which verb, one for each party of a sentence that speaks for many.
//!
//! Bulletins of multilateral talks put a whole exchange into a sentence: "NORWAY, for the UMBRELLA GROUP, supported by CHILE and
//! opposed by the EU, proposed a, and urged b." The register and the attributions of a [`Reading`](crate::Reading) look for one
//! source of a content; here a small grammar over names, cue words and boundaries gives every party its own proposition.
//!
//! It only knows states and negotiating groups as speakers. For reports about people use the attributions.

mod boundary;
mod capitals;
mod cast;
mod noun;
mod party;
mod passive;
mod predicate;
mod scan;
mod statement;
mod unit;
mod words;

use std::ops::Range;

pub(crate) use capitals::as_prose;
use lang::Pipeline;
use source::Span;

use crate::entry::Evidence;
use cast::Cast;
use statement::Statement;
use unit::Unit;

/// A party, what it does with a point, and the point.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Proposition {
    /// Ordinary name of a state or group; "G-77/China" gives one proposition for each of the two.
    pub actor: String,
    /// The verb or noun as it stands, without auxiliaries and "not": "proposed", "proposal".
    pub predicate: String,
    /// Whether the party does not do so: it is told to oppose whoever does, or the verb is negated.
    pub opposed: bool,
    /// What is proposed, supported or opposed, in the report's words.
    pub point: String,
    /// Where the actor is named.
    pub actor_span: Span,
    /// Where the predicate stands.
    pub predicate_span: Span,
    /// Where the parts of the point stand, in the order in which `point` has them.
    pub point_spans: Vec<Span>,
    /// The words from the first part to the last.
    pub evidence: Evidence,
}

/// The propositions of a text, in order.
pub fn find(text: &str) -> Vec<Proposition> {
    let mentions = party::mentions(text);
    if mentions.is_empty() {
        return Vec::new();
    }
    let doc = Pipeline::english().annotate(&capitals::lowered(text, &mentions));
    let mut found = Vec::new();
    let mut speaker: Option<Cast<'_>> = None;
    for units in unit::sentences(&doc, &mentions) {
        let by_verb = scan::statements(&units, speaker.as_ref());
        let by_noun = noun::statements(&units, &by_verb);
        for statement in by_verb.iter().chain(&by_noun) {
            found.extend(propositions(text, &units, statement));
        }
        speaker = by_verb.into_iter().map(|s| s.cast).rfind(|cast| !cast.with.is_empty());
    }
    found
}

/// One proposition for each party of a statement's cast.
fn propositions(text: &str, units: &[Unit<'_>], statement: &Statement<'_>) -> Vec<Proposition> {
    // "He" stands for a party of the sentence before; the evidence is this one's.
    let first = units[0].span.start;
    let predicate_span = units[statement.predicate].span;
    let parts = statement.point.iter().filter(|range| !range.is_empty());
    let point_spans: Vec<Span> = parts.map(|range| span(units, range)).collect();
    if point_spans.is_empty() {
        return Vec::new();
    }
    let point: Vec<&str> = point_spans.iter().map(|span| span.of(text)).collect();
    let point = point.join(" ");
    let sides = [(&statement.cast.with, statement.negated), (&statement.cast.against, !statement.negated)];
    let mut found: Vec<Proposition> = Vec::new();
    for (mention, opposed) in sides.iter().flat_map(|(parties, opposed)| parties.iter().map(move |p| (*p, *opposed))) {
        let spans = point_spans.iter().chain([&predicate_span]).chain(Some(&mention.span).filter(|s| s.start >= first));
        let (start, end) = spans.fold((u32::MAX, 0), |(start, end), s| (start.min(s.start), end.max(s.end)));
        let evidence = clipped(text, Span { start, end });
        for actor in mention.names {
            if found.iter().any(|p| p.actor == *actor && p.opposed == opposed) {
                continue;
            }
            found.push(Proposition {
                actor: actor.clone(),
                predicate: predicate_span.of(text).to_owned(),
                opposed,
                point: point.clone(),
                actor_span: mention.span,
                predicate_span,
                point_spans: point_spans.clone(),
                evidence: Evidence {
                    span: evidence,
                    probability: statement.why.probability(),
                    why: statement.why,
                    grounds: crate::reason::Grounds::default(),
                },
            });
        }
    }
    found
}

/// The words of a range of units.
fn span(units: &[Unit<'_>], range: &Range<usize>) -> Span {
    Span { start: units[range.start].span.start, end: units[range.end - 1].span.end }
}

/// The first 600 characters of a span, which is as much as evidence may hold.
fn clipped(text: &str, span: Span) -> Span {
    let end = span.of(text).char_indices().nth(600).map_or(span.end, |(at, _)| span.start + at as u32);
    Span { start: span.start, end }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The propositions as "actor | predicate | point", with "not" where the party opposes.
    fn check(text: &str, expected: &[&str]) {
        let told = |p: Proposition| {
            let not = if p.opposed { "not " } else { "" };
            format!("{} | {not}{} | {}", p.actor, p.predicate, p.point)
        };
        assert_eq!(find(text).into_iter().map(told).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn supporters_and_those_spoken_for_state_it_and_opponents_do_not() {
        check(
            "PERU, for the AFRICAN GROUP, supported by FIJI and others, and opposed by the US, urged a review of fees.",
            &[
                "Peru | urged | a review of fees",
                "African Group | urged | a review of fees",
                "Fiji | urged | a review of fees",
                "United States | not urged | a review of fees",
            ],
        );
    }

    #[test]
    fn a_group_speaks_for_each_that_stands_behind_it() {
        check(
            "The G-77/CHINA did not support late fees.",
            &["Group of 77 | not support | late fees", "China | not support | late fees"],
        );
    }

    #[test]
    fn a_subject_has_several_verbs() {
        check(
            "KENYA said the fund is empty and called for new money, but rejected a levy, noting that ships pay twice.",
            &[
                "Kenya | said | the fund is empty",
                "Kenya | called | for new money",
                "Kenya | rejected | a levy",
                "Kenya | noting | that ships pay twice",
            ],
        );
    }

    #[test]
    fn a_participle_is_no_further_verb() {
        check("EGYPT supported a simple but contested rule.", &["Egypt | supported | a simple but contested rule"]);
        check("EGYPT read the proposed text.", &[]);
    }

    #[test]
    fn a_list_behind_a_colon_is_one_point() {
        check(
            "LAOS called for: more time; less paper; and tea.",
            &["Laos | called | for: more time; less paper; and tea"],
        );
    }

    #[test]
    fn every_subject_has_its_own_point() {
        check(
            "Chile proposed a levy, while Norway and Iceland preferred a loan, with Cuba urging grants.",
            &[
                "Chile | proposed | a levy",
                "Norway | preferred | a loan",
                "Iceland | preferred | a loan",
                "Cuba | urging | grants",
            ],
        );
    }

    #[test]
    fn a_bare_refusal_is_of_what_was_stated_before() {
        check(
            "MALI requested more time, and TOGO objected.",
            &["Mali | requested | more time", "Togo | not requested | more time"],
        );
        check(
            "MALI requested more time, opposed by TOGO.",
            &["Mali | requested | more time", "Togo | not requested | more time"],
        );
    }

    #[test]
    fn others_may_join_only_the_second_verb() {
        check(
            "JAPAN welcomed the draft and, with INDIA, asked for a table.",
            &["Japan | welcomed | the draft", "Japan | asked | for a table", "India | asked | for a table"],
        );
    }

    #[test]
    fn a_topic_before_the_subject_belongs_to_the_point() {
        check("On the annex, QATAR suggested a footnote.", &["Qatar | suggested | a footnote On the annex"]);
    }

    #[test]
    fn a_passive_tells_who_did_it() {
        check(
            "The levy was supported by OMAN, but opposed by MALTA.",
            &["Oman | supported | The levy", "Malta | not supported | The levy"],
        );
    }

    #[test]
    fn a_noun_with_its_owner_is_a_proposition_too() {
        check("Delegates heard Jordan's proposal to close the fund.", &["Jordan | proposal | to close the fund"]);
        check("They took up a request by Gabon for more time.", &["Gabon | request | for more time"]);
        check("They took up the text that Gabon's delegates had.", &[]);
        check(
            "HAITI opposed Jordan's proposal to close the fund.",
            &["Haiti | opposed | Jordan's proposal to close the fund", "Jordan | proposal | to close the fund"],
        );
    }

    #[test]
    fn a_party_inside_a_point_states_its_own() {
        check(
            "GHANA regretted that Benin had withdrawn its text.",
            &["Ghana | regretted | that Benin had withdrawn its text", "Benin | withdrawn | its text"],
        );
    }

    #[test]
    fn a_pronoun_is_who_spoke_last() {
        check(
            "LATVIA opposed a levy. She proposed a loan.",
            &["Latvia | opposed | a levy", "Latvia | proposed | a loan"],
        );
    }

    #[test]
    fn whoever_chairs_speaks_for_the_talks() {
        check("Co-Chair Lind (Sweden) urged delegates to be brief.", &[]);
        check("Anna Lind (Sweden) urged delegates to be brief.", &["Sweden | urged | delegates to be brief"]);
    }

    #[test]
    fn nobody_acts_who_should_or_whose_name_is_part_of_another() {
        check("Parties said the US should accept the levy in Latin America.", &[]);
    }

    proptest! {
        #[test]
        fn any_text_is_safe_and_spans_are_its_words(
            words in prop::collection::vec(
                prop::sample::select(vec![
                    "CHINA", "the EU", "G-77/China", "(Chile)", ",", ";", ":", ".", "''", "and", "but", "with", "for", "opposed by",
                    "supported by", "said", "urged", "urging", "was", "not", "that", "who", "On", "He", "proposal", "by", "to", "it",
                    "levy", "\n", "é", "İ", "😀", "'s", "others", "including", "as well as", "Noting", "(", ")",
                ]),
                0..30,
            ),
            separator in prop::sample::select(vec![" ", "", "  "]),
        ) {
            let text = words.join(separator);
            for p in find(&text) {
                let parts: Vec<&str> = p.point_spans.iter().map(|span| span.of(&text)).collect();
                prop_assert_eq!(&p.point, &parts.join(" "));
                prop_assert!(parts.iter().all(|part| !part.is_empty()));
                prop_assert_eq!(p.predicate_span.of(&text), p.predicate);
                prop_assert!(!p.actor_span.of(&text).is_empty());
                prop_assert!(p.evidence.span.of(&text).chars().count() <= 600);
            }
        }

        #[test]
        fn odd_text_is_safe(text in "\\PC{0,80}") {
            find(&text);
        }
    }
}
