//! The tree of a page, within bounds.
//!
//! A parser of HTML mends what is broken, and a page can be written so that mending takes for ever: thousands of attributes in a tag, of words
//! left open, of elements in one another. Such pages are told beforehand by an estimate of the work, while the tree grows, or by its form.

use dom_query::{Document, NodeData, NodeRef};
use html5ever::ParseOpts;
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::TreeBuilderOpts;

/// Nodes of a tree. The longest articles of encyclopedias have a third of them.
const MOST_NODES: usize = 250_000;

/// Elements in one another. Browsers, too, go no deeper.
const DEEPEST: u64 = 512;

/// Steps that reading a page may take at worst, of about a nanosecond each, as they are counted here.
const MOST_TOIL: u64 = 2_000_000_000;

/// What it costs to compare a tag with an element that is open, by what it costs to compare two attributes.
const TO_COMPARE: u64 = 5;

/// Bytes that are handed to the parser at once: so few that the tree cannot grow far beyond its bounds in between.
const STEP: usize = 32;

/// The tree of a page, unless it is one that takes for ever.
pub fn parse(html: &str) -> Option<Document> {
    if toil(html.as_bytes()) > MOST_TOIL {
        return None;
    }
    let tree_builder = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let options = ParseOpts { tree_builder, ..ParseOpts::default() };
    let mut parser = html5ever::parse_document(Document::default(), options);
    let mut rest = html;
    while !rest.is_empty() {
        let end = (STEP.min(rest.len())..=rest.len()).find(|end| rest.is_char_boundary(*end))?;
        let (next, after) = rest.split_at(end);
        parser.process(StrTendril::from_slice(next));
        rest = after;
        let document = &parser.tokenizer.sink.sink;
        if document.tree.len() > MOST_NODES {
            return None;
        }
        // Nobody asks what was wrong with a page, and there may be as many faults as bytes.
        document.errors.borrow_mut().clear();
    }
    let document = parser.finish();
    is_light(&document).then_some(document)
}

/// Whether looking for the story in a tree takes no longer than it may: each element is weighed with all the text in it, and in a text each
/// `&` is looked for up to the next `<`.
fn is_light(document: &Document) -> bool {
    let mut toil = 0;
    let mut open: Vec<(NodeRef<'_>, u64)> = vec![(document.root(), 0)];
    while let Some((node, depth)) = open.pop() {
        toil += node.query_or(0, |node| match &node.data {
            NodeData::Text { contents } => {
                let length = contents.len() as u64;
                let signs = contents.bytes().filter(|byte| matches!(byte, b'&' | 0xc2)).count() as u64;
                length * depth / 2 + length * signs / 50
            }
            _ => 0,
        });
        if depth > DEEPEST || toil > MOST_TOIL {
            return false;
        }
        open.extend(node.children_it(false).map(|child| (child, depth + 1)));
    }
    true
}

/// About how many steps the parser takes at worst beyond going through the bytes once: each attribute is compared with those before it in its
/// tag, each tag with the elements that are open, and what a second root says is joined to the first.
fn toil(html: &[u8]) -> u64 {
    let (mut toil, mut open, mut in_roots) = (0u64, 0u64, 0u64);
    // Words in the tag that is open; a tag is taken to last until the next `>`, which at worst counts too many.
    let mut words: Option<u64> = None;
    let mut root = false;
    let mut before = b' ';
    for (at, &byte) in html.iter().enumerate() {
        match words {
            None if before == b'<' && (byte.is_ascii_alphabetic() || byte == b'/') => {
                let name = html[at..].split(|b| !b.is_ascii_alphanumeric()).next().unwrap_or_default();
                root = name.eq_ignore_ascii_case(b"html") || name.eq_ignore_ascii_case(b"body");
                toil += open * TO_COMPARE + if root { in_roots } else { 0 };
                if byte == b'/' {
                    open = open.saturating_sub(1);
                } else if !closes_itself(name) {
                    open += 1;
                }
                words = Some(0);
            }
            Some(_) if byte == b'>' => words = None,
            Some(known) if !parts(byte) && parts(before) => {
                words = Some(known + 1);
                toil += known;
                in_roots += u64::from(root);
            }
            _ => {}
        }
        if toil > MOST_TOIL {
            break;
        }
        before = byte;
    }
    toil
}

fn parts(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'/' | b'"' | b'\'')
}

/// Elements that have nothing in them, or end where the next of their kind begins.
fn closes_itself(name: &[u8]) -> bool {
    const NAMES: [&[u8]; 24] = [
        b"area", b"base", b"br", b"col", b"embed", b"hr", b"img", b"input", b"link", b"meta", b"source", b"track",
        b"wbr", b"p", b"li", b"dt", b"dd", b"tr", b"td", b"th", b"option", b"path", b"html", b"body",
    ];
    NAMES.iter().any(|known| name.eq_ignore_ascii_case(known))
}
