//! Work over many things at once, with the results in the order of the things.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::sync_channel;
use std::thread;

/// How many results a worker may be ahead: memory stays flat however many things there are.
const AHEAD: usize = 4;

/// Gives `work(thing)` of each thing to `sink`, in the order of the things, `threads` of them
/// in the making at a time. Ends early where the sink fails.
///
/// # Errors
/// The sink's.
pub fn in_order<T, R, E>(
    things: &[T],
    threads: usize,
    work: impl Fn(&T) -> R + Sync,
    mut sink: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E>
where
    T: Sync,
    R: Send,
{
    let threads = threads.clamp(1, things.len().max(1));
    if threads == 1 {
        return things.iter().map(work).try_for_each(sink);
    }
    let stopped = AtomicBool::new(false);
    thread::scope(|scope| {
        // Worker k makes results k, k + threads, …: the sink knows whom to ask next.
        let mut results = Vec::with_capacity(threads);
        for worker in 0..threads {
            let (sender, receiver) = sync_channel(AHEAD);
            results.push(receiver);
            let (work, stopped) = (&work, &stopped);
            scope.spawn(move || {
                for thing in things.iter().skip(worker).step_by(threads) {
                    if stopped.load(Ordering::Relaxed) || sender.send(work(thing)).is_err() {
                        return;
                    }
                }
            });
        }
        for position in 0..things.len() {
            // A worker that is gone has panicked; the scope passes that on.
            let Ok(result) = results[position % threads].recv() else {
                break;
            };
            if let Err(error) = sink(result) {
                stopped.store(true, Ordering::Relaxed);
                return Err(error);
            }
        }
        Ok(())
    })
}

/// The threads to use where the user names none.
pub fn default_threads() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_things() {
        let things: Vec<u64> = (0..500).collect();
        for threads in [1, 2, 3, 16] {
            let mut seen = Vec::new();
            let done: Result<(), ()> = in_order(
                &things,
                threads,
                |thing| {
                    if thing % 7 == 0 {
                        thread::yield_now();
                    }
                    thing * 2
                },
                |result| {
                    seen.push(result);
                    Ok(())
                },
            );
            assert_eq!(done, Ok(()));
            assert_eq!(
                seen,
                things.iter().map(|thing| thing * 2).collect::<Vec<_>>(),
                "{threads} threads"
            );
        }
    }

    #[test]
    fn a_failing_sink_ends_the_work() {
        let things: Vec<u32> = (0..100_000).collect();
        let mut seen = 0;
        let done = in_order(
            &things,
            2,
            |thing| *thing,
            |_| {
                seen += 1;
                if seen == 3 { Err("full") } else { Ok(()) }
            },
        );
        assert_eq!((done, seen), (Err("full"), 3));
    }
}
