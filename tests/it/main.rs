//! What can only be seen from outside: files that other programs read.

mod clients;
mod page;
mod pictures;
mod sample;
mod speed;
