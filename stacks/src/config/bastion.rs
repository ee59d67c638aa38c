//! Configuration of the bastion.

use archipel::cli::Problem;
use serde::Deserialize;

/// The bastion host of each region.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bastion {
    /// The instance type, for arm64: `t4g.nano`.
    pub instance_type: String,
    /// The size of its disk in GiB.
    pub disk_size: u32,
}

impl Bastion {
    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        let family = self.instance_type.split('.').next().unwrap_or_default();
        // The image is for arm64: instance families of Graviton have a g after their generation.
        let after = family.trim_start_matches(|c: char| c.is_ascii_alphabetic()).trim_start_matches(char::is_numeric);
        if !self.instance_type.contains('.') || !after.starts_with('g') {
            problems.push(Problem::new(
                "bastion.instance_type",
                format!("`{}` is not an arm64 instance type", self.instance_type),
                "use one with a g after its generation, such as t4g.nano",
            ));
        }
        if self.disk_size < 8 {
            problems.push(Problem::new(
                "bastion.disk_size",
                format!("{} GiB: the image needs 8", self.disk_size),
                "use 8 or more",
            ));
        }
    }
}
