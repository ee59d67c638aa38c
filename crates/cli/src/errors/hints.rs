//! Hints for errors of services.
//!
//! Hints derived from the error's own message take precedence: the missing permission ([`permission`]), the reached
//! quota ([`quota`]), the valid values ([`choice`]), an unreachable service ([`network`]), a service-linked role that a new
//! account does not have ([`service_linked_role`]). All others come from a table that maps (service, code) to a hint: to add
//! one, add a line to [`TABLE`].

mod choice;
mod disk;
mod network;
mod permission;
mod quota;
mod service_linked_role;
mod table;

use archipel_engine::resource::{ErrorKind, ProviderError};

pub(super) use self::disk::of_disk;
use self::table::{TABLE, fits};

/// The hint for an error without a line in the table.
fn by_kind(kind: ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::Credentials => {
            "provide credentials: `aws sso login` and AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; `--sandbox` needs none"
        }
        ErrorKind::AlreadyExists => {
            "choose another name, or import the existing resource with `Options::new().import(ID)` or `import RESOURCE=ID`: the stack does not manage it"
        }
        ErrorKind::Throttled => {
            "run the command again with a smaller `--parallel`: the service limits the rate of calls"
        }
        ErrorKind::Ambiguous => {
            "run the command again: the state records the operation as pending, and the next run checks its outcome before it calls again"
        }
        ErrorKind::Timeout => {
            "run the command again to continue waiting, or raise the timeout with the option `create_timeout`"
        }
        ErrorKind::SeveralCandidates => "delete all of them or all but one, then run the command again",
        ErrorKind::NotYet => "run the command again: a dependency was not visible in time",
        ErrorKind::LockLost => {
            "wait until the other run has ended, then run the command again: it resumes the remaining work; `state unlock STACK` shows the run that holds the lock"
        }
        ErrorKind::NotRecorded => {
            "make the state writable as the error of the state says, then run the command again: it resolves the operations of this run first"
        }
        ErrorKind::UnknownValue => {
            "change the value in the service, or remove the resource from the stack with `Options::new().retain()`: it stays as it is"
        }
        ErrorKind::Internal => "report this as a bug of Archipel or of the resource type",
        // The messages of the first two contain the hint.
        ErrorKind::Denied
        | ErrorKind::Quota
        | ErrorKind::NotFound
        | ErrorKind::Invalid
        | ErrorKind::Failed
        | ErrorKind::Cancelled => return None,
    })
}

/// The hint for an error of the service that stores a state.
pub(super) fn of_state(error: &ProviderError) -> Option<String> {
    let here = match error.kind {
        ErrorKind::Throttled => "run the command again in a minute: the rate of calls to the bucket is limited",
        ErrorKind::Ambiguous | ErrorKind::NotYet | ErrorKind::Timeout => {
            "check the address and the network, then run the command again: the recorded state is safe"
        }
        ErrorKind::NotFound => {
            "create the bucket first (`aws s3 mb s3://NAME --region REGION`), with versioning and without public access, or correct its name"
        }
        _ => return hint(error),
    };
    Some(here.to_owned())
}

/// The hint for an error.
pub(super) fn hint(error: &ProviderError) -> Option<String> {
    permission::hint(error)
        .or_else(|| quota::hint(error))
        .or_else(|| choice::hint(error))
        .or_else(|| network::hint(error))
        .or_else(|| service_linked_role::hint(error))
        .or_else(|| from_table(error))
}

/// The readable part of the error's own message.
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
    fn each_service_has_a_hint_for_an_existing_name() {
        for (service, code, says) in [
            ("s3", "BucketAlreadyExists", "another AWS account has a bucket of this name"),
            ("logs", "ResourceAlreadyExistsException", "services often create theirs at the first write"),
            ("ecr", "RepositoryAlreadyExistsException", "import the existing repository in"),
            ("rds", "DBInstanceAlreadyExists", "import the existing database in"),
            ("cloudfront", "DistributionAlreadyExists", "import the existing resource with"),
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
