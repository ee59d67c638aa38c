#![allow(dead_code)]

use archipel_engine::resource::prelude::*;

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
    type Identity = ByClientToken;

    fn meta() -> Meta {
        Meta::new("net")
    }

    async fn create(_: &OperationContext<Self>, _: &NetworkProps) -> Result<NetworkAttrs> {
        unreachable!()
    }

    async fn read(_: &ReadContext<()>, _: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        unreachable!()
    }

    async fn update(_: &OperationContext<Self>, _: &Id, _: &UpdateRequest<Self>) -> Result<NetworkAttrs> {
        unreachable!()
    }

    async fn delete(_: &OperationContext<Self>, _: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        unreachable!()
    }
}
