//! What the benchmarks share: texts to read, a graph to ask, and a way to tell figures.

pub mod graph;
pub mod text;

use std::time::{Duration, Instant};

/// How long `task` takes, and what it gives.
pub fn timed<T>(task: impl FnOnce() -> T) -> (T, Duration) {
    let started = Instant::now();
    let result = std::hint::black_box(task());
    (result, started.elapsed())
}

/// The value below which a share of `times` lies, in microseconds.
pub fn percentile(times: &mut [Duration], share: f64) -> f64 {
    times.sort_unstable();
    let last = times.len().saturating_sub(1) as f64;
    times
        .get((last * share).round() as usize)
        .map_or(0.0, |time| time.as_secs_f64() * 1e6)
}

/// A generator of numbers without a pattern, the same on every machine.
pub struct Numbers(u64);

impl Numbers {
    /// The numbers that grow from a seed.
    pub fn new(seed: u64) -> Numbers {
        Numbers(seed ^ 0x9e37_79b9_7f4a_7c15)
    }

    /// The next number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % limit.max(1) as u64) as usize
    }

    /// A number below `limit`, small ones far more often than large ones (as in Zipf's law).
    pub fn skewed(&mut self, limit: usize) -> usize {
        let unit = (self.below(1 << 24) as f64 + 1.0) / (1 << 24) as f64;
        (((limit as f64 + 1.0).powf(unit) - 1.0) as usize).min(limit - 1)
    }
}
