use archipel_engine::Output;
use archipel_engine::json;
use serde_json::json as value;

use super::*;

fn settings(data: &str) -> String {
    format!("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: b\nx:\n{data}")
}

fn read(data: &str) -> serde_json::Value {
    manifest(&declared(&settings(data))).field("x").masked()
}

/// What `kubectl` makes of scalars, which is YAML 1.1 in parts.
#[test]
fn plain_scalars_mean_what_they_mean_for_kubectl() {
    for (scalar, expected) in [
        ("0644", value!(420)),
        ("0o644", value!(420)),
        ("-0x1f", value!(-31)),
        ("1_000", value!(1000)),
        ("+5", value!(5)),
        ("0", value!(0)),
        ("1.50", value!(1.5)),
        ("1.0", value!(1)),
        ("1e3", value!(1000)),
        ("1:30", value!("1:30")),
        ("2026-01-01", value!("2026-01-01")),
        ("1.2.3", value!("1.2.3")),
        ("100m", value!("100m")),
        ("'yes'", value!("yes")),
        ("!!str 1", value!("1")),
        ("! 1", value!("1")),
        ("True", value!(true)),
        ("\"0644\"", value!("0644")),
        ("|-\n    0644", value!("0644")),
    ] {
        assert_eq!(read(&format!("  k: {scalar}\n")), value!({ "k": expected }), "{scalar}");
    }
    assert_eq!(read("  k: ~\n  other: 1\n"), value!({ "other": 1 }));
    assert_eq!(read("  1: a\n  null: b\n"), value!({ "1": "a", "null": "b" }));
}

#[test]
fn anchors_aliases_and_merge_keys_are_written_out() {
    let text = "  base: &base { a: 1, b: [x] }\n  same: *base\n  more:\n    b: own\n    <<: [*base, { c: 3, a: 9 }]\n";
    let expected = value!({
        "base": { "a": 1, "b": ["x"] },
        "same": { "a": 1, "b": ["x"] },
        "more": { "a": 1, "b": "own", "c": 3 },
    });
    assert_eq!(read(text), expected);
}

#[test]
fn placeholders_keep_the_type_of_their_value_unless_they_are_quoted() {
    let text = settings(
        "  number: ${n}\n  t: \"${n}\"\n  in: a-${n}-b\n  l: ${l}\n  kept: $${n} ${n:-1} $(n)\n  f: ['${n}']\n",
    );
    let program = declared_with(|args| args.text("a.yaml", text).value("n", 3).value("l", json!(["a", { "b": 1 }])));
    let expected = value!({
        "number": 3, "t": "3", "in": "a-3-b", "l": ["a", { "b": 1 }], "kept": "${n} ${n:-1} $(n)", "f": ["3"],
    });
    assert_eq!(manifest(&program).field("x").masked(), expected);
}

#[test]
fn literal_manifests_keep_shell_variables() {
    let program = declared_with(|args| args.text("a.yaml", settings("  a: ${HOME}\n")).literal());
    assert_eq!(manifest(&program).field("x").masked(), value!({ "a": "${HOME}" }));
}

#[test]
fn a_secret_value_stays_secret_in_a_text() {
    let secret = Output::known("hunter2".to_owned()).secret();
    let program =
        declared_with(|args| args.text("a.yaml", settings("  a: 'postgres://u:${p}@db'\n")).value("p", secret));
    let text = serde_json::to_string(&program).unwrap();
    assert!(!text.contains("hunter2"), "{text}");
}

#[test]
fn lists_and_other_documents_are_flattened_and_empty_documents_skipped() {
    let item = |name: &str| format!("{{ apiVersion: v1, kind: Namespace, metadata: {{ name: {name} }} }}");
    let text = format!(
        "---\n---\n# nothing\n---\napiVersion: v1\nkind: NamespaceList\nitems:\n- {}\n- apiVersion: v1\n  kind: List\n  items: [{}]\n---\n{}\n...\n",
        item("a"),
        item("b"),
        item("c")
    );
    let names: Vec<String> = declared(&text).nodes.iter().map(|node| node.urn.path().to_owned()).collect();
    assert_eq!(names, ["app/Namespace:a", "app/Namespace:b", "app/Namespace:c"]);
}

#[test]
fn json_is_read_like_yaml() {
    let text = "{\n\t\"apiVersion\": \"v1\",\n\t\"kind\": \"Namespace\",\n\t\"metadata\": { \"name\": \"a\" }\n}";
    assert_eq!(manifest(&declared(text)).field("kind"), &Value::from("Namespace"));
}

#[test]
fn a_helm_hook_that_is_not_needed_is_left_out() {
    let hook =
        "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: upgrade\n  annotations:\n    helm.sh/hook: pre-install\n";
    let text = format!("{hook}---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n");
    assert!(
        refused(&text).contains("app.yaml:6: Job `upgrade` in the namespace `default` is a Helm hook (`pre-install`)")
    );
    let program = declared_with(|args| args.text("app.yaml", text).without_hook("Job/upgrade"));
    assert_eq!(program.nodes.len(), 1);
}

#[test]
fn what_one_object_waits_for_can_be_set() {
    let text = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n";
    let program = declared_with(|args| args.text("a.yaml", text).wait("Namespace/a", crate::Wait::None).adopt(true));
    assert_eq!(program.nodes[0].inputs["wait"], Value::from("none"));
    assert_eq!(program.nodes[0].inputs["adopt"], Value::Bool(true));
}
