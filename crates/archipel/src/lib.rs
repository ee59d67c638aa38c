//! Infrastructure as Rust: a stack is a function, a plan is a value, and an apply is a durable, concurrent run over
//! AWS in the regions of the stack.
//!
//! This crate re-exports the API for programs. The binary of a project is a program, its typed configuration, and one
//! line that passes both to the command line:
//!
//! ```no_run
//! use std::process::ExitCode;
//!
//! use archipel::aws::ec2::{Vpc, VpcArgs};
//! use archipel::cli::App;
//! use archipel::prelude::*;
//!
//! #[derive(serde::Deserialize)]
//! struct Config {
//!     /// Each region and its range of addresses.
//!     regions: std::collections::BTreeMap<String, String>,
//! }
//!
//! impl Configuration for Config {
//!     fn problems(&self) -> Vec<Problem> {
//!         match self.regions.is_empty() {
//!             true => vec![Problem::new("regions", "no regions", "add at least one")],
//!             false => Vec::new(),
//!         }
//!     }
//! }
//!
//! fn program(stack: &Stack, config: &Config) -> anyhow::Result<()> {
//!     for (region, cidr) in &config.regions {
//!         let scope = stack.region(region).component("network").with_tags([("Owner", "platform")]);
//!         let vpc = Vpc::new(&scope, "main", VpcArgs::new(cidr.as_str()).enable_dns_hostnames(true));
//!         stack.output(format!("{region}-vpc"), vpc.id());
//!     }
//!     Ok(())
//! }
//!
//! fn main() -> ExitCode {
//!     App::new("luneo").config_dir("stacks/config").program(program).run()
//! }
//! ```
//!
//! * [`mod@resource`]: the traits of resource types, for types of your own;
//! * `policy`: policies, which check plans;
//! * `aws`: AWS resource types, with a feature for each service (`ec2`, `rds`, `eks` and so on);
//! * `cloudcontrol`: every other AWS resource type, with code that `schema add` writes;
//! * `kubernetes`: objects of Kubernetes clusters, declared in Rust or read from YAML;
//! * `saas`: resources of PagerDuty, Sentry and Grafana;
//! * `cli`: the command line as a library;
//! * [`testing`]: tests of stacks without a server;
//! * [`engine`]: what these are parts of: plans, state, events.

#![warn(missing_docs)]

pub use archipel_engine as engine;
// It is named so that it is linked.
#[cfg(feature = "dynamic")]
use archipel_shared_library as _;

pub use archipel_engine::program::Alias;
pub use archipel_engine::{Environment, resource, testing};

#[cfg(feature = "aws")]
pub use archipel_resources as aws;

/// Every other AWS resource type, through the Cloud Control API: [`CloudControl`](cloudcontrol::CloudControl) for one
/// resource, and the parts of the code that `schema add` writes.
#[cfg(feature = "aws")]
pub mod cloudcontrol {
    pub use archipel_cfn_schema::{CloudControl, builder};
}

#[cfg(feature = "kubernetes")]
pub use archipel_kubernetes as kubernetes;

#[cfg(feature = "saas")]
pub use archipel_saas as saas;

#[cfg(feature = "cli")]
pub use archipel_cli as cli;

#[cfg(feature = "cli")]
pub use archipel_cli::policy;

/// The imports of a program: `use archipel::prelude::*`.
pub mod prelude {
    pub use archipel_engine::program::{FormatPart, Hook};
    pub use archipel_engine::{
        AnyInput, Declared, Input, IntoInput, Json, Options, Output, PerRegion, Prop, Scope, Stack, Urn, Value,
        exports, json, list, map, output_format,
    };

    /// Typed ids, ARNs and address ranges, so that a subnet's id cannot be used as a VPC's, and policy documents.
    #[cfg(feature = "aws")]
    pub use archipel_resources::types::*;

    #[cfg(feature = "aws")]
    pub use archipel_engine::macros::policy;

    #[cfg(feature = "cli")]
    pub use archipel_cli::{App, Configuration, NoConfiguration, Problem, TargetName};
}

/// The code in the book compiles.
#[cfg(doctest)]
mod book {
    #[doc = include_str!("../../../README.md")]
    mod readme {}
    #[doc = include_str!("../../../docs/src/all-of-aws.md")]
    mod all_of_aws {}
    #[doc = include_str!("../../../docs/src/configuration.md")]
    mod configuration {}
    #[doc = include_str!("../../../docs/src/drills.md")]
    mod drills {}
    #[doc = include_str!("../../../docs/src/hooks.md")]
    mod hooks {}
    #[cfg(feature = "kubernetes")]
    #[doc = include_str!("../../../docs/src/kubernetes.md")]
    mod kubernetes {}
    #[cfg(feature = "kubernetes")]
    #[doc = include_str!("../../../docs/src/kubernetes-manifests.md")]
    mod kubernetes_manifests {}
    #[doc = include_str!("../../../docs/src/options.md")]
    mod options {}
    #[doc = include_str!("../../../docs/src/outputs.md")]
    mod outputs {}
    #[doc = include_str!("../../../docs/src/program.md")]
    mod program {}
    #[doc = include_str!("../../../docs/src/recovery.md")]
    mod recovery {}
    #[doc = include_str!("../../../docs/src/terraform.md")]
    mod terraform {}
    #[doc = include_str!("../../../docs/src/import.md")]
    mod import {}
    #[doc = include_str!("../../../docs/src/resource-types.md")]
    mod resource_types {}
    #[doc = include_str!("../../../docs/src/state.md")]
    mod state {}
    #[doc = include_str!("../../../docs/src/testing.md")]
    mod testing {}
    #[doc = include_str!("../../../docs/src/values.md")]
    mod values {}
    #[cfg(feature = "saas")]
    #[doc = include_str!("../../../docs/src/vendors.md")]
    mod vendors {}
}
