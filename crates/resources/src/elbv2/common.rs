//! What the types of this service share: tags, which one call gives for twenty things, and names.

use std::collections::BTreeMap;

use archipel_engine::resource::{Cx, Id, OpCx, Resource, Result};

use crate::aws::{Answer, Aws, Tags, all_tags, if_there, indexed_tags, sdk_tags, sync_tags};
use crate::natural::is_of_stack;

/// Codes of what something else still holds.
pub(super) const IN_USE: &[&str] = &["ResourceInUse", "ResourceInUseException"];

/// How many things a call describes, or tells the tags of.
pub(super) const AT_ONCE: usize = 20;

/// The tags of these, by their ARNs.
pub(super) async fn tags_of(cx: &Cx<Aws>, arns: Vec<String>) -> Result<BTreeMap<String, Tags>> {
    let (mut found, mut asked) = (BTreeMap::new(), Vec::new());
    for arn in arns {
        match indexed_tags(cx, &arn).await? {
            Some(tags) => drop(found.insert(arn, tags)),
            None => asked.push(arn),
        }
    }
    for arns in asked.chunks(AT_ONCE) {
        let call = cx.api().elbv2().describe_tags().set_resource_arns(Some(arns.to_vec()));
        let told = if_there(call.send().await.answer(cx.region()))?;
        for one in told.and_then(|told| told.tag_descriptions).unwrap_or_default() {
            let tags = all_tags(one.tags());
            found.extend(one.resource_arn.map(|arn| (arn, tags)));
        }
    }
    Ok(found)
}

/// These with their tags. What has none to tell is gone.
pub(super) async fn tagged<T>(cx: &Cx<Aws>, items: Vec<T>, arn_of: fn(&T) -> Option<&str>) -> Result<Vec<(T, Tags)>> {
    let mut tags = tags_of(cx, items.iter().filter_map(arn_of).map(str::to_owned).collect()).await?;
    let with_tags = |item: T| {
        let tags = tags.remove(arn_of(&item)?)?;
        Some((item, tags))
    };
    Ok(items.into_iter().filter_map(with_tags).collect())
}

/// Which of these this stack owns.
pub(super) async fn ours(cx: &Cx<Aws>, arns: Vec<String>) -> Result<Vec<Id>> {
    let tags = tags_of(cx, arns).await?;
    Ok(tags.into_iter().filter(|(_, tags)| is_of_stack(cx.stack(), tags)).map(|(arn, _)| Id::new(arn)).collect())
}

/// Brings the tags of anything of this service from `old` to `new`.
pub(super) async fn retag<R: Resource<Api = Aws>>(cx: &OpCx<R>, id: &Id, old: &Tags, new: &Tags) -> Result<()> {
    let (elb, arn) = (cx.api().elbv2(), id.as_str());
    let set = |tags: Tags| async move {
        let call = elb.add_tags().resource_arns(arn).set_tags(Some(sdk_tags(&tags)));
        call.send().await.answer(cx.region()).map(drop)
    };
    let remove = |keys| async move {
        let call = elb.remove_tags().resource_arns(arn).set_tag_keys(Some(keys));
        call.send().await.answer(cx.region()).map(drop)
    };
    sync_tags(cx, old, new, set, remove).await
}

/// What is wrong with the name of a load balancer or a target group.
pub(super) fn check_name(name: &str) -> Option<String> {
    let good = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let fits = (1..=32).contains(&name.len())
        && name.chars().all(good)
        && !name.starts_with('-')
        && !name.ends_with('-')
        && !name.starts_with("internal-");
    (!fits).then(|| {
        format!(
            "`name` is `{name}`: it has 1 to 32 letters, digits and hyphens, none at its ends, no `internal-` first"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_elb_refuses_are_found() {
        assert_eq!(check_name("luneo-prod-blue"), None);
        for bad in ["", "-a", "a-", "internal-a", "a_b", &"a".repeat(33)] {
            assert!(check_name(bad).is_some(), "{bad}");
        }
    }
}
