//! Who is told of in a block of reports: what who-is-who needs of the facts on actors, in a sixth of their room.

use rustc_hash::FxHashMap;

use crate::book::Fact;

/// Who is told of in some reports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// What is told, each once.
    pub(crate) entries: Vec<Entry>,
    /// For each fact its report and its place among the entries, in the order of the facts.
    pub(crate) told: Vec<(u32, u32)>,
}

/// An actor as one or many facts have it; see [`Fact`] for the fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Entry {
    pub name: u32,
    pub party: u32,
    pub role: u32,
    pub forms: u32,
    pub kind: u8,
}

impl Names {
    /// Of facts on actors.
    pub fn of(facts: &[Fact]) -> Names {
        let mut places: FxHashMap<Entry, u32> = FxHashMap::default();
        let mut out = Names { entries: Vec::new(), told: Vec::with_capacity(facts.len()) };
        for fact in facts {
            let entry = Entry { name: fact.a, party: fact.b, role: fact.c, forms: fact.d, kind: fact.kind };
            let place = *places.entry(entry).or_insert_with(|| {
                out.entries.push(entry);
                out.entries.len() as u32 - 1
            });
            out.told.push((fact.report, place));
        }
        out
    }
}
