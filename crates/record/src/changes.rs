//! What is no longer as it was: who holds a role, how many points a text has, what was planned and took place.

use reading::{ActorKind, SessionStatus, TextState};

use crate::brief::{Account, Change};
use crate::lexicon::List;
use crate::people::plain_role;
use crate::sessions::{Meeting, mixed_case};
use crate::shelf::Shelf;
use crate::texts::Document;
use crate::wording::account;
use crate::words::fold;

/// Changes of people, of texts, of sessions.
pub(crate) fn changes(shelf: &Shelf<'_>, documents: &[Document<'_>], meetings: &[Meeting<'_>]) -> Vec<Change> {
    let mut out = roles(shelf);
    for new in newcomers(shelf) {
        let known = out
            .iter()
            .any(|change| fold(&change.to.words).ends_with(fold(&new.to.words).rsplit(' ').next().unwrap_or("")));
        if !known {
            out.push(new);
        }
    }
    out.extend(points(shelf, documents));
    out.extend(states(shelf, documents));
    out.extend(plans(shelf, meetings));
    out.extend(called_off(shelf, meetings));
    out.extend(crate::turns::turns(shelf));
    // Nobody learns from a change that is more likely none.
    let sure = |account: &Account| account.told.as_ref().is_none_or(|told| !told.is_unsure());
    out.retain(|change| sure(&change.to) && change.from.as_ref().is_none_or(sure));
    out
}

/// What one report plans and a later one tells was called off.
fn called_off(shelf: &Shelf<'_>, meetings: &[Meeting<'_>]) -> Vec<Change> {
    let said = shelf.said();
    let mut out = Vec::new();
    for meeting in meetings.iter().filter(|meeting| meeting.status == SessionStatus::Planned) {
        let (report, plan) = meeting.first();
        let Some(place) = meeting.place().map(fold) else { continue };
        let off = said.iter().filter(|one| one.report > report).find_map(|one| {
            let place = one.words.iter().any(|word| word.key == place);
            let off = (0..one.words.len()).find(|n| {
                one.has(shelf, *n, List::Cancelled)
                    || (one.words[*n].key == "called"
                        && (one.reads(*n + 1, &["it", "off"]) || one.reads(*n + 1, &["off"])))
            })?;
            let round = (0..off).any(|n| one.reads(n, &["to", "be", "held"]) || one.has(shelf, n, List::Meeting));
            (place && round).then_some((one, off))
        });
        let Some((one, off)) = off else { continue };
        let when = plan.when.as_deref().map(|when| format!(" \"{when}\"")).unwrap_or_default();
        let from = ours(format!("planned{when}"), shelf.told((report, &plan.evidence), []));
        let end = (off..one.words.len()).find(|n| one.words[*n].key == "off").unwrap_or(off);
        let to = account(shelf, one.report, one.span_of(off, end), None);
        let about = format!("session in {}", mixed_case(meeting.place().unwrap_or_default()));
        out.push(Change { about, from: Some(from), to });
    }
    out
}

/// `a new chief negotiator, Mira Solen, after the previous one, Otto Brandic, resigned`.
fn newcomers(shelf: &Shelf<'_>) -> Vec<Change> {
    let said = shelf.said();
    let mut out = Vec::new();
    for one in said {
        let name_at = |i: usize| {
            let capital = |n: usize| one.words.get(n).is_some_and(|word| word.text.starts_with(char::is_uppercase));
            let last = (i..i + 4).take_while(|n| capital(*n) && (*n == i || !one.words[*n].breaks)).last()?;
            (last > i).then_some((i, last))
        };
        for i in 0..one.words.len() {
            if one.words[i].key != "new" {
                continue;
            }
            let lower =
                |n: &usize| one.words.get(*n).is_some_and(|w| w.text.starts_with(char::is_lowercase) && !w.breaks);
            let Some(role) = (i + 1..i + 4).take_while(lower).last() else { continue };
            let Some((a, b)) = name_at(role + 1) else { continue };
            let Some(gone) = one.find(shelf, b + 1, 8, List::Gone) else { continue };
            let Some((c, d)) = (gone + 1..one.words.len().min(gone + 6)).find_map(name_at) else { continue };
            let words = |from: usize, to: usize| one.span_of(from, to).of(shelf.text(one.report)).to_owned();
            let party = one.actor_before(shelf, i).and_then(|who| shelf.identity.actors[who].party.clone());
            let party = party.map(|party| format!(" of {}", shelf.lexicon.short(&party))).unwrap_or_default();
            let from = account(shelf, one.report, one.span_of(c, d), None);
            let to = account(shelf, one.report, one.span_of(a, b), None);
            let about = format!("{}{party}", words(i + 1, role));
            let name = |account: Account| Account { verbatim: false, ..account };
            out.push(Change { about, from: Some(name(from)), to: name(to) });
        }
    }
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
    let counted: Vec<&Document<'_>> = documents.iter().filter(|document| document.title.points.is_some()).collect();
    let mut out = Vec::new();
    for (i, a) in counted.iter().enumerate() {
        for b in &counted[i + 1..] {
            if a.title.points == b.title.points || !a.may_be_version_of(b, shelf) {
                continue;
            }
            let Some((old, new)) = in_time(shelf, a, b) else { continue };
            let account = |document: &Document<'_>| {
                let (report, text) = document.state(shelf);
                let told =
                    shelf.told((report, &text.evidence), document.tellings.iter().map(|(r, t)| (*r, &t.evidence)));
                ours(format!("{} points", document.title.points.unwrap_or_default()), told)
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
    // Told as revised, or named so somewhere: "a redrafted 20-point plan".
    let named = |d: &Document<'_>| {
        let Some(points) = d.title.points else { return false };
        shelf.said().iter().any(|one| {
            (1..one.words.len()).any(|n| {
                let point = one.words.get(n + 1).is_some_and(|word| word.joined && word.key.starts_with("point"));
                point && one.number(n) == Some(f64::from(points)) && one.has(shelf, n - 1, List::Late)
            })
        })
    };
    let revised = |d: &Document<'_>| d.tellings.iter().any(|(_, text)| text.state == TextState::Revised) || named(d);
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
    for document in documents.iter().filter(|document| document.is_called_a_text()) {
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
