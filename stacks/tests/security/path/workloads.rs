//! What Argo CD applies in the clusters: the files of `gitops/base`, as they are.

use std::path::{Path, PathBuf};

use serde::Deserialize as _;
use serde_json::Value as Json;

/// The objects of the workloads.
pub(super) struct Workloads {
    objects: Vec<Json>,
}

/// The pods behind a port of a service.
pub(super) struct Pods {
    pub(super) container_port: i64,
    /// The label of the nodes that they run on.
    pub(super) node_label: String,
}

impl Workloads {
    pub(super) fn read() -> Self {
        let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("../gitops/base");
        let mut objects = Vec::new();
        let mut folders = vec![base];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("a folder") {
                let path: PathBuf = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "yaml") {
                    let text = std::fs::read_to_string(&path).expect("a file");
                    let documents = serde_yaml_ng::Deserializer::from_str(&text).map(Json::deserialize);
                    objects
                        .extend(documents.map(|document| document.unwrap_or_else(|error| panic!("{path:?}: {error}"))));
                }
            }
        }
        Self { objects }
    }

    /// The pods behind a port of a service: by the selector of the service, the labels of the pods, and the name of the
    /// container's port.
    pub(super) fn pods(&self, service: &str, port: i64) -> Result<Pods, String> {
        let of_kind = |kind: &'static str| self.objects.iter().filter(move |object| object["kind"] == kind);
        let found = of_kind("Service").find(|object| object["metadata"]["name"] == service);
        let found = found.ok_or_else(|| format!("no Service {service}"))?;
        let ports = found["spec"]["ports"].as_array().into_iter().flatten();
        let target = ports.into_iter().find(|one| one["port"] == port).map(|one| &one["targetPort"]);
        let target = target.ok_or_else(|| format!("the Service {service} has no port {port}"))?;
        let selector = found["spec"]["selector"].as_object().ok_or("no selector")?;
        let mut workloads = of_kind("Rollout").chain(of_kind("Deployment"));
        let template = |object: &'_ Json| object["spec"]["template"].clone();
        let template = workloads
            .find(|object| selector.iter().all(|(key, value)| template(object)["metadata"]["labels"][key] == *value))
            .map(template)
            .ok_or_else(|| format!("no pods with the labels that the Service {service} selects"))?;
        let containers = template["spec"]["containers"].as_array().cloned().unwrap_or_default();
        let mut ports = containers.iter().flat_map(|container| container["ports"].as_array().into_iter().flatten());
        let port = ports.find(|one| one["name"] == *target || one["containerPort"] == *target);
        let port = port.ok_or_else(|| format!("no container has the port {target} of the Service {service}"))?;
        Ok(Pods {
            container_port: port["containerPort"].as_i64().unwrap_or_default(),
            node_label: template["spec"]["nodeSelector"]["workload"].as_str().unwrap_or_default().to_owned(),
        })
    }

    /// Whether the pods of a workload have the files of a SecretProviderClass.
    pub(super) fn mounts(&self, workload: &str, class: &str) -> bool {
        let is_it = |object: &&Json| object["metadata"]["name"] == workload && object["spec"]["template"].is_object();
        let volumes = self.objects.iter().find(is_it).map(|object| &object["spec"]["template"]["spec"]["volumes"]);
        let volumes = volumes.and_then(Json::as_array).into_iter().flatten();
        let classes = volumes.map(|volume| &volume["csi"]["volumeAttributes"]["secretProviderClass"]);
        let exists =
            self.objects.iter().any(|one| one["kind"] == "SecretProviderClass" && one["metadata"]["name"] == class);
        exists && classes.into_iter().any(|one| one == class)
    }
}
