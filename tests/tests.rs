//! End to end: the real binary on real files. One module for each thing a user does.

mod answers;
mod corrections;
mod evaluation;
mod exports;
mod extracting;
mod fetching;
mod help;
mod ingesting;
mod readme;
mod rules;
mod safety;
mod serving;
mod support;
