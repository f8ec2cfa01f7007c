//! The built-in rules, held to what they promise.

mod rules;
