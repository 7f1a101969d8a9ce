//! Following the feed: fairness, what is gone first, and one bad thing among good ones.

use std::sync::Mutex;

use super::super::language::Language;
use super::super::{Passage, Query};
use super::*;
use crate::base::audit::Actor;
use crate::base::scope::Reach;
use crate::deployment::testkit::{TestDeployment, with_tenants};
use crate::tenants::declare;

const A: &str = "t-xa-a";
const B: &str = "t-xa-b";

/// Things that exist by being named, unless they were taken away or are bad.
#[derive(Clone, Default)]
struct Things {
    gone: Arc<Mutex<BTreeSet<String>>>,
    bad: Arc<Mutex<BTreeSet<String>>>,
    refused: Arc<Mutex<Vec<String>>>,
}

impl Source for Things {
    fn touched<'a>(
        &'a self,
        _: Which,
        _: &'a Db,
        tenant: &'a TenantId,
        change: &'a Change,
    ) -> Awaited<'a, Vec<Thing>> {
        Box::pin(async move {
            let thing =
                Thing { tenant: tenant.clone(), kind: change.kind.clone(), id: change.entity.clone() };
            Ok(if change.kind == "thing" { vec![thing] } else { vec![] })
        })
    }

    fn document<'a>(&'a self, _: Which, _: &'a Db, thing: &'a Thing) -> Awaited<'a, Option<SearchDocument>> {
        Box::pin(async move {
            if self.bad.lock().unwrap().contains(&thing.id) {
                return Err(Error::internal("it cannot be read"));
            }
            let gone = self.gone.lock().unwrap().contains(&thing.id);
            Ok((!gone).then(|| SearchDocument {
                tenant: thing.tenant.as_str().into(),
                item: thing.id.clone(),
                title: "Khai sinh".into(),
                passages: vec![Passage { text: thing.id.clone(), ..Passage::default() }],
                ..SearchDocument::default()
            }))
        })
    }

    fn gone<'a>(&'a self, _: &'a Db, _: &'a TenantId, _: i64) -> Awaited<'a, Vec<String>> {
        Box::pin(async move { Ok(self.gone.lock().unwrap().iter().cloned().collect()) })
    }

    fn refuse<'a>(&'a self, _: &'a Db, thing: &'a Thing, _: &'a Error) -> Awaited<'a, ()> {
        Box::pin(async move {
            self.refused.lock().unwrap().push(thing.id.clone());
            Ok(())
        })
    }
}

struct Bench {
    deployment: TestDeployment,
    search: SearchService,
    things: Things,
    follower: Follower<Things>,
    _folder: tempfile::TempDir,
}

impl Bench {
    async fn set() -> Self {
        let declared = tempfile::tempdir().unwrap();
        declare::tests::sample(declared.path());
        let deployment = with_tenants(declared.path()).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let search = SearchService::open(folder.path(), Language::shipped()).unwrap();
        let things = Things::default();
        let follower = Follower::new(deployment.db.clone(), search.clone(), things.clone());
        Self { deployment, search, things, follower, _folder: folder }
    }

    async fn change(&self, tenant: &str, ids: impl IntoIterator<Item = String>) {
        let mut scope = self.deployment.db.write(&tenant.into(), &Actor::system()).await.unwrap();
        for id in ids {
            scope.changed("thing", &id, Reach::Public);
        }
        scope.commit().await.unwrap();
    }

    fn total(&self, tenant: &str) -> usize {
        let query =
            Query { text: "khai sinh".into(), tenants: vec![tenant.into()], limit: 1, ..Query::default() };
        self.search.shelf(Which::Public).index().search(&query).unwrap().total
    }
}

fn many(count: usize) -> impl Iterator<Item = String> {
    (0..count).map(|n| format!("ten{n}"))
}

#[tokio::test]
async fn a_large_import_of_one_holds_up_nobody_else() {
    let mut bench = Bench::set().await;
    bench.follower.catch_up().await.unwrap();
    bench.change(A, many(NEW.things * 2 + 10)).await;
    bench.change(B, ["one".to_owned()]).await;
    let step = bench.follower.step().await.unwrap();
    assert!(step.more, "the import is not through");
    assert_eq!(bench.total(B), 1);
    assert!(bench.total(A) < NEW.things * 2);
    bench.follower.catch_up().await.unwrap();
    assert_eq!(bench.total(A), NEW.things * 2 + 10);
    assert_eq!(bench.follower.step().await.unwrap(), Step::default(), "and then there is nothing to do");
}

#[tokio::test]
async fn what_is_gone_goes_first_however_much_else_waits() {
    let mut bench = Bench::set().await;
    bench.change(A, ["secret".to_owned()]).await;
    bench.follower.catch_up().await.unwrap();
    assert_eq!(bench.total(A), 1);
    bench.change(A, many(NEW.things * 2)).await;
    bench.things.gone.lock().unwrap().insert("secret".into());
    bench.change(A, ["secret".to_owned()]).await;
    assert!(bench.follower.step().await.unwrap().more);
    let query = Query { text: "secret".into(), tenants: vec![A.into()], limit: 1, ..Query::default() };
    let found = bench.search.shelf(Which::Public).index().search(&query).unwrap();
    assert_eq!(found.total, 0, "while the import is still on its way");
}

#[tokio::test]
async fn one_that_cannot_be_read_is_told_of_once_and_stops_nobody() {
    let mut bench = Bench::set().await;
    bench.change(A, ["bad".to_owned()]).await;
    bench.follower.catch_up().await.unwrap();
    assert_eq!(bench.total(A), 1);
    bench.things.bad.lock().unwrap().insert("bad".into());
    for _ in 0..2 {
        bench.change(A, ["bad".to_owned(), "good".to_owned()]).await;
        bench.follower.catch_up().await.unwrap();
    }
    assert_eq!(bench.total(A), 1, "the good one; what cannot be vouched for is out");
    assert_eq!(*bench.things.refused.lock().unwrap(), ["bad"]);
}

#[tokio::test]
async fn a_new_index_is_built_beside_and_put_in_place_whole() {
    let mut bench = Bench::set().await;
    bench.change(A, many(BESIDE.things * 2)).await;
    assert_eq!(bench.search.incomplete(Which::Public), Some(0), "nothing was ever complete here");
    bench.follower.catch_up().await.unwrap();
    assert_eq!(bench.search.incomplete(Which::Public), None);
    let before = bench.search.shelf(Which::Public).served();
    bench.search.rebuild().unwrap();
    while bench.follower.step().await.unwrap().more {
        assert_eq!(bench.total(A), BESIDE.things * 2, "no result is missing meanwhile");
    }
    assert!(!bench.search.is_building());
    assert!(!Arc::ptr_eq(&before, &bench.search.shelf(Which::Public).served()));
    assert_eq!(bench.total(A), BESIDE.things * 2);
}

#[tokio::test]
async fn what_is_withdrawn_during_a_rebuild_is_in_neither() {
    let mut bench = Bench::set().await;
    bench.change(A, many(BESIDE.things * 2)).await;
    bench.follower.catch_up().await.unwrap();
    bench.search.rebuild().unwrap();
    assert!(bench.follower.step().await.unwrap().more);
    bench.things.gone.lock().unwrap().insert("ten0".into());
    bench.change(A, ["ten0".to_owned()]).await;
    bench.follower.step().await.unwrap();
    assert_eq!(bench.total(A), BESIDE.things * 2 - 1);
    bench.follower.catch_up().await.unwrap();
    assert!(!bench.search.is_building());
    assert_eq!(bench.total(A), BESIDE.things * 2 - 1);
}

#[tokio::test]
async fn an_index_of_another_history_is_left() {
    let mut bench = Bench::set().await;
    bench.change(A, ["one".to_owned()]).await;
    bench.follower.catch_up().await.unwrap();
    let volume = bench.search.shelf(Which::Public).served();
    let stray = SearchDocument {
        tenant: A.into(),
        item: "stray".into(),
        title: "Khai sinh".into(),
        ..SearchDocument::default()
    };
    let ahead = BTreeMap::from([(A.to_owned(), 10_000)]);
    volume.write(move |writer| writer.apply(&[stray], &[], &ahead)).await.unwrap();
    assert_eq!(bench.total(A), 2);
    let mut restarted =
        Follower::new(bench.deployment.db.clone(), bench.search.clone(), bench.things.clone());
    restarted.catch_up().await.unwrap();
    assert_eq!(bench.total(A), 1, "only what this database holds");
    assert_eq!(bench.search.incomplete(Which::Public), None);
}
