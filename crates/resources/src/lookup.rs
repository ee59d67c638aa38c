//! Resource types that a service describes: reads, statuses, lists and the natural key from one description.

use std::collections::BTreeSet;
use std::future::Future;
use std::sync::Arc;

use archipel_engine::resource::{
    ErrorKind, Id, ListedState, OperationContext, ReadContext, Resource, ResourceSchema, ResourceState, Result, Status,
};

use crate::aws::{Aws, Batches, IgnoreNotFound, Tags, URN_TAG};
use crate::natural_key::{NaturalKey, is_listed, ready};

/// The most resources that one description is asked for at once, as pollers do.
const MOST_DESCRIBED: usize = 100;

/// The properties and attributes of a resource.
pub(crate) type State<R> = (<R as ResourceSchema>::Props, <R as ResourceSchema>::Attrs);

/// A type whose resources the service describes, one by one or many per call. [`reads`] writes its reads, and
/// [`described`] its implementation.
pub(crate) trait Describe: Resource<Api = Aws> {
    /// The service's description of a resource.
    type Item: Send + Sync + 'static;

    /// The response of a further call for each resource; `()` where there is none.
    type Details: Default + Send + Sync;

    /// The properties that only the details contain.
    const DETAILED: &'static [&'static str] = &[];

    /// The id of a resource.
    fn id_of(item: &Self::Item) -> Id;

    /// The status of a resource. The default is for types whose resources can be used at once.
    fn status_of(item: &Self::Item) -> Status {
        let _ = item;
        Status::Ready
    }

    /// Describes these resources. Leaves out those that do not exist.
    fn describe(cx: &ReadContext<Aws>, ids: &[Id]) -> impl Future<Output = Result<Vec<Self::Item>>> + Send;

    /// Reads the details of these resources, in their order; `None` for one that no longer exists.
    fn details(
        cx: &ReadContext<Aws>,
        items: &[Self::Item],
    ) -> impl Future<Output = Result<Vec<Option<Self::Details>>>> + Send {
        let _ = cx;
        async { Ok(items.iter().map(|_| Some(Self::Details::default())).collect()) }
    }

    /// Reads all tags of these resources, in their order; `None` for one that no longer exists.
    fn tags(cx: &ReadContext<Aws>, items: &[Self::Item]) -> impl Future<Output = Result<Vec<Option<Tags>>>> + Send;

    /// The properties and attributes of a resource.
    fn state(item: &Self::Item, details: &Self::Details, tags: Tags) -> Result<State<Self>>;

    /// The settings of a resource that the type does not have, in words. Types whose updates send the whole resource name
    /// them, and call [`keep_unmanaged`] first.
    fn unmanaged(item: &Self::Item, details: &Self::Details) -> Vec<String> {
        let _ = (item, details);
        Vec::new()
    }
}

/// A type with a natural key whose resources the service describes. Provides [`NaturalKey`]; [`lookup`] writes its
/// implementation.
pub(crate) trait Lookup: Describe {
    /// The type in messages: "cache subnet group".
    const NOUN: &'static str;

    /// The natural key of these properties; `parent|name` where a name is unique in a parent only.
    fn key(props: &Self::Props) -> String;

    /// Describes all resources of the region that may be the stack's.
    fn describe_all(cx: &ReadContext<Aws>) -> impl Future<Output = Result<Vec<Self::Item>>> + Send;

    /// Describes the resource with the natural key of these properties. The default is for types whose id is the key.
    fn find(cx: &ReadContext<Aws>, props: &Self::Props) -> impl Future<Output = Result<Option<Self::Item>>> + Send {
        async move { describe_together::<Self>(cx, &Id::new(Self::key(props))).await }
    }

    /// Whether the account owns a resource, and not AWS.
    fn is_customer_owned(item: &Self::Item) -> bool {
        let _ = item;
        true
    }

    /// Restores a resource whose deletion is pending, where the service can.
    fn restore_deleted(cx: &OperationContext<Self>, id: &Id) -> impl Future<Output = Result<()>> + Send {
        let _ = (cx, id);
        async { Ok(()) }
    }

    /// Whether this region lists a resource with these tags as the stack's.
    fn is_owned(cx: &ReadContext<Aws>, tags: &Tags) -> bool {
        is_listed(cx, tags)
    }
}

/// Writes functions of [`Resource`] for a type that implements [`Describe`]: `reads!(read, status);`.
macro_rules! reads {
    (@ read) => {
        async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
            $crate::lookup::read(cx, ids).await
        }
    };
    (@ read_from_list) => {
        async fn read_from_list(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ListedState<Self>>> {
            $crate::lookup::read_from_list(cx, ids).await
        }
    };
    (@ status) => {
        async fn status(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<Status>> {
            $crate::lookup::status::<Self>(cx, ids).await
        }
    };
    ($($function:ident),*) => {
        $($crate::lookup::reads!(@ $function);)*
    };
}
pub(crate) use reads;

/// Implements [`Describe`].
///
/// `id` is the accessor of the id, `id_of` an expression for it. `status` is missing for types whose resources can be
/// used at once, `describe` for types that [`lookup`] lists, `details` for types without a further call; `unlisted` are the
/// properties that only the details contain. `tags` and `details` read one resource, `all_tags` and `all_details` several.
/// `unmanaged` is a function of the item and the details, for types whose updates send the whole resource.
/// `state` is a function of the item, the details if the type has them, and the tags.
macro_rules! described {
    (
        $type:ident: $item:ty,
        $(id: $id:ident,)? $(id_of: |$identified:ident| $id_of:expr,)?
        $(status: $status:expr,)?
        $(describe: |$describe_cx:ident, $ids:ident| $describe:expr,)?
        $(tags: |$tags_cx:ident, $tagged:ident| $tags:expr,)?
        $(all_tags: |$all_tags_cx:ident, $all_tagged:ident| $all_tags:expr,)?
        $(details: $details:ty = |$details_cx:ident, $detailed:ident| $read:expr, $(unlisted: $properties:expr,)?)?
        $(all_details: $all_details:ty = $read_all:expr, $(unlisted: $all_properties:expr,)?)?
        $(unmanaged: $unmanaged:path,)?
        state: $state:expr $(,)?
    ) => {
        impl $crate::lookup::Describe for $type {
            type Item = $item;

            $(fn unmanaged(item: &Self::Item, details: &Self::Details) -> Vec<String> {
                $unmanaged(item, details)
            })?

            $(fn id_of(item: &Self::Item) -> Id {
                Id::new(item.$id().unwrap_or_default())
            })?
            $(fn id_of($identified: &Self::Item) -> Id {
                $id_of
            })?
            $(fn status_of(item: &Self::Item) -> Status {
                let status: fn(&Self::Item) -> Status = $status;
                status(item)
            })?
            $crate::lookup::described!(@ describe $(|$describe_cx, $ids| $describe)?);
            $crate::lookup::described!(@ state $state $(, $details, |$details_cx, $detailed| $read $(, $properties)?)? $(, all $all_details, $read_all $(, $all_properties)?)?);
            $(async fn tags($tags_cx: &ReadContext<Aws>, items: &[Self::Item]) -> Result<Vec<Option<Tags>>> {
                try_join_all(items.iter().map(|$tagged| async move { $tags })).await
            })?
            $(async fn tags($all_tags_cx: &ReadContext<Aws>, $all_tagged: &[Self::Item]) -> Result<Vec<Option<Tags>>> {
                $all_tags
            })?
        }
    };
    (@ describe |$cx:ident, $ids:ident| $describe:expr) => {
        async fn describe($cx: &ReadContext<Aws>, $ids: &[Id]) -> Result<Vec<Self::Item>> {
            $describe
        }
    };
    (@ describe) => {
        async fn describe(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<Self::Item>> {
            let mut items = <Self as $crate::lookup::Lookup>::describe_all(cx).await?;
            items.retain(|item| ids.contains(&Self::id_of(item)));
            Ok(items)
        }
    };
    (@ state $state:expr) => {
        type Details = ();

        fn state(item: &Self::Item, (): &(), tags: Tags) -> Result<$crate::lookup::State<Self>> {
            let state: fn(&Self::Item, Tags) -> Result<$crate::lookup::State<Self>> = $state;
            state(item, tags)
        }
    };
    (@ state $state:expr, all $details:ty, $read:expr $(, $properties:expr)?) => {
        type Details = $details;

        $(const DETAILED: &'static [&'static str] = $properties;)?

        async fn details(cx: &ReadContext<Aws>, items: &[Self::Item]) -> Result<Vec<Option<Self::Details>>> {
            $read(cx, items).await
        }

        fn state(item: &Self::Item, details: &$details, tags: Tags) -> Result<$crate::lookup::State<Self>> {
            $state(item, details, tags)
        }
    };
    (@ state $state:expr, $details:ty, |$cx:ident, $item:ident| $read:expr $(, $properties:expr)?) => {
        type Details = $details;

        $(const DETAILED: &'static [&'static str] = $properties;)?

        async fn details($cx: &ReadContext<Aws>, items: &[Self::Item]) -> Result<Vec<Option<Self::Details>>> {
            try_join_all(items.iter().map(|$item| async move { $read })).await
        }

        fn state(item: &Self::Item, details: &$details, tags: Tags) -> Result<$crate::lookup::State<Self>> {
            $state(item, details, tags)
        }
    };
}
pub(crate) use described;

/// Implements [`Describe`] and [`Lookup`]. `by name` is the property that is the natural key, `keyed` an expression for
/// it; the entries after the semicolon are those of [`described`].
macro_rules! lookup {
    (
        $type:ident: $item:ty, $noun:literal $(by $key:ident)? $(keyed |$keyed:ident| $key_of:expr)?,
        list: |$list_cx:ident| $list:expr
        $(, find: |$find_cx:ident, $wanted:ident| $find:expr)?
        $(, except: |$exception:ident| $except:expr)?
        $(, owned: $owned:path)?
        $(, restore: |$restore_cx:ident, $deleted:ident| $restore:expr)?;
        $($described:tt)*
    ) => {
        impl $crate::lookup::Lookup for $type {
            const NOUN: &'static str = $noun;

            $(fn key(props: &Self::Props) -> String {
                props.$key.to_string()
            })?
            $(fn key($keyed: &Self::Props) -> String {
                $key_of
            })?
            async fn describe_all($list_cx: &ReadContext<Aws>) -> Result<Vec<Self::Item>> {
                $list
            }
            $(async fn find($find_cx: &ReadContext<Aws>, $wanted: &Self::Props) -> Result<Option<Self::Item>> {
                $find
            })?
            $(fn is_customer_owned($exception: &Self::Item) -> bool {
                !$except
            })?
            $(fn is_owned(cx: &ReadContext<Aws>, tags: &Tags) -> bool {
                $owned(cx, tags)
            })?
            $(async fn restore_deleted($restore_cx: &OperationContext<Self>, $deleted: &Id) -> Result<()> {
                $restore
            })?
        }

        $crate::lookup::described! { $type: $item, $($described)* }
    };
}
pub(crate) use lookup;

/// Describes one resource.
pub(crate) async fn describe_one<R: Describe>(cx: &ReadContext<Aws>, id: &Id) -> Result<Option<R::Item>> {
    Ok(R::describe(cx, std::slice::from_ref(id)).await?.into_iter().find(|item| R::id_of(item) == *id))
}

async fn existing<R: Describe>(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<R::Item>> {
    let mut items = R::describe(cx, ids).await?;
    items.retain(|item| R::status_of(item) != Status::Absent);
    Ok(items)
}

fn with_state<R: Describe>(item: &R::Item, details: &R::Details, tags: Tags) -> Result<ResourceState<R>> {
    let (props, attrs) = R::state(item, details, tags)?;
    Ok(ResourceState { id: R::id_of(item), props, attrs, status: R::status_of(item) })
}

/// [`Resource::read`] of a type that the service describes.
pub(crate) async fn read<R: Describe>(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<R>>> {
    let items = existing::<R>(cx, ids).await?;
    let (tags, details) = futures::try_join!(R::tags(cx, &items), R::details(cx, &items))?;
    let mut states = Vec::new();
    for ((item, details), tags) in items.iter().zip(details).zip(tags) {
        if let (Some(details), Some(tags)) = (details, tags) {
            cx.report_unmanaged(&R::id_of(item), R::unmanaged(item, &details));
            states.push(with_state(item, &details, tags)?);
        }
    }
    Ok(states)
}

/// Refuses an update that would remove settings of the resource that the type does not have.
pub(crate) async fn keep_unmanaged<R: Describe>(cx: &ReadContext<Aws>, id: &Id) -> Result<()> {
    let items = existing::<R>(cx, std::slice::from_ref(id)).await?;
    let details = R::details(cx, &items).await?;
    for (item, details) in items.iter().zip(details) {
        let Some(details) = details else { continue };
        crate::aws::keep_unmanaged(&R::unmanaged(item, &details))?;
        // A value that the type does not know would be overwritten too.
        R::state(item, &details, Tags::new())?;
    }
    Ok(())
}

/// [`Resource::read_from_list`] of a type with details, without reading them.
pub(crate) async fn read_from_list<R: Describe>(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ListedState<R>>> {
    let items = existing::<R>(cx, ids).await?;
    let tags = R::tags(cx, &items).await?;
    let listed = |(item, tags): (&R::Item, Option<Tags>)| {
        let state = with_state(item, &R::Details::default(), tags?);
        Some(state.map(|state| ListedState::missing(state, R::DETAILED)))
    };
    items.iter().zip(tags).filter_map(listed).collect()
}

/// [`Resource::status`] of a type that the service describes: without tags and details.
pub(crate) async fn status<R: Describe>(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<Status>> {
    let items = R::describe(cx, ids).await?;
    let of = |id: &Id| items.iter().find(|item| R::id_of(item) == *id);
    let status = ids.iter().map(|id| of(id).map_or(Status::Absent, R::status_of)).collect();
    for item in items {
        let id = R::id_of(&item);
        cx.api().keep_description(R::TYPE, &id, item);
    }
    Ok(status)
}

/// Waits until a resource can be used, and returns the description that showed it.
pub(crate) async fn until_described<R: Describe>(cx: &OperationContext<R>, id: &Id) -> Result<Option<Arc<R::Item>>> {
    let wait = cx.api().begin_wait(R::TYPE, id);
    cx.until_ready(id).await?;
    Ok(wait.last())
}

/// The attributes of a resource in its description. `None` if the resource no longer exists.
pub(crate) async fn described_attrs<R: Describe>(cx: &ReadContext<Aws>, item: &R::Item) -> Result<Option<R::Attrs>> {
    // What lists return contains all attributes. Tags contain none.
    let details = match R::DETAILED {
        [] => R::details(cx, std::slice::from_ref(item)).await?.pop().flatten(),
        _ => Some(R::Details::default()),
    };
    details.map(|details| Ok(R::state(item, &details, Tags::new())?.1)).transpose()
}

/// [`describe_one`] with one call for the resources that operations ask for at the same time.
pub(crate) async fn describe_together<R: Describe>(cx: &ReadContext<Aws>, id: &Id) -> Result<Option<R::Item>> {
    let batches = cx.api().batches(R::TYPE, || Batches::new(MOST_DESCRIBED, |_| 1));
    let own = cx.clone();
    batches
        .submit("", id.clone(), move |ids: Vec<Id>| {
            let cx = own.clone();
            async move {
                let wanted: BTreeSet<&Id> = ids.iter().collect();
                let wanted: Vec<Id> = wanted.into_iter().cloned().collect();
                let mut items = match R::describe(&cx, &wanted).await {
                    Ok(items) => items,
                    Err(error) => return ids.iter().map(|_| Err(error.clone())).collect(),
                };
                let mut answers = Vec::new();
                for (at, id) in ids.iter().enumerate() {
                    answers.push(match items.iter().position(|item| R::id_of(item) == *id) {
                        Some(position) => Ok(Some(items.swap_remove(position))),
                        // Two operations that ask for one resource are rare: the second one gets a call of its own.
                        None if ids[..at].contains(id) => describe_one::<R>(&cx, id).await,
                        None => Ok(None),
                    });
                }
                answers
            }
        })
        .await
}

/// Whether a resource that every region lists was declared in this region, by this stack.
#[cfg(any(feature = "elasticache", feature = "rds"))]
pub(crate) fn is_owned_here(cx: &ReadContext<Aws>, tags: &Tags) -> bool {
    let region = tags.get(URN_TAG).and_then(|urn| urn.split("::").next());
    cx.lists_every_owner() || is_listed(cx, tags) && region == Some(cx.region())
}

/// A delete of a resource in a failed state.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Failed {
    /// The delete is sent until the service accepts it.
    Remains,
    /// The service removes the resource by itself.
    Disappears,
}

/// Deletes a resource and waits until it no longer exists. Errors with one of `codes` are retried, unless the status shows
/// that an earlier attempt has started the delete. The status also decides after an ambiguous response.
pub(crate) async fn delete_and_wait<R, T, F, Fut>(
    cx: &OperationContext<R>,
    id: &Id,
    codes: &[&str],
    failed: Failed,
    call: F,
) -> Result<()>
where
    R: Resource<Api = Aws>,
    F: Fn() -> Fut + Send + Sync,
    Fut: Future<Output = Result<T>> + Send,
    T: Send,
{
    let deleted = cx.eventually(codes, || async {
        match call().await {
            Err(error) if error.has_code(codes) || error.kind == ErrorKind::Ambiguous => {
                match R::status(cx, std::slice::from_ref(id)).await?.first() {
                    None | Some(Status::Absent | Status::Deleting(_)) => Ok(()),
                    Some(Status::Failed(_)) if failed == Failed::Disappears => Ok(()),
                    Some(_) => Err(error),
                }
            }
            answer => answer.map(drop),
        }
    });
    deleted.await.ignore_not_found()?;
    match cx.until_gone(id).await {
        Err(error) if error.kind == ErrorKind::Failed && failed == Failed::Disappears => Ok(()),
        gone => gone,
    }
}

/// [`delete_and_wait`] with a call that is sent again for each attempt.
macro_rules! delete {
    ($cx:expr, $id:expr, $codes:expr, $call:expr) => {{
        let call = $call;
        $crate::lookup::delete_and_wait($cx, $id, $codes, $crate::lookup::Failed::Remains, || {
            let call = call.clone();
            async move { $crate::aws::send!($cx, call) }
        })
        .await
    }};
}
pub(crate) use delete;

impl<R: Lookup> NaturalKey for R {
    fn display_name(props: &R::Props) -> String {
        let key = R::key(props);
        match key.split_once('|') {
            Some((parent, name)) => format!("the {} {name} of {parent}", R::NOUN),
            None => format!("the {} {key}", R::NOUN),
        }
    }

    async fn lookup(cx: &ReadContext<Aws>, props: &R::Props) -> Result<Option<(Id, Tags)>> {
        let Some(item) = R::find(cx, props).await? else { return Ok(None) };
        let id = R::id_of(&item);
        let tags = R::tags(cx, &[item]).await?.pop().flatten();
        Ok(tags.map(|tags| (id, tags)))
    }

    async fn restore_deleted(cx: &OperationContext<Self>, id: &Id) -> Result<()> {
        R::restore_deleted(cx, id).await
    }

    async fn ready(cx: &OperationContext<Self>, id: &Id) -> Result<R::Attrs> {
        ready(cx, id).await
    }

    async fn list(cx: &ReadContext<Aws>) -> Result<Vec<Id>> {
        let mut items = R::describe_all(cx).await?;
        items.retain(R::is_customer_owned);
        let tags = R::tags(cx, &items).await?;
        let owned = items.iter().zip(tags).filter(|(_, tags)| tags.as_ref().is_some_and(|tags| R::is_owned(cx, tags)));
        Ok(owned.map(|(item, _)| R::id_of(item)).collect())
    }
}
