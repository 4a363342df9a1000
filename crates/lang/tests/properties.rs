//! What holds for any text.

use std::borrow::Cow;
use std::path::Path;
use std::sync::OnceLock;

use lang::{Columns, Doc, LoadError, Pipeline};
use proptest::prelude::*;

fn small() -> &'static Pipeline {
    static PIPELINE: OnceLock<Pipeline> = OnceLock::new();
    PIPELINE.get_or_init(|| Pipeline::from_bytes(weights()).unwrap())
}

fn weights() -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("weights/en-sm.bin")).unwrap()
}

/// Texts of words, affixes, odd characters and breaks.
fn text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        8 => "[A-Za-z]{1,8}",
        3 => Just(" ".to_owned()),
        2 => prop::sample::select(vec![
            "n't", "'s", "U.S.", "a.m.", ":)", "...", "--", "\"", "(", ")", ",", ".", "$", "%", "10", "3.5", "km", "\n",
            "\r\n", "\t", "  ", "\u{a0}", "\u{200b}", "\u{200f}", "\u{feff}", "\u{fffd}", "\0", "\u{1c}", "é", "ß", "Σ",
            "中", "👩‍👩‍👧", "www.a.org", "x@y.com", "http://", ": )", "gon", "na", "\u{2028}", "\u{85}", "°", "İ",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
        1 => any::<String>(),
    ];
    prop::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
}

/// Python's `isspace`.
fn is_white(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// The invariants of a document that need no second opinion.
fn check(doc: &Doc) -> Result<(), TestCaseError> {
    let mut end = 0;
    for token in doc.tokens() {
        let span = token.span();
        prop_assert!(span.start >= end && span.end > span.start);
        let between = &doc.text()[end..span.start];
        prop_assert!(between.chars().all(is_white));
        if token.has_space_after() {
            prop_assert_eq!(doc.text().as_bytes()[span.end], b' ');
        }
        prop_assert_eq!(token.head().sentence().number(), token.sentence().number());
        prop_assert!(token.subtree().contains(&token.index()));
        let edges = token
            .children()
            .map(|t| t.subtree())
            .fold(token.index()..token.index() + 1, |a, b| a.start.min(b.start)..a.end.max(b.end));
        prop_assert_eq!(edges, token.subtree());
        end = span.end;
    }
    for sentence in doc.sentences() {
        prop_assert!(sentence.tokens().next().unwrap().is_sentence_start());
        prop_assert!(sentence.root().is_root());
    }
    for entity in doc.entities() {
        prop_assert!(doc.slice(entity.tokens.clone()).all(|t| t.entity() == Some(entity)));
        prop_assert!(doc.slice(entity.tokens.clone()).skip(1).all(|t| !t.is_sentence_start()));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn tokens_and_spaces_rebuild_the_text(text in text()) {
        let doc = small().annotate_whole(&text);
        check(&doc)?;
        let rebuilt: String =
            doc.tokens().flat_map(|t| [t.text(), if t.has_space_after() { " " } else { "" }]).collect();
        prop_assert_eq!(&rebuilt, &text);
        let spans: Vec<_> = doc.tokens().map(|t| t.span()).collect();
        prop_assert_eq!(small().tokenize(&text), spans);
    }

    #[test]
    fn a_text_is_its_lines(text in text()) {
        let doc = small().annotate(&text);
        check(&doc)?;
        let mut tokens = Vec::new();
        let mut start = 0;
        for line in text.split('\n') {
            let content = line.strip_suffix('\r').unwrap_or(line);
            if !content.chars().all(is_white) {
                let alone = small().annotate_whole(content);
                let first = tokens.len();
                for t in alone.tokens() {
                    let span = t.span().start + start..t.span().end + start;
                    let head = t.head().index() + first;
                    tokens.push((span, t.tag(), t.dep(), head, t.lemma().to_owned(), t.entity_label(), t.is_sentence_start()));
                }
            }
            start += line.len() + 1;
        }
        prop_assert_eq!(doc.len(), tokens.len());
        for (t, expected) in doc.tokens().zip(tokens) {
            let found = (t.span(), t.tag(), t.dep(), t.head().index(), t.lemma().to_owned(), t.entity_label(), t.is_sentence_start());
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn the_number_of_threads_does_not_matter(texts in prop::collection::vec(text(), 0..6)) {
        let json = |doc: &Doc| serde_json::to_string(&Columns::new("", "", doc)).unwrap();
        let one: Vec<String> = texts.iter().map(|text| json(&small().annotate(text))).collect();
        for threads in [0, 1, 3] {
            let many: Vec<String> = small().annotate_many(&texts, threads).iter().map(json).collect();
            prop_assert_eq!(&many, &one);
        }
    }
}

#[test]
fn vectors_come_in_order_of_tokens() {
    let text = "Talks failed.\n\nBoth sides blamed each other for it.";
    let (doc, vectors) = small().annotate_with_vectors(text);
    assert_eq!(doc.len(), vectors.len());
    let (_, again) = small().annotate_with_vectors("Both sides blamed each other for it.");
    assert_eq!(vectors[3..], again);
}

#[test]
fn blank_lines_give_no_tokens() {
    let text = "\n".repeat(50_000) + "Talks failed." + &"\r\n \t\n".repeat(50_000);
    let doc = small().annotate(&text);
    assert_eq!(doc.tokens().map(|t| t.text()).collect::<Vec<_>>(), ["Talks", "failed", "."]);
    assert!(small().annotate("").is_empty());
    assert!(small().annotate_whole("").is_empty());
}

#[test]
fn damaged_weights_are_refused() {
    let error = |bytes: Vec<u8>| Pipeline::from_bytes(bytes).unwrap_err();
    let weights = weights();
    assert_eq!(error(Vec::new()), LoadError::Foreign);
    assert_eq!(error(b"PK\x03\x04 and so on".to_vec()), LoadError::Foreign);
    for len in [8, 15, 23, 24, 100, 5_000, weights.len() - 1] {
        assert!(matches!(error(weights[..len].to_vec()), LoadError::Length { .. }), "{len}");
    }
    let mut newer = weights.clone();
    newer[8] = 99;
    assert_eq!(error(newer), LoadError::Version { found: 99 });
    let mut renamed = weights.clone();
    renamed[24] = b'?';
    assert!(matches!(error(renamed), LoadError::Missing(_)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn flipped_bytes_never_panic(changes in prop::collection::vec((0usize..300_000, any::<u8>()), 1..4)) {
        let mut bytes = weights();
        for (at, value) in changes {
            bytes[at] = value;
        }
        if let Ok(pipeline) = Pipeline::from_bytes(Cow::Owned(bytes)) {
            pipeline.annotate("Norland's envoys didn't meet in Sall (e.g. on 3 May). :)");
        }
    }
}
