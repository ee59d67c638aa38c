//! `aws:sns/Subscription`: an endpoint that receives the messages of a topic.

use std::collections::HashMap;

use crate::prelude::*;

/// What a subscription is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct SubscriptionProps {
    /// The topic.
    #[arg(replace = "a subscription stays with its topic")]
    pub topic_arn: Arn,
    /// How messages are sent.
    #[arg(replace = "SNS cannot change how a subscription's messages are sent")]
    pub protocol: Protocol,
    /// Where to: an address of the protocol's kind, such as a URL or a queue's ARN.
    #[arg(replace = "SNS cannot change where a subscription's messages are sent")]
    pub endpoint: String,
    /// Whether messages are sent as they are, without SNS's own fields around them.
    #[arg(default = false)]
    pub raw_message_delivery: bool,
    /// Which messages are sent: a JSON document; all, if not given.
    pub filter_policy: Option<PolicyDocument>,
}

/// How messages are sent.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "lowercase")]
pub enum Protocol {
    /// To a URL, in plain.
    Http,
    /// To a URL. What is there must confirm; services such as PagerDuty do it by themselves.
    Https,
    /// By mail. The one who gets it must confirm.
    Email,
    /// To a queue.
    Sqs,
    /// To a function.
    Lambda,
    /// To a delivery stream.
    Firehose,
}

/// A subscription (`Subscribe`).
///
/// One that was never confirmed cannot be ended: SNS forgets it after three days.
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
        // Subscribing the same endpoint again answers with the subscription that there is.
        meta::<Self>()
            .terraform(&[("aws_sns_topic_subscription", "{arn}")])
            .unique(&[&["topic_arn", "protocol", "endpoint"]])
            .typical(Seconds { create: 1, update: 1, delete: 1 })
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
        if fits { Vec::new() } else { vec![wrong] }
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
                let api = cx.api().sns();
                let call = api
                    .subscribe()
                    .topic_arn(props.topic_arn.as_str())
                    .protocol(props.protocol.as_str())
                    .endpoint(&props.endpoint)
                    .return_subscription_arn(true)
                    .set_attributes(Some(attributes));
                id_in(send!(cx, call)?.subscription_arn())
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
            let filter = filter.map(PolicyDocument::parse).transpose().map_err(|_| unreadable("filter policy"))?;
            let props = SubscriptionProps {
                topic_arn: parsed("topic", text("TopicArn"))?,
                protocol: parsed("protocol", text("Protocol"))?,
                endpoint: text("Endpoint").unwrap_or_default().to_owned(),
                raw_message_delivery: text("RawMessageDelivery") == Some("true"),
                filter_policy: filter,
            };
            let attrs = SubscriptionAttrs { arn: Arn::new(id.as_str()) };
            Ok(Some(ResourceState { id: id.clone(), props, attrs, status: Status::Ready }))
        })
        .await
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let new = &change.new;
        let filter = new.filter_policy.as_ref().map_or_else(|| "{}".to_owned(), PolicyDocument::to_json);
        let wanted = [
            ("raw_message_delivery", "RawMessageDelivery", new.raw_message_delivery.to_string()),
            ("filter_policy", "FilterPolicy", filter),
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

    async fn list(cx: &ReadContext<Aws>) -> Result<Vec<Id>> {
        // Subscriptions have no tags: those of our topics are ours.
        let mut found = Vec::new();
        for topic in <super::Topic as NaturalKey>::list(cx).await? {
            let call = cx.api().sns().list_subscriptions_by_topic().topic_arn(topic.as_str());
            let all = list_all!(cx, call)?;
            found.extend(all.into_iter().filter_map(|one| one.subscription_arn).filter(|arn| arn.starts_with("arn:")));
        }
        Ok(found.into_iter().map(Id::new).collect())
    }
}
