//! The program and the library from outside.

mod architecture;
mod bad_input;
mod bundled;
mod commands;
mod seeds;
mod segmentation;
mod support;
