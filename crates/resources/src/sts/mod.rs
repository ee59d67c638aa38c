//! AWS STS: the caller's identity.

mod caller_identity;
mod cluster_token;

crate::service! {
    resources {
        cluster_token:;
    }
    data_sources {
        caller_identity: CallerIdentity;
    }
}
