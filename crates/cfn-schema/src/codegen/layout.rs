//! Where generated code is: a module for each service, with a file for each of its types.

use std::collections::BTreeMap;

use super::names::{Names, module, pascal, service};
use super::shapes::RESERVED_TYPES;

/// The first line of the module files, which tells them apart from files of the user.
pub const MARK: &str = "//! Written by `schema add`. Do not edit.";

/// The Rust names of a type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TypeNames {
    /// The module of its service: `sqs`.
    pub service: String,
    /// Its own module: `queue`.
    pub module: String,
    /// The handle: `Queue`.
    pub handle: String,
    /// The builder of its properties: `QueueArgs`.
    pub args: String,
}

impl TypeNames {
    /// The names of a type, which depend on nothing but CloudFormation's name of it.
    #[must_use]
    pub fn of(type_name: &str) -> Self {
        let (of, short) = match type_name.splitn(3, "::").collect::<Vec<_>>()[..] {
            [_, of, short] => (of, short),
            _ => ("other", type_name),
        };
        let own = pascal(short, "T");
        let mut names = Names::reserving(RESERVED_TYPES.iter().copied());
        let handle = names.take(&[own.clone(), format!("{own}Resource")]);
        let args = format!("{handle}Args");
        Self { service: service(of), module: module(&short.replace("::", "_")), handle, args }
    }

    /// The path of its file, below the folder of the generated code.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{}/{}.rs", self.service, self.module)
    }
}

/// The files that declare the modules of these types, by their paths below the folder of the generated code.
#[must_use]
pub fn module_files<'t>(types: impl IntoIterator<Item = &'t str>) -> BTreeMap<String, String> {
    let mut services: BTreeMap<String, BTreeMap<String, TypeNames>> = BTreeMap::new();
    for type_name in types {
        let names = TypeNames::of(type_name);
        services.entry(names.service.clone()).or_default().insert(names.module.clone(), names);
    }
    let mut files = BTreeMap::new();
    // A program uses a part of what is written.
    let mut root = format!(
        "{MARK}\n\n#![allow(dead_code, missing_docs, unreachable_pub, unused_imports)]\n#![allow(clippy::all, clippy::pedantic)]\n#![allow(rustdoc::all)]\n\n"
    );
    for (service, types) in services {
        root += &format!("pub mod {service};\n");
        let mut text = format!("{MARK}\n\n");
        for module in types.keys() {
            text += &format!("pub mod {module};\n");
        }
        text.push('\n');
        for TypeNames { module, handle, args, .. } in types.values() {
            text += &format!("pub use {module}::{{{handle}, {args}}};\n");
        }
        files.insert(format!("{service}/mod.rs"), text);
    }
    files.insert("mod.rs".to_owned(), root);
    files
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::SchemaSet;

    #[test]
    fn types_of_one_name_are_in_the_modules_of_their_services() {
        let files = module_files(["AWS::MSK::Cluster", "AWS::ECS::Cluster", "AWS::ECS::Service"]);
        assert_eq!(
            files["ecs/mod.rs"],
            format!(
                "{MARK}\n\npub mod cluster;\npub mod service;\n\npub use cluster::{{Cluster, ClusterArgs}};\npub use service::{{Service, ServiceArgs}};\n"
            )
        );
        assert!(files["mod.rs"].ends_with("pub mod ecs;\npub mod msk;\n"), "{}", files["mod.rs"]);
        assert_eq!(TypeNames::of("AWS::CloudFormation::Output").handle, "OutputResource");
    }

    #[test]
    fn no_two_types_of_the_set_have_one_file_or_one_name_in_a_service() {
        let (mut paths, mut handles) = (BTreeSet::new(), BTreeSet::new());
        for name in SchemaSet::embedded().names() {
            let names = TypeNames::of(name);
            assert!(paths.insert(names.path()), "{name}");
            assert!(handles.insert((names.service, names.handle)), "{name}");
        }
    }
}
