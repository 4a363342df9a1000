//! A dossier that is served: connections that are lent to requests, and its record in memory until the file changes.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use lru::LruCache;
use parking_lot::Mutex;
use record::book::{Book, date_of};
use record::{Brief, BriefOptions, Section};
use store::Store;

use crate::answer::Drawn;
use crate::pages::Names;

/// Pages kept until the dossier changes.
const PAGES: NonZeroUsize = NonZeroUsize::new(512).expect("not zero");
/// Briefs kept until the dossier changes: that of today and some of earlier days.
const BRIEFS: NonZeroUsize = NonZeroUsize::new(16).expect("not zero");
/// Reports that a brief is drawn from: they are gone through sentence by sentence, and the last ones count.
pub(crate) const WINDOW: usize = 100;
/// Connections kept open between requests.
const IDLE: usize = 8;
/// Everything that pages are drawn from.
const SECTIONS: [Section; 7] = [
    Section::Actors,
    Section::Positions,
    Section::Sessions,
    Section::Texts,
    Section::Obstacles,
    Section::Next,
    Section::Figures,
];

/// Briefs by the day they are of, with the moment they were drawn at.
type Briefs = LruCache<Option<Date>, (u64, Arc<Brief>)>;

/// One dossier.
#[derive(Debug)]
pub(crate) struct Open {
    name: String,
    path: PathBuf,
    /// Never writes: it sees what any other connection, of this process or another, has written.
    watch: Mutex<Store>,
    idle: Mutex<Vec<Store>>,
    /// The record as of the last change, and the lock for who loads it anew.
    record: Mutex<Option<Arc<Record>>>,
    pages: Mutex<(u64, LruCache<String, Arc<Drawn>>)>,
    briefs: Mutex<Briefs>,
}

/// The record as it was at one moment.
#[derive(Debug)]
pub(crate) struct Record {
    /// Which moment: see [`Open::stamp`].
    pub stamp: u64,
    pub book: Book,
    /// How many reports there are.
    pub reports: usize,
    /// What can be found by its name; gathered when it is first asked for.
    pub names: OnceLock<Names>,
}

/// What a page is drawn from.
pub(crate) struct Work<'a> {
    /// The dossier's name in addresses.
    pub dossier: &'a str,
    pub store: &'a Store,
    pub record: &'a Record,
    open: &'a Open,
}

impl Work<'_> {
    /// The day of the last dated report.
    pub(crate) fn last_day(&self) -> Option<Date> {
        let days = self.record.book.heads.iter().flatten().filter_map(|head| date_of(head.day));
        days.max()
    }

    /// The brief of the last reports known on a day, drawn once after each change.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub(crate) fn brief(&self, as_of: Option<Date>) -> store::Result<Arc<Brief>> {
        let stamp = self.record.stamp;
        if let Some((_, brief)) = self.open.briefs.lock().get(&as_of).filter(|(of, _)| *of == stamp) {
            return Ok(brief.clone());
        }
        let window = self.store.window(None, as_of, WINDOW)?;
        let options = BriefOptions { title: Some(self.store.title()), as_of };
        let brief = Arc::new(window.dossier.brief(&options, self.store.lexicon()));
        self.open.briefs.lock().put(as_of, (stamp, brief.clone()));
        Ok(brief)
    }
}

impl Open {
    /// Opens a dossier to be served under a name.
    pub(crate) fn new(name: String, path: &Path) -> store::Result<Open> {
        Ok(Open {
            name,
            path: path.to_owned(),
            watch: Mutex::new(Store::open(path)?),
            idle: Mutex::default(),
            record: Mutex::default(),
            pages: Mutex::new((0, LruCache::new(PAGES))),
            briefs: Mutex::new(LruCache::new(BRIEFS)),
        })
    }

    /// Its name in addresses.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// A number that is another one after each change of the file.
    pub(crate) fn stamp(&self) -> store::Result<u64> {
        self.watch.lock().stamp()
    }

    /// Does something with a connection of its own.
    pub(crate) fn with_store<T>(&self, work: impl FnOnce(&mut Store) -> store::Result<T>) -> store::Result<T> {
        let idle = self.idle.lock().pop();
        let mut store = match idle {
            Some(store) => store,
            None => Store::open(&self.path)?,
        };
        let done = work(&mut store);
        let mut idle = self.idle.lock();
        if idle.len() < IDLE {
            idle.push(store);
        }
        done
    }

    /// Draws something from the record as it is now.
    pub(crate) fn draw<T>(&self, draw: impl FnOnce(&Work<'_>) -> store::Result<T>) -> store::Result<T> {
        let stamp = self.stamp()?;
        if self.record.lock().as_ref().is_none_or(|record| record.stamp != stamp) {
            // What connections were opened with, such as the agenda, may be another one now.
            self.idle.lock().clear();
        }
        self.with_store(|store| {
            let record = self.record(store)?;
            draw(&Work { dossier: &self.name, store, record: &record, open: self })
        })
    }

    /// Draws what most people look at first before they ask for it, and works out what all pages need, in a thread of its own.
    pub(crate) fn warm(self: &Arc<Self>) {
        let open = self.clone();
        // What fails here fails again, and is said, when it is asked for.
        std::thread::spawn(move || {
            let drawn = open.draw(|work| {
                let brief = work.brief(None);
                work.record.book.prepare(work.store.lexicon());
                brief
            });
            drop(drawn);
        });
    }

    /// The record; read once after each change, by one request while the others wait for it.
    fn record(&self, store: &Store) -> store::Result<Arc<Record>> {
        let mut kept = self.record.lock();
        let stamp = self.stamp()?;
        if let Some(record) = kept.as_ref().filter(|record| record.stamp == stamp) {
            return Ok(record.clone());
        }
        let record =
            Arc::new(Record { stamp, book: store.book(&SECTIONS)?, reports: store.len()?, names: OnceLock::new() });
        *kept = Some(record.clone());
        Ok(record)
    }

    /// A page as it was drawn before, if nothing has changed since.
    pub(crate) fn kept(&self, stamp: u64, address: &str) -> Option<Arc<Drawn>> {
        let (of, pages) = &mut *self.pages.lock();
        (*of == stamp).then(|| pages.get(address).cloned()).flatten()
    }

    /// Keeps a page until the dossier changes.
    pub(crate) fn keep(&self, stamp: u64, address: String, drawn: Arc<Drawn>) {
        let (of, pages) = &mut *self.pages.lock();
        if *of != stamp {
            pages.clear();
            *of = stamp;
        }
        pages.put(address, drawn);
    }
}
