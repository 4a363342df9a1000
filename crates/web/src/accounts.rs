//! Who may use a desk that others can reach: names, roles and hashed passwords in a file beside the dossiers, and what they did there.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::SystemTime;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use jiff::Timestamp;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

/// The longest name, in characters, and the longest password, in bytes.
const LONGEST: usize = 200;
/// The shortest password, in characters.
const SHORTEST: usize = 10;

/// What somebody may do. Each may what those before may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Looks.
    Reader,
    /// Judges and adds reports.
    Analyst,
    /// Makes dossiers.
    Editor,
}

impl Role {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Role::Reader => "reader",
            Role::Analyst => "analyst",
            Role::Editor => "editor",
        }
    }
}

/// One person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// What judgements are signed with.
    pub name: String,
    /// What she may do.
    pub role: Role,
    /// The password's hash (argon2id, PHC string).
    pub password: String,
}

/// Everybody who has an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accounts {
    /// In the order of their names.
    #[serde(default, rename = "account", skip_serializing_if = "Vec::is_empty")]
    accounts: Vec<Account>,
}

/// What is wrong with accounts.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AccountError {
    /// The file cannot be read or written.
    #[error("{0}: {1}")]
    Io(PathBuf, std::io::Error),
    /// The file is not what it should be.
    #[error("{0}: is no file of accounts ({1})")]
    Form(PathBuf, String),
    /// There is such an account.
    #[error("there is an account {0} already; remove it first to change its role or its password")]
    Known(String),
    /// There is no such account.
    #[error("there is no account {0}")]
    Unknown(String),
    /// A name that cannot be one.
    #[error("a name has 1 to {LONGEST} characters, none of them a control character, and no space at its ends")]
    Name,
    /// A password that is guessed too easily.
    #[error(
        "a password has {SHORTEST} characters at least and {LONGEST} bytes at most; a few words in a row make a good one"
    )]
    Password,
    /// The system gives no random numbers.
    #[error("the password cannot be hashed: {0}")]
    Hash(String),
}

impl Accounts {
    /// Where the accounts of a dossier or of a folder of dossiers are kept.
    pub fn beside(path: &Path) -> PathBuf {
        folder(path).join("desk.accounts")
    }

    /// Reads the accounts; none where there is no file.
    ///
    /// # Errors
    /// If the file is there and cannot be understood.
    pub fn load(file: &Path) -> Result<Accounts, AccountError> {
        let text = match std::fs::read_to_string(file) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Accounts::default()),
            text => text.map_err(|error| AccountError::Io(file.to_owned(), error))?,
        };
        let accounts: Accounts =
            toml::from_str(&text).map_err(|error| AccountError::Form(file.to_owned(), error.message().to_owned()))?;
        match accounts.accounts.iter().find(|account| PasswordHash::new(&account.password).is_err()) {
            Some(account) => {
                Err(AccountError::Form(file.to_owned(), format!("the password of {} is no hash", account.name)))
            }
            None => Ok(accounts),
        }
    }

    /// Writes the accounts, all or nothing, in a file that only its owner may read.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn save(&self, file: &Path) -> Result<(), AccountError> {
        let failed = |error| AccountError::Io(file.to_owned(), error);
        let text = toml::to_string(self).map_err(|error| AccountError::Form(file.to_owned(), error.to_string()))?;
        let beside = file.with_extension("accounts.new");
        let mut new = private(OpenOptions::new().write(true).create(true).truncate(true), &beside).map_err(failed)?;
        new.write_all(text.as_bytes()).and_then(|()| new.sync_all()).map_err(failed)?;
        std::fs::rename(&beside, file).map_err(failed)
    }

    /// Takes somebody in.
    ///
    /// # Errors
    /// If the name is taken or none, or the password is too short.
    pub fn add(&mut self, name: &str, role: Role, password: &str) -> Result<(), AccountError> {
        let fine = !name.is_empty() && name.trim() == name && !name.chars().any(char::is_control);
        if !fine || name.chars().count() > LONGEST {
            return Err(AccountError::Name);
        }
        if self.get(name).is_some() {
            return Err(AccountError::Known(name.to_owned()));
        }
        if password.chars().count() < SHORTEST || password.len() > LONGEST {
            return Err(AccountError::Password);
        }
        let hash =
            hasher().hash_password(password.as_bytes()).map_err(|error| AccountError::Hash(error.to_string()))?;
        self.accounts.push(Account { name: name.to_owned(), role, password: hash.to_string() });
        self.accounts.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(())
    }

    /// Takes an account away; who is logged in with it is out at once.
    ///
    /// # Errors
    /// If there is none of this name.
    pub fn remove(&mut self, name: &str) -> Result<(), AccountError> {
        let before = self.accounts.len();
        self.accounts.retain(|account| account.name != name);
        if self.accounts.len() == before { Err(AccountError::Unknown(name.to_owned())) } else { Ok(()) }
    }

    /// An account by its name.
    pub fn get(&self, name: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.name == name)
    }

    /// All of them, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = &Account> {
        self.accounts.iter()
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.accounts.is_empty()
    }

    /// The account that a name and a password open. A name that is not there takes as long as a wrong password.
    pub(crate) fn check(&self, name: &str, password: &str) -> Option<&Account> {
        /// Of a password that nobody knows.
        static NOBODY: LazyLock<String> = LazyLock::new(|| {
            let mut secret = [0; 32];
            let _ = getrandom::fill(&mut secret);
            hasher().hash_password(&secret).map(|hash| hash.to_string()).unwrap_or_default()
        });
        let account = self.get(name);
        let hash = PasswordHash::new(account.map_or(&NOBODY, |account| &account.password)).ok()?;
        let right = password.len() <= LONGEST && hasher().verify_password(password.as_bytes(), &hash).is_ok();
        account.filter(|_| right)
    }
}

/// With the least that OWASP asks for argon2id: 19 MiB, two passes, one lane.
fn hasher() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(19 * 1024, 2, 1, None).unwrap_or_default())
}

fn folder(path: &Path) -> &Path {
    if path.is_dir() {
        path
    } else {
        path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }
}

/// Opens a file that only its owner may read.
fn private(options: &mut OpenOptions, path: &Path) -> std::io::Result<File> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
        let file = options.mode(0o600).open(path)?;
        file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
        Ok(file)
    }
    #[cfg(not(unix))]
    options.open(path)
}

/// The accounts in their file: read anew when it has changed, so that who is removed is out at once.
#[derive(Debug)]
pub(crate) struct Book {
    file: PathBuf,
    known: Mutex<(Option<(SystemTime, u64)>, Accounts)>,
}

impl Book {
    pub(crate) fn new(file: PathBuf) -> Book {
        Book { file, known: Mutex::default() }
    }

    /// Whether there is such a file.
    pub(crate) fn exists(&self) -> bool {
        self.file.exists()
    }

    /// Does something with the accounts as they are now. A file that cannot be understood lets nobody in.
    pub(crate) fn with<T>(&self, work: impl FnOnce(&Accounts) -> T) -> T {
        let (of, accounts) = &mut *self.known.lock();
        let now = std::fs::metadata(&self.file).ok().and_then(|file| Some((file.modified().ok()?, file.len())));
        if now.is_none() || *of != now {
            *accounts = Accounts::load(&self.file).unwrap_or_default();
            *of = now;
        }
        work(accounts)
    }
}

/// What is kept of what people did at the door.
#[derive(Debug, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event<'a> {
    /// Somebody came in.
    Login {
        /// The account.
        name: &'a str,
        /// The address she came from.
        from: &'a str,
    },
    /// Somebody gave a wrong name or password.
    LoginFailed {
        /// The name that was given.
        name: &'a str,
        /// The address it came from.
        from: &'a str,
    },
    /// Somebody went.
    Logout {
        /// The account.
        name: &'a str,
    },
    /// Reports were handed in.
    Upload {
        /// The account.
        name: &'a str,
        /// To which dossier.
        dossier: &'a str,
        /// How many reports.
        reports: usize,
    },
    /// A dossier was made.
    DossierMade {
        /// The account.
        name: &'a str,
        /// Which.
        dossier: &'a str,
    },
    /// An account was made.
    AccountAdded {
        /// Its name.
        name: &'a str,
        /// Its role.
        role: Role,
    },
    /// An account was taken away.
    AccountRemoved {
        /// Its name.
        name: &'a str,
    },
}

/// Writes a line to `desk.log` beside the accounts.
///
/// # Errors
/// If the file cannot be written.
pub fn log(accounts: &Path, event: &Event<'_>) -> std::io::Result<()> {
    #[derive(Serialize)]
    struct Line<'a> {
        at: Timestamp,
        #[serde(flatten)]
        event: &'a Event<'a>,
    }
    let mut line = serde_json::to_vec(&Line { at: Timestamp::now(), event })?;
    line.push(b'\n');
    // One write each: lines of several writers do not mix.
    private(OpenOptions::new().append(true).create(true), &accounts.with_file_name("desk.log"))?.write_all(&line)
}

impl Book {
    /// Writes a line about what somebody did.
    pub(crate) fn log(&self, event: &Event<'_>) {
        if let Err(error) = log(&self.file, event) {
            eprintln!("rapporteur: {}: {error}", self.file.with_file_name("desk.log").display());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_kept_and_checked() {
        let folder = tempfile::tempdir().unwrap();
        let file = Accounts::beside(folder.path());
        let mut accounts = Accounts::load(&file).unwrap();
        assert!(accounts.is_empty());
        accounts.add("mira", Role::Analyst, "correct horse battery").unwrap();
        assert!(matches!(accounts.add("mira", Role::Reader, "correct horse battery"), Err(AccountError::Known(_))));
        assert!(matches!(accounts.add("tom", Role::Reader, "short"), Err(AccountError::Password)));
        assert!(matches!(accounts.add(" tom\n", Role::Reader, "correct horse battery"), Err(AccountError::Name)));
        accounts.save(&file).unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.contains("$argon2id$v=19$m=19456,t=2,p=1$") && !text.contains("horse"), "{text}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        }
        let mut again = Accounts::load(&file).unwrap();
        assert_eq!(again, accounts);
        assert_eq!(again.check("mira", "correct horse battery").unwrap().role, Role::Analyst);
        assert!(again.check("mira", "correct horse").is_none());
        assert!(again.check("nobody", "correct horse battery").is_none());
        again.remove("mira").unwrap();
        assert!(matches!(again.remove("mira"), Err(AccountError::Unknown(_))));
        std::fs::write(&file, "[[account]]\nname = \"mira\"\nrole = \"king\"").unwrap();
        assert!(matches!(Accounts::load(&file), Err(AccountError::Form(..))));
    }
}
