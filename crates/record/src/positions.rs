//! Who wants what: restatements of one point counted once, issue by issue, party by party.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use reading::{ActorKind, IssueId, Position, Stance};
use source::Span;

use crate::brief::{CommonPoint, Holder, IssueRow, ObstacleLine, Party, Point, Positions};
use crate::shelf::Shelf;
use crate::words::{Bag, fold};

/// Issues that say little of the matter itself come last.
pub(crate) const LAST: [&str; 2] = ["process", "other"];

/// Whether an issue says little of the matter itself.
pub(crate) fn is_aside(issue: &IssueId, topic: Option<&str>) -> bool {
    topic.is_none() && LAST.contains(&issue.0.as_str())
}

/// A point in more characters than this is rather a sentence that was not understood.
const LONG: usize = 140;

/// A position with its party, as the dossier knows it.
#[derive(Clone, Debug)]
pub(crate) struct Held<'a> {
    pub report: usize,
    pub position: &'a Position,
    pub party: Option<String>,
    pub bag: Bag,
}

/// All positions with the party that holds them.
pub(crate) fn held<'a>(shelf: &Shelf<'a>) -> Vec<Held<'a>> {
    let entries = shelf.entries(|r| &r.positions, |p| &p.evidence);
    let mut seen = BTreeSet::new();
    let held = entries.into_iter().map(|(report, position)| {
        let own = position.party.as_deref().map(|party| shelf.identity.party(party));
        let party = own.or_else(|| shelf.identity.party_of(report, &position.actor));
        let names = Bag::of(&format!("{} {}", position.actor, party.as_deref().unwrap_or("")), shelf.lexicon);
        let bag = Bag::of(&position.point, shelf.lexicon).without(&names);
        Held { report, position, party, bag }
    });
    // A reading may find one point twice.
    held.filter(|held| {
        let position = held.position;
        seen.insert((held.report, held.party.clone(), position.issue.clone(), position.stance, fold(&position.point)))
    })
    .collect()
}

/// The matrix.
pub(crate) fn positions(shelf: &Shelf<'_>, parties: &[Party], obstacles: &[ObstacleLine]) -> Positions {
    let all = held(shelf);
    let (shared, single) = in_common(all);
    let common = common_points(shelf, &shared, parties);

    let mut cells: BTreeMap<(Subject, Option<String>), Vec<Vec<Held<'_>>>> = BTreeMap::new();
    for held in single {
        let points = cells.entry((subject(shelf, held.position), held.party.clone())).or_default();
        let same = |group: &&mut Vec<Held<'_>>| {
            group[0].position.stance == held.position.stance
                && group.iter().any(|other| {
                    let (a, b) = (fold(&other.position.point), fold(&held.position.point));
                    let within = other.report == held.report
                        && other.position.evidence.span.overlaps(held.position.evidence.span)
                        && (a.contains(&b) || b.contains(&a));
                    within || other.bag.restates(&held.bag)
                })
        };
        match points.iter_mut().find(same) {
            Some(group) => group.push(held),
            None => points.push(vec![held]),
        }
    }
    let total = cells.values().map(Vec::len).sum::<usize>() + common.len();

    let mut rows: BTreeMap<Subject, Vec<Holder>> = BTreeMap::new();
    for ((subject, party), groups) in cells {
        let mut points: Vec<Point> = groups.iter().map(|group| point(shelf, group)).collect();
        points.sort_by_key(rank);
        let short = party.as_deref().map_or("no party", |party| shelf.lexicon.short(party)).to_owned();
        rows.entry(subject).or_default().push(Holder { party, short, points });
    }
    let place = |party: &Option<String>| match party {
        Some(name) => parties.iter().position(|party| party.name == *name).unwrap_or(parties.len()),
        None => usize::MAX,
    };
    let mut issues: Vec<IssueRow> = rows
        .into_iter()
        .map(|((issue, topic), mut holders)| {
            holders.sort_by_key(|holder| (place(&holder.party), holder.party.clone()));
            let label = topic.as_deref().unwrap_or_else(|| shelf.lexicon.short(&issue.0)).to_owned();
            IssueRow { label, topic, issue, holders }
        })
        .collect();
    issues.sort_by_key(|row| {
        let last = LAST.iter().position(|id| *id == row.issue.0).filter(|_| row.is_aside()).map_or(0, |i| i + 1);
        let same = |o: &ObstacleLine| o.issue == row.issue && o.topic == row.topic;
        let blocks = obstacles.iter().position(same).unwrap_or(usize::MAX);
        let told: u32 = row.holders.iter().flat_map(|h| &h.points).map(|p| p.told.weight).sum();
        (last, blocks, Reverse(told), row.issue.clone(), row.topic.clone())
    });
    Positions { total, issues, common }
}

/// An issue of the agenda, or what fits none with the name of its subject.
type Subject = (IssueId, Option<String>);

fn subject(shelf: &Shelf<'_>, position: &Position) -> Subject {
    let name = shelf.unlisted.name(&position.issue.0, &position.point).map(str::to_owned);
    (position.issue.clone(), name)
}

/// Those most sources tell first; sure ones before unsure ones; then in the order of the reports.
fn rank(point: &Point) -> (bool, Reverse<(usize, u32)>, usize, usize, String) {
    let told = &point.told;
    let cite = &told.references[0];
    let odd = told.is_unsure() || point.words.chars().count() > LONG;
    (odd, Reverse((told.sources, told.weight)), cite.report, cite.start, point.words.clone())
}

type Shared<'a> = BTreeMap<(usize, Span, Stance, IssueId, String), Vec<Held<'a>>>;

/// Points that one sentence gives to several parties, apart from the rest.
fn in_common<'a>(all: Vec<Held<'a>>) -> (Shared<'a>, Vec<Held<'a>>) {
    let mut groups: Shared<'a> = BTreeMap::new();
    for held in all {
        let position = held.position;
        let key = (held.report, position.evidence.span, position.stance, position.issue.clone(), fold(&position.point));
        groups.entry(key).or_default().push(held);
    }
    let several = |group: &Vec<Held<'_>>| {
        let parties: BTreeSet<_> = group.iter().filter_map(|held| held.party.as_deref()).collect();
        parties.len() > 1 && !is_aside(&group[0].position.issue, None)
    };
    let (shared, single): (Shared<'a>, Shared<'a>) = groups.into_iter().partition(|(_, group)| several(group));
    let mut single: Vec<Held<'a>> = single.into_values().flatten().collect();
    single.sort_by_key(|held| (held.report, held.position.evidence.span));
    (shared, single)
}

/// One line for the points that the same parties hold in the same sentence.
fn common_points(shelf: &Shelf<'_>, shared: &Shared<'_>, parties: &[Party]) -> Vec<CommonPoint> {
    let mut out: Vec<CommonPoint> = Vec::new();
    for group in shared.values() {
        let holders: BTreeSet<_> = group.iter().filter_map(|held| held.party.clone()).collect();
        let place = |name: &String| parties.iter().position(|party| party.name == *name).unwrap_or(parties.len());
        let mut holders: Vec<String> = holders.into_iter().collect();
        holders.sort_by_key(|name| (place(name), name.clone()));
        let names: Vec<String> = holders.iter().map(|name| shelf.lexicon.short(name).to_owned()).collect();
        let mut point = point(shelf, &group[..1]);
        point.holder = None;
        let before = out.iter_mut().find(|other| {
            let (a, b) = (&other.point.told.references[0], &point.told.references[0]);
            other.parties == names
                && other.point.stance == point.stance
                && (a.report, a.sentence) == (b.report, b.sentence)
        });
        match before {
            Some(other) => other.point.words = format!("{}; {}", other.point.words, point.words),
            None => out.push(CommonPoint { parties: names, point }),
        }
    }
    out
}

/// One point, told by one or several positions.
fn point(shelf: &Shelf<'_>, group: &[Held<'_>]) -> Point {
    let best = group
        .iter()
        .min_by_key(|held| {
            let sure = (held.position.evidence.probability * 10.0) as u32;
            // Few words leave too much out, many do not fit.
            let length = held.position.point.chars().count().abs_diff(40);
            (Reverse(sure), length, held.report, held.position.evidence.span)
        })
        .expect("a group has a position");
    let position = best.position;
    let told =
        shelf.told((best.report, &position.evidence), group.iter().map(|held| (held.report, &held.position.evidence)));
    let (per, via) = voice(shelf, best.report, position.per.as_deref(), position.evidence.span);
    Point {
        stance: position.stance,
        words: crate::words::one_line(&position.point),
        condition: group.iter().find_map(|held| held.position.condition.clone()),
        holder: holder(shelf, group),
        force: group.iter().filter_map(|held| held.position.force).min(),
        per,
        via,
        told,
    }
}

/// The one person of the party who is told to hold a point.
fn holder(shelf: &Shelf<'_>, group: &[Held<'_>]) -> Option<String> {
    let holders: BTreeSet<Option<usize>> =
        group.iter().map(|held| shelf.identity.resolve(held.report, &held.position.actor)).collect();
    match holders.into_iter().collect::<Vec<_>>()[..] {
        [Some(who)] if shelf.identity.actors[who].kind == ActorKind::Person => Some(shelf.short_of(who)),
        _ => None,
    }
}

/// Who reports an entry, and the agency it came through.
pub(crate) fn voice(
    shelf: &Shelf<'_>,
    report: usize,
    per: Option<&str>,
    span: Span,
) -> (Option<String>, Option<String>) {
    let about = |a: &&reading::Attribution| a.evidence.span.contains(span) || span.contains(a.evidence.span);
    let via = shelf.taken[report].reading.said().filter(about).find_map(|attribution| attribution.relayed_by.clone());
    (per.map(|per| shelf.short_name(report, per)), via)
}
