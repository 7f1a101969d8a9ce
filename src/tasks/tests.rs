//! Whom a task falls to, in the district and commune of 2016.

use std::path::Path;

use jiff::civil::date;

use super::*;
use crate::base::audit::Actor;
use crate::base::error::Error;
use crate::base::scope::Db;
use crate::deployment::testkit::{TestDeployment, with_tenants};
use crate::people::accounts::{self, NewAppointment};

async fn district() -> TestDeployment {
    with_tenants(Path::new("tenants/hiep-hoa-2016")).await.unwrap()
}

async fn person(db: &Db, login: &str, tenant: &str, role: Role, until: Option<Date>) -> AccountId {
    let system = Actor::system();
    let id = accounts::add(db, &system, login, login, "x@hiephoa.example", "mot mat khau dai").await.unwrap();
    let tenant = tenant.into();
    let new = NewAppointment {
        tenant: &tenant,
        account: &id,
        role,
        unit: None,
        from: date(2016, 12, 28),
        until,
        decision: "01/QĐ-UBND (mẫu)",
    };
    accounts::appoint(db, &system, new).await.unwrap();
    id
}

async fn given(db: &Db, responsible: Option<&AccountId>) -> Option<AccountId> {
    let mut scope = db.write(&"hh-ducthang".into(), &Actor::system()).await.unwrap();
    let task = NewTask {
        kind: "mail.dead",
        text: "Hãy gọi điện.".into(),
        subject_kind: "question",
        subject_id: "q1",
        responsible,
    };
    let id = create(&mut scope, task).await.unwrap();
    scope.commit().await.unwrap();
    let open = open(&mut db.read(&"hh-ducthang".into()).await.unwrap()).await.unwrap();
    open.into_iter().find(|task| task.id == id).unwrap().account
}

#[tokio::test]
async fn it_falls_to_the_nearest_one_who_serves_today() {
    let deployment = district().await;
    let db = &deployment.db;
    assert_eq!(given(db, None).await, None, "nobody is appointed: the operator's");
    assert_eq!(of_operator(&mut db.platform().await.unwrap()).await.unwrap().len(), 1);
    let office = person(db, "vanphong", "hh-hiephoa", Role::DistrictOffice, None).await;
    assert_eq!(given(db, None).await, Some(office.clone()), "the office above");
    let head = person(db, "truongban", "hh-ducthang", Role::BoardHead, None).await;
    assert_eq!(given(db, None).await, Some(head.clone()));
    let deputy = person(db, "phoban", "hh-ducthang", Role::StandingDeputy, None).await;
    assert_eq!(given(db, None).await, Some(deputy.clone()));
    let member = person(db, "thanhvien", "hh-ducthang", Role::Member, None).await;
    assert_eq!(given(db, Some(&member)).await, Some(member));
    let former = person(db, "thoiviec", "hh-ducthang", Role::Member, Some(date(2016, 12, 30))).await;
    assert_eq!(given(db, Some(&former)).await, Some(deputy.clone()), "their appointment ended yesterday");
    assert_eq!(given(db, Some(&office)).await, Some(deputy), "the office serves elsewhere");
    let mine = of_person(&mut db.platform().await.unwrap(), &head).await.unwrap();
    assert_eq!(mine.len(), 1);
}

#[tokio::test]
async fn it_is_done_once() {
    let deployment = district().await;
    let db = &deployment.db;
    given(db, None).await;
    let tenant = "hh-ducthang".into();
    let id = open(&mut db.read(&tenant).await.unwrap()).await.unwrap()[0].id.clone();
    let mut scope = db.write(&tenant, &Actor::system()).await.unwrap();
    done(&mut scope, &id).await.unwrap();
    scope.commit().await.unwrap();
    assert_eq!(open(&mut db.read(&tenant).await.unwrap()).await.unwrap(), []);
    let mut scope = db.write(&tenant, &Actor::system()).await.unwrap();
    assert!(matches!(done(&mut scope, &id).await, Err(Error::Conflict(_))));
    drop(scope);
    let mut other = db.write(&"hh-donglo".into(), &Actor::system()).await.unwrap();
    assert!(matches!(done(&mut other, &id).await, Err(Error::Conflict(_))));
}
