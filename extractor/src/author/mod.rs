//! The rule author's tools: run the examples, ask why and why not, score on gold, and find
//! out which constraints of a rule no example needs.
//!
//! Everything here is as pure as extraction: texts in, reports out. Reading files and
//! printing are left to the binary.

pub mod confidence;
pub mod eval;
pub mod examples;
pub mod mutation;
pub mod page;
pub mod skeleton;
pub mod suggestion;
pub mod why;

pub use examples::{Failure, run_examples, run_examples_of};
pub use mutation::{Mutant, Mutation, mutate};
pub use page::page;
pub use skeleton::skeleton;
pub use suggestion::{Suggestion, suggest};
pub use why::{explain, missing};
