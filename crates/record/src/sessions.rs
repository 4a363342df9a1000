//! Sessions: one meeting told by several reports is one line. What no date tells apart is named, never merged silently.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use jiff::civil::Date;
use reading::{Session, SessionStatus};

use crate::brief::{Account, NotToldApart, Party, SessionLine};
use crate::places::Places;
use crate::shelf::Shelf;
use crate::words::{fold, one_line};

/// Days between two reports in which one may still speak of the other's session.
pub(crate) const SAME_ROUND: i32 = 10;

/// One meeting and the entries that tell of it.
#[derive(Clone, Debug)]
pub(crate) struct Meeting<'a> {
    pub tellings: Vec<(usize, &'a Session)>,
    pub parties: BTreeSet<String>,
    pub status: SessionStatus,
    pub date: Option<Date>,
    /// The entry that planned it, where later ones tell that it was held.
    pub planned: Option<(usize, &'a Session)>,
    /// The folded name of the nearer place, where the reports write two as one.
    inner: Option<String>,
}

/// All meetings, in the order of the reports.
pub(crate) fn meetings<'a>(shelf: &Shelf<'a>) -> Vec<Meeting<'a>> {
    let places = places_of(shelf);
    let mut out: Vec<Meeting<'a>> = Vec::new();
    let mut planned = Vec::new();
    let sessions = shelf.entries(|r| &r.sessions, |s| &s.evidence);
    for (report, session) in sessions.into_iter().filter(|(_, session)| says_something(session)) {
        if session.status == SessionStatus::Planned {
            planned.push((report, session));
            continue;
        }
        let one = Meeting::new(shelf, report, session, &places);
        match out.iter_mut().find(|meeting| meeting.is(&one, &places, shelf)) {
            Some(meeting) => meeting.add(one),
            None => out.push(one),
        }
    }
    let mut plans: Vec<Meeting<'a>> = Vec::new();
    for (report, session) in planned {
        let one = Meeting::new(shelf, report, session, &places);
        let mut held = out.iter_mut().filter(|meeting| meeting.follows(&one, &places, shelf));
        match (held.next(), held.next()) {
            (Some(meeting), None) => {
                meeting.planned.get_or_insert((report, session));
                meeting.tellings.push((report, session));
            }
            _ => match plans.iter_mut().find(|meeting| meeting.is(&one, &places, shelf)) {
                Some(meeting) => meeting.add(one),
                None => plans.push(one),
            },
        }
    }
    out.extend(plans);
    join_back(&mut out, &places, shelf);
    out
}

/// Whether a telling says neither where nor who meets: `Thursday's meeting` is one that its report tells of elsewhere.
pub(crate) fn points_back(place: bool, sides: usize, people: usize) -> bool {
    !place && sides < 2 && people < 2
}

/// From this probability on another telling may point back to one.
pub(crate) const POINTED_AT: f32 = 0.5;

/// What points back joins the one session of its report that it may mean.
fn join_back(all: &mut Vec<Meeting<'_>>, places: &Places, shelf: &Shelf<'_>) {
    let mut i = 0;
    while i < all.len() {
        let (report, session) = all[i].tellings[0];
        let back = points_back(session.place.is_some(), session.parties.len(), session.people.len());
        if !back || all[i].tellings.len() > 1 {
            i += 1;
            continue;
        }
        let planned = |session: &Session| session.status == SessionStatus::Planned;
        let meant = |other: &Meeting<'_>| {
            let told = |(r, told): &(usize, &Session)| {
                *r == report
                    && planned(told) == planned(session)
                    && told.place.is_some()
                    && !points_back(false, told.parties.len(), told.people.len())
                    && told.evidence.probability >= POINTED_AT
                    && days_agree(told, session)
            };
            other.tellings.iter().any(told) && other.dates_agree(&all[i], shelf)
        };
        let found: Vec<usize> = (0..all.len()).filter(|at| *at != i && meant(&all[*at])).collect();
        let one_place = |first: usize| found.iter().all(|at| places.same(all[first].place(), all[*at].place()));
        match found.first().copied().filter(|first| one_place(*first)) {
            Some(at) => {
                let one = all.remove(i);
                let meeting = &mut all[if at > i { at - 1 } else { at }];
                meeting.tellings.extend(one.tellings);
                meeting.date = meeting.date.or(one.date);
            }
            None => i += 1,
        }
    }
}

impl<'a> Meeting<'a> {
    fn new(shelf: &Shelf<'a>, report: usize, session: &'a Session, places: &Places) -> Meeting<'a> {
        Meeting {
            tellings: vec![(report, session)],
            parties: session.parties.iter().map(|party| shelf.identity.party(party)).collect(),
            status: session.status,
            date: session.date,
            planned: None,
            inner: session.place.as_deref().map(|place| places.inner(place)),
        }
    }

    fn add(&mut self, other: Meeting<'a>) {
        self.tellings.extend(other.tellings);
        self.parties.extend(other.parties);
        self.date = self.date.or(other.date);
    }

    /// The entry whose words are printed.
    pub(crate) fn first(&self) -> (usize, &'a Session) {
        let told = |(_, session): &&(usize, &Session)| session.status == self.status;
        *self.tellings.iter().find(told).unwrap_or(&self.tellings[0])
    }

    /// The place as a report has it; of `Miami` and `Florida`, written as one, the nearer.
    pub(crate) fn place(&self) -> Option<&'a str> {
        let told = || self.tellings.iter().filter_map(|(_, session)| session.place.as_deref());
        told().find(|place| self.inner.as_deref() == Some(&fold(place))).or_else(|| told().next())
    }

    /// The reports that tell of it as what it is, plans for it aside.
    fn tell(&self) -> BTreeSet<usize> {
        self.tellings.iter().filter(|(_, session)| session.status == self.status).map(|(report, _)| *report).collect()
    }

    fn reports(&self) -> BTreeSet<usize> {
        self.tellings.iter().map(|(report, _)| *report).collect()
    }

    /// Whether the two are told as one: same place, same sides, same status, and no date or day against it.
    fn is(&self, other: &Meeting<'a>, places: &Places, shelf: &Shelf<'_>) -> bool {
        let (report, session) = other.tellings[0];
        let same_report = self.reports().contains(&report);
        if same_report {
            return self.tellings.iter().any(|(r, known)| *r == report && says_again(known, session));
        }
        self.status == other.status
            && !self.parties.is_empty()
            && self.parties == other.parties
            && places.same(self.place(), other.place())
            && self.dates_agree(other, shelf)
            && self.people_agree(other, shelf)
    }

    /// Whether this meeting is the one that `plan` announced.
    fn follows(&self, plan: &Meeting<'a>, places: &Places, shelf: &Shelf<'_>) -> bool {
        let (report, _) = plan.tellings[0];
        let later = |r: &usize| *r > report;
        self.status == SessionStatus::Held
            && !self.reports().contains(&report)
            && self.reports().iter().all(later)
            && self.parties == plan.parties
            && !self.parties.is_empty()
            && self.place().is_some()
            && places.same(self.place(), plan.place())
            && self.dates_agree(plan, shelf)
            && self
                .tellings
                .iter()
                .all(|(_, session)| days_agree(session, plan.tellings[0].1) || session.when.is_none())
    }

    fn dates_agree(&self, other: &Meeting<'_>, shelf: &Shelf<'_>) -> bool {
        match (self.date, other.date) {
            (Some(a), Some(b)) => a == b,
            (a, b) => {
                let published = |report: &usize| shelf.taken[*report].report.published;
                let days: Vec<Date> = self.reports().iter().chain(&other.reports()).filter_map(published).collect();
                let known = a.or(b);
                let days: Vec<Date> = days.into_iter().chain(known).collect();
                let near = days.iter().all(|x| days.iter().all(|y| days_between(*x, *y) <= SAME_ROUND));
                let (_, one) = self.first();
                near && days_agree(one, other.tellings[0].1)
            }
        }
    }

    /// Two delegations that share nobody did not sit in one session.
    fn people_agree(&self, other: &Meeting<'_>, shelf: &Shelf<'_>) -> bool {
        let people = |meeting: &Meeting<'_>| -> BTreeSet<usize> {
            let tellings = meeting.tellings.iter();
            tellings.flat_map(|(r, s)| s.people.iter().filter_map(|p| shelf.identity.resolve(*r, p))).collect()
        };
        let (a, b) = (people(self), people(other));
        a.len() < 2 || b.len() < 2 || !a.is_disjoint(&b)
    }
}

/// Whether there is anything to tell a session by: a place, a time, or two who meet.
fn says_something(session: &Session) -> bool {
    let time = session.date.is_some() || session.when.is_some();
    session.place.is_some() || session.parties.len() + session.people.len() > usize::from(!time)
}

/// Whether a reading tells one session twice.
fn says_again(a: &Session, b: &Session) -> bool {
    (&a.place, a.date, &a.when, a.status, &a.parties) == (&b.place, b.date, &b.when, b.status, &b.parties)
}

fn days_between(a: Date, b: Date) -> i32 {
    a.until(b).map_or(i32::MAX, |span| span.get_days().abs())
}

/// Whether the days of the week in both are the same, or one names none.
fn days_agree(a: &Session, b: &Session) -> bool {
    const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let day = |session: &Session| {
        let when = fold(session.when.as_deref().unwrap_or_default());
        DAYS.iter().find(|day| when.split(' ').any(|word| word == **day)).copied()
    };
    match (day(a), day(b)) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    }
}

/// The places of a brief's sessions.
fn places_of(shelf: &Shelf<'_>) -> Places {
    let places: BTreeSet<&str> =
        shelf.taken.iter().flat_map(|taken| &taken.reading.sessions).filter_map(|s| s.place.as_deref()).collect();
    Places::of(&places, shelf.taken.iter().map(|taken| taken.report.text.as_str()))
}

/// The lines of the brief.
pub(crate) fn sessions(shelf: &Shelf<'_>, meetings: &[Meeting<'_>], parties: &[Party]) -> Vec<SessionLine> {
    let mut lines: Vec<SessionLine> = meetings.iter().map(|meeting| line(shelf, meeting, parties)).collect();
    // What is unsure and has one side only, or neither place nor time, tells nothing.
    lines.retain(|line| {
        let nowhere = line.place.is_none() && line.date.is_none() && line.when.is_none();
        !line.told.is_unsure() || (line.who.len() > 1 && !nowhere)
    });
    lines.sort_by_key(|line| {
        let last = line.told.references.iter().map(|cite| cite.report).max();
        let first = &line.told.references[0];
        // One side alone meets nobody: rather a session that was not understood.
        let odd = line.told.is_unsure() || line.who.len() < 2;
        let told = (odd, Reverse(line.date), Reverse(line.told.weight));
        (line.status, told, Reverse(last), first.start, line.place.clone())
    });
    lines
}

fn line(shelf: &Shelf<'_>, meeting: &Meeting<'_>, parties: &[Party]) -> SessionLine {
    let (report, session) = meeting.first();
    let mut sides: Vec<&String> = meeting.parties.iter().collect();
    sides.sort_by_key(|name| (parties.iter().position(|party| party.name == **name).unwrap_or(usize::MAX), *name));
    let mut who: Vec<String> = sides.into_iter().map(|name| shelf.lexicon.short(name).to_owned()).collect();
    let mut people: Vec<String> = Vec::new();
    for (report, session) in &meeting.tellings {
        for name in &session.people {
            let resolved = shelf.identity.resolve(*report, name);
            let name = resolved.map_or(name.clone(), |who| shelf.identity.actors[who].name.clone());
            if !people.contains(&name) {
                people.push(name);
            }
        }
    }
    // Two or three persons and no place: a meeting of these, not of delegations.
    if who.is_empty() || (meeting.place().is_none() && (2..=3).contains(&people.len())) {
        who = people.iter().map(|name| shelf.short_name(report, name)).take(4).collect();
    }
    let when = meeting.tellings.iter().filter(|(_, s)| s.status == meeting.status).find_map(|(_, s)| s.when.clone());
    // Who planned it does not tell that it was held.
    let tellings = meeting.tellings.iter().filter(|(_, s)| s.status == meeting.status);
    let told = shelf.told((report, &session.evidence), tellings.map(|(r, s)| (*r, &s.evidence)));
    SessionLine {
        status: meeting.status,
        place: meeting.place().map(mixed_case),
        date: meeting.date,
        when,
        who,
        people,
        outcome: outcome(shelf, meeting),
        told,
    }
}

/// A place as datelines write it, `CRANS-MONTANA`, in small letters; `UN` stays.
pub(crate) fn mixed_case(place: &str) -> String {
    if place.chars().count() <= 3 || place.chars().any(char::is_lowercase) {
        return place.to_owned();
    }
    let mut out = String::new();
    for c in place.chars() {
        let inside = out.chars().next_back().is_some_and(char::is_alphabetic);
        if inside { out.extend(c.to_lowercase()) } else { out.push(c) }
    }
    out
}

/// What came of a session, in the words of the first report that tells; other reports' words stand under the differences.
fn outcome(shelf: &Shelf<'_>, meeting: &Meeting<'_>) -> Vec<Account> {
    let telling = meeting.tellings.iter().find(|(_, session)| session.outcome.is_some());
    let Some((report, session)) = telling else { return Vec::new() };
    let outcome = session.outcome.as_deref().unwrap_or_default();
    let told = shelf.told((*report, &session.evidence), []);
    let account =
        |words: &str, verbatim| Account { words: one_line(words), verbatim, per: None, told: Some(told.clone()) };
    let text = plain_quotes(&one_line(shelf.text(*report))).to_lowercase();
    let verbatim = |words: &str| text.contains(&plain_quotes(&one_line(words)).to_lowercase());
    if verbatim(outcome) {
        return vec![account(outcome, true)];
    }
    outcome
        .split(';')
        .flat_map(|part| if verbatim(part.trim()) { vec![part] } else { part.split(", ").collect() })
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| account(part, verbatim(part)))
        .collect()
}

pub(crate) fn plain_quotes(text: &str) -> String {
    text.replace(['“', '”'], "\"").replace(['‘', '’'], "'")
}

/// Places with several sessions that have no date and a side in common.
pub(crate) fn not_told_apart(shelf: &Shelf<'_>, meetings: &[Meeting<'_>]) -> Vec<NotToldApart> {
    let places = places_of(shelf);
    let mut open: Vec<&Meeting<'_>> = meetings
        .iter()
        .filter(|meeting| meeting.date.is_none() && meeting.place().is_some())
        .filter(|meeting| matches!(meeting.status, SessionStatus::Held | SessionStatus::Ongoing))
        .collect();
    let mut out = Vec::new();
    while let Some(first) = open.first().copied() {
        let (same, rest): (Vec<&Meeting<'_>>, Vec<&Meeting<'_>>) =
            open.into_iter().partition(|meeting| places.same(meeting.place(), first.place()));
        open = rest;
        let mut reports: Vec<Vec<String>> = same
            .iter()
            .filter(|m| {
                same.iter().filter(|other| !m.parties.is_disjoint(&other.parties)).count() > 1 || m.tell().len() > 1
            })
            .map(|m| m.tell().into_iter().map(|r| shelf.labels[r].clone()).collect())
            .collect();
        reports.dedup();
        if reports.len() > 1 || reports.iter().any(|labels| labels.len() > 1) {
            out.push(NotToldApart { place: first.place().map(mixed_case).unwrap_or_default(), reports });
        }
    }
    out
}
