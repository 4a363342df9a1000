//! The texts, each with what parties are told to think of it: stances on points whose words name the text.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use crate::book::events::documents_of;
use crate::book::fact::LIKELY;
use crate::book::matrix::{Held, held, issues, stances};
use crate::book::points::Grouped;
use crate::book::told::Citing;
use crate::book::{Book, DocumentRow, Documents, Period, PointRow, TextOf};
use crate::lexicon::Lexicon;
use crate::words::fold;

/// Texts with the points that name them.
#[derive(Clone, Debug, Serialize)]
pub struct Contents {
    /// The texts.
    #[serde(flatten)]
    pub documents: Documents,
    /// For each text the points that name it, with who stands where on them.
    pub points: Vec<Vec<PointRow>>,
}

/// Points of a text at most.
const POINTS: usize = 24;

/// The texts, and what is told for and against each; those most told of where there are more than `most`.
pub fn contents(book: &Book, text: &TextOf<'_>, period: &Period, most: usize, lexicon: &Lexicon) -> Contents {
    let within = book.within(period);
    let who = book.who(&within, lexicon);
    let citing = Citing::new(book, text);
    let (texts, more) = documents_of(&who, &citing, &within, most, &|_| true, lexicon);
    let names: Vec<Vec<String>> = texts.iter().map(names_of).collect();
    let mut named: BTreeMap<usize, Vec<Held<'_>>> = BTreeMap::new();
    // Few phrases stand for many positions: each is looked at once.
    let mut of: BTreeMap<u32, Option<usize>> = BTreeMap::new();
    for held in held(book, &who, &within, LIKELY) {
        let text = *of.entry(held.fact.d).or_insert_with(|| {
            let phrase = format!(" {} ", fold(book.string(held.fact.d)));
            // The longest name that it holds: "revised draft treaty" is not about the treaty.
            let held = |(i, names): (usize, &Vec<String>)| {
                Some((names.iter().filter(|name| phrase.contains(name.as_str())).map(String::len).max()?, i))
            };
            names.iter().enumerate().filter_map(held).max_by_key(|(long, i)| (*long, usize::MAX - i)).map(|(_, i)| i)
        });
        if let Some(text) = text {
            named.entry(text).or_default().push(held);
        }
    }
    let mut points: Vec<Vec<PointRow>> = texts.iter().map(|_| Vec::new()).collect();
    for (text, held) in named {
        let row = |(group, held): &(Arc<Grouped>, Vec<Held<'_>>)| PointRow {
            name: group.name.clone(),
            forms: group.forms.clone(),
            stances: stances(held, &who, &citing, lexicon),
            clash: false,
            related: Vec::new(),
        };
        let issues = issues(book, held, lexicon);
        let mut rows: Vec<PointRow> = issues.iter().flat_map(|issue| &issue.points).take(POINTS).map(row).collect();
        rows.sort_by(|a, b| a.name.cmp(&b.name));
        points[text] = rows;
    }
    Contents { documents: Documents { texts, more, reports: citing.cited() }, points }
}

/// The names of a text that tell it from others, with a space at both ends: one word alone, such as "plan", tells nothing.
fn names_of(row: &DocumentRow) -> Vec<String> {
    let names = std::iter::once(&row.name).chain(&row.names).map(|name| fold(name));
    names.filter(|name| name.contains(' ')).map(|name| format!(" {name} ")).collect()
}
