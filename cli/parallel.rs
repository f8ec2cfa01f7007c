//! Work over many things at once, with the results in the order of the things.

use std::sync::mpsc::sync_channel;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// How many things a worker may be ahead: memory stays flat however many things there are.
const AHEAD: usize = 4;

/// Gives `work(thing)` of each thing to `sink`, in the order of the things, `threads` of them
/// in the making at a time. Things are taken only when there is a worker for them, so they may
/// come from a stream that is longer than memory. Ends early where the sink fails.
///
/// # Errors
/// The sink's.
pub fn in_order<T, R, E>(
    things: impl IntoIterator<Item = T, IntoIter: Send>,
    threads: usize,
    work: impl Fn(T) -> R + Sync,
    mut sink: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E>
where
    T: Send,
    R: Send,
{
    let mut things = things.into_iter();
    if threads <= 1 {
        return things.by_ref().map(work).try_for_each(sink);
    }
    // Each thing comes with its number and with a place to put its result: the sink knows
    // whom to ask next, and the queue of places bounds how far the workers are ahead.
    let (place, places) = sync_channel(threads * AHEAD);
    let queue = Mutex::new((things, place));
    thread::scope(|scope| {
        for _ in 0..threads {
            let (queue, work) = (&queue, &work);
            scope.spawn(move || {
                loop {
                    let (thing, result) = {
                        let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
                        let Some(thing) = queue.0.next() else {
                            // Nothing more comes: the sink must not wait for it.
                            queue.1 = sync_channel(0).0;
                            return;
                        };
                        let (result, taken) = sync_channel(1);
                        if queue.1.send(taken).is_err() {
                            return;
                        }
                        (thing, result)
                    };
                    // Where the sink has failed nobody takes the result.
                    if result.send(work(thing)).is_err() {
                        return;
                    }
                }
            });
        }
        // A worker that is gone without a result has panicked; the scope passes that on.
        for taken in places {
            let Ok(result) = taken.recv() else { break };
            sink(result)?;
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
                |thing: &u64| {
                    if thing.is_multiple_of(7) {
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
            |thing: &u32| *thing,
            |_| {
                seen += 1;
                if seen == 3 { Err("full") } else { Ok(()) }
            },
        );
        assert_eq!((done, seen), (Err("full"), 3));
    }
}
