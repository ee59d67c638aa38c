//! `aws:iam/OpenIdConnectProvider`: an OpenID Connect identity provider, whose tokens can assume roles.

use archipel_engine::equivalence;
use aws_sdk_iam::operation::get_open_id_connect_provider::GetOpenIdConnectProviderOutput;

use crate::lookup::Describe as _;
use crate::prelude::*;

/// IAM's error code while it cannot reach the provider. That of an EKS cluster starts later than the cluster.
const UNREACHABLE: &[&str] = &["OpenIdIdpCommunicationError", "OpenIdIdpCommunicationErrorException"];

/// The properties of an identity provider.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct OpenIdConnectProviderProps {
    /// The URL of the issuer, as in the `iss` claim of tokens: `https://...`, up to 255 characters.
    #[arg(replace = "the address is the provider's key", length = 1..=255, pattern = "https://.+")]
    pub url: String,
    /// The accepted audiences: up to 100, such as `sts.amazonaws.com`.
    #[arg(required, set, length = 1..=255, items = ..=100)]
    pub client_ids: Vec<String>,
    /// SHA-1 fingerprints of the issuer's certificates: up to 5, each of 40 hexadecimal digits. Needed only for issuers
    /// whose certificates IAM does not trust.
    #[arg(equivalence = equivalence::ANY_CASE, computed, set, pattern = "[0-9A-Fa-f]{40}", items = ..=5)]
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
    /// The URL of the issuer.
    #[attr(input = "url")]
    pub url: String,
}

impl Resource for OpenIdConnectProvider {
    type Api = Aws;
    type Identity = ByName;

    fn meta() -> Meta {
        meta::<Self>().global().terraform(&[("aws_iam_openid_connect_provider", "{arn}")]).unique(&[&["url"]])
    }

    async fn create(cx: &OperationContext<Self>, props: &OpenIdConnectProviderProps) -> Result<Self::Attrs> {
        create_named(cx, props, || async {
            let api = cx.api().iam();
            let call = api
                .create_open_id_connect_provider()
                .url(&props.url)
                .set_client_id_list(Some(props.client_ids.clone()))
                .set_thumbprint_list(props.thumbprints.clone())
                .set_tags(Some(create_tags(cx, &props.tags)));
            let response = send!(cx, call.customize().config_override(no_retry::iam()));
            let id = id_in(retry_on(response, UNREACHABLE)?.open_id_connect_provider_arn())?;
            let attrs = OpenIdConnectProviderAttrs { arn: Arn::new(id.as_str()), url: props.url.clone() };
            Ok((id, Some(attrs)))
        })
        .await
    }

    reads!(read, status);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let (arn, old, new) = (id.as_str(), &change.old, &change.new);
        for client_id in new.client_ids.iter().filter(|id| !old.client_ids.contains(id)) {
            let call = cx.api().iam().add_client_id_to_open_id_connect_provider();
            retry!(cx, &[], call.open_id_connect_provider_arn(arn).client_id(client_id))?;
        }
        for client_id in old.client_ids.iter().filter(|id| !new.client_ids.contains(id)) {
            let call = cx.api().iam().remove_client_id_from_open_id_connect_provider();
            retry!(cx, &[], call.open_id_connect_provider_arn(arn).client_id(client_id))?;
        }
        if let (true, Some(thumbprints)) = (change.has("thumbprints"), &new.thumbprints) {
            let call = cx.api().iam().update_open_id_connect_provider_thumbprint();
            let call = call.open_id_connect_provider_arn(arn).set_thumbprint_list(Some(thumbprints.clone()));
            retry!(cx, &[], call)?;
        }
        update_tags!(cx, iam, tag_open_id_connect_provider / untag_open_id_connect_provider, open_id_connect_provider_arn(arn); &old.tags => &new.tags)?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let call = cx.api().iam().delete_open_id_connect_provider().open_id_connect_provider_arn(id.as_str());
        retry!(cx, &[], call).ignore_not_found()
    }

    async fn read_from_list(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ListedState<Self>>> {
        let arns = arns(cx).await?;
        Ok(ids.iter().filter(|id| arns.contains(id)).cloned().map(ListedState::exists_only).collect())
    }
}

lookup! {
    OpenIdConnectProvider: (Id, GetOpenIdConnectProviderOutput), "identity provider" by url,
    list: |cx| Self::describe(cx, &arns(cx).await?).await,
    find: |cx, wanted| {
        // The ARN contains the account, so the provider is found by listing.
        let end = format!(":oidc-provider/{}", wanted.url.trim_start_matches("https://"));
        match arns(cx).await?.iter().find(|arn| arn.as_str().ends_with(&end)) {
            Some(arn) => describe_one::<Self>(cx, arn).await,
            None => Ok(None),
        }
    };
    id_of: |provider| provider.0.clone(),
    describe: |cx, ids| {
        read_each(ids, |id| async move {
            let call = cx.api().iam().get_open_id_connect_provider().open_id_connect_provider_arn(id.as_str());
            Ok(optional(send!(cx, call))?.map(|response| (id.clone(), response)))
        })
        .await
    },
    tags: |_cx, provider| Ok(Some(all_tags(provider.1.tags()))),
    state: |(arn, provider), tags| {
        let props = OpenIdConnectProviderProps {
            // IAM removes the scheme.
            url: format!("https://{}", provider.url().unwrap_or_default().trim_start_matches("https://")),
            client_ids: provider.client_id_list().to_vec(),
            thumbprints: Some(provider.thumbprint_list().to_vec()),
            tags: own_tags(tags),
        };
        let attrs = OpenIdConnectProviderAttrs { arn: Arn::new(arn.as_str()), url: props.url.clone() };
        Ok((props, attrs))
    },
}

/// The ARNs of all providers; the list has nothing else.
async fn arns(cx: &ReadContext<Aws>) -> Result<Vec<Id>> {
    let response = send!(cx, cx.api().iam().list_open_id_connect_providers())?;
    Ok(response.open_id_connect_provider_list().iter().filter_map(|entry| entry.arn().map(Id::new)).collect())
}
