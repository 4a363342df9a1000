//! A piece of the dossier small enough to be looked at sentence by sentence.

use jiff::civil::Date;
use record::Dossier;
use record::book::day_of;
use rusqlite::params;

use crate::error::Result;
use crate::store::Store;

/// Reports of one day or many, as the judgements have them.
#[derive(Debug)]
pub struct Window {
    /// The reports and readings.
    pub dossier: Dossier,
    /// How many reports the period has beside those.
    pub left_out: usize,
}

impl Store {
    /// The last `most` reports of a period, those without a date among them as long as there is room.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn window(&self, from: Option<Date>, to: Option<Date>, most: usize) -> Result<Window> {
        let bound = |date: Option<Date>, open: i64| date.map_or(open, |date| i64::from(day_of(Some(date))));
        let (from_day, to_day) = (bound(from, i64::from(i32::MIN)), bound(to, i64::from(i32::MAX)));
        let undated = from.is_none();
        let (ids, all): (Vec<u32>, usize) = self.run(|db| {
            let mut statement = db.prepare_cached(
                "SELECT id FROM report WHERE current = 1 AND day BETWEEN ?1 AND ?2 ORDER BY day DESC, name DESC LIMIT ?3",
            )?;
            let mut ids: Vec<u32> =
                statement.query_map(params![from_day, to_day, most], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
            let mut all: usize = db
                .prepare_cached("SELECT count(*) FROM report WHERE current = 1 AND day BETWEEN ?1 AND ?2")?
                .query_row(params![from_day, to_day], |row| row.get(0))?;
            if undated {
                let room = most - ids.len();
                let mut statement = db
                    .prepare_cached("SELECT id FROM report WHERE current = 1 AND day IS NULL ORDER BY name LIMIT ?1")?;
                ids.extend(statement.query_map([room], |row| row.get(0))?.collect::<rusqlite::Result<Vec<u32>>>()?);
                all += db
                    .prepare_cached("SELECT count(*) FROM report WHERE current = 1 AND day IS NULL")?
                    .query_row([], |row| row.get::<_, usize>(0))?;
            }
            Ok((ids, all))
        })?;
        let namings = self.namings()?;
        let mut dossier = Dossier::with_namings(namings);
        let left_out = all - ids.len();
        for id in ids {
            let (report, reading) = self.effective(id)?;
            dossier.take(report, reading);
        }
        Ok(Window { dossier, left_out })
    }
}
