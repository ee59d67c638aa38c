//! The environment of the processes that the sandbox starts: nothing of the caller's but what is named here.

use std::ffi::OsString;

/// What every program needs: programs to find, a home, a place for temporary files, a language.
const EVERYWHERE: [&str; 6] = ["PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "LC_CTYPE"];

/// What pip needs to reach the package index that its user has configured. An index's address may have credentials in
/// it: they are pip's, and pip runs no code of the packages that it installs.
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

/// For every process.
pub(crate) fn environment() -> impl Iterator<Item = (&'static str, OsString)> {
    present(&EVERYWHERE)
}

/// For pip.
pub(crate) fn for_pip() -> impl Iterator<Item = (&'static str, OsString)> {
    present(&EVERYWHERE).chain(present(&PIP))
}

fn present(names: &'static [&'static str]) -> impl Iterator<Item = (&'static str, OsString)> {
    names.iter().filter_map(|name| std::env::var_os(name).map(|value| (*name, value)))
}
