//! Numbers: the same number of the same thing is one; those of one sentence stand together.

use std::cmp::Reverse;

use reading::Figure;

use crate::brief::{FigureLine, Number};
use crate::shelf::Shelf;
use crate::texts::Document;
use crate::words::{Bag, fold, one_line, singular};

/// A figure with what it is compared by.
pub(crate) struct Counted<'a> {
    pub report: usize,
    pub figure: &'a Figure,
    pub unit: String,
    pub bag: Bag,
}

/// All figures but the number of points in the name of a text, which the texts tell.
pub(crate) fn counted<'a>(shelf: &Shelf<'a>, documents: &[Document<'_>]) -> Vec<Counted<'a>> {
    let entries = shelf.entries(|r| &r.figures, |f| &f.evidence);
    let counted = entries.into_iter().map(|(report, figure)| {
        let unit = singular(&fold(figure.unit.as_deref().unwrap_or_default()));
        Counted { report, figure, unit, bag: Bag::of(&figure.of, shelf.lexicon) }
    });
    let of_text = |c: &Counted<'_>| {
        c.unit == "point"
            && documents.iter().any(|d| d.title.points.is_some_and(|points| f64::from(points) == c.figure.value))
    };
    counted.filter(|c| c.figure.value.is_finite() && !of_text(c)).collect()
}

/// The lines of the brief: those most sources tell first.
pub(crate) fn figures(shelf: &Shelf<'_>, counted: &[Counted<'_>]) -> Vec<FigureLine> {
    let mut same: Vec<Vec<&Counted<'_>>> = Vec::new();
    for one in counted {
        let again = |group: &&mut Vec<&Counted<'_>>| {
            let first = group[0];
            let sentence = |c: &Counted<'_>| (c.report, shelf.sentence(c.report, c.figure.evidence.span));
            first.figure.value == one.figure.value
                && first.unit == one.unit
                && (first.bag.restates(&one.bag) || sentence(first) == sentence(one))
        };
        match same.iter_mut().find(again) {
            Some(group) => group.push(one),
            None => same.push(vec![one]),
        }
    }
    let mut lines: Vec<FigureLine> = Vec::new();
    for group in same {
        let first = group[0];
        let told =
            shelf.told((first.report, &first.figure.evidence), group.iter().map(|c| (c.report, &c.figure.evidence)));
        let per = first.figure.source.as_deref().map(|name| shelf.short_name(first.report, name));
        let of = one_line(&first.figure.of);
        let number = Number { value: first.figure.value, unit: first.figure.unit.clone(), of };
        let beside = lines.iter_mut().find(|line| {
            let (a, b) = (&line.told.references[0], &told.references[0]);
            (a.report, a.sentence) == (b.report, b.sentence) && line.told.sources == told.sources && line.per == per
        });
        match beside {
            Some(line) => line.numbers.push(number),
            None => lines.push(FigureLine { numbers: vec![number], per, told }),
        }
    }
    lines.sort_by_key(|line| {
        let cite = &line.told.references[0];
        (line.told.is_unsure(), Reverse((line.told.sources, line.told.weight)), cite.report, cite.start)
    });
    lines
}
