//! What judgements make of a reading.

use reading::{Actor, ActorKind, Reading, Rule};
use serde_json::{Map, Value};
use source::{Report, Span};

use crate::judgement::entry::{Entry, Quoted, entry_of, fields, in_section};
use crate::judgement::{Act, Judgement};
use crate::words::fold;

/// A judgement whose passage is no longer in the report. It is kept: a later version may have the words again.
#[derive(Clone, Debug, PartialEq)]
pub struct Lost {
    /// Its id.
    pub judgement: String,
    /// The words that are gone.
    pub words: String,
}

/// The report and its reading as the standing judgements have them ([`crate::standing`]); those of other reports are passed over.
/// Returns the judgements that hold on nothing any more.
pub fn effective(report: &mut Report, reading: &mut Reading, standing: &[&Judgement]) -> Vec<Lost> {
    let mut lost = Vec::new();
    let mut touched = false;
    for judgement in standing.iter().filter(|judgement| judgement.report() == Some(&report.id)) {
        let words = match &judgement.act {
            Act::Describe { outlet, published, title, .. } => {
                report.outlet = outlet.clone().or(report.outlet.take());
                report.published = published.or(report.published);
                report.title = title.clone().or(report.title.take());
                continue;
            }
            Act::Confirm { entry } | Act::Reject { entry } | Act::Correct { entry, .. } | Act::Add { entry } => entry,
            Act::Remark { on, .. } => {
                if on.find(&report.text).is_none() {
                    lost.push(Lost { judgement: judgement.id.clone(), words: on.exact().to_owned() });
                }
                continue;
            }
            Act::Merge { .. } | Act::Split { .. } | Act::Undo { .. } => continue,
        };
        let Some(span) = words.anchor.find(&report.text) else {
            lost.push(Lost { judgement: judgement.id.clone(), words: words.anchor.exact().to_owned() });
            continue;
        };
        touched = true;
        in_section!(words.section, [&mut] reading, list => judge(list, words, &judgement.act, span));
    }
    if touched {
        name_actors(reading);
    }
    lost
}

/// Carries one act out on the entries of a section.
fn judge<T: Entry>(list: &mut Vec<T>, quoted: &Quoted, act: &Act, span: Span) {
    let at = matching(list, quoted, span);
    let put = |list: &mut Vec<T>, fields: &Map<String, Value>, at: Option<usize>| {
        // A journal of a later version may hold what this one cannot read: then the entry stays as it is.
        let Ok(mut entry) = entry_of::<T>(quoted.section, fields, span) else { return };
        match at {
            Some(at) => {
                // What the machine knows beside the fields, such as where mentions stand, is kept.
                let mut whole = match serde_json::to_value(&list[at]) {
                    Ok(Value::Object(whole)) => whole,
                    _ => return,
                };
                whole.extend(fields.iter().map(|(name, value)| (name.clone(), value.clone())));
                if let Ok(kept) = serde_json::from_value(Value::Object(whole)) {
                    entry = kept;
                }
                certain(&mut entry);
                list[at] = entry;
            }
            None => list.push(entry),
        }
    };
    match act {
        Act::Reject { .. } => {
            if let Some(at) = at {
                list.remove(at);
            }
        }
        Act::Confirm { .. } => match at {
            Some(at) => certain(&mut list[at]),
            None => put(list, &quoted.fields, None),
        },
        Act::Correct { fields, .. } => {
            let mut corrected = quoted.fields.clone();
            corrected.extend(fields.clone());
            put(list, &corrected, at);
        }
        Act::Add { .. } => put(list, &quoted.fields, at),
        _ => {}
    }
}

fn certain<T: Entry>(entry: &mut T) {
    let evidence = entry.evidence_mut();
    evidence.probability = 1.0;
    evidence.why = Rule::Analyst;
    evidence.grounds = reading::Grounds::default();
}

/// The entry a judgement means: of those that rest on the same words the one with the same fields, or the most alike. An entry
/// on other words, or with another telling field, is another one.
fn matching<T: Entry>(list: &[T], quoted: &Quoted, span: Span) -> Option<usize> {
    let alike = |entry: &T| {
        let own = entry.evidence().span;
        let shared = own.end.min(span.end).saturating_sub(own.start.max(span.start)) as f32;
        let all = own.end.max(span.end).saturating_sub(own.start.min(span.start)).max(1) as f32;
        let fields = fields(entry);
        let telling = quoted.section.telling();
        let same = |name: &&&str| same_value(fields.get(**name), quoted.fields.get(**name));
        let told = telling.iter().filter(same).count() as f32 / telling.len() as f32;
        let rest = quoted.fields.iter().filter(|(name, value)| fields.get(*name) == Some(value)).count();
        (shared / all >= 0.3 && told > 0.5).then_some((shared / all + told, rest))
    };
    let scored = list.iter().enumerate().filter_map(|(i, entry)| Some((alike(entry)?, i)));
    scored.max_by(|(a, i), (b, j)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).then(j.cmp(i))).map(|(_, i)| i)
}

fn same_value(a: Option<&Value>, b: Option<&Value>) -> bool {
    match (a, b) {
        (Some(Value::String(a)), Some(Value::String(b))) => fold(a) == fold(b),
        (a, b) => a == b,
    }
}

/// Every name that a person gave in an entry is the name of an actor of the reading.
fn name_actors(reading: &mut Reading) {
    let by_hand = |evidence: &reading::Evidence| evidence.why == Rule::Analyst;
    let mut named: Vec<(String, Option<String>, reading::Evidence)> = Vec::new();
    for position in reading.positions.iter().filter(|p| by_hand(&p.evidence)) {
        named.push((position.actor.clone(), position.party.clone(), position.evidence.clone()));
        named
            .extend(position.party.iter().map(|party| (party.clone(), Some(party.clone()), position.evidence.clone())));
    }
    for session in reading.sessions.iter().filter(|s| by_hand(&s.evidence)) {
        let own = |party: &String| (party.clone(), Some(party.clone()), session.evidence.clone());
        named.extend(session.parties.iter().map(own));
        named.extend(session.people.iter().map(|person| (person.clone(), None, session.evidence.clone())));
    }
    for (name, party, evidence) in named {
        let known = |actor: &Actor| {
            fold(&actor.name) == fold(&name) || actor.aliases.iter().any(|alias| fold(alias) == fold(&name))
        };
        if name.is_empty() || reading.actors.iter().any(known) {
            continue;
        }
        let kind = if party.as_deref() == Some(name.as_str()) { ActorKind::Organisation } else { ActorKind::Person };
        reading.actors.push(Actor {
            name,
            kind,
            aliases: Vec::new(),
            role: None,
            party,
            mentions: Vec::new(),
            evidence,
        });
    }
}
