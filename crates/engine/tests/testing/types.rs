//! Resource types whose code is never run.

// A type's struct and its properties are as public as its handle.
#![allow(unreachable_pub)]

use archipel_engine::resource::{Change, Cx, DataSource, Id, Last, OpCx, Resource, Result, Seen};
use archipel_engine::schema::{Identity, Meta};
use archipel_engine::{Args, Prop, Value, data_source, resource, text_type};

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
    pub owners: std::collections::BTreeMap<String, String>,
    /// What is leased.
    pub parts: Vec<PartProps>,
    /// A word that is told nowhere.
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

/// The zones there are.
#[data_source("demo:net/Zones", props = ())]
pub struct Zones {
    /// Their names.
    pub names: Vec<String>,
}

macro_rules! never_called {
    ($($name:ident, $props:ty, $attrs:ty, $meta:expr;)*) => {$(
        impl Resource for $name {
            type Api = ();
            fn meta() -> Meta {
                $meta
            }
            async fn create(_: &OpCx<Self>, _: &$props) -> Result<$attrs> {
                unreachable!("tests run no code of types")
            }
            async fn read(_: &Cx<()>, _: &[Id]) -> Result<Vec<Seen<Self>>> {
                unreachable!("tests run no code of types")
            }
            async fn update(_: &OpCx<Self>, _: &Id, _: &Change<$props, $attrs>) -> Result<$attrs> {
                unreachable!("tests run no code of types")
            }
            async fn delete(_: &OpCx<Self>, _: &Id, _: &Last<$props, $attrs>) -> Result<()> {
                unreachable!("tests run no code of types")
            }
            fn check(props: &$props) -> Vec<String> {
                if format!("{props:?}").contains("bad") { vec!["`bad` is not allowed".into()] } else { Vec::new() }
            }
        }
    )*};
}
never_called! {
    Net, NetProps, NetAttrs, Meta::new("net");
    Lease, LeaseProps, LeaseAttrs, Meta::new("net").not_imported("a lease is over when it is known");
    Host, HostProps, HostAttrs, Meta::new("net").identity(Identity::NaturalKey).unique(&[&["name"]]);
}

impl DataSource for Zones {
    type Api = ();
    fn meta() -> Meta {
        Meta::new("net")
    }
    async fn read(_: &Cx<()>, (): &()) -> Result<ZonesAttrs> {
        unreachable!("tests run no code of types")
    }
}
