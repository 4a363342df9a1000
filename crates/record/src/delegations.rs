//! Who was there: who led or spoke for a side, and who else took part, by different reports of one round.

use std::collections::{BTreeMap, BTreeSet};

use reading::ActorKind;

use crate::brief::{Account, Difference, DifferenceKind, Nature};
use crate::contrasts::{differ, one_round};
use crate::lexicon::List;
use crate::shelf::Shelf;
use crate::wording::{Said, account, side_of};

/// People named together for a side.
struct Named<'k> {
    report: usize,
    side: String,
    /// How they are told to lead, as the report has it.
    lead: Option<&'k str>,
    people: Vec<usize>,
    account: Account,
}

/// Somebody who leads a side by one report, and whom another that names the side's people leaves out.
pub(crate) fn leaders(shelf: &Shelf<'_>, said: &[Said<'_>]) -> Vec<Difference> {
    let mut found: Vec<Named<'_>> = Vec::new();
    for one in said {
        for i in 0..one.words.len() {
            let Some((lead, people, last)) = named(shelf, one, i) else { continue };
            let mut by_side: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            for who in people {
                by_side.entry(side_of(shelf, who)).or_default().push(who);
            }
            let (from, to) = (i.min(last), i.max(last));
            for (side, people) in by_side {
                let names: Vec<String> = people.iter().map(|who| shelf.short_of(*who)).collect();
                let told = account(shelf, one.report, one.span_of(from, to), None);
                let names = names.join(", ");
                let words = lead.map_or(names.clone(), |lead| format!("{lead} by {names}"));
                let account = Account { words, verbatim: false, ..told };
                found.push(Named { report: one.report, side, lead, people, account });
            }
        }
    }
    let sides: BTreeSet<&str> = found.iter().map(|named| &*named.side).collect();
    let mut out = Vec::new();
    for side in sides {
        let all: Vec<&Named<'_>> = found.iter().filter(|named| named.side == side).collect();
        let by_report = |report: usize| -> BTreeSet<usize> {
            all.iter().filter(|n| n.report == report).flat_map(|n| n.people.iter().copied()).collect()
        };
        let leaves_out = |a: &Named<'_>, b: &Named<'_>| {
            a.lead.is_some() && !by_report(b.report).contains(&a.people[0]) && one_round(shelf, a.report, b.report)
        };
        let against = |one: &&&Named<'_>| all.iter().any(|o| leaves_out(one, o) || leaves_out(o, one));
        let mut told: Vec<&&Named<'_>> = all.iter().filter(against).collect();
        // One account a report: who is told to lead, else the first.
        told.sort_by_key(|named| (named.report, named.lead.is_none()));
        told.dedup_by_key(|named| named.report);
        // Two leaders, each where the other is not named, are more than an omission.
        let rivals = told.iter().any(|a| told.iter().any(|b| leaves_out(a, b) && leaves_out(b, a)));
        let nature = if rivals { Nature::Conflict } else { Nature::Weight };
        let accounts = told.iter().map(|one| one.account.clone()).collect();
        let about = format!("who led or took part for {}", shelf.lexicon.short(side));
        out.extend(differ(shelf, DifferenceKind::Attendance, nature, about, accounts));
    }
    out
}

/// The people of `led by A, with B and C`, `bring together A and B`, `A and B took part`; and the last word of them.
fn named<'k>(shelf: &Shelf<'_>, one: &'k Said<'_>, i: usize) -> Option<(Option<&'k str>, Vec<usize>, usize)> {
    if one.has(shelf, i, List::Lead) && one.reads(i + 1, &["by"]) {
        let (people, last) = people_after(shelf, one, i + 2)?;
        return Some((Some(&one.words[i].key), people, last));
    }
    if let Some(told) = active(shelf, one, i) {
        return Some(told);
    }
    let brings = matches!(&*one.words[i].key, "bring" | "brings" | "brought" | "bringing");
    if brings && one.reads(i + 1, &["together"]) {
        let (people, last) = people_after(shelf, one, i + 2)?;
        return Some((None, people, last));
    }
    let there =
        one.reads(i, &["took", "part"]) || one.reads(i, &["as", "participants"]) || one.words[i].key == "attended";
    if there {
        let from = i.saturating_sub(16);
        let (people, first) = people_before(shelf, one, from, i)?;
        return Some((None, people, first));
    }
    None
}

/// `A led the team`, `A, who heads the delegation`.
fn active<'k>(shelf: &Shelf<'_>, one: &'k Said<'_>, i: usize) -> Option<(Option<&'k str>, Vec<usize>, usize)> {
    let leads = one.has(shelf, i, List::Lead) || matches!(&*one.words[i].key, "leads" | "heads" | "chairs");
    let team = one.find(shelf, i + 1, 5, List::Team).filter(|team| leads && !one.parted(i, *team))?;
    let before = i.checked_sub(if one.words[i.checked_sub(1)?].key == "who" { 2 } else { 1 })?;
    let (who, first) = one.actor_ending(shelf, before).filter(|_| !one.owns(before))?;
    let person = shelf.identity.actors[who].kind == ActorKind::Person && team > i;
    person.then(|| (Some("led"), vec![who], first))
}

/// Persons one after another from `i` on, as far as "and", "with" or a comma leads on.
fn people_after(shelf: &Shelf<'_>, one: &Said<'_>, i: usize) -> Option<(Vec<usize>, usize)> {
    let (mut people, mut last) = (Vec::new(), i);
    let mut n = i;
    let mut gap = 0;
    while n < one.words.len() && gap < 9 {
        match person(shelf, one, n) {
            Some((who, end)) => {
                people.push(who);
                last = end;
                n = end + 1;
                gap = 0;
                let on = one.words.get(n).is_some_and(|word| matches!(&*word.key, "and" | "with"));
                if !on {
                    break;
                }
            }
            None => {
                n += 1;
                gap += 1;
            }
        }
    }
    (!people.is_empty()).then_some((people, last))
}

fn people_before(shelf: &Shelf<'_>, one: &Said<'_>, from: usize, to: usize) -> Option<(Vec<usize>, usize)> {
    let mut people = Vec::new();
    let mut first = to;
    let mut n = from;
    while n < to {
        match person(shelf, one, n) {
            Some((who, end)) => {
                first = first.min(n);
                people.push(who);
                n = end + 1;
            }
            None => n += 1,
        }
    }
    (!people.is_empty()).then_some((people, first))
}

/// The person named at `n`, unless it is whose somebody else is: `Trump's envoy`.
fn person(shelf: &Shelf<'_>, one: &Said<'_>, n: usize) -> Option<(usize, usize)> {
    let (who, last) = one.actor(shelf, n)?;
    (shelf.identity.actors[who].kind == ActorKind::Person && !one.owns(last)).then_some((who, last))
}

/// A side that a report tells to have stayed away.
pub(crate) struct Absence {
    pub report: usize,
    pub side: String,
    pub account: Account,
}

/// What another report tells of somebody of that side in talks.
pub(crate) struct Presence {
    pub report: usize,
    /// Number of the sentence among all.
    pub sentence: usize,
    pub side: String,
    pub account: Account,
}

/// `though not present in the capital`, `stayed away from the talks`.
pub(crate) fn absences(shelf: &Shelf<'_>, said: &[Said<'_>]) -> Vec<Absence> {
    let mut out = Vec::new();
    for one in said {
        for i in 0..one.words.len() {
            let away = one.reads(i, &["not", "present"])
                || one.reads(i, &["did", "not", "attend"])
                || one.reads(i, &["stayed", "away"])
                || one.reads(i, &["took", "no", "part"])
                || one.reads(i, &["not", "invited"])
                || one.has(shelf, i, List::Absent);
            let Some(who) = one.actor_before(shelf, i).filter(|_| away) else { continue };
            if shelf.identity.actors[who].kind == ActorKind::Person {
                continue;
            }
            let end = one.phrase_end(i, 6, &["and", "but", "as", "because"]);
            let account = account(shelf, one.report, one.span_of(i, end), None);
            out.push(Absence { report: one.report, side: side_of(shelf, who), account });
        }
    }
    out
}

/// Where somebody of these sides is told to be in talks. Of a side that stayed away elsewhere it must be a person.
pub(crate) fn presences(shelf: &Shelf<'_>, said: &[Said<'_>], sides: &BTreeSet<String>, person: bool) -> Vec<Presence> {
    let mut out = Vec::new();
    for (sentence, one) in said.iter().enumerate() {
        let meets = |n: &usize| one.has(shelf, *n, List::Attend) || one.words[*n].key == "separate";
        let Some(cue) = (0..one.words.len()).find(meets) else { continue };
        let window = cue.saturating_sub(14)..one.words.len().min(cue + 7);
        let here = window.clone().find_map(|n| {
            let (who, last) = one.actor(shelf, n)?;
            let is = sides.contains(&side_of(shelf, who));
            let body = shelf.identity.actors[who].kind == ActorKind::Person;
            (is && (body || !person)).then_some((who, n, last))
        });
        let Some((who, first, last)) = here else { continue };
        // Whoever joins or gathers is in the room; "separate" needs what was separate.
        let talks = |n: usize| one.has(shelf, n, List::Meeting) || one.words[n].key == "engagements";
        let separate = one.words[cue].key == "separate" && !(cue + 1..window.end).any(talks);
        if separate || (cue.saturating_sub(3)..cue).any(|n| one.has(shelf, n, List::Denial)) {
            continue;
        }
        let what = (cue + 1..window.end.min(cue + 4)).find(|n| talks(*n) && !one.parted(cue, *n));
        let (from, to) = (first.min(cue), last.max(what.unwrap_or(cue)));
        let account = account(shelf, one.report, one.span_of(from, to), None);
        out.push(Presence { report: one.report, sentence, side: side_of(shelf, who), account });
    }
    out
}

/// A side that stayed away by one report, and sat in talks by another; with who else joined.
pub(crate) fn others(shelf: &Shelf<'_>, said: &[Said<'_>]) -> Option<Difference> {
    let away = absences(shelf, said);
    let gone: BTreeSet<String> = away.iter().map(|absence| absence.side.clone()).collect();
    if gone.is_empty() {
        return None;
    }
    let there = presences(shelf, said, &gone, true);
    let against =
        |a: &Absence, p: &Presence| a.side == p.side && a.report != p.report && one_round(shelf, a.report, p.report);
    let mut accounts: Vec<Account> = Vec::new();
    let once = |all: &mut Vec<&Presence>| {
        let mut seen = BTreeSet::new();
        all.retain(|presence| seen.insert((presence.report, presence.side.clone())));
    };
    for absence in away.iter().filter(|a| there.iter().any(|p| against(a, p))) {
        accounts.push(absence.account.clone());
    }
    let mut present: Vec<&Presence> = there.iter().filter(|p| away.iter().any(|a| against(a, p))).collect();
    if present.is_empty() {
        return None;
    }
    // Who joined beside the two sides of the talks, in the reports that tell of the one that came.
    let core = core(shelf);
    let third: BTreeSet<String> = shelf
        .identity
        .actors
        .iter()
        .filter_map(|actor| actor.party.clone())
        .filter(|party| !core.contains(party) && !gone.contains(party))
        .collect();
    let joined = presences(shelf, said, &third, false);
    once(&mut present);
    let reports: BTreeSet<usize> = present.iter().map(|p| p.report).collect();
    let dated = |report: usize| shelf.taken[report].report.published;
    // On another day the side may have come.
    let later = away.iter().any(|a| present.iter().any(|p| against(a, p) && dated(a.report) != dated(p.report)));
    let undated = reports.iter().any(|report| dated(*report).is_none());
    let nature = if later || undated { Nature::Change } else { Nature::Conflict };
    accounts.extend(present.iter().map(|p| p.account.clone()));
    let mut joined: Vec<&Presence> = joined.iter().filter(|p| reports.contains(&p.report)).collect();
    once(&mut joined);
    accounts.extend(joined.iter().map(|p| p.account.clone()));
    accounts
        .sort_by_key(|account| account.told.as_ref().map(|told| (told.references[0].report, told.references[0].start)));
    differ(shelf, DifferenceKind::Attendance, nature, "who else took part".to_owned(), accounts)
}

/// The two sides that sit in most sessions.
fn core(shelf: &Shelf<'_>) -> BTreeSet<String> {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for (_, session) in shelf.entries(|r| &r.sessions, |s| &s.evidence) {
        for party in &session.parties {
            *count.entry(shelf.identity.party(party)).or_default() += 1;
        }
    }
    let mut count: Vec<(String, usize)> = count.into_iter().collect();
    count.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
    count.into_iter().take(2).map(|(party, _)| party).collect()
}
