//! The program and the library from outside.

mod architecture;
mod bad_input;
mod bundled;
mod clients;
mod commands;
mod deck;
mod drawing;
mod evolution;
mod fetch;
mod gold;
mod joining;
mod page;
mod painting;
mod pictures;
mod readme;
mod sample;
mod schedules;
mod seeds;
mod segmentation;
mod sides;
mod snapshot;
mod speed;
mod support;
mod text;
mod themes;
mod vocabulary;
