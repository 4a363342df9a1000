//! One report with every entry where it stands, and what people said of it.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::hash::{DefaultHasher, Hash, Hasher};

use reading::Reading;
use record::book::{Head, date_of};
use record::{Act, Anchor, Judgement, Section};
use serde::Serialize;
use serde_json::{Map, Value};
use sheet::Sheet;
use source::Span;
use store::{Shown, ShownEntry, Store};

use crate::act::seen;
use crate::answer::{Failure, View};
use crate::ask::Asked;
use crate::fields::{self, Field};
use crate::frame::Tab;
use crate::marks::{Mark, paragraphs, pieces};
use crate::open::Work;
use crate::parts::{report_address, stance_class, sure, text, verbatim};
use crate::telling;

/// Names of actors that a field offers, besides those of the report: the ones most told.
const OFFERED: usize = 300;

/// A report and its entries.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    #[serde(flatten)]
    shown: Shown,
    text: String,
    #[serde(skip)]
    sentences: Vec<Span>,
    #[serde(skip)]
    rows: Vec<Row>,
    /// Where else an entry is marked: mentions of an actor.
    #[serde(skip)]
    mentions: Vec<Mark>,
}

/// An entry of the page: one that stands, or one that a person rejected.
#[derive(Debug)]
struct Row {
    /// Its name in the page, the same however it is judged.
    key: String,
    section: Section,
    span: Span,
    /// Which of the shown entries; none for one that was rejected.
    live: Option<usize>,
    /// Its fields before anybody touched them.
    was: Map<String, Value>,
    fields: Map<String, Value>,
    /// What people said of it, in order.
    acts: Vec<Judgement>,
    /// A remark in place of an entry.
    note: Option<String>,
}

/// What people made of one entry, step by step.
struct Chain {
    section: Section,
    span: Span,
    was: Map<String, Value>,
    fields: Map<String, Value>,
    acts: Vec<Judgement>,
    rejected: bool,
}

/// Code points and bytes of a text.
struct Places(Vec<usize>);

impl Places {
    fn of(text: &str) -> Places {
        Places(text.char_indices().map(|(at, _)| at).chain([text.len()]).collect())
    }

    fn bytes(&self, anchor: &Anchor) -> Option<Span> {
        let place = &anchor.selector.1;
        let (start, end) = (self.0.get(place.start)?, self.0.get(place.end)?);
        (start <= end).then(|| Span::new(*start..*end))
    }

    fn points(&self, byte: usize) -> usize {
        self.0.partition_point(|at| *at < byte)
    }
}

/// The standing judgements on entries of a report, those on one entry together.
fn chains(judgements: &[Judgement], report: &str) -> Vec<Chain> {
    let mut out: Vec<Chain> = Vec::new();
    for judgement in judgements {
        let (Act::Confirm { entry } | Act::Reject { entry } | Act::Correct { entry, .. } | Act::Add { entry }) =
            &judgement.act
        else {
            continue;
        };
        let Some(span) = entry.anchor.find(report) else { continue };
        let known = out.iter().position(|chain| {
            !chain.rejected && chain.section == entry.section && chain.span == span && chain.fields == entry.fields
        });
        let at = known.unwrap_or_else(|| {
            out.push(Chain {
                section: entry.section,
                span,
                was: entry.fields.clone(),
                fields: entry.fields.clone(),
                acts: Vec::new(),
                rejected: false,
            });
            out.len() - 1
        });
        match &judgement.act {
            Act::Correct { fields, .. } => out[at].fields.extend(fields.clone()),
            Act::Reject { .. } => out[at].rejected = true,
            _ => {}
        }
        out[at].acts.push(judgement.clone());
    }
    out
}

/// The entries of a page in the order of the text, with what people said of each.
fn rows(shown: &[ShownEntry], judgements: &[Judgement], report: &str, places: &Places) -> Vec<Row> {
    let mut chains: Vec<Option<Chain>> = chains(judgements, report).into_iter().map(Some).collect();
    let mut out: Vec<Row> = Vec::new();
    for (n, entry) in shown.iter().enumerate() {
        let Some(span) = places.bytes(&entry.entry.anchor) else { continue };
        let (section, fields) = (entry.entry.section, &entry.entry.fields);
        let alike = |chain: &Chain| {
            let same = chain.fields.iter().filter(|(name, value)| fields.get(*name) == Some(value)).count();
            let fits = !chain.rejected && chain.section == section && chain.span.overlaps(span);
            (fits && same * 2 > chain.fields.len()).then_some(same)
        };
        let scored = chains.iter().enumerate().filter_map(|(i, chain)| Some((alike(chain.as_ref()?)?, i)));
        let best = scored.max_by_key(|(same, i)| (*same, std::cmp::Reverse(*i))).map(|(_, i)| i);
        // What no person has touched is not certain, whatever looks like it.
        let chain = best.filter(|_| entry.why == reading::Rule::Analyst.as_str()).and_then(|i| chains[i].take());
        let (was, acts) = chain.map_or_else(|| (fields.clone(), Vec::new()), |chain| (chain.was, chain.acts));
        let fields = fields.clone();
        out.push(Row { key: String::new(), section, span, live: Some(n), was, fields, acts, note: None });
    }
    for chain in chains.into_iter().flatten().filter(|chain| chain.rejected) {
        let Chain { section, span, was, fields, acts, .. } = chain;
        out.push(Row { key: String::new(), section, span, live: None, was, fields, acts, note: None });
    }
    for judgement in judgements {
        let Act::Remark { on, text } = &judgement.act else { continue };
        let Some(span) = on.find(report) else { continue };
        let (section, note) = (Section::Attributions, Some(text.clone()));
        let (was, fields) = (Map::new(), Map::new());
        out.push(Row {
            key: String::new(),
            section,
            span,
            live: None,
            was,
            fields,
            acts: vec![judgement.clone()],
            note,
        });
    }
    let place = |row: &Row| (row.span, row.note.is_some(), row.section, Value::Object(row.was.clone()).to_string());
    out.sort_by_cached_key(|row| (place(row), row.acts.first().map(|act| act.id.clone())));
    let mut known: HashMap<u64, usize> = HashMap::new();
    for row in &mut out {
        let mut hasher = DefaultHasher::new();
        (place(row), row.note.is_some().then(|| row.acts.first().map(|act| act.id.clone()))).hash(&mut hasher);
        let hash = hasher.finish();
        let twin = known.entry(hash).or_default();
        row.key = if *twin == 0 { format!("e{hash:016x}") } else { format!("e{hash:016x}-{twin}") };
        *twin += 1;
    }
    out
}

/// Marks at every mention of an actor.
fn mentions(rows: &[Row], reading: &Reading) -> Vec<Mark> {
    let mut out = Vec::new();
    for (of, row) in rows.iter().enumerate().filter(|(_, row)| row.live.is_some() && row.section == Section::Actors) {
        let own = |actor: &&reading::Actor| {
            actor.evidence.span == row.span && row.fields.get("name").and_then(Value::as_str) == Some(&*actor.name)
        };
        let spans = reading.actors.iter().find(own).map_or(&[][..], |actor| &actor.mentions);
        out.extend(spans.iter().map(|span| Mark { span: *span, of }));
    }
    out
}

impl View for Report {
    const TAB: Tab = Tab::Reports;

    fn of(work: &Work<'_>, asked: &Asked) -> Result<Report, Failure> {
        let name = asked.item.as_deref().ok_or_else(Failure::nothing_here)?;
        let shown = work.store.show(name)?;
        let (report, reading) = work.store.report(&shown.report)?;
        let judgements = work.store.judgements(&shown.report)?;
        let rows = rows(&shown.entries, &judgements, &report.text, &Places::of(&report.text));
        let mentions = mentions(&rows, &reading);
        Ok(Report { shown, text: report.text, sentences: reading.sentences, rows, mentions })
    }

    fn title(&self) -> String {
        self.shown.title.clone().unwrap_or_else(|| self.shown.report.clone())
    }

    fn main(&self, work: &Work<'_>, asked: &Asked) -> askama::Result<String> {
        let page = Page { view: self, work, asked, title: self.title() };
        askama::Template::render(&page)
    }

    fn sheet(&self, title: &str) -> Option<Sheet<'_>> {
        Some(sheet::shown_sheet(title, &self.shown))
    }
}

/// A sort of mark that can be shown or not.
struct Sort {
    letter: char,
    name: &'static str,
    count: usize,
}

#[derive(askama::Template)]
#[template(path = "report.html")]
struct Page<'a> {
    view: &'a Report,
    work: &'a Work<'a>,
    asked: &'a Asked,
    title: String,
}

impl Page<'_> {
    fn store(&self) -> &Store {
        self.work.store
    }

    fn shown(&self) -> &Shown {
        &self.view.shown
    }

    fn words(&self) -> usize {
        self.view.text.split_whitespace().count()
    }

    fn to(&self, name: &str) -> String {
        report_address(self.work.dossier, &self.asked.query, name, None)
    }

    /// The report before and the one after, by date.
    fn neighbours(&self) -> [Option<&Head>; 2] {
        let book = &self.work.record.book;
        let heads = || book.heads.iter().flatten();
        let Some(own) = heads().find(|head| book.string(head.name) == self.shown().report) else { return [None, None] };
        let rank = book.rank(own.report);
        let at = |rank: Option<u32>| heads().find(|head| Some(book.rank(head.report)) == rank);
        [at(rank.checked_sub(1)), at(rank.checked_add(1))]
    }

    /// Headline and day of another report.
    fn told(&self, head: &Head) -> String {
        let book = &self.work.record.book;
        let title = Some(book.string(head.title)).filter(|title| !title.is_empty());
        let name = title.unwrap_or_else(|| book.string(head.name));
        date_of(head.day).map_or_else(|| name.to_owned(), |day| format!("{name}, {day}"))
    }

    fn name_of(&self, head: &Head) -> &str {
        self.work.record.book.string(head.name)
    }

    fn sorts(&self) -> Vec<Sort> {
        let order = [
            (Section::Actors, "Actors"),
            (Section::Positions, "Positions"),
            (Section::Attributions, "Statements"),
            (Section::Sessions, "Sessions"),
            (Section::Texts, "Texts"),
            (Section::Obstacles, "Obstacles"),
            (Section::Next, "Next"),
            (Section::Figures, "Figures"),
        ];
        let live =
            |section: Section| self.view.rows.iter().filter(move |row| row.live.is_some() && row.section == section);
        let sorts = order.into_iter().map(|(section, name)| Sort {
            letter: telling::letter(section),
            name,
            count: live(section).count(),
        });
        sorts.collect()
    }

    /// The text, each paragraph with its entries beside it.
    fn body(&self) -> String {
        let source = &self.view.text;
        let places = Places::of(source);
        let rows = &self.view.rows;
        let mut marks: Vec<Mark> = rows.iter().enumerate().map(|(of, row)| Mark { span: row.span, of }).collect();
        marks.extend(&self.view.mentions);
        let paragraphs = paragraphs(source);
        let edges = paragraphs.iter().flat_map(|range| [range.start, range.end]);
        let sentences = self.view.sentences.iter().flat_map(|span| [span.range().start, span.range().end]);
        let pieces = pieces(source, &marks, edges.chain(sentences));
        let (mut piece, mut sentence, mut row) = (pieces.iter().peekable(), 0, 0);
        let mut out = String::new();
        for (n, range) in paragraphs.iter().enumerate() {
            let _ = write!(
                out,
                "<div class=\"para\" id=\"p{}\"><p class=\"t words\" dir=\"auto\" data-from=\"{}\">",
                n + 1,
                places.points(range.start)
            );
            let mut open = false;
            while let Some(piece) = piece.next_if(|piece| piece.range.end <= range.end) {
                if piece.range.start < range.start {
                    continue;
                }
                while let Some(span) =
                    self.view.sentences.get(sentence).filter(|s| s.range().start <= piece.range.start)
                {
                    sentence += 1;
                    // One without words, or one that another has swallowed, gets its number all the same: references lead to it.
                    if open {
                        out += "</span>";
                    }
                    open = true;
                    let n = sentence;
                    let _ = write!(
                        out,
                        "<span class=\"sen\" id=\"s{n}\"><a class=\"sn\" href=\"#s{n}\" aria-label=\"Sentence {n}\">{n}</a>"
                    );
                    if span.range().end > piece.range.start {
                        break;
                    }
                }
                let words = verbatim(&source[piece.range.clone()]);
                match self.classes(&piece.marks) {
                    Some(classes) => {
                        let numbers: Vec<String> = piece.marks.iter().map(usize::to_string).collect();
                        let _ =
                            write!(out, "<span class=\"mk{classes}\" data-e=\"{}\">{words}</span>", numbers.join(" "));
                    }
                    None => out += &words,
                }
                let ends = sentence > 0 && self.view.sentences[sentence - 1].range().end <= piece.range.end;
                if open && ends {
                    out += "</span>";
                    open = false;
                }
            }
            out += if open { "</span></p>" } else { "</p>" };
            let last = n + 1 == paragraphs.len();
            let first = row;
            while rows.get(row).is_some_and(|row| last || row.span.range().start < range.end) {
                row += 1;
            }
            if first < row {
                let _ = write!(out, "<ul class=\"ent\" aria-label=\"Entries of paragraph {}\">", n + 1);
                for at in first..row {
                    self.entry(&mut out, at, &places);
                }
                out += "</ul>";
            }
            out += "</div>";
        }
        out
    }

    /// The classes of words that are marked: one for each sort of entry, and for a second stance on the same words.
    fn classes(&self, marked: &[usize]) -> Option<String> {
        let rows: Vec<&Row> = marked.iter().filter_map(|of| self.view.rows.get(*of)).collect();
        if rows.is_empty() {
            return None;
        }
        let mut classes: Vec<String> = Vec::new();
        let mut stances: Vec<&str> = Vec::new();
        for row in rows {
            let class = match (row.live, &row.note) {
                (_, Some(_)) => " kr".to_owned(),
                (None, None) => continue,
                (Some(_), None) if row.section == Section::Positions => {
                    let Some(class) = telling::stance_of(&row.fields).map(stance_class) else { continue };
                    if stances.contains(&class) || stances.len() > 1 {
                        continue;
                    }
                    stances.push(class);
                    format!(" {}-{class}", if stances.len() == 1 { "kc" } else { "kx" })
                }
                (Some(_), None) => format!(" k{}", telling::letter(row.section)),
            };
            if !classes.contains(&class) {
                classes.push(class);
            }
        }
        Some(classes.concat())
    }

    /// An entry in words.
    fn entry(&self, out: &mut String, at: usize, places: &Places) {
        let row = &self.view.rows[at];
        let letter = if row.note.is_some() { 'r' } else { telling::letter(row.section) };
        let label = if row.note.is_some() { "note" } else { telling::label(row.section, &row.fields) };
        let (label, noun) = (text(label), telling::noun(row.section));
        let (start, end) = (places.points(row.span.range().start), places.points(row.span.range().end));
        let _ = write!(
            out,
            "<li class=\"en\" id=\"{}\" tabindex=\"-1\" data-k=\"{letter}\" data-n=\"{at}\" data-start=\"{start}\" data-end=\"{end}\"",
            row.key
        );
        let live = row.live.and_then(|n| self.shown().entries.get(n));
        if let Some(entry) = live {
            let fields = serde_json::to_string(&row.fields).unwrap_or_default();
            let _ = write!(
                out,
                " data-section=\"{}\" data-at=\"{}\" data-seen=\"{}\" data-fields=\"{}\"",
                row.section.as_str(),
                text(&entry.id),
                seen(&entry.entry),
                text(&fields)
            );
        }
        let _ = write!(out, "><span class=\"k\">{label}</span><span class=\"w\">");
        match (&row.note, live) {
            (Some(note), _) => {
                let _ = write!(out, "<bdi class=\"said\">{}</bdi>", text(note));
            }
            (None, Some(entry)) => {
                *out += &telling::entry(row.section, &row.fields, self.store());
                if row.acts.is_empty() {
                    let sure = sure(entry.probability);
                    if !sure.is_empty() {
                        let _ = write!(out, " {sure}");
                    }
                    let _ = write!(out, "<span class=\"why\">{}</span>", text(&entry.reason));
                }
            }
            (None, None) => {
                let _ = write!(out, "<del>{}</del>", telling::entry(row.section, &row.fields, self.store()));
            }
        }
        if let Some(last) = row.acts.last() {
            let tag = match &last.act {
                Act::Confirm { .. } => "confirmed",
                Act::Reject { .. } => "rejected",
                Act::Correct { .. } => "corrected",
                Act::Add { .. } => "added by hand",
                _ => "",
            };
            let _ = write!(
                out,
                " <span class=\"by\"><span class=\"tag\">{tag}</span> by <bdi>{}</bdi>, <time datetime=\"{}\">{}</time> <button type=\"button\" class=\"plain js\" data-undo=\"{}\" aria-label=\"Undo: {noun} {tag}\">Undo</button></span>",
                text(&last.author),
                last.at,
                telling::moment(last.at),
                text(&last.id)
            );
            let changed = telling::changed(row.section, &row.was, &row.fields, self.store());
            if !changed.is_empty() && row.note.is_none() {
                let _ = write!(out, "<span class=\"was\">{changed}</span>");
            }
            if let Some(why) = &last.note {
                let _ = write!(out, "<span class=\"was\"><bdi>{}</bdi></span>", text(why));
            }
        }
        *out += "</span></li>";
    }

    /// Sections with their fields, for the forms.
    fn forms(&self) -> [(Section, &'static str, &'static [Field]); 8] {
        Section::ALL.map(|section| (section, telling::noun(section), fields::of(section)))
    }

    fn choices(&self, field: &Field) -> Vec<(String, String)> {
        fields::choices(field, self.store())
    }

    /// Names that a field offers: those of this report, and those told most.
    fn actors(&self) -> Vec<String> {
        let book = &self.work.record.book;
        let mut told: HashMap<u32, usize> = HashMap::new();
        for fact in book.facts(Section::Actors, &book.within(&self.asked.time.period())) {
            *told.entry(fact.a).or_default() += 1;
        }
        let mut told: Vec<(usize, &str)> = told.into_iter().map(|(name, n)| (n, book.string(name))).collect();
        told.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        let own = self.view.rows.iter().filter(|row| row.section == Section::Actors && row.live.is_some());
        let own = own.filter_map(|row| row.fields.get("name").and_then(Value::as_str));
        let names: BTreeMap<&str, ()> =
            told.into_iter().take(OFFERED).map(|(_, name)| name).chain(own).map(|name| (name, ())).collect();
        names.into_keys().filter(|name| !name.is_empty()).map(str::to_owned).collect()
    }
}
