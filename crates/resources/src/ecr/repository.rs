//! `aws:ecr/Repository`: a repository of container images.

use aws_sdk_ecr::types::{self as sdk, EncryptionConfiguration, EncryptionType, ImageScanningConfiguration};

use crate::aws::service_tags::ecr::{tags_of, update_tags};
use crate::prelude::*;

/// How many repositories a call describes.
const BATCH_SIZE: usize = 100;

/// The tag that records `force_delete`, for which the API has no setting.
const FORCE_DELETE_TAG: &str = "archipel:force-delete";

/// The properties of a repository.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct RepositoryProps {
    /// The name, unique in the account and region: 2 to 256 lower-case letters, digits and `._/-`.
    #[arg(
        replace = "ECR cannot rename a repository",
        length = 2..=256, pattern = "[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*",
    )]
    pub name: String,
    /// Whether an image tag can be moved to another image.
    #[arg(default = TagMutability::Mutable)]
    pub tag_mutability: TagMutability,
    /// Whether ECR scans an image for known vulnerabilities when it is pushed.
    #[arg(default = false)]
    pub scan_on_push: bool,
    /// The KMS key that encrypts the images. The default is a key of ECR.
    #[arg(equivalence = equivalences::KMS_KEY, replace = "ECR cannot change how a repository is encrypted")]
    pub kms_key_arn: Option<Arn>,
    /// The lifecycle policy, which expires images: a JSON document.
    pub lifecycle_policy: Option<JsonDocument>,
    /// Whether a delete also deletes the images. Otherwise the delete of a repository with images fails.
    #[arg(default = false)]
    pub force_delete: bool,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// Whether an image tag can be moved to another image.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "SCREAMING_SNAKE")]
pub enum TagMutability {
    /// Tags can be moved.
    Mutable,
    /// Tags cannot be moved.
    Immutable,
}

/// A repository (`CreateRepository`).
///
/// <https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html>
#[resource("aws:ecr/Repository", props = RepositoryProps)]
pub struct Repository {
    /// The ARN.
    pub arn: Arn,
    /// The name.
    #[attr(input = "name")]
    pub name: String,
    /// The address for pushes and pulls: `123456789012.dkr.ecr.eu-west-1.amazonaws.com/api`.
    pub url: String,
}

impl Resource for Repository {
    type Api = Aws;
    type Identity = ByName;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_ecr_repository", "{name}")])
            .terraform_parts(&["aws_ecr_lifecycle_policy"])
            .unique(&[&["name"]])
            .typical(Seconds::each(1))
            .holds_data("the images in the repository")
    }

    async fn create(cx: &OperationContext<Self>, props: &RepositoryProps) -> Result<Self::Attrs> {
        let attrs = create_named(cx, props, || async {
            let encryption = EncryptionConfiguration::builder()
                .encryption_type(if props.kms_key_arn.is_some() { EncryptionType::Kms } else { EncryptionType::Aes256 })
                .set_kms_key(props.kms_key_arn.as_ref().map(Arn::to_string));
            let api = cx.api().ecr();
            let call = api
                .create_repository()
                .repository_name(&props.name)
                .image_tag_mutability(props.tag_mutability.as_str().into())
                .image_scanning_configuration(scanning(props))
                .encryption_configuration(build_input(encryption.build())?)
                .set_tags(Some(create_tags(cx, &with_force(&props.tags, props.force_delete))));
            let response = send!(cx, call)?;
            Ok((Id::new(&props.name), response.repository().map(attrs_of)))
        })
        .await?;
        if props.lifecycle_policy.is_some() {
            put_lifecycle(cx, props).await?;
        }
        Ok(attrs)
    }

    reads!(read, read_from_list, status);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let (ecr, name, old, new) = (cx.api().ecr(), id.as_str(), &change.old, &change.new);
        if change.has("tag_mutability") {
            keep_unmanaged::<Self>(cx, id).await?;
            let call = ecr.put_image_tag_mutability().repository_name(name);
            retry!(cx, &[], call.image_tag_mutability(new.tag_mutability.as_str().into()))?;
        }
        if change.has("scan_on_push") {
            let call = ecr.put_image_scanning_configuration().repository_name(name);
            retry!(cx, &[], call.image_scanning_configuration(scanning(new)))?;
        }
        if change.has("lifecycle_policy") {
            put_lifecycle(cx, new).await?;
        }
        let (had, wanted) = (with_force(&old.tags, old.force_delete), with_force(&new.tags, new.force_delete));
        update_tags(cx, change.attrs.arn.as_str(), &had, &wanted).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, last: &DeleteRequest<Self>) -> Result<()> {
        let call = cx.api().ecr().delete_repository().repository_name(id.as_str());
        retry!(cx, &[], call.force(last.props.force_delete)).ignore_not_found()
    }
}

lookup! {
    Repository: sdk::Repository, "repository" by name,
    list: |cx| list_all!(cx, cx.api().ecr().describe_repositories());
    id: repository_name,
    describe: |cx, ids| {
        read_in_batches(ids, BATCH_SIZE, |ids| async move {
            let call = cx.api().ecr().describe_repositories().set_repository_names(Some(texts(ids)));
            Ok(send!(cx, call)?.repositories.unwrap_or_default())
        })
        .await
    },
    tags: |cx, repository| tags_of(cx, repository.repository_arn()).await,
    details: Option<JsonDocument> = |cx, repository| lifecycle(cx, repository.repository_name()).await.map(Some),
    unlisted: &["lifecycle_policy"],
    unmanaged: unmanaged,
    state: state,
}

/// The mutability of tags with exclusions is another value.
const WITH_EXCLUSION: &str = "_WITH_EXCLUSION";

fn unmanaged(repository: &sdk::Repository, _: &Option<JsonDocument>) -> Vec<String> {
    let excluding = repository.image_tag_mutability().is_some_and(|of| of.as_str().ends_with(WITH_EXCLUSION));
    let encryption = repository.encryption_configuration().map(EncryptionConfiguration::encryption_type);
    let doubly = encryption == Some(&EncryptionType::KmsDsse);
    let settings = [("exclusions from the mutability of tags", excluding), ("the encryption `KMS_DSSE`", doubly)];
    settings.into_iter().filter(|(_, is_set)| *is_set).map(|(setting, _)| setting.to_owned()).collect()
}

fn scanning(props: &RepositoryProps) -> ImageScanningConfiguration {
    ImageScanningConfiguration::builder().scan_on_push(props.scan_on_push).build()
}

fn with_force(tags: &Tags, force: bool) -> Tags {
    let mark = force.then(|| (FORCE_DELETE_TAG.to_owned(), "true".to_owned()));
    tags.clone().into_iter().chain(mark).collect()
}

async fn lifecycle(cx: &ReadContext<Aws>, name: Option<&str>) -> Result<Option<JsonDocument>> {
    let call = cx.api().ecr().get_lifecycle_policy().repository_name(name.unwrap_or_default());
    let response = optional(send!(cx, call))?;
    let policy = response.as_ref().and_then(|response| response.lifecycle_policy_text()).map(JsonDocument::parse);
    policy.transpose().map_err(|_| unreadable("lifecycle policy"))
}

async fn put_lifecycle(cx: &OperationContext<Repository>, props: &RepositoryProps) -> Result<()> {
    let ecr = cx.api().ecr();
    match &props.lifecycle_policy {
        Some(policy) => {
            let call = ecr.put_lifecycle_policy().repository_name(&props.name);
            retry!(cx, &[], call.lifecycle_policy_text(policy.to_json())).map(drop)
        }
        None => retry!(cx, &[], ecr.delete_lifecycle_policy().repository_name(&props.name)).ignore_not_found(),
    }
}

fn attrs_of(repository: &sdk::Repository) -> RepositoryAttrs {
    RepositoryAttrs {
        arn: Arn::new(text(repository.repository_arn())),
        name: text(repository.repository_name()),
        url: text(repository.repository_uri()),
    }
}

fn state(
    repository: &sdk::Repository,
    lifecycle_policy: &Option<JsonDocument>,
    tags: Tags,
) -> Result<State<Repository>> {
    let attrs = attrs_of(repository);
    let encryption = repository.encryption_configuration();
    let key = encryption.filter(|encryption| *encryption.encryption_type() != EncryptionType::Aes256);
    let mutability = repository.image_tag_mutability().map(sdk::ImageTagMutability::as_str);
    let mutability = parsed_option("mutability of tags", mutability.map(|text| text.trim_end_matches(WITH_EXCLUSION)))?;
    let props = RepositoryProps {
        name: attrs.name.clone(),
        tag_mutability: mutability.unwrap_or(TagMutability::Mutable),
        scan_on_push: repository.image_scanning_configuration().is_some_and(|scanning| scanning.scan_on_push()),
        kms_key_arn: key.and_then(|encryption| encryption.kms_key()).map(Arn::new),
        lifecycle_policy: lifecycle_policy.clone(),
        force_delete: tags.contains_key(FORCE_DELETE_TAG),
        tags: own_tags(tags),
    };
    Ok((props, attrs))
}
