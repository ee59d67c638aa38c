//! `aws:iam/OpenIdConnectProvider`: an identity provider whose tokens roles can be assumed with.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use archipel_engine::form;
use archipel_engine::resource::{
    Change, Cx, ErrorKind, Glance, Id, Last, OpCx, ProviderError, Resource, Result, Seen, Status,
};
use archipel_engine::schema::{Actions, Identity, Meta};
use archipel_engine::{Args, resource};
use futures::future::try_join_all;

use super::common::{all_tags, sdk_tags, sync_tags};
use crate::aws::{Answer, Aws, OrGone, if_there, once, own_tags, owned_tags};
use crate::natural::{converge, id_in, is_of_stack, is_ours, taken};
use crate::types::Arn;

/// What IAM answers while it cannot reach the provider: an EKS cluster's is not up the moment the cluster is.
const UNREACHABLE: &[&str] = &["OpenIdIdpCommunicationError", "OpenIdIdpCommunicationErrorException"];

/// What an identity provider is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct OpenIdConnectProviderProps {
    /// The issuer's address, as tokens have it in `iss`: `https://...`, up to 255 characters.
    #[arg(replace = "the address is the provider's key")]
    pub url: String,
    /// The audiences that tokens may be for: up to 100, such as `sts.amazonaws.com`.
    #[arg(required, set)]
    pub client_ids: Vec<String>,
    /// SHA-1 fingerprints of the issuer's certificates: up to 5, each of 40 hexadecimal digits. IAM needs them for
    /// issuers only whose certificates it does not trust already.
    #[arg(form = form::ANY_CASE, computed, set)]
    pub thumbprints: Option<Vec<String>>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// An OpenID Connect identity provider (`CreateOpenIDConnectProvider`).
///
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html>
#[resource("aws:iam/OpenIdConnectProvider", props = OpenIdConnectProviderProps)]
pub struct OpenIdConnectProvider {
    /// The ARN.
    pub arn: Arn,
    /// The issuer's address.
    #[attr(input = "url")]
    pub url: String,
}

impl Resource for OpenIdConnectProvider {
    type Api = Aws;

    fn meta() -> Meta {
        Meta::new("iam")
            .global()
            .terraform(&[("aws_iam_openid_connect_provider", "{arn}")])
            .identity(Identity::NaturalKey)
            .unique(&[&["url"]])
            .typical(2, 2, 2)
            .actions(Actions {
                create: &["iam:CreateOpenIDConnectProvider", "iam:TagOpenIDConnectProvider"],
                read: &["iam:GetOpenIDConnectProvider", "iam:ListOpenIDConnectProviders"],
                update: &[
                    "iam:AddClientIDToOpenIDConnectProvider",
                    "iam:RemoveClientIDFromOpenIDConnectProvider",
                    "iam:UpdateOpenIDConnectProviderThumbprint",
                    "iam:TagOpenIDConnectProvider",
                    "iam:UntagOpenIDConnectProvider",
                ],
                delete: &["iam:DeleteOpenIDConnectProvider"],
            })
    }

    fn check(props: &OpenIdConnectProviderProps) -> Vec<String> {
        let mut wrong = Vec::new();
        if !props.url.starts_with("https://") || props.url.len() > 255 {
            wrong.push(format!("`url` is `{}`: it begins with https:// and has up to 255 characters", props.url));
        }
        if props.client_ids.len() > 100 {
            wrong.push(format!("`client_ids` has {} entries: IAM takes up to 100", props.client_ids.len()));
        }
        for id in props.client_ids.iter().filter(|id| id.is_empty() || id.len() > 255) {
            wrong.push(format!("`client_ids` has an entry of {} characters: IAM takes 1 to 255", id.len()));
        }
        let thumbprints = props.thumbprints.as_deref().unwrap_or_default();
        if thumbprints.len() > 5 {
            wrong.push(format!("`thumbprints` has {} entries: IAM takes up to 5", thumbprints.len()));
        }
        let is_sha1 = |text: &str| text.len() == 40 && text.bytes().all(|b| b.is_ascii_hexdigit());
        for thumbprint in thumbprints.iter().filter(|thumbprint| !is_sha1(thumbprint)) {
            wrong.push(format!("`thumbprints` has `{thumbprint}`: a thumbprint has 40 hexadecimal digits"));
        }
        wrong
    }

    async fn create(cx: &OpCx<Self>, props: &OpenIdConnectProviderProps) -> Result<OpenIdConnectProviderAttrs> {
        let made = AtomicBool::new(false);
        let allocated = cx
            .allocate(props, || async {
                let call = cx
                    .api()
                    .iam()
                    .create_open_id_connect_provider()
                    .url(&props.url)
                    .set_client_id_list(Some(props.client_ids.clone()))
                    .set_thumbprint_list(props.thumbprints.clone())
                    .set_tags(Some(sdk_tags(&owned_tags(cx, &props.tags))));
                let answer = call.customize().config_override(once::iam()).send().await.answer(cx.region());
                let answer = answer.map_err(|error| match error.has_code(UNREACHABLE) {
                    true => ProviderError { kind: ErrorKind::NotYet, ..error },
                    false => error,
                })?;
                let id = id_in(answer.open_id_connect_provider_arn())?;
                made.store(true, Ordering::Relaxed);
                Ok(id)
            })
            .await;
        let id = match allocated {
            Err(error) if error.kind == ErrorKind::AlreadyExists => {
                let tags = at(cx, &props.url).await.ok().flatten().map(|found| found.1);
                return Err(taken(error, &format!("the identity provider {}", props.url), tags.as_ref()));
            }
            other => other?,
        };
        if made.into_inner() {
            return Ok(OpenIdConnectProviderAttrs { arn: Arn::new(id.as_str()), url: props.url.clone() });
        }
        converge(cx, &id, props).await
    }

    async fn read(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Seen<Self>>> {
        // What lists them tells their ARNs only.
        let found = try_join_all(ids.iter().map(|id| get(cx, id.as_str()))).await?;
        Ok(found.into_iter().flatten().map(|(seen, _)| seen).collect())
    }

    async fn update(
        cx: &OpCx<Self>,
        id: &Id,
        change: &Change<OpenIdConnectProviderProps, OpenIdConnectProviderAttrs>,
    ) -> Result<OpenIdConnectProviderAttrs> {
        let (arn, old, new) = (id.as_str(), &change.old, &change.new);
        for client_id in new.client_ids.iter().filter(|id| !old.client_ids.contains(id)) {
            cx.eventually(&[], || async {
                let call = cx.api().iam().add_client_id_to_open_id_connect_provider();
                call.open_id_connect_provider_arn(arn).client_id(client_id).send().await.answer(cx.region())
            })
            .await?;
        }
        for client_id in old.client_ids.iter().filter(|id| !new.client_ids.contains(id)) {
            cx.eventually(&[], || async {
                let call = cx.api().iam().remove_client_id_from_open_id_connect_provider();
                call.open_id_connect_provider_arn(arn).client_id(client_id).send().await.answer(cx.region())
            })
            .await?;
        }
        if let (true, Some(thumbprints)) = (change.has("thumbprints"), &new.thumbprints) {
            cx.eventually(&[], || async {
                let call = cx.api().iam().update_open_id_connect_provider_thumbprint();
                let call = call.open_id_connect_provider_arn(arn).set_thumbprint_list(Some(thumbprints.clone()));
                call.send().await.answer(cx.region())
            })
            .await?;
        }
        sync_tags!(
            cx,
            &old.tags,
            &new.tags,
            tag_open_id_connect_provider,
            untag_open_id_connect_provider,
            open_id_connect_provider_arn(arn)
        )?;
        Ok(change.attrs.clone())
    }

    async fn delete(
        cx: &OpCx<Self>,
        id: &Id,
        _: &Last<OpenIdConnectProviderProps, OpenIdConnectProviderAttrs>,
    ) -> Result<()> {
        cx.eventually(&[], || async {
            let call = cx.api().iam().delete_open_id_connect_provider().open_id_connect_provider_arn(id.as_str());
            call.send().await.answer(cx.region())
        })
        .await
        .or_gone()
    }

    async fn find(cx: &OpCx<Self>, props: &OpenIdConnectProviderProps) -> Result<Vec<Id>> {
        let found = at(cx, &props.url).await?;
        Ok(found.filter(|(_, tags)| is_ours(cx, tags)).map(|(seen, _)| seen.id).into_iter().collect())
    }

    async fn glance(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Glance<Self>>> {
        let arns = arns(cx).await?;
        let there = ids.iter().filter(|id| arns.iter().any(|arn| arn == id.as_str()));
        Ok(there.cloned().map(Glance::there).collect())
    }

    async fn list(cx: &Cx<Aws>) -> Result<Vec<Id>> {
        let arns = arns(cx).await?;
        let found = try_join_all(arns.iter().map(|arn| get(cx, arn))).await?;
        let ours = found.into_iter().flatten().filter(|(_, tags)| is_of_stack(cx.stack(), tags));
        Ok(ours.map(|(seen, _)| seen.id).collect())
    }
}

type Found = (Seen<OpenIdConnectProvider>, BTreeMap<String, String>);

/// A provider and all its tags.
async fn get(cx: &Cx<Aws>, arn: &str) -> Result<Option<Found>> {
    let call = cx.api().iam().get_open_id_connect_provider().open_id_connect_provider_arn(arn);
    let Some(told) = if_there(call.send().await.answer(cx.region()))? else { return Ok(None) };
    let tags = all_tags(told.tags());
    let props = OpenIdConnectProviderProps {
        // IAM takes the scheme away.
        url: format!("https://{}", told.url().unwrap_or_default().trim_start_matches("https://")),
        client_ids: told.client_id_list().to_vec(),
        thumbprints: Some(told.thumbprint_list().to_vec()),
        tags: own_tags(tags.clone()),
    };
    let attrs = OpenIdConnectProviderAttrs { arn: Arn::new(arn), url: props.url.clone() };
    Ok(Some((Seen { id: Id::new(arn), props, attrs, status: Status::Ready }, tags)))
}

async fn arns(cx: &Cx<Aws>) -> Result<Vec<String>> {
    let told = cx.api().iam().list_open_id_connect_providers().send().await.answer(cx.region())?;
    Ok(told.open_id_connect_provider_list().iter().filter_map(|entry| entry.arn().map(str::to_owned)).collect())
}

/// The provider of an address. Its ARN has the account's id in it, so it is looked for.
async fn at(cx: &Cx<Aws>, url: &str) -> Result<Option<Found>> {
    let end = format!(":oidc-provider/{}", url.trim_start_matches("https://"));
    match arns(cx).await?.iter().find(|arn| arn.ends_with(&end)) {
        Some(arn) => get(cx, arn).await,
        None => Ok(None),
    }
}
