//! The parameter groups of RDS and ElastiCache, which have calls of the same shape.

/// How many parameters a call changes.
pub(crate) const BATCH_SIZE: usize = 20;

/// Implements a type of parameter groups, from the names of its calls and of their fields.
///
/// The file of the type provides `parameters_of(props)`, the parameters as the calls take them. `fields` are the
/// properties with parameters, and which of the parameters that the service returns each has.
macro_rules! parameter_group {
    (
        $type:ident, $attrs:ident, $service:ident: $item:ty, $noun:literal, terraform: $terraform:expr,
        create: $create:ident => $created:ident, describe: $describe:ident,
        parameters: $parameter:ty = |$cx:ident, $of:ident| $parameters:expr,
        modify: $modify:ident, reset: $reset:ident, set: $set:ident, delete: $delete:ident,
        name: $name:ident, family: $family:ident, arn: $arn:ident,
        fields: { $($field:ident: $belongs:expr),* $(,)? } $(, check: $check:path)?
    ) => {
        impl Resource for $type {
            type Api = Aws;
            type Identity = ByName;

            fn meta() -> Meta {
                meta::<Self>()
                    .terraform($terraform)
                    .unique(&[&["name"]])
                    .undeletable_in_use()
                    .typical(Seconds { create: 3, update: 3, delete: 2 })
                    .timeouts(Seconds { create: 300, update: 300, delete: 1800 })
            }

            $(fn check(props: &ParameterGroupProps) -> Vec<String> {
                $check(props)
            })?

            async fn create(cx: &OperationContext<Self>, props: &ParameterGroupProps) -> Result<Self::Attrs> {
                let attrs = create_named(cx, props, || async {
                    let api = cx.api().$service();
                    let call = api
                        .$create()
                        .$name(&props.name)
                        .$family(&props.family)
                        .description(&props.description)
                        .set_tags(Some(create_tags(cx, &props.tags)));
                    let response = send!(cx, call)?;
                    let arn = response.$created().and_then(|group| group.$arn());
                    let attrs = $attrs { arn: Arn::new(text(arn)), name: props.name.clone() };
                    Ok((Id::new(&props.name), Some(attrs)))
                })
                .await?;
                for batch in parameters_of(props).chunks($crate::parameter_group::BATCH_SIZE) {
                    let call = cx.api().$service().$modify().$name(&props.name).$set(Some(batch.to_vec()));
                    retry!(cx, CONFLICT_CODES, call, not_found_as_retryable)?;
                }
                Ok(attrs)
            }

            reads!(read, status);

            async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
                let (old, new) = (parameters_of(&change.old), parameters_of(&change.new));
                let is_kept = |name: Option<&str>| new.iter().any(|parameter| parameter.parameter_name() == name);
                let removed: Vec<_> = old.iter().filter(|old| !is_kept(old.parameter_name())).cloned().collect();
                let changed: Vec<_> = new.iter().filter(|parameter| !old.contains(parameter)).cloned().collect();
                for batch in removed.chunks($crate::parameter_group::BATCH_SIZE) {
                    let call = cx.api().$service().$reset().$name(id.as_str()).$set(Some(batch.to_vec()));
                    retry!(cx, CONFLICT_CODES, call)?;
                }
                for batch in changed.chunks($crate::parameter_group::BATCH_SIZE) {
                    let call = cx.api().$service().$modify().$name(id.as_str()).$set(Some(batch.to_vec()));
                    retry!(cx, CONFLICT_CODES, call)?;
                }
                update_tags(cx, change.attrs.arn.as_str(), &change.old.tags, &change.new.tags).await?;
                Ok(change.attrs.clone())
            }

            async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
                retry!(cx, CONFLICT_CODES, cx.api().$service().$delete().$name(id.as_str())).ignore_not_found()
            }
        }

        lookup! {
            $type: $item, $noun by name,
            list: |cx| list_all!(cx, cx.api().$service().$describe()),
            // AWS's own groups have no ownership tags.
            except: |group| group.$name().unwrap_or_default().starts_with("default.");
            id: $name,
            tags: |cx, group| tags_of(cx, group.$arn()).await,
            details: Vec<$parameter> = |$cx, group| {
                let $of = group.$name().unwrap_or_default();
                let parameters: Result<Vec<$parameter>> = $parameters;
                parameters.map(Some)
            },
            state: |group: &$item, parameters: &[$parameter], tags| {
                let name = text(group.$name());
                let attrs = $attrs { arn: Arn::new(text(group.$arn())), name: name.clone() };
                let pair = |one: &$parameter| Some((one.parameter_name.clone()?, one.parameter_value.clone()?));
                let props = ParameterGroupProps {
                    name,
                    family: text(group.$family()),
                    description: text(group.description()),
                    $($field: {
                        let belongs: fn(&$parameter) -> bool = $belongs;
                        parameters.iter().filter(|one| belongs(one)).filter_map(pair).collect()
                    },)*
                    tags: own_tags(tags),
                };
                Ok((props, attrs))
            },
        }
    };
}
pub(crate) use parameter_group;
