//! `aws:rds/ClusterParameterGroup` and `aws:rds/ParameterGroup`: settings of clusters and of their instances. The two
//! have the same properties and calls of the same shape.

use aws_sdk_rds::types::{self as sdk, ApplyMethod};

use super::common::{BUSY, tags_of, update_tags};
use crate::prelude::*;

/// How many parameters a call takes.
const AT_ONCE: usize = 20;

/// What a parameter group is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct ParameterGroupProps {
    /// The name, unique in account and region: up to 255 lower-case letters, digits and hyphens.
    #[arg(replace = "RDS cannot rename a parameter group", length = 1..=255, pattern = "[a-z](-?[a-z0-9])*")]
    pub name: String,
    /// What it is for: `aurora-postgresql16`.
    #[arg(replace = "RDS cannot change the family of a parameter group", length = 1..)]
    pub family: String,
    /// What the group is for, in words.
    #[arg(default = "Managed by Archipel", replace = "RDS cannot change the description of a parameter group")]
    pub description: String,
    /// Parameters that take effect when an instance is next restarted, which all can.
    pub parameters: BTreeMap<String, String>,
    /// Parameters that take effect at once, which only those can that RDS calls dynamic.
    pub immediate_parameters: BTreeMap<String, String>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// Settings of clusters (`CreateDBClusterParameterGroup`).
///
/// <https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBClusterParameterGroup.html>
#[resource("aws:rds/ClusterParameterGroup", props = ParameterGroupProps)]
pub struct ClusterParameterGroup {
    /// The ARN.
    pub arn: Arn,
    /// The name.
    #[attr(input = "name")]
    pub name: String,
}

/// Settings of instances (`CreateDBParameterGroup`).
///
/// <https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBParameterGroup.html>
#[resource("aws:rds/ParameterGroup", props = ParameterGroupProps)]
pub struct ParameterGroup {
    /// The ARN.
    pub arn: Arn,
    /// The name.
    #[attr(input = "name")]
    pub name: String,
}

macro_rules! parameter_group {
    (
        $type:ident, $attrs:ident, $group:ident, $word:literal, $action:literal,
        $create:ident, $describe:ident, $parameters:ident, $modify:ident, $reset:ident, $delete:ident,
        $name:ident, $arn:ident, $terraform:literal
    ) => {
        impl Resource for $type {
            type Api = Aws;
            type Identity = ByName;

            fn meta() -> Meta {
                meta::<Self>()
                    .terraform(&[($terraform, "{name}")])
                    .unique(&[&["name"]])
                    .typical(Seconds { create: 3, update: 3, delete: 2 })
                    .timeouts(Seconds { create: 300, update: 300, delete: 1800 })
            }

            fn check(props: &ParameterGroupProps) -> Vec<String> {
                check(props)
            }

            async fn create(cx: &OperationContext<Self>, props: &ParameterGroupProps) -> Result<$attrs> {
                let attrs = create_named(cx, props, || async {
                    let api = cx.api().rds();
                    let call = api
                        .$create()
                        .$name(&props.name)
                        .db_parameter_group_family(&props.family)
                        .description(&props.description)
                        .set_tags(Some(create_tags(cx, &props.tags)));
                    let response = send!(cx, call)?;
                    let arn = response.$group().and_then(|group| group.$arn()).unwrap_or_default();
                    Ok((Id::new(&props.name), Some($attrs { arn: Arn::new(arn), name: props.name.clone() })))
                })
                .await?;
                modify_in_parts(&wanted(props), |parameters| {
                    cx.eventually(BUSY, move || {
                        let call = cx.api().rds().$modify().$name(&props.name).set_parameters(Some(parameters.clone()));
                        async move { not_found_as_retryable(send!(cx, call)).map(drop) }
                    })
                })
                .await?;
                Ok(attrs)
            }

            async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
                let all = list_all!(cx, cx.api().rds().$describe())?;
                let there = all.into_iter().filter(|group| ids.iter().any(|id| group.$name() == Some(id.as_str())));
                let seen = there.map(|group| async move {
                    let (name, arn) = (group.$name().unwrap_or_default(), group.$arn().unwrap_or_default());
                    let set = async { list_all!(cx, cx.api().rds().$parameters().$name(name).source("user")) };
                    let (tags, set) = futures::try_join!(tags_of(cx, arn), set)?;
                    let Some(tags) = tags else { return Ok(None) };
                    let (family, description) = (group.db_parameter_group_family(), group.description());
                    let props = props_of(name, family, description, &set, tags);
                    let attrs = $attrs { arn: Arn::new(arn), name: name.to_owned() };
                    Ok(Some(ResourceState { id: Id::new(name), props, attrs, status: Status::Ready }))
                });
                Ok(try_join_all(seen).await?.into_iter().flatten().collect())
            }

            async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<$attrs> {
                let (had, wants) = (wanted(&change.old), wanted(&change.new));
                let is_named = |name: Option<&str>| wants.iter().any(|parameter| parameter.parameter_name() == name);
                let gone: Vec<_> = had.iter().filter(|old| !is_named(old.parameter_name())).cloned().collect();
                let new: Vec<_> = wants.iter().filter(|parameter| !had.contains(parameter)).cloned().collect();
                modify_in_parts(&gone, |parameters| {
                    cx.eventually(BUSY, move || {
                        let call = cx.api().rds().$reset().$name(id.as_str()).set_parameters(Some(parameters.clone()));
                        async move { send!(cx, call).map(drop) }
                    })
                })
                .await?;
                modify_in_parts(&new, |parameters| {
                    cx.eventually(BUSY, move || {
                        let call = cx.api().rds().$modify().$name(id.as_str()).set_parameters(Some(parameters.clone()));
                        async move { send!(cx, call).map(drop) }
                    })
                })
                .await?;
                update_tags(cx, change.attrs.arn.as_str(), &change.old.tags, &change.new.tags).await?;
                Ok(change.attrs.clone())
            }

            async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
                let call = cx.api().rds().$delete().$name(id.as_str());
                retry!(cx, BUSY, call).ignore_not_found()
            }
        }

        impl NaturalKey for $type {
            fn display_name(props: &ParameterGroupProps) -> String {
                format!("the {} {}", $word, props.name)
            }

            async fn lookup(cx: &ReadContext<Aws>, props: &ParameterGroupProps) -> Result<Option<(Id, Tags)>> {
                let all = list_all!(cx, cx.api().rds().$describe())?;
                let Some(group) = all.iter().find(|group| group.$name() == Some(props.name.as_str())) else {
                    return Ok(None);
                };
                let tags = tags_of(cx, group.$arn().unwrap_or_default()).await?;
                Ok(tags.map(|tags| (Id::new(&props.name), tags)))
            }

            async fn list(cx: &ReadContext<Aws>) -> Result<Vec<Id>> {
                let all = list_all!(cx, cx.api().rds().$describe())?;
                // AWS's own have no tags that could be ours.
                let own = |name: Option<&str>| name.is_some_and(|name| !name.starts_with("default."));
                let ours = all.into_iter().filter(|group| own(group.$name())).map(|group| async move {
                    let tags = tags_of(cx, group.$arn().unwrap_or_default()).await?;
                    let ours = tags.filter(|tags| is_of_stack(cx.stack(), tags));
                    Ok(ours.and_then(|_| group.$name()).map(Id::new))
                });
                Ok(try_join_all(ours).await?.into_iter().flatten().collect())
            }
        }
    };
}

parameter_group!(
    ClusterParameterGroup,
    ClusterParameterGroupAttrs,
    db_cluster_parameter_group,
    "cluster parameter group",
    "DBClusterParameterGroup",
    create_db_cluster_parameter_group,
    describe_db_cluster_parameter_groups,
    describe_db_cluster_parameters,
    modify_db_cluster_parameter_group,
    reset_db_cluster_parameter_group,
    delete_db_cluster_parameter_group,
    db_cluster_parameter_group_name,
    db_cluster_parameter_group_arn,
    "aws_rds_cluster_parameter_group"
);
parameter_group!(
    ParameterGroup,
    ParameterGroupAttrs,
    db_parameter_group,
    "parameter group",
    "DBParameterGroup",
    create_db_parameter_group,
    describe_db_parameter_groups,
    describe_db_parameters,
    modify_db_parameter_group,
    reset_db_parameter_group,
    delete_db_parameter_group,
    db_parameter_group_name,
    db_parameter_group_arn,
    "aws_db_parameter_group"
);

fn check(props: &ParameterGroupProps) -> Vec<String> {
    let mut wrong = Vec::new();
    for name in props.parameters.keys().filter(|name| props.immediate_parameters.contains_key(*name)) {
        wrong.push(format!("`{name}` is in `parameters` and in `immediate_parameters`"));
    }
    wrong
}

fn wanted(props: &ParameterGroupProps) -> Vec<sdk::Parameter> {
    let of = |parameters: &BTreeMap<String, String>, method: ApplyMethod| -> Vec<_> {
        let parameter = |(name, value): (&String, &String)| {
            let builder = sdk::Parameter::builder().parameter_name(name).parameter_value(value);
            builder.apply_method(method.clone()).build()
        };
        parameters.iter().map(parameter).collect()
    };
    let mut all = of(&props.parameters, ApplyMethod::PendingReboot);
    all.extend(of(&props.immediate_parameters, ApplyMethod::Immediate));
    all
}

async fn modify_in_parts<F, Fut>(parameters: &[sdk::Parameter], call: F) -> Result<()>
where
    F: Fn(Vec<sdk::Parameter>) -> Fut,
    Fut: Future<Output = Result<()>>,
{
    for part in parameters.chunks(AT_ONCE) {
        call(part.to_vec()).await?;
    }
    Ok(())
}

fn props_of(
    name: &str,
    family: Option<&str>,
    description: Option<&str>,
    set: &[sdk::Parameter],
    tags: Tags,
) -> ParameterGroupProps {
    let of = |immediate: bool| {
        let is =
            move |parameter: &&sdk::Parameter| (parameter.apply_method() == Some(&ApplyMethod::Immediate)) == immediate;
        let pair =
            |parameter: &sdk::Parameter| Some((parameter.parameter_name.clone()?, parameter.parameter_value.clone()?));
        set.iter().filter(is).filter_map(pair).collect()
    };
    ParameterGroupProps {
        name: name.to_owned(),
        family: family.unwrap_or_default().to_owned(),
        description: description.unwrap_or_default().to_owned(),
        parameters: of(false),
        immediate_parameters: of(true),
        tags: own_tags(tags),
    }
}
