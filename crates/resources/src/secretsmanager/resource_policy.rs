//! `aws:secretsmanager/ResourcePolicy`: the resource policy of a secret.

use crate::prelude::*;

/// The properties of a secret's policy.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct ResourcePolicyProps {
    /// The secret. It has one policy.
    #[arg(replace = "a policy is a part of its secret")]
    pub secret_arn: Arn,
    /// The policy document.
    pub policy: PolicyDocument,
    /// Whether Secrets Manager refuses a policy that allows public access.
    #[arg(default = true, write_only)]
    pub block_public_policy: bool,
}

/// The policy of a secret (`PutResourcePolicy`). An existing one is overwritten.
///
/// <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html>
#[resource("aws:secretsmanager/ResourcePolicy", props = ResourcePolicyProps)]
pub struct ResourcePolicy {
    /// The secret.
    #[attr(input = "secret_arn")]
    pub secret_arn: Arn,
}

impl Resource for ResourcePolicy {
    type Api = Aws;
    type Identity = Self;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_secretsmanager_secret_policy", "{secret_arn}")])
            .unique(&[&["secret_arn"]])
            .typical(Seconds::each(1))
    }

    fn check(props: &ResourcePolicyProps) -> Vec<String> {
        let size = props.policy.to_json().len();
        let wrong = format!("`policy` has {size} bytes: Secrets Manager takes up to 20480");
        if size <= 20480 { Vec::new() } else { vec![wrong] }
    }

    async fn create(cx: &OperationContext<Self>, props: &ResourcePolicyProps) -> Result<Self::Attrs> {
        cx.allocate(props, || async {
            put(cx, props).await?;
            Ok(Id::new(props.secret_arn.as_str()))
        })
        .await?;
        Ok(ResourcePolicyAttrs { secret_arn: props.secret_arn.clone() })
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        read_each(ids, |id| async move {
            let call = cx.api().secretsmanager().get_resource_policy().secret_id(id.as_str());
            let response = optional(send!(cx, call))?;
            let Some(text) = response.and_then(|response| response.resource_policy) else { return Ok(None) };
            let policy = PolicyDocument::parse(&text).map_err(|_| unreadable("policy"))?;
            let secret_arn = Arn::new(id.as_str());
            let attrs = ResourcePolicyAttrs { secret_arn: secret_arn.clone() };
            let props = ResourcePolicyProps { secret_arn, policy, block_public_policy: true };
            Ok(Some(ResourceState { id: id.clone(), props, attrs, status: Status::Ready }))
        })
        .await
    }

    async fn update(cx: &OperationContext<Self>, _: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        cx.eventually(&[], || async { not_found_as_retryable(put(cx, &change.new).await) }).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let call = cx.api().secretsmanager().delete_resource_policy().secret_id(id.as_str());
        retry!(cx, &[], call).ignore_not_found()
    }
}

impl Identity<Self> for ResourcePolicy {
    /// Repeating the call has no further effect, so it is sent again after a lost response.
    const IDEMPOTENCY: Idempotency = Idempotency::ClientToken;

    async fn find(cx: &OperationContext<Self>, props: &ResourcePolicyProps) -> Result<Vec<Id>> {
        let found = Self::read(cx, &[Id::new(props.secret_arn.as_str())]).await?;
        Ok(found.into_iter().map(|found| found.id).collect())
    }
}

async fn put(cx: &OperationContext<ResourcePolicy>, props: &ResourcePolicyProps) -> Result<()> {
    let call = cx.api().secretsmanager().put_resource_policy().secret_id(props.secret_arn.as_str());
    let call = call.resource_policy(props.policy.to_json()).block_public_policy(props.block_public_policy);
    send!(cx, call).map(drop)
}
