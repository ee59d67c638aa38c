//! Lines of Rust for what exists. They are in `generated.rs`, which is compiled here and planned: it declares what was
//! there.

use archipel_engine::program::codegen::{Existing, declarations};
use archipel_engine::resource::{Id, ResourceSchema as _};
use archipel_engine::{Options, Stack, Urn, Value};

use super::types::{Host, HostArgs, Lease, LeaseArgs, LeasedPart, Net, NetArgs, NetId, Paid};

include!("generated.rs");

fn value(json: serde_json::Value) -> Value {
    Value::from_json(json)
}

fn existing() -> Vec<Existing> {
    let one = |urn: &str, schema, id: &str, inputs: serde_json::Value, outputs: serde_json::Value| Existing {
        urn: Urn::parse(urn).unwrap(),
        schema,
        id: Id::new(id),
        inputs: value(inputs),
        outputs: value(outputs),
    };
    vec![
        one(
            "here::demo:net/Host::front/web-1",
            Host::schema(),
            "host-1",
            serde_json::json!({"name": "web \"1\"", "net": "net-1"}),
            serde_json::json!({"id": "host-1"}),
        ),
        one(
            "here::demo:net/Net::main",
            Net::schema(),
            "net-1",
            serde_json::json!({"cidr": "10.0.0.0/16", "size": 1, "zones": ["a", "b"], "password": "hunter2"}),
            serde_json::json!({"id": "net-1", "given": ["a", "b"]}),
        ),
        one(
            "there::demo:net/Lease::front/deep/type",
            Lease::schema(),
            "lease-1",
            serde_json::json!({
                "paid": "in-one", "owners": {"who": "she"}, "number": 7, "word": "open",
                "parts": [{"net": "net-1", "share": 2, "type": "attic"}, {"net": "net-9"}],
            }),
            serde_json::json!({"id": "lease-1"}),
        ),
    ]
}

#[test]
fn the_lines_of_what_exists_compile_and_declare_it() {
    let lines = declarations(&existing(), "here");
    let function = format!("fn generated(stack: &Stack) {{\n{lines}}}\n");
    assert_eq!(function, include_str!("generated.rs"), "\n{function}");
    // What is secret, what the API chose and what is so by default is left out.
    for part in ["hunter2", "open", "number", ".size("] {
        assert!(!lines.contains(part), "{part} is in {lines}");
    }
    let stack = Stack::new("shop", "dev");
    let kept = stack.clone();
    generated(&stack);
    let program = kept.finish().unwrap();
    let declared: Vec<(&str, &str)> =
        program.nodes.iter().map(|node| (node.urn.as_str(), node.options.imports().unwrap_or(""))).collect();
    assert_eq!(declared.len(), 3, "{declared:?}");
    for thing in existing() {
        assert!(declared.contains(&(thing.urn.as_str(), thing.id.as_str())), "{declared:?}");
    }
    let host = program.nodes.iter().find(|node| node.urn.name() == "web-1").unwrap();
    assert_eq!(host.dependencies.len(), 1, "the network is a reference");
}

#[test]
fn things_that_refer_to_each_other_are_written_with_their_ids() {
    let host = |name: &str, net: &str, id: &str| Existing {
        urn: Urn::new("here", "demo:net/Net", name),
        schema: Net::schema(),
        id: Id::new(id),
        inputs: value(serde_json::json!({"cidr": net})),
        outputs: value(serde_json::json!({"id": id})),
    };
    // Texts of another type than the attribute's are no references.
    let lines = declarations(&[host("a", "net-2", "net-1"), host("b", "net-1", "net-2")], "here");
    assert!(lines.contains("NetArgs::new(\"net-2\")"), "{lines}");
    assert!(!lines.contains("let here_net"), "{lines}");
}
