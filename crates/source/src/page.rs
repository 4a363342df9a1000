//! A web page as a report: its main text in plain lines, and what its metadata say of it.
//!
//! The main text is found as browsers find it for their reading view (Readability). A page is a stranger's: what would take too long to read
//! is refused, and nothing in it is run or loaded.

mod encoding;
mod lines;
mod metadata;
mod tree;

use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_smoothie::{Config, Readability};

pub use encoding::decoded;
pub use metadata::Metadata;

use crate::error::Fault;

/// Letters that make a text; a page with fewer says nothing but its own name.
const LEAST_LETTERS: usize = 20;

/// A text of so many characters is taken for the whole one. Short dispatches are shorter than what reading views are used to.
const SHORTEST_STORY: usize = 200;

/// What a page says, and what it says of itself.
pub fn read(html: &str) -> Result<(Metadata, String), Fault> {
    let document = tree::parse(html).ok_or(Fault::TooIntricate)?;
    let metadata = metadata::read(&document);
    // Readability takes a dateline for the author's name and drops it.
    let datelines = document.select("[class*=dateline], [id*=dateline]");
    datelines.remove_attrs(&["class", "id"]);
    let config = Config { disable_json_ld: true, char_threshold: SHORTEST_STORY, ..Config::default() };
    // It is large and not ours: a page that it stumbles over is one that cannot be read, and the reports after it can.
    let text = catch_unwind(AssertUnwindSafe(|| {
        let mut reading_view = Readability::with_document(document, None, Some(config)).ok()?;
        let article = reading_view.parse().ok()?;
        let text = lines::of(&reading_view.doc.select_single("#readability-page-1").nodes().first().copied()?);
        Some((article.title, text))
    }));
    let (title, text) = text.map_err(|_| Fault::TooIntricate)?.ok_or(Fault::NoText)?;
    if text.chars().filter(|c| c.is_alphabetic()).take(LEAST_LETTERS).count() < LEAST_LETTERS {
        return Err(Fault::NoText);
    }
    Ok((metadata.or_title(&title), text))
}

/// Whether bytes begin as a page does, by the signs that browsers go by.
pub fn is_page(bytes: &[u8]) -> bool {
    const SIGNS: [&str; 21] = [
        "!doctype html",
        "html",
        "head",
        "meta",
        "link",
        "title",
        "script",
        "style",
        "body",
        "iframe",
        "h1",
        "div",
        "font",
        "table",
        "article",
        "main",
        "a",
        "b",
        "br",
        "p",
        "!--",
    ];
    let head = &bytes[..bytes.len().min(1024)];
    let head = encoding::head(head).to_ascii_lowercase();
    let Some(sign) = head.trim_start_matches('\u{feff}').trim_start().strip_prefix('<') else { return false };
    let ends = |rest: &str| rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || matches!(c, '>' | '/'));
    SIGNS.iter().any(|known| sign.strip_prefix(known).is_some_and(|rest| known.starts_with("!--") || ends(rest)))
        || sign.starts_with("?xml") && (head.contains("<html") || head.contains("<!doctype html"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(html: &str, text: &str) {
        assert_eq!(read(html).unwrap().1, text);
    }

    /// A page as papers make them.
    const PAGE: &str = include_str!("../tests/pages/story.html");

    #[test]
    fn the_story_is_taken_and_what_stands_around_it_is_not() {
        let (metadata, text) = read(PAGE).unwrap();
        assert_eq!(text, include_str!("../tests/pages/story.txt").trim_end());
        assert_eq!(metadata.title.as_deref(), Some("Talks resume on the river’s water"));
        assert_eq!(metadata.outlet.as_deref(), Some("The Harbour Courier"));
        assert_eq!(metadata.published.unwrap().to_string(), "1998-05-03");
    }

    #[test]
    fn blocks_are_lines_and_white_space_is_one_space() {
        check(
            "<p>The  sides\n met&nbsp;on <b>Sun</b>day&shy;.</p><h2>Water</h2><ul><li>the dam<li>the canal</ul>\
             <p>They left<br>in the evening.<script>x()</script>",
            "The sides met on Sunday.\n\nWater\n\nthe dam\nthe canal\n\nThey left\nin the evening.",
        );
    }

    #[test]
    fn wrapped_lines_of_an_old_dispatch_are_joined() {
        check(
            "<pre>GENEVA, 3 May 1990 (Example) -- The sides\nmet on Sunday.\n\nThey left.</pre>",
            "GENEVA, 3 May 1990 (Example) -- The sides met on Sunday.\n\nThey left.",
        );
    }

    #[test]
    fn a_page_without_a_text_says_so() {
        for page in [
            "<html></html>",
            "<!doctype html><title>News</title><div id=root></div><noscript>Turn on scripts to read this page.</noscript>",
            "<script>document.write('The sides met on Sunday, and they left.')</script>",
            "<p>News</p>",
        ] {
            assert!(matches!(read(page), Err(Fault::NoText)), "{page}");
        }
    }

    #[test]
    fn pages_are_told_by_how_they_begin() {
        for page in
            ["<!DOCTYPE html><p>", " \n<html lang=en>", "<?xml version='1.0'?><html>", "<!-- saved -->", "<p>The sides"]
        {
            assert!(is_page(page.as_bytes()), "{page}");
        }
        assert!(is_page(b"\xff\xfe<\0h\0t\0m\0l\0>\0"));
        for text in ["The sides met.", "<?xml version='1.0'?><rss>", "<papers> say", "", "<"] {
            assert!(!is_page(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn what_is_made_to_take_long_is_refused() {
        let many = |piece: &str, n: usize| piece.repeat(n);
        let numbered = |n: usize, piece: &dyn Fn(usize) -> String| (0..n).map(piece).collect::<String>();
        for (name, page) in [
            ("nested", many("<div>", 50_000)),
            ("elements", many("<p>x", 500_000)),
            ("attributes", format!("<p {}>x", numbered(300_000, &|n| format!("a{n} ")))),
            ("roots", numbered(300_000, &|n| format!("<html a{n}>"))),
            ("open words", format!("<p>{}{}", numbered(2_000, &|n| format!("<b a={n}>")), many("</p><p>x", 100_000))),
            ("a deep text", format!("{}{}", many("<div>", 500), many("The sides met. ", 1_000_000))),
            ("signs", many("x & ", 2_000_000)),
            ("words in a table", format!("<table>{}{}", many("<i a=1>", 100_000), many("</q>", 1_000_000))),
        ] {
            assert!(matches!(read(&page), Err(Fault::TooIntricate)), "{name}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
            let _ = read(&decoded(&bytes, None));
            let _ = is_page(&bytes);
        }

        #[test]
        fn a_text_is_plain(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60)) {
            if let Ok((_, text)) = read(&pieces.concat()) {
                prop_assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
                prop_assert!(text.lines().all(|line| line == line.trim() && !line.contains("  ")), "{text:?}");
                prop_assert!(!text.contains("\n\n\n") && text == text.trim());
            }
        }
    }

    const PIECES: &[&str] = &[
        "<p>",
        "</p>",
        "<div class=comment>",
        "<div>",
        "</div>",
        "<table>",
        "<tr><td>",
        "</table>",
        "<b a=1>",
        "</b>",
        "<a href=x>",
        "</a>",
        "<br>",
        "<br><br>",
        "<ul><li>",
        "</ul>",
        "<pre>",
        "</pre>",
        "<script>",
        "</script>",
        "<!--",
        "-->",
        "<svg>",
        "<template>",
        "<select><option>",
        "<h1>",
        "</h1>",
        "<article>",
        "</article>",
        "<body onload=x>",
        "<html lang=en>",
        "<title>",
        "</title>",
        "<meta property=og:title content='Talks'>",
        "<time datetime=1990-05-03>",
        "&nbsp;",
        "&#0;",
        "&#8233;",
        "\u{7}",
        "\u{feff}",
        "\r\n",
        "The sides met on Sunday, and they left. ",
        "Nobody, it was said, knows when they will come back to the table, or why. ",
        "\"",
        "<",
        ">",
        "<img src=x>",
        "<noscript><img>",
        "<font>",
        "<form>",
        "<frameset>",
        "<plaintext>",
        "<math><mtext>",
        "<span class=byline>",
        "<object>",
    ];
}
