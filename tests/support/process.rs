//! The real binary over a data folder of its own, started and killed at will.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use portal::base::audit::Actor;
use portal::base::entropy::Entropy;
use portal::base::scope::Db;
use portal::config::Config;
use portal::deployment::testkit::with_tenants;
use portal::people::accounts::{self, NewAppointment};
use portal::people::{Role, sessions};
use portal::{deployment, params};

/// The commune whose site is asked.
pub const HOST: &str = "ducthang.hiephoa.localhost";
const CONSOLE: &str = "quantri.localhost";
const PASSWORD: &str = "mot mat khau du dai 8";

/// A portal process over a data folder, started and killed at will.
pub struct Portal {
    /// Its settings.
    pub config: Config,
    smtp: String,
    port: u16,
    child: Option<Child>,
    /// Speaks to it.
    pub client: reqwest::Client,
    /// More lines of the settings' part of mail.
    pub more: String,
    /// Where the next start ends by itself, as `base/die.rs` names places.
    pub die_at: Option<&'static str>,
    _folder: tempfile::TempDir,
}

impl Drop for Portal {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Portal {
    /// The district of 2016 with an office and a head of board in one commune; mail goes to `smtp`. They have no address: no duty
    /// writes to them, and every letter is about what a test does.
    pub async fn new(smtp: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tenants/hiep-hoa-2016");
        let deployment = with_tenants(&folder).await.unwrap();
        for (login, role) in
            [("vanphong.ducthang", Role::DistrictOffice), ("truongban.ducthang", Role::BoardHead)]
        {
            let account =
                accounts::add(&deployment.db, &Actor::system(), login, login, "", PASSWORD).await.unwrap();
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
            let token =
                sessions::sign_in(&deployment.db, login, PASSWORD, None).await.unwrap().unwrap().token;
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
            smtp: smtp.to_owned(),
            port,
            child: None,
            client,
            more: String::new(),
            die_at: None,
            _folder: deployment.folder,
        }
    }

    /// Starts the process and waits until it answers.
    pub async fn start(&mut self) {
        let file = self.config.data.join("portal.toml");
        let text = format!(
            "listen = '127.0.0.1:{}'\ndata = '{}'\ntrial_hosts = true\n[mail]\nurl = '{}'\n{}",
            self.port,
            self.config.data.display(),
            self.smtp,
            self.more
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
        if let Some(place) = self.die_at {
            command.env("PORTAL_DIE_AT", place);
        }
        self.child = Some(command.spawn().unwrap());
        let end = Instant::now() + Duration::from_secs(30);
        while self.client.get(self.url("/")).header("host", HOST).send().await.is_err() {
            assert!(Instant::now() < end, "the server does not come up");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// SIGKILL: no farewell.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// Waits until the process has ended by itself.
    pub fn wait_for_end(&mut self) {
        let child = self.child.as_mut().expect("started");
        let end = Instant::now() + Duration::from_secs(30);
        while child.try_wait().unwrap().is_none() {
            assert!(Instant::now() < end, "the process lives on");
            std::thread::sleep(Duration::from_millis(20));
        }
        self.child = None;
    }

    /// An address on it.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// A form to the commune's site.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> reqwest::Response {
        self.client
            .post(self.url(path))
            .header("host", format!("{HOST}:{}", self.port))
            .form(form)
            .send()
            .await
            .unwrap()
    }

    /// Acts as a person of the console: a fresh sign-in each time, since the process may have died in between.
    pub async fn act(&self, login: &str, path: &str, form: &[(&str, &str)]) -> u16 {
        self.try_act(login, path, form).await.unwrap()
    }

    /// As [`Portal::act`], where the process may die meanwhile.
    pub async fn try_act(&self, login: &str, path: &str, form: &[(&str, &str)]) -> reqwest::Result<u16> {
        let host = format!("{CONSOLE}:{}", self.port);
        let body = serde_json::json!({ "login": login, "password": format!("{PASSWORD} x") });
        let sign_in = self.client.post(self.url("/api/v1/session")).header("host", &host).json(&body);
        let session = sign_in.send().await?;
        let cookie = session.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        let csrf = session.json::<serde_json::Value>().await?["csrf"].as_str().unwrap().to_owned();
        let mut form = form.to_vec();
        form.push(("csrf", &csrf));
        let act = self.client.post(self.url(path)).header("host", &host).header("cookie", cookie).form(&form);
        Ok(act.send().await?.status().as_u16())
    }

    /// The process's number.
    pub fn pid(&self) -> u32 {
        self.child.as_ref().expect("started").id()
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Signs in: the cookie and the token against forgery.
    pub async fn session(&self, login: &str) -> (String, String) {
        let body = serde_json::json!({ "login": login, "password": format!("{PASSWORD} x") });
        let sign_in =
            self.client.post(self.url("/api/v1/session")).header("host", self.console()).json(&body);
        let session = sign_in.send().await.unwrap();
        let cookie = session.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        let csrf = session.json::<serde_json::Value>().await.unwrap()["csrf"].as_str().unwrap().to_owned();
        (cookie, csrf)
    }

    /// The console's host.
    pub fn console(&self) -> String {
        format!("{CONSOLE}:{}", self.port)
    }

    /// A file with a staff form.
    pub async fn upload(
        &self,
        (cookie, csrf): &(String, String),
        path: &str,
        name: &str,
        bytes: Vec<u8>,
    ) -> reqwest::Response {
        let file = reqwest::multipart::Part::bytes(bytes).file_name(name.to_owned());
        let form = reqwest::multipart::Form::new().text("csrf", csrf.clone()).part("tep", file);
        let request =
            self.client.post(self.url(path)).header("host", self.console()).header("cookie", cookie);
        request.timeout(Duration::from_secs(120)).multipart(form).send().await.unwrap()
    }

    /// The database beside the process, which may be dead or alive.
    pub async fn db(&self) -> Db {
        deployment::open_with(&self.config, None, Entropy::system()).await.unwrap()
    }

    /// One text of the database; "" where there is none.
    pub async fn one(&self, sql: &'static str) -> String {
        let db = self.db().await;
        let found: Option<String> = db.platform().await.unwrap().optional(sql, params![]).await.unwrap();
        db.store().close().await;
        found.unwrap_or_default()
    }

    /// A page of the commune's site; none where the process does not answer.
    pub async fn page(&self, path: &str) -> Option<String> {
        let answer =
            self.client.get(self.url(path)).header("host", format!("{HOST}:{}", self.port)).send().await;
        answer.ok()?.text().await.ok()
    }
}
