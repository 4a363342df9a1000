//! The brief in words: sections of lines, the same for every format.

use std::borrow::Cow;

use reading::{SessionStatus, Stance, TextState};
use record::book::{Item, News};
use record::{
    Account, Brief, Dependence, FigureLine, Holder, IssueRow, NextLine, Number, Person, Point, ReportLine, SessionLine,
    TextLine, state_word, status_word,
};

use super::line::{Line, quoted};

/// How much of the record a format has room for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub references: usize,
    pub people: usize,
    pub parties: usize,
    /// Points a party has on the issue most in the way, and on the others.
    pub points: (usize, usize),
    pub issues: usize,
    pub texts: (usize, usize),
    pub sessions: usize,
    pub list: usize,
    pub differences: usize,
    pub changes: usize,
    pub reports: usize,
    /// Whether a remark in brackets may be printed.
    pub remarks: bool,
}

impl Limits {
    /// Eighty columns.
    pub(crate) const NARROW: Limits = Limits {
        references: 1,
        people: 3,
        parties: 6,
        points: (4, 1),
        issues: 10,
        texts: (4, 2),
        sessions: 10,
        list: 4,
        differences: 8,
        changes: 6,
        reports: 30,
        remarks: false,
    };
    /// A hundred and twenty.
    pub(crate) const WIDE: Limits = Limits {
        references: 3,
        people: 4,
        sessions: 12,
        list: 5,
        differences: 12,
        changes: 8,
        reports: 60,
        remarks: true,
        ..Limits::NARROW
    };
    /// A page that scrolls.
    pub(crate) const PAGE: Limits = Limits {
        references: 6,
        people: 12,
        parties: 12,
        points: (8, 4),
        issues: 20,
        texts: (12, 8),
        sessions: 24,
        list: 12,
        differences: 24,
        changes: 24,
        reports: usize::MAX,
        remarks: true,
    };
}

/// A section.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    pub title: Cow<'static, str>,
    /// Entries in the record, printed or not.
    pub count: Option<usize>,
    /// Whether its lines carry the signs of stances.
    pub has_stances: bool,
    pub blocks: Vec<Block>,
}

impl Section {
    /// Its lines, in the order of reading.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &Line> {
        self.blocks.iter().flat_map(|block| -> Vec<&Line> {
            match block {
                Block::Prose(lines) | Block::Labelled(_, lines) => lines.iter().collect(),
                Block::Item(line) | Block::Note(line) => vec![line],
                Block::Matrix { rows, .. } => rows.iter().flat_map(|(_, cells)| cells.iter().flatten()).collect(),
                Block::Nothing(_) => Vec::new(),
            }
        })
    }
}

/// A part of a section.
#[derive(Clone, Debug)]
pub(crate) enum Block {
    /// Sentences that follow one another.
    Prose(Vec<Line>),
    /// One item of a list.
    Item(Line),
    /// Lines under one label.
    Labelled(String, Vec<Line>),
    /// Issue by party.
    Matrix { parties: Vec<String>, rows: Vec<(String, Vec<Vec<Line>>)> },
    /// A remark on the section.
    Note(Line),
    /// What a section without entries says.
    Nothing(&'static str),
}

/// The first line of the page.
pub(crate) fn heading(brief: &Brief) -> String {
    let parties: Vec<&str> =
        brief.parties.iter().filter(|party| party.side).take(6).map(|party| party.short.as_str()).collect();
    let parties = if parties.is_empty() { "no parties".to_owned() } else { parties.join(", ") };
    let n = brief.reports.len();
    let reports = if n == 1 { "1 report".to_owned() } else { format!("{n} reports") };
    let tally = brief.tally;
    let sure = if tally.entries == 0 {
        "no entries".to_owned()
    } else if tally.confirmed == tally.entries {
        "all confirmed".to_owned()
    } else {
        let mut parts = vec![format!("{} entries", tally.entries)];
        if tally.confirmed > 0 {
            parts.push(format!("{} confirmed", tally.confirmed));
        }
        parts.push(format!("{} unsure", tally.unsure));
        if tally.left_out > 0 {
            parts.push(format!("{} left out", tally.left_out));
        }
        parts.join(", ")
    };
    let as_of = brief.as_of.map(|day| format!(" as of {day}")).unwrap_or_default();
    format!("{}{as_of}: {parties}; {reports}, {}; {sure}", brief.title, dates(&brief.reports))
}

fn dates(reports: &[ReportLine]) -> String {
    let days: Vec<_> = reports.iter().filter_map(|report| report.published).collect();
    let undated = reports.len() - days.len();
    match (days.iter().min(), days.iter().max()) {
        (Some(first), Some(last)) => {
            let range = if first == last { first.to_string() } else { format!("{first} to {last}") };
            if undated == 0 { range } else { format!("{range}, {undated} undated") }
        }
        _ if reports.len() == 1 => "not dated".to_owned(),
        _ => "none dated".to_owned(),
    }
}

/// How to read a reference; nothing for a brief that has none.
pub(crate) fn legend(brief: &Brief) -> Option<String> {
    let cite = brief.reports.iter().zip(1..).find_map(|(report, _)| {
        let n = report.sentences.len();
        (n > 0).then(|| (report.label.clone(), n.min(12)))
    });
    let (label, n) = cite?;
    Some(format!("[{label}:{n}] report {label}, sentence {n}; x3 three independent sources; +2 two more"))
}

/// All sections, in the order of reading.
pub(crate) fn sections(brief: &Brief, limits: &Limits) -> Vec<Section> {
    let (first, second) = match &brief.news {
        Some(news) => (changed(news, limits), state_of_play(brief, limits)),
        None => (state_of_play(brief, limits), changes(brief, limits)),
    };
    vec![
        first,
        second,
        people(brief, limits),
        positions(brief, limits),
        texts(brief, limits),
        sessions(brief, limits),
        obstacles(brief, limits),
        next(brief, limits),
        figures(brief, limits),
        differences(brief, limits),
        reports(brief, limits),
    ]
}

fn section(title: &'static str, count: usize, blocks: Vec<Block>, nothing: &'static str) -> Section {
    let blocks = if blocks.is_empty() { vec![Block::Nothing(nothing)] } else { blocks };
    Section { title: title.into(), count: (count > 0).then_some(count), has_stances: false, blocks }
}

/// Items up to a limit; the last says how many more there are.
fn items<T>(all: &[T], limit: usize, line: impl Fn(&T) -> Line) -> Vec<Block> {
    let shown = all.len().min(limit);
    let mut lines: Vec<Line> = all[..shown].iter().map(line).collect();
    if let Some(last) = lines.pop() {
        lines.push(last.more(all.len() - shown));
    }
    lines.into_iter().map(Block::Item).collect()
}

fn state_of_play(brief: &Brief, limits: &Limits) -> Section {
    let mut lines = Vec::new();
    let held: Vec<&SessionLine> = brief.state.last_held.iter().map(|i| &brief.sessions[*i]).collect();
    if !held.is_empty() {
        let undated = if held.iter().all(|session| session.date.is_none()) { " (no dates)" } else { "" };
        let told = held.iter().map(|session| {
            let mut line = Line::new(place_and_who(session));
            if let Some(date) = session.date {
                line = line.words(format!(", {date}"));
            }
            let outcome = outcome(session);
            let line = if outcome.is_empty() { line } else { line.words(format!(", {outcome}")) };
            line.told(&session.told, limits.references)
        });
        lines.push(Line::new(format!("Last held{undated}: ")).join(Line::list(told, "; ")).words("."));
    }
    let obstacles = brief.state.in_the_way.iter().enumerate().map(|(i, index)| {
        let obstacle = &brief.obstacles[*index];
        let n = obstacle.told.sources;
        let reports = match (i, n) {
            (0, 1) => " in 1 report".to_owned(),
            (0, n) => format!(" in {n} reports"),
            (_, n) => format!(" in {n}"),
        };
        let mut told = obstacle.told.clone();
        told.sources = 1;
        Line::new(format!("{}{reports}", obstacle.label)).told(&told, 1)
    });
    if !brief.state.in_the_way.is_empty() {
        lines.push(Line::new("In the way: ").join(Line::list(obstacles, ", ")).words("."));
    }
    if let Some(text) = brief.state.text.map(|i| &brief.texts[i]) {
        let state = if text.state == TextState::UnderDiscussion { "under discussion" } else { state_word(text.state) };
        let line = Line::new(format!("Text: {}, {state}", text_name(text)));
        lines.push(line.told(&text.told, limits.references).words("."));
    }
    if let Some(step) = brief.state.next.map(|i| &brief.next[i]).filter(|_| lines.len() < 4) {
        lines.push(Line::new("Next: ").join(next_line(step, limits)).words("."));
    }
    let blocks = if lines.is_empty() { Vec::new() } else { vec![Block::Prose(lines)] };
    section("State of play", 0, blocks, "No report tells of a session held, of an obstacle or of a text.")
}

pub(crate) fn changes(brief: &Brief, limits: &Limits) -> Section {
    let blocks = items(&brief.changes, limits.changes, |change| {
        let line = Line::new(format!("{}: ", change.about));
        let line = match &change.from {
            Some(from) => line.join(account(from, limits)).words(" -> "),
            None => line.words("-> "),
        };
        line.join(account(&change.to, limits))
    });
    section("What changed", brief.changes.len(), blocks, "No report tells of a change.")
}

/// What changed between two days, of each kind so much as there is room for.
fn changed(news: &News, limits: &Limits) -> Section {
    let parts = [
        ("new", &news.new),
        ("moved", &news.moved),
        ("contradicted", &news.contradicted),
        ("dropped", &news.dropped),
        ("resolved", &news.resolved),
    ];
    let line = |item: &Item| item.references.iter().take(limits.references).fold(Line::new(&item.what), Line::cite);
    let blocks = parts.into_iter().filter(|(_, items)| !items.is_empty()).map(|(label, items)| {
        let shown = items.len().min(limits.changes);
        let mut lines: Vec<Line> = items[..shown].iter().map(line).collect();
        if let Some(last) = lines.pop() {
            lines.push(last.more(items.len() - shown));
        }
        Block::Labelled(label.to_owned(), lines)
    });
    let count = parts.iter().map(|(_, items)| items.len()).sum();
    let title = format!("What changed after {}, up to {}", news.from, news.to);
    let told = section("", count, blocks.collect(), "Nothing is new, moved, contradicted, dropped or resolved.");
    Section { title: title.into(), ..told }
}

fn account(account: &Account, limits: &Limits) -> Line {
    let words = if account.verbatim { quoted(&account.words) } else { account.words.clone() };
    let mut line = Line::new(words);
    if let Some(per) = &account.per {
        line = line.words(format!(", per {per}"));
    }
    match &account.told {
        Some(told) => line.told(told, limits.references),
        None => line,
    }
}

fn people(brief: &Brief, limits: &Limits) -> Section {
    let with_people: Vec<&record::Party> = brief.parties.iter().filter(|party| !party.people.is_empty()).collect();
    let mut blocks: Vec<Block> = with_people
        .iter()
        .take(limits.parties)
        .map(|party| Block::Labelled(party.short.clone(), vec![person_list(&party.people, limits.people)]))
        .collect();
    if !brief.unaligned.is_empty() {
        blocks.push(Block::Labelled("no party".to_owned(), vec![person_list(&brief.unaligned, limits.people)]));
    }
    if blocks.is_empty() && !brief.parties.is_empty() {
        let names = brief.parties.iter().take(limits.parties).map(|party| Line::new(&party.name).told(&party.told, 1));
        blocks.push(Block::Item(Line::list(names, "; ")));
    }
    section("Parties and people", 0, blocks, "No report tells of a party.")
}

fn person_list(people: &[Person], limit: usize) -> Line {
    let named = people.iter().take_while(|person| !record::is_unnamed(&person.name)).count();
    // Somebody without a name is worth a line only where there is nobody else.
    let shown = if named > 0 { named.min(limit) } else { people.len().min(1) };
    let lines = people[..shown].iter().map(|person| {
        let role = person.role.as_ref().map(|role| format!(", {role}")).unwrap_or_default();
        Line::new(format!("{}{role}", person.name)).told(&person.told, 1)
    });
    Line::list(lines, "; ").more(people.len() - shown)
}

fn positions(brief: &Brief, limits: &Limits) -> Section {
    let positions = &brief.positions;
    let substance = positions.issues.iter().filter(|row| !row.is_aside()).count();
    // Issues on talking as such and on nothing in particular are told in short, unless there is little else.
    let aside = |row: &&IssueRow| substance >= 2 && row.is_aside();
    let rows: Vec<&IssueRow> = positions.issues.iter().filter(|row| !aside(row)).collect();
    let with_party = |row: &IssueRow| row.holders.iter().filter(|holder| holder.party.is_some()).count();

    let mut blocks = Vec::new();
    let several: Vec<&IssueRow> = rows.iter().copied().filter(|row| with_party(row) > 1).take(limits.issues).collect();
    let columns: Vec<String> = brief
        .parties
        .iter()
        .filter(|party| several.iter().any(|row| row.holders.iter().any(|h| h.party.as_ref() == Some(&party.name))))
        .map(|party| party.name.clone())
        .collect();
    let side = |name: &String| brief.parties.iter().any(|party| party.side && party.name == *name);
    let columns = if columns.iter().any(side) { columns.into_iter().filter(side).collect() } else { columns };
    let all = columns.clone();
    let columns = widest(columns, &several);
    let mut matrix = Vec::new();
    for (i, row) in several.iter().enumerate() {
        let limit = if i == 0 || several.len() <= 2 { limits.points.0 } else { limits.points.1 };
        let cells = columns.iter().map(|party| match row.holders.iter().find(|h| h.party.as_ref() == Some(party)) {
            Some(holder) => points(holder, limit, limits),
            None => Vec::new(),
        });
        matrix.push((row.label.clone(), cells.collect()));
    }
    if !matrix.is_empty() {
        let short = |name: &String| brief.parties.iter().find(|p| p.name == *name).map(|p| p.short.clone());
        blocks.push(Block::Matrix { parties: columns.iter().filter_map(short).collect(), rows: matrix });
    }
    for row in &several {
        for holder in row
            .holders
            .iter()
            .filter(|h| h.party.as_ref().is_some_and(|party| all.contains(party) && !columns.contains(party)))
        {
            let points = Line::list(points(holder, limits.points.1, limits), "; ");
            blocks.push(Block::Item(Line::new(format!("{}: {} ", row.label, holder.short)).join(points)));
        }
    }
    let room = limits.issues.saturating_sub(several.len());
    let single: Vec<&IssueRow> = rows.iter().copied().filter(|row| with_party(row) == 1).collect();
    for row in single.iter().take(room) {
        for holder in row.holders.iter().filter(|holder| holder.party.is_some()) {
            let points = Line::list(points(holder, limits.points.1, limits), "; ");
            blocks.push(Block::Item(Line::new(format!("{}: {} ", row.label, holder.short)).join(points)));
        }
    }
    for common in positions.common.iter().take(limits.list) {
        let line = Line::new(format!("in common: {} ", common.parties.join(", ")));
        blocks.push(Block::Item(line.join(point(&common.point, limits))));
    }
    blocks.extend(left_over(brief, &rows, several.len(), single.len().min(room), &aside, limits));
    let has_stances = positions.total > 0;
    Section { has_stances, ..section("Positions", positions.total, blocks, "No report tells of a position.") }
}

/// The four parties with most points, in the order of the brief; the others are told below the matrix.
fn widest(columns: Vec<String>, rows: &[&IssueRow]) -> Vec<String> {
    const MOST: usize = 4;
    let points = |party: &String| -> usize {
        let held = rows.iter().flat_map(|row| &row.holders).filter(|holder| holder.party.as_ref() == Some(party));
        held.map(|holder| holder.points.len()).sum()
    };
    let mut ranked: Vec<(std::cmp::Reverse<usize>, usize)> =
        columns.iter().enumerate().map(|(i, party)| (std::cmp::Reverse(points(party)), i)).collect();
    ranked.sort_unstable();
    ranked.truncate(MOST);
    ranked.sort_unstable_by_key(|(_, i)| *i);
    ranked.into_iter().map(|(_, i)| columns[i].clone()).collect()
}

/// What is not in the matrix: process on terms, and the rest as counts.
fn left_over(
    brief: &Brief,
    rows: &[&IssueRow],
    in_matrix: usize,
    in_lines: usize,
    aside: &impl Fn(&&IssueRow) -> bool,
    limits: &Limits,
) -> Option<Block> {
    let mut parts = Vec::new();
    for row in brief.positions.issues.iter().filter(aside) {
        let all: usize = row.holders.iter().map(|holder| holder.points.len()).sum();
        let terms = row.holders.iter().filter(|holder| holder.party.is_some()).find_map(|holder| {
            let point = holder.points.iter().find(|point| point.stance == Stance::Conditional)?;
            Some((holder, point))
        });
        parts.push(match terms {
            Some((holder, on_terms)) => {
                let line = Line::new(format!("{}: {} ", row.label, holder.short));
                line.join(point(on_terms, limits)).more(all - 1)
            }
            None => Line::new(&row.label).more(all),
        });
    }
    let unaligned =
        |row: &&IssueRow| row.holders.iter().filter(|h| h.party.is_none()).map(|h| h.points.len()).sum::<usize>();
    let without_party: usize = rows.iter().map(unaligned).sum();
    if without_party > 0 {
        parts.push(Line::new("no party").more(without_party));
    }
    let with_party = rows.iter().filter(|row| row.holders.iter().any(|holder| holder.party.is_some())).count();
    let more = with_party - in_matrix - in_lines;
    if more > 0 {
        parts.push(Line::new("other issues").more(more));
    }
    let more = brief.positions.common.len().saturating_sub(limits.list);
    if more > 0 {
        parts.push(Line::new("in common").more(more));
    }
    (!parts.is_empty()).then(|| Block::Item(Line::list(parts, "; ")))
}

fn points(holder: &Holder, limit: usize, limits: &Limits) -> Vec<Line> {
    let shown = holder.points.len().min(limit);
    let mut lines: Vec<Line> = holder.points[..shown].iter().map(|one| point(one, limits)).collect();
    if let Some(last) = lines.pop() {
        lines.push(last.more(holder.points.len() - shown));
    }
    lines
}

fn point(point: &Point, limits: &Limits) -> Line {
    let mut words = String::from(" ");
    if let Some(holder) = &point.holder {
        words += &format!("{holder}: ");
    }
    words += &if limits.remarks { point.words.clone() } else { without_remark(&point.words) };
    if let Some(condition) = &point.condition
        && !point.words.contains(condition.as_str())
    {
        words += &format!(", on terms: {condition}");
    }
    words += &voice(point.per.as_deref(), point.via.as_deref(), limits);
    let mut told = point.told.clone();
    told.references.truncate(1);
    Line::default().stance(point.stance).words(words).told(&told, 1)
}

/// Without a last remark in brackets, if anything is left.
fn without_remark(words: &str) -> String {
    match words.split_once(" (") {
        Some((before, after)) if after.ends_with(')') && !before.is_empty() => before.to_owned(),
        _ => words.to_owned(),
    }
}

fn voice(per: Option<&str>, via: Option<&str>, limits: &Limits) -> String {
    let head = |source: &str| {
        let cut = [" familiar ", " who ", " with ", " close "].iter().filter_map(|at| source.find(at)).min();
        cut.filter(|_| !limits.remarks).map_or(source.to_owned(), |at| source[..at].to_owned())
    };
    let per = per.map(|per| format!(", per {}", head(per))).unwrap_or_default();
    let via = via.map(|via| format!(", via {via}")).unwrap_or_default();
    format!("{per}{via}")
}

fn texts(brief: &Brief, limits: &Limits) -> Section {
    let mut blocks = Vec::new();
    let mut rest = brief.texts.as_slice();
    while let Some(first) = rest.first() {
        let n = rest.iter().take_while(|text| text.state == first.state).count();
        let (group, after) = rest.split_at(n);
        let limit = if first.state == TextState::UnderDiscussion { limits.texts.0 } else { limits.texts.1 };
        let lines = group.iter().take(limit).map(|text| {
            let drafter = text.drafter.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
            let by = text.by.as_ref().map(|name| format!(", by {name}")).unwrap_or_default();
            Line::new(format!("{}{drafter}{by}", text_name(text))).told(&text.told, limits.references)
        });
        let line = Line::list(lines, "; ").more(n.saturating_sub(limit));
        blocks.push(Block::Labelled(state_word(first.state).to_owned(), vec![line]));
        rest = after;
    }
    section("Texts", brief.texts.len(), blocks, "No report tells of a text.")
}

/// The name, with the number of points if it does not have it.
fn text_name(text: &TextLine) -> String {
    match text.points {
        Some(points) if !text.name.contains(&points.to_string()) => format!("{} ({points} points)", text.name),
        _ => text.name.clone(),
    }
}

fn sessions(brief: &Brief, limits: &Limits) -> Section {
    let mut blocks = Vec::new();
    let mut rest = &brief.sessions[..brief.sessions.len().min(limits.sessions)];
    while let Some(first) = rest.first() {
        let (group, after) = rest.split_at(rest.iter().take_while(|session| session.status == first.status).count());
        let lines = group.iter().map(|session| session_line(session, limits)).collect();
        blocks.push(Block::Labelled(status_word(first.status).to_owned(), lines));
        rest = after;
    }
    if let Some(Block::Labelled(_, lines)) = blocks.last_mut()
        && let Some(last) = lines.pop()
    {
        lines.push(last.more(brief.sessions.len().saturating_sub(limits.sessions)));
    }
    if !brief.not_told_apart.is_empty() {
        let places = brief.not_told_apart.iter().map(|open| {
            let labels: std::collections::BTreeSet<&String> = open.reports.iter().flatten().collect();
            let labels: Vec<String> = labels.into_iter().cloned().collect();
            format!("{} (reports {})", open.place, enumeration(&labels))
        });
        let places: Vec<String> = places.take(4).collect();
        blocks.push(Block::Note(Line::new(format!(
            "Without a date, may be one session or several: {}.",
            places.join("; ")
        ))));
    }
    section("Sessions", brief.sessions.len(), blocks, "No report tells of a session.")
}

fn enumeration(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [a, b] => format!("{a} and {b}"),
        [first @ .., last] => format!("{}, and {last}", first.join(", ")),
    }
}

fn place_and_who(session: &SessionLine) -> String {
    let place = session.place.as_deref().unwrap_or("no place");
    if session.who.is_empty() { place.to_owned() } else { format!("{place} ({})", session.who.join(", ")) }
}

/// Words of the outcome that fit a line; longer ones are left to the reference.
fn outcome(session: &SessionLine) -> String {
    let words: Vec<String> = session
        .outcome
        .iter()
        .filter(|account| account.words.chars().count() <= 100)
        .take(2)
        .map(|account| if account.verbatim { quoted(&account.words) } else { account.words.clone() })
        .collect();
    words.join(", ")
}

fn session_line(session: &SessionLine, limits: &Limits) -> Line {
    let mut words = place_and_who(session);
    match (session.date, &session.when) {
        (Some(date), _) => words += &format!(", {date}"),
        (None, Some(when)) => words += &format!(", {}", quoted(when)),
        (None, None) => {}
    }
    let outcome = outcome(session);
    if !outcome.is_empty() {
        words += &format!(": {outcome}");
    }
    Line::new(words).told(&session.told, limits.references)
}

fn obstacles(brief: &Brief, limits: &Limits) -> Section {
    let (told, other): (Vec<_>, Vec<_>) = brief.obstacles.iter().partition(|obstacle| !obstacle.is_aside());
    let told: Vec<_> = told.into_iter().chain(other).collect();
    let blocks = items(&told, limits.list, |obstacle| {
        let words = obstacle.words.as_ref().map(|words| format!(": {}", quoted(words))).unwrap_or_default();
        Line::new(format!("{}{words}", obstacle.label)).told(&obstacle.told, limits.references)
    });
    section("Obstacles", told.len(), blocks, "No report tells of an obstacle.")
}

fn next(brief: &Brief, limits: &Limits) -> Section {
    let blocks = items(&brief.next, limits.list, |step| next_line(step, limits));
    section("Next", brief.next.len(), blocks, "No report tells of a next step.")
}

fn next_line(step: &NextLine, limits: &Limits) -> Line {
    let who = if step.who.is_empty() { String::new() } else { format!("{}: ", step.who.join(", ")) };
    let when = step.when.as_ref().map(|when| format!(", {}", quoted(when))).unwrap_or_default();
    let voice = voice(step.per.as_deref(), step.via.as_deref(), limits);
    Line::new(format!("{who}{}{when}{voice}", step.what)).told(&step.told, limits.references)
}

fn figures(brief: &Brief, limits: &Limits) -> Section {
    let count = brief.figures.iter().map(|line| line.numbers.len()).sum();
    let blocks = items(&brief.figures, limits.list, |line| figure_line(line, limits));
    section("Figures", count, blocks, "No report gives a figure.")
}

fn figure_line(line: &FigureLine, limits: &Limits) -> Line {
    let shown = line.numbers.len().min(3);
    let numbers: Vec<String> = line.numbers[..shown].iter().map(number).collect();
    let words = format!("{}{}", numbers.join("; "), voice(line.per.as_deref(), None, limits));
    Line::new(words).told(&line.told, limits.references).more(line.numbers.len() - shown)
}

fn number(number: &Number) -> String {
    let value = number_words(number.value);
    let unit = number.unit.as_deref().unwrap_or_default();
    let unit = if unit == "percent" { "%" } else { unit };
    let of = number.of.as_str();
    match (unit, of) {
        ("", of) => format!("{value} {of}"),
        (unit, "") => format!("{value} {unit}"),
        ("%", of) => format!("{value} % {of}"),
        // "1,300 drones launched", not "1,300 drones, drones launched".
        (unit, of) if of.to_lowercase().starts_with(&unit.to_lowercase()) => format!("{value} {of}"),
        (unit, of) => format!("{value} {unit}, {of}"),
    }
}

/// `1,300`, `19.2`, `100 billion`.
pub(crate) fn number_words(value: f64) -> String {
    let magnitudes = [(1e12, "trillion"), (1e9, "billion"), (1e6, "million")];
    for (size, name) in magnitudes {
        let scaled = value / size;
        if scaled.abs() >= 1.0 && (scaled * 1000.0).fract() == 0.0 {
            return format!("{scaled} {name}");
        }
    }
    if value.fract() != 0.0 || value.abs() >= 1e15 {
        return format!("{value}");
    }
    let digits = format!("{}", value.abs());
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if value < 0.0 { format!("-{out}") } else { out }
}

pub(crate) fn differences(brief: &Brief, limits: &Limits) -> Section {
    let blocks = items(&brief.differences, limits.differences, |difference| {
        let shown = difference.accounts.len().min(4);
        // The first and the last account, and what fits between.
        let (mut accounts, rest) = difference.accounts.split_at(shown);
        let last = rest.last();
        if last.is_some() {
            accounts = &accounts[..shown - 1];
        }
        let lines = accounts.iter().chain(last).map(|one| account(one, limits));
        let hidden = difference.accounts.len() - shown;
        let nature = record::nature_words(difference.nature);
        let nature = nature.map(|words| format!(" ({words})")).unwrap_or_default();
        Line::new(format!("{}{nature}: ", difference.about)).join(Line::list(lines, " / ")).more(hidden)
    });
    section(
        "Where the reports differ",
        brief.differences.len(),
        blocks,
        "Nothing found that two reports tell in different values.",
    )
}

fn reports(brief: &Brief, limits: &Limits) -> Section {
    let mut blocks: Vec<Block> = Vec::new();
    for report in brief.reports.iter().take(limits.reports) {
        blocks.push(Block::Labelled(report.label.clone(), vec![report_line(report)]));
    }
    if brief.reports.len() > limits.reports {
        blocks.push(Block::Note(Line::default().more(brief.reports.len() - limits.reports)));
    }
    if brief.reports.len() > 1 {
        blocks.push(Block::Note(dependence(brief)));
    }
    section("Reports", brief.reports.len(), blocks, "No reports.")
}

fn report_line(report: &ReportLine) -> Line {
    let mut line = Line::new(report.outlet.as_deref().unwrap_or("no outlet"));
    line = match report.published {
        Some(day) => line.words(format!(", {day}")),
        None => line.words(", undated"),
    };
    if let Some(title) = &report.title {
        line = line.words(format!(", {}", quoted(title)));
    }
    if let Some(credit) = &report.credit {
        line = line.words(format!("; {}", quoted(credit.quote.trim_end_matches('.')))).cite(credit);
    }
    if let Some(party) = &report.body_of {
        line = line.words(format!(", a body of a party ({party})"));
    }
    if !report.relays.is_empty() {
        let relays = report.relays.iter().take(4).map(|(agency, cite)| Line::new(agency).cite(cite));
        line = line.words("; relays ").join(Line::list(relays, ", ")).more(report.relays.len().saturating_sub(4));
    }
    if report.id.rsplit('/').next() != Some(&report.label) {
        line = line.words("; ").dim(report.id.clone());
    }
    line
}

fn dependence(brief: &Brief) -> Line {
    let counted =
        if brief.independent == 1 { "one source".to_owned() } else { format!("{} sources", brief.independent) };
    if brief.links.is_empty() {
        return Line::new(format!("No two share 13 words in a row or credit one agency. Counted as {counted}."));
    }
    let links: Vec<String> = brief
        .links
        .iter()
        .take(6)
        .map(|link| {
            let (a, b) = &link.reports;
            match &link.why {
                Dependence::Copy(share) => format!("{a} and {b} are one text ({:.0} % of the wording)", share * 100.0),
                Dependence::Wording(n) => format!("{a} and {b} share wording ({n} words)"),
                Dependence::Agency(agency) => format!("{a} and {b} rest on {agency}"),
            }
        })
        .collect();
    let line = Line::new(links.join("; ")).more(brief.links.len().saturating_sub(6));
    line.words(format!(". Counted as {counted}."))
}

/// How a label is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    Strong,
    Plain,
    Dim,
}

/// What took place stands out; what is doubted or refused recedes.
pub(crate) fn weight(label: &str) -> Weight {
    let strong = [SessionStatus::Held, SessionStatus::Ongoing].map(status_word);
    let dim = [SessionStatus::Unconfirmed, SessionStatus::Cancelled].map(status_word);
    if strong.contains(&label) || label == state_word(TextState::Agreed) || label == state_word(TextState::Signed) {
        Weight::Strong
    } else if dim.contains(&label) || label == state_word(TextState::Rejected) {
        Weight::Dim
    } else {
        Weight::Plain
    }
}
