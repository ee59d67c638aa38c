//! `local:random/Password`: a password that is generated once and kept.

use archipel::resource::prelude::*;
use rand::Rng as _;
use rand::distr::Alphanumeric;

use crate::local::Local;

/// The properties of a password.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct PasswordProps {
    /// The name of the password.
    #[arg(replace = "a password keeps its name")]
    pub name: String,
    /// The number of characters.
    #[arg(default = 32, replace = "another length needs another password")]
    pub length: i64,
    /// Any text: change it to generate another password.
    #[arg(write_only, replace = "a new password was asked for")]
    pub rotate: Option<String>,
}

/// A password that only its owner may read. It is generated once, and stays the same until it is replaced.
#[resource("local:random/Password", props = PasswordProps)]
pub struct Password {
    /// The password: encrypted in the state, masked in all output.
    #[attr(secret)]
    pub value: String,
}

fn id(props: &PasswordProps) -> Id {
    Id::new(format!("{}.password", props.name))
}

impl Resource for Password {
    type Api = Local;
    type Identity = Self;

    fn meta() -> Meta {
        Meta::new("local").unique(&[&["name"]]).holds_data("the password")
    }

    fn check(props: &PasswordProps) -> Vec<String> {
        if (12..=128).contains(&props.length) {
            Vec::new()
        } else {
            vec![format!("`length` is {}: a password has 12 to 128 characters", props.length)]
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &PasswordProps) -> Result<PasswordAttrs> {
        let id = cx
            .allocate(props, || async {
                let length = usize::try_from(props.length).unwrap_or_default();
                let value: String = rand::rng().sample_iter(Alphanumeric).take(length).map(char::from).collect();
                cx.api().make(&id(props), cx.token(), &value, true)?;
                Ok(id(props))
            })
            .await?;
        // Read it back: after an interrupted create, the first call's password counts.
        let value = cx.api().read(&id)?.map(|(value, _)| value).unwrap_or_default();
        Ok(PasswordAttrs { value })
    }

    async fn read(cx: &ReadContext<Local>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let mut seen = Vec::new();
        for id in ids {
            if let Some((value, _)) = cx.api().read(id)? {
                let name = id.as_str().trim_end_matches(".password").to_owned();
                let length = i64::try_from(value.chars().count()).unwrap_or(i64::MAX);
                let props = PasswordProps { name, length, rotate: None };
                seen.push(ResourceState {
                    id: id.clone(),
                    props,
                    attrs: PasswordAttrs { value },
                    status: Status::Ready,
                });
            }
        }
        Ok(seen)
    }

    async fn update(_: &OperationContext<Self>, _: &Id, change: &UpdateRequest<Self>) -> Result<PasswordAttrs> {
        // Every property replaces the password.
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        cx.api().remove(id)
    }
}

impl Identity<Self> for Password {
    const IDEMPOTENCY: Idempotency = Idempotency::NaturalKey;

    async fn find(cx: &OperationContext<Self>, props: &PasswordProps) -> Result<Vec<Id>> {
        let ours = cx.api().made_by(&id(props), cx.token()) && cx.api().read(&id(props))?.is_some();
        Ok(if ours { vec![id(props)] } else { Vec::new() })
    }
}
