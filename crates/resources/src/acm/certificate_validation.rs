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
    /// The name servers of the zone with the validation records. ACM does not see the records until the domain's registrar
    /// refers to these servers: the progress and the error of a wait name them.
    #[arg(set, write_only)]
    pub name_servers: Vec<String>,
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
    type Identity = NothingToFind;

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
        until_issued(cx, &id, &props.name_servers).await?;
        Ok(CertificateValidationAttrs { certificate_arn: props.certificate_arn.clone() })
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        read_each(ids, |id| async move {
            let certificate_arn = Arn::new(id.as_str());
            Ok(describe(cx, id).await?.map(|certificate| ResourceState {
                id: id.clone(),
                attrs: CertificateValidationAttrs { certificate_arn: certificate_arn.clone() },
                props: CertificateValidationProps {
                    certificate_arn,
                    record_names: Vec::new(),
                    name_servers: Vec::new(),
                },
                status: status_of(&certificate),
            }))
        })
        .await
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        until_issued(cx, id, &change.new.name_servers).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(_: &OperationContext<Self>, _: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        Ok(())
    }
}

/// Waits until a certificate is issued. The wait has no end without a delegation, which only the user can make, so its
/// progress asks for that from the start.
async fn until_issued(cx: &OperationContext<CertificateValidation>, id: &Id, name_servers: &[String]) -> Result<()> {
    let awaited = match name_servers {
        [] => "DNS to show the validation records".to_owned(),
        servers => format!("the domain's registrar to name {} as its name servers", servers.join(", ")),
    };
    cx.eventually(&[&awaited], || async {
        let certificate = describe(cx, id).await?;
        match certificate.as_ref().map(status_of) {
            Some(Status::Ready) => Ok(()),
            Some(Status::Failed(why)) => Err(ProviderError::new(ErrorKind::Failed, format!("{id} failed: {why}"))),
            Some(_) => {
                let why = format!("ACM has not issued {id} yet: it waits for {awaited}");
                Err(ProviderError { code: Some(awaited.clone()), ..ProviderError::new(ErrorKind::NotYet, why) })
            }
            None => Err(ProviderError::new(ErrorKind::NotFound, format!("{id} was deleted"))),
        }
    })
    .await
}

fn status_of(certificate: &CertificateDetail) -> Status {
    match (failure(certificate), certificate.status()) {
        (Some(why), _) => Status::Failed(why),
        (None, Some(CertificateStatus::Issued | CertificateStatus::Inactive)) => Status::Ready,
        _ => Status::Pending("waiting for the validation records to be visible".to_owned()),
    }
}
