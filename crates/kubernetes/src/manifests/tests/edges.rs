use super::*;

/// The objects that an object waits for.
fn needs(program: &Program, name: &str) -> Vec<String> {
    let by_name = |name: &str| program.nodes.iter().find(|node| node.urn.path().ends_with(&format!("/{name}")));
    let node = by_name(name).unwrap_or_else(|| panic!("no object {name}"));
    let short = |index: usize| program.nodes[index].urn.path().rsplit('/').next().unwrap().to_owned();
    node.dependencies.iter().map(|id| short(id.index())).collect()
}

const CONTROLLER: &str = include_str!("../../../tests/golden/controller/controller.yaml");
const CRD: &str = include_str!("../../../tests/golden/controller/crd.yaml");
const RBAC: &str = include_str!("../../../tests/golden/controller/rbac.yaml");

fn controller(args: ManifestsArgs) -> ManifestsArgs {
    args.text("c.yaml", CONTROLLER)
        .text("crd.yaml", CRD)
        .text("rbac.yaml", RBAC)
        .value("replicas", 1)
        .value("registry", "r")
        .value("region", "eu")
}

#[test]
fn objects_of_another_set_come_after_its_controllers_kinds_and_webhooks() {
    let program = program(|scope| {
        let first = Manifests::new(scope, "first", controller(ManifestsArgs::new("prod")));
        let text = "apiVersion: scaling.example.com/v1\nkind: Scaler\nmetadata: { name: b, namespace: apps }\nspec: { target: b }\n";
        let args = ManifestsArgs::new("prod").text("b.yaml", text).after(&first);
        Manifests::new(scope, "second", args);
    });
    let needs = needs(&program.unwrap_or_else(|errors| panic!("{errors}")), "Scaler.scaling.example.com:apps:b");
    for expected in [
        "Deployment:scaling:scaler",
        "CustomResourceDefinition:scalers.scaling.example.com",
        "ValidatingWebhookConfiguration:scaler",
        "APIService:v1.metrics.scaling.example.com",
        "Namespace:apps",
    ] {
        assert!(needs.iter().any(|need| need == expected), "{expected} in {needs:?}");
    }
}

#[test]
fn a_custom_resource_waits_for_the_controller_whose_role_changes_it() {
    let program = program(|scope| {
        Manifests::new(scope, "app", controller(ManifestsArgs::new("prod")));
    });
    let program = program.unwrap();
    assert!(
        needs(&program, "Scaler.scaling.example.com:apps:workers").contains(&"Deployment:scaling:scaler".to_owned())
    );
    // It reads Services but changes none, so it is not the controller of a load balancer.
    let service = needs(&program, "Service:apps:workers");
    assert!(!service.contains(&"Deployment:scaling:scaler".to_owned()), "{service:?}");
    // The webhook is asked about it, and not about the Service that answers.
    assert!(service.contains(&"ValidatingWebhookConfiguration:scaler".to_owned()), "{service:?}");
    let own = needs(&program, "Service:scaling:scaler");
    assert_eq!(own, ["Namespace:scaling"]);
}

#[test]
fn a_webhook_for_pods_comes_before_other_workloads_and_after_its_own() {
    let workload = |name: &str, label: &str| {
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{ name: {name}, namespace: web }}\nspec:\n  selector: {{ matchLabels: {{ app: {name} }} }}\n  \
             template:\n    metadata: {{ labels: {{ app: {name}, inject: '{label}' }} }}\n    spec: {{ containers: [{{ name: a, image: 'a:1' }}] }}\n---\n"
        )
    };
    let text = format!(
        "{}{}{}apiVersion: v1\nkind: Service\nmetadata: {{ name: hook, namespace: web }}\nspec: {{ selector: {{ app: injector }}, ports: [{{ port: 443 }}] }}\n---\n\
         apiVersion: admissionregistration.k8s.io/v1\nkind: MutatingWebhookConfiguration\nmetadata: {{ name: inject }}\nwebhooks:\n- name: i.example.com\n  \
         clientConfig: {{ service: {{ name: hook, namespace: web }} }}\n  objectSelector: {{ matchLabels: {{ inject: 'on' }} }}\n  \
         rules: [{{ apiGroups: [''], apiVersions: ['*'], operations: ['*'], resources: ['pods'] }}]\n",
        workload("web", "on"),
        workload("plain", "off"),
        workload("injector", "on"),
    );
    let program = program(|scope| {
        Manifests::new(scope, "app", ManifestsArgs::new("prod").text("a.yaml", text));
    });
    let program = program.unwrap_or_else(|errors| panic!("{errors}"));
    let hook = "MutatingWebhookConfiguration:inject".to_owned();
    assert_eq!(needs(&program, "Deployment:web:web"), std::slice::from_ref(&hook));
    assert!(needs(&program, "Deployment:web:plain").is_empty());
    assert!(needs(&program, "Deployment:web:injector").is_empty());
    assert_eq!(needs(&program, &hook), ["Deployment:web:injector", "Service:web:hook"]);
}

#[test]
fn named_objects_come_first() {
    let text = "
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: { name: api }
spec: { template: { spec: { nodeClassRef: { group: eks.amazonaws.com, kind: NodeClass, name: own }, requirements: [] } } }
---
apiVersion: eks.amazonaws.com/v1
kind: NodeClass
metadata: { name: own }
spec: { role: nodes }
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: web, namespace: argocd }
spec: { project: shop }
---
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: { name: shop, namespace: argocd }
---
apiVersion: eks.amazonaws.com/v1
kind: TargetGroupBinding
metadata: { name: web, namespace: web }
spec: { serviceRef: { name: web, port: 80 }, targetGroupARN: arn }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: web }
spec: { ports: [{ port: 80 }] }
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: web, namespace: web }
spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: web }
spec: { selector: { matchLabels: { a: b } }, template: { metadata: { labels: { a: b } }, spec: { containers: [{ name: a, image: b }] } } }
---
apiVersion: v1
kind: Secret
metadata: { name: other, namespace: web }
";
    let program = program(|scope| {
        Manifests::new(scope, "app", ManifestsArgs::new("prod").text("a.yaml", text));
    });
    let program = program.unwrap_or_else(|errors| panic!("{errors}"));
    for (object, expected) in [
        ("NodePool.karpenter.sh:api", "NodeClass.eks.amazonaws.com:own"),
        ("Application.argoproj.io:argocd:web", "AppProject.argoproj.io:argocd:shop"),
        ("TargetGroupBinding.eks.amazonaws.com:web:web", "Service:web:web"),
        ("HorizontalPodAutoscaler:web:web", "Deployment:web:web"),
        ("Deployment:web:web", "Secret:web:other"),
    ] {
        assert_eq!(needs(&program, object), [expected], "{object}");
    }
}

#[test]
fn only_objects_with_effects_outside_are_deleted_on_their_own() {
    let program = program(|scope| {
        let cluster = cluster(scope);
        let text = "
{ apiVersion: v1, kind: Service, metadata: { name: inside }, spec: { type: ClusterIP } }
---
{ apiVersion: v1, kind: Service, metadata: { name: outside }, spec: { type: LoadBalancer } }
---
{ apiVersion: v1, kind: Service, metadata: { name: unknown }, spec: { type: '${type}' } }
---
{ apiVersion: v1, kind: PersistentVolumeClaim, metadata: { name: disk } }
---
{ apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: { name: way-in } }
---
{ apiVersion: eks.amazonaws.com/v1, kind: TargetGroupBinding, metadata: { name: bound } }
---
{ apiVersion: karpenter.sh/v1, kind: NodePool, metadata: { name: pool } }
---
{ apiVersion: argoproj.io/v1alpha1, kind: Application, metadata: { name: app } }
---
{ apiVersion: s3.services.k8s.aws/v1alpha1, kind: Bucket, metadata: { name: bucket, namespace: default } }
---
{ apiVersion: v1, kind: ConfigMap, metadata: { name: settings } }
";
        let args = ManifestsArgs::new(&cluster)
            .text("a.yaml", text)
            .value("type", cluster.endpoint())
            .served_by_cluster("s3.services.k8s.aws");
        Manifests::new(scope, "app", args);
    });
    let text = program.unwrap_or_else(|errors| panic!("{errors}")).written();
    let with_cluster: Vec<&str> = text
        .nodes
        .iter()
        .filter(|node| node.options.contains_key("deleted_with"))
        .map(|node| node.urn.path())
        .collect();
    assert_eq!(with_cluster, ["app/Service:default:inside", "app/ConfigMap:default:settings"]);
    assert!(text.nodes.iter().skip(1).all(|node| node.options.contains_key("replace_with")));
}
