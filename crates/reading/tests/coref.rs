//! Coreference as a caller sees it: who is meant, and where it stands.

use lang::Pipeline;
use proptest::prelude::*;
use reading::coref::{Kind, chains};

/// The chains of a text, as words.
fn words(text: &str) -> Vec<Vec<String>> {
    let doc = Pipeline::english().annotate(text);
    let mention = |m: &reading::coref::Mention| m.span(&doc).of(text).to_owned();
    chains(&doc).iter().map(|c| c.mentions.iter().map(mention).collect()).collect()
}

#[test]
fn a_person_is_followed_by_pronouns() {
    assert_eq!(
        words("Jonas Weidel met Anna Berg. He told her that his government was ready."),
        [vec!["Jonas Weidel", "He", "his"], vec!["Anna Berg", "her"]]
    );
}

#[test]
fn who_speaks_says_i() {
    assert_eq!(
        words("\"We will not sign,\" Anna Berg said. \"I told them so.\" Her delegation left the talks."),
        [["Anna Berg", "I", "Her"]]
    );
}

#[test]
fn a_body_goes_by_its_letters() {
    let text = "The African Union offered to mediate. The AU said its envoy, Peter Okoro, would travel to Khartoum. \
                He has met both generals before.";
    assert_eq!(words(text), [vec!["The African Union", "The AU", "its"], vec!["its envoy, Peter Okoro", "He"]]);
}

#[test]
fn what_is_said_once_is_no_chain() {
    assert!(words("Norway hosted the talks.").is_empty());
    assert!(words("").is_empty());
    assert!(words("???\n\n\u{feff}(").is_empty());
}

#[test]
fn a_mention_says_how_it_means() {
    let doc = Pipeline::english().annotate("Norway hosted the talks. Its minister spoke first.");
    let chains = chains(&doc);
    assert_eq!(chains[0].mentions[0].kind, Kind::Name);
    assert!(matches!(chains[0].mentions[1].kind, Kind::Pronoun(_)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn chains_are_disjoint_and_lie_in_the_text(pieces in proptest::collection::vec(prop_oneof![
        Just("Anna Berg"), Just("the minister"), Just("she"), Just("He"), Just("told"), Just("them."), Just("Oslo's"),
        Just("\n"), Just("\"I"), Just("our\""), Just("and"), Just("(UN)"), Just("?"), Just("größte"), Just("it is"),
        Just("which"), Just(","), Just("\u{1f600}"),
    ], 0..60)) {
        let text = pieces.join(" ");
        let doc = Pipeline::english().annotate(&text);
        let mut seen = std::collections::HashSet::new();
        for chain in chains(&doc) {
            prop_assert!(chain.mentions.len() > 1);
            let mut last = 0;
            for mention in chain.mentions {
                let span = mention.span(&doc);
                prop_assert_eq!(text.get(span.range()), Some(doc.text_of(mention.tokens.clone())));
                prop_assert!(mention.tokens.contains(&mention.head) && mention.tokens.start >= last);
                last = mention.tokens.start;
                prop_assert!(seen.insert(mention.tokens));
            }
        }
    }
}
