//! `aws:elbv2/ListenerCertificate`: a further certificate of a listener.

use aws_sdk_elasticloadbalancingv2::types::Certificate;

use crate::prelude::*;

/// The properties of a further certificate.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct ListenerCertificateProps {
    /// The listener, for HTTPS.
    #[arg(replace = "it is another certificate of a listener")]
    pub listener_arn: Arn,
    /// The certificate, which must be issued and in the same region.
    #[arg(replace = "it is another certificate of a listener")]
    pub certificate_arn: Arn,
}

/// A certificate of a listener beside its default one (`AddListenerCertificates`). The host name that a client asks for
/// (SNI) decides between them.
///
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_AddListenerCertificates.html>
#[resource("aws:elbv2/ListenerCertificate", props = ListenerCertificateProps)]
pub struct ListenerCertificate {
    /// The listener.
    #[attr(input = "listener_arn")]
    pub listener_arn: Arn,
    /// The certificate.
    #[attr(input = "certificate_arn")]
    pub certificate_arn: Arn,
}

/// The code for a certificate that not every server of ELB knows yet.
const RETRYABLE_CODES: &[&str] = &["CertificateNotFound"];

impl Resource for ListenerCertificate {
    type Api = Aws;
    type Identity = Self;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[
                ("aws_lb_listener_certificate", "{listener_arn}|{certificate_arn}"),
                ("aws_alb_listener_certificate", "{listener_arn}|{certificate_arn}"),
            ])
            .unique(&[&["listener_arn", "certificate_arn"]])
            .typical(Seconds::each(1))
    }

    async fn create(cx: &OperationContext<Self>, props: &ListenerCertificateProps) -> Result<Self::Attrs> {
        cx.allocate(props, || async {
            let call = cx.api().elbv2().add_listener_certificates().listener_arn(props.listener_arn.as_str());
            let answer = send!(cx, call.certificates(certificate(props.certificate_arn.as_str())));
            answer.map_err(|error| match error.has_code(RETRYABLE_CODES) {
                true => ProviderError { kind: ErrorKind::NotYet, ..error },
                false => error,
            })?;
            Ok(id_of(props))
        })
        .await?;
        Ok(attrs_of(props))
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let listeners: std::collections::BTreeSet<&str> =
            ids.iter().filter_map(|id| id.parts().first().copied()).collect();
        let all = try_join_all(
            listeners
                .iter()
                .map(|listener| async move { Ok::<_, ProviderError>((*listener, certificates(cx, listener).await?)) }),
        )
        .await?;
        let mut found = Vec::new();
        for (listener, certificates) in all {
            for arn in certificates {
                let props =
                    ListenerCertificateProps { listener_arn: Arn::new(listener), certificate_arn: Arn::new(arn) };
                let (id, attrs) = (id_of(&props), attrs_of(&props));
                if ids.contains(&id) {
                    found.push(ResourceState { id, props, attrs, status: Status::Ready });
                }
            }
        }
        Ok(found)
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let parts = id.parts();
        let [listener, arn] = parts.as_slice() else {
            return Err(ProviderError::new(ErrorKind::Internal, format!("`{id}` is not the id of a certificate")));
        };
        let call = cx.api().elbv2().remove_listener_certificates().listener_arn(*listener);
        retry!(cx, &[], call.certificates(certificate(arn))).ignore_not_found()
    }
}

impl Identity<Self> for ListenerCertificate {
    /// Repeating the call has no further effect, so it is sent again after a lost response.
    const IDEMPOTENCY: Idempotency = Idempotency::ClientToken;

    async fn find(cx: &OperationContext<Self>, props: &ListenerCertificateProps) -> Result<Vec<Id>> {
        let there = certificates(cx, props.listener_arn.as_str()).await?;
        let has = there.iter().any(|arn| arn == props.certificate_arn.as_str());
        Ok(has.then(|| id_of(props)).into_iter().collect())
    }
}

fn id_of(props: &ListenerCertificateProps) -> Id {
    Id::joined([props.listener_arn.as_str(), props.certificate_arn.as_str()])
}

fn attrs_of(props: &ListenerCertificateProps) -> ListenerCertificateAttrs {
    let ListenerCertificateProps { listener_arn, certificate_arn } = props.clone();
    ListenerCertificateAttrs { listener_arn, certificate_arn }
}

fn certificate(arn: &str) -> Certificate {
    Certificate::builder().certificate_arn(arn).build()
}

/// The ARNs of the further certificates of a listener; none when the listener does not exist.
async fn certificates(cx: &ReadContext<Aws>, listener: &str) -> Result<Vec<String>> {
    let call = cx.api().elbv2().describe_listener_certificates().listener_arn(listener);
    let all = optional(list_pages!(cx, call, certificates))?.unwrap_or_default();
    Ok(all.into_iter().filter(|one| one.is_default() != Some(true)).filter_map(|one| one.certificate_arn).collect())
}
