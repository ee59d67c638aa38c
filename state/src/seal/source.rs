//! Where the key of secrets comes from.

use std::sync::Arc;

use zeroize::Zeroizing;

use super::{NoKey, Passphrase, Remembered, SealError, Sealer};

/// The environment variable with a passphrase.
pub const PASSPHRASE: &str = "ARCHIPEL_PASSPHRASE";
/// The environment variable with the path of a file whose first line is a passphrase.
pub const PASSPHRASE_FILE: &str = "ARCHIPEL_PASSPHRASE_FILE";

/// The sealer that the environment asks for: [`PASSPHRASE`], else [`PASSPHRASE_FILE`], else none.
///
/// # Errors
/// When the file cannot be read, or the passphrase is empty.
pub fn from_env() -> Result<Arc<dyn Sealer>, SealError> {
    let text = match (std::env::var(PASSPHRASE), std::env::var_os(PASSPHRASE_FILE)) {
        (Ok(text), _) => Zeroizing::new(text),
        (Err(std::env::VarError::NotUnicode(_)), _) => {
            return Err(SealError::NoKey(format!("{PASSPHRASE} is not UTF-8")));
        }
        (_, Some(path)) => {
            let all = std::fs::read_to_string(&path).map(Zeroizing::new).map_err(|e| {
                SealError::NoKey(format!("{PASSPHRASE_FILE}: {} cannot be read: {e}", path.to_string_lossy()))
            })?;
            Zeroizing::new(all.lines().next().unwrap_or_default().to_owned())
        }
        _ => return Ok(Arc::new(NoKey)),
    };
    if text.is_empty() {
        return Err(SealError::NoKey("the passphrase is empty".to_owned()));
    }
    Ok(Arc::new(Remembered::new(Arc::new(Passphrase::new(text.as_str())))))
}
