//! The dossiers there are, and reports on their way into them.

use std::path::Path;
use std::time::SystemTime;

use askama::Template;
use axum::extract::{Path as Segment, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form as Sent, Json};
use http::HeaderMap;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use record::Section;
use record::book::date_of;
use serde::{Deserialize, Serialize};

use crate::accounts::Event;
use crate::answer::{Failure, html, off_thread};
use crate::ask::{Asked, Form, encoded};
use crate::desk::Desk;
use crate::frame::{Frame, Plain, Tab};
use crate::guard::Person;
use crate::intake::Progress;
use crate::open::Open;

/// What is less sure than this is worth a look.
const UNSURE: f32 = 0.7;
/// Readings that the list shows.
const JOBS: usize = 8;
/// The longest name of a dossier, in characters.
const LONGEST: usize = 80;

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    dossiers: Vec<Row>,
    jobs: Vec<Progress>,
    /// Whether there is only one dossier to serve.
    alone: bool,
    adds: bool,
    makes: bool,
    /// Where reports are added, for the only dossier.
    form: Option<String>,
}

impl Home {
    fn running(&self) -> bool {
        self.jobs.iter().any(|job| !job.state.is_over())
    }
}

/// One dossier.
#[derive(Serialize)]
struct Row {
    name: String,
    #[serde(flatten)]
    about: Option<About>,
    /// Why nothing can be said of it.
    wrong: Option<String>,
    changed: Option<Timestamp>,
}

/// What is in it.
#[derive(Serialize)]
struct About {
    reports: usize,
    /// When its latest report was published.
    last: Option<Date>,
    /// Entries that are unsure and that nobody has judged.
    unsure: usize,
}

impl Row {
    fn of(desk: &Desk, name: String) -> Row {
        let about = desk.open(&name).and_then(|open| Ok(About::of(&open)?));
        let changed = desk.path(&name).ok().and_then(|path| changed(&path));
        match about {
            Ok(about) => Row { name, about: Some(about), wrong: None, changed },
            Err(failure) => Row { name, about: None, wrong: Some(failure.what.into_owned()), changed },
        }
    }

    fn base(&self) -> String {
        base(&self.name)
    }

    /// When it was changed, by this machine's clock.
    fn changed(&self) -> Option<String> {
        let at = Zoned::new(self.changed?, TimeZone::system());
        Some(at.strftime("%Y-%m-%d, %H:%M").to_string())
    }
}

impl About {
    fn of(open: &Open) -> store::Result<About> {
        open.draw(|work| {
            let book = &work.record.book;
            let within = book.within(&record::book::Period::default());
            let unsure = |section| {
                book.facts(section, &within).filter(|fact| fact.judged == 0 && fact.probability() < UNSURE).count()
            };
            Ok(About {
                reports: work.record.reports,
                last: book.heads.iter().flatten().filter_map(|head| date_of(head.day)).max(),
                unsure: Section::ALL.into_iter().map(unsure).sum(),
            })
        })
    }
}

/// A number as one reads it: `59,887`.
pub(crate) fn grouped(n: &usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// When a dossier was last written to: what is not yet in the file itself lies beside it.
fn changed(path: &Path) -> Option<Timestamp> {
    let mut beside = path.as_os_str().to_owned();
    beside.push("-wal");
    let written = |path: &Path| -> Option<SystemTime> {
        let file = std::fs::metadata(path).ok().filter(|file| file.len() > 0)?;
        file.modified().ok()
    };
    let at = written(path).max(written(Path::new(&beside)))?;
    Timestamp::try_from(at).ok()
}

fn base(dossier: &str) -> String {
    format!("/d/{}", encoded(dossier))
}

/// The list of dossiers.
pub(crate) async fn home(
    State(desk): State<Desk>,
    Extension(person): Extension<Person>,
    form: Option<Extension<Form>>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    off_thread(move || {
        let dossiers: Vec<Row> = desk.names().into_iter().map(|name| Row::of(&desk, name)).collect();
        if matches!(form, Some(Extension(Form::Json))) {
            return Ok(Json(dossiers).into_response());
        }
        let adds = person.may_judge().is_ok();
        let only = desk.only().filter(|_| adds);
        let form = only.map(|only| AddForm { base: base(&only), whole: false }.render()).transpose()?;
        let home = Home {
            dossiers,
            form,
            jobs: desk.jobs().list().into_iter().take(JOBS).collect(),
            alone: desk.only().is_some(),
            adds,
            makes: desk.only().is_none() && person.may_make().is_ok(),
        };
        plain("Dossiers", &home.render()?, &person, home.running(), &headers)
    })
    .await
}

/// A page outside any dossier, or only its middle for a page that is there already.
fn plain(title: &str, main: &str, person: &Person, follows: bool, headers: &HeaderMap) -> Result<Response, Failure> {
    let main = person.fill(main);
    if headers.contains_key("x-part") {
        return Ok(html(main));
    }
    Ok(html(Plain { title, main: &main, person: Some(person), follows }.render()?))
}

/// What the form for a new dossier sends.
#[derive(Deserialize)]
pub(crate) struct Named {
    name: String,
}

/// Makes a dossier.
pub(crate) async fn make(
    State(desk): State<Desk>,
    Extension(person): Extension<Person>,
    Sent(named): Sent<Named>,
) -> Result<Response, Failure> {
    person.may_make()?;
    let name = named.name.trim().to_owned();
    let long = name.chars().count() > LONGEST;
    if long
        || desk.only().is_some()
        || desk.path(&name).is_err()
        || name.chars().any(|c| c.is_control() || "<>:\"|?*".contains(c))
    {
        let what = "A dossier’s name is a file’s name: up to 80 characters, no / \\ < > : \" | ? *, and no dot at its beginning.";
        return Err(Failure::asked(what));
    }
    off_thread(move || {
        if desk.path(&name)?.exists() {
            return Err(Failure::asked(format!("There is a dossier {name} already; open it and add reports to it.")));
        }
        desk.create(&name)?;
        if person.logged_in {
            desk.guard().accounts.log(&Event::DossierMade { name: &person.name, dossier: &name });
        }
        Ok(Redirect::to(&format!("{}/add", base(&name))).into_response())
    })
    .await
}

#[derive(Template)]
#[template(path = "add_form.html")]
struct AddForm {
    base: String,
    /// Whether it is the whole page, or a part of one.
    whole: bool,
}

/// The page where reports are added to a dossier.
pub(crate) async fn add(asked: Asked) -> Result<Response, Failure> {
    asked.person.may_judge()?;
    let form = AddForm { base: base(asked.open.name()), whole: true }.render()?;
    let main = asked.person.fill(&form);
    Ok(html(Frame::of(&asked, "Add reports", Tab::Add).around(&main)))
}

#[derive(Template)]
#[template(path = "job.html")]
struct JobPage {
    base: String,
    job: Progress,
    stops: bool,
}

/// A reading: how far it is, and what came of it.
pub(crate) async fn job(
    State(desk): State<Desk>,
    Extension(person): Extension<Person>,
    Segment(number): Segment<u64>,
    form: Option<Extension<Form>>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let job = desk.jobs().get(number).ok_or_else(no_job)?.progress();
    if matches!(form, Some(Extension(Form::Json))) {
        return Ok(Json(job).into_response());
    }
    let follows = !job.state.is_over();
    let page = JobPage { base: base(&job.dossier), job, stops: person.may_judge().is_ok() };
    plain("Reports", &page.render()?, &person, follows, &headers)
}

/// Stops a reading.
pub(crate) async fn cancel(
    State(desk): State<Desk>,
    Extension(person): Extension<Person>,
    Segment(number): Segment<u64>,
) -> Result<Response, Failure> {
    person.may_judge()?;
    desk.jobs().get(number).ok_or_else(no_job)?.stop();
    Ok(Redirect::to(&format!("/jobs/{number}")).into_response())
}

fn no_job() -> Failure {
    Failure::missing("This reading is forgotten: what it took is in the dossier.")
}

/// A reading in one line of a list.
pub(crate) fn job_line(job: &Progress, stops: &bool, token: &str) -> String {
    #[derive(Template)]
    #[template(
        ext = "html",
        source = "<a href=\"/jobs/{{ job.job }}\">{{ job.counted() }} for <bdi>{{ job.dossier }}</bdi></a> \
                  <span>{{ job.sentence() }}</span>{% if !job.state.is_over() %} \
                  <progress max=\"{{ job.all.max(1) }}\" value=\"{{ job.done }}\" aria-label=\"Reports read\"></progress>\
                  {% if stops %} <form method=\"post\" action=\"/jobs/{{ job.job }}/cancel\"><input type=\"hidden\" name=\"token\" \
                  value=\"{{ token }}\"><button class=\"btn small\">Stop</button></form>{% endif %}{% endif %}"
    )]
    struct Line<'a> {
        job: &'a Progress,
        stops: bool,
        token: &'a str,
    }
    Line { job, stops: *stops, token }.render().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_numbers_are_read_in_threes() {
        assert_eq!(
            [0, 82, 999, 5000, 59_887, 1_000_000].map(|n| grouped(&n)),
            ["0", "82", "999", "5,000", "59,887", "1,000,000"]
        );
    }
}
