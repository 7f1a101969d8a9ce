//! Whom we trust when we call another's server over TLS, for every caller but the mail relay's own library.

use std::path::Path;
use std::sync::Arc;

use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};

/// Trusts the public authorities, and those of a file of PEM certificates where one is named.
///
/// # Errors
/// When the file cannot be read or holds no certificate.
pub fn connector(also: Option<&Path>) -> anyhow::Result<TlsConnector> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    if let Some(file) = also {
        let found = CertificateDer::pem_file_iter(file)?.collect::<Result<Vec<_>, _>>()?;
        anyhow::ensure!(!found.is_empty(), "{} holds no certificate", file.display());
        for certificate in found {
            roots.add(certificate)?;
        }
    }
    let config = ClientConfig::builder_with_provider(Arc::new(crypto::aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}
