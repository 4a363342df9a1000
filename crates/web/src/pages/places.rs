//! Where the talks were: a map, and the same as a table.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use jiff::civil::Date;
use reading::SessionStatus;
use record::Section;
use record::book::{self, Calendar, Cited, Mark, Meetings, What};
use record::{fold, status_word};
use serde::Serialize;
use sheet::Sheet;

use crate::answer::{Failure, View};
use crate::ask::{Asked, Form};
use crate::frame::Tab;
use crate::gazetteer::{self, OUTLINES, Spot};
use crate::open::Work;
use crate::pages::most;
use crate::parts::{References, counted, text};
use crate::picture::{self, Disc, Fill, Picture, Rect, Set, Span, clipped, day_words, labels, span_words, width};

/// Places in the table, and sessions of each.
const PLACES: usize = 60;
const SESSIONS: usize = 5;
/// Ways between places that are drawn.
const WAYS: usize = 40;
/// Names that are not on the map, in the list.
const UNKNOWN: usize = 150;

/// The map, and the least it shows, in degrees.
const WIDE: f64 = 1200.0;
const HIGH: f64 = 640.0;
const LEAST: f64 = 15.0;

/// The places of a record.
#[derive(Debug, Serialize)]
pub(crate) struct Places {
    /// Those with most sessions first.
    places: Vec<Place>,
    /// How many more there are, beyond those listed.
    more: usize,
    /// Sessions of which no report says where.
    nowhere: usize,
    /// How the talks moved, in order.
    ways: Vec<Way>,
    reports: Vec<Cited>,
    /// The same for a document.
    #[serde(skip)]
    meetings: Option<Meetings>,
}

/// A place with its sessions.
#[derive(Debug, Serialize)]
struct Place {
    name: String,
    country: Option<&'static str>,
    latitude: Option<f64>,
    longitude: Option<f64>,
    /// Only known to be somewhere in it.
    region: bool,
    /// How many there were.
    count: usize,
    statuses: BTreeMap<SessionStatus, usize>,
    /// The latest, with what they rest on.
    sessions: Vec<Mark>,
}

/// From one place to another, one session after the other.
#[derive(Debug, Serialize)]
struct Way {
    from: usize,
    to: usize,
    times: usize,
    /// Whether both days are fixed each time.
    dated: bool,
}

impl View for Places {
    const TAB: Tab = Tab::Places;

    fn of(work: &Work<'_>, asked: &Asked) -> Result<Places, Failure> {
        let (texts, period, book) = (work.store.texts(), asked.time.period(), &work.record.book);
        let shown = |marks: &[&Mark]| {
            let mut left: Vec<usize> = Vec::new();
            for (_, sessions) in by_place(marks).into_iter().take(PLACES) {
                left.extend(latest(&sessions, marks));
            }
            left
        };
        let Calendar { marks, reports } = book::calendar(book, &texts, &period, work.store.lexicon(), &shown);
        let all: Vec<&Mark> = marks.iter().collect();
        let nowhere = all.iter().filter(|mark| matches!(&mark.what, What::Session { place: None, .. })).count();
        let within = book.within(&period);
        let actors: BTreeSet<u32> = book.facts(Section::Actors, &within).flat_map(|fact| [fact.a, fact.b]).collect();
        let codes = gazetteer::countries(actors.iter().map(|name| book.string(*name)));
        let found = by_place(&all);
        let ways = ways(&found, &all);
        let places = found.iter().map(|(_, sessions)| {
            let name = sessions.iter().find_map(|i| place_of(all[*i])).unwrap_or_default().to_owned();
            let spot: Option<Spot> = gazetteer::find(&name, &codes);
            let mut statuses = BTreeMap::new();
            for i in sessions {
                if let What::Session { status, .. } = &all[*i].what {
                    *statuses.entry(*status).or_default() += 1;
                }
            }
            Place {
                country: spot.as_ref().map(|spot| spot.country).filter(|country| !country.is_empty()),
                latitude: spot.as_ref().map(|spot| spot.latitude),
                longitude: spot.as_ref().map(|spot| spot.longitude),
                region: spot.is_some_and(|spot| spot.region),
                count: sessions.len(),
                statuses,
                sessions: latest(sessions, &all).into_iter().map(|i| all[i].clone()).collect(),
                name,
            }
        });
        let places: Vec<Place> = places.collect();
        let more = places.len().saturating_sub(PLACES);
        let document = matches!(asked.form, Form::Markdown | Form::Text | Form::Docx);
        let meetings = document.then(|| book::meetings(book, &texts, &period, most(asked), work.store.lexicon()));
        Ok(Places { places, more, nowhere, ways, reports, meetings })
    }

    fn main(&self, work: &Work<'_>, asked: &Asked) -> askama::Result<String> {
        let references = References::new(work.dossier, &asked.query, &self.reports);
        askama::Template::render(&Page { view: self, asked, references })
    }

    fn picture(&self) -> Option<String> {
        Some(picture::file(&self.drawn()?))
    }

    fn sheet(&self, title: &str) -> Option<Sheet<'_>> {
        self.meetings.as_ref().map(|meetings| sheet::meetings_sheet(title, meetings))
    }

    fn table(&self) -> Option<String> {
        let head = [
            "place",
            "country",
            "latitude",
            "longitude",
            "sessions",
            "held",
            "ongoing",
            "planned",
            "cancelled",
            "unconfirmed",
        ];
        let mut rows = vec![head.map(str::to_owned)];
        for place in &self.places {
            let count = |status| place.statuses.get(&status).copied().unwrap_or(0).to_string();
            let degrees = |degrees: Option<f64>| degrees.map(|d| format!("{d:.2}")).unwrap_or_default();
            rows.push([
                place.name.clone(),
                place.country.unwrap_or_default().to_owned(),
                degrees(place.latitude),
                degrees(place.longitude),
                place.count.to_string(),
                count(SessionStatus::Held),
                count(SessionStatus::Ongoing),
                count(SessionStatus::Planned),
                count(SessionStatus::Cancelled),
                count(SessionStatus::Unconfirmed),
            ]);
        }
        Some(crate::parts::csv(&rows))
    }
}

fn place_of(mark: &Mark) -> Option<&str> {
    match &mark.what {
        What::Session { place, .. } => place.as_deref(),
        _ => None,
    }
}

/// The sessions of each place, in order; places with most of them first.
fn by_place(marks: &[&Mark]) -> Vec<(String, Vec<usize>)> {
    let mut out: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, place) in marks.iter().enumerate().filter_map(|(i, mark)| Some((i, place_of(mark)?))) {
        out.entry(fold(place)).or_default().push(i);
    }
    let mut out: Vec<(String, Vec<usize>)> = out.into_iter().collect();
    out.sort_by_key(|(_, sessions)| std::cmp::Reverse(sessions.len()));
    out
}

/// The sessions of a place that are listed: the latest, then those without a day.
fn latest(sessions: &[usize], marks: &[&Mark]) -> Vec<usize> {
    let dated = sessions.iter().rev().filter(|i| marks[**i].day.is_some());
    dated.chain(sessions.iter().filter(|i| marks[**i].day.is_none())).take(SESSIONS).copied().collect()
}

/// From session to session in their order, where some side was at both.
fn ways(places: &[(String, Vec<usize>)], marks: &[&Mark]) -> Vec<Way> {
    let of: BTreeMap<usize, usize> =
        places.iter().enumerate().flat_map(|(n, (_, sessions))| sessions.iter().map(move |i| (*i, n))).collect();
    let mut out: BTreeMap<(usize, usize), (usize, bool)> = BTreeMap::new();
    // Where each side was last.
    let mut last: BTreeMap<&str, (usize, bool)> = BTreeMap::new();
    for (i, mark) in marks.iter().enumerate() {
        let (What::Session { sides, status, .. }, Some(place)) = (&mark.what, of.get(&i)) else { continue };
        // Nobody has travelled to what is only planned.
        if !matches!(status, SessionStatus::Held | SessionStatus::Ongoing) {
            continue;
        }
        let from: BTreeMap<usize, bool> = sides.iter().filter_map(|side| last.get(side.as_str()).copied()).collect();
        for (from, exact) in from.into_iter().filter(|(from, _)| from != place) {
            let (times, dated) = out.entry((from, *place)).or_insert((0, true));
            *times += 1;
            *dated &= exact && mark.exact;
        }
        last.extend(sides.iter().map(|side| (side.as_str(), (*place, mark.exact))));
    }
    let mut out: Vec<Way> =
        out.into_iter().map(|((from, to), (times, dated))| Way { from, to, times, dated }).collect();
    out.sort_by_key(|way| (std::cmp::Reverse(way.times), way.from, way.to));
    out
}

/// Where on the sheet a place on the earth is: equal steps of latitude, those of longitude as they are in the middle.
#[derive(Clone, Copy, Debug)]
struct Projection {
    west: f64,
    north: f64,
    /// Points a degree.
    across: f64,
    down: f64,
}

impl Projection {
    /// Fitted to some places; longitudes are told from the widest gap on, so that the Pacific is no edge.
    fn fitted(places: &[(f64, f64)]) -> Option<Projection> {
        let mut around: Vec<f64> = places.iter().map(|(longitude, _)| longitude.rem_euclid(360.0)).collect();
        around.sort_by(f64::total_cmp);
        let (first, end) = (*around.first()?, *around.last()?);
        let mut start = first;
        let mut widest = first + 360.0 - end;
        for two in around.windows(2) {
            if two[1] - two[0] > widest {
                (widest, start) = (two[1] - two[0], two[1]);
            }
        }
        let broad = 360.0 - widest;
        let (south, north) = places
            .iter()
            .fold((90.0f64, -90.0f64), |(south, north), (_, latitude)| (south.min(*latitude), north.max(*latitude)));
        let middle = (south + north) / 2.0;
        let squeeze = middle.to_radians().cos().max(0.3);
        // Degrees of latitude, with room around; as much of both as the sheet has.
        let high = ((north - south) * 1.35).max(LEAST).max(broad * 1.25 * squeeze * HIGH / WIDE).min(170.0);
        let down = HIGH / high;
        let across = (down * squeeze).max(WIDE / 360.0);
        let top = (middle + high / 2.0).min(88.0).max(high - 88.0);
        Some(Projection { west: start + broad / 2.0 - WIDE / across / 2.0, north: top, across, down })
    }

    /// The longitude counts from the western edge of the sheet.
    fn at(&self, longitude: f64, latitude: f64) -> (f64, f64) {
        ((longitude - self.west).rem_euclid(360.0) * self.across, (self.north - latitude) * self.down)
    }

    /// A line as it is, so many times around the earth.
    fn line(&self, line: &[(f64, f64)], turns: f64) -> Vec<(f64, f64)> {
        let at = |(x, y): &(f64, f64)| ((x + 360.0 * turns - self.west) * self.across, (self.north - y) * self.down);
        line.iter().map(at).collect()
    }
}

/// What of a ring lies on the sheet (Sutherland and Hodgman's way).
fn cut(ring: &[(f64, f64)], sheet: &Rect) -> Vec<(f64, f64)> {
    let (right, bottom) = (sheet.x + sheet.width, sheet.y + sheet.height);
    // For each edge: how far inside a point is.
    let edges: [&dyn Fn((f64, f64)) -> f64; 4] =
        [&|p| p.0 - sheet.x, &|p| right - p.0, &|p| p.1 - sheet.y, &|p| bottom - p.1];
    let mut out = ring.to_vec();
    for inside in edges {
        let line = std::mem::take(&mut out);
        let Some(mut before) = line.last().copied() else { break };
        for now in line {
            let (a, b) = (inside(before), inside(now));
            if (a < 0.0) != (b < 0.0) {
                let part = a / (a - b);
                out.push((before.0 + (now.0 - before.0) * part, before.1 + (now.1 - before.1) * part));
            }
            if b >= 0.0 {
                out.push(now);
            }
            before = now;
        }
    }
    out
}

/// A line as a path, without steps that nobody sees.
fn path(line: &[(f64, f64)], closed: bool) -> String {
    let mut out = String::new();
    let mut last: Option<(f64, f64)> = None;
    for (n, (x, y)) in line.iter().enumerate() {
        if last.is_some_and(|(a, b)| (a - x).abs() + (b - y).abs() < 0.7) && n + 1 < line.len() {
            continue;
        }
        let _ = write!(out, "{}{x:.1} {y:.1}", if last.is_none() { "M" } else { "L" });
        last = Some((*x, *y));
    }
    if closed && !out.is_empty() {
        out.push('Z');
    }
    out
}

/// Places so near each other that they are one disc.
struct Group {
    x: f64,
    y: f64,
    radius: f64,
    /// Indices of places, those with most sessions first.
    places: Vec<usize>,
    count: usize,
}

impl Places {
    /// Those on the map.
    fn known(&self) -> impl Iterator<Item = (usize, &Place, f64, f64)> {
        self.places
            .iter()
            .enumerate()
            .take(PLACES)
            .filter_map(|(n, place)| Some((n, place, place.longitude?, place.latitude?)))
    }

    fn groups(&self, projection: &Projection) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        for (n, place, longitude, latitude) in self.known() {
            let (x, y) = projection.at(longitude, latitude);
            match groups.iter_mut().find(|group| (group.x - x).hypot(group.y - y) < 9.0) {
                Some(group) => {
                    group.places.push(n);
                    group.count += place.count;
                }
                None => groups.push(Group { x, y, radius: 0.0, places: vec![n], count: place.count }),
            }
        }
        let most = groups.iter().map(|group| group.count).max().unwrap_or(1) as f64;
        for group in &mut groups {
            group.radius = 7.0 + 13.0 * (group.count as f64 / most.max(6.0)).sqrt();
        }
        groups
    }

    /// The map, where some place is on it.
    fn drawn(&self) -> Option<String> {
        let points: Vec<(f64, f64)> = self.known().map(|(_, _, longitude, latitude)| (longitude, latitude)).collect();
        let projection = Projection::fitted(&points)?;
        let groups = self.groups(&projection);
        let mut out = Picture::new(
            WIDE,
            "Places of the talks",
            "A disc for each place, as large as there were sessions; numbers are those of the table below.",
        );
        let sheet = Rect { x: 0.0, y: 0.0, width: WIDE, height: HIGH };
        out.raw("<defs><clipPath id=\"sheet\"><rect width=\"1200\" height=\"640\"/></clipPath></defs><g clip-path=\"url(#sheet)\">");
        land(&mut out, &projection, &sheet);
        let of: BTreeMap<usize, usize> =
            groups.iter().enumerate().flat_map(|(g, group)| group.places.iter().map(move |n| (*n, g))).collect();
        let drawn = self.ways.iter().filter_map(|way| Some((way, *of.get(&way.from)?, *of.get(&way.to)?)));
        for (way, from, to) in drawn.filter(|(_, from, to)| from != to).take(WAYS) {
            out.line(&bow(&groups[from], &groups[to]), !way.dated, true);
        }
        out.raw("</g>");
        let name = |group: &Group| {
            let first = &self.places[group.places[0]];
            let more = group.places.len() - 1;
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            (clipped(&format!("{}{more}", first.name), 200.0, Set::Bold), counted(group.count, "session", "sessions"))
        };
        let discs: Vec<Disc> = groups
            .iter()
            .map(|group| {
                let (title, under) = name(group);
                let wide = width(&title, Set::Bold).max(width(&under, Set::Dim));
                Disc { x: group.x, y: group.y, radius: group.radius, width: wide, height: 32.0 }
            })
            .collect();
        for (group, label) in groups.iter().zip(labels(&discs, &sheet)) {
            let (title, under) = name(group);
            out.open_link(&format!("#place{}", group.places[0] + 1), &format!("{title}, {under}"), "");
            let fill = if self.places[group.places[0]].region { Fill::Dashed } else { Fill::Outline };
            out.raw(&format!(
                "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"{:.1}\" {}/>",
                group.x,
                group.y,
                group.radius,
                fill.attributes()
            ));
            out.anchored(group.x, group.y + 4.5, Set::Plain, "middle", &(group.places[0] + 1).to_string());
            if let Some(label) = label {
                out.haloed(label.x, label.y + 13.0, Set::Bold, &title);
                out.haloed(label.x, label.y + 28.0, Set::Dim, &under);
            }
            out.close_link();
        }
        out.raw(&format!(
            "<rect x=\".5\" y=\".5\" width=\"{:.1}\" height=\"{:.1}\" class=\"r\" fill=\"none\" stroke=\"#d3d8dc\"/>",
            WIDE - 1.0,
            HIGH - 1.0
        ));
        Some(out.whole(HIGH))
    }
}

fn land(out: &mut Picture, projection: &Projection, sheet: &Rect) {
    let around = Rect { x: -4.0, y: -4.0, width: sheet.width + 8.0, height: sheet.height + 8.0 };
    let (mut land, mut borders) = (String::new(), String::new());
    for turns in [-1.0, 0.0, 1.0, 2.0] {
        for ring in &OUTLINES.land {
            let ring = cut(&projection.line(ring, turns), &around);
            if ring.len() > 2 {
                land += &path(&ring, true);
            }
        }
        for border in &OUTLINES.borders {
            let line = projection.line(border, turns);
            let near = |(x, y): &(f64, f64)| *x > -400.0 && *x < WIDE + 400.0 && *y > -400.0 && *y < HIGH + 400.0;
            if line.iter().any(near) {
                borders += &path(&line, false);
            }
        }
    }
    out.raw(&format!("<path d=\"{land}\" class=\"f-land\" fill=\"#f4f5f6\" stroke=\"#d3d8dc\"/>"));
    out.rule(&borders);
}

/// A line from disc to disc, a little bowed, so that there and back are two.
fn bow(from: &Group, to: &Group) -> String {
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let long = dx.hypot(dy).max(1.0);
    let (mx, my) = ((from.x + to.x) / 2.0 - dy * 0.12, (from.y + to.y) / 2.0 + dx * 0.12);
    let edge = |x: f64, y: f64, radius: f64| {
        let (ax, ay) = (mx - x, my - y);
        let away = ax.hypot(ay).max(1.0);
        (x + ax / away * radius, y + ay / away * radius)
    };
    let room = if long > from.radius + to.radius + 8.0 { 2.0 } else { 0.0 };
    let (ax, ay) = edge(from.x, from.y, from.radius);
    let (bx, by) = edge(to.x, to.y, to.radius + room);
    format!("M{ax:.1} {ay:.1}Q{mx:.1} {my:.1} {bx:.1} {by:.1}")
}

#[derive(askama::Template)]
#[template(path = "places.html")]
struct Page<'a> {
    view: &'a Places,
    asked: &'a Asked,
    references: References<'a>,
}

impl Page<'_> {
    fn map(&self) -> Option<String> {
        self.view.drawn()
    }

    /// Places of the table, each with its number.
    fn rows(&self) -> impl Iterator<Item = (usize, &Place)> {
        self.view.places.iter().take(PLACES).enumerate().map(|(n, place)| (n + 1, place))
    }

    fn unknown(&self) -> Vec<&Place> {
        self.view.places.iter().filter(|place| place.latitude.is_none()).take(UNKNOWN).collect()
    }

    fn unknown_count(&self) -> usize {
        self.view.places.iter().filter(|place| place.latitude.is_none()).count()
    }

    fn sessions(&self) -> usize {
        self.view.places.iter().map(|place| place.count).sum()
    }

    fn statuses(&self, place: &Place) -> String {
        place.statuses.iter().map(|(status, n)| format!("{n} {}", status_word(*status))).collect::<Vec<_>>().join(", ")
    }

    fn line(&self, mark: &Mark) -> String {
        let (What::Session { sides, status, .. }, Some(told)) = (&mark.what, &mark.told) else { return String::new() };
        let (links, words) = self.references.of(told);
        let when = match (mark.day, mark.until, &mark.when) {
            (Some(day), Some(until), _) if mark.exact => span_words(Span::new(day, until)),
            (Some(day), ..) if mark.exact => day_words(day),
            (day, _, own) => {
                let own = own.as_ref().map(|own| format!("<span class=\"words\">“{}”</span>", text(own)));
                let told = day.map(|day: Date| format!("<span class=\"dim\">told {}</span>", day_words(day)));
                let known: Vec<String> = own.into_iter().chain(told).collect();
                if known.is_empty() { "<span class=\"dim\">day not stated</span>".to_owned() } else { known.join(", ") }
            }
        };
        let sides = if sides.is_empty() { "sides not said".to_owned() } else { sides.join(", ") };
        format!(
            "<div class=\"line when\"><div class=\"day\">{when}</div><div class=\"say\"><bdi>{}</bdi>; {} {links}</div>{words}</div>",
            text(&sides),
            status_word(*status)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_lies_on_the_sheet() {
        let cases: [&[(f64, f64)]; 5] = [
            &[(34.8, 32.1)],
            &[(-77.4, 39.6), (31.2, 30.0), (35.2, 31.8), (0.6, 51.2)],
            // Over the Pacific, and all around.
            &[(139.7, 35.7), (-157.8, 21.3), (174.8, -41.3)],
            &[(-180.0, 10.0), (-90.0, 0.0), (0.0, 0.0), (90.0, 0.0), (179.0, 0.0)],
            &[(15.6, 78.2), (0.0, -78.0)],
        ];
        for places in cases {
            let projection = Projection::fitted(places).unwrap();
            for (longitude, latitude) in places {
                let (x, y) = projection.at(*longitude, *latitude);
                assert!((0.0..=WIDE).contains(&x) && (0.0..=HIGH).contains(&y), "{places:?} {x} {y}");
            }
            assert!(HIGH / projection.down >= LEAST);
        }
        assert!(Projection::fitted(&[]).is_none());
    }

    #[test]
    fn north_is_up_and_east_is_right() {
        let projection = Projection::fitted(&[(31.2, 30.0), (35.2, 31.8)]).unwrap();
        let ((cairo_x, cairo_y), (jerusalem_x, jerusalem_y)) = (projection.at(31.2, 30.0), projection.at(35.2, 31.8));
        assert!(cairo_x < jerusalem_x && cairo_y > jerusalem_y);
    }

    #[test]
    fn what_is_cut_lies_within() {
        let sheet = Rect { x: 0.0, y: 0.0, width: 100.0, height: 50.0 };
        let ring = [(-50.0, -20.0), (150.0, 20.0), (60.0, 90.0), (-50.0, -20.0)];
        let cut_ring = cut(&ring, &sheet);
        assert!(cut_ring.len() > 3);
        let near = |v: f64, most: f64| (-1e-6..=most + 1e-6).contains(&v);
        assert!(cut_ring.iter().all(|(x, y)| near(*x, 100.0) && near(*y, 50.0)), "{cut_ring:?}");
        assert!(cut(&[(200.0, 0.0), (300.0, 0.0), (300.0, 50.0)], &sheet).is_empty());
        let inside = [(10.0, 10.0), (20.0, 10.0), (20.0, 20.0)];
        assert_eq!(cut(&inside, &sheet).len(), 3);
    }

    #[test]
    fn a_way_needs_a_side_that_was_at_both() {
        let session = |place: &str, sides: &[&str], status| Mark {
            day: Some("1978-09-05".parse().unwrap()),
            until: None,
            exact: true,
            when: None,
            what: What::Session {
                place: Some(place.to_owned()),
                sides: sides.iter().map(|side| (*side).to_owned()).collect(),
                status,
            },
            first: None,
            told: None,
        };
        let held = SessionStatus::Held;
        let marks = [
            session("Cairo", &["Egypt", "US"], held),
            session("Jerusalem", &["Israel", "US"], held),
            session("Oslo", &["Norway"], held),
            session("Cairo", &["Egypt", "US"], SessionStatus::Planned),
            session("Cairo", &["US"], held),
        ];
        let all: Vec<&Mark> = marks.iter().collect();
        let places = by_place(&all);
        let named: Vec<(&str, &str, usize)> = ways(&places, &all)
            .iter()
            .map(|way| (&*places[way.from].0, &*places[way.to].0, way.times))
            .map(|(a, b, n)| (a.to_owned().leak() as &str, b.to_owned().leak() as &str, n))
            .collect();
        assert_eq!(named, [("cairo", "jerusalem", 1), ("jerusalem", "cairo", 1)]);
    }
}
