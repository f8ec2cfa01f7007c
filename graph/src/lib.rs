//! Facts to a durable store, a merged graph and its exports.
