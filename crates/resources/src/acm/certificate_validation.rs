//! `aws:acm/CertificateValidation`: the wait for an issued certificate.

use aws_sdk_acm::types::{CertificateDetail, CertificateStatus};

use super::certificate::{describe, failure};
use crate::prelude::*;

/// The properties of a certificate validation.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct CertificateValidationProps {
    /// The certificate.
    #[arg(replace = "another certificate is waited for")]
    pub certificate_arn: Arn,
    /// The names of the validation records, which makes this resource depend on them.
    #[arg(set, write_only)]
    pub record_names: Vec<String>,
}

/// Waits until a certificate is issued: one to five minutes after its validation records exist, at most thirty.
/// Resources that use the certificate take the ARN from here. It creates nothing in AWS, and its delete changes nothing
/// there.
///
/// <https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html>
#[resource("aws:acm/CertificateValidation", props = CertificateValidationProps)]
pub struct CertificateValidation {
    /// The ARN of the issued certificate.
    pub certificate_arn: Arn,
}

impl Resource for CertificateValidation {
    type Api = Aws;
    type Identity = ByClientToken;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_acm_certificate_validation", "{certificate_arn}")])
            .not_imported("it is a wait and no thing of its own; `up` makes it without changing anything")
            .typical(Seconds { create: 120, update: 1, delete: 1 })
            .timeouts(Seconds { create: 2700, update: 2700, delete: 60 })
            .polling(PollInterval { first_millis: 1000, max_secs: 15 })
    }

    async fn create(cx: &OperationContext<Self>, props: &CertificateValidationProps) -> Result<Self::Attrs> {
        let id = cx.allocate(props, || async { Ok(Id::new(props.certificate_arn.as_str())) }).await?;
        cx.until_ready(&id).await?;
        Ok(CertificateValidationAttrs { certificate_arn: props.certificate_arn.clone() })
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        read_each(ids, |id| async move {
            let certificate_arn = Arn::new(id.as_str());
            Ok(describe(cx, id).await?.map(|certificate| ResourceState {
                id: id.clone(),
                attrs: CertificateValidationAttrs { certificate_arn: certificate_arn.clone() },
                props: CertificateValidationProps { certificate_arn, record_names: Vec::new() },
                status: status_of(&certificate),
            }))
        })
        .await
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        cx.until_ready(id).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(_: &OperationContext<Self>, _: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        Ok(())
    }
}

fn status_of(certificate: &CertificateDetail) -> Status {
    match (failure(certificate), certificate.status()) {
        (Some(why), _) => Status::Failed(why),
        (None, Some(CertificateStatus::Issued | CertificateStatus::Inactive)) => Status::Ready,
        _ => Status::Pending("waiting for the validation records to be visible".to_owned()),
    }
}
