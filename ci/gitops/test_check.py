"""Each rule finds its violation: mutations of gitops/, and the problems that check.py reports of them."""

import pathlib
import re
import shutil
import tempfile
import unittest

import applications
import check
import rules

# A file, a text in it, the text instead, and the problem. All are applied to one copy: the unchanged folder has none.
MUTATIONS = [
    # Values of an environment in Git, and the contract.
    ("base/configuration.yaml", "primary or secondary", "arn:aws:s3:::bucket", "configuration.yaml:12: contains an ARN"),
    ("base/network/policies.yaml", "# Names, cred", "# 123456789012 cred", "contains an account id"),
    ("overlays/observability/gateway.yaml", "# Receives OTLP", "# aps.eu-west-1.amazonaws.com", "contains a host of AWS"),
    ("bootstrap/applicationset.yaml", "zone: '{{ index .metadata.annotations \"archipel.luneo.example/zone\" }}'",
     "zone: '{{ index .metadata.annotations \"archipel.luneo.example/az\" }}'", "archipel.luneo.example/az is not in the contract"),
    ("contract.toml", 'name = "api-preview"\nport = 8080', 'name = "api-next"\nport = 8080', "Service luneo-platform/api-next: the stack binds its port 8080"),
    ("contract.toml", 'service_account = "collector"', 'service_account = "adot"', "luneo-observability/adot: the contract's service account does not exist"),
    ("README.md", "| `archipel.luneo.example/domain` |", "| `archipel.luneo.example/host` |", "README.md: the table of the contract and contract.toml differ in archipel.luneo.example/domain"),
    # What reaches a cluster.
    ("infrastructure/values/replacements.yaml", "data.REGION_ROLE", "data.REGION", "ConfigMap luneo-platform/platform: INFRASTRUCTURE remains"),
    ("base/render/rollout.yaml", "image: render", "image: render:latest", "render/rollout.yaml:[0-9]+: contains the tag latest"),
    ("base/frontend/deployment.yaml", "image: frontend", "image: web", "image web is not from the region's registry"),
    ("base/frontend/deployment.yaml", "        app.kubernetes.io/component: web\n    spec", "    spec", "Deployment luneo-platform/frontend: its pods have no label app.kubernetes.io/component"),
    ("base/backend/service-account.yaml", "    app.kubernetes.io/component: api\n", "", "ServiceAccount luneo-platform/backend: has no label"),
    ("overlays/observability/namespace.yaml", "name: luneo-observability\n  labels", "name: luneo-platform\n  labels", "the stack creates this namespace"),
    ("overlays/chaos/zone-cut.yaml", "  namespace: luneo-platform\n", "", "Schedule zone-cut: has no namespace"),
    # Scaling.
    ("base/backend/rollout.yaml", "spec:\n  # The Hor", "spec:\n  replicas: 4\n  # The Hor", "Rollout luneo-platform/backend: has `replicas` beside|spec: Additional properties are not allowed \\('replicas'"),
    ("base/frontend/deployment.yaml", "spec:\n  # The Hor", "spec:\n  replicas: 4\n  # The Hor", "Deployment luneo-platform/frontend: has `replicas` beside"),
    ("base/render/scaled-object.yaml", "kind: Rollout, name: render", "kind: Rollout, name: worker-ia", "scales worker-ia as|render: nothing scales it"),
    ("base/worker-ia/disruption-budget.yaml", "      app.kubernetes.io/name: worker-ia", "      app.kubernetes.io/name: worker", "PodDisruptionBudget luneo-platform/worker-ia: selects no pods"),
    ("overlays/secondary/standby/kustomization.yaml", "/spec/minReplicaCount, value: 1", "/spec/maxReplicaCount, value: 1", "the secondary region scales less far"),
    # References.
    ("base/backend/services.yaml", "name: backend-metrics", "name: backend-numbers", "backend-metrics.luneo-platform has no port 8080"),
    ("overlays/observability/gateway.yaml", "0.0.0.0:4317", "0.0.0.0:4319", "gateway-collector.luneo-observability has no port 4317"),
    ("base/worker-ia/rollout.yaml", "serviceAccountName: worker-ia", "serviceAccountName: workers", "the service account workers does not exist|its role cannot read"),
    ("base/frontend/deployment.yaml", "configMapRef: { name: platform }", "configMapRef: { name: settings }", "the ConfigMap settings does not exist"),
    ("base/backend/rollout.yaml", "secretProviderClass: cache", "secretProviderClass: redis", "the SecretProviderClass redis does not exist"),
    ("base/render/rollout.yaml", "secretProviderClass: render", "secretProviderClass: database", "Rollout luneo-platform/render: its role cannot read luneo/prod/database"),
    ("base/backend/rollout.yaml", "previewService: api-preview", "previewService: api-next", "the Service api-next does not exist"),
    ("base/worker-ia/rollout.yaml", "name: job, value", "name: task, value", "job-failures needs the argument job"),
    ("base/frontend/service.yaml", "targetPort: http", "targetPort: web", "the pods of frontend have no port web"),
    ("base/network/policies.yaml", "matchLabels: { app.kubernetes.io/name: frontend }", "matchLabels: { app.kubernetes.io/name: web }", "applies to no pods: web"),
    ("base/network/policies.yaml", "to:\n        - podSelector: { matchLabels: { app.kubernetes.io/name: backend } }", "to:\n        - podSelector: { matchLabels: { app.kubernetes.io/name: api } }", "allows pods that do not exist: .*api"),
    ("base/network/policies.yaml", "  podSelector: {}\n  policyTypes: [Ingress, Egress]", "  podSelector: {}\n  policyTypes: [Ingress]", "no policy denies everything by default"),
    ("overlays/observability/gateway.yaml", "exporters: [awsxray]", "exporters: [otlphttp]", "gateway: exporters otlphttp is not both declared and used"),
    # Pods.
    ("base/worker-ia/rollout.yaml", "workload: workers-ia", "workload: workers", "selects the pool workers, which does not exist"),
    ("base/render/rollout.yaml", "key: workload, operator", "key: pool, operator", "does not tolerate the taint of its pool render"),
    ("base/worker-ia/rollout.yaml", "path: /health, port: http }\n            periodSeconds: 10", "path: /, port: http }\n            periodSeconds: 10", "livenessProbe does not request /health"),
    ("base/worker-ia/rollout.yaml", "        runAsNonRoot: true\n", "", "Rollout luneo-platform/worker-ia: set runAsNonRoot"),
    ("base/backend/rollout.yaml", "            readOnlyRootFilesystem: true\n", "", "Rollout luneo-platform/backend: forbid privilege escalation"),
    # Schemas: of Kubernetes, of a pod in a custom kind, and of custom kinds.
    ("base/frontend/autoscaler.yaml", "  behavior:", "  behaviour:", "HorizontalPodAutoscaler luneo-platform/frontend: .*behaviour"),
    ("base/backend/rollout.yaml", "terminationGracePeriodSeconds: 60", "terminationGracePeriod: 60", "Rollout luneo-platform/backend: .*terminationGracePeriod"),
    ("base/backend/rollout.yaml", "scaleDownDelaySeconds", "scaleDownDelay", "Rollout luneo-platform/backend: spec.*scaleDownDelay"),
    # Charts and the project.
    ("overlays/controllers/keda.yaml", "targetRevision: 2.20.2", "targetRevision: 2.x", "the chart's version 2.x is not pinned"),
    ("overlays/controllers/keda.yaml", "repoURL: https://kedacore.github.io/charts", "repoURL: https://charts.example", "https://charts.example is not in sourceRepos"),
    ("bootstrap/project.yaml", "    - { name: \"*\", namespace: luneo-platform }\n", "", "AppProject: the namespace luneo-platform is not a destination"),
    ("bootstrap/project.yaml", "    - { group: rbac.authorization.k8s.io, kind: ClusterRole }\n", "", "ClusterRole luneo-collector: its kind is not in clusterResourceWhitelist"),
]


class Rules(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        copied = pathlib.Path(cls.folder.name) / "gitops"
        shutil.copytree(check.REPOSITORY / "gitops", copied)
        for file, old, new, _ in MUTATIONS:
            path = copied / file
            text = path.read_text(encoding="utf-8")
            if old not in text:
                raise AssertionError(f"{file} does not contain {old!r}: adapt the mutation")
            path.write_text(text.replace(old, new, 1), encoding="utf-8")
        stacks = check.configurations(check.REPOSITORY / "stacks/config")
        _, found = check.problems(copied, stacks)
        cls.found = "\n".join(found)

    def test_names_of_stacks_that_differ_from_the_contract_are_found(self):
        contract = applications.load_contract(check.REPOSITORY / "gitops")
        stacks = check.configurations(check.REPOSITORY / "stacks/config")
        config = stacks["prod.toml"]
        self.assertEqual(list(rules.stack_names(contract, "prod.toml", config)), [])
        config["identity"]["workloads"][0]["secrets"].append("other")
        config["registry"]["repositories"].remove("render")
        config["ingress"]["hosts"][0]["preview"] = False
        config["cluster"]["node_groups"][1]["dedicated"] = False
        config["on_call"]["sentry"]["projects"]["workers"]["workloads"].remove("render")
        found = "\n".join(rules.stack_names(contract, "prod.toml", config))
        for pattern in ("workload backend and its secrets", "no repository for the image render", "workers-ia is missing in `node_groups`", "Service api-preview, port 8080", "workloads of `on_call.sentry`"):
            self.assertTrue(re.search(pattern, found), found)

    def test_an_environment_that_mounts_secrets_that_its_stack_does_not_have_is_found(self):
        stacks = check.configurations(check.REPOSITORY / "stacks/config")
        mounted = [{"metadata": {"labels": {"app.kubernetes.io/component": "sentry"}}}]
        prod = stacks["prod.toml"]
        self.assertEqual(list(rules.mounted_sentry("prod", prod, mounted)), [])
        self.assertEqual(len(list(rules.mounted_sentry("prod", prod, []))), 1)
        prod["on_call"]["enabled"] = False
        self.assertEqual(len(list(rules.mounted_sentry("prod", prod, mounted))), 1)
        self.assertEqual(list(rules.mounted_sentry("staging", stacks["staging.toml"], [])), [])

    def test_every_violation_is_found(self):
        for file, _, new, expected in MUTATIONS:
            with self.subTest(file=file, new=new):
                for pattern in expected.split("|"):
                    self.assertTrue(re.search(pattern, self.found), f"no problem matches {pattern!r}")


class Builds(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.gitops = pathlib.Path(folder.name) / "gitops"
        shutil.copytree(check.REPOSITORY / "gitops", self.gitops)
        self.contract = applications.load_contract(self.gitops)

    def change(self, file, old, new):
        path = self.gitops / file
        text = path.read_text(encoding="utf-8")
        self.assertIn(old, text)
        path.write_text(text.replace(old, new), encoding="utf-8")

    def built(self, **changes):
        cluster = applications.example_cluster(self.contract, "prod", "primary")
        cluster["annotations"].update({f"archipel.luneo.example/{k}": v for k, v in changes.items()})
        found = applications.applications(self.gitops, "helm", cluster)
        platform = next(one for one in found if one["metadata"]["name"] == "platform")
        return applications.build(self.gitops, "kubectl", platform)

    def test_a_missing_value_fails_the_build(self):
        self.change("bootstrap/applicationset.yaml", "                  region: ", "                  area: ")
        with self.assertRaisesRegex(applications.Failure, "data.region.* is missing"):
            self.built()

    def test_a_build_without_values_fails(self):
        with self.assertRaisesRegex(applications.Failure, "data.region.* is missing"):
            applications.run(["kubectl", "kustomize", str(self.gitops / "overlays/primary")])

    def test_an_unknown_role_fails_the_build(self):
        with self.assertRaisesRegex(applications.Failure, "overlays/tertiary/kustomization.yaml does not exist"):
            self.built(role="tertiary")

    def test_an_image_in_an_overlay_is_refused(self):
        self.change("overlays/primary/kustomization.yaml", "resources:", "images: [{ name: backend, newTag: v1 }]\nresources:")
        with self.assertRaisesRegex(applications.Failure, "the image backend is set in the root"):
            self.built()

    def test_a_template_that_argo_cd_cannot_evaluate_fails(self):
        self.change("bootstrap/applicationset.yaml", '"{{ .namespace }}"', '"{{ unknown .namespace }}"')
        with self.assertRaisesRegex(applications.Failure, 'function "unknown" not defined'):
            self.built()

    def test_a_digest_and_the_registry_reach_the_pods(self):
        digest = "sha256:" + "1f" * 32
        self.change("environments/prod/kustomization.yaml", f"name: backend\n    digest: {check.ZERO}", f"name: backend\n    digest: {digest}")
        things = self.built(registry="123456789012.dkr.ecr.us-east-1.amazonaws.com/luneo-prod")
        images = {c["image"] for thing in things if thing["kind"] in rules.WORKLOADS for c in rules.containers(thing)}
        self.assertIn(f"123456789012.dkr.ecr.us-east-1.amazonaws.com/luneo-prod/backend@{digest}", images)
        self.assertEqual(len(images), 4)


if __name__ == "__main__":
    unittest.main()
