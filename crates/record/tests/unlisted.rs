//! What fits no issue of an agenda is grouped by meaning and named by the reports' own words.

use proptest::prelude::*;
use reading::{Agenda, Reader};
use record::{Brief, BriefOptions, Dossier, Lexicon};
use source::{Report, ReportId};

/// An agenda that has nothing of what these reports are about.
const AGENDA: &str = r#"
    id = "harbour"
    title = "Harbour talks"
    [[issue]]
    id = "dredging"
    label = "Dredging"
    terms = ["dredg*"]
"#;

const REPORTS: [&str; 3] = [
    "GENEVA, 3 May - Norway demanded schools in the minority language at the talks with Chile on Monday. \
     Chile rejected the minority language as a language of schools.",
    "GENEVA, 4 May - Norway insisted on a law on the minority language. The talks with Chile go on.",
    "GENEVA, 5 May - Chile demanded the dredging of the harbour at the talks with Norway.",
];

fn brief(order: &[usize]) -> Brief {
    let reader = Reader::with_agenda(Agenda::parse(AGENDA).unwrap());
    let mut dossier = Dossier::default();
    for &i in order {
        let id = ReportId(format!("harbour/{i}"));
        let report = Report { id, title: None, outlet: None, published: None, text: REPORTS[i].to_owned() };
        let reading = reader.read(&report);
        dossier.take(report, reading);
    }
    dossier.brief(&BriefOptions::default(), &Lexicon::default())
}

#[test]
fn points_alike_stand_under_their_key_phrase_and_a_lone_one_under_other() {
    let brief = brief(&[0, 1, 2]);
    let rows: Vec<(&str, &str)> =
        brief.positions.issues.iter().map(|row| (row.issue.0.as_str(), row.label.as_str())).collect();
    assert!(rows.contains(&("other", "minority language")), "{rows:?}");
    assert!(rows.contains(&("dredging", "dredging")), "{rows:?}");
    let named = brief.positions.issues.iter().find(|row| row.topic.is_some()).unwrap();
    assert!(!named.is_aside(), "a subject of its own is told with the issues");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]
    #[test]
    fn the_order_of_reports_does_not_matter(order in Just(vec![0usize, 1, 2]).prop_shuffle()) {
        let json = |brief: &Brief| serde_json::to_string(brief).unwrap();
        prop_assert_eq!(json(&brief(&order)), json(&brief(&[0, 1, 2])));
    }
}
