//! Encryption at rest of personal data, and keyed digests of what must be found but not read.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

use super::entropy::Entropy;
use super::error::{Error, Result};

const NONCE: usize = 24;

/// Seals and opens small secrets with the deployment's key. Each sealed value is bound to a context
/// (table, tenant, row), so that a value moved to another row does not open.
#[derive(Clone)]
pub struct Sealer {
    cipher: XChaCha20Poly1305,
    mac_key: [u8; 32],
    entropy: Entropy,
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealer(..)")
    }
}

impl Sealer {
    /// A sealer over a 256-bit key.
    pub fn new(key: &[u8; 32], entropy: Entropy) -> Self {
        let mac_key = Sha256::new().chain_update(b"portal mac").chain_update(key).finalize().into();
        Self { cipher: XChaCha20Poly1305::new(key.into()), mac_key, entropy }
    }

    /// Encrypts `plain` for `context`; the nonce stands in front.
    ///
    /// # Errors
    /// Only if the cipher refuses, which it does for gigabytes.
    pub fn seal(&self, context: &str, plain: &[u8]) -> Result<Vec<u8>> {
        let nonce = self.entropy.bytes::<NONCE>();
        let payload = Payload { msg: plain, aad: context.as_bytes() };
        let sealed =
            self.cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| Error::internal("seal"))?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// Opens what [`Sealer::seal`] made for the same context.
    ///
    /// # Errors
    /// When the value was changed, moved, or sealed with another key.
    pub fn open(&self, context: &str, sealed: &[u8]) -> Result<Vec<u8>> {
        let (nonce, body) =
            sealed.split_first_chunk::<NONCE>().ok_or_else(|| Error::internal("sealed value too short"))?;
        let payload = Payload { msg: body, aad: context.as_bytes() };
        self.cipher
            .decrypt(&XNonce::from(*nonce), payload)
            .map_err(|_| Error::internal("a sealed value does not open: wrong key or changed data"))
    }

    /// A keyed digest in hexadecimal, to find a value without storing it.
    pub fn digest(&self, context: &str, value: &str) -> String {
        data_encoding::HEXLOWER.encode(&mac(&self.mac_key, context, value))
    }

    /// A key for the digests of one purpose: whoever has it makes those and no others.
    pub fn digest_key(&self, purpose: &str) -> DigestKey {
        // No context of a digest begins like this.
        DigestKey(mac(&self.mac_key, "\0key", purpose))
    }
}

/// A key for the digests of one purpose, which may be handed on where the key of the deployment may not.
#[derive(Clone)]
pub struct DigestKey(pub [u8; 32]);

impl std::fmt::Debug for DigestKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DigestKey(..)")
    }
}

impl DigestKey {
    /// The digest of a value in hexadecimal.
    pub fn digest(&self, value: &str) -> String {
        data_encoding::HEXLOWER.encode(&mac(&self.0, "", value))
    }
}

fn mac(key: &[u8; 32], context: &str, value: &str) -> [u8; 32] {
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key)
        .unwrap_or_else(|_| unreachable!("any length is a key"));
    mac.update(context.as_bytes());
    mac.update(&[0]);
    mac.update(value.as_bytes());
    mac.finalize().into_bytes().into()
}

/// SHA-256 in hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealer() -> Sealer {
        Sealer::new(&[7; 32], Entropy::seeded(1))
    }

    #[test]
    fn opens_what_it_sealed_and_hides_it() {
        let sealed = sealer().seal("question/1", b"0912 345 678").unwrap();
        assert!(!sealed.windows(4).any(|w| w == b"0912"));
        assert_eq!(sealer().open("question/1", &sealed).unwrap(), b"0912 345 678");
    }

    #[test]
    fn refuses_another_row_and_changed_bytes() {
        let mut sealed = sealer().seal("question/1", b"secret").unwrap();
        assert!(sealer().open("question/2", &sealed).is_err());
        let last = sealed.len() - 1;
        sealed[last] ^= 1;
        assert!(sealer().open("question/1", &sealed).is_err());
    }

    #[test]
    fn digests_depend_on_context() {
        assert_ne!(sealer().digest("a", "x"), sealer().digest("b", "x"));
        assert_ne!(sealer().digest_key("a").digest("x"), sealer().digest_key("b").digest("x"));
        assert_ne!(sealer().digest_key("a").digest("x"), sealer().digest("a", "x"));
    }
}
