//! Hallway reads what people write about conferences, and answers in words and pictures what is talked about together
//! and what comes back.
//!
//! The pipeline, in order:
//!
//! 1. [`source`] reads files, turns every format into blocks of visible text, and cuts reports into talks.
//! 2. [`corpus`] joins what several sources tell of the same talk.
//! 3. [`gazetteer`] reads the dictionaries of entities; [`mention`] finds where an account names one.
//! 4. [`graph`] links talks, people, editions and entities; [`measure`] says how strongly.
//! 5. [`workspace`] does all of this once; [`query`] answers questions about it, each answer with its [`evidence`].
//! 6. [`view`] is what a picture shows; [`layout`] places it; [`render`] and [`export`] write it as SVG, PNG,
//!    PDF, DOT or Mermaid.
//!
//! Everything below [`cli`] takes values and returns values; what is wrong with an input comes back as a [`complaint`].
//! The same input gives the same bytes.
//!
//! ```
//! use hallway::gazetteer::Gazetteer;
//! use hallway::query::{answer, parse};
//! use hallway::source::Source;
//! use hallway::source::notes::Options;
//! use hallway::workspace::{Editions, Workspace};
//!
//! let notes = "# FOSDEM 2024\n\n\
//!     ## Freezing containers - Grace Example\n\nCRIU restores what Podman ran.\n\n\
//!     ## Faster file systems - Alan Example\n\nbcachefs and Btrfs.\n";
//! let sources = vec![Source::of_text("fosdem.md", notes)];
//! let (workspace, complaints) = Workspace::build(sources, Gazetteer::bundled(), Editions::default(), &Options::default());
//! assert_eq!(complaints, []);
//!
//! let query = parse("CRIU and Podman", &workspace.gazetteer).expect("both are known");
//! let talks = answer::talks(&workspace, &query, None);
//! assert_eq!(talks.len(), 1);
//! assert_eq!(talks[0].talk, "fosdem-2024/freezing-containers");
//! let evidence = talks[0].evidence.as_ref().expect("a quote");
//! assert_eq!((evidence.line, evidence.quote.as_str()), (5, "CRIU restores what Podman ran."));
//! ```

pub mod cli;
pub mod complaint;
pub mod corpus;
pub mod evidence;
pub mod export;
pub mod gazetteer;
pub mod graph;
pub mod holdings;
pub mod layout;
pub mod measure;
pub mod mention;
pub mod query;
mod random;
pub mod render;
mod shelf;
pub mod snapshot;
pub mod source;
mod stacks;
pub mod text;
pub mod view;
pub mod watch;
pub mod workspace;
pub mod yaml;
