//! `saas:pagerduty/EscalationPolicy`: who is notified, and when the next one is.

use super::named::{self, ByName, Named};
use crate::prelude::*;

/// The properties of an escalation policy.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct EscalationPolicyProps {
    /// The name, which is unique in the account.
    #[arg(length = 1..=255)]
    pub name: String,
    /// The levels, from the first to the last.
    #[arg(required, items = 1..=20)]
    pub levels: Vec<EscalationLevel>,
    /// The description.
    pub description: Option<String>,
    /// How often the levels are repeated while no one responds.
    #[arg(default = 0, range = 0..=9)]
    pub repeat: u8,
}

/// A level of an escalation policy.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(EscalationLevelArgs)]
pub struct EscalationLevel {
    /// The minutes after which the next level is notified.
    #[arg(range = 1..=43200)]
    pub minutes: u32,
    /// The ids of users.
    #[arg(set)]
    pub users: Vec<String>,
    /// The ids of on-call schedules.
    #[arg(set)]
    pub schedules: Vec<String>,
}

/// An escalation policy (`POST /escalation_policies`).
///
/// <https://developer.pagerduty.com/api-reference/b9ef5ad02c37c-create-an-escalation-policy>
#[resource("saas:pagerduty/EscalationPolicy", props = EscalationPolicyProps)]
pub struct EscalationPolicy {
    /// The id.
    pub id: String,
}

fn body(props: &EscalationPolicyProps) -> Json {
    let rules: Vec<Json> = props
        .levels
        .iter()
        .map(|level| {
            let targets = |ids: &[String], kind: &str| {
                ids.iter().map(|id| json!({ "id": id, "type": kind })).collect::<Vec<_>>()
            };
            let mut all = targets(&level.users, "user_reference");
            all.extend(targets(&level.schedules, "schedule_reference"));
            json!({ "escalation_delay_in_minutes": level.minutes, "targets": all })
        })
        .collect();
    json!({ "escalation_policy": {
        "type": "escalation_policy",
        "name": props.name,
        "description": props.description,
        "num_loops": props.repeat,
        "escalation_rules": rules,
    } })
}

fn level(rule: &Json) -> Result<EscalationLevel> {
    let targets = rule["targets"].as_array().ok_or_else(|| unreadable("targets"))?;
    let of_kind = |kind: &str| {
        let matching = targets.iter().filter(|target| target["type"].as_str().unwrap_or_default().starts_with(kind));
        matching.map(|target| text(target, "/id")).collect::<Result<Vec<_>>>()
    };
    let minutes = number(rule, "/escalation_delay_in_minutes")?;
    Ok(EscalationLevel { minutes, users: of_kind("user")?, schedules: of_kind("schedule")? })
}

impl Resource for EscalationPolicy {
    type Api = Saas;
    type Identity = ByName;

    fn meta() -> Meta {
        Meta::new("pagerduty")
            .global()
            .typical(Seconds::each(1))
            .unique(&[&["name"]])
            .terraform(&[("pagerduty_escalation_policy", "{id}")])
    }

    fn check(props: &EscalationPolicyProps) -> Vec<String> {
        let is_empty = |level: &&EscalationLevel| level.users.is_empty() && level.schedules.is_empty();
        let empty = props.levels.iter().filter(is_empty).count();
        if empty == 0 { Vec::new() } else { vec![format!("{empty} of the `levels` notify neither users nor schedules")] }
    }

    async fn create(cx: &OperationContext<Self>, props: &EscalationPolicyProps) -> Result<EscalationPolicyAttrs> {
        let client = cx.api().pagerduty().await?;
        create_once(cx, props, || async {
            let id = text(&client.post("/escalation_policies", &body(props)).await?, "/escalation_policy/id")?;
            Ok((Id::new(&id), EscalationPolicyAttrs { id }))
        })
        .await
    }

    async fn read(cx: &ReadContext<Saas>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let client = &cx.api().pagerduty().await?;
        read_each(ids, |id| async move {
            let found = client.get_if_exists(&named::path::<Self>(id)).await?;
            let Some(found) = found.map(|found| found["escalation_policy"].clone()) else { return Ok(None) };
            let rules = found["escalation_rules"].as_array().ok_or_else(|| unreadable("escalation_rules"))?;
            let props = EscalationPolicyProps {
                name: text(&found, "/name")?,
                levels: rules.iter().map(level).collect::<Result<_>>()?,
                description: optional_text(&found, "/description").filter(|text| !text.is_empty()),
                repeat: number(&found, "/num_loops")?,
            };
            let attrs = EscalationPolicyAttrs { id: id.to_string() };
            Ok(Some(ResourceState { id: id.clone(), props, attrs, status: Status::Ready }))
        })
        .await
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, request: &UpdateRequest<Self>) -> Result<EscalationPolicyAttrs> {
        cx.api().pagerduty().await?.put(&named::path::<Self>(id), &body(&request.new)).await?;
        Ok(request.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        named::delete(cx, id).await
    }
}

impl Named for EscalationPolicy {
    const LIST: &'static str = "escalation_policies";

    fn name(props: &EscalationPolicyProps) -> &str {
        &props.name
    }
}
