//! Follows the change feed into the indexes: each commit of an index carries how far it has come.
//!
//! One step looks at every tenant's head once. What is gone comes first, out of the public index, however much
//! else waits; then a slice of what is new, tenants with the least to take in first, all of it in one commit;
//! the public index before the staff's, and last a slice of what is being built anew. So no import and no
//! rebuild holds up another tenant's page.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use crate::base::error::{Error, Result};
use crate::base::id::{ItemId, TenantId};
use crate::base::scope::{Change, Db};

use super::SearchDocument;
use super::service::{SearchService, Which};
use super::store::{Head, changes_after, heads};
use super::volume::Volume;

/// How much one commit takes in at most.
#[derive(Clone, Copy, Debug)]
struct Slice {
    things: usize,
    passages: usize,
}

/// Of what is new.
const NEW: Slice = Slice { things: 200, passages: 1_500 };
/// Of an index that is built beside the one served.
const BESIDE: Slice = Slice { things: 100, passages: 600 };

/// A thing of a tenant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Thing {
    /// Whose.
    pub tenant: TenantId,
    /// `item`, `question`, …
    pub kind: String,
    /// Its id.
    pub id: String,
}

impl Thing {
    /// An item of a tenant.
    pub fn item(tenant: TenantId, id: &ItemId) -> Self {
        Self { tenant, kind: "item".into(), id: id.as_str().to_owned() }
    }
}

/// What is awaited of a [`Source`].
pub type Awaited<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// Knows what things give to the indexes.
pub trait Source: Send + Sync {
    /// The things that give something else after a change, of this and other tenants.
    fn touched<'a>(
        &'a self,
        which: Which,
        db: &'a Db,
        tenant: &'a TenantId,
        change: &'a Change,
    ) -> Awaited<'a, Vec<Thing>>;

    /// What a thing gives today; none takes it out.
    fn document<'a>(
        &'a self,
        which: Which,
        db: &'a Db,
        thing: &'a Thing,
    ) -> Awaited<'a, Option<SearchDocument>>;

    /// The ids of those changed after a number that the public no longer sees.
    fn gone<'a>(&'a self, db: &'a Db, tenant: &'a TenantId, after: i64) -> Awaited<'a, Vec<String>>;

    /// Tells somebody that a thing cannot be taken in.
    fn refuse<'a>(&'a self, db: &'a Db, thing: &'a Thing, cause: &'a Error) -> Awaited<'a, ()>;
}

/// How a step went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// How many changes were taken in.
    pub taken: usize,
    /// Whether more was seen than it took in.
    pub more: bool,
}

/// What a commit of the index will hold.
#[derive(Default)]
struct Batch {
    upserts: Vec<SearchDocument>,
    deletes: Vec<(String, String)>,
    cursors: BTreeMap<String, i64>,
    seen: BTreeSet<Thing>,
    settled: Vec<(TenantId, i64)>,
    taken: usize,
    passages: usize,
}

impl Batch {
    fn room(&self, slice: Slice) -> usize {
        if self.passages >= slice.passages { 0 } else { slice.things.saturating_sub(self.seen.len()) }
    }
}

/// Keeps both indexes up with the change feed.
pub struct Follower<S> {
    db: Db,
    search: SearchService,
    source: S,
    /// Heads up to which the public index was cleared of what is gone.
    cleared: BTreeMap<TenantId, i64>,
    /// What somebody was told of.
    refused: BTreeSet<Thing>,
    /// Whether it has looked once.
    begun: bool,
}

impl<S: Source> Follower<S> {
    /// A follower that has yet to look.
    pub fn new(db: Db, search: SearchService, source: S) -> Self {
        Self { db, search, source, cleared: BTreeMap::new(), refused: BTreeSet::new(), begun: false }
    }

    /// Brings both indexes up to the last committed change; how many changes were taken in.
    ///
    /// # Errors
    /// When the database or an index does not answer; what was committed stays.
    pub async fn catch_up(&mut self) -> Result<usize> {
        let mut taken = 0;
        loop {
            let step = self.step().await?;
            taken += step.taken;
            if !step.more {
                return Ok(taken);
            }
        }
    }

    /// Takes in what is gone and a slice of what is new.
    ///
    /// # Errors
    /// When the database or an index does not answer; what was committed stays.
    pub async fn step(&mut self) -> Result<Step> {
        let heads = heads(&mut self.db.platform().await?).await?;
        if !std::mem::replace(&mut self.begun, true) {
            self.leave_other_histories(&heads).await?;
        }
        self.clear(&heads).await?;
        let mut whole = Step::default();
        for which in Which::ALL {
            let served = self.search.shelf(which).served();
            let step = self.take_in(which, &served, &heads, NEW).await?;
            whole.taken += step.taken;
            whole.more |= step.more;
        }
        for which in Which::ALL {
            whole.more |= self.build(which, &heads).await?;
        }
        Ok(whole)
    }

    /// An index that is ahead of the database followed another one, as after a copy was put back.
    async fn leave_other_histories(&self, heads: &[Head]) -> Result<()> {
        for which in Which::ALL {
            let shelf = self.search.shelf(which).clone();
            let ahead = |(tenant, cursor): (&String, &i64)| {
                !heads.iter().any(|head| head.tenant.as_str() == tenant && head.seq >= *cursor)
            };
            if cursors(&shelf.served())?.iter().any(ahead) {
                tracing::warn!(?which, "the index is ahead of the database: building it anew");
                let begun = tokio::task::spawn_blocking(move || shelf.start_over()).await;
                begun.map_err(|cause| Error::internal(cause.to_string()))??;
            }
        }
        Ok(())
    }

    /// Takes out of the public index what is gone, before anything is taken in.
    async fn clear(&mut self, heads: &[Head]) -> Result<()> {
        let mut gone = Vec::new();
        for volume in self.public_volumes() {
            let cursors = cursors(&volume)?;
            for head in heads.iter().filter(|head| !volume.has_settled(&head.tenant, head.seq)) {
                let taken_in = cursors.get(head.tenant.as_str()).copied().unwrap_or(0);
                let after = taken_in.max(self.cleared.get(&head.tenant).copied().unwrap_or(0));
                // What was never taken in has nothing to be taken out.
                if taken_in > 0 && head.seq > after {
                    let ids = self.source.gone(&self.db, &head.tenant, after).await?;
                    gone.extend(ids.into_iter().map(|id| (head.tenant.as_str().to_owned(), id)));
                }
            }
        }
        if !gone.is_empty() {
            for volume in self.public_volumes() {
                let gone = gone.clone();
                volume.write(move |writer| writer.apply(&[], &gone, &BTreeMap::new())).await?;
            }
        }
        self.cleared.extend(heads.iter().map(|head| (head.tenant.clone(), head.seq)));
        self.search.clear();
        Ok(())
    }

    fn public_volumes(&self) -> Vec<Arc<Volume>> {
        let shelf = self.search.shelf(Which::Public);
        let served = shelf.served();
        let beside = shelf.building().filter(|building| !Arc::ptr_eq(building, &served));
        std::iter::once(served).chain(beside).collect()
    }

    /// Goes on with what is being built, and puts it in place when it has had everything; whether more is left.
    async fn build(&mut self, which: Which, heads: &[Head]) -> Result<bool> {
        let shelf = self.search.shelf(which).clone();
        let Some(building) = shelf.building() else { return Ok(false) };
        let more = self.take_in(which, &building, heads, BESIDE).await?.more;
        building.set_progress(progress(&cursors(&building)?, heads));
        if !more {
            let done = tokio::task::spawn_blocking(move || shelf.complete()).await;
            done.map_err(|cause| Error::internal(cause.to_string()))??;
        }
        Ok(more)
    }

    async fn take_in(
        &mut self,
        which: Which,
        volume: &Arc<Volume>,
        heads: &[Head],
        slice: Slice,
    ) -> Result<Step> {
        let cursors = cursors(volume)?;
        let cursor = |head: &Head| cursors.get(head.tenant.as_str()).copied().unwrap_or(0);
        let mut behind: Vec<(&Head, i64)> = heads
            .iter()
            .map(|head| (head, cursor(head)))
            .filter(|(head, cursor)| head.seq > *cursor && !volume.has_settled(&head.tenant, head.seq))
            .collect();
        behind.sort_by_key(|(head, cursor)| head.seq - cursor);
        let mut batch = Batch::default();
        let mut more = false;
        for (head, cursor) in behind {
            more |= !self.gather(which, head, cursor, slice, &mut batch).await?;
        }
        let taken = batch.taken;
        let settled = std::mem::take(&mut batch.settled);
        if !batch.cursors.is_empty() {
            volume.write(move |writer| writer.apply(&batch.upserts, &batch.deletes, &batch.cursors)).await?;
        }
        for (tenant, head) in settled {
            volume.settle(&tenant, head);
        }
        Ok(Step { taken, more })
    }

    /// Adds what a tenant has new, as far as there is room; whether that was all of it.
    async fn gather(
        &mut self,
        which: Which,
        head: &Head,
        cursor: i64,
        slice: Slice,
        batch: &mut Batch,
    ) -> Result<bool> {
        let room = batch.room(slice);
        if room == 0 {
            return Ok(false);
        }
        let changes = changes_after(&mut self.db.read(&head.tenant).await?, cursor, room).await?;
        for (at, change) in changes.iter().enumerate() {
            if at > 0 && batch.room(slice) == 0 {
                return Ok(false);
            }
            for thing in self.source.touched(which, &self.db, &head.tenant, change).await? {
                self.render(which, thing, batch).await?;
            }
            batch.taken += 1;
            batch.cursors.insert(head.tenant.as_str().to_owned(), change.seq);
        }
        let all = changes.len() < room;
        if all {
            // What comes after the last change are audit events: a start need not look for them again.
            if let Some(cursor) = batch.cursors.get_mut(head.tenant.as_str()) {
                *cursor = head.seq.max(*cursor);
            }
            batch.settled.push((head.tenant.clone(), head.seq));
        }
        Ok(all)
    }

    async fn render(&mut self, which: Which, thing: Thing, batch: &mut Batch) -> Result<()> {
        if !batch.seen.insert(thing.clone()) {
            return Ok(());
        }
        let given = match self.source.document(which, &self.db, &thing).await {
            Ok(given) => given,
            Err(cause) => {
                self.refuse(&thing, cause).await?;
                None
            }
        };
        match given {
            Some(document) => {
                batch.passages += document.passages.len().max(1);
                batch.upserts.push(document);
            }
            None => batch.deletes.push((thing.tenant.as_str().to_owned(), thing.id)),
        }
        Ok(())
    }

    /// One thing that cannot be read must not hold up all others; a database that does not answer must.
    async fn refuse(&mut self, thing: &Thing, cause: Error) -> Result<()> {
        if self.db.store().ping().await.is_err() {
            return Err(cause);
        }
        tracing::error!(tenant = %thing.tenant, kind = thing.kind, id = thing.id, %cause, "left out of the index");
        metrics::counter!("portal_index_refused_total").increment(1);
        if self.refused.insert(thing.clone()) {
            self.source.refuse(&self.db, thing, &cause).await?;
        }
        Ok(())
    }
}

fn cursors(volume: &Volume) -> Result<BTreeMap<String, i64>> {
    volume.index.cursors().map_err(|cause| Error::Internal(cause.into()))
}

/// How much of the feed is taken in, in percent.
fn progress(cursors: &BTreeMap<String, i64>, heads: &[Head]) -> u8 {
    let all: i64 = heads.iter().map(|head| head.seq).sum();
    let taken = |head: &Head| cursors.get(head.tenant.as_str()).copied().unwrap_or(0).min(head.seq);
    let taken: i64 = heads.iter().map(taken).sum();
    u8::try_from(100 * taken / all.max(1)).unwrap_or(100)
}

#[cfg(test)]
mod tests;
