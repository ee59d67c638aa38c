//! How resources of a type behave.

use archipel_engine::schema::{Actions, Idempotency, Meta, PollInterval, Seconds};

use super::leak_all;
use crate::model::{Handler, Kind, PropertyPath, ReplacementOrder, TypeSchema};

/// The service that every request goes to, as SigV4 names it.
pub const SERVICE: &str = "cloudcontrolapi";

/// The properties that keep a service from deleting a resource while they are true.
pub const GUARDS: &[&str] = &[
    "DeletionProtection",
    "DeletionProtectionEnabled",
    "DeleteProtection",
    "EnableDeletionProtection",
    "DisableApiTermination",
];

/// CloudFormation waits for two hours for a handler whose schema has no timeout.
const DEFAULT_MINUTES: u64 = 120;

/// The IAM actions of Cloud Control itself.
///
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html>
const CREATE: &[&str] = &[
    "cloudformation:CreateResource",
    "cloudformation:DescribeType",
    "cloudformation:GetResource",
    "cloudformation:GetResourceRequestStatus",
    "cloudformation:ListResourceRequests",
    "cloudformation:CancelResourceRequest",
];
const READ: &[&str] = &["cloudformation:GetResource", "cloudformation:ListResources"];
const UPDATE: &[&str] = &[
    "cloudformation:UpdateResource",
    "cloudformation:GetResource",
    "cloudformation:GetResourceRequestStatus",
    "cloudformation:ListResourceRequests",
    "cloudformation:CancelResourceRequest",
];
const DELETE: &[&str] = &[
    "cloudformation:DeleteResource",
    "cloudformation:GetResourceRequestStatus",
    "cloudformation:ListResourceRequests",
    "cloudformation:CancelResourceRequest",
];

pub(super) fn meta(schema: &'static TypeSchema) -> Meta {
    let handlers = &schema.handlers;
    let seconds = |handler: &Option<Handler>| {
        handler.as_ref().and_then(|handler| handler.timeout_in_minutes).unwrap_or(DEFAULT_MINUTES) * 60
    };
    let actions = Actions {
        create: actions(CREATE, [&handlers.create]),
        read: actions(READ, [&handlers.read, &handlers.list]),
        update: actions(UPDATE, [&handlers.update]),
        delete: actions(DELETE, [&handlers.delete]),
    };
    let mut meta = Meta::new(SERVICE)
        .idempotency(Idempotency::ClientToken)
        .typical(Seconds { create: 20, update: 15, delete: 15 })
        .timeouts(Seconds {
            create: seconds(&handlers.create),
            update: seconds(&handlers.update),
            delete: seconds(&handlers.delete),
        })
        .polling(PollInterval { first_millis: 1000, max_secs: 15 })
        .actions(actions)
        .unique(unique(schema));
    if let Some(guard) = GUARDS.iter().find(|guard| {
        schema.properties().get(**guard).is_some_and(|shape| matches!(schema.resolve(shape).kind(), Kind::Bool))
    }) {
        meta = meta.guard(guard);
    }
    if schema.replacement == Some(ReplacementOrder::DeleteThenCreate) {
        meta = meta.delete_first();
    }
    if handlers.read.is_none() {
        meta = meta.not_imported("AWS has no operation that reads resources of this type");
    }
    meta
}

fn actions<const N: usize>(own: &[&str], handlers: [&Option<Handler>; N]) -> &'static [&'static str] {
    let permissions = handlers.into_iter().flatten().flat_map(|handler| &handler.permissions);
    let mut all: Vec<String> = own.iter().map(|action| (*action).to_owned()).collect();
    all.extend(permissions.cloned());
    let mut seen = std::collections::BTreeSet::new();
    all.retain(|action| seen.insert(action.clone()));
    leak_all(all)
}

/// The sets of properties that no two resources share: identifiers that a program chooses.
fn unique(schema: &'static TypeSchema) -> &'static [&'static [&'static str]] {
    let chosen = |identifier: &&Vec<PropertyPath>| {
        !identifier.is_empty() && identifier.iter().all(|path| path.is_top() && schema.is_settable(path))
    };
    let names = |identifier: &Vec<PropertyPath>| leak_all(identifier.iter().map(|path| path.top().to_owned()));
    let identifiers = std::iter::once(&schema.primary_identifier).chain(&schema.additional_identifiers);
    let sets: Vec<&'static [&'static str]> = identifiers.filter(chosen).map(names).collect();
    Vec::leak(sets)
}
