//! The tests that every [`StateStore`] must pass.
//!
//! A store implements [`StoreFixture`] and calls [`contract_tests!`](crate::contract_tests) in its tests. Behind the
//! feature `contract`.

// These are tests: an unexpected result panics.
#![allow(clippy::unwrap_used)]
#![allow(clippy::missing_panics_doc)]

mod content;
mod damage;
mod fixture;
mod samples;
mod writers;

pub use content::*;
pub use damage::*;
pub use fixture::{StoreFixture, Undo, damage_file};
pub use samples::{begin, holder, put, record};
pub use writers::*;

/// Writes a test for each check, for the [`StoreFixture`] that the expression returns.
#[macro_export]
macro_rules! contract_tests {
    ($fixture:expr) => {
        $crate::contract_tests!(@ $fixture;
            an_empty_state_loads, what_is_committed_is_loaded, the_journal_keeps_its_table,
            an_illegal_commit_commits_nothing, serials_count_commits, the_lineage_lasts, one_writer_at_a_time,
            a_dropped_store_can_be_opened_again, concurrent_commits_all_last, large_values_last,
            of_many_who_race_one_writes, a_writer_that_was_taken_over_cannot_write,
            an_interrupted_commit_is_whole_or_absent, newer_formats_are_refused, damage_is_found_and_named,
            a_hundred_thousand_records_load, names_may_be_of_any_script, values_read_back_exactly,
            any_history_loads_as_applied);
    };
    (@ $fixture:expr; $($check:ident),+) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $check() {
                $crate::contract::$check(&$fixture).await;
            }
        )+
    };
}
