//! A duty is done when it is due, by one at a time, and again after a failure.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use super::*;
use crate::base::clock::HOUR;
use crate::base::error::Error;
use crate::deployment::testkit::{TestDeployment, with_tenants};

static TIMES: AtomicU64 = AtomicU64::new(0);

const COUNTED: Duty = Duty {
    name: "counted",
    every: Duration::from_secs(3600),
    work: |_| {
        Box::pin(async {
            TIMES.fetch_add(1, Ordering::Relaxed);
            Ok(())
        })
    },
};

const FAILING: Duty = Duty {
    name: "failing",
    every: Duration::from_secs(3600),
    work: |_| Box::pin(async { Err(Error::BadRequest("hỏng".into())) }),
};

async fn app() -> (TestDeployment, App) {
    let deployment = with_tenants(Path::new("tenants/hiep-hoa-2016")).await.unwrap();
    let app = App::new(deployment.config.clone(), deployment.db.clone()).await.unwrap();
    (deployment, app)
}

#[tokio::test]
async fn a_duty_is_done_once_and_again_when_its_time_has_come() {
    let (_deployment, app) = app().await;
    assert!(once(&app, &COUNTED).await.unwrap());
    assert!(!once(&app, &COUNTED).await.unwrap());
    app.db.clock.advance(HOUR);
    assert!(once(&app, &COUNTED).await.unwrap());
    assert_eq!(TIMES.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn what_failed_is_tried_again_at_its_next_time_and_a_dead_node_s_lease_runs_out() {
    let (_deployment, app) = app().await;
    assert!(once(&app, &FAILING).await.is_err());
    assert!(!once(&app, &FAILING).await.unwrap());
    app.db.clock.advance(HOUR);
    let mut platform = app.db.platform_write(&Actor::system()).await.unwrap();
    let now = app.db.clock.now();
    assert!(store::lease(&mut platform, FAILING.name, now, now + LEASE_MS).await.unwrap());
    platform.commit().await.unwrap();
    assert!(!once(&app, &FAILING).await.unwrap(), "somebody is at it");
    app.db.clock.advance(LEASE_MS);
    assert!(once(&app, &FAILING).await.is_err());
}
