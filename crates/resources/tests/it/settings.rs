//! Every optional setting of every type is imported from a resource that has it: by a life cycle, or by a program here.

mod unused;

use std::collections::{BTreeMap, BTreeSet};

use archipel_engine::resource::{Provider as _, Schemas as _};
use archipel_engine::schema::{RecordSchema, TypeRef};
use archipel_engine::{Stack, Value};

use crate::common::{EU, US, World};
use crate::{
    account_settings, cost_allocation_tag, dns, dns_private, ec2_defaults, ec2_ipv6, ec2_machines, ec2_network, eks,
    elasticache, elasticache_shards, elbv2, elbv2_network, flow_log, iam, kms, lambda, rds, rds_restore, s3,
    secret_replica, small_services, transit_gateway, vpc_endpoint, vpc_peering,
};

/// A program that a test imports.
type Imported = Box<dyn Fn(&Stack)>;

/// The programs of the life cycles. Each of them imports both of its versions.
fn life_cycles() -> Vec<Imported> {
    let mut programs: Vec<Imported> = Vec::new();
    for version in [1, 2] {
        let second = version == 2;
        let region = if second { US } else { EU };
        let of_version: Vec<Imported> = vec![
            Box::new(move |stack| account_settings::settings(stack, version)),
            Box::new(move |stack| cost_allocation_tag::allocated(stack, version)),
            Box::new(move |stack| dns::overridden_in_step(stack, second)),
            Box::new(move |stack| dns::names(stack, version)),
            Box::new(move |stack| dns::certificates(stack, version)),
            Box::new(move |stack| dns_private::inside(stack, version)),
            Box::new(move |stack| ec2_defaults::defaults(stack, version)),
            Box::new(move |stack| ec2_ipv6::dual_stack(stack, version)),
            Box::new(move |stack| ec2_machines::machines(stack, version)),
            Box::new(move |stack| ec2_network::network(stack, "public", !second)),
            Box::new(move |stack| ec2_network::groups(stack, second)),
            Box::new(move |stack| ec2_network::acl(stack, second)),
            Box::new(move |stack| ec2_network::cut(stack, "10.0.0.0/24")),
            Box::new(move |stack| eks::platform(stack, version)),
            Box::new(move |stack| elasticache::one_region(stack, version)),
            Box::new(move |stack| elasticache::written_in(stack, region)),
            Box::new(move |stack| elasticache::two_regions(stack, version)),
            Box::new(move |stack| elasticache_shards::sharded(stack, version)),
            Box::new(move |stack| elbv2::ingress(stack, version)),
            Box::new(move |stack| elbv2_network::game(stack, version)),
            Box::new(move |stack| elbv2_network::login(stack, version)),
            Box::new(move |stack| flow_log::logged_to_own_bucket(stack, version)),
            Box::new(move |stack| iam::everything(stack, version)),
            Box::new(move |stack| kms::keys(stack, version)),
            Box::new(move |stack| lambda::functions(stack, version)),
            Box::new(move |stack| lambda::rotated(stack, version)),
            Box::new(move |stack| rds::one_region(stack, version)),
            Box::new(move |stack| rds::two_regions(stack, version)),
            Box::new(move |stack| rds::written_in(stack, usize::from(second), false)),
            Box::new(move |stack| rds_restore::copies(stack, version)),
            Box::new(move |stack| s3::buckets(stack, version)),
            Box::new(move |stack| s3::watched(stack, version)),
            Box::new(move |stack| secret_replica::shared(stack, version)),
            Box::new(move |stack| small_services::alarms(stack, version)),
            Box::new(move |stack| small_services::settings(stack, version)),
            Box::new(move |stack| small_services::secrets(stack, version)),
            Box::new(move |stack| small_services::generated(stack, version)),
            Box::new(move |stack| transit_gateway::two_regions(stack, version)),
            Box::new(move |stack| vpc_endpoint::endpoints(stack, version)),
            Box::new(move |stack| vpc_peering::peered(stack, "one", false)),
        ];
        programs.extend(of_version);
    }
    programs
}

/// Adds the optional settings of a record: `volumes.iops`. Those that the service never returns cannot be imported.
fn settings_of(record: &RecordSchema, prefix: &str, found: &mut BTreeSet<String>) {
    for field in record.fields.iter().filter(|field| !field.write_only) {
        let path = format!("{prefix}{}", field.name);
        if !field.required {
            found.insert(path.clone());
        }
        if let Some(inner) = record_in(&field.ty) {
            settings_of(inner, &format!("{path}."), found);
        }
    }
}

/// The record that a value of this type is, or consists of.
fn record_in(ty: &TypeRef) -> Option<&'static RecordSchema> {
    match ty {
        TypeRef::Record(record) => Some(record),
        TypeRef::List(of) | TypeRef::Map(of) => record_in(of),
        _ => None,
    }
}

/// Adds the optional settings that a value has, other than as their default.
fn used_in(record: &RecordSchema, value: &Value, prefix: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Secret(inner) => used_in(record, inner, prefix, found),
        Value::List(items) => items.iter().for_each(|item| used_in(record, item, prefix, found)),
        Value::Map(entries) => {
            let is_record = entries.keys().all(|key| record.field(key).is_some());
            if !is_record {
                return entries.values().for_each(|entry| used_in(record, entry, prefix, found));
            }
            for field in &record.fields {
                let of = value.field(field.name).clone().reveal();
                if is_unset(&of) || field.default.as_ref() == Some(&of) {
                    continue;
                }
                let path = format!("{prefix}{}", field.name);
                if !field.required {
                    found.insert(path.clone());
                }
                if let Some(inner) = record_in(&field.ty) {
                    used_in(inner, &of, &format!("{path}."), found);
                }
            }
        }
        _ => {}
    }
}

fn is_unset(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::List(items) => items.is_empty(),
        Value::Map(entries) => entries.is_empty(),
        _ => false,
    }
}

/// The optional settings by type that programs use.
async fn used_settings(world: &World, programs: Vec<Imported>) -> BTreeMap<String, BTreeSet<String>> {
    let mut used: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for program in programs {
        let plan = world.plan(program).await;
        for step in &plan.steps {
            let (desired, type_name) = (&step.desired, step.urn().type_name());
            let Some(schema) = world.provider().schema(type_name) else { continue };
            used_in(schema.inputs, &desired.inputs, "", used.entry(type_name.to_owned()).or_default());
        }
    }
    used
}

/// The settings that no imported resource has, and the reason: `unused-settings.toml`.
fn excused() -> BTreeMap<String, BTreeMap<String, String>> {
    toml::from_str(include_str!("settings/unused-settings.toml")).expect("a table of types, settings and reasons")
}

#[tokio::test]
async fn every_optional_setting_is_imported_from_a_resource_that_has_it() {
    let world = World::start().await;
    let mut programs = life_cycles();
    programs.extend(unused::programs());
    let used = used_settings(&world, programs).await;
    let mut excused = excused();
    let (mut missing, mut needless) = (Vec::new(), Vec::new());
    for schema in world.provider().schemas() {
        let type_name = schema.type_name;
        let reasons = excused.remove(type_name).unwrap_or_default();
        if schema.data_source || schema.meta.not_imported.is_some() {
            needless.extend(reasons.keys().map(|setting| format!("{type_name} is never imported: {setting}")));
            continue;
        }
        let mut settings = BTreeSet::new();
        settings_of(schema.inputs, "", &mut settings);
        let used = used.get(type_name).cloned().unwrap_or_default();
        missing.extend(
            settings
                .difference(&used)
                .filter(|setting| !reasons.contains_key(*setting))
                .map(|setting| format!("{type_name} {setting}")),
        );
        needless.extend(
            reasons
                .keys()
                .filter(|setting| used.contains(*setting) || !settings.contains(*setting))
                .map(|setting| format!("{type_name} {setting}")),
        );
    }
    needless.extend(excused.into_keys());
    assert!(
        missing.is_empty(),
        "no test imports a resource with these settings: use each in a program of `settings/unused.rs`, or give the reason \
         in `settings/unused-settings.toml`: {missing:#?}"
    );
    assert!(needless.is_empty(), "entries of `settings/unused-settings.toml` that are not needed: {needless:#?}");
}

/// Fails the test if a program's resources are not imported as they are.
async fn assert_imported(program: impl Fn(&Stack)) {
    assert_imported_in(&World::start().await, program).await;
}

/// The same in an account with resources that no type creates.
async fn assert_imported_in(world: &World, program: impl Fn(&Stack)) {
    world.up(&program).await;
    world.assert_in_step(&program, "after the up").await;
    world.assert_reads_back("after the up").await;
    world.assert_lists_agree("after the up").await;
    world.assert_imports(&program, "after the up").await;
}
