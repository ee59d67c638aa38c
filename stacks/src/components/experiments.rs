//! Experiment templates of AWS FIS: the faults of drills outside of the sandbox, in the primary region.
//!
//! Each template has the name of its scenario, and `stacks/src/drills.rs` finds its id in the state. An experiment ends by itself, when
//! its drill stops it, or when `drill --end` publishes the metric of its stop condition.

use std::collections::BTreeMap;

use archipel::aws::cloudwatch::*;
use archipel::aws::iam::*;
use archipel::prelude::*;

use super::trust::strict_trust;
use crate::aws::fis::experiment_template::{
    EmptyTargetResolutionMode, ExperimentTemplateAction, ExperimentTemplateExperimentOptions,
    ExperimentTemplateStopCondition, ExperimentTemplateTarget,
};
use crate::aws::fis::{ExperimentTemplate, ExperimentTemplateArgs};
use crate::config;
use crate::sections::Foundation;

const SERVICE: &str = "fis.amazonaws.com";
/// The tag of the network ACLs that FIS makes for its faults.
const MANAGED: &str = "managedByFIS";

/// The experiment templates.
pub struct Experiments;

/// What the templates have in common.
struct Templates<'a> {
    scope: &'a Scope,
    name: String,
    role: Role,
    stop: Output<Arn>,
    /// ISO 8601.
    duration: String,
    after: Options,
}

type Actions = BTreeMap<String, ExperimentTemplateAction>;
type Targets = BTreeMap<String, ExperimentTemplateTarget>;

impl Experiments {
    /// Declares a template for the loss of the region, for that of the load balancer, and for the loss of each zone.
    pub fn new(foundation: &Foundation<'_>, settings: &config::Experiments) -> Self {
        let context = foundation.contexts.primary;
        let network = foundation.networks.primary;
        let scope = &context.scope.component("experiments");
        let name = format!("{}-experiments", context.prefix());
        let role = Role::new(scope, "run", RoleArgs::new(&name, strict_trust(SERVICE, context)));
        let allowed = RolePolicyArgs::new(role.name(), "run", Policy::new(allowed(foundation)));
        let allowed = RolePolicy::new(scope, "run", allowed);
        let topic = foundation.alarms.topic(scope.region());
        let stop = MetricAlarmArgs::new(&name, Comparison::GreaterThanThreshold, 0)
            .namespace("Archipel/Drills")
            .metric_name("Stop")
            .statistic(Statistic::Maximum)
            .period(60)
            .evaluation_periods(1)
            .dimensions([("Stack", scope.stack().name())])
            .description("`drill --end` stops the experiments of drills")
            .treat_missing_data(MissingData::NotBreaching)
            .alarm_actions([&topic]);
        let stop = MetricAlarm::new(scope, "stop", stop).arn();
        let duration = format!("PT{}M", settings.minutes);
        let after = Options::new().depends_on(&allowed);
        let templates = Templates { scope, name: context.stack_prefix(), role, stop, duration, after };

        let all: Vec<Output<String>> = network
            .public
            .iter()
            .chain(&network.private)
            .map(|subnet| arn(foundation, "subnet", &subnet.id()))
            .collect();
        templates.cut("region-lost", "The region does not answer", all);
        let public: Vec<Output<String>> =
            network.public.iter().map(|subnet| arn(foundation, "subnet", &subnet.id())).collect();
        templates.cut("load-balancer-lost", "The load balancer of the region does not answer", public);
        for (number, subnet) in network.private.iter().enumerate() {
            templates.lose_zone(foundation, number + 1, &subnet.availability_zone());
        }
        Self
    }
}

impl Templates<'_> {
    /// Denies all traffic of subnets.
    fn cut(&self, scenario: &str, about: &str, subnets: Vec<Output<String>>) {
        let target = ExperimentTemplateTarget::new("aws:ec2:subnet", "ALL").resource_arns(subnets);
        let targets = BTreeMap::from([("subnets".to_owned(), target)]);
        let actions = BTreeMap::from([("cut".to_owned(), self.disrupt("all"))]);
        self.declare(scenario, about, actions, targets);
    }

    /// Cuts a zone off, and lets the database and the cache leave it. What does not write there stays.
    fn lose_zone(&self, foundation: &Foundation<'_>, number: usize, zone: &Output<String>) {
        let vpc = foundation.networks.primary.vpc.id();
        let subnets = ExperimentTemplateTarget::new("aws:ec2:subnet", "ALL")
            .parameters(map! { "availabilityZoneIdentifier" => zone, "vpc" => vpc });
        let mut targets = BTreeMap::from([("subnets".to_owned(), subnets)]);
        let mut actions = BTreeMap::from([("cut".to_owned(), self.disrupt("availability-zone"))]);
        if let Some(aurora) = foundation.aurora {
            let target = ExperimentTemplateTarget::new("aws:rds:cluster", "ALL")
                .resource_arns([aurora.regions.primary.cluster.arn()])
                .parameters([("writerAvailabilityZoneIdentifiers", zone)]);
            targets.insert("database".to_owned(), target);
            let action =
                ExperimentTemplateAction::new("aws:rds:failover-db-cluster").targets([("Clusters", "database")]);
            actions.insert("database".to_owned(), action);
        }
        if let Some(redis) = foundation.redis {
            let target = ExperimentTemplateTarget::new("aws:elasticache:replicationgroup", "ALL")
                .resource_arns([redis.regions.primary.cache.arn()])
                .parameters([("availabilityZoneIdentifier", zone)]);
            targets.insert("cache".to_owned(), target);
            let action = ExperimentTemplateAction::new("aws:elasticache:replicationgroup-interrupt-az-power")
                .parameters([("duration", self.duration.as_str())])
                .targets([("ReplicationGroups", "cache")]);
            actions.insert("cache".to_owned(), action);
        }
        self.declare(&format!("zone-lost-{number}"), "A zone of the region does not answer", actions, targets);
    }

    /// Denies traffic of the targeted subnets.
    fn disrupt(&self, scope: &str) -> ExperimentTemplateAction {
        ExperimentTemplateAction::new("aws:network:disrupt-connectivity")
            .parameters([("scope", scope), ("duration", self.duration.as_str())])
            .targets([("Subnets", "subnets")])
    }

    fn declare(&self, scenario: &str, about: &str, actions: Actions, targets: Targets) {
        let stop = ExperimentTemplateStopCondition::new("aws:cloudwatch:alarm").value(&self.stop);
        // The database may write in another zone than the lost one: its action is skipped then.
        let skip =
            ExperimentTemplateExperimentOptions::new().empty_target_resolution_mode(EmptyTargetResolutionMode::Skip);
        let args = ExperimentTemplateArgs::new(about, self.role.arn(), [stop], targets)
            .actions(actions)
            .experiment_options(skip)
            .tags([("Name", format!("{}-{scenario}", self.name))]);
        ExperimentTemplate::with_options(self.scope, scenario, args, self.after.clone());
    }
}

/// The ARN of something in the VPC.
fn arn(foundation: &Foundation<'_>, kind: &str, id: &impl FormatPart) -> Output<String> {
    let context = foundation.contexts.primary;
    output_format!("arn:aws:ec2:{}:{}:{kind}/{id}", context.scope.region(), context.account)
}

/// What the actions need. Source: FIS user guide, "AWS FIS actions reference", and the policy `AWSFaultInjectionSimulatorNetworkAccess`.
fn allowed(foundation: &Foundation<'_>) -> Vec<Statement> {
    let network = foundation.networks.primary;
    let acls = arn(foundation, "network-acl", &"*");
    let subnets = network.public.iter().chain(&network.private).map(|subnet| arn(foundation, "subnet", &subnet.id()));
    let replaced: Vec<Output<String>> = subnets.chain([acls.clone()]).collect();
    let request = format!("aws:RequestTag/{MANAGED}");
    let mut statements = vec![
        Statement::allow("ec2:CreateNetworkAcl").on(&acls).when("StringEquals", &request, "true"),
        Statement::allow("ec2:CreateNetworkAcl").on(arn(foundation, "vpc", &network.vpc.id())),
        Statement::allow("ec2:CreateTags").on(&acls).when("StringEquals", &request, "true").when(
            "StringEquals",
            "ec2:CreateAction",
            "CreateNetworkAcl",
        ),
        Statement::allow(["ec2:CreateNetworkAclEntry", "ec2:DeleteNetworkAcl"]).on(&acls).when(
            "StringEquals",
            format!("ec2:ResourceTag/{MANAGED}"),
            "true",
        ),
        Statement::allow("ec2:ReplaceNetworkAclAssociation").on(replaced),
        // These support no resource restriction.
        Statement::allow([
            "ec2:DescribeManagedPrefixLists",
            "ec2:DescribeNetworkAcls",
            "ec2:DescribeSubnets",
            "ec2:DescribeVpcs",
            "elasticache:DescribeReplicationGroups",
            "rds:DescribeDBClusters",
            "tag:GetResources",
        ])
        .on("*"),
    ];
    if let Some(aurora) = foundation.aurora {
        statements.push(Statement::allow("rds:FailoverDBCluster").on(aurora.regions.primary.cluster.arn()));
    }
    if let Some(redis) = foundation.redis {
        let cache = redis.regions.primary.cache.arn();
        statements.push(Statement::allow("elasticache:InterruptClusterAzPower").on(cache));
    }
    statements
}
