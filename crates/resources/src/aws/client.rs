//! The client of one place: SDK clients of every service, made when they are first asked for.

use std::sync::{Arc, OnceLock};

use archipel_engine::program::Place;
use archipel_engine::resource::Result;
use aws_types::SdkConfig;

use super::connection::{Connection, Target};
use super::governor::Stamp;

/// What the AWS resource types call: one region of one account.
pub struct Aws {
    connection: Connection,
    config: SdkConfig,
    place: Place,
    region: String,
    sts: OnceLock<aws_sdk_sts::Client>,
    #[cfg(feature = "ec2")]
    ec2: OnceLock<aws_sdk_ec2::Client>,
    #[cfg(feature = "iam")]
    iam: OnceLock<aws_sdk_iam::Client>,
    #[cfg(feature = "kms")]
    kms: OnceLock<aws_sdk_kms::Client>,
    #[cfg(feature = "s3")]
    s3: OnceLock<aws_sdk_s3::Client>,
}

impl Aws {
    pub(super) fn new(connection: Connection, config: SdkConfig, place: Place, region: String) -> Self {
        Self {
            connection,
            config,
            place,
            region,
            sts: OnceLock::new(),
            #[cfg(feature = "ec2")]
            ec2: OnceLock::new(),
            #[cfg(feature = "iam")]
            iam: OnceLock::new(),
            #[cfg(feature = "kms")]
            kms: OnceLock::new(),
            #[cfg(feature = "s3")]
            s3: OnceLock::new(),
        }
    }

    /// The region that calls are sent to: for what belongs to no region, the home region.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.region
    }

    /// The same account in another region: for what has two ends.
    ///
    /// # Errors
    /// None that the first region's client did not have.
    pub fn in_region(&self, region: &str) -> Result<Arc<Aws>> {
        self.connection.aws(&Place { region: region.to_owned(), account: self.place.account.clone() })
    }

    /// Whether this is a sandbox.
    #[must_use]
    pub fn is_sandbox(&self) -> bool {
        matches!(self.connection.target(), Target::Sandbox { .. })
    }

    fn stamp(&self) -> Stamp {
        Stamp { account: self.place.account.clone().unwrap_or_default(), region: self.region.clone() }
    }

    /// AWS STS.
    pub fn sts(&self) -> &aws_sdk_sts::Client {
        self.sts.get_or_init(|| {
            let config = aws_sdk_sts::config::Builder::from(&self.config).interceptor(self.stamp()).build();
            aws_sdk_sts::Client::from_conf(config)
        })
    }

    /// Amazon EC2 and VPC.
    #[cfg(feature = "ec2")]
    pub fn ec2(&self) -> &aws_sdk_ec2::Client {
        self.ec2.get_or_init(|| {
            let config = aws_sdk_ec2::config::Builder::from(&self.config).interceptor(self.stamp()).build();
            aws_sdk_ec2::Client::from_conf(config)
        })
    }

    /// AWS IAM.
    #[cfg(feature = "iam")]
    pub fn iam(&self) -> &aws_sdk_iam::Client {
        self.iam.get_or_init(|| {
            let config = aws_sdk_iam::config::Builder::from(&self.config).interceptor(self.stamp()).build();
            aws_sdk_iam::Client::from_conf(config)
        })
    }

    /// AWS KMS.
    #[cfg(feature = "kms")]
    pub fn kms(&self) -> &aws_sdk_kms::Client {
        self.kms.get_or_init(|| {
            let config = aws_sdk_kms::config::Builder::from(&self.config).interceptor(self.stamp()).build();
            aws_sdk_kms::Client::from_conf(config)
        })
    }

    /// Amazon S3. Path-style in a sandbox, where bucket names are no host names.
    #[cfg(feature = "s3")]
    pub fn s3(&self) -> &aws_sdk_s3::Client {
        self.s3.get_or_init(|| {
            let config = aws_sdk_s3::config::Builder::from(&self.config)
                .force_path_style(self.is_sandbox())
                .interceptor(self.stamp())
                .build();
            aws_sdk_s3::Client::from_conf(config)
        })
    }
}

impl std::fmt::Debug for Aws {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Aws").field("place", &self.place).finish_non_exhaustive()
    }
}
