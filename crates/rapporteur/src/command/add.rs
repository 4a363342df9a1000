//! `rapporteur add`: reports into a dossier.

use std::time::{Duration, Instant};

use anyhow::Context;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use reading::Reader;
use source::Report;
use store::{Added, Store};

use crate::cli::AddArgs;
use crate::exit::Status;
use crate::intake;

/// A bar is shown for work that takes longer than this.
const PATIENCE: Duration = Duration::from_secs(1);

pub fn run(args: &AddArgs) -> anyhow::Result<Status> {
    let agenda = intake::agenda_text(args.agenda.as_deref())?;
    if agenda.is_some() && Store::is_dossier(&args.dossier) {
        anyhow::bail!("{}: has its agenda already; `rapporteur reread --agenda` changes it", args.dossier.display());
    }
    let mut store = Store::create(&args.dossier, agenda.as_deref())?;
    let mut taking = Taking::new(&mut store);
    let status = intake::for_each_batch(&args.reports.paths, |reports| taking.take(&reports))?;
    let added = taking.done();
    println!("{}: {}", args.dossier.display(), told(&added, store.len()?));
    Ok(status)
}

/// Reports on their way into a dossier, a batch at a time.
pub struct Taking<'a> {
    store: &'a mut Store,
    reader: Reader,
    total: Added,
    bar: Bar,
}

impl<'a> Taking<'a> {
    /// None taken yet.
    pub fn new(store: &'a mut Store) -> Taking<'a> {
        let reader = store.reader();
        Taking { store, reader, total: Added::default(), bar: Bar::default() }
    }

    /// Takes a batch: all of it or none.
    pub fn take(&mut self, reports: &[Report]) -> anyhow::Result<()> {
        let done = |total: &Added| total.new + total.edited + total.same;
        let added = self
            .store
            .add(&self.reader, reports)
            .with_context(|| format!("{} reports are safe, the rest is not taken", done(&self.total)))?;
        self.total.new += added.new;
        self.total.edited += added.edited;
        self.total.same += added.same;
        self.bar.at(done(&self.total), None);
        Ok(())
    }

    /// What became of them.
    pub fn done(mut self) -> Added {
        self.bar.done();
        self.total
    }
}

/// `9 new; 9 reports in all`.
pub fn told(added: &Added, all: usize) -> String {
    let mut parts = vec![format!("{} new", added.new)];
    if added.edited > 0 {
        parts.push(format!("{} new versions", added.edited));
    }
    if added.same > 0 {
        parts.push(format!("{} already there", added.same));
    }
    format!("{}; {all} reports in all", parts.join(", "))
}

/// A progress bar on standard error, once the work has lasted.
#[derive(Default)]
pub struct Bar {
    begun: Option<Instant>,
    bar: Option<ProgressBar>,
}

impl Bar {
    /// So many reports are done and safe, of so many if that is known.
    pub fn at(&mut self, done: usize, all: Option<usize>) {
        let begun = *self.begun.get_or_insert_with(Instant::now);
        if self.bar.is_none() && begun.elapsed() > PATIENCE {
            let bar = ProgressBar::with_draw_target(all.map(|all| all as u64), ProgressDrawTarget::stderr());
            let style = match all {
                Some(_) => "{bar:40} {pos} of {len} reports safe, {per_sec}, {eta} left",
                None => "{spinner} {pos} reports safe, {per_sec}",
            };
            if let Ok(style) = ProgressStyle::with_template(style) {
                bar.set_style(style);
            }
            self.bar = Some(bar);
        }
        if let Some(bar) = &self.bar {
            bar.set_position(done as u64);
        }
    }

    /// The work is done.
    pub fn done(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}
