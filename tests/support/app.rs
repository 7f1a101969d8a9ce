//! One portal a test: a fresh deployment with fixed clock and seeded randomness, served on a loopback port.

#![allow(dead_code, reason = "not every program of tests uses all of it")]

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use portal::app::App;
use portal::base::audit::Actor;
use portal::base::id::AccountId;
use portal::base::mail::memory::{MemoryMail, Sent};
use portal::base::mail::transport::Transport;
use portal::base::scope::Db;
use portal::base::seal::sha256_hex;
use portal::config::Config;
use portal::deployment::testkit::{TestDeployment, with_tenants};
use portal::indexing::Sources;
use portal::outbox::worker;
use portal::people::accounts::{self, NewAppointment};
use portal::people::store::{self as people, SessionRow, insert_session};
use portal::people::{Role, Staff, sessions};
use portal::search::follower::Follower;
use portal::tenants::directory::Tenant;
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// Everybody's password in tests.
pub const PASSWORD: &str = "mot mat khau du dai 7";

/// A running portal.
pub struct TestApp {
    /// Its parts.
    pub app: App,
    /// Captured mail.
    pub mail: MemoryMail,
    port: u16,
    client: Client,
    follower: tokio::sync::Mutex<Follower<Sources>>,
    stop: CancellationToken,
    _deployment: TestDeployment,
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// A signed-in person.
pub struct Person {
    cookie: String,
    csrf: String,
}

impl TestApp {
    /// The district of 2016 with its 26 communes.
    pub async fn start() -> Self {
        Self::of("hiep-hoa-2016").await
    }

    /// The district of 2016 behind a proxy that says from where its clients come.
    pub async fn behind_a_proxy() -> Self {
        let own = "127.0.0.1/32".parse().expect("network");
        Self::with("hiep-hoa-2016", |config| config.trusted_proxies = vec![own]).await
    }

    /// The district of 2016, with a mail server that hands mail to it.
    pub async fn receiving() -> Self {
        Self::with("hiep-hoa-2016", |config| {
            config.mail.from = "trangtin@hiephoa.example".into();
            config.mail.receives = true;
            config.mail.verified_by = Some("mx.hiephoa.example".into());
        })
        .await
    }

    /// A declared set.
    pub async fn of(set: &str) -> Self {
        Self::with(set, |_| {}).await
    }

    /// The district of 2016, with another program in the place of what reads files.
    pub async fn working(worker: std::path::PathBuf) -> Self {
        Self::with("hiep-hoa-2016", |config| config.worker = Some(worker)).await
    }

    /// As [`TestApp::receiving`], with mail leaving by a real way; `change` is asked last.
    pub async fn relaying(transport: Transport, change: impl FnOnce(&mut Config)) -> Self {
        let settings = |config: &mut Config| {
            config.mail.from = "trangtin@hiephoa.example".into();
            config.mail.receives = true;
            config.mail.verified_by = Some("mx.hiephoa.example".into());
            change(config);
        };
        Self::with_transport("hiep-hoa-2016", settings, Some(transport)).await
    }

    async fn with(set: &str, change: impl FnOnce(&mut Config)) -> Self {
        Self::with_transport(set, change, None).await
    }

    async fn with_transport(
        set: &str,
        change: impl FnOnce(&mut Config),
        transport: Option<Transport>,
    ) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tenants").join(set);
        let mut deployment = with_tenants(&folder).await.expect("deployment");
        if set.ends_with("2026") {
            deployment.db.clock.advance(3_616 * 24 * 3_600_000);
        }
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("port");
        let port = listener.local_addr().expect("port").port();
        deployment.config.listen = ([127, 0, 0, 1], port).into();
        change(&mut deployment.config);
        let mail = MemoryMail::default();
        let app = App::with_transport(
            deployment.config.clone(),
            deployment.db.clone(),
            transport.unwrap_or_else(|| Transport::Memory(mail.clone())),
        )
        .await
        .expect("app");
        let stop = CancellationToken::new();
        let (endpoint, proxies, token) = (Arc::new(app.endpoint()), app.proxies.clone(), stop.clone());
        tokio::spawn(portal::base::web::listen::serve_with(
            listener,
            endpoint.clone(),
            endpoint,
            proxies,
            portal::base::web::listen::Limits::default(),
            token,
        ));
        let client = Client::builder()
            .redirect(Policy::none())
            .timeout(Duration::from_secs(90))
            .build()
            .expect("client");
        let sources = Sources { directory: app.directory.clone() };
        let follower = tokio::sync::Mutex::new(Follower::new(app.db.clone(), app.search.clone(), sources));
        Self { app, mail, port, client, follower, stop, _deployment: deployment }
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.app.db
    }

    /// A person as they stand in a tenant today, for calling the services.
    pub async fn staff(&self, login: &str, tenant: &Tenant) -> Staff {
        let mut platform = self.db().platform().await.expect("database");
        let account =
            people::account_by_login(&mut platform, login).await.expect("database").expect("account");
        let held = people::appointments_of(&mut platform, &account.id).await.expect("appointments");
        Staff {
            appointments: held.into_iter().filter(|one| one.tenant == *tenant.id()).collect(),
            above: Vec::new(),
            limit: None,
            account: account.id,
            login: account.login,
            name: account.name,
        }
    }

    /// Lets the workers do what is due: mail and indexes.
    pub async fn drain(&self) {
        worker::drain(self.db(), &self.app.transport).await.expect("outbox");
        self.follower.lock().await.catch_up().await.expect("index");
    }

    /// The letters that were sent with these words in their subject; all others are dropped.
    pub fn letters(&self, words: &str) -> Vec<Sent> {
        let subject = |mail: &Sent| {
            let parsed = mail_parser::MessageParser::default().parse(&mail.mime).expect("a mail");
            parsed.subject().unwrap_or_default().to_owned()
        };
        self.mail.take().into_iter().filter(|mail| subject(mail).contains(words)).collect()
    }

    /// Does every duty now, whenever it would be due.
    pub async fn do_duties(&self) {
        for duty in portal::duties::DUTIES.iter().chain(&portal::duties::BESIDE) {
            (duty.work)(self.app.clone()).await.expect(duty.name);
        }
    }

    /// A GET to a host.
    pub async fn get(&self, host: &str, path: &str) -> Response {
        self.client
            .get(self.url(path))
            .header("host", format!("{host}:{}", self.port))
            .send()
            .await
            .expect("answer")
    }

    /// A GET's text.
    pub async fn page(&self, host: &str, path: &str) -> String {
        self.get(host, path).await.text().await.expect("text")
    }

    /// A form to a host.
    pub async fn post(&self, host: &str, path: &str, form: &[(&str, &str)]) -> Response {
        self.client
            .post(self.url(path))
            .header("host", format!("{host}:{}", self.port))
            .form(form)
            .send()
            .await
            .expect("answer")
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// A person with a role in a tenant, signed in.
    pub async fn person(&self, login: &str, slug: &str, role: Role, unit: Option<&str>) -> Person {
        let tenant = self.app.directory.by_slug(slug).expect("tenant");
        let actor = Actor::system();
        let account =
            accounts::add(self.db(), &actor, login, login, "a@example.vn", PASSWORD).await.expect("account");
        let from = jiff::civil::date(2016, 1, 1);
        let new = NewAppointment {
            tenant: tenant.id(),
            account: &account,
            role,
            unit,
            from,
            until: None,
            decision: "QĐ 1",
        };
        accounts::appoint(self.db(), &actor, new).await.expect("appointment");
        self.sign_in(login).await
    }

    /// A person with a role in a tenant until a day, with a session of their own written straight to the database.
    pub async fn signed_in(
        &self,
        login: &str,
        slug: &str,
        role: Role,
        until: Option<jiff::civil::Date>,
    ) -> (Person, AccountId) {
        let tenant = self.app.directory.by_slug(slug).expect("tenant");
        let actor = Actor::system();
        let account =
            accounts::add(self.db(), &actor, login, login, "a@example.vn", PASSWORD).await.expect("account");
        let unit = matches!(role, Role::UnitHead | Role::UnitOfficer).then_some("tuphap");
        let from = jiff::civil::date(2016, 1, 1);
        let new = NewAppointment {
            tenant: tenant.id(),
            account: &account,
            role,
            unit,
            from,
            until,
            decision: "QĐ 1",
        };
        accounts::appoint(self.db(), &actor, new).await.expect("appointment");
        (self.session_of(&account).await, account)
    }

    /// A session of an account, past the forced first password.
    pub async fn session_of(&self, account: &AccountId) -> Person {
        let (token, csrf) = (self.db().entropy.token(), self.db().entropy.token());
        let now = self.db().clock.now();
        let mut platform = self.db().platform_write(&Actor::system()).await.expect("database");
        platform
            .execute(
                "UPDATE accounts SET must_change = FALSE WHERE account_id = $1",
                portal::params![account],
            )
            .await
            .expect("account");
        let row = SessionRow {
            account: account.clone(),
            csrf: csrf.clone(),
            seen_at: now,
            expires_at: now + sessions::LONGEST,
        };
        insert_session(&mut platform, &sha256_hex(token.as_bytes()), &row, None).await.expect("session");
        platform.commit().await.expect("session");
        Person { cookie: format!("portal={token}"), csrf }
    }

    /// A call with a personal key and no cookie.
    pub async fn with_key(&self, key: &str, method: &str, path: &str, body: serde_json::Value) -> Response {
        let request = self
            .client
            .request(method.parse().expect("method"), self.url(path))
            .header("host", format!("quantri.localhost:{}", self.port))
            .bearer_auth(key);
        let request = if method == "GET" { request } else { request.json(&body) };
        request.send().await.expect("answer")
    }

    /// A call with a personal key and a session's cookie.
    pub async fn with_key_and_cookie(&self, key: &str, person: &Person, path: &str) -> Response {
        self.console(self.client.get(self.url(path)), person).bearer_auth(key).send().await.expect("answer")
    }

    /// A form with files to a host.
    pub async fn post_files(
        &self,
        host: &str,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &[u8])],
    ) -> Response {
        let form = reqwest::multipart::Form::new();
        let form = fields
            .iter()
            .fold(form, |form, (name, value)| form.text((*name).to_owned(), (*value).to_owned()));
        let form = files.iter().fold(form, |form, (name, bytes)| {
            form.part("tep", reqwest::multipart::Part::bytes(bytes.to_vec()).file_name((*name).to_owned()))
        });
        self.client
            .post(self.url(path))
            .header("host", format!("{host}:{}", self.port))
            .multipart(form)
            .send()
            .await
            .expect("answer")
    }

    /// A file to the interface, with a personal key.
    pub async fn upload_with_key(&self, key: &str, path: &str, name: &str, bytes: &[u8]) -> Response {
        let file = reqwest::multipart::Part::bytes(bytes.to_vec()).file_name(name.to_owned());
        let form = reqwest::multipart::Form::new().part("file", file);
        self.client
            .post(self.url(path))
            .header("host", format!("quantri.localhost:{}", self.port))
            .bearer_auth(key)
            .multipart(form)
            .send()
            .await
            .expect("answer")
    }

    /// Signs in, past the forced first password.
    pub async fn sign_in(&self, login: &str) -> Person {
        let token = self.token(login, PASSWORD).await;
        let mut session = sessions::find(self.db(), &token).await.expect("database").expect("session");
        let mut token = token;
        if session.account.must_change {
            let next = format!("{PASSWORD} x");
            sessions::change_password(self.db(), &session, PASSWORD, &next, None)
                .await
                .expect("new password");
            token = self.token(login, &next).await;
            session = sessions::find(self.db(), &token).await.expect("database").expect("session");
        }
        Person { cookie: format!("portal={token}"), csrf: session.csrf }
    }

    async fn token(&self, login: &str, password: &str) -> String {
        sessions::sign_in(self.db(), login, password, None).await.expect("database").expect("let in").token
    }

    /// Signs in with a password of their own.
    pub async fn sign_in_with(&self, login: &str, password: &str) -> Person {
        let token = self.token(login, password).await;
        let session = sessions::find(self.db(), &token).await.expect("database").expect("session");
        Person { cookie: format!("portal={token}"), csrf: session.csrf }
    }

    /// Fills in the form at the door, as a proxy hands it on from a client's address.
    pub async fn sign_in_from(&self, login: &str, password: &str, address: &str) -> Response {
        self.client
            .post(self.url("/dang-nhap"))
            .header("host", format!("quantri.localhost:{}", self.port))
            .header("x-forwarded-for", address)
            .form(&[("ten-dang-nhap", login), ("mat-khau", password)])
            .send()
            .await
            .expect("answer")
    }

    /// Signs in once more, after [`TestApp::person`].
    pub async fn sign_in_again(&self, login: &str) -> Person {
        self.sign_in_with(login, &format!("{PASSWORD} x")).await
    }

    /// A staff page.
    pub async fn desk(&self, person: &Person, path: &str) -> Response {
        self.console(self.client.get(self.url(path)), person).send().await.expect("answer")
    }

    /// A staff form, with the session's token.
    pub async fn act(&self, person: &Person, path: &str, form: &[(&str, &str)]) -> Response {
        let mut form = form.to_vec();
        form.push(("csrf", &person.csrf));
        self.console(self.client.post(self.url(path)), person).form(&form).send().await.expect("answer")
    }

    /// A file with a staff form.
    pub async fn upload(&self, person: &Person, path: &str, name: &str, bytes: &[u8]) -> Response {
        let file = reqwest::multipart::Part::bytes(bytes.to_vec()).file_name(name.to_owned());
        let form = reqwest::multipart::Form::new().text("csrf", person.csrf.clone()).part("tep", file);
        self.console(self.client.post(self.url(path)), person).multipart(form).send().await.expect("answer")
    }

    /// A file with a staff form that says more about it.
    pub async fn upload_with(
        &self,
        person: &Person,
        path: &str,
        fields: &[(&str, &str)],
        name: &str,
        bytes: &[u8],
    ) -> Response {
        let form = reqwest::multipart::Form::new().text("csrf", person.csrf.clone());
        let form = fields
            .iter()
            .fold(form, |form, (name, value)| form.text((*name).to_owned(), (*value).to_owned()));
        let file = reqwest::multipart::Part::bytes(bytes.to_vec()).file_name(name.to_owned());
        let request = self.client.post(self.url(path)).multipart(form.part("tep", file));
        self.console(request, person).send().await.expect("answer")
    }

    /// Files with a form of a public site.
    pub async fn send_files(
        &self,
        host: &str,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, Vec<u8>)],
    ) -> Response {
        let form = fields.iter().fold(reqwest::multipart::Form::new(), |form, (name, value)| {
            form.text((*name).to_owned(), (*value).to_owned())
        });
        let form = files.iter().fold(form, |form, (name, bytes)| {
            form.part("tep", reqwest::multipart::Part::bytes(bytes.clone()).file_name((*name).to_owned()))
        });
        let request = self.client.post(self.url(path)).header("host", format!("{host}:{}", self.port));
        request.multipart(form).send().await.expect("answer")
    }

    /// A request with headers of its own.
    pub async fn fetch(&self, host: &str, method: &str, path: &str, headers: &[(&str, &str)]) -> Response {
        let request = self
            .client
            .request(method.parse().expect("method"), self.url(path))
            .header("host", format!("{host}:{}", self.port));
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        request.send().await.expect("answer")
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        &self.app.config.data
    }

    /// A staff form without the token.
    pub async fn forged(&self, person: &Person, path: &str) -> Response {
        self.console(self.client.post(self.url(path)), person)
            .form(&[("a", "b")])
            .send()
            .await
            .expect("answer")
    }

    /// A staff call over JSON.
    pub async fn call(&self, person: &Person, method: &str, path: &str, body: serde_json::Value) -> Response {
        let method = method.parse().expect("method");
        let request =
            self.client.request(method, self.url(path)).header("x-csrf-token", &person.csrf).json(&body);
        self.console(request, person).send().await.expect("answer")
    }

    /// A request of any method, with the session's token.
    pub async fn any(&self, person: Option<&Person>, host: &str, method: &str, path: &str) -> Response {
        let request = self
            .client
            .request(method.parse().expect("method"), self.url(path))
            .header("host", format!("{host}:{}", self.port));
        let request = match person {
            Some(person) => request.header("cookie", &person.cookie).header("x-csrf-token", &person.csrf),
            None => request,
        };
        let request = if path.starts_with("/api/") && method != "GET" {
            request.json(&serde_json::json!({ "version": 1 }))
        } else if method == "GET" {
            request
        } else {
            request.form(&[("phien-ban", "1")])
        };
        request.send().await.expect("answer")
    }

    fn console(&self, request: reqwest::RequestBuilder, person: &Person) -> reqwest::RequestBuilder {
        request.header("host", format!("quantri.localhost:{}", self.port)).header("cookie", &person.cookie)
    }

    /// Where the last answer leads.
    pub fn location(response: &Response) -> String {
        response
            .headers()
            .get("location")
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned()
    }
}

/// A page's text between two marks.
pub fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let from = text.find(start).map_or(0, |at| at + start.len());
    text[from..].find(end).map_or("", |at| &text[from..from + at])
}
