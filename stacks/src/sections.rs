//! The sections of the platform: parts that a stack has if its configuration has their table.
//!
//! A section is one file in `components/` with a struct of its name, a table of the configuration in `config/`, and a line
//! in [`declare`]. Nothing outside of a section depends on it, so that it can be switched off, or left out of a run with
//! `--exclude security`.

use anyhow::Result;
use archipel::prelude::*;

use crate::components::{
    Alarms, Artifacts, AuroraGlobal, Backup, Bastion, Costs, Domain, Edge, Experiments, Identity, Ingress, Keys,
    Kubernetes, Lake, Network, Observability, OnCall, Operators, RedisGlobal, RegionContext, Secrets, Security,
};
use crate::config::{Config, Section};

/// What sections refer to.
pub struct Foundation<'a> {
    pub config: &'a Config,
    pub contexts: PerRegion<&'a RegionContext>,
    pub networks: PerRegion<&'a Network>,
    pub keys: &'a Keys,
    pub artifacts: &'a Artifacts,
    pub domain: &'a Domain,
    pub identity: &'a Identity,
    pub ingress: PerRegion<&'a Ingress>,
    pub secrets: &'a Secrets<'a>,
    pub alarms: &'a Alarms,
    pub operators: Option<&'a Operators>,
    /// The bastions, if the stack has some.
    pub bastions: Option<PerRegion<&'a Bastion>>,
    /// The clusters, if the stack has some.
    pub clusters: Option<PerRegion<&'a Kubernetes>>,
    /// The database, if the stack has one.
    pub aurora: Option<&'a AuroraGlobal>,
    /// The cache, if the stack has one.
    pub redis: Option<&'a RedisGlobal>,
}

impl Foundation<'_> {
    /// The certificate of the domain in one of the regions.
    pub fn certificate(&self, region: &str) -> Output<Arn> {
        let PerRegion { primary, secondary } = self.domain.certificates();
        if self.contexts.primary.scope.region() == region { primary } else { secondary }
    }
}

/// Declares the sections that the stack has.
///
/// # Errors
/// When the code of a function cannot be packed.
pub fn declare(foundation: &Foundation<'_>) -> Result<()> {
    let config = foundation.config;
    match Section::enabled(config.edge.as_ref()) {
        Some(settings) => {
            Edge::new(foundation, settings);
        }
        None => foundation.domain.publish_origins(&foundation.contexts.primary.scope, &config.ingress.hosts),
    }
    if let Some(settings) = Section::enabled(config.security.as_ref()) {
        Security::new(foundation, settings);
    }
    if let Some(settings) = Section::enabled(config.observability.as_ref()) {
        Observability::new(foundation, settings)?;
    }
    if let Some(settings) = Section::enabled(config.backup.as_ref()) {
        Backup::new(foundation, settings);
    }
    if let Some(settings) = Section::enabled(config.on_call.as_ref()) {
        OnCall::new(foundation, settings);
    }
    if let Some(settings) = Section::enabled(config.lake.as_ref()) {
        Lake::new(foundation, settings);
    }
    if let Some(settings) = Section::enabled(config.costs.as_ref()) {
        Costs::new(foundation, settings);
    }
    if let Some(settings) = Section::enabled(config.experiments.as_ref()) {
        Experiments::new(foundation, settings);
    }
    Ok(())
}
