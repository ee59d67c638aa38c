//! `aws:ssm/Parameter`: a setting that programs read.

use aws_sdk_ssm::types::{self as sdk, ParameterStringFilter, ParameterType, ResourceTypeForTagging};

use crate::prelude::*;

/// The key that SSM uses for secrets by default.
const OWN_KEY: &str = "alias/aws/ssm";
/// What an emulator answers of the tags of a parameter that is gone.
const NO_RESOURCE: &[&str] = &["InvalidResourceId"];

/// What a parameter is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct ParameterProps {
    /// The name, unique in account and region: `/luneo/prod/endpoint`.
    #[arg(replace = "SSM cannot rename a parameter", length = 1..=1011, pattern = "[A-Za-z0-9_./-]+")]
    pub name: String,
    /// The value, in plain. A parameter has this or `secret_value`.
    pub value: Option<String>,
    /// The value of a `SecureString`, which SSM keeps encrypted.
    #[arg(secret)]
    pub secret_value: Option<String>,
    /// The key that encrypts a secret value: id, ARN or alias.
    #[arg(equivalence = equivalences::KMS_KEY, computed, length = 1..=256, pattern = "[a-zA-Z0-9:/_-]+")]
    pub key_id: Option<String>,
    /// What the parameter is for: up to 1,024 characters.
    #[arg(default = "", length = ..=1024)]
    pub description: String,
    /// How large it may be, and what it costs. An advanced one cannot become a standard one again.
    #[arg(default = ParameterTier::Standard)]
    pub tier: ParameterTier,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// How large a parameter may be.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "verbatim")]
pub enum ParameterTier {
    /// 4 KB, free.
    Standard,
    /// 8 KB, for money.
    Advanced,
}

/// A parameter (`PutParameter`): a `SecureString` when its value is secret, else a `String`.
///
/// <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html>
#[resource("aws:ssm/Parameter", props = ParameterProps)]
pub struct Parameter {
    /// The ARN.
    pub arn: Arn,
    /// The name.
    #[attr(input = "name")]
    pub name: String,
}

impl Resource for Parameter {
    type Api = Aws;
    type Identity = ByName;

    fn meta() -> Meta {
        meta::<Self>().terraform(&[("aws_ssm_parameter", "{name}")]).unique(&[&["name"]]).typical(Seconds {
            create: 1,
            update: 1,
            delete: 1,
        })
    }

    fn check(props: &ParameterProps) -> Vec<String> {
        let mut wrong = Vec::new();
        if props.value.is_some() == props.secret_value.is_some() {
            wrong.push("a parameter has one of `value` and `secret_value`".to_owned());
        }
        // It is read as none, which is what it is.
        if props.key_id.as_deref() == Some(OWN_KEY) {
            wrong.push(format!("`key_id` is `{OWN_KEY}`, the service's own: leave it out"));
        }
        if props.key_id.is_some() && props.secret_value.is_none() {
            wrong.push("`key_id` is for a `secret_value`".to_owned());
        }
        let size = props.value.as_ref().or(props.secret_value.as_ref()).map_or(0, String::len);
        let most = if props.tier == ParameterTier::Standard { 4096 } else { 8192 };
        if size > most {
            wrong.push(format!("the value has {size} bytes: this tier takes up to {most}"));
        }
        wrong
    }

    async fn create(cx: &OperationContext<Self>, props: &ParameterProps) -> Result<Self::Attrs> {
        create_named(cx, props, || async {
            put(cx, props, true).await?;
            Ok((Id::new(&props.name), None))
        })
        .await
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let (values, details) = futures::try_join!(values(cx, ids), describe(cx, ids))?;
        let seen = values.into_iter().map(|parameter| {
            let detail = details.iter().find(|detail| detail.name == parameter.name);
            async move {
                let Some(detail) = detail else { return Ok(None) };
                let name = parameter.name().unwrap_or_default();
                Ok(tags_of(cx, name).await?.map(|tags| seen(&parameter, detail, tags)))
            }
        });
        Ok(try_join_all(seen).await?.into_iter().flatten().collect())
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        if change.changed.iter().any(|name| name != "tags") {
            cx.eventually(&["TooManyUpdates"], || put(cx, &change.new, false)).await?;
        }
        let (kind, name) = (ResourceTypeForTagging::Parameter, id.as_str());
        update_tags!(cx, ssm, add_tags_to_resource / remove_tags_from_resource, resource_type(kind.clone()), resource_id(name); &change.old.tags => &change.new.tags)?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let call = cx.api().ssm().delete_parameter().name(id.as_str());
        retry!(cx, &[], call).ignore_not_found()
    }

    async fn status(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<Status>> {
        let all = describe(cx, ids).await?;
        let there = |id: &Id| all.iter().any(|parameter| parameter.name() == Some(id.as_str()));
        Ok(ids.iter().map(|id| if there(id) { Status::Ready } else { Status::Absent }).collect())
    }
}

impl NaturalKey for Parameter {
    fn display_name(props: &ParameterProps) -> String {
        format!("the parameter {}", props.name)
    }

    async fn lookup(cx: &ReadContext<Aws>, props: &ParameterProps) -> Result<Option<(Id, Tags)>> {
        Ok(tags_of(cx, &props.name).await?.map(|tags| (Id::new(&props.name), tags)))
    }

    async fn list(cx: &ReadContext<Aws>) -> Result<Vec<Id>> {
        let all = list_pages!(cx, cx.api().ssm().describe_parameters(), parameters)?;
        let ours = all.into_iter().filter_map(|parameter| parameter.name).map(|name| async {
            let ours = tags_of(cx, &name).await?.filter(|tags| is_of_stack(cx.stack(), tags));
            Ok(ours.map(|_| Id::new(name)))
        });
        Ok(try_join_all(ours).await?.into_iter().flatten().collect())
    }
}

/// Puts the whole parameter. Tags are taken with a new one only.
async fn put(cx: &OperationContext<Parameter>, props: &ParameterProps, new: bool) -> Result<()> {
    let secret = props.secret_value.is_some();
    let api = cx.api().ssm();
    let call = api
        .put_parameter()
        .name(&props.name)
        .set_value(props.secret_value.clone().or_else(|| props.value.clone()))
        .r#type(if secret { ParameterType::SecureString } else { ParameterType::String })
        .set_key_id(props.key_id.clone().filter(|_| secret))
        .description(&props.description)
        .tier(props.tier.as_str().into())
        .overwrite(!new)
        .set_tags(new.then(|| create_tags(cx, &props.tags)));
    send!(cx, call).map(drop)
}

/// The values of these: ten a call, which is what one takes.
async fn values(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<sdk::Parameter>> {
    let mut found = Vec::new();
    for ids in ids.chunks(10) {
        let names = ids.iter().map(Id::to_string).collect();
        let call = cx.api().ssm().get_parameters().set_names(Some(names)).with_decryption(true);
        found.extend(send!(cx, call)?.parameters.unwrap_or_default());
    }
    Ok(found)
}

/// What these are, apart from their values: fifty a call.
async fn describe(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<sdk::ParameterMetadata>> {
    let mut found = Vec::new();
    for ids in ids.chunks(50) {
        let names = ids.iter().map(Id::to_string).collect();
        let filter = ParameterStringFilter::builder().key("Name").option("Equals").set_values(Some(names));
        let call = cx.api().ssm().describe_parameters().parameter_filters(build_input(filter.build())?);
        found.extend(list_pages!(cx, call, parameters)?);
    }
    Ok(found)
}

async fn tags_of(cx: &ReadContext<Aws>, name: &str) -> Result<Option<Tags>> {
    let call = cx.api().ssm().list_tags_for_resource().resource_type(ResourceTypeForTagging::Parameter);
    let response = match send!(cx, call.resource_id(name)) {
        Err(error) if error.has_code(NO_RESOURCE) => None,
        other => optional(other)?,
    };
    Ok(response.map(|response| all_tags(response.tag_list())))
}

fn seen(parameter: &sdk::Parameter, detail: &sdk::ParameterMetadata, tags: Tags) -> ResourceState<Parameter> {
    let secret = parameter.r#type() == Some(&ParameterType::SecureString);
    let name = parameter.name().unwrap_or_default().to_owned();
    let value = parameter.value().map(str::to_owned);
    let props = ParameterProps {
        name: name.clone(),
        value: value.clone().filter(|_| !secret),
        secret_value: value.filter(|_| secret),
        key_id: detail.key_id().filter(|key| secret && *key != OWN_KEY).map(str::to_owned),
        description: detail.description().unwrap_or_default().to_owned(),
        tier: match detail.tier() {
            Some(sdk::ParameterTier::Advanced) => ParameterTier::Advanced,
            _ => ParameterTier::Standard,
        },
        tags: own_tags(tags),
    };
    let attrs = ParameterAttrs { arn: Arn::new(parameter.arn().unwrap_or_default()), name: name.clone() };
    ResourceState { id: Id::new(name), props, attrs, status: Status::Ready }
}
