//! What a brief prints: plain data, in the order it is to be read. As JSON this is the machine's brief.
//!
//! Nothing here is free prose. Words are those of entries; every line carries what it rests on.

use jiff::civil::Date;
use reading::{Attitude, Certainty, Force, IssueId, SessionStatus, Stance, TextState};
use serde::Serialize;

use crate::book::News;
use crate::positions::is_aside;

/// The brief of one negotiation.
#[derive(Clone, Debug, Serialize)]
pub struct Brief {
    /// Name of the negotiation.
    pub title: String,
    /// Only reports published up to this day, if set; reports without a date are kept.
    pub as_of: Option<Date>,
    /// How many entries the record has, and how sure they are.
    pub tally: Tally,
    /// What the state of play is built from.
    pub state: StateOfPlay,
    /// What changed between two days, where a brief is asked for that tells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub news: Option<News>,
    /// What is no longer as it was.
    pub changes: Vec<Change>,
    /// The sides, those spoken of most first, with their people.
    pub parties: Vec<Party>,
    /// Who acts or speaks without belonging to a side.
    pub unaligned: Vec<Person>,
    /// Who wants what, issue by issue.
    pub positions: Positions,
    /// Plans, drafts and agreements.
    pub texts: Vec<TextLine>,
    /// Meetings, those that took place first, the latest known first.
    pub sessions: Vec<SessionLine>,
    /// Sessions that no date tells apart.
    pub not_told_apart: Vec<NotToldApart>,
    /// What blocks or divides, by issue.
    pub obstacles: Vec<ObstacleLine>,
    /// What comes next.
    pub next: Vec<NextLine>,
    /// Numbers.
    pub figures: Vec<FigureLine>,
    /// The same thing told in different ways.
    pub differences: Vec<Difference>,
    /// The reports, in the order of their dates.
    pub reports: Vec<ReportLine>,
    /// How many independent sources they count as.
    pub independent: usize,
    /// Why some count as one.
    pub links: Vec<Link>,
}

/// How many entries there are and how sure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Tally {
    /// Entries in the readings, attributions aside.
    pub entries: usize,
    /// Of these, entries an analyst has confirmed.
    pub confirmed: usize,
    /// Of these, entries more likely wrong than right.
    pub unsure: usize,
    /// Entries too unsure to be used.
    pub left_out: usize,
}

/// A sentence of a report, and the words in it that an entry rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cite {
    /// Index into [`Brief::reports`].
    pub report: usize,
    /// Label of that report.
    pub label: String,
    /// Number of the sentence, from 1.
    pub sentence: usize,
    /// First character of the words in the report's text, in Unicode code points.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// The words, verbatim but for white space.
    pub quote: String,
    /// Who says them, where they do not show it themselves.
    pub teller: Option<Teller>,
}

/// Who speaks in some words of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Teller {
    /// Short names of those who speak.
    pub names: Vec<String>,
    /// Whether they are more than one: two names, or a group.
    pub several: bool,
    /// Whether the report keeps a name back.
    pub unnamed: bool,
    /// What they do with the words.
    pub attitude: Attitude,
    /// Whether it is told that they did not.
    pub negated: bool,
    /// How sure the report is of it.
    pub certainty: Certainty,
    /// The agency or outlet it came through.
    pub via: Option<String>,
}

/// What a line rests on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Told {
    /// Where it is told; the first is where the printed words come from.
    pub references: Vec<Cite>,
    /// Independent sources that more likely than not tell it; at least 1.
    pub sources: usize,
    /// The sources' probabilities added up, in tenths: what lines are ranked by.
    pub weight: u32,
    /// How likely at least one of the entries is right.
    pub probability: f32,
}

/// Words of a report, or a word of ours for a status.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Account {
    /// The words.
    pub words: String,
    /// Whether they are verbatim.
    pub verbatim: bool,
    /// Whose words they are, where not the report's own.
    pub per: Option<String>,
    /// What it rests on; nothing for what was before and is only implied.
    #[serde(flatten)]
    pub told: Option<Told>,
}

/// Indices into the sections below.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct StateOfPlay {
    /// Sessions last held, of [`Brief::sessions`].
    pub last_held: Vec<usize>,
    /// The obstacles most reports tell of, of [`Brief::obstacles`].
    pub in_the_way: Vec<usize>,
    /// The text on the table, of [`Brief::texts`].
    pub text: Option<usize>,
    /// The next step with a time, of [`Brief::next`].
    pub next: Option<usize>,
}

/// Something that is no longer as it was.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// What changed.
    pub about: String,
    /// As it was.
    pub from: Option<Account>,
    /// As it is.
    pub to: Account,
}

/// A side.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Party {
    /// Its name.
    pub name: String,
    /// Its short name.
    pub short: String,
    /// Other forms it is told under.
    pub forms: Vec<String>,
    /// Its people, those in most reports first.
    pub people: Vec<Person>,
    /// Whether it holds a position or sits in a session, more likely than not.
    pub side: bool,
    /// Where it is first told of.
    #[serde(flatten)]
    pub told: Told,
}

/// Somebody, or a group without a name of its own.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Person {
    /// Name.
    pub name: String,
    /// Other forms of the name.
    pub forms: Vec<String>,
    /// The head of the role most reports give.
    pub role: Option<String>,
    /// All roles as the reports word them.
    pub roles: Vec<String>,
    /// Where they are told of.
    #[serde(flatten)]
    pub told: Told,
}

/// The matrix of positions.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Positions {
    /// Number of points all parties hold together, restatements counted once.
    pub total: usize,
    /// Issues, the one in the way in most reports first.
    pub issues: Vec<IssueRow>,
    /// Points that several parties hold in one and the same sentence.
    pub common: Vec<CommonPoint>,
}

/// One issue.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct IssueRow {
    /// Its id; `other` for what fits no issue of the agenda.
    pub issue: IssueId,
    /// What the points that fit no issue are about: a key phrase of the reports. One row for each.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// Its label: that of the issue, or the topic.
    pub label: String,
    /// Parties with a stance on it, in the order of [`Brief::parties`]; who has no party comes last.
    pub holders: Vec<Holder>,
}

/// What one party holds on one issue.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Holder {
    /// The party; none for those who have none.
    pub party: Option<String>,
    /// Its short name.
    pub short: String,
    /// Its points, those most sources tell first.
    pub points: Vec<Point>,
}

/// A stance on a point.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Point {
    /// For, against, on terms, open.
    pub stance: Stance,
    /// The thing.
    pub words: String,
    /// The terms.
    pub condition: Option<String>,
    /// The person who holds it, if it is told of nobody else of the party.
    pub holder: Option<String>,
    /// How hard.
    pub force: Option<Force>,
    /// Whose account it is, where that is not the holder's own.
    pub per: Option<String>,
    /// The agency that relays it.
    pub via: Option<String>,
    /// What it rests on.
    #[serde(flatten)]
    pub told: Told,
}

/// A point several parties hold together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CommonPoint {
    /// Short names of the parties.
    pub parties: Vec<String>,
    /// The point.
    pub point: Point,
}

/// A text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TextLine {
    /// What became of it, by the last report that tells.
    pub state: TextState,
    /// Its name.
    pub name: String,
    /// How many points it has.
    pub points: Option<u32>,
    /// Who drafted it.
    pub drafter: Option<String>,
    /// Who turned it down, for a text that was.
    pub by: Option<String>,
    /// What it rests on.
    #[serde(flatten)]
    pub told: Told,
}

/// A session.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SessionLine {
    /// Held or not.
    pub status: SessionStatus,
    /// Where.
    pub place: Option<String>,
    /// The day, where a report fixes it.
    pub date: Option<Date>,
    /// When, in the words of a report.
    pub when: Option<String>,
    /// Short names of the sides; of the persons where no side is told.
    pub who: Vec<String>,
    /// Persons who took part.
    pub people: Vec<String>,
    /// What came of it: words of reports.
    pub outcome: Vec<Account>,
    /// What it rests on.
    #[serde(flatten)]
    pub told: Told,
}

/// Sessions in one place that no date tells apart.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NotToldApart {
    /// The place.
    pub place: String,
    /// For each, the labels of the reports that tell of it.
    pub reports: Vec<Vec<String>>,
}

/// What blocks or divides on an issue.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ObstacleLine {
    /// Its id; `other` for what fits no issue of the agenda.
    pub issue: IssueId,
    /// What it is about where it fits no issue: a key phrase of the reports.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// Its label: that of the issue, or the topic.
    pub label: String,
    /// The words of a report that say so most briefly.
    pub words: Option<String>,
    /// What it rests on.
    #[serde(flatten)]
    pub told: Told,
}

/// A next step.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NextLine {
    /// Short names of who takes it.
    pub who: Vec<String>,
    /// What it is.
    pub what: String,
    /// When, in the report's words.
    pub when: Option<String>,
    /// Whose account it is.
    pub per: Option<String>,
    /// The agency that relays it.
    pub via: Option<String>,
    /// What it rests on.
    #[serde(flatten)]
    pub told: Told,
}

/// Figures of one sentence.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FigureLine {
    /// The numbers.
    pub numbers: Vec<Number>,
    /// Who says so.
    pub per: Option<String>,
    /// What it rests on.
    #[serde(flatten)]
    pub told: Told,
}

/// One number.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Number {
    /// Written out.
    pub value: f64,
    /// Unit.
    pub unit: Option<String>,
    /// What it measures.
    pub of: String,
}

/// The same thing told in different ways.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// What sort of thing.
    pub kind: DifferenceKind,
    /// What sort of difference.
    pub nature: Nature,
    /// What it is about.
    pub about: String,
    /// The accounts, in the order of the reports.
    pub accounts: Vec<Account>,
}

/// What a difference is: not every one is a contradiction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nature {
    /// The accounts cannot both be right.
    Conflict,
    /// They may be told of different times.
    Change,
    /// They differ in how exact they are.
    Precision,
    /// The parties themselves say so, each for itself.
    RivalClaims,
    /// They differ in what they stress or leave out; both may hold.
    Weight,
}

/// What reports differ about; the order is that of the brief.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DifferenceKind {
    /// Whether a session took place.
    SessionStatus,
    /// When a session took place.
    SessionDate,
    /// How far a text has come.
    TextState,
    /// Which texts a round dealt with.
    Documents,
    /// Who drafted a text.
    Drafter,
    /// What a party wants.
    Stance,
    /// How something was received or described.
    Reception,
    /// Who took part.
    Attendance,
    /// A number.
    Figure,
}

/// A report.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReportLine {
    /// What references call it.
    pub label: String,
    /// Its id in the dossier.
    pub id: String,
    /// Headline.
    pub title: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// When.
    pub published: Option<Date>,
    /// A line of the report on where it comes from.
    pub credit: Option<Cite>,
    /// The party whose body signs the report.
    pub body_of: Option<String>,
    /// Agencies it quotes through.
    pub relays: Vec<(String, Cite)>,
    /// Its sentences, for a page that shows them.
    #[serde(skip)]
    pub sentences: Vec<Sentence>,
}

/// A sentence of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its words.
    pub text: String,
    /// Whether it begins a line of the report.
    pub begins_line: bool,
}

/// Why two reports count as one source.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Link {
    /// Labels of the two.
    pub reports: (String, String),
    /// Why.
    pub why: Dependence,
}

/// Why two reports count as one source.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dependence {
    /// This share of the shorter one's wording is in both.
    Copy(f32),
    /// This many words in a row are in both, outside quotation marks.
    Wording(usize),
    /// Both rest on this agency.
    Agency(String),
}

impl IssueRow {
    /// Whether it is on talking as such, or on nothing in particular.
    pub fn is_aside(&self) -> bool {
        is_aside(&self.issue, self.topic.as_deref())
    }
}

impl ObstacleLine {
    /// Whether it is on talking as such, or on nothing in particular.
    pub fn is_aside(&self) -> bool {
        is_aside(&self.issue, self.topic.as_deref())
    }
}

impl Told {
    /// Whether it is more likely wrong than right.
    pub fn is_unsure(&self) -> bool {
        self.probability < 0.5
    }
}

/// A brief's name for a stance.
pub fn stance_word(stance: Stance) -> &'static str {
    match stance {
        Stance::Supports => "for",
        Stance::Opposes => "against",
        Stance::Conditional => "on terms",
        Stance::Undecided => "open",
    }
}

/// A brief's name for what a difference is; nothing for a contradiction, which every reader expects.
pub fn nature_words(nature: Nature) -> Option<&'static str> {
    match nature {
        Nature::Conflict => None,
        Nature::Change => Some("may be change over time"),
        Nature::Precision => Some("in how exact"),
        Nature::RivalClaims => Some("each side for itself"),
        Nature::Weight => Some("in weight, both may hold"),
    }
}

/// A brief's name for the state of a text.
pub fn state_word(state: TextState) -> &'static str {
    match state {
        TextState::Drafted => "drafted",
        TextState::Proposed => "proposed",
        TextState::Leaked => "leaked",
        TextState::Revised => "revised",
        TextState::UnderDiscussion => "discussed",
        TextState::Rejected => "rejected",
        TextState::Agreed => "agreed",
        TextState::Signed => "signed",
    }
}

/// A brief's name for the status of a session.
pub fn status_word(status: SessionStatus) -> &'static str {
    match status {
        SessionStatus::Held => "held",
        SessionStatus::Ongoing => "ongoing",
        SessionStatus::Planned => "planned",
        SessionStatus::Cancelled => "cancelled",
        SessionStatus::Unconfirmed => "unconfirmed",
    }
}
