//! Links to a site as it is being prepared: signed for one site, good for a day.

use crate::base::clock::{DAY, Millis};
use crate::base::seal::Sealer;
use crate::tenants::directory::Tenant;

/// Where a prepared home is looked at, before its token.
pub const PATH: &str = "/xem-truoc";
/// How long a link is good.
const GOOD: Millis = DAY;
/// Characters of the signature: 128 bits.
const SIGNATURE: usize = 32;

/// A link to the home as it is being prepared, good for a day from `now`.
pub fn url(sealer: &Sealer, tenant: &Tenant, now: Millis) -> String {
    tenant.url(&format!("{PATH}/{}", token(sealer, tenant.id().as_str(), now + GOOD)))
}

/// Whether a token is one of ours for this site, and still good.
pub fn opens(sealer: &Sealer, tenant: &Tenant, sent: &str, now: Millis) -> bool {
    let until: Option<Millis> = sent.split('-').next().and_then(|until| until.parse().ok());
    until.is_some_and(|until| {
        let right = token(sealer, tenant.id().as_str(), until);
        now < until && bool::from(subtle::ConstantTimeEq::ct_eq(right.as_bytes(), sent.as_bytes()))
    })
}

fn token(sealer: &Sealer, tenant: &str, until: Millis) -> String {
    let signed = sealer.digest(&format!("face-preview/{tenant}"), &until.to_string());
    format!("{until}-{}", &signed[..SIGNATURE])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::entropy::Entropy;

    #[test]
    fn a_token_is_signed_for_one_site_and_one_time() {
        let sealer = Sealer::new(&[7; 32], Entropy::seeded(1));
        let one = token(&sealer, "hh", 5);
        assert!(one.starts_with("5-"));
        assert_eq!(one, token(&sealer, "hh", 5));
        assert_ne!(one, token(&sealer, "dt", 5));
        assert_ne!(one[2..], token(&sealer, "hh", 6)[2..]);
    }
}
