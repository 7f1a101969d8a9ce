//! The deployment's signature: Ed25519, its key derived from the deployment's own, so that there is nothing more to keep.

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use data_encoding::HEXLOWER_PERMISSIVE as HEX;

use crate::base::error::{Error, Result};
use crate::base::seal::Sealer;

/// Signs in the deployment's name.
#[derive(Debug)]
pub struct Signer(Ed25519KeyPair);

impl Signer {
    /// The signer of a deployment.
    ///
    /// # Errors
    /// Never in practice: any 32 bytes are a seed.
    pub fn of(sealer: &Sealer) -> Result<Self> {
        let seed = HEX
            .decode(sealer.digest("trail/signing-key", "1").as_bytes())
            .map_err(|_| Error::internal("a digest that is no hexadecimal"))?;
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed)
            .map_err(|_| Error::internal("the signing key cannot be made"))?;
        Ok(Self(pair))
    }

    /// The public key in hexadecimal, to be compared on paper.
    pub fn public(&self) -> String {
        HEX.encode(self.0.public_key().as_ref())
    }

    /// A signature in hexadecimal.
    pub fn sign(&self, bytes: &[u8]) -> String {
        HEX.encode(self.0.sign(bytes).as_ref())
    }
}

/// Whether a signature in hexadecimal is the key's over these bytes.
pub fn holds(public_key: &str, bytes: &[u8], signature: &str) -> bool {
    let (Ok(key), Ok(signature)) = (HEX.decode(public_key.as_bytes()), HEX.decode(signature.as_bytes()))
    else {
        return false;
    };
    UnparsedPublicKey::new(&ED25519, key).verify(bytes, &signature).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::entropy::Entropy;

    #[test]
    fn a_signature_is_of_its_key_and_its_bytes_alone() {
        let signer = |byte| Signer::of(&Sealer::new(&[byte; 32], Entropy::seeded(1))).unwrap();
        let signature = signer(1).sign(b"nhat ky");
        assert_eq!(signer(1).public(), signer(1).public());
        assert!(holds(&signer(1).public(), b"nhat ky", &signature));
        assert!(!holds(&signer(1).public(), b"nhat ki", &signature));
        assert!(!holds(&signer(2).public(), b"nhat ky", &signature));
        assert!(!holds("zz", b"nhat ky", &signature) && !holds(&signer(1).public(), b"nhat ky", ""));
    }
}
