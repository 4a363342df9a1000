//! The texts and what became of them: their lineage as a picture, and the same as a list.

use std::fmt::Write;

use jiff::civil::Date;
use reading::TextState;
use record::book::{self, Contents, DocumentRow, PointRow, VersionRow};
use record::state_word;
use serde::Serialize;
use sheet::Sheet;

use crate::answer::{Failure, View};
use crate::ask::{Asked, Query};
use crate::frame::Tab;
use crate::open::Work;
use crate::pages::most;
use crate::parts::{References, force, report_address, since, stance, sure, text};
use crate::picture::{self, Fill, Picture, Set, Span, clipped, day_words, span_words};

/// Texts that are drawn, versions of each, columns of time.
const DRAWN: usize = 14;
const VERSIONS: usize = 6;
const COLUMNS: usize = 4;

const WIDE: f64 = 1200.0;
const BOX: f64 = 72.0;
/// Between a name and the version of it, in an address.
const OF: &str = " ~ ";

/// The texts.
#[derive(Debug, Serialize)]
pub(crate) struct Texts {
    #[serde(flatten)]
    contents: Contents,
    #[serde(skip)]
    dossier: String,
    #[serde(skip)]
    query: Query,
}

impl View for Texts {
    const TAB: Tab = Tab::Texts;

    fn of(work: &Work<'_>, asked: &Asked) -> Result<Texts, Failure> {
        let (texts, period) = (work.store.texts(), asked.time.period());
        let one = asked.query.get("text");
        let most = if one.is_some() { usize::MAX } else { most(asked) };
        let mut contents = book::contents(&work.record.book, &texts, &period, most, work.store.lexicon());
        if let Some(one) = one {
            let rows = std::mem::take(&mut contents.documents.texts).into_iter();
            let both = rows.zip(std::mem::take(&mut contents.points));
            let is_it = |row: &DocumentRow| row.name == one || row.names.iter().any(|name| name == one);
            (contents.documents.texts, contents.points) = both.filter(|(row, _)| is_it(row)).unzip();
            if contents.documents.texts.is_empty() {
                return Err(Failure::missing(format!("No report of this time tells of a text called {one}.")));
            }
        }
        Ok(Texts { contents, dossier: work.dossier.to_owned(), query: asked.query.clone() })
    }

    fn main(&self, work: &Work<'_>, asked: &Asked) -> askama::Result<String> {
        let references = References::new(work.dossier, &asked.query, &self.contents.documents.reports);
        askama::Template::render(&Page { view: self, asked, references })
    }

    fn picture(&self) -> Option<String> {
        Some(picture::file(&self.drawn()?))
    }

    fn sheet(&self, title: &str) -> Option<Sheet<'_>> {
        Some(sheet::documents_sheet(title, &self.contents.documents))
    }

    fn table(&self) -> Option<String> {
        let head =
            ["text", "other names", "drafter", "points", "state", "first told", "last told", "sources", "references"];
        let mut rows = vec![head.map(str::to_owned)];
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        for row in &self.contents.documents.texts {
            for (version, state) in row.versions.iter().flat_map(|v| v.states.iter().map(move |state| (v, state))) {
                let cites = state.told.references.iter().map(|cite| format!("{}.{}", cite.label, cite.sentence));
                rows.push([
                    row.name.clone(),
                    row.names.join("; "),
                    row.drafter.clone().unwrap_or_default(),
                    version.points.map(|n| n.to_string()).unwrap_or_default(),
                    state_word(state.state).to_owned(),
                    day(state.since.first),
                    day(state.since.last),
                    state.told.sources.to_string(),
                    cites.collect::<Vec<_>>().join(" "),
                ]);
            }
        }
        Some(crate::parts::csv(&rows))
    }
}

/// A text, or one version of it, as an address and a choice name it.
pub(super) fn key(row: &DocumentRow, version: Option<&VersionRow>) -> String {
    match version {
        Some(version) => {
            format!("{}{OF}{}", row.name, version.points.map_or_else(|| "no number".to_owned(), |n| n.to_string()))
        }
        None => row.name.clone(),
    }
}

/// All that can be compared, with what each is called.
pub(super) fn choices(texts: &[DocumentRow]) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for row in texts {
        out.push((key(row, None), row.name.clone()));
        if row.versions.len() > 1 {
            out.extend(row.versions.iter().map(|v| (key(row, Some(v)), format!("{}: {}", row.name, version_name(v)))));
        }
    }
    out
}

/// What tells a version from the others.
pub(super) fn version_name(version: &VersionRow) -> String {
    match version.points {
        Some(1) => "1 point".to_owned(),
        Some(n) => format!("{n} points"),
        None => "number of points not told".to_owned(),
    }
}

fn first_day(version: &VersionRow) -> Option<Date> {
    version.states.iter().filter_map(|state| state.since.first).min()
}

/// A version on the picture.
struct Node<'a> {
    row: &'a DocumentRow,
    version: &'a VersionRow,
    first: bool,
}

impl Texts {
    /// Texts that are drawn: with a day and without one.
    fn shown(&self) -> (Vec<&DocumentRow>, Vec<&DocumentRow>) {
        let shown = self.contents.documents.texts.iter().take(DRAWN);
        let (mut dated, undated): (Vec<_>, Vec<_>) =
            shown.partition(|row| row.versions.iter().any(|v| first_day(v).is_some()));
        dated.sort_by_key(|row| row.versions.iter().filter_map(first_day).min());
        (dated, undated)
    }

    fn nodes<'a>(row: &'a DocumentRow) -> Vec<Node<'a>> {
        let mut versions: Vec<&VersionRow> = row.versions.iter().collect();
        // What has no day stands behind what has one; the sort keeps its place among its like.
        versions.sort_by_key(|version| (first_day(version).is_none(), first_day(version)));
        versions
            .into_iter()
            .take(VERSIONS)
            .enumerate()
            .map(|(n, version)| Node { row, version, first: n == 0 })
            .collect()
    }

    /// The picture, where there is a text.
    fn drawn(&self) -> Option<String> {
        let (dated, undated) = self.shown();
        if dated.is_empty() && undated.is_empty() {
            return None;
        }
        let mut out = Picture::new(
            WIDE,
            "Lineage of the texts",
            "A box for each version, from left to right in time; the list below says the same.",
        );
        let mut y = 4.0;
        if !dated.is_empty() {
            y = self.draw_dated(&mut out, &dated, y);
        }
        if !undated.is_empty() {
            y = self.draw_undated(&mut out, &undated, y);
        }
        Some(out.whole(y))
    }

    fn draw_dated(&self, out: &mut Picture, rows: &[&DocumentRow], top: f64) -> f64 {
        let mut days: Vec<Date> =
            rows.iter().flat_map(|row| Self::nodes(row)).filter_map(|node| first_day(node.version)).collect();
        days.sort_unstable();
        days.dedup();
        let columns: Vec<Span> = days
            .chunks(days.len().div_ceil(COLUMNS).max(1))
            .map(|days| Span::new(days[0], days[days.len() - 1]))
            .collect();
        let wide = WIDE / columns.len().max(1) as f64;
        for (n, column) in columns.iter().enumerate() {
            out.text(wide * n as f64, top + 14.0, Set::Dim, &clipped(&span_words(*column), wide - 10.0, Set::Dim));
        }
        let mut y = top + 24.0;
        for row in rows {
            out.rule(&format!("M0 {y:.1}H{WIDE}"));
            y += 14.0;
            let mut below = vec![y; columns.len()];
            let mut last: Option<(usize, f64)> = None;
            for node in Self::nodes(row) {
                let column = match first_day(node.version) {
                    Some(day) => columns.partition_point(|column| column.to < day),
                    None => last.map_or(0, |(column, _)| column),
                }
                .min(columns.len() - 1);
                let at = below[column];
                let long = (wide - 44.0).min(300.0);
                let high = self.draw_box(out, &node, wide * column as f64, at, long);
                // Where in the line a version without a day belongs is not known.
                if let Some((from, from_y)) = last.filter(|_| first_day(node.version).is_some()) {
                    let (x, to) = (wide * from as f64, wide * column as f64);
                    if from == column {
                        // At the right, where no other name stands under the box.
                        let right = x + long - 16.0;
                        edge(out, &node, &format!("M{right:.1} {:.1}V{at:.1}", from_y + BOX), right - 60.0, at - 8.0);
                    } else {
                        let (a, b, middle) = (from_y + BOX / 2.0, at + BOX / 2.0, to - 22.0);
                        edge(
                            out,
                            &node,
                            &format!("M{:.1} {a:.1}H{middle:.1}V{b:.1}H{to:.1}", x + long),
                            x + long + 6.0,
                            a - 6.0,
                        );
                    }
                }
                below[column] = at + high + 24.0;
                last = Some((column, at));
            }
            y = below.iter().copied().fold(y, f64::max) - 8.0;
            let more = row.versions.len().saturating_sub(VERSIONS);
            if more > 0 {
                out.text(0.0, y + 6.0, Set::Dim, &format!("and {more} more versions, in the list"));
                y += 18.0;
            }
        }
        y + 6.0
    }

    fn draw_undated(&self, out: &mut Picture, rows: &[&DocumentRow], top: f64) -> f64 {
        const CELLS: usize = 4;
        let wide = WIDE / CELLS as f64;
        out.rule(&format!("M0 {:.1}H{WIDE}", top + 2.0));
        out.text(0.0, top + 22.0, Set::Bold, "Not dated");
        out.text(90.0, top + 22.0, Set::Dim, "No report gives a day; boxes of one text stand together.");
        let (mut y, mut cell, mut high) = (top + 38.0, 0, 0.0f64);
        for row in rows {
            let nodes: Vec<Node<'_>> = Self::nodes(row).into_iter().take(CELLS).collect();
            if cell + nodes.len() > CELLS {
                (y, cell, high) = (y + high + 22.0, 0, 0.0);
            }
            for node in nodes {
                let x = wide * cell as f64;
                high = high.max(self.draw_box(out, &node, x, y, wide - 64.0));
                if !node.first {
                    edge(
                        out,
                        &node,
                        &format!("M{:.1} {:.1}H{x:.1}", x - 64.0, y + BOX / 2.0),
                        x - 58.0,
                        y + BOX / 2.0 - 6.0,
                    );
                }
                cell += 1;
            }
        }
        y + high + 14.0
    }

    /// A version; how high it is with the other names under it.
    fn draw_box(&self, out: &mut Picture, node: &Node<'_>, x: f64, y: f64, wide: f64) -> f64 {
        let Node { row, version, first } = node;
        let title = match (first, version.points) {
            (true, _) | (false, None) => row.name.clone(),
            (false, Some(_)) => version_name(version),
        };
        let last = version.states.last();
        let states: Vec<&str> = version.states.iter().map(|state| state_word(state.state)).collect();
        let mut under =
            if *first { version.points.map(|n| format!("{n} points, ")).unwrap_or_default() } else { String::new() };
        under += &states.join(", ");
        let day =
            first_day(version).map_or_else(|| "day not stated".to_owned(), |day| format!("told {}", day_words(day)));
        let is = |state: TextState| version.states.iter().any(|row| row.state == state);
        let settled = is(TextState::Agreed) || is(TextState::Signed);
        let rejected = last.is_some_and(|row| row.state == TextState::Rejected);
        let href = last.and_then(|state| state.told.references.first()).and_then(|cite| {
            let report = self.contents.documents.reports.iter().find(|report| report.label == cite.label)?;
            Some(report_address(&self.dossier, &self.query, &report.id, Some(cite.sentence)))
        });
        if let Some(href) = &href {
            out.open_link(href, &format!("{}, {}: {}, {day}", row.name, version_name(version), states.join(", ")), "");
        }
        let inset = if settled { 1.5 } else { 0.75 };
        out.rect(x + inset, y + inset, wide - 2.0 * inset, BOX - 2.0 * inset, Fill::Outline);
        if settled {
            out.rect(x + 4.0, y + 4.0, wide - 8.0, BOX - 8.0, Fill::Outline);
        }
        let set = if rejected { Set::Struck } else { Set::Bold };
        out.text(x + 12.0, y + 22.0, set, &clipped(&title, wide - 22.0, Set::Bold));
        out.text(x + 12.0, y + 41.0, Set::Dim, &clipped(&under, wide - 22.0, Set::Dim));
        out.text(x + 12.0, y + 59.0, Set::Dim, &day);
        if href.is_some() {
            out.close_link();
        }
        let mut high = BOX;
        if *first {
            for name in row.names.iter().take(2) {
                out.text(x + 12.0, y + high + 14.0, Set::Dim, &clipped(&format!("also {name}"), wide - 36.0, Set::Dim));
                high += 16.0;
            }
            if row.names.len() > 2 {
                out.text(x + 12.0, y + high + 14.0, Set::Dim, &format!("and {} more names", row.names.len() - 2));
                high += 16.0;
            }
        }
        high
    }
}

/// From one version to the next: as a report says, or as we infer from the order.
fn edge(out: &mut Picture, to: &Node<'_>, d: &str, x: f64, y: f64) {
    let revised = to.version.states.iter().any(|state| state.state == TextState::Revised);
    out.line(d, !revised, true);
    if revised {
        out.haloed(x, y, Set::Dim, "revised");
    }
}

/// What is told for and against a text, a line a party and point.
pub(super) fn stances(points: &[PointRow], references: &References<'_>, party: Option<&str>) -> String {
    let mut out = String::new();
    for point in points {
        for held in point.stances.iter().filter(|held| party.is_none_or(|party| held.short == party)) {
            let (links, words) = references.of(&held.told);
            let who = if party.is_none() { format!("<bdi>{}</bdi> ", text(&held.short)) } else { String::new() };
            let hard =
                held.force.map(|hard| format!(" <span class=\"force\">{}</span>", force(hard))).unwrap_or_default();
            let _ = write!(
                out,
                "<div class=\"line\"><div class=\"say\">{who}{}{hard} <bdi>{}</bdi> <span class=\"dim\">{}</span> {} {links}</div>{words}</div>",
                stance(held.stance),
                text(&point.name),
                since(&held.since),
                sure(held.told.probability)
            );
        }
    }
    out
}

/// What became of a version, a line a state.
pub(super) fn states(version: &VersionRow, references: &References<'_>) -> String {
    let mut out = String::new();
    for state in &version.states {
        let (links, words) = references.of(&state.told);
        let _ = write!(
            out,
            "<div class=\"line\"><div class=\"say\">{} <span class=\"dim\">{}</span> {} {links}</div>{words}</div>",
            state_word(state.state),
            since(&state.since),
            sure(state.told.probability)
        );
    }
    out
}

#[derive(askama::Template)]
#[template(path = "texts.html")]
struct Page<'a> {
    view: &'a Texts,
    asked: &'a Asked,
    references: References<'a>,
}

impl Page<'_> {
    /// The text that alone is asked for.
    fn only(&self) -> Option<&str> {
        self.asked.query.get("text").and(self.texts().first()).map(|row| row.name.as_str())
    }

    fn lineage(&self) -> Option<String> {
        self.view.drawn()
    }

    fn texts(&self) -> &[DocumentRow] {
        &self.view.contents.documents.texts
    }

    fn more(&self) -> usize {
        self.view.contents.documents.more
    }

    fn choices(&self) -> Vec<(String, String)> {
        choices(self.texts())
    }

    /// What is proposed to compare the first with: the text that follows it.
    fn second(&self, choice: impl AsRef<str>) -> bool {
        self.texts().get(1).is_some_and(|row| row.name == choice.as_ref())
    }

    fn base(&self) -> String {
        format!("/d/{}/texts", crate::ask::encoded(&self.view.dossier))
    }

    /// Every text with its number, its versions and what is told of it.
    fn rows(&self) -> Vec<String> {
        self.texts()
            .iter()
            .zip(&self.view.contents.points)
            .enumerate()
            .map(|(n, (row, points))| self.row(n, row, points))
            .collect()
    }

    fn row(&self, n: usize, row: &DocumentRow, points: &[PointRow]) -> String {
        let mut out = format!(
            "<li class=\"text\" id=\"text{}\"><div class=\"line\"><h3><bdi>{}</bdi></h3>",
            n + 1,
            text(&row.name)
        );
        let drafter = row
            .drafter
            .as_ref()
            .map_or_else(|| "drafter not told".to_owned(), |who| format!("drafted by <bdi>{}</bdi>", text(who)));
        let _ = write!(out, " <span class=\"from\">{drafter}; {}</span>", since(&row.since));
        if !row.names.is_empty() {
            let names: Vec<String> = row.names.iter().map(|name| format!("<bdi>{}</bdi>", text(name))).collect();
            let _ = write!(out, "<p class=\"from\">Also {}</p>", names.join("; "));
        }
        out += "<div class=\"versions\">";
        for version in &row.versions {
            if row.versions.len() > 1 || version.points.is_some() {
                let _ = write!(out, "<h4 class=\"from\">{}</h4>", version_name(version));
            }
            out += &states(version, &self.references);
        }
        out += "</div>";
        if !points.is_empty() {
            let _ = write!(
                out,
                "<div class=\"versions\"><h4 class=\"from\">For and against it</h4>{}</div>",
                stances(points, &self.references, None)
            );
        }
        out + "</div></li>"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::Told;
    use record::book::{Documents, Since, StateRow};

    fn version(points: Option<u32>, state: TextState, day: Option<&str>) -> VersionRow {
        let day = day.map(|day| day.parse().unwrap());
        let told = Told { references: Vec::new(), sources: 1, weight: 10, probability: 0.9 };
        let since = Since { first: day, last: day, reports: 1 };
        VersionRow { points, since, states: vec![StateRow { state, since, told }] }
    }

    fn texts(rows: Vec<(&str, Vec<VersionRow>)>) -> Texts {
        let texts: Vec<DocumentRow> = rows
            .into_iter()
            .map(|(name, versions)| DocumentRow {
                name: name.to_owned(),
                names: Vec::new(),
                drafter: None,
                versions,
                since: Since::default(),
                told: Told { references: Vec::new(), sources: 1, weight: 10, probability: 0.9 },
            })
            .collect();
        let points = texts.iter().map(|_| Vec::new()).collect();
        let contents = Contents { documents: Documents { texts, more: 0, reports: Vec::new() }, points };
        Texts { contents, dossier: "d".into(), query: Query::default() }
    }

    #[test]
    fn what_a_report_says_is_solid_and_what_we_infer_is_dashed() {
        let two = |state| {
            texts(vec![(
                "plan",
                vec![
                    version(None, TextState::Drafted, Some("1978-07-01")),
                    version(Some(20), state, Some("1978-08-01")),
                ],
            )])
        };
        let revised = two(TextState::Revised).drawn().unwrap();
        assert!(revised.contains(">revised</text>") && !revised.contains("dasharray"));
        let proposed = two(TextState::Proposed).drawn().unwrap();
        assert!(!proposed.contains(">revised</text>") && proposed.contains("dasharray"));
    }

    #[test]
    fn texts_without_a_day_stand_apart() {
        let both = texts(vec![
            ("draft", vec![version(None, TextState::Drafted, None)]),
            ("treaty", vec![version(None, TextState::Signed, Some("1979-03-26"))]),
        ]);
        let svg = both.drawn().unwrap();
        assert!(svg.contains("Not dated") && svg.contains("told 26 Mar 1979"));
        assert!(texts(Vec::new()).drawn().is_none());
    }

    #[test]
    fn every_version_can_be_chosen_once() {
        let all = texts(vec![(
            "plan",
            vec![version(None, TextState::Drafted, None), version(Some(20), TextState::Revised, None)],
        )]);
        let keys: Vec<String> = choices(&all.contents.documents.texts).into_iter().map(|(key, _)| key).collect();
        assert_eq!(keys, ["plan", "plan ~ no number", "plan ~ 20"]);
    }
}
