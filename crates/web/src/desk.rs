//! The dossiers that are served: one file, or those of a folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::Mutex;
use store::Store;

use crate::answer::Failure;
use crate::guard::Guard;
use crate::intake::Jobs;
use crate::live::Bell;
use crate::open::Open;

/// How a dossier's file is called.
pub(crate) const ENDING: &str = "dossier";

/// Everything that requests share.
#[derive(Clone, Debug)]
pub(crate) struct Desk(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    /// A dossier, or a folder of them.
    path: PathBuf,
    open: Mutex<BTreeMap<String, Arc<Open>>>,
    guard: Guard,
    bell: Bell,
    jobs: Jobs,
}

impl Desk {
    pub(crate) fn new(path: &Path, guard: Guard) -> Desk {
        Desk(Arc::new(Shared {
            path: path.to_owned(),
            open: Mutex::default(),
            guard,
            bell: Bell::default(),
            jobs: Jobs::default(),
        }))
    }

    /// Who may do what.
    pub(crate) fn guard(&self) -> &Guard {
        &self.0.guard
    }

    /// Who is told of changes.
    pub(crate) fn bell(&self) -> &Bell {
        &self.0.bell
    }

    /// Reports that are being read.
    pub(crate) fn jobs(&self) -> &Jobs {
        &self.0.jobs
    }

    /// The one dossier, where it is one.
    pub(crate) fn only(&self) -> Option<String> {
        (!self.0.path.is_dir()).then(|| name_of(&self.0.path))
    }

    /// The names of the dossiers there are, in order.
    pub(crate) fn names(&self) -> Vec<String> {
        if let Some(only) = self.only() {
            return vec![only];
        }
        let files = std::fs::read_dir(&self.0.path).into_iter().flatten().flatten().map(|entry| entry.path());
        let mut names: Vec<String> =
            files.filter(|path| path.extension().is_some_and(|e| e == ENDING)).map(|path| name_of(&path)).collect();
        names.sort();
        names
    }

    /// Where a dossier of that name lies or would lie. A name is that of a file in the folder and nothing else.
    pub(crate) fn path(&self, name: &str) -> Result<PathBuf, Failure> {
        let fine = !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', '\0']);
        match self.only() {
            Some(only) if only == name => Ok(self.0.path.clone()),
            None if fine => Ok(self.0.path.join(format!("{name}.{ENDING}"))),
            _ => Err(no_dossier(name)),
        }
    }

    /// A dossier by its name.
    pub(crate) fn open(&self, name: &str) -> Result<Arc<Open>, Failure> {
        let mut open = self.0.open.lock();
        let path = self.path(name)?;
        match open.get(name) {
            Some(known) if path.exists() => return Ok(known.clone()),
            Some(_) => drop(open.remove(name)),
            None => {}
        }
        if !path.exists() {
            return Err(no_dossier(name));
        }
        let new = Arc::new(Open::new(name.to_owned(), &path)?);
        new.warm();
        open.insert(name.to_owned(), new.clone());
        Ok(new)
    }

    /// Makes a dossier where there is none.
    pub(crate) fn create(&self, name: &str) -> Result<Arc<Open>, Failure> {
        let path = self.path(name)?;
        Store::create(&path, None)?;
        self.open(name)
    }
}

fn name_of(path: &Path) -> String {
    path.file_stem().map_or_else(|| "dossier".to_owned(), |stem| stem.to_string_lossy().into_owned())
}

fn no_dossier(name: &str) -> Failure {
    Failure::missing(format!("There is no dossier {name} here."))
}
