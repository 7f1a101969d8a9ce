//! The token that a session's forms carry, shown differently on every page: what is compressed together with what a
//! stranger can choose must not hold the same secret twice (BREACH).

use data_encoding::BASE64URL_NOPAD;
use subtle::ConstantTimeEq;

use crate::base::entropy::Entropy;

/// Bytes of a token.
const LENGTH: usize = 32;

/// A session's token as one page shows it: a random mask, and the token under it.
pub fn masked(token: &str, entropy: &Entropy) -> String {
    let Some(bytes) = unmasked(token) else { return token.to_owned() };
    let mask = entropy.bytes::<LENGTH>();
    let hidden: Vec<u8> = mask.iter().zip(bytes).map(|(a, b)| a ^ b).collect();
    BASE64URL_NOPAD.encode(&[&mask[..], &hidden].concat())
}

/// Whether two tokens are the same one, masked or not; what is no token equals nothing.
pub fn same(sent: &str, shown: &str) -> bool {
    match (unmasked(sent), unmasked(shown)) {
        (Some(sent), Some(shown)) => bool::from(sent.ct_eq(&shown)),
        _ => false,
    }
}

fn unmasked(text: &str) -> Option<[u8; LENGTH]> {
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
    let token = match bytes.split_at_checked(LENGTH)? {
        (whole, []) => whole.to_vec(),
        (mask, hidden) => mask.iter().zip(hidden).map(|(a, b)| a ^ b).collect(),
    };
    (bytes.len() == LENGTH || bytes.len() == 2 * LENGTH).then(|| token.try_into().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_showing_differs_and_stands_for_the_same_token() {
        let entropy = Entropy::seeded(3);
        let token = entropy.token();
        let (one, two) = (masked(&token, &entropy), masked(&token, &entropy));
        assert_ne!(one, two);
        assert!(same(&one, &two) && same(&token, &one) && same(&two, &token));
        assert!(!one.contains(&token) && !two.contains(&token));
    }

    #[test]
    fn what_is_no_token_or_another_s_equals_nothing() {
        let entropy = Entropy::seeded(3);
        let (token, other) = (entropy.token(), entropy.token());
        assert!(!same(&other, &masked(&token, &entropy)));
        for nonsense in ["", "mau", "=", &token[1..], &format!("{token}AAAA"), &"A".repeat(200)] {
            assert!(!same(nonsense, &token), "{nonsense}");
            assert!(!same(nonsense, nonsense), "{nonsense}");
        }
    }
}
