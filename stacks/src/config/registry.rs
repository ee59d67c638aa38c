//! Configuration of container images.

use archipel::cli::Problem;
use serde::Deserialize;

use super::checks::{check_names, is_label};

/// Container images.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registry {
    /// One repository for each of these, in both regions.
    pub repositories: Vec<String>,
    /// How many images of each are kept.
    pub keep_images: u32,
    /// Whether images are replicated from the primary region to the secondary. A registry has only one such setting,
    /// so only one stack of an account can enable it.
    pub replicate: bool,
    /// The stack of this account whose images are promoted to this one; none if omitted.
    pub promote_from: Option<String>,
    /// Whether `destroy` deletes repositories with images in them. Never in production.
    #[serde(default)]
    pub force_delete: bool,
}

impl Registry {
    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        if self.keep_images < 1 {
            problems.push(Problem::new("registry.keep_images", "no images", "keep at least as many as can run"));
        }
        if let Some(stack) = self.promote_from.as_deref().filter(|stack| !is_label(stack)) {
            let what = format!("invalid name of a stack `{stack}`");
            problems.push(Problem::new("registry.promote_from", what, "write the name of its file, such as staging"));
        }
        let part = |part: &str| {
            let ends = [part.chars().next(), part.chars().last()];
            ends.iter().all(|end| end.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit()))
                && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b))
        };
        let can = |name: &str| name.split('/').all(part);
        let advice = "use lower-case letters and digits, and between them ._-/";
        check_names("registry.repositories", &self.repositories, can, "a repository", advice, problems);
    }
}
