//! What IAM's resource types share: tags, documents, checks of names, and the one call that lists everything.

use std::collections::BTreeMap;
use std::sync::Arc;

use archipel_engine::resource::{Cx, ErrorKind, ProviderError, Result};
use aws_sdk_iam::types::{EntityType, ManagedPolicyDetail, RoleDetail, Tag};

use crate::aws::{Aws, list_pages};
use crate::types::PolicyDocument;

/// Up to so many ids are read one by one; more by listing what there is.
pub(super) const FEW: usize = 3;

/// The code of a delete that something stands in the way of, as the API and as emulators write it.
pub(super) const CONFLICT: &[&str] = &["DeleteConflict", "DeleteConflictException"];

/// Tags for a create call.
pub(super) fn sdk_tags(tags: &BTreeMap<String, String>) -> Vec<Tag> {
    // The builder fails without key and value only.
    tags.iter().filter_map(|(key, value)| Tag::builder().key(key).value(value).build().ok()).collect()
}

/// All tags of an answer.
pub(super) fn all_tags(tags: &[Tag]) -> BTreeMap<String, String> {
    tags.iter().map(|tag| (tag.key().to_owned(), tag.value().to_owned())).collect()
}

/// Brings tags from `$old` to `$new`: one call for those to set, one for those to remove, none when they are equal.
/// Both bear being repeated.
macro_rules! sync_tags {
    ($cx:expr, $old:expr, $new:expr, $tag:ident, $untag:ident, $named:ident($name:expr)) => {
        async {
            let (old, new) = ($old, $new);
            let set: std::collections::BTreeMap<_, _> = new
                .iter()
                .filter(|(key, value)| old.get(*key) != Some(*value))
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect();
            let gone: Vec<String> = old.keys().filter(|key| !new.contains_key(*key)).cloned().collect();
            if !set.is_empty() {
                $cx.eventually(&[], || async {
                    let tags = $crate::iam::common::sdk_tags(&set);
                    let call = $cx.api().iam().$tag().$named($name).set_tags(Some(tags));
                    $crate::aws::Answer::answer(call.send().await, $cx.region())
                })
                .await?;
            }
            if !gone.is_empty() {
                $cx.eventually(&[], || async {
                    let call = $cx.api().iam().$untag().$named($name).set_tag_keys(Some(gone.clone()));
                    $crate::aws::Answer::answer(call.send().await, $cx.region())
                })
                .await?;
            }
            archipel_engine::resource::Result::Ok(())
        }
        .await
    };
}
pub(super) use sync_tags;

/// A document of an answer.
pub(super) fn document(text: Option<&str>) -> Result<PolicyDocument> {
    PolicyDocument::parse(text.unwrap_or_default())
        .map_err(|error| ProviderError::new(ErrorKind::Internal, format!("IAM gave {error}")))
}

/// Every role with its policies, tags and boundary: one listing, page by page. Descriptions and session durations
/// are not in it.
pub(super) async fn role_details(cx: &Cx<Aws>) -> Result<Arc<Vec<RoleDetail>>> {
    cx.once("role details", || async {
        let call = cx.api().iam().get_account_authorization_details().filter(EntityType::Role);
        list_pages!(cx, call, role_detail_list)
    })
    .await
}

/// Every policy of the account's own with its versions. Tags are not in it.
pub(super) async fn policy_details(cx: &Cx<Aws>) -> Result<Vec<ManagedPolicyDetail>> {
    let call = cx.api().iam().get_account_authorization_details().filter(EntityType::LocalManagedPolicy);
    list_pages!(cx, call, policies)
}

/// What is wrong with a name: IAM takes letters, digits and `+=,.@_-`.
pub(super) fn check_name(field: &str, name: &str, longest: usize) -> Option<String> {
    if name.is_empty() || name.chars().count() > longest {
        return Some(format!("`{field}` has {} characters: it has 1 to {longest}", name.chars().count()));
    }
    let bad = name.chars().find(|c| !c.is_ascii_alphanumeric() && !"+=,.@_-".contains(*c));
    bad.map(|c| format!("`{field}` has a `{c}` in it: IAM takes letters, digits and + = , . @ _ -"))
}

/// What is wrong with a path.
pub(super) fn check_path(path: &str) -> Option<String> {
    let good = path.starts_with('/') && path.ends_with('/') && path.len() <= 512;
    let printable = path.chars().all(|c| ('\u{21}'..='\u{7e}').contains(&c));
    (!good || !printable).then(|| format!("`path` is `{path}`: it begins and ends with a slash, such as `/teams/web/`"))
}

/// What is wrong with a document's size. IAM does not count white space.
pub(super) fn check_size(field: &str, document: &PolicyDocument, longest: usize) -> Option<String> {
    let size = document.to_json().chars().filter(|c| !c.is_whitespace()).count();
    (size > longest).then(|| {
        format!("`{field}` has {size} characters without white space: IAM takes up to {longest} of this kind of policy")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_paths_that_iam_refuses_are_found() {
        assert_eq!(check_name("name", "app+=,.@_-role1", 64), None);
        assert!(check_name("name", "", 64).is_some());
        assert!(check_name("name", &"a".repeat(65), 64).is_some());
        assert!(check_name("name", "a b", 64).is_some_and(|text| text.contains("` `")));
        assert_eq!(check_path("/"), None);
        assert_eq!(check_path("/teams/web/"), None);
        for bad in ["", "teams/", "/teams", "/ä/", "/a b/"] {
            assert!(check_path(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn white_space_does_not_count_towards_a_documents_size() {
        let document = PolicyDocument::new(serde_json::json!({"Sid": " ".repeat(100)}));
        assert_eq!(check_size("document", &document, 10), None);
        assert!(check_size("document", &document, 9).is_some());
    }
}
