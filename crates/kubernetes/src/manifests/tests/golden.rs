use std::collections::BTreeMap;
use std::sync::Arc;

use archipel_engine::Output;

use super::*;
use crate::manifests::placeholder::Placeholders;
use crate::manifests::{files, kustomize, node::Node, object, yaml};

#[test]
fn a_folder_becomes_objects_with_edges() {
    let program = program(|scope| {
        let cluster = cluster(scope);
        let args = ManifestsArgs::new(&cluster)
            .path(golden("controller"))
            .value("replicas", 2)
            .value("registry", cluster.endpoint())
            .value("region", scope.region());
        let manifests = Manifests::new(scope, "app", args);
        assert!(manifests.object("Deployment", "scaling", "scaler").is_some());
        assert!(manifests.object("Namespace", "", "apps").is_some());
        assert!(manifests.object("Deployment", "", "scaler").is_none());
    });
    let text = program.unwrap_or_else(|errors| panic!("{errors}")).written();
    insta::assert_snapshot!(rendered(&text));
}

/// `expected.yaml` is what kustomize 5.8.1 builds: `kubectl kustomize overlay`.
#[test]
fn a_kustomization_builds_what_kustomize_builds() {
    let values = BTreeMap::new();
    let mut placeholders = Placeholders::new(&values, false);
    let folder = golden("web/overlay");
    let built = kustomize::build(folder.as_ref(), &mut placeholders).unwrap();
    let expected = golden("web/expected.yaml");
    let text = files::read(expected.as_ref()).unwrap();
    let mut objects = Vec::new();
    for document in yaml::parse(&Arc::from(expected.as_str()), &text, &mut placeholders).unwrap() {
        object::objects_of(document, &mut objects).unwrap();
    }
    let by_id = |objects: &[object::ManifestObject]| -> BTreeMap<String, String> {
        let json = |node: &Node| serde_json::to_string_pretty(&node.to_value().unwrap().masked()).unwrap();
        objects.iter().map(|object| (object.id.to_string(), json(&object.node))).collect()
    };
    let (built, expected) = (by_id(&built), by_id(&objects));
    assert_eq!(built.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    for (id, expected) in expected {
        assert_eq!(built[&id], expected, "{id}");
    }
}

#[test]
fn a_kustomization_is_declared_like_files() {
    let text = declared_with(|args| args.path(golden("web/overlay/kustomization.yaml")));
    let names: Vec<&str> = text.nodes.iter().map(|node| node.urn.path()).collect();
    assert!(names.contains(&"app/Deployment:shop:prod-web"), "{names:?}");
    // Secrets are marked.
    assert!(!rendered(&text).contains("bm90LWEtc2VjcmV0"));
}

#[test]
fn an_output_in_a_kustomization_reaches_the_object() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("kustomization.yaml", "resources: [a.yaml]\nnamePrefix: ${prefix}\ncommonAnnotations:\n  arn: ${arn}\n");
    write("a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n");
    let program = program(|scope| {
        let cluster = cluster(scope);
        let arn: Output<String> = cluster.endpoint();
        let args = ManifestsArgs::new(&cluster).path(folder.path()).value("arn", arn).value("prefix", "x-");
        Manifests::new(scope, "app", args);
    });
    let text = rendered(&program.unwrap().written());
    assert!(text.contains("ConfigMap:default:x-a") && text.contains("\"endpoint\""), "{text}");
}
