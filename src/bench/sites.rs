//! Deployments of any number of sites with pages to ask for, and somebody who publishes while they are asked for.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use data_encoding::HEXLOWER;
use tokio::time::{Instant, sleep};

use super::newsroom::{Agency, word};
use crate::base::audit::Actor;
use crate::base::entropy::Entropy;
use crate::base::id::TenantId;
use crate::base::scope::Db;
use crate::config::Config;
use crate::deployment;
use crate::tenants::declare::{self, Set};
use crate::tenants::directory::{Directory, Reachability, Tenant};
use crate::tenants::{Profile, SectionKey, apply};

/// What to make.
#[derive(Clone, Copy, Debug)]
pub struct Make<'a> {
    /// The declared set whose first site stands above, and whose last one is the pattern of the others.
    pub tenants: &'a Path,
    /// How many sites in all.
    pub count: usize,
    /// News on each.
    pub items: usize,
}

/// Fills the data folder of `config` and tells which pages there are: lines of host and path.
///
/// # Errors
/// When the folder holds tenants already, or a change is refused.
pub async fn make(config: &Config, make: Make<'_>) -> Result<Vec<String>> {
    let set = declare::load(make.tenants).map_err(|complaints| anyhow::anyhow!("{complaints:?}"))?;
    let db = deployment::open(config, Entropy::system()).await?;
    let set = repeated(set, make.count)?;
    let plan = apply::apply(&db, &Actor::system(), &set, false).await?;
    ensure!(plan.obstacles.is_empty(), "{:?}", plan.obstacles);
    let agency = Agency::open(&db, "").await?;
    let mut pages = Vec::new();
    for tenant in all(config, &db).await? {
        let newsroom = agency.newsroom(&db, &tenant).await?;
        let host = tenant.url("/");
        let host = host.trim_start_matches("http://").trim_end_matches('/');
        pages.push(format!("{host} /"));
        if let Some(section) = tenant.profile.section(SectionKey::News) {
            pages.push(format!("{host} /{}", section.slug));
        }
        for n in 0..make.items {
            let (_, path) = newsroom.publish(&db, &tenant, &word(n)).await?;
            pages.push(format!("{host} {path}"));
        }
    }
    Ok(pages)
}

/// Publishes on one site after the other, once `every` so often, beside a running server; how many items.
///
/// # Errors
/// When a change is refused.
pub async fn publish(config: &Config, lasting: Duration, every: Duration) -> Result<usize> {
    let db = deployment::open(config, Entropy::system()).await?;
    let mark = HEXLOWER.encode(&db.entropy.bytes::<4>());
    let agency = Agency::open(&db, &mark).await?;
    let mut newsrooms = Vec::new();
    for tenant in all(config, &db).await?.into_iter().take(27) {
        newsrooms.push((agency.newsroom(&db, &tenant).await?, tenant));
    }
    let (began, mut published) = (Instant::now(), 0);
    while began.elapsed() < lasting {
        let (newsroom, tenant) = &newsrooms[published % newsrooms.len()];
        newsroom.publish(&db, tenant, &format!("{} {mark}", word(published))).await?;
        published += 1;
        sleep(every).await;
    }
    Ok(published)
}

async fn all(config: &Config, db: &Db) -> Result<Vec<Arc<Tenant>>> {
    let directory = Directory::new(Reachability::of(config));
    directory.reload(db).await?;
    Ok(directory.all())
}

/// The set with as many sites as asked for: what stands above, and copies of its last one.
///
/// # Errors
/// When the set declares no site.
pub fn repeated(set: Set, count: usize) -> Result<Set> {
    let mut tenants = set.tenants;
    let pattern = tenants.pop().context("the set declares no tenant")?;
    let made = (tenants.len()..count).map(|n| copy(&pattern, n)).collect::<Vec<_>>();
    tenants.truncate(count);
    tenants.extend(made);
    Ok(Set { tenants, ..set })
}

fn copy(pattern: &Profile, n: usize) -> Profile {
    let mut profile = pattern.clone();
    let slug = format!("xa{n:04}");
    profile.id = TenantId::from(format!("made-{slug}").as_str());
    for host in &mut profile.hosts {
        host.host = host.host.replacen(&profile.slug, &slug, 1);
    }
    profile.path = profile.path.map(|path| path.replacen(&profile.slug, &slug, 1));
    profile.mail_domain = profile.mail_domain.replacen(&profile.slug, &slug, 1);
    for identity in &mut profile.identities {
        identity.name = format!("{} {n}", identity.name);
        identity.code = format!("{n:05}");
    }
    profile.slug = slug;
    profile
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn as_many_sites_as_asked_for_each_with_its_pages() {
        let folder = tempfile::tempdir().unwrap();
        let config = Config { data: folder.path().to_owned(), trial_hosts: true, ..Config::default() };
        let tenants = Path::new(env!("CARGO_MANIFEST_DIR")).join("tenants/hiep-hoa-2016");
        let pages = make(&config, Make { tenants: &tenants, count: 29, items: 1 }).await.unwrap();
        assert_eq!(pages.len(), 29 * 3);
        assert_eq!(pages.iter().collect::<std::collections::BTreeSet<_>>().len(), 29 * 3, "no page twice");
        let moment = Duration::from_millis(1);
        assert!(publish(&config, moment, moment).await.unwrap() > 0);
    }
}
