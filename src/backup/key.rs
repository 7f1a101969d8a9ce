//! The backup key: made once, kept by the operator apart from the server's disk; whoever has it and a backup has everything.

use std::path::Path;

use aws_lc_rs::aead::{AES_256_GCM, LessSafeKey, UnboundKey};
use data_encoding::{BASE32_NOPAD, HEXLOWER};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

use super::Fault;
use crate::base::entropy::Entropy;

/// What guards against a slip of the pen.
const CHECK: usize = 3;

/// 256 bits from which everything else about a backup is derived.
#[derive(Clone)]
pub struct BackupKey([u8; 32]);

impl std::fmt::Debug for BackupKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BackupKey(..)")
    }
}

impl BackupKey {
    /// A new one.
    pub fn fresh(entropy: &Entropy) -> Self {
        Self(entropy.bytes())
    }

    /// As it is written down: fourteen groups of four.
    pub fn text(&self) -> String {
        let whole = [&self.0[..], &Sha256::digest(self.0)[..CHECK]].concat();
        let letters = BASE32_NOPAD.encode(&whole);
        let groups: Vec<&str> = (0..letters.len()).step_by(4).map(|at| &letters[at..at + 4]).collect();
        groups.join("-")
    }

    /// Reads it back, however it is grouped.
    ///
    /// # Errors
    /// [`Fault::UnreadableKey`] when a letter is missing or wrong.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let letters: String =
            text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
        let whole = BASE32_NOPAD.decode(letters.as_bytes()).map_err(|_| Fault::UnreadableKey)?;
        let (bytes, check) = whole.split_first_chunk::<32>().ok_or(Fault::UnreadableKey)?;
        if Sha256::digest(bytes)[..CHECK] != *check {
            return Err(Fault::UnreadableKey);
        }
        Ok(Self(*bytes))
    }

    /// From a file.
    ///
    /// # Errors
    /// When it cannot be read, or holds no key.
    pub fn read(file: &Path) -> Result<Self, Fault> {
        let text = std::fs::read_to_string(file)
            .map_err(|cause| Fault::NoKey(format!("{}: {cause}", file.display())))?;
        Self::parse(&text)
    }

    fn derived(&self, purpose: &str, of: &[u8]) -> [u8; 32] {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.0).unwrap_or_else(|_| unreachable!("any length is a key"));
        mac.update(b"portal backup ");
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(of);
        mac.finalize().into_bytes().into()
    }

    /// What tells this key from another without saying anything about it.
    pub fn check(&self) -> String {
        HEXLOWER.encode(&self.derived("check", &[]))
    }

    /// Under which name bytes lie in the backup: who sees the folder learns nothing of what is in it.
    pub fn name_of(&self, sha256: &str, bytes: u64) -> String {
        HEXLOWER.encode(&self.derived("name", format!("{sha256}/{bytes}").as_bytes()))
    }

    /// The key of one sealed thing.
    pub(super) fn sealing(&self, salt: &[u8; 32]) -> LessSafeKey {
        let key = UnboundKey::new(&AES_256_GCM, &self.derived("seal", salt));
        LessSafeKey::new(key.unwrap_or_else(|_| unreachable!("32 bytes are a key")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_back_and_a_slip_is_noticed() {
        let key = BackupKey::fresh(&Entropy::seeded(1));
        let text = key.text();
        assert_eq!(text.split('-').count(), 14);
        let again = BackupKey::parse(&format!("  {}\n", text.to_lowercase().replace('-', " "))).unwrap();
        assert_eq!(again.check(), key.check());
        let other = if text.starts_with('A') { "B" } else { "A" };
        let slip = format!("{other}{}", &text[1..]);
        assert!(matches!(BackupKey::parse(&slip), Err(Fault::UnreadableKey)));
        assert!(matches!(BackupKey::parse(&text[..20]), Err(Fault::UnreadableKey)));
    }

    #[test]
    fn names_and_checks_are_the_keys_own() {
        let (a, b) = (BackupKey::fresh(&Entropy::seeded(1)), BackupKey::fresh(&Entropy::seeded(2)));
        assert_ne!(a.check(), b.check());
        assert_ne!(a.name_of("aa", 1), b.name_of("aa", 1));
        assert_ne!(a.name_of("aa", 1), a.name_of("aa", 2));
    }
}
