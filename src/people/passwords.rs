//! Passwords: Argon2id, at least twelve characters, nothing that everybody tries first.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};

use crate::base::entropy::Entropy;
use crate::base::error::{Error, Refusal, Result};

/// The shortest password taken.
pub const SHORTEST: usize = 12;

/// What computes a new hash: the library's recommended cost. A hash carries its own cost, so that checking needs none.
fn hasher() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, cost(cfg!(any(test, feature = "testkit"))))
}

/// Next to nothing for tests alone, which sign in hundreds of people and guard no one's password.
fn cost(for_tests: bool) -> Params {
    let cheap = Params::new(Params::MIN_M_COST, Params::MIN_T_COST, Params::MIN_P_COST, None);
    cheap.ok().filter(|_| for_tests).unwrap_or_default()
}

/// Hashes a password with a fresh salt.
///
/// # Errors
/// Only when the hash cannot be computed at all.
pub async fn hash(password: &str, entropy: &Entropy) -> Result<String> {
    let (password, salt) = (password.to_owned(), entropy.bytes::<16>());
    blocking(move || {
        hasher()
            .hash_password_with_salt(password.as_bytes(), &salt)
            .map(|hash| hash.to_string())
            .map_err(|cause| Error::internal(cause.to_string()))
    })
    .await
}

/// Whether a password is the one that was hashed. Takes as long for an unknown login.
///
/// # Errors
/// Only when the work could not be done at all.
pub async fn verify(password: &str, hash: &str) -> Result<bool> {
    let (password, hash) = (password.to_owned(), hash.to_owned());
    blocking(move || {
        let Ok(parsed) = PasswordHash::new(&hash) else { return Ok(false) };
        Ok(Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok())
    })
    .await
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|cause| Error::internal(cause.to_string()))?
}

/// What is wrong with a new password, if anything.
pub fn refusals(password: &str, login: &str) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let mut refuse = |message: &str| refusals.push(Refusal::new("password", message, "Quy chế Điều 12.4"));
    if password.chars().count() < SHORTEST {
        refuse("Mật khẩu phải có ít nhất 12 ký tự.");
    }
    let bare = password.to_lowercase();
    if bare.contains(&login.to_lowercase()) {
        refuse("Mật khẩu không được chứa tên đăng nhập.");
    }
    let distinct: std::collections::BTreeSet<_> = bare.chars().collect();
    if distinct.len() < 5 {
        refuse("Mật khẩu lặp lại quá ít ký tự, dễ bị đoán.");
    }
    if ["123456", "matkhau", "password", "qwerty", "abcdef"].iter().any(|common| bare.contains(common)) {
        refuse("Mật khẩu chứa chuỗi quá quen thuộc, dễ bị đoán.");
    }
    refusals
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tests_hash_cheaply() {
        assert_eq!(cost(false), Params::default());
        assert!(cost(false).m_cost() >= 19 * 1024 && cost(false).t_cost() >= 2, "what OWASP asks for");
        assert!(cost(true).m_cost() < 64);
    }

    #[tokio::test]
    async fn verifies_only_the_right_one() {
        let entropy = Entropy::seeded(1);
        let hashed = hash("mười hai ký tự", &entropy).await.unwrap();
        assert!(hashed.starts_with("$argon2id$"));
        assert!(verify("mười hai ký tự", &hashed).await.unwrap());
        assert!(!verify("mười ba ký tự", &hashed).await.unwrap());
        assert!(!verify("x", "").await.unwrap());
        assert_ne!(hashed, hash("mười hai ký tự", &entropy).await.unwrap());
    }

    #[test]
    fn weak_ones_are_refused_with_reasons() {
        assert_eq!(refusals("xanh lá cây 42!", "ctv.ducthang"), []);
        assert_eq!(refusals("ngắn", "a-long-login").len(), 2);
        assert_eq!(refusals("ctv.ducthang-2016", "ctv.ducthang").len(), 1);
        assert_eq!(refusals("password123456", "x9").len(), 1);
    }
}
