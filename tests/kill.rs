//! SIGKILL at every step of a question's way: nothing acknowledged is lost, and no letter is lost silently.
//!
//! The server is the real binary, the mail server a real one on loopback. Leases and waits of the outbox are
//! minutes long, so the test lets them run out in the database while the process is dead.

mod support {
    pub mod smtp;
}

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use portal::base::audit::Actor;
use portal::base::entropy::Entropy;
use portal::config::Config;
use portal::deployment::testkit::with_tenants;
use portal::people::accounts::{self, NewAppointment};
use portal::people::{Role, sessions};
use portal::{deployment, params};
use support::smtp::{Act, SmtpTestServer, Step};

const HOST: &str = "ducthang.hiephoa.localhost";
const CONSOLE: &str = "quantri.localhost";
const PASSWORD: &str = "mot mat khau du dai 8";

/// A portal process over a data folder, started and killed at will.
struct Portal {
    config: Config,
    smtp: String,
    port: u16,
    child: Option<Child>,
    client: reqwest::Client,
    _folder: tempfile::TempDir,
}

impl Drop for Portal {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Portal {
    async fn new(smtp: &SmtpTestServer) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tenants/hiep-hoa-2016");
        let deployment = with_tenants(&folder).await.unwrap();
        for (login, role) in
            [("vanphong.ducthang", Role::DistrictOffice), ("truongban.ducthang", Role::BoardHead)]
        {
            let account =
                accounts::add(&deployment.db, &Actor::system(), login, login, "a@example.vn", PASSWORD)
                    .await
                    .unwrap();
            let tenant = "hh-ducthang".into();
            let from = jiff::civil::date(2016, 1, 1);
            let new = NewAppointment {
                tenant: &tenant,
                account: &account,
                role,
                unit: None,
                from,
                until: None,
                decision: "QĐ 1",
            };
            accounts::appoint(&deployment.db, &Actor::system(), new).await.unwrap();
            let token = sessions::sign_in(&deployment.db, login, PASSWORD, None).await.unwrap().unwrap();
            let session = sessions::find(&deployment.db, &token).await.unwrap().unwrap();
            sessions::change_password(&deployment.db, &session, PASSWORD, &format!("{PASSWORD} x"), None)
                .await
                .unwrap();
        }
        deployment.db.store().close().await;
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(20))
            .build()
            .unwrap();
        Self {
            config: deployment.config,
            smtp: smtp.url(),
            port,
            child: None,
            client,
            _folder: deployment.folder,
        }
    }

    /// Starts the process and waits until it answers.
    async fn start(&mut self) {
        let file = self.config.data.join("portal.toml");
        let text = format!(
            "listen = '127.0.0.1:{}'\ndata = '{}'\ntrial_hosts = true\n[mail]\nurl = '{}'\n",
            self.port,
            self.config.data.display(),
            self.smtp
        );
        std::fs::write(&file, text).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_portal"));
        command.arg("--config").arg(&file).arg("serve").stdout(Stdio::null()).stderr(Stdio::null());
        let database = &self.config.database;
        for (name, value) in [
            ("PORTAL_DATABASE_URL", &database.url),
            ("PORTAL_PLATFORM_DATABASE_URL", &database.platform_url),
            ("PORTAL_MIGRATOR_DATABASE_URL", &database.migrator_url),
        ] {
            if let Some(value) = value {
                command.env(name, value);
            }
        }
        self.child = Some(command.spawn().unwrap());
        let end = Instant::now() + Duration::from_secs(30);
        while self.client.get(self.url("/")).header("host", HOST).send().await.is_err() {
            assert!(Instant::now() < end, "the server does not come up");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// SIGKILL: no farewell.
    fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    async fn post(&self, path: &str, form: &[(&str, &str)]) -> reqwest::Response {
        self.client
            .post(self.url(path))
            .header("host", format!("{HOST}:{}", self.port))
            .form(form)
            .send()
            .await
            .unwrap()
    }

    async fn ask(&self, subject: &str) -> reqwest::Response {
        let form = [
            ("tieu-de", subject),
            ("noi-dung", "Cần giấy tờ gì để đăng ký khai sinh muộn cho cháu?"),
            ("ho-ten", "Người hỏi"),
            ("thu-dien-tu", "nguoi-hoi@example.vn"),
            ("dong-y-xu-ly", "co"),
        ];
        self.post("/hoi-dap/gui", &form).await
    }

    /// Acts as a person of the console: a fresh sign-in each time, since the process may have died in between.
    async fn act(&self, login: &str, path: &str, form: &[(&str, &str)]) -> u16 {
        let host = format!("{CONSOLE}:{}", self.port);
        let body = serde_json::json!({ "login": login, "password": format!("{PASSWORD} x") });
        let session = self
            .client
            .post(self.url("/api/v1/session"))
            .header("host", &host)
            .json(&body)
            .send()
            .await
            .unwrap();
        let cookie = session.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        let csrf = session.json::<serde_json::Value>().await.unwrap()["csrf"].as_str().unwrap().to_owned();
        let mut form = form.to_vec();
        form.push(("csrf", &csrf));
        let answer = self
            .client
            .post(self.url(path))
            .header("host", &host)
            .header("cookie", cookie)
            .form(&form)
            .send()
            .await
            .unwrap();
        answer.status().as_u16()
    }

    /// What the database says while the process is dead; waits of the outbox run out.
    async fn let_time_pass(&self) {
        let db = deployment::open_with(&self.config, None, Entropy::system()).await.unwrap();
        let mut platform = db.platform_write(&Actor::system()).await.unwrap();
        for column in ["lease_until", "next_at"] {
            let sql =
                format!("UPDATE outbox SET {column} = 1 WHERE state <> 'delivered' AND {column} IS NOT NULL");
            platform.execute(sqlx::AssertSqlSafe(sql), params![]).await.unwrap();
        }
        platform.commit().await.unwrap();
        db.store().close().await;
    }

    async fn one(&self, sql: &'static str) -> String {
        let db = deployment::open_with(&self.config, None, Entropy::system()).await.unwrap();
        let found: Option<String> = db.platform().await.unwrap().optional(sql, params![]).await.unwrap();
        db.store().close().await;
        found.unwrap_or_default()
    }

    /// Lets waits run out, round after round, until every letter is delivered or stands as a task. A letter whose
    /// fate is unknown first waits as such, then leaves once more: that takes two.
    async fn settle(&mut self, letters: usize) {
        for round in 0.. {
            self.kill();
            self.let_time_pass().await;
            self.start().await;
            tokio::time::sleep(Duration::from_millis(800)).await;
            let open = self
                .one(
                    "SELECT CAST(COUNT(*) AS TEXT) AS s FROM outbox WHERE state NOT IN ('delivered', 'dead')",
                )
                .await;
            let all = self.one("SELECT CAST(COUNT(*) AS TEXT) AS s FROM outbox").await;
            if open == "0" && all == letters.to_string() {
                return;
            }
            assert!(round < 5, "{open} of {all} letters are still open");
        }
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
        let mut portal = Portal::new(&smtp).await;
        portal.start().await;
        assert_eq!(portal.ask("Đăng ký khai sinh muộn").await.status(), 200);
        tokio::task::block_in_place(|| smtp.wait_for(step));
        portal.kill();
        portal.settle(1).await;
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
    let mut portal = Portal::new(&smtp).await;
    portal.start().await;
    let receipt = portal.ask("Đăng ký khai sinh muộn").await;
    assert_eq!(receipt.status(), 200);
    portal.kill();

    let id = portal.one("SELECT question_id AS s FROM questions").await;
    assert!(!id.is_empty(), "the question that was acknowledged is there");
    portal.let_time_pass().await;
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

    portal.let_time_pass().await;
    portal.start().await;
    portal.settle(2).await;
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

    portal.let_time_pass().await;
    portal.start().await;
    portal.settle(3).await;
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
