//! A provider: resource types and data sources, found by name.

use std::sync::Arc;

use async_trait::async_trait;

use super::Id;
use super::error::Result;
use super::hook::HookHandler;
use super::limiter::BucketWait;
use super::operations::TypeOperations;
use super::stack_check::CheckStack;
use crate::model::environment::Environment;
use crate::model::schema::Schema;
use crate::model::value::Value;

/// A set of resource types and data sources that share credentials and accounts.
#[async_trait]
pub trait Provider: Send + Sync {
    /// The prefix of the names of its types, before the first `:`.
    fn name(&self) -> &str;

    /// The schemas of its types, sorted by name. A provider with thousands of types returns those that were asked for;
    /// [`Provider::get`] has every type.
    fn schemas(&self) -> Vec<&'static Schema>;

    /// The operations of one of its types.
    fn get(&self, type_name: &str) -> Option<Arc<dyn TypeOperations>>;

    /// Why no resource can be in an environment: its region does not exist. Planning calls this, so that a misspelt region
    /// is an error of the program.
    fn check_environment(&self, environment: &Environment) -> Option<String> {
        let _ = environment;
        None
    }

    /// The check across the resources of a stack. Planning calls it when the plan changes any.
    fn check_stack(&self) -> Option<CheckStack> {
        None
    }

    /// The handler of the hooks of this kind.
    fn hook(&self, kind: &str) -> Option<Arc<dyn HookHandler>> {
        let _ = kind;
        None
    }

    /// For how long requests waited for the provider's rate limits, by bucket, in this process.
    fn rate_limit_waits(&self) -> Vec<BucketWait> {
        Vec::new()
    }

    /// Returns the unique identifier of the account that calls in this environment belong to, as the service returns
    /// it; `None` for a provider without accounts. A state is never applied with another account.
    ///
    /// # Errors
    /// The service's error. An implementation never returns an account that it only assumes.
    async fn account(&self, environment: &Environment) -> Result<Option<String>> {
        let _ = environment;
        Ok(None)
    }

    /// The account of a recorded resource, if its id or outputs contain it.
    fn account_of(&self, type_name: &str, id: &Id, outputs: &Value) -> Option<String> {
        let _ = (type_name, id, outputs);
        None
    }
}
