//! `aws:sns/Topic`: what messages are published to.

use std::collections::{BTreeMap, HashMap};

use archipel_engine::resource::{Change, Cx, Id, Last, OpCx, Resource, Result, Seen, Status};
use archipel_engine::schema::{Actions, Identity, Meta};
use archipel_engine::{Args, resource};
use futures::future::try_join_all;

use crate::aws::{
    Answer, Aws, OrGone, Tags, all_tags, create_tags, each, if_there, indexed_tags, list_all, own_tags, sdk_tags,
    sync_tags, unreadable,
};
use crate::forms;
use crate::natural::{Named, create_named, find_named, id_in, is_of_stack, refuse_taken};
use crate::types::{Arn, PolicyDocument};

/// What a topic is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct TopicProps {
    /// The name, unique in account and region: up to 256 letters, digits, `_` and `-`; with `.fifo` behind it for a
    /// topic that keeps the order.
    #[arg(replace = "SNS cannot rename a topic")]
    pub name: String,
    /// The sender's name in text messages.
    #[arg(default = "")]
    pub display_name: String,
    /// The key that encrypts messages: id, ARN or alias. Services that publish must be allowed to use it.
    #[arg(form = forms::KMS_KEY)]
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

    fn meta() -> Meta {
        Meta::new("sns")
            .terraform(&[("aws_sns_topic", "{arn}")])
            .terraform_parts(&["aws_sns_topic_policy"])
            .identity(Identity::NaturalKey)
            .unique(&[&["name"]])
            .typical(1, 1, 1)
            .actions(Actions {
                create: &["sns:CreateTopic", "sns:TagResource", "sns:ListTopics"],
                read: &["sns:GetTopicAttributes", "sns:ListTagsForResource", "tag:GetResources", "sns:ListTopics"],
                update: &["sns:SetTopicAttributes", "sns:TagResource", "sns:UntagResource"],
                delete: &["sns:DeleteTopic"],
            })
    }

    fn check(props: &TopicProps) -> Vec<String> {
        let name = props.name.strip_suffix(".fifo").unwrap_or(&props.name);
        let good = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        let fits = !name.is_empty() && props.name.len() <= 256 && name.chars().all(good);
        let wrong = format!("`name` is `{}`: it has 1 to 256 letters, digits, `_` and `-`", props.name);
        if fits { Vec::new() } else { vec![wrong] }
    }

    async fn create(cx: &OpCx<Self>, props: &TopicProps) -> Result<TopicAttrs> {
        create_named(cx, props, || async {
            // SNS answers with the topic that there is, if it looks the same.
            refuse_taken(cx, props).await?;
            let call = cx
                .api()
                .sns()
                .create_topic()
                .name(&props.name)
                .set_attributes(Some(attributes(props)))
                .set_tags(Some(create_tags(cx, &props.tags)));
            let told = call.send().await.answer(cx.region())?;
            let id = id_in(told.topic_arn())?;
            Ok((id.clone(), Some(attrs_of(&id))))
        })
        .await
    }

    async fn read(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Seen<Self>>> {
        each(ids, |id| async move {
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
            Ok(Some(Seen { id: id.clone(), props, attrs, status: Status::Ready }))
        })
        .await
    }

    async fn update(cx: &OpCx<Self>, id: &Id, change: &Change<TopicProps, TopicAttrs>) -> Result<TopicAttrs> {
        let (sns, arn, new) = (cx.api().sns(), id.as_str(), &change.new);
        let wanted = [
            ("display_name", "DisplayName", Some(new.display_name.clone())),
            ("kms_key_id", "KmsMasterKeyId", Some(new.kms_key_id.clone().unwrap_or_default())),
            ("policy", "Policy", new.policy.as_ref().map(PolicyDocument::to_json)),
        ];
        for (property, attribute, value) in wanted {
            if let (true, Some(value)) = (change.has(property), value) {
                cx.eventually(&[], || async {
                    let call = sns.set_topic_attributes().topic_arn(arn).attribute_name(attribute);
                    call.attribute_value(&value).send().await.answer(cx.region())
                })
                .await?;
            }
        }
        let set = |tags: Tags| async move {
            let call = sns.tag_resource().resource_arn(arn).set_tags(Some(sdk_tags(&tags)));
            call.send().await.answer(cx.region()).map(drop)
        };
        let remove = |keys| async move {
            let call = sns.untag_resource().resource_arn(arn).set_tag_keys(Some(keys));
            call.send().await.answer(cx.region()).map(drop)
        };
        sync_tags(cx, &change.old.tags, &new.tags, set, remove).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OpCx<Self>, id: &Id, _: &Last<TopicProps, TopicAttrs>) -> Result<()> {
        cx.eventually(&[], || async {
            cx.api().sns().delete_topic().topic_arn(id.as_str()).send().await.answer(cx.region())
        })
        .await
        .or_gone()
    }

    async fn find(cx: &OpCx<Self>, props: &TopicProps) -> Result<Vec<Id>> {
        find_named(cx, props).await
    }

    async fn list(cx: &Cx<Aws>) -> Result<Vec<Id>> {
        let topics = list_all!(cx, cx.api().sns().list_topics())?;
        let ours = topics.into_iter().filter_map(|topic| topic.topic_arn).map(|arn| async {
            let id = Id::new(arn);
            Ok(tags_of(cx, &id).await?.filter(|tags| is_of_stack(cx.stack(), tags)).map(|_| id))
        });
        Ok(try_join_all(ours).await?.into_iter().flatten().collect())
    }
}

impl Named for Topic {
    fn named(props: &TopicProps) -> String {
        format!("the topic {}", props.name)
    }

    /// A topic is asked for by its ARN, which has the account in it.
    async fn there(cx: &Cx<Aws>, props: &TopicProps) -> Result<Option<(Id, Tags)>> {
        let topics = list_all!(cx, cx.api().sns().list_topics())?;
        let same = topics.into_iter().filter_map(|topic| topic.topic_arn).find(|arn| name_of(arn) == props.name);
        let Some(id) = same.map(Id::new) else { return Ok(None) };
        Ok(tags_of(cx, &id).await?.map(|tags| (id, tags)))
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

async fn attributes_of(cx: &Cx<Aws>, id: &Id) -> Result<Option<HashMap<String, String>>> {
    let call = cx.api().sns().get_topic_attributes().topic_arn(id.as_str());
    Ok(if_there(call.send().await.answer(cx.region()))?.map(|told| told.attributes.unwrap_or_default()))
}

async fn tags_of(cx: &Cx<Aws>, id: &Id) -> Result<Option<Tags>> {
    if let Some(tags) = indexed_tags(cx, id.as_str()).await? {
        return Ok(Some(tags));
    }
    let call = cx.api().sns().list_tags_for_resource().resource_arn(id.as_str());
    Ok(if_there(call.send().await.answer(cx.region()))?.map(|told| all_tags(told.tags())))
}
