//! One transaction at a time for each task. Whoever holds a connection and waits for another may wait for somebody who does
//! the same: with as many of them as the pool has connections, all wait until they give up.
//!
//! One order is safe: who is in one tenant may read across tenants beside it, since that has connections of its own, and who
//! holds one of these waits for nobody. Under test every other second transaction of a task is a fault.

use super::db::Access;

/// The claim of a task on its transaction, for as long as that lives.
#[derive(Debug)]
pub struct Alone {
    #[cfg(any(test, feature = "testkit"))]
    held: Option<(held::Who, Access)>,
}

#[cfg(not(any(test, feature = "testkit")))]
impl Alone {
    /// Claims it.
    pub fn claim(_access: Access) -> Self {
        Self {}
    }
}

/// Work that goes on beside other work of the same task, each with its own one transaction.
#[cfg(not(any(test, feature = "testkit")))]
pub fn apart<F: Future>(work: F) -> F {
    work
}

#[cfg(any(test, feature = "testkit"))]
pub use held::apart;

#[cfg(any(test, feature = "testkit"))]
mod held {
    use std::collections::HashMap;
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

    use tokio::task::Id;

    use super::{Access, Alone};

    /// A task, and which of its works side by side; 0 where it has one.
    pub type Who = (Id, u64);

    /// What everybody holds.
    static HELD: LazyLock<Mutex<HashMap<Who, Vec<Access>>>> = LazyLock::new(Mutex::default);
    static NEXT: AtomicU64 = AtomicU64::new(1);

    tokio::task_local! {
        static APART: u64;
    }

    /// Work that goes on beside other work of the same task, each with its own one transaction.
    pub fn apart<F: Future>(work: F) -> impl Future<Output = F::Output> {
        APART.scope(NEXT.fetch_add(1, Ordering::Relaxed), work)
    }

    fn held() -> MutexGuard<'static, HashMap<Who, Vec<Access>>> {
        HELD.lock().unwrap_or_else(PoisonError::into_inner)
    }

    impl Alone {
        /// Claims it. A test's own body is no task, and may hold what it likes.
        ///
        /// # Panics
        /// When the task holds one already, but for that order.
        pub fn claim(access: Access) -> Self {
            let Some(task) = tokio::task::try_id() else { return Self { held: None } };
            let who = (task, APART.try_with(|apart| *apart).unwrap_or(0));
            let beside = held().get(&who).cloned().unwrap_or_default();
            let may = match beside.as_slice() {
                [] => true,
                [Access::TenantRead | Access::TenantWrite] => access == Access::PlatformRead,
                _ => false,
            };
            assert!(may, "{access:?} beside {beside:?}: let go of one before another is asked for");
            held().entry(who).or_default().push(access);
            Self { held: Some((who, access)) }
        }
    }

    impl Drop for Alone {
        fn drop(&mut self) {
            let Some((who, access)) = self.held else { return };
            let mut all = held();
            let Some(own) = all.get_mut(&who) else { return };
            if let Some(at) = own.iter().position(|one| *one == access) {
                own.remove(at);
            }
            if own.is_empty() {
                all.remove(&who);
            }
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        async fn may(first: Access, second: Access) -> bool {
            let both = async move {
                let _first = Alone::claim(first);
                drop(Alone::claim(second));
            };
            tokio::spawn(both).await.is_ok()
        }

        #[tokio::test]
        async fn only_who_is_in_one_tenant_reads_across_tenants_beside_it() {
            use Access::{PlatformRead, PlatformWrite, TenantRead, TenantWrite};
            for first in [TenantRead, TenantWrite, PlatformRead, PlatformWrite] {
                for second in [TenantRead, TenantWrite, PlatformRead, PlatformWrite] {
                    let expected = matches!(first, TenantRead | TenantWrite) && second == PlatformRead;
                    assert_eq!(may(first, second).await, expected, "{first:?}, then {second:?}");
                }
            }
            let one_after_the_other = tokio::spawn(async {
                drop(Alone::claim(TenantRead));
                drop(Alone::claim(TenantRead));
            });
            assert!(one_after_the_other.await.is_ok());
            let side_by_side = tokio::spawn(async {
                let hold = || {
                    apart(async {
                        let _held = Alone::claim(TenantRead);
                        tokio::task::yield_now().await;
                    })
                };
                tokio::join!(hold(), hold());
            });
            assert!(side_by_side.await.is_ok());
        }
    }
}
