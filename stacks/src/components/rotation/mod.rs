//! Rotation of secrets. One function gives secrets that no other system shares a new value. Another one, in the VPC, changes
//! the credentials of the database and the cache there too, and creates the users of the applications.

mod data;
mod function;

use anyhow::Result;
use archipel::aws::secretsmanager::*;
use archipel::prelude::*;

pub use self::data::{CacheCredential, DataRotation, DatabaseCredentials, Stores};
use self::function::{RotationFunction, Settings};
use super::{Keys, RegionContext};
use crate::config;

/// The code: Python's standard library and the SDK of the runtime.
const FILES: [(&str, &[u8]); 3] = [
    ("function.py", include_bytes!("function.py")),
    ("steps.py", include_bytes!("steps.py")),
    ("values.py", include_bytes!("values.py")),
];

/// Generates a new random value for each of these secrets at the interval of the configuration.
///
/// # Errors
/// When the function's code cannot be packed.
pub(super) fn rotate(
    context: &RegionContext,
    keys: &Keys,
    secrets: &[(String, Secret)],
    rotation: &config::Rotation,
) -> Result<()> {
    let settings = Settings {
        name: "rotation",
        description: "Changes the values of secrets",
        handler: "function.handler",
        files: &FILES,
        changes: secrets.iter().map(|(_, secret)| secret.arn()).collect(),
        more: Vec::new(),
        shape: &|args| args,
        timeout: 30,
    };
    let function = RotationFunction::new(context.scope.component("rotation"), context, keys, settings, rotation)?;
    for (name, secret) in secrets {
        function.rotate(name, secret, Options::new());
    }
    Ok(())
}
