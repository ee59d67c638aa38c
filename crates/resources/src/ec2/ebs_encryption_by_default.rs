//! `aws:ec2/EbsEncryptionByDefault`: the encryption of all new volumes of an account in a region.

use crate::prelude::*;

/// The encryption of every new volume in a region, of all users of the account (`EnableEbsEncryptionByDefault`). Existing
/// volumes stay as they are. A region that has it already is taken over.
///
/// The delete switches the encryption off (`DisableEbsEncryptionByDefault`), as Terraform does: use the option
/// `retain_on_delete` to leave it on.
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EnableEbsEncryptionByDefault.html>
#[resource("aws:ec2/EbsEncryptionByDefault", props = ())]
pub struct EbsEncryptionByDefault {
    /// The region.
    pub region: RegionName,
}

impl Resource for EbsEncryptionByDefault {
    type Api = Aws;
    type Identity = Self;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_ebs_encryption_by_default", "{region}")])
            .unique(&[&[]])
            .typical(Seconds::each(1))
    }

    async fn create(cx: &OperationContext<Self>, (): &()) -> Result<Self::Attrs> {
        cx.allocate(&(), || async {
            send!(cx, cx.api().ec2().enable_ebs_encryption_by_default())?;
            Ok(Id::new(cx.region()))
        })
        .await?;
        Ok(attrs(cx))
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let is_on = is_on(cx).await?;
        let found = ids.iter().filter(|id| is_on && id.as_str() == cx.region());
        let state = |id: &Id| ResourceState { id: id.clone(), props: (), attrs: attrs(cx), status: Status::Ready };
        Ok(found.map(state).collect())
    }

    async fn delete(cx: &OperationContext<Self>, _: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        retry!(cx, &[], cx.api().ec2().disable_ebs_encryption_by_default()).map(drop)
    }
}

impl Identity<Self> for EbsEncryptionByDefault {
    /// Repeating the call has no further effect, so it is sent again after a lost response.
    const IDEMPOTENCY: Idempotency = Idempotency::ClientToken;

    async fn find(cx: &OperationContext<Self>, (): &()) -> Result<Vec<Id>> {
        Ok(is_on(cx).await?.then(|| Id::new(cx.region())).into_iter().collect())
    }
}

fn attrs(cx: &ReadContext<Aws>) -> EbsEncryptionByDefaultAttrs {
    EbsEncryptionByDefaultAttrs { region: RegionName::new(cx.region()) }
}

async fn is_on(cx: &ReadContext<Aws>) -> Result<bool> {
    let response = send!(cx, cx.api().ec2().get_ebs_encryption_by_default())?;
    Ok(response.ebs_encryption_by_default() == Some(true))
}
