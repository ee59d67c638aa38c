//! Resource types whose code is never run.

// A type's struct and its properties are as public as its handle.
#![allow(unreachable_pub)]

use archipel_engine::resource::prelude::*;

text_type! {
    /// The id of a network.
    pub NetId: "net-";
}

/// What a network is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct NetProps {
    /// The range.
    #[arg(replace = "the range of a network is fixed")]
    pub cidr: String,
    /// How large it is.
    #[arg(default = 1)]
    pub size: i64,
    /// Who may enter.
    #[arg(secret)]
    pub password: Option<String>,
    /// The zones it spans.
    #[arg(set)]
    pub zones: Vec<String>,
}

/// A network.
#[resource("demo:net/Net", props = NetProps)]
pub struct Net {
    /// The id.
    pub id: NetId,
    /// The zones it was given.
    pub given: Vec<String>,
}

/// What a host is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct HostProps {
    /// Its name.
    #[arg(replace = "a host cannot be renamed")]
    pub name: String,
    /// Its network.
    #[arg(replace = "a host stays in its network")]
    pub net: NetId,
}

/// A host.
#[resource("demo:net/Host", props = HostProps)]
pub struct Host {
    /// The id.
    pub id: String,
}

/// What a lease is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct LeaseProps {
    /// How it is paid.
    pub paid: Option<Paid>,
    /// The rules, as a document.
    pub rules: Option<Value>,
    /// Who may use it.
    pub owners: BTreeMap<String, String>,
    /// What is leased.
    pub parts: Vec<PartProps>,
    /// A word that is not shown.
    #[arg(write_only)]
    pub word: Option<String>,
    /// The number that the landlord gives.
    #[arg(computed)]
    pub number: Option<i64>,
}

/// How something is paid.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paid {
    /// Each month.
    Monthly,
    /// All at once.
    #[prop("in-one")]
    AtOnce,
}

/// A part of what is leased.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(LeasedPart)]
pub struct PartProps {
    /// The network.
    pub net: NetId,
    /// Its share.
    pub share: Option<f64>,
    /// What it is called.
    pub r#type: Option<String>,
}

/// A lease.
#[resource("demo:net/Lease", props = LeaseProps)]
pub struct Lease {
    /// The id.
    pub id: String,
}

/// What a bucket is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct BucketProps {
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

/// A bucket.
#[resource("demo:net/Bucket", props = BucketProps)]
pub struct Bucket {
    /// The id.
    pub id: String,
}

/// The zones there are.
#[data_source("demo:net/Zones", props = ())]
pub struct Zones {
    /// Their names.
    pub names: Vec<String>,
}

macro_rules! never_called {
    ($($name:ident, $props:ty, $attrs:ty, $idempotency:ident, $meta:expr;)*) => {$(
        impl Identity<Self> for $name {
            const IDEMPOTENCY: Idempotency = Idempotency::$idempotency;
        }

        impl Resource for $name {
            type Api = ();
            type Identity = Self;
            fn meta() -> Meta {
                $meta
            }
            async fn create(_: &OperationContext<Self>, _: &$props) -> Result<$attrs> {
                unreachable!("tests run no code of types")
            }
            async fn read(_: &ReadContext<()>, _: &[Id]) -> Result<Vec<ResourceState<Self>>> {
                unreachable!("tests run no code of types")
            }
            async fn update(_: &OperationContext<Self>, _: &Id, _: &UpdateRequest<Self>) -> Result<$attrs> {
                unreachable!("tests run no code of types")
            }
            async fn delete(_: &OperationContext<Self>, _: &Id, _: &DeleteRequest<Self>) -> Result<()> {
                unreachable!("tests run no code of types")
            }
            fn check(props: &$props) -> Vec<String> {
                let said = format!("{props:?}");
                match () {
                    () if said.contains("bad") => vec!["`bad` is not allowed".into()],
                    () if said.contains("repeat") => vec![format!("{said} is not allowed")],
                    () => Vec::new(),
                }
            }
        }
    )*};
}
never_called! {
    Net, NetProps, NetAttrs, OwnershipTag, Meta::new("net");
    Lease, LeaseProps, LeaseAttrs, OwnershipTag, Meta::new("net").not_imported("a lease is over when it is known");
    Bucket, BucketProps, BucketAttrs, OwnershipTag, Meta::new("net");
    Host, HostProps, HostAttrs, NaturalKey, Meta::new("net").unique(&[&["name"]]);
}

impl DataSource for Zones {
    type Api = ();
    fn meta() -> Meta {
        Meta::new("net")
    }
    async fn read(_: &ReadContext<()>, (): &()) -> Result<ZonesAttrs> {
        unreachable!("tests run no code of types")
    }
}
