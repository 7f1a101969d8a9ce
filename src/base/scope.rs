//! The only ways to the data: a [`Scope`] of one tenant, and the [`Platform`] across them.
//!
//! A scope puts its tenant in front of every query's parameters as `$1`; on PostgreSQL row-level
//! security stands behind it. Writing scopes collect what changed and number it when they commit.

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use sqlx::SqlSafeStr;
use tokio::sync::Notify;

use super::audit::{self, Actor, Event};
use super::clock::Clock;
use super::db::{Access, FromRow, Param, Row, Store, Tx};
use super::entropy::Entropy;
use super::error::{Error, Result};
use super::id::TenantId;
use super::seal::Sealer;
use crate::params;

/// The database with all that a transaction needs beside it.
#[derive(Clone, Debug)]
pub struct Db {
    store: Store,
    /// Tells the time.
    pub clock: Clock,
    /// Makes ids and tokens.
    pub entropy: Entropy,
    /// Encrypts personal data.
    pub sealer: Sealer,
    generations: Arc<RwLock<BTreeMap<TenantId, i64>>>,
    moved: Arc<AtomicU64>,
    committed: Arc<Notify>,
}

/// What followers are told of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its number in the tenant.
    pub seq: i64,
    /// `item`, `question`, `tenant`, …
    pub kind: String,
    /// The changed thing.
    pub entity: String,
}

impl FromRow for Change {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { seq: row.get("seq")?, kind: row.get("kind")?, entity: row.get("entity_id")? })
    }
}

/// Who can see a change: pages are dropped only for what the public sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// What readers see has changed.
    Public,
    /// Only staff see it.
    Staff,
}

impl Db {
    /// A database over an opened and migrated store.
    pub fn new(store: Store, clock: Clock, entropy: Entropy, sealer: Sealer) -> Self {
        Self {
            store,
            clock,
            entropy,
            sealer,
            generations: Arc::default(),
            moved: Arc::default(),
            committed: Arc::default(),
        }
    }

    /// The engine underneath, for health checks and closing.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Reads of one tenant, in one snapshot.
    ///
    /// # Errors
    /// When no connection can be had.
    pub async fn read(&self, tenant: &TenantId) -> Result<Scope> {
        Scope::open(self, tenant, Access::TenantRead).await
    }

    /// A change in one tenant, with all its consequences.
    ///
    /// # Errors
    /// When no connection can be had.
    pub async fn write(&self, tenant: &TenantId, actor: &Actor) -> Result<WriteScope> {
        let scope = Scope::open(self, tenant, Access::TenantWrite).await?;
        Ok(WriteScope { scope, pending: Pending::default(), actor: actor.clone() })
    }

    /// Reads across tenants: host look-up, sign-in, workers, oversight.
    ///
    /// # Errors
    /// When no connection can be had.
    pub async fn platform(&self) -> Result<Platform> {
        Ok(Platform { db: self.clone(), tx: self.store.begin(Access::PlatformRead).await? })
    }

    /// Writes across tenants: declarations, accounts, workers.
    ///
    /// # Errors
    /// When no connection can be had.
    pub async fn platform_write(&self, actor: &Actor) -> Result<PlatformWrite> {
        let platform = Platform { db: self.clone(), tx: self.store.begin(Access::PlatformWrite).await? };
        Ok(PlatformWrite { platform, pending: BTreeMap::new(), actor: actor.clone() })
    }

    /// The number of the last change of what this tenant shows the public, as far as this process knows.
    pub fn generation(&self, tenant: &TenantId) -> i64 {
        let generations = self.generations.read().unwrap_or_else(PoisonError::into_inner);
        generations.get(tenant).copied().unwrap_or(0)
    }

    /// How many times any tenant's generation has risen here: while it stands still, none has. Ask before
    /// [`Db::generation`].
    pub fn moved(&self) -> u64 {
        self.moved.load(Ordering::Acquire)
    }

    /// Learns generations committed by other processes.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn refresh_generations(&self) -> Result<()> {
        let heads: Vec<Head> =
            self.platform().await?.all("SELECT tenant_id, public_seq FROM tenant_heads", vec![]).await?;
        for head in heads {
            self.raise_generation(&head.tenant, head.public_seq);
        }
        Ok(())
    }

    /// Resolves at the next commit of this process after the call, or when [`Db::wake`] is called.
    pub fn committed(&self) -> tokio::sync::futures::Notified<'_> {
        self.committed.notified()
    }

    /// Wakes every follower.
    pub fn wake(&self) {
        self.committed.notify_waiters();
    }

    fn raise_generation(&self, tenant: &TenantId, seq: i64) {
        let mut generations = self.generations.write().unwrap_or_else(PoisonError::into_inner);
        let known = generations.entry(tenant.clone()).or_default();
        if seq <= *known {
            return;
        }
        *known = seq;
        drop(generations);
        // Afterwards: whoever sees the count sees the generation.
        self.moved.fetch_add(1, Ordering::AcqRel);
    }
}

struct Head {
    tenant: TenantId,
    public_seq: i64,
}

impl FromRow for Head {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { tenant: row.get::<String>("tenant_id")?.into(), public_seq: row.get("public_seq")? })
    }
}

/// One tenant's data in one transaction.
#[derive(Debug)]
pub struct Scope {
    db: Db,
    tenant: TenantId,
    tx: Tx,
}

impl Scope {
    async fn open(db: &Db, tenant: &TenantId, access: Access) -> Result<Self> {
        let mut tx = db.store.begin(access).await?;
        if tx.is_postgres() {
            tx.all::<String>("SELECT set_config('app.tenant', $1, true) AS s", params![tenant]).await?;
        }
        Ok(Self { db: db.clone(), tenant: tenant.clone(), tx })
    }

    /// Whose data this is.
    pub fn tenant(&self) -> &TenantId {
        &self.tenant
    }

    /// Clock, entropy and sealer.
    pub fn db(&self) -> &Db {
        &self.db
    }

    fn with_tenant(&self, params: Vec<Param>) -> Vec<Param> {
        let mut all = Vec::with_capacity(params.len() + 1);
        all.push(Param::from(&self.tenant));
        all.extend(params);
        all
    }

    /// Every row of a query whose `$1` is the tenant; `params` begin at `$2`.
    ///
    /// # Errors
    /// When the engine refuses the query.
    pub async fn all<T: FromRow>(&mut self, sql: impl SqlSafeStr, params: Vec<Param>) -> Result<Vec<T>> {
        let params = self.with_tenant(params);
        self.tx.all(sql, params).await
    }

    /// The first row, if any; `$1` is the tenant.
    ///
    /// # Errors
    /// As [`Scope::all`].
    pub async fn optional<T: FromRow>(
        &mut self,
        sql: impl SqlSafeStr,
        params: Vec<Param>,
    ) -> Result<Option<T>> {
        let params = self.with_tenant(params);
        self.tx.optional(sql, params).await
    }

    /// The one row there must be; `$1` is the tenant.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none.
    pub async fn one<T: FromRow>(&mut self, sql: impl SqlSafeStr, params: Vec<Param>) -> Result<T> {
        self.optional(sql, params).await?.ok_or(Error::NotFound)
    }
}

#[derive(Debug, Default)]
struct Pending {
    changes: Vec<(&'static str, String, Reach)>,
    events: Vec<Event>,
}

impl Pending {
    fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.events.is_empty()
    }

    fn len(&self) -> i64 {
        i64::try_from(self.changes.len() + self.events.len()).unwrap_or(i64::MAX)
    }
}

/// A tenant's data with the right to change it.
#[derive(Debug)]
pub struct WriteScope {
    scope: Scope,
    pending: Pending,
    actor: Actor,
}

impl Deref for WriteScope {
    type Target = Scope;
    fn deref(&self) -> &Scope {
        &self.scope
    }
}

impl DerefMut for WriteScope {
    fn deref_mut(&mut self) -> &mut Scope {
        &mut self.scope
    }
}

impl WriteScope {
    /// Who changes it.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Runs a statement whose `$1` is the tenant; the number of rows it touched.
    ///
    /// # Errors
    /// When the engine refuses it.
    pub async fn execute(&mut self, sql: impl SqlSafeStr, params: Vec<Param>) -> Result<u64> {
        let params = self.scope.with_tenant(params);
        self.scope.tx.execute(sql, params).await
    }

    /// Like [`WriteScope::execute`], but the one row must still be as it was read.
    ///
    /// # Errors
    /// [`Error::Conflict`] when no row matched.
    pub async fn execute_one(&mut self, sql: impl SqlSafeStr, params: Vec<Param>) -> Result<()> {
        match self.execute(sql, params).await? {
            1 => Ok(()),
            _ => Err(Error::Conflict(
                "Nội dung vừa được người khác thay đổi. Hãy tải lại trang rồi làm lại.".into(),
            )),
        }
    }

    /// The next number of a counter of this tenant, counting from 1 without gaps.
    ///
    /// # Errors
    /// When the engine refuses it.
    pub async fn next_number(&mut self, counter: &str) -> Result<i64> {
        self.one(
            "INSERT INTO counters (tenant_id, counter, n) VALUES ($1, $2, 1) \
             ON CONFLICT (tenant_id, counter) DO UPDATE SET n = counters.n + 1 RETURNING n",
            params![counter],
        )
        .await
    }

    /// Tells the followers, on commit.
    pub fn changed(&mut self, kind: &'static str, entity: &str, reach: Reach) {
        let change = (kind, entity.to_owned(), reach);
        if !self.pending.changes.contains(&change) {
            self.pending.changes.push(change);
        }
    }

    /// Writes to the audit chain, on commit.
    pub fn audit(
        &mut self,
        action: &str,
        subject_kind: &'static str,
        subject_id: &str,
        detail: serde_json::Value,
    ) {
        self.pending.events.push(Event {
            action: action.to_owned(),
            subject_kind,
            subject_id: subject_id.to_owned(),
            detail,
        });
    }

    /// Numbers what changed, chains the audit, and makes it all durable.
    ///
    /// # Errors
    /// When the engine cannot; then nothing was changed.
    pub async fn commit(mut self) -> Result<()> {
        let tenant = self.scope.tenant.clone();
        let public = number(&self.scope.db, &mut self.scope.tx, &tenant, &self.actor, &self.pending).await?;
        self.scope.tx.commit().await?;
        announce(&self.scope.db, [(tenant, public)], !self.pending.is_empty());
        Ok(())
    }
}

/// Takes the tenant's head last, so that numbers within a tenant commit in order; the number of the last
/// change that the public sees, if there is one.
async fn number(
    db: &Db,
    tx: &mut Tx,
    tenant: &TenantId,
    actor: &Actor,
    pending: &Pending,
) -> Result<Option<i64>> {
    if pending.is_empty() {
        return Ok(None);
    }
    let head: LockedHead = tx
        .optional(
            "UPDATE tenant_heads SET seq = seq + $2 WHERE tenant_id = $1 RETURNING seq, audit_hash",
            params![tenant, pending.len()],
        )
        .await?
        .ok_or_else(|| Error::internal(format!("tenant {tenant} has no head")))?;
    let now = db.clock.now();
    let mut seq = head.seq - pending.len();
    let mut public = None;
    for (kind, entity, reach) in &pending.changes {
        seq += 1;
        public = if *reach == Reach::Public { Some(seq) } else { public };
        tx.execute(
            "INSERT INTO changes (tenant_id, seq, kind, entity_id, at) VALUES ($1, $2, $3, $4, $5)",
            params![tenant, seq, *kind, entity, now],
        )
        .await?;
    }
    let mut hash = head.audit_hash;
    for event in &pending.events {
        seq += 1;
        hash = append(db, tx, tenant, seq, &hash, actor, event).await?;
    }
    tx.execute(
        "UPDATE tenant_heads SET audit_hash = $2, public_seq = COALESCE($3, public_seq) WHERE tenant_id = $1",
        params![tenant, hash, public],
    )
    .await?;
    Ok(public)
}

struct LockedHead {
    seq: i64,
    audit_hash: String,
}

impl FromRow for LockedHead {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { seq: row.get("seq")?, audit_hash: row.get("audit_hash")? })
    }
}

async fn append(
    db: &Db,
    tx: &mut Tx,
    tenant: &TenantId,
    seq: i64,
    previous: &str,
    actor: &Actor,
    event: &Event,
) -> Result<String> {
    let at = db.clock.now();
    let salt = data_encoding::HEXLOWER.encode(&db.entropy.bytes::<16>());
    let contents = audit::contents(at, actor, event);
    let content_hash = audit::content_hash(&salt, &contents);
    let hash = audit::link(previous, seq, &content_hash);
    tx.execute(
        "INSERT INTO audit_events (tenant_id, seq, at, account_id, actor, action, subject_kind, subject_id, contents, salt, \
         content_hash, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        params![
            tenant,
            seq,
            at,
            actor.account.as_ref(),
            &actor.label,
            &event.action,
            event.subject_kind,
            &event.subject_id,
            contents,
            salt,
            content_hash,
            &hash,
        ],
    )
    .await?;
    Ok(hash)
}

fn announce(db: &Db, public: impl IntoIterator<Item = (TenantId, Option<i64>)>, any: bool) {
    for (tenant, seq) in public {
        if let Some(seq) = seq {
            db.raise_generation(&tenant, seq);
        }
    }
    if any {
        db.wake();
    }
}

/// All tenants' data in one transaction: oversight, host look-up and the workers only.
#[derive(Debug)]
pub struct Platform {
    db: Db,
    tx: Tx,
}

impl Platform {
    /// Clock, entropy and sealer.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// Whether this is PostgreSQL, for the claim of jobs.
    pub fn is_postgres(&self) -> bool {
        self.tx.is_postgres()
    }

    /// Every row of a query across tenants.
    ///
    /// # Errors
    /// When the engine refuses the query.
    pub async fn all<T: FromRow>(&mut self, sql: impl SqlSafeStr, params: Vec<Param>) -> Result<Vec<T>> {
        self.tx.all(sql, params).await
    }

    /// The first row, if any.
    ///
    /// # Errors
    /// As [`Platform::all`].
    pub async fn optional<T: FromRow>(
        &mut self,
        sql: impl SqlSafeStr,
        params: Vec<Param>,
    ) -> Result<Option<T>> {
        self.tx.optional(sql, params).await
    }
}

/// All tenants' data with the right to change it.
#[derive(Debug)]
pub struct PlatformWrite {
    platform: Platform,
    pending: BTreeMap<TenantId, Pending>,
    actor: Actor,
}

impl Deref for PlatformWrite {
    type Target = Platform;
    fn deref(&self) -> &Platform {
        &self.platform
    }
}

impl DerefMut for PlatformWrite {
    fn deref_mut(&mut self) -> &mut Platform {
        &mut self.platform
    }
}

impl PlatformWrite {
    /// Runs a statement; the number of rows it touched.
    ///
    /// # Errors
    /// When the engine refuses it.
    pub async fn execute(&mut self, sql: impl SqlSafeStr, params: Vec<Param>) -> Result<u64> {
        self.platform.tx.execute(sql, params).await
    }

    /// Tells the followers of one tenant, on commit.
    pub fn changed(&mut self, tenant: &TenantId, kind: &'static str, entity: &str, reach: Reach) {
        self.pending.entry(tenant.clone()).or_default().changes.push((kind, entity.to_owned(), reach));
    }

    /// Writes to one tenant's audit chain, on commit.
    pub fn audit(
        &mut self,
        tenant: &TenantId,
        action: &str,
        subject_kind: &'static str,
        subject_id: &str,
        detail: serde_json::Value,
    ) {
        let event =
            Event { action: action.to_owned(), subject_kind, subject_id: subject_id.to_owned(), detail };
        self.pending.entry(tenant.clone()).or_default().events.push(event);
    }

    /// Numbers what changed, tenants in order, and makes it all durable.
    ///
    /// # Errors
    /// When the engine cannot; then nothing was changed.
    pub async fn commit(mut self) -> Result<()> {
        let mut public = Vec::new();
        for (tenant, pending) in &self.pending {
            let seq = number(&self.platform.db, &mut self.platform.tx, tenant, &self.actor, pending).await?;
            public.push((tenant.clone(), seq));
        }
        self.platform.tx.commit().await?;
        announce(&self.platform.db, public, !self.pending.is_empty());
        Ok(())
    }
}
