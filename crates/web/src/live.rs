//! Telling every page that is open of a change, so that two people see each other's work.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::Stream;
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;

use crate::answer::Failure;
use crate::ask::Asked;

/// How often a file is asked whether another program has written to it.
const LOOK: Duration = Duration::from_secs(1);
/// Pages that listen at once: they may not take every connection there is.
const LISTENERS: usize = 384;

/// Rung when this program changes something: nobody has to wait for the next look.
#[derive(Debug)]
pub(crate) struct Bell {
    rung: watch::Sender<Rung>,
    room: Arc<Semaphore>,
}

/// How often it has been rung, and whether this was the last time.
#[derive(Clone, Copy, Debug, Default)]
struct Rung {
    times: u64,
    closed: bool,
}

impl Default for Bell {
    fn default() -> Bell {
        Bell { rung: watch::Sender::new(Rung::default()), room: Arc::new(Semaphore::new(LISTENERS)) }
    }
}

impl Bell {
    pub(crate) fn ring(&self) {
        self.rung.send_modify(|rung| rung.times += 1);
    }

    /// Sends everybody home.
    pub(crate) fn close(&self) {
        self.rung.send_modify(|rung| rung.closed = true);
    }
}

/// A line with the new stamp at each change of the dossier.
pub(crate) async fn live(asked: Asked) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Failure> {
    let room = asked.desk.bell().room.clone();
    let place = room
        .try_acquire_owned()
        .map_err(|_| Failure::busy("Too many pages are open; this one does not follow changes."))?;
    let bell = asked.desk.bell().rung.subscribe();
    let open = asked.open.clone();
    let changes =
        futures_util::stream::unfold((open, bell, None::<u64>, place), |(open, mut bell, last, place)| async move {
            while !bell.borrow_and_update().closed {
                let now = open.stamp().ok();
                if now.is_some() && now != last {
                    // The first one says where we are: a page drawn before it is out of date.
                    let name = if last.is_none() { "here" } else { "changed" };
                    let event = Event::default().event(name).data(now.unwrap_or_default().to_string());
                    return Some((Ok(event), (open, bell, now, place)));
                }
                // The bell or the next look, whichever comes first.
                let _ = timeout(LOOK, bell.changed()).await;
            }
            None
        });
    Ok(Sse::new(changes).keep_alive(KeepAlive::default()))
}
