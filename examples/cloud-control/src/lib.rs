//! The services around an application that writes reports. No native type covers them: `aws` has the code that `schema add`
//! wrote for their types.

pub mod aws;

use archipel::cloudcontrol::CloudControl;
use archipel::prelude::*;

use aws::athena::work_group::{ResultConfiguration, WorkGroupConfiguration};
use aws::athena::{WorkGroup, WorkGroupArgs};
use aws::backup::backup_plan::{BackupPlanResourceType, BackupRuleResourceType, LifecycleResourceType};
use aws::backup::backup_vault::LockConfigurationType;
use aws::backup::{BackupPlan, BackupPlanArgs, BackupVault, BackupVaultArgs};
use aws::cloudfront::cache_policy::{
    CachePolicyConfig, CookiesConfig, HeadersConfig, ParametersInCacheKeyAndForwardedToOrigin, QueryStringsConfig,
};
use aws::cloudfront::{CachePolicy, CachePolicyArgs};
use aws::cognito::user_pool::{AutoVerifiedAttributes, DeletionProtection, UsernameAttributes};
use aws::cognito::{UserPool, UserPoolArgs};
use aws::ecs::cluster::ClusterSettings;
use aws::ecs::{Cluster, ClusterArgs};
use aws::events::rule::Target;
use aws::events::{Rule, RuleArgs};
use aws::glue::database::DatabaseInput;
use aws::glue::{Database, DatabaseArgs};
use aws::ses::configuration_set::ReputationOptions;
use aws::ses::{ConfigurationSet, ConfigurationSetArgs};
use aws::sqs::{Queue, QueueArgs};

/// The content of `config/NAME.toml`.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct Config {
    /// The region of the stack.
    pub region: String,
    /// The account, whose data catalogue has the database.
    pub account: String,
    /// The number of days for which backups are kept.
    pub keep_days: u32,
}

impl Configuration for Config {
    fn problems(&self) -> Vec<Problem> {
        let problem = || Problem::new("keep_days", "a vault keeps backups for a week or longer", "set at least 7");
        if self.keep_days < 7 { vec![problem()] } else { Vec::new() }
    }
}

/// Declares the stack.
///
/// # Errors
/// None.
pub fn program(stack: &Stack, config: &Config) -> Result<(), String> {
    let scope = stack.region(&config.region).with_tags([("Project", stack.project()), ("Stack", stack.name())]);
    let name = |part: &str| format!("{}-{}-{part}", stack.project(), stack.name());
    work(&scope, &name);
    analysis(&scope, &name, config);
    backups(&scope, &name, config);
    front(&scope, &name);
    Ok(())
}

/// A queue of reports to write, filled every night, and the cluster of the writers.
fn work(scope: &Scope, name: &impl Fn(&str) -> String) {
    let scope = scope.component("work");
    let failed = Queue::new(&scope, "failed", QueueArgs::new().message_retention_period(1_209_600));
    let redrive = json!({ "deadLetterTargetArn": failed.arn(), "maxReceiveCount": 5 });
    let reports = Queue::new(&scope, "reports", QueueArgs::new().visibility_timeout(900).redrive_policy(redrive));
    // One resource of a type needs no generated code.
    let statement = json!({
        "Effect": "Allow",
        "Principal": { "Service": "events.amazonaws.com" },
        "Action": "sqs:SendMessage",
        "Resource": reports.arn(),
    });
    let policy = json!({ "Version": "2012-10-17", "Statement": [statement] });
    let properties = json!({ "Queues": [reports.queue_url()], "PolicyDocument": policy });
    CloudControl::new(&scope, "reports", "AWS::SQS::QueuePolicy", properties);

    let target = Target::new(reports.arn(), "reports").input(r#"{"report": "daily"}"#);
    Rule::new(&scope, "nightly", RuleArgs::new().schedule_expression("cron(0 2 * * ? *)").targets([target]));

    let insights = ClusterSettings::new().name("containerInsights").value("enabled");
    let cluster = ClusterArgs::new().cluster_name(name("writers")).cluster_settings([insights]);
    let cluster = Cluster::new(&scope, "writers", cluster);
    scope.output("cluster", cluster.arn());
    scope.output("queue", reports.queue_url());
}

/// The catalogue of the data, and who may query how much of it.
fn analysis(scope: &Scope, name: &impl Fn(&str) -> String, config: &Config) {
    let scope = scope.component("analysis");
    let input = DatabaseInput::new().name(name("data").replace('-', "_")).description("What reports are written from");
    Database::new(&scope, "data", DatabaseArgs::new(config.account.as_str(), input));

    let result = ResultConfiguration::new().output_location(format!("s3://{}/", name("results")));
    let limits = WorkGroupConfiguration::new()
        .bytes_scanned_cutoff_per_query(10_000_000_000_i64)
        .enforce_work_group_configuration(true)
        .result_configuration(result);
    // AWS deletes a work group that has queries only with the option.
    let args = WorkGroupArgs::new(name("reports")).work_group_configuration(limits).recursive_delete_option(true);
    WorkGroup::new(&scope, "reports", args);
}

/// Backups in a vault whose lock refuses to delete them early.
fn backups(scope: &Scope, name: &impl Fn(&str) -> String, config: &Config) {
    let scope = scope.component("backups");
    let lock = LockConfigurationType::new(7);
    let vault = BackupVaultArgs::new(name("backups")).lock_configuration(lock);
    let vault =
        BackupVault::with_options(&scope, "main", vault, Options::new().protect(scope.stack().name() == "prod"));
    let rule = BackupRuleResourceType::new("daily", vault.backup_vault_name())
        .schedule_expression("cron(0 3 * * ? *)")
        .lifecycle(LifecycleResourceType::new().delete_after_days(config.keep_days));
    let plan = BackupPlanResourceType::new(name("daily"), [rule]);
    BackupPlan::new(&scope, "daily", BackupPlanArgs::new(plan));
}

/// The readers' accounts, the cache in front of the reports, and the mails about them.
fn front(scope: &Scope, name: &impl Fn(&str) -> String) {
    let scope = scope.component("front");
    let pool = UserPoolArgs::new()
        .user_pool_name(name("readers"))
        .username_attributes([UsernameAttributes::Email])
        .auto_verified_attributes([AutoVerifiedAttributes::Email])
        .deletion_protection(DeletionProtection::Active);
    let pool = UserPool::new(&scope, "readers", pool);
    scope.output("user_pool", pool.user_pool_id());

    let key = ParametersInCacheKeyAndForwardedToOrigin::new(
        CookiesConfig::new("none"),
        true,
        HeadersConfig::new("none"),
        QueryStringsConfig::new("whitelist").query_strings(["version"]),
    );
    let policy = CachePolicyConfig::new(3600, 86_400, 0, name("reports"), key);
    CachePolicy::new(&scope, "reports", CachePolicyArgs::new(policy));

    let reputation = ReputationOptions::new().reputation_metrics_enabled(true);
    let mails = ConfigurationSetArgs::new().name(name("reports")).reputation_options(reputation);
    ConfigurationSet::new(&scope, "reports", mails);
}
