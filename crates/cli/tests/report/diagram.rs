//! The architecture diagram in headless Chromium, with the data of a stack of 400 resources.

use fantoccini::elements::Element;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};

use super::browser::{Driver, number, text};
use super::*;

/// A name that would run script if it were markup.
const EVIL: &str = "<img src=x onerror=window.ran=1>";

/// Two regions with a network of two subnets and twelve components each, and global roles: 400 resources. The first
/// resources are a chain that replaces itself from the VPC to the cluster in it.
fn data() -> Value {
    let mut boxes: Vec<Value> = Vec::new();
    let mut nodes: Vec<Value> = Vec::new();
    let mut resources: Vec<Value> = Vec::new();
    let mut edges: Vec<[usize; 2]> = Vec::new();
    let mut add_box = |kind: &str, label: &str, parent: Option<usize>, node: Option<usize>| {
        boxes.push(json!({ "kind": kind, "label": label, "parent": parent, "node": node }));
        boxes.len() - 1
    };
    let mut add = |of_type: &str, name: &str, action: &str, inside: usize| {
        let (urn, path) = (format!("u{}", nodes.len()), format!("app/{name}"));
        resources.push(
            json!({ "urn": urn, "type": of_type, "path": path, "region": "r", "action": action, "danger": "none",
            "protected": false, "reasons": [], "drags": [], "changes": [], "dependencies": [], "steps": [] }),
        );
        nodes.push(json!({ "type": of_type, "name": name, "box": inside }));
        nodes.len() - 1
    };
    let global = add_box("region", "global", None, None);
    for region in ["eu-west-1", "us-east-1"] {
        let outer = add_box("region", region, None, None);
        let network = add_box("component", "network", Some(outer), None);
        let vpc_box = add_box("network", "main", Some(network), None);
        let vpc = add("ec2/Vpc", "main", "replace", vpc_box);
        let subnet_box = add_box("subnet", "private-a", Some(vpc_box), None);
        let subnet = add("ec2/Subnet", "private-a", "replace", subnet_box);
        let empty_box = add_box("subnet", "private-b", Some(vpc_box), None);
        let empty = add("ec2/Subnet", "private-b", "declare", empty_box);
        let cluster = add(
            "rds/Cluster",
            "a-name/without.any end_that-continues-for-more-than-two-lines-世界",
            "replace",
            subnet_box,
        );
        edges.extend([[subnet, vpc], [empty, vpc], [cluster, subnet]]);
        for component in 0..12 {
            let label = format!("component-{component}");
            let within = add_box("component", &label, Some(vpc_box), None);
            let beside = add_box("component", &label, Some(outer), None);
            let queues = add_box("group", "sqs/Queue", Some(beside), None);
            let function = add("lambda/Function", if component == 0 { EVIL } else { "handler" }, "create", within);
            let balancer = add("ec2/TransitGatewayRouteTableAssociation", "main", "declare", within);
            let bucket = add("s3/Bucket", "data", "update", beside);
            let role = add("iam/Role", &format!("{region}-{component}"), "delete", global);
            edges.extend([
                [balancer, function],
                [function, bucket],
                [function, role],
                [function, subnet],
                [function, cluster],
            ]);
            for queue in 0..12 {
                edges.push([function, add("sqs/Queue", &format!("jobs-{queue}"), "declare", queues)]);
            }
        }
    }
    // The VPC and its subnets are boxes themselves.
    for (index, node) in nodes.iter().enumerate() {
        if ["ec2/Vpc", "ec2/Subnet"].contains(&node["type"].as_str().unwrap()) {
            boxes[usize::try_from(node["box"].as_u64().unwrap()).unwrap()]["node"] = json!(index);
        }
    }
    resources[1]["caused_by"] = json!("u0");
    resources[3]["caused_by"] = json!("u1");
    json!({
        "report": { "format": 1, "command": "graph", "project": "demo", "stack": "dev", "counts": {}, "unchanged": 0,
            "warnings": [], "neighbours": [], "resources": resources },
        "diagram": { "boxes": boxes, "nodes": nodes, "edges": edges },
    })
}

/// The page of `graph --html` with other data.
async fn open(driver: &Driver, project: &Project) -> Client {
    assert_eq!(project.run(&["graph", "dev", "--html", "graph.html"]).code, Some(0));
    let page = std::fs::read_to_string(project.path("graph.html")).unwrap();
    let (head, rest) = page.split_once("id=\"data\">").unwrap();
    let (_, tail) = rest.split_once("</script>").unwrap();
    let json = data().to_string().replace('<', "\\u003c");
    std::fs::write(project.path("graph.html"), format!("{head}id=\"data\">{json}</script>{tail}")).unwrap();
    let client = driver.client(false).await;
    client.goto(&format!("file://{}", project.path("graph.html").display())).await.unwrap();
    assert!(number(&client, "Number(document.body.dataset.ready)").await > 0, "the script has finished");
    client
}

/// What is wrong with the drawn boxes: outside of the parent, over a sibling or over the parent's name, or a label that
/// is cut or leaves its box.
const FAULTS: &str = r#"(() => {
  const faults = [], slack = .5;
  const items = [...document.querySelectorAll('#graph [data-key]')].map((g) => ({ g, key: g.dataset.key, parent: g.dataset.parent,
    rect: g.querySelector(':scope > rect').getBBox(), texts: [...g.querySelectorAll(':scope > text')] }));
  const byKey = new Map(items.map((item) => [item.key, item]));
  const inside = (a, b) => a.x >= b.x - slack && a.y >= b.y - slack && a.x + a.width <= b.x + b.width + slack && a.y + a.height <= b.y + b.height + slack;
  const overlap = (a, b) => a.x + slack < b.x + b.width && b.x + slack < a.x + a.width && a.y + slack < b.y + b.height && b.y + slack < a.y + a.height;
  const { diagram } = JSON.parse(document.getElementById('data').textContent);
  for (const item of items) {
    const parent = byKey.get(item.parent);
    if (parent && !inside(item.rect, parent.rect)) faults.push(item.key + ' is outside of ' + parent.key);
    for (const text of item.texts) {
      if (!inside(text.getBBox(), item.rect)) faults.push('a label leaves ' + item.key + ': ' + text.textContent);
      for (const other of items) if (other.parent === item.key && overlap(text.getBBox(), other.rect)) faults.push(other.key + ' covers the name of ' + item.key);
    }
    const name = item.texts.filter((text) => text.classList.contains('name')).map((text) => text.textContent).join('');
    const wanted = item.key[0] === 'n' ? diagram.nodes[item.key.slice(1)].name : diagram.boxes[item.key.slice(1)].label;
    if (item.key[0] === 'n' ? name !== wanted : !name.endsWith(wanted)) faults.push(item.key + ' is named ' + name);
  }
  for (const a of items) for (const b of items) if (a.key < b.key && a.parent === b.parent && overlap(a.rect, b.rect)) faults.push(a.key + ' covers ' + b.key);
  return faults.slice(0, 5).join('; ');
})()"#;

const DRAWN: &str = "document.querySelectorAll('#graph [data-key]').length";

async fn press(client: &Client, label: &str) {
    button(client, label).await.click().await.unwrap();
}

async fn button(client: &Client, label: &str) -> Element {
    client.find(Locator::Css(&format!("button[aria-label='{label}']"))).await.unwrap()
}

#[tokio::test]
async fn boxes_contain_their_children_side_by_side_and_labels_are_complete_at_400_resources() {
    let Some(driver) = Driver::start() else { return };
    let project = Project::new();
    let client = open(&driver, &project).await;
    assert_eq!(
        number(&client, "JSON.parse(document.getElementById('data').textContent).diagram.nodes.length").await,
        392
    );
    let folded = number(&client, DRAWN).await;
    assert_eq!(text(&client, FAULTS).await, "");
    // The whole diagram is on the first screen, and its names are readable.
    let below = "Math.max(0, document.querySelector('#graph').getBoundingClientRect().bottom - innerHeight)";
    assert_eq!(number(&client, &format!("Math.round({below})")).await, 0);
    let outside = "(() => { const s = document.querySelector('#graph').getBoundingClientRect(); return [...document.querySelectorAll('#graph rect')].map((r) => r.getBoundingClientRect()).filter((r) => r.left < s.left || r.right > s.right || r.top < s.top || r.bottom > s.bottom).length; })()";
    assert_eq!(number(&client, outside).await, 0);
    let names = "Math.round(10 * 11 * document.querySelector('#graph > g').getCTM().a)";
    let size = number(&client, names).await;
    assert!(size >= 80, "the names are {} pixels high", size / 10);

    press(&client, "Open every box").await;
    let open = number(&client, DRAWN).await;
    assert!(open >= 392 && open > folded, "{open} drawn, {folded} before");
    assert_eq!(text(&client, FAULTS).await, "");
    assert_eq!(number(&client, outside).await, 0);
    assert_eq!(
        number(&client, "document.querySelectorAll('#graph [textLength]').length").await,
        0,
        "a label was squeezed"
    );
    assert_eq!(number(&client, "window.ran ? 1 : 0").await, 0, "a name became markup");
    press(&client, "Fold boxes until the labels are readable").await;
    assert_eq!(number(&client, DRAWN).await, folded, "the same layout again");
    client.close().await.unwrap();
}

#[tokio::test]
async fn bundles_unfold_and_paths_of_causes_and_requests_are_highlighted() {
    let Some(driver) = Driver::start() else { return };
    let project = Project::new();
    let client = open(&driver, &project).await;
    let overlay = |of: &str| format!("document.querySelectorAll('#graph .overlay .{of}').length");
    assert_eq!(number(&client, &overlay("near")).await, 0);
    // Any bundle of several edges.
    let bundle = "(() => { for (const edge of document.querySelectorAll('#graph .edge')) { edge.dispatchEvent(new MouseEvent('click', { bubbles: true })); const at = parseInt(document.querySelector('#path').textContent); if (at > 1) return at; } return 0; })()";
    assert!(number(&client, bundle).await > 1);
    assert!(number(&client, &overlay("near")).await > 0);
    press(&client, "Show every single dependency").await;

    press(&client, "Open every box").await;
    let click = |key: &str, shift: bool| {
        format!(
            "(() => {{ document.querySelector('[data-key={key}]').dispatchEvent(new MouseEvent('click', {{ bubbles: true, shiftKey: {shift} }})); return 1; }})()"
        )
    };
    number(&client, &click("n3", false)).await;
    assert!(
        text(&client, "document.querySelector('#path').textContent")
            .await
            .ends_with("replaced because of ec2/Vpc app/main → ec2/Subnet app/private-a")
    );
    assert!(text(&client, "document.querySelector('#chosen').textContent").await.contains("u3"));
    assert!(number(&client, "document.querySelectorAll('#graph .node.faded').length").await > 100);
    // From the association over the function and to its bucket.
    number(&client, &click("n5", false)).await;
    number(&client, &click("n6", true)).await;
    assert_eq!(
        text(&client, "document.querySelector('#path').textContent").await,
        format!(
            "Path: ec2/TransitGatewayRouteTableAssociation app/main → lambda/Function app/{EVIL} → s3/Bucket app/data"
        )
    );
    assert_eq!(number(&client, &overlay("request")).await, 2);
    client.close().await.unwrap();
}

#[tokio::test]
async fn the_diagram_is_saved_as_svg_with_its_colours() {
    let Some(driver) = Driver::start() else { return };
    let project = Project::new();
    let client = open(&driver, &project).await;
    press(&client, "Open every box").await;
    let drawn = number(&client, DRAWN).await;
    client
        .execute("URL.createObjectURL = (blob) => { blob.text().then((text) => { window.saved = text; }); return '#saved'; }", Vec::new())
        .await
        .unwrap();
    press(&client, "Save the diagram as an SVG file").await;
    let saved = text(&client, "window.saved").await;
    assert!(saved.starts_with("<svg") && saved.contains("xmlns=\"http://www.w3.org/2000/svg\""), "{:.200}", saved);
    assert!(
        !saved.contains("var(--") && !saved.contains("<img") && !saved.contains("<style"),
        "no style sheet, no markup"
    );
    let parsed = "(() => { const svg = new DOMParser().parseFromString(window.saved, 'image/svg+xml'); return svg.querySelector('parsererror') ? 0 : svg.querySelectorAll('[data-key] > rect').length; })()";
    assert_eq!(number(&client, parsed).await, drawn);
    let colour = |action: &str| {
        format!(
            "new DOMParser().parseFromString(window.saved, 'image/svg+xml').querySelector('.node.{action} > rect').getAttribute('stroke')"
        )
    };
    let mut colours = Vec::new();
    for action in ["create", "update", "replace", "delete"] {
        colours.push(text(&client, &colour(action)).await);
    }
    assert!(colours.iter().all(|colour| colour.starts_with("rgb(")), "{colours:?}");
    colours.sort();
    colours.dedup();
    assert_eq!(colours.len(), 4, "one colour for each action");
    client.close().await.unwrap();
}
