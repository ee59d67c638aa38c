//! `aws:sns/Topic`: what messages are published to.

use std::collections::HashMap;

use crate::prelude::*;

/// What a topic is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct TopicProps {
    /// The name, unique in account and region: up to 256 letters, digits, `_` and `-`; with `.fifo` behind it for a
    /// topic that keeps the order.
    #[arg(replace = "SNS cannot rename a topic", length = 1..=256, pattern = "[A-Za-z0-9_-]+(\\.fifo)?")]
    pub name: String,
    /// The sender's name in text messages.
    #[arg(default = "", length = ..=100)]
    pub display_name: String,
    /// The key that encrypts messages: id, ARN or alias. Services that publish must be allowed to use it.
    #[arg(equivalence = equivalences::KMS_KEY)]
    pub kms_key_id: Option<String>,
    /// Who may do what with it; SNS gives it one that allows its owner.
    #[arg(computed)]
    pub policy: Option<PolicyDocument>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A topic (`CreateTopic`).
///
/// <https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html>
#[resource("aws:sns/Topic", props = TopicProps)]
pub struct Topic {
    /// The ARN.
    pub arn: Arn,
    /// The name.
    #[attr(input = "name")]
    pub name: String,
}

impl Resource for Topic {
    type Api = Aws;
    type Identity = ByName;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_sns_topic", "{arn}")])
            .terraform_parts(&["aws_sns_topic_policy"])
            .unique(&[&["name"]])
            .typical(Seconds { create: 1, update: 1, delete: 1 })
    }

    async fn create(cx: &OperationContext<Self>, props: &TopicProps) -> Result<Self::Attrs> {
        create_named(cx, props, || async {
            // SNS answers with the topic that there is, if it looks the same.
            refuse_taken(cx, props).await?;
            let api = cx.api().sns();
            let call = api
                .create_topic()
                .name(&props.name)
                .set_attributes(Some(attributes(props)))
                .set_tags(Some(create_tags(cx, &props.tags)));
            let response = send!(cx, call)?;
            let id = id_in(response.topic_arn())?;
            Ok((id.clone(), Some(attrs_of(&id))))
        })
        .await
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        read_each(ids, |id| async move {
            let (attributes, tags) = futures::try_join!(attributes_of(cx, id), tags_of(cx, id))?;
            let (Some(attributes), Some(tags)) = (attributes, tags) else { return Ok(None) };
            let text = |name: &str| attributes.get(name).filter(|text| !text.is_empty());
            let attrs = attrs_of(id);
            let policy = text("Policy").map(|text| PolicyDocument::parse(text)).transpose();
            let props = TopicProps {
                name: attrs.name.clone(),
                display_name: text("DisplayName").cloned().unwrap_or_default(),
                kms_key_id: text("KmsMasterKeyId").cloned(),
                policy: policy.map_err(|_| unreadable("policy"))?,
                tags: own_tags(tags),
            };
            Ok(Some(ResourceState { id: id.clone(), props, attrs, status: Status::Ready }))
        })
        .await
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let (sns, arn, new) = (cx.api().sns(), id.as_str(), &change.new);
        let wanted = [
            ("display_name", "DisplayName", Some(new.display_name.clone())),
            ("kms_key_id", "KmsMasterKeyId", Some(new.kms_key_id.clone().unwrap_or_default())),
            ("policy", "Policy", new.policy.as_ref().map(PolicyDocument::to_json)),
        ];
        for (property, attribute, value) in wanted {
            if let (true, Some(value)) = (change.has(property), value) {
                let call = sns.set_topic_attributes().topic_arn(arn).attribute_name(attribute);
                retry!(cx, &[], call.attribute_value(&value))?;
            }
        }
        update_tags!(cx, sns, tag_resource / untag_resource, resource_arn(arn); &change.old.tags => &new.tags)?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let call = cx.api().sns().delete_topic().topic_arn(id.as_str());
        retry!(cx, &[], call).ignore_not_found()
    }
}

impl NaturalKey for Topic {
    fn display_name(props: &TopicProps) -> String {
        format!("the topic {}", props.name)
    }

    /// A topic is asked for by its ARN, which has the account in it.
    async fn lookup(cx: &ReadContext<Aws>, props: &TopicProps) -> Result<Option<(Id, Tags)>> {
        let topics = list_all!(cx, cx.api().sns().list_topics())?;
        let same = topics.into_iter().filter_map(|topic| topic.topic_arn).find(|arn| name_of(arn) == props.name);
        let Some(id) = same.map(Id::new) else { return Ok(None) };
        Ok(tags_of(cx, &id).await?.map(|tags| (id, tags)))
    }

    async fn list(cx: &ReadContext<Aws>) -> Result<Vec<Id>> {
        let topics = list_all!(cx, cx.api().sns().list_topics())?;
        let ours = topics.into_iter().filter_map(|topic| topic.topic_arn).map(|arn| async {
            let id = Id::new(arn);
            Ok(tags_of(cx, &id).await?.filter(|tags| is_of_stack(cx.stack(), tags)).map(|_| id))
        });
        Ok(try_join_all(ours).await?.into_iter().flatten().collect())
    }
}

fn name_of(arn: &str) -> &str {
    arn.rsplit(':').next().unwrap_or_default()
}

fn attrs_of(id: &Id) -> TopicAttrs {
    TopicAttrs { arn: Arn::new(id.as_str()), name: name_of(id.as_str()).to_owned() }
}

fn attributes(props: &TopicProps) -> HashMap<String, String> {
    let mut attributes = HashMap::new();
    let mut put = |name: &str, value: Option<String>| {
        attributes.extend(value.map(|value| (name.to_owned(), value)));
    };
    put("DisplayName", Some(props.display_name.clone()).filter(|name| !name.is_empty()));
    put("KmsMasterKeyId", props.kms_key_id.clone());
    put("Policy", props.policy.as_ref().map(PolicyDocument::to_json));
    put("FifoTopic", props.name.ends_with(".fifo").then(|| "true".to_owned()));
    attributes
}

async fn attributes_of(cx: &ReadContext<Aws>, id: &Id) -> Result<Option<HashMap<String, String>>> {
    let call = cx.api().sns().get_topic_attributes().topic_arn(id.as_str());
    Ok(optional(send!(cx, call))?.map(|response| response.attributes.unwrap_or_default()))
}

async fn tags_of(cx: &ReadContext<Aws>, id: &Id) -> Result<Option<Tags>> {
    if let Some(tags) = indexed_tags(cx, id.as_str()).await? {
        return Ok(Some(tags));
    }
    let call = cx.api().sns().list_tags_for_resource().resource_arn(id.as_str());
    Ok(optional(send!(cx, call))?.map(|response| all_tags(response.tags())))
}
