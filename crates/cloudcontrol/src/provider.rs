//! The provider of all types.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use archipel_cfn_schema::SchemaSet;
use archipel_engine::program::Environment;
use archipel_engine::resource::{Id, Provider, Result, TypeOperations};
use archipel_engine::schema::Schema;
use archipel_engine::value::Value;
use archipel_resources::aws::{Connection, account_in_arn};
use async_trait::async_trait;

use crate::client::Clients;
use crate::requests::{POLLED, PolledRequests};
use crate::routed::RoutedType;

/// The name of the provider: the part of CloudFormation's type names before the first `:`.
pub const PROVIDER: &str = "AWS";

/// Types whose identifier is an ARN that may belong to another account.
const FOREIGN: &[&str] = &["AWS::SNS::Subscription"];

/// The provider of every CloudFormation type with handlers, over a connection that it shares with other providers.
pub struct CloudControl {
    clients: Arc<Clients>,
    polled: Arc<PolledRequests>,
    /// The types that were asked for. A type costs nothing before.
    types: Mutex<BTreeMap<String, Arc<dyn TypeOperations>>>,
}

impl std::fmt::Debug for CloudControl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CloudControl").finish_non_exhaustive()
    }
}

/// The provider over a connection.
#[must_use]
pub fn provider(connection: Connection) -> CloudControl {
    let clients = Arc::new(Clients::new(connection));
    CloudControl { polled: Arc::new(PolledRequests(Arc::clone(&clients))), clients, types: Mutex::default() }
}

impl CloudControl {
    fn of(&self, type_name: &str) -> Option<Arc<dyn TypeOperations>> {
        let mut types = self.types.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = types.get(type_name) {
            return Some(Arc::clone(known));
        }
        let clients = Arc::clone(&self.clients);
        let of: Arc<dyn TypeOperations> = Arc::new(RoutedType::new(type_name, clients)?);
        Some(Arc::clone(types.entry(type_name.to_owned()).or_insert(of)))
    }
}

#[async_trait]
impl Provider for CloudControl {
    fn name(&self) -> &str {
        PROVIDER
    }

    /// The schemas of the types that were asked for. There are too many to make them all.
    fn schemas(&self) -> Vec<&'static Schema> {
        self.types.lock().unwrap_or_else(PoisonError::into_inner).values().map(|of| of.schema()).collect()
    }

    fn get(&self, type_name: &str) -> Option<Arc<dyn TypeOperations>> {
        if type_name == POLLED {
            return Some(Arc::clone(&self.polled) as Arc<dyn TypeOperations>);
        }
        self.of(type_name)
    }

    fn check_environment(&self, environment: &Environment) -> Option<String> {
        self.clients.connection().check_region(environment)
    }

    async fn account(&self, environment: &Environment) -> Result<Option<String>> {
        self.clients.connection().account(environment).await
    }

    fn account_of(&self, type_name: &str, id: &Id, outputs: &Value) -> Option<String> {
        if FOREIGN.contains(&type_name) || !SchemaSet::embedded().contains(type_name) {
            return None;
        }
        let arn = outputs.field("Arn").as_str();
        account_in_arn(id.as_str()).or_else(|| account_in_arn(arn?)).map(str::to_owned)
    }
}
