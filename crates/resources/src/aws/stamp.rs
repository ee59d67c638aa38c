//! The name of a call, which every attempt carries.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use archipel_engine::limiter::{BucketKey, Limiter};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeSerializationInterceptorContextRef, BeforeTransmitInterceptorContextMut,
};
use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::{ConfigBag, Storable, StoreReplace};

use super::rates;

/// A call: who makes it, and which.
#[derive(Clone, Debug)]
pub(crate) struct Stamped {
    account: String,
    region: String,
    pub(crate) service: String,
    pub(crate) operation: String,
    /// Whether the attempt has its token.
    paced: Arc<AtomicBool>,
}

impl Storable for Stamped {
    type Storer = StoreReplace<Self>;
}

impl Stamped {
    /// Takes a token for the next attempt.
    pub(crate) async fn pace(&self, limiter: &Limiter) {
        limiter.acquire(&self.bucket()).await;
        self.paced.store(true, Ordering::Relaxed);
    }

    /// Whether this attempt has taken its token. The next one needs another.
    pub(crate) fn use_token(&self) -> bool {
        self.paced.swap(false, Ordering::Relaxed)
    }

    /// The bucket of the call.
    pub(crate) fn bucket(&self) -> BucketKey {
        BucketKey {
            class: rates::class(&self.service, &self.operation).to_owned(),
            account: self.account.clone(),
            region: self.region.clone(),
            service: self.service.clone(),
        }
    }
}

/// Adds the call's name to the call, for its pacing, and to its request, because the governor sees only HTTP.
#[derive(Clone, Debug)]
pub(crate) struct Stamp {
    /// The account's name in the configuration, or empty.
    pub(crate) account: String,
    /// The region of the client.
    pub(crate) region: String,
}

impl Intercept for Stamp {
    fn name(&self) -> &'static str {
        "ArchipelStamp"
    }

    fn read_before_serialization(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(metadata) = cfg.load::<Metadata>() {
            let stamped = Stamped {
                account: self.account.clone(),
                region: self.region.clone(),
                service: metadata.service().to_ascii_lowercase(),
                operation: metadata.name().to_owned(),
                paced: Arc::default(),
            };
            cfg.interceptor_state().store_put(stamped);
        }
        Ok(())
    }

    fn modify_before_transmit(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(stamped) = cfg.load::<Stamped>() {
            context.request_mut().add_extension(stamped.clone());
        }
        Ok(())
    }
}
