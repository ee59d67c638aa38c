//! `aws:ssm/Parameter`: a parameter that programs read.

use aws_sdk_ssm::types::{self as sdk, ParameterStringFilter, ParameterType, ResourceTypeForTagging};

use crate::partition;
use crate::prelude::*;

/// The default key of SSM.
const OWN_KEY: &str = "alias/aws/ssm";
/// How many parameters a call describes.
const BATCH_SIZE: usize = 50;
/// How many values a call returns.
const VALUES_BATCH_SIZE: usize = 10;
/// The error code of an emulator for the tags of a deleted parameter.
const NO_RESOURCE: &[&str] = &["InvalidResourceId"];

/// A parameter with the other kind of value has another type.
const SET_OR_UNSET: ReplacesWhen =
    ReplacesWhen { name: "that sets or unsets it", applies: |old, new| old.is_null() != new.is_null() };
const DOWNGRADE: ReplacesWhen = ReplacesWhen {
    name: "to Standard",
    applies: |_, new| new.as_str().is_none_or(|tier| tier == ParameterTier::Standard.as_str()),
};

/// The most levels of a name.
const MOST_LEVELS: usize = 15;

/// The properties of a parameter.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct ParameterProps {
    /// The name, unique in the account and region: `/luneo/prod/endpoint`.
    #[arg(replace = "SSM cannot rename a parameter", length = 1..=1011, pattern = "[A-Za-z0-9_./-]+")]
    pub name: String,
    /// The value of a `String`. A parameter has this or `secret_value`.
    #[arg(replace = "SSM cannot change the type of a parameter", replace_when = SET_OR_UNSET)]
    pub value: Option<String>,
    /// The value of a `SecureString`, which SSM encrypts.
    #[arg(secret, replace = "SSM cannot change the type of a parameter", replace_when = SET_OR_UNSET)]
    pub secret_value: Option<String>,
    /// The KMS key that encrypts a secret value: id, ARN or alias.
    #[arg(equivalence = equivalences::KMS_KEY, computed, length = 1..=256, pattern = "[a-zA-Z0-9:/_-]+")]
    pub key_id: Option<String>,
    /// The description: up to 1,024 characters.
    #[arg(default = "", length = ..=1024)]
    pub description: String,
    /// The tier, which determines the maximum size and the price.
    #[arg(
        default = ParameterTier::Standard,
        replace = "SSM cannot change an advanced parameter to a standard one", replace_when = DOWNGRADE,
    )]
    pub tier: ParameterTier,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// The tier of a parameter.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "verbatim")]
pub enum ParameterTier {
    /// Up to 4 KiB, free.
    Standard,
    /// Up to 8 KiB, charged.
    Advanced,
}

/// A parameter (`PutParameter`): a `SecureString` if its value is secret, otherwise a `String`.
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
        meta::<Self>().terraform(&[("aws_ssm_parameter", "{name}")]).unique(&[&["name"]]).typical(Seconds::each(1))
    }

    fn check(props: &ParameterProps) -> Vec<String> {
        let size = props.value.as_ref().or(props.secret_value.as_ref()).map_or(0, String::len);
        let levels: Vec<&str> = props.name.trim_start_matches('/').split('/').collect();
        let first = levels[0].to_ascii_lowercase();
        let most = if props.tier == ParameterTier::Standard { 4096 } else { 8192 };
        violations! {
            props.value.is_some() == props.secret_value.is_some() =>
                "a parameter has one of `value` and `secret_value`";
            // AWS returns none for the default key.
            props.key_id.as_deref() == Some(OWN_KEY) => "`key_id` is `{OWN_KEY}`, the service's own: leave it out";
            props.key_id.is_some() && props.secret_value.is_none() => "`key_id` is for a `secret_value`";
            first.starts_with("aws") || first.starts_with("ssm") =>
                "`name` begins with `aws` or `ssm`, which SSM reserves";
            levels.len() > 1 && !props.name.starts_with('/') =>
                "`name` has levels: it must begin with `/`";
            levels.len() > MOST_LEVELS => "`name` has {} levels: SSM takes up to {MOST_LEVELS}", levels.len();
            size > most => "the value has {size} bytes: this tier takes up to {most}";
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &ParameterProps) -> Result<Self::Attrs> {
        create_named(cx, props, || async {
            put(cx, props, true).await?;
            let attrs = ParameterAttrs { arn: arn_of(cx, &props.name).await?, name: props.name.clone() };
            Ok((Id::new(&props.name), Some(attrs)))
        })
        .await
    }

    reads!(read, status);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        if change.has_besides(&["tags"]) {
            keep_unmanaged::<Self>(cx, id).await?;
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
}

lookup! {
    Parameter: sdk::ParameterMetadata, "parameter" by name,
    list: |cx| list_pages!(cx, cx.api().ssm().describe_parameters(), parameters),
    // The tags show at once whether a parameter exists; its description appears later.
    find: |_cx, props| Ok(Some(sdk::ParameterMetadata::builder().name(&props.name).build()));
    id: name,
    describe: |cx, ids| {
        let mut found = Vec::new();
        for ids in ids.chunks(BATCH_SIZE) {
            let filter = ParameterStringFilter::builder().key("Name").option("Equals").set_values(Some(texts(ids)));
            let call = cx.api().ssm().describe_parameters().parameter_filters(build_input(filter.build())?);
            found.extend(list_pages!(cx, call, parameters)?);
        }
        Ok(found)
    },
    tags: |cx, parameter| tags_of(cx, parameter.name()).await,
    all_details: Option<sdk::Parameter> = values_of,
    unmanaged: unmanaged,
    state: state,
}

fn unmanaged(parameter: &sdk::ParameterMetadata, value: &Option<sdk::Parameter>) -> Vec<String> {
    let is_list = value.as_ref().is_some_and(|value| value.r#type() == Some(&ParameterType::StringList));
    let tier = parameter.tier().filter(|tier| **tier == sdk::ParameterTier::IntelligentTiering);
    let pattern = parameter.allowed_pattern().filter(|pattern| !pattern.is_empty());
    let data_type = parameter.data_type().filter(|data_type| *data_type != "text");
    let mut settings = Vec::new();
    settings.extend(pattern.map(|pattern| format!("the allowed pattern `{pattern}`")));
    settings.extend(data_type.map(|data_type| format!("the data type `{data_type}`")));
    settings.extend((!parameter.policies().is_empty()).then(|| "parameter policies".to_owned()));
    settings.extend(is_list.then(|| "the type `StringList`".to_owned()));
    settings.extend(tier.map(|tier| format!("the tier `{}`", tier.as_str())));
    settings
}

/// The ARN, which no response to a create contains.
///
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html>
async fn arn_of(cx: &ReadContext<Aws>, name: &str) -> Result<Arn> {
    let (region, account) = (cx.api().region(), cx.api().account_number().await?);
    let partition = partition::of(region).0;
    Ok(Arn::new(format!("arn:{partition}:ssm:{region}:{account}:parameter/{}", name.trim_start_matches('/'))))
}

/// Sends all properties. SSM accepts tags for new parameters only.
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

/// The values of parameters. A parameter without one no longer exists.
async fn values_of(
    cx: &ReadContext<Aws>,
    parameters: &[sdk::ParameterMetadata],
) -> Result<Vec<Option<Option<sdk::Parameter>>>> {
    let names: Vec<String> = parameters.iter().filter_map(|parameter| parameter.name.clone()).collect();
    let mut values = Vec::new();
    for names in names.chunks(VALUES_BATCH_SIZE) {
        let call = cx.api().ssm().get_parameters().set_names(Some(names.to_vec())).with_decryption(true);
        values.extend(send!(cx, call)?.parameters.unwrap_or_default());
    }
    let value_of = |of: &sdk::ParameterMetadata| values.iter().find(|value| value.name == of.name).cloned();
    Ok(parameters.iter().map(|parameter| value_of(parameter).map(Some)).collect())
}

async fn tags_of(cx: &ReadContext<Aws>, name: Option<&str>) -> Result<Option<Tags>> {
    let call = cx.api().ssm().list_tags_for_resource().resource_type(ResourceTypeForTagging::Parameter);
    let response = match send!(cx, call.resource_id(name.unwrap_or_default())) {
        Err(error) if error.has_code(NO_RESOURCE) => None,
        other => optional(other)?,
    };
    Ok(response.map(|response| all_tags(response.tag_list())))
}

fn state(parameter: &sdk::ParameterMetadata, value: &Option<sdk::Parameter>, tags: Tags) -> Result<State<Parameter>> {
    let found = value.as_ref().ok_or_else(|| unreadable("value"))?;
    let secret = found.r#type() == Some(&ParameterType::SecureString);
    let name = text(found.name());
    let value = found.value().map(str::to_owned);
    let props = ParameterProps {
        name: name.clone(),
        value: value.clone().filter(|_| !secret),
        secret_value: value.filter(|_| secret),
        key_id: parameter.key_id().filter(|key| secret && *key != OWN_KEY).map(str::to_owned),
        description: parameter.description().unwrap_or_default().to_owned(),
        tier: match parameter.tier() {
            Some(sdk::ParameterTier::Advanced) => ParameterTier::Advanced,
            _ => ParameterTier::Standard,
        },
        tags: own_tags(tags),
    };
    Ok((props, ParameterAttrs { arn: Arn::new(text(found.arn())), name }))
}
