//! Digests and keys: whether a signature is that of a key over a digest.

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5912::{
    ID_EC_PUBLIC_KEY, ID_RSASSA_PSS, ID_SHA_1, ID_SHA_256, ID_SHA_384, ID_SHA_512, RSA_ENCRYPTION,
    SECP_256_R_1, SECP_384_R_1,
};
use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
use rsa::pkcs1::DecodeRsaPublicKey as _;
use rsa::{Pkcs1v15Sign, Pss, RsaPublicKey};
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};
use x509_cert::spki::SubjectPublicKeyInfoOwned;

/// How bytes are digested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digest {
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl Digest {
    /// The one of a name.
    pub fn of(name: &ObjectIdentifier) -> Option<Self> {
        [
            (ID_SHA_1, Self::Sha1),
            (ID_SHA_256, Self::Sha256),
            (ID_SHA_384, Self::Sha384),
            (ID_SHA_512, Self::Sha512),
        ]
        .into_iter()
        .find_map(|(known, digest)| (known == *name).then_some(digest))
    }

    /// The digest of parts, one after the other.
    pub fn over(self, parts: &[&[u8]]) -> Vec<u8> {
        match self {
            Self::Sha1 => over::<Sha1>(parts),
            Self::Sha256 => over::<Sha256>(parts),
            Self::Sha384 => over::<Sha384>(parts),
            Self::Sha512 => over::<Sha512>(parts),
        }
    }
}

fn over<D: sha2::digest::Digest>(parts: &[&[u8]]) -> Vec<u8> {
    let mut digest = D::new();
    parts.iter().for_each(|part| digest.update(part));
    digest.finalize().to_vec()
}

/// Whether a signature is a key's over a digest; none where the kind of key or signature is not known.
pub fn verify(
    key: &SubjectPublicKeyInfoOwned,
    algorithm: &ObjectIdentifier,
    digest: Digest,
    digested: &[u8],
    signature: &[u8],
) -> Option<bool> {
    let bits = key.subject_public_key.raw_bytes();
    if key.algorithm.oid == RSA_ENCRYPTION {
        return rsa(&RsaPublicKey::from_pkcs1_der(bits).ok()?, algorithm, digest, digested, signature);
    }
    if key.algorithm.oid != ID_EC_PUBLIC_KEY {
        return None;
    }
    let curve = key.algorithm.parameters.as_ref()?.decode_as::<ObjectIdentifier>().ok()?;
    if curve == SECP_256_R_1 {
        let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(bits).ok()?;
        let signature = p256::ecdsa::Signature::from_der(signature).ok()?;
        return Some(key.verify_prehash(digested, &signature).is_ok());
    }
    if curve == SECP_384_R_1 {
        let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(bits).ok()?;
        let signature = p384::ecdsa::Signature::from_der(signature).ok()?;
        return Some(key.verify_prehash(digested, &signature).is_ok());
    }
    None
}

fn rsa(
    key: &RsaPublicKey,
    algorithm: &ObjectIdentifier,
    digest: Digest,
    digested: &[u8],
    signature: &[u8],
) -> Option<bool> {
    let verified = if *algorithm == ID_RSASSA_PSS {
        let scheme = match digest {
            Digest::Sha1 => Pss::new::<Sha1>(),
            Digest::Sha256 => Pss::new::<Sha256>(),
            Digest::Sha384 => Pss::new::<Sha384>(),
            Digest::Sha512 => Pss::new::<Sha512>(),
        };
        key.verify(scheme, digested, signature)
    } else {
        let scheme = match digest {
            Digest::Sha1 => Pkcs1v15Sign::new::<Sha1>(),
            Digest::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
            Digest::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
            Digest::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
        };
        key.verify(scheme, digested, signature)
    };
    Some(verified.is_ok())
}
