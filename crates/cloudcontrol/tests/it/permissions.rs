//! The IAM actions of native types, compared with the permissions of CloudFormation's handlers.

use std::collections::{BTreeMap, BTreeSet};

use archipel_cfn_schema::{SchemaSet, native_type, schema};
use archipel_engine::resource::Provider as _;
use archipel_resources::aws::{Connection, Settings, Target};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    difference: Vec<Difference>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Difference {
    reason: String,
    actions: BTreeMap<String, BTreeSet<String>>,
}

/// Type and action.
type Permissions = BTreeSet<(String, String)>;

/// What the handlers of a native type's CloudFormation types may do and the native type does not list.
async fn missing() -> Permissions {
    let connection = Connection::open(Settings::new(Target::nowhere())).await.unwrap();
    let native: BTreeMap<_, _> = archipel_resources::provider(connection)
        .schemas()
        .into_iter()
        .map(|schema| {
            let actions = schema.meta.actions;
            let all = [actions.create, actions.read, actions.update, actions.delete].concat();
            (schema.type_name, all.into_iter().map(str::to_lowercase).collect::<BTreeSet<_>>())
        })
        .collect();
    let is_listed = |listed: &BTreeSet<String>, action: &str| {
        let action = action.to_lowercase();
        listed.contains(&action)
            || listed.iter().filter_map(|listed| listed.strip_suffix('*')).any(|prefix| action.starts_with(prefix))
    };
    let mut missing = Permissions::new();
    for (name, type_name) in SchemaSet::embedded().names().filter_map(|name| Some((name, native_type(name)?))) {
        let listed = &native[type_name];
        let handlers = &schema(name).unwrap().handlers;
        let handlers = [&handlers.create, &handlers.read, &handlers.update, &handlers.delete];
        for action in handlers.into_iter().flatten().flat_map(|handler| &handler.permissions) {
            if !is_listed(listed, action) {
                missing.insert((type_name.to_owned(), action.clone()));
            }
        }
    }
    missing
}

#[tokio::test]
async fn every_permission_of_a_cloudformation_handler_is_listed_or_explained() {
    let table: Table = toml::from_str(include_str!("../../../resources/iam-differences.toml")).unwrap();
    let mut explained = Permissions::new();
    let mut twice = Vec::new();
    for difference in &table.difference {
        assert!(difference.reason.ends_with('.'), "{:?} is not a sentence", difference.reason);
        for (type_name, actions) in &difference.actions {
            for action in actions {
                if !explained.insert((type_name.clone(), action.clone())) {
                    twice.push((type_name, action));
                }
            }
        }
    }
    let missing = missing().await;
    let unexplained: Vec<_> = missing.difference(&explained).collect();
    assert!(unexplained.is_empty(), "add these to iam.toml or iam-differences.toml: {unexplained:#?}");
    let obsolete: Vec<_> = explained.difference(&missing).collect();
    assert!(obsolete.is_empty(), "these are listed, or no handler has them: {obsolete:#?}");
    assert!(twice.is_empty(), "these have two reasons: {twice:#?}");
}
