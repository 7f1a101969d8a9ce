//! The queue narrows, pages without gaps, and is answered from indexes.

use std::path::Path;

use jiff::civil::date;

use super::*;
use crate::base::audit::Actor;
use crate::base::clock::MINUTE;
use crate::base::db::Store;
use crate::base::scope::Db;
use crate::deployment::testkit::{TestDeployment, with_tenants};
use crate::items::{Common, Content, News, Topic, editing};
use crate::params;

const HERE: &str = "hh-ducthang";

async fn filled(count: usize) -> TestDeployment {
    let deployment = with_tenants(Path::new("tenants/hiep-hoa-2016")).await.unwrap();
    for n in 0..count {
        deployment.db.clock.advance(MINUTE);
        let section = if n.is_multiple_of(3) { SectionKey::About } else { SectionKey::News };
        let unit = if n.is_multiple_of(2) { "vanphong" } else { "tuphap" };
        write(&deployment.db, &format!("Tin số {n} về đường liên xã"), section, unit, n).await;
    }
    deployment
}

async fn write(db: &Db, title: &str, section: SectionKey, unit: &str, n: usize) {
    let content = Content::News(News {
        common: Common {
            section,
            unit_key: unit.into(),
            author: "a".into(),
            source: "b".into(),
            attachments: Vec::new(),
        },
        title: title.into(),
        summary: String::new(),
        topic: Some(Topic::Local),
        body_html: "<p>x</p>".into(),
        published_on: None,
        event_on: None,
        aspects: Box::default(),
    });
    let mut scope = db.write(&HERE.into(), &Actor::system()).await.unwrap();
    let by = Some(AccountId::from(if n.is_multiple_of(5) { "p-nam" } else { "p-khac" }));
    editing::begin(&mut scope, &content, by, None).await.unwrap();
    scope.commit().await.unwrap();
}

async fn titles(db: &Db, sight: &Sight, filter: &Filter, place: &Place, limit: usize) -> (Vec<String>, Page) {
    let mut scope = db.read(&HERE.into()).await.unwrap();
    let page = page(&mut scope, sight, filter, place, limit).await.unwrap();
    (page.rows.iter().map(|row| row.edition.title.clone()).collect(), page)
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_and_lead_back() {
    let deployment = filled(25).await;
    let db = &deployment.db;
    let (everything, filter) = (Sight::Everything, Filter::default());
    let mut all = Vec::new();
    let mut place = Place::Start;
    let mut pages = 0;
    loop {
        let (found, page) = titles(db, &everything, &filter, &place, 10).await;
        all.extend(found);
        pages += 1;
        if !page.older {
            break;
        }
        place = Place::After(Cursor::of(page.rows.last().unwrap()));
    }
    assert_eq!((pages, all.len()), (3, 25));
    assert_eq!(all[0], "Tin số 24 về đường liên xã");
    assert_eq!(all[24], "Tin số 0 về đường liên xã");
    let (_, second) = titles(db, &everything, &filter, &place, 10).await;
    let (back, page) =
        titles(db, &everything, &filter, &Place::Before(Cursor::of(&second.rows[0])), 10).await;
    assert_eq!(back[0], "Tin số 14 về đường liên xã");
    assert!(page.newer && page.older);
}

#[tokio::test]
async fn every_filter_narrows_and_the_words_need_no_marks() {
    let deployment = filled(20).await;
    let db = &deployment.db;
    let count = async |sight: &Sight, filter: Filter| {
        let mut scope = db.read(&HERE.into()).await.unwrap();
        let rows = page(&mut scope, sight, &filter, &Place::Start, 50).await.unwrap().rows.len();
        assert_eq!(count(&mut scope, sight, &filter).await.unwrap(), rows, "{filter:?}");
        rows
    };
    let all = Sight::Everything;
    let with = |words: &str| Filter { words: words.into(), ..Filter::default() };
    assert_eq!(count(&all, Filter::default()).await, 20);
    assert_eq!(count(&all, Filter::in_state(State::Draft)).await, 20);
    assert_eq!(count(&all, Filter::in_states(&[State::Submitted, State::Approved])).await, 0);
    assert_eq!(count(&all, Filter { section: Some(SectionKey::About), ..Filter::default() }).await, 7);
    assert_eq!(count(&all, Filter { unit: Some("tuphap".into()), ..Filter::default() }).await, 10);
    assert_eq!(count(&all, Filter { kind: Some(Kind::Document), ..Filter::default() }).await, 0);
    assert_eq!(count(&all, Filter { created_by: Some("p-nam".into()), ..Filter::default() }).await, 4);
    assert_eq!(count(&all, with("duong LIÊN xa")).await, 20);
    assert_eq!(count(&all, with("so 7")).await, 2, "7 and 17");
    assert_eq!(
        count(&all, Filter { section: Some(SectionKey::About), ..with("so 1") }).await,
        3,
        "12, 15, 18"
    );
    assert_eq!(count(&all, with("100% _")).await, 0, "signs are no patterns");
    let own = |units: &[&str]| Sight::Own {
        account: "p-nam".into(),
        units: units.iter().map(|unit| (*unit).to_owned()).collect(),
        sent: false,
    };
    assert_eq!(count(&own(&[]), Filter::default()).await, 4);
    assert_eq!(count(&own(&["tuphap"]), Filter::default()).await, 12, "mine and my unit's, none twice");
}

#[tokio::test]
async fn assignments_and_emergencies_narrow_too() {
    let deployment = filled(6).await;
    let db = &deployment.db;
    let (_, page) = titles(db, &Sight::Everything, &Filter::default(), &Place::Start, 3).await;
    let mut scope = db.write(&HERE.into(), &Actor::system()).await.unwrap();
    for (row, due) in page.rows.iter().zip(["2016-12-29", "2016-12-30", "2017-01-10"]) {
        let sql = "INSERT INTO assignments (tenant_id, edition_id, account_id, due_on, note, assigned_by, assigned_at) \
                   VALUES ($1, $2, $3, $4, '', 'x', 0)";
        scope.execute(sql, params![&row.edition.id, "p-nam", due]).await.unwrap();
    }
    let sql = "INSERT INTO emergencies (tenant_id, edition_id, reason, published_by, published_at, confirm_before) \
               VALUES ($1, $2, 'x', 'y', 0, 5)";
    scope.execute(sql, params![&page.rows[1].edition.id]).await.unwrap();
    scope.commit().await.unwrap();
    let given = Filter { assignee: Some("p-nam".into()), ..Filter::default() };
    let (_, page) = titles(db, &Sight::Everything, &given, &Place::Start, 9).await;
    assert_eq!(page.rows.len(), 3);
    assert!(page.rows[0].is_late(date(2016, 12, 30)) && !page.rows[1].is_late(date(2016, 12, 30)));
    assert_eq!(page.rows[1].confirm_before, Some(5));
    let late = Filter { late_on: Some(date(2016, 12, 31)), ..Filter::in_states(&crate::desk::PENDING) };
    assert_eq!(titles(db, &Sight::Everything, &late, &Place::Start, 9).await.0.len(), 2);
    let urgent = Filter { unconfirmed: true, ..Filter::default() };
    assert_eq!(titles(db, &Sight::Everything, &urgent, &Place::Start, 9).await.0.len(), 1);
}

#[tokio::test]
async fn every_page_is_read_from_an_index() {
    let deployment = filled(3).await;
    let mut scope = deployment.db.read(&HERE.into()).await.unwrap();
    let postgres = matches!(deployment.db.store(), Store::Postgres { .. });
    if postgres {
        // Three rows are read whole on any engine; what is asked is whether an index could serve.
        let off = "SELECT set_config('enable_seqscan', 'off', true) AS s WHERE $1 <> ''";
        scope.all::<String>(off, vec![]).await.unwrap();
    }
    let own = Sight::Own { account: "p-nam".into(), units: vec!["tuphap".into()], sent: false };
    let cursor = Cursor { changed: 1, edition: "e".into() };
    let filters = [
        Filter::default(),
        Filter::in_state(State::Draft),
        Filter { section: Some(SectionKey::News), ..Filter::default() },
        Filter { section: Some(SectionKey::News), ..Filter::in_state(State::Live) },
        Filter { unit: Some("tuphap".into()), ..Filter::default() },
        Filter { created_by: Some("p-nam".into()), ..Filter::default() },
        Filter { submitted_by: Some("p-nam".into()), ..Filter::default() },
        Filter { kind: Some(Kind::News), ..Filter::default() },
        Filter { assignee: Some("p-nam".into()), ..Filter::default() },
        Filter { words: "duong".into(), ..Filter::in_state(State::Live) },
    ];
    for filter in filters {
        for sight in [&Sight::Everything, &own] {
            for place in [Place::Start, Place::After(cursor.clone()), Place::Before(cursor.clone())] {
                let steps = store::plan(&mut scope, sight, &filter, &place).await;
                let plan = steps.join("\n");
                let scanned = plan.contains("SCAN e\n")
                    || plan.ends_with("SCAN e")
                    || plan.contains("Seq Scan on editions");
                assert!(!scanned, "{filter:?} {place:?}: {plan}");
                let sorts = filter.assignee.is_some();
                let sorted = plan.contains("USE TEMP B-TREE FOR ORDER BY");
                assert!(!sorted || sorts, "{filter:?} {place:?}: {plan}");
            }
        }
    }
}

#[tokio::test]
async fn headings_written_before_their_key_are_given_one() {
    let deployment = filled(2).await;
    let db = &deployment.db;
    let mut scope = db.write(&HERE.into(), &Actor::system()).await.unwrap();
    scope.execute("UPDATE editions SET title_key = '' WHERE tenant_id = $1", vec![]).await.unwrap();
    scope.commit().await.unwrap();
    let words = Filter { words: "lien xa".into(), ..Filter::default() };
    assert_eq!(titles(db, &Sight::Everything, &words, &Place::Start, 9).await.0.len(), 0);
    fill_title_keys(db).await.unwrap();
    assert_eq!(titles(db, &Sight::Everything, &words, &Place::Start, 9).await.0.len(), 2);
}

#[test]
fn a_place_is_written_and_read_and_nothing_else_is_one() {
    let cursor = Cursor { changed: 12, edition: "0a-b".into() };
    assert_eq!(Cursor::read(&cursor.written()), Some(cursor));
    for bad in ["", "12", "x.y", "12.", "12.a'b", "12.\u{e9}"] {
        assert_eq!(Cursor::read(bad), None, "{bad}");
    }
}
