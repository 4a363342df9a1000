//! Styles, scripts and pictures that are part of the program. An address names the contents, so a browser keeps it for good.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};

use crate::answer::Failure;

/// One file.
struct Asset {
    name: &'static str,
    media: &'static str,
    body: &'static [u8],
}

macro_rules! assets {
    ($($name:literal as $media:literal),* $(,)?) => {
        [$(Asset { name: $name, media: $media, body: include_bytes!(concat!("../assets/", $name)) }),*]
    };
}

static ASSETS: &[Asset] = &assets![
    "desk.css" as "text/css; charset=utf-8",
    "desk.js" as "text/javascript; charset=utf-8",
    "home.css" as "text/css; charset=utf-8",
    "home.js" as "text/javascript; charset=utf-8",
    "idiomorph.js" as "text/javascript; charset=utf-8",
    "pictures.css" as "text/css; charset=utf-8",
    "timeline.js" as "text/javascript; charset=utf-8",
    "people.css" as "text/css; charset=utf-8",
    "naming.js" as "text/javascript; charset=utf-8",
    "people.js" as "text/javascript; charset=utf-8",
    "network.js" as "text/javascript; charset=utf-8",
    "search.js" as "text/javascript; charset=utf-8",
    "report.css" as "text/css; charset=utf-8",
    "report.js" as "text/javascript; charset=utf-8",
    "review.js" as "text/javascript; charset=utf-8",
    "journal.js" as "text/javascript; charset=utf-8",
    "icon.svg" as "image/svg+xml",
];

/// Told by its contents: the same program gives the same number.
static EDITION: LazyLock<String> = LazyLock::new(|| {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    ASSETS.iter().for_each(|asset| asset.body.hash(&mut hasher));
    format!("{:016x}", hasher.finish())
});

/// The address of a file.
pub(crate) fn address(name: &str) -> String {
    format!("/assets/{}/{name}", *EDITION)
}

/// Answers with a file.
pub(crate) async fn asset(Path((_, name)): Path<(String, String)>) -> Result<Response, Failure> {
    let asset = ASSETS.iter().find(|asset| asset.name == name).ok_or_else(Failure::nothing_here)?;
    let mut response = asset.body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.media));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    Ok(response)
}
