//! What a request asks for: which dossier, as of when, in which form.

use std::sync::Arc;

use axum::extract::{FromRequestParts, RawPathParams};
use http::Uri;
use http::request::Parts;
use jiff::civil::Date;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use record::book::Period;

use crate::answer::Failure;
use crate::desk::Desk;
use crate::guard::Person;
use crate::open::Open;

/// What may not stand in a segment of an address or a value as it is.
const SPECIAL: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'+')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}');

/// The form of an answer, told by the end of the address: `positions.json`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Form {
    /// A page.
    #[default]
    Page,
    /// For programs.
    Json,
    /// The page's picture.
    Svg,
    /// For a document or a wiki.
    Markdown,
    /// For a mail.
    Text,
    /// For Word.
    Docx,
    /// For a spreadsheet.
    Csv,
}

impl Form {
    const ALL: [Form; 7] = [Form::Page, Form::Json, Form::Svg, Form::Markdown, Form::Text, Form::Docx, Form::Csv];

    /// The form of a name, where the end of the address cannot tell: `report/a?form=json`.
    fn named(name: &str) -> Option<Form> {
        Form::ALL.into_iter().find(|form| form.ending().strip_prefix('.') == Some(name))
    }

    /// How the address ends.
    pub(crate) const fn ending(self) -> &'static str {
        match self {
            Form::Page => "",
            Form::Json => ".json",
            Form::Svg => ".svg",
            Form::Markdown => ".md",
            Form::Text => ".txt",
            Form::Docx => ".docx",
            Form::Csv => ".csv",
        }
    }
}

/// Takes the ending off an address, so that one route serves every form.
pub(crate) fn form_of<B>(mut request: http::Request<B>) -> http::Request<B> {
    let path = request.uri().path();
    // A report may have any name; its address has its form elsewhere.
    let named = path.contains("/report/") || path.starts_with("/assets/");
    let found = Form::ALL.into_iter().filter(|form| *form != Form::Page && !named).find_map(|form| {
        let bare = path.strip_suffix(form.ending())?;
        (!bare.ends_with('/') && !bare.is_empty()).then(|| (form, bare.to_owned()))
    });
    if let Some((form, bare)) = found {
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        if let Ok(uri) = Uri::try_from(format!("{bare}{query}")) {
            *request.uri_mut() = uri;
            request.extensions_mut().insert(form);
        }
    }
    request
}

/// The values after the question mark, in their order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    pub(crate) fn parse(text: &str) -> Query {
        let plain = |part: &str| percent_decode_str(&part.replace('+', " ")).decode_utf8_lossy().trim().to_owned();
        let pairs = text.split('&').filter(|pair| !pair.is_empty());
        let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        Query(pairs.map(|(name, value)| (plain(name), plain(value))).collect())
    }

    /// A value that is there and not empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, value)| known == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// Every value of a name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, value)| known == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// A value as what it should be.
    ///
    /// # Errors
    /// If it is there and is none.
    pub(crate) fn parsed<T: std::str::FromStr>(&self, name: &str, what: &str) -> Result<Option<T>, Failure> {
        self.get(name)
            .map(|value| value.parse().map_err(|_| Failure::asked(format!("{name}: {value} is no {what}"))))
            .transpose()
    }

    /// The same values with one set, or taken away, as an address has them behind the path: empty, or from the question mark on.
    pub(crate) fn with(&self, name: &str, value: Option<&str>) -> String {
        let kept = self.0.iter().filter(|(known, value)| known != name && !value.is_empty());
        let kept = kept.map(|(name, value)| (name.as_str(), value.as_str()));
        let pairs: Vec<String> = kept
            .chain(value.map(|value| (name, value)))
            .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
            .collect();
        if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
    }

    /// Only what every page of a dossier keeps: the time.
    pub(crate) fn time_only(&self) -> String {
        self.only(&[])
    }

    /// The time and some values.
    pub(crate) fn only(&self, names: &[&str]) -> String {
        let wanted = |name: &str| TIME.contains(&name) || names.contains(&name);
        let kept = self.0.iter().filter(|(name, _)| wanted(name)).cloned().collect();
        Query(kept).with("", None)
    }

    pub(crate) fn pairs(&self) -> &[(String, String)] {
        &self.0
    }
}

/// The values that say which time a page is of.
const TIME: [&str; 2] = ["as-of", "since"];

/// A text as it stands in an address.
pub(crate) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, SPECIAL).to_string()
}

/// Which reports count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Time {
    /// Only what was known on this day.
    pub as_of: Option<Date>,
    /// What is compared with: what was known on this day.
    pub since: Option<Date>,
}

impl Time {
    /// The reports that were known.
    pub(crate) fn period(&self) -> Period {
        Period::up_to(self.as_of)
    }
}

/// A request for a page of a dossier.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub desk: Desk,
    pub open: Arc<Open>,
    /// The rest of the path, where the route has one: the name of a report, of an actor.
    pub item: Option<String>,
    pub form: Form,
    pub query: Query,
    pub time: Time,
    pub person: Person,
    /// The path without its ending.
    pub path: String,
    /// The moment the page was drawn at: see [`Open::stamp`].
    pub stamp: u64,
    /// Whether only the middle of the page is asked for, for a page that is there already.
    pub part: bool,
    /// Whether a script of ours sends this and reads the answer.
    pub script: bool,
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Asked, Failure> {
        let desk = parts.extensions.get::<Desk>().cloned().ok_or_else(Failure::nothing_here)?;
        let values = RawPathParams::from_request_parts(parts, state).await.map_err(|_| Failure::nothing_here())?;
        let value = |name: &str| values.iter().find(|(known, _)| *known == name).map(|(_, value)| value.to_owned());
        let dossier = value("dossier").ok_or_else(Failure::nothing_here)?;
        let query = Query::parse(parts.uri.query().unwrap_or_default());
        let time = Time {
            as_of: query.parsed("as-of", "date (YYYY-MM-DD)")?,
            since: query.parsed("since", "date (YYYY-MM-DD)")?,
        };
        Ok(Asked {
            open: desk.open(&dossier)?,
            desk,
            item: value("item"),
            form: parts.extensions.get().copied().or_else(|| Form::named(query.get("form")?)).unwrap_or_default(),
            query,
            time,
            person: parts.extensions.get::<Person>().cloned().ok_or_else(Failure::nothing_here)?,
            path: parts.uri.path().to_owned(),
            stamp: 0,
            part: parts.headers.get("x-part").is_some(),
            script: parts.headers.get("x-token").is_some(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(path: &str) -> (String, Form) {
        let request = form_of(http::Request::get(path).body(()).unwrap());
        (request.uri().to_string(), request.extensions().get().copied().unwrap_or_default())
    }

    #[test]
    fn the_end_of_an_address_is_its_form() {
        assert_eq!(rewritten("/d/talks/positions"), ("/d/talks/positions".into(), Form::Page));
        assert_eq!(
            rewritten("/d/talks/positions.json?as-of=1978-09-01"),
            ("/d/talks/positions?as-of=1978-09-01".into(), Form::Json)
        );
        assert_eq!(rewritten("/d/talks/report/a.txt").1, Form::Page);
    }

    #[test]
    fn a_query_is_read_and_written() {
        let query = Query::parse("as-of=1978-09-01&party=United+States&x=&issue=a%26b");
        assert_eq!(query.get("party"), Some("United States"));
        assert_eq!(query.get("x"), None);
        assert_eq!(query.with("issue", Some("c d")), "?as-of=1978-09-01&party=United%20States&issue=c%20d");
        assert_eq!(query.time_only(), "?as-of=1978-09-01");
        assert_eq!(Query::parse("").with("a", None), "");
        assert!(Query::parse("as-of=soon").parsed::<Date>("as-of", "date").is_err());
    }
}
