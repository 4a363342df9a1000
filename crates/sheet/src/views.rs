//! The views of a dossier in words.

use std::borrow::Cow;

use jiff::civil::Date;
use record::book::{
    ActorRow, Actors, Cited, DocumentRow, Documents, FigureRow, Figures, Form, Item, Matrix, MeetingRow, Meetings,
    MoveKind, News, PartyStance, PointRow, Since, Sources, Timeline,
};
use record::{Brief, ReportLine, stance_word, state_word, status_word};
use store::{Entered, Found, Health, Shown};

use super::line::{Line, quoted};
use super::sections::{Block, Limits, Section, changes, differences};
use super::sheet::Sheet;

/// References printed behind a line of a view.
const REFERENCES: usize = 3;

fn section(title: impl Into<Cow<'static, str>>, count: usize, blocks: Vec<Block>, nothing: &'static str) -> Section {
    let blocks = if blocks.is_empty() { vec![Block::Nothing(nothing)] } else { blocks };
    Section { title: title.into(), count: (count > 0).then_some(count), has_stances: false, blocks }
}

fn sheet(kind: &'static str, title: &str, lead: String, mut sections: Vec<Section>, cited: &[Cited]) -> Sheet<'static> {
    let reports: Vec<ReportLine> = cited.iter().map(report_line).collect();
    let legend = cited.first().map(|report| {
        format!("[{}:12] report {}, sentence 12; x3 three independent sources", report.label, report.label)
    });
    if !cited.is_empty() {
        sections.push(reports_section(cited));
    }
    Sheet { kind, title: title.to_owned(), lead, legend, sections, reports: Cow::Owned(reports) }
}

fn report_line(cited: &Cited) -> ReportLine {
    ReportLine {
        label: cited.label.clone(),
        id: cited.id.clone(),
        title: cited.title.clone(),
        outlet: cited.outlet.clone(),
        published: cited.published,
        credit: None,
        body_of: None,
        relays: Vec::new(),
        sentences: Vec::new(),
    }
}

fn reports_section(cited: &[Cited]) -> Section {
    let rows = cited.iter().map(|report| Block::Labelled(report.label.clone(), vec![Line::new(told_of(report))]));
    section("Reports", cited.len(), rows.collect(), "")
}

/// `The Harbour Courier, 1978-08-09, "Carter calls …" (camp-david/02)`.
fn told_of(report: &Cited) -> String {
    let outlet = report.outlet.as_deref().unwrap_or("no outlet");
    let day = report.published.map_or_else(|| "undated".to_owned(), |day| day.to_string());
    let title = report.title.as_ref().map(|title| format!(", {}", quoted(title))).unwrap_or_default();
    format!("{outlet}, {day}{title} ({})", report.id)
}

/// `1978-07-20 to 1979-03-27, 9 reports`.
fn since(since: &Since) -> String {
    let reports = count(since.reports);
    match (since.first, since.last) {
        (Some(first), Some(last)) if first == last => format!("{first}, {reports}"),
        (Some(first), Some(last)) => format!("{first} to {last}, {reports}"),
        _ => reports,
    }
}

/// `since 1978-07-20 until 1979-03-27, 9 reports`: the days on which it was told first and last.
fn led(told: &Since) -> String {
    match (told.first, told.last) {
        (Some(first), Some(last)) if first != last => format!("since {first} until {last}, {} reports", told.reports),
        (Some(first), _) => format!("since {first}, {}", count(told.reports)),
        _ => count(told.reports),
    }
}

fn count(reports: usize) -> String {
    if reports == 1 { "1 report".to_owned() } else { format!("{reports} reports") }
}

/// Other names, those with one reason together: `Kyiv, Ukrainian (a report gives both, 0.90)`.
fn forms(forms: &[Form]) -> String {
    /// Names for one reason.
    const MOST: usize = 6;
    let mut by_reason: Vec<(&str, f32, Vec<&str>)> = Vec::new();
    for form in forms {
        let reason = form.because.as_str();
        match by_reason.iter_mut().find(|(known, sure, _)| *known == reason && *sure == form.probability) {
            Some((.., names)) => names.push(&form.name),
            None => by_reason.push((reason, form.probability, vec![&form.name])),
        }
    }
    let told = by_reason.iter().map(|(reason, sure, names)| {
        let more = names.len().saturating_sub(MOST);
        let more = if more > 0 { format!(" +{more}") } else { String::new() };
        format!("{}{more} ({reason}, {sure:.2})", names[..names.len().min(MOST)].join(", "))
    });
    told.collect::<Vec<_>>().join("; ")
}

/// Who stands where: a section an issue, a block a point.
pub fn matrix_sheet(title: &str, matrix: &Matrix, history: bool) -> Sheet<'static> {
    let points: usize = matrix.issues.iter().map(|issue| issue.points.len() + issue.more).sum();
    let lead = [
        (matrix.parties.len(), "party", "parties"),
        (matrix.issues.len(), "issue", "issues"),
        (points, "point", "points"),
    ]
    .map(|(n, one, many)| format!("{n} {}", if n == 1 { one } else { many }))
    .join(", ");
    let nothing = "No report tells of a position that is more likely right than wrong; --unsure shows the others.";
    let mut sections: Vec<Section> = matrix
        .issues
        .iter()
        .map(|issue| {
            let mut blocks = Vec::new();
            for point in &issue.points {
                blocks.push(Block::Item(point_head(point)));
                let stance =
                    |stance: &PartyStance| Block::Labelled(under(&stance.short), stance_lines(stance, history));
                blocks.extend(point.stances.iter().map(stance));
                if history && !point.forms.is_empty() {
                    blocks.push(Block::Labelled(under("also"), vec![Line::default().dim(forms(&point.forms))]));
                }
            }
            if issue.more > 0 {
                blocks.push(Block::Note(
                    Line::default().dim(format!("{} more; --issue {} shows them", issue.more, issue.issue)),
                ));
            }
            section(issue.label.clone(), issue.points.len() + issue.more, blocks, "")
        })
        .collect();
    match sections.first_mut() {
        Some(first) => first.has_stances = true,
        None => sections.push(section("Positions", 0, Vec::new(), nothing)),
    }
    sheet("Positions", title, lead, sections, &matrix.reports)
}

/// A label that stands under the line before it.
fn under(label: &str) -> String {
    format!("  {label}")
}

fn point_head(point: &PointRow) -> Line {
    let mut line = Line::default().strong(point.name.clone());
    if point.clash {
        line = line.words(" ").strong("in dispute");
    }
    for related in &point.related {
        line = line.words("; ").dim(format!("{} {}", related.tie.as_str(), quoted(&related.point)));
    }
    line
}

fn stance_lines(stance: &PartyStance, history: bool) -> Vec<Line> {
    let mut line = Line::default().stance(stance.stance);
    if let Some(holder) = &stance.holder {
        line = line.words(format!(" {holder}"));
    }
    if let Some(force) = stance.force {
        line = line.words(format!(", {}", force_word(force)));
    }
    if let Some(condition) = &stance.condition {
        line = line.words(format!(", if {}", quoted(condition)));
    }
    let mut lines = vec![line.told(&stance.told, REFERENCES).words("; ").dim(since(&stance.since))];
    let shown = if history { usize::MAX } else { 2 };
    for step in stance.moves.iter().take(shown) {
        let on = step.on.map_or_else(|| "undated".to_owned(), |day| day.to_string());
        let what = match step.kind {
            MoveKind::Shift => format!("moved {on}: {} -> {}", stance_word(step.from), stance_word(step.to)),
            MoveKind::Contradiction => format!("also told {on}: {}", stance_word(step.to)),
        };
        lines.push(Line::new(what).cite(&step.cite));
    }
    lines
}

fn force_word(force: reading::Force) -> &'static str {
    use reading::Force;
    match force {
        Force::RedLine => "red line",
        Force::Demand => "demand",
        Force::Preference => "preference",
        Force::Offer => "offer",
        Force::Floated => "floated",
    }
}

/// The sessions.
pub fn meetings_sheet(title: &str, meetings: &Meetings) -> Sheet<'static> {
    let blocks =
        meetings.sessions.iter().map(|row| Block::Labelled(status_word(row.status).to_owned(), vec![meeting(row)]));
    let n = meetings.sessions.len() + meetings.more;
    let nothing = "No report tells of a session.";
    let lead =
        more(format!("{n} sessions"), meetings.more, "those told of by fewest sources left out; --limit shows more");
    sheet("Sessions", title, lead, vec![section("Sessions", n, blocks.collect(), nothing)], &meetings.reports)
}

fn more(lead: String, left_out: usize, why: &str) -> String {
    if left_out == 0 { lead } else { format!("{lead}, {left_out} of {why}") }
}

fn meeting(row: &MeetingRow) -> Line {
    let place = row.place.as_deref().unwrap_or("no place");
    let who = if row.who.is_empty() { String::new() } else { format!(" ({})", row.who.join(", ")) };
    let when = match (row.date, row.until, &row.when) {
        (Some(day), Some(until), _) => format!(", {day} to {until}"),
        (Some(day), None, _) => format!(", {day}"),
        (None, _, Some(when)) => format!(", {}", quoted(when)),
        (None, _, None) => String::new(),
    };
    let mut line = Line::new(format!("{place}{who}{when}"));
    if !row.people.is_empty() {
        line = line.words(format!("; {}", row.people.join(", ")));
    }
    if !row.before.is_empty() {
        let before: Vec<&str> = row.before.iter().map(|status| status_word(*status)).collect();
        line = line.words(format!("; told before as {}", before.join(", ")));
    }
    if !row.outcome.is_empty() {
        let outcome: Vec<String> = row.outcome.iter().map(|words| quoted(words)).collect();
        line = line.words(format!(": {}", outcome.join("; ")));
    }
    line.told(&row.told, REFERENCES)
}

/// The texts with their versions.
pub fn documents_sheet(title: &str, documents: &Documents) -> Sheet<'static> {
    let mut blocks = Vec::new();
    for row in &documents.texts {
        blocks.push(Block::Item(document(row)));
        for version in &row.versions {
            let label = under(&version.points.map_or_else(|| "told".to_owned(), |n| format!("{n} points")));
            let states = version.states.iter().map(|state| {
                let when = state.since.first.map(|day| format!(" {day}")).unwrap_or_default();
                Line::new(format!("{}{when}", state_word(state.state))).told(&state.told, 1)
            });
            blocks.push(Block::Labelled(label, vec![Line::list(states, "; ")]));
        }
    }
    let n = documents.texts.len() + documents.more;
    let lead =
        more(format!("{n} texts"), documents.more, "those told of by fewest sources left out; --limit shows more");
    sheet("Texts", title, lead, vec![section("Texts", n, blocks, "No report tells of a text.")], &documents.reports)
}

fn document(row: &DocumentRow) -> Line {
    let drafter = row.drafter.as_ref().map(|drafter| format!(" ({drafter})")).unwrap_or_default();
    let line = Line::default().strong(row.name.clone()).words(drafter);
    let line = line.words("; ").dim(since(&row.since));
    if row.names.is_empty() { line } else { line.words("; also ").dim(row.names.join("; ")) }
}

/// The register of actors.
pub fn actors_sheet(title: &str, actors: &Actors) -> Sheet<'static> {
    let mut blocks = Vec::new();
    for row in &actors.actors {
        blocks.push(Block::Item(actor(row)));
        for role in &row.roles {
            blocks
                .push(Block::Labelled(under("role"), vec![Line::new(&role.role).words("; ").dim(since(&role.since))]));
        }
        for one in &row.leaders {
            let line = Line::new(format!("delegation led by {}, {}; ", one.name, one.role)).dim(led(&one.since));
            blocks.push(Block::Labelled(under("leader"), vec![line]));
        }
        for one in &row.people {
            let role = one.role.as_ref().map(|role| format!(", {role}")).unwrap_or_default();
            let line = Line::new(format!("{}{role}; ", one.name)).dim(since(&one.since));
            blocks.push(Block::Labelled(under("people"), vec![line]));
        }
        if !row.forms.is_empty() {
            blocks.push(Block::Labelled(under("also"), vec![Line::default().dim(forms(&row.forms))]));
        }
    }
    let n = actors.actors.len() + actors.more;
    let lead = more(format!("{n} actors"), actors.more, "those told of by fewest sources left out; --limit shows more");
    sheet("Actors", title, lead, vec![section("Actors", n, blocks, "No report tells of an actor.")], &actors.reports)
}

fn actor(row: &ActorRow) -> Line {
    let party = row.party.as_ref().filter(|party| **party != row.name);
    let party = party.map(|party| format!(" of {party}")).unwrap_or_default();
    let line = Line::default().strong(row.name.clone()).words(format!(", {}{party}", row.kind.as_str()));
    line.words("; ").dim(since(&row.since)).told(&row.told, 1)
}

/// The figures.
pub fn figures_sheet(title: &str, figures: &Figures) -> Sheet<'static> {
    let blocks: Vec<Block> = figures.figures.iter().map(|row| Block::Item(figure(row))).collect();
    let n = figures.figures.len() + figures.more;
    let lead = more(
        format!("{n} things counted"),
        figures.more,
        "those told of by fewest sources left out; --limit shows more",
    );
    sheet("Figures", title, lead, vec![section("Figures", n, blocks, "No report tells of a figure.")], &figures.reports)
}

fn figure(row: &FigureRow) -> Line {
    // What is counted says its unit itself: `drones launched against the town: 1,300`.
    let unit = row.unit.as_ref().filter(|unit| !row.of.starts_with(unit.as_str()));
    let unit = unit.map(|unit| format!(" {}", if unit == "percent" { "%" } else { unit })).unwrap_or_default();
    let values = row.values.iter().map(|value| {
        let line = Line::new(format!("{}{unit}", super::sections::number_words(value.value)));
        let line = if value.per.is_empty() { line } else { line.words(format!(", per {}", value.per.join(", "))) };
        line.told(&value.told, REFERENCES)
    });
    Line::new(format!("{}: ", row.of)).join(Line::list(values, " / "))
}

/// The timeline.
pub fn timeline_sheet(title: &str, timeline: &Timeline) -> Sheet<'static> {
    let blocks = timeline.events.iter().map(|event| {
        let day = event.day.map_or_else(|| "no day".to_owned(), |day| day.to_string());
        let day = if event.exact || event.day.is_none() { day } else { format!("by {day}") };
        Block::Labelled(day, vec![Line::new(format!("{}: {}", event.kind.as_str(), event.what)).told(&event.told, 2)])
    });
    let n = timeline.events.len() + timeline.earlier;
    let lead = more(format!("{n} events"), timeline.earlier, "them earlier; --from and --to or --limit show them");
    sheet(
        "Timeline",
        title,
        lead,
        vec![section("Timeline", n, blocks.collect(), "Nothing is dated.")],
        &timeline.reports,
    )
}

/// Where the record comes from.
pub fn sources_sheet(title: &str, sources: &Sources) -> Sheet<'static> {
    let range = |first: Option<Date>, last: Option<Date>| match (first, last) {
        (Some(first), Some(last)) if first != last => format!(", {first} to {last}"),
        (Some(day), _) => format!(", {day}"),
        _ => ", undated".to_owned(),
    };
    let outlets = sources.outlets.iter().map(|row| {
        let copied = if row.copied > 0 { format!(", {} of them copies of others", row.copied) } else { String::new() };
        let words = format!("{}{}{copied}", row.reports, range(row.first, row.last));
        Block::Labelled(row.outlet.clone().unwrap_or_else(|| "no outlet".into()), vec![Line::new(words)])
    });
    let copies = sources.copies.iter().map(|row| {
        let others: Vec<String> = row.others.iter().take(6).map(told_of).collect();
        let more = row.others.len() - others.len();
        Block::Item(Line::new(format!("first {}; then {}", told_of(&row.first), others.join("; "))).more(more))
    });
    let relays = sources.relays.iter().map(|row| {
        let parts = [(row.credits, "credited"), (row.relays, "quoted through")];
        let told: Vec<String> =
            parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{what} in {n}")).collect();
        Block::Labelled(row.name.clone(), vec![Line::new(told.join(", "))])
    });
    let lead = format!("{} reports, counted as {} independent sources", sources.reports, sources.independent);
    let sections = vec![
        section("Outlets", sources.outlets.len(), outlets.collect(), "No report."),
        section("Copies", sources.copies.len() + sources.more_copies, copies.collect(), "No two reports are one text."),
        section("Agencies", sources.relays.len(), relays.collect(), "No report credits another or quotes through one."),
    ];
    sheet("Sources", title, lead, sections, &[])
}

/// The reports of a brief, as a view lists them.
fn cited(brief: &Brief, used: &[Section]) -> Vec<Cited> {
    let labels: std::collections::BTreeSet<&str> =
        used.iter().flat_map(Section::lines).flat_map(Line::cites).map(|cite| cite.label.as_str()).collect();
    let used = brief.reports.iter().filter(|report| labels.contains(report.label.as_str()));
    used.map(|report| Cited {
        label: report.label.clone(),
        id: report.id.clone(),
        title: report.title.clone(),
        outlet: report.outlet.clone(),
        published: report.published,
    })
    .collect()
}

/// Where the reports differ.
pub fn differences_sheet(brief: &Brief, note: &str) -> Sheet<'static> {
    let sections = vec![differences(brief, &Limits { differences: usize::MAX, ..Limits::PAGE })];
    let reports = cited(brief, &sections);
    sheet(
        "Disagreements",
        &brief.title,
        format!("{} in {} reports{note}", brief.differences.len(), brief.reports.len()),
        sections,
        &reports,
    )
}

/// What is no longer as it was, by the words of the reports of a window.
pub fn changes_sheet(brief: &Brief, note: &str) -> Sheet<'static> {
    let sections = vec![changes(brief, &Limits { changes: usize::MAX, ..Limits::PAGE })];
    let reports = cited(brief, &sections);
    let lead = format!("{} in {} reports{note}", brief.changes.len(), brief.reports.len());
    sheet("Changes", &brief.title, lead, sections, &reports)
}

/// What changed between two days.
pub fn news_sheet(title: &str, news: &News) -> Sheet<'static> {
    let part = |title: &'static str, items: &[Item], nothing: &'static str| {
        let line = |item: &Item| item.references.iter().take(REFERENCES).fold(Line::new(&item.what), Line::cite);
        section(title, items.len(), items.iter().map(|item| Block::Item(line(item))).collect(), nothing)
    };
    let sections = vec![
        part("New", &news.new, "Nothing is told for the first time."),
        part("Moved", &news.moved, "No party is told to have moved."),
        part("Contradicted", &news.contradicted, "Nothing is told both ways."),
        part("Dropped", &news.dropped, "Nothing that was told has fallen silent."),
        part("Resolved", &news.resolved, "No plan was carried out, and no text agreed."),
    ];
    sheet("Changes", title, format!("after {}, up to {}", news.from, news.to), sections, &news.reports)
}

/// What a search found.
pub fn found_sheet(title: &str, query: &str, found: &[Found]) -> Sheet<'static> {
    let blocks = found.iter().map(|one| {
        let outlet = one.outlet.as_deref().unwrap_or("no outlet");
        let day = one.published.map_or_else(|| "undated".to_owned(), |day| day.to_string());
        let head =
            Line::default().strong(format!("{}:{}", one.report, one.sentence)).words(format!(" {outlet}, {day}"));
        let head = one.title.as_ref().map_or(head.clone(), |title| head.words(format!(", {}", quoted(title))));
        vec![Block::Item(head), Block::Note(marked(one))]
    });
    let n = found.len();
    let reports = if n == 1 { "1 report".to_owned() } else { format!("{n} reports") };
    let blocks: Vec<Block> = blocks.flatten().collect();
    sheet(
        "Search",
        title,
        format!("{query}: {reports}"),
        vec![section("Found", n, blocks, "No report has all of this. Fewer words find more.")],
        &[],
    )
}

/// A passage with the words that were asked for in bold.
fn marked(found: &Found) -> Line {
    let chars: Vec<char> = found.passage.chars().collect();
    let mut line = Line::default();
    let mut at = 0;
    for (from, to) in &found.marks {
        line = line
            .words(chars[at..*from].iter().collect::<String>())
            .strong(chars[*from..*to].iter().collect::<String>());
        at = *to;
    }
    line.words(chars[at..].iter().collect::<String>())
}

/// One report, sentence or entry with everything behind it.
pub fn shown_sheet(title: &str, shown: &Shown) -> Sheet<'static> {
    let mut blocks = Vec::new();
    for entry in &shown.entries {
        let sure = if entry.why == reading::Rule::Analyst.as_str() {
            "confirmed".to_owned()
        } else {
            format!("{:.2}", entry.probability)
        };
        blocks.push(Block::Item(Line::default().strong(entry.id.clone()).words(" ").dim(sure)));
        for (name, value) in &entry.entry.fields {
            let words = match value {
                serde_json::Value::Null => continue,
                serde_json::Value::Array(parts) if parts.is_empty() => continue,
                serde_json::Value::String(words) => words.clone(),
                serde_json::Value::Array(parts) => parts
                    .iter()
                    .map(|part| part.as_str().map_or_else(|| part.to_string(), str::to_owned))
                    .collect::<Vec<_>>()
                    .join("; "),
                other => other.to_string(),
            };
            blocks.push(Block::Labelled(name.clone(), vec![Line::new(words)]));
        }
        blocks.push(Block::Labelled("words".into(), vec![Line::new(quoted(entry.entry.anchor.exact()))]));
        blocks.push(Block::Labelled("why".into(), vec![Line::default().dim(entry.reason.clone())]));
        for judgement in &entry.judgements {
            let line = Line::new(format!("{} by {}, {}", judgement.id, judgement.author, judgement.at));
            let line = judgement.note.as_ref().map_or(line.clone(), |note| line.words(format!(": {note}")));
            blocks.push(Block::Labelled("judged".into(), vec![line]));
        }
    }
    let outlet = shown.outlet.as_deref().unwrap_or("no outlet");
    let day = shown.published.map_or_else(|| "undated".to_owned(), |day| day.to_string());
    let headline = shown.title.as_ref().map(|title| format!(", {}", quoted(title))).unwrap_or_default();
    let copies =
        if shown.copies.is_empty() { String::new() } else { format!("; one text with {}", shown.copies.join(", ")) };
    let versions = if shown.versions > 1 { format!("; {} versions received", shown.versions) } else { String::new() };
    let lead = format!("{}: {outlet}, {day}{headline}{copies}{versions}", shown.report);
    sheet("Show", title, lead, vec![section("Entries", shown.entries.len(), blocks, "No entry rests on this.")], &[])
}

/// The journal.
pub fn journal_sheet(title: &str, journal: &[Entered]) -> Sheet<'static> {
    let blocks = journal.iter().map(|entered| {
        let judgement = &entered.judgement;
        let mut line =
            Line::new(format!("{} {}, {}: ", judgement.id, judgement.author, judgement.at)).words(entered.told());
        if let Some(note) = &judgement.note {
            line = line.words(format!(" ({note})"));
        }
        if !entered.stands {
            line = line.words(" ").dim("undone");
        }
        if let Some(words) = &entered.lost {
            line = line.words(" ").strong("its words are gone").words(format!(": {}", quoted(words)));
        }
        Block::Item(line)
    });
    let n = journal.len();
    let lost = journal.iter().filter(|entered| entered.lost.is_some()).count();
    let lost = if lost > 0 { format!(", {lost} of them on words that are gone") } else { String::new() };
    sheet(
        "Judgements",
        title,
        format!("{n} judgements{lost}"),
        vec![section("Judgements", n, blocks.collect(), "Nobody has judged anything yet.")],
        &[],
    )
}

/// The state of the file.
pub fn health_sheet(title: &str, health: &Health) -> Sheet<'static> {
    let faults = health.faults.iter().map(|fault| Block::Item(Line::new(fault)));
    let mb = |bytes: u64| format!("{:.1} MB", bytes as f64 / 1e6);
    let share = health.file_bytes as f64 / health.text_bytes.max(1) as f64;
    let rows = [
        ("reports", format!("{}, and {} earlier versions", health.reports, health.earlier_versions)),
        (
            "readings",
            match health.out_of_date {
                0 => "all by this program and agenda".to_owned(),
                n => format!("{n} by another program or agenda; `rapporteur reread` makes them anew"),
            },
        ),
        ("judgements", format!("{}, {} of them on words that are gone", health.judgements, health.lost)),
        ("size", format!("{}, {share:.1} times the texts ({})", mb(health.file_bytes), mb(health.text_bytes))),
        ("format", health.format.to_string()),
    ];
    let rows = rows.map(|(label, words)| Block::Labelled(label.to_owned(), vec![Line::new(words)]));
    let sizes = health.sizes.iter().map(|size| Block::Labelled(size.part.clone(), vec![Line::new(mb(size.bytes))]));
    let sections = vec![
        section("Faults", health.faults.len(), faults.collect(), "None found."),
        section("Contents", 0, rows.into(), ""),
        section("What takes the room", 0, sizes.collect(), ""),
    ];
    let lead = if health.faults.is_empty() { "the file is well".to_owned() } else { "the file has faults".to_owned() };
    sheet("Doctor", title, lead, sections, &[])
}
