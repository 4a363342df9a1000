//! Who is told of in a block of reports: what who-is-who needs of the facts on actors, in a sixth of their room.

use bytemuck::{Pod, Zeroable};
use rustc_hash::FxHashMap;

use crate::book::Fact;

/// Who is told of in some reports, as the numbers that a file keeps: how many entries there are, the entries, and what is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names(Vec<u32>);

/// An actor as one or many facts have it; see [`Fact`] for the fields.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Pod, Zeroable)]
pub(crate) struct Entry {
    pub name: u32,
    pub party: u32,
    pub role: u32,
    pub forms: u32,
    pub kind: u32,
}

/// One telling: the report, and its place among the entries.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
pub(crate) struct Telling {
    pub report: u32,
    pub entry: u32,
}

/// Numbers of an entry.
const WIDTH: usize = size_of::<Entry>() / size_of::<u32>();

impl Names {
    /// Of facts on actors.
    pub fn of(facts: &[Fact]) -> Names {
        let mut places: FxHashMap<Entry, u32> = FxHashMap::default();
        let (mut entries, mut told) = (Vec::new(), Vec::with_capacity(facts.len()));
        for fact in facts {
            let kind = u32::from(fact.kind);
            let new = Entry { name: fact.a, party: fact.b, role: fact.c, forms: fact.d, kind };
            let entry = *places.entry(new).or_insert_with(|| {
                entries.push(new);
                entries.len() as u32 - 1
            });
            told.push(Telling { report: fact.report, entry });
        }
        let mut numbers = vec![entries.len() as u32];
        numbers.extend_from_slice(bytemuck::cast_slice(&entries));
        numbers.extend_from_slice(bytemuck::cast_slice(&told));
        Names(numbers)
    }

    /// The numbers that [`Names::from_numbers`] takes.
    pub fn numbers(&self) -> &[u32] {
        &self.0
    }

    /// From [`Names::numbers`]; nothing if they are not such.
    pub fn from_numbers(numbers: Vec<u32>) -> Option<Names> {
        let entries = *numbers.first()?;
        let told = numbers.get((entries as usize).checked_mul(WIDTH)?.checked_add(1)?..)?;
        let whole = told.len().is_multiple_of(2) && told.chunks(2).all(|telling| telling[1] < entries);
        whole.then_some(Names(numbers))
    }

    fn split(&self) -> (&[u32], &[u32]) {
        let (entries, rest) = self.0.split_first().map_or((0, &[][..]), |(n, rest)| (*n as usize, rest));
        rest.split_at(entries * WIDTH)
    }

    /// What is told, each once.
    pub(crate) fn entries(&self) -> &[Entry] {
        bytemuck::cast_slice(self.split().0)
    }

    /// What each fact tells, in the order of the facts.
    pub(crate) fn told(&self) -> &[Telling] {
        bytemuck::cast_slice(self.split().1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_alike_is_kept_once() {
        let fact = |report, a| Fact { report, a, ..Fact::default() };
        let names = Names::of(&[fact(1, 7), fact(1, 8), fact(2, 7)]);
        assert_eq!(names.entries().iter().map(|entry| entry.name).collect::<Vec<_>>(), [7, 8]);
        assert_eq!(names.told().iter().map(|t| (t.report, t.entry)).collect::<Vec<_>>(), [(1, 0), (1, 1), (2, 0)]);
        assert_eq!(Names::from_numbers(names.numbers().to_vec()), Some(names));
        assert!(Names::of(&[]).told().is_empty());
    }

    proptest::proptest! {
        #[test]
        fn any_numbers_are_names_or_none(numbers in proptest::collection::vec(0u32..12, 0..40)) {
            if let Some(names) = Names::from_numbers(numbers) {
                let entries = names.entries();
                proptest::prop_assert!(names.told().iter().all(|telling| (telling.entry as usize) < entries.len()));
            }
        }
    }
}
