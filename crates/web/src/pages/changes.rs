//! What is no longer as it was: between two days, or by the words of the last reports.

use std::fmt::Write;
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use record::book::{self, Book, Item, News, date_of};
use record::{Change, stance_word};
use serde::Serialize;
use sheet::Sheet;

use crate::answer::{Failure, View};
use crate::ask::{Asked, encoded};
use crate::frame::Tab;
use crate::open::Work;
use crate::pages::disagreements::account;
use crate::parts::{References, cited, name, stance, style, text};

/// The changes.
#[derive(Debug, Serialize)]
pub(crate) struct Changes {
    /// Days of the first and the last report that has one.
    first: Option<Date>,
    last: Option<Date>,
    #[serde(flatten)]
    what: What,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum What {
    /// Between two days.
    Between { since: Date, up_to: Date, news: News },
    /// By the words of the last reports.
    Told {
        changes: Vec<Change>,
        #[serde(skip)]
        brief: Arc<record::Brief>,
    },
    /// The days are in the wrong order, or no report has one.
    Nothing { since: Date, why: &'static str },
}

/// Days of the first and the last dated report.
fn days(book: &Book) -> (Option<Date>, Option<Date>) {
    let days = || book.heads.iter().flatten().filter_map(|head| date_of(head.day));
    (days().min(), days().max())
}

impl View for Changes {
    const TAB: Tab = Tab::Changes;

    fn of(work: &Work<'_>, asked: &Asked) -> Result<Changes, Failure> {
        let (first, last) = days(&work.record.book);
        let what = match (asked.time.since, asked.time.as_of.or(last)) {
            (Some(since), Some(up_to)) if since < up_to => {
                let news = book::news(&work.record.book, &work.store.texts(), since, up_to, work.store.lexicon());
                What::Between { since, up_to, news }
            }
            (Some(since), Some(_)) => What::Nothing {
                since,
                why: "There is nothing to compare: the day compared with must lie before the day shown, and before the last report.",
            },
            (Some(since), None) => What::Nothing {
                since,
                why: "No report of this dossier has a date, so two days cannot be compared. Give reports their dates on their pages.",
            },
            (None, _) => {
                let brief = work.brief(asked.time.as_of)?;
                What::Told { changes: brief.changes.clone(), brief }
            }
        };
        Ok(Changes { first, last, what })
    }

    fn main(&self, work: &Work<'_>, asked: &Asked) -> askama::Result<String> {
        let mut out = style("people.css") + "<h1>Changes</h1>";
        let lead = match &self.what {
            What::Between { since, up_to, .. } => {
                format!("What the reports published after {since} and up to {up_to} tell that those before did not.")
            }
            What::Told { .. } => {
                "What the last reports themselves say has changed. To see what is new between two days, choose them."
                    .into()
            }
            What::Nothing { .. } => String::new(),
        };
        let _ = write!(out, "<p class=\"lead\">{lead}</p>");
        out += &self.choose(work, asked);
        match &self.what {
            What::Between { news, .. } => {
                let references = References::new(work.dossier, &asked.query, &news.reports);
                for (kind, items) in kinds(news) {
                    out += &section(kind, items, &references);
                }
            }
            What::Told { changes, brief } => {
                let reports = cited(brief);
                let references = References::new(work.dossier, &asked.query, &reports);
                out += &told(changes, &references);
            }
            What::Nothing { why, .. } => {
                let _ = write!(out, "<p class=\"nothing\">{why}</p>");
            }
        }
        Ok(out)
    }

    fn sheet(&self, title: &str) -> Option<Sheet<'_>> {
        match &self.what {
            What::Between { news, .. } => Some(sheet::news_sheet(title, news)),
            What::Told { brief, .. } => Some(sheet::changes_sheet(brief, "")),
            What::Nothing { .. } => None,
        }
    }

    fn table(&self) -> Option<String> {
        let mut rows = vec![["kind", "what", "before", "after", "references"].map(str::to_owned)];
        let cites = |all: &[record::Cite]| {
            let all: Vec<String> = all.iter().map(|cite| format!("{}.{}", cite.label, cite.sentence)).collect();
            all.join("; ")
        };
        match &self.what {
            What::Between { news, .. } => {
                for (kind, items) in kinds(news) {
                    for item in items {
                        let (before, after) =
                            item.step.as_ref().map_or(("", ""), |step| (stance_word(step.from), stance_word(step.to)));
                        rows.push([
                            kind.word().into(),
                            item.what.clone(),
                            before.into(),
                            after.into(),
                            cites(&item.references),
                        ]);
                    }
                }
            }
            What::Told { changes, .. } => {
                for change in changes {
                    let before = change.from.as_ref().map(|from| from.words.clone()).unwrap_or_default();
                    let references = change.to.told.as_ref().map_or(&[][..], |told| &told.references);
                    rows.push([
                        "changed".into(),
                        change.about.clone(),
                        before,
                        change.to.words.clone(),
                        cites(references),
                    ]);
                }
            }
            What::Nothing { .. } => return None,
        }
        Some(crate::parts::csv(&rows))
    }
}

/// What sort of news.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    New,
    Moved,
    Contradicted,
    Dropped,
    Resolved,
}

impl Kind {
    const fn word(self) -> &'static str {
        match self {
            Kind::New => "new",
            Kind::Moved => "moved",
            Kind::Contradicted => "contradicted",
            Kind::Dropped => "dropped",
            Kind::Resolved => "resolved",
        }
    }

    const fn means(self) -> &'static str {
        match self {
            Kind::New => "Stances, texts and sessions told for the first time.",
            Kind::Moved => "A party’s stance is told otherwise, and the earlier one is not told again.",
            Kind::Contradicted => "A stance is told both ways.",
            Kind::Dropped => {
                "Told before by two sources or more, and by none since, though the party speaks of the issue."
            }
            Kind::Resolved => "Sessions planned that were held; texts agreed or signed.",
        }
    }

    const fn nothing(self) -> &'static str {
        match self {
            Kind::New => "Nothing is told for the first time.",
            Kind::Moved => "No party is told to have moved.",
            Kind::Contradicted => "Nothing is told both ways.",
            Kind::Dropped => "Nothing that was told has fallen silent.",
            Kind::Resolved => "No plan was carried out, and no text agreed.",
        }
    }
}

/// What moved comes first: it is what a reader came for.
fn kinds(news: &News) -> [(Kind, &[Item]); 5] {
    [
        (Kind::Moved, &news.moved),
        (Kind::Resolved, &news.resolved),
        (Kind::New, &news.new),
        (Kind::Contradicted, &news.contradicted),
        (Kind::Dropped, &news.dropped),
    ]
}

fn section(kind: Kind, items: &[Item], references: &References<'_>) -> String {
    let word = kind.word();
    let mut out = format!(
        "<section id=\"{word}\"><h2>{} <small>{}</small></h2>",
        crate::pages::disagreements::capital(word),
        items.len()
    );
    if items.is_empty() {
        let _ = write!(out, "<p class=\"nothing\">{}</p></section>", kind.nothing());
        return out;
    }
    let _ = write!(out, "<p class=\"from\">{}</p><ul class=\"lines news\">", kind.means());
    for item in items {
        out +=
            &references.line(&format!("<span class=\"tag chg\">{word}</span> {}", say(kind, item)), &item.references);
    }
    out + "</ul></section>"
}

/// The old struck, the new underlined.
fn say(kind: Kind, item: &Item) -> String {
    let what = name(&item.what);
    match (&item.step, kind) {
        (Some(step), Kind::Moved) => format!(
            "{}: {}, <del>{}</del> <span aria-hidden=\"true\">→</span> <ins>{}</ins>",
            name(&step.who),
            name(&step.point),
            stance(step.from),
            stance(step.to)
        ),
        (Some(step), _) => {
            format!(
                "{}: {}, told as {} and as {}",
                name(&step.who),
                name(&step.point),
                stance(step.from),
                stance(step.to)
            )
        }
        (None, Kind::Dropped) => format!("<del>{what}</del>"),
        (None, Kind::New | Kind::Resolved) => format!("<ins>{what}</ins>"),
        (None, Kind::Moved | Kind::Contradicted) => what,
    }
}

fn told(changes: &[Change], references: &References<'_>) -> String {
    if changes.is_empty() {
        return "<p class=\"nothing\">No report tells of a change. A line appears here when a report says that something is no longer as it was: a text \
                revised, a stance given up, a session moved.</p>"
            .into();
    }
    let mut out = format!(
        "<section id=\"told\"><h2>Told as changed <small>{}</small></h2><ul class=\"lines news\">",
        changes.len()
    );
    for change in changes {
        let before = change
            .from
            .as_ref()
            .map(|from| format!("<del>{}</del> <span aria-hidden=\"true\">→</span> ", account(from)));
        let cites = [change.from.as_ref(), Some(&change.to)].into_iter().flatten().filter_map(|one| one.told.as_ref());
        let cites: Vec<_> = cites.flat_map(|told| told.references.iter().cloned()).collect();
        let say = format!(
            "<span class=\"tag chg\">changed</span> {}: {}<ins>{}</ins>",
            text(&change.about),
            before.unwrap_or_default(),
            account(&change.to)
        );
        out += &references.line(&say, &cites);
    }
    out + "</ul></section>"
}

impl Changes {
    /// The form for two days, and days ready to take.
    fn choose(&self, work: &Work<'_>, asked: &Asked) -> String {
        let base = format!("/d/{}/changes", encoded(work.dossier));
        let Some(last) = self.last else {
            return "<p class=\"from\">No report of this dossier has a date yet; once reports have dates, two days can be compared here.</p>".into();
        };
        let shown = asked.time.as_of.unwrap_or(last);
        let chosen = match &self.what {
            What::Between { since, .. } | What::Nothing { since, .. } => since.to_string(),
            What::Told { .. } => String::new(),
        };
        let mut out = format!(
            "<form class=\"tools\" method=\"get\" action=\"{base}\"><label>New after <input type=\"date\" name=\"since\" required value=\"{chosen}\"></label>\
             <label>up to <input type=\"date\" name=\"as-of\" value=\"{shown}\"></label><button class=\"btn small\">Compare</button></form>\
             <p class=\"ready\" data-newest=\"{last}\" data-page=\"{base}\"><span class=\"dim\">Or:</span> "
        );
        let ready = [
            ("the last day", 1.day()),
            ("the last week", 7.days()),
            ("the last month", 1.month()),
            ("the last year", 1.year()),
        ];
        let mut n = 0;
        for (words, back) in ready {
            let Ok(since) = shown.checked_sub(back) else { continue };
            // What goes back further than the reports is not offered, but for the first.
            if n > 0 && self.first.is_some_and(|first| since < first) {
                continue;
            }
            n += 1;
            let as_of = if asked.time.as_of.is_some() { format!("&as-of={shown}") } else { String::new() };
            let here = if chosen == since.to_string() { " aria-current=\"true\"" } else { "" };
            let _ = write!(out, "<a href=\"{base}?since={since}{as_of}\"{here}>{words}</a> ");
        }
        if !chosen.is_empty() {
            let _ = write!(out, "<a href=\"{base}\">what reports say has changed</a> ");
        }
        out + &format!("<span class=\"dim\">The last report is of {last}.</span></p>")
    }
}
