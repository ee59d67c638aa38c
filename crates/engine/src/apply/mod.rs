//! Applying a plan.
//!
//! [`apply`] carries a plan's steps out, as many at once as may work, each through its provider. Every write is
//! journalled: that it begins, before the call is sent; its id, the moment it is known; its end. What an
//! interrupted run left is resolved by [`recover`] before the next plan is made.
//!
//! * `executor` starts steps in the order of `schedule` and counts how they end; `permits` says how many work at once,
//!   `regions` whether a whole region has failed;
//! * `step_runner` carries one step out, with the `operation_host` that its resource type sees;
//! * `ending` is the table of what an error leaves in the journal;
//! * `repair` is what a person says of what [`recover`] cannot know;
//! * `poller` looks at everything that is waited for, with one call for many.

mod cancel;
mod context;
mod ending;
mod executor;
mod observe;
mod operation_host;
mod permits;
mod poller;
mod read;
mod recover;
mod refresh;
mod regions;
mod repair;
mod run;
mod run_recorder;
mod schedule;
mod step_runner;
mod token;
mod values;

pub use cancel::Cancel;
pub use executor::apply;
pub use read::{ReadError, Unread};
pub use recover::{Ambiguity, Question, Recovered, recover};
pub use refresh::{Drift, Refreshed, refresh};
pub use regions::OnRegionFailure;
pub use repair::{Answer, AnswerError, Candidate};
pub use run::{ApplyError, ApplyOptions, Confirm, Run, Wave};
pub use run_recorder::RunRecorder;

pub(crate) use read::{data, existing, import};
pub(crate) use repair::{candidates, changes as answered};

pub use crate::plan::DataResults;
pub use crate::provider::Providers;
