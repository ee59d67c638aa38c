//! Calls that several operations share: what they ask for at the same time is sent together.
//!
//! While a call is on its way, further items of its key queue up, and the next call takes all of them. The call belongs
//! to no operation: it is completed when the operation that asked first is cancelled.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use archipel_engine::resource::{ErrorKind, ProviderError, Result};
use tokio::sync::oneshot;

/// How long the first item waits for others: much less than a call takes.
const LINGER: Duration = Duration::from_millis(10);

struct Waiting<I, O> {
    item: I,
    answer: oneshot::Sender<Result<O>>,
}

/// The queues of one kind of call, by key. A key exists while a task sends its items.
pub(crate) struct Batches<I, O> {
    queues: Mutex<HashMap<String, Vec<Waiting<I, O>>>>,
    /// The size of an item, and the most that a call takes.
    weigh: fn(&I) -> usize,
    capacity: usize,
}

/// Removes the queue of a key when its task ends, even by a panic of `send`: nothing waits for it then.
struct Running<'a, I, O> {
    batches: &'a Batches<I, O>,
    key: &'a str,
}

impl<I, O> Drop for Running<'_, I, O> {
    fn drop(&mut self) {
        self.batches.queues.lock().unwrap_or_else(PoisonError::into_inner).remove(self.key);
    }
}

impl<I: Send + 'static, O: Send + 'static> Batches<I, O> {
    /// Calls take items of `capacity` in total, as `weigh` measures them, but at least one.
    pub(crate) fn new(capacity: usize, weigh: fn(&I) -> usize) -> Self {
        Self { queues: Mutex::default(), weigh, capacity }
    }

    /// Sends an item with the next call of its key, and returns its part of the answer. `send` returns an answer for
    /// each item, in their order.
    pub(crate) async fn submit<S, Fut>(self: &Arc<Self>, key: &str, item: I, send: S) -> Result<O>
    where
        S: Fn(Vec<I>) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Vec<Result<O>>> + Send,
    {
        let (answer, answered) = oneshot::channel();
        let is_first = {
            let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
            let is_first = !queues.contains_key(key);
            queues.entry(key.to_owned()).or_default().push(Waiting { item, answer });
            is_first
        };
        if is_first {
            let (batches, key) = (Arc::clone(self), key.to_owned());
            tokio::spawn(async move { batches.run(&key, send).await });
        }
        answered.await.unwrap_or_else(|_| {
            Err(ProviderError::new(ErrorKind::Ambiguous, "the call that several operations shared was not completed"))
        })
    }

    async fn run<S, Fut>(&self, key: &str, send: S)
    where
        S: Fn(Vec<I>) -> Fut + Send + Sync,
        Fut: Future<Output = Vec<Result<O>>> + Send,
    {
        let running = Running { batches: self, key };
        tokio::time::sleep(LINGER).await;
        loop {
            let (items, answers): (Vec<I>, Vec<_>) = {
                let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
                let Some(queue) = queues.get_mut(key) else { return };
                let batch = self.take(queue);
                if batch.is_empty() {
                    // With the lock held: what is added from now on starts a task of its own.
                    queues.remove(key);
                    std::mem::forget(running);
                    return;
                }
                batch.into_iter().map(|waiting| (waiting.item, waiting.answer)).unzip()
            };
            for (answer, response) in answers.into_iter().zip(send(items).await) {
                // The operation may have been cancelled meanwhile.
                let _ = answer.send(response);
            }
        }
    }

    /// Takes the items of the next call from a queue, without those of cancelled operations.
    fn take(&self, queue: &mut Vec<Waiting<I, O>>) -> Vec<Waiting<I, O>> {
        queue.retain(|waiting| !waiting.answer.is_closed());
        let mut weight = 0;
        let fits = |waiting: &&Waiting<I, O>| {
            weight += (self.weigh)(&waiting.item);
            weight <= self.capacity
        };
        let count = queue.iter().take_while(fits).count().max(1).min(queue.len());
        queue.drain(..count).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Sent = Arc<Mutex<Vec<Vec<u32>>>>;

    /// Doubles each item, and records the calls.
    fn doubling(sent: &Sent) -> impl Fn(Vec<u32>) -> futures::future::BoxFuture<'static, Vec<Result<u32>>> + use<> {
        let sent = Arc::clone(sent);
        move |items| {
            let sent = Arc::clone(&sent);
            Box::pin(async move {
                sent.lock().unwrap().push(items.clone());
                tokio::time::sleep(Duration::from_millis(100)).await;
                items.into_iter().map(|item| Ok(item * 2)).collect()
            })
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_asked_for_at_the_same_time_is_sent_together() {
        let (batches, sent) = (Arc::new(Batches::new(3, |_| 1)), Sent::default());
        let all = (0..5).map(|item| batches.submit("zone", item, doubling(&sent)));
        let (answers, other) =
            futures::join!(futures::future::join_all(all), batches.submit("other", 9, doubling(&sent)));
        let answers: Vec<u32> = answers.into_iter().map(Result::unwrap).collect();
        assert_eq!((answers.as_slice(), other.unwrap()), (&[0, 2, 4, 6, 8][..], 18));
        assert_eq!(*sent.lock().unwrap(), [vec![0, 1, 2], vec![9], vec![3, 4]]);
        assert_eq!(batches.submit("zone", 7, doubling(&sent)).await.unwrap(), 14, "the queue is used again");
    }

    #[tokio::test(start_paused = true)]
    async fn an_item_larger_than_a_call_is_sent_alone() {
        let (batches, sent) = (Arc::new(Batches::new(10, |item| *item as usize)), Sent::default());
        let all = [4, 40, 5, 5].map(|item| batches.submit("zone", item, doubling(&sent)));
        futures::future::join_all(all).await;
        assert_eq!(*sent.lock().unwrap(), [vec![4], vec![40], vec![5, 5]]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_is_completed_when_the_first_operation_is_cancelled_and_unsent_items_are_dropped() {
        let (batches, sent) = (Arc::new(Batches::new(1, |_| 1)), Sent::default());
        let waiting: Vec<_> = (0..3)
            .map(|item| {
                let (batches, send) = (Arc::clone(&batches), doubling(&sent));
                tokio::spawn(async move { batches.submit("zone", item, send).await })
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(50)).await;
        waiting[0].abort();
        waiting[1].abort();
        let [_, _, last] = waiting.try_into().unwrap();
        assert_eq!(last.await.unwrap().unwrap(), 4);
        assert_eq!(*sent.lock().unwrap(), [[0], [2]], "the one that was sent, and not the one that only waited");
    }

    #[tokio::test(start_paused = true)]
    async fn a_panic_leaves_nothing_waiting() {
        let batches = Arc::new(Batches::<u32, u32>::new(10, |_| 1));
        let broken = |_: Vec<u32>| async { panic!("a bug") };
        assert_eq!(batches.submit("zone", 1, broken).await.unwrap_err().kind, ErrorKind::Ambiguous);
        let sent = Sent::default();
        assert_eq!(batches.submit("zone", 2, doubling(&sent)).await.unwrap(), 4);
    }
}
