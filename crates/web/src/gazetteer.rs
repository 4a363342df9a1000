//! Where places lie: towns and countries of GeoNames, houses and regions of our own list; and the outlines of the land.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use record::fold;

static TOWNS: &str = include_str!("../data/gazetteer.tsv");
static VENUES: &str = include_str!("../data/venues.tsv");
static WORLD: &[u8] = include_bytes!("../data/world.bin");

/// A place on the map.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Spot {
    /// Its name in the gazetteer.
    pub name: &'static str,
    /// The country it lies in.
    pub country: &'static str,
    pub latitude: f64,
    pub longitude: f64,
    /// Whether it is only known to be somewhere in there.
    pub region: bool,
}

#[derive(Debug)]
struct Row {
    spot: Spot,
    code: &'static str,
    /// Who stands behind others of its name: our own list first, then by people.
    rank: u64,
}

#[derive(Debug, Default)]
struct Gazetteer {
    rows: Vec<Row>,
    names: HashMap<String, Vec<usize>>,
    spellings: HashMap<String, Vec<usize>>,
    /// Codes of countries by their names.
    countries: HashMap<String, &'static str>,
}

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(Gazetteer::read);

/// Names of countries that are not those of the gazetteer.
const COUNTRIES: [(&str, &str); 12] = [
    ("us", "US"),
    ("america", "US"),
    ("united states of america", "US"),
    ("uk", "GB"),
    ("britain", "GB"),
    ("great britain", "GB"),
    ("soviet union", "RU"),
    ("russian federation", "RU"),
    ("uae", "AE"),
    ("emirates", "AE"),
    ("turkiye", "TR"),
    ("palestinians", "PS"),
];

impl Gazetteer {
    fn read() -> Gazetteer {
        let mut out = Gazetteer::default();
        let lines = || VENUES.lines().map(|line| (line, true)).chain(TOWNS.lines().map(|line| (line, false)));
        let fields = |line: &'static str| -> Vec<&'static str> { line.split('\t').collect() };
        let mut called: HashMap<&str, &'static str> = HashMap::new();
        let mut capitals: HashMap<&str, (f64, f64)> = HashMap::new();
        let at = |fields: &[&'static str]| Some((fields.get(3)?.parse().ok()?, fields.get(4)?.parse().ok()?));
        for (line, _) in lines() {
            let fields = fields(line);
            match fields[..] {
                ["country", name, code, ..] => drop(called.insert(code, name)),
                ["capital", _, code, ..] => drop(at(&fields).map(|at| capitals.insert(code, at))),
                _ => {}
            }
        }
        for (line, own) in lines() {
            let fields = fields(line);
            let [kind, name, code, ..] = fields[..] else { continue };
            if kind == "country" {
                out.countries.insert(fold(name), code);
            }
            let Some((latitude, longitude)) = at(&fields).or_else(|| capitals.get(code).copied()) else { continue };
            let people: u64 = if own { 0 } else { fields.get(5).and_then(|n| n.parse().ok()).unwrap_or(0) };
            let rank = match kind {
                "capital" => people + 20_000_000,
                _ if own => 10_000_000_000,
                _ => people,
            };
            let spot = Spot {
                name,
                country: called.get(code).copied().unwrap_or_default(),
                latitude,
                longitude,
                region: matches!(kind, "country" | "region"),
            };
            out.names.entry(fold(name)).or_default().push(out.rows.len());
            let spellings = fields.get(if own { 5 } else { 6 }).copied().unwrap_or_default();
            for other in spellings.split(';').filter(|other| !other.is_empty()) {
                out.spellings.entry(fold(other)).or_default().push(out.rows.len());
            }
            out.rows.push(Row { spot, code, rank });
        }
        out.countries.extend(COUNTRIES.iter().map(|(name, code)| ((*name).to_owned(), *code)));
        out
    }

    fn best(&self, name: &str, codes: &BTreeSet<&str>) -> Option<&Row> {
        let of = |found: Option<&Vec<usize>>| {
            let rows = found.into_iter().flatten().filter_map(|i| self.rows.get(*i));
            rows.max_by_key(|row| (codes.contains(row.code), row.rank))
        };
        // "Venice" is another name of Dayton, but first of all that of Venice.
        of(self.names.get(name)).or_else(|| of(self.spellings.get(name)))
    }
}

/// The codes of the countries among some names.
pub(crate) fn countries<'a>(names: impl Iterator<Item = &'a str>) -> BTreeSet<&'static str> {
    names.filter_map(|name| GAZETTEER.countries.get(&fold(name)).copied()).collect()
}

/// A place by its name; of several of one name the one in these countries, else the largest.
pub(crate) fn find(name: &str, codes: &BTreeSet<&str>) -> Option<Spot> {
    // What stands behind a comma says where it is.
    let mut parts = name.split([',', '(', ')']).map(str::trim).filter(|part| !part.is_empty());
    let first = parts.next()?;
    let mut codes = codes.clone();
    let said: BTreeSet<&str> = parts.filter_map(|part| GAZETTEER.countries.get(&fold(part)).copied()).collect();
    if !said.is_empty() {
        codes = said;
    }
    let whole = fold(first);
    let bare = whole.strip_prefix("the ").unwrap_or(&whole);
    let found = GAZETTEER.best(bare, &codes).or_else(|| {
        // "Palais des Nations in Geneva", "outside Washington".
        [" in ", " near ", " outside ", " of "].iter().find_map(|between| {
            let padded = format!(" {bare} ");
            let (before, after) = padded.split_once(between)?;
            GAZETTEER.best(before.trim(), &codes).or_else(|| GAZETTEER.best(after.trim(), &codes))
        })
    });
    found.map(|row| row.spot.clone())
}

/// A line of longitudes and latitudes.
pub(crate) type Line = Vec<(f64, f64)>;

/// The outlines of the land.
#[derive(Debug, Default)]
pub(crate) struct World {
    pub land: Vec<Line>,
    pub borders: Vec<Line>,
}

/// Read once.
pub(crate) static OUTLINES: LazyLock<World> = LazyLock::new(|| {
    let mut bytes = WORLD.iter().copied();
    World { land: lines(&mut bytes), borders: lines(&mut bytes) }
});

fn number(bytes: &mut impl Iterator<Item = u8>) -> i64 {
    let (mut out, mut shift) = (0i64, 0);
    for byte in bytes {
        out |= i64::from(byte & 127) << shift;
        shift += 7;
        if byte < 128 || shift > 56 {
            break;
        }
    }
    out
}

fn lines(bytes: &mut impl Iterator<Item = u8>) -> Vec<Line> {
    let signed = |n: i64| if n & 1 == 0 { n / 2 } else { -(n + 1) / 2 };
    let many = number(bytes);
    (0..many)
        .map(|_| {
            let (mut x, mut y, mut turn) = (0, 0, 0);
            (0..number(bytes))
                .map(|n| {
                    let step = signed(number(bytes));
                    // Over the date line: on, not once around the earth.
                    turn += if n > 0 && step.abs() > 18_000 { -step.signum() * 36_000 } else { 0 };
                    x += step;
                    y += signed(number(bytes));
                    ((x + turn) as f64 / 100.0, y as f64 / 100.0)
                })
                .collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, actors: &[&str]) -> Option<(&'static str, &'static str)> {
        find(name, &countries(actors.iter().copied())).map(|spot| (spot.name, spot.country))
    }

    #[test]
    fn places_are_found_under_their_names() {
        assert_eq!(found("Kiev", &[]), Some(("Kyiv", "Ukraine")));
        assert_eq!(found("KYIV", &[]), Some(("Kyiv", "Ukraine")));
        assert_eq!(found("Sharm el Sheikh", &[]), Some(("Sharm el-Sheikh", "Egypt")));
        assert_eq!(found("the White House", &[]), Some(("White House", "United States")));
        assert_eq!(found("Palais des Nations in Geneva", &[]), Some(("Palais des Nations", "Switzerland")));
        assert_eq!(found("a villa outside Geneva", &[]).map(|spot| spot.1), Some("Switzerland"));
        assert_eq!(found("Reykjavík", &[]), Some(("Reykjavik", "Iceland")));
        assert_eq!(found("moated English castle", &[]), None);
        assert_eq!(found("", &[]), None);
    }

    #[test]
    fn of_one_name_the_one_of_the_actors_countries() {
        assert_eq!(found("Hyderabad", &["India"]), Some(("Hyderabad", "India")));
        assert_eq!(found("Hyderabad", &["Pakistan"]).map(|spot| spot.1), Some("Pakistan"));
        assert_eq!(found("London", &["Egypt"]).map(|spot| spot.1), Some("United Kingdom"));
        assert_eq!(found("London, Canada", &["UK"]).map(|spot| spot.1), Some("Canada"));
    }

    #[test]
    fn the_lists_are_whole() {
        assert!(GAZETTEER.rows.iter().all(|row| row.spot.latitude.abs() <= 90.0 && row.spot.longitude.abs() <= 180.0));
        let kinds = ["house", "town", "region"];
        for line in VENUES.lines() {
            let fields: Vec<&str> = line.split('\t').collect();
            assert!(fields.len() >= 5 && kinds.contains(&fields[0]) && fields[2].len() == 2, "{line}");
            assert!(find(fields[1], &BTreeSet::from([fields[2]])).is_some(), "{line}");
        }
    }

    #[test]
    fn the_outlines_close() {
        assert!(OUTLINES.land.len() > 500 && OUTLINES.borders.len() > 200);
        for ring in &OUTLINES.land {
            assert_eq!(ring.first().map(|at| at.1), ring.last().map(|at| at.1));
            assert!(ring.iter().all(|(x, y)| x.abs() <= 540.0 && y.abs() <= 90.0));
            assert!(ring.windows(2).all(|two| (two[0].0 - two[1].0).abs() <= 180.0));
        }
    }
}
