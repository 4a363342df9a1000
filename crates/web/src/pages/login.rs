//! Coming in and going out, where the desk has accounts.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Deserialize;
use tokio::sync::Semaphore;

use crate::accounts::{Account, Event};
use crate::answer::{Failure, html, off_thread};
use crate::ask::Query;
use crate::desk::Desk;
use crate::frame::Plain;
use crate::guard::{COOKIE, Peer, Person, key};
use crate::sessions::Who;

/// Passwords that are checked at once: each takes some memory and much of a core.
static CHECKS: Semaphore = Semaphore::const_new(2);
/// The longest name that is written down, in characters.
const LONGEST: usize = 80;

#[derive(Template)]
#[template(path = "login.html")]
struct Page<'a> {
    token: &'a str,
    to: &'a str,
    name: &'a str,
    wrong: Option<&'a str>,
}

/// What the form sends.
#[derive(Deserialize)]
pub(crate) struct Entry {
    name: String,
    password: String,
    #[serde(default)]
    to: String,
}

/// The page where one logs in.
pub(crate) async fn login(
    State(desk): State<Desk>,
    person: Option<Extension<Person>>,
    uri: http::Uri,
) -> Result<Response, Failure> {
    let query = Query::parse(uri.query().unwrap_or_default());
    let to = query.get("to").unwrap_or_default();
    if person.is_some() {
        return Ok(Redirect::to(own(to)).into_response());
    }
    page(&desk, to, "", None)
}

fn page(desk: &Desk, to: &str, name: &str, wrong: Option<&str>) -> Result<Response, Failure> {
    let main = Page { token: desk.guard().door(), to, name, wrong }.render()?;
    Ok(html(Plain { title: "Log in", main: &main, person: None, follows: false }.render()?))
}

/// Lets somebody in who knows her password.
pub(crate) async fn enter(
    State(desk): State<Desk>,
    peer: Option<Extension<Peer>>,
    headers: HeaderMap,
    Form(entry): Form<Entry>,
) -> Result<Response, Failure> {
    let from = desk.guard().address(&headers, peer.map(|Extension(peer)| peer));
    let name: String = entry.name.trim().chars().take(LONGEST).collect();
    let who = [Who::Name(name.clone()), Who::Address(block(from))];
    if let Err(wait) = desk.guard().throttle.count(&who, Instant::now()) {
        let minutes = wait.as_secs().div_ceil(60).max(1);
        let wrong = format!("There were too many wrong names or passwords. Wait {minutes} min and try again.");
        let mut response =
            (StatusCode::TOO_MANY_REQUESTS, page(&desk, &entry.to, &name, Some(&wrong))?).into_response();
        response.headers_mut().insert(header::RETRY_AFTER, seconds(wait));
        return Ok(response);
    }
    let account = checked(&desk, &entry.name, entry.password).await?;
    let told = from.to_string();
    let accounts = &desk.guard().accounts;
    let Some(account) = account else {
        accounts.log(&Event::LoginFailed { name: &name, from: &told });
        let page = page(&desk, &entry.to, &name, Some("That name and password do not belong together. Try again."))?;
        return Ok((StatusCode::FORBIDDEN, page).into_response());
    };
    desk.guard().throttle.forgive(&who);
    // A key from before the login opens nothing after it.
    if let Some(old) = key(&headers) {
        desk.guard().sessions.close(old);
    }
    let new = desk.guard().sessions.open(&account).map_err(|error| Failure::busy(error.to_string()))?;
    accounts.log(&Event::Login { name: &account.name, from: &told });
    let mut response = Redirect::to(own(&entry.to)).into_response();
    response.headers_mut().insert(header::SET_COOKIE, cookie(&new, 12 * 60 * 60)?);
    Ok(response)
}

async fn checked(desk: &Desk, name: &str, password: String) -> Result<Option<Account>, Failure> {
    let _turn = CHECKS.acquire().await.map_err(|error| Failure::inside(error.to_string()))?;
    let (desk, name) = (desk.clone(), name.trim().to_owned());
    let accounts = desk.guard().accounts.with(Clone::clone);
    off_thread(move || Ok(accounts.check(&name, &password).cloned())).await
}

/// Lets somebody out.
pub(crate) async fn leave(
    State(desk): State<Desk>,
    Extension(person): Extension<Person>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    if let Some(key) = key(&headers) {
        desk.guard().sessions.close(key);
        desk.guard().accounts.log(&Event::Logout { name: &person.name });
    }
    let mut response = Redirect::to("/").into_response();
    response.headers_mut().insert(header::SET_COOKIE, cookie("", 0)?);
    // Pages that she saw are not for whoever comes to this browser next.
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\""));
    Ok(response)
}

fn cookie(key: &str, seconds: u32) -> Result<HeaderValue, Failure> {
    HeaderValue::try_from(format!("{COOKIE}={key}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Strict"))
        .map_err(|error| Failure::inside(error.to_string()))
}

fn seconds(wait: Duration) -> HeaderValue {
    HeaderValue::from(wait.as_secs().max(1))
}

/// Where to go after the login: a page of this desk and none elsewhere.
fn own(to: &str) -> &str {
    let strange = to.chars().any(|c| c.is_control() || c == '\\');
    if to.starts_with('/') && !to.starts_with("//") && !strange && http::HeaderValue::from_str(to).is_ok() {
        to
    } else {
        "/"
    }
}

/// What counts as one address: of IPv6, the block that one customer has.
fn block(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let mut octets = address.octets();
            octets[8..].fill(0);
            IpAddr::V6(octets.into())
        }
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_sent_to_a_page_of_ours() {
        assert_eq!(own("/d/talks/brief?as-of=1978-09-01"), "/d/talks/brief?as-of=1978-09-01");
        for strange in ["", "https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", "/a\r\nb"] {
            assert_eq!(own(strange), "/");
        }
    }
}
