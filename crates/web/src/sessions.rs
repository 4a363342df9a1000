//! Who is logged in, and how often somebody may try.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use sha2::{Digest, Sha256};

use crate::accounts::Account;

/// How long a login lasts.
const LASTS: Duration = Duration::from_secs(12 * 60 * 60);
/// Failures after which a name or an address waits.
const TRIES: usize = 5;
/// How long a failure counts.
const COUNTS: Duration = Duration::from_secs(10 * 60);
/// Names and addresses, and logins, that are kept in mind.
const MOST: usize = 10_000;

/// A random text that cannot be guessed: 256 bits.
///
/// # Errors
/// If the system gives no random numbers.
pub(crate) fn secret() -> std::io::Result<String> {
    let mut random = [0; 32];
    getrandom::fill(&mut random).map_err(std::io::Error::other)?;
    Ok(random.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Somebody who is logged in.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub name: Arc<str>,
    /// What requests that change something bring with them.
    pub token: Arc<str>,
    /// The hash she logged in by: with another password the login is over.
    pub password: Arc<str>,
    until: Instant,
}

/// Logins, by the hash of what the browser keeps: who reads our memory learns no key.
#[derive(Debug, Default)]
pub(crate) struct Sessions(Mutex<HashMap<[u8; 32], Session>>);

impl Sessions {
    /// Lets somebody in; gives the key that her browser keeps.
    pub(crate) fn open(&self, account: &Account) -> std::io::Result<String> {
        let (key, now) = (secret()?, Instant::now());
        let session = Session {
            name: account.name.as_str().into(),
            token: secret()?.into(),
            password: account.password.as_str().into(),
            until: now + LASTS,
        };
        let mut sessions = self.0.lock();
        sessions.retain(|_, session| session.until > now);
        if sessions.len() >= MOST {
            return Err(std::io::Error::other("too many people are logged in"));
        }
        sessions.insert(hash(&key), session);
        Ok(key)
    }

    /// Who has this key.
    pub(crate) fn get(&self, key: &str) -> Option<Session> {
        self.0.lock().get(&hash(key)).filter(|session| session.until > Instant::now()).cloned()
    }

    /// A key that opens nothing from now on.
    pub(crate) fn close(&self, key: &str) {
        self.0.lock().remove(&hash(key));
    }
}

fn hash(key: &str) -> [u8; 32] {
    Sha256::digest(key).into()
}

/// Whose failures are counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Who {
    Name(String),
    Address(IpAddr),
}

/// Failed logins of late.
#[derive(Debug, Default)]
pub(crate) struct Throttle(Mutex<HashMap<Who, Vec<Instant>>>);

impl Throttle {
    /// Counts a try as failed until it is forgiven; so many at once are no way round.
    ///
    /// # Errors
    /// If there have been too many: how long to wait.
    pub(crate) fn count(&self, who: &[Who], now: Instant) -> Result<(), Duration> {
        let mut failures = self.0.lock();
        let late = |at: &Instant| now.saturating_duration_since(*at) < COUNTS;
        failures.retain(|_, times| {
            times.retain(late);
            !times.is_empty()
        });
        let full = who.iter().filter_map(|who| failures.get(who)).filter(|times| times.len() >= TRIES);
        if let Some(oldest) = full.filter_map(|times| times.get(times.len() - TRIES)).max() {
            return Err((*oldest + COUNTS).saturating_duration_since(now));
        }
        // Somebody with very many addresses fills the table: then everybody waits.
        if failures.len() + who.len() > MOST {
            return Err(COUNTS);
        }
        who.iter().for_each(|who| failures.entry(who.clone()).or_default().push(now));
        Ok(())
    }

    /// The last try was right and no failure. Those before it still count: who has one account may not guess on at another.
    pub(crate) fn forgive(&self, who: &[Who]) {
        let mut failures = self.0.lock();
        who.iter().filter_map(|who| failures.get_mut(who)?.pop()).for_each(drop);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_five_failures_one_waits() {
        let (throttle, start) = (Throttle::default(), Instant::now());
        let name = [Who::Name("mira".into())];
        let at = |seconds| start + Duration::from_secs(seconds);
        for n in 0..5 {
            assert_eq!(throttle.count(&name, at(n)), Ok(()));
        }
        assert_eq!(throttle.count(&name, at(10)), Err(Duration::from_secs(590)));
        assert_eq!(throttle.count(&[Who::Name("tom".into())], at(10)), Ok(()));
        assert_eq!(throttle.count(&name, at(600)), Ok(()), "the first failure is forgotten");
        throttle.forgive(&name);
        assert_eq!(throttle.count(&name, at(600)), Ok(()));
        assert!(throttle.count(&name, at(600)).is_err());
    }

    #[test]
    fn a_key_opens_until_it_is_closed() {
        let sessions = Sessions::default();
        let account = Account { name: "mira".into(), role: crate::Role::Reader, password: "hash".into() };
        let (one, other) = (sessions.open(&account).unwrap(), sessions.open(&account).unwrap());
        assert!(one.len() == 64 && one != other);
        assert_eq!(&*sessions.get(&one).unwrap().name, "mira");
        sessions.close(&one);
        assert!(sessions.get(&one).is_none() && sessions.get(&other).is_some());
        assert!(sessions.get("").is_none());
    }
}
