//! Hints for errors of services.
//!
//! Hints from the error's own message come first: the permission that is missing ([`permission`]), the quota that
//! is reached ([`quota`]), the values that exist ([`choice`]), an unreachable service ([`network`]). Everything else is a table
//! from (service, code) to words: to add one, add a line to [`TABLE`].

mod choice;
mod disk;
mod network;
mod permission;
mod quota;
mod table;

use archipel_engine::resource::{ErrorKind, ProviderError};

pub(super) use self::disk::of_disk;
use self::table::{TABLE, fits};

/// What to do about an error that has no line in the table.
fn by_kind(kind: ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::Credentials => {
            "give credentials: `aws sso login` and AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; with `--sandbox` none are needed"
        }
        ErrorKind::AlreadyExists => {
            "something of this name exists that the stack did not make: choose another name, or delete it if it is a leftover"
        }
        ErrorKind::Throttled => {
            "the service lets fewer calls through: run the command again, with a smaller `--parallel`"
        }
        ErrorKind::Ambiguous => {
            "it is unknown whether the call succeeded; the state records it as pending, and the next run checks before it calls again"
        }
        ErrorKind::Timeout => {
            "it may still become ready: run the command again to go on waiting, or give it more time with the options' `create_timeout`"
        }
        ErrorKind::SeveralCandidates => "delete all but one of them, or all, then run the command again",
        ErrorKind::NotYet => "what it depends on was not visible in time: run the command again",
        ErrorKind::Internal => "this is a mistake in Archipel or in the resource type: please report it",
        // The first two are told from what they say.
        ErrorKind::Denied
        | ErrorKind::Quota
        | ErrorKind::NotFound
        | ErrorKind::Invalid
        | ErrorKind::Failed
        | ErrorKind::Cancelled => return None,
    })
}

/// What to do about an error of the service that keeps a state.
pub(super) fn of_state(error: &ProviderError) -> Option<String> {
    let here = match error.kind {
        ErrorKind::Throttled => "the bucket is called too often: run the command again in a minute",
        ErrorKind::Ambiguous | ErrorKind::NotYet | ErrorKind::Timeout => {
            "check the address and the network, then run the command again: recorded data is safe"
        }
        ErrorKind::NotFound => {
            "create the bucket first (`aws s3 mb s3://NAME --region REGION`), with versioning and without public access, or correct its name"
        }
        _ => return hint(error),
    };
    Some(here.to_owned())
}

/// What to do about this error.
pub(super) fn hint(error: &ProviderError) -> Option<String> {
    permission::hint(error)
        .or_else(|| quota::hint(error))
        .or_else(|| choice::hint(error))
        .or_else(|| network::hint(error))
        .or_else(|| from_table(error))
}

/// The error's own words, as far as people can read them.
pub(super) fn message(error: &ProviderError) -> &str {
    permission::readable(&error.message)
}

fn from_table(error: &ProviderError) -> Option<String> {
    let service = error.service.as_deref().unwrap_or_default();
    let from_table = error.code.as_deref().and_then(|code| {
        TABLE.iter().find(|(of, pattern, _)| fits(of, service) && fits(pattern, code)).map(|(_, _, hint)| *hint)
    });
    let known = |part: &Option<String>, other: &str| part.clone().unwrap_or_else(|| other.to_owned());
    from_table.or_else(|| by_kind(error.kind)).map(|hint| {
        hint.replace("{service}", &known(&error.service, "SERVICE"))
            .replace("{operation}", &known(&error.operation, "OPERATION"))
            .replace("{region}", &known(&error.region, "REGION"))
            .replace("{code}", &known(&error.code, "CODE"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(service: &str, code: &str) -> ProviderError {
        ProviderError {
            code: Some(code.to_owned()),
            service: Some(service.to_owned()),
            operation: Some("CreateVpc".to_owned()),
            region: Some("eu-west-1".to_owned()),
            ..ProviderError::new(ErrorKind::Invalid, "no")
        }
    }

    #[test]
    fn names_that_are_taken_are_told_for_each_service() {
        for (service, code, says) in [
            ("s3", "BucketAlreadyExists", "another account has this one"),
            ("logs", "ResourceAlreadyExistsException", "a service made it by itself"),
            ("ecr", "RepositoryAlreadyExistsException", "take it over"),
            ("rds", "DBInstanceAlreadyExists", "take it over"),
            ("cloudfront", "DistributionAlreadyExists", "take it over"),
        ] {
            let said = hint(&error(service, code)).unwrap();
            assert!(said.contains(says), "{service} {code}: {said}");
        }
    }

    #[test]
    fn every_line_can_be_reached() {
        for (index, (service, code, _)) in TABLE.iter().enumerate() {
            let example = (service.replace('*', "any"), code.replace('*', ""));
            let first = TABLE.iter().position(|(of, pattern, _)| fits(of, &example.0) && fits(pattern, &example.1));
            assert_eq!(first, Some(index), "{service} {code} is hidden by a line before it");
        }
    }

    #[test]
    fn an_unknown_code_falls_back_on_its_kind() {
        let unknown =
            ProviderError { code: Some("Odd".to_owned()), ..ProviderError::new(ErrorKind::Credentials, "no") };
        assert!(hint(&unknown).unwrap().contains("aws sso login"));
        assert_eq!(hint(&error("ec2", "Odd")), None);
    }
}
