//! The tenants in memory: which one a host and a path mean, and every URL of each.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use jiff::civil::Date;

use crate::base::error::Result;
use crate::base::id::TenantId;
use crate::base::scope::Db;
use crate::config::{Config, PublicScheme, origin};

use super::{Profile, Section, store};

/// How readers reach the sites, as URLs need it.
#[derive(Clone, Debug)]
pub struct Reachability {
    scheme: PublicScheme,
    port: Option<u16>,
    trial: bool,
}

impl Reachability {
    /// From the process's settings.
    pub fn of(config: &Config) -> Self {
        Self { scheme: config.scheme, port: config.url_port(), trial: config.trial_hosts }
    }
}

/// One tenant on one day.
#[derive(Debug)]
pub struct Tenant {
    /// All its dated facts.
    pub profile: Profile,
    /// The day it is looked at.
    pub day: Date,
    /// Who stands above it.
    pub parent: Option<TenantId>,
    /// Who stands below it, in order.
    pub children: Vec<TenantId>,
    /// Whether its site is being prepared: staff work in it, readers see that it is not open.
    pub preparing: bool,
    base: String,
    host: String,
    prefix: String,
}

impl Tenant {
    /// Its id.
    pub fn id(&self) -> &TenantId {
        &self.profile.id
    }

    /// Its name in the console's addresses.
    pub fn slug(&self) -> &str {
        &self.profile.slug
    }

    /// The canonical URL of a path on its site; `path` begins with a slash.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// The canonical URL of a section, or of something in it.
    pub fn section_url(&self, section: &Section, rest: &str) -> String {
        let rest = if rest.is_empty() { String::new() } else { format!("/{rest}") };
        self.url(&format!("/{}{rest}", section.slug))
    }

    /// What it is called on its day.
    pub fn identity(&self) -> &super::Identity {
        self.profile.identity_on(self.day)
    }

    /// The path prefix of its canonical mount: empty on a host of its own.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }
}

/// What a request's host and path mean.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// Whose site it is.
    pub tenant: Arc<Tenant>,
    /// The path on that site.
    pub path: String,
    /// Whether this is the tenant's canonical mount.
    pub canonical: bool,
}

#[derive(Debug, Default)]
struct State {
    day: Date,
    tenants: Vec<Arc<Tenant>>,
    by_id: HashMap<TenantId, usize>,
    by_slug: HashMap<String, usize>,
    by_host: HashMap<String, usize>,
    /// By the site above, what lies under which of its paths.
    by_path: HashMap<usize, HashMap<String, usize>>,
    closed: Vec<Closed>,
}

/// A site that is served no more.
#[derive(Debug)]
struct Closed {
    profile: Profile,
    moved_to: String,
}

/// What is said at an address of a site that is served no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    /// Whose it was.
    pub name: String,
    /// Where the same address leads now, if the site moved.
    pub url: Option<String>,
}

/// Every tenant of the deployment, looked up without SQL.
#[derive(Clone, Debug)]
pub struct Directory {
    reach: Reachability,
    state: Arc<RwLock<Arc<State>>>,
}

impl Directory {
    /// An empty directory; fill it with [`Directory::reload`].
    pub fn new(reach: Reachability) -> Self {
        Self { reach, state: Arc::default() }
    }

    /// Reads the tenants as they stand today.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn reload(&self, db: &Db) -> Result<()> {
        let mut platform = db.platform().await?;
        let held = store::all(&mut platform).await?;
        let preparing = store::preparing(&mut platform).await?;
        let closed = store::closed(&mut platform).await?;
        self.set(
            held.into_iter().map(|held| held.current).collect(),
            (&preparing, &closed),
            db.clock.today(),
        );
        Ok(())
    }

    /// Sets the tenants as they stand on a day, all of them open.
    pub fn fill(&self, profiles: Vec<Profile>, day: Date) {
        self.set(profiles, (&BTreeSet::new(), &BTreeMap::new()), day);
    }

    fn set(
        &self,
        profiles: Vec<Profile>,
        (preparing, closed): (&BTreeSet<TenantId>, &BTreeMap<TenantId, String>),
        day: Date,
    ) {
        let (gone, profiles): (Vec<_>, Vec<_>) =
            profiles.into_iter().partition(|profile| closed.contains_key(&profile.id));
        let mut state = State::build(profiles, preparing, day, &self.reach);
        state.closed = gone
            .into_iter()
            .map(|profile| Closed { moved_to: closed[&profile.id].clone(), profile })
            .collect();
        let state = Arc::new(state);
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = state;
    }

    fn state(&self) -> Arc<State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The day the directory was filled for.
    pub fn day(&self) -> Date {
        self.state().day
    }

    /// Every tenant, parents before children.
    pub fn all(&self) -> Vec<Arc<Tenant>> {
        self.state().tenants.clone()
    }

    /// A tenant by its id.
    pub fn get(&self, id: &TenantId) -> Option<Arc<Tenant>> {
        let state = self.state();
        state.by_id.get(id).map(|&index| state.tenants[index].clone())
    }

    /// A tenant by its slug: for the console and the command line.
    pub fn by_slug(&self, slug: &str) -> Option<Arc<Tenant>> {
        let state = self.state();
        state.by_slug.get(slug).map(|&index| state.tenants[index].clone())
    }

    /// The tenant and all below it, itself first.
    pub fn tree(&self, id: &TenantId) -> Vec<Arc<Tenant>> {
        let mut tree: Vec<Arc<Tenant>> = self.get(id).into_iter().collect();
        let mut next = 0;
        while next < tree.len() {
            let children: Vec<_> = tree[next].children.iter().filter_map(|child| self.get(child)).collect();
            tree.extend(children);
            next += 1;
        }
        tree
    }

    /// The tenant and all below it whose sites are open to readers, itself first.
    pub fn open_tree(&self, id: &TenantId) -> Vec<Arc<Tenant>> {
        self.tree(id).into_iter().filter(|tenant| !tenant.preparing).collect()
    }

    /// The sites right below a tenant that are open to readers.
    pub fn open_children(&self, tenant: &Tenant) -> Vec<Arc<Tenant>> {
        let children = tenant.children.iter().filter_map(|id| self.get(id));
        children.filter(|child| !child.preparing).collect()
    }

    /// What an address leads to that is a closed site's.
    pub fn gone(&self, host: &str, path: &str) -> Option<Gone> {
        let state = self.state();
        state.closed.iter().find_map(|closed| {
            let rest = state.rest_on(closed, host, path, self.reach.trial)?;
            let url = (!closed.moved_to.is_empty()).then(|| format!("{}{rest}", closed.moved_to));
            Some(Gone { name: closed.profile.identity_on(state.day).full_name.clone(), url })
        })
    }

    /// Whose site a host and path are. `None` for a stranger's host, which is never served by a default.
    pub fn resolve(&self, host: &str, path: &str) -> Option<Resolved> {
        let state = self.state();
        let owner = *state.by_host.get(host)?;
        if let Some((child, rest)) = state.mounted(owner, path) {
            let canonical = child.host == state.tenants[owner].host && child.host == host;
            let path = if rest.is_empty() { "/" } else { rest };
            return Some(Resolved { tenant: child.clone(), path: path.to_owned(), canonical });
        }
        let owner = &state.tenants[owner];
        let canonical = owner.host == host && owner.prefix.is_empty();
        Some(Resolved { tenant: owner.clone(), path: path.to_owned(), canonical })
    }
}

impl State {
    /// The site that is mounted in `owner` at the beginning of a path, and the rest of the path.
    fn mounted<'a>(&self, owner: usize, path: &'a str) -> Option<(&Arc<Tenant>, &'a str)> {
        let mounts = self.by_path.get(&owner)?;
        let ends = path.match_indices('/').map(|(at, _)| at).skip(1).chain([path.len()]);
        ends.into_iter().find_map(|end| {
            let child = mounts.get(&path[..end])?;
            Some((&self.tenants[*child], &path[end..]))
        })
    }

    /// The path on a closed site that an address means: on a host of its own, or where it lay under the site above.
    fn rest_on<'a>(&self, closed: &Closed, host: &str, path: &'a str, trial: bool) -> Option<&'a str> {
        let profile = &closed.profile;
        if profile.hosts.iter().any(|own| own.host == host && own.trial == trial && own.holds_on(self.day)) {
            return Some(path);
        }
        let above = &self.tenants[*self.by_host.get(host)?];
        let mount = profile.path.as_deref().filter(|_| profile.parent_on(self.day) == Some(above.slug()))?;
        match path.strip_prefix(mount)? {
            "" => Some("/"),
            rest => rest.starts_with('/').then_some(rest),
        }
    }

    fn build(
        profiles: Vec<Profile>,
        preparing: &BTreeSet<TenantId>,
        day: Date,
        reach: &Reachability,
    ) -> Self {
        let index: HashMap<String, usize> =
            profiles.iter().enumerate().map(|(i, p)| (p.slug.clone(), i)).collect();
        let parents: Vec<Option<usize>> =
            profiles.iter().map(|p| p.parent_on(day).and_then(|slug| index.get(slug).copied())).collect();
        let mounts: Vec<(String, String)> =
            (0..profiles.len()).map(|i| mount(&profiles, &parents, i, day, reach)).collect();
        let mut by_host = HashMap::new();
        for (i, profile) in profiles.iter().enumerate() {
            for host in profile.hosts.iter().filter(|host| host.trial == reach.trial && host.holds_on(day)) {
                by_host.insert(host.host.clone(), i);
            }
        }
        let ids: Vec<TenantId> = profiles.iter().map(|profile| profile.id.clone()).collect();
        let tenants: Vec<_> = profiles
            .into_iter()
            .enumerate()
            .map(|(i, profile)| {
                let (host, prefix) = mounts[i].clone();
                Arc::new(Tenant {
                    day,
                    parent: parents[i].map(|parent| ids[parent].clone()),
                    children: (0..ids.len())
                        .filter(|&child| parents[child] == Some(i))
                        .map(|child| ids[child].clone())
                        .collect(),
                    preparing: preparing.contains(&profile.id),
                    base: format!("{}{prefix}", origin(reach.scheme, &host, reach.port)),
                    host,
                    prefix,
                    profile,
                })
            })
            .collect();
        let mut by_path: HashMap<usize, HashMap<String, usize>> = HashMap::new();
        for (child, (tenant, parent)) in tenants.iter().zip(&parents).enumerate() {
            if let (Some(parent), Some(path)) = (parent, &tenant.profile.path) {
                by_path.entry(*parent).or_default().insert(path.clone(), child);
            }
        }
        let by_id = ids.into_iter().enumerate().map(|(i, id)| (id, i)).collect();
        Self { day, tenants, by_id, by_slug: index, by_host, by_path, closed: Vec::new() }
    }
}

/// The canonical host and path prefix: the first host of its own that holds, else the mount under its parent's.
fn mount(
    profiles: &[Profile],
    parents: &[Option<usize>],
    index: usize,
    day: Date,
    reach: &Reachability,
) -> (String, String) {
    let profile = &profiles[index];
    let own = profile.hosts.iter().find(|host| host.trial == reach.trial && host.holds_on(day));
    match (own, parents[index], &profile.path) {
        (Some(host), _, _) => (host.host.clone(), String::new()),
        (None, Some(parent), Some(path)) if parent != index => {
            let (host, prefix) = mount(profiles, parents, parent, day, reach);
            (host, format!("{prefix}{path}"))
        }
        // Reachable by nobody today: its hosts are all past or to come.
        _ => (String::new(), String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tenants::declare;
    use jiff::civil::date;

    fn directory(edit: impl FnOnce(&mut Vec<Profile>)) -> Directory {
        let folder = tempfile::tempdir().unwrap();
        declare::tests::sample(folder.path());
        let mut profiles = declare::load(folder.path()).unwrap().tenants;
        profiles.iter_mut().flat_map(|p| &mut p.hosts).for_each(|host| host.trial = true);
        edit(&mut profiles);
        let config: Config = toml::from_str("trial_hosts = true").unwrap();
        let directory = Directory::new(Reachability::of(&config));
        directory.fill(profiles, date(2016, 12, 30));
        directory
    }

    #[test]
    fn a_host_of_its_own_is_canonical_and_the_path_is_its_alias() {
        let directory = directory(|_| ());
        let own = directory.resolve("xa-a.localhost", "/tin-tuc").unwrap();
        assert_eq!((own.tenant.slug(), own.path.as_str(), own.canonical), ("xa-a", "/tin-tuc", true));
        let mounted = directory.resolve("huyen.localhost", "/xa/xa-a/tin-tuc").unwrap();
        assert_eq!(
            (mounted.tenant.slug(), mounted.path.as_str(), mounted.canonical),
            ("xa-a", "/tin-tuc", false)
        );
        assert_eq!(mounted.tenant.url("/tin-tuc"), "http://xa-a.localhost:8080/tin-tuc");
    }

    #[test]
    fn without_a_host_the_path_is_canonical() {
        let directory = directory(|profiles| profiles[1].hosts.clear());
        let mounted = directory.resolve("huyen.localhost", "/xa/xa-a").unwrap();
        assert_eq!((mounted.path.as_str(), mounted.canonical), ("/", true));
        assert_eq!(mounted.tenant.url("/"), "http://huyen.localhost:8080/xa/xa-a/");
        let near = directory.resolve("huyen.localhost", "/xa/xa-abc").unwrap();
        assert_eq!(near.tenant.slug(), "huyen");
    }

    #[test]
    fn a_closed_site_is_nobody_s_and_its_addresses_lead_on() {
        let directory = directory(|_| ());
        let xa = directory.by_slug("xa-a").unwrap();
        let profiles: Vec<Profile> = directory.all().iter().map(|tenant| tenant.profile.clone()).collect();
        let close = |to: &str| {
            let closed = BTreeMap::from([(xa.id().clone(), to.to_owned())]);
            directory.set(profiles.clone(), (&BTreeSet::new(), &closed), date(2016, 12, 30));
        };
        close("https://xa-a.tinh.gov.vn");
        assert!(directory.by_slug("xa-a").is_none() && directory.resolve("xa-a.localhost", "/").is_none());
        let leads = |host: &str, path: &str| directory.gone(host, path).and_then(|gone| gone.url);
        let there = Some("https://xa-a.tinh.gov.vn/tin-tuc".to_owned());
        assert_eq!(leads("xa-a.localhost", "/tin-tuc"), there);
        assert_eq!(leads("huyen.localhost", "/xa/xa-a/tin-tuc"), there);
        assert_eq!(directory.gone("huyen.localhost", "/xa/xa-ab"), None);
        assert_eq!(directory.gone("huyen.localhost", "/"), None);
        close("");
        assert!(directory.gone("xa-a.localhost", "/").is_some_and(|gone| gone.url.is_none()));
    }

    #[test]
    fn strangers_and_ended_hosts_are_nobodys() {
        let directory = directory(|profiles| profiles[2].hosts[0].until = Some(date(2016, 12, 30)));
        assert!(directory.resolve("khac.localhost", "/").is_none());
        assert!(directory.resolve("xa-b.localhost", "/").is_none());
    }

    #[test]
    fn the_tree_holds_the_tenant_and_all_below() {
        let directory = directory(|_| ());
        let root = directory.by_slug("huyen").unwrap();
        let slugs: Vec<_> = directory.tree(root.id()).iter().map(|t| t.slug().to_owned()).collect();
        assert_eq!(slugs, ["huyen", "xa-a", "xa-b"]);
    }
}
