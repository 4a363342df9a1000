//! Places that reports write as one: `Miami, Florida`.

use std::collections::{BTreeMap, BTreeSet};

use crate::words::fold;

/// The nearer place of each wider one.
#[derive(Debug, Default)]
pub(crate) struct Places {
    home: BTreeMap<String, String>,
}

impl Places {
    /// Of the places of sessions, by what some texts write.
    pub(crate) fn of<'t>(places: &BTreeSet<&str>, texts: impl Iterator<Item = &'t str>) -> Places {
        let mut written: BTreeSet<(&str, &str)> = BTreeSet::new();
        for text in texts {
            for (comma, _) in text.match_indices(", ") {
                let (before, after) = (&text[..comma], &text[comma + 2..]);
                for outer in places.iter().filter(|outer| after.starts_with(**outer)) {
                    let inner = places.iter().filter(|inner| *inner != outer && before.ends_with(**inner));
                    written.extend(inner.map(|inner| (*inner, *outer)));
                }
            }
        }
        let mut home = BTreeMap::new();
        for (inner, outer) in written {
            home.entry(fold(outer)).or_insert_with(|| fold(inner));
        }
        Places { home }
    }

    /// The nearer place of those written as one, folded.
    pub(crate) fn inner(&self, place: &str) -> String {
        let folded = fold(place);
        self.home.get(&folded).cloned().unwrap_or(folded)
    }

    /// Whether both are told and are one place.
    pub(crate) fn same(&self, a: Option<&str>, b: Option<&str>) -> bool {
        matches!((a, b), (Some(a), Some(b)) if self.inner(a) == self.inner(b))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_town_is_in_its_country() {
        let names = BTreeSet::from(["Port Maru", "Ardania", "Vell"]);
        let places = Places::of(&names, ["They met in Port Maru, Ardania, and left for Vell."].into_iter());
        assert!(places.same(Some("Port Maru"), Some("ARDANIA")));
        assert!(!places.same(Some("Vell"), Some("Ardania")) && !places.same(None, None));
    }
}
