//! Positions and obstacles, by example: short reports of our own, through the whole reader.

use reading::{Agenda, Force, Position, Reader, Reading, Stance};
use source::{Report, ReportId};

fn read_with(reader: &Reader, text: &str) -> Reading {
    let report =
        Report { id: ReportId("made/up".into()), title: None, outlet: None, published: None, text: text.to_owned() };
    reader.read(&report)
}

fn positions(text: &str) -> Vec<Position> {
    read_with(&Reader::default(), text).positions
}

/// What the report says of a side: stance and point.
fn of<'a>(positions: &'a [Position], actor: &str) -> Vec<(Stance, &'a str)> {
    positions.iter().filter(|p| p.actor == actor).map(|p| (p.stance, p.point.as_str())).collect()
}

#[test]
fn a_verb_of_stance_gives_holder_stance_and_point() {
    let found = positions("Norway rejects a ban on whaling.\nIceland demands the release of the prisoners.");
    assert_eq!(of(&found, "Norway"), [(Stance::Opposes, "ban on whaling")]);
    assert_eq!(of(&found, "Iceland"), [(Stance::Supports, "release of the prisoners")]);
    assert_eq!(found[1].issue.0, "humanitarian");
    assert_eq!(found[1].force, Some(Force::Demand));
    assert_eq!(
        found[1].evidence.span.of("Norway rejects a ban on whaling.\nIceland demands the release of the prisoners."),
        "Iceland demands the release of the prisoners"
    );
}

#[test]
fn negation_turns_the_stance_and_double_negation_opens_it() {
    let found = positions("Peru will not accept a ceasefire.\nChile did not rule out a ceasefire.");
    assert_eq!(of(&found, "Peru"), [(Stance::Opposes, "ceasefire")]);
    assert_eq!(of(&found, "Chile"), [(Stance::Undecided, "ceasefire")]);
}

#[test]
fn a_stance_of_a_stance_is_one_position() {
    let found = positions("Peru refuses to accept the border treaty.");
    assert_eq!(of(&found, "Peru"), [(Stance::Opposes, "border treaty")]);
}

#[test]
fn every_item_of_a_list_is_a_point_of_its_own() {
    let found = positions("Egypt demands limits on missiles and the withdrawal of all troops.");
    let points: Vec<&str> = of(&found, "Egypt").iter().map(|p| p.1).collect();
    assert_eq!(points.len(), 2, "{points:?}");
    assert!(points.iter().any(|p| p.contains("missiles")) && points.iter().any(|p| p.contains("withdrawal")));
}

#[test]
fn those_who_back_a_side_hold_its_position() {
    let found = positions("Canada, backed by Mexico, opposes the sanctions.");
    assert_eq!(of(&found, "Canada"), of(&found, "Mexico"));
    assert_eq!(of(&found, "Mexico"), [(Stance::Opposes, "sanctions")]);
}

#[test]
fn terms_make_a_stance_conditional() {
    let found = positions("Egypt would accept a ceasefire only if Libya withdraws its troops.");
    assert!(of(&found, "Egypt").iter().any(|p| p.0 == Stance::Conditional), "{found:?}");
    assert!(found.iter().any(|p| p.condition.as_deref().is_some_and(|c| c.contains("Libya withdraws"))));
}

#[test]
fn a_stance_reported_by_another_side_keeps_its_holder() {
    let found = positions("Egypt said that Libya wants a ceasefire.");
    let libya = found.iter().find(|p| p.actor == "Libya").expect("Libya's position");
    assert_eq!((libya.stance, libya.per.as_deref()), (Stance::Supports, Some("Egypt")));
}

#[test]
fn a_user_s_own_agenda_decides_with_ids_no_model_knows() {
    let agenda = Agenda::parse(
        "id = 'bakery'\ntitle = 'Bakery'\n\
         [[issue]]\nid = 'ovens'\nlabel = 'Ovens'\nterms = ['oven*']\n\
         [[issue]]\nid = 'flour'\nlabel = 'Flour'\nterms = ['flour', 'grain']\n",
    )
    .unwrap();
    let found =
        read_with(&Reader::with_agenda(agenda), "Italy demands new ovens.\nSpain rejects cheap flour.").positions;
    let issues: Vec<&str> = found.iter().map(|p| p.issue.0.as_str()).collect();
    assert_eq!(issues, ["ovens", "flour"]);
}

#[test]
fn what_divides_the_sides_is_an_obstacle() {
    let text = "The talks in Geneva ended without agreement.\nThe main sticking point remains the withdrawal of troops from the border, which Libya refuses.";
    let found = read_with(&Reader::default(), text).obstacles;
    assert!(
        found.iter().any(|o| o.issue.0 == "territory" && o.evidence.span.of(text).contains("sticking point")),
        "{found:?}"
    );
}

#[test]
fn no_text_makes_the_reader_fail() {
    for text in
        ["", "\n\n", "—", "No.", "rejects", "Not if. Only unless, without. Refuse refuse refuse to refuse", "(\"“'’”)"]
    {
        positions(text);
    }
}
