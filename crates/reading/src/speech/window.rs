//! The tokens around a cue, and how each stands to it.

use std::ops::Range;

use lang::Doc;

use super::graph::Graph;
use super::shape::{SENTENCES, WINDOW, distance};

/// The windows of several cues, one after the other.
#[derive(Debug, Default)]
pub struct Windows {
    /// Token of each row.
    pub token: Vec<u32>,
    /// Which of the cues each row's window is of.
    pub cue: Vec<u32>,
    /// Class of distance from the cue.
    pub distance: Vec<u8>,
    /// How the token stands to the cue in the parse.
    pub place: Vec<u8>,
    /// The rows' neighbourhoods.
    pub graph: Graph,
    /// First token and number of rows of each window.
    pub spans: Vec<(usize, usize)>,
}

impl Windows {
    /// The windows around cues, within a range of tokens: their sentences, and [`SENTENCES`] before and after.
    pub fn of(doc: &Doc, cues: &[Range<usize>], within: Range<usize>) -> Self {
        let mut windows = Windows::default();
        let mut heads = Vec::new();
        for (k, cue) in cues.iter().enumerate() {
            let sentence = doc.token(cue.start).sentence().number();
            let mut low = cue.start.saturating_sub(WINDOW).max(within.start);
            let mut high = (cue.end + WINDOW).min(within.end);
            while doc.token(low).sentence().number() + SENTENCES < sentence {
                low = doc.token(low).sentence().range().end;
            }
            while doc.token(high - 1).sentence().number() > sentence + SENTENCES {
                high = doc.token(high - 1).sentence().range().start;
            }
            heads.clear();
            heads.extend(doc.slice(cue.clone()).map(|t| t.head().index()));
            for token in doc.slice(low..high) {
                let i = token.index();
                let away = if i < cue.start {
                    i as i64 - cue.start as i64
                } else if i >= cue.end {
                    i as i64 - cue.end as i64 + 1
                } else {
                    0
                };
                let there = token.sentence().number();
                let place = if cue.contains(&i) {
                    0
                } else if cue.contains(&token.head().index()) {
                    1
                } else if heads.contains(&i) {
                    2
                } else if there == sentence {
                    3
                } else if there + 1 == sentence {
                    4
                } else if there == sentence + 1 {
                    5
                } else if there < sentence {
                    6
                } else {
                    7
                };
                windows.token.push(i as u32);
                windows.cue.push(k as u32);
                windows.distance.push(distance(away) as u8);
                windows.place.push(place);
            }
            windows.graph.push(low..high, |i| doc.token(i).head().index());
            windows.spans.push((low, high - low));
        }
        windows
    }
}
