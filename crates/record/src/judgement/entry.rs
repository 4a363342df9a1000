//! Entries of any section by name: what a person points at and what stands in its fields.

use reading::{
    Actor, Attribution, Evidence, Figure, Grounds, NextStep, Obstacle, Position, Reading, Rule, Session, Text,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use source::{Report, Span};

use crate::judgement::Anchor;

/// A section of a reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Section {
    /// Who acts or speaks.
    Actors,
    /// Stances.
    Positions,
    /// Meetings.
    Sessions,
    /// Documents.
    Texts,
    /// What blocks.
    Obstacles,
    /// What comes.
    Next,
    /// Numbers.
    Figures,
    /// Who says what.
    Attributions,
}

impl Section {
    /// Every section, in the order of the contract.
    pub const ALL: [Section; 8] = [
        Section::Actors,
        Section::Positions,
        Section::Sessions,
        Section::Texts,
        Section::Obstacles,
        Section::Next,
        Section::Figures,
        Section::Attributions,
    ];

    /// Its name in the contract.
    pub const fn as_str(self) -> &'static str {
        match self {
            Section::Actors => "actors",
            Section::Positions => "positions",
            Section::Sessions => "sessions",
            Section::Texts => "texts",
            Section::Obstacles => "obstacles",
            Section::Next => "next",
            Section::Figures => "figures",
            Section::Attributions => "attributions",
        }
    }

    /// One entry of it, in a word.
    pub const fn one(self) -> &'static str {
        match self {
            Section::Actors => "actor",
            Section::Positions => "position",
            Section::Sessions => "session",
            Section::Texts => "text",
            Section::Obstacles => "obstacle",
            Section::Next => "step",
            Section::Figures => "figure",
            Section::Attributions => "attribution",
        }
    }

    /// The section that a word means, in the singular or the plural.
    pub fn parse(word: &str) -> Option<Section> {
        Section::ALL.into_iter().find(|section| word == section.as_str() || word == section.one())
    }

    /// An entry's fields before anybody has filled them in.
    pub(crate) fn blank(self) -> Value {
        match self {
            Section::Actors => {
                json!({"name": "", "kind": "group", "aliases": [], "role": null, "party": null, "mentions": []})
            }
            Section::Positions => {
                json!({"actor": "", "party": null, "issue": "other", "point": "", "stance": "supports",
                "force": null, "condition": null, "per": null})
            }
            Section::Sessions => json!({"place": null, "date": null, "when": null, "status": "held", "parties": [],
                "people": [], "outcome": null}),
            Section::Texts => json!({"name": "", "points": null, "drafter": null, "state": "under discussion"}),
            Section::Obstacles => json!({"issue": "other"}),
            Section::Next => json!({"who": [], "what": "", "when": null}),
            Section::Figures => json!({"value": 0.0, "unit": null, "of": "", "source": null}),
            Section::Attributions => json!({"source": null, "speaker": "named", "attitude": "says", "negated": false,
                "certainty": "plain", "mode": "indirect", "relayed_by": null, "within": null, "content": "", "cue": "",
                "source_spans": [], "cue_spans": [], "content_spans": []}),
        }
    }

    /// The fields that tell one entry of a sentence from another.
    pub(crate) const fn telling(self) -> &'static [&'static str] {
        match self {
            Section::Actors => &["name"],
            Section::Positions => &["actor", "stance", "point"],
            Section::Sessions => &["status", "place"],
            Section::Texts => &["name"],
            Section::Obstacles => &["issue"],
            Section::Next => &["what"],
            Section::Figures => &["value", "unit"],
            Section::Attributions => &["source", "cue", "content"],
        }
    }
}

/// Fields that belong to the machine: where mentions stand, why, how sure.
const OWN: [&str; 6] = ["evidence", "mentions", "source_spans", "cue_spans", "content_spans", "within"];

/// An entry as a judgement keeps it: its section, its words and its fields, as they were.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quoted {
    /// Its section.
    pub section: Section,
    /// Its evidence.
    pub anchor: Anchor,
    /// Its fields, by their names in the reading contract.
    pub fields: Map<String, Value>,
}

/// What all entries have.
pub(crate) trait Entry: Serialize + DeserializeOwned {
    fn evidence(&self) -> &Evidence;
    fn evidence_mut(&mut self) -> &mut Evidence;
}

macro_rules! entries {
    ($($kind:ty),*) => {
        $(impl Entry for $kind {
            fn evidence(&self) -> &Evidence {
                &self.evidence
            }
            fn evidence_mut(&mut self) -> &mut Evidence {
                &mut self.evidence
            }
        })*
    };
}

entries!(Actor, Position, Session, Text, Obstacle, NextStep, Figure, Attribution);

/// Does the same with the list of a section, whatever its type.
macro_rules! in_section {
    ($section:expr, [$($borrow:tt)+] $reading:expr, $list:ident => $body:expr) => {
        match $section {
            $crate::judgement::Section::Actors => {
                let $list = $($borrow)+ $reading.actors;
                $body
            }
            $crate::judgement::Section::Positions => {
                let $list = $($borrow)+ $reading.positions;
                $body
            }
            $crate::judgement::Section::Sessions => {
                let $list = $($borrow)+ $reading.sessions;
                $body
            }
            $crate::judgement::Section::Texts => {
                let $list = $($borrow)+ $reading.texts;
                $body
            }
            $crate::judgement::Section::Obstacles => {
                let $list = $($borrow)+ $reading.obstacles;
                $body
            }
            $crate::judgement::Section::Next => {
                let $list = $($borrow)+ $reading.next;
                $body
            }
            $crate::judgement::Section::Figures => {
                let $list = $($borrow)+ $reading.figures;
                $body
            }
            $crate::judgement::Section::Attributions => {
                let $list = $($borrow)+ $reading.attributions;
                $body
            }
        }
    };
}
pub(crate) use in_section;

/// The fields of an entry that a person sees and may change.
pub(crate) fn fields<T: Entry>(entry: &T) -> Map<String, Value> {
    let mut fields = match serde_json::to_value(entry) {
        Ok(Value::Object(fields)) => fields,
        // Entries are structs of plain values.
        _ => Map::new(),
    };
    fields.retain(|name, _| !OWN.contains(&name.as_str()));
    fields
}

/// An entry of these fields; the message of the error names the field that does not fit.
pub(crate) fn entry_of<T: Entry>(
    section: Section,
    fields: &Map<String, Value>,
    span: Span,
) -> Result<T, serde_json::Error> {
    let mut whole = section.blank();
    if let Value::Object(whole) = &mut whole {
        whole.extend(
            fields.iter().filter(|(name, _)| !OWN.contains(&name.as_str())).map(|(n, v)| (n.clone(), v.clone())),
        );
        let evidence = Evidence { span, probability: 1.0, why: Rule::Analyst, grounds: Grounds::default() };
        whole.insert("evidence".into(), serde_json::to_value(evidence)?);
    }
    serde_json::from_value(whole)
}

impl Quoted {
    /// An entry by its fields, for adding by hand.
    ///
    /// # Errors
    /// If a field is not one of the section, or has a value that it cannot have. The message says which.
    pub fn new(section: Section, anchor: Anchor, fields: Map<String, Value>) -> Result<Quoted, String> {
        check_fields(section, &fields)?;
        Ok(Quoted { section, anchor, fields })
    }
}

/// Whether fields are those of a section and have values that they can have.
///
/// # Errors
/// If one is not or has not; the message names it.
pub fn check_fields(section: Section, fields: &Map<String, Value>) -> Result<(), String> {
    let Value::Object(known) = section.blank() else { return Ok(()) };
    let open = || known.keys().filter(|name| !OWN.contains(&name.as_str())).cloned().collect::<Vec<_>>().join(", ");
    if let Some(name) = fields.keys().find(|name| !known.contains_key(*name) || OWN.contains(&name.as_str())) {
        return Err(format!("a {} has no field {name}; it has {}", section.one(), open()));
    }
    for (name, value) in fields {
        let alone = Map::from_iter([(name.clone(), value.clone())]);
        let blank = Reading::default();
        let fits = in_section!(section, [&] blank, list => parses(list, section, &alone));
        fits.map_err(|error| format!("{name} cannot be {value}: {error}"))?;
    }
    Ok(())
}

fn parses<T: Entry>(_: &[T], section: Section, fields: &Map<String, Value>) -> Result<(), serde_json::Error> {
    entry_of::<T>(section, fields, Span { start: 0, end: 0 }).map(|_| ())
}

/// Every entry of a section of a reading with what a judgement keeps of it, in the order of the text.
pub fn entries(report: &Report, reading: &Reading, section: Section) -> Vec<(Quoted, Evidence)> {
    let quoted = |fields: Map<String, Value>, evidence: &Evidence| {
        let anchor = Anchor::of(&report.id, &report.text, evidence.span);
        (Quoted { section, anchor, fields }, evidence.clone())
    };
    let mut out: Vec<(Quoted, Evidence)> = in_section!(section, [&] reading, list => {
        list.iter().map(|entry| quoted(fields(entry), entry.evidence())).collect()
    });
    out.sort_by_cached_key(|(quoted, evidence)| (evidence.span, Value::Object(quoted.fields.clone()).to_string()));
    out
}
