//! What never gives way, on the sample reports: order, adding and rebuilding, evidence, judgements.

mod common;

use common::{READINGS, REPORTS, everything, filled, take};
use jiff::Timestamp;
use proptest::prelude::*;
use reading::Reader;
use record::{Act, Judgement, Naming, Section};
use serde_json::{Map, Value};
use source::ReportId;
use store::{EntryAt, Store};

/// Judgements of every kind, on entries that the sample surely has.
fn judgements(dossier: &Store) -> Vec<Judgement> {
    let mut out = Vec::new();
    let mut at = 0;
    let mut judge = |act: Act| {
        at += 1;
        let judgement = Judgement::new(Timestamp::from_second(at).unwrap(), "ann", act, None);
        out.push(judgement.clone());
        judgement.id
    };
    let report = &REPORTS[0].id.0;
    let placed = |section: Section, n: usize| -> EntryAt {
        let shown = dossier.show(report).unwrap();
        let of = shown.entries.iter().filter(|entry| entry.entry.section == section);
        of.map(|entry| entry.id.parse().unwrap()).nth(n).unwrap()
    };
    let fields = |pairs: &[(&str, &str)]| -> Map<String, Value> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect()
    };
    judge(dossier.on_entry(&placed(Section::Positions, 0), |entry| Act::Confirm { entry }).unwrap());
    let gone = judge(dossier.on_entry(&placed(Section::Actors, 0), |entry| Act::Reject { entry }).unwrap());
    let stance = fields(&[("stance", "opposes"), ("force", "red-line")]);
    judge(dossier.on_entry(&placed(Section::Positions, 0), |entry| Act::Correct { entry, fields: stance }).unwrap());
    let words = READINGS[0].sentences[1].of(&REPORTS[0].text).to_owned();
    let added = fields(&[("actor", "Egypt"), ("party", "Egypt"), ("issue", "territory"), ("point", "the oil wells")]);
    judge(dossier.on_words(report, &words, Section::Positions, added).unwrap());
    judge(Act::Merge { kind: Naming::Actor, name: "Moshe Dayan".into(), into: "Ezer Weizman".into() });
    judge(Act::Split { kind: Naming::Actor, name: "Anwar el-Sadat".into(), from: "Sadat".into() });
    judge(Act::Describe {
        report: ReportId(report.clone()),
        outlet: Some("The Gazette".into()),
        published: Some("1978-12-24".parse().unwrap()),
        title: None,
    });
    judge(Act::Remark { on: dossier.passage(report, &words).unwrap(), text: "ask again".into() });
    judge(Act::Undo { judgement: gone });
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    /// Same reports and judgements in any order, in one go or one by one: the same bytes.
    #[test]
    fn order_does_not_matter(
        order in Just((0..9).collect::<Vec<usize>>()).prop_shuffle(),
        acts in Just((0..9).collect::<Vec<usize>>()).prop_shuffle(),
        cut in 1usize..9,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut one = Store::create(&folder.path().join("one.dossier"), None).unwrap();
        one.take(&Reader::default(), REPORTS.iter().zip(READINGS.iter().map(Some))).unwrap();
        let said = judgements(&one);
        for judgement in &said {
            one.judge(judgement).unwrap();
        }
        let mut two = filled(&folder.path().join("two.dossier"), &order[..cut]);
        if !order[..cut].contains(&0) {
            take(&mut two, 0);
        }
        // An undoing needs what it undoes; every other order is fine.
        let mut acts: Vec<usize> = acts.into_iter().filter(|i| *i < said.len() - 1).collect();
        acts.push(said.len() - 1);
        for (n, i) in acts.iter().enumerate() {
            two.judge(&said[*i]).unwrap();
            if n == 3 {
                order[cut..].iter().for_each(|i| take(&mut two, *i));
            }
        }
        prop_assert_eq!(everything(&one), everything(&two));
        two.rebuild().unwrap();
        prop_assert_eq!(everything(&one), everything(&two), "adding is not rebuilding");
    }

    /// What was known on a day is what a dossier of the reports of that day says; what is worked out ahead says the same.
    #[test]
    fn as_of_is_a_smaller_dossier(day in 0i64..60) {
        use record::book::{self, Confidence, MatrixOptions, Period};
        let day = jiff::civil::date(1978, 8, 1).saturating_add(jiff::Span::new().days(day * 4));
        let folder = tempfile::tempdir().unwrap();
        let all = filled(&folder.path().join("all.dossier"), &(0..9).collect::<Vec<_>>());
        let by_then: Vec<usize> = (0..9).filter(|i| REPORTS[*i].published.is_none_or(|published| published <= day)).collect();
        let then = filled(&folder.path().join("then.dossier"), &by_then);
        let told = |dossier: &Store, period: Period, prepared: bool| {
            let book = dossier.book(&Section::ALL).unwrap();
            let (texts, lexicon) = (dossier.texts(), dossier.lexicon());
            if prepared {
                book.prepare(lexicon);
            }
            let likely = MatrixOptions { period, points: 99, ..MatrixOptions::default() };
            let unsure = MatrixOptions { confidence: Confidence::Unsure, ..likely.clone() };
            [
                serde_json::to_string(&book::matrix(&book, &texts, &likely, lexicon)).unwrap(),
                serde_json::to_string(&book::matrix(&book, &texts, &unsure, lexicon)).unwrap(),
                serde_json::to_string(&book::ties(&book, &likely, lexicon)).unwrap(),
                serde_json::to_string(&book::meetings(&book, &texts, &period, 99, lexicon)).unwrap(),
                serde_json::to_string(&book::documents(&book, &texts, &period, 99, lexicon)).unwrap(),
                serde_json::to_string(&book::actors(&book, &texts, &period, None, 99, lexicon)).unwrap(),
                serde_json::to_string(&book::timeline(&book, &texts, &period, 99, lexicon)).unwrap(),
            ]
        };
        let plain = told(&then, Period::default(), false);
        prop_assert_eq!(&told(&all, Period::up_to(Some(day)), true), &plain);
        prop_assert_eq!(&told(&then, Period::default(), true), &plain);
    }
}

#[test]
fn every_span_slices_to_its_evidence() {
    let folder = tempfile::tempdir().unwrap();
    let mut dossier = filled(&folder.path().join("a.dossier"), &(0..9).collect::<Vec<_>>());
    for judgement in judgements(&dossier) {
        dossier.judge(&judgement).unwrap();
    }
    let book = dossier.book(&Section::ALL).unwrap();
    let texts = dossier.texts();
    let mut n = 0;
    for (section, facts) in &book.facts {
        for fact in facts.iter().flatten() {
            let text = texts(fact.report).unwrap();
            let words = text.get(fact.start as usize..fact.start as usize + usize::from(fact.length));
            assert!(words.is_some_and(|words| !words.is_empty()), "{section:?} {fact:?}");
            n += 1;
        }
    }
    assert!(n > 200, "{n} facts");
    for shown in REPORTS.iter().map(|report| dossier.show(&report.id.0).unwrap()) {
        for entry in shown.entries {
            let anchor = &entry.entry.anchor;
            let text = &REPORTS.iter().find(|report| report.id.0 == shown.report).unwrap().text;
            let (start, end) = (anchor.selector.1.start, anchor.selector.1.end);
            let words: String = text.chars().skip(start).take(end - start).collect();
            assert_eq!(words, anchor.exact());
        }
    }
}

#[test]
fn the_same_report_twice_is_no_change() {
    let folder = tempfile::tempdir().unwrap();
    let mut dossier = filled(&folder.path().join("a.dossier"), &[0, 1, 2]);
    let before = everything(&dossier);
    let added = dossier.add(&Reader::default(), &REPORTS[..3]).unwrap();
    assert_eq!((added.new, added.edited, added.same), (0, 0, 3));
    assert_eq!(everything(&dossier), before);
}

#[test]
fn an_edited_report_is_a_new_version_and_keeps_its_judgements() {
    let folder = tempfile::tempdir().unwrap();
    let mut dossier = filled(&folder.path().join("a.dossier"), &[0, 1]);
    let said = judgements(&dossier);
    for judgement in &said {
        dossier.judge(judgement).unwrap();
    }
    let mut edited = REPORTS[0].clone();
    edited.text = format!("Corrected version.\n\n{}", edited.text);
    let added = dossier.add(&Reader::default(), &[edited.clone()]).unwrap();
    assert_eq!((added.new, added.edited), (0, 1));
    assert_eq!(dossier.len().unwrap(), 2);
    let (report, reading) = dossier.report(&edited.id.0).unwrap();
    assert!(report.text.starts_with("Corrected"));
    assert_eq!(report.outlet.as_deref(), Some("The Gazette"));
    let by_hand: Vec<_> = reading.positions.iter().filter(|p| p.evidence.probability == 1.0).collect();
    assert_eq!(by_hand.len(), 2, "{by_hand:#?}");
    assert!(by_hand.iter().any(|p| p.stance == reading::Stance::Opposes && p.force == Some(reading::Force::RedLine)));
    assert!(dossier.journal().unwrap().iter().all(|entered| entered.lost.is_none()));

    // The words of one judgement are edited away: it is kept, and listed as lost.
    let words = READINGS[0].sentences[1].of(&REPORTS[0].text);
    edited.text = edited.text.replace(words, "They met.");
    dossier.add(&Reader::default(), &[edited]).unwrap();
    let journal = dossier.journal().unwrap();
    assert_eq!(journal.len(), said.len());
    assert!(journal.iter().any(|entered| entered.lost.as_deref() == Some(words)));
    assert_eq!(dossier.doctor().unwrap().faults, Vec::<String>::new());
}

#[test]
fn an_older_version_that_comes_late_does_not_count() {
    let folder = tempfile::tempdir().unwrap();
    let mut dossier = Store::create(&folder.path().join("a.dossier"), None).unwrap();
    let report = |day: &str, text: &str| source::Report {
        id: ReportId("t/1".into()),
        title: None,
        outlet: None,
        published: Some(day.parse().unwrap()),
        text: text.into(),
    };
    let (new, old) = (report("1990-05-04", "Kenya left the talks."), report("1990-05-03", "Kenya stays."));
    dossier.add(&Reader::default(), std::slice::from_ref(&new)).unwrap();
    dossier.add(&Reader::default(), &[old]).unwrap();
    assert_eq!(dossier.report("t/1").unwrap().0, new);
    assert_eq!(dossier.doctor().unwrap().earlier_versions, 1);
}

#[test]
fn undoing_is_a_judgement_and_brings_everything_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut dossier = filled(&folder.path().join("a.dossier"), &[0, 1, 2, 3]);
    let before = everything(&dossier);
    let said = judgements(&dossier);
    for judgement in &said {
        dossier.judge(judgement).unwrap();
    }
    assert_ne!(everything(&dossier), before);
    for (n, judgement) in said.iter().enumerate() {
        let at = Timestamp::from_second(1_000 + n as i64).unwrap();
        let undo = Judgement::new(at, "bob", Act::Undo { judgement: judgement.id.clone() }, None);
        dossier.judge(&undo).unwrap();
    }
    assert_eq!(everything(&dossier), before);
    assert_eq!(dossier.journal().unwrap().len(), 2 * said.len());
}

#[test]
fn copies_are_one_voice_whoever_came_first() {
    let folder = tempfile::tempdir().unwrap();
    let copy = |name: &str, outlet: &str, text: String| source::Report {
        id: ReportId(name.into()),
        title: None,
        outlet: Some(outlet.into()),
        published: Some("1978-07-21".parse().unwrap()),
        text,
    };
    let mut reports = vec![REPORTS[0].clone(), REPORTS[2].clone()];
    reports.push(copy("t/1", "The Echo", format!("A new headline\n\n{}", REPORTS[0].text)));
    reports.push(copy("t/2", "The Mirror", REPORTS[0].text.clone()));
    let mut all = Vec::new();
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 3, 0, 1]] {
        let mut dossier = Store::create(&folder.path().join(format!("{order:?}.dossier")), None).unwrap();
        for i in order {
            dossier.add(&Reader::default(), &reports[i..=i]).unwrap();
        }
        let book = dossier.book(&[]).unwrap();
        let sources = record::book::sources(&book, &record::book::Period::default(), 9);
        assert_eq!((sources.reports, sources.independent), (4, 2));
        assert_eq!(sources.copies[0].first.id, REPORTS[0].id.0, "published first");
        all.push(everything(&dossier));
        // The one that held them together is edited into something else.
        let mut other = reports[2].clone();
        other.text = "Kenya left the talks on fish, and nobody spoke of anything else that day.".into();
        dossier.add(&Reader::default(), &[other]).unwrap();
        let book = dossier.book(&[]).unwrap();
        assert_eq!(record::book::sources(&book, &record::book::Period::default(), 9).independent, 3);
    }
    assert!(all.windows(2).all(|pair| pair[0] == pair[1]));
}
