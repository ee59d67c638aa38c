#![allow(dead_code)]

use archipel_engine::resource::{Change, Cx, Id, Last, OpCx, Resource, Result, Seen};
use archipel_engine::schema::Meta;
use archipel_engine::{Args, resource, text_type};

text_type! {
    pub NetworkId;
    pub HostId;
}

#[derive(Args, Clone, Debug, PartialEq)]
pub struct NetworkProps {
    pub range: String,
    pub parent: Option<NetworkId>,
}

#[resource("test:net/Network", props = NetworkProps)]
pub struct Network {
    pub id: NetworkId,
    pub host: HostId,
}

impl Resource for Network {
    type Api = ();

    fn meta() -> Meta {
        Meta::new("net")
    }

    async fn create(_: &OpCx<Self>, _: &NetworkProps) -> Result<NetworkAttrs> {
        unreachable!()
    }

    async fn read(_: &Cx<()>, _: &[Id]) -> Result<Vec<Seen<Self>>> {
        unreachable!()
    }

    async fn update(_: &OpCx<Self>, _: &Id, _: &Change<NetworkProps, NetworkAttrs>) -> Result<NetworkAttrs> {
        unreachable!()
    }

    async fn delete(_: &OpCx<Self>, _: &Id, _: &Last<NetworkProps, NetworkAttrs>) -> Result<()> {
        unreachable!()
    }
}
