//! What can only be seen from outside: files that other programs read.

mod pictures;
mod sample;
