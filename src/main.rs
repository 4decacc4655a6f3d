//! Parses the arguments, runs, and turns the result into an exit code.

use std::process::ExitCode;

/// A seventh faster than the system's own where texts are taken apart on all cores.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    hallway::cli::run()
}
