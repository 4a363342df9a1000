//! The brief put together.

use reading::{Reading, SessionStatus};
use source::Report;

use crate::brief::{Brief, DifferenceKind, Party, ReportLine, Sentence, StateOfPlay, Tally, TextLine};
use crate::dossier::BriefOptions;
use crate::shelf::{FLOOR, Shelf};
use crate::words::{fold, one_line};
use crate::{changes, differences, figures, next, obstacles, people, positions, sessions, texts};

pub(crate) fn brief(shelf: &Shelf<'_>, options: &BriefOptions) -> Brief {
    let (parties, unaligned) = people::parties(shelf);
    let obstacles = obstacles::obstacles(shelf);
    let meetings = sessions::meetings(shelf);
    let documents = texts::documents(shelf);
    let counted = figures::counted(shelf, &documents);
    let held = positions::held(shelf);
    let sessions = sessions::sessions(shelf, &meetings, &parties);
    let texts = texts::texts(shelf, &documents);
    let next = next::next(shelf, &meetings);
    let matter = differences::Matter { meetings: &meetings, documents: &documents, held: &held, counted: &counted };
    let differences = differences::differences(shelf, &matter);
    let state = StateOfPlay {
        last_held: last_held(&sessions),
        // The first lines are what is read alone: nothing unsure stands there.
        in_the_way: (0..obstacles.len())
            .filter(|i| obstacles[*i].told.probability >= 0.5 && !obstacles[*i].is_aside())
            .take(2)
            .collect(),
        text: on_the_table(shelf, &texts),
        next: next.iter().position(|step| is_next(shelf, step)),
    };
    Brief {
        title: options.title.clone().unwrap_or_else(|| folder(shelf)),
        as_of: options.as_of,
        tally: tally(shelf),
        state,
        news: None,
        changes: changes::changes(shelf, &documents, &meetings),
        positions: positions::positions(shelf, &parties, &obstacles),
        texts,
        not_told_apart: sessions::not_told_apart(shelf, &meetings),
        sessions,
        obstacles,
        next,
        figures: figures::figures(shelf, &counted),
        differences: differences_once(differences),
        reports: (0..shelf.taken.len()).map(|report| report_line(shelf, report, &parties)).collect(),
        independent: shelf.independence.count(0..shelf.taken.len()),
        links: shelf.independence.links.clone(),
        parties,
        unaligned,
    }
}

/// The session held last: by date, sure or not, where one has a date; else up to two that are sure, of two places.
fn last_held(sessions: &[crate::brief::SessionLine]) -> Vec<usize> {
    let held = |session: &crate::brief::SessionLine| {
        session.status == SessionStatus::Held && session.place.is_some() && session.who.len() > 1
    };
    let dated = (0..sessions.len()).filter(|&i| held(&sessions[i]) && sessions[i].date.is_some());
    if let Some(last) = dated.max_by_key(|&i| (sessions[i].date, !sessions[i].told.is_unsure(), std::cmp::Reverse(i))) {
        return vec![last];
    }
    let mut out: Vec<usize> = Vec::new();
    for (i, session) in sessions.iter().enumerate() {
        let new = out.iter().all(|known| sessions[*known].place != session.place);
        if held(session) && !session.told.is_unsure() && new && out.len() < 2 {
            out.push(i);
        }
    }
    out
}

/// Whether a step is sure, has somebody who takes it and a time that is not over, and none of the dated reports is later.
fn is_next(shelf: &Shelf<'_>, step: &crate::brief::NextLine) -> bool {
    const OVER: [&str; 5] = ["earlier", "last", "ago", "yesterday", "previous"];
    let over = |when: &String| fold(when).split(' ').any(|word| OVER.contains(&word));
    let last = shelf.taken.iter().filter_map(|taken| taken.report.published).max();
    let timely = step.told.references.iter().any(|cite| shelf.taken[cite.report].report.published == last);
    let when = step.when.as_ref().is_some_and(|when| !over(when));
    when && timely && !step.who.is_empty() && !step.told.is_unsure()
}

/// The text most sources tell of; one with a number of points before others, one revised before one that was.
fn on_the_table(shelf: &Shelf<'_>, texts: &[TextLine]) -> Option<usize> {
    use reading::TextState::{Agreed, Leaked, Proposed, Rejected, Revised, Signed};
    let weight = |text: &TextLine| {
        let state = match text.state {
            Signed => 5,
            Revised => 4,
            Agreed => 3,
            Proposed => 2,
            Leaked | Rejected => 0,
            _ => 1,
        };
        // Of dated reports the last one counts.
        let told = text.told.references.iter().filter_map(|cite| shelf.taken[cite.report].report.published).max();
        (told, told.is_none() && text.points.is_some(), state, text.points.is_some(), text.told.sources)
    };
    let known = |i: &usize| !texts[*i].told.is_unsure();
    (0..texts.len()).filter(known).max_by_key(|i| (weight(&texts[*i]), std::cmp::Reverse(*i)))
}

/// No account of one sentence twice under the same kind of difference.
fn differences_once(all: Vec<crate::brief::Difference>) -> Vec<crate::brief::Difference> {
    let mut seen: Vec<(DifferenceKind, Vec<(usize, usize)>)> = Vec::new();
    all.into_iter()
        .filter(|difference| {
            let places: Vec<(usize, usize)> = difference
                .accounts
                .iter()
                .filter_map(|account| account.told.as_ref())
                .map(|told| (told.references[0].report, told.references[0].start))
                .collect();
            let new = !seen.contains(&(difference.kind, places.clone()));
            seen.push((difference.kind, places));
            new
        })
        .collect()
}

/// The folder the reports have in common.
pub(crate) fn folder(shelf: &Shelf<'_>) -> String {
    let folder = |id: &str| id.rsplit_once('/').map(|(folder, _)| folder.to_owned());
    let mut folders = shelf.taken.iter().map(|taken| folder(&taken.report.id.0));
    let first = folders.next().flatten();
    let all_same = folders.all(|other| other == first);
    match first.as_deref().and_then(|first| first.rsplit('/').next()) {
        Some(name) if all_same && !name.is_empty() && name != "." => name.to_owned(),
        _ => "the talks".to_owned(),
    }
}

fn tally(shelf: &Shelf<'_>) -> Tally {
    let mut tally = Tally::default();
    for taken in &shelf.taken {
        let r = &taken.reading;
        let evidence = (r.positions.iter().map(|e| &e.evidence))
            .chain(r.actors.iter().map(|e| &e.evidence))
            .chain(r.sessions.iter().map(|e| &e.evidence))
            .chain(r.texts.iter().map(|e| &e.evidence))
            .chain(r.obstacles.iter().map(|e| &e.evidence))
            .chain(r.next.iter().map(|e| &e.evidence))
            .chain(r.figures.iter().map(|e| &e.evidence));
        for evidence in evidence {
            tally.entries += 1;
            tally.confirmed += usize::from(evidence.probability >= 0.9995);
            tally.unsure += usize::from((FLOOR..0.5).contains(&evidence.probability));
            tally.left_out += usize::from(evidence.probability < FLOOR);
        }
    }
    tally
}

fn report_line(shelf: &Shelf<'_>, report: usize, parties: &[Party]) -> ReportLine {
    let taken = shelf.taken[report];
    let credit = shelf.independence.credits[report].as_ref();
    let cite = credit.map(|credit| shelf.cite(report, credit.line));
    let body_of = cite.as_ref().filter(|_| credit.is_some_and(|credit| credit.agency.is_none())).and_then(|cite| {
        let line = format!(" {} ", fold(&cite.quote));
        let forms = |party: &Party| {
            let mut forms: Vec<String> = party.forms.iter().map(|form| fold(form)).collect();
            forms.push(fold(&party.name));
            forms
        };
        let signs =
            |party: &&Party| forms(party).iter().any(|form| form.len() > 1 && line.contains(&format!(" {form} ")));
        parties.iter().find(signs).map(|party| party.short.clone())
    });
    let mut relays: Vec<(String, crate::brief::Cite)> = Vec::new();
    for attribution in taken.reading.said() {
        if let Some(agency) = attribution.relayed_by.as_deref()
            && relays.iter().all(|(known, _)| fold(known) != fold(agency))
        {
            relays.push((agency.to_owned(), shelf.cite(report, attribution.evidence.span)));
        }
    }
    relays.sort_by_key(|(_, cite)| cite.start);
    let plain = plain_line(shelf.labels[report].clone(), &taken.report, &taken.reading);
    ReportLine { credit: cite, body_of, relays, ..plain }
}

/// A report with its sentences, for a page that refers to them; without what a brief says of where it comes from.
pub fn plain_line(label: String, report: &Report, reading: &Reading) -> ReportLine {
    let text = &report.text;
    let mut sentences = Vec::new();
    let mut end = 0usize;
    for span in &reading.sentences {
        let between = text.get(end..span.start as usize).unwrap_or("\n");
        sentences.push(Sentence { text: one_line(span.of(text)), begins_line: end == 0 || between.contains('\n') });
        end = span.end as usize;
    }
    ReportLine {
        label,
        id: report.id.0.clone(),
        title: report.title.clone(),
        outlet: report.outlet.clone(),
        published: report.published,
        credit: None,
        body_of: None,
        relays: Vec::new(),
        sentences,
    }
}
