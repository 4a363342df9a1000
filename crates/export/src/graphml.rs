//! A network as GraphML 1.0 (<http://graphml.graphdrawing.org/specification.html>), for Gephi, igraph and networkx.
//!
//! One undirected graph. Actors and points are nodes (`type` tells which, `label` is the name, `ref` the caller's id);
//! stances and ties are edges (`relation` is `stance`, `agreement` or `conflict`). Days are texts such as `1978-09-17`.

use std::collections::HashMap;
use std::io::{self, BufWriter, Write};

use jiff::civil::Date;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use reading::Stance;

use crate::network::{Network, TieKind};

/// Why a network could not be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Two nodes of one kind have the same id.
    #[error("two {kind}s have the id {id:?}")]
    Twice {
        /// `actor` or `point`.
        kind: &'static str,
        /// The id.
        id: String,
    },
    /// An edge ends at a node that is not there.
    #[error("a {edge} leads to the {kind} {id:?}, which the network does not have")]
    Unknown {
        /// `stance` or `tie`.
        edge: &'static str,
        /// `actor` or `point`.
        kind: &'static str,
        /// The id.
        id: String,
    },
    /// Those of the output.
    #[error("cannot write the network")]
    Output(#[from] io::Error),
}

/// The keys: id in the file, what it belongs to, name, type.
const KEYS: [[&str; 4]; 13] = [
    ["n_type", "node", "type", "string"],
    ["n_label", "node", "label", "string"],
    ["n_ref", "node", "ref", "string"],
    ["n_kind", "node", "kind", "string"],
    ["n_party", "node", "party", "string"],
    ["n_issue", "node", "issue", "string"],
    ["e_relation", "edge", "relation", "string"],
    ["e_stance", "edge", "stance", "string"],
    ["e_point", "edge", "point", "string"],
    ["e_sources", "edge", "sources", "int"],
    ["e_sign", "edge", "sign", "double"],
    ["e_first", "edge", "first", "string"],
    ["e_last", "edge", "last", "string"],
];

/// Writes a network. Nodes and edges stand in the order given.
///
/// The `sign` of a stance is 1 for, -1 against, 0.5 on terms, 0 open; of a tie 1 for an agreement, -1 for a conflict. It is
/// not called `weight`, which layouts and paths take for a strength that cannot be negative.
///
/// # Errors
/// If two nodes share an id, an edge leads nowhere, or the output fails; see [`Error`].
pub fn write(out: impl Write, network: &Network) -> Result<(), Error> {
    let actors = numbered("actor", "a", network.actors.iter().map(|actor| actor.id.as_str()))?;
    let points = numbered("point", "p", network.points.iter().map(|point| point.id.as_str()))?;
    let mut xml = Xml(Writer::new_with_indent(BufWriter::new(out), b' ', 1));
    xml.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.open(
        "graphml",
        &[
            ("xmlns", "http://graphml.graphdrawing.org/xmlns"),
            ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
            (
                "xsi:schemaLocation",
                "http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd",
            ),
        ],
    )?;
    for [id, owner, name, kind] in KEYS {
        let attributes = [("id", id), ("for", owner), ("attr.name", name), ("attr.type", kind)];
        xml.event(Event::Empty(BytesStart::new("key").with_attributes(attributes)))?;
    }
    xml.open("graph", &[("id", "G"), ("edgedefault", "undirected")])?;
    for actor in &network.actors {
        xml.open("node", &[("id", find(&actors, "stance", "actor", &actor.id)?)])?;
        xml.data("n_type", "actor")?;
        xml.data("n_label", &actor.name)?;
        xml.data("n_ref", &actor.id)?;
        xml.maybe("n_kind", actor.kind.map(|kind| kind.as_str().to_owned()))?;
        xml.maybe("n_party", actor.party.clone())?;
        xml.close("node")?;
    }
    for point in &network.points {
        xml.open("node", &[("id", find(&points, "stance", "point", &point.id)?)])?;
        xml.data("n_type", "point")?;
        xml.data("n_label", &point.name)?;
        xml.data("n_ref", &point.id)?;
        xml.data("n_issue", &point.issue)?;
        xml.close("node")?;
    }
    for (i, stance) in network.stances.iter().enumerate() {
        let actor = find(&actors, "stance", "actor", &stance.actor)?;
        let point = find(&points, "stance", "point", &stance.point)?;
        let (word, sign) = match stance.stance {
            Stance::Supports => ("supports", "1"),
            Stance::Opposes => ("opposes", "-1"),
            Stance::Conditional => ("conditional", "0.5"),
            Stance::Undecided => ("undecided", "0"),
        };
        xml.open("edge", &[("id", &format!("s{i}")), ("source", actor), ("target", point)])?;
        xml.data("e_relation", "stance")?;
        xml.data("e_stance", word)?;
        xml.data("e_sources", &stance.sources.to_string())?;
        xml.data("e_sign", sign)?;
        xml.days(stance.first, stance.last)?;
        xml.close("edge")?;
    }
    for (i, tie) in network.ties.iter().enumerate() {
        let (a, b) = (find(&actors, "tie", "actor", &tie.a)?, find(&actors, "tie", "actor", &tie.b)?);
        find(&points, "tie", "point", &tie.point)?;
        xml.open("edge", &[("id", &format!("t{i}")), ("source", a), ("target", b)])?;
        xml.data("e_relation", tie.kind.as_str())?;
        xml.data("e_point", &tie.point)?;
        xml.data("e_sign", if tie.kind == TieKind::Agreement { "1" } else { "-1" })?;
        xml.days(tie.first, tie.last)?;
        xml.close("edge")?;
    }
    xml.close("graph")?;
    xml.close("graphml")?;
    let mut out = xml.0.into_inner();
    out.write_all(b"\n")?;
    out.flush()?;
    Ok(())
}

/// Ids of nodes in the file: those of callers may have characters that an `NMTOKEN` may not.
fn numbered<'a>(
    kind: &'static str,
    letter: &str,
    ids: impl Iterator<Item = &'a str>,
) -> Result<HashMap<&'a str, String>, Error> {
    let mut out = HashMap::new();
    for (i, id) in ids.enumerate() {
        if out.insert(id, format!("{letter}{i}")).is_some() {
            return Err(Error::Twice { kind, id: id.to_owned() });
        }
    }
    Ok(out)
}

fn find<'m>(
    nodes: &'m HashMap<&str, String>,
    edge: &'static str,
    kind: &'static str,
    id: &str,
) -> Result<&'m str, Error> {
    nodes.get(id).map(String::as_str).ok_or_else(|| Error::Unknown { edge, kind, id: id.to_owned() })
}

struct Xml<W: Write>(Writer<W>);

impl<W: Write> Xml<W> {
    fn event(&mut self, event: Event<'_>) -> io::Result<()> {
        self.0.write_event(event)
    }

    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.event(Event::Start(BytesStart::new(name).with_attributes(attributes.iter().copied())))
    }

    fn close(&mut self, name: &str) -> io::Result<()> {
        self.event(Event::End(BytesEnd::new(name)))
    }

    fn data(&mut self, key: &str, value: &str) -> io::Result<()> {
        let clean = allowed(value);
        self.open("data", &[("key", key)])?;
        self.event(Event::Text(BytesText::new(&clean)))?;
        self.close("data")
    }

    fn maybe(&mut self, key: &str, value: Option<String>) -> io::Result<()> {
        value.map_or(Ok(()), |value| self.data(key, &value))
    }

    fn days(&mut self, first: Option<Date>, last: Option<Date>) -> io::Result<()> {
        self.maybe("e_first", first.map(|day| day.to_string()))?;
        self.maybe("e_last", last.map(|day| day.to_string()))
    }
}

/// The characters that an XML document may have (XML 1.0, section 2.2); others become spaces.
fn allowed(text: &str) -> String {
    let fits = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().map(|c| if fits(c) { c } else { ' ' }).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use quick_xml::Reader;
    use reading::ActorKind;

    use super::*;
    use crate::network::{NetworkActor, NetworkPoint, NetworkStance, Tie};

    fn network() -> Network {
        let actor = |id: &str, name: &str, kind| NetworkActor {
            id: id.into(),
            name: name.into(),
            kind: Some(kind),
            party: Some("Israel & friends".into()),
        };
        Network {
            actors: vec![
                actor("b 1", "Begin <PM>\u{0}", ActorKind::Person),
                NetworkActor { party: None, ..actor("e", "Egypt", ActorKind::State) },
            ],
            points: vec![NetworkPoint { id: "b 1".into(), name: "airfields".into(), issue: "territory".into() }],
            stances: vec![NetworkStance {
                actor: "b 1".into(),
                point: "b 1".into(),
                stance: Stance::Opposes,
                first: Some(date(1978, 7, 20)),
                last: None,
                sources: 3,
            }],
            ties: vec![Tie {
                a: "b 1".into(),
                b: "e".into(),
                point: "b 1".into(),
                kind: TieKind::Conflict,
                first: None,
                last: Some(date(1978, 9, 17)),
            }],
        }
    }

    fn written(network: &Network) -> Result<String, Error> {
        let mut out = Vec::new();
        write(&mut out, network).map(|()| String::from_utf8(out).unwrap())
    }

    /// Elements with their attributes, and the texts of `data`, as a reader of XML sees them.
    fn parsed(xml: &str) -> Vec<String> {
        let mut reader = Reader::from_str(xml);
        let mut out = Vec::new();
        loop {
            match reader.read_event().unwrap() {
                Event::Start(tag) | Event::Empty(tag) => {
                    let attributes: Vec<String> = tag
                        .attributes()
                        .map(|a| a.unwrap())
                        .filter(|a| matches!(a.key.as_ref(), "id" | "key" | "source" | "target"))
                        .map(|a| a.value.to_string())
                        .collect();
                    out.push(format!("{} {}", tag.name().as_ref(), attributes.join(" ")));
                }
                Event::Text(text) if !text.trim().is_empty() => {
                    let last = out.last_mut().unwrap();
                    *last += &format!(" {}", text.trim());
                }
                Event::GeneralRef(name) => *out.last_mut().unwrap() += &format!(" &{}", &*name),
                Event::Eof => return out,
                _ => {}
            }
        }
    }

    #[test]
    fn a_reader_of_xml_finds_nodes_edges_and_their_data() {
        let parsed = parsed(&written(&network()).unwrap());
        let count = |what: &str| parsed.iter().filter(|line| line.starts_with(what)).count();
        assert_eq!((count("key "), count("node "), count("edge ")), (KEYS.len(), 3, 2));
        for line in
            ["node a0", "node p0", "edge s0 a0 p0", "edge t0 a0 a1", "data e_stance opposes", "data e_sources 3"]
        {
            assert!(parsed.iter().any(|found| found == line), "{line}: {parsed:#?}");
        }
        assert!(parsed.contains(&"data n_party Israel &amp friends".to_owned()), "{parsed:#?}");
        assert!(parsed.contains(&"data e_last 1978-09-17".to_owned()));
    }

    #[test]
    fn equal_networks_give_equal_bytes() {
        assert_eq!(written(&network()).unwrap(), written(&network()).unwrap());
    }

    #[test]
    fn an_edge_to_nowhere_and_an_id_given_twice_are_told() {
        let mut torn = network();
        torn.ties[0].b = "nobody".into();
        assert_eq!(
            written(&torn).unwrap_err().to_string(),
            "a tie leads to the actor \"nobody\", which the network does not have"
        );
        let mut twice = network();
        twice.actors[1].id = "b 1".into();
        assert_eq!(written(&twice).unwrap_err().to_string(), "two actors have the id \"b 1\"");
    }
}
