//! Reports from the web. Nothing is fetched but what somebody names.

use std::io::Read;
use std::time::Duration;

use encoding_rs::{Encoding, WINDOWS_1252};
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Body};
use url::Host;

use crate::address::Address;
use crate::error::Fault;
use crate::page;
use crate::reach::{OutOfReach, Reach, Within};
use crate::report::Report;

/// How long a page may take, from the name of the host to its last byte.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long a machine may take to answer at all.
const PATIENCE_TO_CONNECT: Duration = Duration::from_secs(15);
/// Addresses that one may lead on to.
const MOST_REDIRECTS: u32 = 5;

/// Fetches pages and texts.
///
/// Connections to one host are kept for the next page of it. No cookies are kept, and nothing that a page names is loaded.
#[derive(Clone, Debug)]
pub struct Fetcher {
    agent: Agent,
    patience: Duration,
}

impl Fetcher {
    /// One that goes no further than `reach`.
    pub fn new(reach: Reach) -> Fetcher {
        Fetcher::patient(reach, PATIENCE)
    }

    fn patient(reach: Reach, patience: Duration) -> Fetcher {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(MOST_REDIRECTS)
            .timeout_connect(Some(PATIENCE_TO_CONNECT.min(patience)))
            .timeout_global(Some(patience))
            .user_agent(concat!("rapporteur/", env!("CARGO_PKG_VERSION")))
            .accept("text/html, application/xhtml+xml, text/plain;q=0.9, */*;q=0.1");
        // A proxy looks names up itself, and where they lead could not be told.
        let config = if reach == Reach::Public { config.proxy(None) } else { config };
        Fetcher { agent: Agent::with_parts(config.build(), DefaultConnector::default(), Within(reach)), patience }
    }

    /// Fetches the report at an address; its id comes from the address.
    ///
    /// # Errors
    /// If the address is out of reach, there is no page or text, or it cannot be read; see [`Fault`].
    pub fn fetch(&self, address: &Address) -> Result<Report, Fault> {
        let request = self.agent.get(address.url().as_str());
        // What is on this machine is not asked of a proxy elsewhere.
        let request = if is_here(address) { request.config().proxy(None).build() } else { request };
        let mut response = request.call().map_err(|error| self.fault(error))?;
        let status = response.status();
        if !status.is_success() {
            return Err(Fault::Status { code: status.as_u16() });
        }
        let kind = Kind::of(response.body())?;
        let charset = response.body().charset().map(|label| label.trim_matches(['"', '\'', ' ']).to_owned());
        let limit = Report::MAX_BYTES;
        if response.body().content_length().is_some_and(|length| length > limit) {
            return Err(Fault::TooLarge { limit });
        }
        let mut bytes = Vec::new();
        let read = response.body_mut().as_reader().take(limit + 1).read_to_end(&mut bytes);
        read.map_err(|error| self.fault(ureq::Error::from(error)))?;
        if bytes.len() as u64 > limit {
            return Err(Fault::TooLarge { limit });
        }
        let mut report = match kind {
            Kind::Page => Report::from_page(address.id(), &bytes, charset.as_deref())?,
            Kind::Text if !page::is_page(&bytes) => text(address, &bytes, charset.as_deref())?,
            Kind::Text | Kind::Unsaid => Report::from_bytes(address.id(), &bytes)?,
        };
        report.outlet.get_or_insert_with(|| address.site().to_owned());
        Ok(report)
    }

    fn fault(&self, error: ureq::Error) -> Fault {
        match error {
            ureq::Error::Timeout(_) => Fault::TooSlow { limit: self.patience },
            ureq::Error::HostNotFound => Fault::NoSuchHost,
            ureq::Error::TooManyRedirects | ureq::Error::RedirectFailed => Fault::Redirects,
            ureq::Error::Other(cause) if cause.is::<OutOfReach>() => Fault::OutOfReach,
            ureq::Error::Io(error) => Fault::Connection(said(&error)),
            other => Fault::Connection(other.to_string()),
        }
    }
}

/// What a server says that it gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Page,
    Text,
    Unsaid,
}

impl Kind {
    fn of(body: &Body) -> Result<Kind, Fault> {
        let Some(kind) = body.mime_type().map(|kind| kind.trim().to_ascii_lowercase()) else { return Ok(Kind::Unsaid) };
        let format = match kind.as_str() {
            "text/html" | "application/xhtml+xml" => return Ok(Kind::Page),
            "text/plain" => return Ok(Kind::Text),
            "" => return Ok(Kind::Unsaid),
            "application/pdf" => "a PDF",
            "application/zip" => "a zip archive",
            "application/json" | "application/ld+json" => "data for programs (JSON)",
            "application/rss+xml" | "application/atom+xml" => "a feed",
            "text/xml" | "application/xml" => "a feed or another XML file",
            "application/octet-stream" => "a file of an unknown kind",
            kind if kind.starts_with("image/") => "a picture",
            kind if kind.starts_with("video/") => "a film",
            kind if kind.starts_with("audio/") => "a recording",
            // It is shown to people: a name and no more of what a stranger may write there.
            kind => {
                return Err(Fault::NotAPage { format: kind.chars().filter(char::is_ascii_graphic).take(80).collect() });
            }
        };
        Err(Fault::NotAPage { format: format.to_owned() })
    }
}

/// A plain text in the characters that the server names, or in those that most texts are in.
fn text(address: &Address, bytes: &[u8], charset: Option<&str>) -> Result<Report, Fault> {
    let named = charset.and_then(|label| Encoding::for_label(label.as_bytes()));
    if named.is_none() && std::str::from_utf8(bytes).is_ok() {
        return Report::from_bytes(address.id(), bytes);
    }
    Report::from_text(address.id(), &named.unwrap_or(WINDOWS_1252).decode(bytes).0)
}

/// Whether an address is of the machine that asks.
fn is_here(address: &Address) -> bool {
    match address.url().host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

fn said(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::ConnectionRefused => "nobody answers there".into(),
        std::io::ErrorKind::ConnectionReset | std::io::ErrorKind::UnexpectedEof => "the server broke off".into(),
        _ => {
            let text = error.to_string();
            text.split(" (os error").next().unwrap_or(&text).to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Write};
    use std::net::{TcpListener, TcpStream};

    use super::*;

    const PAGE: &str = "<html><title>Talks resume</title><p>The sides met in Geneva on Sunday, and left it again.</p>";

    /// A server on this machine that gives for each path what a real one might; its address.
    fn server() -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                std::thread::spawn(move || answer(stream.unwrap()));
            }
        });
        format!("http://{address}")
    }

    fn answer(mut stream: TcpStream) -> Option<()> {
        let mut lines = BufReader::new(stream.try_clone().ok()?).lines();
        let path = lines.next()?.ok()?.split(' ').nth(1)?.to_owned();
        let head: Vec<String> = lines.map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
        let mut give = |status: &str, kind: &str, body: &[u8]| {
            let head =
                format!("HTTP/1.1 {status}\r\nConnection: close\r\n{kind}\r\nContent-Length: {}\r\n\r\n", body.len());
            stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body)).ok()
        };
        match path.as_str() {
            "/2025/talks.html" => give("200 OK", "Content-Type: text/html; charset=utf-8", PAGE.as_bytes()),
            "/note.txt" => give(
                "200 OK",
                "Content-Type: text/plain; charset=windows-1252",
                b"Talks in Gen\xe8ve\n\nThe sides met.",
            ),
            "/who" => give("200 OK", "Content-Type: text/plain", head.join("\n").as_bytes()),
            "/gone" => give("410 Gone", "Content-Type: text/html", b"<p>Gone</p>"),
            "/old" => give("301 Moved Permanently", "Location: /2025/talks.html", b""),
            "/circle" => give("302 Found", "Location: /circle", b""),
            "/elsewhere" => give("302 Found", "Location: file:///etc/passwd", b""),
            "/paper" => give("200 OK", "Content-Type: application/pdf", b"%PDF-1.7"),
            "/odd" => give("200 OK", "Content-Type: Application/X-Odd; a=b", b"?"),
            "/large" => {
                let head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/plain\r\n\r\n";
                stream.write_all(head.as_bytes()).ok()?;
                let part = vec![b'x'; 1 << 20];
                (0..64).try_for_each(|_| stream.write_all(&part)).ok()
            }
            "/said-large" => stream
                .write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 99000000\r\n\r\n")
                .ok(),
            "/slow" => {
                stream
                    .write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 9000\r\n\r\n")
                    .ok()?;
                // A byte now and then, for as long as somebody listens.
                while stream.write_all(b"x").is_ok() {
                    std::thread::sleep(Duration::from_millis(50));
                }
                None
            }
            "/broken" => {
                stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 9000\r\n\r\nx").ok()
            }
            _ => give("404 Not Found", "Content-Type: text/html", b"<p>No</p>"),
        }
    }

    fn fetch(address: &str) -> Result<Report, Fault> {
        Fetcher::new(Reach::Anywhere).fetch(&address.parse()?)
    }

    #[test]
    fn pages_and_texts_become_reports() {
        let server = server();
        let host = server.replace("http://", "").replace(':', "-");
        let page = fetch(&format!("{server}/2025/talks.html?utm_source=mail")).unwrap();
        assert_eq!(page.id.0, format!("{host}/2025/talks"));
        assert_eq!(page.title.as_deref(), Some("Talks resume"));
        assert_eq!(page.outlet.as_deref(), Some("127.0.0.1"));
        assert_eq!(page.text, "The sides met in Geneva on Sunday, and left it again.");
        let text = fetch(&format!("{server}/note.txt")).unwrap();
        assert_eq!(text.text, "Talks in Genève\n\nThe sides met.");
        let moved = fetch(&format!("{server}/old")).unwrap();
        assert_eq!((moved.id.0, moved.text), (format!("{host}/old"), page.text));
    }

    #[test]
    fn a_server_learns_what_is_asked_and_no_more() {
        let asked = fetch(&format!("{}/who", server())).unwrap().text.to_lowercase();
        assert!(asked.contains(concat!("user-agent: rapporteur/", env!("CARGO_PKG_VERSION"))), "{asked}");
        assert!(!asked.contains("cookie") && !asked.contains("referer"), "{asked}");
    }

    #[test]
    fn what_gives_no_report_says_why() {
        let server = server();
        let check = |path: &str, words: &str| {
            let fault = fetch(&format!("{server}{path}")).map(|report| report.text).unwrap_err().to_string();
            assert!(fault.starts_with(words), "{path}: {fault}");
        };
        check("/nowhere", "the server says 404: there is no such page");
        check("/gone", "the server says 410: the page is gone");
        check("/circle", "leads from one address to the next");
        check("/elsewhere", "the server says 404");
        check("/paper", "is a PDF, neither a web page nor a text; save its text as a .txt file");
        check("/odd", "is application/x-odd, neither");
        check("/large", "is larger than 32 MB");
        check("/said-large", "is larger than 32 MB");
        check("/broken", "cannot be fetched (the server broke off)");
        let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        assert_eq!(
            fetch(&format!("http://{closed}/")).unwrap_err().to_string(),
            "cannot be fetched (nobody answers there)"
        );
    }

    #[test]
    fn nobody_is_waited_for_without_end() {
        let address: Address = format!("{}/slow", server()).parse().unwrap();
        let limit = Duration::from_millis(300);
        let fault = Fetcher::patient(Reach::Anywhere, limit).fetch(&address).unwrap_err();
        assert!(matches!(fault, Fault::TooSlow { limit: said } if said == limit), "{fault}");
    }

    #[test]
    fn the_network_of_this_machine_is_out_of_public_reach() {
        let server = server();
        let port = server.rsplit(':').next().unwrap();
        let fetcher = Fetcher::new(Reach::Public);
        for host in [
            "127.0.0.1",
            "localhost",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "2130706433",
            "0x7f.1",
            "0.0.0.0",
            "192.168.0.1",
            "169.254.169.254",
        ] {
            let address: Address = format!("http://{host}:{port}/2025/talks.html").parse().unwrap();
            let fault = fetcher.fetch(&address).unwrap_err();
            assert!(matches!(fault, Fault::OutOfReach), "{host}: {fault}");
        }
    }

    #[test]
    fn a_redirect_is_checked_like_the_address_itself() {
        // The first lookup is within reach, as that of a public server is; the one that it leads to is not.
        #[derive(Debug)]
        struct FirstAllowed(std::sync::atomic::AtomicBool);
        impl ureq::unversioned::resolver::Resolver for FirstAllowed {
            fn resolve(
                &self,
                uri: &ureq::http::Uri,
                config: &ureq::config::Config,
                timeout: ureq::unversioned::transport::NextTimeout,
            ) -> Result<ureq::unversioned::resolver::ResolvedSocketAddrs, ureq::Error> {
                let first = !self.0.swap(true, std::sync::atomic::Ordering::Relaxed);
                Within(if first { Reach::Anywhere } else { Reach::Public }).resolve(uri, config, timeout)
            }
        }
        let config = Agent::config_builder().http_status_as_error(false).proxy(None).build();
        let agent = Agent::with_parts(config, DefaultConnector::default(), FirstAllowed(false.into()));
        let fetcher = Fetcher { agent, patience: PATIENCE };
        let fault = fetcher.fetch(&format!("{}/old", server()).parse().unwrap()).unwrap_err();
        assert!(matches!(fault, Fault::OutOfReach), "{fault}");
    }
}
