//! The emulator of each service, and the protocol of its errors.
//!
//! To add a service, add a line to [`TABLE`]. The reasons for each choice are in `QUIRKS.md`.

use super::sigv4::Scope;
pub use crate::protocol::{Backend, Wire};

/// The Resource Groups Tagging API in the credential scope.
pub(super) const TAGGING: &str = "tagging";

/// One line of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route {
    /// The service's name in the SigV4 credential scope.
    pub service: &'static str,
    pub backend: Backend,
    pub wire: Wire,
}

const fn moto(service: &'static str, wire: Wire) -> Route {
    Route { service, backend: Backend::Moto, wire }
}

const fn ministack(service: &'static str, wire: Wire) -> Route {
    Route { service, backend: Backend::Ministack, wire }
}

/// Every supported service.
pub const TABLE: &[Route] = &[
    moto("ec2", Wire::Ec2),
    moto("iam", Wire::Query),
    moto("sts", Wire::Query),
    moto("elasticloadbalancing", Wire::Query),
    moto("rds", Wire::Query),
    moto("wafv2", Wire::Json),
    moto("ssm", Wire::Json),
    moto("secretsmanager", Wire::Json),
    moto("ecr", Wire::Json),
    moto("guardduty", Wire::RestJson),
    moto("securityhub", Wire::RestJson),
    moto("aps", Wire::RestJson),
    moto("organizations", Wire::Json),
    moto("shield", Wire::Json),
    moto("cloudtrail", Wire::Json),
    moto("ce", Wire::Json),
    moto(S3_CONTROL, Wire::RestXml),
    ministack("s3", Wire::S3),
    ministack("kms", Wire::Json),
    ministack("eks", Wire::RestJson),
    ministack("elasticache", Wire::Query),
    ministack("route53", Wire::RestXml),
    ministack("cloudfront", Wire::RestXml),
    ministack("acm", Wire::Json),
    ministack("monitoring", Wire::Query),
    ministack("logs", Wire::Json),
    ministack("sns", Wire::Query),
    ministack("sqs", Wire::Json),
    ministack("events", Wire::Json),
    ministack("backup", Wire::RestJson),
    ministack("glue", Wire::Json),
    ministack("athena", Wire::Json),
    ministack("es", Wire::RestJson),
    ministack("opensearch", Wire::RestJson),
    ministack("budgets", Wire::Json),
    ministack("dynamodb", Wire::Json),
    ministack("cloudcontrolapi", Wire::Json),
    ministack("cloudformation", Wire::Query),
    ministack("scheduler", Wire::RestJson),
    ministack("firehose", Wire::Json),
    ministack("kinesis", Wire::Json),
    ministack("states", Wire::Json),
    ministack("ecs", Wire::Json),
    ministack("elasticfilesystem", Wire::RestJson),
    ministack("cognito-idp", Wire::Json),
    ministack("appsync", Wire::RestJson),
    ministack("s3tables", Wire::RestJson),
    ministack("apigateway", Wire::RestJson),
    // Amazon SES, versions 1 and 2.
    ministack("ses", Wire::RestJson),
    ministack("lambda", Wire::RestJson),
    // Its responses combine those of both emulators: see `tagging.rs`.
    moto(TAGGING, Wire::Json),
];

/// The settings of accounts have requests of their own, which are signed for S3.
const S3_CONTROL: &str = "s3control";

/// The service of a request, by its path where one name in the credential scope is that of two.
pub(super) fn of_path(scope: Scope, path: &str) -> Scope {
    let is_control = scope.service == "s3" && path.starts_with("/v20180820/");
    if is_control { Scope { service: S3_CONTROL.to_owned(), ..scope } } else { scope }
}

/// The line for a service.
#[must_use]
pub fn find(service: &str) -> Option<&'static Route> {
    TABLE.iter().find(|route| route.service == service)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_service_is_routed_once() {
        for route in TABLE {
            let same = TABLE.iter().filter(|r| r.service == route.service).count();
            assert_eq!(same, 1, "{}", route.service);
        }
        assert_eq!(find("ec2").map(|r| r.backend), Some(Backend::Moto));
        assert_eq!(find("s3").map(|r| r.backend), Some(Backend::Ministack));
        assert_eq!(find("nosuch"), None);
    }

    #[test]
    fn settings_of_accounts_are_not_of_a_bucket() {
        let scope = || Scope { access_key: String::new(), region: String::new(), service: "s3".to_owned() };
        assert_eq!(of_path(scope(), "/v20180820/configuration/publicAccessBlock").service, S3_CONTROL);
        assert_eq!(of_path(scope(), "/v20180820").service, "s3");
    }

    #[test]
    fn versions_come_from_the_pins() {
        assert_eq!(Backend::Moto.version(), "5.2.5");
        assert_eq!(Backend::Ministack.version(), "1.5.33");
    }
}
