//! The program and the library from outside.

mod architecture;
mod bad_input;
mod bundled;
mod clients;
mod commands;
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
mod speed;
mod support;
mod themes;
mod text;
mod vocabulary;
