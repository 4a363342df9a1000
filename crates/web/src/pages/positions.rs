//! Who stands where on what: issues by parties, a cell a history.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

use jiff::civil::Date;
use reading::Stance;
use record::book::{self, Confidence, IssuePoints, Matrix, MatrixOptions, PartyStance, PointRow};
use record::{Section, stance_word};
use serde::Serialize;
use sheet::Sheet;

use crate::answer::{Failure, View};
use crate::ask::{Asked, encoded};
use crate::frame::Tab;
use crate::open::Work;
use crate::parts::{References, counted, force, sign, since, stance, stance_class, sure, text};

/// More parties than this, and a cell shows signs and counts, not words.
const WIDE: usize = 6;
/// Parties shown unless more are asked for, those with most to say first.
const PARTIES: usize = 12;
/// Points of an issue that are looked at.
const POINTS: usize = 40;
/// Outlets that can be chosen.
const OUTLETS: usize = 200;
/// Points a cell shows in words.
const SHOWN: usize = 3;

/// The matrix, or one cell of it.
#[derive(Debug, Serialize)]
pub(crate) struct Positions {
    #[serde(flatten)]
    matrix: Matrix,
    /// One party's stances on one issue, where that is asked for.
    #[serde(skip)]
    cell: Option<(String, String)>,
    /// What can be chosen.
    #[serde(skip)]
    choices: Choices,
}

/// What the positions can be narrowed to.
#[derive(Debug, Default)]
struct Choices {
    /// Issues that reports of any time tell positions on: id and label.
    issues: Vec<(String, String)>,
    /// Outlets, those with most reports first.
    outlets: Vec<String>,
}

impl Choices {
    fn of(work: &Work<'_>) -> Choices {
        let (book, lexicon) = (&work.record.book, work.store.lexicon());
        let mut told: HashMap<u32, usize> = HashMap::new();
        for fact in book.facts.get(&Section::Positions).into_iter().flatten().flatten() {
            *told.entry(fact.c).or_default() += 1;
        }
        let mut issues: Vec<(String, String)> = told
            .into_keys()
            .map(|issue| (book.string(issue).to_owned(), lexicon.short(book.string(issue)).to_owned()))
            .collect();
        issues.sort_by(|a, b| a.1.cmp(&b.1));
        let mut reports: BTreeMap<&str, usize> = BTreeMap::new();
        for head in book.heads.iter().flatten().filter(|head| head.outlet != 0) {
            *reports.entry(book.string(head.outlet)).or_default() += 1;
        }
        let mut outlets: Vec<(&str, usize)> = reports.into_iter().collect();
        outlets.sort_by_key(|(_, reports)| std::cmp::Reverse(*reports));
        Choices { issues, outlets: outlets.into_iter().take(OUTLETS).map(|(name, _)| name.to_owned()).collect() }
    }
}

impl View for Positions {
    const TAB: Tab = Tab::Positions;

    fn of(work: &Work<'_>, asked: &Asked) -> Result<Positions, Failure> {
        let some = |name: &str| asked.query.get(name).map(str::to_owned);
        let (issue, party) = (some("issue"), some("party"));
        let mut period = asked.time.period();
        period.from = asked.query.parsed::<Date>("from", "date (YYYY-MM-DD)")?;
        let cell = issue.clone().zip(party.clone());
        let options = MatrixOptions {
            period,
            // The others' stances on the same points belong to a cell's history.
            party: party.filter(|_| cell.is_none()),
            issue,
            points: POINTS,
            outlet: some("outlet"),
            confidence: match asked.query.get("confidence") {
                None => Confidence::Likely,
                Some("unsure") => Confidence::Unsure,
                Some("sure") => Confidence::Sure,
                Some(other) => return Err(Failure::asked(format!("confidence: {other} is neither unsure nor sure"))),
            },
            ..MatrixOptions::default()
        };
        let choices = if cell.is_none() { Choices::of(work) } else { Choices::default() };
        let matrix = book::matrix(&work.record.book, &work.store.texts(), &options, work.store.lexicon());
        Ok(Positions { matrix, cell, choices })
    }

    fn main(&self, work: &Work<'_>, asked: &Asked) -> askama::Result<String> {
        let references = References::new(work.dossier, &asked.query, &self.matrix.reports);
        let page = Page { view: self, asked, references, dossier: work.dossier };
        match &self.cell {
            Some((issue, party)) => Ok(page.cell_page(issue, party)),
            None => askama::Template::render(&page),
        }
    }

    fn sheet(&self, title: &str) -> Option<Sheet<'_>> {
        Some(sheet::matrix_sheet(title, &self.matrix, self.cell.is_some()))
    }

    fn table(&self) -> Option<String> {
        let mut rows =
            vec![["issue", "point", "party", "stance", "force", "sources", "first", "last"].map(str::to_owned)];
        for issue in &self.matrix.issues {
            for (point, held) in issue.points.iter().flat_map(|p| p.stances.iter().map(move |held| (p, held))) {
                let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
                rows.push([
                    issue.label.clone(),
                    point.name.clone(),
                    held.short.clone(),
                    stance_word(held.stance).to_owned(),
                    held.force.map(force).unwrap_or_default().to_owned(),
                    held.told.sources.to_string(),
                    day(held.since.first),
                    day(held.since.last),
                ]);
            }
        }
        Some(crate::parts::csv(&rows))
    }
}

#[derive(askama::Template)]
#[template(path = "positions.html")]
struct Page<'a> {
    view: &'a Positions,
    asked: &'a Asked,
    references: References<'a>,
    dossier: &'a str,
}

/// What one party holds on one issue.
type Held<'a> = Vec<(&'a PointRow, &'a PartyStance)>;

impl Page<'_> {
    /// Whether the reader left something out.
    fn is_narrow(&self) -> bool {
        self.asked.query.only(&["from", "outlet", "confidence", "issue", "party"]) != self.asked.query.time_only()
    }

    fn dense(&self) -> bool {
        self.parties().len() > WIDE && self.asked.query.get("words").is_none()
    }

    /// The parties shown.
    fn parties(&self) -> &[String] {
        let all = &self.view.matrix.parties;
        let most = self.asked.query.get("parties").and_then(|n| n.parse().ok()).unwrap_or(PARTIES);
        &all[..most.min(all.len())]
    }

    /// The issues on which a party that is shown stands somewhere.
    fn issues(&self) -> Vec<&IssuePoints> {
        let stands = |issue: &&IssuePoints| self.parties().iter().any(|party| !self.held(issue, party).is_empty());
        self.view.matrix.issues.iter().filter(stands).collect()
    }

    /// How many parties can be asked for beside those shown: some more, or all.
    fn choices(&self) -> Vec<(usize, String)> {
        let (shown, all) = (self.parties().len(), self.view.matrix.parties.len());
        let steps = [PARTIES, 30, all].into_iter().filter(|n| *n <= all && *n != shown);
        let mut steps: Vec<usize> = steps.collect();
        steps.dedup();
        let to = |n: usize| format!("{}{}", self.asked.path, self.asked.query.with("parties", Some(&n.to_string())));
        steps.into_iter().map(|n| (n, to(n))).collect()
    }

    /// What a party holds on an issue, what most sources tell first.
    fn held<'i>(&self, issue: &'i IssuePoints, party: &str) -> Held<'i> {
        let all = issue.points.iter().flat_map(|point| point.stances.iter().map(move |held| (point, held)));
        let mut held: Held<'i> = all.filter(|(_, held)| held.short == party).collect();
        held.sort_by_key(|(_, held)| std::cmp::Reverse(held.told.weight));
        held
    }

    fn to_cell(&self, issue: &IssuePoints, party: &str) -> String {
        // What the matrix is narrowed to holds for the cell too.
        let own = self.asked.query.only(&["from", "outlet", "confidence"]);
        let and = if own.is_empty() { '?' } else { '&' };
        let (issue, party) = (encoded(&issue.issue), encoded(party));
        format!("/d/{}/positions{own}{and}issue={issue}&party={party}", encoded(self.dossier))
    }

    fn clashes(&self, issue: &IssuePoints) -> usize {
        issue.points.iter().filter(|point| point.clash).count()
    }

    /// A cell in words.
    fn cell(&self, issue: &IssuePoints, party: &str) -> String {
        let held = self.held(issue, party);
        let mut out = String::new();
        for (point, held) in held.iter().take(SHOWN) {
            let hard =
                held.force.map(|hard| format!(" <span class=\"force\">{}</span>", force(hard))).unwrap_or_default();
            let clash = if point.clash { " <span class=\"tag cf\">disputed</span>" } else { "" };
            let _ = write!(
                out,
                "<span class=\"hd\">{}{hard}{clash}</span><span class=\"kw\"><bdi>{}</bdi></span>",
                stance(held.stance),
                text(&point.name)
            );
        }
        let sources: usize = held.iter().map(|(_, held)| held.told.sources).max().unwrap_or(0);
        let more = held.len().saturating_sub(SHOWN);
        let more = if more > 0 { format!("<span>{more} more</span>") } else { String::new() };
        let _ = write!(
            out,
            "<span class=\"ft\">{}<span>{}</span>{more}</span>",
            trace(&held),
            counted(sources, "source", "sources")
        );
        out
    }

    /// A cell in signs.
    fn signs(&self, issue: &IssuePoints, party: &str) -> String {
        let mut counts: BTreeMap<&str, (Stance, usize)> = BTreeMap::new();
        for (_, held) in self.held(issue, party) {
            counts.entry(stance_class(held.stance)).or_insert((held.stance, 0)).1 += 1;
        }
        let mut counts: Vec<(Stance, usize)> = counts.into_values().collect();
        counts.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        counts.iter().map(|(stance, n)| format!("{}{n} ", sign(*stance))).collect()
    }

    /// The history of a cell: every point with its words, who is against it, how it moved.
    fn cell_page(&self, issue: &str, party: &str) -> String {
        let Some(row) = self.view.matrix.issues.first() else {
            return format!(
                "<h1>{}</h1><p class=\"nothing\">No report tells of a position on this issue.</p>",
                text(issue)
            );
        };
        let held = self.held(row, party);
        let mut out = format!(
            "<p class=\"crumb\"><a href=\"/d/{}/positions{}\">Positions</a></p><h1><bdi>{}</bdi> on {}</h1><p class=\"lead\">{} in {}.</p><div class=\"history\">",
            encoded(self.dossier),
            self.asked.query.only(&["from", "outlet", "confidence"]),
            text(party),
            text(&row.label.to_lowercase()),
            counted(held.len(), "point", "points"),
            counted(held.iter().map(|(_, held)| held.since.reports).sum(), "telling", "tellings"),
        );
        for (point, held) in &held {
            out += &self.point(point, held, party);
        }
        out += "</div>";
        out
    }

    fn point(&self, point: &PointRow, held: &PartyStance, party: &str) -> String {
        let (links, words) = self.references.of(&held.told);
        let mut out = format!(
            "<section class=\"line point\"><h2>{} <bdi>{}</bdi></h2><p class=\"from\">{}{}{}{} {}</p>{links}{words}",
            stance(held.stance),
            text(&point.name),
            held.holder.as_ref().map(|who| format!("{}, ", text(who))).unwrap_or_default(),
            held.force.map(|hard| format!("{}, ", force(hard))).unwrap_or_default(),
            format_args!("{}, ", since(&held.since)),
            counted(held.told.sources, "independent source", "independent sources"),
            sure(held.told.probability),
        );
        if let Some(condition) = &held.condition {
            let _ = write!(out, "<p>On the terms: <bdi>{}</bdi></p>", text(condition));
        }
        for step in &held.moves {
            let (links, words) = self.references.cites(std::slice::from_ref(&step.cite));
            let day = step.on.map_or_else(|| "on a day not stated".to_owned(), |day| day.to_string());
            let how = match step.kind {
                book::MoveKind::Shift => "moved",
                book::MoveKind::Contradiction => "told both ways",
            };
            let _ = write!(
                out,
                "<div class=\"line\"><div class=\"say\">{how}, {day}: <del>{}</del> → <ins>{}</ins> {links}</div>{words}</div>",
                stance_word(step.from),
                stance_word(step.to)
            );
        }
        let others: Vec<&PartyStance> = point.stances.iter().filter(|other| other.short != party).collect();
        if !others.is_empty() {
            out += "<h3>The others on it</h3><ul class=\"lines\">";
            for other in others {
                let (links, words) = self.references.of(&other.told);
                let _ = write!(
                    out,
                    "<li class=\"line\"><div class=\"say\"><bdi>{}</bdi> {} {links}</div>{words}</li>",
                    text(&other.short),
                    stance(other.stance)
                );
            }
            out += "</ul>";
        }
        for related in &point.related {
            let _ = write!(out, "<p class=\"from\">{} <bdi>{}</bdi></p>", related.tie.as_str(), text(&related.point));
        }
        if !point.forms.is_empty() {
            let forms: Vec<String> = point
                .forms
                .iter()
                .map(|form| format!("<bdi>{}</bdi> ({})", text(&form.name), form.because.as_str()))
                .collect();
            let _ = write!(out, "<p class=\"from\">Also told as {}</p>", forms.join("; "));
        }
        out + "</section>"
    }
}

/// How a cell moved: a line of time, a mark where a stance was told first, last and where it moved; above the line for, on it on
/// terms or open, below it against.
fn trace(held: &Held<'_>) -> String {
    let mut marks: Vec<(Date, Stance)> = Vec::new();
    for (_, held) in held {
        let before = held.moves.first().map_or(held.stance, |step| step.from);
        marks.extend(held.since.first.map(|day| (day, before)));
        marks.extend(held.moves.iter().filter_map(|step| Some((step.on?, step.to))));
        marks.extend(held.since.last.map(|day| (day, held.stance)));
    }
    marks.sort_by_key(|(day, stance)| (*day, stance_class(*stance)));
    marks.dedup();
    let (Some((first, _)), Some((last, _))) = (marks.first().copied(), marks.last().copied()) else {
        return String::new();
    };
    let days = |from: Date, to: Date| f64::from(from.until(to).map(|span| span.get_days()).unwrap_or(0));
    let whole = days(first, last).max(1.0);
    let mut out = String::from(
        "<svg class=\"trace\" viewBox=\"0 0 74 15\" aria-hidden=\"true\"><line x1=\"0\" y1=\"7.5\" x2=\"74\" y2=\"7.5\"/>",
    );
    for (day, stance) in marks {
        let x = 4.0 + 66.0 * days(first, day) / whole;
        let y = match stance {
            Stance::Supports => 3.5,
            Stance::Opposes => 11.5,
            Stance::Conditional | Stance::Undecided => 7.5,
        };
        let class = stance_class(stance);
        let _ = write!(
            out,
            "<g class=\"{class}\"><use href=\"#g-{class}\" x=\"{:.1}\" y=\"{:.1}\" width=\"7\" height=\"7\"/></g>",
            x - 3.5,
            y - 3.5
        );
    }
    out + "</svg>"
}
