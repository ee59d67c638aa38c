//! Sources of passphrases.

use zeroize::Zeroizing;

use super::SealError;

/// The environment variable with the passphrase. With the suffix `_FILE`: the path of a file whose first line is the
/// passphrase.
pub const PASSPHRASE: &str = "ARCHIPEL_PASSPHRASE";
/// The environment variable with the new passphrase, for a rotation. The suffix `_FILE` works too.
pub const NEW_PASSPHRASE: &str = "ARCHIPEL_NEW_PASSPHRASE";

/// Reads the passphrase from an environment variable, or from the file that the variable with the suffix `_FILE`
/// names.
///
/// # Errors
/// When the file cannot be read, or the passphrase is empty.
pub fn from_env(variable: &str) -> Result<Option<Zeroizing<String>>, SealError> {
    let in_file = format!("{variable}_FILE");
    let text = match (std::env::var(variable), std::env::var_os(&in_file)) {
        (Ok(text), _) => Zeroizing::new(text),
        (Err(std::env::VarError::NotUnicode(_)), _) => {
            return Err(SealError::NoKey(format!("{variable} is not UTF-8")));
        }
        (_, Some(path)) => {
            let all = std::fs::read_to_string(&path)
                .map(Zeroizing::new)
                .map_err(|e| SealError::NoKey(format!("{in_file}: {} cannot be read: {e}", path.to_string_lossy())))?;
            Zeroizing::new(all.lines().next().unwrap_or_default().to_owned())
        }
        _ => return Ok(None),
    };
    if text.is_empty() {
        return Err(SealError::NoKey("the passphrase is empty".to_owned()));
    }
    Ok(Some(text))
}
