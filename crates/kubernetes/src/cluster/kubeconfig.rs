//! Clusters of a kubeconfig, by context.

use std::path::{Path, PathBuf};

use archipel_engine::program::Environment;
use archipel_engine::resource::{ErrorKind, ProviderError, Result};
use async_trait::async_trait;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;

use super::exec::Plugin;
use super::{Clusters, Endpoint, Token};

/// The prefix of a `cluster` that names a context.
pub const PREFIX: &str = "kubeconfig:";

/// The contexts of kubeconfig files: those of `KUBECONFIG`, or `~/.kube/config`. A context is named as
/// `kubeconfig:CONTEXT`, in every region.
///
/// Tokens, token files, client certificates and credential plugins authenticate. The files are read for each use.
#[derive(Clone, Debug)]
pub struct Kubeconfig {
    files: Vec<PathBuf>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct File {
    #[serde(default)]
    clusters: Option<Vec<Named<ClusterEntry>>>,
    #[serde(default)]
    contexts: Option<Vec<Named<ContextEntry>>>,
    #[serde(default)]
    users: Option<Vec<Named<UserEntry>>>,
}

#[derive(Clone, Deserialize)]
struct Named<T> {
    name: String,
    #[serde(alias = "cluster", alias = "context", alias = "user")]
    of: T,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct ClusterEntry {
    server: String,
    certificate_authority: Option<PathBuf>,
    certificate_authority_data: Option<String>,
    tls_server_name: Option<String>,
    #[serde(default)]
    insecure_skip_tls_verify: bool,
    proxy_url: Option<String>,
}

#[derive(Clone, Deserialize)]
struct ContextEntry {
    cluster: String,
    #[serde(default)]
    user: Option<String>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct UserEntry {
    token: Option<String>,
    #[serde(rename = "tokenFile")]
    token_file: Option<PathBuf>,
    client_certificate: Option<PathBuf>,
    client_certificate_data: Option<String>,
    client_key: Option<PathBuf>,
    client_key_data: Option<String>,
    exec: Option<Plugin>,
    username: Option<String>,
    #[serde(rename = "auth-provider")]
    auth_provider: Option<serde_yaml_ng::Value>,
}

/// A cluster and its user, each with the folder of its file, which relative paths start at.
struct Context {
    cluster: (ClusterEntry, PathBuf),
    user: (UserEntry, PathBuf),
}

fn invalid(message: String) -> ProviderError {
    ProviderError::new(ErrorKind::Invalid, message)
}

impl Kubeconfig {
    /// The files that `KUBECONFIG` lists, or `~/.kube/config`.
    #[must_use]
    pub fn from_environment() -> Self {
        let listed = std::env::var_os("KUBECONFIG").filter(|list| !list.is_empty());
        let files = match listed {
            Some(list) => std::env::split_paths(&list).filter(|path| !path.as_os_str().is_empty()).collect(),
            None => std::env::var_os("HOME").map(|home| Path::new(&home).join(".kube/config")).into_iter().collect(),
        };
        Self { files }
    }

    /// One file.
    #[must_use]
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self { files: vec![path.into()] }
    }

    async fn context(&self, cluster: &str) -> Result<Context> {
        let name = cluster.strip_prefix(PREFIX).unwrap_or(cluster);
        let mut files = Vec::new();
        for path in &self.files {
            let text = match tokio::fs::read_to_string(path).await {
                Ok(text) => text,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                Err(error) => return Err(invalid(format!("cannot read {}: {error}", path.display()))),
            };
            // A message of the parser may repeat a secret of the file.
            let file: File = serde_yaml_ng::from_str(&text).map_err(|error| {
                let at = error.location().map(|at| format!(" at line {}", at.line())).unwrap_or_default();
                invalid(format!("{} is not a kubeconfig{at}\nCheck it with `kubectl config view`", path.display()))
            })?;
            files.push((file, path.parent().unwrap_or(Path::new("")).to_path_buf()));
        }
        let searched = || self.files.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
        let context = first(&files, |file| &file.contexts, name);
        let (context, _) = context.ok_or_else(|| {
            let mut names: Vec<&str> =
                files.iter().flat_map(|(file, _)| file.contexts.iter().flatten()).map(|of| of.name.as_str()).collect();
            names.sort_unstable();
            let known = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
            invalid(format!("no context `{name}` in {}\nUse one of the existing contexts: {known}", searched()))
        })?;
        let missing = |what: &str, name: &str| {
            invalid(format!(
                "the context `{cluster}` refers to the {what} `{name}`, which {} does not have",
                searched()
            ))
        };
        let found = first(&files, |file| &file.clusters, &context.cluster);
        let found = found.ok_or_else(|| missing("cluster", &context.cluster))?;
        let user = match context.user.as_deref().filter(|user| !user.is_empty()) {
            Some(user) => first(&files, |file| &file.users, user).ok_or_else(|| missing("user", user))?,
            None => (UserEntry::default(), PathBuf::new()),
        };
        Ok(Context { cluster: found, user })
    }
}

/// The first entry of this name in any file.
fn first<T: Clone>(
    files: &[(File, PathBuf)],
    list: impl Fn(&File) -> &Option<Vec<Named<T>>>,
    name: &str,
) -> Option<(T, PathBuf)> {
    files.iter().find_map(|(file, folder)| {
        let entry = list(file).iter().flatten().find(|entry| entry.name == name)?;
        Some((entry.of.clone(), folder.clone()))
    })
}

/// The contents of a file or of the entry with the data itself.
async fn data(data: Option<&String>, file: Option<&PathBuf>, folder: &Path, what: &str) -> Result<Option<Vec<u8>>> {
    if let Some(data) = data.filter(|data| !data.is_empty()) {
        let decoded = BASE64_STANDARD.decode(data.trim());
        return decoded.map(Some).map_err(|_| invalid(format!("the {what} in the kubeconfig is not base64")));
    }
    let Some(file) = file else { return Ok(None) };
    let path = folder.join(file);
    let read = tokio::fs::read(&path).await;
    read.map(Some).map_err(|error| invalid(format!("cannot read the {what} {}: {error}", path.display())))
}

#[async_trait]
impl Clusters for Kubeconfig {
    async fn locate(&self, _: &Environment, cluster: &str) -> Result<Option<Endpoint>> {
        let Context { cluster: (entry, folder), user: (user, user_folder) } = self.context(cluster).await?;
        if entry.insecure_skip_tls_verify {
            return Err(invalid(format!(
                "the context `{cluster}` skips the check of the server's certificate, and tokens would go to anybody\n\
                 Set `certificate-authority-data` in the kubeconfig instead of `insecure-skip-tls-verify`"
            )));
        }
        if entry.proxy_url.is_some() {
            return Err(invalid(format!(
                "the context `{cluster}` uses a proxy, which is not supported\nReach the server directly, or by a tunnel"
            )));
        }
        let (authority, file) = (entry.certificate_authority_data.as_ref(), entry.certificate_authority.as_ref());
        let certificate_authority = data(authority, file, &folder, "certificate authority").await?;
        let certificate = (user.client_certificate_data.as_ref(), user.client_certificate.as_ref());
        let certificate = data(certificate.0, certificate.1, &user_folder, "client certificate").await?;
        let key = data(user.client_key_data.as_ref(), user.client_key.as_ref(), &user_folder, "client key").await?;
        Ok(Some(Endpoint {
            url: entry.server.trim_end_matches('/').to_owned(),
            certificate_authority,
            server_name: entry.tls_server_name,
            client_certificate: certificate.zip(key),
        }))
    }

    async fn token(&self, _: &Environment, cluster: &str) -> Result<Option<Token>> {
        let Context { user: (user, folder), .. } = self.context(cluster).await?;
        if user.username.is_some() || user.auth_provider.is_some() {
            return Err(invalid(format!(
                "the user of the context `{cluster}` authenticates by a password or an `auth-provider`, which Kubernetes \
                 has removed\nUse a token, a client certificate or a credential plugin"
            )));
        }
        if let Some(plugin) = &user.exec {
            return plugin.token().await.map(Some);
        }
        if let Some(file) = &user.token_file {
            let path = folder.join(file);
            let text = tokio::fs::read_to_string(&path).await;
            let text = text.map_err(|error| invalid(format!("cannot read the token {}: {error}", path.display())))?;
            // Such files are replaced before their tokens expire.
            let renew_at = Some(std::time::SystemTime::now() + std::time::Duration::from_secs(60));
            return Ok(Some(Token { secret: text.trim().to_owned(), renew_at }));
        }
        Ok(user.token.map(|secret| Token { secret, renew_at: None }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &str = "
apiVersion: v1
kind: Config
clusters:
- name: here
  cluster: { server: 'https://127.0.0.1:6443/', certificate-authority-data: Q0E= }
- name: open
  cluster: { server: 'https://127.0.0.1:1', insecure-skip-tls-verify: true }
contexts:
- name: dev
  context: { cluster: here, user: me, namespace: ignored }
- name: unsafe
  context: { cluster: open, user: me }
- name: broken
  context: { cluster: gone, user: me }
users:
- name: me
  user: { token: s3cret, client-certificate-data: Q0VSVA==, client-key-data: S0VZ }
";

    #[tokio::test]
    async fn a_context_names_its_server_and_its_credentials() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config");
        std::fs::write(&path, CONFIG).unwrap();
        let kubeconfig = Kubeconfig::file(&path);
        let environment = Environment { region: "eu-west-1".to_owned(), account: None };
        let endpoint = kubeconfig.locate(&environment, "kubeconfig:dev").await.unwrap().unwrap();
        assert_eq!(endpoint.url, "https://127.0.0.1:6443");
        assert_eq!(endpoint.certificate_authority.as_deref(), Some(b"CA".as_slice()));
        assert_eq!(endpoint.client_certificate, Some((b"CERT".to_vec(), b"KEY".to_vec())));
        let token = kubeconfig.token(&environment, "kubeconfig:dev").await.unwrap().unwrap();
        assert_eq!(token.secret, "s3cret");
        for (context, expected) in [
            ("unsafe", "skips the check"),
            ("broken", "refers to the cluster `gone`"),
            ("other", "Use one of the existing contexts: broken, dev, unsafe"),
        ] {
            let error = kubeconfig.locate(&environment, &format!("kubeconfig:{context}")).await.unwrap_err();
            assert_eq!(error.kind, ErrorKind::Invalid);
            assert!(error.message.contains(expected), "{context}: {error}");
        }
        std::fs::write(&path, "users: [ token: s3cret").unwrap();
        let error = kubeconfig.locate(&environment, "kubeconfig:dev").await.unwrap_err();
        assert!(error.message.contains("is not a kubeconfig") && !error.message.contains("s3cret"), "{error}");
    }
}
