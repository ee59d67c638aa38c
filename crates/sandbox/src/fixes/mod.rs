//! Corrections to what an emulator does wrongly, one file each, where the fault would make a life cycle
//! impossible or a test prove the wrong thing. They are listed in `QUIRKS.md` and in the status.
//!
//! Corrections that need the emulator's own state are made inside it (`assets/corrections.py`).

pub(crate) mod client_token;
pub(crate) mod dry_run;
pub(crate) mod flow_log_bucket;
pub(crate) mod html_errors;

use crate::standin::Listed;

/// All of them, for the status.
pub(crate) fn listed() -> Vec<Listed> {
    let list: [(&str, &[&str], &str); 10] = [
        (
            "ec2",
            &["Create*", "Allocate*", "RunInstances"],
            "moto ignores ClientToken: a repeated create with one token gets the first answer again",
        ),
        ("ec2", &["*"], "moto carries out calls with DryRun=true: they are answered with DryRunOperation"),
        (
            "ec2",
            &["CreateFlowLogs"],
            "moto looks for the destination bucket in its own S3: buckets that exist in ministack are made known to it",
        ),
        ("*", &["*"], "moto answers HTML to what it lacks or fails at: turned into an error of the service's shape"),
        ("ec2", &["DeleteVpcEndpoints"], "moto fails for an endpoint whose route tables were changed"),
        ("ec2", &["DeleteSubnet"], "moto deletes subnets that hold NAT gateways or network interfaces"),
        ("ec2", &["ReleaseAddress"], "moto releases addresses that a NAT gateway uses"),
        ("ec2", &["DeleteTransitGateway"], "moto deletes transit gateways that have attachments"),
        (
            "ec2",
            &["ReplaceTransitGatewayRoute", "DeleteTransitGatewayRoute", "CreateTransitGatewayRoute"],
            "moto fails at routes that are absent, and accepts duplicates",
        ),
        ("iam", &["DeletePolicy"], "moto deletes policies that are attached"),
    ];
    list.into_iter()
        .map(|(service, operations, reason)| Listed {
            service: service.to_owned(),
            operations: operations.iter().map(ToString::to_string).collect(),
            reason: reason.to_owned(),
        })
        .collect()
}
