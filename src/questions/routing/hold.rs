//! The memories of all tenants in the process: read once, then kept up along the change feed.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

use tokio::sync::Mutex;

use super::history::{Memory, Past};
use super::store::{self, Answered};
use crate::base::error::Result;
use crate::base::id::TenantId;
use crate::base::scope::Db;

/// More changes than these are quicker read as a whole.
const MANY: usize = 400;

#[derive(Default)]
struct Held {
    memory: Memory,
    cursor: Option<i64>,
}

impl Held {
    async fn catch_up(&mut self, db: &Db, tenant: &TenantId) -> Result<()> {
        let mut scope = db.read(tenant).await?;
        let head = store::head(&mut scope).await?;
        if self.cursor == Some(head) {
            return Ok(());
        }
        let changed = match self.cursor {
            Some(cursor) => Some(store::changed_since(&mut scope, cursor, MANY + 1).await?),
            None => None,
        };
        match changed.filter(|changed| changed.len() <= MANY) {
            Some(changed) => {
                for id in changed {
                    self.memory.forget(&id);
                    if let Some(answered) = store::answered_one(&mut scope, &id).await? {
                        add(&mut self.memory, answered);
                    }
                }
            }
            None => {
                self.memory = Memory::default();
                for answered in store::answered(&mut scope).await? {
                    add(&mut self.memory, answered);
                }
            }
        }
        self.cursor = Some(head);
        Ok(())
    }
}

fn add(memory: &mut Memory, answered: Answered) {
    let past = Past {
        id: answered.id,
        number: answered.number,
        title: answered.subject.clone(),
        label: answered.unit,
        field: answered.field,
        at: answered.at,
    };
    memory.add(past, &[(&answered.subject, 2.0), (&answered.body, 1.0), (&answered.answer, 0.5)]);
}

/// What every tenant has answered.
#[derive(Clone, Default)]
pub struct Memories(Arc<std::sync::Mutex<HashMap<TenantId, Arc<Mutex<Held>>>>>);

impl Memories {
    /// Asks a tenant's memory, once it knows what is committed.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn ask<T>(&self, db: &Db, tenant: &TenantId, question: impl FnOnce(&Memory) -> T) -> Result<T> {
        let held = {
            let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            all.entry(tenant.clone()).or_default().clone()
        };
        let mut held = held.lock().await;
        held.catch_up(db, tenant).await?;
        Ok(question(&held.memory))
    }
}
