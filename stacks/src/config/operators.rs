//! Configuration of the operators' access.

use archipel::aws::types::Cidr;
use archipel::cli::Problem;
use serde::Deserialize;

use super::checks::check_names;

/// The people who operate the platform.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operators {
    /// The permission sets of IAM Identity Center whose users may assume the operators' role.
    pub permission_sets: Vec<String>,
    /// The public ranges from which the role can be assumed and sessions can be started.
    pub allowed_cidrs: Vec<Cidr>,
    /// The EKS access policy of the role in the clusters.
    #[serde(default = "Operators::administer")]
    pub access_policy: String,
}

impl Operators {
    fn administer() -> String {
        "AmazonEKSClusterAdminPolicy".to_owned()
    }

    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        if self.permission_sets.is_empty() {
            let advice = "name one of IAM Identity Center, or remove the table `operators`";
            problems.push(Problem::new("operators.permission_sets", "no permission set may assume the role", advice));
        }
        let good = |b: u8| b.is_ascii_alphanumeric() || b"+=,.@-_".contains(&b);
        let can = |name: &str| (1..=32).contains(&name.len()) && name.bytes().all(good);
        let advice = "write the name of a permission set of IAM Identity Center, without wildcards";
        check_names("operators.permission_sets", &self.permission_sets, can, "a permission set", advice, problems);
        if self.allowed_cidrs.is_empty() {
            let advice = "list the public addresses of your network, such as 203.0.113.0/24";
            problems.push(Problem::new("operators.allowed_cidrs", "no range is allowed", advice));
        }
        for (index, range) in self.allowed_cidrs.iter().enumerate() {
            let (what, advice) = if range.is_private() {
                ("is private, and AWS sees public addresses", "use the public addresses of your network")
            } else if range.prefix_len() < 8 {
                ("is a large part of the internet", "list the ranges of your network")
            } else {
                continue;
            };
            let key = format!("operators.allowed_cidrs[{index}]");
            problems.push(Problem::new(key, format!("{range} {what}"), advice));
        }
        if !self.access_policy.starts_with("AmazonEKS") || !self.access_policy.ends_with("Policy") {
            problems.push(Problem::new(
                "operators.access_policy",
                format!("invalid EKS access policy `{}`", self.access_policy),
                "write its name, such as AmazonEKSClusterAdminPolicy or AmazonEKSViewPolicy",
            ));
        }
    }
}
