//! Who said it, by example and on any text.

use proptest::prelude::*;
use reading::speech::Annotated;
use reading::{Attitude, Mode, Reader, Reading};
use source::{Report, ReportId};

fn read(text: &str) -> Reading {
    let report =
        Report { id: ReportId("made/up".into()), title: None, outlet: None, published: None, text: text.to_owned() };
    Reader::default().read(&report)
}

/// Source and content of each attribution that stands in nobody else's words.
fn said(text: &str) -> Vec<(String, String)> {
    let reading = read(text);
    reading.said().map(|a| (a.source.clone().unwrap_or_default(), a.content.clone())).collect()
}

#[track_caller]
fn one(text: &str, source: &str, content: &str) {
    let all = said(text);
    assert!(all.len() == 1 && all[0].0.ends_with(source) && all[0].1.contains(content), "{all:?}");
}

#[test]
fn the_source_may_stand_before_after_or_amid_the_words() {
    one("Norway said on Monday that the quota was too low.", "Norway", "the quota was too low");
    one("“The quota is too low,” said the Norwegian minister, Liv Dahl.", "Liv Dahl", "The quota is too low");
    one("The quota, according to Norway, is too low.", "Norway", "is too low");
}

#[test]
fn wishes_fears_and_refusals_count() {
    let reading = read("Chile fears that the truce will not hold. Peru refused to sign the draft.");
    let told: Vec<_> = reading.said().map(|a| (a.source.as_deref(), a.attitude)).collect();
    assert_eq!(told, [(Some("Chile"), Attitude::Fears), (Some("Peru"), Attitude::Rejects)]);
}

#[test]
fn an_unclosed_quotation_ends_with_its_paragraph() {
    let reading = read("“We will not go back to the table, said Liv Dahl of Norway.\nThe ferry leaves at noon.\n");
    for attribution in reading.said() {
        assert!(!attribution.content.contains("ferry"), "{}", attribution.content);
    }
}

#[test]
fn direct_speech_is_told_from_reported_speech() {
    let modes = |text: &str| read(text).said().map(|a| a.mode).collect::<Vec<_>>();
    assert_eq!(modes("“The talks have failed,” the envoy said."), [Mode::Direct]);
    assert_eq!(modes("The envoy said that the talks had failed."), [Mode::Indirect]);
}

#[test]
fn a_passive_without_an_agent_is_nobodys() {
    for attribution in read("It was announced that the talks would resume in May.").said() {
        assert_eq!(attribution.source, None);
    }
}

fn odd() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-zA-Z]{1,8}",
        Just("said".to_owned()),
        Just("Norway".to_owned()),
        Just("that".to_owned()),
        "[“”\"'’‘«»,.:;?!()-]",
        Just("\n".to_owned()),
        "\\PC{1,3}",
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_safe_and_every_range_is_of_it(text in odd()) {
        let annotated = Annotated::of(&text);
        for utterance in &annotated.utterances {
            prop_assert!(!utterance.content.is_empty());
            prop_assert!((0.0..=1.0).contains(&utterance.probability));
            for range in utterance.source.iter().chain([&utterance.cue]).chain(&utterance.content) {
                prop_assert!(range.start < range.end && range.end <= annotated.doc.len());
            }
        }
        for attribution in read(&text).attributions {
            let spans = [&attribution.source_spans, &attribution.cue_spans, &attribution.content_spans];
            for span in spans.into_iter().flatten() {
                prop_assert!(!span.of(&text).is_empty());
            }
        }
    }

    #[test]
    fn the_same_text_is_read_the_same_way(text in odd()) {
        prop_assert_eq!(Annotated::of(&text).utterances, Annotated::of(&text).utterances);
    }
}
