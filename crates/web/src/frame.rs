//! What stands around every page: the menu, the time it is of, the search.

use askama::Template;
use http::StatusCode;

use crate::ask::{Asked, encoded};
use crate::assets;
use crate::guard::Person;

/// Where a page stands in the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tab {
    Brief,
    Positions,
    Timeline,
    Places,
    Texts,
    Actors,
    Disagreements,
    Changes,
    Figures,
    Sources,
    Reports,
    Review,
    /// Pages that the menu does not list.
    Search,
    Journal,
    Export,
    Add,
}

impl Tab {
    /// Those in the menu, in its order.
    const MENU: [Tab; 12] = [
        Tab::Brief,
        Tab::Positions,
        Tab::Timeline,
        Tab::Places,
        Tab::Texts,
        Tab::Actors,
        Tab::Disagreements,
        Tab::Changes,
        Tab::Figures,
        Tab::Sources,
        Tab::Reports,
        Tab::Review,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Tab::Brief => "Brief",
            Tab::Positions => "Positions",
            Tab::Timeline => "Timeline",
            Tab::Places => "Places",
            Tab::Texts => "Texts",
            Tab::Actors => "Actors",
            Tab::Disagreements => "Disagreements",
            Tab::Changes => "Changes",
            Tab::Figures => "Figures",
            Tab::Sources => "Sources",
            Tab::Reports => "Reports",
            Tab::Review => "Review",
            Tab::Search => "Search",
            Tab::Journal => "Journal",
            Tab::Export => "Export",
            Tab::Add => "Add",
        }
    }

    /// The key that leads to it, after `G`. Search has one of its own.
    const fn letter(self) -> char {
        match self {
            Tab::Brief => 'B',
            Tab::Positions => 'P',
            Tab::Timeline => 'T',
            Tab::Places => 'L',
            Tab::Texts => 'X',
            Tab::Actors => 'A',
            Tab::Disagreements => 'D',
            Tab::Changes => 'C',
            Tab::Figures => 'F',
            Tab::Sources => 'S',
            Tab::Reports => 'R',
            Tab::Review => 'V',
            Tab::Search => '/',
            Tab::Journal => 'J',
            Tab::Export => 'E',
            Tab::Add => 'N',
        }
    }

    /// The keys that only this page has, and what each does.
    const fn keys(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Tab::Reports => &[
                ("J", "next entry of a report"),
                ("K", "the one before"),
                ("A", "accept it"),
                ("R", "reject it"),
                ("1 to 9", "change a field of it"),
                ("N", "new entry from the selected words"),
                ("M", "a note on it"),
                ("U", "undo what you did last"),
            ],
            Tab::Review => &[
                ("A", "yes"),
                ("R", "no"),
                ("1 to 9", "another answer"),
                ("S", "ask later"),
                ("J", "next question"),
                ("K", "the one before"),
                ("U", "undo your last decision"),
            ],
            Tab::Timeline => &[("+", "nearer"), ("−", "farther"), ("←", "earlier"), ("→", "later")],
            _ => &[],
        }
    }

    /// The last part of its address.
    pub(crate) fn path(self) -> String {
        self.name().to_lowercase()
    }
}

/// The frame of a page of a dossier.
#[derive(Template)]
#[template(path = "frame.html")]
pub(crate) struct Frame<'a> {
    asked: &'a Asked,
    title: &'a str,
    tab: Tab,
    dossier: &'a str,
    main: &'a str,
}

impl<'a> Frame<'a> {
    pub(crate) fn of(asked: &'a Asked, title: &'a str, tab: Tab) -> Frame<'a> {
        Frame { asked, title, tab, dossier: asked.open.name(), main: "" }
    }

    /// The whole page.
    pub(crate) fn around(mut self, main: &'a str) -> String {
        self.main = main;
        // Writing to a string does not fail.
        self.render().unwrap_or_default()
    }

    fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    fn href(&self, tab: &Tab) -> String {
        format!("/d/{}/{}{}", encoded(self.dossier), tab.path(), self.asked.query.time_only())
    }

    fn menu(&self) -> &'static [Tab] {
        &Tab::MENU
    }

    /// Pages that stand beside the menu.
    fn beside(&self) -> &'static [Tab] {
        if self.asked.person.may_judge().is_ok() {
            &[Tab::Add, Tab::Journal, Tab::Export]
        } else {
            &[Tab::Journal, Tab::Export]
        }
    }

    /// Values of the page's own that the form for the time must keep.
    fn others(&self) -> impl Iterator<Item = &(String, String)> {
        self.asked
            .query
            .pairs()
            .iter()
            .filter(|(name, value)| !matches!(name.as_str(), "as-of" | "since") && !value.is_empty())
    }

    /// This page without the time.
    fn timeless(&self) -> String {
        let bare = crate::ask::Query::parse(self.asked.query.with("as-of", None).trim_start_matches('?'));
        format!("{}{}", self.asked.path, bare.with("since", None))
    }
}

/// A page outside any dossier.
#[derive(Template)]
#[template(path = "plain.html")]
pub(crate) struct Plain<'a> {
    pub title: &'a str,
    pub main: &'a str,
    /// Whose page it is; nobody's for one who is not let in.
    pub person: Option<&'a Person>,
    /// Whether the page looks again by itself, where no script does it better.
    pub follows: bool,
}

impl Plain<'_> {
    fn asset(&self, name: &str) -> String {
        assets::address(name)
    }
}

/// Who is logged in, and the way out.
pub(crate) fn who(person: &Person) -> String {
    #[derive(Template)]
    #[template(
        ext = "html",
        source = "<form class=\"who\" method=\"post\" action=\"/logout\"><input type=\"hidden\" name=\"token\" value=\"{{ person.token }}\">\
                  <bdi>{{ person.name }}</bdi>, {{ person.role.name() }} <button class=\"btn small\">Log out</button></form>"
    )]
    struct Who<'a> {
        person: &'a Person,
    }
    Who { person }.render().unwrap_or_default()
}

/// The page that says what went wrong.
pub(crate) fn failure(status: StatusCode, what: &str) -> String {
    #[derive(Template)]
    #[template(
        ext = "html",
        source = "<h1>{{ title }}</h1><p class=\"lead\">{{ what }}</p><p><a class=\"btn\" href=\"/\">To the dossiers</a></p>"
    )]
    struct Wrong<'a> {
        title: &'a str,
        what: &'a str,
    }
    let title = match status {
        StatusCode::NOT_FOUND => "Not found",
        StatusCode::BAD_REQUEST => "That cannot be understood",
        StatusCode::FORBIDDEN => "Not allowed",
        StatusCode::CONFLICT => "Somebody was faster",
        StatusCode::PAYLOAD_TOO_LARGE => "Too much at once",
        StatusCode::UNAUTHORIZED => "Please log in",
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => "Please wait",
        _ => "Something went wrong",
    };
    let main = Wrong { title, what }.render().unwrap_or_default();
    Plain { title, main: &main, person: None, follows: false }.render().unwrap_or_default()
}
