//! `hallway export`: what is selected, how it is written, and what is said when it cannot be.
