//! What the types of this service share: tags, which one call gives for twenty things, and names.

use crate::prelude::*;

/// Codes of what something else still holds.
pub(super) const IN_USE: &[&str] = &["ResourceInUse", "ResourceInUseException"];

/// The most resources that a call describes, or returns tags of.
pub(super) const AT_ONCE: usize = 20;

/// The tags of these, by their ARNs.
pub(super) async fn tags_of(cx: &ReadContext<Aws>, arns: Vec<String>) -> Result<BTreeMap<String, Tags>> {
    let (mut found, mut asked) = (BTreeMap::new(), Vec::new());
    for arn in arns {
        match indexed_tags(cx, &arn).await? {
            Some(tags) => drop(found.insert(arn, tags)),
            None => asked.push(arn),
        }
    }
    for arns in asked.chunks(AT_ONCE) {
        let call = cx.api().elbv2().describe_tags().set_resource_arns(Some(arns.to_vec()));
        let response = optional(send!(cx, call))?;
        for one in response.and_then(|response| response.tag_descriptions).unwrap_or_default() {
            let tags = all_tags(one.tags());
            found.extend(one.resource_arn.map(|arn| (arn, tags)));
        }
    }
    Ok(found)
}

/// These resources with their tags. One without an entry no longer exists.
pub(super) async fn tagged<T>(
    cx: &ReadContext<Aws>,
    items: Vec<T>,
    arn_of: fn(&T) -> Option<&str>,
) -> Result<Vec<(T, Tags)>> {
    let mut tags = tags_of(cx, items.iter().filter_map(arn_of).map(str::to_owned).collect()).await?;
    let with_tags = |item: T| {
        let tags = tags.remove(arn_of(&item)?)?;
        Some((item, tags))
    };
    Ok(items.into_iter().filter_map(with_tags).collect())
}

/// A resource with its tags, as [`NaturalKey::lookup`] returns it.
pub(super) async fn with_tags(cx: &ReadContext<Aws>, arn: Option<String>) -> Result<Option<(Id, Tags)>> {
    let Some(arn) = arn else { return Ok(None) };
    let tags = tags_of(cx, vec![arn.clone()]).await?.remove(&arn).unwrap_or_default();
    Ok(Some((Id::new(arn), tags)))
}

/// Which of these this stack owns.
pub(super) async fn ours(cx: &ReadContext<Aws>, arns: Vec<String>) -> Result<Vec<Id>> {
    let tags = tags_of(cx, arns).await?;
    Ok(tags.into_iter().filter(|(_, tags)| is_of_stack(cx.stack(), tags)).map(|(arn, _)| Id::new(arn)).collect())
}

/// Brings the tags of anything of this service from `old` to `new`.
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
