//! Listening, and the way of a request.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tower::util::{MapRequestLayer, ServiceExt};
use tower::{Layer, Service};
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use crate::accounts::{AccountError, Accounts, Book};
use crate::answer::{Failure, view};
use crate::ask::form_of;
use crate::desk::Desk;
use crate::guard::{self, Guard, Peer};
use crate::pace::{Limits, Paced, Patient};
use crate::{act, assets, intake, live, pages};

/// The largest request, in bytes.
const LARGEST: usize = 1 << 20;
/// The largest upload at once, in bytes.
pub(crate) const LARGEST_UPLOAD: usize = 64 << 20;
/// How long requests under way are waited for at the end.
const END: Duration = Duration::from_secs(5);

/// What to serve, and where.
#[derive(Clone, Debug)]
pub struct Options {
    /// A dossier, or a folder of dossiers.
    pub path: PathBuf,
    /// Where to listen; port 0 takes any that is free.
    pub addr: SocketAddr,
    /// What judgements are signed with where there are no accounts.
    pub author: String,
    /// Names, beside those of this machine for itself, under which the desk is reached.
    pub hosts: Vec<String>,
    /// A proxy on the way speaks TLS with browsers.
    pub behind_https: bool,
}

/// Why nothing is served.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Neither a dossier nor a folder.
    #[error("{0}: no such dossier or folder; `rapporteur add` makes a dossier")]
    Missing(PathBuf),
    /// The address cannot be listened on.
    #[error("{addr}: cannot listen there ({error}); --addr takes another")]
    Listen {
        /// The address.
        addr: SocketAddr,
        /// Why.
        error: std::io::Error,
    },
    /// Others could reach the desk, and anybody would be let in.
    #[error(
        "others can reach this desk, so it needs accounts: `rapporteur account {} add NAME --role editor` makes one", .0.display()
    )]
    NoAccounts(PathBuf),
    /// Others could reach the desk, and passwords would travel in the clear.
    #[error(
        "others can reach this desk, so it needs TLS: put a proxy that speaks it before the desk and say --behind-https"
    )]
    NoTls,
    /// The dossier cannot be opened.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The accounts cannot be read.
    #[error(transparent)]
    Accounts(#[from] AccountError),
    /// The system gives no threads or no random numbers.
    #[error("cannot start: {0}")]
    Start(#[from] std::io::Error),
}

/// Serves until it is interrupted; `ready` is told the address.
///
/// # Errors
/// If there is nothing to serve, no place to listen, or others could reach it unsafely.
pub fn serve(options: &Options, ready: impl FnOnce(SocketAddr)) -> Result<(), Error> {
    if !options.path.exists() {
        return Err(Error::Missing(options.path.clone()));
    }
    let desk = Desk::new(&options.path, guard(options)?);
    if let Some(only) = desk.only() {
        // A file that is no dossier is said now, not on the first page.
        store::Store::open(&options.path)?;
        let _ = desk.open(&only);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let done = runtime.block_on(async {
        let failed = |error| Error::Listen { addr: options.addr, error };
        let listener = TcpListener::bind(options.addr).await.map_err(failed)?;
        ready(listener.local_addr().map_err(failed)?);
        listen(listener, desk, Limits::default(), interrupted()).await;
        Ok(())
    });
    // A page that is still being drawn holds nobody up.
    runtime.shutdown_timeout(END);
    done
}

/// Waits for Ctrl+C, or for whoever started us to end us.
async fn interrupted() {
    let asked = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    if let Ok(mut told) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! {
            () = asked => {}
            _ = told.recv() => {}
        }
        return;
    }
    asked.await;
}

/// Who is let in: one person on her own machine, or those who have accounts.
fn guard(options: &Options) -> Result<Guard, Error> {
    let file = Accounts::beside(&options.path);
    let accounts = Accounts::load(&file)?;
    let others = !options.addr.ip().is_loopback() || options.behind_https || !options.hosts.is_empty();
    if others && accounts.is_empty() {
        return Err(Error::NoAccounts(options.path.clone()));
    }
    if others && !options.behind_https {
        return Err(Error::NoTls);
    }
    let alone = (!others).then_some(options.author.as_str());
    Ok(Guard::new(Book::new(file), alone, &options.hosts, options.behind_https)?)
}

/// Answers until it is time to stop, then lets what is under way come to its end.
pub(crate) async fn listen(listener: TcpListener, desk: Desk, limits: Limits, stop: impl Future<Output = ()>) {
    let service = service(desk.clone());
    let room = Arc::new(Semaphore::new(limits.connections));
    let (ending, ended) = watch::channel(false);
    let mut stop = std::pin::pin!(stop);
    loop {
        let next = async {
            let place = room.clone().acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            next = next => next,
            () = &mut stop => break,
        };
        let Ok((stream, peer)) = accepted else {
            // Out of descriptors, or the client has gone: others go on, and some will close.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        let service = service.clone().map_request(move |request: Request<hyper::body::Incoming>| {
            let mut request = request.map(|body| Body::new(Paced::new(body, &limits)));
            request.extensions_mut().insert(Peer(peer.ip()));
            request
        });
        let connection = hyper::server::conn::http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.head)
            .max_buf_size(64 * 1024)
            .serve_connection(TokioIo::new(Patient::new(stream, &limits)), TowerToHyperService::new(service));
        let mut ended = ended.clone();
        tokio::spawn(async move {
            let _place = place;
            let mut connection = std::pin::pin!(connection);
            tokio::select! {
                // What a client does to its own connection is its own affair.
                _ = &mut connection => return,
                _ = ended.wait_for(|ended| *ended) => connection.as_mut().graceful_shutdown(),
            }
            let _ = connection.await;
        });
    }
    drop(listener);
    desk.bell().close();
    desk.jobs().stop();
    ending.send_replace(true);
    let all = u32::try_from(limits.connections).unwrap_or(u32::MAX);
    let _ = tokio::time::timeout(END, room.acquire_many(all)).await;
}

/// Everything behind the connection.
pub(crate) fn service(
    desk: Desk,
) -> impl Service<Request, Response = Response, Error = Infallible, Future: Send> + Clone + Send + 'static {
    // The form is told by the address before a route is looked for.
    MapRequestLayer::new(form_of::<Body>).layer(router(desk))
}

fn router(desk: Desk) -> Router {
    let dossier = Router::new()
        .route("/brief", get(view::<pages::Brief>))
        .route("/positions", get(view::<pages::Positions>))
        .route("/timeline", get(view::<pages::Timeline>))
        .route("/places", get(view::<pages::Places>))
        .route("/texts", get(view::<pages::Texts>))
        .route("/texts/compare", get(view::<pages::Compare>))
        .route("/actors", get(view::<pages::Actors>))
        .route("/actor/{*item}", get(view::<pages::Actor>))
        .route("/network", get(view::<pages::Network>))
        .route("/disagreements", get(view::<pages::Disagreements>))
        .route("/changes", get(view::<pages::Changes>))
        .route("/figures", get(view::<pages::Figures>))
        .route("/sources", get(view::<pages::Sources>))
        .route("/reports", get(view::<pages::Reports>))
        .route("/report/{*item}", get(view::<pages::Report>))
        .route("/review", get(view::<pages::Review>))
        .route("/search", get(view::<pages::Search>))
        .route("/export", get(view::<pages::Export>))
        .route("/export/{item}", get(pages::download))
        .route("/journal", get(view::<pages::Journal>))
        .route("/live", get(live::live))
        .route("/judge", post(act::judge))
        .route("/add", get(pages::add).post(intake::add).layer(DefaultBodyLimit::max(LARGEST_UPLOAD)));
    let routes = Router::new()
        .route("/", get(pages::home))
        .route("/dossiers", get(pages::home).post(pages::make))
        .route("/login", get(pages::login).post(pages::enter))
        .route("/logout", post(pages::leave))
        .route("/jobs/{number}", get(pages::job))
        .route("/jobs/{number}/cancel", post(pages::cancel))
        .route("/assets/{edition}/{name}", get(assets::asset))
        .nest("/d/{dossier}", dossier);
    #[cfg(test)]
    let routes = routes.route("/panic", get(|| async { panic!("on purpose") as () }));
    let behind_https = desk.guard().behind_https();
    let routes = routes
        .fallback(|| async { Failure::nothing_here() })
        .method_not_allowed_fallback(|| async { Failure::nothing_here() })
        .layer(DefaultBodyLimit::max(LARGEST))
        .layer(axum::middleware::from_fn_with_state(desk.clone(), guard::check))
        .layer(CatchPanicLayer::custom(|_| {
            Failure::inside("This page could not be drawn. The desk goes on; what is in the dossier is safe.")
                .into_response()
        }))
        .layer(axum::middleware::from_fn_with_state(desk.clone(), guard::dress));
    // On one machine packing takes longer than sending.
    let routes =
        if behind_https { routes.layer(CompressionLayer::new().quality(CompressionLevel::Fastest)) } else { routes };
    routes.with_state(desk)
}
