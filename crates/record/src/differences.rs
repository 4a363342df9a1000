//! Where the reports differ: the same thing told in different values.
//!
//! A difference that is none is worse than one that is missed, so every rule asks for the same thing told by
//! different sources, and leaves alone what time, a rounding or an omission explains.

use std::collections::{BTreeMap, BTreeSet};

use reading::{SessionStatus, Stance};
use source::Span;

use crate::brief::{Account, Difference, DifferenceKind, Nature, Told, stance_word};
use crate::figures::Counted;
use crate::lexicon::List;
use crate::nature;
use crate::positions::{Held, LAST, voice};
use crate::sessions::{Meeting, SAME_ROUND};
use crate::shelf::Shelf;
use crate::texts::Document;
use crate::words::{Bag, fold, one_line};

/// Days after which a number or a state told differently is taken to have changed.
const SAME_TIME: i32 = 3;
/// Relative difference a rounding explains.
const ROUNDING: f64 = 0.03;

/// Less than this and it is not known whether there is a difference at all.
const SURE: f32 = 0.5;
const DURATIONS: [&str; 2] = ["year", "month"];
/// A strike of fourteen days has twenty a week later.
const AGES: [&str; 4] = ["week", "day", "hour", "minute"];

/// What the rules compare.
pub(crate) struct Matter<'m, 'a> {
    pub meetings: &'m [Meeting<'a>],
    pub documents: &'m [Document<'a>],
    pub held: &'m [Held<'a>],
    pub counted: &'m [Counted<'a>],
}

/// All differences, in the order of their kinds.
pub(crate) fn differences(shelf: &Shelf<'_>, matter: &Matter<'_, '_>) -> Vec<Difference> {
    let mut out = doubted_sessions(shelf, matter.meetings);
    out.extend(text_stages(shelf, matter.documents));
    out.extend(drafters(shelf, matter.documents));
    out.extend(stances(shelf, matter.held));
    out.extend(reception(shelf));
    out.extend(attendance(shelf, matter.meetings));
    out.extend(numbers(shelf, matter.counted));
    for difference in &mut out {
        difference.accounts.sort_by_key(|account| {
            account.told.as_ref().map(|told| (told.references[0].report, told.references[0].start))
        });
    }
    for difference in &mut out {
        difference.accounts.retain(|one| one.told.as_ref().is_none_or(|told| told.probability >= SURE));
    }
    out.retain(|difference| apart(shelf, &difference.accounts) && contrary(&difference.accounts));
    // What words alone tell, unless an entry told it already.
    for told in crate::contrasts::contrasts(shelf) {
        let places = |d: &Difference| -> BTreeSet<(usize, usize)> {
            let told = d.accounts.iter().filter_map(|account| account.told.as_ref());
            told.map(|told| (told.references[0].report, told.references[0].sentence)).collect()
        };
        let known = places(&told);
        out.retain(|other| other.kind != told.kind || places(other).intersection(&known).count() < 2);
        out.push(told);
    }
    for difference in &mut out {
        if nature::rival(shelf, difference) {
            difference.nature = Nature::RivalClaims;
        }
    }
    // Contradictions first.
    out.sort_by(|a, b| (a.nature, a.kind, &a.about).cmp(&(b.nature, b.kind, &b.about)));
    out
}

/// Whether at least two independent sources speak.
fn apart(shelf: &Shelf<'_>, accounts: &[Account]) -> bool {
    let reports = accounts.iter().filter_map(|account| account.told.as_ref()).map(|told| told.references[0].report);
    shelf.independence.count(reports) > 1
}

/// Whether more than one thing is said.
fn contrary(accounts: &[Account]) -> bool {
    accounts.iter().map(|account| &account.words).collect::<BTreeSet<_>>().len() > 1
}

/// Whether two reports are close enough in time to speak of the same state of things; without dates they may be.
fn same_time(shelf: &Shelf<'_>, a: usize, b: usize) -> bool {
    within(shelf, a, b, SAME_TIME)
}

fn within(shelf: &Shelf<'_>, a: usize, b: usize, days: i32) -> bool {
    match (shelf.taken[a].report.published, shelf.taken[b].report.published) {
        (Some(a), Some(b)) => a.until(b).map_or(i32::MAX, |span| span.get_days().abs()) <= days,
        _ => true,
    }
}

/// Whether a doubt comes when the other report could be known: not before it, and not long after.
fn could_know(shelf: &Shelf<'_>, doubt: usize, held: usize) -> bool {
    let published = |report: usize| shelf.taken[report].report.published;
    let after = published(doubt).zip(published(held)).is_none_or(|(doubt, held)| doubt >= held);
    after && within(shelf, doubt, held, SAME_ROUND)
}

fn ours(words: impl Into<String>, told: Told) -> Account {
    Account { words: words.into(), verbatim: false, per: None, told: Some(told) }
}

/// Held by one report, in doubt by another.
fn doubted_sessions(shelf: &Shelf<'_>, meetings: &[Meeting<'_>]) -> Vec<Difference> {
    let mut out = Vec::new();
    for doubted in meetings.iter().filter(|meeting| meeting.status == SessionStatus::Unconfirmed) {
        let (report, session) = doubted.first();
        let words = session.evidence.span.of(shelf.text(report));
        if shelf.lexicon.find(List::Doubt, words).is_none() || doubted.parties.is_empty() {
            continue;
        }
        let mut accounts: Vec<Account> = Vec::new();
        for held in meetings.iter().filter(|held| held.status == SessionStatus::Held) {
            let (other, telling) = held.first();
            let place = match doubted.place() {
                Some(place) => held.place().is_some_and(|other| fold(other) == fold(place)),
                None => held.place().is_some(),
            };
            let date = doubted.date.is_none() || held.date.is_none() || doubted.date == held.date;
            if held.parties == doubted.parties && place && date && could_know(shelf, report, other) {
                let told = shelf.told((other, &telling.evidence), held.tellings.iter().map(|(r, s)| (*r, &s.evidence)));
                accounts.push(ours("held", told));
            }
        }
        if !accounts.is_empty() {
            accounts.push(ours("not confirmed", shelf.told((report, &session.evidence), [])));
            let parties: Vec<&str> = doubted.parties.iter().map(|party| shelf.lexicon.short(party)).collect();
            let about = format!("whether a session of {} took place", parties.join(" and "));
            out.push(Difference { kind: DifferenceKind::SessionStatus, nature: Nature::Conflict, about, accounts });
        }
    }
    out
}

/// One party's text called first by one report and revised by another.
fn text_stages(shelf: &Shelf<'_>, documents: &[Document<'_>]) -> Vec<Difference> {
    type Stages<'s> = BTreeMap<String, Vec<(bool, usize, &'s reading::Text)>>;
    let mut by_drafter: Stages<'_> = BTreeMap::new();
    for document in documents {
        for (report, text) in &document.tellings {
            let Some(drafter) = text.drafter.as_deref() else { continue };
            let drafter = shelf.identity.party_of(*report, drafter).unwrap_or_else(|| drafter.to_owned());
            let early = shelf.lexicon.find(List::Early, &text.name).is_some();
            let late = shelf.lexicon.find(List::Late, &text.name).is_some();
            if early != late {
                by_drafter.entry(drafter).or_default().push((late, *report, text));
            }
        }
    }
    let mut out = Vec::new();
    for (drafter, told) in by_drafter {
        let undated = |r: usize| shelf.taken[r].report.published.is_none();
        let mut accounts = Vec::new();
        for (late, report, text) in &told {
            let against = |(other, r, _): &&(bool, usize, &reading::Text)| {
                other != late && r != report && (undated(*r) || undated(*report) || same_time(shelf, *r, *report))
            };
            if told.iter().any(|other| against(&other)) {
                let told = shelf.told((*report, &text.evidence), []);
                accounts.push(account_of(shelf, *report, &text.name, told));
            }
        }
        if accounts.len() > 1 {
            let about = format!("stage of the text of {}", shelf.lexicon.short(&drafter));
            let nature = if told.iter().any(|(_, r, _)| undated(*r)) { Nature::Change } else { Nature::Conflict };
            out.push(Difference { kind: DifferenceKind::TextState, nature, about, accounts });
        }
    }
    out
}

/// One text, several drafters.
fn drafters(shelf: &Shelf<'_>, documents: &[Document<'_>]) -> Vec<Difference> {
    let mut out = Vec::new();
    for document in documents {
        let mut by_drafter: BTreeMap<String, Vec<(usize, &reading::Text)>> = BTreeMap::new();
        for (report, text) in &document.tellings {
            let Some(name) = text.drafter.as_deref() else { continue };
            let party = shelf.identity.party_of(*report, name).unwrap_or_else(|| name.to_owned());
            by_drafter.entry(party).or_default().push((*report, text));
        }
        if by_drafter.len() > 1 {
            let accounts = by_drafter.into_iter().map(|(party, told)| {
                let (report, text) = told[0];
                let told = shelf.told((report, &text.evidence), told.iter().map(|(r, t)| (*r, &t.evidence)));
                ours(shelf.lexicon.short(&party), told)
            });
            let name = one_line(&document.tellings[0].1.name);
            let about = format!("who drafted {name}");
            out.push(Difference {
                kind: DifferenceKind::Drafter,
                nature: Nature::Conflict,
                about,
                accounts: accounts.collect(),
            });
        }
    }
    out
}

/// One party for and against the same point; or willing to settle by one report, unwilling by another.
fn stances(shelf: &Shelf<'_>, held: &[Held<'_>]) -> Vec<Difference> {
    let mut by_party: BTreeMap<(&str, &str), Vec<&Held<'_>>> = BTreeMap::new();
    for one in held.iter().filter(|held| held.position.evidence.probability >= SURE) {
        if let Some(party) = one.party.as_deref() {
            by_party.entry((party, &one.position.issue.0)).or_default().push(one);
        }
    }
    let mut out = Vec::new();
    for ((party, issue), all) in by_party {
        let willing = issue == LAST[0];
        let speaks = |one: &&&Held<'_>| !willing || shelf.lexicon.find(List::Willing, &one.position.point).is_some();
        let of = |stance: Stance| {
            let is = move |one: &&&Held<'_>| one.position.stance == stance;
            all.iter().filter(is).filter(speaks).copied().collect::<Vec<_>>()
        };
        let (yes, no) = (of(Stance::Supports), of(Stance::Opposes));
        let point = |a: &Held<'_>, b: &Held<'_>| a.report != b.report && (willing || a.bag.likeness(&b.bag) >= 0.6);
        let near = |a: &Held<'_>, b: &Held<'_>| point(a, b) && same_time(shelf, a.report, b.report);
        let conflict = yes.iter().any(|a| no.iter().any(|b| near(a, b)));
        // What a side held months ago and holds no more is a change; how willing it is comes and goes.
        let nature = if conflict { Nature::Conflict } else { Nature::Change };
        let same = |a: &Held<'_>, b: &Held<'_>| if conflict { near(a, b) } else { !willing && point(a, b) };
        let mut accounts = Vec::new();
        for one in &yes {
            if no.iter().any(|other| same(one, other)) {
                accounts.push(stance_account(shelf, one));
            }
        }
        for one in &no {
            if yes.iter().any(|other| same(one, other)) {
                accounts.push(stance_account(shelf, one));
            }
        }
        if accounts.len() > 1 {
            let party = shelf.lexicon.short(party);
            let about = if willing {
                format!("whether {party} wants to settle")
            } else {
                format!("{party} on {}", shelf.lexicon.short(issue))
            };
            out.push(Difference { kind: DifferenceKind::Stance, nature, about, accounts });
        }
    }
    out
}

fn stance_account(shelf: &Shelf<'_>, held: &Held<'_>) -> Account {
    let position = held.position;
    let told = shelf.told((held.report, &position.evidence), []);
    let (per, _) = voice(shelf, held.report, position.per.as_deref(), position.evidence.span);
    let words = format!("{} {}", stance_word(position.stance), one_line(&position.point));
    Account { words, verbatim: false, per, told: Some(told) }
}

/// One side's words of praise and of blame, as different reports quote them.
fn reception(shelf: &Shelf<'_>) -> Vec<Difference> {
    let mut by_party: BTreeMap<String, Vec<(bool, usize, String, Span)>> = BTreeMap::new();
    let said = shelf.entries(|r| &r.attributions, |a| &a.evidence);
    for (report, attribution) in said.into_iter().filter(|(_, attribution)| attribution.within.is_none()) {
        let Some(source) = &attribution.source else { continue };
        let Some(party) = shelf.identity.party_of(report, source) else { continue };
        // An entry may end before the closing mark, or before what it was called: its sentence has the rest.
        let begin = attribution.evidence.span.start as usize;
        let end = shelf.sentence_span(report, attribution.evidence.span).map_or(begin, |span| span.end as usize);
        let words = shelf.text(report).get(begin..end.max(attribution.evidence.span.end as usize)).unwrap_or_default();
        for (quote, start) in quotations(words) {
            let length = quote.split_whitespace().count();
            let Some(good) = tone(shelf, &quote).filter(|_| length <= 6) else { continue };
            let start = attribution.evidence.span.start as usize + start;
            let span = Span::new(start..start + quote.len());
            by_party.entry(party.clone()).or_default().push((good, report, one_line(&quote), span));
        }
    }
    let mut out = Vec::new();
    for (party, mut told) in by_party {
        told.sort_by_key(|(good, report, _, span)| (*report, span.start, *good));
        let mut seen = BTreeSet::new();
        told.retain(|(good, _, words, _)| seen.insert((*good, fold(words))));
        let against = |good: bool, report: usize| {
            told.iter().any(|(other, r, ..)| *other != good && *r != report && same_time(shelf, *r, report))
        };
        let accounts: Vec<Account> = told
            .iter()
            .filter(|(good, report, ..)| against(*good, *report))
            .map(|(_, report, words, span)| {
                let told =
                    Told { references: vec![shelf.cite(*report, *span)], sources: 1, weight: 10, probability: 1.0 };
                let words = words.trim_end_matches([',', '.']).to_owned();
                Account { words, verbatim: true, per: None, told: Some(told) }
            })
            .collect();
        if accounts.len() > 1 {
            let about = format!("how {} received what was put to it", shelf.lexicon.short(&party));
            out.push(Difference { kind: DifferenceKind::Reception, nature: Nature::Conflict, about, accounts });
        }
    }
    out
}

/// Whether words praise or blame; neither where they do both or say no to praise.
fn tone(shelf: &Shelf<'_>, words: &str) -> Option<bool> {
    let has = |list| shelf.lexicon.find(list, words).is_some();
    match (has(List::Praise) && !has(List::Denial), has(List::Blame)) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

/// The quoted parts of a text, with where they start.
fn quotations(text: &str) -> Vec<(String, usize)> {
    let mut out = Vec::new();
    let mut open: Option<usize> = None;
    for (i, c) in text.char_indices() {
        match (c, open) {
            ('“', _) => open = Some(i + c.len_utf8()),
            ('"', None) => open = Some(i + 1),
            ('”' | '"', Some(start)) => {
                out.push((text[start..i].to_owned(), start));
                open = None;
            }
            _ => {}
        }
    }
    out
}

/// One session for which two reports name different people of a side, each somebody the other does not.
fn attendance(shelf: &Shelf<'_>, meetings: &[Meeting<'_>]) -> Vec<Difference> {
    let mut out = Vec::new();
    for meeting in meetings.iter().filter(|meeting| meeting.status == SessionStatus::Held) {
        for party in &meeting.parties {
            let present = |report: usize, session: &reading::Session| -> BTreeSet<usize> {
                let people = session.people.iter().filter_map(|name| shelf.identity.resolve(report, name));
                people.filter(|who| shelf.identity.actors[*who].party.as_ref() == Some(party)).collect()
            };
            let told: Vec<_> = meeting
                .tellings
                .iter()
                .filter(|(_, session)| session.status == meeting.status)
                .map(|(r, s)| (*r, *s, present(*r, s)))
                .filter(|(.., people)| !people.is_empty())
                .collect();
            let crossed = |a: &BTreeSet<usize>, b: &BTreeSet<usize>| !a.is_subset(b) && !b.is_subset(a);
            let accounts: Vec<Account> = told
                .iter()
                .filter(|(.., people)| told.iter().any(|(.., other)| crossed(people, other)))
                .map(|(report, session, people)| {
                    let names: Vec<String> = people.iter().map(|who| shelf.short_of(*who)).collect();
                    ours(names.join(", "), shelf.told((*report, &session.evidence), []))
                })
                .collect();
            if accounts.len() > 1 {
                let place = meeting.place().map(|place| format!(" in {place}")).unwrap_or_default();
                let about = format!("who took part for {}{place}", shelf.lexicon.short(party));
                out.push(Difference { kind: DifferenceKind::Attendance, nature: Nature::Conflict, about, accounts });
            }
        }
    }
    out
}

/// One thing counted differently by reports of the same time.
fn numbers(shelf: &Shelf<'_>, counted: &[Counted<'_>]) -> Vec<Difference> {
    let mut groups: Vec<Vec<(&Counted<'_>, &Bag)>> = Vec::new();
    let bags: Vec<Bag> = counted.iter().map(|one| measured(shelf, one)).collect();
    for (one, bag) in counted.iter().zip(&bags) {
        let same = |group: &&mut Vec<(&Counted<'_>, &Bag)>| {
            group.iter().any(|(known, other)| {
                // What costs least is asked first.
                if known.unit != one.unit || known.unit.is_empty() || known.report == one.report {
                    return false;
                }
                let bags = (*other, bag);
                let long = DURATIONS.contains(&one.unit.as_str());
                let thing = if long {
                    // How long the same thing lasts is told of it in fewer words, and never twice as long.
                    let (x, y) = (known.figure.value, one.figure.value);
                    bags.0.likeness(bags.1) >= 0.5 && x.min(y) * 2.0 > x.max(y)
                } else {
                    bags.0.len().min(bags.1.len()) >= 2 && bags.0.likeness(bags.1) >= 0.6
                };
                !AGES.contains(&one.unit.as_str())
                    && thing
                    && within(shelf, known.report, one.report, if long { SAME_ROUND } else { SAME_TIME })
            })
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push((one, bag)),
            None => groups.push(vec![(one, bag)]),
        }
    }
    let mut out = Vec::new();
    for group in groups {
        let mut values: Vec<Vec<&Counted<'_>>> = Vec::new();
        for (one, _) in group {
            match values.iter_mut().find(|same| rounded(shelf, same[0], one)) {
                Some(same) => same.push(one),
                None => values.push(vec![one]),
            }
        }
        if values.len() < 2 {
            continue;
        }
        let about = without_vague(shelf, &values[0][0].figure.of);
        let range = |c: &Counted<'_>| nature::Range::of_text(c.figure.value, &c.figure.of, shelf.lexicon);
        let ranges: Vec<nature::Range> = values.iter().flatten().map(|c| range(c)).collect();
        let nature = if nature::meet(&ranges) { Nature::Precision } else { Nature::Conflict };
        let accounts = values.iter().map(|same| {
            let first = same[0];
            let told =
                shelf.told((first.report, &first.figure.evidence), same.iter().map(|c| (c.report, &c.figure.evidence)));
            let per = first.figure.source.as_deref().map(|name| shelf.short_name(first.report, name));
            let words = with_number(&told.references[0].quote).unwrap_or_else(|| told.references[0].quote.clone());
            Account { words, verbatim: true, per, told: Some(told) }
        });
        out.push(Difference { kind: DifferenceKind::Figure, nature, about, accounts: accounts.collect() });
    }
    out
}

fn measured(shelf: &Shelf<'_>, counted: &Counted<'_>) -> Bag {
    Bag::of(&without_vague(shelf, &counted.figure.of), shelf.lexicon)
}

fn without_vague(shelf: &Shelf<'_>, of: &str) -> String {
    let bare = of.split('(').next().unwrap_or(of);
    let words = bare.split_whitespace().filter(|word| !shelf.lexicon.has(List::Vague, &fold(word)));
    words.collect::<Vec<_>>().join(" ")
}

/// Equal, or near and one of them told as not exact.
fn rounded(shelf: &Shelf<'_>, a: &Counted<'_>, b: &Counted<'_>) -> bool {
    let (x, y) = (a.figure.value, b.figure.value);
    let vague = |c: &Counted<'_>| {
        let evidence = c.figure.evidence.span.of(shelf.text(c.report));
        shelf.lexicon.find(List::Vague, &c.figure.of).is_some() || shelf.lexicon.find(List::Vague, evidence).is_some()
    };
    x == y || ((x - y).abs() <= ROUNDING * x.abs().max(y.abs()) && (vague(a) || vague(b)))
}

/// The words if they are few; else nothing, and the whole quotation is printed.
fn with_number(quote: &str) -> Option<String> {
    (quote.chars().count() <= 80).then(|| quote.to_owned())
}

/// A text's name, told as verbatim if the report has it so.
fn account_of(shelf: &Shelf<'_>, report: usize, name: &str, told: Told) -> Account {
    let verbatim = one_line(shelf.text(report)).contains(&one_line(name));
    Account { words: one_line(name), verbatim, per: None, told: Some(told) }
}
