//! The built-in rules held to what they promise, and the tools of their authors.

mod guide;
mod hostile;
mod properties;
mod rules;
mod scoring;
mod why;
