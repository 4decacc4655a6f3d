//! `serve`: the page to look around in, and the questions behind it, over a server of one's own.
//!
//! It reads and never writes: no route takes anything but GET and HEAD.

mod api;
mod guard;
mod watching;

use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use tokio::sync::watch;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::WatchStream;

use self::guard::Hosts;
use super::args::{Serve, Shared};
use super::explore::explored;
use super::message::Report;
use super::workspace::{list_files, read_owned};
use super::{Outcome, Stop};
use crate::complaint::Complaint;
use crate::export::explorer;
use crate::snapshot::Listing;
use crate::source::load::reason;
use crate::text::count;
use crate::workspace::Workspace;

/// Where the page hears of changes.
const EVENTS: &str = "/events";

/// What is served, as it was read last.
struct Served {
    workspace: Workspace,
    page: String,
}

/// What every request is answered from.
#[derive(Clone)]
struct Site {
    served: watch::Receiver<Arc<Served>>,
    hosts: Arc<Hosts>,
}

impl Site {
    fn served(&self) -> Arc<Served> {
        self.served.borrow().clone()
    }
}

pub(super) fn serve(
    shared: &Shared,
    command: &Serve,
    out: &mut dyn Write,
    report: &mut Report,
) -> Result<Outcome, Stop> {
    let listing = list_files(shared)?;
    let first = read(&listing, command, report)?;
    // Nobody would see at the end what is to be said now.
    std::mem::take(report).show();
    let (send, served) = watch::channel(Arc::new(first));
    let site = Site { served, hosts: Arc::new(Hosts::of(command.bind, &command.names)) };
    let address = SocketAddr::new(command.bind, command.port);
    let listener = listen(address)?;
    writeln!(out, "http://{}/", shown(listener.local_addr()?))?;
    out.flush()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        if command.watch {
            tokio::spawn(watching::watch(shared.clone(), command.clone(), listing, send));
        }
        let listener = tokio::net::TcpListener::from_std(listener)?;
        axum::serve(listener, routes(site)).await
    })?;
    Ok(Outcome::Done)
}

/// Reads what is listed and makes the page of it.
fn read(listing: &Listing, command: &Serve, report: &mut Report) -> Result<Served, Stop> {
    let workspace = read_owned(listing, report);
    let page = explorer(&explored(&workspace, &command.query)?, command.watch.then_some(EVENTS));
    Ok(Served { workspace, page })
}

fn listen(address: SocketAddr) -> Result<TcpListener, Stop> {
    let listener = TcpListener::bind(address).and_then(|listener| {
        listener.set_nonblocking(true)?;
        Ok(listener)
    });
    listener.map_err(|error| {
        let hint = match error.kind() {
            io::ErrorKind::AddrInUse => "another program listens there; `--port 0` takes a port that is free",
            _ => "`--bind` says at which address to listen, `--port` at which port",
        };
        Complaint::error("", format!("cannot listen at {address}: {}", reason(&error))).hint(hint).into()
    })
}

/// An address as a browser on this machine finds it.
fn shown(address: SocketAddr) -> SocketAddr {
    if !address.ip().is_unspecified() {
        return address;
    }
    let local = if address.is_ipv4() { [127, 0, 0, 1].into() } else { std::net::Ipv6Addr::LOCALHOST.into() };
    SocketAddr::new(local, address.port())
}

fn routes(site: Site) -> Router {
    let guarded = axum::middleware::from_fn_with_state(site.clone(), guard::guard);
    Router::new()
        .route("/", get(page))
        .route(EVENTS, get(events))
        .nest("/api", api::routes())
        .fallback(api::no_such_page)
        .method_not_allowed_fallback(api::read_only)
        .layer(guarded)
        .with_state(site)
}

async fn page(State(site): State<Site>) -> impl IntoResponse {
    Html(site.served().page.clone())
}

/// Tells of each change; without `--watch` there is none.
async fn events(State(site): State<Site>) -> impl IntoResponse {
    let changes = WatchStream::from_changes(site.served).map(|served| {
        let talks = count(served.workspace.corpus.talks.len(), "talk");
        Ok::<_, std::convert::Infallible>(Event::default().data(format!("changed: {talks}")))
    });
    Sse::new(changes).keep_alive(KeepAlive::default())
}
