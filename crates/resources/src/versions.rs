//! Errors about versions that do not exist, with the available ones.

use std::future::Future;

use archipel_engine::resource::{ErrorKind, ProviderError, Result};

/// Adds the available versions to the error of a call that was refused because of its version. The error is unchanged
/// when they cannot be read.
pub(crate) async fn with_choices<T>(
    answer: Result<T>,
    versions: impl Future<Output = Result<Vec<String>>>,
) -> Result<T> {
    match answer {
        Err(error) if is_about_a_version(&error) => {
            let choices = versions.await.unwrap_or_default();
            Err(ProviderError { choices, ..error })
        }
        other => other,
    }
}

fn is_about_a_version(error: &ProviderError) -> bool {
    // "Cannot find version 99.1 for postgres", "unsupported Kubernetes version"
    let message = error.message.to_ascii_lowercase();
    let says = ["cannot find version", "unsupported kubernetes"];
    error.kind == ErrorKind::Invalid && says.iter().any(|words| message.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn versions_are_asked_for_only_where_one_was_refused() {
        let refused = |message: &str| Err::<(), _>(ProviderError::new(ErrorKind::Invalid, message));
        let versions = || async { Ok(vec!["16.6".to_owned()]) };
        let error = with_choices(refused("Cannot find version 99.1 for postgres"), versions()).await.unwrap_err();
        assert_eq!(error.choices, ["16.6"]);
        let error = with_choices(refused("the subnet group has too few zones"), versions()).await.unwrap_err();
        assert_eq!(error.choices, [""; 0]);
        let none = async { Err(ProviderError::new(ErrorKind::Denied, "no")) };
        let error = with_choices(refused("unsupported Kubernetes version"), none).await.unwrap_err();
        assert!(error.message.contains("Kubernetes") && error.choices.is_empty());
    }
}
