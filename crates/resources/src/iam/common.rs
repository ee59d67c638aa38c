//! Shared code of IAM's types: policy documents, and the call that lists everything.

use std::sync::Arc;

use aws_sdk_iam::types::{EntityType, ManagedPolicyDetail, RoleDetail};

use crate::prelude::*;

/// Up to this number of ids, resources are read one by one; more are read with list calls.
pub(super) const FEW: usize = 3;

/// The error codes of a delete that other resources block: those of the API and of emulators.
pub(super) const CONFLICT_CODES: &[&str] = &["DeleteConflict", "DeleteConflictException"];

/// The role in an id, and the name or ARN after it. Neither can contain a `|`.
pub(super) fn parts(id: &Id) -> (&str, &str) {
    id.as_str().split_once('|').unwrap_or((id.as_str(), ""))
}

/// A policy document of a response.
pub(super) fn document(text: Option<&str>) -> Result<PolicyDocument> {
    PolicyDocument::parse(text.unwrap_or_default())
        .map_err(|error| ProviderError::new(ErrorKind::Internal, format!("IAM gave {error}")))
}

/// All roles with policies, tags and boundaries, with all pages. Descriptions and session durations are missing. `None`
/// where the credentials do not allow the call, which shows every policy of the account: read roles one by one then.
pub(super) async fn role_details(cx: &ReadContext<Aws>) -> Result<Arc<Option<Vec<RoleDetail>>>> {
    cx.cached("role details", || async {
        let call = cx.api().iam().get_account_authorization_details().filter(EntityType::Role);
        if_allowed(list_pages!(cx, call, role_detail_list))
    })
    .await
}

/// All customer managed policies with their versions. Tags are missing. `None` as for [`role_details`].
pub(super) async fn policy_details(cx: &ReadContext<Aws>) -> Result<Option<Vec<ManagedPolicyDetail>>> {
    let call = cx.api().iam().get_account_authorization_details().filter(EntityType::LocalManagedPolicy);
    if_allowed(list_pages!(cx, call, policies))
}

fn if_allowed<T>(answer: Result<T>) -> Result<Option<T>> {
    match answer {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind == ErrorKind::Denied => Ok(None),
        Err(error) => Err(error),
    }
}

/// Checks the size of a document. IAM does not count white space.
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
    fn white_space_does_not_count_towards_a_documents_size() {
        let document = PolicyDocument::new(serde_json::json!({"Sid": " ".repeat(100)}));
        assert_eq!(check_size("document", &document, 10), None);
        assert!(check_size("document", &document, 9).is_some());
    }
}
