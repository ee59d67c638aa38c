//! An account in the emulators with a state, and the invariants of both after a run.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use archipel::aws::aws::{Aws, Connection, Settings, Target};
use archipel::engine::program::Environment;
use archipel::engine::state::Phase;
use archipel_sandbox::{Emulators, Gateway, fresh_account};
use tempfile::TempDir;

use super::process::{Goal, Order, engine, prepare, run};
use super::stack::REGION;
use crate::world::{Things, list_ec2, list_global, list_kms};

/// A fresh account, with an empty state.
pub(crate) struct Account {
    pub(crate) number: String,
    pub(crate) gateway: Gateway,
    /// A gateway without faults, for observers.
    _reliable_gateway: Gateway,
    dir: TempDir,
    /// The clients of observers.
    aws: Arc<Aws>,
}

/// The content of an account, without the differences between accounts: the number of resources of each kind, and of
/// sub-resources for each resource.
pub(crate) type Shape = BTreeMap<String, usize>;

impl Account {
    pub(crate) async fn new() -> Self {
        let emulators = Emulators::shared().await.expect("the emulators start");
        let gateway = Gateway::bind(&emulators).await.expect("a gateway");
        let number = fresh_account();
        let reliable_gateway = Gateway::bind(&emulators).await.expect("a gateway");
        let target = Target::sandbox(reliable_gateway.endpoint(), &number, reliable_gateway.secret().expose());
        let connection = Connection::open(Settings::new(target)).await.expect("a connection");
        let aws = connection.aws(&Environment { region: REGION.to_owned(), account: None }).expect("a client");
        Self { number, gateway, _reliable_gateway: reliable_gateway, dir: tempfile::tempdir().expect("a folder"), aws }
    }

    pub(crate) fn order(&self, goal: Goal) -> Order {
        Order {
            endpoint: self.gateway.endpoint().to_owned(),
            account: self.number.clone(),
            secret: self.gateway.secret().clone(),
            state: self.dir.path().join("state"),
            goal,
            parallel: 1,
            attempt: Duration::from_secs(20),
            kill_at: None,
        }
    }

    /// Runs to a goal without a kill. Returns the failure as the error.
    pub(crate) async fn reach(&self, goal: Goal) -> Result<(), String> {
        run(&self.order(goal), None).await
    }

    /// The content if state, program and reality agree; otherwise the difference.
    pub(crate) async fn settled(&self, goal: Goal) -> Result<Shape, String> {
        let order = self.order(goal);
        let (engine, _) = engine(&order, None).await?;
        let state = engine.store.load().await.map_err(|error| error.to_string())?;
        if let Some(pending) = state.pending.first() {
            return Err(format!("the journal still has {} of {}", pending.operation.as_str(), pending.key));
        }
        if let Some(record) = state.records.values().find(|record| record.phase != Phase::Live) {
            return Err(format!("the state has {} as {:?}", record.key, record.phase));
        }
        let prepared = prepare(&engine, &order, true).await?;
        if let Some(drift) = prepared.drifts.first() {
            return Err(format!("{} is not as it was applied: {:?}, gone: {}", drift.urn, drift.changes, drift.gone));
        }
        if let Some(step) = prepared.plan.steps.first() {
            return Err(format!("the next plan would {:?} {}: {:?}", step.action, step.urn(), step.changes));
        }
        let mut shape = self.shape().await;
        for record in state.records.values() {
            *shape.entry(format!("recorded {}", record.key.urn)).or_default() += 1;
        }
        Ok(shape)
    }

    /// All resources that the emulators list.
    async fn shape(&self) -> Shape {
        let aws = &self.aws;
        let mut things = Things::new();
        list_ec2(aws, REGION, &mut things).await;
        list_kms(aws, REGION, &mut things).await;
        list_global(aws, &mut things).await;
        // Every account lists the buckets of all accounts.
        if let Some(buckets) = things.get_mut("bucket in global") {
            buckets.retain(|name| name.contains(&self.number));
        }
        let mut shape: Shape = things.into_iter().map(|(kind, ids)| (kind, ids.len())).collect();
        self.count_rules(&mut shape).await;
        self.count_policies(&mut shape).await;
        let keys = aws.kms().list_keys().send().await.expect("keys");
        shape.insert("key, deleted ones too".to_owned(), keys.keys().len());
        shape.retain(|_, count| *count > 0);
        shape
    }

    async fn count_rules(&self, shape: &mut Shape) {
        let ec2 = self.aws.ec2();
        let rules = ec2.describe_security_group_rules().send().await.expect("rules");
        let groups = ec2.describe_security_groups().send().await.expect("groups");
        let ours = groups.security_groups().iter().filter(|group| group.group_name() == Some("app"));
        let ours: Vec<_> = ours.filter_map(|group| group.group_id()).collect();
        let rules = rules.security_group_rules().iter().filter(|r| r.group_id().is_some_and(|id| ours.contains(&id)));
        shape.insert("security group rule".to_owned(), rules.count());
        let tables = ec2.describe_route_tables().send().await.expect("tables");
        let tables: Vec<_> = tables.route_tables().iter().collect();
        shape.insert("route".to_owned(), tables.iter().map(|table| table.routes().len()).sum());
        let associations = tables.iter().flat_map(|table| table.associations());
        shape.insert("association".to_owned(), associations.filter(|a| a.subnet_id().is_some()).count());
    }

    async fn count_policies(&self, shape: &mut Shape) {
        let iam = self.aws.iam();
        for role in iam.list_roles().send().await.expect("roles").roles() {
            let name = role.role_name();
            let inline = iam.list_role_policies().role_name(name).send().await.expect("inline policies");
            shape.insert(format!("inline policy of {name}"), inline.policy_names().len());
            let attached = iam.list_attached_role_policies().role_name(name).send().await.expect("attached policies");
            shape.insert(format!("policy attached to {name}"), attached.attached_policies().len());
        }
        for policy in iam.list_policies().scope("Local".into()).send().await.expect("policies").policies() {
            let arn = policy.arn().expect("an ARN");
            let versions = iam.list_policy_versions().policy_arn(arn).send().await.expect("versions");
            // Each distinct one: a request that arrives after its retry creates the same version once more, since IAM
            // has no token. It is unused, and the first to be deleted.
            let mut documents = BTreeSet::new();
            for version in versions.versions().iter().filter_map(|version| version.version_id()) {
                let got = iam.get_policy_version().policy_arn(arn).version_id(version).send().await.expect("a version");
                documents.extend(got.policy_version().and_then(|version| version.document()).map(str::to_owned));
            }
            shape.insert("policy version".to_owned(), documents.len());
        }
        let profiles = iam.list_instance_profiles().send().await.expect("profiles");
        let profiles = profiles.instance_profiles();
        shape.insert("instance profile".to_owned(), profiles.len());
        shape.insert("role of a profile".to_owned(), profiles.iter().map(|profile| profile.roles().len()).sum());
    }
}
