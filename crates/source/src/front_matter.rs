//! Front matter: `key: value` lines between two lines `---` at the very start of a file.

use jiff::civil::Date;

use crate::error::Fault;
use crate::self_description::parse_date;

/// What the front matter says; keys that nobody asked for are passed over.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct FrontMatter {
    pub title: Option<String>,
    pub outlet: Option<String>,
    pub published: Option<Date>,
}

/// The front matter, if there is any, and the text behind it.
pub fn split(text: &str) -> Result<(FrontMatter, &str), Fault> {
    let mut front = FrontMatter::default();
    let Some(mut rest) = strip_rule(text) else { return Ok((front, text)) };
    loop {
        if let Some(body) = strip_rule(rest) {
            return Ok((front, body.trim_start_matches(['\n', '\r'])));
        }
        let (line, after) = rest.split_once('\n').ok_or(Fault::OpenFrontMatter)?;
        rest = after;
        let Some((key, value)) = line.split_once(':') else { continue };
        let value = value.trim().trim_matches(['"', '\'']);
        if value.is_empty() {
            continue;
        }
        match key.trim().to_ascii_lowercase().as_str() {
            "title" | "headline" => front.title = Some(value.to_owned()),
            "outlet" | "publisher" => front.outlet = Some(value.to_owned()),
            "date" | "published" => {
                front.published = Some(parse_date(value).ok_or_else(|| Fault::Date { value: value.to_owned() })?);
            }
            _ => {}
        }
    }
}

/// What follows a first line `---`.
fn strip_rule(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("---")?.trim_start_matches([' ', '\t']);
    rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n')).or_else(|| rest.is_empty().then_some(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_taken_and_the_body_starts_behind_them() {
        let (front, body) =
            split("---\ntitle: Talks: day two\nOutlet: The Courier\ndate: 1978-09-07\nx: y\n---\n\nBody.").unwrap();
        assert_eq!(front.title.as_deref(), Some("Talks: day two"));
        assert_eq!(front.outlet.as_deref(), Some("The Courier"));
        assert_eq!(front.published, Some(jiff::civil::date(1978, 9, 7)));
        assert_eq!(body, "Body.");
    }

    #[test]
    fn a_text_without_front_matter_is_all_body() {
        assert_eq!(split("--- not a rule\nx").unwrap().1, "--- not a rule\nx");
        assert_eq!(split("Body").unwrap().1, "Body");
    }

    #[test]
    fn faults_say_what_is_wrong() {
        assert!(matches!(split("---\ntitle: x\n"), Err(Fault::OpenFrontMatter)));
        let fault = split("---\ndate: soon\n---\n").unwrap_err();
        assert_eq!(fault.to_string(), "front matter: `soon` is not a date such as 1978-09-17");
    }
}
