//! `aws:kms/Alias`: a name for a key.

use std::collections::BTreeMap;

use archipel_engine::resource::{Change, Cx, ErrorKind, Id, Last, OpCx, ProviderError, Resource, Result, Seen, Status};
use archipel_engine::schema::{Actions, Identity, Meta};
use archipel_engine::{Args, resource};

use super::common::BAD_STATE;
use crate::aws::{Answer, Aws, OrGone, once};
use crate::forms;
use crate::natural::not_yet;
use crate::types::KeyId;

/// What an alias is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct AliasProps {
    /// The name, unique in account and region: `alias/` and up to 250 letters, digits, slashes, `_` and `-`; not
    /// `alias/aws/`, which is AWS's.
    #[arg(replace = "KMS cannot rename an alias")]
    pub name: String,
    /// The key that it stands for: its id. The key is in the same region.
    #[arg(form = forms::KMS_KEY)]
    pub target_key_id: KeyId,
}

/// A name for a key (`CreateAlias`). It can be given to another key while it is used.
///
/// <https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html>
#[resource("aws:kms/Alias", props = AliasProps)]
pub struct Alias {
    /// The name.
    #[attr(input = "name")]
    pub name: String,
    /// The key that it stands for.
    #[attr(input = "target_key_id")]
    pub target_key_id: KeyId,
}

impl Resource for Alias {
    type Api = Aws;

    fn meta() -> Meta {
        Meta::new("kms")
            .terraform(&[("aws_kms_alias", "{name}")])
            .identity(Identity::NaturalKey)
            .unique(&[&["name"]])
            .typical(1, 1, 1)
            .actions(Actions {
                create: &["kms:CreateAlias"],
                read: &["kms:ListAliases"],
                update: &["kms:UpdateAlias"],
                delete: &["kms:DeleteAlias"],
            })
    }

    fn check(props: &AliasProps) -> Vec<String> {
        let mut wrong = Vec::new();
        let name = &props.name;
        match name.strip_prefix("alias/") {
            None => wrong.push(format!("`name` is `{name}`: an alias begins with `alias/`")),
            Some(rest) if rest.starts_with("aws/") => {
                wrong.push(format!("`name` is `{name}`: aliases that begin with `alias/aws/` are AWS's"));
            }
            Some(rest) => {
                let good = |c: char| c.is_ascii_alphanumeric() || "/_-".contains(c);
                if rest.is_empty() || name.len() > 256 || !rest.chars().all(good) {
                    wrong.push(format!(
                        "`name` is `{name}`: after `alias/` come 1 to 250 letters, digits, slashes, `_` and `-`"
                    ));
                }
            }
        }
        let key = props.target_key_id.as_str();
        if key.starts_with("arn:") || key.starts_with("alias/") {
            wrong.push(format!("`target_key_id` is `{key}`: the key's id is wanted"));
        }
        wrong
    }

    async fn create(cx: &OpCx<Self>, props: &AliasProps) -> Result<AliasAttrs> {
        let allocated = cx
            .allocate(props, || async {
                let call = cx.api().kms().create_alias().alias_name(&props.name);
                let call = call.target_key_id(props.target_key_id.as_str());
                let answer = call.customize().config_override(once::kms()).send().await.answer(cx.region());
                // The key may be on its way still.
                answer.map_err(|error| match error.has_code(BAD_STATE) {
                    true => ProviderError { kind: ErrorKind::NotYet, ..error },
                    false => error,
                })?;
                Ok(Id::new(&props.name))
            })
            .await;
        if let Err(error) = allocated {
            if error.kind != ErrorKind::AlreadyExists {
                return Err(error);
            }
            let target = targets(cx).await.ok().and_then(|mut targets| targets.remove(&props.name));
            let target = target.map_or_else(|| "a key that is not known".to_owned(), |key| format!("the key {key}"));
            let message =
                format!("the name {} is taken: it stands for {target}; nothing of it was changed", props.name);
            return Err(ProviderError { message, ..error });
        }
        Ok(attrs_of(props))
    }

    async fn read(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Seen<Self>>> {
        let mut targets = targets(cx).await?;
        let seen = |id: &Id| {
            let key = targets.remove(id.as_str())?;
            let props = AliasProps { name: id.as_str().to_owned(), target_key_id: KeyId::new(key) };
            Some(Seen { id: id.clone(), attrs: attrs_of(&props), props, status: Status::Ready })
        };
        Ok(ids.iter().filter_map(seen).collect())
    }

    async fn update(cx: &OpCx<Self>, id: &Id, change: &Change<AliasProps, AliasAttrs>) -> Result<AliasAttrs> {
        cx.eventually(BAD_STATE, || async {
            let call = cx.api().kms().update_alias().alias_name(id.as_str());
            not_yet(call.target_key_id(change.new.target_key_id.as_str()).send().await.answer(cx.region()))
        })
        .await?;
        Ok(attrs_of(&change.new))
    }

    async fn delete(cx: &OpCx<Self>, id: &Id, _: &Last<AliasProps, AliasAttrs>) -> Result<()> {
        cx.eventually(&[], || async {
            cx.api().kms().delete_alias().alias_name(id.as_str()).send().await.answer(cx.region())
        })
        .await
        .or_gone()
    }

    /// Aliases have no tags: one that stands for the key that it should stand for is as good as ours.
    async fn find(cx: &OpCx<Self>, props: &AliasProps) -> Result<Vec<Id>> {
        let target = targets(cx).await?.remove(&props.name);
        let same = target.is_some_and(|key| key == props.target_key_id.as_str());
        Ok(same.then(|| Id::new(&props.name)).into_iter().collect())
    }
}

fn attrs_of(props: &AliasProps) -> AliasAttrs {
    AliasAttrs { name: props.name.clone(), target_key_id: props.target_key_id.clone() }
}

/// The keys of all aliases in the region, by their names.
async fn targets(cx: &Cx<Aws>) -> Result<BTreeMap<String, String>> {
    let mut targets = BTreeMap::new();
    let mut items = cx.api().kms().list_aliases().limit(100).into_paginator().items().send();
    while let Some(alias) = items.next().await {
        let alias = alias.answer(cx.region())?;
        // AWS's own have no key before they are first used.
        if let (Some(name), Some(key)) = (alias.alias_name, alias.target_key_id) {
            targets.insert(name, key);
        }
    }
    Ok(targets)
}
