//! Applying a plan.
//!
//! [`apply`] executes a plan's steps, as many at once as may work, each through its provider. Every write is
//! journalled: its beginning before the call is sent, its id as soon as it is known, and its end. [`recover`] resolves
//! the pending operations of an interrupted run before the next plan is made.
//!
//! * `executor` starts steps in the order of `schedule` and counts their outcomes; `permits` limits how many work at
//!   once, `regions` detects failed regions;
//! * `step_runner` executes one step with the journal entries of `step_operation` and the services of `operation_host`;
//! * `ending` is the table of the states in which an error leaves a resource;
//! * `repair` records the user's decisions about operations that [`recover`] cannot resolve;
//! * `poller` polls all resources that steps wait for, with one call for many.

mod cancel;
mod context;
mod ending;
mod executor;
mod hook;
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
mod step_operation;
mod step_runner;
mod token;
mod unfinished_hooks;
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
