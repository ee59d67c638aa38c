//! What a role may do.

use archipel::aws::types::PolicyDocument;
use archipel::engine::program::FormatPart;
use archipel::prelude::*;
use serde_json::{Value, json};

/// A policy of these statements.
pub(super) fn policy(statements: &Value) -> PolicyDocument {
    PolicyDocument::new(json!({"Version": "2012-10-17", "Statement": statements}))
}

/// A bucket's statements that refuse plain HTTP and TLS before 1.2. Services that deliver to a bucket use TLS too: the first
/// denies only requests that say they came without it, the second only those that say which version they came with.
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

/// What a machine may do that people look around in by Session Manager: that, and nothing else of Systems Manager. AWS's own
/// policy for it lets it read every parameter.
pub(super) fn sessions() -> PolicyDocument {
    let actions = [
        "ssm:UpdateInstanceInformation",
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
    ];
    // None of these can be allowed on less.
    policy(&json!([{"Effect": "Allow", "Action": actions, "Resource": "*"}]))
}

/// What a role may do. As a policy it waits for what it names, and for nothing else.
#[derive(Default)]
pub(super) struct Rights {
    /// As JSON.
    statements: Vec<Output<String>>,
}

impl Rights {
    /// These actions on these resources; nothing, if there are none.
    pub(super) fn allow<R: FormatPart>(self, actions: &[&str], on: impl IntoIterator<Item = R>) -> Self {
        self.with(json!({"Effect": "Allow", "Action": actions}), on)
    }

    /// These actions with these keys, where one of these services does them for the role.
    pub(super) fn allow_via<R: FormatPart>(
        self,
        services: &[String],
        actions: &[&str],
        keys: impl IntoIterator<Item = R>,
    ) -> Self {
        self.allow_if(&json!({"StringEquals": {"kms:ViaService": services}}), actions, keys)
    }

    /// These actions on these resources, under a condition.
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

    /// As a policy. IAM takes none that allows nothing.
    pub(super) fn policy(self) -> Output<PolicyDocument> {
        let statements = Output::all(self.statements).map(|statements| statements.join(","));
        PolicyDocument::of(&output_format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#))
    }
}
