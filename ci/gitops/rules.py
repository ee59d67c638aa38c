"""Rules for the objects of a cluster: what must not be in them, and that every reference has a target.

Each rule yields a text for each violation.
"""

import ipaddress
import re

import yaml

PLACEHOLDER = "INFRASTRUCTURE"
LABELS = ("app.kubernetes.io/name", "app.kubernetes.io/component", "app.kubernetes.io/managed-by")
CLUSTER_SCOPED = {
    "Namespace",
    "ClusterRole",
    "ClusterRoleBinding",
    "ConstraintTemplate",
    "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding",
}
WORKLOADS = {"Deployment", "Rollout", "StatefulSet", "DaemonSet"}
# What belongs to an environment, and therefore into the cluster Secret.
FORBIDDEN = {
    "an ARN": re.compile(r"\barn:aws"),
    "an account id": re.compile(r"(?<![0-9a-f])[0-9]{12}(?![0-9a-f])"),
    "a host of AWS": re.compile(r"[a-z0-9-]+\.[a-z0-9-]+\.amazonaws\.com"),
    "an access key": re.compile(r"\bA(KIA|SIA)[A-Z0-9]{16}\b"),
    "the tag latest": re.compile(r":latest\b"),
}
PINNED_DIGEST = re.compile(r"@sha256:[0-9a-f]{64}$")
PINNED_CHART = re.compile(r"^[0-9]+\.[0-9]+\.[0-9]+$")
SERVICE_URL = re.compile(r"([a-z0-9-]+)\.([a-z0-9-]+)\.svc\.cluster\.local(?::([0-9]+))?")


def name_of(thing):
    return f"{thing['kind']} {thing['metadata'].get('namespace', '')}/{thing['metadata']['name']}".replace(" /", " ")


def is_constraint(thing):
    return thing["apiVersion"].startswith("constraints.gatekeeper.sh/")


def texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from texts(key)
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)


def sources(gitops):
    """No value of an environment is in Git. The contract has examples."""
    for file in sorted(gitops.rglob("*.yaml")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            for what, pattern in FORBIDDEN.items():
                if pattern.search(line):
                    yield f"gitops/{file.relative_to(gitops)}:{number}: contains {what}: add a value to the contract"


class Cluster:
    """The objects of all Applications of one cluster."""

    def __init__(self, contract, annotations, objects):
        self.contract, self.annotations, self.objects = contract, annotations, objects
        self.by_key = {}
        self.duplicates = []
        for thing in objects:
            key = (thing["kind"], thing["metadata"].get("namespace"), thing["metadata"]["name"])
            if key in self.by_key:
                self.duplicates.append(name_of(thing))
            self.by_key[key] = thing

    def of(self, *kinds):
        return [thing for thing in self.objects if thing["kind"] in kinds]

    def has(self, kind, namespace, name):
        return (kind, namespace, name) in self.by_key

    def workloads(self):
        return self.of(*WORKLOADS)

    def rules(self):
        for rule in (
            self.placeholders,
            self.names,
            self.labels,
            self.images,
            self.scaling,
            self.budgets,
            self.services,
            self.service_urls,
            self.pods,
            self.secrets,
            self.node_pools,
            self.rollouts,
            self.network,
            self.collectors,
            self.charts,
        ):
            yield from rule()

    def placeholders(self):
        for thing in self.objects:
            if any(PLACEHOLDER in text for text in texts(thing)):
                yield f"{name_of(thing)}: {PLACEHOLDER} remains: copy a value in infrastructure/values"

    def names(self):
        for duplicate in self.duplicates:
            yield f"{duplicate}: declared twice"
        for thing in self.objects:
            scoped = thing["kind"] not in CLUSTER_SCOPED and not is_constraint(thing)
            if scoped and "namespace" not in thing["metadata"]:
                yield f"{name_of(thing)}: has no namespace"
        owned = {entry["name"] for entry in self.contract["namespace"]}
        for thing in self.of("Namespace"):
            if thing["metadata"]["name"] in owned:
                yield f"{name_of(thing)}: the stack creates this namespace: remove it here"
        for thing in self.of("TargetGroupBinding"):
            yield f"{name_of(thing)}: the stack binds target groups: remove it here"

    def labels(self):
        for thing in self.objects:
            for label in LABELS:
                if not thing["metadata"].get("labels", {}).get(label):
                    yield f"{name_of(thing)}: has no label {label}"
        for thing in self.workloads():
            for label in LABELS:
                if not thing["spec"]["template"]["metadata"].get("labels", {}).get(label):
                    yield f"{name_of(thing)}: its pods have no label {label}"

    def images(self):
        registry = self.annotations["archipel.luneo.example/registry"]
        for thing in self.workloads():
            for container in containers(thing):
                image = container["image"]
                if not PINNED_DIGEST.search(image):
                    yield f"{name_of(thing)}: image {image} has no digest: pin it in environments/"
                if not image.startswith(f"{registry}/"):
                    yield f"{name_of(thing)}: image {image} is not from the region's registry: add it to the ApplicationSet"

    def scaling(self):
        scaled = {}
        for thing in self.of("HorizontalPodAutoscaler", "ScaledObject"):
            target = thing["spec"]["scaleTargetRef"]
            key = (target["kind"], thing["metadata"]["namespace"], target["name"])
            workload = self.by_key.get(key)
            if workload is None or workload["apiVersion"] != target["apiVersion"]:
                yield f"{name_of(thing)}: scales {target['kind']} {target['name']}, which does not exist"
                continue
            if key in scaled:
                yield f"{name_of(thing)}: scales {target['name']} as {scaled[key]} does: keep one of them"
            scaled[key] = name_of(thing)
            if "replicas" in workload["spec"]:
                yield f"{name_of(workload)}: has `replicas` beside {name_of(thing)}: leave them out"
        for thing in self.workloads():
            key = (thing["kind"], thing["metadata"]["namespace"], thing["metadata"]["name"])
            if key not in scaled:
                yield f"{name_of(thing)}: nothing scales it"

    def budgets(self):
        budgets = self.of("PodDisruptionBudget")
        for thing in budgets:
            if not self.selected(thing, thing["spec"]["selector"]["matchLabels"]):
                yield f"{name_of(thing)}: selects no pods"
        for workload in self.workloads():
            mine = [b for b in budgets if workload in self.selected(b, b["spec"]["selector"]["matchLabels"])]
            if len(mine) != 1:
                yield f"{name_of(workload)}: has {len(mine)} disruption budgets: one is needed"

    def selected(self, thing, labels):
        """Returns the workloads in the namespace of an object whose pods have these labels."""
        found = []
        for workload in self.workloads():
            has = workload["spec"]["template"]["metadata"]["labels"]
            same = workload["metadata"]["namespace"] == thing["metadata"].get("namespace")
            if same and all(has.get(label) == value for label, value in labels.items()):
                found.append(workload)
        return found

    def services(self):
        for thing in self.of("Service"):
            workloads = self.selected(thing, thing["spec"]["selector"])
            if not workloads:
                yield f"{name_of(thing)}: selects no pods"
            for port in thing["spec"]["ports"]:
                for workload in workloads:
                    if port["targetPort"] not in port_names(workload):
                        yield f"{name_of(thing)}: the pods of {workload['metadata']['name']} have no port {port['targetPort']}"
        for bound in self.contract["service"]:
            service = self.by_key.get(("Service", bound["namespace"], bound["name"]))
            if service is None or bound["port"] not in [port["port"] for port in service["spec"]["ports"]]:
                yield f"Service {bound['namespace']}/{bound['name']}: the stack binds its port {bound['port']}, which does not exist"

    def service_urls(self):
        ports = {}
        for thing in self.of("Service"):
            key = (thing["metadata"]["name"], thing["metadata"]["namespace"])
            ports[key] = {port["port"] for port in thing["spec"]["ports"]}
        for thing in self.of("OpenTelemetryCollector"):
            # The operator creates a Service with the ports of the receivers.
            receivers = yaml.safe_dump(thing["spec"]["config"]["receivers"])
            key = (f"{thing['metadata']['name']}-collector", thing["metadata"]["namespace"])
            ports[key] = {int(port) for port in re.findall(r":([0-9]{4,5})\b", receivers)}
        for thing in self.objects:
            for text in texts(thing):
                for name, namespace, port in SERVICE_URL.findall(text):
                    if int(port or 80) not in ports.get((name, namespace), ()):
                        yield f"{name_of(thing)}: {name}.{namespace} has no port {port or 80}"

    def pods(self):
        for thing in self.workloads():
            who, pod = name_of(thing), thing["spec"]["template"]["spec"]
            namespace = thing["metadata"]["namespace"]
            if not self.has("ServiceAccount", namespace, pod.get("serviceAccountName")):
                yield f"{who}: the service account {pod.get('serviceAccountName')} does not exist"
            if not pod.get("securityContext", {}).get("runAsNonRoot"):
                yield f"{who}: set runAsNonRoot"
            if len(pod.get("topologySpreadConstraints", [])) < 2:
                yield f"{who}: spread the pods over zones and nodes"
            for container in containers(thing):
                for source in container.get("envFrom", []):
                    name = source["configMapRef"]["name"]
                    if not self.has("ConfigMap", namespace, name):
                        yield f"{who}: the ConfigMap {name} does not exist"
                for variable in container.get("env", []):
                    reference = variable.get("valueFrom", {}).get("configMapKeyRef")
                    config_map = self.by_key.get(("ConfigMap", namespace, (reference or {}).get("name")), {})
                    if reference and reference["key"] not in config_map.get("data", {}):
                        yield f"{who}: the ConfigMap {reference['name']} has no key {reference['key']}"
                    if "secretKeyRef" in variable.get("valueFrom", {}):
                        yield f"{who}: {variable['name']} is a secret in the environment: mount a SecretProviderClass"
                for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
                    if container.get(probe, {}).get("httpGet", {}).get("path") != "/health":
                        yield f"{who}: {probe} does not request /health"
                resources = container.get("resources", {})
                if not {"cpu", "memory"} <= set(resources.get("requests", {})) or "memory" not in resources.get("limits", {}):
                    yield f"{who}: set requests for CPU and memory, and a limit for memory"
                context = container.get("securityContext", {})
                if context.get("allowPrivilegeEscalation") is not False or not context.get("readOnlyRootFilesystem"):
                    yield f"{who}: forbid privilege escalation and writes to the root file system"

    def secrets(self):
        allowed = {
            (entry["namespace"], entry["service_account"]): {*entry.get("secrets", []), *sentry_of(entry)}
            for entry in self.contract["pod_identity"]
        }
        mounted = set()
        for thing in self.workloads():
            who, pod = name_of(thing), thing["spec"]["template"]["spec"]
            namespace = thing["metadata"]["namespace"]
            volumes = {volume["name"]: volume for volume in pod.get("volumes", [])}
            for container in containers(thing):
                for mount in container.get("volumeMounts", []):
                    if mount["name"] not in volumes:
                        yield f"{who}: the volume {mount['name']} does not exist"
            for volume in volumes.values():
                if "csi" not in volume:
                    continue
                name = volume["csi"]["volumeAttributes"]["secretProviderClass"]
                mounted.add((namespace, name))
                provider = self.by_key.get(("SecretProviderClass", namespace, name))
                if provider is None:
                    yield f"{who}: the SecretProviderClass {name} does not exist"
                    continue
                for secret in secret_names(provider):
                    mine = allowed.get((namespace, pod["serviceAccountName"]), set())
                    if secret not in {self.annotations[f"archipel.luneo.example/secret-{one}"] for one in mine}:
                        yield f"{who}: its role cannot read {secret}: add it to `pod_identity` in the contract"
        for thing in self.of("SecretProviderClass"):
            if (thing["metadata"]["namespace"], thing["metadata"]["name"]) not in mounted:
                yield f"{name_of(thing)}: no pod mounts it"
            names = secret_names(thing)
            known = {value for key, value in self.annotations.items() if "/secret-" in key}
            if len(set(names)) != len(names) or not set(names) <= known:
                yield f"{name_of(thing)}: expected different names of the contract, found {', '.join(names)}"

    def node_pools(self):
        pools = self.contract["node_pools"]
        for thing in self.workloads():
            pod = thing["spec"]["template"]["spec"]
            pool = pod.get("nodeSelector", {}).get(pools["label"])
            if pool not in pools["shared"] + pools["dedicated"]:
                yield f"{name_of(thing)}: selects the pool {pool}, which does not exist"
            tolerated = [t.get("value") for t in pod.get("tolerations", []) if t.get("key") == pools["label"]]
            if pool in pools["dedicated"] and tolerated != [pool]:
                yield f"{name_of(thing)}: does not tolerate the taint of its pool {pool}"

    def rollouts(self):
        for thing in self.of("Rollout"):
            namespace, who = thing["metadata"]["namespace"], name_of(thing)
            strategy = thing["spec"]["strategy"]
            if len(strategy) != 1:
                yield f"{who}: has {len(strategy)} strategies: one is needed"
            blue_green = strategy.get("blueGreen", {})
            for key in ("activeService", "previewService"):
                if key in blue_green and not self.has("Service", namespace, blue_green[key]):
                    yield f"{who}: the Service {blue_green[key]} does not exist"
            analyses = [blue_green.get("prePromotionAnalysis"), strategy.get("canary", {}).get("analysis")]
            for analysis in filter(None, analyses):
                given = {argument["name"] for argument in analysis.get("args", [])}
                for template in analysis["templates"]:
                    found = self.by_key.get(("AnalysisTemplate", namespace, template["templateName"]))
                    if found is None:
                        yield f"{who}: the AnalysisTemplate {template['templateName']} does not exist"
                        continue
                    for argument in found["spec"].get("args", []):
                        if "value" not in argument and argument["name"] not in given:
                            yield f"{who}: {template['templateName']} needs the argument {argument['name']}"

    def network(self):
        policies = self.of("NetworkPolicy")
        for namespace in {thing["metadata"]["namespace"] for thing in self.workloads()}:
            mine = [policy["spec"] for policy in policies if policy["metadata"]["namespace"] == namespace]
            if {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]} not in mine:
                yield f"namespace {namespace}: no policy denies everything by default"
        ranges = {self.annotations[f"archipel.luneo.example/{key}"] for key in ("vpc-cidr", "peer-cidr")}
        opened = set()
        for policy in policies:
            rules = policy["spec"].get("ingress", []) + policy["spec"].get("egress", [])
            for peer in [peer for rule in rules for peer in rule.get("from", []) + rule.get("to", [])]:
                if "ipBlock" in peer:
                    opened.add(peer["ipBlock"]["cidr"])
                    try:
                        ipaddress.ip_network(peer["ipBlock"]["cidr"])
                    except ValueError as error:
                        yield f"{name_of(policy)}: invalid range: {error}"
                labels = peer.get("podSelector", {}).get("matchLabels")
                if labels and not self.selected(policy, labels):
                    yield f"{name_of(policy)}: allows pods that do not exist: {labels}"
            chosen = policy["spec"]["podSelector"]
            for name in chosen.get("matchLabels", {}).values():
                if not self.selected(policy, {"app.kubernetes.io/name": name}):
                    yield f"{name_of(policy)}: applies to no pods: {name}"
        if policies and not ranges <= opened:
            yield "NetworkPolicy: the databases of one of the regions cannot be reached"

    def collectors(self):
        for thing in self.of("OpenTelemetryCollector"):
            config, service = thing["spec"]["config"], thing["spec"]["config"]["service"]
            used = {"extensions": set(service.get("extensions", []))}
            for kind in ("receivers", "processors", "exporters"):
                used[kind] = {name for pipeline in service["pipelines"].values() for name in pipeline[kind]}
            for kind, names in used.items():
                for name in sorted(names ^ set(config.get(kind, {}))):
                    yield f"{name_of(thing)}: {kind} {name} is not both declared and used"

    def charts(self):
        for thing in self.of("Application"):
            source = thing["spec"]["source"]
            if not PINNED_CHART.match(str(source["targetRevision"])):
                yield f"{name_of(thing)}: the chart's version {source['targetRevision']} is not pinned"
        accounts = {(a["metadata"]["namespace"], a["metadata"]["name"]) for a in self.of("ServiceAccount")}
        for thing in self.of("Application"):
            account = thing["spec"]["source"]["helm"]["valuesObject"].get("serviceAccount", {}).get("name")
            accounts.add((thing["spec"]["destination"]["namespace"], account))
        for entry in self.contract["pod_identity"]:
            if (entry["namespace"], entry["service_account"]) not in accounts:
                yield f"{entry['namespace']}/{entry['service_account']}: the contract's service account does not exist"


def project(contract, project, applications, objects):
    """The AppProject permits what the Applications of all clusters contain, and no other namespaces."""
    spec = project["spec"]
    repositories = set(spec["sourceRepos"])
    namespaces = {destination["namespace"] for destination in spec["destinations"]}
    permitted = {(entry["group"], entry["kind"]) for entry in spec["clusterResourceWhitelist"]}
    # The chart of KEDA binds a role in kube-system.
    used = {"kube-system"}
    for placeholder in contract["bootstrap"]["placeholders"]:
        if placeholder not in repositories:
            yield f"AppProject: {placeholder} is not in sourceRepos"
    for thing in applications + [thing for thing in objects if thing["kind"] == "Application"]:
        if thing["spec"]["project"] != project["metadata"]["name"]:
            yield f"{name_of(thing)}: is not in the project {project['metadata']['name']}"
        used.add(thing["spec"]["destination"]["namespace"])
        source = thing["spec"]["source"]
        if "chart" in source and source["repoURL"] not in repositories:
            yield f"{name_of(thing)}: {source['repoURL']} is not in sourceRepos of the AppProject"
    for thing in objects:
        group = thing["apiVersion"].rpartition("/")[0]
        if thing["kind"] in CLUSTER_SCOPED or is_constraint(thing):
            if not {(group, thing["kind"]), (group, "*")} & permitted:
                yield f"{name_of(thing)}: its kind is not in clusterResourceWhitelist of the AppProject"
        elif "namespace" in thing["metadata"]:
            used.add(thing["metadata"]["namespace"])
    for namespace in sorted(used - namespaces):
        yield f"AppProject: the namespace {namespace} is not a destination"
    for namespace in sorted(namespaces - used):
        yield f"AppProject: no Application uses the namespace {namespace}"


def stack_names(contract, name, config):
    """A stack with clusters has the workloads, secrets, repositories and node pools of the contract."""
    if "cluster" not in config:
        return
    wanted = {e["service_account"]: set(e["secrets"]) for e in contract["pod_identity"] if "secrets" in e}
    workloads = {entry["name"]: set(entry.get("secrets", [])) for entry in config["identity"].get("workloads", [])}
    for workload in sorted(set(wanted) | set(workloads)):
        if wanted.get(workload) != workloads.get(workload):
            yield f"{name}: the workload {workload} and its secrets differ from `pod_identity` in the contract"
    projects = config.get("on_call", {}).get("sentry", {}).get("projects", {})
    reporting = {workload: project for project in projects for workload in projects[project]["workloads"]}
    if projects and reporting != {e["service_account"]: e["sentry"] for e in contract["pod_identity"] if "sentry" in e}:
        yield f"{name}: the workloads of `on_call.sentry` differ from `pod_identity` in the contract"
    repositories = set(config["registry"]["repositories"])
    for workload in sorted(set(wanted) - repositories):
        yield f"{name}: has no repository for the image {workload}"
    bound = set()
    for host in config["ingress"].get("hosts", []):
        names = [f"{host['service']}-active", f"{host['service']}-preview"] if host.get("preview") else [host["service"]]
        bound |= {(one, host["port"]) for one in names}
    for service, port in sorted(bound ^ {(entry["name"], entry["port"]) for entry in contract["service"]}):
        yield f"{name}: the Service {service}, port {port}, is not both a host of `ingress` and in the contract"
    pools = contract["node_pools"]
    # Pools of EKS Auto Mode, and managed node groups.
    for kind in ("node_pools", "node_groups"):
        declared = {pool["name"]: pool.get("dedicated", False) for pool in config["cluster"].get(kind, [])}
        for pool in pools["shared"] + pools["dedicated"] if declared else []:
            if declared.get(pool) != (pool in pools["dedicated"]):
                yield f"{name}: {pool} is missing in `{kind}`, or `dedicated` differs from the contract"


def mounted_sentry(environment, config, objects):
    """An environment mounts the addresses of Sentry if its stack has them: a pod does not start without its secrets."""
    on_call = config.get("on_call", {})
    has_sentry = "sentry" in on_call and on_call.get("enabled", True)
    mounts = any(thing["metadata"].get("labels", {}).get("app.kubernetes.io/component") == "sentry" for thing in objects)
    if mounts != has_sentry:
        yield f"environments/{environment}: mounts the addresses of Sentry, or the stack has them, but not both"


def contract_names(contract, text, readme):
    """The ApplicationSet uses the labels and annotations of the contract: all that an overlay needs, and no others."""
    used = set(re.findall(r"archipel\.luneo\.example/[a-z-]+", text))
    declared = {entry["name"] for kind in ("label", "annotation") for entry in contract[kind]}
    for name in sorted(used - declared):
        yield f"bootstrap/applicationset.yaml: {name} is not in the contract"
    for entry in contract["annotation"]:
        if bool(entry["used_in"]) != (entry["name"] in used):
            yield f"contract.toml: {entry['name']}: `used_in` does not agree with bootstrap/applicationset.yaml"
    documented = set(re.findall(r"^\| `(archipel\.luneo\.example/[a-z-]+)`", readme, re.MULTILINE))
    for name in sorted(declared ^ documented):
        yield f"README.md: the table of the contract and contract.toml differ in {name}"
    version = f'archipel.luneo.example/contract: "{contract["version"]}"'
    if text.count(version) != text.count("archipel.luneo.example/contract:"):
        yield f"bootstrap/applicationset.yaml: selects another version of the contract than {contract['version']}"


def standby(primary, secondary):
    """The secondary region can take the whole load: its maxima are those of the primary."""
    for thing in primary.of("HorizontalPodAutoscaler", "ScaledObject"):
        field = "maxReplicas" if thing["kind"] == "HorizontalPodAutoscaler" else "maxReplicaCount"
        other = secondary.by_key.get((thing["kind"], thing["metadata"]["namespace"], thing["metadata"]["name"]))
        if other is None or other["spec"][field] < thing["spec"][field]:
            yield f"{name_of(thing)}: the secondary region scales less far than the primary"


def containers(workload):
    pod = workload["spec"]["template"]["spec"]
    return pod.get("initContainers", []) + pod["containers"]


def port_names(workload):
    return {port.get("name") for container in containers(workload) for port in container.get("ports", [])}


def sentry_of(entry):
    """The secret with the address of Sentry that a workload may read, by its name in the contract."""
    return [f"sentry-{entry['sentry']}"] if "sentry" in entry else []


def secret_names(provider):
    return [entry["objectName"] for entry in yaml.safe_load(provider["spec"]["parameters"]["objects"])]
