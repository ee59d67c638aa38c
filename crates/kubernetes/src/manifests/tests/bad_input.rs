use super::*;

const NAMESPACE: &str = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n";

fn assert_refused(text: &str, expected: &str) {
    let errors = refused(text);
    assert!(errors.contains(expected), "expected {expected}\nin {errors}\nof {text}");
}

#[test]
fn a_tab_is_named_with_its_line() {
    assert_refused(
        "apiVersion: v1\nkind: Namespace\nmetadata:\n\tname: a\n",
        "app.yaml:4: the line is indented with a tab",
    );
    assert_refused(
        "apiVersion: v1\nmetadata:\n  labels:\n  \ta: b\n  name: a\n",
        "app.yaml:4: the line is indented with a tab",
    );
}

#[test]
fn invalid_yaml_is_reported_with_its_line() {
    assert_refused("apiVersion: v1\nkind: [Namespace\nmetadata: {}\n", "app.yaml:");
    assert_refused("apiVersion: v1\nkind: Namespace\n metadata: a\n", "app.yaml:3: ");
    assert_refused("a: *missing\n", "app.yaml:1: ");
}

#[test]
fn a_key_that_is_there_twice_is_named_with_both_lines() {
    assert_refused(
        "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n  name: b\n",
        "app.yaml:5: the key `name` is already in line 4 of this map",
    );
}

#[test]
fn aliases_that_grow_without_bound_are_refused() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..30 {
        let alias = format!("*a{}", level - 1);
        text.push_str(&format!("a{level}: &a{level} [{}]\n", [alias.as_str(); 10].join(", ")));
    }
    assert_refused(&text, "the aliases of this file add more than 100000 values");
}

#[test]
fn nesting_without_bound_is_refused() {
    assert_refused(&format!("a: {}{}", "[".repeat(5000), "]".repeat(5000)), "app.yaml:1: ");
    let block: String = (0..300).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    assert_refused(&block, "nested more than 100 levels deep");
}

#[test]
fn a_huge_file_is_refused() {
    let text = format!("{NAMESPACE}# {}\n", "x".repeat(9 << 20));
    assert_refused(&text, "app.yaml:1: the file has 9 MB, more than 8 MB: split it");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.yaml"), text).unwrap();
    assert!(refused_with(|args| args.path(folder.path())).contains("a.yaml:1: the file has 9 MB"));
}

#[test]
fn ambiguous_scalars_are_refused() {
    for (text, expected) in [
        ("yes", "the unquoted `yes` is the boolean true for `kubectl`"),
        ("Off", "the unquoted `Off` is the boolean false"),
        ("0912", "`0912` begins with 0 as an octal number does"),
        ("99999999999999999999", "does not fit into 64 bits"),
        (".nan", "cannot be sent to Kubernetes"),
        ("!custom 1", "unsupported YAML tag `!custom`"),
        ("!!int a", "the value is not of the type `!!int`"),
    ] {
        assert_refused(&format!("{NAMESPACE}  labels:\n    a: {text}\n"), expected);
    }
    assert_refused(&format!("{NAMESPACE}  labels:\n    on: a\n"), "app.yaml:6: the unquoted `on`");
    assert_refused("? [a]\n: b\n", "a list or a map cannot be a key");
}

#[test]
fn what_is_no_object_is_refused() {
    for (text, expected) in [
        (
            "kind: Namespace\nmetadata: { name: a }\n",
            "app.yaml:1: `apiVersion` of this Namespace is missing: set it, such as",
        ),
        ("apiVersion: v1\nmetadata: { name: a }\n", "`kind` is missing"),
        ("apiVersion: v1\nkind: Namespace\n", "`metadata.name` of this Namespace is missing"),
        (
            "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: 12\n",
            "app.yaml:4: `metadata.name` is a whole number, and a text",
        ),
        ("apiVersion: v1\nkind: Namespace\nmetadata: { name: '' }\n", "`metadata.name` is empty"),
        ("apiVersion: v1\nkind: Pod\nmetadata:\n  generateName: a-\n", "app.yaml:4: Pod has `generateName`"),
        ("- a\n", "the document is a list"),
        ("just text\n", "the document is a text"),
        ("apiVersion: v1\nkind: List\nitems: 3\n", "`items` of a list is not a list"),
        ("# nothing\n", "the manifests have no objects"),
        (
            "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n  uid: b\n",
            "app.yaml:5: Namespace `a` has `metadata.uid`, which the cluster sets",
        ),
        ("apiVersion: v1\nkind: Namespace\nmetadata: { name: a }\nstatus: { phase: Active }\n", "has a `status`"),
    ] {
        assert_refused(text, expected);
    }
}

#[test]
fn two_objects_of_one_identity_are_refused_with_both_places() {
    let deployment = |version: &str| format!("apiVersion: {version}\nkind: CronJob\nmetadata:\n  name: a\n---\n");
    let text = format!("{}{}", deployment("batch/v1"), deployment("batch/v1"));
    assert_refused(&text, "app.yaml:6: CronJob `a` in the namespace `default` is already declared at app.yaml:1");
    // A namespace that is written and one that is the default are the same.
    let text = "{ apiVersion: v1, kind: Secret, metadata: { name: a } }\n---\n{ apiVersion: v1, kind: Secret, metadata: { name: a, namespace: default } }\n";
    assert_refused(text, "is already declared at app.yaml:1");
}

#[test]
fn a_workload_that_an_autoscaler_scales_has_no_replicas() {
    let workload = "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a }\nspec:\n  replicas: 3\n---\n";
    let hpa = "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: { name: a }\nspec:\n  maxReplicas: 9\n  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: a }\n";
    assert_refused(
        &format!("{workload}{hpa}"),
        "app.yaml:5: Deployment `a` in the namespace `default` sets `replicas`, and the HorizontalPodAutoscaler at app.yaml:7",
    );
    let keda = "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: { name: a, namespace: default }\nspec: { scaleTargetRef: { name: a } }\n";
    let errors = refused_with(|args| args.text("app.yaml", format!("{workload}{keda}")).served_by_cluster("keda.sh"));
    assert!(errors.contains("the ScaledObject at app.yaml:7 changes them"), "{errors}");
}

#[test]
fn removed_api_versions_name_their_replacement() {
    for (version, kind, expected) in [
        ("extensions/v1beta1", "Ingress", "was removed in Kubernetes 1.22: use `networking.k8s.io/v1`"),
        ("extensions/v1beta1", "Deployment", "was removed in Kubernetes 1.16: use `apps/v1`"),
        ("autoscaling/v2beta2", "HorizontalPodAutoscaler", "was removed in Kubernetes 1.26: use `autoscaling/v2`"),
        ("policy/v1beta1", "PodDisruptionBudget", "was removed in Kubernetes 1.25: use `policy/v1`"),
        ("policy/v1beta1", "PodSecurityPolicy", "use labels `pod-security.kubernetes.io/enforce` of namespaces"),
        ("batch/v1beta1", "CronJob", "use `batch/v1`"),
        (
            "apps/v1",
            "Ingress",
            "Kubernetes has no kind Ingress in the apiVersion `apps/v1`\nuse `networking.k8s.io/v1`",
        ),
        ("apps/v1", "Deploymnt", "did you mean `Deployment`?"),
        ("v1", "Deployment", "use `apps/v1`"),
        ("apps/v7", "Deployment", "does not serve Deployment in the apiVersion `apps/v7`: use `apps/v1`"),
    ] {
        let text = format!("apiVersion: {version}\nkind: {kind}\nmetadata: {{ name: a }}\n");
        assert_refused(&text, expected);
    }
}

#[test]
fn api_versions_are_checked_for_the_version_of_the_cluster() {
    let claim = "apiVersion: resource.k8s.io/v1\nkind: ResourceClaim\nmetadata: { name: a }\n";
    let errors = refused_with(|args| args.text("a.yaml", claim).kubernetes_version("1.33"));
    assert!(
        errors.contains(
            "Kubernetes 1.33 does not serve ResourceClaim in the apiVersion `resource.k8s.io/v1`, which came with 1.34"
        ),
        "{errors}"
    );
    declared_with(|args| args.text("a.yaml", claim).kubernetes_version("v1.34.2"));
    declared_with(|args| {
        let old = "apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: { name: a }\n";
        args.text("a.yaml", old).kubernetes_version("1.24")
    });
    assert!(
        refused_with(|args| args.text("a.yaml", claim).kubernetes_version("latest"))
            .contains("invalid version of Kubernetes `latest`")
    );
}

#[test]
fn a_kind_without_a_definition_is_refused() {
    let text =
        "apiVersion: scaling.example.com/v1\nkind: Scaler\nmetadata: { name: a, namespace: b }\nspec: { target: a }\n";
    assert_refused(
        text,
        "no CustomResourceDefinition of the program defines Scaler in the group `scaling.example.com`",
    );
    declared_with(|args| args.text("a.yaml", text).served_by_cluster("scaling.example.com/Scaler"));
    let errors = refused_with(|args| {
        let text = text.replace("kind: Scaler", "kind: Scalar");
        args.text("a.yaml", text).text("crd.yaml", CRD)
    });
    assert!(errors.contains("did you mean `Scaler`?"), "{errors}");
}

const CRD: &str = include_str!("../../../tests/golden/controller/crd.yaml");

#[test]
fn a_custom_resource_that_its_schema_refuses_is_refused_offline() {
    let of = |spec: &str| {
        format!(
            "apiVersion: scaling.example.com/v1\nkind: Scaler\nmetadata: {{ name: a, namespace: b }}\nspec:\n{spec}"
        )
    };
    let errors = |spec: &str| refused_with(|args| args.text("a.yaml", of(spec)).text("crd.yaml", CRD));
    for (spec, expected) in [
        ("  maximum: 3\n", "a.yaml:5: Scaler `a` in the namespace `b`: `spec` lacks the required field `target`"),
        (
            "  target: a\n  maximun: 3\n",
            "a.yaml:6: Scaler `a` in the namespace `b`: `spec.maximun` is not a field of the schema; did you mean `maximum`?",
        ),
        ("  target: A1\n", "`spec.target` does not match the pattern `^[a-z-]+$`"),
        ("  target: a\n  maximum: 101\n", "`spec.maximum` is 101, and at most 100 is expected"),
        ("  target: a\n  maximum: many\n", "`spec.maximum` is a text, and a whole number is expected"),
        ("  target: a\n  strategy: Fast\n", "`spec.strategy` is none of the allowed values: use `Linear`, `Steps`"),
        ("  target: a\n  port: [1]\n", "`spec.port` is a list, and a whole number or a text is expected"),
        ("  target: a\n  windows: [{}]\n", "`spec.windows[0]` lacks the required field `name`"),
        ("  target: a\n  windows: [{ name: a }, { name: a }]\n", "`spec.windows` has this element twice by `name`"),
        (
            "  target: a\n  windows: [{ name: a }, { name: b }, { name: c }]\n",
            "has 3 elements, and at most 2 are expected",
        ),
    ] {
        let found = errors(spec);
        assert!(found.contains(expected), "expected {expected}\nin {found}");
    }
    declared_with(|args| {
        let text = of(
            "  target: a\n  port: http\n  free: { any: [1, { thing: x }] }\n  strategy: Steps\n  maximum: ${max}\n  windows: [{ name: a, start: null }]\n",
        );
        args.text("a.yaml", text).text("crd.yaml", CRD).value("max", archipel_engine::Output::known(7_i64).secret())
    });
    let version = of("  target: a\n").replace("/v1", "/v2");
    let found = refused_with(|args| args.text("a.yaml", version).text("crd.yaml", CRD));
    assert!(
        found
            .contains("does not serve Scaler in the apiVersion `scaling.example.com/v2`: use `scaling.example.com/v1`"),
        "{found}"
    );
}

#[test]
fn placeholders_and_values_belong_together() {
    let text = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  region: ${regoin}\n";
    let errors = refused_with(|args| args.text("app.yaml", text).value("region", "eu"));
    assert!(
        errors.contains("app.yaml:6: the placeholder `${regoin}` has no value; did you mean `region`?"),
        "{errors}"
    );
    let errors = refused_with(|args| args.text("app.yaml", NAMESPACE).value("region", "eu"));
    assert!(errors.contains("no manifest has the placeholder `${region}`"), "{errors}");
    let errors = refused_with(|args| args.text("app.yaml", NAMESPACE).value("a", "1").value("a", "2"));
    assert!(errors.contains("the placeholder `${a}` has two values"), "{errors}");
    let key = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n  ${a}: b\n";
    let errors = refused_with(|args| args.text("app.yaml", key).value("a", "1"));
    assert!(errors.contains("app.yaml:5: a placeholder cannot be a key"), "{errors}");
    let declared = program(|scope| {
        let name = cluster(scope).endpoint();
        let text = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${a}\n";
        Manifests::new(scope, "app", ManifestsArgs::new("prod").text("app.yaml", text).value("a", name));
    });
    let errors = declared.unwrap_err();
    assert!(errors.contains("app.yaml:4: `metadata.name` has a value that is known only after an apply"), "{errors}");
}

#[test]
fn objects_of_argo_cd_are_refused() {
    for mark in ["annotations: { argocd.argoproj.io/tracking-id: x }", "labels: { argocd.argoproj.io/instance: x }"] {
        let text = format!("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  {mark}\n");
        assert_refused(&text, "Argo CD owns it, and an object has one owner");
    }
}

#[test]
fn names_of_objects_that_do_not_exist_are_refused() {
    let errors =
        refused_with(|args| args.text("a.yaml", NAMESPACE).without_hook("Job/a").wait("Namespac/a", crate::Wait::None));
    assert!(errors.contains("the manifests have no `Job/a`, which `.without_hook(..)` names"), "{errors}");
    assert!(errors.contains("no `Namespac/a`, which `.wait(..)` names; did you mean `Namespace/a`?"), "{errors}");
}

#[test]
fn every_file_with_an_error_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &[u8]| std::fs::write(folder.path().join(name), text).unwrap();
    write("a.yaml", b"a: [\n");
    write("b.yml", b"kind: x\n\xff\n");
    write("c.yaml", NAMESPACE.as_bytes());
    write(".hidden.yaml", b"a: [\n");
    write("notes.md", b"a: [\n");
    let errors = refused_with(|args| args.path(folder.path()));
    assert!(errors.contains("a.yaml:") && errors.contains("b.yml:2: the file is not UTF-8"), "{errors}");
    assert!(!errors.contains("hidden") && !errors.contains("notes"), "{errors}");
    let errors = refused_with(|args| args.path(folder.path().join("absent.yaml")));
    assert!(errors.contains("absent.yaml:1: cannot read the file"), "{errors}");
    let empty = tempfile::tempdir().unwrap();
    assert!(
        refused_with(|args| args.path(empty.path())).contains("the folder has no `.yaml`, `.yml` or `.json` files")
    );
}

#[test]
fn a_kustomization_with_more_than_is_supported_is_refused_by_name() {
    let build = |text: &str| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("kustomization.yaml"), text).unwrap();
        std::fs::write(folder.path().join("a.yaml"), NAMESPACE).unwrap();
        refused_with(|args| args.path(folder.path()))
    };
    for (text, expected) in [
        (
            "resources: [a.yaml]\nhelmCharts: []\n",
            "kustomization.yaml:2: a kustomization with `helmCharts` is not supported: render",
        ),
        (
            "resources: [a.yaml]\nvars: [x]\n",
            "kustomization.yaml:2: a kustomization with `vars` is not supported: use a placeholder",
        ),
        ("resources: [a.yaml]\ncomponents: [.]\n", "is a resource of itself"),
        ("bases: [x]\n", "`bases` is not supported: list them in `resources`"),
        ("resources: [b.yaml]\n", "kustomization.yaml:1: there is no file or folder `b.yaml`; did you mean `a.yaml`?"),
        ("resources: [https://example.com/a.yaml]\n", "is remote"),
        ("resources: [.]\n", "is a resource of itself"),
        (
            "resources: [a.yaml]\nimages:\n- name: a\n  tagSuffix: b\n",
            "kustomization.yaml:4: `tagSuffix` in `images` is not supported",
        ),
        (
            "resources: [a.yaml]\npatches:\n- target: { kind: Pod }\n  patch: '[]'\n",
            "kustomization.yaml:3: the patch changes no object",
        ),
        (
            "resources: [a.yaml]\npatches:\n- target: { kind: Namespace }\n  patch: '[{ op: replace, path: /metadata/name, value: b }]'\n",
            "the patch changes `metadata.name` of Namespace `a`",
        ),
        (
            "resources: [a.yaml]\npatches:\n- target: { kind: Namespace }\n  patch: '[{ op: remove, path: /spec/x }]'\n",
            "the object has nothing at `/spec`",
        ),
        ("resources: [a.yaml]\nreplicas:\n- name: b\n  count: 1\n", "no object named `b` has replicas"),
        ("configMapGenerator:\n- name: a\n  behavior: merge\n", "`behavior: merge` is not supported"),
        ("kind: Component\nresources: [a.yaml]\n", "the file is a Component, and a Kustomization is expected"),
        ("namespace: [a]\nresources: [a.yaml]\n", "`namespace` is a list, and a text"),
    ] {
        let errors = build(text);
        assert!(errors.contains(expected), "expected {expected}\nin {errors}");
    }
}

#[test]
fn errors_of_manifests_never_repeat_secrets() {
    let text = "apiVersion: v1\nkind: Secret\nmetadata: { name: a, uid: b }\nstringData:\n  password: hunter2\n  password: hunter3\n";
    let errors = refused(text);
    assert!(!errors.contains("hunter"), "{errors}");
}
