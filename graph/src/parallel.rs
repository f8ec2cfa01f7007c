//! Work on all processors, where there is enough of it to be worth starting threads.

/// From so many pieces of work on.
const MUCH: usize = 500;

/// What `task` makes of each of `items`, in their order.
pub(crate) fn map<T: Sync, R: Send>(items: &[T], task: impl Fn(&T) -> R + Sync) -> Vec<R> {
    map_with(items, || (), |(), item| task(item)).0
}

/// The same, with something that each thread makes for itself and works with; gives what
/// the threads are left with too.
pub(crate) fn map_with<T: Sync, R: Send, W: Send>(
    items: &[T],
    own: impl Fn() -> W + Sync,
    task: impl Fn(&mut W, &T) -> R + Sync,
) -> (Vec<R>, Vec<W>) {
    let part = |items: &[T]| {
        let mut own = own();
        let done: Vec<R> = items.iter().map(|item| task(&mut own, item)).collect();
        (done, own)
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    if items.len() < MUCH || threads < 2 {
        let (done, own) = part(items);
        return (done, vec![own]);
    }
    std::thread::scope(|scope| {
        let parts: Vec<_> = items
            .chunks(items.len().div_ceil(threads))
            .map(|items| scope.spawn(|| part(items)))
            .collect();
        let (mut all, mut left) = (Vec::with_capacity(items.len()), Vec::new());
        for part in parts {
            // A panic there is a panic here.
            let (done, own) = part
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            all.extend(done);
            left.push(own);
        }
        (all, left)
    })
}

/// Does both, at once where there are many pieces of work in them.
pub(crate) fn both(pieces: usize, one: impl FnOnce() + Send, other: impl FnOnce()) {
    if pieces < MUCH {
        one();
        return other();
    }
    std::thread::scope(|scope| {
        scope.spawn(one);
        other();
    });
}
