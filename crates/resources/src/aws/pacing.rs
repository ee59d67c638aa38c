//! Paces calls: every attempt takes a token before it is signed.
//!
//! The SDK resolves an identity for each attempt, right before it signs the request. That is the only asynchronous
//! step before the signature, so the token is taken there. A request that waits for its token has neither a signature
//! that could expire nor a running time-out: an attempt's time-out begins in the governor, when the request is sent.

use std::sync::Arc;

use archipel_engine::limiter::Limiter;
use aws_smithy_runtime_api::client::identity::{
    IdentityFuture, ResolveCachedIdentity, SharedIdentityCache, SharedIdentityResolver,
};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;

use super::stamp::Stamped;

/// The identity cache of all clients, which takes a token first.
#[derive(Debug)]
pub(crate) struct Pacing {
    pub(crate) inner: SharedIdentityCache,
    pub(crate) limiter: Arc<Limiter>,
}

impl ResolveCachedIdentity for Pacing {
    fn resolve_cached_identity<'a>(
        &'a self,
        resolver: SharedIdentityResolver,
        runtime_components: &'a RuntimeComponents,
        config_bag: &'a ConfigBag,
    ) -> IdentityFuture<'a> {
        IdentityFuture::new(async move {
            // Credential providers make calls of their own, which have no stamp and are not paced.
            if let Some(call) = config_bag.load::<Stamped>() {
                call.pace(&self.limiter).await;
            }
            self.inner.resolve_cached_identity(resolver, runtime_components, config_bag).await
        })
    }
}

#[cfg(test)]
mod tests;
