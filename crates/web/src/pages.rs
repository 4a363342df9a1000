//! The pages.

mod actors;
mod brief;
mod changes;
mod compare;
mod disagreements;
mod export;
mod figures;
mod home;
mod journal;
mod login;
mod network;
mod places;
mod positions;
mod report;
mod reports;
mod review;
mod search;
mod sources;
mod texts;
mod timeline;

use crate::ask::Asked;

pub(crate) use actors::{Actor, Actors};
pub(crate) use brief::Brief;
pub(crate) use changes::Changes;
pub(crate) use compare::Compare;
pub(crate) use disagreements::Disagreements;
pub(crate) use export::{Export, download};
pub(crate) use figures::Figures;
pub(crate) use home::{add, cancel, grouped, home, job, job_line, make};
pub(crate) use journal::Journal;
pub(crate) use login::{enter, leave, login};
pub(crate) use network::Network;
pub(crate) use places::Places;
pub(crate) use positions::Positions;
pub(crate) use report::Report;
pub(crate) use reports::Reports;
pub(crate) use review::Review;
pub(crate) use search::{Names, Search};
pub(crate) use sources::Sources;
pub(crate) use texts::Texts;
pub(crate) use timeline::Timeline;

/// Entries of a kind on a page; `limit` in the address asks for more.
pub(crate) const MOST: usize = 40;

/// How many entries of a kind a page shows.
pub(crate) fn most(asked: &Asked) -> usize {
    asked.query.get("limit").and_then(|limit| limit.parse().ok()).unwrap_or(MOST)
}
