//! Container images, as the configuration gives them.

use archipel::cli::Problem;
use serde::Deserialize;

/// Container images.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registry {
    /// One repository for each of these, in both regions.
    pub repositories: Vec<String>,
    /// How many images of each are kept.
    pub keep_images: u32,
    /// Whether what comes to the primary region is copied to the secondary. A registry has one such setting: only one
    /// stack of an account can have it.
    pub replicate: bool,
    /// Whether `destroy` deletes repositories with images in them. Never in production.
    #[serde(default)]
    pub force_delete: bool,
}

impl Registry {
    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        if self.keep_images < 1 {
            problems.push(Problem::new("registry.keep_images", "no images", "keep at least as many as can run"));
        }
        let good = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._/-".contains(&b);
        for name in self.repositories.iter().filter(|name| name.is_empty() || !name.bytes().all(good)) {
            problems.push(Problem::new(
                "registry.repositories",
                format!("`{name}` cannot name a repository"),
                "use lower-case letters, digits and ._/-",
            ));
        }
    }
}
