//! `aws:acm/Certificate`: a certificate that DNS validates.

use std::sync::Arc;

use archipel_engine::equivalence;
use aws_sdk_acm::types::{self as sdk, CertificateDetail, CertificateStatus, ValidationMethod};

use crate::aws::TOKEN_TAG;
use crate::prelude::*;

/// The properties of a certificate.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct CertificateProps {
    /// The domain name, such as `example.com` or `*.example.com`.
    #[arg(equivalence = equivalence::DNS_NAME, replace = "a certificate is for the names that it was issued for", length = 1..=253)]
    pub domain_name: String,
    /// Further domain names.
    #[arg(
        equivalence = equivalence::DNS_NAME, set, replace = "a certificate is for the names that it was issued for",
        length = 1..=253, items = ..=100,
    )]
    pub alternative_names: Vec<String>,
    /// The key algorithm.
    #[arg(default = KeyAlgorithm::Rsa2048, replace = "a certificate keeps its key")]
    pub key_algorithm: KeyAlgorithm,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A key algorithm.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyAlgorithm {
    /// RSA with 2,048 bits, which all clients support.
    #[prop("RSA_2048")]
    Rsa2048,
    /// P-256: smaller and faster.
    #[prop("EC_prime256v1")]
    EcPrime256,
    /// P-384.
    #[prop("EC_secp384r1")]
    EcSecp384,
}

/// A DNS record that proves the ownership of a domain name.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(ValidationRecord)]
pub struct ValidationRecordProps {
    /// The domain name of the certificate that the record proves.
    pub domain_name: String,
    /// The name of the record.
    pub name: String,
    /// The type of the record: `CNAME`.
    pub record_type: String,
    /// The value.
    pub value: String,
}

/// A certificate (`RequestCertificate`) that DNS validates. It is ready when ACM has returned the validation records;
/// `CertificateValidation` waits until it is issued.
///
/// A domain name has the same record in every region and for its wildcard, so one record validates all of them.
///
/// <https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html>
#[resource("aws:acm/Certificate", props = CertificateProps)]
pub struct Certificate {
    /// The ARN.
    pub arn: Arn,
    /// The validation records: one for each domain name that needs its own.
    pub validation_records: Vec<ValidationRecordProps>,
    /// The name of the first validation record.
    pub validation_record_name: String,
    /// The value.
    pub validation_record_value: String,
}

impl Resource for Certificate {
    type Api = Aws;
    type Identity = Self;

    fn meta() -> Meta {
        // ACM keeps an idempotency token for an hour. Tags have no time limit.
        meta::<Self>()
            .terraform(&[("aws_acm_certificate", "{arn}")])
            .undeletable_in_use()
            .typical(Seconds { create: 5, update: 1, delete: 5 })
            .timeouts(Seconds { create: 300, update: 300, delete: 3600 })
            .visible_within_secs(60)
    }

    fn check(props: &CertificateProps) -> Vec<String> {
        let names = std::iter::once(&props.domain_name).chain(&props.alternative_names);
        let bad = |name: &&String| !name.contains('.') || name.ends_with('.') || name.len() > 253;
        names
            .filter(bad)
            .map(|name| format!("invalid domain name `{name}`: expected a name such as `www.example.com`"))
            .collect()
    }

    async fn create(cx: &OperationContext<Self>, props: &CertificateProps) -> Result<Self::Attrs> {
        let id = cx
            .allocate(props, || async {
                let names = &props.alternative_names;
                let api = cx.api().acm();
                let call = api
                    .request_certificate()
                    .domain_name(&props.domain_name)
                    .set_subject_alternative_names((!names.is_empty()).then(|| names.clone()))
                    .validation_method(ValidationMethod::Dns)
                    .key_algorithm(props.key_algorithm.as_str().into())
                    .idempotency_token(cx.token())
                    .set_tags(Some(create_tags(cx, &props.tags)));
                id_in(send!(cx, call)?.certificate_arn())
            })
            .await?;
        ready(cx, &id).await
    }

    reads!(read, status);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let (acm, arn) = (cx.api().acm(), id.as_str());
        let set = |tags: Tags| async move {
            let call = acm.add_tags_to_certificate().certificate_arn(arn).set_tags(Some(sdk_tags(&tags)));
            send!(cx, call).map(drop)
        };
        let old = &change.old.tags;
        let remove = |keys: Vec<String>| async move {
            // ACM removes tags by key and value.
            let gone: Tags =
                keys.into_iter().filter_map(|key| old.get(&key).cloned().map(|value| (key, value))).collect();
            let call = acm.remove_tags_from_certificate().certificate_arn(arn).set_tags(Some(sdk_tags(&gone)));
            send!(cx, call).map(drop)
        };
        sync_tags(cx, &[], old, &change.new.tags, set, remove).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        // Listeners and distributions release the certificate some time after they change.
        let call = cx.api().acm().delete_certificate().certificate_arn(id.as_str());
        retry!(cx, &["ResourceInUseException"], call).ignore_not_found()
    }
}

impl Identity<Self> for Certificate {
    const IDEMPOTENCY: Idempotency = Idempotency::OwnershipTag;

    async fn find(cx: &OperationContext<Self>, props: &CertificateProps) -> Result<Vec<Id>> {
        let all = list_all!(cx, cx.api().acm().list_certificates())?;
        let same = all.into_iter().filter(|one| one.domain_name() == Some(props.domain_name.as_str()));
        let ids: Vec<Id> = same.filter_map(|one| one.certificate_arn).map(Id::new).collect();
        read_each(&ids, |id| async move {
            let tags = tags_of(cx, id).await?.unwrap_or_default();
            Ok((tags.get(TOKEN_TAG).map(String::as_str) == Some(cx.token())).then(|| id.clone()))
        })
        .await
    }

    async fn list(cx: &ReadContext<Aws>) -> Result<Vec<Id>> {
        let all = list_all!(cx, cx.api().acm().list_certificates())?;
        let ids: Vec<Id> = all.into_iter().filter_map(|one| one.certificate_arn).map(Id::new).collect();
        read_each(&ids, |id| async move {
            Ok(tags_of(cx, id).await?.filter(|tags| is_listed(cx, tags)).map(|_| id.clone()))
        })
        .await
    }
}

pub(super) async fn describe(cx: &ReadContext<Aws>, id: &Id) -> Result<Option<CertificateDetail>> {
    // A certificate and its validation are read from the same response.
    let response = cx.cached(id.as_str(), || async {
        let call = cx.api().acm().describe_certificate().certificate_arn(id.as_str());
        Ok(optional(send!(cx, call))?.and_then(|response| response.certificate))
    });
    Ok(Arc::unwrap_or_clone(response.await?))
}

/// The reason why a certificate will never be issued, if any.
pub(super) fn failure(certificate: &CertificateDetail) -> Option<String> {
    let dead = [
        CertificateStatus::Expired,
        CertificateStatus::Failed,
        CertificateStatus::Revoked,
        CertificateStatus::ValidationTimedOut,
    ];
    let status = certificate.status().filter(|status| dead.contains(status))?;
    let reason = certificate.failure_reason().map(|reason| format!(": {}", reason.as_str())).unwrap_or_default();
    Some(format!("ACM says {}{reason}", status.as_str()))
}

async fn tags_of(cx: &ReadContext<Aws>, id: &Id) -> Result<Option<Tags>> {
    if let Some(tags) = indexed_tags(cx, id.as_str()).await? {
        return Ok(Some(tags));
    }
    let call = cx.api().acm().list_tags_for_certificate().certificate_arn(id.as_str());
    Ok(optional(send!(cx, call))?.map(|response| all_tags(response.tags())))
}

described! {
    Certificate: CertificateDetail,
    id: certificate_arn,
    status: |certificate| {
        let options = certificate.domain_validation_options();
        match failure(certificate) {
            Some(why) => Status::Failed(why),
            None if options.is_empty() || options.iter().any(|option| option.resource_record().is_none()) => {
                Status::Pending("validation records".to_owned())
            }
            None => Status::Ready,
        }
    },
    describe: |cx, ids| read_each(ids, |id| describe(cx, id)).await,
    tags: |cx, certificate| tags_of(cx, &Self::id_of(certificate)).await,
    state: state,
}

fn state(certificate: &CertificateDetail, tags: Tags) -> Result<State<Certificate>> {
    let mut records: Vec<ValidationRecordProps> = Vec::new();
    for option in certificate.domain_validation_options() {
        match option.resource_record() {
            Some(record) if records.iter().all(|known| known.name != record.name()) => {
                records.push(ValidationRecordProps {
                    domain_name: option.domain_name().to_owned(),
                    name: record.name().to_owned(),
                    record_type: record.r#type().as_str().to_owned(),
                    value: record.value().to_owned(),
                });
            }
            _ => {}
        }
    }
    let domain_name = certificate.domain_name().unwrap_or_default().to_owned();
    let others = certificate.subject_alternative_names().iter().filter(|name| **name != domain_name);
    let algorithm = certificate.key_algorithm().map(|algorithm| algorithm.as_str().replace('-', "_"));
    let first = records.first().cloned();
    let attrs = CertificateAttrs {
        arn: Arn::new(text(certificate.certificate_arn())),
        validation_record_name: first.as_ref().map(|record| record.name.clone()).unwrap_or_default(),
        validation_record_value: first.map(|record| record.value).unwrap_or_default(),
        validation_records: records,
    };
    let props = CertificateProps {
        alternative_names: others.cloned().collect(),
        domain_name,
        key_algorithm: parsed("key algorithm", algorithm.as_deref().or(Some(sdk::KeyAlgorithm::Rsa2048.as_str())))?,
        tags: own_tags(tags),
    };
    Ok((props, attrs))
}
