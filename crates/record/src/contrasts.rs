//! Differences in the wording of sentences: how long, how many, whether it was held, who asked, how it went.

use std::collections::BTreeSet;

use source::Span;

use crate::brief::{Account, Difference, DifferenceKind, Nature};
use crate::lexicon::List;
use crate::nature;
use crate::sessions::SAME_ROUND;
use crate::shelf::Shelf;
use crate::wording::{Said, account, once};
use crate::words::{fold, singular};

const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// All differences that words alone tell.
pub(crate) fn contrasts(shelf: &Shelf<'_>) -> Vec<Difference> {
    let said = shelf.said();
    let mut out: Vec<Difference> = lengths(shelf, said).into_iter().collect();
    out.extend(counts(shelf, said));
    out.extend(crate::tolls::tolls(shelf, said));
    out.extend(extents(shelf, said));
    out.extend(doubts(shelf, said));
    out.extend(askers(shelf, said));
    out.extend(stages(shelf, said));
    out.extend(descriptions(shelf, said));
    out.extend(willingness(shelf, said));
    out.extend(crate::wants::extents(shelf, said));
    out.extend(crate::wants::concessions(shelf, said));
    out.extend(crate::delegations::leaders(shelf, said));
    out.extend(crate::delegations::others(shelf, said));
    out.extend(crate::authors::authors(shelf, said));
    out.extend(crate::papers::papers(shelf, said));
    out
}

/// A difference, if different words are told by independent sources.
pub(crate) fn differ(
    shelf: &Shelf<'_>,
    kind: DifferenceKind,
    nature: Nature,
    about: String,
    accounts: Vec<Account>,
) -> Option<Difference> {
    let mut accounts = accounts;
    let place =
        |account: &Account| account.told.as_ref().map(|told| (told.references[0].report, told.references[0].start));
    accounts.sort_by_key(place);
    let accounts = once(shelf, accounts);
    let reports = accounts.iter().filter_map(|a| a.told.as_ref()).flat_map(|t| &t.references).map(|cite| cite.report);
    let apart = shelf.independence.count(reports.collect::<BTreeSet<_>>()) > 1;
    let words: BTreeSet<String> = accounts.iter().map(|account| fold(&account.words)).collect();
    (apart && words.len() > 1).then_some(Difference { kind, nature, about, accounts })
}

/// Whether no more than this many days lie between two reports, as far as they are dated.
pub(crate) fn near(shelf: &Shelf<'_>, a: usize, b: usize, days: i32) -> bool {
    match (shelf.taken[a].report.published, shelf.taken[b].report.published) {
        (Some(a), Some(b)) => a.until(b).map_or(i32::MAX, |span| span.get_days().abs()) <= days,
        _ => true,
    }
}

/// Whether two reports may speak of one round: near in time, and, where a date is missing, of a place both name.
pub(crate) fn one_round(shelf: &Shelf<'_>, a: usize, b: usize) -> bool {
    let dated = |report: usize| shelf.taken[report].report.published.is_some();
    if !near(shelf, a, b, SAME_ROUND) || (dated(a) && dated(b)) {
        return near(shelf, a, b, SAME_ROUND);
    }
    let places = |report: usize| {
        let places = shelf.taken[report].reading.sessions.iter().filter_map(|session| session.place.as_deref());
        places.map(fold).collect::<BTreeSet<_>>()
    };
    let (here, there) = (places(a), places(b));
    let told = |place: &String| [a, b].iter().all(|r| fold(shelf.text(*r)).contains(place.as_str()));
    (here.is_empty() && there.is_empty()) || here.union(&there).any(told)
}

/// `more than three-year war`, `nearly four-year war`.
fn lengths(shelf: &Shelf<'_>, said: &[Said<'_>]) -> Option<Difference> {
    let mut found: Vec<(f64, usize, Account, String)> = Vec::new();
    let mut ranges = Vec::new();
    for one in said {
        for i in 0..one.words.len() {
            let Some(value) = one.number(i) else { continue };
            let unit = one.words.get(i + 1).filter(|word| word.joined && (word.key == "year" || word.key == "month"));
            let Some(thing) = unit.and_then(|_| one.find(shelf, i + 2, 4, List::Strife)) else { continue };
            if one.words[i + 2..=thing].iter().any(|word| word.breaks) {
                continue;
            }
            let months = if one.words[i + 1].key == "year" { value * 12.0 } else { value };
            let mut first = i;
            while first > 0 && one.has(shelf, first - 1, List::Vague) {
                first -= 1;
            }
            ranges.push(nature::Range::of(months, &one.words[first..i], shelf.lexicon));
            let words = account(shelf, one.report, one.span_of(first, thing), None);
            found.push((months, one.report, words, singular(&one.words[thing].key)));
        }
    }
    let values: BTreeSet<u64> = found.iter().map(|(months, ..)| months.to_bits()).collect();
    let low = found.iter().map(|(months, ..)| *months).fold(f64::INFINITY, f64::min);
    let high = found.iter().map(|(months, ..)| *months).fold(0.0, f64::max);
    let close = found.iter().all(|(_, r, ..)| found.iter().all(|(_, q, ..)| near(shelf, *r, *q, 30)));
    if values.len() < 2 || high > low * 2.0 || !close {
        return None;
    }
    let about = format!("length of the {}", found[0].3);
    let nature = if nature::meet(&ranges) { Nature::Precision } else { Nature::Conflict };
    differ(shelf, DifferenceKind::Figure, nature, about, found.into_iter().map(|(_, _, account, _)| account).collect())
}

/// Two who say how many in one sentence, and what other reports say of the same: `23 drafts`, `there were 22`.
fn counts(shelf: &Shelf<'_>, said: &[Said<'_>]) -> Vec<Difference> {
    let mut out = Vec::new();
    for one in said {
        let Some((i, a)) = (0..one.words.len()).find_map(|i| Some((i, one.number(i)?))) else { continue };
        let Some(noun) = one.words.get(i + 1).filter(|noun| !noun.breaks && plain(&noun.key)) else { continue };
        let Some((j, b)) = (i + 2..one.words.len()).find_map(|j| Some((j, one.number(j)?))) else { continue };
        let again = one.words.get(j + 1).is_none_or(|next| next.breaks || singular(&next.key) == singular(&noun.key));
        let Some(first) = (0..i).find(|n| one.has(shelf, *n, List::Say)) else { continue };
        let Some(second) = (i + 2..j).find(|n| one.has(shelf, *n, List::Say)) else { continue };
        let Some(clause) = (i + 2..second).rev().find(|n| one.words[*n].breaks) else { continue };
        if a == b || !again || second + 1 > j {
            continue;
        }
        let speaker = |from: usize, to: usize| {
            let words = one.span_of(from, to.saturating_sub(1).max(from)).of(shelf.text(one.report));
            Some(shelf.short_name(one.report, words.trim_start_matches("The ").trim_start_matches("the ")))
        };
        let mut accounts = vec![
            account(shelf, one.report, one.span_of(i, i + 1), speaker(0, first)),
            account(shelf, one.report, one.span_of(second + 1, j), speaker(clause, second)),
        ];
        for other in said.iter().filter(|other| other.report != one.report) {
            for n in 0..other.words.len() {
                let same = other.words.get(n + 1).is_some_and(|w| singular(&w.key) == singular(&noun.key));
                if let Some(value) = other.number(n).filter(|value| same && (*value == a || *value == b)) {
                    let per = accounts[usize::from(value != a)].per.clone();
                    let mut more = account(shelf, other.report, other.span_of(n, n + 1), per);
                    more.words = accounts[usize::from(value != a)].words.clone();
                    accounts.push(more);
                }
            }
        }
        let about = format!("number of {}", noun.text);
        let accounts = once(shelf, accounts);
        out.push(Difference { kind: DifferenceKind::Figure, nature: Nature::Conflict, about, accounts });
    }
    out
}

fn plain(word: &str) -> bool {
    word.len() > 3 && word.ends_with('s') && word.chars().all(char::is_alphabetic)
}

/// How long a freeze, a truce or the like is to last: `for three months`, `as long as the talks last`.
fn extents(shelf: &Shelf<'_>, said: &[Said<'_>]) -> Option<Difference> {
    // What is frozen, by the first that tells.
    let (noun, topic) = said.iter().find_map(|one| {
        (0..one.words.len()).find_map(|i| {
            let on = one.has(shelf, i, List::Pause) && one.words.get(i + 1).is_some_and(|word| word.key == "on");
            let words = one.words.get(i + 2..i + 4).filter(|words| on && !words[1].breaks)?;
            Some((singular(&one.words[i].key), [words[0].key.clone(), words[1].key.clone()]))
        })
    })?;
    let mut accounts = Vec::new();
    let mut kinds = BTreeSet::new();
    let mut before: Option<usize> = None;
    for one in said {
        let topic_at = (0..one.words.len()).find(|i| one.reads(*i, &[&topic[0], &topic[1]]));
        let follows = before == Some(one.report) && one.words.iter().take(8).any(|word| word.key == "it");
        before = topic_at.map(|_| one.report);
        let from = match topic_at {
            Some(i) => i + 2,
            None if follows => 0,
            None => continue,
        };
        let mut i = from;
        while i < one.words.len() {
            let Some((end, kind)) = extent(one, i) else {
                i += 1;
                continue;
            };
            let clause = (0..=i).rev().find(|n| one.words[*n].breaks && after_semicolon(shelf, one, *n)).unwrap_or(0);
            let by = one.words.get(end + 1).filter(|word| word.key == "by").and_then(|_| one.actor(shelf, end + 2));
            let says = || {
                let cue = (clause..i).find(|n| one.has(shelf, *n, List::Say))?;
                (clause..cue).rev().find_map(|n| one.actor(shelf, n))
            };
            let per = match by.or_else(says) {
                Some((who, _)) => Some(shelf.short_of(who)),
                None => source_of(shelf, one, one.span_of(i, end)),
            };
            accounts.push(account(shelf, one.report, one.span_of(i, end), per));
            kinds.insert(kind);
            i = end + 1;
        }
    }
    if kinds.len() < 2 {
        return None;
    }
    let nature = Nature::Conflict;
    differ(
        shelf,
        DifferenceKind::Figure,
        nature,
        format!("how long the {noun} on {} {} lasts", topic[0], topic[1]),
        accounts,
    )
}

fn after_semicolon(shelf: &Shelf<'_>, one: &Said<'_>, n: usize) -> bool {
    n > 0 && {
        let between = one.words[n - 1].span.end as usize..one.words[n].span.start as usize;
        shelf.text(one.report)[between].contains(';')
    }
}

/// The last word of a length of time that begins at `i`, and what tells it from another.
fn extent(one: &Said<'_>, i: usize) -> Option<(usize, String)> {
    let clause = |from: usize, most: usize| {
        let stop = one.words.len().min(from + most);
        let end = (from..stop).find(|n| one.words[*n].breaks).unwrap_or(stop);
        (end > from).then(|| end - 1)
    };
    let unit = |n: usize| one.words.get(n).is_some_and(|w| matches!(&*singular(&w.key), "month" | "year" | "week"));
    if let Some(value) = one.number(i).filter(|_| unit(i + 1)) {
        return Some((i + 1, format!("{value}")));
    }
    if one.reads(i, &["as", "long", "as"]) {
        return clause(i + 3, 5).map(|end| (end, "open".to_owned()));
    }
    (one.reads(i, &["until"])).then(|| clause(i + 1, 6)).flatten().map(|end| (end, "open".to_owned()))
}

/// Whoever an attribution that holds these words names.
pub(crate) fn source_of(shelf: &Shelf<'_>, one: &Said<'_>, span: Span) -> Option<String> {
    let holds = shelf.taken[one.report].reading.said().filter(|a| a.evidence.span.contains(span));
    let best = holds.min_by_key(|a| (a.evidence.span.end - a.evidence.span.start, a.evidence.span.start))?;
    Some(shelf.short_name(one.report, best.source.as_deref()?))
}

/// A session that one report denies or leaves open and another tells of.
fn doubts(shelf: &Shelf<'_>, said: &[Said<'_>]) -> Vec<Difference> {
    // What is told of each: the day of the week, and whether it was held.
    struct Telling {
        report: usize,
        day: Option<&'static str>,
        held: bool,
        earlier: bool,
        account: Account,
    }
    let mut told: Vec<Telling> = Vec::new();
    for one in said {
        for i in 0..one.words.len() {
            if !one.has(shelf, i, List::Meeting) || one.words[i].key.ends_with("ings") {
                continue;
            }
            let stop = one.words.len().min(i + 6);
            let held = (i + 1..stop).find(|n| {
                one.words[*n].key == "held" || one.reads(*n, &["took", "place"]) || one.reads(*n, &["taken", "place"])
            });
            let Some(held) = held else { continue };
            let back = i.saturating_sub(9);
            let verb = if one.words[held].key == "held" { held } else { held + 1 };
            let mut end = verb;
            let mut day = None;
            for n in verb + 1..one.words.len().min(verb + 5) {
                if one.words[n].breaks {
                    break;
                }
                if let Some(known) = DAYS.iter().find(|day| **day == one.words[n].key) {
                    day = Some(*known);
                    end = n;
                    break;
                }
            }
            let start = (i.saturating_sub(4)..i)
                .rev()
                .find(|n| matches!(&*one.words[*n].key, "a" | "an" | "the" | "no" | "their" | "another"))
                .unwrap_or(i);
            let denied = one.words[start].key == "no";
            let doubted = (back..i).any(|n| {
                let denies = one.has(shelf, n, List::Deny) && one.reads(n + 1, &["that"]);
                one.reads(n, &["whether"]) || denies
            });
            let earlier = (start..end).chain(end..one.words.len().min(end + 6)).any(|n| one.has(shelf, n, List::Prior));
            let from =
                if doubted { (back..i).find(|n| one.has(shelf, *n, List::Unclear)).unwrap_or(start) } else { start };
            let account = account(shelf, one.report, one.span_of(from, end), None);
            told.push(Telling { report: one.report, day, held: !denied && !doubted, earlier, account });
        }
    }
    // "They met on Friday" contradicts who denies that they did.
    for one in said {
        for i in 1..one.words.len() {
            let end = one.phrase_end(i, 8, &["and", "but", "for", "after", "before"]);
            let day = (i + 1..=end).find_map(|n| Some((n, *DAYS.iter().find(|day| **day == one.words[n].key)?)));
            let Some((end, day)) = day.filter(|_| one.words[i].key == "met") else { continue };
            let account = account(shelf, one.report, one.span_of(i, end), None);
            told.push(Telling { report: one.report, day: Some(day), held: true, earlier: false, account });
        }
    }
    let mut out = Vec::new();
    for day in DAYS.iter().map(|day| Some(*day)).chain([None]) {
        let here: Vec<&Telling> = told.iter().filter(|t| t.day == day && (day.is_some() || t.earlier)).collect();
        let against = |t: &&&Telling| here.iter().any(|o| o.held != t.held && near(shelf, o.report, t.report, 4));
        let accounts: Vec<Account> = here.iter().filter(against).map(|t| t.account.clone()).collect();
        let about = match day {
            Some(day) => format!("whether a session was held on {}{}", day[..1].to_uppercase(), &day[1..]),
            None => "whether an earlier session took place".to_owned(),
        };
        out.extend(differ(shelf, DifferenceKind::SessionStatus, Nature::Conflict, about, accounts));
    }
    out
}

/// Who asked for a pause.
fn askers(shelf: &Shelf<'_>, said: &[Said<'_>]) -> Option<Difference> {
    let mut found: Vec<(usize, usize, Account)> = Vec::new();
    for one in said {
        let Some(ask) = (1..one.words.len()).find(|n| one.reads(*n, &["asked", "for"])) else { continue };
        let Some(thing) = (0..one.words.len()).find(|n| one.has(shelf, *n, List::Recess)) else { continue };
        // "had asked for the pause", or "as for the break, … had asked for it".
        let named = thing > ask && thing <= ask + 4;
        let meant = thing < ask && one.words.get(ask + 2).is_some_and(|word| word.key == "it");
        if !named && !meant {
            continue;
        }
        let had = ask - usize::from(one.words[ask - 1].key == "had");
        let Some((who, from)) = (had.saturating_sub(3)..had)
            .find_map(|n| one.actor(shelf, n).filter(|(_, last)| last + 1 == had).map(|(who, _)| (who, n)))
        else {
            continue;
        };
        let party = shelf.identity.actors[who].party.clone().unwrap_or_else(|| shelf.identity.actors[who].name.clone());
        let index = shelf.identity.actors.iter().position(|actor| actor.name == party).unwrap_or(who);
        let end = if named { thing } else { ask + 2 };
        found.push((index, one.report, account(shelf, one.report, one.span_of(from, end), None)));
    }
    let parties: BTreeSet<usize> = found.iter().map(|(who, ..)| *who).collect();
    let close = found.iter().all(|(_, r, _)| found.iter().all(|(_, q, _)| near(shelf, *r, *q, 7)));
    if parties.len() < 2 || !close {
        return None;
    }
    let accounts = found.into_iter().map(|(.., account)| account).collect();
    differ(shelf, DifferenceKind::Attendance, Nature::Conflict, "who asked for the pause".to_owned(), accounts)
}

/// `first draft` of a plan by one report, `revised roadmap` by another.
fn stages(shelf: &Shelf<'_>, said: &[Said<'_>]) -> Option<Difference> {
    let mut found: Vec<(bool, usize, Account)> = Vec::new();
    for one in said {
        for i in 0..one.words.len() {
            let first = one.has(shelf, i, List::Opening);
            let late = one.has(shelf, i, List::Late) && !matches!(&*one.words[i].key, "new" | "second" | "final");
            let Some(noun) = one.find(shelf, i + 1, 4, List::Text).filter(|_| first || late) else { continue };
            let near_noun = if first { noun == i + 1 } else { true };
            if near_noun && one.words[i + 1..=noun].iter().all(|word| !word.breaks) {
                // "first draft of a plan" says of what.
                let more = one.reads(noun + 1, &["of", "a"]) || one.reads(noun + 1, &["of", "the"]);
                let end = if more && one.has(shelf, noun + 3, List::Text) { noun + 3 } else { noun };
                found.push((late, one.report, account(shelf, one.report, one.span_of(i, end), None)));
            }
        }
    }
    let against = |(late, report, _): &&(bool, usize, Account)| {
        found.iter().any(|(other, r, _)| other != late && r != report && near(shelf, *r, *report, 3))
    };
    let mut accounts: Vec<Account> = Vec::new();
    let mut seen = BTreeSet::new();
    for (late, report, account) in found.iter().filter(against) {
        if seen.insert((*late, *report)) {
            accounts.push(account.clone());
        }
    }
    // A text is revised sooner or later: without dates nobody knows that the two are told of one time.
    let undated = found.iter().any(|(_, report, _)| shelf.taken[*report].report.published.is_none());
    let nature = if undated { Nature::Change } else { Nature::Conflict };
    differ(shelf, DifferenceKind::TextState, nature, "stage of the text on the table".to_owned(), accounts)
}

/// How talks were described: `constructive but complex`, `productive and constructive`.
fn descriptions(shelf: &Shelf<'_>, said: &[Said<'_>]) -> Option<Difference> {
    let mut accounts = Vec::new();
    let mut reports: Vec<usize> = Vec::new();
    for one in said {
        let Some((from, end)) = described(shelf, one) else { continue };
        if reports.iter().any(|r| !near(shelf, *r, one.report, 3)) {
            continue;
        }
        reports.push(one.report);
        accounts.push(account(shelf, one.report, one.span_of(from, end), None));
    }
    differ(shelf, DifferenceKind::Reception, Nature::Weight, "how the talks were described".to_owned(), accounts)
}

/// The words that talks are described by: `described the talks as tense but useful`, `called the round fruitful`.
fn described(shelf: &Shelf<'_>, one: &Said<'_>) -> Option<(usize, usize)> {
    let says = |n: &usize| one.has(shelf, *n, List::Describe);
    let cue = (0..one.words.len()).find(says)?;
    let tone = |n: usize| one.has(shelf, n, List::Praise) || one.has(shelf, n, List::Blame);
    let talks = |from: usize, to: usize| (from..to.min(one.words.len())).any(|n| one.has(shelf, n, List::Meeting));
    let as_ = (cue..one.words.len().min(cue + 10)).find(|n| one.words[*n].key == "as");
    let first = match as_ {
        Some(as_) => as_ + 1,
        None => (cue + 1..one.words.len().min(cue + 7)).find(|n| tone(*n))?,
    };
    // "As" may stand far from what is described; without it the talks come right before.
    let known = if as_.is_some() { talks(0, one.words.len()) } else { talks(cue + 1, first) };
    if !known || first >= one.words.len() || one.words[first].breaks || !tone(first) {
        return None;
    }
    let and = one.words.get(first + 1).is_some_and(|word| !word.breaks && matches!(&*word.key, "and" | "but"));
    let end = if and && one.words.len() > first + 2 { first + 2 } else { first };
    // `"productive" and suggested`: a quotation that ends is all that was said of them.
    let closed = one.span_of(first, end).of(shelf.text(one.report)).contains(['"', '”']);
    Some((first, if closed { first } else { end }))
}

/// A side that wants to settle by one report, and is slow to by another.
fn willingness(shelf: &Shelf<'_>, said: &[Said<'_>]) -> Vec<Difference> {
    let mut found: Vec<(String, bool, usize, Account)> = Vec::new();
    for one in said {
        for i in 0..one.words.len() {
            let denied = i.checked_sub(1).is_some_and(|n| one.has(shelf, n, List::Denial))
                || i.checked_sub(2).is_some_and(|n| one.words[n].key == "not");
            // "Little need to compromise"; a plain need says nothing of the will.
            let needless = denied && one.words[i].key == "need";
            let ready = one.has(shelf, i, List::Ready) || needless;
            let slow = one.has(shelf, i, List::Slow);
            let Some(what) = one.find(shelf, i + 1, 5, List::Willing).filter(|_| ready != slow) else { continue };
            if one.words[i + 1..=what].iter().any(|word| word.breaks) {
                continue;
            }
            let Some(who) = one.actor_before(shelf, i) else { continue };
            let actor = &shelf.identity.actors[who];
            let party = actor.party.clone().unwrap_or_else(|| actor.name.clone());
            let first = if i > 0 && (one.words[i - 1].key.ends_with("ly") || denied) { i - 1 } else { i };
            let words = account(shelf, one.report, one.span_of(first, what), None);
            found.push((party, ready != denied, one.report, words));
        }
    }
    let parties: BTreeSet<String> = found.iter().map(|(party, ..)| party.clone()).collect();
    let mut out = Vec::new();
    for party in parties {
        let all: Vec<_> = found.iter().filter(|(known, ..)| *known == party).collect();
        let against = |one: &&&(String, bool, usize, Account)| {
            all.iter().any(|other| other.1 != one.1 && other.2 != one.2 && near(shelf, other.2, one.2, 3))
        };
        let accounts = all.iter().filter(against).map(|one| one.3.clone()).collect();
        let about = format!("whether {} wants to settle", shelf.lexicon.short(&party));
        out.extend(differ(shelf, DifferenceKind::Stance, Nature::Conflict, about, accounts));
    }
    out
}
