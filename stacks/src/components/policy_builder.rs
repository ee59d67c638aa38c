//! Policies of roles and buckets.

use archipel::aws::types::PolicyDocument;
use archipel::engine::program::FormatPart;
use archipel::prelude::*;
use serde_json::{Value, json};

/// A policy with these statements.
pub(super) fn policy(statements: &Value) -> PolicyDocument {
    PolicyDocument::new(json!({"Version": "2012-10-17", "Statement": statements}))
}

/// The statements of a bucket that deny plain HTTP and TLS before 1.2. Services that deliver to a bucket use TLS too:
/// the first statement denies only requests that report no TLS, the second only those that report an older version.
pub(super) fn tls_only(bucket: &Arn) -> [Value; 2] {
    let deny = |sid: &str, condition: Value| {
        json!({
            "Sid": sid,
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [bucket.as_str(), format!("{bucket}/*")],
            "Condition": condition,
        })
    };
    [
        deny("TlsOnly", json!({"Bool": {"aws:SecureTransport": "false"}})),
        deny("Tls12", json!({"NumericLessThan": {"s3:TlsVersion": "1.2"}})),
    ]
}

/// The permissions of an instance for Session Manager, without the rest of Systems Manager. The AWS managed policy
/// would allow it to read every parameter.
pub(super) fn sessions() -> PolicyDocument {
    let actions = [
        "ssm:UpdateInstanceInformation",
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
    ];
    // These actions support no resource restriction.
    policy(&json!([{"Effect": "Allow", "Action": actions, "Resource": "*"}]))
}

/// A policy document. Its resource dependencies are the resources that it names.
#[derive(Default)]
pub(super) struct PolicyBuilder {
    /// In JSON.
    statements: Vec<Output<String>>,
}

impl PolicyBuilder {
    /// Allows these actions on these resources; adds nothing if there are none.
    pub(super) fn allow<R: FormatPart>(self, actions: &[&str], on: impl IntoIterator<Item = R>) -> Self {
        self.with(json!({"Effect": "Allow", "Action": actions}), on)
    }

    /// Allows these actions on these keys if one of these services uses them on behalf of the role.
    pub(super) fn allow_via<R: FormatPart>(
        self,
        services: &[String],
        actions: &[&str],
        keys: impl IntoIterator<Item = R>,
    ) -> Self {
        self.allow_if(&json!({"StringEquals": {"kms:ViaService": services}}), actions, keys)
    }

    /// Allows these actions on these resources, under a condition.
    pub(super) fn allow_if<R: FormatPart>(
        self,
        condition: &Value,
        actions: &[&str],
        on: impl IntoIterator<Item = R>,
    ) -> Self {
        self.with(json!({"Effect": "Allow", "Action": actions, "Condition": condition}), on)
    }

    fn with<R: FormatPart>(mut self, statement: Value, on: impl IntoIterator<Item = R>) -> Self {
        let on: Vec<Output<String>> = on.into_iter().map(|one| output_format!("{}", one)).collect();
        if !on.is_empty() {
            self.statements.push(Output::all(on).map(move |on| {
                let mut statement = statement.clone();
                statement["Resource"] = json!(on);
                statement.to_string()
            }));
        }
        self
    }

    /// Returns the document. IAM refuses one without statements.
    pub(super) fn policy(self) -> Output<PolicyDocument> {
        let statements = Output::all(self.statements).map(|statements| statements.join(","));
        PolicyDocument::of(&output_format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#))
    }
}
