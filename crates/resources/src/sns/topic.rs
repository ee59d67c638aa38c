//! `aws:sns/Topic`: a topic for messages.

use std::collections::HashMap;

use crate::aws::service_tags::sns::{tags_of, update_tags};
use crate::partition;
use crate::prelude::*;

/// Parts of SNS's messages about a role in a policy that is not visible yet.
const FRESH_PRINCIPAL: &[&str] = &["PrincipalNotFound", "Policy Error"];

/// The properties of a topic.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct TopicProps {
    /// The name, unique in the account and region: up to 256 letters, digits, `_` and `-`; with the suffix `.fifo` for
    /// a FIFO topic.
    #[arg(replace = "SNS cannot rename a topic", length = 1..=256, pattern = "[A-Za-z0-9_-]+(\\.fifo)?")]
    pub name: String,
    /// The display name, which is the sender in text messages.
    #[arg(default = "", length = ..=100)]
    pub display_name: String,
    /// The KMS key that encrypts messages: id, ARN or alias. Its policy must allow the publishing services.
    #[arg(equivalence = equivalences::KMS_KEY)]
    pub kms_key_id: Option<String>,
    /// The access policy. The default allows the owner's account.
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
            .typical(Seconds::each(1))
    }

    async fn create(cx: &OperationContext<Self>, props: &TopicProps) -> Result<Self::Attrs> {
        create_named(cx, props, || async {
            // SNS returns an existing topic with the same settings.
            refuse_taken(cx, props).await?;
            let api = cx.api().sns();
            let call = api
                .create_topic()
                .name(&props.name)
                .set_attributes(Some(attributes(props)))
                .set_tags(Some(create_tags(cx, &props.tags)));
            let response = retry_on(send!(cx, call), FRESH_PRINCIPAL)?;
            let id = id_in(response.topic_arn())?;
            Ok((id.clone(), Some(attrs_of(&id))))
        })
        .await
    }

    reads!(read);

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
                retry!(cx, &[], call.attribute_value(&value), |answer| retry_on(answer, FRESH_PRINCIPAL))?;
            }
        }
        update_tags(cx, arn, &change.old.tags, &new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let call = cx.api().sns().delete_topic().topic_arn(id.as_str());
        retry!(cx, &[], call).ignore_not_found()
    }
}

lookup! {
    Topic: Id, "topic" by name,
    list: |cx| {
        let topics = list_all!(cx, cx.api().sns().list_topics())?;
        Ok(topics.into_iter().filter_map(|topic| topic.topic_arn).map(Id::new).collect())
    },
    // The ARN contains the account. Whether the topic exists is known by its tags.
    find: |cx, props| {
        let (region, account) = (cx.region(), cx.api().account_number().await?);
        let partition = partition::of(region).0;
        Ok(Some(Id::new(format!("arn:{partition}:sns:{region}:{account}:{}", props.name))))
    };
    id_of: |id| id.clone(),
    describe: |_cx, ids| Ok(ids.to_vec()),
    tags: |cx, id| tags_of(cx, Some(id.as_str())).await,
    details: HashMap<String, String> = |cx, id| {
        let call = cx.api().sns().get_topic_attributes().topic_arn(id.as_str());
        Ok(optional(send!(cx, call))?.map(|response| response.attributes.unwrap_or_default()))
    },
    state: state,
}

fn state(id: &Id, attributes: &HashMap<String, String>, tags: Tags) -> Result<State<Topic>> {
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
    Ok((props, attrs))
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
