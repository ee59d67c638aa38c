//! `aws:sns/Subscription`: an endpoint that receives the messages of a topic.

use std::collections::HashMap;

use aws_sdk_sns::types as sdk;

use crate::prelude::*;

/// Parts of SNS's messages about a new role that it cannot assume yet.
const FRESH_ROLE: &[&str] = &["SubscriptionRoleArn", "assume role", "assume the role"];

/// The properties of a subscription.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct SubscriptionProps {
    /// The topic.
    #[arg(replace = "a subscription stays with its topic")]
    pub topic_arn: Arn,
    /// The protocol.
    #[arg(replace = "SNS cannot change how a subscription's messages are sent")]
    pub protocol: Protocol,
    /// The endpoint: an address of the protocol, such as a URL or the ARN of a queue.
    #[arg(replace = "SNS cannot change where a subscription's messages are sent")]
    pub endpoint: String,
    /// Whether messages are delivered without SNS's JSON envelope.
    #[arg(default = false)]
    pub raw_message_delivery: bool,
    /// The filter policy: a JSON document. The default delivers all messages.
    pub filter_policy: Option<JsonDocument>,
    /// The role with which SNS writes to a Firehose delivery stream, which needs one.
    pub subscription_role_arn: Option<Arn>,
}

/// The protocol.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "lowercase")]
pub enum Protocol {
    /// A URL without TLS.
    Http,
    /// A URL. The endpoint must confirm the subscription; services such as PagerDuty do so automatically.
    Https,
    /// An e-mail address. The recipient must confirm the subscription.
    Email,
    /// An SQS queue.
    Sqs,
    /// A Lambda function.
    Lambda,
    /// A Firehose delivery stream. Set `subscription_role_arn`.
    Firehose,
}

/// A subscription (`Subscribe`).
///
/// An unconfirmed subscription cannot be deleted; SNS removes it after three days.
///
/// <https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html>
#[resource("aws:sns/Subscription", props = SubscriptionProps)]
pub struct Subscription {
    /// The ARN.
    pub arn: Arn,
}

impl Resource for Subscription {
    type Api = Aws;
    type Identity = Self;

    fn meta() -> Meta {
        // A repeated call returns the existing subscription.
        meta::<Self>()
            .terraform(&[("aws_sns_topic_subscription", "{arn}")])
            .unique(&[&["topic_arn", "protocol", "endpoint"]])
            .typical(Seconds::each(1))
    }

    fn check(props: &SubscriptionProps) -> Vec<String> {
        let (endpoint, protocol) = (&props.endpoint, props.protocol);
        let begins = match protocol {
            Protocol::Http => "http://",
            Protocol::Https => "https://",
            Protocol::Sqs | Protocol::Lambda | Protocol::Firehose => "arn:",
            Protocol::Email => "",
        };
        let fits = endpoint.starts_with(begins) && (protocol != Protocol::Email || endpoint.contains('@'));
        let wrong = format!("invalid `endpoint` `{endpoint}`: expected an address for {protocol}");
        let mut found = if fits { Vec::new() } else { vec![wrong] };
        found.extend(violations! {
            (protocol == Protocol::Firehose) != props.subscription_role_arn.is_some() =>
                "`subscription_role_arn` is required for `firehose`, and for no other protocol";
        });
        found
    }

    async fn create(cx: &OperationContext<Self>, props: &SubscriptionProps) -> Result<Self::Attrs> {
        let id = cx
            .allocate(props, || async {
                let mut attributes = HashMap::new();
                if props.raw_message_delivery {
                    attributes.insert("RawMessageDelivery".to_owned(), "true".to_owned());
                }
                if let Some(filter) = &props.filter_policy {
                    attributes.insert("FilterPolicy".to_owned(), filter.to_json());
                }
                if let Some(role) = &props.subscription_role_arn {
                    attributes.insert("SubscriptionRoleArn".to_owned(), role.to_string());
                }
                let api = cx.api().sns();
                let call = api
                    .subscribe()
                    .topic_arn(props.topic_arn.as_str())
                    .protocol(props.protocol.as_str())
                    .endpoint(&props.endpoint)
                    .return_subscription_arn(true)
                    .set_attributes(Some(attributes));
                id_in(retry_on(send!(cx, call), FRESH_ROLE)?.subscription_arn())
            })
            .await?;
        Ok(SubscriptionAttrs { arn: Arn::new(id.as_str()) })
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        read_each(ids, |id| async move {
            let call = cx.api().sns().get_subscription_attributes().subscription_arn(id.as_str());
            let response = optional(send!(cx, call))?;
            let Some(attributes) = response.and_then(|response| response.attributes) else { return Ok(None) };
            let text = |name: &str| attributes.get(name).map(String::as_str);
            let filter = text("FilterPolicy").filter(|text| !matches!(*text, "" | "{}"));
            let filter = filter.map(JsonDocument::parse).transpose().map_err(|_| unreadable("filter policy"))?;
            let props = SubscriptionProps {
                topic_arn: parsed("topic", text("TopicArn"))?,
                protocol: parsed("protocol", text("Protocol"))?,
                endpoint: text("Endpoint").unwrap_or_default().to_owned(),
                raw_message_delivery: text("RawMessageDelivery") == Some("true"),
                filter_policy: filter,
                subscription_role_arn: text("SubscriptionRoleArn").filter(|arn| !arn.is_empty()).map(Arn::new),
            };
            let attrs = SubscriptionAttrs { arn: Arn::new(id.as_str()) };
            Ok(Some(ResourceState { id: id.clone(), props, attrs, status: Status::Ready }))
        })
        .await
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let new = &change.new;
        let filter = new.filter_policy.as_ref().map_or_else(|| "{}".to_owned(), JsonDocument::to_json);
        let wanted = [
            ("raw_message_delivery", "RawMessageDelivery", new.raw_message_delivery.to_string()),
            ("filter_policy", "FilterPolicy", filter),
            (
                "subscription_role_arn",
                "SubscriptionRoleArn",
                new.subscription_role_arn.as_ref().map(Arn::to_string).unwrap_or_default(),
            ),
        ];
        for (property, attribute, value) in &wanted {
            if change.has(property) {
                let call = cx.api().sns().set_subscription_attributes().subscription_arn(id.as_str());
                let call = call.attribute_name(*attribute).attribute_value(value);
                retry!(cx, &[], call, not_found_as_retryable)?;
            }
        }
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let call = cx.api().sns().unsubscribe().subscription_arn(id.as_str());
        let deleted = retry!(cx, &[], call);
        match deleted {
            Err(error) if error.message.to_ascii_lowercase().contains("pending confirmation") => Ok(()),
            other => other.ignore_not_found(),
        }
    }
}

impl Identity<Self> for Subscription {
    const IDEMPOTENCY: Idempotency = Idempotency::ClientToken;

    async fn find(cx: &OperationContext<Self>, props: &SubscriptionProps) -> Result<Vec<Id>> {
        let call = cx.api().sns().list_subscriptions_by_topic().topic_arn(props.topic_arn.as_str());
        let all = list_all!(cx, call)?;
        let is_it = |one: &sdk::Subscription| {
            one.protocol() == Some(props.protocol.as_str()) && one.endpoint() == Some(&*props.endpoint)
        };
        // An unconfirmed subscription has no ARN, cannot be deleted, and expires.
        let found = all.into_iter().filter(is_it).filter_map(|one| one.subscription_arn);
        Ok(found.filter(|arn| arn.starts_with("arn:")).map(Id::new).collect())
    }

    async fn list(cx: &ReadContext<Aws>) -> Result<Vec<Id>> {
        // Subscriptions have no tags: this stack owns those of its topics.
        let mut found = Vec::new();
        for topic in <super::Topic as NaturalKey>::list(cx).await? {
            let call = cx.api().sns().list_subscriptions_by_topic().topic_arn(topic.as_str());
            let all = list_all!(cx, call)?;
            found.extend(all.into_iter().filter_map(|one| one.subscription_arn).filter(|arn| arn.starts_with("arn:")));
        }
        Ok(found.into_iter().map(Id::new).collect())
    }
}
