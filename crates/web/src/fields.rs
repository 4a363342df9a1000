//! The fields of an entry as a person fills them in: what each is called, what it may be.

use record::Section;
use store::Store;

/// What may stand in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Any words.
    Words,
    /// The name of an actor.
    Name,
    /// Names of actors.
    Names,
    /// Several words or phrases.
    Several,
    /// A number.
    Number,
    /// A day.
    Day,
    /// One of these: as the contract has it, and in plain words.
    OneOf(&'static [(&'static str, &'static str)]),
    /// An issue of the agenda.
    Issue,
    /// Yes or no.
    YesNo,
}

impl Kind {
    /// Its name for the script.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Kind::Words => "words",
            Kind::Name => "name",
            Kind::Names => "names",
            Kind::Several => "several",
            Kind::Number => "number",
            Kind::Day => "day",
            Kind::OneOf(_) | Kind::Issue => "choice",
            Kind::YesNo => "yesno",
        }
    }
}

/// A field.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field {
    /// Its name in the contract.
    pub name: &'static str,
    /// What we call it.
    pub label: &'static str,
    pub kind: Kind,
    /// Whether it may be empty.
    pub optional: bool,
}

const fn must(name: &'static str, label: &'static str, kind: Kind) -> Field {
    Field { name, label, kind, optional: false }
}

const fn may(name: &'static str, label: &'static str, kind: Kind) -> Field {
    Field { name, label, kind, optional: true }
}

const STANCES: &[(&str, &str)] =
    &[("supports", "for"), ("opposes", "against"), ("conditional", "on terms"), ("undecided", "open")];
const FORCES: &[(&str, &str)] = &[
    ("red-line", "red line"),
    ("demand", "demand"),
    ("preference", "preference"),
    ("offer", "offer"),
    ("floated", "floated"),
];
const KINDS: &[(&str, &str)] =
    &[("person", "person"), ("state", "state"), ("organisation", "organisation"), ("group", "group")];
const STATUSES: &[(&str, &str)] = &[
    ("held", "held"),
    ("ongoing", "going on"),
    ("planned", "planned"),
    ("cancelled", "called off"),
    ("unconfirmed", "not confirmed"),
];
const STATES: &[(&str, &str)] = &[
    ("drafted", "drafted"),
    ("proposed", "put forward"),
    ("leaked", "leaked"),
    ("revised", "revised"),
    ("under discussion", "under discussion"),
    ("rejected", "turned down"),
    ("agreed", "agreed"),
    ("signed", "signed"),
];
const ATTITUDES: &[(&str, &str)] = &[
    ("says", "says"),
    ("asks", "asks"),
    ("demands", "demands"),
    ("proposes", "proposes"),
    ("promises", "promises"),
    ("wants", "wants"),
    ("believes", "believes"),
    ("hopes", "hopes"),
    ("fears", "fears"),
    ("warns", "warns"),
    ("denies", "denies"),
    ("rejects", "rejects"),
    ("accepts", "accepts"),
    ("admits", "admits"),
    ("praises", "praises"),
    ("criticises", "criticises"),
];
const CERTAINTIES: &[(&str, &str)] =
    &[("plain", "plain"), ("hedged", "hedged"), ("conditional", "conditional"), ("expected", "expected")];
const MODES: &[(&str, &str)] = &[("direct", "quoted"), ("indirect", "in other words"), ("mixed", "quoted in part")];
const SPEAKERS: &[(&str, &str)] = &[
    ("named", "named"),
    ("unnamed", "unnamed"),
    ("document", "a document"),
    ("study", "a study"),
    ("outlet", "an outlet"),
    ("unstated", "not stated"),
];

/// The fields of a section, in the order of their keys 1 to 9.
pub(crate) const fn of(section: Section) -> &'static [Field] {
    match section {
        Section::Positions => {
            const {
                &[
                    must("actor", "Who", Kind::Name),
                    must("point", "Point", Kind::Words),
                    must("stance", "Stance", Kind::OneOf(STANCES)),
                    must("issue", "Issue", Kind::Issue),
                    may("force", "Force", Kind::OneOf(FORCES)),
                    may("condition", "Terms", Kind::Words),
                    may("party", "Side", Kind::Name),
                    may("per", "Told by", Kind::Name),
                ]
            }
        }
        Section::Actors => {
            const {
                &[
                    must("name", "Name", Kind::Name),
                    must("kind", "Kind", Kind::OneOf(KINDS)),
                    may("role", "Role", Kind::Words),
                    may("party", "Side", Kind::Name),
                    may("aliases", "Other forms", Kind::Several),
                ]
            }
        }
        Section::Sessions => {
            const {
                &[
                    may("place", "Place", Kind::Words),
                    must("status", "Status", Kind::OneOf(STATUSES)),
                    may("parties", "Sides", Kind::Names),
                    may("people", "People", Kind::Names),
                    may("date", "Day", Kind::Day),
                    may("when", "When", Kind::Words),
                    may("outcome", "Outcome", Kind::Words),
                ]
            }
        }
        Section::Texts => {
            const {
                &[
                    must("name", "Name", Kind::Words),
                    must("state", "State", Kind::OneOf(STATES)),
                    may("drafter", "Drafted by", Kind::Name),
                    may("points", "Points", Kind::Number),
                ]
            }
        }
        Section::Obstacles => const { &[must("issue", "Issue", Kind::Issue)] },
        Section::Next => {
            const { &[must("what", "What", Kind::Words), may("who", "Who", Kind::Names), may("when", "When", Kind::Words)] }
        }
        Section::Figures => {
            const {
                &[
                    must("value", "Number", Kind::Number),
                    may("unit", "Unit", Kind::Words),
                    must("of", "Of what", Kind::Words),
                    may("source", "Told by", Kind::Name),
                ]
            }
        }
        Section::Attributions => {
            const {
                &[
                    may("source", "Who", Kind::Name),
                    must("attitude", "Attitude", Kind::OneOf(ATTITUDES)),
                    must("content", "What", Kind::Words),
                    must("speaker", "Source", Kind::OneOf(SPEAKERS)),
                    must("certainty", "Certainty", Kind::OneOf(CERTAINTIES)),
                    must("mode", "Wording", Kind::OneOf(MODES)),
                    must("negated", "Told as not done", Kind::YesNo),
                    may("relayed_by", "Relayed by", Kind::Name),
                ]
            }
        }
    }
}

/// A field of a section by its name.
pub(crate) fn named(section: Section, name: &str) -> Option<&'static Field> {
    of(section).iter().find(|field| field.name == name)
}

/// The field that one key decides in a review.
pub(crate) const fn main_choice(section: Section) -> Option<&'static str> {
    match section {
        Section::Positions => Some("stance"),
        Section::Sessions => Some("status"),
        Section::Texts => Some("state"),
        Section::Obstacles => Some("issue"),
        Section::Actors | Section::Next | Section::Figures | Section::Attributions => None,
    }
}

/// What a choice can be, in the order of its keys.
pub(crate) fn choices(field: &Field, store: &Store) -> Vec<(String, String)> {
    match field.kind {
        Kind::OneOf(all) => all.iter().map(|(value, label)| ((*value).to_owned(), (*label).to_owned())).collect(),
        Kind::Issue => {
            let issues = store.agenda().issues().iter().map(|issue| (issue.id.0.clone(), issue.label.clone()));
            let mut out: Vec<(String, String)> = issues.collect();
            if !out.iter().any(|(id, _)| id == "other") {
                out.push(("other".into(), "Other".into()));
            }
            out
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Map, json};

    #[test]
    fn every_field_and_every_choice_is_one_of_the_record() {
        for section in Section::ALL {
            for field in of(section) {
                let values = match field.kind {
                    Kind::OneOf(all) => all.iter().map(|(value, _)| json!(value)).collect(),
                    Kind::Words | Kind::Name | Kind::Issue => vec![json!("x")],
                    Kind::Names | Kind::Several => vec![json!(["x"])],
                    Kind::Number => vec![json!(3)],
                    Kind::Day => vec![json!("1978-09-08")],
                    Kind::YesNo => vec![json!(true)],
                };
                let empty = match field.kind {
                    Kind::Names | Kind::Several => json!([]),
                    _ => json!(null),
                };
                for value in values.into_iter().chain(field.optional.then_some(empty)) {
                    let fields = Map::from_iter([(field.name.to_owned(), value)]);
                    assert_eq!(record::check_fields(section, &fields), Ok(()), "{section:?} {}", field.name);
                }
            }
            assert!(of(section).len() <= 9, "a digit for each field");
            assert!(main_choice(section).is_none_or(|name| named(section, name).is_some()));
        }
    }
}
