//! Hallway: reads what people write about conferences, and answers in words and pictures what is talked about together
//! and what comes back.
//!
//! The pipeline, in order: [`source`] reads files, …

pub mod cli;
pub mod complaint;
pub mod corpus;
pub mod evidence;
pub mod export;
pub mod gazetteer;
pub mod graph;
pub mod layout;
pub mod measure;
pub mod mention;
pub mod query;
pub mod render;
pub mod source;
pub mod text;
pub mod view;
pub mod workspace;
pub mod yaml;
