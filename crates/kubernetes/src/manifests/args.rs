//! What a set of manifests is made of.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use archipel_engine::AnyInput;
use archipel_engine::program::Expr;

use super::Manifests;
use crate::{ClusterRef, Wait};

/// Where manifests come from.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    /// A file, a folder, or a folder with a kustomization.
    Path(PathBuf),
    /// A name and a text.
    Text(String, String),
}

/// The files of a set of manifests and the values in them.
#[derive(Clone)]
#[must_use]
pub struct ManifestsArgs {
    pub(crate) cluster: ClusterRef,
    pub(crate) sources: Vec<Source>,
    pub(crate) values: BTreeMap<String, Expr>,
    pub(crate) values_twice: Vec<String>,
    pub(crate) literal: bool,
    pub(crate) namespace: Option<String>,
    pub(crate) version: Option<String>,
    pub(crate) served: BTreeSet<String>,
    pub(crate) without: BTreeSet<String>,
    pub(crate) waits: BTreeMap<String, Wait>,
    pub(crate) adopt: bool,
    pub(crate) after: Vec<Manifests>,
}

impl std::fmt::Debug for ManifestsArgs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Texts and values may contain secrets.
        let sources = self.sources.iter().map(|source| match source {
            Source::Path(path) => path.display().to_string(),
            Source::Text(name, _) => name.clone(),
        });
        f.debug_struct("ManifestsArgs").field("sources", &sources.collect::<Vec<_>>()).finish_non_exhaustive()
    }
}

impl ManifestsArgs {
    /// Manifests for a cluster: `&cluster`, or the name of one.
    pub fn new(cluster: impl Into<ClusterRef>) -> Self {
        Self {
            cluster: cluster.into(),
            sources: Vec::new(),
            values: BTreeMap::new(),
            values_twice: Vec::new(),
            literal: false,
            namespace: None,
            version: None,
            served: BTreeSet::new(),
            without: BTreeSet::new(),
            waits: BTreeMap::new(),
            adopt: false,
            after: Vec::new(),
        }
    }

    /// Adds a YAML file, the YAML files in a folder and its folders, or what a folder with a kustomization file builds. A path
    /// that is not absolute starts at the working directory; `concat!(env!("CARGO_MANIFEST_DIR"), "/manifests")` starts at the
    /// program's crate.
    pub fn path(mut self, path: impl Into<PathBuf>) -> Self {
        self.sources.push(Source::Path(path.into()));
        self
    }

    /// Adds YAML text, such as `include_str!("keda.yaml")`. The name is that of a file, for errors.
    pub fn text(mut self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.sources.push(Source::Text(name.into(), text.into()));
        self
    }

    /// Replaces the placeholder `${name}`, as a whole value or in a text, by a value. A placeholder without a value is an error,
    /// and so is a value without a placeholder.
    pub fn value(mut self, name: impl Into<String>, value: impl AnyInput) -> Self {
        let name = name.into();
        if self.values.insert(name.clone(), value.to_json_expr()).is_some() {
            self.values_twice.push(name);
        }
        self
    }

    /// Keeps `${..}` in texts as it is: for manifests that others wrote, which have shell variables.
    pub fn literal(mut self) -> Self {
        self.literal = true;
        self
    }

    /// Puts objects that name no namespace into this one, and not into `default`.
    pub fn namespace(mut self, namespace: impl Into<String>) -> Self {
        self.namespace = Some(namespace.into());
        self
    }

    /// Checks API versions for this version of Kubernetes, such as `1.36`.
    pub fn kubernetes_version(mut self, version: impl Into<String>) -> Self {
        self.version = Some(version.into());
        self
    }

    /// Names a group, or a kind as `group/Kind`, of which the cluster has the CustomResourceDefinition although the program does
    /// not. Those that EKS and its add-ons install are known.
    pub fn served_by_cluster(mut self, group: impl Into<String>) -> Self {
        self.served.insert(group.into());
        self
    }

    /// Leaves a Helm hook out, by its kind and name: `Job/upgrade-crds`. Any other hook is an error.
    pub fn without_hook(mut self, name: impl Into<String>) -> Self {
        self.without.insert(name.into());
        self
    }

    /// Sets what one object waits for, by its kind and name: `Deployment/web`.
    pub fn wait(mut self, object: impl Into<String>, wait: Wait) -> Self {
        self.waits.insert(object.into(), wait);
        self
    }

    /// Takes over objects that exist already.
    pub fn adopt(mut self, adopt: bool) -> Self {
        self.adopt = adopt;
        self
    }

    /// Comes after another set: its kinds are known here, and its controllers, webhooks and namespaces exist before the objects
    /// of this set and are deleted after them.
    pub fn after(mut self, other: &Manifests) -> Self {
        self.after.push(other.clone());
        self
    }
}
