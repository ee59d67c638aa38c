//! The settings of the account that the CIS benchmark asks for. They outlive the stack: without it, the account must not be less
//! safe.

use archipel::aws::ec2::*;
use archipel::aws::iam::*;
use archipel::aws::s3::*;
use archipel::prelude::*;

use crate::components::RegionContext;

/// The minimum length of passwords, and how many earlier ones are refused: CIS 1.8 and 1.9.
const PASSWORD_LENGTH: u8 = 14;
const EARLIER_PASSWORDS: u8 = 24;

/// Declares the rules for passwords, the block of public buckets, and the encryption of volumes in each region. An account that has
/// them already is taken over, unless its own are stricter.
pub(super) fn settings(contexts: PerRegion<&RegionContext>) {
    let retained = || Options::new().retain_on_delete(true);
    let scope = &contexts.primary.scope.component("security").component("account");
    let args = AccountPasswordPolicyArgs::new()
        .minimum_password_length(PASSWORD_LENGTH)
        .password_reuse_prevention(EARLIER_PASSWORDS)
        .require_lowercase_characters(true)
        .require_uppercase_characters(true)
        .require_numbers(true)
        .require_symbols(true)
        .allow_users_to_change_password(true);
    AccountPasswordPolicy::with_options(scope, "passwords", args, retained());
    AccountPublicAccessBlock::with_options(scope, "buckets", PublicAccessBlock::new(), retained());
    for context in contexts {
        let scope = &context.scope.component("security").component("account");
        EbsEncryptionByDefault::with_options(scope, "volumes", retained());
    }
}
