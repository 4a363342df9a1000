//! Who asks, and what an answer may do in a browser.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use futures_util::StreamExt;
use http::uri::Authority;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use subtle::ConstantTimeEq;

use crate::accounts::{Book, Role};
use crate::answer::Failure;
use crate::ask::{Query, encoded};
use crate::desk::Desk;
use crate::sessions::{Sessions, Throttle, secret};

/// Stands for the token of the one who looks, in pages that are kept for all.
pub(crate) const TOKEN: &str = "\u{f8ff}token\u{f8ff}";

/// The cookie that keeps a login. Its name binds it to this host, this path and a secure connection.
pub(crate) const COOKIE: &str = "__Host-desk";

/// What may be loaded, run or framed: our own files, nothing written into a page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// How far into a form its token is looked for: it is the first field.
const HEAD: usize = 2048;

/// The one who asks.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    /// What judgements are signed with.
    pub name: Arc<str>,
    /// What requests that change something bring with them.
    pub token: Arc<str>,
    /// What she may do.
    pub role: Role,
    /// Whether she has logged in, and can log out.
    pub logged_in: bool,
}

impl Person {
    /// Whether this person may judge.
    ///
    /// # Errors
    /// If not.
    pub(crate) fn may_judge(&self) -> Result<(), Failure> {
        self.may(Role::Analyst, "Your account lets you look. Ask for an analyst’s account to correct or add something.")
    }

    /// Whether this person may make dossiers.
    ///
    /// # Errors
    /// If not.
    pub(crate) fn may_make(&self) -> Result<(), Failure> {
        self.may(Role::Editor, "Dossiers are made by editors. Ask one of them.")
    }

    fn may(&self, role: Role, otherwise: &'static str) -> Result<(), Failure> {
        if self.role >= role { Ok(()) } else { Err(Failure::forbidden(otherwise)) }
    }

    /// A page with this person's token.
    pub(crate) fn fill(&self, page: &str) -> String {
        page.replace(TOKEN, &self.token)
    }
}

/// Where a request comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub IpAddr);

/// Who may do what, and under which names this desk is reached.
#[derive(Debug)]
pub(crate) struct Guard {
    /// One person on her own machine, as long as there are no accounts.
    alone: Option<Person>,
    /// Brought along by those who are not logged in.
    door: Arc<str>,
    hosts: Vec<String>,
    behind_https: bool,
    pub accounts: Book,
    pub sessions: Sessions,
    pub throttle: Throttle,
}

impl Guard {
    /// For a desk with these accounts; `alone` is the name of the one who needs none while there are none.
    ///
    /// # Errors
    /// If the system gives no random numbers.
    pub(crate) fn new(
        accounts: Book,
        alone: Option<&str>,
        hosts: &[String],
        behind_https: bool,
    ) -> std::io::Result<Guard> {
        let token = secret()?.into();
        let person = |name: &str| Person { name: name.into(), token, role: Role::Editor, logged_in: false };
        Ok(Guard {
            alone: alone.map(person),
            door: secret()?.into(),
            hosts: hosts.to_vec(),
            behind_https,
            accounts,
            sessions: Sessions::default(),
            throttle: Throttle::default(),
        })
    }

    /// Whether one has to log in.
    pub(crate) fn asks(&self) -> bool {
        self.alone.is_none() || self.accounts.exists()
    }

    /// Whether a proxy carries the answers on.
    pub(crate) fn behind_https(&self) -> bool {
        self.behind_https
    }

    /// What the page of the login brings along.
    pub(crate) fn door(&self) -> &str {
        &self.door
    }

    /// Who asks, if she may.
    fn person(&self, headers: &HeaderMap) -> Option<Person> {
        if !self.asks() {
            return self.alone.clone();
        }
        let session = self.sessions.get(key(headers)?)?;
        let role = self.accounts.with(|accounts| {
            let account = accounts.get(&session.name)?;
            (*account.password == *session.password).then_some(account.role)
        })?;
        Some(Person { name: session.name, token: session.token, role, logged_in: true })
    }

    /// Whether a request was sent to a name of ours. A page elsewhere whose name leads to this machine must not read from it.
    fn is_own(&self, host: &Authority) -> bool {
        let name = host.host();
        let loopback = matches!(name, "localhost" | "127.0.0.1" | "[::1]");
        !host.as_str().contains('@') && (loopback || self.hosts.iter().any(|own| own.eq_ignore_ascii_case(name)))
    }

    /// Where a request comes from: a proxy before us says so, and adds its word at the end.
    pub(crate) fn address(&self, headers: &HeaderMap, peer: Option<Peer>) -> IpAddr {
        let told = headers.get_all("x-forwarded-for").iter().next_back().filter(|_| self.behind_https);
        let told = told.and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
        told.or(peer.map(|Peer(address)| address)).unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST))
    }
}

/// The key of a login that a browser brings along.
pub(crate) fn key(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|cookies| cookies.to_str().ok());
    cookies
        .flat_map(|cookies| cookies.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

/// Lets a request through, with the person who asks, or turns it away.
pub(crate) async fn check(State(desk): State<Desk>, request: Request, next: Next) -> Response {
    match admitted(&desk, request).await {
        Ok(request) => next.run(request).await,
        Err(response) => response,
    }
}

async fn admitted(desk: &Desk, mut request: Request) -> Result<Request, Response> {
    let guard = desk.guard();
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()?.parse::<Authority>().ok());
    let Some(host) = host.filter(|host| guard.is_own(host)) else {
        let what = "Open this page under the address that rapporteur printed. (Another name of this machine is allowed by --host.)";
        return Err(Failure::forbidden(what).into_response());
    };
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD);
    if changes && !is_from(request.headers(), &host) {
        return Err(Failure::forbidden("This was sent from another page.").into_response());
    }
    let path = request.uri().path();
    let at_door = path == "/login";
    let person = guard.person(request.headers());
    let expected = match &person {
        Some(person) if !at_door => person.token.clone(),
        _ => guard.door.clone(),
    };
    if person.is_none() && !at_door && !path.starts_with("/assets/") {
        return Err(to_login(&request));
    }
    if changes {
        request = with_token(request, &expected).await?;
    }
    if let Some(person) = person {
        request.extensions_mut().insert(person);
    }
    request.extensions_mut().insert(desk.clone());
    Ok(request)
}

/// Whether a request was sent by a page of ours.
fn is_from(headers: &HeaderMap, host: &Authority) -> bool {
    let word = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    match word(header::ORIGIN) {
        Some(origin) => origin.split_once("://").is_some_and(|(scheme, from)| {
            matches!(scheme, "http" | "https") && from.eq_ignore_ascii_case(host.as_str())
        }),
        None => word(HeaderName::from_static("sec-fetch-site")) == Some("same-origin"),
    }
}

/// A page asks to log in; what a script sends is told that it has to.
fn to_login(request: &Request) -> Response {
    let script = request.headers().contains_key("x-part") || request.headers().contains_key("x-token");
    if *request.method() == Method::GET && !script && !request.uri().path().ends_with("/live") {
        let to = request.uri().path_and_query().map_or("/", |to| to.as_str());
        let query = if to == "/" { String::new() } else { format!("?to={}", encoded(to)) };
        return Redirect::to(&format!("/login{query}")).into_response();
    }
    Failure::log_in().into_response()
}

/// The request, if it has the token: in its head, or as the first field of its form.
async fn with_token(request: Request, expected: &str) -> Result<Request, Response> {
    let same = |token: &str| bool::from(token.as_bytes().ct_eq(expected.as_bytes()));
    let old = || Failure::forbidden("This page is out of date; load it again.").into_response();
    if let Some(token) = request.headers().get("x-token") {
        return if token.to_str().is_ok_and(same) { Ok(request) } else { Err(old()) };
    }
    let (parts, body) = request.into_parts();
    let mut stream = body.into_data_stream();
    let mut head = Vec::new();
    let mut rest = Vec::new();
    while head.len() < HEAD {
        match stream.next().await {
            Some(Ok(bytes)) => {
                head.extend_from_slice(&bytes[..bytes.len().min(HEAD)]);
                rest.push(Ok(bytes));
            }
            Some(Err(_)) => return Err(Failure::asked("The form did not arrive whole; send it again.").into_response()),
            None => break,
        }
    }
    let media = parts.headers.get(header::CONTENT_TYPE).and_then(|media| media.to_str().ok()).unwrap_or_default();
    if !token_of(&head, media).is_some_and(|token| same(&token)) {
        return Err(old());
    }
    Ok(Request::from_parts(parts, Body::from_stream(futures_util::stream::iter(rest).chain(stream))))
}

/// The token that a form begins with.
fn token_of(head: &[u8], media: &str) -> Option<String> {
    let head = String::from_utf8_lossy(head);
    if media.starts_with("application/x-www-form-urlencoded") {
        let (first, _) = head.split_once('&').unwrap_or((&head, ""));
        return Query::parse(first).get("token").map(str::to_owned);
    }
    if !media.starts_with("multipart/form-data") {
        return None;
    }
    let (_, field) = head.split_once("\r\n")?;
    let (names, value) = field.split_once("\r\n\r\n")?;
    let named = names.eq_ignore_ascii_case("content-disposition: form-data; name=\"token\"");
    named.then(|| value.split_once("\r\n").map(|(token, _)| token.to_owned())).flatten()
}

/// Says with every answer what it may do in a browser.
pub(crate) async fn dress(State(desk): State<Desk>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Not `no-referrer`: a form would then not say where it was sent from.
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if desk.guard().behind_https() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_begins_with_its_token() {
        let form = "application/x-www-form-urlencoded";
        assert_eq!(token_of(b"token=abc&name=x", form).as_deref(), Some("abc"));
        assert_eq!(token_of(b"name=x&token=abc", form), None);
        let parts = "multipart/form-data; boundary=x";
        let body = b"--x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\nabc\r\n--x--\r\n";
        assert_eq!(token_of(body, parts).as_deref(), Some("abc"));
        let file = b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"token\"\r\n\r\nabc\r\n--x--\r\n";
        assert_eq!(token_of(file, parts), None);
        assert_eq!(token_of(b"token=abc", "text/plain"), None);
    }
}
