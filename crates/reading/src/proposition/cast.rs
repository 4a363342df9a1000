//! Who makes a statement: a list of parties, and those who join it or oppose it between commas.
//!
//! "Norway, for the Umbrella Group, supported by Chile and Peru, and opposed by the EU and others" is one cast.

use super::party::Mention;
use super::unit::Unit;
use super::words::{Side, WORDS};

/// Those for and those against one statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cast<'a> {
    /// Who states it, those they speak for, and those who support it.
    pub with: Vec<&'a Mention>,
    /// Who is told to oppose it.
    pub against: Vec<&'a Mention>,
}

impl<'a> Cast<'a> {
    /// Adds those who come in later.
    pub fn join(&mut self, side: Side, parties: impl IntoIterator<Item = &'a Mention>) {
        match side {
            Side::With => self.with.extend(parties),
            Side::Against => self.against.extend(parties),
        }
    }

    /// The cast that begins at this unit, and the first unit behind it.
    pub fn at(units: &[Unit<'a>], start: usize) -> Option<(Self, usize)> {
        let (with, mut end) = list(units, start)?;
        let mut cast = Cast { with, against: Vec::new() };
        loop {
            if let Some((side, parties, next)) = joining(units, end) {
                cast.join(side, parties);
                end = next;
            } else if let Some((parties, next)) = members(units, end) {
                cast.with.extend(parties);
                end = next;
            } else {
                break;
            }
        }
        Some((cast, end))
    }
}

/// A list of names at this unit ("the US, Japan and many others"), and the first unit behind it. It may hold nobody who is named.
pub fn list<'a>(units: &[Unit<'a>], start: usize) -> Option<(Vec<&'a Mention>, usize)> {
    let (first, mut end) = item(units, start)?;
    let mut parties: Vec<&Mention> = first.into_iter().collect();
    loop {
        let mut next = end;
        if units.get(next).is_some_and(|u| u.is(",")) {
            next += 1;
        }
        if units.get(next).is_some_and(|u| matches!(u.word.as_str(), "and" | "or" | "/" | "&")) {
            next += 1;
        }
        match item(units, next).filter(|_| next > end) {
            Some((party, behind)) => {
                parties.extend(party);
                end = behind;
            }
            None => return Some((parties, end)),
        }
    }
}

/// One name, or others without a name, with article, house word and brackets.
fn item<'a>(units: &[Unit<'a>], start: usize) -> Option<(Option<&'a Mention>, usize)> {
    let mut at = start;
    while units.get(at).is_some_and(|u| matches!(u.word.as_str(), "the" | "both" | "initially" | "later")) {
        at += 1;
    }
    let unit = units.get(at)?;
    let Some(party) = unit.party else {
        while units.get(at).is_some_and(|u| WORDS.other_words.contains(&u.word)) && at < start + 6 {
            at += 1;
        }
        let others = units.get(at).is_some_and(|u| WORDS.others.contains(&u.word));
        return others.then_some((None, at + 1));
    };
    at += 1;
    if units.get(at).is_some_and(|u| WORDS.house.contains(&u.word)) {
        at += 1;
    }
    // "Chile (on behalf)", "the African Group (AG)", and the other way round "a delegate (Chile)".
    if units.get(at).is_some_and(|u| u.is(")")) {
        at += 1;
    } else if units.get(at).is_some_and(|u| u.is("(")) {
        let close = units[at..].iter().take(5).position(|u| u.is(")"))?;
        at += close + 1;
    }
    let follows = units.get(at);
    let owns = follows.is_some_and(|u| matches!(u.word.as_str(), "'s" | "’s" | "'" | "’"));
    let describes = follows.is_some_and(|u| {
        u.party.is_none() && u.is_noun() && WORDS.verb(&u.word).is_none() && !WORDS.others.contains(&u.word)
    });
    (!owns && !describes).then_some((Some(party), at))
}

/// Others who come in at this unit, with or without a comma before: ", supported by Chile and Peru". The closing comma is taken too.
pub fn joining<'a>(units: &[Unit<'a>], start: usize) -> Option<(Side, Vec<&'a Mention>, usize)> {
    let mut at = start;
    for opening in [&[","][..], &["and", "but", "also"], &["and", "but", "also", "both"]] {
        if units.get(at).is_some_and(|u| opening.contains(&u.word.as_str())) {
            at += 1;
        }
    }
    while units.get(at).is_some_and(|u| u.is_adverb() && !u.is("as") && !u.is("not") && !u.is("together") && !u.is("along")) {
        at += 1;
    }
    let (side, parties, mut end) = WORDS.joins().iter().find_map(|(phrase, side)| {
        let here = units.get(at..at + phrase.len())?;
        let found = here.iter().zip(phrase).all(|(unit, word)| unit.is(word));
        let (parties, end) = found.then(|| list(units, at + phrase.len()))??;
        Some((*side, parties, end))
    })?;
    // The comma that closes the phrase belongs to it, where more of the same clause follows.
    if at > start && units.get(end).is_some_and(|u| u.is(",")) && joining(units, end).is_none() {
        end += 1;
    }
    Some((side, parties, end))
}

/// Members of a list of others: "several parties, including Chile and Peru,".
fn members<'a>(units: &[Unit<'a>], start: usize) -> Option<(Vec<&'a Mention>, usize)> {
    let comma = usize::from(units.get(start).is_some_and(|u| u.is(",")));
    let mut at = start + comma;
    match units.get(at)?.word.as_str() {
        "including" | "notably" | "particularly" => at += 1,
        "such" if units.get(at + 1).is_some_and(|u| u.is("as")) => at += 2,
        "among" if units.get(at + 1).is_some_and(|u| u.is("them")) => at += 2,
        _ => return None,
    }
    let (parties, mut end) = list(units, at)?;
    if comma == 1 && units.get(end).is_some_and(|u| u.is(",")) {
        end += 1;
    }
    Some((parties, end))
}
