//! SIGKILL at every step of a question's way: nothing acknowledged is lost, and no letter is lost silently.
//!
//! The server is the real binary, the mail server a real one on loopback. Leases and waits of the outbox are
//! minutes long, so the test lets them run out in the database while the process is dead.

use std::time::{Duration, Instant};

use crate::support::process::{HOST, Portal};
use crate::support::smtp::{Act, SmtpTestServer, Step};
use portal::base::audit::Actor;
use portal::params;

async fn ask(portal: &Portal, subject: &str) -> reqwest::Response {
    let form = [
        ("tieu-de", subject),
        ("noi-dung", "Cần giấy tờ gì để đăng ký khai sinh muộn cho cháu?"),
        ("ho-ten", "Người hỏi"),
        ("thu-dien-tu", "nguoi-hoi@example.vn"),
        ("dong-y-xu-ly", "co"),
    ];
    portal.post("/hoi-dap/gui", &form).await
}

/// What the database says while the process is dead; waits of the outbox run out.
async fn let_time_pass(portal: &Portal) {
    let db = portal.db().await;
    let mut platform = db.platform_write(&Actor::system()).await.unwrap();
    for column in ["lease_until", "next_at"] {
        let sql =
            format!("UPDATE outbox SET {column} = 1 WHERE state <> 'delivered' AND {column} IS NOT NULL");
        platform.execute(sqlx::AssertSqlSafe(sql), params![]).await.unwrap();
    }
    platform.commit().await.unwrap();
    db.store().close().await;
}

/// Lets waits run out, round after round, until every letter is delivered or stands as a task. A letter whose
/// fate is unknown first waits as such, then leaves once more: that takes two.
async fn settle(portal: &mut Portal, letters: usize) {
    for round in 0.. {
        portal.kill();
        let_time_pass(portal).await;
        portal.start().await;
        tokio::time::sleep(Duration::from_millis(800)).await;
        let open = portal
            .one("SELECT CAST(COUNT(*) AS TEXT) AS s FROM outbox WHERE state NOT IN ('delivered', 'dead')")
            .await;
        let all = portal.one("SELECT CAST(COUNT(*) AS TEXT) AS s FROM outbox").await;
        if open == "0" && all == letters.to_string() {
            return;
        }
        assert!(round < 5, "{open} of {all} letters are still open");
    }
}

fn ids(smtp: &SmtpTestServer) -> Vec<String> {
    let id = |raw: &[u8]| {
        String::from_utf8_lossy(raw)
            .lines()
            .find(|line| line.starts_with("Message-ID:"))
            .unwrap_or_default()
            .to_owned()
    };
    smtp.messages().iter().map(|message| id(&message.raw)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_step_of_a_hand_over_the_letter_arrives_and_at_most_twice() {
    for step in [Step::Greeting, Step::Mail, Step::Rcpt, Step::Data, Step::Text, Step::Dot] {
        let smtp = SmtpTestServer::start();
        smtp.script(vec![(step, Act::Stall)]);
        let mut portal = Portal::new(&smtp.url()).await;
        portal.start().await;
        assert_eq!(ask(&portal, "Đăng ký khai sinh muộn").await.status(), 200);
        tokio::task::block_in_place(|| smtp.wait_for(step));
        portal.kill();
        settle(&mut portal, 1).await;
        let ids = ids(&smtp);
        let expected = if step == Step::Dot { 2 } else { 1 };
        assert_eq!(ids.len(), expected, "{step:?}");
        assert!(ids.iter().all(|id| *id == ids[0]), "{step:?}: the same letter");
        assert_eq!(portal.one("SELECT state AS s FROM outbox").await, "delivered", "{step:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_after_every_act_of_the_walk_nothing_acknowledged_is_lost() {
    let smtp = SmtpTestServer::start();
    let mut portal = Portal::new(&smtp.url()).await;
    portal.start().await;
    let receipt = ask(&portal, "Đăng ký khai sinh muộn").await;
    assert_eq!(receipt.status(), 200);
    portal.kill();

    let id = portal.one("SELECT question_id AS s FROM questions").await;
    assert!(!id.is_empty(), "the question that was acknowledged is there");
    let_time_pass(&portal).await;
    portal.start().await;
    let question = format!("/ducthang/hoi-dap/{id}");
    assert_eq!(
        portal
            .act(
                "vanphong.ducthang",
                &format!("{question}/chuyen"),
                &[("phien-ban", "1"), ("don-vi", "tuphap")]
            )
            .await,
        303
    );
    portal.kill();

    let_time_pass(&portal).await;
    portal.start().await;
    settle(&mut portal, 2).await;
    let to_unit = smtp
        .messages()
        .into_iter()
        .find(|message| message.to[0].starts_with("tuphap@"))
        .expect("the unit's letter");
    let text =
        mail_parser::MessageParser::default().parse(&to_unit.raw).unwrap().body_text(0).unwrap().into_owned();
    let link = text
        .lines()
        .find_map(|line| line.find("/tra-loi/").map(|at| line[at..].trim().to_owned()))
        .expect("link");
    let answer = [
        ("tra-loi", "Gia đình mang giấy chứng sinh đến Ủy ban nhân dân xã."),
        ("ho-ten", "Cán bộ"),
        ("chuc-vu", "Công chức"),
        ("cam-ket", "co"),
    ];
    assert!(portal.post(&link, &answer).await.status().is_success());
    portal.kill();

    portal.start().await;
    assert_eq!(
        portal
            .act("truongban.ducthang", &format!("{question}/duyet"), &[("phien-ban", "3"), ("cam-ket", "co")])
            .await,
        303
    );
    portal.kill();

    portal.start().await;
    assert_eq!(
        portal.act("truongban.ducthang", &format!("{question}/dang"), &[("phien-ban", "4")]).await,
        303
    );
    portal.kill();

    let_time_pass(&portal).await;
    portal.start().await;
    settle(&mut portal, 3).await;
    let page = portal
        .client
        .get(portal.url("/hoi-dap"))
        .header("host", HOST)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(page.contains("Đăng ký khai sinh muộn"));
    assert!(smtp.messages().iter().any(|message| message.to[0] == "nguoi-hoi@example.vn"));
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        let found = portal
            .client
            .get(portal.url("/api/v1/search?q=giay+chung+sinh"))
            .header("host", HOST)
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
        if found.contains("\"total\":1") {
            break;
        }
        assert!(Instant::now() < end, "the answer is not found: {found}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
