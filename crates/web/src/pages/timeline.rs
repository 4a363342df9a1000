//! What happened when, on tracks: talks by their sides, texts, statements, obstacles; from decades to days.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use jiff::civil::Date;
use reading::SessionStatus;
use record::book::{self, Calendar, Cited, Event, EventKind, Mark, What};
use record::{Cite, stance_word, state_word, status_word};
use serde::Serialize;
use sheet::Sheet;

use crate::answer::{Failure, View};
use crate::ask::{Asked, Query};
use crate::frame::Tab;
use crate::open::Work;
use crate::parts::{References, report_address, stance, sure, text};
use crate::picture::{self, Days, Fill, Picture, Set, Span, Unit, clipped, day_words, rows, span_words, width};

/// Marks in a span up to which each can be drawn by itself; beyond it only those of the list are looked up.
const SINGLE: usize = 300;
/// Lines of the list.
const LIST: usize = 100;
/// Marks without a day that are drawn, in so many columns.
const UNDATED: usize = 80;
const COLUMNS: usize = 9;
/// Tracks of talks that have one of their own.
const TRACKS: usize = 9;

/// The picture: its width, where its tracks begin, the height of a row of talks and of other marks.
const WIDTH: f64 = 1200.0;
const LEFT: f64 = 176.0;
const TALKS: f64 = 58.0;
const NOTES: f64 = 44.0;
/// The longest label.
const LABEL: f64 = 235.0;

/// The marks of a span of time.
#[derive(Debug, Serialize)]
pub(crate) struct Timeline {
    /// The span that is shown; none where nothing is dated.
    span: Option<Span>,
    /// From the first to the last mark with a day.
    whole: Option<Span>,
    /// In the span, those without a day last.
    marks: Vec<Mark>,
    /// How many there are before and after the span.
    earlier: usize,
    later: usize,
    reports: Vec<Cited>,
    #[serde(skip)]
    place: Place,
}

/// Where the page is, for the addresses of its marks.
#[derive(Debug)]
struct Place {
    dossier: String,
    path: String,
    query: Query,
    since: Option<Date>,
}

impl View for Timeline {
    const TAB: Tab = Tab::Timeline;

    fn of(work: &Work<'_>, asked: &Asked) -> Result<Timeline, Failure> {
        let date = |name| asked.query.parsed::<Date>(name, "date (YYYY-MM-DD)");
        let (from, to) = (date("from")?, date("to")?);
        let (texts, period) = (work.store.texts(), asked.time.period());
        let shown = |marks: &[&Mark]| {
            let span = span_of(marks, from, to);
            let within = |mark: &Mark| span.zip(mark.day).is_some_and(|(span, day)| touches(mark, day, span));
            let dated: Vec<usize> = (0..marks.len()).filter(|i| within(marks[*i])).collect();
            let keep = if dated.len() > SINGLE { dated.len() - LIST } else { 0 };
            let undated = (0..marks.len()).filter(|i| marks[*i].day.is_none()).take(UNDATED);
            dated[keep..].iter().copied().chain(undated).collect()
        };
        let Calendar { marks, reports } =
            book::calendar(&work.record.book, &texts, &period, work.store.lexicon(), &shown);
        let all: Vec<&Mark> = marks.iter().collect();
        let (span, whole) = (span_of(&all, from, to), span_of(&all, None, None));
        let day = |mark: &Mark| mark.day;
        let earlier = span.map_or(0, |span| {
            marks.iter().filter(|m| day(m).is_some_and(|d| m.until.unwrap_or(d) < span.from)).count()
        });
        let later = span.map_or(0, |span| marks.iter().filter(|m| day(m).is_some_and(|d| d > span.to)).count());
        let marks =
            marks.into_iter().filter(|m| m.day.is_none_or(|day| span.is_some_and(|span| touches(m, day, span))));
        let place = Place {
            dossier: work.dossier.to_owned(),
            path: asked.path.clone(),
            query: asked.query.clone(),
            since: asked.time.since,
        };
        Ok(Timeline { span, whole, marks: marks.collect(), earlier, later, reports, place })
    }

    fn main(&self, work: &Work<'_>, asked: &Asked) -> askama::Result<String> {
        let references = References::new(work.dossier, &asked.query, &self.reports);
        askama::Template::render(&Page { view: self, asked, references })
    }

    fn picture(&self) -> Option<String> {
        Some(picture::file(&self.drawn()))
    }

    fn sheet(&self, title: &str) -> Option<Sheet<'_>> {
        let events = self.marks.iter().filter_map(|mark| {
            let kind = match &mark.what {
                What::Session { .. } => EventKind::Session,
                What::Text { .. } => EventKind::Text,
                What::Position { .. } | What::Obstacle { .. } => EventKind::Position,
            };
            let told = mark.told.clone()?;
            Some(Event { day: mark.day, exact: mark.exact, kind, what: words(&mark.what), told })
        });
        let events: Vec<Event> = events.collect();
        let earlier = self.marks.len() - events.len();
        Some(sheet::timeline_sheet(title, &book::Timeline { events, earlier, reports: self.reports.clone() }))
    }

    fn table(&self) -> Option<String> {
        let mut rows = vec![
            ["day", "until", "day is", "sort", "what", "status", "who", "sources", "references"].map(str::to_owned),
        ];
        for mark in &self.marks {
            let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
            let (sort, what, status, who) = match &mark.what {
                What::Session { place, sides, status } => {
                    ("session", place.clone().unwrap_or_default(), status_word(*status), sides.join("; "))
                }
                What::Text { name, state } => ("text", name.clone(), state_word(*state), String::new()),
                What::Position { party, point, stance, .. } => {
                    ("statement", point.clone(), stance_word(*stance), party.clone())
                }
                What::Obstacle { issue } => ("obstacle", issue.clone(), "", String::new()),
            };
            let fixed = match (mark.day, mark.exact) {
                (None, _) => "not stated",
                (_, true) => "its own",
                (_, false) => "of the first report",
            };
            let told = mark.told.as_ref();
            let cites =
                told.iter().flat_map(|told| &told.references).map(|cite| format!("{}.{}", cite.label, cite.sentence));
            rows.push([
                day(mark.day),
                day(mark.until),
                fixed.to_owned(),
                sort.to_owned(),
                what,
                status.to_owned(),
                who,
                told.map(|told| told.sources.to_string()).unwrap_or_default(),
                cites.collect::<Vec<_>>().join(" "),
            ]);
        }
        Some(crate::parts::csv(&rows))
    }
}

/// What is shown: what is asked for, else from the first to the last day there is.
fn span_of(marks: &[&Mark], from: Option<Date>, to: Option<Date>) -> Option<Span> {
    let first = from.or_else(|| marks.iter().filter_map(|mark| mark.day).min());
    let last = to.or_else(|| marks.iter().filter_map(|mark| mark.until.or(mark.day)).max());
    match (first, last, from.is_some() && to.is_some()) {
        (Some(from), Some(to), true) => Some(Span::new(from, to)),
        // A little room at the ends, so that nothing stands on the edge.
        (Some(first), Some(last), false) => {
            let room = (picture::between(first, last) / 40).clamp(1, 400);
            let span = Span {
                from: picture::shifted(first, if from.is_some() { 0 } else { -room }),
                to: picture::shifted(last, if to.is_some() { 0 } else { room }),
            };
            Some(Span::new(span.from, span.to.max(span.from)))
        }
        _ => None,
    }
}

fn touches(mark: &Mark, day: Date, span: Span) -> bool {
    day <= span.to && mark.until.unwrap_or(day) >= span.from
}

/// A mark in a line.
fn words(what: &What) -> String {
    match what {
        What::Session { place, sides, status } => {
            let sides = if sides.is_empty() { String::new() } else { format!(" ({})", sides.join(", ")) };
            format!("{} {}{sides}", status_word(*status), place.as_deref().unwrap_or("place not said"))
        }
        What::Text { name, state } => format!("{name}, {}", state_word(*state)),
        What::Position { party, point, from: Some(from), stance } => {
            format!("{party}: {point}, {} -> {}", stance_word(*from), stance_word(*stance))
        }
        What::Position { party, point, stance, .. } => format!("{party}: {} {point}", stance_word(*stance)),
        What::Obstacle { issue } => format!("{issue}, told as an obstacle"),
    }
}

/// Where a mark is drawn.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Track {
    /// Talks of these sides.
    Talks(Vec<String>),
    /// Talks of sides that meet seldom.
    Others,
    Texts,
    Statements,
    Obstacles,
}

impl Track {
    fn name(&self) -> String {
        match self {
            Track::Talks(sides) => match &sides[..] {
                [] => "Sides not said".to_owned(),
                [one] => one.clone(),
                [a, b] => format!("{a}–{b}"),
                [a, b, c] => format!("{a}–{b}–{c}"),
                [a, b, rest @ ..] => format!("{a}–{b} and {} more", rest.len()),
            },
            Track::Others => "Other sides".to_owned(),
            Track::Texts => "Texts".to_owned(),
            Track::Statements => "Statements".to_owned(),
            Track::Obstacles => "Obstacles".to_owned(),
        }
    }

    fn talks(&self) -> bool {
        matches!(self, Track::Talks(_) | Track::Others)
    }

    fn row(&self) -> f64 {
        if self.talks() { TALKS } else { NOTES }
    }

    /// Rows that labels may take before a track is counted.
    fn most(&self) -> usize {
        if self.talks() { 4 } else { 6 }
    }
}

/// Marks by their tracks: talks of the sides that meet most first, then the rest of them.
fn tracks<'a>(marks: impl Iterator<Item = &'a Mark> + Clone) -> Vec<(Track, Vec<&'a Mark>)> {
    let mut sides: BTreeMap<&[String], usize> = BTreeMap::new();
    for mark in marks.clone() {
        if let What::Session { sides: these, .. } = &mark.what {
            *sides.entry(these).or_default() += 1;
        }
    }
    let mut order: Vec<(&[String], usize)> = sides.into_iter().collect();
    // Who is not named stands below those who are.
    order.sort_by_key(|(sides, n)| (sides.is_empty(), std::cmp::Reverse(*n)));
    let own: BTreeSet<&[String]> = order.iter().take(TRACKS).map(|(sides, _)| *sides).collect();
    let place = |track: &Track| match track {
        Track::Talks(sides) => order.iter().position(|(known, _)| *known == &sides[..]).unwrap_or(usize::MAX - 4),
        Track::Others => usize::MAX - 3,
        Track::Texts => usize::MAX - 2,
        Track::Statements => usize::MAX - 1,
        Track::Obstacles => usize::MAX,
    };
    let mut out: BTreeMap<Track, Vec<&Mark>> = BTreeMap::new();
    for mark in marks {
        let track = match &mark.what {
            What::Session { sides, .. } if own.contains(&sides[..]) => Track::Talks(sides.clone()),
            What::Session { .. } => Track::Others,
            What::Text { .. } => Track::Texts,
            What::Position { .. } => Track::Statements,
            What::Obstacle { .. } => Track::Obstacles,
        };
        out.entry(track).or_default().push(mark);
    }
    let mut out: Vec<(Track, Vec<&Mark>)> = out.into_iter().collect();
    out.sort_by_key(|(track, _)| place(track));
    out
}

/// How a session is drawn.
const fn fill(status: SessionStatus) -> Fill {
    match status {
        SessionStatus::Held => Fill::Solid,
        SessionStatus::Ongoing => Fill::Grey,
        SessionStatus::Planned | SessionStatus::Cancelled => Fill::Outline,
        SessionStatus::Unconfirmed => Fill::Dashed,
    }
}

/// A mark with its label, before it has a row.
struct Item<'a> {
    mark: &'a Mark,
    x: f64,
    /// How long its bar is.
    bar: f64,
    title: String,
    under: String,
    /// Where the label begins.
    label: f64,
    /// What it takes of its row.
    taken: (f64, f64),
}

impl<'a> Item<'a> {
    fn new(mark: &'a Mark, x: f64, bar: f64) -> Item<'a> {
        // The strip of what is not dated says so once.
        let when = if mark.day.is_none() && mark.when.is_none() { String::new() } else { format!(", {}", when(mark)) };
        let (title, under) = match &mark.what {
            What::Session { place, status, .. } => (
                place.clone().unwrap_or_else(|| "place not said".to_owned()),
                format!("{}{when}", status_word(*status)),
            ),
            What::Text { name, state } => (name.clone(), format!("{}{when}", state_word(*state))),
            What::Position { party, point, from, stance } => {
                let from = from.map(|from| format!("{} → ", stance_word(from))).unwrap_or_default();
                (format!("{party}: {from}{}", stance_word(*stance)), point.clone())
            }
            What::Obstacle { issue } => (issue.clone(), format!("obstacle{when}")),
        };
        let beside = if matches!(mark.what, What::Session { .. }) { 0.0 } else { 17.0 };
        // A column of the strip has its labels in it; in time a label may stand left of its mark.
        let room = if mark.day.is_none() { LABEL.min(WIDTH - x - beside) } else { LABEL };
        let (title, under) = (clipped(&title, room, Set::Bold), clipped(&under, room, Set::Dim));
        let wide = width(&title, Set::Bold).max(width(&under, Set::Dim)) + beside;
        // At the right edge the label ends where the bar does.
        let label = if x + wide > WIDTH && mark.day.is_some() { (x + bar - wide).max(LEFT) } else { x };
        let taken = (x.min(label), (x + bar).max(label + wide) + 12.0);
        Item { mark, x, bar, title, under, label, taken }
    }
}

/// When, in a few words.
fn when(mark: &Mark) -> String {
    match (mark.day, mark.until, &mark.when) {
        (Some(day), Some(until), _) if mark.exact => span_words(Span::new(day, until)),
        (Some(day), ..) if mark.exact => day_words(day),
        (Some(day), _, Some(words)) => format!("“{words}”, told {} {}", day.day(), picture::month(day)),
        (None, _, Some(words)) => format!("“{words}”"),
        (Some(day), ..) => format!("told {}", day_words(day)),
        (None, ..) => "day not stated".to_owned(),
    }
}

impl Timeline {
    fn dated(&self) -> impl Iterator<Item = &Mark> + Clone {
        self.marks.iter().filter(|mark| mark.day.is_some())
    }

    fn undated(&self) -> impl Iterator<Item = &Mark> + Clone {
        self.marks.iter().filter(|mark| mark.day.is_none())
    }

    /// This page at another span.
    fn at(&self, span: Span) -> String {
        let query = Query::parse(self.place.query.with("from", Some(&span.from.to_string())).trim_start_matches('?'));
        format!("{}{}", self.place.path, query.with("to", Some(&span.to.to_string())))
    }

    /// This page with everything.
    fn all(&self) -> String {
        let query = Query::parse(self.place.query.with("from", None).trim_start_matches('?'));
        format!("{}{}", self.place.path, query.with("to", None))
    }

    /// Where a mark leads: to its first source; where that was not looked up, to its day.
    fn href(&self, mark: &Mark) -> String {
        let cite: Option<&Cite> = mark.told.as_ref().and_then(|told| told.references.first());
        let report = |cite: &Cite| self.reports.iter().find(|report| report.label == cite.label);
        match (cite.and_then(|cite| Some((cite, report(cite)?))), mark.day) {
            (Some((cite, report)), _) => {
                report_address(&self.place.dossier, &self.place.query, &report.id, Some(cite.sentence))
            }
            (None, Some(day)) => self.at(Span::new(day, day)),
            (None, None) => "#undated".to_owned(),
        }
    }

    /// The picture.
    fn drawn(&self) -> String {
        let title = match self.span {
            Some(span) => format!("Timeline, {}", span_words(span)),
            None => "Timeline, in order".to_owned(),
        };
        let mut out = Picture::new(
            WIDTH,
            &title,
            "Talks by their sides, texts, statements and obstacles on parallel tracks; the list below says the same.",
        );
        let mut y = 4.0;
        if let Some(span) = self.span.filter(|_| self.whole.is_some()) {
            y = self.draw_dated(&mut out, span, y);
        }
        if self.undated().next().is_some() {
            y = self.draw_undated(&mut out, y);
        }
        out.whole(y + 6.0)
    }

    fn draw_dated(&self, out: &mut Picture, span: Span, top: f64) -> f64 {
        let days = Days { span, left: LEFT, right: WIDTH - 8.0 };
        let mut body = Picture::new(WIDTH, "", "");
        let mut y = top + 26.0;
        let found = tracks(self.dated());
        for (track, marks) in &found {
            body.rule(&format!("M0 {y:.1}H{WIDTH}"));
            let items: Vec<Item<'_>> = marks.iter().map(|mark| self.item(mark, &days)).collect();
            let taken: Vec<(f64, f64)> = items.iter().map(|item| item.taken).collect();
            let below = name(&mut body, track, y);
            y += match rows(&taken, track.most()) {
                Some(laid) => self.draw_items(&mut body, track, &items, &laid, y),
                None => self.draw_counts(&mut body, track, marks, &days, y, below),
            };
        }
        if found.is_empty() {
            body.rule(&format!("M0 {y:.1}H{WIDTH}"));
            body.text(LEFT, y + 30.0, Set::Dim, "No report tells of anything in this span.");
            y += 50.0;
        }
        body.rule(&format!("M0 {y:.1}H{WIDTH}"));
        axis(out, &days, top, y);
        if let Some(since) = self.place.since.filter(|since| span.holds(*since)) {
            let x = days.x(since);
            out.rect(x, top + 26.0, days.right - x, y - top - 26.0, Fill::Wash);
        }
        let body = body.markup();
        out.raw(&body);
        y
    }

    fn item<'a>(&self, mark: &'a Mark, days: &Days) -> Item<'a> {
        let day = mark.day.unwrap_or(days.span.from);
        let end = mark.until.unwrap_or(day);
        let x = days.x(day).clamp(days.left, days.right - 9.0);
        let bar = match &mark.what {
            What::Session { .. } => (days.x(picture::shifted(end, 1)) - x).clamp(9.0, days.right - x),
            _ => 12.0,
        };
        Item::new(mark, x, bar)
    }

    fn draw_items(&self, out: &mut Picture, track: &Track, items: &[Item<'_>], laid: &[usize], top: f64) -> f64 {
        for (item, row) in items.iter().zip(laid) {
            let y = top + track.row() * *row as f64;
            let said = format!("{}, {}", words(&item.mark.what), when(item.mark));
            out.open_link(&self.href(item.mark), &said, "");
            match &item.mark.what {
                What::Session { status, .. } => {
                    out.rect(item.x, y + 11.0, item.bar, 9.0, fill(*status));
                    let struck = *status == SessionStatus::Cancelled;
                    if struck {
                        out.line(&format!("M{:.1} {:.1}h{:.1}", item.x - 4.0, y + 15.5, item.bar + 8.0), false, false);
                    }
                    out.text(item.label, y + 35.0, if struck { Set::Struck } else { Set::Bold }, &item.title);
                    out.text(item.label, y + 51.0, Set::Dim, &item.under);
                }
                other => {
                    match other {
                        What::Position { stance, .. } => out.sign(item.x, y + 8.0, *stance),
                        What::Obstacle { .. } => out.rect(item.x + 1.0, y + 12.0, 11.0, 4.0, Fill::Solid),
                        _ => out.rect(item.x + 1.0, y + 7.0, 9.0, 12.0, Fill::Outline),
                    }
                    // Where the label stands left of its mark the mark is under its end.
                    let x = if item.label < item.x { item.label } else { item.x + 17.0 };
                    out.text(x, y + 18.0, Set::Bold, &item.title);
                    out.text(x, y + 34.0, Set::Dim, &item.under);
                }
            }
            out.close_link();
        }
        (laid.iter().max().map_or(0, |row| row + 1) as f64) * track.row() + 6.0
    }

    /// Too many for labels: a bar for each day, week, month and so on, as high as there are marks.
    fn draw_counts(&self, out: &mut Picture, track: &Track, marks: &[&Mark], days: &Days, top: f64, below: f64) -> f64 {
        const HIGH: f64 = 40.0;
        let unit = Unit::at_least(13.0, days);
        let bins = unit.within(days.span);
        let mut counts: Vec<BTreeMap<SessionStatus, usize>> = vec![BTreeMap::new(); bins.len()];
        for mark in marks {
            let day = mark.day.unwrap_or(days.span.from).max(days.span.from);
            let bin = bins.partition_point(|bin| bin.to < day);
            let status = match &mark.what {
                What::Session { status, .. } => *status,
                // Texts and statements are told, not held: outlines.
                _ => SessionStatus::Planned,
            };
            if let Some(counts) = counts.get_mut(bin) {
                *counts.entry(status).or_default() += 1;
            }
        }
        let most = counts.iter().map(|bin| bin.values().sum::<usize>()).max().unwrap_or(1).max(1);
        let base = top + HIGH + 22.0;
        for (bin, counts) in bins.iter().zip(&counts) {
            let n: usize = counts.values().sum();
            if n == 0 {
                continue;
            }
            let (left, right) = (days.x(bin.from).max(days.left), days.x(picture::shifted(bin.to, 1)).min(days.right));
            let wide = (right - left - 2.0).clamp(1.0, 60.0);
            let told: Vec<String> = if track.talks() {
                counts.iter().map(|(status, n)| format!("{n} {}", status_word(*status))).collect()
            } else {
                Vec::new()
            };
            let told = if told.len() > 1 { format!(" ({})", told.join(", ")) } else { String::new() };
            let said = format!("{}: {n}{told}, {}", track.name(), unit.words(*bin));
            out.open_link(&self.at(*bin), &said, " data-zoom=\"into\"");
            // The whole height leads there, not only a low bar.
            out.raw(&format!(
                "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"none\" pointer-events=\"all\"/>",
                (right - left).max(1.0),
                HIGH + 26.0
            ));
            let mut y = base;
            for (status, part) in counts {
                let high = HIGH * *part as f64 / most as f64;
                y -= high;
                out.rect(left, y, wide, high.max(1.5), fill(*status));
            }
            let count = n.to_string();
            if width(&count, Set::Dim) < right - left + 2.0 {
                out.anchored(left + wide / 2.0, y - 4.0, Set::Dim, "middle", &count);
            }
            out.close_link();
        }
        out.text(0.0, below, Set::Dim, &format!("{}, by {}", marks.len(), unit_word(unit)));
        HIGH + 32.0
    }

    /// What has no day: in the order in which reports tell it, a column a report.
    fn draw_undated(&self, out: &mut Picture, top: f64) -> f64 {
        let shown: Vec<&Mark> = self.undated().filter(|mark| mark.told.is_some()).collect();
        let mut columns: Vec<&str> = Vec::new();
        for first in shown.iter().filter_map(|mark| mark.first.as_deref()) {
            if !columns.contains(&first) && columns.len() < COLUMNS {
                columns.push(first);
            }
        }
        let wide = (WIDTH - LEFT) / columns.len().max(1) as f64;
        let mut y = top + 18.0;
        out.text(0.0, y + 10.0, Set::Bold, "Not dated");
        out.text(LEFT, y + 10.0, Set::Dim, "No report gives a day. In the order of the reports that tell it first:");
        y += 20.0;
        let head = y;
        y += 22.0;
        for (n, column) in columns.iter().enumerate() {
            let column = clipped(&format!("report {column}"), wide - 8.0, Set::Dim);
            out.text(LEFT + wide * n as f64, head + 14.0, Set::Dim, &column);
        }
        for (track, marks) in tracks(shown.iter().copied()) {
            out.rule(&format!("M0 {y:.1}H{WIDTH}"));
            let items: Vec<Item<'_>> = marks
                .iter()
                .map(|mark| {
                    let at = columns.iter().position(|known| Some(*known) == mark.first.as_deref());
                    Item::new(mark, LEFT + wide * at.unwrap_or(columns.len().saturating_sub(1)) as f64, bar_of(mark))
                })
                .collect();
            let taken: Vec<(f64, f64)> = items.iter().map(|item| item.taken).collect();
            let laid = rows(&taken, usize::MAX).unwrap_or_default();
            name(out, &track, y);
            y += self.draw_items(out, &track, &items, &laid, y);
        }
        out.rule(&format!("M0 {y:.1}H{WIDTH}"));
        let more = self.undated().count() - shown.len();
        if more > 0 {
            out.text(LEFT, y + 18.0, Set::Dim, &format!("and {more} more, in the list"));
            y += 24.0;
        }
        y
    }
}

/// Without days a bar is no span of time.
const fn bar_of(mark: &Mark) -> f64 {
    if matches!(mark.what, What::Session { .. }) { 72.0 } else { 12.0 }
}

const fn unit_word(unit: Unit) -> &'static str {
    match unit {
        Unit::Day => "day",
        Unit::Week => "week",
        Unit::Month => "month",
        Unit::Quarter => "quarter",
        Unit::Year => "year",
        Unit::Lustrum => "five years",
        Unit::Decade => "decade",
        Unit::Century => "century",
    }
}

/// The name of a track, on two lines where one is too short; where the next line stands.
fn name(out: &mut Picture, track: &Track, top: f64) -> f64 {
    const ROOM: f64 = LEFT - 14.0;
    let whole = track.name();
    // Sides are parted at their dash.
    let (first, second) = match whole.find('–') {
        Some(at) if width(&whole, Set::Bold) > ROOM => whole.split_at(at + '–'.len_utf8()),
        _ => (whole.as_str(), ""),
    };
    out.text(0.0, top + 26.0, Set::Bold, &clipped(first, ROOM, Set::Bold));
    if second.is_empty() {
        return top + 43.0;
    }
    out.text(0.0, top + 42.0, Set::Bold, &clipped(second, ROOM, Set::Bold));
    top + 59.0
}

fn axis(out: &mut Picture, days: &Days, top: f64, bottom: f64) {
    let unit = Unit::at_least(78.0, days);
    let mut free = days.left;
    for part in unit.within(days.span) {
        let x = days.x(part.from);
        let words = unit.tick(part.from);
        if x < days.left - 0.1 || x > days.right {
            continue;
        }
        out.rule(&format!("M{x:.1} {:.1}V{bottom:.1}", top + 6.0));
        if x >= free && x + width(&words, Set::Dim) < WIDTH {
            out.text(x + 4.0, top + 16.0, Set::Dim, &words);
            free = x + width(&words, Set::Dim) + 8.0;
        }
    }
}

#[derive(askama::Template)]
#[template(path = "timeline.html")]
struct Page<'a> {
    view: &'a Timeline,
    asked: &'a Asked,
    references: References<'a>,
}

/// A way to another span.
struct Zoom {
    name: &'static str,
    href: String,
    /// What it is for the script and the keys.
    act: &'static str,
    current: bool,
}

impl Page<'_> {
    /// The spans there are to choose from, as lengths.
    fn lengths(&self) -> Vec<Zoom> {
        let (Some(span), Some(_)) = (self.view.span, self.view.whole) else { return Vec::new() };
        // Around the middle one of what is shown: a click must not lead to where nothing is.
        let days: Vec<Date> = self.view.dated().filter_map(|mark| mark.day).filter(|day| span.holds(*day)).collect();
        let middle = days.get(days.len() / 2).copied().unwrap_or_else(|| span.middle());
        let whole = self.asked.query.get("from").is_none() && self.asked.query.get("to").is_none();
        let mut out = vec![Zoom { name: "All", href: self.view.all(), act: "all", current: whole }];
        for (name, unit) in
            [("Decade", Unit::Decade), ("Year", Unit::Year), ("Month", Unit::Month), ("Week", Unit::Week)]
        {
            let there = unit.of(middle);
            out.push(Zoom { name, href: self.view.at(there), act: "length", current: !whole && there == span });
        }
        out
    }

    fn steps(&self) -> Vec<Zoom> {
        let (Some(span), Some(whole)) = (self.view.span, self.view.whole) else { return Vec::new() };
        let step = |name, act, there: Span| Zoom { name, href: self.view.at(there), act, current: false };
        // A month is followed by a month, however long.
        let unit = [Unit::Week, Unit::Month, Unit::Quarter, Unit::Year, Unit::Lustrum, Unit::Decade]
            .into_iter()
            .find(|unit| unit.of(span.from) == span);
        let (before, after) = match unit {
            Some(unit) => (unit.of(picture::shifted(span.from, -1)), unit.of(picture::shifted(span.to, 1))),
            None => (span.moved(-span.days()), span.moved(span.days())),
        };
        let mut out = Vec::new();
        if self.view.earlier > 0 {
            out.push(step("← Earlier", "earlier", before));
        }
        if self.view.later > 0 {
            out.push(step("Later →", "later", after));
        }
        if span.days() > 1 {
            out.push(step("+ Nearer", "nearer", Span::around(span.middle(), span.days() / 2)));
        }
        if span.from > whole.from || span.to < whole.to {
            let wider = Span::around(span.middle(), span.days().saturating_mul(2));
            out.push(if wider.from <= whole.from && wider.to >= whole.to {
                Zoom { name: "− Farther", href: self.view.all(), act: "farther", current: false }
            } else {
                step("− Farther", "farther", wider)
            });
        }
        out
    }

    fn span_words(&self) -> String {
        self.view.span.map(span_words).unwrap_or_default()
    }

    fn listed(&self) -> Vec<&Mark> {
        self.view
            .dated()
            .filter(|mark| mark.told.is_some())
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .take(LIST)
            .rev()
            .collect()
    }

    fn unlisted(&self) -> usize {
        self.view.dated().count() - self.listed().len()
    }

    fn undated(&self) -> Vec<&Mark> {
        self.view.undated().filter(|mark| mark.told.is_some()).collect()
    }

    fn unlisted_undated(&self) -> usize {
        self.view.undated().filter(|mark| mark.told.is_none()).count()
    }

    /// A mark as a line with its references.
    fn line(&self, mark: &Mark) -> String {
        let Some(told) = &mark.told else { return String::new() };
        let (links, words) = self.references.of(told);
        let mut say = String::new();
        let _ = match &mark.what {
            What::Session { place, sides, status } => {
                let place = place
                    .as_deref()
                    .map_or_else(|| "Place not said".to_owned(), |place| format!("<bdi>{}</bdi>", text(place)));
                let sides = if sides.is_empty() {
                    "sides not said".to_owned()
                } else {
                    format!("<bdi>{}</bdi>", text(&sides.join(", ")))
                };
                let status = match status {
                    SessionStatus::Cancelled => "<del>planned</del> cancelled".to_owned(),
                    other => status_word(*other).to_owned(),
                };
                write!(say, "<b>{place}.</b> {sides}; {status}.")
            }
            What::Text { name, state } => write!(say, "<b><bdi>{}</bdi></b>, {}.", text(name), state_word(*state)),
            What::Position { party, point, from, stance: now } => {
                let from = from.map(|from| format!("<del>{}</del> → ", stance_word(from))).unwrap_or_default();
                write!(say, "<b><bdi>{}</bdi></b> {from}{} <bdi>{}</bdi>", text(party), stance(*now), text(point))
            }
            What::Obstacle { issue } => write!(say, "<b><bdi>{}</bdi></b>, told as an obstacle.", text(issue)),
        };
        let when = match (mark.day, mark.exact) {
            (Some(day), true) => format!("<time datetime=\"{day}\">{}</time>", text(&when(mark))),
            (Some(day), false) => {
                let own = mark
                    .when
                    .as_ref()
                    .map(|own| format!("<span class=\"words\">“{}”</span>, ", text(own)))
                    .unwrap_or_default();
                format!("{own}<span class=\"dim\">told <time datetime=\"{day}\">{}</time></span>", day_words(day))
            }
            (None, _) => mark.when.as_ref().map_or_else(
                || "<span class=\"dim\">day not stated</span>".to_owned(),
                |own| format!("<span class=\"words\">“{}”</span>", text(own)),
            ),
        };
        format!(
            "<li class=\"line when\"><div class=\"day\">{when}</div><div class=\"say\">{say} {} {links}</div>{words}</li>",
            sure(told.probability)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(day: Option<&str>, place: &str) -> Mark {
        let what = What::Session {
            place: Some(place.to_owned()),
            sides: vec!["A".into(), "B".into()],
            status: SessionStatus::Held,
        };
        Mark {
            day: day.map(|day| day.parse().unwrap()),
            until: None,
            exact: true,
            when: None,
            what,
            first: None,
            told: None,
        }
    }

    fn timeline(marks: Vec<Mark>, from: Option<&str>, to: Option<&str>) -> Timeline {
        let all: Vec<&Mark> = marks.iter().collect();
        let date = |day: Option<&str>| day.map(|day| day.parse().unwrap());
        let (span, whole) = (span_of(&all, date(from), date(to)), span_of(&all, None, None));
        let place = Place { dossier: "d".into(), path: "/d/d/timeline".into(), query: Query::default(), since: None };
        Timeline { span, whole, marks, earlier: 0, later: 0, reports: Vec::new(), place }
    }

    #[test]
    fn few_have_their_names_and_many_are_counted() {
        let few = timeline(
            vec![mark(Some("1978-07-19"), "Leeds Castle"), mark(Some("1978-09-05"), "Camp David")],
            None,
            None,
        );
        let svg = few.drawn();
        assert!(svg.contains("Leeds Castle") && svg.contains("Camp David") && !svg.contains("data-zoom"));
        let day = |i: i32| picture::shifted("1978-07-19".parse().unwrap(), i).to_string();
        let many = timeline((0..400).map(|i| mark(Some(&day(i)), &format!("Place{i}"))).collect(), None, None);
        let svg = many.drawn();
        assert!(!svg.contains(">Place7<") && svg.contains("data-zoom=\"into\"") && svg.contains("400, by"));
    }

    #[test]
    fn nothing_dated_is_said_to_be_in_order() {
        let svg = timeline(vec![mark(None, "Miami")], None, None).drawn();
        assert!(svg.contains("No report gives a day") && svg.contains("Not dated"));
    }

    #[test]
    fn a_span_with_nothing_says_so() {
        let one = vec![mark(Some("1978-07-19"), "Leeds Castle")];
        let svg = timeline(one, Some("1990-01-01"), Some("1990-12-31")).drawn();
        assert!(svg.contains("Leeds Castle"), "the view is filtered before it is drawn");
        let none = Timeline {
            marks: Vec::new(),
            ..timeline(vec![mark(Some("1978-07-19"), "x")], Some("1990-01-01"), Some("1990-12-31"))
        };
        assert!(none.drawn().contains("anything in this span"));
    }

    #[test]
    fn the_ends_of_the_calendar_are_drawn() {
        let svg = timeline(vec![mark(Some("1978-07-19"), "x")], Some("-009999-01-01"), Some("9999-12-31")).drawn();
        assert!(svg.len() < 200_000);
    }
}
