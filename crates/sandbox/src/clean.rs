//! The environment of the processes that the sandbox starts: only the variables that are listed here are passed on.

use std::ffi::OsString;

/// The variables that every program needs: the search path, a home folder, a folder for temporary files, the locale.
const EVERYWHERE: [&str; 6] = ["PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "LC_CTYPE"];

/// The variables that pip needs to reach the user's package index. The address of an index may contain credentials;
/// pip needs them, and runs no code of the packages that it installs.
const PIP: [&str; 22] = [
    "PIP_CERT",
    "PIP_CLIENT_CERT",
    "PIP_CONFIG_FILE",
    "PIP_DEFAULT_TIMEOUT",
    "PIP_EXTRA_INDEX_URL",
    "PIP_FIND_LINKS",
    "PIP_INDEX_URL",
    "PIP_NO_INDEX",
    "PIP_PROXY",
    "PIP_RETRIES",
    "PIP_TRUSTED_HOST",
    "REQUESTS_CA_BUNDLE",
    "SSL_CERT_DIR",
    "SSL_CERT_FILE",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "no_proxy",
];

/// The environment of every process.
pub(crate) fn environment() -> impl Iterator<Item = (&'static str, OsString)> {
    present(&EVERYWHERE)
}

/// The environment of pip.
pub(crate) fn for_pip() -> impl Iterator<Item = (&'static str, OsString)> {
    present(&EVERYWHERE).chain(present(&PIP))
}

fn present(names: &'static [&'static str]) -> impl Iterator<Item = (&'static str, OsString)> {
    names.iter().filter_map(|name| std::env::var_os(name).map(|value| (*name, value)))
}
