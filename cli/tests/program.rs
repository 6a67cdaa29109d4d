//! The program as people meet it: what it prints, and how it ends.

mod documents;
mod extract;
mod fill;
mod help;
mod inspect;
mod others;
mod runner;
