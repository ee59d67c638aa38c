//! The certificate authority of one cluster, and the keys of its servers. Each cluster has its own.

use std::path::Path;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore, ServerConfig};

use crate::error::{Error, Result};
use crate::private::write_atomically;

/// A certificate authority, and one server certificate for 127.0.0.1 that it signed.
#[derive(Debug)]
pub(super) struct Authority {
    /// The certificate of the authority.
    pub(super) certificate: String,
    server_certificate: String,
    server_key: String,
    /// Signs the tokens of service accounts.
    accounts_key: String,
    accounts_public: String,
}

/// The files of an authority in a cluster's folder, which the API server reads.
pub(super) mod files {
    pub(in super::super) const CERTIFICATE: &str = "server.crt";
    pub(in super::super) const KEY: &str = "server.key";
    pub(in super::super) const ACCOUNTS_KEY: &str = "accounts.key";
    pub(in super::super) const ACCOUNTS_PUBLIC: &str = "accounts.pub";
}

impl Authority {
    pub(super) fn new(cluster: &str) -> Result<Self> {
        let failed = |error: rcgen::Error| tls(&error);
        let key = KeyPair::generate().map_err(failed)?;
        let mut params = CertificateParams::new(Vec::new()).map_err(failed)?;
        params.distinguished_name.push(DnType::CommonName, format!("{cluster} in the sandbox"));
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyCertSign];
        let certificate = params.self_signed(&key).map_err(failed)?.pem();
        let issuer = Issuer::new(params, key);

        let key = KeyPair::generate().map_err(failed)?;
        let mut params =
            CertificateParams::new(vec!["127.0.0.1".to_owned(), "localhost".to_owned()]).map_err(failed)?;
        params.distinguished_name.push(DnType::CommonName, "kube-apiserver");
        params.use_authority_key_identifier_extension = true;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let server_certificate = params.signed_by(&key, &issuer).map_err(failed)?.pem();

        let accounts = KeyPair::generate().map_err(failed)?;
        Ok(Self {
            certificate,
            server_certificate,
            server_key: key.serialize_pem(),
            accounts_key: accounts.serialize_pem(),
            accounts_public: accounts.public_key_pem(),
        })
    }

    /// Writes the files of the API server, which only the owner can read.
    pub(super) fn write(&self, dir: &Path) -> Result<()> {
        for (name, content) in [
            (files::CERTIFICATE, &self.server_certificate),
            (files::KEY, &self.server_key),
            (files::ACCOUNTS_KEY, &self.accounts_key),
            (files::ACCOUNTS_PUBLIC, &self.accounts_public),
        ] {
            write_atomically(&dir.join(name), content.as_bytes())?;
        }
        Ok(())
    }

    /// The TLS settings of the cluster's endpoint.
    pub(super) fn server(&self) -> Result<Arc<ServerConfig>> {
        let chain = vec![CertificateDer::from_pem_slice(self.server_certificate.as_bytes()).map_err(|e| tls(&e))?];
        let key = PrivateKeyDer::from_pem_slice(self.server_key.as_bytes()).map_err(|e| tls(&e))?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
            .map_err(|e| tls(&e))?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }

    /// The TLS settings of a client that trusts this authority only.
    pub(super) fn client(&self) -> Result<Arc<ClientConfig>> {
        let mut roots = RootCertStore::empty();
        let root = CertificateDer::from_pem_slice(self.certificate.as_bytes()).map_err(|e| tls(&e))?;
        roots.add(root).map_err(|e| tls(&e))?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|e| tls(&e))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }
}

fn tls(error: &dyn std::fmt::Display) -> Error {
    Error::Tls(error.to_string())
}
