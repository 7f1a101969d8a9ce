//! Addresses made for one purpose: one answers one dispatch, one gets the reports about one letter, one takes what a
//! reader adds to one question.
//!
//! The token in the local part *locates*; it proves only that we made it. Whose word an answer is, is asked elsewhere.

use std::sync::LazyLock;

use data_encoding::{Encoding, Specification};
use uuid::Uuid;

use crate::base::seal::Sealer;

/// Told apart by the key's version, so that the key can change while letters are under way.
const KEY_VERSION: u8 = 1;
/// 80 bits: nobody guesses one, and the local part stays below 64 characters.
const MAC_BYTES: usize = 10;

/// What an address was made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Answers to a dispatch come here.
    Answer,
    /// Reports about a letter come here.
    Report,
    /// What a reader adds to a question comes here.
    Case,
}

impl Purpose {
    const ALL: [Self; 3] = [Self::Answer, Self::Report, Self::Case];

    fn prefix(self) -> &'static str {
        match self {
            Self::Answer => "tl-",
            Self::Report => "bc-",
            Self::Case => "hd-",
        }
    }
}

/// Crockford's base 32: no letter is mistaken for a digit, whoever retypes it.
static CROCKFORD: LazyLock<Encoding> = LazyLock::new(|| {
    let mut specification = Specification::new();
    specification.symbols.push_str("0123456789abcdefghjkmnpqrstvwxyz");
    specification.translate.from.push_str("ABCDEFGHJKMNPQRSTVWXYZiIlLoO");
    specification.translate.to.push_str("abcdefghjkmnpqrstvwxyz111100");
    specification.check_trailing_bits = true;
    specification.encoding().unwrap_or_else(|error| unreachable!("the alphabet is fixed: {error}"))
});

/// The local part of the address for a thing of this id; none where the id is none of ours.
pub fn local_part(sealer: &Sealer, purpose: Purpose, id: &str) -> Option<String> {
    let id = Uuid::parse_str(id).ok()?;
    let mut bytes = id.as_bytes().to_vec();
    bytes.push(KEY_VERSION);
    bytes.extend(mac(sealer, purpose, KEY_VERSION, id));
    Some(format!("{}{}", purpose.prefix(), CROCKFORD.encode(&bytes)))
}

/// What an address of ours leads to; none for any other, and for one that somebody made up.
pub fn read(sealer: &Sealer, address: &str) -> Option<(Purpose, String)> {
    let local = address.split('@').next()?.to_ascii_lowercase();
    let (purpose, code) = Purpose::ALL
        .into_iter()
        .find_map(|purpose| Some((purpose, local.strip_prefix(purpose.prefix())?)))?;
    let bytes = CROCKFORD.decode(code.as_bytes()).ok()?;
    let (id, rest) = bytes.split_first_chunk::<16>()?;
    let (version, sent) = rest.split_first()?;
    let id = Uuid::from_bytes(*id);
    let right = mac(sealer, purpose, *version, id);
    let same = bool::from(subtle::ConstantTimeEq::ct_eq(right.as_slice(), sent));
    (*version == KEY_VERSION && same).then(|| (purpose, id.to_string()))
}

fn mac(sealer: &Sealer, purpose: Purpose, version: u8, id: Uuid) -> Vec<u8> {
    let digest = sealer.digest(&format!("mail-address/{}{version}", purpose.prefix()), &id.to_string());
    let mut bytes = data_encoding::HEXLOWER.decode(digest.as_bytes()).unwrap_or_default();
    bytes.truncate(MAC_BYTES);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::entropy::Entropy;

    const ID: &str = "0193f2aa-0000-7000-8000-0123456789ab";

    fn sealer(key: u8) -> Sealer {
        Sealer::new(&[key; 32], Entropy::seeded(1))
    }

    #[test]
    fn an_address_leads_back_however_it_is_retyped() {
        for purpose in Purpose::ALL {
            let local = local_part(&sealer(7), purpose, ID).unwrap();
            assert!(local.len() <= 64, "{local}");
            for typed in [
                format!("{local}@hiephoa.example"),
                local.to_uppercase(),
                local.replace('1', "l").replace('0', "O"),
            ] {
                assert_eq!(read(&sealer(7), &typed), Some((purpose, ID.to_owned())), "{typed}");
            }
        }
    }

    #[test]
    fn what_is_made_up_changed_or_of_another_purpose_leads_nowhere() {
        let local = local_part(&sealer(7), Purpose::Answer, ID).unwrap();
        assert_eq!(read(&sealer(8), &local), None);
        assert_eq!(read(&sealer(7), &local.replacen("tl-", "bc-", 1)), None);
        for at in 3..local.len() {
            let mut changed = local.clone().into_bytes();
            changed[at] = if changed[at] == b'2' { b'3' } else { b'2' };
            assert_eq!(read(&sealer(7), &String::from_utf8(changed).unwrap()), None, "{at}");
        }
        for other in ["", "@", "hoidap@hiephoa.example", "tl-", "tl-0", "bc-zzzz", "tl-đ"] {
            assert_eq!(read(&sealer(7), other), None, "{other}");
        }
        assert_eq!(local_part(&sealer(7), Purpose::Answer, "không"), None);
    }
}
