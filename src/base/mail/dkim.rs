//! DKIM: what leaves is signed with a key of the sending domain, so that others can tell our letters from forged ones.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use lettre::Message;
use lettre::message::dkim::{
    DkimCanonicalization, DkimCanonicalizationType, DkimConfig, DkimSigningAlgorithm, DkimSigningKey,
};
use lettre::message::header::HeaderName;
use rsa::RsaPrivateKey;
use rsa::pkcs1::{DecodeRsaPrivateKey as _, EncodeRsaPrivateKey as _, LineEnding};
use rsa::pkcs8::EncodePublicKey as _;
use rsa::rand_core::{CryptoRng, Error, RngCore};

use crate::base::entropy::Entropy;

/// What RFC 8301 asks of new keys.
pub const BITS: usize = 2048;
/// Signed: everything a reader sees and everything that decides where an answer goes. The headers of the body's part
/// (`Content-Type`, …) stand apart from the letter's in the mail library, which would name them without hashing them.
const HEADERS: [&str; 8] =
    ["From", "Reply-To", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Auto-Submitted"];

/// Signs for one domain.
#[derive(Clone)]
pub struct Signer(Arc<DkimConfig>);

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signer(…)")
    }
}

impl Signer {
    /// The signer of a domain; none while it has no key.
    ///
    /// # Errors
    /// When the key is there and cannot be used: mail shall not leave unsigned unnoticed.
    pub fn open(folder: &Path, domain: &str, selector: &str) -> Result<Option<Self>> {
        let file = key_file(folder, domain, selector)?;
        if !file.exists() {
            return Ok(None);
        }
        let pem =
            std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let key = DkimSigningKey::new(&pem, DkimSigningAlgorithm::Rsa)
            .with_context(|| format!("{} holds no RSA key", file.display()))?;
        let relaxed = DkimCanonicalization {
            header: DkimCanonicalizationType::Relaxed,
            body: DkimCanonicalizationType::Relaxed,
        };
        let headers = HEADERS.iter().map(|name| HeaderName::new_from_ascii_str(name)).collect();
        let config = DkimConfig::new(selector.to_owned(), domain.to_owned(), key, headers, relaxed);
        Ok(Some(Self(Arc::new(config))))
    }

    /// Adds the signature.
    pub fn sign(&self, message: &mut Message) {
        message.sign(&self.0);
    }
}

/// Where a domain's key of this selector lies.
///
/// # Errors
/// When one of them is no part of a domain name.
pub fn key_file(folder: &Path, domain: &str, selector: &str) -> Result<PathBuf> {
    let plain = |text: &str| {
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'))
    };
    ensure!(plain(domain) && plain(selector), "the domain and mail.dkim_selector must be names of DNS");
    Ok(folder.join(format!("{domain}.{selector}.pem")))
}

/// Makes a domain's key, readable by its owner only; one that is there stays.
///
/// # Errors
/// When the key is there already, or the folder cannot be written.
pub fn make(folder: &Path, domain: &str, selector: &str, bits: usize, entropy: &Entropy) -> Result<PathBuf> {
    let file = key_file(folder, domain, selector)?;
    std::fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let key = RsaPrivateKey::new(&mut Randomness(entropy), bits).context("making a key")?;
    let pem = key.to_pkcs1_pem(LineEnding::LF)?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut handle = options.open(&file).with_context(|| format!("cannot create {}", file.display()))?;
    handle.write_all(pem.as_bytes())?;
    handle.sync_all()?;
    Ok(file)
}

/// What DNS must say under `<selector>._domainkey.<domain>`; none while there is no key.
///
/// # Errors
/// When the key cannot be read.
pub fn record(folder: &Path, domain: &str, selector: &str) -> Result<Option<String>> {
    let file = key_file(folder, domain, selector)?;
    if !file.exists() {
        return Ok(None);
    }
    let pem = std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let key = RsaPrivateKey::from_pkcs1_pem(&pem)
        .with_context(|| format!("{} holds no RSA key", file.display()))?;
    let public = key.to_public_key().to_public_key_der()?;
    Ok(Some(format!("v=DKIM1; k=rsa; p={}", data_encoding::BASE64.encode(public.as_bytes()))))
}

/// Our source of randomness in the shape that the key's maker wants.
struct Randomness<'a>(&'a Entropy);

impl RngCore for Randomness<'_> {
    fn next_u32(&mut self) -> u32 {
        u32::from_le_bytes(self.0.bytes())
    }

    fn next_u64(&mut self) -> u64 {
        u64::from_le_bytes(self.0.bytes())
    }

    fn fill_bytes(&mut self, place: &mut [u8]) {
        for piece in place.chunks_mut(32) {
            piece.copy_from_slice(&self.0.bytes::<32>()[..piece.len()]);
        }
    }

    fn try_fill_bytes(&mut self, place: &mut [u8]) -> Result<(), Error> {
        self.fill_bytes(place);
        Ok(())
    }
}

impl CryptoRng for Randomness<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_only_its_owner_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let (data, domain) = (folder.path().join("dkim"), "hiephoa.example");
        let entropy = Entropy::seeded(1);
        assert!(Signer::open(&data, domain, "portal").unwrap().is_none());
        assert_eq!(record(&data, domain, "portal").unwrap(), None);
        let file = make(&data, domain, "portal", BITS, &entropy).unwrap();
        let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&file).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
        let kept = std::fs::read(&file).unwrap();
        assert!(make(&data, domain, "portal", 512, &entropy).is_err());
        assert_eq!(std::fs::read(&file).unwrap(), kept);
        assert!(Signer::open(&data, domain, "portal").unwrap().is_some());
        let record = record(&data, domain, "portal").unwrap().unwrap();
        assert!(record.starts_with("v=DKIM1; k=rsa; p=MIIBIjAN"), "{record}");
        std::fs::write(&file, "không phải khóa").unwrap();
        assert!(Signer::open(&data, domain, "portal").is_err(), "never unsigned unnoticed");
        for bad in ["", "a/b", "..%2f", "a b"] {
            assert!(
                key_file(&data, bad, "portal").is_err() && key_file(&data, domain, bad).is_err(),
                "{bad}"
            );
        }
    }
}
