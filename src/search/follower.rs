//! Follows the change feed into an index: each commit of the index carries how far it has come.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::Pin;

use crate::base::db::{FromRow, Row};
use crate::base::error::{Error, Result};
use crate::base::id::TenantId;
use crate::base::scope::{Change, Db};
use crate::params;

use super::SearchDocument;
use super::service::{SearchService, Shelf, Which};

/// Changes read for one commit of the index.
const BATCH: i64 = 400;

/// Turns a changed thing into what it gives to an index now; none takes it out.
pub trait Source: Send + Sync {
    /// What the thing gives to the index today. `None` for what the source does not know at all.
    fn document<'a>(
        &'a self,
        which: Which,
        db: &'a Db,
        tenant: &'a TenantId,
        change: &'a Change,
    ) -> Given<'a>;
}

/// What a [`Source`] gives.
pub type Given<'a> = Pin<Box<dyn Future<Output = Result<Option<SearchDocument>>> + Send + 'a>>;

struct Head {
    tenant: TenantId,
    seq: i64,
}

impl FromRow for Head {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { tenant: row.get::<String>("tenant_id")?.into(), seq: row.get("seq")? })
    }
}

/// Keeps both indexes up with the change feed.
pub struct Follower<S> {
    db: Db,
    search: SearchService,
    source: S,
    /// Heads up to which nothing is left to take in, so that a quiet tenant costs no query.
    settled: BTreeMap<(bool, TenantId), i64>,
}

impl<S: Source> Follower<S> {
    /// A follower that has yet to look.
    pub fn new(db: Db, search: SearchService, source: S) -> Self {
        Self { db, search, source, settled: BTreeMap::new() }
    }

    /// Brings both indexes up to the last committed change; how many changes were taken in.
    ///
    /// # Errors
    /// When the database or an index does not answer; what was committed stays.
    pub async fn catch_up(&mut self) -> Result<usize> {
        let mut taken = 0;
        for which in [Which::Public, Which::Staff] {
            taken += self.follow(which).await?;
        }
        Ok(taken)
    }

    async fn follow(&mut self, which: Which) -> Result<usize> {
        let mut taken = 0;
        let shelf = self.search.shelf(which).clone();
        let mut cursors = shelf.index.cursors().map_err(|cause| Error::Internal(cause.into()))?;
        for head in heads(&self.db).await? {
            let key = (which == Which::Public, head.tenant.clone());
            if self.settled.get(&key) == Some(&head.seq) {
                continue;
            }
            let mut cursor = cursors.remove(head.tenant.as_str()).unwrap_or(0);
            loop {
                let changes = changes_after(&self.db, &head.tenant, cursor).await?;
                let Some(last) = changes.last() else { break };
                cursor = last.seq;
                taken += changes.len();
                self.take_in(&shelf, which, &head.tenant, &changes, cursor).await?;
            }
            self.settled.insert(key, head.seq);
        }
        Ok(taken)
    }

    async fn take_in(
        &self,
        shelf: &Shelf,
        which: Which,
        tenant: &TenantId,
        changes: &[Change],
        cursor: i64,
    ) -> Result<()> {
        let (mut upserts, mut deletes, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
        for change in changes {
            if !seen.insert((change.kind.clone(), change.entity.clone())) {
                continue;
            }
            match self.source.document(which, &self.db, tenant, change).await? {
                Some(document) => upserts.push(document),
                None => deletes.push((tenant.as_str().to_owned(), change.entity.clone())),
            }
        }
        let cursors = BTreeMap::from([(tenant.as_str().to_owned(), cursor)]);
        shelf.write(move |writer| writer.apply(&upserts, &deletes, &cursors)).await
    }

    /// Takes everything out, so that the next look starts from the first change.
    ///
    /// # Errors
    /// When an index cannot be written.
    pub async fn forget(&mut self) -> Result<()> {
        for which in [Which::Public, Which::Staff] {
            for head in heads(&self.db).await? {
                let tenant = head.tenant.as_str().to_owned();
                self.search.shelf(which).write(move |writer| writer.wipe_tenant(&tenant)).await?;
            }
        }
        self.settled.clear();
        Ok(())
    }
}

async fn heads(db: &Db) -> Result<Vec<Head>> {
    db.platform()
        .await?
        .all("SELECT tenant_id, seq FROM tenant_heads WHERE tenant_id <> 'platform'", vec![])
        .await
}

async fn changes_after(db: &Db, tenant: &TenantId, cursor: i64) -> Result<Vec<Change>> {
    let mut scope = db.read(tenant).await?;
    scope
        .all("SELECT seq, kind, entity_id FROM changes WHERE tenant_id = $1 AND seq > $2 ORDER BY seq LIMIT $3", params![cursor, BATCH])
        .await
}
