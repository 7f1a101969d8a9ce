//! Tracking codes: told to the reader once, kept as a digest under a key of the site's own, so that they still lead to their
//! case when the site was moved to another deployment.

use crate::base::error::Result;
use crate::base::id::TenantId;
use crate::base::scope::{Db, Scope};
use crate::base::seal::{DigestKey, Sealer};

use super::store;

/// The key of a site's codes on this deployment.
pub fn code_key(sealer: &Sealer, tenant: &TenantId) -> DigestKey {
    sealer.digest_key(&format!("question-code/{tenant}"))
}

/// For which context a key of another deployment is sealed, before the tenant and its id.
pub const MOVED: &str = "moved-key";

/// However it is typed.
fn bare(code: &str) -> String {
    let letters = code.chars().filter(char::is_ascii_alphanumeric);
    let read = |c: char| match c.to_ascii_uppercase() {
        'I' | 'L' => '1',
        'O' => '0',
        other => other,
    };
    letters.map(read).collect()
}

/// The digest that a code is stored under.
pub(super) fn code_digest(db: &Db, tenant: &TenantId, code: &str) -> String {
    code_key(&db.sealer, tenant).digest(&bare(code))
}

/// The digests under which a code may lie: this deployment's, then those of the ones that the site was moved from.
///
/// # Errors
/// When the database does not answer, or a key does not open.
pub(super) async fn code_digests(db: &Db, scope: &mut Scope, code: &str) -> Result<Vec<String>> {
    let tenant = scope.tenant().clone();
    let mut digests = vec![code_digest(db, &tenant, code)];
    for moved in store::moved_keys(scope).await? {
        let key = db.sealer.open(&format!("{MOVED}/{tenant}/{}", moved.id), &moved.sealed)?;
        if let Ok(key) = key.try_into() {
            digests.push(DigestKey(key).digest(&bare(code)));
        }
    }
    Ok(digests)
}

/// A fresh tracking code, in groups that can be read aloud.
pub(super) fn fresh_code(db: &Db) -> String {
    let raw = db.entropy.readable(10);
    format!("{}-{}", &raw[..5], &raw[5..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backup::key::BackupKey;
    use crate::base::entropy::Entropy;
    use crate::config::Config;
    use crate::deployment::{open_with, testkit};
    use crate::{moving, tenants::declare};

    #[tokio::test]
    async fn where_a_site_was_moved_to_its_codes_are_known_and_no_others() {
        let (set, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        declare::tests::sample(set.path());
        let from = testkit::with_tenants(set.path()).await.unwrap();
        let (site, other): (TenantId, TenantId) = ("t-xa-a".into(), "t-xa-b".into());
        let config = Config { data: folder.path().join("there"), ..Config::default() };
        let there = open_with(&config, None, Entropy::seeded(31)).await.unwrap();
        let (archive, key) = (folder.path().join("archive"), BackupKey::fresh(&Entropy::seeded(30)));
        moving::export(&from.db, &from.config.data, &site, &archive, &key).await.unwrap();
        moving::import(&there, &config.data, &archive, &key, true).await.unwrap();

        let mut scope = there.read(&site).await.unwrap();
        let typed = code_digests(&there, &mut scope, "abcde-lmno1").await.unwrap();
        let printed = code_digests(&there, &mut scope, "ABCDE 1MN01").await.unwrap();
        assert_eq!(typed, printed);
        let (here, before) =
            (code_digest(&there, &site, "abcde1mn01"), code_digest(&from.db, &site, "abcde1mn01"));
        assert_eq!(typed, [here.clone(), before.clone()]);
        assert_ne!(here, before);
        assert_ne!(before, code_digest(&from.db, &other, "abcde1mn01"));
    }
}
