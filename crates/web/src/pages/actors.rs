//! Who acts and speaks: the register, and a page for each.

use std::collections::BTreeMap;
use std::fmt::Write;

use jiff::civil::Date;
use reading::ActorKind;
use record::book::{self, ActorRow, Cited, Form, MatrixOptions, MeetingRow, MoveKind, PartyStance, Period};
use record::{Cite, stance_word, status_word};
use serde::Serialize;
use sheet::Sheet;

use crate::answer::{Failure, View};
use crate::ask::{Asked, encoded};
use crate::frame::Tab;
use crate::open::Work;
use crate::parts::{References, counted, force, name, script, since, stance, style, sure, text};

/// Actors that a page lists; `limit` in the address asks for more.
const MOST: usize = 120;
/// Points of an issue that an actor's page looks at.
const POINTS: usize = 25;
/// Sessions that are looked at.
const SESSIONS: usize = 120;

/// The register.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct Actors(book::Actors);

/// A party with its people, or those who have none.
struct Group<'a> {
    party: Option<&'a str>,
    rows: Vec<&'a ActorRow>,
}

impl Actors {
    /// By party, in the order in which parties are told of most; those without one last. A party stands before its people.
    fn groups(&self) -> Vec<Group<'_>> {
        let mut groups: Vec<Group<'_>> = Vec::new();
        for row in &self.0.actors {
            let party = row.party.as_deref();
            match groups.iter_mut().find(|group| group.party == party) {
                Some(group) => group.rows.push(row),
                None => groups.push(Group { party, rows: vec![row] }),
            }
        }
        groups.sort_by_key(|group| group.party.is_none());
        for group in &mut groups {
            group.rows.sort_by_key(|row| (group.party != Some(row.name.as_str()), row.kind != ActorKind::Person));
        }
        groups
    }
}

/// A link to an actor's page.
pub(crate) fn actor_address(dossier: &str, time: &str, actor: &str) -> String {
    text(&format!("/d/{}/actor/{}{time}", encoded(dossier), encoded(actor)))
}

const fn kind_word(kind: ActorKind) -> &'static str {
    match kind {
        ActorKind::Person => "person",
        ActorKind::State => "state",
        ActorKind::Organisation => "organisation",
        ActorKind::Group => "group",
    }
}

/// Every other name: why it is the same actor, and how sure that is.
fn forms(all: &[Form], actor: &str) -> String {
    let one = |form: &Form| {
        // A form that a report only gives beside another is told of in none.
        let told =
            if form.reports > 0 { format!(", {}", counted(form.reports, "report", "reports")) } else { String::new() };
        format!(
            "<li>{} <span class=\"dim\">{}{told}</span> {} <span data-form=\"{}\" data-actor=\"{}\" class=\"apart\"></span></li>",
            name(&form.name),
            form.because.as_str(),
            sure(form.probability),
            text(&form.name),
            text(actor)
        )
    };
    all.iter().map(one).collect()
}

impl View for Actors {
    const TAB: Tab = Tab::Actors;

    fn of(work: &Work<'_>, asked: &Asked) -> Result<Actors, Failure> {
        let (texts, period) = (work.store.texts(), asked.time.period());
        let most = asked.query.parsed::<usize>("limit", "number")?.unwrap_or(MOST);
        let party = asked.query.get("party");
        Ok(Actors(book::actors(&work.record.book, &texts, &period, party, most, work.store.lexicon())))
    }

    fn main(&self, work: &Work<'_>, asked: &Asked) -> askama::Result<String> {
        let references = References::new(work.dossier, &asked.query, &self.0.reports);
        let (time, dossier) = (asked.query.time_only(), encoded(work.dossier));
        let mut out = style("people.css");
        let _ = write!(
            out,
            "<h1>Actors</h1><p class=\"lead\">Who acts or speaks, by party: every name they go by, their roles over time, and what that rests on. \
             <a href=\"{}\">See who meets, supports and opposes whom</a>.</p>",
            text(&format!("/d/{dossier}/network{time}"))
        );
        let chosen = asked.query.get("party");
        if self.0.actors.is_empty() {
            let _ = match chosen {
                Some(party) => write!(
                    out,
                    "<p class=\"nothing\">No report of this time tells of {}. <a href=\"/d/{dossier}/actors{}\">Show all actors</a></p>",
                    name(party),
                    text(&time)
                ),
                None => write!(
                    out,
                    "<p class=\"nothing\">No report of this time names anybody. People, states and bodies appear here as soon as a report tells of them.</p>"
                ),
            };
            return Ok(out);
        }
        let groups = self.groups();
        let _ = write!(out, "<form class=\"tools\" method=\"get\" action=\"{}\">", text(&asked.path));
        for (kept, value) in asked.query.pairs().iter().filter(|(kept, _)| matches!(kept.as_str(), "as-of" | "since")) {
            let _ = write!(out, "<input type=\"hidden\" name=\"{}\" value=\"{}\">", text(kept), text(value));
        }
        let _ = write!(
            out,
            "<label>Name or party <input type=\"search\" name=\"party\" list=\"parties\" data-filter autocomplete=\"off\" value=\"{}\"></label><datalist id=\"parties\">",
            text(chosen.unwrap_or_default())
        );
        for party in groups.iter().filter_map(|group| group.party) {
            let _ = write!(out, "<option value=\"{}\"></option>", text(party));
        }
        out += "</datalist><button class=\"btn small\">Show</button> <span class=\"dim\" data-count role=\"status\"></span>";
        if chosen.is_some() {
            let _ = write!(out, " <a href=\"/d/{dossier}/actors{}\">Show all actors</a>", text(&time));
        }
        out += "</form>";
        for (n, group) in groups.iter().enumerate() {
            let title = group.party.map_or_else(|| "No party".to_owned(), name);
            let _ = write!(
                out,
                "<section class=\"party\" id=\"p{n}\"><h2>{title} <small>{}</small></h2><ul class=\"lines actors\">",
                group.rows.len()
            );
            for row in &group.rows {
                out += &register_row(row, group.party, &references, work.dossier, &time);
            }
            out += "</ul></section>";
        }
        if self.0.more > 0 {
            let to = asked.query.with("limit", Some(&(self.0.actors.len() + self.0.more).to_string()));
            let _ = write!(
                out,
                "<p class=\"from\">{} more, told of by fewer sources. <a href=\"{}{}\">Show all</a></p>",
                self.0.more,
                text(&asked.path),
                text(&to)
            );
        }
        Ok(out + &script("people.js") + &script("naming.js"))
    }

    fn sheet(&self, title: &str) -> Option<Sheet<'_>> {
        Some(sheet::actors_sheet(title, &self.0))
    }

    fn table(&self) -> Option<String> {
        let mut rows = vec![
            ["name", "kind", "party", "roles", "other names", "first", "last", "reports", "sources"].map(str::to_owned),
        ];
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        for row in &self.0.actors {
            let join = |all: Vec<&str>| all.join("; ");
            rows.push([
                row.name.clone(),
                kind_word(row.kind).to_owned(),
                row.party.clone().unwrap_or_default(),
                join(row.roles.iter().map(|role| role.role.as_str()).collect()),
                join(row.forms.iter().map(|form| form.name.as_str()).collect()),
                day(row.since.first),
                day(row.since.last),
                row.since.reports.to_string(),
                row.told.sources.to_string(),
            ]);
        }
        Some(crate::parts::csv(&rows))
    }
}

fn register_row(row: &ActorRow, party: Option<&str>, references: &References<'_>, dossier: &str, time: &str) -> String {
    let (links, words) = references.of(&row.told);
    let head = if party == Some(row.name.as_str()) { " head" } else { "" };
    let found_by: Vec<&str> = [row.name.as_str()]
        .into_iter()
        .chain(row.forms.iter().map(|form| form.name.as_str()))
        .chain(party)
        .chain(row.roles.iter().map(|role| role.role.as_str()))
        .collect();
    let mut out = format!(
        "<li class=\"line actor{head}\" data-find=\"{}\"><div class=\"say\"><a class=\"who\" href=\"{}\">{}</a> <span class=\"dim\">{}; {}; {}</span> {} {links} <span data-actor=\"{}\" class=\"merge\"></span></div>{words}",
        text(&record::fold(&found_by.join(" "))),
        actor_address(dossier, time, &row.name),
        name(&row.name),
        kind_word(row.kind),
        since(&row.since),
        counted(row.told.sources, "independent source", "independent sources"),
        sure(row.told.probability),
        text(&row.name),
    );
    if !row.roles.is_empty() {
        out += "<ul class=\"roles\">";
        for role in &row.roles {
            // That no report is dated is said in the line above.
            let when = if role.since.first.is_some() { since(&role.since) } else { String::new() };
            let _ = write!(out, "<li>{} <span class=\"dim\">{when}</span></li>", name(&role.role));
        }
        out += "</ul>";
    }
    if !row.forms.is_empty() {
        let _ = write!(
            out,
            "<details class=\"forms\"><summary>{}</summary><ul>{}</ul></details>",
            counted(row.forms.len(), "other name", "other names"),
            forms(&row.forms, &row.name)
        );
    }
    out + "</li>"
}

/// One actor: roles, stances, sessions, and who tells of it.
#[derive(Debug, Serialize)]
pub(crate) struct Actor {
    actor: ActorRow,
    positions: Vec<Stand>,
    sessions: Vec<MeetingRow>,
    /// Outlets of the reports referred to, with how many references are to each.
    told_by: Vec<(Option<String>, usize)>,
    reports: Vec<Cited>,
}

/// A stance with the point it is on.
#[derive(Debug, Serialize)]
struct Stand {
    issue: String,
    label: String,
    point: String,
    clash: bool,
    #[serde(flatten)]
    held: PartyStance,
}

/// One set of labels for what several views refer to: each view numbers its own reports.
#[derive(Default)]
struct Labels {
    reports: Vec<Cited>,
    /// The label of a report, by its id.
    known: BTreeMap<String, String>,
}

impl Labels {
    /// Gives references the labels they have on this page.
    fn adopt<'c>(&mut self, from: &[Cited], cites: impl IntoIterator<Item = &'c mut Cite>) {
        let of: BTreeMap<&str, &Cited> = from.iter().map(|report| (report.label.as_str(), report)).collect();
        for cite in cites {
            let Some(report) = of.get(cite.label.as_str()) else { continue };
            if !self.known.contains_key(&report.id) {
                let taken = |label: &str| self.reports.iter().any(|known| known.label == label);
                let free = (1usize..).map(|n| n.to_string()).find(|label| !taken(label));
                let label = if taken(&report.label) { free.unwrap_or_default() } else { report.label.clone() };
                self.known.insert(report.id.clone(), label.clone());
                self.reports.push(Cited { label, ..(*report).clone() });
            }
            cite.label.clone_from(&self.known[&report.id]);
        }
    }
}

/// Whether a name is one of an actor's.
fn goes_by(row: &ActorRow, called: &str) -> bool {
    row.name == called || row.forms.iter().any(|form| form.name == called)
}

/// The row of an actor, by any of its names.
fn row_of(work: &Work<'_>, period: &Period, called: &str) -> Option<(ActorRow, Vec<Cited>)> {
    let (book, lexicon) = (&work.record.book, work.store.lexicon());
    let texts = work.store.texts();
    let by_most = |called: &str, most: usize| {
        let all = book::actors(book, &texts, period, Some(called), most, lexicon);
        let place = all.actors.iter().position(|row| goes_by(row, called))?;
        Some((all.actors.into_iter().nth(place)?, all.reports))
    };
    // A party stands among the first of its own; quotations of all its people are looked up only where it does not.
    let by = |called: &str| by_most(called, 8).or_else(|| by_most(called, usize::MAX));
    by(called).or_else(|| {
        // Another name of somebody: only names are looked at, no text.
        let nothing = |_: u32| None;
        let all = book::actors(book, &nothing, period, None, usize::MAX, lexicon);
        let own = all.actors.iter().find(|row| goes_by(row, called) || lexicon.short(&row.name) == called)?;
        by(&own.name)
    })
}

impl View for Actor {
    const TAB: Tab = Tab::Actors;

    fn of(work: &Work<'_>, asked: &Asked) -> Result<Actor, Failure> {
        let called = asked.item.clone().unwrap_or_default();
        let (period, book, lexicon) = (asked.time.period(), &work.record.book, work.store.lexicon());
        let (mut actor, cited) = row_of(work, &period, &called).ok_or_else(|| {
            Failure::missing(format!(
                "No report of this time tells of {called}. The page Actors lists those that are told of."
            ))
        })?;
        let mut labels = Labels::default();
        labels.adopt(&cited, &mut actor.told.references);

        let own = actor.party.as_deref() == Some(actor.name.as_str());
        let party = actor.party.clone().unwrap_or_else(|| actor.name.clone());
        let options = MatrixOptions { period, party: Some(party.clone()), points: POINTS, ..MatrixOptions::default() };
        let texts = work.store.texts();
        let matrix = book::matrix(book, &texts, &options, lexicon);
        let holds = |held: &PartyStance| {
            own || held.holder.as_deref().is_some_and(|holder| {
                goes_by(&actor, holder)
                    || lexicon.short(&actor.name) == holder
                    || actor.name.ends_with(&format!(" {holder}"))
            })
        };
        let mut positions = Vec::new();
        for issue in matrix.issues {
            for point in issue.points {
                for held in point.stances.into_iter().filter(&holds) {
                    let (id, label) = (issue.issue.clone(), issue.label.clone());
                    positions.push(Stand { issue: id, label, point: point.name.clone(), clash: point.clash, held });
                }
            }
        }
        for stand in &mut positions {
            let moved = stand.held.moves.iter_mut().map(|step| &mut step.cite);
            labels.adopt(&matrix.reports, stand.held.told.references.iter_mut().chain(moved));
        }

        let meetings = book::meetings(book, &texts, &period, SESSIONS, lexicon);
        let short = lexicon.short(&actor.name);
        let took_part = |row: &MeetingRow| {
            row.people.iter().any(|who| goes_by(&actor, who))
                || row.who.iter().any(|who| who == short || goes_by(&actor, who))
        };
        let mut sessions: Vec<MeetingRow> = meetings.sessions.into_iter().filter(took_part).collect();
        for row in &mut sessions {
            labels.adopt(&meetings.reports, &mut row.told.references);
        }

        let told = positions.iter().flat_map(|stand| &stand.held.told.references);
        let told = told.chain(sessions.iter().flat_map(|row| &row.told.references)).chain(&actor.told.references);
        let outlet: BTreeMap<&str, Option<&str>> =
            labels.reports.iter().map(|report| (report.label.as_str(), report.outlet.as_deref())).collect();
        let mut by: BTreeMap<Option<&str>, usize> = BTreeMap::new();
        for cite in told {
            *by.entry(outlet.get(cite.label.as_str()).copied().flatten()).or_default() += 1;
        }
        let mut told_by: Vec<(Option<String>, usize)> =
            by.into_iter().map(|(outlet, n)| (outlet.map(str::to_owned), n)).collect();
        told_by.sort_by_key(|(outlet, n)| (outlet.is_none(), std::cmp::Reverse(*n), outlet.clone()));
        Ok(Actor { actor, positions, sessions, told_by, reports: labels.reports })
    }

    fn title(&self) -> String {
        self.actor.name.clone()
    }

    fn main(&self, work: &Work<'_>, asked: &Asked) -> askama::Result<String> {
        let references = References::new(work.dossier, &asked.query, &self.reports);
        let (row, time, dossier) = (&self.actor, asked.query.time_only(), encoded(work.dossier));
        let (links, words) = references.of(&row.told);
        let of = row.party.as_ref().filter(|party| **party != row.name);
        let of = of
            .map(|party| format!(" of <a href=\"{}\">{}</a>", actor_address(work.dossier, &time, party), name(party)));
        let mut out = style("people.css");
        let _ = write!(
            out,
            "<p class=\"crumb\"><a href=\"/d/{dossier}/actors{}\">Actors</a></p><h1>{}</h1><div class=\"line\"><p class=\"lead\">{}{}; {}, told of in {} by {} {links} <span data-actor=\"{}\" class=\"merge\"></span></p>{words}</div><div class=\"cols\"><div>",
            text(&time),
            name(&row.name),
            crate::pages::disagreements::capital(kind_word(row.kind)),
            of.unwrap_or_default(),
            since(&row.since),
            counted(row.since.reports, "report", "reports"),
            counted(row.told.sources, "independent source", "independent sources"),
            text(&row.name),
        );
        out += &self.stands(&references, &dossier, &time);
        out += &self.meets(&references, work.dossier, &time);
        out += "</div><aside aria-label=\"Roles, people, names, sources\">";
        out += &self.beside(work.dossier, &time);
        Ok(out + "</aside></div>" + &script("naming.js"))
    }

    fn table(&self) -> Option<String> {
        let mut rows =
            vec![["issue", "point", "stance", "force", "holder", "sources", "first", "last"].map(str::to_owned)];
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        for stand in &self.positions {
            rows.push([
                stand.label.clone(),
                stand.point.clone(),
                stance_word(stand.held.stance).to_owned(),
                stand.held.force.map(force).unwrap_or_default().to_owned(),
                stand.held.holder.clone().unwrap_or_default(),
                stand.held.told.sources.to_string(),
                day(stand.held.since.first),
                day(stand.held.since.last),
            ]);
        }
        Some(crate::parts::csv(&rows))
    }
}

impl Actor {
    fn stands(&self, references: &References<'_>, dossier: &str, time: &str) -> String {
        let mut out = format!("<section id=\"positions\"><h2>Positions <small>{}</small></h2>", self.positions.len());
        if self.positions.is_empty() {
            return out + "<p class=\"nothing\">No report of this time tells what this actor wants.</p></section>";
        }
        let party = self.actor.party.as_deref().unwrap_or(&self.actor.name);
        let mut issue = None;
        for stand in &self.positions {
            if issue != Some(&stand.issue) {
                if issue.is_some() {
                    out += "</ul>";
                }
                issue = Some(&stand.issue);
                let and = if time.is_empty() { '?' } else { '&' };
                let to = format!(
                    "/d/{dossier}/positions{time}{and}issue={}&party={}",
                    encoded(&stand.issue),
                    encoded(&stand.held.short)
                );
                let _ = write!(
                    out,
                    "<h3><a href=\"{}\" aria-label=\"{} on {}: history\">{}</a></h3><ul class=\"lines\">",
                    text(&to),
                    text(party),
                    text(&stand.label),
                    text(&stand.label)
                );
            }
            out += &references.line(&say(stand), &stand.held.told.references);
        }
        out + "</ul></section>"
    }

    fn meets(&self, references: &References<'_>, dossier: &str, time: &str) -> String {
        let mut out = format!("<section id=\"sessions\"><h2>Sessions <small>{}</small></h2>", self.sessions.len());
        if self.sessions.is_empty() {
            return out
                + "<p class=\"nothing\">No report of this time tells of a session with this actor.</p></section>";
        }
        out += "<ul class=\"lines\">";
        for row in &self.sessions {
            let who: Vec<String> = row
                .who
                .iter()
                .chain(&row.people)
                .map(|who| format!("<a href=\"{}\">{}</a>", actor_address(dossier, time, who), name(who)))
                .collect();
            let say = format!(
                "<b>{}</b>, {} <span class=\"tag\">{}</span><br><span class=\"dim\">{}</span>",
                row.place.as_deref().map_or_else(|| "Place not stated".to_owned(), name),
                when(row),
                status_word(row.status),
                who.join(", ")
            );
            out += &references.line(&say, &row.told.references);
        }
        out + "</ul></section>"
    }

    fn beside(&self, dossier: &str, time: &str) -> String {
        let row = &self.actor;
        let mut out = String::from("<section id=\"roles\"><h2>Roles</h2>");
        if row.roles.is_empty() {
            out += "<p class=\"nothing\">No report gives a role.</p>";
        }
        out += "<ul class=\"lines\">";
        for role in &row.roles {
            let _ = write!(
                out,
                "<li class=\"line\">{} <span class=\"dim\">{}</span></li>",
                name(&role.role),
                since(&role.since)
            );
        }
        out += "</ul></section>";
        if !row.people.is_empty() {
            out += "<section id=\"people\"><h2>Who acts for it</h2><ul class=\"lines\">";
            for one in &row.people {
                let role = one.role.as_ref().map(|role| format!(", {}", name(role))).unwrap_or_default();
                let to = actor_address(dossier, time, &one.name);
                let _ = write!(
                    out,
                    "<li class=\"line\"><a href=\"{to}\">{}</a>{role} <span class=\"dim\">{}</span></li>",
                    name(&one.name),
                    since(&one.since)
                );
            }
            out += "</ul></section>";
        }
        if !row.forms.is_empty() {
            let _ = write!(
                out,
                "<section id=\"names\"><h2>Other names</h2><ul class=\"forms\">{}</ul></section>",
                forms(&row.forms, &row.name)
            );
        }
        out += "<section id=\"outlets\"><h2>Who tells of it</h2><ul class=\"lines\">";
        for (outlet, n) in &self.told_by {
            let outlet = outlet
                .as_ref()
                .map_or_else(|| "<span class=\"dim\">outlet not stated</span>".to_owned(), |outlet| name(outlet));
            let _ = write!(
                out,
                "<li class=\"line\">{outlet} <span class=\"dim\">{}</span></li>",
                counted(*n, "reference", "references")
            );
        }
        out + "</ul></section>"
    }
}

/// When a session was.
pub(crate) fn when(row: &MeetingRow) -> String {
    match (row.date, row.until, &row.when) {
        (Some(day), Some(until), _) if until != day => format!("{day} to {until}"),
        (Some(day), ..) => day.to_string(),
        (None, _, Some(words)) => format!("<span class=\"words\">“{}”</span>", name(words)),
        (None, _, None) => "date not stated".into(),
    }
}

/// A stance in one line.
fn say(stand: &Stand) -> String {
    let held = &stand.held;
    let mut out = format!("{} {}", stance(held.stance), name(&stand.point));
    if let Some(hard) = held.force {
        let _ = write!(out, " <span class=\"force\">{}</span>", force(hard));
    }
    if stand.clash {
        out += " <span class=\"tag cf\">disputed</span>";
    }
    if let Some(terms) = &held.condition {
        let _ = write!(out, ", if <span class=\"words\">{}</span>", name(terms));
    }
    if let Some(holder) = &held.holder {
        let _ = write!(out, " <span class=\"dim\">{}</span>", name(holder));
    }
    for step in &held.moves {
        let how = match step.kind {
            MoveKind::Shift => "moved",
            MoveKind::Contradiction => "also told",
        };
        let day = step.on.map(|day| format!(" {day}")).unwrap_or_default();
        let _ = write!(out, " <span class=\"dim\">{how}{day}: {}</span>", stance_word(step.to));
    }
    let _ = write!(
        out,
        " <span class=\"dim\">{}, {}</span> {}",
        since(&held.since),
        counted(held.told.sources, "source", "sources"),
        sure(held.told.probability)
    );
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cited(label: &str, id: &str) -> Cited {
        Cited { label: label.into(), id: id.into(), title: None, outlet: None, published: None }
    }

    fn cite(label: &str) -> Cite {
        Cite { report: 0, label: label.into(), sentence: 1, start: 0, end: 0, quote: String::new(), teller: None }
    }

    #[test]
    fn two_views_share_their_labels_on_one_page() {
        let mut labels = Labels::default();
        let mut first = [cite("1"), cite("2")];
        labels.adopt(&[cited("1", "a"), cited("2", "b")], &mut first);
        let mut second = [cite("1"), cite("2"), cite("9")];
        labels.adopt(&[cited("1", "b"), cited("2", "c")], &mut second);
        let of = |cites: &[Cite]| cites.iter().map(|cite| cite.label.clone()).collect::<Vec<_>>();
        assert_eq!(of(&first), ["1", "2"]);
        // What no report stands behind is left as it is.
        assert_eq!(of(&second), ["2", "3", "9"]);
        assert_eq!(labels.reports.iter().map(|report| report.id.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
    }
}
