//! The caller.

use archipel::aws::sts::*;
use archipel::prelude::*;

/// `sts/CallerIdentity`: the account in the name of a bucket, which no other account can have.
pub fn caller_identity(scope: &Scope) -> Output<String> {
    let account = CallerIdentity::get(scope, "caller").account_id();
    output_format!("shop-{account}-logs")
}
