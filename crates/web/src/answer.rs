//! A view as an answer: a page in its frame, JSON, a picture, a document; or what went wrong and what to do.

use std::borrow::Cow;
use std::sync::Arc;

use axum::extract::multipart::MultipartError;
use axum::extract::rejection::JsonRejection;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use sheet::Sheet;

use crate::ask::{Asked, Form};
use crate::frame::{self, Frame, Tab};
use crate::open::Work;

/// A page of a dossier: plain data, and how it is drawn.
pub(crate) trait View: Serialize + Sized {
    /// Where it stands in the menu.
    const TAB: Tab;

    /// Draws it from the record.
    ///
    /// # Errors
    /// If what is asked for is not there or cannot be read.
    fn of(work: &Work<'_>, asked: &Asked) -> Result<Self, Failure>;

    /// What it is of, for the head of the page and the window.
    fn title(&self) -> String {
        Self::TAB.name().to_owned()
    }

    /// The middle of the page.
    fn main(&self, work: &Work<'_>, asked: &Asked) -> askama::Result<String>;

    /// The page's picture as SVG, complete in itself.
    fn picture(&self) -> Option<String> {
        None
    }

    /// The same in words, for a document.
    fn sheet(&self, _title: &str) -> Option<Sheet<'_>> {
        None
    }

    /// The same as a table, for a spreadsheet.
    fn table(&self) -> Option<String> {
        None
    }
}

/// A view as it goes out.
#[derive(Debug)]
pub(crate) enum Drawn {
    /// The middle of a page with its title.
    Page { title: String, tab: Tab, main: String },
    /// Something else, whole.
    File { media: &'static str, body: Vec<u8> },
}

/// Answers with a view.
pub(crate) async fn view<V: View>(mut asked: Asked) -> Result<Response, Failure> {
    let (asked, drawn) = off_thread(move || {
        let stamp = asked.open.stamp()?;
        let address = format!("{}{}{}", asked.path, asked.form.ending(), asked.query.with("", None));
        if let Some(kept) = asked.open.kept(stamp, &address) {
            asked.stamp = stamp;
            return Ok((asked, kept));
        }
        let open = asked.open.clone();
        let mut failed = None;
        let drawn = open.draw(|work| {
            let drawn = draw::<V>(work, &asked).map_err(|failure| failed = Some(failure)).ok();
            Ok(drawn.map(|drawn| (work.record.stamp, Arc::new(drawn))))
        })?;
        match (drawn, failed) {
            (Some((stamp, drawn)), _) => {
                open.keep(stamp, address, drawn.clone());
                asked.stamp = stamp;
                Ok((asked, drawn))
            }
            (None, failed) => Err(failed.unwrap_or_else(Failure::nothing_here)),
        }
    })
    .await?;
    Ok(respond(&asked, &drawn))
}

fn draw<V: View>(work: &Work<'_>, asked: &Asked) -> Result<Drawn, Failure> {
    let view = V::of(work, asked)?;
    let title = work.store.title();
    let file = |media, body: Vec<u8>| Ok(Drawn::File { media, body });
    let sheet = || view.sheet(&title).ok_or_else(Failure::no_such_form);
    match asked.form {
        Form::Page => Ok(Drawn::Page { title: view.title(), tab: V::TAB, main: view.main(work, asked)? }),
        Form::Json => file("application/json", serde_json::to_vec_pretty(&view)?),
        Form::Svg => file("image/svg+xml", view.picture().ok_or_else(Failure::no_such_form)?.into_bytes()),
        Form::Csv => file("text/csv; charset=utf-8", view.table().ok_or_else(Failure::no_such_form)?.into_bytes()),
        Form::Markdown => file("text/markdown; charset=utf-8", sheet::sheet_markdown(&sheet()?, true).into_bytes()),
        Form::Text => {
            let options = sheet::TextOptions { quotes: true, ..sheet::TextOptions::default() };
            file("text/plain; charset=utf-8", sheet::sheet_text(&sheet()?, &options).into_bytes())
        }
        Form::Docx => {
            let bytes = sheet::sheet_docx(&sheet()?).map_err(|error| Failure::inside(error.to_string()))?;
            file("application/vnd.openxmlformats-officedocument.wordprocessingml.document", bytes)
        }
    }
}

fn respond(asked: &Asked, drawn: &Drawn) -> Response {
    match drawn {
        Drawn::Page { main, .. } if asked.part => {
            let mut response = html(asked.person.fill(main));
            response.headers_mut().insert("x-stamp", asked.stamp.into());
            response
        }
        Drawn::Page { title, tab, main } => html(Frame::of(asked, title, *tab).around(&asked.person.fill(main))),
        Drawn::File { media, body } => {
            let mut response = body.clone().into_response();
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
            // A document is kept, JSON and pictures are looked at.
            if !matches!(asked.form, Form::Json | Form::Svg) || asked.query.get("download").is_some() {
                let page = asked.path.rsplit('/').next().unwrap_or("page");
                let name = format!("{}-{page}{}", asked.open.name(), asked.form.ending());
                let name: String =
                    name.chars().map(|c| if c.is_ascii_graphic() && c != '"' { c } else { '_' }).collect();
                if let Ok(value) = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")) {
                    response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
                }
            }
            response
        }
    }
}

/// A whole page.
pub(crate) fn html(page: String) -> Response {
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
}

/// Does what takes long, or waits for the file, where it holds nobody up.
pub(crate) async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(_) => Err(Failure::inside("the page could not be drawn")),
    }
}

/// Why there is no answer, and what to do about it.
#[derive(Debug)]
pub(crate) struct Failure {
    pub status: StatusCode,
    pub what: Cow<'static, str>,
}

impl Failure {
    /// The request cannot be understood.
    pub(crate) fn asked(what: impl Into<Cow<'static, str>>) -> Failure {
        Failure { status: StatusCode::BAD_REQUEST, what: what.into() }
    }

    /// There is no such page, dossier, report.
    pub(crate) fn missing(what: impl Into<Cow<'static, str>>) -> Failure {
        Failure { status: StatusCode::NOT_FOUND, what: what.into() }
    }

    pub(crate) fn nothing_here() -> Failure {
        Failure::missing("There is nothing at this address.")
    }

    pub(crate) fn no_such_form() -> Failure {
        Failure::missing("This page does not come in that format; the export page lists what there is.")
    }

    /// Somebody else has changed what the page shows.
    pub(crate) fn changed() -> Failure {
        let what = "Somebody has changed this entry since the page was drawn; look at it again.";
        Failure { status: StatusCode::CONFLICT, what: what.into() }
    }

    /// Something that should not happen.
    pub(crate) fn inside(what: impl Into<Cow<'static, str>>) -> Failure {
        Failure { status: StatusCode::INTERNAL_SERVER_ERROR, what: what.into() }
    }

    /// More than can be done at once.
    pub(crate) fn busy(what: impl Into<Cow<'static, str>>) -> Failure {
        Failure { status: StatusCode::SERVICE_UNAVAILABLE, what: what.into() }
    }

    /// More than is taken in one request.
    pub(crate) fn too_large() -> Failure {
        Failure {
            status: StatusCode::PAYLOAD_TOO_LARGE,
            what: "That is more than is taken at once: 64 MB of reports. Send it in parts.".into(),
        }
    }

    /// Nobody knows who asks.
    pub(crate) fn log_in() -> Failure {
        let what = "You are not logged in, or no longer: load the page again and log in.";
        Failure { status: StatusCode::UNAUTHORIZED, what: what.into() }
    }

    /// Not allowed.
    pub(crate) fn forbidden(what: impl Into<Cow<'static, str>>) -> Failure {
        Failure { status: StatusCode::FORBIDDEN, what: what.into() }
    }
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Failure {
        use store::Error as E;
        let status = match &error {
            E::NoReport(_) | E::NoEntry(_) | E::NoJudgement(_) | E::Missing(_) => StatusCode::NOT_FOUND,
            E::Query(_) | E::Fields(_) | E::Ambiguous(..) | E::NoWords { .. } => StatusCode::BAD_REQUEST,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Failure { status, what: error.to_string().into() }
    }
}

impl From<MultipartError> for Failure {
    fn from(error: MultipartError) -> Failure {
        match error.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Failure::too_large(),
            _ => Failure::asked("What was sent did not arrive whole; send it again."),
        }
    }
}

impl From<JsonRejection> for Failure {
    fn from(error: JsonRejection) -> Failure {
        match error.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Failure::too_large(),
            _ => Failure::asked(error.body_text()),
        }
    }
}

impl From<askama::Error> for Failure {
    fn from(error: askama::Error) -> Failure {
        Failure::inside(error.to_string())
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Failure {
        Failure::inside(error.to_string())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        (self.status, html(frame::failure(self.status, &self.what))).into_response()
    }
}
