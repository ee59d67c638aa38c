//! The subnet groups of RDS and ElastiCache, which have the same properties and calls of the same shape.

/// Implements `SubnetGroup` of a service, from the names of its calls and of their fields.
macro_rules! subnet_group {
    (
        $service:ident: $item:ty, $noun:literal, terraform: $terraform:expr,
        create: $create:ident => $created:ident, describe: $describe:ident, modify: $modify:ident, delete: $delete:ident,
        name: $name:ident, description: $description:ident, arn: $arn:ident
        $(, except: |$exception:ident| $except:expr)?
    ) => {
        impl Resource for SubnetGroup {
            type Api = Aws;
            type Identity = ByName;

            fn meta() -> Meta {
                let timeouts = Seconds { create: 300, update: 300, delete: 1800 };
                meta::<Self>().terraform($terraform).unique(&[&["name"]]).undeletable_in_use().timeouts(timeouts)
            }

            async fn create(cx: &OperationContext<Self>, props: &SubnetGroupProps) -> Result<Self::Attrs> {
                create_named(cx, props, || async {
                    let api = cx.api().$service();
                    let call = api
                        .$create()
                        .$name(&props.name)
                        .$description(&props.description)
                        .set_subnet_ids(Some(texts(&props.subnet_ids)))
                        .set_tags(Some(create_tags(cx, &props.tags)));
                    // A new subnet may not be visible yet.
                    let response = retry_on(send!(cx, call), &["InvalidSubnet"])?;
                    Ok((Id::new(&props.name), response.$created().map(attrs_of)))
                })
                .await
            }

            reads!(read, status);

            async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
                let new = &change.new;
                if change.has_any(&["subnet_ids", "description"]) {
                    let call = cx.api().$service().$modify().$name(id.as_str()).$description(&new.description);
                    let call = call.set_subnet_ids(Some(texts(&new.subnet_ids)));
                    retry!(cx, CONFLICT_CODES, call, not_found_as_retryable)?;
                }
                update_tags(cx, change.attrs.arn.as_str(), &change.old.tags, &new.tags).await?;
                Ok(change.attrs.clone())
            }

            async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
                retry!(cx, CONFLICT_CODES, cx.api().$service().$delete().$name(id.as_str())).ignore_not_found()
            }
        }

        lookup! {
            SubnetGroup: $item, $noun by name,
            list: |cx| list_all!(cx, cx.api().$service().$describe())
            $(, except: |$exception| $except)?;
            id: $name,
            tags: |cx, group| tags_of(cx, group.$arn()).await,
            state: state,
        }

        fn attrs_of(group: &$item) -> SubnetGroupAttrs {
            SubnetGroupAttrs {
                arn: Arn::new(text(group.$arn())),
                name: text(group.$name()),
                vpc_id: VpcId::new(text(group.vpc_id())),
            }
        }

        fn state(group: &$item, tags: Tags) -> Result<State<SubnetGroup>> {
            let attrs = attrs_of(group);
            let subnets = group.subnets().iter().filter_map(|subnet| subnet.subnet_identifier());
            let props = SubnetGroupProps {
                name: attrs.name.clone(),
                subnet_ids: subnets.map(SubnetId::new).collect(),
                description: text(group.$description()),
                tags: own_tags(tags),
            };
            Ok((props, attrs))
        }
    };
}
pub(crate) use subnet_group;
