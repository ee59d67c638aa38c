//! What the macros promise to those who write resource types and programs.

use std::collections::BTreeMap;

use archipel_engine::equivalence;
use archipel_engine::program::{Env, Expr, NodeId};
use archipel_engine::resource::{
    ByClientToken, DataSource, DeleteRequest, Id, OperationContext, ReadContext, Resource, ResourceSchema,
    ResourceState, Result, UpdateRequest,
};
use archipel_engine::schema::{Meta, TypeRef};
use archipel_engine::{
    Args, Declared as _, Mismatch, Options, Output, Prop, Props as _, Stack, Value, data_source, output_format,
    resource, text_type,
};

text_type! {
    /// The id of a network.
    pub NetworkId: "net-";
    /// A range of addresses.
    pub Range, text;
}

/// How a network shares its hosts.
#[derive(Prop, Clone, Debug, PartialEq)]
pub enum Tenancy {
    /// With everyone.
    #[prop("default")]
    Shared,
    /// With no one.
    Dedicated,
    /// On a host of its own.
    OwnHost,
}

/// A billing mode, as the API shouts it.
#[derive(Prop, Clone, Debug, PartialEq)]
#[prop(rename_all = "SCREAMING_SNAKE")]
pub enum Billing {
    /// By request.
    PayPerRequest,
    /// By capacity.
    Provisioned,
}

/// A rule.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct RuleProps {
    /// The port.
    pub port: u16,
    /// Who.
    pub network: Option<NetworkId>,
    /// Words.
    #[arg(default = "none")]
    pub note: String,
}

/// What a network is made of.
///
/// It has a second paragraph.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct NetworkProps {
    /// The range.
    #[arg(replace = "the API cannot change it", equivalence = equivalence::CIDR)]
    pub range: Range,
    /// The zones.
    #[arg(required, set)]
    pub zones: Vec<String>,
    /// Whether names are resolved.
    #[arg(default = true)]
    pub names: bool,
    /// The tenancy.
    #[arg(default = Tenancy::Shared)]
    pub tenancy: Option<Tenancy>,
    /// What the API calls it.
    #[arg(computed)]
    pub label: Option<String>,
    /// The rules.
    #[arg(set)]
    pub rules: Vec<RuleProps>,
    /// The first password.
    #[arg(write_only, secret)]
    pub password: Option<String>,
    /// The kind.
    pub r#type: Option<String>,
    /// The tags.
    pub tags: BTreeMap<String, String>,
}

/// A network.
#[resource("test:net/Network", props = NetworkProps)]
pub struct Network {
    /// The id.
    pub id: NetworkId,
    /// The range.
    #[attr(input = "range")]
    pub range: Range,
    /// How often it was changed.
    #[attr(changes)]
    pub revision: i64,
    /// The key.
    #[attr(secret)]
    pub key: Option<String>,
}

impl Resource for Network {
    type Api = ();
    type Identity = ByClientToken;

    fn meta() -> Meta {
        Meta::new("net")
    }

    async fn create(_: &OperationContext<Self>, props: &Self::Props) -> Result<Self::Attrs> {
        Ok(NetworkAttrs { id: NetworkId::new("net-1"), range: props.range.clone(), revision: 0, key: None })
    }

    async fn read(_: &ReadContext<()>, _: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        Ok(Vec::new())
    }

    async fn update(_: &OperationContext<Self>, _: &Id, change: &UpdateRequest<Self>) -> Result<NetworkAttrs> {
        Ok(change.attrs.clone())
    }

    async fn delete(_: &OperationContext<Self>, _: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        Ok(())
    }
}

/// Where one can be.
#[data_source("test:net/Zones")]
pub struct Zones {
    /// Their names.
    pub names: Vec<String>,
}

impl DataSource for Zones {
    type Api = ();

    fn meta() -> Meta {
        Meta::new("net")
    }

    async fn read(_: &ReadContext<()>, (): &()) -> Result<ZonesAttrs> {
        Ok(ZonesAttrs { names: Vec::new() })
    }
}

/// A folder, which can hold folders.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct FolderProps {
    /// Those inside.
    pub folders: Vec<FolderProps>,
    /// The files.
    pub files: Vec<FileProps>,
}

/// A file, which knows its folder.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(FileDescription)]
pub struct FileProps {
    /// The folder.
    pub folder: Option<FolderProps>,
}

/// Something that takes no arguments.
#[resource("test:net/Lock", props = ())]
pub struct Lock;

impl Resource for Lock {
    type Api = ();
    type Identity = ByClientToken;

    fn meta() -> Meta {
        Meta::new("net").global()
    }

    async fn create(_: &OperationContext<Self>, (): &()) -> Result<LockAttrs> {
        Ok(LockAttrs {})
    }

    async fn read(_: &ReadContext<()>, _: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        Ok(Vec::new())
    }

    async fn update(_: &OperationContext<Self>, _: &Id, _: &UpdateRequest<Self>) -> Result<LockAttrs> {
        Ok(LockAttrs {})
    }

    async fn delete(_: &OperationContext<Self>, _: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        Ok(())
    }
}

/// Attributes of nodes, where a test says they are known.
struct Known(BTreeMap<NodeId, Value>);

impl Env for Known {
    fn attributes(&self, node: NodeId) -> Value {
        self.0.get(&node).cloned().unwrap_or(Value::Unknown)
    }
}

fn eval(inputs: &BTreeMap<String, Expr>, known: &Known) -> Value {
    Value::Map(inputs.iter().map(|(name, expr)| (name.clone(), expr.eval(known).expect("a good program"))).collect())
}

fn nothing_known() -> Known {
    Known(BTreeMap::new())
}

fn network() -> NetworkProps {
    NetworkProps {
        range: Range::from("10.0.0.0/16"),
        zones: vec!["a".into()],
        names: false,
        tenancy: Some(Tenancy::OwnHost),
        label: None,
        rules: vec![RuleProps { port: 80, network: Some(NetworkId::new("net-0")), note: "web".into() }],
        password: Some("hunter2".into()),
        r#type: Some("flat".into()),
        tags: BTreeMap::from([("team".into(), "a".into())]),
    }
}

#[test]
fn a_property_is_required_unless_it_can_be_left_out() {
    let required: Vec<_> =
        NetworkProps::record().fields.iter().filter(|field| field.required).map(|field| field.name).collect();
    assert_eq!(required, ["range", "zones"]);
}

#[test]
fn the_schema_has_the_fields_in_order_with_names_and_documentation() {
    let record = NetworkProps::record();
    assert_eq!(record.name, "NetworkProps");
    assert_eq!(record.doc, "What a network is made of.\n\nIt has a second paragraph.");
    let names: Vec<_> = record.fields.iter().map(|field| field.name).collect();
    assert_eq!(names, ["range", "zones", "names", "tenancy", "label", "rules", "password", "type", "tags"]);
    assert_eq!(record.field("range").unwrap().doc, "The range.");
}

#[test]
fn marks_reach_the_schema() {
    let field = |name| NetworkProps::record().field(name).unwrap();
    assert_eq!(field("range").replaces, Some("the API cannot change it"));
    assert_eq!(field("zones").replaces, None);
    assert!(field("zones").set_like && field("rules").set_like && !field("tags").set_like);
    assert_eq!(field("range").equivalence, Some(&equivalence::CIDR));
    assert_eq!(field("zones").equivalence, None);
    assert!(field("label").computed && !field("names").computed);
    assert!(field("password").secret && field("password").write_only);
    assert!(!field("range").secret && !field("range").write_only);
}

#[test]
fn defaults_reach_the_schema_as_values() {
    let default = |name| NetworkProps::record().field(name).unwrap().default.clone();
    assert_eq!(default("names"), Some(Value::Bool(true)));
    assert_eq!(default("tenancy"), Some(Value::from("default")));
    assert_eq!(default("range"), None);
    assert_eq!(RuleProps::record().field("note").unwrap().default, Some(Value::from("none")));
}

#[test]
fn types_reach_the_schema_without_their_options() {
    let ty = |name| NetworkProps::record().field(name).unwrap().ty.describe();
    assert_eq!(ty("range"), "Range");
    assert_eq!(ty("label"), "String");
    assert_eq!(ty("rules"), "List<RuleProps>");
    assert_eq!(ty("tags"), "Map<String>");
    const VARIANTS: &[&str] = &["Shared", "Dedicated", "OwnHost"];
    assert_eq!(Tenancy::ty(), TypeRef::Enum("Tenancy", &["default", "dedicated", "own-host"], VARIANTS));
}

#[test]
fn records_that_contain_one_another_have_schemas_that_end() {
    let both = [
        std::thread::spawn(|| FolderProps::record().fields.len()),
        std::thread::spawn(|| FileProps::record().fields.len()),
    ];
    let fields: Vec<_> = both.into_iter().map(|thread| thread.join().unwrap()).collect();
    assert_eq!(fields, [2, 1]);
    assert!(std::ptr::eq(FolderProps::record(), FolderProps::record()));
}

#[test]
fn what_is_not_set_is_not_among_the_inputs() {
    let inputs = NetworkArgs::new("10.0.0.0/16", ["a"]).label(None::<String>).password(None::<&str>).into_inputs();
    assert_eq!(inputs.keys().collect::<Vec<_>>(), ["range", "zones"]);
}

#[test]
fn a_builder_without_required_properties_has_a_default() {
    assert!(FolderArgs::default().into_inputs().is_empty());
    assert!(FileDescription::new().into_inputs().is_empty());
}

#[test]
fn builders_nest_and_keep_the_outputs_inside() {
    let stack = Stack::new("p", "s");
    let scope = stack.region("r");
    let other = Network::new(&scope, "other", NetworkArgs::new("10.0.0.0/16", ["a"]));
    let rules = vec![RuleArgs::new(80).network(other.id()), RuleArgs::new(443)];
    let main = Network::new(&scope, "main", NetworkArgs::new("10.1.0.0/16", ["a"]).rules(rules));
    let program = stack.finish().unwrap();
    let node = &program.nodes[main.node().index()];
    assert_eq!(node.dependencies, [other.node()]);

    let rule = |id| Value::Map(BTreeMap::from([("port".into(), Value::Int(80)), ("network".into(), id)]));
    let second = Value::Map(BTreeMap::from([("port".into(), Value::Int(443))]));
    let unknown = eval(&node.inputs, &nothing_known());
    assert_eq!(*unknown.field("rules"), Value::List(vec![rule(Value::Unknown), second.clone()]));

    let attrs = Value::Map(BTreeMap::from([("id".into(), Value::from("net-1"))]));
    let known = eval(&node.inputs, &Known(BTreeMap::from([(other.node(), attrs)])));
    assert_eq!(*known.field("rules"), Value::List(vec![rule(Value::from("net-1")), second]));
}

#[test]
fn a_record_can_be_given_as_a_plain_value() {
    let inputs = NetworkArgs::new("10.0.0.0/16", ["a"]).rules(network().rules).into_inputs();
    assert_eq!(*eval(&inputs, &nothing_known()).field("rules"), network().rules.into_value());
}

#[test]
fn every_attribute_is_an_output_that_depends_on_its_resource() {
    let stack = Stack::new("p", "s");
    let scope = stack.region("r");
    let zones = Zones::with_options(&scope, "zones", Options::new());
    let main = Network::new(&scope, "main", NetworkArgs::new(Range::new("10.0.0.0/16"), zones.names()));
    let lock = Lock::with_options(&scope, "lock", Options::new().depends_on(&main));
    stack.output("range", main.range());
    assert_eq!(main.urn().to_string(), "r::test:net/Network::main");
    assert_eq!(lock.urn().to_string(), "global::test:net/Lock::lock");

    let program = stack.finish().unwrap();
    assert_eq!(program.nodes[main.node().index()].dependencies, [zones.node()]);
    assert_eq!(program.nodes[lock.node().index()].dependencies, [main.node()]);
    let attrs = Value::Map(BTreeMap::from([("range".into(), Value::from("10.0.0.0/16"))]));
    let known = Known(BTreeMap::from([(main.node(), attrs)]));
    assert_eq!(program.outputs["range"].eval(&known).unwrap(), Value::from("10.0.0.0/16"));
}

#[test]
fn resources_are_declared_at_the_line_of_the_program() {
    let stack = Stack::new("p", "s");
    let line = line!() + 1;
    let main = Network::new(&stack.region("r"), "main", NetworkArgs::new("10.0.0.0/16", ["a"]));
    let program = stack.finish().unwrap();
    let at = program.nodes[main.node().index()].at;
    assert_eq!((at.file, at.line), (file!(), line));
}

#[test]
fn bad_literals_are_reported_together_each_with_its_line() {
    let stack = Stack::new("p", "s");
    let scope = stack.region("r");
    let first = line!() + 1;
    let rules = [RuleArgs::new(70_000), RuleArgs::new(-1)];
    let args = NetworkArgs::new("10.0.0.0/16", ["a"]).names(true).rules(rules);
    let last = line!() + 1;
    let more = RuleArgs::new(80).network(NetworkId::new("vpc-1"));
    let _ = Network::new(&scope, "main", args);
    let _ = Network::new(&scope, "more", NetworkArgs::new("10.1.0.0/16", ["a"]).rules([more]));
    let mistakes = stack.finish().unwrap_err();
    let lines: Vec<_> = mistakes.iter().map(|mistake| mistake.at.line).collect();
    assert_eq!(lines, [first, first, last]);
    assert!(mistakes.iter().all(|mistake| mistake.at.file == file!()));
    assert!(mistakes.iter().any(|mistake| mistake.message.contains("70000")), "{mistakes:?}");
    assert_eq!(mistakes[2].message, "`vpc-1` is not NetworkId: it starts with `net-`");
}

#[test]
fn a_record_survives_the_way_through_a_value() {
    assert_eq!(NetworkProps::from_value(network().into_value()), Ok(network()));
    let attrs = NetworkAttrs {
        id: NetworkId::new("net-1"),
        range: Range::new("10.0.0.0/16"),
        revision: 3,
        key: Some("k".into()),
    };
    assert_eq!(NetworkAttrs::from_value(attrs.clone().into_value()), Ok(attrs));
}

#[test]
fn what_is_none_is_left_out_of_the_value() {
    let value = NetworkProps { label: None, password: None, ..network() }.into_value();
    let Value::Map(map) = value else { panic!("a record is a map") };
    assert!(map.contains_key("range") && !map.contains_key("label") && !map.contains_key("password"));
}

#[test]
fn what_is_absent_is_read_as_its_default() {
    let value = Value::Map(BTreeMap::from([
        ("range".into(), Value::from("10.0.0.0/16")),
        ("zones".into(), Value::List(Vec::new())),
        ("names".into(), Value::Null),
    ]));
    let props = NetworkProps::from_value(value).unwrap();
    assert!(props.names);
    assert_eq!(props.tenancy, Some(Tenancy::Shared));
    assert_eq!(props.label, None);
    assert_eq!(props.tags, BTreeMap::new());
}

#[test]
fn a_field_of_an_older_version_is_ignored() {
    let mut value = network().into_value();
    if let Value::Map(map) = &mut value {
        map.insert("once".into(), Value::Bool(true));
    }
    assert_eq!(NetworkProps::from_value(value), Ok(network()));
}

#[test]
fn a_mismatch_says_where_it_is() {
    let mut value = network().into_value();
    if let Value::Map(map) = &mut value {
        let rule = Value::Map(BTreeMap::from([("port".into(), Value::Int(70_000))]));
        map.insert("rules".into(), Value::List(vec![rule]));
    }
    let mismatch = NetworkProps::from_value(value).unwrap_err();
    assert_eq!(mismatch.path.to_string(), "rules[0].port");
    let missing = NetworkProps::from_value(Value::map()).unwrap_err();
    assert_eq!(missing.to_string(), "`range`: expected a string, found nothing");
}

#[test]
fn secrets_are_marked_on_every_way_and_never_shown() {
    let inputs = NetworkArgs::new("10.0.0.0/16", ["a"]).password("hunter2");
    assert!(!format!("{inputs:?}").contains("hunter2"));
    let value = eval(&inputs.into_inputs(), &nothing_known());
    assert_eq!(*value.field("password"), Value::from("hunter2").into_secret());
    assert_eq!(*network().into_value().field("password"), Value::from("hunter2").into_secret());

    let attrs =
        NetworkAttrs { id: NetworkId::new("net-1"), range: Range::new("r"), revision: 0, key: Some("hunter2".into()) };
    assert_eq!(format!("{attrs:?}").matches("(secret)").count(), 1);
    assert!(!format!("{attrs:?}").contains("hunter2"));
    assert!(!format!("{:?}", attrs.into_value()).contains("hunter2"));

    let stack = Stack::new("p", "s");
    let main = Network::new(&stack.region("r"), "main", NetworkArgs::new("10.0.0.0/16", ["a"]));
    let key = Value::Map(BTreeMap::from([("key".into(), Value::from("hunter2"))]));
    let known = Known(BTreeMap::from([(main.node(), key)]));
    assert_eq!(main.key().expr().eval(&known).unwrap(), Value::from("hunter2").into_secret());
}

#[test]
fn the_schema_of_a_type_has_its_attributes_and_their_marks() {
    let schema = Network::schema();
    assert_eq!((schema.type_name, schema.doc, schema.data_source), ("test:net/Network", "A network.", false));
    assert_eq!(schema.type_name, Network::TYPE);
    assert!(std::ptr::eq(schema.inputs, NetworkProps::record()));
    assert_eq!(schema.output("range").unwrap().input, Some("range"));
    assert!(schema.output("revision").unwrap().changes_on_update);
    assert!(schema.output("key").unwrap().secret);
    let id = schema.output("id").unwrap();
    assert_eq!((id.doc, id.input, id.secret, id.changes_on_update), ("The id.", None, false, false));
    assert_eq!(id.ty, TypeRef::Prefixed("NetworkId", "net-"));
    assert!(std::ptr::eq(Network::schema(), schema));
}

#[test]
fn a_data_source_and_a_type_without_arguments_say_so_in_their_schemas() {
    assert!(Zones::schema().data_source);
    assert!(Zones::schema().inputs.fields.is_empty());
    assert!(Lock::schema().outputs.is_empty() && Lock::schema().meta.global);
}

#[test]
fn an_enum_is_its_text() {
    assert_eq!(Tenancy::VALUES, ["default", "dedicated", "own-host"]);
    assert_eq!(Billing::VALUES, ["PAY_PER_REQUEST", "PROVISIONED"]);
    for value in [Tenancy::Shared, Tenancy::Dedicated, Tenancy::OwnHost] {
        assert_eq!(Tenancy::from_value(value.clone().into_value()), Ok(value.clone()));
        assert_eq!(value.as_str().parse(), Ok(value.clone()));
        assert_eq!(value.to_string(), value.as_str());
    }
}

#[test]
fn an_enum_refuses_other_text_and_names_what_is_allowed_nearest_first() {
    let mismatch: Mismatch = "Own_Host".parse::<Tenancy>().unwrap_err();
    assert_eq!(mismatch.message, "invalid Tenancy `Own_Host`: expected one of `own-host`, `default`, `dedicated`");
    assert!(Tenancy::from_value(Value::Int(1)).is_err());
}

#[test]
fn format_joins_text_values_and_outputs() {
    let (region, account) = ("eu-west-1", Output::known("12".to_owned()));
    let arn = output_format!("arn:{region}:{}:{{x}}:{1}/{name}{name}", account, 7, name = Output::known(true));
    assert_eq!(arn.expr().eval(&nothing_known()).unwrap(), Value::from("arn:eu-west-1:12:{x}:7/truetrue"));
    assert_eq!(output_format!("plain").expr().eval(&nothing_known()).unwrap(), Value::from("plain"));
    assert_eq!(output_format!("").expr().eval(&nothing_known()).unwrap(), Value::from(""));
}

#[test]
fn format_is_unknown_while_a_part_is_and_secret_when_a_part_is() {
    let stack = Stack::new("p", "s");
    let main = Network::new(&stack.region("r"), "main", NetworkArgs::new("10.0.0.0/16", ["a"]));
    let text = output_format!("net/{}", main.id());
    assert_eq!(text.expr().eval(&nothing_known()).unwrap(), Value::Unknown);
    let attrs = Value::Map(BTreeMap::from([("id".into(), Value::from("net-1"))]));
    let known = Known(BTreeMap::from([(main.node(), attrs)]));
    assert_eq!(text.expr().eval(&known).unwrap(), Value::from("net/net-1"));

    let secret = output_format!("x{}", Output::known("y".to_owned()).secret());
    assert_eq!(secret.expr().eval(&nothing_known()).unwrap(), Value::from("xy").into_secret());
}
