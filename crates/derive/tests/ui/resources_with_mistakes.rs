//! What can be wrong in the attribute of a resource type.

use archipel_engine::resource::{ReadContext, DataSource, Result};
use archipel_engine::schema::Meta;
use archipel_engine::{Args, data_source, resource};

#[derive(Args, Clone)]
pub struct ThingProps {
    pub name: String,
}

#[resource("ec2.Thing", props = ThingProps)]
pub struct Named {
    #[attr(inputs = "name")]
    pub name: String,
    pub urn: String,
}

#[data_source("test:a/Things", props = ThingProps)]
pub struct Things {
    #[attr(input = "nmae")]
    pub name: String,
}

impl DataSource for Things {
    type Api = ();

    fn meta() -> Meta {
        Meta::new("a")
    }

    async fn read(_: &ReadContext<()>, _: &ThingProps) -> Result<ThingsAttrs> {
        unreachable!()
    }
}

#[resource("test:a/Other", properties = ThingProps)]
#[derive(Clone)]
pub struct Other {
    pub name: String,
}

#[resource(props = ThingProps)]
pub struct Untitled {
    pub name: String,
}

fn main() {}
