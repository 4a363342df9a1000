//! Whose text it is: written or tabled by a side by one report, only backed by it by another.

use std::collections::BTreeSet;

use crate::brief::{Account, Difference, DifferenceKind, Nature};
use crate::contrasts::{differ, one_round};
use crate::lexicon::List;
use crate::shelf::Shelf;
use crate::wording::{Said, account, side_of};

/// What a side has to do with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Hand {
    Wrote,
    Tabled,
    Backs,
}

/// `US-drafted proposal`, `Washington-backed plan`, `Washington unveiled a revised roadmap`.
pub(crate) fn authors(shelf: &Shelf<'_>, said: &[Said<'_>]) -> Vec<Difference> {
    let mut found: Vec<(String, Hand, usize, Account)> = Vec::new();
    for one in said {
        for i in 0..one.words.len() {
            let told = compound(shelf, one, i)
                .or_else(|| own(shelf, one, i))
                .or_else(|| by(shelf, one, i))
                .or_else(|| tabled(shelf, one, i));
            let Some((hand, who, from, to)) = told else { continue };
            found.push((
                side_of(shelf, who),
                hand,
                one.report,
                account(shelf, one.report, one.span_of(from, to), None),
            ));
        }
    }
    let sides: BTreeSet<String> = found.iter().map(|(side, ..)| side.clone()).collect();
    let mut out: Vec<Difference> = writers(shelf, &found).into_iter().collect();
    for side in sides {
        let all: Vec<_> = found.iter().filter(|(known, ..)| *known == side).collect();
        let backs = |hand: Hand| hand == Hand::Backs;
        let against = |one: &&&(String, Hand, usize, Account)| {
            all.iter().any(|o| backs(o.1) != backs(one.1) && o.2 != one.2 && one_round(shelf, o.2, one.2))
        };
        let accounts = all.iter().filter(against).map(|one| one.3.clone()).collect();
        let about = format!("whether {} wrote the text or backs it", shelf.lexicon.short(&side));
        out.extend(differ(shelf, DifferenceKind::Drafter, Nature::Weight, about, accounts));
    }
    out
}

/// One side wrote it by one report, another by another; a report that tells of two writers tells of two texts.
fn writers(shelf: &Shelf<'_>, found: &[(String, Hand, usize, Account)]) -> Option<Difference> {
    let wrote: Vec<_> = found.iter().filter(|(_, hand, ..)| *hand == Hand::Wrote).collect();
    let alone =
        |report: usize| wrote.iter().filter(|o| o.2 == report).map(|o| &o.0).collect::<BTreeSet<_>>().len() == 1;
    let against = |one: &&&(String, Hand, usize, Account)| {
        let other = |o: &&(String, Hand, usize, Account)| {
            o.0 != one.0 && o.2 != one.2 && alone(o.2) && one_round(shelf, o.2, one.2)
        };
        alone(one.2) && wrote.iter().any(other)
    };
    let accounts = wrote.iter().filter(against).map(|one| one.3.clone()).collect();
    differ(shelf, DifferenceKind::Drafter, Nature::Conflict, "who wrote the text".to_owned(), accounts)
}

/// `US-drafted proposal`: a name and what it did, joined, before a word for a text.
fn compound(shelf: &Shelf<'_>, one: &Said<'_>, i: usize) -> Option<(Hand, usize, usize, usize)> {
    let before = i.checked_sub(1).filter(|_| one.words[i].joined)?;
    let hand = match () {
        () if one.has(shelf, i, List::Author) => Hand::Wrote,
        () if one.has(shelf, i, List::Back) => Hand::Backs,
        () => return None,
    };
    let (who, _) = one.actor(shelf, before).filter(|(_, last)| *last == before)?;
    let noun = one.find(shelf, i + 1, 3, List::Text)?;
    (!one.parted(i, noun)).then_some((hand, who, before, noun))
}

/// `an American draft`: whose draft it is wrote it.
fn own(shelf: &Shelf<'_>, one: &Said<'_>, i: usize) -> Option<(Hand, usize, usize, usize)> {
    let before =
        i.checked_sub(1).filter(|_| one.words[i].key == "draft" && !one.words[i].breaks && !one.words[i].joined)?;
    let (who, first) = one.actor_ending(shelf, before)?;
    let end = if one.has(shelf, i + 1, List::Text) && !one.words[i + 1].breaks { i + 1 } else { i };
    Some((Hand::Wrote, who, first, end))
}

/// `a plan drafted by the mediators`, `an outline backed by the Union`.
fn by(shelf: &Shelf<'_>, one: &Said<'_>, i: usize) -> Option<(Hand, usize, usize, usize)> {
    let by = (i + 1..one.words.len().min(i + 3)).find(|n| one.words[*n].key == "by")?;
    let hand = match () {
        () if one.has(shelf, i, List::Author) => Hand::Wrote,
        () if one.has(shelf, i, List::Table) => Hand::Tabled,
        () if one.has(shelf, i, List::Back) => Hand::Backs,
        () => return None,
    };
    let noun = (i.saturating_sub(3)..i).rev().find(|n| one.has(shelf, *n, List::Text))?;
    let (who, last) = (by + 1..one.words.len().min(by + 4)).find_map(|n| one.actor(shelf, n))?;
    (!one.parted(i, by)).then_some((hand, who, noun, last))
}

/// `Washington unveiled a revised roadmap`, `US diplomats have circulated a first draft of a plan`.
fn tabled(shelf: &Shelf<'_>, one: &Said<'_>, i: usize) -> Option<(Hand, usize, usize, usize)> {
    if !one.has(shelf, i, List::Table) && !one.has(shelf, i, List::Author) || one.words[i].joined {
        return None;
    }
    let noun = one.find(shelf, i + 1, 5, List::Text).filter(|noun| !one.parted(i, *noun))?;
    let (who, first) = (i.saturating_sub(4)..i).rev().find_map(|n| {
        let (who, last) = one.actor(shelf, n)?;
        (last < i && !one.parted(last, i)).then_some((who, n))
    })?;
    let hand = if one.has(shelf, i, List::Author) { Hand::Wrote } else { Hand::Tabled };
    Some((hand, who, first, noun))
}
