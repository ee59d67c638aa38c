//! Types that are one document of a bucket, such as its policy. Their id is the name of the bucket.

/// Implements such a type. Its file provides `check(props)`, `put(cx, props)`, which overwrites the document, and
/// `get(cx, bucket)`, which returns the properties if the bucket has the document. `delete` names the call that deletes the
/// document, `clear` a function for a document without such a call. `keep(cx, bucket)` refuses to overwrite what the type
/// does not have.
macro_rules! bucket_document {
    (
        $type:ident, $props:ident, $attrs:ident,
        terraform: $terraform:literal, typical: $typical:expr
        $(, delete: $delete:ident)? $(, clear: $clear:ident)? $(, keep: $keep:ident)?
    ) => {
        impl Resource for $type {
            type Api = Aws;
            type Identity = Self;

            fn meta() -> Meta {
                meta::<Self>().terraform(&[($terraform, "{bucket}")]).unique(&[&["bucket"]]).typical($typical)
            }

            fn check(props: &$props) -> Vec<String> {
                let mut wrong: Vec<String> = check_bucket("bucket", props.bucket.as_str()).into_iter().collect();
                wrong.extend(check(props));
                wrong
            }

            async fn create(cx: &OperationContext<Self>, props: &$props) -> Result<Self::Attrs> {
                cx.allocate(props, || async {
                    put(cx, props).await?;
                    Ok(Id::new(props.bucket.as_str()))
                })
                .await?;
                Ok($attrs { bucket: props.bucket.clone() })
            }

            async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
                let all = try_join_all(ids.iter().map(|id| get(cx, id.as_str()))).await?;
                let found = ids.iter().zip(all).filter_map(|(id, props)| {
                    let props = props?;
                    let attrs = $attrs { bucket: props.bucket.clone() };
                    Some(ResourceState { id: id.clone(), props, attrs, status: Status::Ready })
                });
                Ok(found.collect())
            }

            async fn read_from_list(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ListedState<Self>>> {
                Ok(existing(cx, ids).await?.into_iter().map(ListedState::exists_only).collect())
            }

            async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
                $($keep(cx, id.as_str()).await?;)?
                let _ = id;
                cx.eventually(&[], || async { not_found_as_retryable(put(cx, &change.new).await) }).await?;
                Ok(change.attrs.clone())
            }

            async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
                $(retry!(cx, &[], cx.api().s3().$delete().bucket(id.as_str())).ignore_not_found())?
                $($clear(cx, id.as_str()).await.ignore_not_found())?
            }
        }

        impl Identity<Self> for $type {
            /// Repeating the call has no further effect, so it is sent again after a lost response.
            const IDEMPOTENCY: Idempotency = Idempotency::ClientToken;

            async fn find(cx: &OperationContext<Self>, props: &$props) -> Result<Vec<Id>> {
                let found = get(cx, props.bucket.as_str()).await?;
                Ok(found.map(|_| Id::new(props.bucket.as_str())).into_iter().collect())
            }
        }
    };
}
pub(super) use bucket_document;
