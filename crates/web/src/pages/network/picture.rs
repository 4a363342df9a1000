//! The network as a picture, complete in itself: right in the page, where its colours follow the reader's, and as a file.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::{Network, TieKind};
use crate::layout::{Place, Size, place};
use crate::parts::{counted, text};

/// How a tie is drawn: its colour, where no style sheet gives another, and its dashes.
const fn look(kind: TieKind) -> (&'static str, &'static str) {
    match kind {
        TieKind::Meets => ("#9aa3aa", ""),
        TieKind::Agree => ("#175a9e", ""),
        TieKind::Odds => ("#b02e14", " stroke-dasharray=\"6 4\""),
    }
}

/// The class that gives a tie the colours of the page.
const fn class(kind: TieKind) -> &'static str {
    match kind {
        TieKind::Meets => "tie meets",
        TieKind::Agree => "tie supports",
        TieKind::Odds => "tie opposes",
    }
}

/// A piece of line, for the key.
pub(super) fn sample(kind: TieKind) -> String {
    let (colour, dashes) = look(kind);
    let width = if kind == TieKind::Meets { 4 } else { 2 };
    format!(
        "<svg class=\"sample\" width=\"30\" height=\"14\" viewBox=\"0 0 30 14\" aria-hidden=\"true\"><line class=\"{}\" x1=\"0\" y1=\"7\" x2=\"30\" y2=\"7\" stroke=\"{colour}\" stroke-width=\"{width}\"{dashes}/>{}</svg>",
        class(kind),
        sign(kind, Place { x: 15.0, y: 7.0 }, None)
    )
}

/// The sign of a stance on its line: plus for agreement, minus for odds.
fn sign(kind: TieKind, at: Place, count: Option<usize>) -> String {
    let (colour, _) = look(kind);
    let (x, y) = (at.x, at.y);
    let shape = match kind {
        TieKind::Meets => return String::new(),
        TieKind::Agree => format!(
            "<circle class=\"fill\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"6\" fill=\"{colour}\"/><path class=\"cut\" d=\"M{x:.1} {:.1}v7M{:.1} {y:.1}h7\" stroke=\"#fff\" stroke-width=\"1.5\"/>",
            y - 3.5,
            x - 3.5
        ),
        TieKind::Odds => format!(
            "<rect class=\"fill\" x=\"{:.1}\" y=\"{:.1}\" width=\"12\" height=\"12\" fill=\"{colour}\"/><path class=\"cut\" d=\"M{:.1} {y:.1}h7\" stroke=\"#fff\" stroke-width=\"1.5\"/>",
            x - 6.0,
            y - 6.0,
            x - 3.5
        ),
    };
    let count = count.map(|n| {
        format!(
            "<text class=\"halo\" x=\"{:.1}\" y=\"{:.1}\" font-size=\"11\" fill=\"#15191d\" stroke=\"#fff\" stroke-width=\"3\" paint-order=\"stroke\">{n}</text>",
            x + 8.0,
            y + 4.0
        )
    });
    format!("<g class=\"{}\">{shape}{}</g>", class(kind), count.unwrap_or_default())
}

/// Room a name takes, about: wide letters and signs of other scripts more.
fn size(name: &str) -> Size {
    let letters: f64 = name.chars().map(|c| if c.is_ascii() { 7.4 } else { 10.0 }).sum();
    Size { width: letters + 20.0, height: 28.0 }
}

/// A name as far as there is room; the whole stands in its title and in the table.
fn shortened(name: &str) -> String {
    const MOST: usize = 26;
    if name.chars().count() <= MOST { name.to_owned() } else { name.chars().take(MOST - 1).chain(['…']).collect() }
}

/// More lines than this, and a picture shows only the strongest of each actor.
const LINES: usize = 60;
/// So many of each kind.
const STRONGEST: usize = 2;

impl Network {
    /// The ties that the picture shows, those with most behind them first.
    fn drawn(&self) -> Vec<(&super::Tie, Vec<TieKind>)> {
        let has = |tie: &super::Tie| TieKind::ALL.into_iter().filter(|kind| tie.count(*kind) > 0).collect::<Vec<_>>();
        if !self.is_thinned() {
            return self.ties.iter().map(|tie| (tie, has(tie))).collect();
        }
        let mut kept: BTreeMap<usize, Vec<TieKind>> = BTreeMap::new();
        for kind in TieKind::ALL {
            let mut order: Vec<usize> = (0..self.ties.len()).filter(|n| self.ties[*n].count(kind) > 0).collect();
            order.sort_by_key(|n| std::cmp::Reverse(self.ties[*n].count(kind)));
            let mut of: BTreeMap<&str, usize> = BTreeMap::new();
            for n in order {
                let tie = &self.ties[n];
                let few = [&tie.a, &tie.b].iter().any(|name| of.get(name.as_str()).is_none_or(|n| *n < STRONGEST));
                if few {
                    *of.entry(&tie.a).or_default() += 1;
                    *of.entry(&tie.b).or_default() += 1;
                    kept.entry(n).or_default().push(kind);
                }
            }
        }
        kept.into_iter().map(|(n, kinds)| (&self.ties[n], kinds)).collect()
    }

    /// Whether the picture leaves ties to the table.
    pub(super) fn is_thinned(&self) -> bool {
        let lines = |tie: &super::Tie| TieKind::ALL.into_iter().filter(|kind| tie.count(*kind) > 0).count();
        self.ties.iter().map(lines).sum::<usize>() > LINES
    }

    /// Draws it; names are links where they lead somewhere.
    pub(super) fn draw(&self, to: Option<&dyn Fn(&str) -> String>) -> String {
        const EDGE: f64 = 24.0;
        let labels: Vec<String> = self.nodes.iter().map(|node| shortened(&node.name)).collect();
        let sizes: Vec<Size> = labels.iter().map(|label| size(label)).collect();
        let number = |name: &str| self.nodes.iter().position(|node| node.name == name).unwrap_or_default();
        let drawn = self.drawn();
        let weight =
            |tie: &super::Tie, kinds: &[TieKind]| kinds.iter().map(|kind| tie.count(*kind)).sum::<usize>() as f64;
        let ties: Vec<(usize, usize, f64)> =
            drawn.iter().map(|(tie, kinds)| (number(&tie.a), number(&tie.b), weight(tie, kinds))).collect();
        let mut places = place(&sizes, &ties);
        let bound = |start: f64, f: &dyn Fn(&Place, &Size) -> f64, better: fn(f64, f64) -> f64| {
            places.iter().zip(&sizes).map(|(place, size)| f(place, size)).fold(start, better)
        };
        let left = bound(f64::INFINITY, &|place, size| place.x - size.width / 2.0, f64::min) - EDGE;
        let top = bound(f64::INFINITY, &|place, size| place.y - size.height / 2.0, f64::min) - EDGE;
        let right = bound(f64::NEG_INFINITY, &|place, size| place.x + size.width / 2.0, f64::max) + EDGE;
        let bottom = bound(f64::NEG_INFINITY, &|place, size| place.y + size.height / 2.0, f64::max) + EDGE;
        let (width, height) = if places.is_empty() { (10.0, 10.0) } else { (right - left, bottom - top) };
        for place in &mut places {
            *place = Place { x: place.x - left, y: place.y - top };
        }
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"network\" width=\"{width:.0}\" height=\"{height:.0}\" viewBox=\"0 0 {width:.0} {height:.0}\" role=\"group\" \
             aria-labelledby=\"nt nd\" font-family=\"system-ui, sans-serif\" font-size=\"13\"><title id=\"nt\">Who meets, agrees and is at odds</title><desc id=\"nd\">{}, {}. The table below says the same.</desc>\
             <rect class=\"p\" width=\"100%\" height=\"100%\" fill=\"#fff\"/><g class=\"edges\">",
            counted(self.nodes.len(), "actor", "actors"),
            counted(self.ties.len(), "tied pair", "tied pairs"),
        );
        let most = self.ties.iter().map(|tie| tie.meets.len()).max().unwrap_or(1).max(1) as f64;
        let mut signs = String::new();
        for ((tie, kinds), (a, b, _)) in drawn.iter().zip(&ties) {
            let (from, to) = (places[*a], places[*b]);
            let (dx, dy) = (to.x - from.x, to.y - from.y);
            let long = dx.hypot(dy).max(1.0);
            let title = title(tie);
            for (n, kind) in kinds.iter().enumerate() {
                let (colour, dashes) = look(*kind);
                // Ties of one pair lie beside each other.
                let aside = 7.0 * (n as f64 - (kinds.len() as f64 - 1.0) / 2.0);
                let (ox, oy) = (-dy / long * aside, dx / long * aside);
                let width = match kind {
                    TieKind::Meets => 1.5 + 6.5 * (tie.meets.len() as f64 / most).sqrt(),
                    TieKind::Agree | TieKind::Odds => 2.0,
                };
                let _ = write!(
                    out,
                    "<line class=\"{}\" data-a=\"{a}\" data-b=\"{b}\" data-x=\"{ox:.1}\" data-y=\"{oy:.1}\" x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" stroke=\"{colour}\" stroke-width=\"{width:.1}\"{dashes}><title>{title}</title></line>",
                    class(*kind),
                    from.x + ox,
                    from.y + oy,
                    to.x + ox,
                    to.y + oy
                );
                let count = tie.count(*kind);
                if *kind != TieKind::Meets {
                    // Side by side along the way, so that two signs of one pair do not lie on each other.
                    let along = if *kind == TieKind::Agree { 0.42 } else { 0.58 };
                    let at = Place { x: from.x + dx * along + ox, y: from.y + dy * along + oy };
                    let _ = write!(
                        signs,
                        "<g class=\"at\" data-a=\"{a}\" data-b=\"{b}\" data-along=\"{along}\">{}</g>",
                        sign(*kind, at, (count > 1).then_some(count))
                    );
                }
            }
        }
        out += "</g><g class=\"signs\">";
        out += &signs;
        out += "</g><g class=\"nodes\">";
        for (n, ((node, label), (place, size))) in
            self.nodes.iter().zip(&labels).zip(places.iter().zip(&sizes)).enumerate()
        {
            let round = if node.person { 14 } else { 3 };
            let drawn = format!(
                "<g class=\"node{}\" data-n=\"{n}\" data-cx=\"{:.1}\" data-cy=\"{:.1}\"><title>{}</title><rect class=\"box\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{}\" rx=\"{round}\" fill=\"#fff\" stroke=\"#15191d\"/>\
                 <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"#15191d\"{}>{}</text></g>",
                if node.person { " person" } else { "" },
                place.x,
                place.y,
                text(&node.name),
                place.x - size.width / 2.0,
                place.y - size.height / 2.0,
                size.width,
                size.height,
                place.x,
                place.y + 4.5,
                if node.person { "" } else { " font-weight=\"600\"" },
                text(label)
            );
            match to {
                Some(to) => {
                    let _ = write!(out, "<a href=\"{}\">{drawn}</a>", to(&node.name));
                }
                None => out += &drawn,
            }
        }
        out + "</g></svg>"
    }
}

/// What ties two actors, in words.
fn title(tie: &super::Tie) -> String {
    let told: Vec<String> = [
        (TieKind::Meets, "session", "sessions", ""),
        (TieKind::Agree, "point", "points", "agree on "),
        (TieKind::Odds, "point", "points", "at odds on "),
    ]
    .into_iter()
    .filter(|(kind, ..)| tie.count(*kind) > 0)
    .map(|(kind, one, many, how)| format!("{how}{}", counted(tie.count(kind), one, many)))
    .collect();
    text(&format!("{} and {}: {}", tie.a, tie.b, told.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::super::{Node, Point, Tie};
    use super::*;

    fn network(n: usize) -> Network {
        let name = |i: usize| format!("Party {i:02}");
        let point = || Point { issue: "territory".into(), point: "line".into(), first: None, last: None };
        let tie = |a: usize, b: usize| Tie {
            a: name(a),
            b: name(b),
            meets: Vec::new(),
            agree: vec![point(); (a + b) % 3],
            odds: vec![point(); (a * b + 1) % 2],
        };
        Network {
            more_sessions: 0,
            nodes: (0..n).map(|i| Node { name: name(i), person: i % 4 == 3 }).collect(),
            ties: (0..n).flat_map(|a| (a + 1..n).map(move |b| (a, b))).map(|(a, b)| tie(a, b)).collect(),
            more: 0,
            reports: Vec::new(),
            issues: Vec::new(),
            asked: super::super::Asking::default(),
        }
    }

    #[test]
    fn the_same_network_is_drawn_the_same() {
        assert_eq!(network(12).draw(None), network(12).draw(None));
        assert!(network(0).draw(None).ends_with("</svg>"));
    }

    #[test]
    fn of_many_ties_the_strongest_of_each_are_drawn() {
        let few = network(4);
        assert!(!few.is_thinned());
        assert_eq!(few.drawn().len(), few.ties.len());
        let many = network(30);
        let drawn = many.drawn();
        assert!(drawn.len() < many.ties.len());
        for node in &many.nodes {
            assert!(drawn.iter().any(|(tie, _)| tie.a == node.name || tie.b == node.name), "{} has ties", node.name);
        }
    }

    #[test]
    fn a_name_cannot_become_markup() {
        let mut hostile = network(2);
        hostile.nodes[1].name = "<script>\"x\"</script>".into();
        hostile.ties[0].b.clone_from(&hostile.nodes[1].name);
        let drawn = hostile.draw(Some(&|name: &str| crate::pages::actors::actor_address("d", "", name)));
        assert!(!drawn.contains("<script"));
    }
}
