//! Work on many inputs at once, its results in the order of the inputs, few of them waiting in memory.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// How many results each worker may be ahead of the one that is taken next. Enough that a large file in front holds
/// up nobody for long, few enough that memory stays flat over any number of files.
const AHEAD: usize = 8;

/// Works on every item with so many threads, and hands each result to `take`, in order, on this thread.
///
/// # Errors
///
/// The first error of `take`, which ends the work.
pub(crate) fn in_order<'i, T, R, E>(
    items: &'i [T],
    jobs: NonZeroUsize,
    work: impl Fn(&T) -> R + Sync,
    mut take: impl FnMut(&'i T, R) -> Result<(), E>,
) -> Result<(), E>
where
    T: Sync,
    R: Send,
{
    let jobs = jobs.get().min(items.len());
    let line = Line::default();
    thread::scope(|scope| {
        // Also when `take` fails or panics: the workers would wait forever for results to be taken.
        let _end = EndOf(&line);
        let mut workers = 0;
        for _ in 0..jobs {
            let run = || {
                while let Some(number) = line.claim(jobs * AHEAD, items.len())
                    && let Some(item) = items.get(number)
                {
                    line.put(number, work(item));
                }
            };
            workers += usize::from(thread::Builder::new().spawn_scoped(scope, run).is_ok());
        }
        for (number, item) in items.iter().enumerate() {
            // A system that gives no threads is slow, not broken.
            let result = if workers == 0 { work(item) } else { line.wait_for(number) };
            take(item, result)?;
        }
        Ok(())
    })
}

/// As many jobs as the machine runs at once.
pub(crate) fn all_cores() -> NonZeroUsize {
    thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

/// The results that wait to be taken.
struct Line<R> {
    state: Mutex<State<R>>,
    changed: Condvar,
}

struct State<R> {
    /// The item that is worked on next.
    next: usize,
    /// How many results were taken.
    taken: usize,
    ready: BTreeMap<usize, R>,
    ended: bool,
}

impl<R> Default for Line<R> {
    fn default() -> Line<R> {
        let state = State { next: 0, taken: 0, ready: BTreeMap::new(), ended: false };
        Line { state: Mutex::new(state), changed: Condvar::new() }
    }
}

impl<R> Line<R> {
    fn lock(&self) -> MutexGuard<'_, State<R>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'l>(&self, state: MutexGuard<'l, State<R>>) -> MutexGuard<'l, State<R>> {
        self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of the next item to work on, once it is not too far ahead; nothing when there is none.
    fn claim(&self, ahead: usize, items: usize) -> Option<usize> {
        let mut state = self.lock();
        while state.next >= state.taken + ahead && !state.ended {
            state = self.wait(state);
        }
        if state.ended || state.next >= items {
            return None;
        }
        state.next += 1;
        Some(state.next - 1)
    }

    fn put(&self, number: usize, result: R) {
        self.lock().ready.insert(number, result);
        self.changed.notify_all();
    }

    fn wait_for(&self, number: usize) -> R {
        let mut state = self.lock();
        loop {
            if let Some(result) = state.ready.remove(&number) {
                state.taken = number + 1;
                self.changed.notify_all();
                return result;
            }
            state = self.wait(state);
        }
    }
}

/// Tells the workers to go home.
struct EndOf<'l, R>(&'l Line<R>);

impl<R> Drop for EndOf<'_, R> {
    fn drop(&mut self) {
        self.0.lock().ended = true;
        self.0.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;
    use crate::crash;

    fn jobs(number: usize) -> NonZeroUsize {
        NonZeroUsize::new(number).unwrap()
    }

    #[test]
    fn results_come_in_the_order_of_the_items() {
        let items: Vec<u64> = (0..200).collect();
        let mut seen = Vec::new();
        let slow = |&item: &u64| {
            thread::sleep(Duration::from_micros(item * 37 % 500));
            item
        };
        let end: Result<(), Infallible> = in_order(&items, jobs(4), slow, |_, item| {
            seen.push(item);
            Ok(())
        });
        end.unwrap();
        assert_eq!(seen, items);
    }

    #[test]
    fn nobody_runs_far_ahead() {
        let items: Vec<usize> = (0..300).collect();
        let started = AtomicUsize::new(0);
        let mut taken = 0;
        let work = |_: &usize| started.fetch_add(1, Ordering::SeqCst);
        let end: Result<(), Infallible> = in_order(&items, jobs(2), work, |_, _| {
            taken += 1;
            thread::sleep(Duration::from_micros(50));
            assert!(started.load(Ordering::SeqCst) <= taken + 2 * AHEAD + 2);
            Ok(())
        });
        end.unwrap();
    }

    #[test]
    fn an_error_of_the_taker_ends_the_work() {
        let items: Vec<usize> = (0..10_000).collect();
        let started = AtomicUsize::new(0);
        let work = |_: &usize| started.fetch_add(1, Ordering::SeqCst);
        let end = in_order(&items, jobs(3), work, |&item, _| if item == 5 { Err("full") } else { Ok(()) });
        assert_eq!(end, Err("full"));
        assert!(started.load(Ordering::SeqCst) < 100);
        let nothing: Result<(), Infallible> = in_order(&[], jobs(3), |(): &()| (), |_, ()| Ok(()));
        nothing.unwrap();
    }

    #[test]
    fn a_panic_costs_only_its_item() {
        crash::capture();
        let items: Vec<usize> = (0..20).collect();
        let mut lost = Vec::new();
        let work = |&item: &usize| crash::guarded(|| if item == 7 { panic!("seven") } else { item });
        let end: Result<(), Infallible> = in_order(&items, jobs(2), work, |&item, result| {
            if let Err(cause) = result {
                lost.push((item, cause));
            }
            Ok(())
        });
        end.unwrap();
        assert_eq!(lost.len(), 1);
        assert_eq!(lost[0].0, 7);
        assert!(lost[0].1.ends_with("seven"), "{}", lost[0].1);
    }
}
