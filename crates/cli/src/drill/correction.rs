//! A change of the numbers in a store, which the application makes for a drill.

use std::sync::Arc;

use archipel_resources::numbered::Application;
use tokio::task::JoinSet;

/// How many numbers are written at a time.
const AT_A_TIME: usize = 16;

/// New numbers for a store. Those that it has are deleted first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Correction {
    /// The index of the store.
    pub(super) store: usize,
    pub(super) numbers: Vec<u64>,
}

/// Lets the application delete the numbers of a series, and write these.
pub(super) async fn replace(
    application: &Arc<Application>,
    series: &str,
    numbers: &[u64],
) -> std::result::Result<(), String> {
    application.send("DELETE", series).await.map_err(|error| error.message)?;
    for numbers in numbers.chunks(AT_A_TIME) {
        let mut writes = JoinSet::new();
        for number in numbers {
            let (application, url) = (Arc::clone(application), format!("{series}/{number}"));
            writes.spawn(async move { application.send("PUT", &url).await });
        }
        let written: std::result::Result<Vec<String>, _> = writes.join_all().await.into_iter().collect();
        written.map_err(|error| error.message)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recovery::application::application;

    #[tokio::test]
    async fn a_series_is_deleted_before_its_numbers_are_written() {
        let (address, requests) = application(true);
        let (sender, series) = (Arc::new(Application::default()), format!("{address}/drill/cache/one"));
        replace(&sender, &series, &[70, 71]).await.unwrap();
        let numbers: Vec<u64> = (1..40).collect();
        replace(&sender, &series, &numbers).await.unwrap();
        let there = sender.send("GET", &series).await.unwrap();
        assert_eq!(serde_json::from_str::<Vec<u64>>(&there).unwrap(), numbers);
        let requests = requests.lock().unwrap();
        assert_eq!(requests.len(), 1 + 2 + 1 + 39 + 1);
        assert_eq!(requests[3], "DELETE /drill/cache/one");
    }

    #[tokio::test]
    async fn a_change_that_the_application_does_not_make_says_why() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/drill/cache/one", listener.local_addr().unwrap());
        drop(listener);
        let why = replace(&Arc::new(Application::default()), &address, &[]).await.unwrap_err();
        assert!(why.starts_with(&format!("DELETE {address}: ")), "{why}");
    }
}
