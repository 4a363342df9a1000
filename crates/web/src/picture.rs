//! What pictures are drawn with: ink that is right in the page and in a file of its own, scales of days, labels that do not
//! overlap.
//!
//! Every element has a class, so that the page's style sheet colours it (dark, print), and the same as attributes, so that the
//! downloaded file is right by itself. Widths of text are estimated, a little too wide: which typeface is used is not known here.

use std::fmt::Write;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use reading::Stance;

use crate::parts::{stance_class, text};

/// Size of letters in every picture.
pub(crate) const LETTERS: f64 = 13.0;

const INK: &str = "#15191d";
const DIM: &str = "#4d565e";
const RULE: &str = "#d3d8dc";
const PAPER: &str = "#ffffff";
const WASH: &str = "#f4f5f6";

/// How text is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Set {
    Plain,
    Bold,
    Dim,
    /// Of something that was called off.
    Struck,
}

/// How a shape is filled and drawn round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fill {
    Solid,
    Grey,
    Outline,
    Dashed,
    Wash,
}

impl Fill {
    /// Class and attributes.
    pub(crate) fn attributes(self) -> String {
        let (class, fill, stroke, more) = match self {
            Fill::Solid => ("f-solid", INK, INK, ""),
            Fill::Grey => ("f-grey", DIM, DIM, ""),
            Fill::Outline => ("f-outline", PAPER, INK, ""),
            Fill::Dashed => ("f-outline", PAPER, INK, " stroke-dasharray=\"3 3\""),
            Fill::Wash => ("f-wash", WASH, RULE, ""),
        };
        format!("class=\"{class}\" fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"1.5\"{more}")
    }
}

/// An SVG picture that is being drawn.
#[derive(Debug)]
pub(crate) struct Picture {
    width: f64,
    title: String,
    description: String,
    body: String,
}

impl Picture {
    pub(crate) fn new(width: f64, title: &str, description: &str) -> Picture {
        Picture { width, title: title.to_owned(), description: description.to_owned(), body: String::new() }
    }

    /// Draws something that is markup already.
    pub(crate) fn raw(&mut self, markup: &str) {
        self.body += markup;
    }

    pub(crate) fn text(&mut self, x: f64, y: f64, set: Set, words: &str) {
        self.anchored(x, y, set, "start", words);
    }

    /// Text that begins, ends or has its middle at a place.
    pub(crate) fn anchored(&mut self, x: f64, y: f64, set: Set, anchor: &str, words: &str) {
        let (class, attributes) = match set {
            Set::Plain => ("t", format!("fill=\"{INK}\"")),
            Set::Bold => ("b", format!("fill=\"{INK}\" font-weight=\"650\"")),
            Set::Dim => ("d", format!("fill=\"{DIM}\"")),
            Set::Struck => ("b struck", format!("fill=\"{INK}\" font-weight=\"650\" text-decoration=\"line-through\"")),
        };
        let anchor = if anchor == "start" { String::new() } else { format!(" text-anchor=\"{anchor}\"") };
        let _ = write!(
            self.body,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" class=\"{class}\" {attributes}{anchor}>{}</text>",
            xml(words)
        );
    }

    /// Text with the colour of the paper behind it, for a map.
    pub(crate) fn haloed(&mut self, x: f64, y: f64, set: Set, words: &str) {
        let (class, more) = if set == Set::Dim { ("d", DIM) } else { ("b", INK) };
        let weight = if set == Set::Dim { "" } else { " font-weight=\"650\"" };
        let _ = write!(
            self.body,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" class=\"{class} halo\" fill=\"{more}\"{weight} stroke=\"{PAPER}\" stroke-width=\"3\" \
             paint-order=\"stroke\" stroke-linejoin=\"round\">{}</text>",
            xml(words)
        );
    }

    pub(crate) fn rect(&mut self, x: f64, y: f64, width: f64, height: f64, fill: Fill) {
        let _ = write!(
            self.body,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{:.1}\" {}/>",
            width.max(0.5),
            height.max(0.5),
            fill.attributes()
        );
    }

    /// A hairline.
    pub(crate) fn rule(&mut self, d: &str) {
        let _ = write!(self.body, "<path d=\"{d}\" class=\"r\" fill=\"none\" stroke=\"{RULE}\"/>");
    }

    /// A line in ink.
    pub(crate) fn line(&mut self, d: &str, dashed: bool, arrow: bool) {
        let dash = if dashed { " stroke-dasharray=\"5 4\"" } else { "" };
        let end = if arrow { " marker-end=\"url(#arrow)\"" } else { "" };
        let _ = write!(
            self.body,
            "<path d=\"{d}\" class=\"i\" fill=\"none\" stroke=\"{INK}\" stroke-width=\"1.5\"{dash}{end}/>"
        );
    }

    /// The sign of a stance.
    pub(crate) fn sign(&mut self, x: f64, y: f64, stance: Stance) {
        let (class, colour) = (
            stance_class(stance),
            match stance {
                Stance::Supports => "#175a9e",
                Stance::Opposes => "#b02e14",
                Stance::Conditional => "#7d5200",
                Stance::Undecided => "#59626b",
            },
        );
        let paper = format!("class=\"pl\" fill=\"none\" stroke=\"{PAPER}\" stroke-width=\"2\"");
        let ink = format!("class=\"cf\" fill=\"{colour}\"");
        let ring = format!("class=\"cs\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.5\"");
        let shape = match stance {
            Stance::Supports => {
                format!("<circle cx=\"8\" cy=\"8\" r=\"7.5\" {ink}/><path d=\"M8 4v8M4 8h8\" {paper}/>")
            }
            Stance::Opposes => {
                format!("<rect x=\"1\" y=\"1\" width=\"14\" height=\"14\" {ink}/><path d=\"M4 8h8\" {paper}/>")
            }
            Stance::Conditional => {
                format!("<path d=\"M8 .8 15.2 8 8 15.2.8 8Z\" {ring}/><path d=\"M8 .8 .8 8 8 15.2Z\" {ink}/>")
            }
            Stance::Undecided => {
                format!("<circle cx=\"8\" cy=\"8\" r=\"6.7\" {ring}/><circle cx=\"8\" cy=\"8\" r=\"1.6\" {ink}/>")
            }
        };
        let _ = write!(self.body, "<g class=\"{class}\" transform=\"translate({x:.1} {y:.1}) scale(.75)\">{shape}</g>");
    }

    /// Begins a link; what it leads to is said to those who do not see it.
    pub(crate) fn open_link(&mut self, href: &str, says: &str, attributes: &str) {
        let (href, says) = (xml(href), xml(says));
        let _ = write!(self.body, "<a href=\"{href}\"{attributes}><title>{says}</title>");
    }

    pub(crate) fn close_link(&mut self) {
        self.body += "</a>";
    }

    /// What is drawn so far, to be laid over something else.
    pub(crate) fn markup(self) -> String {
        self.body
    }

    /// The whole picture, so high.
    pub(crate) fn whole(&self, height: f64) -> String {
        let Picture { width, title, description, body } = self;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\" \
             role=\"group\" aria-labelledby=\"picture-title\" aria-describedby=\"picture-words\" class=\"picture\" \
             font-family=\"system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', Arial, sans-serif\" font-size=\"{LETTERS:.0}\">\
             <title id=\"picture-title\">{}</title><desc id=\"picture-words\">{}</desc>\
             <defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\">\
             <path d=\"M0 0 8 4 0 8Z\" class=\"f-ink\" fill=\"{INK}\"/></marker></defs>{body}</svg>",
            xml(title),
            xml(description)
        )
    }
}

/// A picture as a file of its own: on paper of its own.
pub(crate) fn file(svg: &str) -> String {
    let paper = format!("</defs><rect width=\"100%\" height=\"100%\" fill=\"{PAPER}\"/>");
    let svg = svg.replacen("</defs>", &paper, 1);
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{svg}\n")
}

/// Text that may stand in XML: two characters of Unicode may not, however they are written.
fn xml(words: &str) -> String {
    text(words).replace(['\u{fffe}', '\u{ffff}'], "")
}

/// How wide a text is about, in the picture's letters.
pub(crate) fn width(words: &str, set: Set) -> f64 {
    let em = |c: char| match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | '\'' | '’' | '|' | ':' | ';' | '!' => 0.34,
        'f' | 'r' | 't' | ' ' | '-' | '(' | ')' | '“' | '”' | '/' => 0.42,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.98,
        c if c.is_ascii_uppercase() => 0.72,
        c if c.is_ascii() => 0.63,
        c if c.is_alphabetic() && (c as u32) < 0x2e80 => 0.7,
        _ => 1.05,
    };
    let heavy = if matches!(set, Set::Bold | Set::Struck) { 1.1 } else { 1.0 };
    words.chars().map(em).sum::<f64>() * LETTERS * heavy
}

/// As much of a text as fits.
pub(crate) fn clipped(words: &str, most: f64, set: Set) -> String {
    if width(words, set) <= most {
        return words.to_owned();
    }
    let mut out = String::new();
    for c in words.chars() {
        out.push(c);
        if width(&out, set) + LETTERS > most {
            out.pop();
            break;
        }
    }
    format!("{}…", out.trim_end())
}

/// Days as places on a line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Days {
    pub span: Span,
    pub left: f64,
    pub right: f64,
}

impl Days {
    /// Where a day begins.
    pub(crate) fn x(&self, day: Date) -> f64 {
        self.left + (self.right - self.left) * f64::from(between(self.span.from, day)) / f64::from(self.span.days())
    }
}

/// Days from the first to the second.
pub(crate) fn between(first: Date, second: Date) -> i32 {
    record::book::day_of(Some(second)) - record::book::day_of(Some(first))
}

/// From one day to another, both within.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Span {
    pub from: Date,
    pub to: Date,
}

impl Span {
    /// In whatever order they are given.
    pub(crate) fn new(a: Date, b: Date) -> Span {
        Span { from: a.min(b), to: a.max(b) }
    }

    pub(crate) fn days(&self) -> i32 {
        between(self.from, self.to).saturating_add(1)
    }

    pub(crate) fn holds(&self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }

    pub(crate) fn middle(&self) -> Date {
        shifted(self.from, self.days() / 2)
    }

    /// So many days earlier or later.
    pub(crate) fn moved(&self, days: i32) -> Span {
        Span { from: shifted(self.from, days), to: shifted(self.to, days) }
    }

    /// So many days around a day.
    pub(crate) fn around(day: Date, days: i32) -> Span {
        let days = days.max(1);
        let from = shifted(day, -(days / 2));
        Span { from, to: shifted(from, days - 1) }
    }
}

/// A day so many days later; the last or first there is where there is none.
pub(crate) fn shifted(day: Date, days: i32) -> Date {
    day.saturating_add(days.days())
}

/// Units of the calendar, from the shortest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unit {
    Day,
    Week,
    Month,
    Quarter,
    Year,
    Lustrum,
    Decade,
    Century,
}

impl Unit {
    const ALL: [Unit; 8] =
        [Unit::Day, Unit::Week, Unit::Month, Unit::Quarter, Unit::Year, Unit::Lustrum, Unit::Decade, Unit::Century];

    /// Its usual length in days.
    pub(crate) const fn days(self) -> f64 {
        match self {
            Unit::Day => 1.0,
            Unit::Week => 7.0,
            Unit::Month => 30.4,
            Unit::Quarter => 91.3,
            Unit::Year => 365.2,
            Unit::Lustrum => 1826.2,
            Unit::Decade => 3652.4,
            Unit::Century => 36524.0,
        }
    }

    /// The shortest that takes at least so much room.
    pub(crate) fn at_least(room: f64, days: &Days) -> Unit {
        let one = (days.right - days.left) / f64::from(days.span.days());
        Unit::ALL.into_iter().find(|unit| unit.days() * one >= room).unwrap_or(Unit::Century)
    }

    /// The one that a day lies in.
    pub(crate) fn of(self, day: Date) -> Span {
        let first = |year: i16, month: i8| Date::new(year, month, 1).unwrap_or(day);
        let years = |n: i16| {
            let year = day.year().div_euclid(n) * n;
            (first(year, 1), first(year.saturating_add(n), 1))
        };
        let (from, next) = match self {
            Unit::Day => return Span::new(day, day),
            Unit::Week => {
                let monday = shifted(day, -i32::from(day.weekday().since(Weekday::Monday)));
                return Span::new(monday, shifted(monday, 6));
            }
            Unit::Month => {
                let from = day.first_of_month();
                (from, from.saturating_add(1.month()))
            }
            Unit::Quarter => {
                let from = first(day.year(), (day.month() - 1) / 3 * 3 + 1);
                (from, from.saturating_add(3.months()))
            }
            Unit::Year => years(1),
            Unit::Lustrum => years(5),
            Unit::Decade => years(10),
            Unit::Century => years(100),
        };
        Span::new(from, shifted(next, -1))
    }

    /// Those that a span touches, in order.
    pub(crate) fn within(self, span: Span) -> Vec<Span> {
        let mut out = vec![self.of(span.from)];
        while let Some(last) = out.last().filter(|last| last.to < span.to) {
            let next = self.of(shifted(last.to, 1));
            if next.to <= last.to {
                break;
            }
            out.push(next);
        }
        out
    }

    /// What one is called.
    pub(crate) fn words(self, span: Span) -> String {
        match self {
            Unit::Day => day_words(span.from),
            Unit::Week => format!("week of {}", day_words(span.from)),
            Unit::Month => format!("{} {}", month(span.from), span.from.year()),
            Unit::Quarter => format!("{}–{} {}", month(span.from), month(span.to), span.from.year()),
            Unit::Year => span.from.year().to_string(),
            Unit::Lustrum | Unit::Decade | Unit::Century => format!("{}–{}", span.from.year(), span.to.year()),
        }
    }

    /// What stands at the axis where one begins.
    pub(crate) fn tick(self, day: Date) -> String {
        match self {
            Unit::Day | Unit::Week => format!("{} {}", day.day(), month(day)),
            Unit::Month | Unit::Quarter => format!("{} {}", month(day), day.year()),
            Unit::Year | Unit::Lustrum | Unit::Decade | Unit::Century => day.year().to_string(),
        }
    }
}

/// A month, short.
pub(crate) fn month(day: Date) -> &'static str {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    MONTHS[(day.month() as usize + 11) % 12]
}

/// `19 Jul 1978`.
pub(crate) fn day_words(day: Date) -> String {
    format!("{} {} {}", day.day(), month(day), day.year())
}

/// `19 Jul 1978 to 3 Aug 1978`.
pub(crate) fn span_words(span: Span) -> String {
    if span.from == span.to {
        day_words(span.from)
    } else {
        format!("{} to {}", day_words(span.from), day_words(span.to))
    }
}

/// Lays intervals on rows so that none overlap, each on the first row with room; none where more rows than `most` are needed.
pub(crate) fn rows(intervals: &[(f64, f64)], most: usize) -> Option<Vec<usize>> {
    let mut laid: Vec<Vec<(f64, f64)>> = Vec::new();
    intervals
        .iter()
        .map(|(left, right)| {
            let free = |row: &Vec<(f64, f64)>| row.iter().all(|(l, r)| right <= l || r <= left);
            let at = laid.iter().position(free).unwrap_or(laid.len());
            if at >= most {
                return None;
            }
            if at == laid.len() {
                laid.push(Vec::new());
            }
            laid[at].push((*left, *right));
            Some(at)
        })
        .collect()
}

/// A rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rect {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

impl Rect {
    pub(crate) fn meets(&self, other: &Rect) -> bool {
        self.x < other.x + other.width
            && other.x < self.x + self.width
            && self.y < other.y + other.height
            && other.y < self.y + self.height
    }

    fn inside(&self, other: &Rect) -> bool {
        self.x >= other.x
            && self.y >= other.y
            && self.x + self.width <= other.x + other.width
            && self.y + self.height <= other.y + other.height
    }
}

/// A disc that is to be labelled, and the size of its label.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Disc {
    pub x: f64,
    pub y: f64,
    pub radius: f64,
    pub width: f64,
    pub height: f64,
}

/// Places for labels beside discs, the first ones first: within the frame, over no disc and no other label. None where
/// there is no room.
pub(crate) fn labels(discs: &[Disc], frame: &Rect) -> Vec<Option<Rect>> {
    let round = |disc: &Disc| Rect {
        x: disc.x - disc.radius,
        y: disc.y - disc.radius,
        width: 2.0 * disc.radius,
        height: 2.0 * disc.radius,
    };
    let taken: Vec<Rect> = discs.iter().map(round).collect();
    let mut placed: Vec<Option<Rect>> = Vec::new();
    for disc in discs {
        let (w, h, gap) = (disc.width, disc.height, disc.radius + 4.0);
        let beside = [
            (disc.x + gap, disc.y - h / 2.0),
            (disc.x - gap - w, disc.y - h / 2.0),
            (disc.x - w / 2.0, disc.y - gap - h),
            (disc.x - w / 2.0, disc.y + gap),
            (disc.x + gap * 0.7, disc.y + gap * 0.7),
            (disc.x + gap * 0.7, disc.y - gap * 0.7 - h),
            (disc.x - gap * 0.7 - w, disc.y + gap * 0.7),
            (disc.x - gap * 0.7 - w, disc.y - gap * 0.7 - h),
        ];
        let fits = |rect: &Rect| {
            rect.inside(frame)
                && !taken.iter().any(|disc| disc.meets(rect))
                && !placed.iter().flatten().any(|label| label.meets(rect))
        };
        let rects = beside.into_iter().map(|(x, y)| Rect { x, y, width: w, height: h });
        placed.push(rects.into_iter().find(fits));
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers without end, the same every time.
    fn numbers(mut seed: u64) -> impl FnMut(f64) -> f64 {
        move |most| {
            seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (seed >> 33) as f64 / f64::from(1u32 << 31) * most
        }
    }

    #[test]
    fn what_lies_on_one_row_does_not_overlap() {
        for seed in 0..50 {
            let mut next = numbers(seed);
            let intervals: Vec<(f64, f64)> =
                (0..60).map(|_| (next(1000.0), next(90.0))).map(|(x, w)| (x, x + w)).collect();
            let laid = rows(&intervals, usize::MAX).unwrap();
            for i in 0..intervals.len() {
                for j in 0..i {
                    let apart = intervals[i].1 <= intervals[j].0 || intervals[j].1 <= intervals[i].0;
                    assert!(laid[i] != laid[j] || apart, "{:?} and {:?}", intervals[i], intervals[j]);
                }
            }
            let most = laid.iter().max().unwrap() + 1;
            assert!(rows(&intervals, most).is_some());
            assert!(rows(&intervals, most - 1).is_none());
        }
    }

    #[test]
    fn labels_meet_no_disc_and_no_other_label() {
        let frame = Rect { x: 0.0, y: 0.0, width: 800.0, height: 500.0 };
        let mut some = 0;
        for seed in 0..50 {
            let mut next = numbers(seed);
            let discs: Vec<Disc> = (0..40)
                .map(|_| Disc {
                    x: next(800.0),
                    y: next(500.0),
                    radius: 4.0 + next(15.0),
                    width: 30.0 + next(120.0),
                    height: 30.0,
                })
                .collect();
            let placed = labels(&discs, &frame);
            assert_eq!(placed.len(), discs.len());
            for (i, rect) in placed.iter().enumerate().filter_map(|(i, rect)| Some((i, (*rect)?))) {
                some += 1;
                assert!(rect.inside(&frame));
                assert!(placed[..i].iter().flatten().all(|other| !other.meets(&rect)));
                for disc in &discs {
                    let (dx, dy) =
                        (disc.x.clamp(rect.x, rect.x + rect.width), disc.y.clamp(rect.y, rect.y + rect.height));
                    assert!((disc.x - dx).hypot(disc.y - dy) >= disc.radius - 1e-9);
                }
            }
        }
        assert!(some > 500);
    }

    #[test]
    fn units_cover_every_day_once() {
        let day: Date = "1978-09-17".parse().unwrap();
        assert_eq!(Unit::Week.of(day), Span::new("1978-09-11".parse().unwrap(), day));
        assert_eq!(Unit::Quarter.words(Unit::Quarter.of(day)), "Jul–Sep 1978");
        assert_eq!(Unit::Decade.words(Unit::Decade.of(day)), "1970–1979");
        for unit in Unit::ALL {
            let span = Span::around(day, 900);
            let parts = unit.within(span);
            assert!(parts[0].holds(span.from) && parts[parts.len() - 1].holds(span.to));
            assert!(parts.windows(2).all(|two| between(two[0].to, two[1].from) == 1), "{unit:?}");
        }
        // The end of the calendar is no end of the program.
        assert!(!Unit::Century.within(Span::new(Date::MIN, Date::MAX)).is_empty());
        assert!(Unit::Week.of(Date::MAX).holds(Date::MAX));
    }

    #[test]
    fn days_stand_in_order() {
        let days = Days { span: Span::around("1978-09-17".parse().unwrap(), 30), left: 100.0, right: 400.0 };
        assert_eq!(days.x(days.span.from), 100.0);
        assert_eq!(days.x(shifted(days.span.to, 1)), 400.0);
        assert_eq!(Unit::at_least(10.0, &days), Unit::Day);
        assert_eq!(Unit::at_least(11.0, &days), Unit::Week);
    }

    #[test]
    fn a_clipped_text_fits() {
        for most in [30.0, 60.0, 120.0] {
            let words = clipped("Multilateral Security Guarantee Framework", most, Set::Bold);
            assert!(width(&words, Set::Bold) <= most + LETTERS && words.ends_with('…'), "{words}");
        }
        assert_eq!(clipped("Oslo", 60.0, Set::Plain), "Oslo");
    }

    #[test]
    fn words_of_a_report_are_only_text() {
        let mut picture = Picture::new(100.0, "<script>", "\u{0}\u{fffe}");
        picture.text(0.0, 0.0, Set::Plain, "\"><script>alert(1)</script>");
        picture.open_link("javascript:\"x", "<b>", "");
        let svg = picture.whole(10.0);
        assert!(
            !svg.contains("<script") && !svg.contains("<b>") && !svg.contains('\u{0}') && !svg.contains('\u{fffe}')
        );
        assert!(!svg.contains("\"x\""));
    }
}
