//! A stack in its own folder, with its own sandbox.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use archipel::aws::aws::{Aws, Connection, Settings, Target};
use archipel::engine::program::Environment;
use archipel_sandbox::daemon::{self, Running};
use archipel_sandbox::faults::Rule;
use serde_json::Value;
use tempfile::TempDir;

/// The two regions of the stacks.
pub(crate) const REGIONS: [&str; 2] = ["eu-west-1", "us-east-1"];

/// Existing or recorded resources: ids, by kind and region.
pub(crate) type Things = BTreeMap<String, BTreeSet<String>>;

pub(crate) struct World {
    dir: TempDir,
    account: OnceLock<String>,
}

/// The output and the exit code of a command.
pub(crate) struct CommandOutput {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl CommandOutput {
    pub(crate) fn of(output: &Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "stdout:\n{}\nstderr:\n{}", tail(&self.stdout), tail(&self.stderr));
        self
    }

    /// The events of a run with `--json`.
    #[track_caller]
    pub(crate) fn events(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).expect("every line is an event")).collect()
    }

    /// The summary of a run with `--json`.
    #[track_caller]
    pub(crate) fn summary(&self) -> Value {
        let events = self.events();
        let last = events.iter().rev().find(|event| event["event"] == "finished").expect("the run has a final event");
        last["summary"].clone()
    }

    /// The plan of a run with `--json`.
    #[track_caller]
    pub(crate) fn plan(&self) -> Value {
        let events = self.events();
        let planned = events.iter().rev().find(|event| event["event"] == "planned").expect("the run shows a plan");
        planned["plan"].clone()
    }
}

fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let shown: Vec<String> =
        lines[lines.len().saturating_sub(40)..].iter().map(|line| line.chars().take(600).collect()).collect();
    shown.join("\n")
}

impl World {
    /// Without objects in clusters: they need an API server, which not every machine has.
    pub(crate) fn new() -> Self {
        Self::with(|text| text.replace("\ncontents = true", "\ncontents = false"))
    }

    /// With the configuration as it is.
    pub(crate) fn with_contents() -> Self {
        Self::with(|text| text)
    }

    fn with(edit: impl Fn(String) -> String) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("config");
        let to = dir.path().join("stacks/config");
        std::fs::create_dir_all(&to).expect("a folder");
        for file in std::fs::read_dir(config).expect("the configuration") {
            let file = file.expect("a file");
            let text = std::fs::read_to_string(file.path()).expect("a file");
            std::fs::write(to.join(file.file_name()), edit(text)).expect("a copy");
        }
        Self { dir, account: OnceLock::new() }
    }

    /// A path in its folder.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    fn sandbox_dir(&self) -> PathBuf {
        self.dir.path().join("sandbox")
    }

    /// A command, with an environment without credentials.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_stacks"));
        command
            .args(args)
            .current_dir(self.dir.path())
            .env("ARCHIPEL_SANDBOX_DIR", self.sandbox_dir())
            .env("NO_COLOR", "1")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_CONFIG_FILE", self.dir.path().join("no-config"))
            .env("AWS_SHARED_CREDENTIALS_FILE", self.dir.path().join("no-credentials"))
            .stdin(Stdio::null());
        for name in
            ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_ENDPOINT_URL"]
        {
            command.env_remove(name);
        }
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> CommandOutput {
        CommandOutput::of(&self.command(args).output().expect("the binary runs"))
    }

    pub(crate) fn up(&self, more: &[&str]) -> CommandOutput {
        let mut args = vec!["up", "dev", "--yes", "--json"];
        args.extend(more);
        self.run(&args)
    }

    pub(crate) fn preview(&self, more: &[&str]) -> CommandOutput {
        let mut args = vec!["preview", "dev", "--json", "--detailed-exit-code"];
        args.extend(more);
        self.run(&args)
    }

    pub(crate) fn destroy(&self) -> CommandOutput {
        self.run(&["destroy", "dev", "--yes", "--json"])
    }

    /// The sandbox's address; starts it if necessary.
    pub(crate) fn endpoint(&self) -> String {
        let output = self.run(&["sandbox", "start", "--json"]).expect(0);
        let status: Value = serde_json::from_str(output.stdout.lines().last().unwrap_or_default()).expect("JSON");
        status["endpoint"].as_str().expect("an endpoint").to_owned()
    }

    /// The sandbox; starts it if necessary.
    pub(crate) fn sandbox(&self) -> Running {
        self.endpoint();
        let running = runtime().block_on(daemon::status(Some(&self.sandbox_dir())));
        running.expect("a status").expect("a sandbox")
    }

    /// Replaces the sandbox's fault rules.
    pub(crate) fn set_faults(&self, rules: &str) {
        let rules: Vec<Rule> = serde_json::from_str(rules).expect("rules");
        runtime().block_on(self.sandbox().set_faults(&rules)).expect("rules that the sandbox accepts");
    }

    /// The kinds of the sandbox's fault rules, and how many calls each has changed.
    pub(crate) fn fired(&self) -> Vec<(String, u64)> {
        let rules = runtime().block_on(self.sandbox().faults()).expect("the rules");
        let kind = |rule: &Rule| {
            let rule = serde_json::to_value(rule).expect("JSON");
            rule["kind"].as_str().expect("a kind").to_owned()
        };
        rules.iter().map(|fired| (kind(&fired.rule), fired.fired)).collect()
    }

    /// The calls in the sandbox, by region, service and operation.
    pub(crate) fn calls(&self) -> Value {
        let calls = runtime().block_on(self.sandbox().calls(None)).expect("counts");
        serde_json::to_value(calls).expect("JSON")
    }

    /// The total number of calls.
    pub(crate) fn total_calls(&self) -> u64 {
        self.calls()["total"].as_u64().expect("a total")
    }

    /// The resources in the state.
    pub(crate) fn recorded(&self) -> Vec<Value> {
        let output = self.run(&["state", "list", "dev", "--json"]).expect(0);
        serde_json::from_str(&output.stdout).expect("JSON")
    }

    /// The stack's account in the sandbox, from the ARNs of its resources, once it has any.
    pub(crate) fn account(&self) -> String {
        let find = || {
            let arns = self.recorded().into_iter().filter_map(|record| record["id"].as_str().map(str::to_owned));
            arns.filter_map(|arn| arn.split(':').nth(4).map(str::to_owned)).find(|account| account.len() == 12)
        };
        self.account.get_or_init(|| find().expect("a resource whose ARN contains the account")).clone()
    }

    /// Sets the account from an ARN, for another stack.
    pub(crate) fn account_of(&self, arn: &str) {
        let account = arn.split(':').nth(4).expect("an ARN").to_owned();
        self.account.set(account).expect("the account was unknown");
    }

    pub(crate) async fn aws(&self, region: &str) -> std::sync::Arc<Aws> {
        let dir = self.sandbox_dir();
        self.endpoint();
        let running = daemon::status(Some(&dir)).await.expect("a status").expect("a sandbox");
        let target = Target::sandbox(running.endpoint(), self.account(), running.secret().expose());
        let connection = Connection::open(Settings::new(target)).await.expect("a connection");
        connection.aws(&Environment { region: region.to_owned(), account: None }).expect("a client")
    }

    /// The recorded resources of the kinds that [`World::existing`] lists.
    pub(crate) fn recorded_things(&self) -> Things {
        let mut things = Things::new();
        for record in self.recorded() {
            let urn = record["urn"].as_str().unwrap_or_default();
            let id = record["id"].as_str().unwrap_or_default();
            let mut parts = urn.split("::");
            let (region, kind) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
            let Some(kind) = LISTED.iter().find(|(name, _)| *name == kind).map(|(_, kind)| kind) else { continue };
            // Every region lists all buckets.
            let place = if *kind == "bucket" { "global" } else { region };
            things.entry(format!("{kind} in {place}")).or_default().insert(id.to_owned());
        }
        things
    }

    /// The resources that exist in the emulators.
    pub(crate) fn existing(&self) -> Things {
        runtime().block_on(async {
            let mut things = Things::new();
            for region in REGIONS {
                let aws = self.aws(region).await;
                list_ec2(&aws, region, &mut things).await;
                list_kms(&aws, region, &mut things).await;
            }
            let aws = self.aws("us-east-1").await;
            list_global(&aws, &mut things).await;
            things.retain(|_, ids| !ids.is_empty());
            things
        })
    }
}

/// Fails with the differences between two listings.
#[track_caller]
pub(crate) fn assert_same(existing: &Things, recorded: &Things) {
    let kinds: BTreeSet<&String> = existing.keys().chain(recorded.keys()).collect();
    let differ: Vec<String> = kinds
        .into_iter()
        .filter(|kind| existing.get(*kind) != recorded.get(*kind))
        .map(|kind| format!("{kind}: {:?} exist, {:?} are recorded", existing.get(kind), recorded.get(kind)))
        .collect();
    assert!(differ.is_empty(), "existing and recorded resources differ:\n{}", differ.join("\n"));
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = self.command(&["sandbox", "stop"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    }
}

pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

/// Resource types, and their kinds in a listing.
const LISTED: &[(&str, &str)] = &[
    ("aws:ec2/Vpc", "vpc"),
    ("aws:ec2/Subnet", "subnet"),
    ("aws:ec2/InternetGateway", "internet gateway"),
    ("aws:ec2/ElasticIp", "address"),
    ("aws:ec2/NatGateway", "nat gateway"),
    ("aws:ec2/RouteTable", "route table"),
    ("aws:ec2/SecurityGroup", "security group"),
    ("aws:ec2/VpcEndpoint", "endpoint"),
    ("aws:ec2/FlowLog", "flow log"),
    ("aws:ec2/TransitGateway", "transit gateway"),
    ("aws:ec2/TransitGatewayVpcAttachment", "attachment"),
    ("aws:ec2/TransitGatewayPeeringAttachment", "peering"),
    ("aws:ec2/TransitGatewayPeeringAccepter", "peering"),
    ("aws:ec2/TransitGatewayRouteTable", "transit route table"),
    ("aws:kms/Key", "key"),
    ("aws:kms/ReplicaKey", "key"),
    ("aws:kms/Alias", "alias"),
    ("aws:s3/Bucket", "bucket"),
    ("aws:iam/Role", "role"),
    ("aws:iam/ManagedPolicy", "policy"),
    ("aws:iam/OpenIdConnectProvider", "oidc provider"),
];

pub(crate) async fn list_ec2(aws: &Aws, region: &str, things: &mut Things) {
    let ec2 = aws.ec2();
    let mut put = |kind: &str, ids: Vec<Option<String>>| {
        things.entry(format!("{kind} in {region}")).or_default().extend(ids.into_iter().flatten());
    };
    let vpcs = ec2.describe_vpcs().send().await.expect("vpcs");
    let default: BTreeSet<String> = vpcs
        .vpcs()
        .iter()
        .filter(|vpc| vpc.is_default() == Some(true))
        .filter_map(|vpc| vpc.vpc_id().map(str::to_owned))
        .collect();
    let ours = |id: Option<&str>| id.is_some_and(|id| !default.contains(id));
    put("vpc", vpcs.vpcs().iter().filter(|v| ours(v.vpc_id())).map(|v| v.vpc_id.clone()).collect());
    let subnets = ec2.describe_subnets().send().await.expect("subnets");
    put("subnet", subnets.subnets().iter().filter(|s| ours(s.vpc_id())).map(|s| s.subnet_id.clone()).collect());
    let gateways = ec2.describe_internet_gateways().send().await.expect("internet gateways");
    let attached = |gateway: &&archipel::aws::sdk::ec2::types::InternetGateway| {
        gateway.attachments().is_empty() || gateway.attachments().iter().any(|a| ours(a.vpc_id()))
    };
    put(
        "internet gateway",
        gateways.internet_gateways().iter().filter(attached).map(|g| g.internet_gateway_id.clone()).collect(),
    );
    let addresses = ec2.describe_addresses().send().await.expect("addresses");
    put("address", addresses.addresses().iter().map(|a| a.allocation_id.clone()).collect());
    let nats = ec2.describe_nat_gateways().send().await.expect("nat gateways");
    let nats = nats.nat_gateways().iter().filter(|nat| alive(nat.state().map(|s| s.as_str())));
    put("nat gateway", nats.map(|nat| nat.nat_gateway_id.clone()).collect());
    let tables = ec2.describe_route_tables().send().await.expect("route tables");
    let tables = tables
        .route_tables()
        .iter()
        .filter(|table| ours(table.vpc_id()) && !table.associations().iter().any(|a| a.main() == Some(true)));
    put("route table", tables.map(|table| table.route_table_id.clone()).collect());
    let groups = ec2.describe_security_groups().send().await.expect("security groups");
    let groups = groups.security_groups().iter().filter(|g| ours(g.vpc_id()) && g.group_name() != Some("default"));
    put("security group", groups.map(|group| group.group_id.clone()).collect());
    let endpoints = ec2.describe_vpc_endpoints().send().await.expect("endpoints");
    let endpoints = endpoints.vpc_endpoints().iter().filter(|e| alive(e.state().map(|s| s.as_str())));
    put("endpoint", endpoints.map(|endpoint| endpoint.vpc_endpoint_id.clone()).collect());
    let logs = ec2.describe_flow_logs().send().await.expect("flow logs");
    put("flow log", logs.flow_logs().iter().map(|log| log.flow_log_id.clone()).collect());
    let transit = ec2.describe_transit_gateways().send().await.expect("transit gateways");
    let transit = transit.transit_gateways().iter().filter(|t| alive(t.state().map(|s| s.as_str())));
    put("transit gateway", transit.map(|gateway| gateway.transit_gateway_id.clone()).collect());
    let attachments = ec2.describe_transit_gateway_vpc_attachments().send().await.expect("attachments");
    // The emulator lists peerings among them.
    let to_vpc = |a: &&archipel::aws::sdk::ec2::types::TransitGatewayVpcAttachment| {
        a.vpc_id().is_some_and(|id| id.starts_with("vpc-")) && alive(a.state().map(|s| s.as_str()))
    };
    let attachments = attachments.transit_gateway_vpc_attachments().iter().filter(to_vpc);
    put("attachment", attachments.map(|a| a.transit_gateway_attachment_id.clone()).collect());
    let peerings = ec2.describe_transit_gateway_peering_attachments().send().await.expect("peerings");
    let peerings =
        peerings.transit_gateway_peering_attachments().iter().filter(|a| alive(a.state().map(|s| s.as_str())));
    put("peering", peerings.map(|a| a.transit_gateway_attachment_id.clone()).collect());
    let tables = ec2.describe_transit_gateway_route_tables().send().await.expect("transit route tables");
    let tables = tables
        .transit_gateway_route_tables()
        .iter()
        .filter(|t| alive(t.state().map(|s| s.as_str())) && t.default_association_route_table() != Some(true));
    put("transit route table", tables.map(|t| t.transit_gateway_route_table_id.clone()).collect());
}

fn alive(state: Option<&str>) -> bool {
    !matches!(state, Some("deleted" | "deleting"))
}

pub(crate) async fn list_kms(aws: &Aws, region: &str, things: &mut Things) {
    let kms = aws.kms();
    let listed = kms.list_keys().send().await.expect("keys");
    let mut keys = BTreeSet::new();
    for key in listed.keys() {
        let id = key.key_id().expect("an id");
        let output = kms.describe_key().key_id(id).send().await.expect("a key");
        let meta = output.key_metadata().expect("metadata");
        if meta.key_state().map(|state| state.as_str()) == Some("Enabled") {
            keys.insert(id.to_owned());
        }
    }
    things.insert(format!("key in {region}"), keys);
    let aliases = kms.list_aliases().send().await.expect("aliases");
    let names = aliases.aliases().iter().filter_map(|alias| alias.alias_name());
    let ours = names.filter(|name| !name.starts_with("alias/aws/")).map(str::to_owned).collect();
    things.insert(format!("alias in {region}"), ours);
}

pub(crate) async fn list_global(aws: &Aws, things: &mut Things) {
    let buckets = aws.s3().list_buckets().send().await.expect("buckets");
    let names = buckets.buckets().iter().filter_map(|bucket| bucket.name().map(str::to_owned)).collect();
    things.insert("bucket in global".to_owned(), names);
    let roles = aws.iam().list_roles().send().await.expect("roles");
    things.insert("role in global".to_owned(), roles.roles().iter().map(|role| role.role_name().to_owned()).collect());
    let policies = aws.iam().list_policies().scope("Local".into()).send().await.expect("policies");
    let arns = policies.policies().iter().filter_map(|policy| policy.arn().map(str::to_owned)).collect();
    things.insert("policy in global".to_owned(), arns);
    let providers = aws.iam().list_open_id_connect_providers().send().await.expect("providers");
    let arns = providers.open_id_connect_provider_list().iter().filter_map(|p| p.arn().map(str::to_owned)).collect();
    things.insert("oidc provider in global".to_owned(), arns);
}

/// A plain GET with a header, which is a whole line.
pub(crate) fn get_with(url: &str, header: &str) -> String {
    use std::io::{Read as _, Write as _};
    let rest = url.strip_prefix("http://").expect("plain HTTP");
    let (host, path) = rest.split_once('/').expect("a path");
    let mut stream = std::net::TcpStream::connect(host).expect("the gateway listens");
    write!(
        stream,
        "GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{header}\r\nContent-Length: 0\r\n\r\n"
    )
    .expect("the request is sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
    assert!(head.starts_with("HTTP/1.1 2"), "{url}: {answer}");
    body.to_owned()
}
