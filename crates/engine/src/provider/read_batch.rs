//! A round of reading: what several types ask in the same words is asked once.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

use super::error::{ErrorKind, ProviderError, Result};
use crate::model::environment::Place;

/// How much of a resource a refresh reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Depth {
    /// What calls tell that answer for many resources: whether each is there, and as many of its properties as its
    /// service's lists show. See [`Resource::glance`](super::Resource::glance).
    Lists,
    /// Everything, with a call for each resource where there is no other way.
    #[default]
    Whole,
}

type Answer = Arc<OnceCell<Arc<dyn Any + Send + Sync>>>;

/// Reads that belong together. What one of them was told, the others need not ask: lists that several types are read
/// from, and indexes that services keep and that may be seconds behind. So a round says what is as it was; what it
/// finds to differ is read again without one before anybody is told.
#[derive(Default)]
pub struct Round {
    depth: Depth,
    answers: Mutex<HashMap<(Place, String, TypeId), Answer>>,
}

impl Round {
    /// A round of this depth, in which nothing was asked yet.
    #[must_use]
    pub fn new(depth: Depth) -> Self {
        Self { depth, answers: Mutex::default() }
    }

    /// How much is read.
    #[must_use]
    pub fn depth(&self) -> Depth {
        self.depth
    }

    /// The answer to a question about a place, which is asked if nobody did. Those who ask meanwhile wait for it.
    pub(super) async fn shared<T, F, Fut>(&self, place: &Place, question: &str, ask: F) -> Result<Arc<T>>
    where
        T: Send + Sync + 'static,
        F: FnOnce() -> Fut,
        Fut: Future<Output = Result<T>>,
    {
        let answer = {
            let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
            let key = (place.clone(), question.to_owned(), TypeId::of::<T>());
            Arc::clone(answers.entry(key).or_default())
        };
        let told = answer
            .get_or_try_init(|| async { ask().await.map(|told| Arc::new(told) as Arc<dyn Any + Send + Sync>) })
            .await?;
        Arc::clone(told).downcast().map_err(|_| {
            ProviderError::new(ErrorKind::Internal, format!("the answer to `{question}` is of another type"))
        })
    }
}

impl std::fmt::Debug for Round {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Round").field("depth", &self.depth).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    fn place(region: &str) -> Place {
        Place { region: region.to_owned(), account: None }
    }

    #[tokio::test]
    async fn a_question_is_asked_once_a_place_and_again_after_an_error() {
        let (round, asked) = (Round::default(), AtomicU32::new(0));
        let ask = |fails: bool| async move {
            match fails {
                true => Err(ProviderError::new(ErrorKind::Throttled, "slow down")),
                false => Ok("told".to_owned()),
            }
        };
        let (here, there) = (place("eu-west-1"), place("us-east-1"));
        for (place, fails) in [(&here, true), (&here, false), (&here, true), (&there, false), (&there, false)] {
            let told = round.shared(place, "names", || {
                asked.fetch_add(1, Ordering::Relaxed);
                ask(fails)
            });
            let _ = told.await;
        }
        assert_eq!(asked.into_inner(), 3, "a failure, then one answer for each place");
    }

    #[tokio::test]
    async fn who_asks_while_a_question_is_under_way_waits_for_its_answer() {
        let (round, asked, here) = (Round::default(), AtomicU32::new(0), place("eu-west-1"));
        let ask = || {
            round.shared(&here, "names", || async {
                tokio::task::yield_now().await;
                Ok(asked.fetch_add(1, Ordering::Relaxed))
            })
        };
        let (one, other) = futures::join!(ask(), ask());
        assert_eq!((one.ok().as_deref(), other.ok().as_deref()), (Some(&0), Some(&0)));
    }
}
