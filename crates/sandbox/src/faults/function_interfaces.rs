//! Network interfaces of functions in a VPC, which block the delete of their subnets and security groups for a while after the
//! last function has left them.
//!
//! Lambda needs up to 20 minutes to remove them, and only does so once no other function uses them (Lambda developer guide,
//! "Giving Lambda functions access to resources in an Amazon VPC"). The Terraform provider waits for them before it deletes a
//! subnet or a security group (`internal/service/ec2/vpc_network_interface.go`, `deleteLingeringLambdaENIs`).

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use http::Uri;
use serde_json::Value;

use crate::calls::Key;
use crate::protocol::{ErrorReply, Form, form_value, parse_form};

const CREATE: &str = "POST /2015-03-31/functions";
const UPDATE: &str = "PUT /2015-03-31/functions/{}/configuration";
const DELETE: &str = "DELETE /2015-03-31/functions/{}";

/// Whether a call may make a function leave its VPC, or deletes what an interface may be in.
pub(crate) fn concerns(call: &Key) -> bool {
    match call.service.as_str() {
        "lambda" => [UPDATE, DELETE].contains(&call.operation.as_str()),
        "ec2" => ["DeleteSecurityGroup", "DeleteSubnet"].contains(&call.operation.as_str()),
        _ => false,
    }
}

/// The account, the region and the name of a function.
type FunctionKey = (String, String, String);

/// A subnet or a security group that a function has left.
struct Left {
    account: String,
    region: String,
    id: String,
    free_from: Instant,
}

#[derive(Default)]
struct State {
    /// The subnets and security groups of each function in a VPC.
    used: HashMap<FunctionKey, Vec<String>>,
    left: Vec<Left>,
}

/// The network interfaces of the functions of all accounts.
#[derive(Default)]
pub(crate) struct FunctionInterfaces(Mutex<State>);

impl FunctionInterfaces {
    /// Remembers the network of a function from the response to a call that sets or ends it. Interfaces of what the function leaves
    /// stay for the given time.
    ///
    /// The functions are known without a rule too, so that a rule may be set at any time.
    pub(crate) fn observe(&self, call: &Key, uri: &Uri, response: &[u8], stay: Option<Duration>) {
        let found = match (call.service.as_str(), call.operation.as_str()) {
            ("lambda", CREATE | UPDATE) => network(response),
            ("lambda", DELETE) => deleted(uri).map(|name| (name, Vec::new())),
            _ => return,
        };
        let Some((name, uses)) = found else { return };
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (call.account.clone(), call.region.clone(), name);
        let before = state.used.remove(&key).unwrap_or_default();
        let now = Instant::now();
        state.left.retain(|left| left.free_from > now);
        if let Some(stay) = stay {
            let left = before.into_iter().filter(|id| !uses.contains(id));
            let (account, region) = (&call.account, &call.region);
            state.left.extend(left.map(|id| Left {
                account: account.clone(),
                region: region.clone(),
                id,
                free_from: now + stay,
            }));
        }
        if !uses.is_empty() {
            state.used.insert(key, uses);
        }
    }

    /// The error for the delete of a subnet or a security group in which an interface is.
    pub(crate) fn refuse(&self, call: &Key, form: &Form) -> Option<ErrorReply> {
        let of_group = match (call.service.as_str(), call.operation.as_str()) {
            ("ec2", "DeleteSecurityGroup") => true,
            ("ec2", "DeleteSubnet") => false,
            _ => return None,
        };
        let id = form_value(form, if of_group { "GroupId" } else { "SubnetId" })?;
        let (now, state) = (Instant::now(), self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let is_used = state.used.iter().any(|((account, region, _), uses)| {
            *account == call.account && *region == call.region && uses.iter().any(|used| used == id)
        });
        let is_left = |left: &Left| {
            left.account == call.account && left.region == call.region && left.id == id && left.free_from > now
        };
        let message = match of_group {
            true => format!("resource {id} has a dependent object"),
            false => format!("The subnet '{id}' has dependencies and cannot be deleted."),
        };
        (is_used || state.left.iter().any(is_left)).then(|| ErrorReply::new(400, "DependencyViolation", message))
    }

    pub(crate) fn clear(&self, account: Option<&str>) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.used.retain(|(of, ..), _| account.is_some_and(|account| account != of));
        state.left.retain(|left| account.is_some_and(|account| account != left.account));
    }
}

/// The name of a function, and its subnets and security groups.
fn network(response: &[u8]) -> Option<(String, Vec<String>)> {
    let function: Value = serde_json::from_slice(response).ok()?;
    let network = &function["VpcConfig"];
    let ids = ["SubnetIds", "SecurityGroupIds"].into_iter().filter_map(|field| network[field].as_array()).flatten();
    let ids = ids.filter_map(Value::as_str).map(str::to_owned).collect();
    Some((function["FunctionName"].as_str()?.to_owned(), ids))
}

/// The name of the function that a request deletes: it may have its ARN. `None` if it deletes one of its versions.
fn deleted(uri: &Uri) -> Option<String> {
    if form_value(&parse_form(uri.query().unwrap_or_default()), "Qualifier").is_some() {
        return None;
    }
    let named = uri.path().rsplit('/').next()?.replace("%3A", ":");
    let name = named.rsplit_once("function:").map_or(named.as_str(), |(_, name)| name);
    (!name.contains(':')).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Option<Duration> = Some(Duration::from_secs(3600));

    fn call(service: &str, operation: &str) -> Key {
        let (account, region) = ("1".to_owned(), "eu-west-1".to_owned());
        Key { account, region, service: service.to_owned(), operation: operation.to_owned() }
    }

    /// Sets the network of a function.
    fn set(interfaces: &FunctionInterfaces, operation: &str, name: &str, subnets: &[&str], stay: Option<Duration>) {
        let groups: &[&str] = if subnets.is_empty() { &[] } else { &["sg-1"] };
        let network = serde_json::json!({"SubnetIds": subnets, "SecurityGroupIds": groups, "VpcId": "vpc-1"});
        let response = serde_json::json!({"FunctionName": name, "VpcConfig": network}).to_string();
        interfaces.observe(&call("lambda", operation), &Uri::from_static("/"), response.as_bytes(), stay);
    }

    fn delete(interfaces: &FunctionInterfaces, uri: &'static str, stay: Option<Duration>) {
        interfaces.observe(&call("lambda", DELETE), &Uri::from_static(uri), b"", stay);
    }

    fn refused(interfaces: &FunctionInterfaces, id: &str) -> Option<ErrorReply> {
        let (operation, field) =
            if id.starts_with("sg-") { ("DeleteSecurityGroup", "GroupId") } else { ("DeleteSubnet", "SubnetId") };
        interfaces.refuse(&call("ec2", operation), &vec![(field.to_owned(), id.to_owned())])
    }

    #[test]
    fn the_network_of_a_function_is_in_use_for_a_while_after_it() {
        let interfaces = FunctionInterfaces::default();
        set(&interfaces, CREATE, "f", &["subnet-1", "subnet-2"], None);
        let error = refused(&interfaces, "sg-1").unwrap();
        assert_eq!((error.status, error.code.as_str()), (400, "DependencyViolation"));
        assert!(refused(&interfaces, "subnet-1").unwrap().message.contains("subnet-1"));
        assert!(refused(&interfaces, "subnet-3").is_none(), "another subnet");
        let elsewhere = Key { region: "us-east-1".to_owned(), ..call("ec2", "DeleteSubnet") };
        let form = vec![("SubnetId".to_owned(), "subnet-1".to_owned())];
        assert!(interfaces.refuse(&elsewhere, &form).is_none(), "another region");
        assert!(interfaces.refuse(&call("ec2", "DescribeSubnets"), &form).is_none(), "a read");

        set(&interfaces, UPDATE, "f", &["subnet-1"], Some(Duration::ZERO));
        assert!(refused(&interfaces, "subnet-2").is_none(), "its time is over");
        set(&interfaces, UPDATE, "f", &[], HOUR);
        assert!(refused(&interfaces, "subnet-1").is_some() && refused(&interfaces, "sg-1").is_some());
        delete(&interfaces, "/2015-03-31/functions/f", None);
        assert!(refused(&interfaces, "subnet-1").is_some(), "it has left before its delete");
        interfaces.clear(Some("2"));
        assert!(refused(&interfaces, "subnet-1").is_some());
        interfaces.clear(Some("1"));
        assert!(refused(&interfaces, "subnet-1").is_none());
    }

    #[test]
    fn the_network_of_a_deleted_function_is_in_use_while_another_one_is_in_it() {
        let interfaces = FunctionInterfaces::default();
        set(&interfaces, CREATE, "f", &["subnet-1"], None);
        set(&interfaces, CREATE, "g", &["subnet-1"], None);
        delete(&interfaces, "/2015-03-31/functions/f", Some(Duration::ZERO));
        assert!(refused(&interfaces, "subnet-1").is_some() && refused(&interfaces, "sg-1").is_some());
        delete(&interfaces, "/2015-03-31/functions/g?Qualifier=1", None);
        delete(&interfaces, "/2015-03-31/functions/g%3A1", None);
        assert!(refused(&interfaces, "subnet-1").is_some(), "the delete of a version");
        delete(&interfaces, "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-west-1%3A1%3Afunction%3Ag", None);
        assert!(refused(&interfaces, "subnet-1").is_none(), "without a rule");
    }

    #[test]
    fn deletes_and_updates_are_concerned() {
        assert!(concerns(&call("lambda", DELETE)) && concerns(&call("lambda", UPDATE)));
        assert!(concerns(&call("ec2", "DeleteSubnet")) && concerns(&call("ec2", "DeleteSecurityGroup")));
        assert!(!concerns(&call("lambda", CREATE)) && !concerns(&call("ec2", "DeleteVpc")));
    }
}
