//! What a page says of itself beside its text: title, outlet and day, in the ways that sites have agreed on for search engines.

use std::collections::HashMap;

use dom_query::{Document, NodeRef};
use jiff::civil::Date;
use serde_json::Value;

use crate::self_description::parse_date;

/// The longest title or name of an outlet that is taken, in characters.
const LONGEST: usize = 300;

/// Where sites write the day of publication, the surest first.
const DAYS: [&str; 20] = [
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "og:published_time",
    "datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "dcterms.created",
    "dc.date.created",
    "parsely-pub-date",
    "sailthru.date",
    "publish-date",
    "publish_date",
    "publication_date",
    "publishdate",
    "pubdate",
    "cxenseparse:recs:publishtime",
    "date",
];

/// What was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    pub title: Option<String>,
    pub outlet: Option<String>,
    pub published: Option<Date>,
}

impl Metadata {
    /// With a title where there is none yet.
    pub fn or_title(mut self, title: &str) -> Self {
        self.title = self.title.or_else(|| plain(title));
        self
    }
}

/// Reads the metadata of a page.
pub fn read(document: &Document) -> Metadata {
    let mut said: HashMap<String, String> = HashMap::new();
    let (mut headings, mut times, mut linked) = (Vec::new(), Vec::new(), Vec::new());
    for node in document.root().descendants_it() {
        if node.has_name("meta") {
            let key = node.attr("property").or_else(|| node.attr("name")).or_else(|| node.attr("itemprop"));
            if let (Some(key), Some(content)) = (key, node.attr("content")) {
                said.entry(key.trim().to_lowercase()).or_insert_with(|| content.trim().to_owned());
            }
        } else if node.has_name("h1") {
            headings.push(node);
        } else if node.has_name("time") {
            times.push(node);
        } else if node.has_name("script") && node.attr("type").is_some_and(|kind| is_linked_data(&kind)) {
            linked.push(node);
        }
    }
    let linked: Vec<Value> =
        linked.iter().filter_map(|script| serde_json::from_str(script.text().trim()).ok()).collect();
    let linked = linked.iter().find_map(article).unwrap_or_default();
    let meta = |key: &str| said.get(key).and_then(|value| plain(value));
    let outlet = meta("og:site_name").or(linked.outlet).or_else(|| meta("application-name"));
    let heading = match &headings[..] {
        [only] => plain(&only.text()),
        _ => None,
    };
    let title = meta("og:title").or(heading).or(linked.title).or_else(|| meta("twitter:title"));
    Metadata {
        title: title.map(|title| without_outlet(title, outlet.as_deref())),
        outlet,
        published: said.get(DAYS[0]).and_then(|day| day_of(day)).or(linked.published).or_else(|| {
            DAYS[1..].iter().find_map(|key| said.get(*key).and_then(|day| day_of(day))).or_else(|| day_shown(&times))
        }),
    }
}

fn is_linked_data(kind: &str) -> bool {
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/ld+json"))
}

/// What linked data (JSON-LD, schema.org) say of the article that the page is.
fn article(linked: &Value) -> Option<Metadata> {
    let mut rest = vec![linked];
    while let Some(value) = rest.pop() {
        match value {
            Value::Array(items) => rest.extend(items.iter().rev()),
            Value::Object(fields) => {
                if fields.get("@type").is_some_and(is_article) {
                    let text = |key: &str| fields.get(key).and_then(Value::as_str);
                    let publisher = fields.get("publisher").map(|publisher| match publisher {
                        Value::Array(all) => all.first().unwrap_or(&Value::Null),
                        one => one,
                    });
                    let outlet = publisher.and_then(|one| one.as_str().or_else(|| one.get("name")?.as_str()));
                    return Some(Metadata {
                        title: text("headline").and_then(plain),
                        outlet: outlet.filter(|name| !name.contains("://")).and_then(plain),
                        published: text("datePublished").and_then(day_of),
                    });
                }
                rest.extend(fields.get("@graph"));
            }
            _ => {}
        }
    }
    None
}

fn is_article(kind: &Value) -> bool {
    match kind {
        Value::Array(kinds) => kinds.iter().any(is_article),
        Value::String(kind) => kind.ends_with("Article") || kind.ends_with("Posting") || kind == "Report",
        _ => false,
    }
}

/// The day that a page shows to its readers: that of publication where it says so, or the first one in the article, or the only one.
fn day_shown(times: &[NodeRef<'_>]) -> Option<Date> {
    let day = |time: &NodeRef<'_>| time.attr("datetime").and_then(|day| day_of(&day));
    let published = |time: &&NodeRef<'_>| {
        time.has_attr("pubdate") || time.attr("itemprop").is_some_and(|of| of.eq_ignore_ascii_case("datePublished"))
    };
    let within =
        |time: &&NodeRef<'_>| time.ancestors_it(None).any(|node| node.has_name("article") || node.has_name("main"));
    let mut all = times.iter().filter_map(day);
    let only = all.next().filter(|first| all.all(|day| day == *first));
    times.iter().filter(published).find_map(day).or_else(|| times.iter().filter(within).find_map(day)).or(only)
}

/// The day of a moment as sites write it: `1990-05-03T22:10:00-04:00`, `19900503`, `Thu, 03 May 1990 22:10:00 GMT`, `May 3, 1990`. It is the
/// day where it was published, so the zone is passed over.
fn day_of(moment: &str) -> Option<Date> {
    let moment = moment.trim();
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let iso = moment.get(..10).filter(|_| !moment[10..].starts_with(|c: char| c.is_ascii_digit()));
    let iso = iso.and_then(|day| day.replace(['/', '.'], "-").parse().ok());
    let compact = || {
        let day = moment.get(..8).filter(|day| digits(day))?;
        format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..]).parse().ok()
    };
    let in_words = || {
        let words: Vec<&str> = moment.split_whitespace().take(8).collect();
        words.windows(3).find_map(|three| parse_date(&three.join(" ")))
    };
    // Programs that know no day write that of their own beginning.
    let plausible = |day: &Date| day.year() >= 1800;
    iso.or_else(compact).or_else(in_words).filter(plausible)
}

/// A title without the name of the site behind it.
fn without_outlet(title: String, outlet: Option<&str>) -> String {
    let Some(outlet) = outlet else { return title };
    let cut = [" | ", " - ", " – ", " — ", " :: "].iter().find_map(|between| {
        let (head, tail) = title.rsplit_once(between)?;
        (tail.trim().eq_ignore_ascii_case(outlet) && !head.trim().is_empty()).then(|| head.trim().to_owned())
    });
    cut.unwrap_or(title)
}

/// One line of plain words; nothing where there are none.
fn plain(text: &str) -> Option<String> {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect();
    let line: String = words.join(" ").chars().take(LONGEST).collect();
    (!line.is_empty()).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, title: Option<&str>, outlet: Option<&str>, published: Option<&str>) {
        let found = read(&Document::from(html));
        assert_eq!(found.title.as_deref(), title, "title of {html}");
        assert_eq!(found.outlet.as_deref(), outlet, "outlet of {html}");
        assert_eq!(found.published.map(|day| day.to_string()).as_deref(), published, "day of {html}");
    }

    #[test]
    fn what_search_engines_are_told_is_taken() {
        check(
            "<meta property='og:title' content='Talks resume | The Courier'><meta property=og:site_name content='The Courier'>
             <meta property='article:published_time' content='1990-05-03T23:50:00-04:00'><meta name=date content=1991-01-01>",
            Some("Talks resume"),
            Some("The Courier"),
            Some("1990-05-03"),
        );
        check(
            r#"<h1>A</h1><h1>B</h1><script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"x"},
               {"@type":["NewsArticle"],"headline":"Talks  resume","datePublished":"1990-05-03","publisher":{"name":"The Courier"}}]}</script>"#,
            Some("Talks resume"),
            Some("The Courier"),
            Some("1990-05-03"),
        );
        check(
            "<script type=application/ld+json>{]</script><meta name=application-name content=Courier>",
            None,
            Some("Courier"),
            None,
        );
        check(
            "<h1> Talks <br>resume</h1><meta name=pubdate content='Thu, 03 May 1990 22:10:00 GMT'>",
            Some("Talks resume"),
            None,
            Some("1990-05-03"),
        );
    }

    #[test]
    fn a_day_is_that_of_the_article() {
        let day = |html: &str| read(&Document::from(html)).published.map(|day| day.to_string());
        let aside = "<aside><time datetime=1989-01-01></time></aside>";
        assert_eq!(
            day(&format!("{aside}<article><time datetime='1990-05-03 10:00'></time></article>")).as_deref(),
            Some("1990-05-03")
        );
        assert_eq!(
            day(&format!("{aside}<time itemprop=datePublished datetime=1990-05-03></time>")).as_deref(),
            Some("1990-05-03")
        );
        assert_eq!(day(&format!("{aside}<time datetime=1990-05-03></time>")), None, "which of the two is not said");
        assert_eq!(day(aside).as_deref(), Some("1989-01-01"));
    }

    #[test]
    fn days_are_written_in_many_ways() {
        let day = |moment| day_of(moment).map(|day| day.to_string());
        for moment in [
            "1990-05-03",
            "1990/05/03 10:00",
            "19900503T101500Z",
            "Thu, 3 May 1990 10:00:00 GMT",
            "Thursday, May 3, 1990 10:00",
        ] {
            assert_eq!(day(moment).as_deref(), Some("1990-05-03"), "{moment}");
        }
        for moment in ["", "soon", "0001-01-01T00:00:00", "1990-13-03", "641700000000", "１９９０-05-03"] {
            assert_eq!(day(moment), None, "{moment}");
        }
    }
}
