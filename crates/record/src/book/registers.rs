//! The register of actors and that of sources.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;
use rayon::prelude::*;
use reading::ActorKind;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use crate::book::fact::list;
use crate::book::told::{Cited, Citing, Since, Voices, who_and_citing};
use crate::book::who::{Form, Who};
use crate::book::{Book, Fact, NONE, Period, TextOf, date_of};
use crate::brief::Told;
use crate::groups::Groups;
use crate::judgement::Section;
use crate::lexicon::{Lexicon, List};
use crate::people::is_unnamed;
use crate::words::{fold, singular};

/// The actors of a record.
#[derive(Clone, Debug, Serialize)]
pub struct Actors {
    /// Those in most reports first, parties before their people.
    pub actors: Vec<ActorRow>,
    /// How many more there are.
    pub more: usize,
    /// The reports referred to.
    pub reports: Vec<Cited>,
}

/// One actor.
#[derive(Clone, Debug, Serialize)]
pub struct ActorRow {
    /// Ordinary name.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
    /// The side it belongs to.
    pub party: Option<String>,
    /// Other names, and why they are the same actor.
    pub forms: Vec<Form>,
    /// Roles, the latest last.
    pub roles: Vec<RoleRow>,
    /// For a party: those who act for it, in the order in which they were first told of.
    pub people: Vec<DelegateRow>,
    /// For a party: those told to lead its delegation, in the order in which they were first told to.
    pub leaders: Vec<LeaderRow>,
    /// When it was told of.
    pub since: Since,
    /// What it rests on.
    #[serde(flatten)]
    pub told: Told,
}

/// Somebody who leads a party's delegation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeaderRow {
    /// Name.
    pub name: String,
    /// As the reports word it.
    pub role: String,
    /// When they were told to.
    #[serde(flatten)]
    pub since: Since,
}

/// Somebody who acts for a party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DelegateRow {
    /// Name.
    pub name: String,
    /// The role told most.
    pub role: Option<String>,
    /// When they were told of.
    #[serde(flatten)]
    pub since: Since,
}

/// A role and when it was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RoleRow {
    /// As the reports word it.
    pub role: String,
    /// When it was told.
    #[serde(flatten)]
    pub since: Since,
}

/// Roles of an actor that are shown.
const ROLES: usize = 6;
/// People of a party that are shown.
const PEOPLE: usize = 8;
/// Other names of an actor that are shown.
const FORMS: usize = 12;

/// The register of actors; `party` shows one side only.
pub fn actors(
    book: &Book,
    text: &TextOf<'_>,
    period: &Period,
    party: Option<&str>,
    most: usize,
    lexicon: &Lexicon,
) -> Actors {
    let within = book.within(period);
    let (who, citing) = who_and_citing(book, text, &within, lexicon);
    let facts = by_actor(book, &within, &who);
    let roles_told: FxHashSet<u32> = facts.iter().flatten().map(|fact| fact.c).filter(|role| *role != 0).collect();
    let leading: FxHashSet<u32> = roles_told.into_iter().filter(|role| leads(book.string(*role), lexicon)).collect();
    let asked = party.map(|party| who.party(party));
    let voices = citing.voices();
    let mut order: Vec<(usize, usize)> = (0..who.actors.len())
        .into_par_iter()
        .filter(|actor| !facts[*actor].is_empty())
        .filter(|actor| {
            let member = &who.actors[*actor];
            asked.is_none_or(|asked| member.party.as_deref() == Some(asked) || member.name == asked)
        })
        .map(|actor| (actor, voices.sources(&facts[actor])))
        .collect();
    order.sort_by_cached_key(|(actor, sources)| {
        let member = &who.actors[*actor];
        let own = member.party.as_ref() == Some(&member.name);
        let unnamed = member.kind == ActorKind::Person && is_unnamed(&member.name);
        (unnamed, Reverse(*sources), !own, member.name.clone())
    });
    let more = order.len().saturating_sub(most);
    order.truncate(most);
    // What a row is without its references, side by side; those are given in the order of the rows.
    let row = |(actor, _): (usize, usize)| {
        let member = &who.actors[actor];
        let mut forms = member.forms.clone();
        forms.truncate(FORMS);
        let row = ActorRow {
            name: member.name.clone(),
            kind: member.kind,
            party: member.party.clone(),
            forms,
            roles: roles(&facts[actor], book, voices),
            people: people(actor, &who, &facts, book, voices),
            leaders: leaders(actor, &who, &facts, &leading, book, voices),
            since: voices.since(&facts[actor]),
            told: voices.weighed(&facts[actor]),
        };
        (row, voices.chosen(&facts[actor]))
    };
    let rows: Vec<(ActorRow, Vec<&Fact>)> = order.into_par_iter().map(row).collect();
    let cited = |(mut row, chosen): (ActorRow, Vec<&Fact>)| {
        row.told.references = citing.cite_all(&chosen);
        row
    };
    let actors = rows.into_iter().map(cited).collect();
    Actors { actors, more, reports: citing.cited() }
}

/// For each actor the facts that tell of it.
fn by_actor<'a>(book: &'a Book, within: &[bool], who: &Who) -> Vec<Vec<&'a Fact>> {
    let actor_of = |fact: &Fact| {
        let day = book.head(fact.report).map_or(NONE, |head| head.day);
        let told = within.get(fact.report as usize).copied().unwrap_or(false);
        who.find(fact.a, fact.b, day).filter(|_| told).map_or(u32::MAX, |actor| actor as u32)
    };
    let blocks = book.blocks(Section::Actors);
    let found: Vec<Vec<u32>> = blocks.par_iter().map(|block| block.iter().map(actor_of).collect()).collect();
    // There may be millions: each list is made as long as it will be.
    let mut counts = vec![0; who.actors.len()];
    for actor in found.iter().flatten() {
        if let Some(count) = counts.get_mut(*actor as usize) {
            *count += 1;
        }
    }
    let mut facts: Vec<Vec<&Fact>> = counts.into_iter().map(Vec::with_capacity).collect();
    for (fact, actor) in blocks.iter().flatten().zip(found.iter().flatten()) {
        if let Some(facts) = facts.get_mut(*actor as usize) {
            facts.push(fact);
        }
    }
    facts
}

/// Those who act for a party, by name and most told of.
fn people(party: usize, who: &Who, facts: &[Vec<&Fact>], book: &Book, voices: Voices<'_>) -> Vec<DelegateRow> {
    let own = &who.actors[party];
    if own.party.as_ref() != Some(&own.name) {
        return Vec::new();
    }
    let acts = |actor: &usize| {
        let member = &who.actors[*actor];
        member.kind == ActorKind::Person && member.party == own.party && !is_unnamed(&member.name)
    };
    let mut most: Vec<usize> = (0..who.actors.len()).filter(acts).filter(|actor| !facts[*actor].is_empty()).collect();
    most.sort_by_key(|actor| (Reverse(facts[*actor].len()), who.actors[*actor].name.clone()));
    most.truncate(PEOPLE);
    let mut rows: Vec<DelegateRow> = most
        .into_iter()
        .map(|actor| {
            let told = roles(&facts[actor], book, voices);
            let role = told.into_iter().max_by_key(|role| (role.since.reports, Reverse(role.role.clone())));
            let name = who.actors[actor].name.clone();
            DelegateRow { name, role: role.map(|role| role.role), since: voices.since(&facts[actor]) }
        })
        .collect();
    rows.sort_by_key(|row| (row.since.first.is_none(), row.since.first, row.name.clone()));
    rows
}

/// Whether whoever has this role leads a delegation: `chief negotiator`, `head of the delegation`.
fn leads(role: &str, lexicon: &Lexicon) -> bool {
    let folded = fold(role);
    let has = |list| folded.split(' ').any(|word| lexicon.has(list, word) || lexicon.has(list, &singular(word)));
    has(List::Chief) && has(List::Team)
}

/// Who is told to lead a party's delegation, and when.
fn leaders(
    party: usize,
    who: &Who,
    facts: &[Vec<&Fact>],
    leading: &FxHashSet<u32>,
    book: &Book,
    voices: Voices<'_>,
) -> Vec<LeaderRow> {
    let own = &who.actors[party];
    if own.party.as_ref() != Some(&own.name) {
        return Vec::new();
    }
    let mut rows: Vec<LeaderRow> = Vec::new();
    for (member, facts) in who.actors.iter().zip(facts) {
        if member.kind != ActorKind::Person || member.party != own.party || is_unnamed(&member.name) {
            continue;
        }
        let told: Vec<&Fact> = facts.iter().copied().filter(|fact| leading.contains(&fact.c)).collect();
        let words: BTreeSet<&str> = told.iter().map(|fact| book.string(fact.c)).collect();
        let shortest = words.into_iter().min_by_key(|words| (words.chars().count(), *words));
        let row =
            |role: &str| LeaderRow { name: member.name.clone(), role: role.to_owned(), since: voices.since(&told) };
        rows.extend(shortest.map(row));
    }
    rows.sort_by_key(|row| (row.since.first.is_none(), row.since.first, Reverse(row.since.reports), row.name.clone()));
    rows.truncate(PEOPLE);
    rows
}

/// The roles told most, in the order in which they were first told.
fn roles(facts: &[&Fact], book: &Book, voices: Voices<'_>) -> Vec<RoleRow> {
    // Few different strings stand for many facts: each is folded once.
    let mut by_string: FxHashMap<u32, Vec<&Fact>> = FxHashMap::default();
    for fact in facts.iter().filter(|fact| fact.c != 0) {
        by_string.entry(fact.c).or_default().push(fact);
    }
    let mut by_role: BTreeMap<String, (String, Vec<&Fact>)> = BTreeMap::new();
    for (string, facts) in by_string {
        let words = book.string(string);
        let entry = by_role.entry(fold(words)).or_insert_with(|| (words.to_owned(), Vec::new()));
        if words < entry.0.as_str() {
            words.clone_into(&mut entry.0);
        }
        entry.1.extend(facts);
    }
    let mut rows: Vec<RoleRow> =
        by_role.into_values().map(|(role, facts)| RoleRow { role, since: voices.since(&facts) }).collect();
    rows.sort_by_key(|row| (Reverse(row.since.reports), row.role.clone()));
    rows.truncate(ROLES);
    rows.sort_by_key(|row| (row.since.first.is_none(), row.since.first, row.role.clone()));
    rows
}

/// Where a record comes from.
#[derive(Clone, Debug, Serialize)]
pub struct Sources {
    /// Reports in all.
    pub reports: usize,
    /// Independent sources they count as.
    pub independent: usize,
    /// Who published, those with most reports first.
    pub outlets: Vec<OutletRow>,
    /// Reports that are one text under several mastheads, the largest groups first.
    pub copies: Vec<CopyRow>,
    /// How many more such groups there are.
    pub more_copies: usize,
    /// Agencies and outlets that others rest on or quote through.
    pub relays: Vec<RelayRow>,
}

/// One outlet.
#[derive(Clone, Debug, Serialize)]
pub struct OutletRow {
    /// Its name; none for reports that do not say.
    pub outlet: Option<String>,
    /// Its reports.
    pub reports: usize,
    /// Of these, copies of somebody else's that came later.
    pub copied: usize,
    /// Day of the first.
    pub first: Option<Date>,
    /// Day of the last.
    pub last: Option<Date>,
}

/// One text under several mastheads.
#[derive(Clone, Debug, Serialize)]
pub struct CopyRow {
    /// The report published first.
    pub first: Cited,
    /// The others, in the order of their dates.
    pub others: Vec<Cited>,
}

/// Whom others rest on.
#[derive(Clone, Debug, Serialize)]
pub struct RelayRow {
    /// The agency or outlet.
    pub name: String,
    /// Reports that credit it.
    pub credits: usize,
    /// Reports that quote somebody through it.
    pub relays: usize,
}

/// The register of sources.
pub fn sources(book: &Book, period: &Period, most: usize) -> Sources {
    let within = book.within(period);
    let voices = book.voices();
    let heads: Vec<_> = book.heads.iter().flatten().filter(|head| within[head.report as usize]).collect();
    let mut copies: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    let copy_of = copy_groups(book, &within);
    for head in &heads {
        copies.entry(copy_of[head.report as usize]).or_default().insert(head.report);
    }
    let mut first_of: HashMap<u32, u32> = HashMap::new();
    for (group, reports) in copies.iter().filter(|(_, reports)| reports.len() > 1) {
        if let Some(first) = reports.iter().min_by(|a, b| book.rank(**a).cmp(&book.rank(**b))) {
            first_of.insert(*group, *first);
        }
    }
    let mut outlets: BTreeMap<&str, OutletRow> = BTreeMap::new();
    let mut relays: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for head in &heads {
        let name = book.string(head.outlet);
        let blank = || OutletRow {
            outlet: (!name.is_empty()).then(|| name.to_owned()),
            reports: 0,
            copied: 0,
            first: None,
            last: None,
        };
        let row = outlets.entry(name).or_insert_with(blank);
        row.reports += 1;
        let first = first_of.get(&copy_of[head.report as usize]);
        row.copied += usize::from(first.is_some_and(|first| *first != head.report));
        let day = date_of(head.day);
        row.first = [row.first, day].into_iter().flatten().min();
        row.last = row.last.max(day);
        if head.agency != 0 {
            relays.entry(book.string(head.agency)).or_default().0 += 1;
        }
        for name in list(book.string(head.relays)) {
            relays.entry(name).or_default().1 += 1;
        }
    }
    let mut outlets: Vec<OutletRow> = outlets.into_values().collect();
    outlets.sort_by_key(|row| (row.outlet.is_none(), Reverse(row.reports), row.outlet.clone()));
    let mut groups: Vec<Vec<u32>> =
        copies.into_values().filter(|group| group.len() > 1).map(|group| group.into_iter().collect()).collect();
    for group in &mut groups {
        group.sort_by_key(|report| book.rank(*report));
    }
    groups.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| book.rank(a[0]).cmp(&book.rank(b[0]))));
    let more_copies = groups.len().saturating_sub(most);
    groups.truncate(most);
    let nothing = |_: u32| None;
    let citing = Citing::new(book, &nothing);
    let copies = groups
        .iter()
        .map(|group| CopyRow {
            first: citing.report(group[0]),
            others: group[1..].iter().map(|report| citing.report(*report)).collect(),
        })
        .collect();
    let mut relays: Vec<RelayRow> = relays
        .into_iter()
        .map(|(name, (credits, relays))| RelayRow { name: name.to_owned(), credits, relays })
        .collect();
    relays.sort_by_key(|row| (Reverse(row.credits + row.relays), row.name.clone()));
    relays.truncate(most);
    let independent: BTreeSet<u32> = heads.iter().map(|head| voices[head.report as usize]).collect();
    Sources { reports: heads.len(), independent: independent.len(), outlets, copies, more_copies, relays }
}

/// For each report the group of copies it belongs to, among the reports of a period.
fn copy_groups(book: &Book, within: &[bool]) -> Vec<u32> {
    let mut groups = Groups::of(book.heads.len());
    let known = |report: u32| within.get(report as usize).copied().unwrap_or(false);
    for (a, b) in book.copies.iter().filter(|(a, b)| known(*a) && known(*b)) {
        groups.join(*a as usize, *b as usize);
    }
    groups.firsts().map(|first| first as u32).collect()
}
