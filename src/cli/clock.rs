//! The clock: how long each stage took, and a sign on the terminal while it takes long.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::watch::{Stage, Watch};

/// How long a reader waits without a sign.
const PATIENCE: Duration = Duration::from_millis(500);

/// How often the sign changes.
const TICK: Duration = Duration::from_millis(100);

/// Keeps the time of all stages.
#[derive(Debug, Clone)]
pub(super) struct Clock {
    start: Instant,
    laps: Arc<Mutex<BTreeMap<Stage, Lap>>>,
    /// How many bytes of how many have been read.
    read: Arc<(AtomicU64, AtomicU64)>,
}

/// What is known of a stage.
#[derive(Debug, Clone, Copy, Default)]
struct Lap {
    time: Duration,
    bytes: u64,
}

thread_local! {
    /// When the stages began that this thread is in, the innermost last.
    static BEGUN: RefCell<Vec<Instant>> = const { RefCell::new(Vec::new()) };
}

impl Default for Clock {
    fn default() -> Self {
        Self { start: Instant::now(), laps: Arc::default(), read: Arc::default() }
    }
}

impl Watch for Clock {
    fn begins(&self, _: Stage) {
        BEGUN.with_borrow_mut(|begun| begun.push(Instant::now()));
    }

    fn ends(&self, stage: Stage, bytes: u64) {
        let Some(begun) = BEGUN.with_borrow_mut(Vec::pop) else { return };
        let mut laps = self.laps.lock().unwrap_or_else(PoisonError::into_inner);
        let lap = laps.entry(stage).or_default();
        lap.time += begun.elapsed();
        lap.bytes += bytes;
    }

    fn reads(&self, done: u64, all: u64) {
        self.read.0.store(done, Ordering::Relaxed);
        self.read.1.store(all, Ordering::Relaxed);
    }
}

impl Clock {
    /// Writes to standard error how long each stage took. Stages that run side by side add up to more than the whole.
    pub(super) fn show(&self) {
        let laps = self.laps.lock().unwrap_or_else(PoisonError::into_inner);
        let line = |name: &str, Lap { time, bytes }: Lap| {
            let milliseconds = time.as_secs_f64() * 1e3;
            let megabytes = bytes as f64 / 1e6;
            let rate = match bytes {
                0 => String::new(),
                _ => format!("{megabytes:>9.1} MB {:>9.0} MB/s", megabytes / time.as_secs_f64().max(1e-9)),
            };
            anstream::eprintln!("{}", format!("{name:<13}{milliseconds:>10.1} ms{rate}").trim_end());
        };
        for (stage, lap) in laps.iter() {
            line(stage.name(), *lap);
        }
        line("in all", Lap { time: self.start.elapsed(), bytes: 0 });
    }

    /// Shows that something is going on, once it takes longer than half a second.
    pub(super) fn progress(&self, what: &'static str) -> Progress {
        Progress::start(what, Arc::clone(&self.read))
    }
}

/// A sign on the terminal that something is going on; gone when dropped.
pub(super) struct Progress {
    done: Option<mpsc::Sender<()>>,
    watcher: Option<thread::JoinHandle<()>>,
}

impl Progress {
    fn start(what: &'static str, read: Arc<(AtomicU64, AtomicU64)>) -> Self {
        if !io::stderr().is_terminal() {
            return Self { done: None, watcher: None };
        }
        let (done, over) = mpsc::channel();
        let watcher = thread::spawn(move || {
            let waits = |time| over.recv_timeout(time) == Err(mpsc::RecvTimeoutError::Timeout);
            if !waits(PATIENCE) {
                return;
            }
            let bar = ProgressBar::new_spinner().with_message(what);
            let known = ProgressStyle::with_template("{spinner} {msg} {bar:30} {bytes} of {total_bytes}, {eta} left");
            while waits(TICK) {
                let (read, all) = (read.0.load(Ordering::Relaxed), read.1.load(Ordering::Relaxed));
                if all > 0 && bar.length().is_none() {
                    bar.set_length(all);
                    if let Ok(style) = &known {
                        bar.set_style(style.clone());
                    }
                }
                bar.set_position(read);
                bar.tick();
            }
            bar.finish_and_clear();
        });
        Self { done: Some(done), watcher: Some(watcher) }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        // The watcher waits for the other end to hang up.
        drop(self.done.take());
        if let Some(watcher) = self.watcher.take() {
            let _ = watcher.join();
        }
    }
}
