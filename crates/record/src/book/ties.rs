//! Who agrees with whom on what, and who is at odds: the network of parties and points.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rayon::prelude::*;
use reading::{ActorKind, Stance};
use serde::Serialize;

use crate::book::Book;
use crate::book::course::course;
use crate::book::fact::LIKELY;
use crate::book::matrix::{Issue, MatrixOptions, by_party, held, issues};
use crate::book::told::{Since, Voices};
use crate::lexicon::Lexicon;

/// The network of a record.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Ties {
    /// The parties.
    pub actors: Vec<TiedActor>,
    /// The points.
    pub points: Vec<TiedPoint>,
    /// Who stands where.
    pub stances: Vec<TiedStance>,
    /// Who agrees and who does not.
    pub ties: Vec<PartyTie>,
}

/// A party.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TiedActor {
    /// Its name.
    pub name: String,
    /// What it is, where it is an actor of the record.
    pub kind: Option<ActorKind>,
    /// The side it belongs to.
    pub party: Option<String>,
}

/// A point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TiedPoint {
    /// Issue and name.
    pub id: String,
    /// The thing.
    pub name: String,
    /// Its issue.
    pub issue: String,
}

/// A party's stance on a point.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TiedStance {
    /// The party.
    pub actor: String,
    /// Id of the point.
    pub point: String,
    /// The stance told last.
    pub stance: Stance,
    /// When it was told.
    pub since: Since,
    /// By how many independent sources.
    pub sources: usize,
}

/// Two parties on one point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PartyTie {
    /// The one, by name the first.
    pub a: String,
    /// The other.
    pub b: String,
    /// Id of the point.
    pub point: String,
    /// Whether they agree.
    pub agree: bool,
    /// The day from which both stances are told.
    pub first: Option<Date>,
    /// The last day on which either is.
    pub last: Option<Date>,
}

/// The network: two parties agree where both are for a point, on terms or not, or both against it; they are at odds where one is
/// for it and the other against it. Who has not made up its mind has no tie.
pub fn ties(book: &Book, options: &MatrixOptions, lexicon: &Lexicon) -> Ties {
    let within = book.within(&options.period);
    let who = book.who(&within, lexicon);
    let voices = Voices::new(book);
    let all = issues(book, held(book, &who, &within, LIKELY), lexicon);
    let mut out = Ties::default();
    for (points, stances, ties) in all.par_iter().map(|issue| of_issue(issue, voices)).collect::<Vec<_>>() {
        out.points.extend(points);
        out.stances.extend(stances);
        out.ties.extend(ties);
    }
    let names: BTreeSet<String> = out.stances.iter().map(|held| held.actor.clone()).collect();
    out.actors = names
        .into_iter()
        .map(|name| {
            let member = who.named(&name).map(|actor| &who.actors[actor]);
            TiedActor { kind: member.map(|m| m.kind), party: member.and_then(|m| m.party.clone()), name }
        })
        .collect();
    out
}

/// The points of an issue, who stands where on them, and who is tied by that.
fn of_issue(issue: &Issue<'_>, voices: Voices<'_>) -> (Vec<TiedPoint>, Vec<TiedStance>, Vec<PartyTie>) {
    let (mut told, mut stances, mut ties) = (Vec::new(), Vec::new(), Vec::new());
    let mut points: Vec<_> = issue.points.iter().collect();
    points.sort_by(|a, b| a.0.name.cmp(&b.0.name));
    for (group, held) in points {
        let id = format!("{}: {}", issue.id, group.name);
        let mut here: Vec<TiedStance> = Vec::new();
        for (party, all) in by_party(held) {
            let Some(actor) = party else { continue };
            let facts: Vec<_> = all.iter().map(|held| held.fact).collect();
            let (stance, _) = course(&facts, voices);
            let (since, sources) = (voices.since(&facts), voices.sources(&facts));
            here.push(TiedStance { actor, point: id.clone(), stance, since, sources });
        }
        if here.is_empty() {
            continue;
        }
        for (n, a) in here.iter().enumerate() {
            for b in &here[n + 1..] {
                let pro = |stance: Stance| matches!(stance, Stance::Supports | Stance::Conditional);
                if a.stance == Stance::Undecided || b.stance == Stance::Undecided {
                    continue;
                }
                ties.push(PartyTie {
                    a: a.actor.clone(),
                    b: b.actor.clone(),
                    point: id.clone(),
                    agree: pro(a.stance) == pro(b.stance),
                    first: a.since.first.max(b.since.first),
                    last: a.since.last.max(b.since.last),
                });
            }
        }
        told.push(TiedPoint { id, name: group.name.clone(), issue: issue.id.clone() });
        stances.extend(here);
    }
    (told, stances, ties)
}
