//! The IAM actions of each type, from the table `iam.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use archipel_engine::resource::ResourceSchema;
use archipel_engine::schema::{Actions, Meta};
use serde::Deserialize;

const TABLE: &str = include_str!("../iam.toml");

#[derive(Debug, Default, Deserialize)]
struct Table {
    services: BTreeMap<String, String>,
    actions: BTreeMap<String, Vec<String>>,
    #[serde(flatten)]
    types: BTreeMap<String, Operations>,
}

/// The operations that a type calls.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Operations {
    create: Vec<String>,
    read: Vec<String>,
    update: Vec<String>,
    delete: Vec<String>,
}

/// The service and the actions of each type.
static TYPES: LazyLock<BTreeMap<String, (&'static str, Actions)>> = LazyLock::new(|| {
    let table: Table = toml::from_str(TABLE).unwrap_or_default();
    table.types.iter().map(|(name, operations)| (name.clone(), table.actions_of(name, operations))).collect()
});

impl Table {
    fn actions_of(&self, type_name: &str, operations: &Operations) -> (&'static str, Actions) {
        let namespace = type_name.split([':', '/']).nth(1).unwrap_or_default();
        let service: &'static str = self.services.get(namespace).map_or(namespace, String::as_str).to_owned().leak();
        let of = |operations: &[String]| -> &'static [&'static str] {
            let mut actions: Vec<&'static str> = Vec::new();
            for operation in operations {
                let operation =
                    if operation.contains(':') { operation.clone() } else { format!("{service}:{operation}") };
                for action in self.actions.get(&operation).cloned().unwrap_or_else(|| vec![operation]) {
                    if !actions.contains(&action.as_str()) {
                        actions.push(action.leak());
                    }
                }
            }
            actions.leak()
        };
        let Operations { create, read, update, delete } = operations;
        (service, Actions { create: of(create), read: of(read), update: of(update), delete: of(delete) })
    }
}

/// The `Meta` of a type, with its service and its IAM actions.
pub(crate) fn meta<T: ResourceSchema>() -> Meta {
    let (service, actions) = TYPES.get(T::TYPE).copied().unwrap_or_default();
    Meta::new(service).actions(actions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_valid_and_derives_the_actions_of_each_operation() {
        toml::from_str::<Table>(TABLE).unwrap();
        let (service, actions) = TYPES["aws:elbv2/Listener"];
        assert_eq!(service, "elasticloadbalancing");
        assert!(actions.create.contains(&"elasticloadbalancing:CreateListener"));
        let (_, actions) = TYPES["aws:s3/Bucket"];
        assert!(actions.read.contains(&"s3:GetLifecycleConfiguration"));
        assert!(!actions.read.iter().any(|action| action.ends_with("GetBucketLifecycleConfiguration")));
    }
}
