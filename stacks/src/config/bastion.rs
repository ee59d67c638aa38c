//! The bastion, as the configuration gives it.

use archipel::cli::Problem;
use serde::Deserialize;

/// The machine to look around from.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bastion {
    /// Its type, of the arm64 kind: `t4g.nano`.
    pub instance_type: String,
    /// The size of its disk in GiB.
    pub disk_size: u32,
}

impl Bastion {
    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        let family = self.instance_type.split('.').next().unwrap_or_default();
        // The image is for arm64: families of Graviton have a g after their generation.
        let after = family.trim_start_matches(|c: char| c.is_ascii_alphabetic()).trim_start_matches(char::is_numeric);
        if !self.instance_type.contains('.') || !after.starts_with('g') {
            problems.push(Problem::new(
                "bastion.instance_type",
                format!("`{}` is no type of the arm64 kind", self.instance_type),
                "take one with a g after its generation, such as t4g.nano",
            ));
        }
        if self.disk_size < 8 {
            problems.push(Problem::new(
                "bastion.disk_size",
                format!("{} GiB: the image needs 8", self.disk_size),
                "take 8 or more",
            ));
        }
    }
}
