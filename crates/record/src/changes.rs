//! What is no longer as it was: who holds a role, how many points a text has, what was planned and took place.

use reading::{ActorKind, SessionStatus, TextState};

use crate::brief::{Account, Change};
use crate::lexicon::List;
use crate::people::plain_role;
use crate::sessions::{Meeting, mixed_case};
use crate::shelf::Shelf;
use crate::texts::Document;
use crate::words::fold;

/// Changes of people, of texts, of sessions.
pub(crate) fn changes(shelf: &Shelf<'_>, documents: &[Document<'_>], meetings: &[Meeting<'_>]) -> Vec<Change> {
    let mut out = roles(shelf);
    out.extend(points(shelf, documents));
    out.extend(states(shelf, documents));
    out.extend(plans(shelf, meetings));
    out
}

fn ours(words: impl Into<String>, told: crate::brief::Told) -> Account {
    Account { words: words.into(), verbatim: false, per: None, told: Some(told) }
}

/// A new holder of a role, told of as new; who held it before is the name after "previous" in the same sentence.
fn roles(shelf: &Shelf<'_>) -> Vec<Change> {
    let mut out: Vec<Change> = Vec::new();
    for (report, taken) in shelf.taken.iter().enumerate() {
        for actor in &taken.reading.actors {
            let Some(role) = actor.role.as_deref().filter(|_| actor.kind == ActorKind::Person) else { continue };
            if !role.starts_with("new ") && !role.starts_with("New ") || plain_role(shelf, role) == role {
                continue;
            }
            let Some(who) = shelf.identity.resolve(report, &actor.name) else { continue };
            let party = shelf.identity.actors[who].party.as_deref().map(|party| shelf.lexicon.short(party));
            let role = plain_role(shelf, role);
            let about = party.map_or(role.clone(), |party| format!("{role} of {party}"));
            let told = shelf.told((report, &actor.evidence), []);
            let before = predecessor(shelf.around(report, actor.evidence.span), shelf);
            let name = shelf.identity.actors[who].name.clone();
            if out.iter().any(|change| change.about == about && change.to.words == name) {
                continue;
            }
            let from = before.filter(|before| *before != name);
            let from = from.map(|words| Account { words, verbatim: false, per: None, told: None });
            out.push(Change { about, from, to: ours(name, told) });
        }
    }
    out
}

/// The first name of two words or more after "previous", "replacing" and the like.
fn predecessor(sentence: &str, shelf: &Shelf<'_>) -> Option<String> {
    let mut words = sentence.split_whitespace().skip_while(|word| !shelf.lexicon.has(List::Gone, &fold(word))).skip(1);
    let capital = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
    let mut name: Vec<&str> = Vec::new();
    for word in words.by_ref() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        if capital(word) {
            name.push(bare);
            if bare.len() < word.len() {
                break;
            }
        } else if !name.is_empty() {
            break;
        }
    }
    (name.len() >= 2).then(|| name.join(" "))
}

/// Versions of one text with different numbers of points, where dates or states tell which came first.
fn points(shelf: &Shelf<'_>, documents: &[Document<'_>]) -> Vec<Change> {
    let counted: Vec<&Document<'_>> = documents.iter().filter(|document| document.points.is_some()).collect();
    let mut out = Vec::new();
    for (i, a) in counted.iter().enumerate() {
        for b in &counted[i + 1..] {
            if a.points == b.points || !a.may_be_version_of(b, shelf) {
                continue;
            }
            let Some((old, new)) = in_time(shelf, a, b) else { continue };
            let account = |document: &Document<'_>| {
                let (report, text) = document.state(shelf);
                let told =
                    shelf.told((report, &text.evidence), document.tellings.iter().map(|(r, t)| (*r, &t.evidence)));
                ours(format!("{} points", document.points.unwrap_or_default()), told)
            };
            let (_, text) = new.state(shelf);
            let name = text.name.split(' ').filter(|word| !fold(word).starts_with(|c: char| c.is_ascii_digit()));
            let about = name.collect::<Vec<_>>().join(" ");
            out.push(Change { about, from: Some(account(old)), to: account(new) });
        }
    }
    out
}

/// Older and newer: by the dates of the reports, else by which of the two alone is told as revised.
fn in_time<'d, 'a>(
    shelf: &Shelf<'_>,
    a: &'d Document<'a>,
    b: &'d Document<'a>,
) -> Option<(&'d Document<'a>, &'d Document<'a>)> {
    let revised = |d: &Document<'_>| d.tellings.iter().any(|(_, text)| text.state == TextState::Revised);
    let first = |d: &Document<'_>| d.tellings.iter().map(|(r, _)| shelf.taken[*r].report.published).min().flatten();
    match (revised(a), revised(b)) {
        (true, false) => return Some((b, a)),
        (false, true) => return Some((a, b)),
        _ => {}
    }
    match (first(a), first(b)) {
        (Some(x), Some(y)) if x < y => Some((a, b)),
        (Some(x), Some(y)) if x > y => Some((b, a)),
        _ => None,
    }
}

/// A text whose state is told differently by reports of different dates.
fn states(shelf: &Shelf<'_>, documents: &[Document<'_>]) -> Vec<Change> {
    let mut out = Vec::new();
    for document in documents {
        let mut dated: Vec<_> =
            document.tellings.iter().filter_map(|(r, t)| Some((shelf.taken[*r].report.published?, *r, *t))).collect();
        dated.sort_by_key(|(date, report, text)| (*date, *report, text.evidence.span));
        let (Some((earlier, r, old)), Some((later, q, new))) = (dated.first(), dated.last()) else { continue };
        let settled = [TextState::Revised, TextState::Rejected, TextState::Agreed, TextState::Signed];
        if earlier < later && old.state < new.state && settled.contains(&new.state) {
            let from = ours(crate::brief::state_word(old.state), shelf.told((*r, &old.evidence), []));
            let to = ours(crate::brief::state_word(new.state), shelf.told((*q, &new.evidence), []));
            out.push(Change { about: new.name.clone(), from: Some(from), to });
        }
    }
    out
}

/// Sessions planned by one report and held by a later one.
fn plans(shelf: &Shelf<'_>, meetings: &[Meeting<'_>]) -> Vec<Change> {
    let mut out = Vec::new();
    for meeting in meetings.iter().filter(|meeting| meeting.status == SessionStatus::Held) {
        let Some((report, plan)) = meeting.planned else { continue };
        let (held, session) = meeting.first();
        let when = plan.when.as_deref().map(|when| format!(" \"{when}\"")).unwrap_or_default();
        let from = ours(format!("planned{when}"), shelf.told((report, &plan.evidence), []));
        let to = ours("held", shelf.told((held, &session.evidence), []));
        let parties: Vec<&str> = meeting.parties.iter().map(|party| shelf.lexicon.short(party)).collect();
        let place = meeting.place().map_or_else(|| "no place".to_owned(), mixed_case);
        let about = format!("session in {place} ({})", parties.join(", "));
        out.push(Change { about, from: Some(from), to });
    }
    out
}
