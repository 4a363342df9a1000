//! One entry in forty-eight bytes.

use bytemuck::{Pod, Zeroable};
use jiff::civil::Date;
use reading::{ActorKind, Evidence, Force, Reading, SessionStatus, Stance, TextState};
use source::Report;

use crate::copies::credited_agency;
use crate::judgement::Section;
use crate::lexicon::Lexicon;

/// No day, no number.
pub const NONE: i32 = i32::MIN;

/// The least probability, in two hundred and fifty-fifths, of an entry more likely right than wrong.
pub(crate) const LIKELY: u8 = 128;

/// Between the strings of a list.
const AND: char = '\u{1f}';

/// One entry of one report. What the string fields mean depends on the section:
///
/// | section | a | b | c | d | e | kind | value |
/// |---|---|---|---|---|---|---|---|
/// | actors | name | party | role | other forms | – | [`ActorKind`] | – |
/// | positions | actor | party | issue | point | condition | [`Stance`] | – |
/// | sessions | place | parties | when | people | outcome | [`SessionStatus`] | day |
/// | texts | name | drafter | – | – | – | [`TextState`] | points |
/// | obstacles | – | – | issue | – | – | – | – |
/// | next | what | who | when | – | – | – | – |
/// | figures | of | unit | source | – | – | – | the number's bits |
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
pub struct Fact {
    /// Number of the report.
    pub report: u32,
    /// See the table.
    pub a: u32,
    /// See the table.
    pub b: u32,
    /// See the table.
    pub c: u32,
    /// See the table.
    pub d: u32,
    /// See the table.
    pub e: u32,
    /// See the table; lower half first.
    pub value: [u32; 2],
    /// First byte of the evidence.
    pub start: u32,
    /// Length of the evidence in bytes.
    pub length: u16,
    /// Sentence the evidence begins in, from 1.
    pub sentence: u16,
    /// Which of its section in the report, from 0.
    pub entry: u16,
    /// How sure, in two hundred and fifty-fifths.
    pub sure: u8,
    /// See the table.
    pub kind: u8,
    /// For a position one more than its [`Force`]; 0 for none.
    pub force: u8,
    /// 1 where a person has judged the entry.
    pub judged: u8,
    /// Always 0.
    pub spare: [u8; 2],
}

/// What is known of a report beside its entries.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
pub struct Head {
    /// Its number.
    pub report: u32,
    /// Its name in the dossier.
    pub name: u32,
    /// Who published it.
    pub outlet: u32,
    /// Its headline.
    pub title: u32,
    /// The agency it credits.
    pub agency: u32,
    /// The agencies and outlets it quotes through.
    pub relays: u32,
    /// Day of publication, in days since 1970; [`NONE`] without one.
    pub day: i32,
    /// Length of its text in bytes. Reserved: no view asks for it yet, and files that exist have it.
    pub bytes: u32,
}

/// What one report adds to the record, with its own strings: a number of a string is one more than its place in `strings`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contribution {
    /// The report.
    pub head: Head,
    /// Its strings, each once, none of them empty.
    pub strings: Vec<String>,
    /// Its facts, section by section in the order of [`Section::ALL`], without attributions.
    pub facts: Vec<(Section, Vec<Fact>)>,
}

impl Fact {
    /// The kinds of actors, each at its number.
    pub(crate) const KINDS: [ActorKind; 4] =
        [ActorKind::Person, ActorKind::State, ActorKind::Organisation, ActorKind::Group];

    /// How sure the entry is.
    pub fn probability(&self) -> f32 {
        f32::from(self.sure) / 255.0
    }

    /// The day of a session.
    pub fn day(&self) -> Option<Date> {
        date_of(self.value[0] as i32)
    }

    /// How many points a text has.
    pub fn points(&self) -> Option<u32> {
        (self.value[0] as i32 != NONE).then_some(self.value[0])
    }

    /// The number of a figure.
    pub fn number(&self) -> f64 {
        f64::from_bits(u64::from(self.value[0]) | u64::from(self.value[1]) << 32)
    }

    /// The stance of a position.
    pub fn stance(&self) -> Stance {
        *pick(&STANCES, self.kind)
    }

    /// The force of a position.
    pub fn force(&self) -> Option<Force> {
        FORCES.get(usize::from(self.force).checked_sub(1)?).copied()
    }

    /// The status of a session.
    pub fn status(&self) -> SessionStatus {
        *pick(&STATUSES, self.kind)
    }

    /// The state of a text.
    pub fn state(&self) -> TextState {
        *pick(&STATES, self.kind)
    }

    /// The kind of an actor.
    pub fn actor_kind(&self) -> ActorKind {
        *pick(&Fact::KINDS, self.kind)
    }

    /// Takes the numbers of strings that the whole record has for those of the contribution.
    pub fn renumber(&mut self, number: impl Fn(u32) -> u32) {
        for field in [&mut self.a, &mut self.b, &mut self.c, &mut self.d, &mut self.e] {
            *field = if *field == 0 { 0 } else { number(*field) };
        }
    }
}

impl Head {
    /// Takes the numbers of strings that the whole record has for those of the contribution.
    pub fn renumber(&mut self, number: impl Fn(u32) -> u32) {
        for field in [&mut self.name, &mut self.outlet, &mut self.title, &mut self.agency, &mut self.relays] {
            *field = if *field == 0 { 0 } else { number(*field) };
        }
    }
}

/// The strings of a list.
pub(crate) fn list(joined: &str) -> impl Iterator<Item = &str> {
    joined.split(AND).filter(|part| !part.is_empty())
}

// The order of each list is part of the file format: new values go to the end.
const STANCES: [Stance; 4] = [Stance::Supports, Stance::Opposes, Stance::Conditional, Stance::Undecided];
const FORCES: [Force; 5] = [Force::RedLine, Force::Demand, Force::Preference, Force::Offer, Force::Floated];
const STATUSES: [SessionStatus; 5] = [
    SessionStatus::Held,
    SessionStatus::Ongoing,
    SessionStatus::Planned,
    SessionStatus::Cancelled,
    SessionStatus::Unconfirmed,
];
const STATES: [TextState; 8] = [
    TextState::Drafted,
    TextState::Proposed,
    TextState::Leaked,
    TextState::Revised,
    TextState::UnderDiscussion,
    TextState::Rejected,
    TextState::Agreed,
    TextState::Signed,
];
/// The value of a number; the last one for a number from a damaged file.
fn pick<T>(values: &[T], number: u8) -> &T {
    &values[usize::from(number).min(values.len() - 1)]
}

fn place<T: PartialEq>(values: &[T], value: &T) -> u8 {
    values.iter().position(|known| known == value).unwrap_or(0) as u8
}

/// Days since 1970.
pub fn day_of(date: Option<Date>) -> i32 {
    date.and_then(|date| date.since(Date::constant(1970, 1, 1)).ok()).map_or(NONE, |span| span.get_days())
}

/// The date of a day.
pub fn date_of(day: i32) -> Option<Date> {
    let span = jiff::Span::new().try_days(day).ok()?;
    (day != NONE).then(|| Date::constant(1970, 1, 1).checked_add(span).ok()).flatten()
}

/// The strings of a contribution, each once.
#[derive(Default)]
struct Words {
    strings: Vec<String>,
    numbers: std::collections::HashMap<String, u32>,
}

impl Words {
    fn number(&mut self, text: &str) -> u32 {
        if text.is_empty() {
            return 0;
        }
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        self.strings.push(text.to_owned());
        let number = self.strings.len() as u32;
        self.numbers.insert(text.to_owned(), number);
        number
    }

    fn some(&mut self, text: Option<&str>) -> u32 {
        text.map_or(0, |text| self.number(&crate::words::one_line(text)))
    }

    fn list(&mut self, parts: &[String]) -> u32 {
        self.number(&parts.join(&AND.to_string()))
    }
}

/// What a report and its effective reading add to the record.
pub fn contribution(number: u32, report: &Report, reading: &Reading, lexicon: &Lexicon) -> Contribution {
    let mut words = Words::default();
    let fact = |entry: usize, evidence: &Evidence| Fact {
        report: number,
        start: evidence.span.start,
        length: (evidence.span.end - evidence.span.start).min(u32::from(u16::MAX)) as u16,
        sentence: reading.sentences.partition_point(|s| s.start <= evidence.span.start).clamp(1, 0xffff) as u16,
        entry: entry.min(0xffff) as u16,
        sure: (evidence.probability.clamp(0.0, 1.0) * 255.0).round() as u8,
        judged: u8::from(evidence.why == reading::Rule::Analyst),
        value: [NONE as u32, 0],
        ..Fact::default()
    };
    let actors = reading.actors.iter().enumerate().map(|(i, actor)| Fact {
        a: words.some(Some(&actor.name)),
        b: words.some(actor.party.as_deref()),
        c: words.some(actor.role.as_deref()),
        d: words.list(&actor.aliases),
        kind: place(&Fact::KINDS, &actor.kind),
        ..fact(i, &actor.evidence)
    });
    let mut facts = vec![(Section::Actors, actors.collect::<Vec<_>>())];
    let positions = reading.positions.iter().enumerate().map(|(i, position)| Fact {
        a: words.some(Some(&position.actor)),
        b: words.some(position.party.as_deref()),
        c: words.some(Some(&position.issue.0)),
        d: words.some(Some(&position.point)),
        e: words.some(position.condition.as_deref()),
        kind: place(&STANCES, &position.stance),
        force: position.force.map_or(0, |force| place(&FORCES, &force) + 1),
        ..fact(i, &position.evidence)
    });
    facts.push((Section::Positions, positions.collect()));
    let sessions = reading.sessions.iter().enumerate().map(|(i, session)| Fact {
        a: words.some(session.place.as_deref()),
        b: words.list(&session.parties),
        c: words.some(session.when.as_deref()),
        d: words.list(&session.people),
        e: words.some(session.outcome.as_deref()),
        kind: place(&STATUSES, &session.status),
        value: [day_of(session.date) as u32, 0],
        ..fact(i, &session.evidence)
    });
    facts.push((Section::Sessions, sessions.collect()));
    let texts = reading.texts.iter().enumerate().map(|(i, text)| Fact {
        a: words.some(Some(&text.name)),
        b: words.some(text.drafter.as_deref()),
        kind: place(&STATES, &text.state),
        value: [text.points.unwrap_or(NONE as u32), 0],
        ..fact(i, &text.evidence)
    });
    facts.push((Section::Texts, texts.collect()));
    let obstacles = reading.obstacles.iter().enumerate();
    let obstacles =
        obstacles.map(|(i, obstacle)| Fact { c: words.some(Some(&obstacle.issue.0)), ..fact(i, &obstacle.evidence) });
    facts.push((Section::Obstacles, obstacles.collect()));
    let next = reading.next.iter().enumerate().map(|(i, step)| Fact {
        a: words.some(Some(&step.what)),
        b: words.list(&step.who),
        c: words.some(step.when.as_deref()),
        ..fact(i, &step.evidence)
    });
    facts.push((Section::Next, next.collect()));
    let figures = reading.figures.iter().enumerate().map(|(i, figure)| Fact {
        a: words.some(Some(&figure.of)),
        b: words.some(figure.unit.as_deref()),
        c: words.some(figure.source.as_deref()),
        value: [figure.value.to_bits() as u32, (figure.value.to_bits() >> 32) as u32],
        ..fact(i, &figure.evidence)
    });
    facts.push((Section::Figures, figures.collect()));
    for (_, facts) in &mut facts {
        facts.sort_by_key(|fact| (fact.start, fact.length, fact.entry));
    }
    let mut relays: Vec<String> = reading.said().filter_map(|said| said.relayed_by.clone()).collect();
    relays.sort();
    relays.dedup();
    let head = Head {
        report: number,
        name: words.some(Some(&report.id.0)),
        outlet: words.some(report.outlet.as_deref()),
        title: words.some(report.title.as_deref()),
        agency: words.some(credited_agency(report, reading, lexicon).as_deref()),
        relays: words.list(&relays),
        day: day_of(report.published),
        bytes: report.text.len().min(u32::MAX as usize) as u32,
    };
    Contribution { head, strings: words.strings, facts }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_come_back_as_dates() {
        for date in ["1969-12-31", "1970-01-01", "1978-09-17", "2026-02-28"] {
            let date: Date = date.parse().unwrap();
            assert_eq!(date_of(day_of(Some(date))), Some(date));
        }
        assert_eq!(date_of(day_of(None)), None);
        assert_eq!(date_of(i32::MAX), None);
    }

    #[test]
    fn a_fact_is_forty_eight_bytes() {
        assert_eq!(std::mem::size_of::<Fact>(), 48);
        assert_eq!(std::mem::size_of::<Head>(), 32);
    }
}
