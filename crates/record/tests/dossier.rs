//! A dossier of imaginary talks: what several reports tell, told once.

mod gold;

use jiff::civil::date;
use proptest::prelude::*;
use reading::{Reading, SessionStatus};
use record::{Brief, BriefOptions, Dependence, DifferenceKind, Dossier, Lexicon};
use source::Report;

fn reports() -> Vec<(Report, Reading)> {
    gold::folder(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/talks/ardania"))
}

fn brief_of(reports: impl IntoIterator<Item = (Report, Reading)>, options: &BriefOptions) -> Brief {
    let mut dossier = Dossier::default();
    for (report, reading) in reports {
        dossier.take(report, reading);
    }
    dossier.brief(options, &Lexicon::default())
}

fn brief() -> Brief {
    brief_of(reports(), &BriefOptions::default())
}

#[test]
fn one_president_under_four_names() {
    let brief = brief();
    let ardania = brief.parties.iter().find(|party| party.name == "Ardania").unwrap();
    let names: Vec<&str> = ardania.people.iter().map(|person| person.name.as_str()).collect();
    assert_eq!(names, ["Anton Velenskiy", "Mira Solen"]);
    let forms = &ardania.people[0].forms;
    for form in ["Anton Velensky", "Velenskyy", "the Ardanian president"] {
        assert!(forms.iter().any(|known| known == form), "{form} in {forms:?}");
    }
}

#[test]
fn copies_are_one_source() {
    let brief = brief();
    assert_eq!(brief.reports.len(), 5);
    assert_eq!(brief.independent, 4);
    assert!(matches!(&brief.links[..], [link] if matches!(link.why, Dependence::Copy(share) if share > 0.5)));
    let session = brief.sessions.iter().find(|session| session.place.as_deref() == Some("Port Maru")).unwrap();
    assert_eq!((session.told.references.len(), session.told.sources), (3, 2), "a report and two copies");
}

#[test]
fn a_planned_session_that_was_held_is_one_session() {
    let brief = brief();
    let maru: Vec<_> = brief.sessions.iter().filter(|s| s.place.as_deref() == Some("Port Maru")).collect();
    assert_eq!(maru.len(), 1);
    assert_eq!((maru[0].status, maru[0].date), (SessionStatus::Held, Some(date(2031, 5, 7))));
    assert!(brief.changes.iter().any(|change| change.about.contains("Port Maru") && change.to.words == "held"));
}

#[test]
fn what_took_place_is_not_to_come() {
    let steps: Vec<String> = brief().next.into_iter().map(|step| step.what).collect();
    assert_eq!(steps, ["travels to Kestria"]);
}

#[test]
fn changes_of_people_and_texts() {
    let brief = brief();
    let change = |about: &str| {
        let change = brief.changes.iter().find(|change| change.about.contains(about)).unwrap();
        (change.from.as_ref().map(|from| from.words.as_str()), change.to.words.as_str())
    };
    assert_eq!(change("chief negotiator of Ardania"), (Some("Otto Brandic"), "Mira Solen"));
    assert_eq!(change("Kestrian plan"), (Some("30 points"), "18 points"));
}

#[test]
fn a_restated_point_counts_once() {
    let brief = brief();
    let territory = brief.positions.issues.iter().find(|row| row.issue.0 == "territory").unwrap();
    let ardania = territory.holders.iter().find(|holder| holder.short == "Ardania").unwrap();
    assert_eq!(ardania.points.len(), 1);
    assert_eq!(ardania.points[0].told.sources, 2);
}

#[test]
fn differences() {
    let brief = brief();
    let kinds: Vec<DifferenceKind> = brief.differences.iter().map(|difference| difference.kind).collect();
    assert_eq!(kinds, [DifferenceKind::SessionStatus, DifferenceKind::Reception, DifferenceKind::Figure]);
}

#[test]
fn as_of_leaves_out_later_reports_and_keeps_undated_ones() {
    let options = BriefOptions { as_of: Some(date(2031, 5, 2)), ..BriefOptions::default() };
    let ids: Vec<String> = brief_of(reports(), &options).reports.into_iter().map(|report| report.id).collect();
    assert_eq!(ids, ["ardania/may-02", "ardania/undated"]);
}

#[test]
fn every_line_has_a_reference_to_words_of_a_report() {
    let brief = brief();
    let reports = reports();
    let check = |told: &record::Told| {
        assert!(!told.references.is_empty());
        for cite in &told.references {
            let id = &brief.reports[cite.report].id;
            let (report, _) = reports.iter().find(|(report, _)| report.id.0 == *id).unwrap();
            let words: String = report.text.chars().skip(cite.start).take(cite.end - cite.start).collect();
            assert_eq!(words.split_whitespace().collect::<Vec<_>>().join(" "), cite.quote);
            assert!(brief.reports[cite.report].sentences.len() >= cite.sentence && cite.sentence > 0);
        }
    };
    brief.parties.iter().for_each(|party| check(&party.told));
    brief.parties.iter().flat_map(|party| &party.people).for_each(|person| check(&person.told));
    brief.sessions.iter().for_each(|session| check(&session.told));
    brief.texts.iter().for_each(|text| check(&text.told));
    brief.obstacles.iter().for_each(|obstacle| check(&obstacle.told));
    brief.next.iter().for_each(|next| check(&next.told));
    brief.figures.iter().for_each(|figure| check(&figure.told));
    let points = brief.positions.issues.iter().flat_map(|row| &row.holders).flat_map(|holder| &holder.points);
    points.for_each(|point| check(&point.told));
    brief.differences.iter().flat_map(|d| &d.accounts).for_each(|account| check(account.told.as_ref().unwrap()));
}

#[test]
fn an_empty_dossier_has_a_brief() {
    let brief = brief_of([], &BriefOptions::default());
    assert_eq!(brief.independent, 0);
    assert!(brief.positions.issues.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// The same reports give the same brief, byte for byte, whatever the order of taking and of the entries.
    #[test]
    fn order_does_not_matter(
        order in Just((0..5usize).collect::<Vec<_>>()).prop_shuffle(),
        turn in 0usize..4,
        again in 0usize..5,
    ) {
        let all = reports();
        let mut shuffled: Vec<(Report, Reading)> = order.iter().map(|i| all[*i].clone()).collect();
        for (_, reading) in &mut shuffled {
            let r = turn.min(reading.positions.len());
            reading.positions.rotate_left(r);
            reading.actors.reverse();
            reading.sessions.reverse();
            reading.figures.reverse();
        }
        shuffled.push(shuffled[again].clone());
        let options = BriefOptions::default();
        let json = |brief: &Brief| serde_json::to_string(brief).unwrap();
        prop_assert_eq!(json(&brief_of(shuffled, &options)), json(&brief_of(all, &options)));
    }
}
