//! Who meets whom, and who agrees or is at odds with whom: a picture, and the same as a table.

mod picture;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::rc::Rc;

use jiff::civil::Date;
use reading::SessionStatus;
use record::book::{self, Cited, MatrixOptions, Period};
use record::{Cite, fold, status_word};
use serde::Serialize;

use crate::answer::{Failure, View};
use crate::ask::{Asked, encoded};
use crate::frame::Tab;
use crate::open::Work;
use crate::pages::actors::{actor_address, when};
use crate::parts::{References, counted, name, script, style, text};

/// Nodes of a picture that can still be read.
const MOST: usize = 30;
/// Sessions that are looked at, those most told.
const SESSIONS: usize = 300;

/// The network.
#[derive(Debug, Serialize)]
pub(crate) struct Network {
    /// By name.
    nodes: Vec<Node>,
    ties: Vec<Tie>,
    /// Actors with fewer ties that are left out.
    more: usize,
    /// Sessions told less than those looked at, and left out.
    more_sessions: usize,
    reports: Vec<Cited>,
    #[serde(skip)]
    issues: Vec<(String, String)>,
    #[serde(skip)]
    asked: Asking,
}

/// What of the network is asked for.
#[derive(Clone, Debug, Default)]
struct Asking {
    issue: Option<String>,
    from: Option<Date>,
    to: Option<Date>,
    persons: bool,
    kinds: BTreeSet<TieKind>,
}

/// A party or a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Node {
    name: String,
    person: bool,
}

/// What ties two actors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
enum TieKind {
    /// They sat in a session.
    Meets,
    /// They agree on a point.
    Agree,
    /// One is for what the other is against.
    Odds,
}

impl TieKind {
    const ALL: [TieKind; 3] = [TieKind::Meets, TieKind::Agree, TieKind::Odds];

    const fn value(self) -> &'static str {
        match self {
            TieKind::Meets => "meets",
            TieKind::Agree => "agree",
            TieKind::Odds => "odds",
        }
    }

    const fn words(self) -> &'static str {
        match self {
            TieKind::Meets => "share a session",
            TieKind::Agree => "agree on a point",
            TieKind::Odds => "are at odds on a point",
        }
    }
}

/// Two actors, and all that ties them.
#[derive(Debug, Serialize)]
struct Tie {
    a: String,
    b: String,
    /// Each shared by all who were there.
    meets: Vec<Rc<Meeting>>,
    agree: Vec<Point>,
    odds: Vec<Point>,
}

#[derive(Debug, Serialize)]
struct Meeting {
    what: String,
    status: SessionStatus,
    references: Vec<Cite>,
    /// Where and when, as HTML.
    #[serde(skip)]
    html: String,
}

#[derive(Clone, Debug, Serialize)]
struct Point {
    issue: String,
    point: String,
    first: Option<Date>,
    last: Option<Date>,
}

impl Tie {
    fn weight(&self) -> usize {
        self.meets.len() + self.agree.len() + self.odds.len()
    }

    /// How much of a kind there is.
    fn count(&self, kind: TieKind) -> usize {
        match kind {
            TieKind::Meets => self.meets.len(),
            TieKind::Agree => self.agree.len(),
            TieKind::Odds => self.odds.len(),
        }
    }
}

impl Asking {
    fn of(asked: &Asked) -> Result<Asking, Failure> {
        let day = |name: &str| asked.query.parsed::<Date>(name, "date (YYYY-MM-DD)");
        let mut kinds: BTreeSet<TieKind> = TieKind::ALL
            .into_iter()
            .filter(|kind| asked.query.all("kind").any(|wanted| wanted == kind.value()))
            .collect();
        if kinds.is_empty() {
            kinds.extend(TieKind::ALL);
        }
        Ok(Asking {
            issue: asked.query.get("issue").map(str::to_owned),
            from: day("from")?,
            to: day("to")?,
            persons: asked.query.get("persons").is_some(),
            kinds,
        })
    }

    fn period(&self, as_of: Option<Date>) -> Period {
        let to = [self.to, as_of].into_iter().flatten().min();
        Period { from: self.from, to }
    }
}

/// Two names in one order.
fn pair(a: &str, b: &str) -> (String, String) {
    if a <= b { (a.to_owned(), b.to_owned()) } else { (b.to_owned(), a.to_owned()) }
}

impl View for Network {
    const TAB: Tab = Tab::Actors;

    fn of(work: &Work<'_>, asked: &Asked) -> Result<Network, Failure> {
        let wanted = Asking::of(asked)?;
        let (book, lexicon, texts) = (&work.record.book, work.store.lexicon(), work.store.texts());
        let period = wanted.period(asked.time.as_of);
        let mut ties: BTreeMap<(String, String), Tie> = BTreeMap::new();
        let mut persons: BTreeSet<String> = BTreeSet::new();
        fn tie<'t>(ties: &'t mut BTreeMap<(String, String), Tie>, a: &str, b: &str) -> &'t mut Tie {
            let (a, b) = pair(a, b);
            ties.entry((a.clone(), b.clone())).or_insert_with(|| Tie {
                a,
                b,
                meets: Vec::new(),
                agree: Vec::new(),
                odds: Vec::new(),
            })
        }
        let options = MatrixOptions { period, points: usize::MAX, ..MatrixOptions::default() };
        let meets = wanted.kinds.contains(&TieKind::Meets);
        // Texts are read by one thread, and ties need none.
        let (all, meetings) = std::thread::scope(|scope| {
            let ties = scope.spawn(|| book::ties(book, &options, lexicon));
            let meetings = meets.then(|| book::meetings(book, &texts, &period, SESSIONS, lexicon));
            (ties.join(), meetings)
        });
        let all = all.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        let (mut reports, mut more_sessions) = (Vec::new(), 0);
        if let Some(meetings) = meetings {
            // What was called off or only wished for is no meeting.
            let took_place = |status: SessionStatus| {
                matches!(status, SessionStatus::Held | SessionStatus::Ongoing | SessionStatus::Planned)
            };
            for row in meetings.sessions.iter().filter(|row| took_place(row.status)) {
                let mut there: BTreeSet<&str> = row.who.iter().map(String::as_str).collect();
                if wanted.persons {
                    persons.extend(row.people.iter().cloned());
                    there.extend(row.people.iter().map(String::as_str));
                }
                let there: Vec<&str> = there.into_iter().collect();
                let place = row.place.as_deref();
                let day = row.date.map(|day| day.to_string()).or_else(|| row.when.clone());
                let what = [place.map(str::to_owned), day].into_iter().flatten().collect::<Vec<_>>().join(", ");
                let html = format!("{}, {}", place.map_or_else(|| "place not stated".to_owned(), name), when(row));
                let references = row.told.references.clone();
                let meeting = Rc::new(Meeting { what, status: row.status, references, html });
                for (n, a) in there.iter().enumerate() {
                    for b in &there[n + 1..] {
                        tie(&mut ties, a, b).meets.push(meeting.clone());
                    }
                }
            }
            (reports, more_sessions) = (meetings.reports, meetings.more);
        }
        let mut issues: BTreeMap<String, String> = BTreeMap::new();
        let points: BTreeMap<&str, &book::TiedPoint> =
            all.points.iter().map(|point| (point.id.as_str(), point)).collect();
        for held in &all.ties {
            let Some(point) = points.get(held.point.as_str()) else { continue };
            issues.insert(point.issue.clone(), lexicon.short(&point.issue).to_owned());
            let asked_for = wanted.issue.as_ref().is_none_or(|issue| fold(issue) == fold(&point.issue));
            let kind = if held.agree { TieKind::Agree } else { TieKind::Odds };
            if !asked_for || !wanted.kinds.contains(&kind) {
                continue;
            }
            let one =
                Point { issue: point.issue.clone(), point: point.name.clone(), first: held.first, last: held.last };
            let (a, b) = (lexicon.short(&held.a), lexicon.short(&held.b));
            if a != b {
                let tie = tie(&mut ties, a, b);
                if held.agree { tie.agree.push(one) } else { tie.odds.push(one) }
            }
        }
        let mut weight: BTreeMap<&str, usize> = BTreeMap::new();
        for tie in ties.values() {
            *weight.entry(&tie.a).or_default() += tie.weight();
            *weight.entry(&tie.b).or_default() += tie.weight();
        }
        let mut names: Vec<(std::cmp::Reverse<usize>, &str)> =
            weight.iter().map(|(name, n)| (std::cmp::Reverse(*n), *name)).collect();
        names.sort();
        let most = asked.query.parsed::<usize>("limit", "number")?.unwrap_or(MOST).clamp(2, 80);
        let more = names.len().saturating_sub(most);
        let mut kept: Vec<String> = names.into_iter().take(most).map(|(_, name)| name.to_owned()).collect();
        kept.sort();
        let mut ties: Vec<Tie> = ties
            .into_values()
            .filter(|tie| kept.binary_search(&tie.a).is_ok() && kept.binary_search(&tie.b).is_ok())
            .collect();
        ties.sort_by_key(|tie| (std::cmp::Reverse(tie.weight()), tie.a.clone(), tie.b.clone()));
        let nodes = kept.into_iter().map(|name| Node { person: persons.contains(&name), name }).collect();
        let mut issues: Vec<(String, String)> = issues.into_iter().collect();
        issues.sort_by(|a, b| a.1.cmp(&b.1));
        Ok(Network { nodes, ties, more, more_sessions, reports, issues, asked: wanted })
    }

    fn title(&self) -> String {
        "Network".into()
    }

    fn main(&self, work: &Work<'_>, asked: &Asked) -> askama::Result<String> {
        let (dossier, time) = (encoded(work.dossier), asked.query.time_only());
        let mut out = style("people.css");
        let _ = write!(
            out,
            "<p class=\"crumb\"><a href=\"/d/{dossier}/actors{}\">Actors</a></p><h1>Network</h1><p class=\"lead\">Who meets whom, and who agrees or is at odds with whom on the points reports tell of.</p>",
            text(&time)
        );
        out += &self.form(asked);
        if self.ties.is_empty() {
            out += "<p class=\"nothing\">No two actors are tied in this time by what is chosen. Choose all issues and kinds, or a longer time. A tie needs a session with \
                    two parties, or a point on which two have a stance.</p>";
            return Ok(out);
        }
        let query = text(&asked.query.with("download", Some("1")));
        let _ = write!(
            out,
            "<figure class=\"draw net\">{}<figcaption>The thicker a grey line, the more sessions two actors share. A number beside a sign says on how many points. \
             Near means tied; up, down, left and right mean nothing.{}{}{} <a href=\"{}.svg{query}\">Picture as SVG</a></figcaption></figure>",
            self.draw(Some(&|actor: &str| actor_address(work.dossier, &time, actor))),
            if self.is_thinned() {
                " Only the strongest ties of each are drawn; all are in the table. One issue or one kind of tie shows more."
            } else {
                ""
            },
            if self.more > 0 {
                format!(" {} with fewer ties are left out.", counted(self.more, "actor", "actors"))
            } else {
                String::new()
            },
            if self.more_sessions > 0 {
                format!(
                    " Of sessions those {SESSIONS} count that most sources tell of, not {}: choose a period to see its own.",
                    counted(self.more_sessions, "other", "others")
                )
            } else {
                String::new()
            },
            text(&asked.path),
        );
        out += &self.table_of_ties(work, asked);
        Ok(out + &script("network.js"))
    }

    fn picture(&self) -> Option<String> {
        Some(self.draw(None))
    }

    fn table(&self) -> Option<String> {
        let mut rows = vec![["a", "b", "tie", "issue", "what", "first", "last", "references"].map(str::to_owned)];
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        for tie in &self.ties {
            for met in &tie.meets {
                let cites: Vec<String> =
                    met.references.iter().map(|cite| format!("{}.{}", cite.label, cite.sentence)).collect();
                let what = format!("{} ({})", met.what, status_word(met.status));
                rows.push([
                    tie.a.clone(),
                    tie.b.clone(),
                    "meets".into(),
                    String::new(),
                    what,
                    String::new(),
                    String::new(),
                    cites.join("; "),
                ]);
            }
            for (kind, points) in [("agree", &tie.agree), ("at odds", &tie.odds)] {
                for point in points {
                    rows.push([
                        tie.a.clone(),
                        tie.b.clone(),
                        kind.into(),
                        point.issue.clone(),
                        point.point.clone(),
                        day(point.first),
                        day(point.last),
                        String::new(),
                    ]);
                }
            }
        }
        Some(crate::parts::csv(&rows))
    }
}

impl Network {
    fn form(&self, asked: &Asked) -> String {
        let wanted = &self.asked;
        let mut out = format!("<form class=\"tools\" method=\"get\" action=\"{}\" data-auto>", text(&asked.path));
        for (kept, value) in asked.query.pairs().iter().filter(|(kept, _)| matches!(kept.as_str(), "as-of" | "since")) {
            let _ = write!(out, "<input type=\"hidden\" name=\"{}\" value=\"{}\">", text(kept), text(value));
        }
        out += "<fieldset><legend class=\"vh\">Kinds of tie</legend>";
        for kind in TieKind::ALL {
            let on = if wanted.kinds.contains(&kind) { " checked" } else { "" };
            let _ = write!(
                out,
                "<label><input type=\"checkbox\" name=\"kind\" value=\"{}\"{on}> {} {}</label> ",
                kind.value(),
                picture::sample(kind),
                kind.words()
            );
        }
        out += "</fieldset><label>Issue <select name=\"issue\"><option value=\"\">all</option>";
        for (id, label) in &self.issues {
            let on = if wanted.issue.as_deref() == Some(id.as_str()) { " selected" } else { "" };
            let _ = write!(out, "<option value=\"{}\"{on}>{}</option>", text(id), text(label));
        }
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let persons = if wanted.persons { " checked" } else { "" };
        let _ = write!(
            out,
            "</select></label><label>Published from <input type=\"date\" name=\"from\" value=\"{}\"></label><label>to <input type=\"date\" name=\"to\" value=\"{}\"></label>\
             <label><input type=\"checkbox\" name=\"persons\" value=\"1\"{persons}> persons too</label><noscript><button class=\"btn small\">Show</button></noscript></form>",
            day(wanted.from),
            day(wanted.to)
        );
        if wanted.issue.is_some() && wanted.kinds.contains(&TieKind::Meets) {
            out += "<p class=\"from\">Stances are those on this issue; sessions are of all issues, for reports seldom say which were dealt with.</p>";
        }
        out
    }

    fn table_of_ties(&self, work: &Work<'_>, asked: &Asked) -> String {
        /// Sessions and points of a pair that stand open.
        const SHOWN: usize = 5;
        /// Pairs in the table unless all are asked for. More than this, and each is told in short.
        const FEW: usize = 60;
        let references = References::new(work.dossier, &asked.query, &self.reports);
        let (dossier, time) = (encoded(work.dossier), asked.query.time_only());
        let and = if time.is_empty() { '?' } else { '&' };
        let mut out = format!(
            "<section id=\"ties\"><h2>The same in words <small>{}</small></h2><table class=\"ties\"><thead><tr><th scope=\"col\">Who</th>",
            counted(self.ties.len(), "pair", "pairs")
        );
        for kind in TieKind::ALL.iter().filter(|kind| self.asked.kinds.contains(kind)) {
            let _ = write!(out, "<th scope=\"col\">{}</th>", crate::pages::disagreements::capital(kind.words()));
        }
        out += "</tr></thead><tbody>";
        let shown = if asked.query.get("all").is_some() { self.ties.len() } else { FEW };
        for tie in self.ties.iter().take(shown) {
            let who =
                |actor: &str| format!("<a href=\"{}\">{}</a>", actor_address(work.dossier, &time, actor), name(actor));
            let _ = write!(
                out,
                "<tr data-a=\"{}\" data-b=\"{}\"><th scope=\"row\">{} and {}</th>",
                text(&tie.a),
                text(&tie.b),
                who(&tie.a),
                who(&tie.b)
            );
            for kind in TieKind::ALL.iter().filter(|kind| self.asked.kinds.contains(kind)) {
                let most = if self.ties.len() > FEW { SHOWN } else { 4 * SHOWN };
                let mut lines: Vec<String> = Vec::new();
                if *kind == TieKind::Meets {
                    for met in tie.meets.iter().take(most) {
                        let say = format!("{} <span class=\"tag\">{}</span>", met.html, status_word(met.status));
                        lines.push(references.line(&say, &met.references));
                    }
                } else {
                    let points = if *kind == TieKind::Agree { &tie.agree } else { &tie.odds };
                    for point in points.iter().take(most) {
                        let to = format!("/d/{dossier}/positions{time}{and}issue={}", encoded(&point.issue));
                        let label = self
                            .issues
                            .iter()
                            .find(|(id, _)| *id == point.issue)
                            .map_or(point.issue.as_str(), |(_, label)| label);
                        lines.push(format!(
                            "<li class=\"line\">{} <a class=\"quiet\" href=\"{}\">{}</a></li>",
                            name(&point.point),
                            text(&to),
                            text(label)
                        ));
                    }
                }
                let n = tie.count(*kind);
                if n == 0 {
                    out += "<td class=\"dim\">–</td>";
                    continue;
                }
                let rest = lines.split_off(lines.len().min(SHOWN));
                let _ = write!(
                    out,
                    "<td data-h=\"{}\"><span class=\"num n\">{n}</span><ul class=\"lines\">{}</ul>",
                    kind.words(),
                    lines.concat()
                );
                let left = n.saturating_sub(SHOWN + rest.len());
                if !rest.is_empty() {
                    let _ = write!(
                        out,
                        "<details><summary>{} more</summary><ul class=\"lines\">{}</ul></details>",
                        rest.len(),
                        rest.concat()
                    );
                }
                if left > 0 {
                    let more = text(&asked.query.with("download", Some("1")));
                    let _ = write!(
                        out,
                        "<a class=\"quiet\" href=\"{}.csv{more}\">{left} more in the table to download</a>",
                        text(&asked.path)
                    );
                }
                out += "</td>";
            }
            out += "</tr>";
        }
        out += "</tbody></table>";
        let left = self.ties.len().saturating_sub(shown);
        if left > 0 {
            let to = text(&asked.query.with("all", Some("1")));
            let _ = write!(
                out,
                "<p class=\"from\">{left} more, tied less. <a href=\"{}{to}\">Show all</a></p>",
                text(&asked.path)
            );
        }
        out + "</section>"
    }
}
