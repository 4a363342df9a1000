//! Where a report is published: an address on the web, and the name that a report has by it.

use std::str::FromStr;

use url::Url;

use crate::error::Fault;
use crate::report::ReportId;

/// The longest name, in characters.
const LONGEST: usize = 200;

/// What sites add to an address to learn where a reader comes from; the page is the same without it.
const TRACKING: [&str; 10] =
    ["fbclid", "gclid", "dclid", "msclkid", "igshid", "mc_cid", "mc_eid", "cmpid", "ref_src", "smid"];

/// An address that can be fetched: http or https, without a name or password in it, without what only tracks its reader.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Address(Url);

impl Address {
    /// Whether words are meant as an address rather than as the name of a file.
    pub fn is_meant(words: &str) -> bool {
        ["http://", "https://"]
            .iter()
            .any(|scheme| words.get(..scheme.len()).is_some_and(|s| s.eq_ignore_ascii_case(scheme)))
    }

    /// The name of the report there: `example.org/2025/11/talks-resume`. One address always gives the same, and http or https, `www.` and the
    /// ending of a file make no difference.
    pub fn id(&self) -> ReportId {
        let host = self.0.host_str().unwrap_or_default();
        let mut name = host.strip_prefix("www.").unwrap_or(host).to_owned();
        if let Some(port) = self.0.port() {
            name.push_str(&format!("-{port}"));
        }
        for part in self.0.path_segments().into_iter().flatten().filter(|part| !part.is_empty()) {
            name.push('/');
            name.push_str(&readable(part));
        }
        let ending = [".html", ".htm", ".xhtml", ".txt"].iter().find_map(|ending| name.strip_suffix(ending));
        let mut name = ending.filter(|stem| !stem.ends_with('/')).map_or(name.clone(), str::to_owned);
        if let Some(query) = self.0.query() {
            name.push('?');
            name.push_str(&readable(query));
        }
        // What stands behind a colon or a slash names a sentence or an entry of a report.
        let name = name.replace(':', "-");
        if name.chars().count() <= LONGEST {
            return ReportId(name);
        }
        let head: String = name.chars().take(LONGEST - 17).collect();
        ReportId(format!("{head}-{:016x}", fingerprint(&name)))
    }

    pub(crate) fn url(&self) -> &Url {
        &self.0
    }

    /// The host without `www.`: who publishes there, where nothing else says it.
    pub(crate) fn site(&self) -> &str {
        let host = self.0.host_str().unwrap_or_default();
        host.strip_prefix("www.").unwrap_or(host)
    }
}

impl FromStr for Address {
    type Err = Fault;

    fn from_str(words: &str) -> Result<Self, Fault> {
        let words = words.trim();
        if !Address::is_meant(words) {
            return Err(Fault::NotAnAddress);
        }
        let mut url = Url::parse(words).map_err(|_| Fault::NotAnAddress)?;
        if url.host_str().is_none_or(str::is_empty) {
            return Err(Fault::NotAnAddress);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Fault::Password);
        }
        url.set_fragment(None);
        if let Some(query) = url.query() {
            let tracks = |pair: &&str| {
                let key = pair.split('=').next().unwrap_or_default();
                key.is_empty() || key.starts_with("utm_") || TRACKING.contains(&key)
            };
            let kept: Vec<&str> = query.split('&').filter(|pair| !tracks(pair)).collect();
            let kept = kept.join("&");
            url.set_query((!kept.is_empty()).then_some(&kept));
        }
        Ok(Address(url))
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A part of an address as people read it, where that is what it says and no more.
fn readable(part: &str) -> String {
    let plain = |words: &str| !words.contains(|c: char| c.is_control() || c.is_whitespace() || c == '/');
    match percent_encoding::percent_decode_str(part).decode_utf8() {
        Ok(words) if plain(&words) => words.into_owned(),
        _ => part.to_owned(),
    }
}

/// A number that stands for a name, the same on every machine and in every version (FNV-1a).
fn fingerprint(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_its_report() {
        let check = |address: &str, id: &str| assert_eq!(address.parse::<Address>().unwrap().id().0, id);
        check("https://www.example.org/2025/11/talks-resume.html", "example.org/2025/11/talks-resume");
        check("http://EXAMPLE.org:80/2025/11/talks-resume/#comments", "example.org/2025/11/talks-resume");
        check("https://example.org", "example.org");
        check("https://example.org/story.php?id=12&utm_source=x&fbclid=y", "example.org/story.php?id=12");
        check("https://example.org/a?utm_source=x", "example.org/a");
        check("http://127.0.0.1:8080/a", "127.0.0.1-8080/a");
        check("https://example.org/wiki/Talk:Gen%C3%A8ve", "example.org/wiki/Talk-Genève");
        check("https://example.org/a%2Fb%0A", "example.org/a%2Fb%0A");
        let long = format!("https://example.org/{}", "x".repeat(5000)).parse::<Address>().unwrap().id();
        assert_eq!(long.0.chars().count(), LONGEST);
        assert_ne!(long, format!("https://example.org/{}", "x".repeat(5001)).parse::<Address>().unwrap().id());
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for words in
            ["", "example.org/a", "ftp://example.org/a", "file:///etc/passwd", "http://", "https://[::1", "http:///a b"]
        {
            let fault = words.parse::<Address>().err();
            assert!(matches!(fault, Some(Fault::NotAnAddress)) || words == "http:///a b", "{words}: {fault:?}");
        }
        assert!(matches!("https://ada:secret@example.org/".parse::<Address>(), Err(Fault::Password)));
    }
}
