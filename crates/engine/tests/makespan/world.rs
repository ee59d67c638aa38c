//! Runs in virtual time: a provider whose operations take what AWS's take and send as many requests, graphs of
//! resources, and how long a run of one took against what it could not be shorter than.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use archipel_engine::Value;
use archipel_engine::apply::{ApplyOptions, Cancel, Providers};
use archipel_engine::engine::{Engine, PrepareOptions};
use archipel_engine::estimate::RateLimitDelay;
use archipel_engine::event::Event;
use archipel_engine::limiter::{BucketKey, BucketWait, Limiter, Rate};
use archipel_engine::path::Segment;
use archipel_engine::program::{Declared, Environment, Expr, NodeId, Options, SourceLocation, Stack, declare};
use archipel_engine::resource::{
    Id, OperationRequest, Provider, ReadRequest, Result, Status, TypeOperations, TypeRules,
};
use archipel_engine::schema::{FieldSchema, Meta, OutputSchema, RecordSchema, Schema, Seconds, TypeRef};
use archipel_engine::state::{MemoryStore, Snapshot, StateStore};
use async_trait::async_trait;
use tokio::time::Instant;

/// A kind of resource: the service and class of the requests that make it, how many they are, and the seconds from the
/// first until it can be used.
pub struct Kind {
    pub name: &'static str,
    service: &'static str,
    class: &'static str,
    writes: u32,
    pub seconds: u64,
}

const fn kind(name: &'static str, bucket: (&'static str, &'static str), writes: u32, seconds: u64) -> Kind {
    Kind { name, service: bucket.0, class: bucket.1, writes, seconds }
}

const EC2: (&str, &str) = ("ec2", "write");
const IAM: (&str, &str) = ("iam", "write");
const KMS: (&str, &str) = ("kms", "create");
const EKS: (&str, &str) = ("eks", "write");
const RDS: (&str, &str) = ("rds", "write");
const REDIS: (&str, &str) = ("elasticache", "write");

/// What AWS's resources take, as public logs of applies tell it.
pub const KINDS: &[Kind] = &[
    kind("Vpc", EC2, 3, 12),
    kind("Subnet", EC2, 2, 3),
    kind("InternetGateway", EC2, 2, 2),
    kind("ElasticIp", EC2, 1, 1),
    kind("NatGateway", ("ec2", "nat"), 1, 105),
    kind("RouteTable", EC2, 1, 1),
    kind("Route", EC2, 1, 2),
    kind("SecurityGroup", EC2, 1, 2),
    kind("SecurityGroupRule", EC2, 1, 1),
    kind("VpcEndpoint", ("ec2", "vpc-endpoint"), 1, 90),
    kind("TransitGateway", EC2, 1, 90),
    kind("TransitGatewayAttachment", EC2, 1, 90),
    kind("TransitGatewayPeering", EC2, 2, 60),
    kind("Role", IAM, 2, 2),
    kind("RolePolicy", IAM, 1, 1),
    kind("Key", KMS, 1, 3),
    kind("Alias", KMS, 1, 1),
    kind("Cluster", EKS, 1, 540),
    kind("NodeGroup", EKS, 1, 150),
    kind("Addon", EKS, 1, 60),
    kind("PodIdentity", EKS, 1, 1),
    kind("GlobalCluster", RDS, 1, 5),
    kind("DbCluster", RDS, 1, 60),
    kind("DbInstance", RDS, 1, 381),
    kind("ReplicationGroup", REDIS, 1, 480),
    kind("GlobalDatastore", REDIS, 1, 120),
    kind("Bucket", ("s3", "write"), 5, 4),
    kind("Distribution", ("cloudfront", "write"), 1, 300),
    kind("Alarm", ("monitoring", "write"), 1, 1),
];

/// AWS's published rates: those of `crates/resources/src/aws/rates.rs`, which needs the SDK.
fn published(key: &BucketKey) -> Rate {
    let (burst, per_second) = match (key.service.as_str(), key.class.as_str()) {
        ("ec2", "read") => (100.0, 20.0),
        ("ec2", "write") => (50.0, 5.0),
        ("ec2", "nat") => (10.0, 1.0),
        ("ec2", "vpc-endpoint") => (4.0, 0.3),
        ("kms", "create") => (5.0, 5.0),
        ("iam", _) => (30.0, 15.0),
        ("rds", _) => (300.0, 12.0),
        ("s3", _) => (200.0, 100.0),
        _ => (40.0, 10.0),
    };
    Rate { burst, per_second }
}

/// A resource, and by number the ones before it that it refers to.
pub struct Node {
    kind: usize,
    region: &'static str,
    on: Vec<usize>,
}

/// What is to be made.
#[derive(Default)]
pub struct Graph {
    nodes: Vec<Node>,
}

const PRIMARY: &str = "eu-west-1";
const SECONDARY: &str = "us-east-1";

impl Graph {
    fn add(&mut self, region: &'static str, kind: &str, on: &[usize]) -> usize {
        let kind = KINDS.iter().position(|other| other.name == kind).expect("a kind of the table");
        self.nodes.push(Node { kind, region, on: on.to_vec() });
        self.nodes.len() - 1
    }

    fn several(&mut self, count: usize, region: &'static str, kind: &str, on: &[usize]) -> Vec<usize> {
        (0..count).map(|_| self.add(region, kind, on)).collect()
    }

    /// How many resources there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// A graph of the shape of the Luneo platform: a network, a cluster with its nodes and add-ons, a database and a
    /// cache in each of two regions, the second ones replicas of the first, and the resources around them.
    pub fn platform() -> Self {
        let mut graph = Self::default();
        let mut primary = None;
        let mut gateways = Vec::new();
        for region in [PRIMARY, SECONDARY] {
            let vpc = graph.add(region, "Vpc", &[]);
            let subnets = graph.several(9, region, "Subnet", &[vpc]);
            let internet = graph.add(region, "InternetGateway", &[vpc]);
            let tables = graph.several(4, region, "RouteTable", &[vpc]);
            graph.add(region, "Route", &[tables[0], internet]);
            let mut out = Vec::new();
            for zone in 0..3 {
                let address = graph.add(region, "ElasticIp", &[internet]);
                let nat = graph.add(region, "NatGateway", &[subnets[zone], address]);
                out.push(graph.add(region, "Route", &[tables[zone + 1], nat]));
            }
            let groups = graph.several(12, region, "SecurityGroup", &[vpc]);
            for at in 0..40 {
                graph.add(region, "SecurityGroupRule", &[groups[at % 12], groups[(at + 1) % 12]]);
            }
            graph.several(14, region, "VpcEndpoint", &[subnets[3], subnets[4], groups[0]]);
            let gateway = graph.add(region, "TransitGateway", &[]);
            let attachment = graph.add(region, "TransitGatewayAttachment", &[gateway, subnets[6], subnets[7]]);
            graph.several(3, region, "Route", &[tables[1], attachment]);
            gateways.push(gateway);
            let keys = graph.several(6, region, "Key", &[]);
            for key in &keys {
                graph.add(region, "Alias", &[*key]);
            }
            let mut roles = Vec::new();
            for _ in 0..15 {
                let role = graph.add("global", "Role", &[]);
                let policies = graph.several(2, "global", "RolePolicy", &[role]);
                roles.push((role, policies));
            }
            let (role, policies) = &roles[0];
            let cluster =
                graph.add(region, "Cluster", &[subnets[3], subnets[4], subnets[5], *role, policies[0], keys[0]]);
            let nodes: Vec<usize> = (1..4)
                .map(|at| graph.add(region, "NodeGroup", &[cluster, roles[at].0, roles[at].1[0], out[0], out[1]]))
                .collect();
            graph.several(10, region, "Addon", &[cluster, nodes[0]]);
            for (role, _) in &roles[4..] {
                graph.add(region, "PodIdentity", &[cluster, *role]);
            }
            let (database, cache) = match primary {
                None => (graph.add(region, "GlobalCluster", &[]), vec![subnets[6], groups[2]]),
                Some((writer, datastore)) => (writer, vec![subnets[6], groups[2], datastore]),
            };
            let cluster = graph.add(region, "DbCluster", &[database, subnets[6], groups[1], keys[1]]);
            let instances = graph.several(2, region, "DbInstance", &[cluster]);
            let cache = graph.add(region, "ReplicationGroup", &cache);
            if primary.is_none() {
                primary = Some((instances[0], graph.add(region, "GlobalDatastore", &[cache])));
            }
            let buckets = graph.several(6, region, "Bucket", &[keys[2]]);
            graph.several(30, region, "Alarm", &[]);
            if region == SECONDARY {
                graph.add("global", "Distribution", &[buckets[0]]);
            }
        }
        let peering = graph.add(PRIMARY, "TransitGatewayPeering", &gateways);
        graph.several(4, PRIMARY, "Route", &[peering]);
        graph
    }

    /// A random graph: each resource refers to up to three of those declared shortly before it.
    pub fn random(seed: u64, count: usize) -> Self {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let mut below = |limit: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state % (limit.max(1) as u64)).unwrap_or(0)
        };
        let mut graph = Self::default();
        for at in 0..count {
            let region = if below(3) == 0 { SECONDARY } else { PRIMARY };
            let on: Vec<usize> = (0..below(4)).filter(|_| at > 0).map(|_| at - 1 - below(at.min(60))).collect();
            graph.add(region, KINDS[below(KINDS.len())].name, &on);
        }
        graph
    }

    /// The longest chain: no run is shorter, however many work at once.
    pub fn critical_path(&self) -> Duration {
        let mut ends: Vec<u64> = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let starts = node.on.iter().map(|on| ends[*on]).max().unwrap_or(0);
            ends.push(starts + KINDS[node.kind].seconds);
        }
        Duration::from_secs(ends.into_iter().max().unwrap_or(0))
    }
}

fn type_name(kind: &Kind) -> &'static str {
    Box::leak(format!("mem:{}/{}", kind.service, kind.name).into_boxed_str())
}

fn schemas() -> Vec<&'static Schema> {
    let field = |name, ty| FieldSchema {
        name,
        doc: "",
        ty,
        required: false,
        default: None,
        replaces: None,
        replaces_when: None,
        write_only: false,
        secret: false,
        set_like: false,
        computed: false,
        equivalence: None,
        constraints: archipel_engine::model::constraints::Constraints::NONE,
    };
    let text = || TypeRef::Text("String");
    let inputs: &RecordSchema = Box::leak(Box::new(RecordSchema {
        name: "Props",
        builder: "",
        doc: "",
        fields: vec![field("on", TypeRef::List(Box::new(text())))],
    }));
    let output = OutputSchema {
        name: "id",
        doc: "",
        ty: text(),
        input: None,
        secret: false,
        changes_on_update: false,
        optional: false,
    };
    let schema = |kind: &Kind| -> &'static Schema {
        Box::leak(Box::new(Schema {
            type_name: type_name(kind),
            doc: "",
            data_source: false,
            inputs,
            outputs: vec![output.clone()],
            // The type's own figures say nothing: what earlier runs took must decide.
            meta: Meta::new(kind.service).typical(Seconds::each(2)).timeouts(Seconds::each(7200)),
        }))
    };
    KINDS.iter().map(schema).collect()
}

/// Creates resources in the time that AWS takes, through buckets of AWS's rates if there are any.
struct Timed {
    schemas: Vec<&'static Schema>,
    limiter: Option<Arc<Limiter>>,
}

/// A resource type of [`Timed`].
struct TimedType {
    kind: &'static Kind,
    schema: &'static Schema,
    limiter: Option<Arc<Limiter>>,
}

impl Provider for Timed {
    fn name(&self) -> &str {
        "mem"
    }

    fn schemas(&self) -> Vec<&'static Schema> {
        self.schemas.clone()
    }

    fn rate_limit_waits(&self) -> Vec<BucketWait> {
        self.limiter.as_ref().map(|limiter| limiter.waits()).unwrap_or_default()
    }

    fn get(&self, type_name: &str) -> Option<Arc<dyn TypeOperations>> {
        let at = self.schemas.iter().position(|schema| schema.type_name == type_name)?;
        Some(Arc::new(TimedType { kind: &KINDS[at], schema: self.schemas[at], limiter: self.limiter.clone() }))
    }
}

impl TimedType {
    async fn send(&self, environment: &Environment, class: &str) {
        if let Some(limiter) = &self.limiter {
            let (account, region) = ("1".to_owned(), environment.region.clone());
            let (service, class) = (self.kind.service.to_owned(), class.to_owned());
            limiter.acquire(&BucketKey { account, region, service, class }).await;
        }
    }
}

impl TypeRules for TimedType {
    fn schema(&self) -> &'static Schema {
        self.schema
    }
}

#[async_trait]
impl TypeOperations for TimedType {
    async fn create(&self, op: &OperationRequest, _: &Value) -> Result<Value> {
        let id = Id::new(op.host.urn().name());
        for write in 0..self.kind.writes {
            self.send(&op.environment, self.kind.class).await;
            if write == 0 {
                op.host.identified(&id).await?;
            }
        }
        op.host.pause(Duration::from_secs(self.kind.seconds)).await?;
        // A poll for all waiters saw it ready; this call reads its attributes. Calls about endpoints have one bucket.
        let reads = if self.kind.class == "vpc-endpoint" { self.kind.class } else { "read" };
        self.send(&op.environment, reads).await;
        Ok(Value::from([("id", Value::from(id.as_str()))]))
    }

    async fn status(&self, _: ReadRequest<'_>, ids: &[Id]) -> Result<Vec<Status>> {
        Ok(vec![Status::Ready; ids.len()])
    }
}

/// How long a run took.
pub struct Took {
    pub run: Duration,
    pub path: Duration,
    /// The delays by rate limits that the run reports.
    pub limits: Vec<RateLimitDelay>,
}

impl Took {
    /// The run over the critical path.
    pub fn ratio(&self) -> f64 {
        self.run.as_secs_f64() / self.path.as_secs_f64()
    }
}

/// Makes everything of a graph, on the runtime's paused clock.
pub async fn make(graph: &Graph, limits: bool, parallel: usize) -> Took {
    let schemas = schemas();
    let stack = Stack::new("luneo", "virtual");
    let mut nodes: Vec<NodeId> = Vec::new();
    for (at, node) in graph.nodes.iter().enumerate() {
        let scope = stack.region(node.region);
        let id = |on: &usize| Expr::node(nodes[*on]).pick(Segment::Key("id".to_owned()), SourceLocation::caller());
        let on = Expr::list(node.on.iter().map(id).collect());
        let inputs = BTreeMap::from([("on".to_owned(), on)]);
        nodes.push(declare(&scope, schemas[node.kind], &format!("n{at}"), inputs, Options::new()).node());
    }
    let program = stack.finish().expect("a program without mistakes");
    let reported = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&reported);
    let durations = KINDS.iter().map(|kind| (format!("{}/create", type_name(kind)), kind.seconds * 1000)).collect();
    let engine = Engine {
        store: Arc::new(MemoryStore::with(Snapshot { durations, ..Snapshot::default() })) as Arc<dyn StateStore>,
        providers: Arc::new(
            Providers::new()
                .with(Arc::new(Timed { schemas, limiter: limits.then(|| Arc::new(Limiter::new(published))) })),
        ),
        events: Arc::new(move |event: Event| {
            if let Event::CriticalPath { path } = event {
                sink.lock().unwrap_or_else(PoisonError::into_inner).extend(path.limits);
            }
        }),
    };
    let prepared = engine.prepare(program, &PrepareOptions::default()).await.expect("a plan");
    let expected = Duration::from_millis(engine.estimate(&prepared).millis);
    assert_eq!(expected, graph.critical_path(), "the estimate is the critical path");
    let options = ApplyOptions { parallel, ..ApplyOptions::new("run") };
    let started = Instant::now();
    let summary = engine.apply(prepared, options, Cancel::new()).await.expect("a run");
    assert_eq!((summary.created, summary.failed), (graph.len(), 0));
    let limits = std::mem::take(&mut *reported.lock().unwrap_or_else(PoisonError::into_inner));
    Took { run: started.elapsed(), path: graph.critical_path(), limits }
}
