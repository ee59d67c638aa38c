//! The client of one environment: SDK clients of all services, created on first use.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use archipel_engine::program::Environment;
use archipel_engine::resource::{Id, Result};
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_types::SdkConfig;
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

use super::awaited::{Awaited, Awaiting};
use super::batches::Batches;
use super::connection::{Connection, Target};
use super::stamp::Stamp;

/// Writes [`Aws`] with a client for each service: a feature, its SDK crate, and what it is.
macro_rules! clients {
    ($(#[cfg($($cfg:tt)*)] $service:ident: $sdk:ident, $doc:literal;)*) => {
        /// The API of AWS resource types: one region of one account.
        pub struct Aws {
            connection: Connection,
            config: SdkConfig,
            environment: Environment,
            region: String,
            locks: Mutex<HashMap<String, Arc<AsyncMutex<()>>>>,
            shared: Mutex<HashMap<&'static str, Arc<dyn Any + Send + Sync>>>,
            awaited: Awaited,
            $(#[cfg($($cfg)*)] $service: OnceLock<$sdk::Client>,)*
        }

        impl Aws {
            pub(super) fn new(connection: Connection, config: SdkConfig, environment: Environment, region: String) -> Self {
                Self {
                    connection,
                    config,
                    environment,
                    region,
                    locks: Mutex::default(),
                    shared: Mutex::default(),
                    awaited: Awaited::default(),
                    $(#[cfg($($cfg)*)] $service: OnceLock::new(),)*
                }
            }

            $(
                #[doc = $doc]
                #[cfg($($cfg)*)]
                pub fn $service(&self) -> &$sdk::Client {
                    self.$service.get_or_init(|| {
                        let config = $sdk::config::Builder::from(&self.config).interceptor(self.stamp());
                        $sdk::Client::from_conf(for_target!($service, config, self).build())
                    })
                }
            )*
        }
    };
}

/// Settings of a service's client in addition to those of the connection.
macro_rules! for_target {
    // Path-style addressing at custom endpoints, where bucket names may not be valid host names.
    (s3, $config:ident, $aws:ident) => {
        $config.force_path_style($aws.endpoint("S3").is_some())
    };
    (s3control, $config:ident, $aws:ident) => {
        super::account_endpoint::set_endpoint($config, $aws.endpoint("S3 Control"))
    };
    ($service:ident, $config:ident, $aws:ident) => {
        $config
    };
}

clients! {
    #[cfg(feature = "acm")] acm: aws_sdk_acm, "AWS Certificate Manager.";
    #[cfg(feature = "ce")] ce: aws_sdk_costexplorer, "AWS Cost Explorer.";
    #[cfg(feature = "cloudwatch")] cloudwatch: aws_sdk_cloudwatch, "Amazon CloudWatch: metrics and alarms.";
    #[cfg(feature = "ec2")] ec2: aws_sdk_ec2, "Amazon EC2 and VPC.";
    #[cfg(feature = "ecr")] ecr: aws_sdk_ecr, "Amazon ECR.";
    #[cfg(feature = "eks")] eks: aws_sdk_eks, "Amazon EKS.";
    #[cfg(feature = "elasticache")] elasticache: aws_sdk_elasticache, "Amazon ElastiCache.";
    #[cfg(feature = "elbv2")] elbv2: aws_sdk_elasticloadbalancingv2, "Elastic Load Balancing, version 2.";
    #[cfg(feature = "iam")] iam: aws_sdk_iam, "AWS IAM.";
    #[cfg(feature = "kms")] kms: aws_sdk_kms, "AWS KMS.";
    #[cfg(feature = "lambda")] lambda: aws_sdk_lambda, "AWS Lambda.";
    #[cfg(feature = "logs")] logs: aws_sdk_cloudwatchlogs, "Amazon CloudWatch Logs.";
    #[cfg(feature = "rds")] rds: aws_sdk_rds, "Amazon RDS and Aurora.";
    #[cfg(feature = "route53")] route53: aws_sdk_route53, "Amazon Route 53.";
    #[cfg(feature = "s3")] s3: aws_sdk_s3, "Amazon S3.";
    #[cfg(feature = "s3")] s3control: aws_sdk_s3control, "Amazon S3 Control: the settings of the account.";
    #[cfg(feature = "secretsmanager")] secretsmanager: aws_sdk_secretsmanager, "AWS Secrets Manager.";
    #[cfg(feature = "sns")] sns: aws_sdk_sns, "Amazon SNS.";
    #[cfg(feature = "ssm")] ssm: aws_sdk_ssm, "AWS Systems Manager.";
    #[cfg(all())] sts: aws_sdk_sts, "AWS STS.";
    #[cfg(all())] tagging: aws_sdk_resourcegroupstagging, "Resource Groups Tagging API.";
}

impl Aws {
    /// The region of calls; the home region for global resources.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.region
    }

    /// The configuration of the clients: endpoints and credentials.
    pub(crate) fn config(&self) -> &SdkConfig {
        &self.config
    }

    /// The configuration of a client of any other service. With [`Aws::interceptor`], its calls are paced and counted like
    /// those of the services of this crate.
    #[must_use]
    pub fn sdk_config(&self) -> &SdkConfig {
        &self.config
    }

    /// The interceptor that names the calls of a client for pacing and counting.
    #[must_use]
    pub fn interceptor(&self) -> impl Intercept + use<> {
        self.stamp()
    }

    /// The same account in another region, for resources that span two.
    ///
    /// # Errors
    /// None that the first region's client did not have.
    pub fn in_region(&self, region: &str) -> Result<Arc<Aws>> {
        self.connection.aws(&Environment { region: region.to_owned(), account: self.environment.account.clone() })
    }

    /// Waits until no other operation of this run holds this key, for services that lose concurrent changes of one thing.
    /// The key is free again when the guard is dropped.
    pub(crate) async fn exclusive(&self, key: &str) -> OwnedMutexGuard<()> {
        let lock = {
            let mut locks = self.locks.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(locks.entry(key.to_owned()).or_default())
        };
        lock.lock_owned().await
    }

    /// The response to a request that all operations of the run share, until [`Self::forget`].
    ///
    /// # Errors
    /// Those of the request, which the next caller sends again.
    pub(crate) async fn shared<T, F, Fut>(&self, key: &'static str, request: F) -> Result<Arc<T>>
    where
        T: Send + Sync + 'static,
        F: FnOnce() -> Fut,
        Fut: Future<Output = Result<T>>,
    {
        let turn = self.exclusive(key).await;
        let known = self.shared.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned();
        if let Some(known) = known.and_then(|known| known.downcast().ok()) {
            return Ok(known);
        }
        let response = Arc::new(request().await?);
        let shared: Arc<dyn Any + Send + Sync> = Arc::clone(&response) as _;
        self.shared.lock().unwrap_or_else(PoisonError::into_inner).insert(key, shared);
        drop(turn);
        Ok(response)
    }

    /// Lets the next caller of [`Self::shared`] send the request again.
    pub(crate) fn forget(&self, key: &str) {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }

    /// The calls of one kind that operations share; `new` is called for the first of them.
    pub(crate) fn batches<I, O>(&self, key: &'static str, new: fn() -> Batches<I, O>) -> Arc<Batches<I, O>>
    where
        I: Send + 'static,
        O: Send + 'static,
    {
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = shared.get(key).and_then(|known| Arc::clone(known).downcast().ok()) {
            return known;
        }
        let batches = Arc::new(new());
        shared.insert(key, Arc::clone(&batches) as _);
        batches
    }

    /// Begins a wait for a resource, whose polls then keep its description.
    pub(crate) fn begin_wait(&self, type_name: &'static str, id: &Id) -> Awaiting<'_> {
        self.awaited.begin(type_name, id)
    }

    /// Keeps the description of a resource if an operation waits for it.
    pub(crate) fn keep_description<T: Send + Sync + 'static>(&self, type_name: &'static str, id: &Id, description: T) {
        self.awaited.keep(type_name, id, || Arc::new(description));
    }

    /// The number of the account that the calls belong to, for the ARNs of resources whose create returns none.
    ///
    /// # Errors
    /// As [`Connection::account`].
    pub(crate) async fn account_number(&self) -> Result<String> {
        self.connection.account_number(&self.environment).await
    }

    /// The number of the account that the calls belong to; none in a sandbox.
    ///
    /// # Errors
    /// As [`Connection::account`].
    pub async fn account(&self) -> Result<Option<String>> {
        self.connection.account(&self.environment).await
    }

    /// The custom endpoint of a service, by the SDK's service id.
    pub(crate) fn endpoint(&self, service: &str) -> Option<&str> {
        self.connection.endpoint(service)
    }

    /// Whether this is a sandbox.
    #[must_use]
    pub fn is_sandbox(&self) -> bool {
        matches!(self.connection.target(), Target::Sandbox { .. })
    }

    fn stamp(&self) -> Stamp {
        Stamp { account: self.environment.account.clone().unwrap_or_default(), region: self.region.clone() }
    }
}

impl std::fmt::Debug for Aws {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Aws").field("place", &self.environment).finish_non_exhaustive()
    }
}
