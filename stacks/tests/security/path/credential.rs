//! A credential of the database, from the function that creates it to the file in a pod.

use std::collections::BTreeSet;

use serde_json::Value as Json;
use stacks::config::NAMESPACE;

use super::data::Store;
use super::graph::{Graph, Node, Walk, covers};
use super::request::allows;
use super::workloads::Workloads;
use crate::evaluate::{self, Context};

/// The way of a credential.
pub(super) struct Way {
    /// The ARN of the secret in the region of the pod.
    pub(super) secret: String,
    /// The resources on the way.
    pub(super) used: BTreeSet<String>,
}

/// Follows the credential that a workload's pods in `region` have for a store. Returns the secret.
pub(super) fn follow(
    graph: &Graph,
    workloads: &Workloads,
    workload: &str,
    region: &str,
    class: &str,
    store: Store,
) -> Result<Way, String> {
    let mut walk = Walk::new(graph);
    let name = walk
        .one("k8s:Object", "that registers the cluster", |object| {
            object.region == region && object.input("manifest")["kind"] == "Secret"
        })?
        .input("manifest")["metadata"]["annotations"][format!("archipel.luneo.example/secret-{class}")]
    .as_str()
    .ok_or_else(|| format!("the overlays do not know the secret of {class}"))?;
    if !workloads.mounts(workload, class) {
        return Err(format!("the pods of {workload} have no files of {class}"));
    }
    // A secret of each region, or one with a replica.
    let is_there = |secret: &Node| secret.text("name") == name;
    let own = walk.one("aws:secretsmanager/Secret", name, |secret| is_there(secret) && secret.region == region);
    let secret = own.or_else(|_| walk.one("aws:secretsmanager/Secret", name, is_there))?;
    let home = secret.region.clone();
    let here = if home == region {
        secret.output("arn")
    } else {
        let replica =
            walk.one("aws:secretsmanager/SecretReplica", &format!("of {} in {region}", secret.urn), |replica| {
                replica.text("secret_arn") == secret.output("arn") && replica.text("region") == region
            })?;
        replica.output("arn")
    };
    let here = here.to_owned();
    read_by(&mut walk, workload, region, &here)?;
    let function = rotated(&mut walk, secret)?;
    reaches(&mut walk, function, store, &home)?;
    Ok(Way { secret: here, used: walk.used })
}

/// The role of the pods may read the secret.
fn read_by(walk: &mut Walk<'_>, workload: &str, region: &str, secret: &str) -> Result<(), String> {
    let association = walk.one("aws:eks/PodIdentityAssociation", &format!("of {workload} in {region}"), |one| {
        one.region == region && one.text("namespace") == NAMESPACE && one.text("service_account") == workload
    })?;
    let role =
        walk.one("aws:iam/Role", &format!("of {workload}"), |role| role.output("arn") == association.text("role_arn"))?;
    walk.one("aws:iam/RolePolicy", &format!("of {workload} that allows it to read {secret}"), |policy| {
        policy.text("role") == role.text("name") && permits(policy, "secretsmanager:GetSecretValue", secret)
    })?;
    Ok(())
}

fn permits(policy: &Node, action: &str, on: &str) -> bool {
    let document: Json = serde_json::from_str(policy.text("policy")).unwrap_or_default();
    evaluate::allows(&[&document], action, on, &Context::new())
}

/// The function that rotates the secret, with its permissions. Its environment names the secret, which is not that of the
/// administrator.
fn rotated<'a>(walk: &mut Walk<'a>, secret: &Node) -> Result<&'a Node, String> {
    let arn = secret.output("arn");
    let rotation = walk.one("aws:secretsmanager/Rotation", &format!("of {}", secret.urn), |rotation| {
        rotation.text("secret_arn") == arn
    })?;
    let function = walk.one("aws:lambda/Function", &format!("of {}", rotation.urn), |function| {
        function.output("arn") == rotation.text("function_arn")
    })?;
    walk.one("aws:lambda/Permission", &format!("for {}", function.urn), |permission| {
        permission.text("function_name") == function.text("name")
            && permission.text("principal") == "secretsmanager.amazonaws.com"
    })?;
    let role = walk
        .one("aws:iam/Role", &format!("of {}", function.urn), |role| role.output("arn") == function.text("role_arn"))?;
    let environment = function.input("environment");
    let names = |variable: &str| environment[variable] == arn;
    if !names("DATABASE_SECRET") && !names("CACHE_SECRET") {
        return Err(format!("{} does not know {}", function.urn, secret.urn));
    }
    let mut needed = vec![("secretsmanager:PutSecretValue", arn.to_owned())];
    if names("DATABASE_SECRET") {
        needed.push(("secretsmanager:GetSecretValue", text(environment, "ADMIN_SECRET")));
        needed.push(("secretsmanager:GetSecretValue", text(environment, "DATABASE_HOSTS")));
        administrator(walk, environment)?;
    } else {
        needed.push(("secretsmanager:GetSecretValue", text(environment, "CACHE_HOSTS")));
        users(walk, environment, &mut needed)?;
    }
    for (action, on) in needed {
        walk.one("aws:iam/RolePolicy", &format!("of {} that allows {action} on {on}", role.urn), |policy| {
            policy.text("role") == role.text("name") && permits(policy, action, &on)
        })?;
    }
    Ok(function)
}

fn text(environment: &Json, variable: &str) -> String {
    environment[variable].as_str().unwrap_or_default().to_owned()
}

/// The secret of the administrator has the master user, which no user of the applications is.
fn administrator(walk: &mut Walk<'_>, environment: &Json) -> Result<(), String> {
    let password = walk.one("aws:secretsmanager/GeneratedPassword", "of the administrator", |password| {
        environment["ADMIN_SECRET"] == password.text("secret_arn")
    })?;
    let cluster = walk.one("aws:rds/Cluster", "with the administrator", |cluster| {
        !cluster.text("master_username").is_empty() && cluster.text("master_username") == password.text("username")
    })?;
    let names = [("DATABASE_ADMINISTRATOR", "master_username"), ("DATABASE_NAME", "database_name")];
    if names.iter().any(|(variable, property)| environment[*variable] != cluster.text(property)) {
        return Err("the function does not know the administrator or the database".to_owned());
    }
    if environment["ADMIN_SECRET"] == environment["DATABASE_SECRET"] {
        return Err("the applications are the administrator".to_owned());
    }
    Ok(())
}

/// The user of the cache in each region, which its groups have.
fn users(walk: &mut Walk<'_>, environment: &Json, needed: &mut Vec<(&str, String)>) -> Result<(), String> {
    let users = walk.all("aws:elasticache/User", |user| {
        environment["CACHE_USER_ID"] == user.text("id") && environment["CACHE_USER"] == user.text("name")
    });
    if users.len() != 2 {
        return Err("the user of the cache is not in both regions".to_owned());
    }
    for user in users {
        needed.push(("elasticache:ModifyUser", user.output("arn").to_owned()));
        walk.one("aws:elasticache/UserGroup", &format!("of {}", user.urn), |group| {
            group.region == user.region && group.texts("user_ids").contains(&user.text("id"))
        })?;
    }
    Ok(())
}

/// The function reaches the store in its own region, and Secrets Manager through an endpoint of the VPC.
fn reaches(walk: &mut Walk<'_>, function: &Node, store: Store, region: &str) -> Result<(), String> {
    let groups = function.texts("security_group_ids");
    let subnets: Vec<&Node> = function
        .texts("subnet_ids")
        .into_iter()
        .map(|id| walk.one("aws:ec2/Subnet", id, |subnet| subnet.output("id") == id))
        .collect::<Result<_, _>>()?;
    let Some(vpc) = subnets.first().map(|subnet| subnet.text("vpc_id")) else {
        return Err(format!("{} is in no VPC", function.urn));
    };
    let target = walk.one(store.type_name, &format!("in {region}"), |target| target.region == region)?;
    let admitting = target.texts("security_group_ids");
    walk.one("aws:ec2/SecurityGroupRule", &format!("from {} to {}", function.urn, target.urn), |rule| {
        admitting.contains(&rule.text("security_group_id"))
            && allows(rule, "ingress", store.port)
            && groups.contains(&rule.text("referenced_security_group_id"))
    })?;
    let group = walk.one(store.subnet_group, &format!("of {}", target.urn), |group| {
        group.region == region && group.output("name") == target.text("subnet_group")
    })?;
    let there: Vec<&Node> = group
        .texts("subnet_ids")
        .into_iter()
        .map(|id| walk.one("aws:ec2/Subnet", id, |subnet| subnet.output("id") == id))
        .collect::<Result<_, _>>()?;
    walk.one("aws:ec2/SecurityGroupRule", &format!("out of {} to {}", function.urn, target.urn), |rule| {
        groups.contains(&rule.text("security_group_id"))
            && allows(rule, "egress", store.port)
            && there.iter().all(|subnet| covers(rule.text("cidr_ipv4"), subnet.text("cidr_block")))
    })?;
    walk.one("aws:ec2/SecurityGroupRule", &format!("out of {} to AWS", function.urn), |rule| {
        groups.contains(&rule.text("security_group_id"))
            && allows(rule, "egress", 443)
            && rule.text("cidr_ipv4") == "0.0.0.0/0"
    })?;
    let endpoint = walk.one("aws:ec2/VpcEndpoint", "of Secrets Manager", |endpoint| {
        endpoint.text("vpc_id") == vpc
            && endpoint.text("service_name") == format!("com.amazonaws.{region}.secretsmanager")
    })?;
    let admitting = endpoint.texts("security_group_ids");
    walk.one("aws:ec2/SecurityGroupRule", &format!("to {}", endpoint.urn), |rule| {
        admitting.contains(&rule.text("security_group_id"))
            && allows(rule, "ingress", 443)
            && subnets.iter().all(|subnet| covers(rule.text("cidr_ipv4"), subnet.text("cidr_block")))
    })?;
    Ok(())
}
