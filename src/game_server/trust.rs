//! Whom a socket trusts: the authorities of this machine, and those that the user names.

use std::fmt;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_tungstenite::Connector;

/// The authorities that sockets trust beside those of this machine, if any.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Authorities(Option<Arc<[u8]>>);

impl Authorities {
    /// Returns the authorities of a file of certificates in PEM.
    pub fn of_pem(pem: &[u8]) -> Self {
        Self(Some(pem.into()))
    }

    /// Returns what connects a socket, `None` where the library's own way will do.
    pub(super) fn connector(&self) -> Result<Option<Connector>, String> {
        let Some(pem) = &self.0 else {
            return Ok(None);
        };
        let mut roots = RootCertStore::empty();
        // Where some of this machine's cannot be read, the others are trusted all the same.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate.map_err(|error| error.to_string())?;
            roots.add(certificate).map_err(|error| error.to_string())?;
        }
        let config = ClientConfig::builder().with_root_certificates(roots);
        Ok(Some(Connector::Rustls(Arc::new(
            config.with_no_client_auth(),
        ))))
    }
}

impl fmt::Debug for Authorities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let length = self.0.as_ref().map(|pem| pem.len());
        f.debug_tuple("Authorities").field(&length).finish()
    }
}
