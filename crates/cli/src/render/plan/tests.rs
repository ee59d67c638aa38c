use std::sync::LazyLock;

use archipel_engine::Path;
use archipel_engine::plan::{StepId, Warning};
use archipel_engine::resource::Id;
use archipel_engine::schema::{FieldSchema, Meta, RecordSchema, TypeRef};
use archipel_engine::state::{Desired, RecordKey};

use super::*;

fn urn(text: &str) -> Urn {
    Urn::parse(text).unwrap()
}

fn step(plan: &mut Plan, name: &str, revision: u32, action: Action, reasons: Vec<Reason>) -> usize {
    let urn = urn(name);
    let id = StepId(u32::try_from(plan.steps.len()).unwrap());
    let desired = Desired::new(Value::map());
    plan.steps.push(Step { id, reasons, ..Step::new(RecordKey { urn, revision }, action, desired) });
    plan.steps.len() - 1
}

fn delete(id: &str) -> Action {
    Action::Delete { id: Id::new(id), removes: Vec::new() }
}

fn change(
    path: &str,
    difference: Difference,
    old: impl Into<Value>,
    new: impl Into<Value>,
    replaces: bool,
) -> PropertyChange {
    PropertyChange { path: Path::parse(path).unwrap(), difference, old: old.into(), new: new.into(), replaces }
}

fn property(path: &str, effect: Effect, rule: Option<&str>, cause: Option<&str>) -> Reason {
    let path = Path::parse(path).unwrap();
    Reason::Property { path, effect, rule: rule.map(str::to_owned), cause: cause.map(urn) }
}

fn empty() -> Plan {
    Plan {
        project: "luneo".into(),
        stack: "dev".into(),
        lineage: "l".into(),
        serial: 1,
        steps: Vec::new(),
        unchanged: 95,
        outputs: BTreeMap::new(),
        warnings: Vec::new(),
        suggestions: Vec::new(),
        lines: BTreeMap::new(),
        references: BTreeMap::new(),
        deferred: Vec::new(),
    }
}

/// A plan with a step of each kind.
fn all_kinds() -> Plan {
    let mut plan = empty();
    const VPC: &str = "eu-west-1::aws:ec2/Vpc::network/main";
    const SUBNET: &str = "eu-west-1::aws:ec2/Subnet::network/private-a";
    let rule = Some("EC2 cannot change the range of a VPC");
    let vpc = step(
        &mut plan,
        VPC,
        2,
        Action::Replace { old: 1, delete_first: false },
        vec![property("cidr_block", Effect::Replace, rule, None)],
    );
    plan.steps[vpc].changes = vec![change("cidr_block", Difference::Changed, "10.0.0.0/16", "10.9.0.0/16", true)];
    let subnet = step(
        &mut plan,
        SUBNET,
        2,
        Action::Replace { old: 1, delete_first: true },
        vec![property("vpc_id", Effect::Replace, Some("EC2 cannot move a subnet"), Some(VPC))],
    );
    plan.steps[subnet].changes = vec![change("vpc_id", Difference::MayChange, "vpc-0a1", Value::Unknown, true)];
    let created = step(&mut plan, "us-east-1::aws:ec2/Vpc::network/main", 1, Action::Create, vec![Reason::New]);
    plan.steps[created].desired.inputs = Value::from([
        ("cidr_block", Value::from("10.1.0.0/16")),
        ("enable_dns_support", Value::from(true)),
        ("instance_tenancy", Value::Null),
        ("peer", Value::Unknown),
        ("password", Value::from("hunter2").into_secret()),
        ("tags", Value::from([("Name", "main"), ("Owner", "the platform team of the company"), ("Scope", "network")])),
    ]);
    let updated = step(
        &mut plan,
        "global::aws:iam/Role::artifacts/replication",
        1,
        Action::Update { id: Id::new("luneo-dev-replication") },
        vec![property("assume_role_policy", Effect::Update, None, None)],
    );
    plan.steps[updated].changes = vec![
        change(
            "assume_role_policy",
            Difference::Changed,
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole"}]}"#,
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"sts:AssumeRole"}]}"#,
            false,
        ),
        change("tags.Owner", Difference::Added, Value::Null, "platform", false),
        change("tags.Old", Difference::Removed, "x", Value::Null, false),
        change("secret", Difference::Changed, Value::from("a").into_secret(), Value::from("b").into_secret(), false),
        change("description", Difference::Changed, "a".repeat(90), "b".repeat(90), false),
    ];
    plan.steps[updated].effects = vec![
        change("max_session", Difference::Added, Value::Null, 3_600_i64, false),
        change("last_used", Difference::MayChange, "monday", Value::Unknown, false),
    ];
    let bucket = "eu-west-1::aws:s3/Bucket::artifacts/eu";
    step(&mut plan, bucket, 1, delete("luneo-artifacts-eu"), vec![Reason::NotInProgram]);
    for (name, id) in [(SUBNET, "subnet-0a1"), (VPC, "vpc-0a1")] {
        step(&mut plan, name, 1, delete(id), vec![Reason::Superseded]);
    }
    step(&mut plan, "eu-west-1::aws:ec2/Zones::network/zones", 1, Action::Read, vec![Reason::Deferred { cause: None }]);
    plan.warnings.push(Warning::Text("a warning without a step".into()));
    plan
}

fn schema(type_name: &str) -> Option<&'static Schema> {
    static INPUTS: LazyLock<RecordSchema> = LazyLock::new(|| {
        let field = |name, default| FieldSchema {
            name,
            doc: "",
            ty: TypeRef::Any,
            required: false,
            default,
            replaces: None,
            replaces_when: None,
            write_only: false,
            secret: false,
            set_like: false,
            computed: false,
            equivalence: None,
            constraints: archipel_engine::model::constraints::Constraints::NONE,
        };
        RecordSchema {
            name: "Props",
            builder: "",
            doc: "",
            fields: vec![field("enable_dns_support", Some(Value::Bool(true))), field("cidr_block", None)],
        }
    });
    static TYPES: LazyLock<[Schema; 3]> = LazyLock::new(|| {
        let of_type = |type_name, meta| Schema {
            type_name,
            doc: "",
            data_source: false,
            inputs: &INPUTS,
            outputs: Vec::new(),
            meta,
        };
        [
            of_type("aws:ec2/Vpc", Meta::new("ec2")),
            of_type("aws:s3/Bucket", Meta::new("s3").holds_data("the objects in the bucket")),
            of_type("aws:rds/Instance", Meta::new("rds").holds_data("the databases of the instance")),
        ]
    });
    TYPES.iter().find(|schema| schema.type_name == type_name)
}

fn text(plan: &Plan, width: usize, verbose: bool) -> String {
    let source = |urn: &Urn| (urn.name() == "main").then(|| "stacks/src/network.rs:12".to_owned());
    let text = PlanText { width, verbose, schema: &schema, source: &source }.render(plan);
    anstream::adapter::strip_str(&text).to_string()
}

#[test]
fn a_plan_shows_risks_first_and_then_all_steps_by_region() {
    insta::assert_snapshot!(text(&all_kinds(), 100, false));
}

#[test]
fn a_verbose_plan_shows_everything() {
    insta::assert_snapshot!(text(&all_kinds(), 100, true));
}

#[test]
fn a_plan_fits_a_narrow_terminal() {
    let text = text(&all_kinds(), 60, false);
    let longest = text.lines().map(columns).max().unwrap();
    assert!(longest <= 60, "{longest} columns:\n{text}");
}

#[test]
fn a_plan_never_shows_a_secret() {
    let text = text(&all_kinds(), 200, true);
    assert!(text.contains("(secret)") && !text.contains("hunter2"), "{text}");
}

#[test]
fn an_empty_plan_is_one_line() {
    assert_eq!(text(&empty(), 80, false), "No changes. 95 resources are up to date.\n");
}

#[test]
fn the_delete_of_a_replacement_is_not_counted_as_a_delete() {
    let counts = Counts::of(&all_kinds());
    assert_eq!((counts.replace, counts.delete, counts.create, counts.update, counts.read), (2, 1, 1, 1, 1));
}

#[test]
fn a_database_replaced_by_a_chain_of_causes_is_among_the_risks() {
    let mut plan = empty();
    let [vpc, subnet, group, database] = [
        "eu-west-1::aws:ec2/Vpc::network/main",
        "eu-west-1::aws:ec2/Subnet::network/private-a",
        "eu-west-1::aws:rds/SubnetGroup::data/group",
        "eu-west-1::aws:rds/Instance::data/orders",
    ];
    let replace = || Action::Replace { old: 1, delete_first: false };
    for (name, path, cause) in [
        (vpc, "cidr_block", None),
        (subnet, "vpc_id", Some(vpc)),
        (group, "subnet_ids", Some(subnet)),
        (database, "subnet_group", Some(group)),
    ] {
        step(&mut plan, name, 2, replace(), vec![property(path, Effect::Replace, Some("it cannot"), cause)]);
    }
    for name in [database, group, subnet, vpc] {
        step(&mut plan, name, 1, delete("old"), vec![Reason::Superseded]);
    }
    let text = text(&plan, 100, false);
    let first: String = text.lines().take_while(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect();
    insta::assert_snapshot!("chain", first);
    let said = first.split_whitespace().collect::<Vec<_>>().join(" ");
    let chain = "± rds/Instance data/orders (eu-west-1) is replaced: `cidr_block` of ec2/Vpc network/main (eu-west-1) \
                 at stacks/src/network.rs:12 changes, which replaces it; this changes `vpc_id` of";
    assert!(said.starts_with(&format!("Review first: {chain}")), "{said}");
    assert!(said.contains("the databases of the instance would be lost ± ec2/Vpc network/main"), "{said}");
}

#[test]
fn a_long_id_does_not_hide_what_happens_to_the_old_resource() {
    let arn = format!("arn:aws:rds:eu-west-1:123456789012:cluster:{}", "x".repeat(200));
    for (action, says) in [
        (Action::Replace { old: 1, delete_first: true }, "replace: the old one is deleted first"),
        (Action::Forget { id: Id::new(&arn) }, "forget: the resource is retained"),
        (Action::Import { id: Id::new(&arn) }, "import: the resource is not changed"),
    ] {
        let mut plan = empty();
        let name = "eu-west-1::aws:rds/Cluster::data/main";
        let replaces = matches!(action, Action::Replace { .. });
        step(&mut plan, name, 2, action, vec![]);
        if replaces {
            step(&mut plan, name, 1, delete(&arn), vec![Reason::MakesWay]);
        }
        let text = text(&plan, 60, false);
        assert!(text.split_whitespace().collect::<Vec<_>>().join(" ").contains(says), "{text}");
    }
}
