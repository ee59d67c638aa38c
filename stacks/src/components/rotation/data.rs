//! The rotation of the credentials of the database and the cache, by a function in the VPC of the primary region.
//!
//! RDS manages no passwords of a global database
//! (<https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-secrets-manager.html>), and the Data API cannot test a
//! credential that is not the current one of its secret. The function therefore connects itself, with the clients in
//! `vendor`, to the instance that takes writes, whichever region has it.

use anyhow::Result;
use archipel::aws::ec2::*;
use archipel::aws::elasticache::User;
use archipel::aws::lambda::Function;
use archipel::aws::rds::ClusterInstance;
use archipel::aws::secretsmanager::*;
use archipel::prelude::*;

use super::function::{RotationFunction, Settings};
use crate::components::statements::network_interfaces;
use crate::components::{AuroraGlobal, Keys, Network, RedisGlobal, RegionContext};
use crate::config;

/// A package in `vendor`, at the same path in the code.
macro_rules! wheel {
    ($name:literal) => {
        (concat!("vendor/", $name), include_bytes!(concat!("vendor/", $name)))
    };
}

/// The code, with pg8000 and the packages that it depends on, as they are published.
const FILES: [(&str, &[u8]); 10] = [
    ("data.py", include_bytes!("data.py")),
    ("database.py", include_bytes!("database.py")),
    ("cache.py", include_bytes!("cache.py")),
    ("steps.py", include_bytes!("steps.py")),
    ("values.py", include_bytes!("values.py")),
    wheel!("asn1crypto-1.5.1-py2.py3-none-any.whl"),
    wheel!("pg8000-1.31.6-py3-none-any.whl"),
    wheel!("python_dateutil-4.0.0-py3-none-any.whl"),
    wheel!("scramp-1.5.0-py3-none-any.whl"),
    wheel!("six-1.17.0-py2.py3-none-any.whl"),
];

/// The stores whose credentials are rotated.
pub struct Stores<'a> {
    pub database: Option<&'a AuroraGlobal>,
    pub cache: Option<&'a RedisGlobal>,
}

/// The credentials of the database.
pub struct DatabaseCredentials {
    /// The name of the database.
    pub name: String,
    /// The name of its administrator.
    pub administrator: String,
    pub administrator_secret: Secret,
    /// The secret of the applications, whose user the function creates.
    pub application_secret: Secret,
    pub hosts: Secret,
    pub published: SecretValue,
    /// The instances of the writer.
    pub writers: Vec<ClusterInstance>,
}

/// The credential of the cache.
pub struct CacheCredential {
    pub user: String,
    /// The user in each region.
    pub users: PerRegion<User>,
    pub secret: Secret,
    pub hosts: Secret,
    pub published: SecretValue,
}

/// The function that rotates credentials.
pub struct DataRotation {
    function: Function,
}

impl DataRotation {
    /// Declares the function in the private subnets of the primary region, and the rotations. The first rotation creates the
    /// user of the applications.
    ///
    /// # Errors
    /// When its code cannot be packed.
    pub fn new(
        contexts: PerRegion<&RegionContext>,
        network: &Network,
        keys: &Keys,
        stores: &Stores<'_>,
        rotation: &config::Rotation,
    ) -> Result<Self> {
        let context = contexts.primary;
        let scope = context.scope.component("data-rotation");
        let (database, cache) = (stores.database.map(|one| &one.credentials), stores.cache.map(|one| &one.credential));
        let (group, mut ready) = security_group(contexts, &scope, network);
        let settings = Settings {
            name: "data-rotation",
            description: "Changes the credentials of the database and the cache",
            handler: "data.handler",
            files: &FILES,
            changes: changed(database, cache),
            more: permissions(context, database, cache),
            shape: &|args| {
                args.subnet_ids(network.private_subnet_ids())
                    .security_group_ids([group.id()])
                    .environment(environment(database, cache))
            },
            // ElastiCache takes up to minutes to change a user, in each region.
            timeout: 600,
        };
        let function = RotationFunction::new(scope, context, keys, settings, rotation)?;

        let groups = stores.database.map(AuroraGlobal::security_groups).into_iter();
        for store in groups.chain(stores.cache.map(RedisGlobal::security_groups)) {
            ready = ready.depends_on(&store.primary.allow("rotation", group.id()));
        }
        // Secrets Manager is outside of the VPC.
        let ready = network.private_default_routes.iter().fold(ready, Options::depends_on);
        let after = |published: &SecretValue| ready.clone().depends_on(published);
        if let Some(one) = database {
            let ready = one.writers.iter().fold(after(&one.published), Options::depends_on);
            function.rotate(config::Aurora::ADMINISTRATOR, &one.administrator_secret, ready.clone());
            function.rotate(config::Aurora::PASSWORD, &one.application_secret, ready);
        }
        if let Some(one) = cache {
            function.rotate(config::Redis::PASSWORD, &one.secret, after(&one.published));
        }
        Ok(Self { function: function.function })
    }

    /// The name of the function.
    pub fn function_name(&self) -> Output<String> {
        self.function.name()
    }
}

/// The ports that the function connects to, in the networks of both regions.
const PORTS: [(&str, u16); 2] = [("database", 5432), ("cache", 6379)];

/// The security group of the function, and options to wait for its rules.
fn security_group(contexts: PerRegion<&RegionContext>, scope: &Scope, network: &Network) -> (SecurityGroup, Options) {
    let inside = scope.with_options(Options::new().replace_with(&network.vpc));
    let args = SecurityGroupArgs::new(network.vpc.id(), format!("{}-data-rotation", contexts.primary.prefix()));
    let group = SecurityGroup::new(&inside, "main", args.description("What the rotation of credentials reaches"));
    let out = |name: String, range: Cidr, port: u16| {
        let args = SecurityGroupRuleArgs::new(group.id(), Direction::Egress, "tcp").from_port(port).to_port(port);
        SecurityGroupRule::new(scope, &name, args.cidr_ipv4(range).description(&name))
    };
    // Secrets Manager and ElastiCache, by an endpoint of the VPC or the NAT gateways.
    let mut ready = Options::new().depends_on(&out("https".to_owned(), Cidr::ANYWHERE, 443));
    for context in contexts {
        for (service, port) in PORTS {
            ready = ready.depends_on(&out(format!("{service}-{}", context.role), context.cidr, port));
        }
    }
    (group, ready)
}

/// The secrets that the function changes.
fn changed(database: Option<&DatabaseCredentials>, cache: Option<&CacheCredential>) -> Vec<Output<Arn>> {
    let of_database = database.into_iter().flat_map(|one| [&one.administrator_secret, &one.application_secret]);
    of_database.chain(cache.map(|one| &one.secret)).map(Secret::arn).collect()
}

fn permissions(
    context: &RegionContext,
    database: Option<&DatabaseCredentials>,
    cache: Option<&CacheCredential>,
) -> Vec<Statement> {
    let hosts = database.map(|one| one.hosts.arn()).into_iter().chain(cache.map(|one| one.hosts.arn()));
    let name = format!("{}-data-rotation", context.stack_prefix());
    let own = output_format!("arn:aws:lambda:{}:{}:function:{name}", context.scope.region(), context.account);
    let mut statements = vec![Statement::allow("secretsmanager:GetSecretValue").on(hosts.collect::<Vec<_>>())];
    statements.extend(network_interfaces(own));
    if let Some(cache) = cache {
        let users: Vec<_> = cache.users.iter().map(User::arn).collect();
        statements.push(Statement::allow(["elasticache:DescribeUsers", "elasticache:ModifyUser"]).on(users));
    }
    statements
}

fn environment(
    database: Option<&DatabaseCredentials>,
    cache: Option<&CacheCredential>,
) -> Vec<(&'static str, Output<String>)> {
    let text = |text: &str| Output::known(text.to_owned());
    let arn = |secret: &Secret| secret.arn().map(|arn| arn.to_string());
    let database = database.map(|one| {
        [
            ("DATABASE_NAME", text(&one.name)),
            ("DATABASE_ADMINISTRATOR", text(&one.administrator)),
            ("DATABASE_HOSTS", arn(&one.hosts)),
            ("DATABASE_SECRET", arn(&one.application_secret)),
            ("ADMIN_SECRET", arn(&one.administrator_secret)),
        ]
    });
    let cache = cache.map(|one| {
        [
            ("CACHE_USER", text(&one.user)),
            // The users of both regions have the same id.
            ("CACHE_USER_ID", one.users.primary.user_id()),
            ("CACHE_HOSTS", arn(&one.hosts)),
            ("CACHE_SECRET", arn(&one.secret)),
        ]
    });
    database.into_iter().flatten().chain(cache.into_iter().flatten()).collect()
}
