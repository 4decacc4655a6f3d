//! Watching: what is served is read again when a source changes.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch::Sender;
use tokio::task::spawn_blocking;
use tokio::time::sleep;

use super::Served;
use crate::cli::Stop;
use crate::cli::args::{Serve, Shared};
use crate::cli::message::Report;
use crate::cli::workspace::list_files;
use crate::snapshot::Listing;
use crate::text::count;

/// How often files are looked at: what is listed is looked at and nothing else, on whatever disk it lies.
const EVERY: Duration = Duration::from_millis(500);

/// Looks for changes as long as the server runs, and sends what was read again.
pub(super) async fn watch(shared: Shared, command: Serve, listing: Listing, send: Sender<Arc<Served>>) {
    let (shared, command) = (Arc::new(shared), Arc::new(command));
    let mut read = stamps(&listing);
    let mut seen = read.clone();
    loop {
        sleep(EVERY).await;
        let Some(listing) = listed(&shared).await else { continue };
        let now = stamps(&listing);
        // What is still being written is left alone until it stays as it is.
        let is_still = now == std::mem::replace(&mut seen, now.clone());
        if now == read || !is_still {
            continue;
        }
        read = now;
        let command = Arc::clone(&command);
        if let Ok(Some(served)) = spawn_blocking(move || again(&listing, &command)).await {
            send.send_replace(Arc::new(served));
        }
    }
}

/// The files with all that tells whether they changed.
fn stamps(listing: &Listing) -> Vec<(PathBuf, u64, u64)> {
    let dictionaries = listing.dictionaries.iter().flatten();
    let files = listing.sources.iter().chain(&listing.editions).chain(dictionaries);
    files.map(|file| (file.path.clone(), file.size, file.modified)).collect()
}

/// What there is to read now; none while it cannot be listed.
async fn listed(shared: &Arc<Shared>) -> Option<Listing> {
    let shared = Arc::clone(shared);
    spawn_blocking(move || list_files(&shared).ok()).await.ok().flatten()
}

/// Reads again and says so; what cannot be served leaves what was served before.
fn again(listing: &Listing, command: &Serve) -> Option<Served> {
    let mut report = Report::default();
    let served = super::read(listing, command, &mut report);
    let served = match served {
        Ok(served) => {
            anstream::eprintln!("read again: {}", count(served.workspace.corpus.talks.len(), "talk"));
            Some(served)
        }
        Err(stop) => {
            match stop {
                Stop::Unknown(complaint) => report.add(vec![complaint]),
                Stop::Complaints(complaints) => report.add(complaints),
                Stop::Output(_) => {}
            }
            None
        }
    };
    report.show();
    served
}
