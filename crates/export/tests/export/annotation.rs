use std::collections::BTreeSet;

use proptest::prelude::*;
use reading::Reading;
use serde_json::Value;
use source::Report;

use crate::talks::{any_talks, borrowed, camp_david};

fn written(talks: &[(Report, Reading)]) -> Vec<u8> {
    let mut out = Vec::new();
    export::annotation::write(&mut out, "the talks", borrowed(talks)).unwrap();
    out
}

fn check(talks: &[(Report, Reading)]) -> Value {
    let collection: Value = serde_json::from_slice(&written(talks)).unwrap();
    assert_eq!(collection["@context"], "http://www.w3.org/ns/anno.jsonld");
    assert_eq!(collection["type"], "AnnotationCollection");
    let page = &collection["first"];
    assert_eq!((&page["type"], &page["partOf"]), (&"AnnotationPage".into(), &collection["id"]));
    let items = page["items"].as_array().unwrap();
    assert_eq!(collection["total"], items.len());
    let mut ids = BTreeSet::new();
    for item in items {
        assert_eq!(item["type"], "Annotation");
        assert!(ids.insert(item["id"].as_str().unwrap().to_owned()), "an id stands for one annotation");
        let target = &item["target"];
        let source = target["source"].as_str().unwrap().strip_prefix("urn:rapporteur:report:").unwrap();
        let (report, _) = talks.iter().find(|(report, _)| report.id.0 == source).unwrap();
        let [quote, position] = target["selector"].as_array().unwrap().as_slice() else { panic!("{target}") };
        let text: Vec<char> = report.text.chars().collect();
        let at = |key: &str| position[key].as_u64().unwrap() as usize;
        let (start, end) = (at("start"), at("end"));
        let words = |from: usize, to: usize| text[from..to].iter().collect::<String>();
        assert_eq!(quote["exact"], words(start, end));
        assert_eq!(quote["prefix"], words(start.saturating_sub(32), start));
        assert_eq!(quote["suffix"], words(end, text.len().min(end + 32)));
        let fields = item["body"][1]["value"].as_str().unwrap();
        let fields: Value = serde_json::from_str(fields).unwrap();
        assert!(fields["why"].is_string() && fields["evidence"].is_null());
        if let Some(outer) = fields["within"].as_str() {
            assert!(items.iter().any(|item| item["id"] == outer));
        }
    }
    collection
}

#[test]
fn the_sample_as_annotations() {
    let collection = check(camp_david());
    let items = collection["first"]["items"].as_array().unwrap();
    let positions = items.iter().filter(|item| item["body"][0]["value"] == "positions").count();
    assert_eq!(positions, camp_david().iter().map(|(_, reading)| reading.positions.len()).sum::<usize>());
    assert!(items.iter().any(|item| item["body"][1]["value"].as_str().unwrap().contains("\"within\":\"urn:")));
}

#[test]
fn an_annotation_keeps_its_id_when_others_go() {
    let ids = |talks: &[(Report, Reading)]| -> BTreeSet<String> {
        let collection = check(talks);
        let items = collection["first"]["items"].as_array().unwrap();
        items.iter().map(|item| item["id"].to_string()).collect()
    };
    let (all, few) = (ids(camp_david()), ids(&camp_david()[3..5]));
    assert!(few.is_subset(&all) && few.len() < all.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_reading_becomes_annotations_on_its_words(talks in any_talks()) {
        check(&talks);
        prop_assert_eq!(written(&talks), written(&talks));
    }
}
