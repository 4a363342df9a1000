//! The desk from outside: who is let in, what every answer says, what hostile requests come to.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::response::Response;
use http::{Method, Request, StatusCode, header};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tower::ServiceExt;

use crate::accounts::{Accounts, Book, Role};
use crate::desk::Desk;
use crate::guard::Guard;
use crate::pace::Limits;
use crate::serve::{listen, service};

const HOST: &str = "127.0.0.1:8763";
const PASSWORD: &str = "correct horse battery";

/// A folder with one dossier, and its desk.
fn desk(folder: &Path, alone: Option<&str>) -> Desk {
    store::Store::create(&folder.join("talks.dossier"), None).unwrap();
    Desk::new(folder, Guard::new(Book::new(Accounts::beside(folder)), alone, &[], alone.is_none()).unwrap())
}

fn with_accounts(folder: &Path) -> Desk {
    let mut accounts = Accounts::default();
    for (name, role) in [("rosa", Role::Reader), ("mira", Role::Analyst), ("tom", Role::Editor)] {
        accounts.add(name, role, PASSWORD).unwrap();
    }
    accounts.save(&Accounts::beside(folder)).unwrap();
    desk(folder, None)
}

fn request(method: Method, path: &str) -> http::request::Builder {
    let request = Request::builder().method(method.clone()).uri(path).header(header::HOST, HOST);
    if method == Method::POST { request.header(header::ORIGIN, format!("http://{HOST}")) } else { request }
}

async fn send(desk: &Desk, request: Request<Body>) -> Response {
    service(desk.clone()).oneshot(request).await.unwrap()
}

async fn get(desk: &Desk, path: &str, cookie: &str) -> (StatusCode, String) {
    let response =
        send(desk, request(Method::GET, path).header(header::COOKIE, cookie).body(Body::empty()).unwrap()).await;
    let status = response.status();
    (status, text(response).await)
}

async fn text(response: Response) -> String {
    String::from_utf8(to_bytes(response.into_body(), usize::MAX).await.unwrap().into()).unwrap()
}

/// The token that a page brings along.
fn token(page: &str) -> String {
    let (_, token) = page
        .split_once("name=\"token\" content=\"")
        .or_else(|| page.split_once("name=\"token\" value=\""))
        .expect(page);
    token.split('"').next().unwrap().to_owned()
}

async fn post(desk: &Desk, path: &str, cookie: &str, token: &str, body: &str) -> Response {
    let form = format!("token={token}&{body}");
    let request = request(Method::POST, path)
        .header(header::COOKIE, cookie)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    send(desk, request.body(Body::from(form)).unwrap()).await
}

async fn log_in(desk: &Desk, name: &str, password: &str) -> Response {
    let (_, page) = get(desk, "/login", "").await;
    post(desk, "/login", "", &token(&page), &format!("name={name}&password={}", password.replace(' ', "+"))).await
}

/// The cookie of somebody who has logged in.
async fn cookie(desk: &Desk, name: &str) -> String {
    let response = log_in(desk, name, PASSWORD).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

/// What every answer says, whatever it is.
fn dressed(response: &Response) {
    let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(
        policy.contains("default-src 'none'") && policy.contains("script-src 'self'") && !policy.contains("unsafe")
    );
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(response.headers()[name], value);
    }
    assert!(response.headers().contains_key("permissions-policy") && response.headers().contains_key("cache-control"));
}

#[tokio::test]
async fn another_name_or_page_is_turned_away() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(folder.path(), Some("mira"));
    let asked = async |host: &str| {
        let request = Request::get("/").header(header::HOST, host).body(Body::empty()).unwrap();
        send(&desk, request).await.status()
    };
    for own in ["127.0.0.1:8763", "localhost:8763", "localhost", "[::1]:8763", "[::1]"] {
        assert_eq!(asked(own).await, StatusCode::OK, "{own}");
    }
    for other in [
        "evil.example",
        "evil.example:8763",
        "127.0.0.1.evil.example",
        "localhost@evil.example",
        "evil@localhost",
        "",
        "a b",
    ] {
        assert_eq!(asked(other).await, StatusCode::FORBIDDEN, "{other}");
    }
    let none = send(&desk, Request::get("/").body(Body::empty()).unwrap()).await;
    assert_eq!(none.status(), StatusCode::FORBIDDEN);

    let (_, page) = get(&desk, "/", "").await;
    let token = token(&page);
    let judged = async |from: Option<(&str, &str)>, token: &str| {
        let mut request = Request::post("/d/talks/judge").header(header::HOST, HOST).header("x-token", token);
        request = request.header(header::CONTENT_TYPE, "application/json");
        if let Some((name, value)) = from {
            request = request.header(name, value);
        }
        let body = "{\"act\":\"undo\",\"judgement\":\"none\"}";
        send(&desk, request.body(Body::from(body)).unwrap()).await.status()
    };
    let own = Some(("origin", "http://127.0.0.1:8763"));
    assert_eq!(judged(own, &token).await, StatusCode::NOT_FOUND, "it is heard, and there is no such judgement");
    assert_eq!(judged(Some(("sec-fetch-site", "same-origin")), &token).await, StatusCode::NOT_FOUND);
    for from in [
        None,
        Some(("origin", "http://evil.example")),
        Some(("origin", "http://127.0.0.1:9999")),
        Some(("origin", "null")),
        Some(("sec-fetch-site", "cross-site")),
    ] {
        assert_eq!(judged(from, &token).await, StatusCode::FORBIDDEN, "{from:?}");
    }
    assert_eq!(judged(own, "").await, StatusCode::FORBIDDEN);
    assert_eq!(judged(own, "wrong").await, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_form_without_its_token_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(folder.path(), Some("mira"));
    assert_eq!(post(&desk, "/dossiers", "", "wrong", "name=stolen").await.status(), StatusCode::FORBIDDEN);
    assert!(!folder.path().join("stolen.dossier").exists());
    let (_, page) = get(&desk, "/", "").await;
    assert_eq!(post(&desk, "/dossiers", "", &token(&page), "name=new").await.status(), StatusCode::SEE_OTHER);
    assert!(folder.path().join("new.dossier").exists());
}

#[tokio::test]
async fn every_answer_says_what_it_may_do() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(folder.path(), Some("mira"));
    for (path, status) in [
        ("/", StatusCode::OK),
        ("/d/talks/brief", StatusCode::OK),
        ("/d/talks/brief.json", StatusCode::OK),
        ("/nothing", StatusCode::NOT_FOUND),
        ("/d/nothing/brief", StatusCode::NOT_FOUND),
        ("/assets/0/nothing.js", StatusCode::NOT_FOUND),
        ("/d/talks/brief?as-of=soon", StatusCode::BAD_REQUEST),
        ("/panic", StatusCode::INTERNAL_SERVER_ERROR),
        ("/jobs/7", StatusCode::NOT_FOUND),
        ("/jobs/x", StatusCode::BAD_REQUEST),
    ] {
        let response = send(&desk, request(Method::GET, path).body(Body::empty()).unwrap()).await;
        assert_eq!(response.status(), status, "{path}");
        dressed(&response);
    }
    let foreign =
        send(&desk, Request::get("/").header(header::HOST, "evil.example").body(Body::empty()).unwrap()).await;
    dressed(&foreign);
    let deleted = send(&desk, request(Method::DELETE, "/").body(Body::empty()).unwrap()).await;
    assert_eq!(deleted.status(), StatusCode::FORBIDDEN);
    dressed(&deleted);
}

#[tokio::test]
async fn a_request_that_panics_takes_nobody_along() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(folder.path(), Some("mira"));
    let (status, page) = get(&desk, "/panic", "").await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(page.contains("<h1>Something went wrong</h1>") && !page.contains("on purpose"), "{page}");
    assert_eq!(get(&desk, "/", "").await.0, StatusCode::OK);
}

#[tokio::test]
async fn names_of_dossiers_lead_nowhere_else() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(folder.path(), Some("mira"));
    std::fs::copy(folder.path().join("talks.dossier"), folder.path().join(".hidden.dossier")).unwrap();
    std::fs::create_dir(folder.path().join("inner")).unwrap();
    std::fs::copy(folder.path().join("talks.dossier"), folder.path().join("inner/x.dossier")).unwrap();
    for path in [
        "/d/..%2ftalks/brief",
        "/d/inner%2fx/brief",
        "/d/.hidden/brief",
        "/d/%2e%2e/brief",
        "/d/inner%5cx/brief",
        "/d/talks%00/brief",
    ] {
        assert_ne!(get(&desk, path, "").await.0, StatusCode::OK, "{path}");
    }
    let (_, page) = get(&desk, "/", "").await;
    for name in ["../out", "a/b", ".hidden2", "a%5Cb", "", "a%00b", "a%0Ab"] {
        let made = post(&desk, "/dossiers", "", &token(&page), &format!("name={name}")).await;
        assert!(made.status().is_client_error(), "{name}: {}", made.status());
    }
    assert!(!folder.path().parent().unwrap().join("out.dossier").exists());
}

#[tokio::test]
async fn one_logs_in_and_out() {
    let folder = tempfile::tempdir().unwrap();
    let desk = with_accounts(folder.path());
    let closed =
        send(&desk, request(Method::GET, "/d/talks/brief?as-of=1978-09-01").body(Body::empty()).unwrap()).await;
    assert_eq!(closed.status(), StatusCode::SEE_OTHER);
    assert_eq!(closed.headers()[header::LOCATION], "/login?to=/d/talks/brief%3Fas-of=1978-09-01");
    let script = request(Method::GET, "/d/talks/brief").header("x-part", "main").body(Body::empty()).unwrap();
    assert_eq!(send(&desk, script).await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(get(&desk, "/d/talks/live", "").await.0, StatusCode::UNAUTHORIZED);

    let response = log_in(&desk, "mira", PASSWORD).await;
    dressed(&response);
    assert!(response.headers().contains_key("strict-transport-security"));
    let set = response.headers()[header::SET_COOKIE].to_str().unwrap().to_owned();
    assert!(
        set.starts_with("__Host-desk=") && set.ends_with("; Path=/; Max-Age=43200; Secure; HttpOnly; SameSite=Strict"),
        "{set}"
    );
    let one = set.split(';').next().unwrap().to_owned();
    let other = cookie(&desk, "mira").await;
    assert_ne!(one, other, "each login has a key of its own");
    let (status, page) = get(&desk, "/", &one).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("<bdi>mira</bdi>, analyst"), "{page}");
    assert_ne!(token(&page), token(&get(&desk, "/", &other).await.1));
    assert_eq!(post(&desk, "/logout", &one, "wrong", "").await.status(), StatusCode::FORBIDDEN);
    let out = post(&desk, "/logout", &one, &token(&page), "").await;
    assert_eq!(out.status(), StatusCode::SEE_OTHER);
    assert!(out.headers()[header::SET_COOKIE].to_str().unwrap().contains("Max-Age=0"));
    assert_eq!(get(&desk, "/", &one).await.0, StatusCode::SEE_OTHER);
    assert_eq!(get(&desk, "/", &other).await.0, StatusCode::OK);

    // Who is removed is out at once.
    let file = Accounts::beside(folder.path());
    let mut accounts = Accounts::load(&file).unwrap();
    accounts.remove("mira").unwrap();
    accounts.save(&file).unwrap();
    assert_eq!(get(&desk, "/", &other).await.0, StatusCode::SEE_OTHER);
    let log = std::fs::read_to_string(folder.path().join("desk.log")).unwrap();
    let events: Vec<serde_json::Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told: Vec<&str> = events.iter().map(|event| event["event"].as_str().unwrap()).collect();
    assert_eq!(told, ["login", "login", "logout"]);
    assert_eq!((&events[0]["name"], &events[0]["from"]), (&"mira".into(), &"127.0.0.1".into()));
}

#[tokio::test]
async fn guessing_is_slow_and_tells_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let desk = with_accounts(folder.path());
    let (known, unknown) = (log_in(&desk, "mira", "wrong").await, log_in(&desk, "nobody", "wrong").await);
    assert_eq!((known.status(), unknown.status()), (StatusCode::FORBIDDEN, StatusCode::FORBIDDEN));
    assert_eq!(text(known).await.replace("mira", ""), text(unknown).await.replace("nobody", ""));
    for _ in 0..3 {
        assert_eq!(log_in(&desk, "mira", "wrong").await.status(), StatusCode::FORBIDDEN);
    }
    let waits = log_in(&desk, "mira", PASSWORD).await;
    assert_eq!(waits.status(), StatusCode::TOO_MANY_REQUESTS);
    let seconds: u64 = waits.headers()[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
    assert!((1..=600).contains(&seconds));
    assert!(!waits.headers().contains_key(header::SET_COOKIE));
    assert!(text(waits).await.contains("Wait 10 min"));
    // The address waits too, whatever name it tries next.
    assert_eq!(log_in(&desk, "tom", PASSWORD).await.status(), StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn each_role_may_what_it_may() {
    let folder = tempfile::tempdir().unwrap();
    let desk = with_accounts(folder.path());
    let tries = async |name: &str| {
        let cookie = cookie(&desk, name).await;
        let (_, page) = get(&desk, "/", &cookie).await;
        let token = token(&page);
        let judge = request(Method::POST, "/d/talks/judge")
            .header(header::COOKIE, &cookie)
            .header("x-token", &token)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from("{\"act\":\"undo\",\"judgement\":\"none\"}"))
            .unwrap();
        let judged = send(&desk, judge).await.status();
        let added = upload(&desk, &cookie, &token, "a.txt", "The sides met.").await.status();
        let made = post(&desk, "/dossiers", &cookie, &token, &format!("name=of-{name}")).await.status();
        (get(&desk, "/d/talks/brief", &cookie).await.0, judged, added, made)
    };
    const OK: StatusCode = StatusCode::OK;
    const NO: StatusCode = StatusCode::FORBIDDEN;
    assert_eq!(tries("rosa").await, (OK, NO, NO, NO));
    assert_eq!(tries("mira").await, (OK, StatusCode::NOT_FOUND, StatusCode::SEE_OTHER, NO));
    assert_eq!(tries("tom").await, (OK, StatusCode::NOT_FOUND, StatusCode::SEE_OTHER, StatusCode::SEE_OTHER));
}

async fn upload(desk: &Desk, cookie: &str, token: &str, name: &str, text: &str) -> Response {
    let body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n{token}\r\n--x\r\n\
         Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/plain\r\n\r\n{text}\r\n--x--\r\n"
    );
    let request = request(Method::POST, "/d/talks/add")
        .header(header::COOKIE, cookie)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
    send(desk, request.body(Body::from(body)).unwrap()).await
}

/// Waits until a reading is over.
async fn read(desk: &Desk, response: &Response) -> serde_json::Value {
    let to = response.headers()[header::LOCATION].to_str().unwrap();
    loop {
        let (status, job) = get(desk, &format!("{to}.json"), "").await;
        assert_eq!(status, StatusCode::OK, "{job}");
        let job: serde_json::Value = serde_json::from_str(&job).unwrap();
        if !["waiting", "reading"].contains(&job["state"].as_str().unwrap()) {
            return job;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn reports_are_read_and_what_is_none_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(folder.path(), Some("mira"));
    let (_, page) = get(&desk, "/", "").await;
    let token = token(&page);
    let report = "GENEVA, 3 May 1990 (Example) - Kenya rejected a freeze on tariffs.";
    let first = upload(&desk, "", &token, "../../../may/01.txt", report).await;
    assert_eq!(first.status(), StatusCode::SEE_OTHER);
    let job = read(&desk, &first).await;
    assert_eq!((&job["state"], &job["new"], &job["done"]), (&"done".into(), &1.into(), &1.into()), "{job}");
    let again = read(&desk, &upload(&desk, "", &token, "may/01.txt", report).await).await;
    assert_eq!((&again["new"], &again["same"]), (&0.into(), &1.into()), "{again}");
    let empty = read(&desk, &upload(&desk, "", &token, "may/02.txt", " ").await).await;
    assert_eq!(empty["failures"][0]["why"], "is empty");
    assert_eq!(empty["failures"][0]["name"], "may/02.txt");
    assert!(get(&desk, "/d/talks/report/may/01", "").await.1.contains("Kenya"));
    let (_, home) = get(&desk, "/", "").await;
    assert!(home.contains("1990-05-03") && home.contains("1 not taken"), "{home}");
    // Nothing was written but the dossier.
    let files = std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    assert!(files.into_iter().all(|file| file.starts_with("talks.dossier")));
}

/// A server elsewhere with one page on it; its address.
fn elsewhere() -> String {
    use std::io::{BufRead, BufReader, Write};
    const PAGE: &str =
        "<html><title>Tariffs</title><p>GENEVA, 3 May 1990 (Example) - Kenya rejected a freeze on tariffs.</p>";
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
            let there = lines.next().is_some_and(|line| line.starts_with("GET /tariffs"));
            lines.take_while(|line| !line.is_empty()).for_each(drop);
            let (status, page) = if there { ("200 OK", PAGE) } else { ("404 Not Found", "") };
            let head = format!(
                "HTTP/1.1 {status}\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
                page.len()
            );
            let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(page.as_bytes()));
        }
    });
    format!("http://{address}")
}

async fn give_addresses(desk: &Desk, cookie: &str, token: &str, addresses: &str) -> Response {
    let body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n{token}\r\n--x\r\n\
         Content-Disposition: form-data; name=\"addresses\"\r\n\r\n{addresses}\r\n--x--\r\n"
    );
    let request = request(Method::POST, "/d/talks/add")
        .header(header::COOKIE, cookie)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
    send(desk, request.body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn addresses_are_fetched_beside_the_requests() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(folder.path(), Some("mira"));
    let (_, page) = get(&desk, "/", "").await;
    let token = token(&page);
    let away = elsewhere();
    let addresses =
        format!("{away}/tariffs.html\r\n\r\n {away}/tariffs.html?utm_source=mail\n{away}/nowhere\nexample.org/a");
    let response = give_addresses(&desk, "", &token, &addresses).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let job = read(&desk, &response).await;
    assert_eq!(
        (&job["all"], &job["done"], &job["new"], &job["not_taken"]),
        (&3.into(), &3.into(), &1.into(), &2.into()),
        "{job}"
    );
    assert_eq!(job["failures"][0]["name"], format!("{away}/nowhere"));
    assert_eq!(job["failures"][0]["why"], "the server says 404: there is no such page");
    assert_eq!(job["failures"][1]["why"], "is no address; write it as https://example.org/talks");
    let name = away.trim_start_matches("http://").replace(':', "-");
    assert!(get(&desk, &format!("/d/talks/report/{name}/tariffs"), "").await.1.contains("Kenya"));
    let again = read(&desk, &give_addresses(&desk, "", &token, &format!("{away}/tariffs.html")).await).await;
    assert_eq!((&again["new"], &again["same"]), (&0.into(), &1.into()), "{again}");
    let many = give_addresses(&desk, "", &token, &format!("{away}/tariffs\n").repeat(501)).await;
    assert_eq!(many.status(), StatusCode::BAD_REQUEST);
    assert!(text(many).await.contains("500 can be added at once"));
}

#[tokio::test]
async fn others_do_not_look_into_the_network_of_the_desk() {
    let folder = tempfile::tempdir().unwrap();
    let desk = with_accounts(folder.path());
    let cookie = cookie(&desk, "mira").await;
    let (_, page) = get(&desk, "/", &cookie).await;
    let response = give_addresses(&desk, &cookie, &token(&page), &format!("{}/tariffs.html", elsewhere())).await;
    let to = response.headers()[header::LOCATION].to_str().unwrap();
    let number = to.rsplit('/').next().unwrap().parse().unwrap();
    let done = loop {
        let progress = desk.jobs().get(number).unwrap().progress();
        if progress.state.is_over() {
            break progress;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    assert_eq!((done.new, done.not_taken), (0, 1));
    assert!(done.failures[0].why.starts_with("leads into a private network"), "{done:?}");
}

#[tokio::test]
async fn what_is_too_large_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(folder.path(), Some("mira"));
    let (_, page) = get(&desk, "/", "").await;
    let token = token(&page);
    let judge = request(Method::POST, "/d/talks/judge")
        .header("x-token", &token)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(format!("{{\"act\":\"undo\",\"judgement\":\"{}\"}}", "x".repeat(1 << 20))))
        .unwrap();
    let refused = send(&desk, judge).await;
    assert_eq!(refused.status(), StatusCode::PAYLOAD_TOO_LARGE);
    dressed(&refused);
    let refused = upload(&desk, "", &token, "a.txt", &"x".repeat(64 << 20)).await;
    assert_eq!(refused.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert!(text(refused).await.contains("Too much at once"));
}

#[tokio::test]
async fn reports_in_parts_are_one_reading_that_can_be_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(folder.path(), Some("mira"));
    let (_, page) = get(&desk, "/", "").await;
    let token = token(&page);
    let part = async |query: &str, name: &str| {
        let body = format!(
            "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\nThe sides met.\r\n--x--\r\n"
        );
        let request = request(Method::POST, &format!("/d/talks/add?{query}"))
            .header("x-token", &token)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
        let response = send(&desk, request.body(Body::from(body)).unwrap()).await;
        let status = response.status();
        (status, serde_json::from_str::<serde_json::Value>(&text(response).await).unwrap_or_default())
    };
    let (_, job) = part("more=1&of=2", "a.txt").await;
    assert_eq!((&job["all"], &job["dossier"]), (&2.into(), &"talks".into()), "{job}");
    let number = job["job"].as_u64().unwrap();
    assert_eq!(part(&format!("job={number}"), "b.txt").await.0, StatusCode::OK);
    let done = loop {
        let progress = desk.jobs().get(number).unwrap().progress();
        if progress.state.is_over() {
            break progress;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    assert_eq!((done.new, done.done, done.all), (2, 2, 2));
    assert_eq!(part(&format!("job={number}"), "c.txt").await.0, StatusCode::BAD_REQUEST, "it has ended");
    let (_, open) = part("more=1&of=9", "d.txt").await;
    let number = open["job"].as_u64().unwrap();
    let stopped = post(&desk, &format!("/jobs/{number}/cancel"), "", &token, "").await;
    assert_eq!(stopped.status(), StatusCode::SEE_OTHER);
    assert!(get(&desk, &format!("/jobs/{number}"), "").await.1.contains("Stopped; what was read stays"));
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_clients_hold_nobody_up() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(folder.path(), Some("mira"));
    let listener = tokio::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
    let address = listener.local_addr().unwrap();
    let short = Duration::from_millis(300);
    let limits = Limits { connections: 4, head: short, body: short, pace: 4096, answer: short };
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(listen(listener, desk, limits, async {
        let _ = stopped.await;
    }));
    // As many as there are places: half of them dawdle over the head, half over the body.
    let slow: Vec<_> = (0..4)
        .map(|n| {
            tokio::spawn(async move {
                let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
                let head = format!("POST /login HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nContent-Length: 1000\r\n\r\n");
                if n % 2 == 0 {
                    stream.write_all(head.as_bytes()).await.unwrap();
                }
                // A byte a second until it is cut off.
                while stream.write_all(b"G").await.is_ok() {
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(50)).await;
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let head = format!("GET / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 200 OK"), "{}", String::from_utf8_lossy(&answer));
    for one in slow {
        one.await.unwrap();
    }
    stop.send(()).unwrap();
    serving.await.unwrap();
}
