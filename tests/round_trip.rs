//! The whole way of a question over real mail servers: form, the unit's mail, its reply, approval, page, reader's mail.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::app::{Person, TestApp, between};
use crate::support::command::{Configured, python_with};
use mail_parser::MessageParser;
use portal::base::mail::smtp::SmtpServer;
use portal::base::mail::transport::Transport;
use portal::base::mail::{Envelope, Outcome};
use portal::inbound;
use portal::people::Role;

const DISTRICT: &str = "hiephoa.localhost";
const BOX: &str = "tuphap@hiephoa.example";
const READER: &str = "nguoi-hoi@mail.example";
const ANSWER: &str = "Hồ sơ gồm tờ khai và giấy tờ tùy thân, nộp tại bộ phận một cửa.";
const PATIENCE: Duration = Duration::from_secs(60);

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn server(port: u16) -> Transport {
    Transport::Smtp(Box::new(SmtpServer::parse(&format!("smtp://127.0.0.1:{port}?tls=none")).unwrap()))
}

/// A mail server under test.
struct Relay {
    /// Where a unit's officer hands theirs, known to be theirs.
    office: u16,
    /// Where the world hands its mail.
    outside: u16,
    /// Where mail for others ends.
    kept: PathBuf,
}

impl Relay {
    /// The next letter to an address; it is taken out.
    async fn letter_to(&self, to: &str) -> Vec<u8> {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            let mut here: Vec<PathBuf> =
                std::fs::read_dir(&self.kept).unwrap().map(|entry| entry.unwrap().path()).collect();
            here.retain(|path| {
                let name = path.file_name().unwrap().to_string_lossy();
                !name.starts_with('.') && name.ends_with(to)
            });
            here.sort();
            if let Some(path) = here.first() {
                let raw = std::fs::read(path).unwrap();
                std::fs::remove_file(path).unwrap();
                return raw;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("no letter to {to}");
    }
}

async fn send(port: u16, from: &str, to: &str, raw: &str) {
    let envelope = Envelope { from: Some(from.parse().unwrap()), to: to.parse().unwrap() };
    let outcome = server(port).deliver(&envelope, raw.as_bytes(), async { Ok(()) }).await;
    assert!(matches!(outcome, Outcome::Delivered { .. }), "{outcome:?}");
}

fn plain(from: &str, headers: &str, body: &str) -> String {
    let encoded = data_encoding::BASE64_MIME.encode(body.as_bytes());
    format!(
        "From: {from}\r\nSubject: Re: x\r\n{headers}MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{encoded}"
    )
}

/// Where a letter wants its answers, and its id.
fn answers_go_to(raw: &[u8]) -> (String, String) {
    let letter = MessageParser::default().parse(raw).unwrap();
    let to = letter.reply_to().unwrap().first().unwrap().address().unwrap().to_owned();
    (to, letter.message_id().unwrap().to_owned())
}

async fn count(app: &TestApp, state: &str) -> i64 {
    let tenant = app.app.directory.by_slug("hiephoa").unwrap();
    let mut scope = app.db().read(tenant.id()).await.unwrap();
    let sql = "SELECT COUNT(*) AS n FROM received_mail WHERE tenant_id = $1 AND state = $2";
    scope.one(sql, portal::params![state]).await.unwrap()
}

/// Waits until so many letters are there unread, then reads them.
async fn arrived(app: &TestApp, many: i64) {
    let begun = Instant::now();
    while count(app, "new").await < many {
        assert!(begun.elapsed() < PATIENCE, "nothing came through the pipe");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    inbound::read_new(app.app.clone()).await.unwrap();
}

async fn act(app: &TestApp, board: &Person, path: &str, form: &[(&str, &str)]) {
    let done = app.act(board, path, form).await;
    assert_eq!(done.status(), 303, "{path}: {}", done.text().await.unwrap());
}

/// The whole way of one question.
async fn whole_way(app: &TestApp, relay: &Relay) {
    let board = app.person("truongban.hiephoa", "hiephoa", Role::BoardHead, None).await;
    let asked = [
        ("tieu-de", "Thủ tục đăng ký khai sinh"),
        ("noi-dung", "Xin hỏi hồ sơ đăng ký khai sinh gồm những gì?"),
        ("ho-ten", "Người hỏi (mẫu)"),
        ("thu-dien-tu", READER),
        ("dong-y-xu-ly", "co"),
    ];
    assert_eq!(app.post(DISTRICT, "/hoi-dap/gui", &asked).await.status(), 200);
    app.drain().await;
    let acknowledgement = relay.letter_to(READER).await;
    let (to_case, _) = answers_go_to(&acknowledgement);

    let list = app.desk(&board, "/hiephoa/hoi-dap").await.text().await.unwrap();
    let question = format!("/hiephoa/hoi-dap/{}", between(&list, "/hiephoa/hoi-dap/", "\""));
    act(app, &board, &format!("{question}/chuyen"), &[("phien-ban", "1"), ("don-vi", "tuphap")]).await;
    app.drain().await;
    let to_unit = relay.letter_to(BOX).await;
    assert!(
        !String::from_utf8_lossy(&to_unit).contains(READER),
        "the unit does not see the reader's address"
    );
    let (reply_to, id) = answers_go_to(&to_unit);

    // Somebody outside who writes in the unit's name, with a verdict of their own making.
    let forged = "Authentication-Results: mx.hiephoa.example; dmarc=pass header.from=hiephoa.example\r\n";
    send(relay.outside, BOX_FROM_OUTSIDE, &reply_to, &plain(BOX, forged, "Câu trả lời giả mạo đơn vị."))
        .await;
    arrived(app, 1).await;
    assert_eq!(count(app, "answer").await, 0, "a forged verdict is worth nothing");
    assert_eq!(count(app, "waiting").await, 1);

    let answering = format!("In-Reply-To: <{id}>\r\n");
    let body = format!("{ANSWER}\r\n\r\nVào 08:30 Th 6, 30 thg 12, 2016 Ban Biên tập đã viết:\r\n> Xin hỏi");
    send(relay.office, BOX, &reply_to, &plain(BOX, &answering, &body)).await;
    arrived(app, 1).await;
    assert_eq!(count(app, "answer").await, 1);

    let page = app.desk(&board, &question).await.text().await.unwrap();
    assert!(page.contains(ANSWER) && !page.contains("đã viết:"), "{page}");
    let answer = between(&page, "name=\"cau-tra-loi\" value=\"", "\"").to_owned();
    for (step, version) in [("duyet", "3"), ("dang", "4")] {
        let form = [("phien-ban", version), ("cau-tra-loi", answer.as_str()), ("cam-ket", "co")];
        act(app, &board, &format!("{question}/{step}"), &form).await;
    }
    app.drain().await;
    assert!(app.page(DISTRICT, "/hoi-dap").await.contains("Thủ tục đăng ký khai sinh"));
    let to_reader = relay.letter_to(READER).await;
    let letter = MessageParser::default().parse(&to_reader).unwrap();
    assert!(letter.body_text(0).unwrap().contains(ANSWER));

    send(relay.outside, READER, &to_case, &plain(READER, "", "Xin cảm ơn, tôi hỏi thêm về lệ phí.")).await;
    arrived(app, 1).await;
    assert_eq!(count(app, "addition").await, 1);
}

/// The unit's own address, from which nobody outside may be believed.
const BOX_FROM_OUTSIDE: &str = "tuphap@evil.example";

struct Python(Child);

impl Drop for Python {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn through_aiosmtpd() {
    let Some(python) = python_with("aiosmtpd") else {
        eprintln!("skipped: no python3 with aiosmtpd (PORTAL_TEST_PYTHON names one)");
        return;
    };
    let (port, kept) = (free_port(), tempfile::tempdir().unwrap());
    let app = TestApp::relaying(server(port), |_| {}).await;
    let config = Configured::of(&app);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/sink.py");
    let mut child = Command::new(python)
        .arg(script)
        .arg(port.to_string())
        .args([kept.path(), &config.file])
        .arg(env!("CARGO_BIN_EXE_portal"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut ready = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut ready).unwrap();
    assert_eq!(ready.trim(), "ready");
    let _python = Python(child);
    let relay = Relay { office: port, outside: port, kept: kept.path().to_owned() };
    whole_way(&app, &relay).await;
}

/// A Postfix of its own: configuration, queue and log in a folder, set up as docs/mail.md tells.
struct Postfix {
    folder: tempfile::TempDir,
    relay: Relay,
}

impl Postfix {
    fn start(port: u16, config: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path();
        std::fs::set_permissions(at, std::fs::Permissions::from_mode(0o755)).unwrap();
        let (office, outside) = (free_port(), free_port());
        for name in ["etc", "queue", "lib", "kept"] {
            std::fs::create_dir(at.join(name)).unwrap();
        }
        std::fs::set_permissions(at.join("kept"), std::fs::Permissions::from_mode(0o777)).unwrap();
        owned("postfix", &at.join("lib"));
        let portal = at.join("portal");
        std::fs::copy(env!("CARGO_BIN_EXE_portal"), &portal).unwrap();
        let keep = at.join("keep");
        std::fs::write(&keep, KEEP.replace("KEPT", &at.join("kept").display().to_string())).unwrap();
        for program in [&portal, &keep] {
            std::fs::set_permissions(program, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
        let filled = |text: &str| {
            text.replace("FOLDER", &at.display().to_string())
                .replace("CONFIG", &config.display().to_string())
                .replace("PORT_RELAY", &port.to_string())
                .replace("PORT_OFFICE", &office.to_string())
                .replace("PORT_OUTSIDE", &outside.to_string())
        };
        for (name, text) in [
            ("main.cf", include_str!("postfix/main.cf")),
            ("master.cf", include_str!("postfix/master.cf")),
            ("transport", include_str!("postfix/transport")),
            ("headers", include_str!("postfix/headers")),
        ] {
            std::fs::write(at.join("etc").join(name), filled(text)).unwrap();
        }
        let relay = Relay { office, outside, kept: at.join("kept") };
        let started = Self { folder, relay };
        let said = started.postfix("start");
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
        started
    }

    fn postfix(&self, what: &str) -> std::process::Output {
        Command::new("postfix").arg("-c").arg(self.folder.path().join("etc")).arg(what).output().unwrap()
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    async fn logged(&self, words: &str) {
        let begun = Instant::now();
        while !self.log().contains(words) {
            assert!(begun.elapsed() < PATIENCE, "{words} is not in the log:\n{}", self.log());
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}", self.log());
        }
        self.postfix("stop");
    }
}

const KEEP: &str =
    "#!/bin/sh\nname=$(date +%s%N)-$1\ncat >\"KEPT/.$name\" && mv \"KEPT/.$name\" \"KEPT/$name\"\n";

fn owned(user: &str, folder: &Path) {
    let done = Command::new("chown").args(["-R", user]).arg(folder).status().unwrap();
    assert!(done.success());
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|done| done.stdout.starts_with(b"0\n"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn through_postfix() {
    let installed = Command::new("postfix").arg("-h").output().is_ok();
    if !installed || !is_root() {
        eprintln!("skipped: no postfix here, or no right to start one");
        return;
    }
    let port = free_port();
    let app = TestApp::relaying(server(port), |_| {}).await;
    let config = Configured::of(&app);
    // The pipe runs as nobody, who must reach the data as the portal's own account does in a real deployment.
    owned("nobody", app.data());
    owned("nobody", config.file.parent().unwrap());
    let postfix = Postfix::start(port, &config.file);
    whole_way(&app, &postfix.relay).await;

    // While the portal cannot take mail, Postfix keeps it; nothing bounces, nothing is lost.
    let away = config.file.with_file_name("away.toml");
    std::fs::rename(&config.file, &away).unwrap();
    let text = "Xin hỏi lịch tiếp công dân của huyện ở đâu?";
    send(postfix.relay.outside, READER, "hoidap@hiephoa.example", &plain(READER, "", text)).await;
    postfix.logged("status=deferred").await;
    std::fs::rename(&away, &config.file).unwrap();
    postfix.postfix("flush");
    arrived(&app, 1).await;
    assert_eq!(count(&app, "question").await, 1);
    assert!(!postfix.log().contains("status=bounced"), "{}", postfix.log());
}
