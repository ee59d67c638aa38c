//! `aws:ecr/Repository`: where container images are kept.

use aws_sdk_ecr::types::{self as sdk, EncryptionConfiguration, EncryptionType, ImageScanningConfiguration};

use crate::prelude::*;

/// How many repositories a call describes.
const AT_ONCE: usize = 100;

/// Says on the repository whether its images go with it: the API keeps no such thing.
const FORCE_DELETE_TAG: &str = "archipel:force-delete";

/// What a repository is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct RepositoryProps {
    /// The name, unique in account and region: 2 to 256 lower-case letters, digits and `._/-`.
    #[arg(
        replace = "ECR cannot rename a repository",
        length = 2..=256, pattern = "[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*",
    )]
    pub name: String,
    /// Whether a tag can be given to another image.
    #[arg(default = TagMutability::Mutable)]
    pub tag_mutability: TagMutability,
    /// Whether an image is looked through for known weaknesses when it comes.
    #[arg(default = false)]
    pub scan_on_push: bool,
    /// The key that encrypts the images; ECR's own, if not given.
    #[arg(equivalence = equivalences::KMS_KEY, replace = "ECR cannot change how a repository is encrypted")]
    pub kms_key_arn: Option<Arn>,
    /// Which images expire: a JSON document.
    pub lifecycle_policy: Option<PolicyDocument>,
    /// Whether its images are deleted with it. Otherwise a repository that holds some cannot be deleted.
    #[arg(default = false)]
    pub force_delete: bool,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// Whether a tag can be given to another image.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "SCREAMING_SNAKE")]
pub enum TagMutability {
    /// It can.
    Mutable,
    /// It cannot.
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
    /// What images are pushed to and pulled from: `123456789012.dkr.ecr.eu-west-1.amazonaws.com/api`.
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
            .typical(Seconds { create: 1, update: 1, delete: 1 })
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

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let found = described(cx, ids).await?.into_iter().map(|repository| async move {
            let arn = repository.repository_arn().unwrap_or_default();
            let name = repository.repository_name().unwrap_or_default();
            let (tags, lifecycle) = futures::try_join!(tags_of(cx, arn), lifecycle(cx, name))?;
            Ok(tags.map(|tags| seen(&repository, lifecycle, tags)))
        });
        Ok(try_join_all(found).await?.into_iter().flatten().collect())
    }

    async fn read_from_list(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ListedState<Self>>> {
        let found = described(cx, ids).await?.into_iter().map(|repository| async move {
            let tags = tags_of(cx, repository.repository_arn().unwrap_or_default()).await?;
            Ok(tags.map(|tags| ListedState::missing(seen(&repository, None, tags), &["lifecycle_policy"])))
        });
        Ok(try_join_all(found).await?.into_iter().flatten().collect())
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let (ecr, name, old, new) = (cx.api().ecr(), id.as_str(), &change.old, &change.new);
        if change.has("tag_mutability") {
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
        let arn = change.attrs.arn.as_str();
        let (had, wanted) = (with_force(&old.tags, old.force_delete), with_force(&new.tags, new.force_delete));
        update_tags!(cx, ecr, tag_resource / untag_resource, resource_arn(arn); &had => &wanted)?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, last: &DeleteRequest<Self>) -> Result<()> {
        let call = cx.api().ecr().delete_repository().repository_name(id.as_str());
        retry!(cx, &[], call.force(last.props.force_delete)).ignore_not_found()
    }
}

impl NaturalKey for Repository {
    fn display_name(props: &RepositoryProps) -> String {
        format!("the repository {}", props.name)
    }

    async fn lookup(cx: &ReadContext<Aws>, props: &RepositoryProps) -> Result<Option<(Id, Tags)>> {
        let Some(repository) = describe(cx, &props.name).await? else { return Ok(None) };
        let tags = tags_of(cx, repository.repository_arn().unwrap_or_default()).await?;
        Ok(tags.map(|tags| (Id::new(&props.name), tags)))
    }

    async fn list(cx: &ReadContext<Aws>) -> Result<Vec<Id>> {
        let all = list_all!(cx, cx.api().ecr().describe_repositories())?;
        let ours = all.iter().map(|repository| async {
            let tags = tags_of(cx, repository.repository_arn().unwrap_or_default()).await?;
            let ours = tags.filter(|tags| is_of_stack(cx.stack(), tags));
            Ok(ours.and_then(|_| repository.repository_name()).map(Id::new))
        });
        Ok(try_join_all(ours).await?.into_iter().flatten().collect())
    }
}

fn scanning(props: &RepositoryProps) -> ImageScanningConfiguration {
    ImageScanningConfiguration::builder().scan_on_push(props.scan_on_push).build()
}

fn with_force(tags: &Tags, force: bool) -> Tags {
    let mark = force.then(|| (FORCE_DELETE_TAG.to_owned(), "true".to_owned()));
    tags.clone().into_iter().chain(mark).collect()
}

/// One a call: a name that is not there would make the whole call fail.
async fn describe(cx: &ReadContext<Aws>, name: &str) -> Result<Option<sdk::Repository>> {
    Ok(described(cx, &[Id::new(name)]).await?.pop())
}

async fn described(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<sdk::Repository>> {
    read_in_batches(ids, AT_ONCE, |ids| async move {
        let names = ids.iter().map(Id::to_string).collect();
        let call = cx.api().ecr().describe_repositories().set_repository_names(Some(names));
        Ok(send!(cx, call)?.repositories.unwrap_or_default())
    })
    .await
}

async fn tags_of(cx: &ReadContext<Aws>, arn: &str) -> Result<Option<Tags>> {
    if let Some(tags) = indexed_tags(cx, arn).await? {
        return Ok(Some(tags));
    }
    let call = cx.api().ecr().list_tags_for_resource().resource_arn(arn);
    Ok(optional(send!(cx, call))?.map(|response| all_tags(response.tags())))
}

async fn lifecycle(cx: &ReadContext<Aws>, name: &str) -> Result<Option<PolicyDocument>> {
    let call = cx.api().ecr().get_lifecycle_policy().repository_name(name);
    let response = optional(send!(cx, call))?;
    let policy = response.as_ref().and_then(|response| response.lifecycle_policy_text()).map(PolicyDocument::parse);
    policy.transpose().map_err(|_| unreadable("lifecycle policy"))
}

async fn put_lifecycle(cx: &OperationContext<Repository>, props: &RepositoryProps) -> Result<()> {
    let ecr = cx.api().ecr();
    let put = || async {
        match &props.lifecycle_policy {
            Some(policy) => {
                let call = ecr.put_lifecycle_policy().repository_name(&props.name);
                send!(cx, call.lifecycle_policy_text(policy.to_json())).map(drop)
            }
            None => {
                let call = ecr.delete_lifecycle_policy().repository_name(&props.name);
                send!(cx, call).ignore_not_found()
            }
        }
    };
    cx.eventually(&[], put).await
}

fn attrs_of(repository: &sdk::Repository) -> RepositoryAttrs {
    RepositoryAttrs {
        arn: Arn::new(text(repository.repository_arn())),
        name: text(repository.repository_name()),
        url: text(repository.repository_uri()),
    }
}

fn seen(
    repository: &sdk::Repository,
    lifecycle_policy: Option<PolicyDocument>,
    tags: Tags,
) -> ResourceState<Repository> {
    let attrs = attrs_of(repository);
    let encryption = repository.encryption_configuration();
    let key = encryption.filter(|encryption| *encryption.encryption_type() != EncryptionType::Aes256);
    let mutability = repository.image_tag_mutability().and_then(|mutability| mutability.as_str().parse().ok());
    let props = RepositoryProps {
        name: attrs.name.clone(),
        tag_mutability: mutability.unwrap_or(TagMutability::Mutable),
        scan_on_push: repository.image_scanning_configuration().is_some_and(|scanning| scanning.scan_on_push()),
        kms_key_arn: key.and_then(|encryption| encryption.kms_key()).map(Arn::new),
        lifecycle_policy,
        force_delete: tags.contains_key(FORCE_DELETE_TAG),
        tags: own_tags(tags),
    };
    ResourceState { id: Id::new(&attrs.name), props, attrs, status: Status::Ready }
}
