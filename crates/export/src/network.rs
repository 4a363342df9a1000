//! Who stands where, as a network: actors, points, the stances between them, and who agrees or is at odds with whom.
//!
//! Plain data that a record fills and [`graphml`](crate::graphml) writes. Ids are the caller's own and tell nodes apart
//! within `actors` and within `points`.

use jiff::civil::Date;
use reading::{ActorKind, Stance};

/// A network of actors and points.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Network {
    /// Nodes of the one kind.
    pub actors: Vec<NetworkActor>,
    /// Nodes of the other.
    pub points: Vec<NetworkPoint>,
    /// Edges from an actor to a point.
    pub stances: Vec<NetworkStance>,
    /// Edges between two actors.
    pub ties: Vec<Tie>,
}

/// Somebody who holds a stance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkActor {
    /// Its id, unique among the actors.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is, where known.
    pub kind: Option<ActorKind>,
    /// The side it belongs to.
    pub party: Option<String>,
}

/// Something the talks could settle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkPoint {
    /// Its id, unique among the points.
    pub id: String,
    /// Its words.
    pub name: String,
    /// Issue of the agenda.
    pub issue: String,
}

/// What an actor thinks of a point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkStance {
    /// Id of the actor.
    pub actor: String,
    /// Id of the point.
    pub point: String,
    /// For, against, on terms, open.
    pub stance: Stance,
    /// First day it was reported.
    pub first: Option<Date>,
    /// Last day it was reported.
    pub last: Option<Date>,
    /// Independent sources that tell it.
    pub sources: u32,
}

/// What two actors are to each other over a point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tie {
    /// Id of the one actor.
    pub a: String,
    /// Id of the other.
    pub b: String,
    /// Id of the point.
    pub point: String,
    /// Whether they agree.
    pub kind: TieKind,
    /// First day that both stances had been reported.
    pub first: Option<Date>,
    /// Last day.
    pub last: Option<Date>,
}

/// Whether two actors agree on a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TieKind {
    /// Both are for it, or both against.
    Agreement,
    /// One is for it, the other against.
    Conflict,
}

impl TieKind {
    /// Its name in lower case.
    pub const fn as_str(self) -> &'static str {
        match self {
            TieKind::Agreement => "agreement",
            TieKind::Conflict => "conflict",
        }
    }
}

impl From<record::book::Ties> for Network {
    fn from(ties: record::book::Ties) -> Network {
        let actor = |actor: record::book::TiedActor| NetworkActor {
            id: actor.name.clone(),
            name: actor.name,
            kind: actor.kind,
            party: actor.party,
        };
        let point =
            |point: record::book::TiedPoint| NetworkPoint { id: point.id, name: point.name, issue: point.issue };
        let stance = |held: record::book::TiedStance| NetworkStance {
            actor: held.actor,
            point: held.point,
            stance: held.stance,
            first: held.since.first,
            last: held.since.last,
            sources: u32::try_from(held.sources).unwrap_or(u32::MAX),
        };
        let tie = |tie: record::book::PartyTie| Tie {
            a: tie.a,
            b: tie.b,
            point: tie.point,
            kind: if tie.agree { TieKind::Agreement } else { TieKind::Conflict },
            first: tie.first,
            last: tie.last,
        };
        Network {
            actors: ties.actors.into_iter().map(actor).collect(),
            points: ties.points.into_iter().map(point).collect(),
            stances: ties.stances.into_iter().map(stance).collect(),
            ties: ties.ties.into_iter().map(tie).collect(),
        }
    }
}
