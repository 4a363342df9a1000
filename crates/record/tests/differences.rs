//! What reports tell differently, and what sort of difference it is: invented reports of imaginary talks.

mod gold;

use reading::Reading;
use record::{Brief, BriefOptions, Difference, DifferenceKind, Dossier, Lexicon, Nature};
use serde_json::{Value, json};
use source::Report;

/// Names of the invented talks: kind, and the party they belong to.
const ACTORS: [(&str, &str, &str); 12] = [
    ("Ardania", "state", "Ardania"),
    ("Borovia", "state", "Borovia"),
    ("Kestria", "state", "Kestria"),
    ("Lumia", "state", "Lumia"),
    ("Anton Velensky", "person", "Ardania"),
    ("Mira Solen", "person", "Ardania"),
    ("Otto Brandic", "person", "Borovia"),
    ("Ilse Kray", "person", "Borovia"),
    ("Tomas Reed", "person", "Kestria"),
    ("Nadia Holm", "person", "Kestria"),
    ("Pavel Orlin", "person", "Lumia"),
    ("Lumian", "group", "Lumia"),
];

/// A report with the actors it names, and further entries of its reading.
fn report(id: &str, day: Option<&str>, text: &str, entries: Value) -> (Report, Reading) {
    let named = ACTORS.iter().filter(|(name, ..)| text.contains(name));
    let actors: Vec<Value> = named
        .map(|(name, kind, party)| {
            let last: Vec<&str> = name.split(' ').skip(1).collect();
            json!({"name": name, "kind": kind, "party": party, "aliases": last, "evidence": name})
        })
        .collect();
    let mut gold = json!({"report": {"title": null, "outlet": id, "published": day}, "actors": actors});
    for (section, list) in entries.as_object().into_iter().flatten() {
        gold[section] = list.clone();
    }
    gold::load(&format!("invented/{id}"), text, &gold.to_string())
}

fn brief_of(reports: Vec<(Report, Reading)>) -> Brief {
    let mut dossier = Dossier::default();
    for (report, reading) in reports {
        dossier.take(report, reading);
    }
    dossier.brief(&BriefOptions::default(), &Lexicon::default())
}

/// The brief of plain texts, each an undated report.
fn told(texts: &[&str]) -> Brief {
    let reports = texts.iter().enumerate().map(|(n, text)| report(&format!("r{n}"), None, text, json!({})));
    brief_of(reports.collect())
}

/// The brief of texts with the days they were published on.
fn dated(texts: &[(&str, &str)]) -> Brief {
    let reports = texts.iter().enumerate().map(|(n, (day, text))| report(&format!("r{n}"), Some(day), text, json!({})));
    brief_of(reports.collect())
}

fn words(difference: &Difference) -> Vec<&str> {
    difference.accounts.iter().map(|account| account.words.as_str()).collect()
}

/// The only difference there is.
fn only(brief: &Brief) -> &Difference {
    assert_eq!(brief.differences.len(), 1, "{:#?}", brief.differences);
    &brief.differences[0]
}

fn none(brief: &Brief) {
    assert!(brief.differences.is_empty(), "{:#?}", brief.differences);
}

#[test]
fn how_much_land_a_side_wants() {
    let brief = told(&[
        "Borovia wants to keep part of the coastal strip, diplomats said.",
        "Borovia still demands control, and its envoy Otto Brandic vowed to retake nothing less. \
         Borovia insists on holding all of the Salt Coast.",
    ]);
    let difference = only(&brief);
    assert_eq!((difference.kind, difference.nature), (DifferenceKind::Stance, Nature::Weight));
    assert_eq!(difference.about, "what Borovia wants of territory");
    assert_eq!(words(difference), ["keep part of the coastal strip", "holding all of the Salt Coast"]);
    // Two sides that want the same land are no difference of the reports.
    none(&told(&[
        "Borovia insists on holding all of the Salt Coast.",
        "Ardania wants to keep part of the Salt Coast region.",
    ]));
    none(&told(&["Borovia wants to keep all its missiles.", "Borovia demands to hold part of the talks in Kestria."]));
}

#[test]
fn two_reaches_of_one_claim_are_a_conflict() {
    let brief = told(&["Borovia seeks to annex the whole Salt region.", "Borovia seeks to annex all of Ardania."]);
    assert_eq!(only(&brief).nature, Nature::Conflict);
}

#[test]
fn a_side_refuses_concessions_or_names_a_price() {
    let brief = told(&[
        "Ardania has refused any concession on the coast.",
        "Ardania is seeking a defence pact in return for concessions on the coast.",
    ]);
    let difference = only(&brief);
    assert_eq!((difference.kind, difference.nature), (DifferenceKind::Stance, Nature::Weight));
    assert_eq!(
        words(difference),
        ["refused any concession on the coast", "a defence pact in return for concessions on the coast"]
    );
    let brief = told(&["Ardania rejected territorial concessions.", "Ardania is ready for far-reaching concessions."]);
    assert_eq!(brief.differences[0].nature, Nature::Conflict);
    // What another presses it to make is not its own stance.
    none(&told(&["Ardania rejected territorial concessions.", "Kestria pressed Ardania to be ready for concessions."]));
    none(&told(&["Ardania rejected territorial concessions.", "Borovia made concessions on fishing."]));
}

#[test]
fn who_led_a_side() {
    let brief = told(&[
        "The Kestrian delegation was headed by Foreign Minister Tomas Reed, with aide Nadia Holm at the table.",
        "Nadia Holm led the Kestrian team, with no other minister present.",
    ]);
    let difference = only(&brief);
    assert_eq!((difference.kind, difference.nature), (DifferenceKind::Attendance, Nature::Weight));
    assert_eq!(difference.about, "who led or took part for Kestria");
    assert_eq!(words(difference), ["headed by Reed, Holm", "led by Holm"]);
    let brief = told(&["The talks were chaired by Tomas Reed.", "Nadia Holm led the Kestrian delegation."]);
    assert_eq!(only(&brief).nature, Nature::Conflict, "neither names the other's");
    // Each side its own leader; and the same leader twice.
    none(&told(&["Mira Solen led the Ardanian team.", "Otto Brandic headed the Borovian delegation."]));
    none(&told(&["Mira Solen led the Ardanian team.", "The team was headed by Mira Solen."]));
    // Another round.
    none(&dated(&[
        ("2031-05-02", "The talks were chaired by Tomas Reed."),
        ("2031-07-02", "The talks were chaired by Nadia Holm."),
    ]));
}

#[test]
fn a_side_that_stayed_away_and_one_of_its_people_who_was_there() {
    let texts =
        ["Lumia stayed away from the talks in Port Maru.", "Pavel Orlin of Lumia joined the talks in Port Maru."];
    let brief = told(&texts);
    let difference = only(&brief);
    assert_eq!((difference.kind, difference.nature), (DifferenceKind::Attendance, Nature::Change));
    assert!(brief.changes.is_empty(), "nothing tells which came first");
    let brief = dated(&[("2031-05-02", texts[0]), ("2031-05-02", texts[1])]);
    assert_eq!(only(&brief).nature, Nature::Conflict);
    let brief = dated(&[("2031-05-02", texts[0]), ("2031-05-09", texts[1])]);
    assert_eq!(brief.changes.len(), 1);
    assert_eq!(brief.changes[0].about, "Lumia at the talks");
    // Another side that was there contradicts nothing.
    none(&told(&[texts[0], "Otto Brandic of Borovia joined the talks in Port Maru."]));
}

#[test]
fn whose_text_it_is() {
    let brief = told(&[
        "They spoke about a peace plan drawn up by Kestria.",
        "They spoke about a Kestria-backed plan for the coast.",
    ]);
    let difference = only(&brief);
    assert_eq!((difference.kind, difference.nature), (DifferenceKind::Drafter, Nature::Weight));
    assert_eq!(words(difference), ["plan drawn up by Kestria", "Kestria-backed plan"]);
    let brief = told(&["A plan drafted by Kestria was read out.", "A Lumia-drafted plan was read out."]);
    assert_eq!((only(&brief).about.as_str(), only(&brief).nature), ("who wrote the text", Nature::Conflict));
    none(&told(&["A plan drafted by Kestria was read out.", "Kestria circulated its plan on Monday."]));
    // A report that tells of two drafts says that there are two.
    none(&told(&[
        "A plan drafted by Kestria and a text drafted by Lumia were read out.",
        "A Lumia-drafted plan was read out.",
    ]));
}

#[test]
fn which_texts_a_round_dealt_with() {
    let brief = told(&[
        "The talks in Port Maru dealt with three draft texts.",
        "The discussions in Port Maru centred on a truce agreement, a framework for the coast, a plan for the dam and a \
         protocol.",
    ]);
    let difference = only(&brief);
    assert_eq!((difference.kind, difference.nature), (DifferenceKind::Documents, Nature::Conflict));
    none(&told(&["The talks dealt with three draft texts.", "The talks focused on three documents."]));
    none(&told(&["The talks dealt with three draft texts.", "The talks focused on four villages."]));
}

#[test]
fn what_differs_in_how_exact_it_is_only() {
    let brief = told(&["The nearly four-year war goes on.", "The more than three-year war goes on."]);
    assert_eq!(only(&brief).nature, Nature::Precision);
    let brief = told(&["The four-year war goes on.", "The three-year war goes on."]);
    assert_eq!(only(&brief).nature, Nature::Conflict);
}

fn figure(value: f64, of: &str, source: Option<&str>, evidence: &str) -> Value {
    json!({"value": value, "unit": "soldiers", "of": of, "source": source, "evidence": evidence})
}

#[test]
fn figures_of_two_sides_are_rival_claims_and_of_two_things_no_difference() {
    let (a, b) = (
        "Ardania says that 900 captured soldiers are held in the northern camps.",
        "Borovia says that 400 captured soldiers are held in the northern camps.",
    );
    let of = "captured soldiers held in the northern camps";
    let brief_with = |first: Option<&str>, second: Option<&str>, other: &str| {
        let day = Some("2031-05-02");
        brief_of(vec![
            report("a", day, a, json!({"figures": [figure(900.0, of, first, a)]})),
            report("b", day, b, json!({"figures": [figure(400.0, other, second, b)]})),
        ])
    };
    assert_eq!(only(&brief_with(Some("Ardania"), Some("Borovia"), of)).nature, Nature::RivalClaims);
    assert_eq!(only(&brief_with(None, Some("Borovia"), of)).nature, Nature::Conflict, "one is the report's own");
    none(&brief_with(Some("Ardania"), Some("Borovia"), "wounded guards freed from hospitals"));
}

#[test]
fn how_many_were_killed() {
    let said = |source: &str, evidence: &str| json!({"attributions": [{"source": source, "content": "", "evidence": evidence}]});
    let (a, b) = ("Around 40 fishermen have been killed, Ardania says.", "Borovia says 25 fishermen died.");
    let brief = brief_of(vec![report("a", None, a, said("Ardania", a)), report("b", None, b, said("Borovia", b))]);
    let difference = only(&brief);
    assert_eq!((difference.kind, difference.nature), (DifferenceKind::Figure, Nature::RivalClaims));
    assert_eq!(words(difference), ["Around 40 fishermen have been killed", "25 fishermen died"]);
    assert_eq!(only(&told(&["40 fishermen were killed.", "25 fishermen died."])).nature, Nature::Conflict);
    assert_eq!(only(&told(&["Over 40 fishermen were killed.", "Nearly 50 fishermen died."])).nature, Nature::Precision);
    // Others, something else that befell them, a war and one day of it, and a toll that rose.
    none(&told(&["40 fishermen were killed.", "25 soldiers died."]));
    none(&told(&["40 fishermen were wounded.", "25 fishermen died."]));
    none(&told(&["4,000 fishermen were killed.", "25 fishermen died."]));
    none(&dated(&[("2031-05-02", "25 fishermen died."), ("2031-05-07", "40 fishermen were killed.")]));
}

#[test]
fn whether_they_met_on_a_day() {
    let brief =
        told(&["The envoys met in Port Maru on Tuesday.", "Ardania denied that a session took place on Tuesday."]);
    let difference = only(&brief);
    assert_eq!((difference.kind, difference.nature), (DifferenceKind::SessionStatus, Nature::Conflict));
    none(&told(&["The envoys met in Port Maru on Monday.", "Ardania denied that a session took place on Tuesday."]));
}

#[test]
fn how_talks_were_described() {
    let brief = told(&["Ardania called the talks fruitless.", "Borovia described the meeting as constructive."]);
    assert_eq!(words(only(&brief)), ["fruitless", "constructive"]);
    none(&told(&["Ardania called the plan constructive.", "Borovia described the talks as useful."]));
}

#[test]
fn a_stance_given_up_after_months_is_a_change() {
    let brief_after = |day: &str| {
        let stance = |stance: &str, evidence: &str| {
            json!({"positions": [{"actor": "Ardania", "party": "Ardania", "issue": "territory", "stance": stance,
                "point": "joint customs port on the Salt Coast", "force": null, "per": null, "evidence": evidence}]})
        };
        let (a, b) = ("Ardania rejected a joint customs port.", "Ardania accepted a joint customs port.");
        brief_of(vec![
            report("a", Some("2031-01-02"), a, stance("opposes", a)),
            report("b", Some(day), b, stance("supports", b)),
        ])
    };
    assert_eq!(only(&brief_after("2031-06-02")).nature, Nature::Change);
    assert_eq!(only(&brief_after("2031-01-03")).nature, Nature::Conflict);
}

#[test]
fn two_dates_of_two_sessions_are_no_difference() {
    let session = |date: &str, evidence: &str| {
        json!({"sessions": [{"place": "Port Maru", "date": date, "when": null, "status": "held",
            "parties": ["Ardania", "Borovia"], "people": [], "outcome": null, "evidence": evidence}]})
    };
    let a = "Ardania and Borovia met in Port Maru on 2 May.";
    let b = "Ardania and Borovia met in Port Maru on 7 May.";
    none(&brief_of(vec![
        report("a", Some("2031-05-03"), a, session("2031-05-02", a)),
        report("b", Some("2031-05-08"), b, session("2031-05-07", b)),
    ]));
}

#[test]
fn the_order_of_the_reports_does_not_matter() {
    let texts = [
        "Borovia insists on holding all of the Salt Coast. Lumia stayed away from the talks.",
        "Borovia wants to keep part of the coastal strip. Pavel Orlin of Lumia joined the talks for the first time.",
        "Ardania has refused any concession on the coast. The talks were chaired by Tomas Reed.",
        "Ardania is ready for concessions. Nadia Holm led the Kestrian delegation.",
        "The talks dealt with three draft texts. They spoke about a plan drawn up by Kestria.",
        "The talks focused on two documents. A Kestria-backed plan was read out.",
    ];
    let all: Vec<_> = texts.iter().enumerate().map(|(n, t)| report(&format!("r{n}"), None, t, json!({}))).collect();
    let json = |reports| serde_json::to_string(&brief_of(reports)).unwrap();
    let forwards = brief_of(all.clone());
    assert_eq!(forwards.differences.len(), 6, "{:#?}", forwards.differences);
    assert_eq!(forwards.changes.len(), 1);
    let natures: Vec<Nature> = forwards.differences.iter().map(|difference| difference.nature).collect();
    assert!(natures.is_sorted(), "contradictions first");
    for turn in 0..all.len() {
        let mut turned = all.clone();
        turned.rotate_left(turn);
        turned.reverse();
        assert_eq!(json(turned), json(all.clone()));
    }
}

#[test]
fn an_earlier_draft_that_was_revised() {
    let brief = told(&["The original draft of the harbour plan found no friends. It has since been reworked."]);
    assert_eq!(brief.changes.len(), 1);
    let change = &brief.changes[0];
    let from = change.from.as_ref().map(|from| from.words.as_str());
    assert_eq!((from, change.to.words.as_str()), (Some("original draft of the harbour plan"), "reworked"));
    assert!(told(&["The original plan found no friends. It was not revised."]).changes.is_empty());
    assert!(told(&["The original plan found no friends.", "It has since been revised."]).changes.is_empty());
}

#[test]
fn a_journey_for_talks_and_what_came_of_it() {
    let plan = "Nadia Holm will fly to Belmar on Tuesday for talks with the government.";
    let brief =
        dated(&[("2031-05-02", plan), ("2031-05-05", "After a trip to Belmar she flew home. No accord was reached.")]);
    assert_eq!(brief.changes.len(), 1);
    assert_eq!(
        (brief.changes[0].about.as_str(), brief.changes[0].to.words.as_str()),
        ("talks in Belmar", "No accord was reached")
    );
    let late =
        dated(&[("2031-05-05", plan), ("2031-05-02", "After a trip to Belmar she flew home. No accord was reached.")]);
    assert!(late.changes.is_empty(), "the journey told as over was another one");
}
