//! The desk: a dossier in the browser, from the same program, with nothing loaded from elsewhere.
//!
//! A request goes one way: `guard` (who asks, is it allowed) → `ask` (which dossier, which time, which form) → a page of
//! `pages`, which is a plain view drawn from the record → `answer` (HTML in its `frame`, JSON, a picture, a document). Pages read;
//! what a person does is a judgement in the journal, entered by `act`.

mod accounts;
mod act;
mod answer;
mod ask;
mod assets;
mod desk;
mod fields;
mod frame;
mod gazetteer;
mod guard;
mod intake;
mod layout;
mod live;
mod marks;
mod open;
mod pace;
mod pages;
mod parts;
mod picture;
mod serve;
mod sessions;
mod telling;
#[cfg(test)]
mod tests;

pub use accounts::{Account, AccountError, Accounts, Event, Role, log};
pub use serve::{Error, Options, serve};
