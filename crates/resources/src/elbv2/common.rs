//! What the types of this service share: tags, look-ups and names.

use crate::prelude::*;

/// Error codes of a resource that another one still uses.
pub(super) const IN_USE: &[&str] = &["ResourceInUse", "ResourceInUseException"];

/// The most resources that a call describes, or returns tags of.
pub(super) const BATCH_SIZE: usize = 20;

/// All tags of these resources, in their order; `None` for one that no longer exists.
pub(super) async fn tags_of(cx: &ReadContext<Aws>, arns: Vec<&str>) -> Result<Vec<Option<Tags>>> {
    let (mut found, mut missing): (BTreeMap<String, Tags>, Vec<&str>) = (BTreeMap::new(), Vec::new());
    for arn in &arns {
        match indexed_tags(cx, arn).await? {
            Some(tags) => drop(found.insert((*arn).to_owned(), tags)),
            None => missing.push(arn),
        }
    }
    for arns in missing.chunks(BATCH_SIZE) {
        let call = cx.api().elbv2().describe_tags().set_resource_arns(Some(texts(arns)));
        let response = optional(send!(cx, call))?;
        for one in response.and_then(|response| response.tag_descriptions).unwrap_or_default() {
            let tags = all_tags(one.tags());
            found.extend(one.resource_arn.map(|arn| (arn, tags)));
        }
    }
    Ok(arns.into_iter().map(|arn| found.remove(arn)).collect())
}

/// [`lookup!`] for types of this service: their id is their ARN, and calls describe many.
macro_rules! lookup_by_arn {
    (
        $type:ident: $item:ty { $arn:ident, $describe:ident / $set_arns:ident => $described:ident },
        $noun:literal $(by $key:ident)? $(keyed |$keyed:ident| $key_of:expr)?,
        list: |$list_cx:ident| $list:expr,
        find: |$find_cx:ident, $wanted:ident| $find:expr
        $(, status: $status:expr)?;
        $($rest:tt)*
    ) => {
        lookup! {
            $type: $item, $noun $(by $key)? $(keyed |$keyed| $key_of)?,
            list: |$list_cx| $list,
            find: |$find_cx, $wanted| $find;
            id: $arn,
            $(status: $status,)?
            describe: |cx, ids| {
                read_in_batches(ids, $crate::elbv2::common::BATCH_SIZE, |ids| async move {
                    let call = cx.api().elbv2().$describe().$set_arns(Some(texts(ids)));
                    Ok(send!(cx, call)?.$described.unwrap_or_default())
                })
                .await
            },
            all_tags: |cx, items| {
                let arns = items.iter().map(|item| item.$arn().unwrap_or_default());
                $crate::elbv2::common::tags_of(cx, arns.collect()).await
            },
            $($rest)*
        }
    };
}
pub(super) use lookup_by_arn;

/// Updates the tags of a resource from `old` to `new`.
pub(super) async fn update_tags<R: Resource<Api = Aws>>(
    cx: &OperationContext<R>,
    id: &Id,
    old: &Tags,
    new: &Tags,
) -> Result<()> {
    let arn = id.as_str();
    update_tags!(cx, elbv2, add_tags / remove_tags, resource_arns(arn); old => new)
}

/// Checks the name of a load balancer or a target group beyond its constraints.
pub(super) fn check_name(name: &str) -> Vec<String> {
    let reserved = name.starts_with("internal-");
    reserved.then(|| format!("invalid `name` `{name}`: ELB reserves the prefix `internal-`")).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_a_reserved_prefix_is_refused() {
        assert!(check_name("luneo-prod-blue").is_empty());
        assert_eq!(check_name("internal-a"), ["invalid `name` `internal-a`: ELB reserves the prefix `internal-`"]);
    }
}
