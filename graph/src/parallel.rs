//! Work on all processors, where there is enough of it to be worth starting threads.

/// From so many pieces of work on.
const MUCH: usize = 500;

/// What `task` makes of each of `items`, in their order.
pub(crate) fn map<T: Sync, R: Send>(items: &[T], task: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    if items.len() < MUCH || threads < 2 {
        return items.iter().map(task).collect();
    }
    let task = &task;
    std::thread::scope(|scope| {
        let parts: Vec<_> = items
            .chunks(items.len().div_ceil(threads))
            .map(|items| scope.spawn(move || items.iter().map(task).collect::<Vec<R>>()))
            .collect();
        let mut all = Vec::with_capacity(items.len());
        for part in parts {
            // A panic there is a panic here.
            let done = part.join();
            all.extend(done.unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        all
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
