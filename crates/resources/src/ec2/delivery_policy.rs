//! The policy of a flow log's bucket, which EC2 overwrites when it creates the flow log.
//!
//! <https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html>

use serde_json::{Value as Json, json};

use super::flow_log::FlowLog;
use crate::prelude::*;

/// The service that writes the records.
const DELIVERY: &str = "delivery.logs.amazonaws.com";

/// The policy of a bucket. `None` if it has none, or if the credentials may not read it, with which EC2 cannot change it either.
#[cfg(feature = "s3")]
pub(super) async fn read(cx: &ReadContext<Aws>, bucket: &str) -> Result<Option<String>> {
    match send!(cx, cx.api().s3().get_bucket_policy().bucket(bucket)) {
        Ok(response) => Ok(response.policy),
        Err(error) if matches!(error.kind, ErrorKind::Throttled | ErrorKind::Ambiguous | ErrorKind::NotYet) => {
            Err(error)
        }
        Err(_) => Ok(None),
    }
}

/// Puts the statements back that a policy had before.
#[cfg(feature = "s3")]
pub(super) async fn restore(cx: &OperationContext<FlowLog>, bucket: &str, before: &str) -> Result<()> {
    cx.eventually(&[], || async {
        let now = read(cx, bucket).await?;
        match restored(before, now.as_deref().unwrap_or_default()) {
            Some(policy) => send!(cx, cx.api().s3().put_bucket_policy().bucket(bucket).policy(policy)).map(drop),
            None => Ok(()),
        }
    })
    .await
}

/// Without the types of S3, nothing of a program manages policies of buckets.
#[cfg(not(feature = "s3"))]
pub(super) async fn read(_: &ReadContext<Aws>, _: &str) -> Result<Option<String>> {
    Ok(None)
}

#[cfg(not(feature = "s3"))]
pub(super) async fn restore(_: &OperationContext<FlowLog>, _: &str, _: &str) -> Result<()> {
    Ok(())
}

/// The policy to put, if statements of the one before are missing: the one before if it lets the records be written, else both.
fn restored(before: &str, now: &str) -> Option<String> {
    let policy: Json = serde_json::from_str(before).ok()?;
    let (mut had, has) = (statements(&policy), statements(&serde_json::from_str(now).unwrap_or_default()));
    if had.iter().all(|statement| has.contains(statement)) {
        return None;
    }
    if !had.iter().any(allows_delivery) {
        had.extend(has);
    }
    let mut merged = policy;
    merged["Statement"] = json!(had);
    Some(merged.to_string())
}

fn statements(policy: &Json) -> Vec<Json> {
    match &policy["Statement"] {
        Json::Array(statements) => statements.clone(),
        Json::Null => Vec::new(),
        one => vec![one.clone()],
    }
}

/// The texts of a value that is one or a list of them.
fn texts_in(value: &Json) -> Vec<&str> {
    match value {
        Json::String(text) => vec![text],
        Json::Array(texts) => texts.iter().filter_map(Json::as_str).collect(),
        _ => Vec::new(),
    }
}

fn allows_delivery(statement: &Json) -> bool {
    let writes = |action: &str| matches!(action, "s3:PutObject" | "s3:Put*" | "s3:*" | "*");
    statement["Effect"] == "Allow"
        && texts_in(&statement["Principal"]["Service"]).contains(&DELIVERY)
        && texts_in(&statement["Action"]).into_iter().any(writes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(statements: &[&Json]) -> String {
        json!({"Version": "2012-10-17", "Statement": statements}).to_string()
    }

    fn of(text: &str) -> Json {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn what_a_policy_had_is_put_back() {
        let delivery = |sid: &str| json!({"Sid": sid, "Effect": "Allow", "Principal": {"Service": DELIVERY}, "Action": ["s3:PutObject"]});
        let tls = json!({"Effect": "Deny", "Principal": "*", "Action": "s3:*"});
        let (ours, theirs) = (delivery("Write"), delivery("AWSLogDeliveryWrite"));
        let restored = |before: &[&Json], now: &[&Json]| restored(&policy(before), &policy(now)).map(|text| of(&text));
        assert_eq!(restored(&[&tls], &[&tls, &theirs]), None, "EC2 has added its statement");
        assert_eq!(restored(&[&ours, &tls], &[&theirs]), Some(of(&policy(&[&ours, &tls]))));
        assert_eq!(restored(&[&tls], &[&theirs]), Some(of(&policy(&[&tls, &theirs]))));
        assert_eq!(super::restored("nonsense", &policy(&[&theirs])), None);
    }
}
