//! The whole record in a few bytes an entry: what the views over many reports are drawn from.
//!
//! A [`Fact`] is one entry of one report with its strings as numbers. Facts of a hundred thousand reports are some hundred megabytes and
//! are gone through in tens of milliseconds, so a view is a fold over those that its time and its sections leave: what was known on a day is
//! the fold over the reports of that day, and nothing has to be kept up to date as reports come. The numbers of strings and
//! reports depend on the order of coming; nothing that is printed may depend on them.

mod calendar;
mod contents;
mod course;
mod events;
mod fact;
mod lineage;
mod matrix;
mod names;
mod news;
mod points;
mod registers;
mod strings;
mod tally;
mod ties;
mod told;
mod who;

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;

pub use calendar::{Calendar, Mark, What, calendar};
pub use contents::{Contents, contents};
pub use course::MoveKind;
pub use events::{
    DocumentRow, Documents, Event, EventKind, FigureRow, Figures, MeetingRow, Meetings, StateRow, Timeline, ValueRow,
    VersionRow, documents, figures, meetings, timeline,
};
pub use fact::{Contribution, Fact, Head, NONE, contribution, date_of, day_of};
pub use matrix::{Confidence, IssuePoints, Matrix, MatrixOptions, Move, PartyStance, PointRow, Related, matrix};
pub use names::Names;
pub use news::{Item, News, Step, news};
pub use points::{SIGN_COUNT, SIGNS, Tie, alike, one_point, signs};
pub use registers::{
    ActorRow, Actors, CopyRow, DelegateRow, LeaderRow, OutletRow, RelayRow, RoleRow, Sources, actors, sources,
};
pub use strings::Strings;
pub use ties::{PartyTie, TiedActor, TiedPoint, TiedStance, Ties, ties};
pub use told::{Cited, Since};
pub use who::{Because, Form};

use crate::book::who::Who;
use crate::judgement::{Namings, Section};
use crate::lexicon::Lexicon;
use crate::words::fold;

/// The text of a report by its number, for the words of a reference.
pub type TextOf<'a> = dyn Fn(u32) -> Option<Rc<str>> + 'a;

/// Facts, strings and reports.
#[derive(Debug, Default)]
pub struct Book {
    /// The reports, by their number; none where a number is not in use.
    pub heads: Vec<Option<Head>>,
    /// The strings of the facts.
    pub strings: Strings,
    /// Facts by section, in blocks as they lie in the file; those of one report together and in the order of its text.
    pub facts: BTreeMap<Section, Vec<Vec<Fact>>>,
    /// Who is told of, in the same blocks.
    pub names: Vec<Names>,
    /// Pairs of reports of which one is a copy of the other.
    pub copies: Vec<(u32, u32)>,
    /// What a person said of names.
    pub namings: Namings,
    /// See [`Book::rank`].
    ranks: OnceLock<Vec<u32>>,
    /// See [`Book::voices`].
    voices: OnceLock<Vec<u32>>,
    /// See [`Book::who`].
    who: OnceLock<Arc<Who>>,
    /// See [`Book::prepare`].
    points: OnceLock<matrix::KnownPoints>,
}

/// Which reports a view is drawn from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// Only reports published on or after this day; those without a date are left out then.
    pub from: Option<Date>,
    /// Only reports published up to this day. Reports without a date are kept.
    pub to: Option<Date>,
}

impl Period {
    /// Everything known by a day.
    pub fn up_to(day: Option<Date>) -> Period {
        Period { from: None, to: day }
    }

    /// Whether a report of this day belongs to it.
    pub fn holds(&self, published: Option<Date>) -> bool {
        match published {
            Some(day) => self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to),
            None => self.from.is_none(),
        }
    }
}

impl Book {
    /// Whether each report, by its number, belongs to a period.
    pub fn within(&self, period: &Period) -> Vec<bool> {
        let holds = |head: &Option<Head>| head.as_ref().is_some_and(|head| period.holds(date_of(head.day)));
        self.heads.iter().map(holds).collect()
    }

    /// Of some reports those of an outlet.
    fn of_outlet(&self, outlet: &str, within: &[bool]) -> Vec<bool> {
        let wanted = fold(outlet);
        let of = |head: &Option<Head>| head.as_ref().is_some_and(|head| fold(self.string(head.outlet)) == wanted);
        self.heads.iter().zip(within).map(|(head, within)| *within && of(head)).collect()
    }

    /// The facts of a section, of the reports of a period.
    pub fn facts<'a>(&'a self, section: Section, within: &'a [bool]) -> impl Iterator<Item = &'a Fact> + 'a {
        self.blocks(section)
            .iter()
            .flatten()
            .filter(move |fact| within.get(fact.report as usize).copied().unwrap_or(false))
    }

    /// The facts of a section in their blocks, of all reports.
    pub(crate) fn blocks(&self, section: Section) -> &[Vec<Fact>] {
        self.facts.get(&section).map_or(&[], Vec::as_slice)
    }

    /// A report.
    pub fn head(&self, report: u32) -> Option<&Head> {
        self.heads.get(report as usize)?.as_ref()
    }

    /// A string; the empty one for none.
    pub fn string(&self, number: u32) -> &str {
        self.strings.get(number)
    }

    /// Works out ahead what most views of all reports ask for: who is who, the sources, the order of reports, which phrases are one
    /// point. Worth it for a record of which more than one view is drawn.
    pub fn prepare(&self, lexicon: &Lexicon) {
        self.rank(0);
        self.voices();
        let within = self.within(&Period::default());
        let who = self.who(&within, lexicon);
        self.points.get_or_init(|| matrix::KnownPoints::of(self, &who, &within, lexicon));
    }

    /// For each report the source it counts as; worked out once.
    pub(crate) fn voices(&self) -> &[u32] {
        self.voices.get_or_init(|| told::voices(self))
    }

    /// Who is who among some reports. Among all of them, which most views are of, it is worked out once.
    pub(crate) fn who(&self, within: &[bool], lexicon: &Lexicon) -> Arc<Who> {
        let all = self.heads.iter().zip(within).all(|(head, within)| head.is_none() || *within);
        if all {
            return self.who.get_or_init(|| Arc::new(Who::of(self, within, lexicon))).clone();
        }
        Arc::new(Who::of(self, within, lexicon))
    }

    /// Where a report stands in the order of reports: by date, those without one last, then by name.
    pub fn rank(&self, report: u32) -> u32 {
        let ranks = self.ranks.get_or_init(|| {
            let known = self.heads.iter().flatten();
            let mut order: Vec<(bool, i32, &Head)> = known.map(|head| (head.day == NONE, head.day, head)).collect();
            order.sort_unstable_by_key(|(undated, day, head)| (*undated, *day, head.report));
            // Names are only looked at where days do not tell.
            for day in order.chunk_by_mut(|a, b| a.1 == b.1) {
                day.sort_unstable_by(|(.., a), (.., b)| self.string(a.name).cmp(self.string(b.name)));
            }
            let mut ranks = vec![u32::MAX; self.heads.len()];
            for (rank, (.., head)) in order.into_iter().enumerate() {
                ranks[head.report as usize] = rank as u32;
            }
            ranks
        });
        ranks.get(report as usize).copied().unwrap_or(u32::MAX)
    }
}
