//! A reading as it leaves the program: the gold records' shape, with code point offsets.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};
use source::{Report, Span};

use crate::entry::{Attribution, Evidence, Reading};
use crate::reason::{self, Section};

/// A reading with its report, serialised as the public JSON object (see `docs/reading.schema.json`).
#[derive(Clone, Copy, Debug)]
pub struct Published<'a> {
    /// The report that was read.
    pub report: &'a Report,
    /// What it says.
    pub reading: &'a Reading,
}

impl Serialize for Published<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.object().serialize(serializer)
    }
}

impl Published<'_> {
    fn object(&self) -> Value {
        let Published { report, reading } = self;
        let offsets = Offsets::of(&report.text);
        let put = |section: Section, who: Option<&str>, evidence: &Evidence, mut fields: Value| {
            let (start, end) = offsets.code_points(evidence.span);
            if let Value::Object(map) = &mut fields {
                map.insert("evidence".into(), evidence.span.of(&report.text).into());
                map.insert("span".into(), json!([start, end]));
                map.insert("probability".into(), json!((f64::from(evidence.probability) * 100.0).round() / 100.0));
                map.insert("why".into(), evidence.why.as_str().into());
                let reason = reason::tell(section, evidence.why, &evidence.grounds, who);
                map.insert("reason".into(), reason.into());
            }
            fields
        };
        let spans = |spans: &[Span]| -> Vec<Value> {
            spans.iter().map(|&s| offsets.code_points(s)).map(|(s, e)| json!([s, e])).collect()
        };
        let mut object = Map::new();
        object.insert("id".into(), report.id.0.clone().into());
        object.insert(
            "report".into(),
            json!({"title": report.title, "outlet": report.outlet, "published": report.published}),
        );
        let mut section = |name: &str, entries: Vec<Value>| object.insert(name.into(), entries.into());
        section(
            "actors",
            reading
                .actors
                .iter()
                .map(|a| {
                    put(
                        Section::Actors,
                        None,
                        &a.evidence,
                        json!({
                            "name": a.name, "kind": a.kind, "aliases": a.aliases, "role": a.role, "party": a.party,
                        }),
                    )
                })
                .collect(),
        );
        section(
            "positions",
            reading
                .positions
                .iter()
                .map(|p| {
                    put(
                        Section::Positions,
                        Some(&p.actor),
                        &p.evidence,
                        json!({
                            "actor": p.actor, "party": p.party, "issue": p.issue, "point": p.point, "stance": p.stance,
                            "force": p.force, "condition": p.condition, "per": p.per,
                        }),
                    )
                })
                .collect(),
        );
        section(
            "sessions",
            reading
                .sessions
                .iter()
                .map(|s| {
                    put(
                        Section::Judged,
                        None,
                        &s.evidence,
                        json!({
                            "place": s.place, "date": s.date, "when": s.when, "status": s.status, "parties": s.parties,
                            "people": s.people, "outcome": s.outcome,
                        }),
                    )
                })
                .collect(),
        );
        section(
            "texts",
            reading
                .texts
                .iter()
                .map(|t| {
                    put(
                        Section::Judged,
                        None,
                        &t.evidence,
                        json!({
                            "name": t.name, "points": t.points, "drafter": t.drafter, "state": t.state,
                        }),
                    )
                })
                .collect(),
        );
        section(
            "obstacles",
            reading
                .obstacles
                .iter()
                .map(|o| put(Section::Obstacles, None, &o.evidence, json!({"issue": o.issue})))
                .collect(),
        );
        section(
            "next",
            reading
                .next
                .iter()
                .map(|n| {
                    put(
                        Section::Judged,
                        None,
                        &n.evidence,
                        json!({
                            "who": n.who, "what": n.what, "when": n.when,
                        }),
                    )
                })
                .collect(),
        );
        section(
            "figures",
            reading
                .figures
                .iter()
                .map(|f| {
                    put(
                        Section::Judged,
                        None,
                        &f.evidence,
                        json!({
                            "value": f.value, "unit": f.unit, "of": f.of, "source": f.source,
                        }),
                    )
                })
                .collect(),
        );
        let said = |a: &Attribution| {
            put(
                Section::Found,
                None,
                &a.evidence,
                json!({
                    "source": a.source, "speaker": a.speaker, "attitude": a.attitude, "negated": a.negated,
                    "certainty": a.certainty, "mode": a.mode, "relayed_by": a.relayed_by, "content": a.content,
                    "cue": a.cue, "source_spans": spans(&a.source_spans), "cue_spans": spans(&a.cue_spans),
                    "content_spans": spans(&a.content_spans),
                }),
            )
        };
        section("attributions", outermost(&reading.attributions, said));
        Value::Object(object)
    }
}

/// The attributions of somebody that stand in nobody else's words, each with those inside it in one list, however deep.
fn outermost(all: &[Attribution], said: impl Fn(&Attribution) -> Value) -> Vec<Value> {
    let outermost_of = |mut i: usize| {
        while let Some(outer) = all[i].within {
            i = outer;
        }
        i
    };
    let mut inside: Vec<Vec<usize>> = vec![Vec::new(); all.len()];
    for (i, _) in all.iter().enumerate().filter(|(_, a)| a.within.is_some()) {
        inside[outermost_of(i)].push(i);
    }
    let insert = |mut value: Value, key: &str, field: Value| {
        if let Value::Object(map) = &mut value {
            map.insert(key.into(), field);
        }
        value
    };
    let entry = |(i, a): (usize, &Attribution)| {
        let nested = inside[i].iter().map(|&j| {
            let within = all[j].within.and_then(|outer| inside[i].iter().position(|&k| k == outer));
            insert(said(&all[j]), "within", json!(within))
        });
        insert(said(a), "nested", nested.collect())
    };
    let told = |(_, a): &(usize, &Attribution)| a.within.is_none() && a.source.is_some();
    all.iter().enumerate().filter(told).map(entry).collect()
}

/// Byte offsets to code points, by a table of every 64th character so that a long report stays cheap.
struct Offsets<'a> {
    text: &'a str,
    /// Byte offset of the character with number `64 * i`.
    marks: Vec<u32>,
}

impl<'a> Offsets<'a> {
    const STEP: usize = 64;

    fn of(text: &'a str) -> Self {
        let marks = text.char_indices().step_by(Self::STEP).map(|(byte, _)| byte as u32).collect();
        Offsets { text, marks }
    }

    fn code_point(&self, byte: u32) -> usize {
        let mark = self.marks.partition_point(|&m| m <= byte).saturating_sub(1);
        let from = self.marks.get(mark).map_or(0, |&m| m as usize);
        mark * Self::STEP + self.text[from..byte as usize].chars().count()
    }

    fn code_points(&self, span: Span) -> (usize, usize) {
        (self.code_point(span.start), self.code_point(span.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_count_code_points() {
        let text = "é—".repeat(200);
        let offsets = Offsets::of(&text);
        for (n, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(offsets.code_point(byte as u32), n);
        }
        assert_eq!(offsets.code_point(text.len() as u32), 400);
    }
}
