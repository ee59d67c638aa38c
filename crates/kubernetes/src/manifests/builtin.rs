//! The kinds that Kubernetes itself serves, by version, without asking a cluster.
//!
//! From Kubernetes' `api/discovery` and its deprecated API migration guide, up to 1.37. Versions that are off by default
//! (alpha, and beta since 1.24) are left out: a program that enables them names them as served.

/// The newest minor version of Kubernetes in the table.
pub(crate) const NEWEST: u32 = 37;

/// A kind.
#[derive(Debug)]
pub(crate) struct Builtin {
    pub(crate) group: &'static str,
    pub(crate) kind: &'static str,
    /// Its name in paths and in rules of webhooks and roles.
    pub(crate) plural: &'static str,
    pub(crate) namespaced: bool,
    pub(crate) versions: &'static [Served],
}

/// A version of a kind, by minor versions of Kubernetes.
#[derive(Debug)]
pub(crate) struct Served {
    pub(crate) version: &'static str,
    pub(crate) since: u32,
    /// The first version that does not serve it.
    pub(crate) until: Option<u32>,
    /// What takes its place, if it is another group or kind.
    pub(crate) moved: Option<&'static str>,
}

const fn served(version: &'static str, since: u32) -> Served {
    Served { version, since, until: None, moved: None }
}

const fn removed(version: &'static str, until: u32) -> Served {
    Served { version, since: 0, until: Some(until), moved: None }
}

const fn moved(version: &'static str, until: u32, to: &'static str) -> Served {
    Served { version, since: 0, until: Some(until), moved: Some(to) }
}

macro_rules! kinds {
    ($($group:literal { $($kind:ident $plural:ident $scope:ident [$($version:expr),+ $(,)?];)+ })+) => {
        &[$($(Builtin {
            group: $group,
            kind: stringify!($kind),
            plural: stringify!($plural),
            namespaced: scope!($scope),
            versions: &[$($version),+],
        },)+)+]
    };
}

macro_rules! scope {
    (namespaced) => {
        true
    };
    (cluster) => {
        false
    };
}

static KINDS: &[Builtin] = kinds! {
    "" {
        ConfigMap configmaps namespaced [served("v1", 0)];
        Endpoints endpoints namespaced [served("v1", 0)];
        Event events namespaced [served("v1", 0)];
        LimitRange limitranges namespaced [served("v1", 0)];
        Namespace namespaces cluster [served("v1", 0)];
        Node nodes cluster [served("v1", 0)];
        PersistentVolume persistentvolumes cluster [served("v1", 0)];
        PersistentVolumeClaim persistentvolumeclaims namespaced [served("v1", 0)];
        Pod pods namespaced [served("v1", 0)];
        PodTemplate podtemplates namespaced [served("v1", 0)];
        ReplicationController replicationcontrollers namespaced [served("v1", 0)];
        ResourceQuota resourcequotas namespaced [served("v1", 0)];
        Secret secrets namespaced [served("v1", 0)];
        Service services namespaced [served("v1", 0)];
        ServiceAccount serviceaccounts namespaced [served("v1", 0)];
    }
    "admissionregistration.k8s.io" {
        MutatingWebhookConfiguration mutatingwebhookconfigurations cluster [served("v1", 16), removed("v1beta1", 22)];
        ValidatingWebhookConfiguration validatingwebhookconfigurations cluster [served("v1", 16), removed("v1beta1", 22)];
        ValidatingAdmissionPolicy validatingadmissionpolicies cluster [served("v1", 30)];
        ValidatingAdmissionPolicyBinding validatingadmissionpolicybindings cluster [served("v1", 30)];
        MutatingAdmissionPolicy mutatingadmissionpolicies cluster [served("v1", 36)];
        MutatingAdmissionPolicyBinding mutatingadmissionpolicybindings cluster [served("v1", 36)];
    }
    "apiextensions.k8s.io" {
        CustomResourceDefinition customresourcedefinitions cluster [served("v1", 16), removed("v1beta1", 22)];
    }
    "apiregistration.k8s.io" {
        APIService apiservices cluster [served("v1", 10), removed("v1beta1", 22)];
    }
    "apps" {
        ControllerRevision controllerrevisions namespaced [served("v1", 9), removed("v1beta1", 16), removed("v1beta2", 16)];
        DaemonSet daemonsets namespaced [served("v1", 9), removed("v1beta2", 16)];
        Deployment deployments namespaced [served("v1", 9), removed("v1beta1", 16), removed("v1beta2", 16)];
        ReplicaSet replicasets namespaced [served("v1", 9), removed("v1beta2", 16)];
        StatefulSet statefulsets namespaced [served("v1", 9), removed("v1beta1", 16), removed("v1beta2", 16)];
    }
    "autoscaling" {
        HorizontalPodAutoscaler horizontalpodautoscalers namespaced
            [served("v2", 23), served("v1", 0), removed("v2beta1", 25), removed("v2beta2", 26)];
    }
    "batch" {
        CronJob cronjobs namespaced [served("v1", 21), removed("v1beta1", 25), removed("v2alpha1", 21)];
        Job jobs namespaced [served("v1", 0)];
    }
    "certificates.k8s.io" {
        CertificateSigningRequest certificatesigningrequests cluster [served("v1", 19), removed("v1beta1", 22)];
        PodCertificateRequest podcertificaterequests namespaced [served("v1", 37)];
    }
    "coordination.k8s.io" {
        Lease leases namespaced [served("v1", 14), removed("v1beta1", 22)];
    }
    "discovery.k8s.io" {
        EndpointSlice endpointslices namespaced [served("v1", 21), removed("v1beta1", 25)];
    }
    "events.k8s.io" {
        Event events namespaced [served("v1", 19), removed("v1beta1", 25)];
    }
    "extensions" {
        DaemonSet daemonsets namespaced [moved("v1beta1", 16, "`apps/v1`")];
        Deployment deployments namespaced [moved("v1beta1", 16, "`apps/v1`")];
        ReplicaSet replicasets namespaced [moved("v1beta1", 16, "`apps/v1`")];
        NetworkPolicy networkpolicies namespaced [moved("v1beta1", 16, "`networking.k8s.io/v1`")];
        Ingress ingresses namespaced [moved("v1beta1", 22, "`networking.k8s.io/v1`")];
        PodSecurityPolicy podsecuritypolicies cluster
            [moved("v1beta1", 16, "labels `pod-security.kubernetes.io/enforce` of namespaces")];
    }
    "flowcontrol.apiserver.k8s.io" {
        FlowSchema flowschemas cluster
            [served("v1", 29), removed("v1beta1", 26), removed("v1beta2", 29), removed("v1beta3", 32)];
        PriorityLevelConfiguration prioritylevelconfigurations cluster
            [served("v1", 29), removed("v1beta1", 26), removed("v1beta2", 29), removed("v1beta3", 32)];
    }
    "networking.k8s.io" {
        Ingress ingresses namespaced [served("v1", 19), removed("v1beta1", 22)];
        IngressClass ingressclasses cluster [served("v1", 19), removed("v1beta1", 22)];
        IPAddress ipaddresses cluster [served("v1", 33)];
        NetworkPolicy networkpolicies namespaced [served("v1", 7)];
        ServiceCIDR servicecidrs cluster [served("v1", 33)];
    }
    "node.k8s.io" {
        RuntimeClass runtimeclasses cluster [served("v1", 20), removed("v1beta1", 25)];
    }
    "policy" {
        PodDisruptionBudget poddisruptionbudgets namespaced [served("v1", 21), removed("v1beta1", 25)];
        PodSecurityPolicy podsecuritypolicies cluster
            [moved("v1beta1", 25, "labels `pod-security.kubernetes.io/enforce` of namespaces")];
    }
    "rbac.authorization.k8s.io" {
        ClusterRole clusterroles cluster [served("v1", 8), removed("v1beta1", 22), removed("v1alpha1", 22)];
        ClusterRoleBinding clusterrolebindings cluster [served("v1", 8), removed("v1beta1", 22), removed("v1alpha1", 22)];
        Role roles namespaced [served("v1", 8), removed("v1beta1", 22), removed("v1alpha1", 22)];
        RoleBinding rolebindings namespaced [served("v1", 8), removed("v1beta1", 22), removed("v1alpha1", 22)];
    }
    "resource.k8s.io" {
        DeviceClass deviceclasses cluster [served("v1", 34)];
        ResourceClaim resourceclaims namespaced [served("v1", 34)];
        ResourceClaimTemplate resourceclaimtemplates namespaced [served("v1", 34)];
        ResourceSlice resourceslices cluster [served("v1", 34)];
    }
    "scheduling.k8s.io" {
        PriorityClass priorityclasses cluster [served("v1", 14), removed("v1beta1", 22), removed("v1alpha1", 22)];
    }
    "storage.k8s.io" {
        CSIDriver csidrivers cluster [served("v1", 18), removed("v1beta1", 22)];
        CSINode csinodes cluster [served("v1", 17), removed("v1beta1", 22)];
        CSIStorageCapacity csistoragecapacities namespaced [served("v1", 24), removed("v1beta1", 27)];
        StorageClass storageclasses cluster [served("v1", 6), removed("v1beta1", 22)];
        VolumeAttachment volumeattachments cluster [served("v1", 13), removed("v1beta1", 22)];
        VolumeAttributesClass volumeattributesclasses cluster [served("v1", 34)];
    }
    "storagemigration.k8s.io" {
        StorageVersionMigration storageversionmigrations cluster [served("v1", 37)];
    }
};

/// A kind of a group.
pub(crate) fn find(group: &str, kind: &str) -> Option<&'static Builtin> {
    KINDS.iter().find(|of| of.group == group && of.kind == kind)
}

/// Whether Kubernetes itself has this group. Groups of CRDs have a domain.
pub(crate) fn has_group(group: &str) -> bool {
    KINDS.iter().any(|of| of.group == group)
}

/// The kinds of this name in other groups.
pub(crate) fn named(kind: &str) -> impl Iterator<Item = &'static Builtin> {
    KINDS.iter().filter(move |of| of.kind == kind && of.newest().is_some())
}

/// Every kind's name.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|of| of.kind)
}

impl Builtin {
    /// The version that the newest Kubernetes serves first.
    pub(crate) fn newest(&self) -> Option<&'static str> {
        self.versions.iter().find(|served| served.until.is_none()).map(|served| served.version)
    }

    /// The group and the newest version, as `apiVersion` has them.
    pub(crate) fn api_version(&self) -> Option<String> {
        let version = self.newest()?;
        Some(if self.group.is_empty() { version.to_owned() } else { format!("{}/{version}", self.group) })
    }

    /// Why a Kubernetes of this minor version does not serve a version of this kind. Without a version of Kubernetes, any that
    /// the table has may be meant, and only what all current ones have removed is refused.
    pub(crate) fn refusal(&self, version: &str, minor: Option<u32>) -> Option<String> {
        let name = |version: &str| {
            if self.group.is_empty() { version.to_owned() } else { format!("{}/{version}", self.group) }
        };
        let kind = self.kind;
        let Some(served) = self.versions.iter().find(|served| served.version == version) else {
            let known = self.versions.iter().filter(|served| served.until.is_none());
            let known: Vec<String> = known.map(|served| format!("`{}`", name(served.version))).collect();
            return Some(format!(
                "Kubernetes does not serve {kind} in the apiVersion `{}`: use {}, or name it with `.served_by_cluster(..)` if \
                 the cluster enables it",
                name(version),
                if known.is_empty() { "another kind".to_owned() } else { known.join(" or ") }
            ));
        };
        let current = minor.unwrap_or(NEWEST);
        if let Some(until) = served.until.filter(|until| *until <= current) {
            let newest = self.api_version().map(|of| format!("`{of}`, whose fields may differ"));
            let instead = served.moved.map(str::to_owned).or(newest).unwrap_or_default();
            return Some(format!(
                "the apiVersion `{}` of {kind} was removed in Kubernetes 1.{until}: use {instead}",
                name(version)
            ));
        }
        (served.since > current).then(|| {
            format!(
                "Kubernetes 1.{current} does not serve {kind} in the apiVersion `{}`, which came with 1.{}: use an earlier \
                 version, or upgrade the cluster first",
                name(version),
                served.since
            )
        })
    }
}

/// Groups whose CRDs EKS or one of its add-ons installs, and what brings them.
static BROUGHT: &[(&str, &str)] = &[
    ("argoproj.io", "the Argo CD capability"),
    ("cert-manager.io", "the add-on `cert-manager`"),
    ("acme.cert-manager.io", "the add-on `cert-manager`"),
    ("crd.k8s.amazonaws.com", "the add-on `vpc-cni`"),
    ("networking.k8s.aws", "the add-on `vpc-cni`"),
    ("vpcresources.k8s.aws", "EKS"),
    ("eks.amazonaws.com", "EKS Auto Mode"),
    ("karpenter.sh", "EKS Auto Mode"),
    ("externaldns.k8s.io", "the add-on `external-dns`"),
    ("opentelemetry.io", "the add-on `adot`"),
    ("cloudwatch.aws.amazon.com", "the add-on `amazon-cloudwatch-observability`"),
    ("secrets-store.csi.x-k8s.io", "the add-on `aws-secrets-store-csi-driver-provider`"),
    ("snapshot.storage.k8s.io", "the add-on `snapshot-controller`"),
    ("groupsnapshot.storage.k8s.io", "the add-on `snapshot-controller`"),
    ("metrics.k8s.io", "the add-on `metrics-server`"),
];

/// Whether EKS or an add-on of it may install the CRDs of a group.
pub(crate) fn brought_by_eks(group: &str) -> bool {
    BROUGHT.iter().any(|(of, _)| *of == group)
}

/// Kinds that are cluster-scoped among those that EKS brings. Those of other groups, a CRD tells.
pub(crate) fn is_cluster_scoped_in_eks(group: &str, kind: &str) -> bool {
    matches!(
        (group, kind),
        ("karpenter.sh", "NodePool" | "NodeClaim")
            | ("eks.amazonaws.com", "NodeClass" | "NodeDiagnostic" | "IngressClassParams" | "CNINode")
            | ("cert-manager.io", "ClusterIssuer")
            | ("crd.k8s.amazonaws.com", "ENIConfig")
            | ("snapshot.storage.k8s.io", "VolumeSnapshotClass" | "VolumeSnapshotContent")
            | ("groupsnapshot.storage.k8s.io", "VolumeGroupSnapshotClass" | "VolumeGroupSnapshotContent")
            | ("vpcresources.k8s.aws", "CNINode")
    )
}
