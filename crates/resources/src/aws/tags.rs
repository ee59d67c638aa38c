//! Ownership tags: what says on the resource itself which stack and which declaration it belongs to.

use std::collections::BTreeMap;

use archipel_engine::resource::{OpCx, Resource};

/// The stack: `project/stack`.
pub(crate) const STACK_TAG: &str = "archipel:stack";
/// The resource's URN.
pub(crate) const URN_TAG: &str = "archipel:urn";
/// The token of the create that made it: what recovery looks up.
pub(crate) const TOKEN_TAG: &str = "archipel:token";

/// AWS takes values of up to 256 characters.
const LONGEST_VALUE: usize = 256;

/// A resource's own tags and the ownership tags, for the create call.
pub(crate) fn owned_tags<R: Resource>(cx: &OpCx<R>, own: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut tags = own.clone();
    let urn: String = cx.urn().as_str().chars().take(LONGEST_VALUE).collect();
    tags.insert(STACK_TAG.to_owned(), cx.stack().to_owned());
    tags.insert(URN_TAG.to_owned(), urn);
    tags.insert(TOKEN_TAG.to_owned(), cx.token().to_owned());
    tags
}

/// The tags that a program can have set: without ownership tags and without those that AWS sets.
pub(crate) fn own_tags(all: impl IntoIterator<Item = (String, String)>) -> BTreeMap<String, String> {
    all.into_iter().filter(|(key, _)| !key.starts_with("archipel:") && !key.starts_with("aws:")).collect()
}
