//! The three stacks, applied in memory, with ARNs in AWS's format.

use std::collections::BTreeMap;
use std::path::Path;

use archipel::aws::aws::{Connection, Settings, Target};
use archipel::aws::ec2::{AvailabilityZones, AvailabilityZonesAttrs};
use archipel::aws::rds::{EngineVersions, EngineVersionsAttrs, OrderableInstances, OrderableInstancesAttrs};
use archipel::aws::route53::{HostedZone, HostedZoneAttrs};
use archipel::aws::ssm::{PublicParameter, PublicParameterAttrs};
use archipel::aws::sts::{CallerIdentity, CallerIdentityAttrs};
use archipel::engine::engine::Prepared;
use archipel::engine::schema::Schema;
use archipel::policy::{Planned, Violation};
use archipel::prelude::*;
use archipel::resource::Provider;
use archipel::testing::{FakeResource, Test};
use serde_json::Value as Json;
use stacks::config::Config;

pub(crate) const STACKS: [&str; 3] = ["dev", "staging", "prod"];
pub(crate) const REGIONS: [&str; 2] = ["eu-west-1", "us-east-1"];
pub(crate) const ACCOUNT: &str = "111122223333";

/// The content of a stack's configuration file, including the tables of the command line.
pub(crate) fn file(stack: &str) -> toml::Table {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("config/{stack}.toml"));
    std::fs::read_to_string(path).expect("the file").parse().expect("TOML")
}

pub(crate) fn config(stack: &str) -> Config {
    let mut table = file(stack);
    table.remove("target");
    table.remove("archipel");
    table.try_into().expect("a configuration")
}

/// The AWS types, with a connection that receives no request.
fn provider() -> impl Provider {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let target = Target::sandbox("http://127.0.0.1:1", ACCOUNT, "");
    archipel::aws::provider(runtime.block_on(Connection::open(Settings::new(target))).expect("a connection"))
}

/// The options of every AWS type.
pub(crate) fn schemas() -> Vec<&'static Schema> {
    provider().schemas()
}

/// A stack to apply in memory; properties that AWS would refuse are refused.
pub(crate) fn test(stack: &str) -> Test {
    let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
    let config = config(stack);
    let aurora = config.aurora.as_ref();
    let version = aurora.map(|aurora| aurora.engine_version.clone()).unwrap_or_default();
    let class = aurora.map(|aurora| aurora.instance_class.clone()).unwrap_or_default();
    let test = Test::new("luneo", stack)
        .checked_by(provider())
        .answer::<CallerIdentity>(CallerIdentityAttrs {
            account_id: AccountId::new(ACCOUNT),
            arn: Arn::new(format!("arn:aws:iam::{ACCOUNT}:user/test")),
        })
        .answer::<AvailabilityZones>(AvailabilityZonesAttrs {
            // EKS has no control plane in the first one.
            names: texts(&["zone-a", "zone-b", "zone-c", "zone-d"]),
            zone_ids: texts(&["use1-az3", "use1-az1", "use1-az2", "use1-az4"]),
        })
        .answer::<EngineVersions>(EngineVersionsAttrs {
            versions: vec![version.clone()],
            global_versions: vec![version],
            families: texts(&["aurora-postgresql16"]),
        })
        .answer::<OrderableInstances>(OrderableInstancesAttrs { classes: vec![class] })
        .answer::<HostedZone>(HostedZoneAttrs {
            id: "ZPARENT".to_owned(),
            arn: Arn::new("arn:aws:route53:::hostedzone/ZPARENT"),
            name_servers: texts(&["ns-1.example"]),
        })
        .answer::<PublicParameter>(PublicParameterAttrs { value: "ami-1".to_owned() });
    let arn = |type_name: &str, attribute: &str, of: fn(&FakeResource) -> String| {
        test.cloud().attribute(type_name, attribute, move |thing| Value::from(of(thing)));
    };
    arn("aws:s3/Bucket", "arn", |thing| format!("arn:aws:s3:::{}", name_of(thing, "bucket")));
    arn("aws:kms/Key", "arn", |thing| {
        format!("arn:aws:kms:{}:{ACCOUNT}:key/mrk-{}", thing.environment.region, thing.id)
    });
    arn("aws:kms/ReplicaKey", "arn", |thing| {
        format!("arn:aws:kms:{}:{ACCOUNT}:key/mrk-{}", thing.environment.region, thing.id)
    });
    arn("aws:secretsmanager/Secret", "arn", |thing| {
        format!(
            "arn:aws:secretsmanager:{}:{ACCOUNT}:secret:{}-AbCdEf",
            thing.environment.region,
            name_of(thing, "name")
        )
    });
    arn("aws:secretsmanager/SecretReplica", "arn", |thing| {
        name_of(thing, "secret_arn").replacen(&thing.environment.region, &name_of(thing, "region"), 1)
    });
    arn("aws:iam/Role", "arn", |thing| format!("arn:aws:iam::{ACCOUNT}:role/{}", name_of(thing, "name")));
    arn("aws:iam/ManagedPolicy", "arn", |thing| format!("arn:aws:iam::{ACCOUNT}:policy/{}", name_of(thing, "name")));
    arn("aws:iam/OpenIdConnectProvider", "arn", |thing| {
        let host = name_of(thing, "url");
        format!("arn:aws:iam::{ACCOUNT}:oidc-provider/{}", host.trim_start_matches("https://"))
    });
    arn("AWS::APS::Workspace", "Arn", |thing| {
        format!("arn:aws:aps:{}:{ACCOUNT}:workspace/ws-{}", thing.environment.region, thing.id)
    });
    arn("AWS::KinesisFirehose::DeliveryStream", "Arn", |thing| {
        let name = name_of(thing, "DeliveryStreamName");
        format!("arn:aws:firehose:{}:{ACCOUNT}:deliverystream/{name}", thing.environment.region)
    });
    arn("aws:eks/Cluster", "oidc_issuer", |thing| format!("https://oidc.example/id/{}", thing.id));
    arn("aws:route53/Zone", "id", |thing| format!("Z{}", thing.id));
    test
}

fn name_of(thing: &FakeResource, property: &str) -> String {
    thing.props.field(property).as_str().unwrap_or_default().to_owned()
}

/// The stack after an apply, so that every value is known.
pub(crate) struct Applied {
    prepared: Prepared,
}

/// A resource of an applied stack.
pub(crate) struct Resource<'a> {
    pub(crate) type_name: &'a str,
    pub(crate) urn: &'a str,
    pub(crate) name: &'a str,
    pub(crate) inputs: &'a Value,
}

impl Applied {
    pub(crate) fn of(stack: &str) -> Self {
        Self::with(stack, &config(stack))
    }

    pub(crate) fn with(stack: &str, config: &Config) -> Self {
        let mut test = test(stack);
        test.up(|stack| stacks::luneo(stack, config));
        let prepared = test.prepare(|stack| stacks::luneo(stack, config)).expect("a plan");
        assert!(prepared.plan.is_empty(), "{stack} is not as its program wants");
        Self { prepared }
    }

    pub(crate) fn planned(&self) -> Planned<'_> {
        planned(&self.prepared)
    }

    pub(crate) fn snapshot(&self) -> &archipel::engine::state::Snapshot {
        &self.prepared.snapshot
    }

    pub(crate) fn resources(&self) -> impl Iterator<Item = Resource<'_>> {
        self.planned().resources().into_iter().map(|subject| Resource {
            type_name: subject.urn.type_name(),
            urn: subject.urn.as_str(),
            name: subject.urn.name(),
            inputs: subject.inputs,
        })
    }

    /// The policy document of a resource.
    #[track_caller]
    pub(crate) fn document_of(&self, urn: &str) -> Json {
        let resource = self.resources().find(|resource| resource.urn == urn).unwrap_or_else(|| panic!("{urn}"));
        resource.document("policy")
    }

    /// The URN, the inputs and the outputs of each resource.
    pub(crate) fn records(&self) -> impl Iterator<Item = (&Urn, &Value, &Value)> {
        let records = self.prepared.snapshot.records.values();
        records.map(|record| (&record.key.urn, &record.desired.inputs, &record.outputs))
    }

    /// The URN and the id of each resource of a type.
    pub(crate) fn ids(&self, type_name: &str) -> Vec<(&Urn, String)> {
        let records = self.prepared.snapshot.records.values();
        let of_type = records.filter(|record| record.key.urn.type_name() == type_name);
        of_type.map(|record| (&record.key.urn, record.id.to_string())).collect()
    }

    /// An output of a resource that is a text.
    #[track_caller]
    pub(crate) fn output(&self, urn: &str, name: &str) -> &str {
        let (_, _, outputs) = self.records().find(|(of, _, _)| of.as_str() == urn).unwrap_or_else(|| panic!("{urn}"));
        outputs.field(name).as_str().unwrap_or_default()
    }

    pub(crate) fn of_type(&self, type_name: &str) -> Vec<Resource<'_>> {
        self.resources().filter(|resource| resource.type_name == type_name).collect()
    }

    #[track_caller]
    pub(crate) fn only(&self, type_name: &str, name: &str) -> Resource<'_> {
        let mut found = self.of_type(type_name);
        found.retain(|resource| resource.name == name);
        assert_eq!(found.len(), 1, "{type_name} {name}");
        found.remove(0)
    }

    /// The URNs that a resource depends on.
    #[track_caller]
    pub(crate) fn dependencies(&self, urn: &str) -> Vec<&str> {
        let mut records = self.prepared.snapshot.records.values();
        let record = records.find(|record| record.key.urn.as_str() == urn).unwrap_or_else(|| panic!("{urn}"));
        record.desired.dependencies.iter().map(Urn::as_str).collect()
    }

    /// Every policy document of the stack, with its URN and property.
    pub(crate) fn documents(&self) -> BTreeMap<String, Json> {
        let mut documents = BTreeMap::new();
        for resource in self.resources() {
            for (property, value) in resource.inputs.as_map().into_iter().flatten() {
                let document: Option<Json> = value.as_str().and_then(|text| serde_json::from_str(text).ok());
                if let Some(document) = document.filter(|document| document.get("Statement").is_some()) {
                    documents.insert(format!("{} {property}", resource.urn), document);
                }
            }
        }
        documents
    }
}

impl Resource<'_> {
    /// The region, or `global`.
    pub(crate) fn region(&self) -> &str {
        self.urn.split("::").next().unwrap_or_default()
    }

    /// The inputs as JSON.
    pub(crate) fn json(&self) -> Json {
        self.inputs.clone().reveal().masked()
    }

    pub(crate) fn text(&self, property: &str) -> &str {
        self.inputs.field(property).as_str().unwrap_or_default()
    }

    #[track_caller]
    pub(crate) fn document(&self, property: &str) -> Json {
        serde_json::from_str(self.text(property))
            .unwrap_or_else(|error| panic!("{} of {}: {error}", property, self.urn))
    }
}

pub(crate) fn planned(prepared: &Prepared) -> Planned<'_> {
    Planned { plan: &prepared.plan, program: prepared.program.as_deref(), snapshot: &prepared.snapshot }
}

/// The violations of a policy in a program's first plan, and after an apply.
pub(crate) fn violations(rule: impl Fn(&Planned<'_>) -> Vec<Violation>, program: impl Fn(&Stack)) -> [Vec<String>; 2] {
    let mut test = Test::new("shop", "dev");
    let said = |test: &mut Test| {
        let prepared = test.prepare(&program).expect("a plan");
        rule(&planned(&prepared)).into_iter().map(|violation| violation.message).collect()
    };
    let before = said(&mut test);
    test.up(&program);
    [before, said(&mut test)]
}
