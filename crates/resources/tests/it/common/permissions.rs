//! The table of IAM actions, `iam.toml`, as the tests read it.

use std::collections::BTreeSet;

const TABLE: &str = include_str!("../../../iam.toml");

/// The IAM prefix of a service, by its name in the SDK or in requests.
fn prefix(service: &str) -> String {
    let service = service.replace(' ', "").to_lowercase();
    match service.as_str() {
        "cloudwatchlogs" => "logs".to_owned(),
        "costexplorer" => "ce".to_owned(),
        "elasticloadbalancingv2" | "elbv2" => "elasticloadbalancing".to_owned(),
        "monitoring" => "cloudwatch".to_owned(),
        "resourcegroupstaggingapi" | "tagging" => "tag".to_owned(),
        _ => service,
    }
}

/// A call as `service:Operation` with the service's IAM prefix.
pub fn operation(call: &str) -> String {
    let (service, operation) = call.split_once(':').unwrap_or(("", call));
    format!("{}:{operation}", prefix(service))
}

/// The operations that the table lists for these types.
pub fn operations_of(types: &BTreeSet<String>) -> BTreeSet<String> {
    let table: toml::Table = TABLE.parse().expect("a table");
    let mut operations = BTreeSet::new();
    for name in types {
        let service = prefix(name.split([':', '/']).nth(1).unwrap_or_default());
        let verbs = table.get(name).and_then(toml::Value::as_table).into_iter().flat_map(toml::Table::values);
        for operation in verbs.filter_map(toml::Value::as_array).flatten().filter_map(toml::Value::as_str) {
            operations.insert(match operation.contains(':') {
                true => operation.to_owned(),
                false => format!("{service}:{operation}"),
            });
        }
    }
    operations
}

#[test]
fn a_call_has_the_prefix_that_iam_has_for_its_service() {
    for (call, expected) in [
        ("elastic load balancing v2:CreateListener", "elasticloadbalancing:CreateListener"),
        ("cloudwatch logs:CreateLogGroup", "logs:CreateLogGroup"),
        ("route 53:GetChange", "route53:GetChange"),
        ("ec2:CreateVpc", "ec2:CreateVpc"),
    ] {
        assert_eq!(operation(call), expected);
    }
}
