//! Reports come in: they are handed over in requests and read by a job, which goes on when the page is left.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Json;
use axum::extract::Multipart;
use axum::extract::multipart::MultipartRejection;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use jiff::{Timestamp, Unit};
use parking_lot::{Condvar, Mutex};
use rayon::prelude::*;
use serde::Serialize;
use source::{Address, Fault, Fetcher, Reach, Report, ReportId};
use store::Added;

use crate::accounts::Event;
use crate::answer::Failure;
use crate::ask::Asked;
use crate::desk::Desk;
use crate::open::Open;
use crate::parts::counted;
use crate::serve::LARGEST_UPLOAD;

/// Reports that are taken in one transaction: few enough to see it move, and to stop soon.
const BATCH: usize = 16;
/// Reports that are fetched at the same time: one that keeps us waiting does not keep all of them, and no server is pressed.
const FETCHED: usize = 4;
/// Reports in one request.
const MOST: usize = 5_000;
/// Addresses in one request.
const MOST_ADDRESSES: usize = 500;
/// Jobs that are remembered.
const REMEMBERED: usize = 50;
/// Failures that are told one by one.
const TOLD: usize = 200;
/// Bytes that wait to be read, over all jobs.
const WAITING: usize = 4 * LARGEST_UPLOAD;
/// How long a job waits for the next part of an upload.
const PATIENCE: Duration = Duration::from_secs(60);
/// The longest part of a name, in characters.
const LONGEST_NAME: usize = 255;

/// One report as it was handed over.
#[derive(Debug)]
struct Arrived {
    /// What it will be called in the dossier.
    name: String,
    /// What it was called where it came from.
    file: String,
    content: Content,
    /// What she who hands it over says of it.
    said: Option<Said>,
}

/// What was handed over of a report.
#[derive(Debug)]
enum Content {
    /// All of it.
    Bytes(Vec<u8>),
    /// Where it is to be had, as it was written.
    Address(String),
}

impl Arrived {
    /// How many bytes wait to be read.
    fn len(&self) -> usize {
        match &self.content {
            Content::Bytes(bytes) => bytes.len(),
            Content::Address(_) => 0,
        }
    }

    /// Whether it is still to be fetched.
    fn is_away(&self) -> bool {
        matches!(self.content, Content::Address(_))
    }
}

/// What a person says of a report.
#[derive(Clone, Debug, Default)]
struct Said {
    title: Option<String>,
    outlet: Option<String>,
    published: Option<Date>,
}

/// How a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum State {
    /// Another job of the dossier comes first.
    Waiting,
    /// Reports are read.
    Reading,
    /// All were read.
    Done,
    /// Somebody stopped it.
    Stopped,
    /// It could not go on.
    Broken,
}

impl State {
    /// Whether there is nothing more to come.
    pub(crate) fn is_over(self) -> bool {
        matches!(self, State::Done | State::Stopped | State::Broken)
    }
}

/// A report that was not taken.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct NotTaken {
    /// What it was called where it came from.
    pub name: String,
    pub why: String,
}

/// How far a job is.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Progress {
    pub job: u64,
    pub dossier: String,
    pub by: String,
    pub began: Timestamp,
    pub state: State,
    /// Reports there will be, as far as is known.
    pub all: usize,
    /// Reports that were read or not taken.
    pub done: usize,
    pub new: usize,
    pub edited: usize,
    pub same: usize,
    pub not_taken: usize,
    /// The first of them, with the reasons.
    pub failures: Vec<NotTaken>,
    /// The report being read.
    pub reading: Option<String>,
    /// Why it could not go on.
    pub why: Option<String>,
    /// Bytes that wait to be read.
    pub waiting: usize,
}

impl Progress {
    /// What came of it so far: `12 new, 1 edited, 3 the same`.
    pub(crate) fn told(&self) -> String {
        let mut parts = vec![format!("{} new", self.new)];
        parts.extend((self.edited > 0).then(|| format!("{} edited", self.edited)));
        parts.extend((self.same > 0).then(|| format!("{} the same", self.same)));
        parts.extend((self.not_taken > 0).then(|| format!("{} not taken", self.not_taken)));
        parts.join(", ")
    }

    /// The same with its state, as a sentence.
    pub(crate) fn sentence(&self) -> String {
        match self.state {
            State::Waiting => "Waits for the reading before it.".into(),
            State::Reading => format!("{} of {} read: {}.", self.done, self.all, self.told()),
            State::Done => format!("{}.", self.told()),
            State::Stopped => format!("Stopped; what was read stays: {}.", self.told()),
            State::Broken => format!("Broken off; what was read stays: {}.", self.told()),
        }
    }

    /// Failures that are not told one by one.
    pub(crate) fn untold(&self) -> usize {
        self.not_taken - self.failures.len()
    }

    /// How many reports, in words.
    pub(crate) fn counted(&self) -> String {
        counted(self.all, "report", "reports")
    }
}

/// A batch of reports on its way into a dossier.
#[derive(Debug)]
pub(crate) struct Job {
    desk: Mutex<Pile>,
    moved: Condvar,
}

#[derive(Debug)]
struct Pile {
    progress: Progress,
    arrived: VecDeque<Arrived>,
    /// Reports that have arrived so far, those that were read among them.
    received: usize,
    /// More is to come, and since when nothing has.
    open: Option<Instant>,
}

impl Job {
    /// How far it is.
    pub(crate) fn progress(&self) -> Progress {
        self.desk.lock().progress.clone()
    }

    /// Hands over reports; `more` says that these are not the last.
    fn give(&self, arrived: Vec<Arrived>, all: Option<usize>, more: bool) -> Result<(), Failure> {
        let mut pile = self.desk.lock();
        if pile.progress.state.is_over() || pile.open.is_none() {
            return Err(Failure::asked("This reading has ended; add the reports anew."));
        }
        pile.progress.waiting += arrived.iter().map(Arrived::len).sum::<usize>();
        pile.received += arrived.len();
        pile.arrived.extend(arrived);
        let here = pile.received;
        pile.progress.all = all.filter(|_| more).unwrap_or(0).min(1_000_000).max(here);
        pile.open = more.then(Instant::now);
        drop(pile);
        self.moved.notify_all();
        Ok(())
    }

    /// Stops it; what was read stays.
    pub(crate) fn stop(&self) {
        let mut pile = self.desk.lock();
        if !pile.progress.state.is_over() {
            pile.end(State::Stopped, None);
        }
        drop(pile);
        self.moved.notify_all();
    }

    /// The next reports to read; none when there is nothing more to come.
    fn next(&self) -> Option<Vec<Arrived>> {
        let mut pile = self.desk.lock();
        loop {
            if pile.progress.state.is_over() {
                return None;
            }
            pile.progress.state = State::Reading;
            if let Some(first) = pile.arrived.front() {
                let away = first.is_away();
                let most = if away { FETCHED } else { BATCH };
                let most = pile.arrived.iter().take(most).take_while(|one| one.is_away() == away).count();
                let batch: Vec<Arrived> = pile.arrived.drain(..most).collect();
                pile.progress.waiting -= batch.iter().map(Arrived::len).sum::<usize>();
                // Who hands over waits until there is room: that is no delay of hers.
                pile.open = pile.open.map(|_| Instant::now());
                pile.progress.reading = batch.first().map(|one| one.name.clone());
                return Some(batch);
            }
            let Some(since) = pile.open else {
                pile.end(State::Done, None);
                return None;
            };
            let left = PATIENCE.saturating_sub(since.elapsed());
            if left.is_zero() {
                pile.end(State::Broken, Some("The rest of the upload did not arrive.".into()));
                return None;
            }
            self.moved.wait_for(&mut pile, left);
        }
    }

    fn did(&self, added: Added, failures: Vec<NotTaken>) {
        let pile = &mut *self.desk.lock();
        let progress = &mut pile.progress;
        progress.new += added.new;
        progress.edited += added.edited;
        progress.same += added.same;
        progress.not_taken += failures.len();
        progress.done += added.new + added.edited + added.same + failures.len();
        let room = TOLD.saturating_sub(progress.failures.len());
        progress.failures.extend(failures.into_iter().take(room));
    }

    fn fail(&self, why: String) {
        let mut pile = self.desk.lock();
        if !pile.progress.state.is_over() {
            pile.end(State::Broken, Some(why));
        }
    }
}

impl Pile {
    fn end(&mut self, state: State, why: Option<String>) {
        self.progress.state = state;
        self.progress.why = why;
        self.progress.reading = None;
        self.progress.waiting = 0;
        self.arrived.clear();
        self.open = None;
    }
}

/// The jobs there are and were.
#[derive(Debug, Default)]
pub(crate) struct Jobs(Mutex<Queues>);

#[derive(Debug, Default)]
struct Queues {
    jobs: BTreeMap<u64, Arc<Job>>,
    last: u64,
    /// What waits for each dossier that is read into.
    busy: HashMap<String, VecDeque<Arc<Job>>>,
}

impl Jobs {
    /// A job by its number.
    pub(crate) fn get(&self, number: u64) -> Option<Arc<Job>> {
        self.0.lock().jobs.get(&number).cloned()
    }

    /// How all of them stand, the latest first.
    pub(crate) fn list(&self) -> Vec<Progress> {
        self.0.lock().jobs.values().rev().map(|job| job.progress()).collect()
    }

    /// Stops all of them.
    pub(crate) fn stop(&self) {
        let jobs: Vec<_> = self.0.lock().jobs.values().cloned().collect();
        jobs.iter().for_each(|job| job.stop());
    }

    /// Begins a job, behind those of the same dossier.
    fn begin(&self, desk: &Desk, open: &Arc<Open>, by: &str) -> Result<(u64, Arc<Job>), Failure> {
        let mut queues = self.0.lock();
        queues.last += 1;
        let number = queues.last;
        let progress = Progress {
            job: number,
            dossier: open.name().to_owned(),
            by: by.to_owned(),
            began: Timestamp::now().round(Unit::Second).unwrap_or_default(),
            state: State::Waiting,
            all: 0,
            done: 0,
            new: 0,
            edited: 0,
            same: 0,
            not_taken: 0,
            failures: Vec::new(),
            reading: None,
            why: None,
            waiting: 0,
        };
        let pile = Pile { progress, arrived: VecDeque::new(), received: 0, open: Some(Instant::now()) };
        let job = Arc::new(Job { desk: Mutex::new(pile), moved: Condvar::new() });
        if queues.jobs.len() >= REMEMBERED {
            let over =
                queues.jobs.iter().find(|(_, job)| job.desk.lock().progress.state.is_over()).map(|(number, _)| *number);
            let over = over.ok_or_else(|| Failure::busy("Too much is being read; wait until some of it is done."))?;
            queues.jobs.remove(&over);
        }
        queues.jobs.insert(number, job.clone());
        match queues.busy.get_mut(open.name()) {
            Some(queue) => queue.push_back(job.clone()),
            None => {
                queues.busy.insert(open.name().to_owned(), VecDeque::from([job.clone()]));
                let (desk, open) = (desk.clone(), open.clone());
                std::thread::Builder::new()
                    .name("reading".into())
                    .spawn(move || desk.jobs().work(&desk, &open))
                    .map_err(|error| Failure::inside(error.to_string()))?;
            }
        }
        Ok((number, job))
    }

    /// Does the jobs of a dossier, one after the other, until there are no more.
    fn work(&self, desk: &Desk, open: &Open) {
        loop {
            let job = {
                let mut queues = self.0.lock();
                match queues.busy.get_mut(open.name()).and_then(VecDeque::pop_front) {
                    Some(job) => job,
                    None => {
                        queues.busy.remove(open.name());
                        return;
                    }
                }
            };
            match catch_unwind(AssertUnwindSafe(|| read(&job, desk, open))) {
                Ok(Ok(())) => {}
                Ok(Err(error)) => job.fail(error.to_string()),
                Err(_) => job.fail("A report could not be read: this is a defect of rapporteur.".into()),
            }
        }
    }

    /// Bytes that wait to be read.
    fn waiting(&self) -> usize {
        self.0.lock().jobs.values().map(|job| job.desk.lock().progress.waiting).sum()
    }
}

/// Reads what a job is handed, and takes it into the dossier.
fn read(job: &Job, desk: &Desk, open: &Open) -> store::Result<()> {
    let mut reader = None;
    let mut names = HashSet::new();
    // She who sits at this machine could fetch anything herself; others must not look into its network through us.
    let reach = if desk.guard().asks() { Reach::Public } else { Reach::Anywhere };
    let fetcher = &Fetcher::new(reach);
    while let Some(batch) = job.next() {
        let away = batch.iter().any(Arrived::is_away);
        let named: Vec<(ReportId, Arrived)> =
            batch.into_iter().map(|one| (unused(&mut names, &one.name), one)).collect();
        let read: Vec<Result<Report, NotTaken>> = if away {
            // Waiting for others takes no processor: threads of its own, so that reading goes on meanwhile.
            std::thread::scope(|scope| {
                let started: Vec<_> =
                    named.into_iter().map(|(id, one)| scope.spawn(move || report(id, one, fetcher))).collect();
                started.into_iter().map(|one| one.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
            })
        } else {
            named.into_par_iter().map(|(id, one)| report(id, one, fetcher)).collect()
        };
        let (mut reports, mut failures) = (Vec::new(), Vec::new());
        for one in read {
            match one {
                Ok(report) => reports.push(report),
                Err(failure) => failures.push(failure),
            }
        }
        let added = open.with_store(|store| {
            let reader = reader.get_or_insert_with(|| store.reader());
            store.add(reader, &reports)
        })?;
        job.did(added, failures);
        desk.bell().ring();
    }
    // The record is read anew now, not when the next page is asked for.
    open.draw(|_| Ok(()))
}

fn report(id: ReportId, one: Arrived, fetcher: &Fetcher) -> Result<Report, NotTaken> {
    let taken = match &one.content {
        Content::Bytes(bytes) if bytes.len() as u64 > Report::MAX_BYTES => {
            Err(Fault::TooLarge { limit: Report::MAX_BYTES })
        }
        Content::Bytes(bytes) if source::is_page(one.file.as_ref()) => Report::from_page(id, bytes, None),
        Content::Bytes(bytes) => Report::from_bytes(id, bytes),
        Content::Address(words) => {
            words.parse::<Address>().and_then(|address| fetcher.fetch(&address)).map(|report| Report { id, ..report })
        }
    };
    let mut report = taken.map_err(|fault| NotTaken { name: one.file, why: fault.to_string() })?;
    if let Some(said) = one.said {
        report.title = said.title.or(report.title);
        report.outlet = said.outlet.or(report.outlet);
        report.published = said.published.or(report.published);
    }
    Ok(report)
}

/// A second report of one name gets ` (2)` behind it, as `rapporteur add` has it.
fn unused(names: &mut HashSet<String>, name: &str) -> ReportId {
    let mut unique = name.to_owned();
    let mut n = 2;
    while !names.insert(unique.clone()) {
        unique = format!("{name} ({n})");
        n += 1;
    }
    ReportId(unique)
}

/// The parts of a path that a browser gives. A path is a stranger's word: it names a report and opens no file.
fn parts_of(path: &str) -> Vec<String> {
    let clean = |part: &str| -> String {
        part.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect::<String>().trim().to_owned()
    };
    path.split(['/', '\\']).map(clean).filter(|part| !matches!(part.as_str(), "" | "." | "..")).collect()
}

/// The name of a report: `<folder>/<stem>`, or nothing for what is no report of a folder.
fn name_of(parts: &[String], folder: &str) -> Option<String> {
    let (file, folders) = parts.split_last()?;
    let is_report = source::is_report(&parts.iter().collect::<PathBuf>());
    if file.starts_with('.') || (!folders.is_empty() && !is_report) {
        return None;
    }
    let stem = file.rsplit_once('.').map_or(file.as_str(), |(stem, _)| stem);
    Some(format!("{}/{stem}", folders.last().map_or(folder, String::as_str)))
}

/// What a form holds.
#[derive(Debug, Default)]
struct Form {
    arrived: Vec<Arrived>,
    addresses: String,
    text: String,
    title: Option<String>,
    outlet: Option<String>,
    date: Option<String>,
}

impl Form {
    async fn read(mut parts: Multipart, dossier: &str) -> Result<Form, Failure> {
        let mut form = Form::default();
        while let Some(field) = parts.next_field().await? {
            let name = field.name().unwrap_or_default().to_owned();
            let file = field.file_name().map(str::to_owned);
            let bytes = field.bytes().await?;
            match (name.as_str(), file) {
                ("file", Some(path)) => {
                    let parts = parts_of(&path);
                    let Some(name) = name_of(&parts, dossier) else { continue };
                    form.arrived.push(Arrived {
                        name,
                        file: parts.join("/"),
                        content: Content::Bytes(bytes.into()),
                        said: None,
                    });
                    if form.arrived.len() > MOST {
                        return Err(Failure::too_large());
                    }
                }
                (_, Some(_)) => {}
                (name, None) => {
                    let value = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
                    let line = || Some(value.trim().to_owned()).filter(|line| !line.is_empty());
                    match name {
                        "addresses" => form.addresses = value,
                        "text" => form.text = value,
                        "title" => form.title = line(),
                        "outlet" => form.outlet = line(),
                        "date" => form.date = line(),
                        _ => {}
                    }
                }
            }
        }
        form.listed()?.pasted(dossier)
    }

    /// The addresses as reports that are still to be fetched, one a line, each once.
    fn listed(mut self) -> Result<Form, Failure> {
        let lines: Vec<String> =
            self.addresses.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
        if lines.len() > MOST_ADDRESSES {
            return Err(Failure::asked(format!(
                "These are too many addresses: {MOST_ADDRESSES} can be added at once."
            )));
        }
        let mut seen = HashSet::new();
        for line in lines {
            // What is no address is told with the others that gave no report.
            let address = line.parse::<Address>();
            if address.as_ref().is_ok_and(|address| !seen.insert(address.clone())) {
                continue;
            }
            // How a reading goes is shown to others too.
            let shown = match &address {
                Err(Fault::Password) => "an address".to_owned(),
                _ => line.chars().take(LONGEST_NAME).collect(),
            };
            let name = address.map_or_else(|_| shown.clone(), |address| address.id().0);
            self.arrived.push(Arrived { name, file: shown, content: Content::Address(line), said: None });
        }
        Ok(self)
    }

    /// The pasted text as a report.
    fn pasted(mut self, dossier: &str) -> Result<Form, Failure> {
        if self.text.trim().is_empty() {
            return Ok(self);
        }
        let date = self.date.take();
        let published = date.as_deref().map(|date| {
            source::parse_date(date).ok_or_else(|| Failure::asked(format!("{date} is not a date such as 1978-09-17.")))
        });
        let said = Said { title: self.title.take(), outlet: self.outlet.take(), published: published.transpose()? };
        let first = self.text.trim().lines().next().unwrap_or_default();
        let named = said.title.as_deref().unwrap_or(first);
        let words: Vec<String> = named
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .take(8)
            .map(str::to_lowercase)
            .collect();
        let stem: String = words.join("-").chars().take(LONGEST_NAME).collect();
        let name = format!("{dossier}/{}", if stem.is_empty() { "pasted" } else { &stem });
        self.arrived.push(Arrived {
            file: "the pasted text".into(),
            name,
            content: Content::Bytes(std::mem::take(&mut self.text).into_bytes()),
            said: Some(said),
        });
        Ok(self)
    }
}

/// Takes reports that a form or a script sends: `of` says how many there are in all, `more` that these are not the last, `job` which
/// reading they belong to.
pub(crate) async fn add(asked: Asked, parts: Result<Multipart, MultipartRejection>) -> Result<Response, Failure> {
    asked.person.may_judge()?;
    let jobs = asked.desk.jobs();
    if jobs.waiting() > WAITING {
        return Err(Failure::busy("Much is waiting to be read already; wait a little and send this again."));
    }
    let parts = parts.map_err(|_| Failure::asked("Send the reports as a form."))?;
    let form = Form::read(parts, asked.open.name()).await?;
    let count = form.arrived.len();
    let more = asked.query.get("more").is_some();
    let all = asked.query.parsed::<usize>("of", "number")?;
    let known = asked.query.parsed::<u64>("job", "number")?;
    let (number, job) = match known {
        Some(number) => {
            let job = jobs.get(number).filter(|job| {
                let progress = job.progress();
                progress.dossier == asked.open.name() && *progress.by == *asked.person.name
            });
            (number, job.ok_or_else(|| Failure::missing("There is no such reading."))?)
        }
        None if count == 0 && !more => {
            return Err(Failure::asked(
                "There was no report in what was sent. Choose .txt or .html files or a folder of them, or paste addresses or a text.",
            ));
        }
        None => jobs.begin(&asked.desk, &asked.open, &asked.person.name)?,
    };
    job.give(form.arrived, all, more)?;
    if asked.person.logged_in {
        let event = Event::Upload { name: &asked.person.name, dossier: asked.open.name(), reports: count };
        asked.desk.guard().accounts.log(&event);
    }
    if asked.script {
        return Ok(Json(job.progress()).into_response());
    }
    Ok(Redirect::to(&format!("/jobs/{number}")).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_a_report_and_nothing_else() {
        let name = |path| name_of(&parts_of(path), "talks");
        assert_eq!(name("camp-david/01-leeds.txt").as_deref(), Some("camp-david/01-leeds"));
        assert_eq!(name("all/camp-david/01.TXT").as_deref(), Some("camp-david/01"));
        assert_eq!(name("01.txt").as_deref(), Some("talks/01"));
        assert_eq!(name("note").as_deref(), Some("talks/note"));
        assert_eq!(name("C:\\news\\01.txt").as_deref(), Some("news/01"));
        assert_eq!(name("../../etc/passwd.txt").as_deref(), Some("etc/passwd"));
        assert_eq!(name("../../passwd").as_deref(), Some("talks/passwd"));
        assert_eq!(name("a\0b\r\n.txt").as_deref(), Some("talks/ab"));
        assert_eq!(name("folder/story.HTML").as_deref(), Some("folder/story"));
        assert_eq!(name("folder/story_files/frame.html"), None);
        assert_eq!(name("folder/picture.jpg"), None);
        assert_eq!(name("folder/.DS_Store"), None);
        assert_eq!(name(".."), None);
        assert!(name(&"x".repeat(5000)).unwrap().len() < 300);
    }

    #[test]
    fn a_second_report_of_a_name_is_another() {
        let mut names = HashSet::new();
        assert_eq!(unused(&mut names, "t/1").0, "t/1");
        assert_eq!(unused(&mut names, "t/1").0, "t/1 (2)");
        assert_eq!(unused(&mut names, "t/1").0, "t/1 (3)");
    }
}
