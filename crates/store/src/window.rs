//! A piece of the dossier small enough to be looked at sentence by sentence.

use std::collections::BTreeMap;

use jiff::civil::Date;
use record::book::{News, day_of};
use record::{Brief, Dossier};
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

    /// Puts what changed between two days before everything else that a brief says.
    ///
    /// # Errors
    /// If a report that only the news refer to cannot be read.
    pub fn put_before(&self, brief: &mut Brief, mut news: News) -> Result<()> {
        // The brief counts its own reports; one that only the news refer to stands behind them.
        let mut places: BTreeMap<String, usize> =
            brief.reports.iter().enumerate().map(|(place, report)| (report.id.clone(), place)).collect();
        let mut labels: BTreeMap<String, String> = BTreeMap::new();
        for cited in &mut news.reports {
            let place = match places.get(&cited.id) {
                Some(place) => *place,
                None => {
                    let (report, reading) = self.report(&cited.id)?;
                    let place = brief.reports.len();
                    brief.reports.push(record::report_line((place + 1).to_string(), &report, &reading));
                    places.insert(cited.id.clone(), place);
                    place
                }
            };
            let label = brief.reports[place].label.clone();
            labels.insert(std::mem::replace(&mut cited.label, label), cited.id.clone());
        }
        for cite in news.items_mut().flat_map(|item| &mut item.references) {
            if let Some(place) = labels.get(&cite.label).and_then(|id| places.get(id)) {
                cite.report = *place;
                cite.label.clone_from(&brief.reports[*place].label);
            }
        }
        brief.news = Some(news);
        Ok(())
    }
}
