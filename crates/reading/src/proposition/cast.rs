//! Who makes a statement: a list of parties, and those who join it or oppose it between commas.
//!
//! "Norway, for the Umbrella Group, supported by Chile and Peru, and opposed by the EU and others" is one cast.

use super::party::Mention;
use super::unit::Unit;
use super::words::{Join, Side, WORDS};

/// Those for and those against one statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cast<'a> {
    /// Who states it, those they speak for, and those who support it.
    pub with: Vec<&'a Mention>,
    /// Who is told to oppose it.
    pub against: Vec<&'a Mention>,
    /// How many of those in `with`, from the first, speak or are spoken for; the others only support this.
    pub speakers: usize,
}

impl<'a> Cast<'a> {
    /// Adds those who come in later.
    pub fn join(&mut self, side: Side, parties: impl IntoIterator<Item = &'a Mention>) {
        match side {
            Side::With => self.with.extend(parties),
            Side::Against => self.against.extend(parties),
        }
    }

    /// These parties, all as speakers.
    pub fn of(speakers: Vec<&'a Mention>) -> Self {
        Cast { speakers: speakers.len(), with: speakers, against: Vec::new() }
    }

    /// Only those who speak.
    pub fn alone(&self) -> Self {
        Cast::of(self.with[..self.speakers].to_vec())
    }

    /// The cast that begins at this unit, and the first unit behind it.
    pub fn at(units: &[Unit<'a>], start: usize) -> Option<(Self, usize)> {
        let (speakers, mut end) = list(units, start)?;
        let mut cast = Cast::of(speakers);
        loop {
            if let Some(joining) = joining(units, end) {
                let speaks = !joining.trails && cast.speakers == cast.with.len();
                cast.join(joining.side, joining.parties);
                cast.speakers = if speaks { cast.with.len() } else { cast.speakers };
                end = joining.end;
            } else if let Some((parties, next)) = members(units, end) {
                cast.with.extend(parties);
                cast.speakers = cast.with.len();
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
    let (first, mut end) = item(units, start).or_else(|| Some((None, stranger(units, start)?)))?;
    let mut parties: Vec<&Mention> = first.into_iter().collect();
    loop {
        let mut next = end;
        if units.get(next).is_some_and(|u| u.is(",")) {
            next += 1;
        }
        if units.get(next).is_some_and(|u| matches!(u.word.as_str(), "and" | "or" | "/" | "&")) {
            next += 1;
        }
        let found = item(units, next).or_else(|| Some((None, stranger(units, next)?)));
        match found.filter(|_| next > end) {
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

/// Behind an organisation in capitals that is no party of the lexicon ("the CLIMATE FORUM (CF)").
fn stranger(units: &[Unit<'_>], start: usize) -> Option<usize> {
    let mut at = start + usize::from(units.get(start).is_some_and(|u| u.is("the")));
    let first = at;
    let capitals = |at: usize| units.get(at).is_some_and(Unit::is_capitals);
    while capitals(at) || at > first && matches!(units.get(at)?.word.as_str(), "of" | "for" | "on") && capitals(at + 1)
    {
        at += 1;
    }
    if units.get(at).is_some_and(|u| u.is("(")) && at > first {
        at += units[at..].iter().take(5).position(|u| u.is(")"))? + 1;
    }
    let listed = |u: &Unit| matches!(u.word.as_str(), "," | "and" | "or") || WORDS.verb(&u.word).is_some();
    (at > first && units.get(at).is_some_and(listed)).then_some(at)
}

/// The list of names that a relative clause at this unit is about: "Chile and Peru, who".
pub fn before_who<'a>(units: &[Unit<'a>], who: usize) -> Option<Cast<'a>> {
    if !units.get(who)?.is("who") {
        return None;
    }
    let listed = |u: &&Unit| u.party.is_some() || matches!(u.word.as_str(), "," | "and" | "the");
    let with: Vec<&Mention> = units[..who].iter().rev().take_while(listed).filter_map(|u| u.party).collect();
    let with: Vec<&Mention> = with.into_iter().rev().collect();
    (!with.is_empty()).then(|| Cast::of(with))
}

/// Those who come in at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joining<'a> {
    /// For or against.
    pub side: Side,
    /// Who.
    pub parties: Vec<&'a Mention>,
    /// Whether they are told as supporters or opponents, not as who is spoken for.
    pub trails: bool,
    /// The first unit behind the phrase and the comma that closes it.
    pub end: usize,
}

/// Others who come in before a verb: ", on behalf of Chile,", "with Peru and opposed by Fiji".
pub fn joining<'a>(units: &[Unit<'a>], start: usize) -> Option<Joining<'a>> {
    join(units, start, |_| true)
}

/// Others who come in behind a point: ", opposed by Chile and Peru".
pub fn trailing<'a>(units: &[Unit<'a>], start: usize) -> Option<Joining<'a>> {
    join(units, start, |join| join.trails)
}

fn join<'a>(units: &[Unit<'a>], start: usize, fits: impl Fn(&Join) -> bool) -> Option<Joining<'a>> {
    let mut at = start;
    for opening in [&[","][..], &["and", "but", "also"], &["and", "but", "also", "both"]] {
        if units.get(at).is_some_and(|u| opening.contains(&u.word.as_str())) {
            at += 1;
        }
    }
    let degree = |unit: &Unit| unit.is_adverb() && !matches!(unit.word.as_str(), "as" | "not" | "together" | "along");
    while units.get(at).is_some_and(degree) {
        at += 1;
    }
    // "but not" begins with a word that was taken for an opening.
    let starts = [at, at.saturating_sub(1).max(start)];
    let (by, parties, mut end) = starts.iter().find_map(|&at| {
        WORDS.joins().iter().filter(|join| fits(join)).find_map(|join| {
            let here = units.get(at..at + join.phrase.len())?;
            let found = here.iter().zip(&join.phrase).all(|(unit, word)| unit.is(word));
            let (parties, end) = found.then(|| list(units, at + join.phrase.len()))??;
            Some((join, parties, end))
        })
    })?;
    // The comma that closes the phrase belongs to it, where more of the same clause follows.
    if at > start && units.get(end).is_some_and(|u| u.is(",")) && closes(units, end) {
        end += 1;
    }
    Some(Joining { side: by.side, parties, trails: by.trails, end })
}

/// Whether nobody else comes in behind a comma.
fn closes(units: &[Unit<'_>], comma: usize) -> bool {
    joining(units, comma).is_none()
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
