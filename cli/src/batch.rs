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
/// Items are drawn as workers become free, one at a time, so that they may come out of a folder or a pipe as it goes.
///
/// # Errors
///
/// The first error of `take`, which ends the work.
pub(crate) fn in_order<I, R, E>(
    items: I,
    jobs: NonZeroUsize,
    work: impl Fn(&I::Item) -> R + Sync,
    mut take: impl FnMut(I::Item, R) -> Result<(), E>,
) -> Result<(), E>
where
    I: IntoIterator<IntoIter: Send, Item: Send>,
    R: Send,
{
    let line = Line::default();
    let items = items.into_iter();
    let jobs = jobs.get().min(items.size_hint().1.unwrap_or(usize::MAX));
    let source = Mutex::new(items);
    thread::scope(|scope| {
        // Also when `take` fails or panics: the workers would wait forever for results to be taken.
        let _end = EndOf(&line);
        let mut workers = 0;
        for _ in 0..jobs {
            let run = || {
                while let Some((number, item)) = line.claim(jobs * AHEAD, &source) {
                    let result = work(&item);
                    line.put(number, (item, result));
                }
            };
            workers += usize::from(thread::Builder::new().spawn_scoped(scope, run).is_ok());
        }
        for number in 0.. {
            // A system that gives no threads is slow, not broken.
            if workers == 0
                && let Some((number, item)) = line.claim(1, &source)
            {
                let result = work(&item);
                line.put(number, (item, result));
            }
            let Some((item, result)) = line.wait_for(number) else { break };
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
    /// How many items were drawn.
    drawn: usize,
    /// How many results were taken.
    taken: usize,
    ready: BTreeMap<usize, R>,
    /// There are no more items.
    drained: bool,
    /// Nobody takes results any more.
    ended: bool,
}

impl<R> Default for Line<R> {
    fn default() -> Line<R> {
        let state = State { drawn: 0, taken: 0, ready: BTreeMap::new(), drained: false, ended: false };
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

    /// The next item to work on and its number, once it is not too far ahead; nothing when there is none.
    fn claim<T>(&self, ahead: usize, source: &Mutex<impl Iterator<Item = T>>) -> Option<(usize, T)> {
        // Held while waiting, so that items get their numbers in their order. The state is not held while drawing:
        // whoever waits for the other end of a pipe keeps nobody from handing in or taking results.
        let mut source = source.lock().unwrap_or_else(PoisonError::into_inner);
        let mut state = self.lock();
        while state.drawn >= state.taken + ahead && !state.ended {
            state = self.wait(state);
        }
        if state.ended || state.drained {
            return None;
        }
        drop(state);
        let item = source.next();
        let mut state = self.lock();
        let Some(item) = item else {
            state.drained = true;
            self.changed.notify_all();
            return None;
        };
        state.drawn += 1;
        Some((state.drawn - 1, item))
    }

    fn put(&self, number: usize, result: R) {
        self.lock().ready.insert(number, result);
        self.changed.notify_all();
    }

    /// The result with a number; nothing when there are no more.
    fn wait_for(&self, number: usize) -> Option<R> {
        let mut state = self.lock();
        loop {
            if let Some(result) = state.ready.remove(&number) {
                state.taken = number + 1;
                self.changed.notify_all();
                return Some(result);
            }
            if state.drained && number >= state.drawn {
                return None;
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
        let mut seen = Vec::new();
        let slow = |&item: &u64| {
            thread::sleep(Duration::from_micros(item * 37 % 500));
            item
        };
        let end: Result<(), Infallible> = in_order(0..200, jobs(4), slow, |_, item| {
            seen.push(item);
            Ok(())
        });
        end.unwrap();
        assert_eq!(seen, (0..200).collect::<Vec<u64>>());
    }

    #[test]
    fn nobody_runs_far_ahead() {
        let started = AtomicUsize::new(0);
        let mut taken = 0;
        let work = |_: &usize| started.fetch_add(1, Ordering::SeqCst);
        let end: Result<(), Infallible> = in_order(0..300, jobs(2), work, |_, _| {
            taken += 1;
            thread::sleep(Duration::from_micros(50));
            assert!(started.load(Ordering::SeqCst) <= taken + 2 * AHEAD + 2);
            Ok(())
        });
        end.unwrap();
    }

    #[test]
    fn an_error_of_the_taker_ends_the_work() {
        let started = AtomicUsize::new(0);
        let work = |_: &usize| started.fetch_add(1, Ordering::SeqCst);
        let end = in_order(0..10_000, jobs(3), work, |item, _| if item == 5 { Err("full") } else { Ok(()) });
        assert_eq!(end, Err("full"));
        assert!(started.load(Ordering::SeqCst) < 100);
        let nothing: Result<(), Infallible> = in_order([], jobs(3), |(): &()| (), |(), ()| Ok(()));
        nothing.unwrap();
    }

    #[test]
    fn a_result_is_taken_while_the_next_item_is_awaited() {
        let (send, receive) = std::sync::mpsc::channel();
        send.send(1).unwrap();
        let mut send = Some(send);
        let mut seen = Vec::new();
        let end: Result<(), Infallible> = in_order(
            receive,
            jobs(2),
            |&item: &usize| item,
            |_, item| {
                seen.push(item);
                // The next question comes after the answer to the last, until the asker goes away.
                send = send.take().filter(|_| item < 5);
                if let Some(send) = &send {
                    send.send(item + 1).unwrap();
                }
                Ok(())
            },
        );
        end.unwrap();
        assert_eq!(seen, [1, 2, 3, 4, 5]);
    }

    #[test]
    fn a_panic_costs_only_its_item() {
        crash::capture();
        let mut lost = Vec::new();
        let work = |&item: &usize| crash::guarded(|| if item == 7 { panic!("seven") } else { item });
        let end: Result<(), Infallible> = in_order(0..20, jobs(2), work, |item, result| {
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
