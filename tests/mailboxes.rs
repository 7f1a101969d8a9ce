//! Mail that lies at a provider: a real IMAP server (Dovecot) where it can be started, and one that refuses at will.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::support::app::TestApp;
use crate::support::command::{Configured, portal};
use crate::support::process::Portal;
use mail_parser::MessageParser;
use portal::base::audit::Actor;
use portal::base::clock::{HOUR, MINUTE};
use portal::base::mail::imap::Tls;
use portal::base::mail::memory::MemoryMail;
use portal::base::mail::transport::Transport;
use portal::config::Mailbox;
use portal::inbound::{self, LARGEST, mailboxes};
use portal::tasks;

const HOST: &str = "hiephoa.localhost";
const OPERATOR: &str = "quantri@hiephoa.example";
const USER: &str = "thu";
const PASSWORD: &str = "mat-khau-thu-9";
const PATIENCE: Duration = Duration::from_secs(60);

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|done| done.stdout.starts_with(b"0\n"))
}

/// A Dovecot of its own: configuration, mail and log in a folder.
struct Dovecot {
    folder: tempfile::TempDir,
    child: Child,
    plain: u16,
    wrapped: u16,
    delivered: AtomicUsize,
}

impl Dovecot {
    /// None where there is none, or no right to start one.
    fn start() -> Option<Self> {
        if !is_root() || Command::new("dovecot").arg("--version").output().is_err() {
            eprintln!("skipped: no dovecot here, or no right to start one");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path();
        std::fs::set_permissions(at, std::fs::Permissions::from_mode(0o755)).unwrap();
        std::fs::create_dir_all(at.join("home")).unwrap();
        let (plain, wrapped) = (free_port(), free_port());
        let certified = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        std::fs::write(at.join("cert.pem"), certified.cert.pem()).unwrap();
        std::fs::write(at.join("key.pem"), certified.signing_key.serialize_pem()).unwrap();
        let text = include_str!("dovecot/dovecot.conf")
            .replace("FOLDER", &at.display().to_string())
            .replace("PASSWORD", PASSWORD)
            .replace("PORT_PLAIN", &plain.to_string())
            .replace("PORT_TLS", &wrapped.to_string());
        std::fs::write(at.join("dovecot.conf"), text).unwrap();
        let child = Command::new("dovecot")
            .arg("-F")
            .arg("-c")
            .arg(at.join("dovecot.conf"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self { folder, child, plain, wrapped, delivered: AtomicUsize::new(0) };
        let box_ = server.maildir();
        for part in ["new", "cur", "tmp"] {
            std::fs::create_dir_all(box_.join(part)).unwrap();
        }
        std::fs::write(server.password(), format!("{PASSWORD}\n")).unwrap();
        server.owned();
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", wrapped)).is_err() {
            assert!(begun.elapsed() < PATIENCE, "dovecot does not come up: {}", server.log());
            std::thread::sleep(Duration::from_millis(50));
        }
        Some(server)
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    fn maildir(&self) -> PathBuf {
        self.folder.path().join("home").join(USER).join("Maildir")
    }

    fn password(&self) -> PathBuf {
        self.folder.path().join("password")
    }

    fn owned(&self) {
        let home = self.folder.path().join("home");
        let done = Command::new("chown").args(["-R", "nobody:nogroup"]).arg(home).status().unwrap();
        assert!(done.success());
    }

    /// As a mail server delivers: written aside, then moved in.
    fn deliver(&self, raw: &[u8]) {
        let n = self.delivered.fetch_add(1, Ordering::Relaxed);
        let name = format!("{}.M{n}P1.thu", 1_483_000_000 + n);
        let aside = self.maildir().join("tmp").join(&name);
        std::fs::write(&aside, raw).unwrap();
        self.owned();
        std::fs::rename(aside, self.maildir().join("new").join(name)).unwrap();
    }

    /// The names of the messages in a folder; with their marks.
    fn messages(&self, folder: &str) -> Vec<String> {
        let parts = ["cur", "new"].map(|part| self.maildir().join(folder).join(part));
        let files = parts.iter().filter_map(|part| std::fs::read_dir(part).ok()).flatten();
        files.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
    }

    /// Makes the folder anew, as after a provider's restore: the same messages, other numbers.
    fn renumber(&self) {
        for entry in std::fs::read_dir(self.maildir()).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                std::fs::remove_file(path).unwrap();
            }
        }
        // Dovecot takes the seconds for its number of the folder.
        std::thread::sleep(Duration::from_millis(1100));
    }

    fn mailbox(&self) -> Mailbox {
        Mailbox {
            address: "hoidap@hiephoa.example".into(),
            host: "localhost".into(),
            port: Some(self.wrapped),
            tls: Tls::Wrapped,
            ca: Some(self.folder.path().join("cert.pem")),
            user: USER.into(),
            password_file: Some(self.password()),
            password_env: None,
            folder: "INBOX".into(),
            done: None,
            verified_by: None,
            every: 60,
        }
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}", self.log());
        }
        let configuration = self.folder.path().join("dovecot.conf");
        let _ = Command::new("doveadm").arg("-c").arg(configuration).arg("stop").output();
        let _ = self.child.wait();
    }
}

async fn reading(mailbox: Mailbox) -> TestApp {
    TestApp::relaying(Transport::Memory(MemoryMail::default()), |config| {
        config.mail.operator = Some(OPERATOR.into());
        config.mail.mailboxes = vec![mailbox];
    })
    .await
}

fn question(to: &str, about: &str) -> String {
    format!(
        "Return-Path: <nguoi-hoi@mail.example>\r\nDelivered-To: {to}\r\nFrom: nguoi-hoi@mail.example\r\nTo: {to}\r\n\
         Subject: {about}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
         Xin cho biết thủ tục gồm những giấy tờ gì, nộp ở đâu ({about})?\r\n"
    )
}

/// A look when the next is due.
async fn look(app: &TestApp) {
    app.db().clock.advance(61_000);
    mailboxes::poll(app.app.clone()).await.unwrap();
}

/// State and note of what was received in a tenant, by the alphabet.
async fn received(app: &TestApp, slug: &str) -> Vec<String> {
    let tenant = app.app.directory.by_slug(slug).unwrap();
    let sql =
        "SELECT state || ': ' || note AS s FROM received_mail WHERE tenant_id = $1 ORDER BY state, note";
    app.db().read(tenant.id()).await.unwrap().all(sql, vec![]).await.unwrap()
}

async fn mailbox_tasks(app: &TestApp) -> usize {
    let tenant = app.app.directory.by_slug("hiephoa").unwrap();
    let open = tasks::open(&mut app.db().read(tenant.id()).await.unwrap()).await.unwrap();
    open.iter().filter(|task| task.kind == "mail.mailbox").count()
}

async fn letters_to_operator(app: &TestApp) -> i64 {
    let sql = "SELECT COUNT(*) AS n FROM outbox WHERE tenant_id = 'platform' AND subject_id = 'alarm'";
    let found: Option<i64> = app.db().platform().await.unwrap().optional(sql, vec![]).await.unwrap();
    found.unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_reaches_the_site_that_it_was_for_and_is_moved_when_it_is_kept() {
    let Some(server) = Dovecot::start() else { return };
    let app = reading(Mailbox { done: Some("Da nhan".into()), ..server.mailbox() }).await;
    look(&app).await;
    assert!(received(&app, "hiephoa").await.is_empty(), "an empty folder");

    server.deliver(question("hoidap@hiephoa.example", "Thu tuc khai sinh").as_bytes());
    server.deliver(question("hoidap@ducthang.hiephoa.example", "Thu tuc chung thuc").as_bytes());
    // Somebody wrote to several: the address in the mailbox's own list of recipients is none of ours.
    server.deliver(question("danh-sach@noi-khac.example", "Thu tuc ho khau").as_bytes());
    look(&app).await;
    assert_eq!(received(&app, "hiephoa").await.len(), 2, "{}", server.log());
    assert_eq!(received(&app, "ducthang").await.len(), 1);
    assert!(server.messages("").is_empty(), "{:?}", server.messages(""));
    assert_eq!(server.messages(".Da nhan").len(), 3);
    inbound::read_new(app.app.clone()).await.unwrap();
    let here = received(&app, "hiephoa").await;
    assert!(here.iter().all(|line| line == "question: Đã vào sổ câu hỏi."), "{here:?}");

    look(&app).await;
    assert_eq!(received(&app, "hiephoa").await.len(), 2, "once");
    assert_eq!(mailbox_tasks(&app).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_reader_adds_finds_its_question_by_the_address_made_for_it() {
    let Some(server) = Dovecot::start() else { return };
    let mail = MemoryMail::default();
    let mailbox = Mailbox { port: Some(server.plain), tls: Tls::Required, ..server.mailbox() };
    let app = TestApp::relaying(Transport::Memory(mail.clone()), |config| {
        config.mail.mailboxes = vec![mailbox];
    })
    .await;
    let asked = [
        ("tieu-de", "Thủ tục đăng ký khai sinh"),
        ("noi-dung", "Xin hỏi hồ sơ đăng ký khai sinh gồm những gì?"),
        ("ho-ten", "Người hỏi (mẫu)"),
        ("thu-dien-tu", "nguoi-hoi@mail.example"),
        ("dong-y-xu-ly", "co"),
    ];
    assert_eq!(app.post(HOST, "/hoi-dap/gui", &asked).await.status(), 200);
    app.drain().await;
    let told = mail.take().pop().unwrap();
    let letter = MessageParser::default().parse(&told.mime).unwrap();
    let to = letter.reply_to().unwrap().first().unwrap().address().unwrap().to_owned();
    assert!(to.starts_with("hd-"), "{to}");
    server.deliver(
        format!(
            "Return-Path: <nguoi-hoi@mail.example>\r\nDelivered-To: {USER}@provider.example\r\n\
             From: nguoi-hoi@mail.example\r\nTo: {to}\r\nSubject: Re: x\r\n\r\nXin hoi them ve le phi nop ho so.\r\n"
        )
        .as_bytes(),
    );
    look(&app).await;
    let seen = server.messages("");
    assert!(seen.len() == 1 && seen[0].ends_with('S'), "marked as read: {seen:?}");
    inbound::read_new(app.app.clone()).await.unwrap();
    assert_eq!(received(&app, "hiephoa").await, ["addition: Đã ghi là phần bổ sung của người hỏi."]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_password_is_told_at_once_and_the_mail_is_taken_when_it_is_put_right() {
    let Some(server) = Dovecot::start() else { return };
    let app = reading(server.mailbox()).await;
    server.deliver(question("hoidap@hiephoa.example", "Thu tuc khai sinh").as_bytes());
    std::fs::write(server.password(), "sai\n").unwrap();
    look(&app).await;
    assert_eq!((mailbox_tasks(&app).await, letters_to_operator(&app).await), (1, 1));
    std::fs::write(server.password(), PASSWORD).unwrap();
    look(&app).await;
    assert!(received(&app, "hiephoa").await.is_empty(), "not so soon: providers lock accounts");
    app.db().clock.advance(20 * MINUTE);
    look(&app).await;
    assert_eq!(received(&app, "hiephoa").await.len(), 1, "{}", server.log());
    assert_eq!(mailbox_tasks(&app).await, 0, "done by itself");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_with_new_numbers_is_read_again_and_everything_kept_once() {
    let Some(server) = Dovecot::start() else { return };
    let app = reading(server.mailbox()).await;
    for about in ["Thu tuc khai sinh", "Thu tuc chung thuc"] {
        server.deliver(question("hoidap@hiephoa.example", about).as_bytes());
    }
    look(&app).await;
    assert_eq!(received(&app, "hiephoa").await.len(), 2);
    let validity = "SELECT validity AS n FROM mailboxes";
    let before: Option<i64> = app.db().platform().await.unwrap().optional(validity, vec![]).await.unwrap();
    server.renumber();
    server.deliver(question("hoidap@hiephoa.example", "Thu tuc ho khau").as_bytes());
    look(&app).await;
    let after: Option<i64> = app.db().platform().await.unwrap().optional(validity, vec![]).await.unwrap();
    assert_ne!(before, after, "the server numbers anew");
    assert_eq!(received(&app, "hiephoa").await.len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_above_the_limit_stands_in_the_tray_by_its_head() {
    let Some(server) = Dovecot::start() else { return };
    let app = reading(server.mailbox()).await;
    let mut large = question("hoidap@hiephoa.example", "Ban do dia chinh").into_bytes();
    while large.len() <= LARGEST {
        large.extend_from_slice(&b"x".repeat(70));
        large.extend_from_slice(b"\r\n");
    }
    server.deliver(&large);
    server.deliver(question("hoidap@hiephoa.example", "Thu tuc khai sinh").as_bytes());
    look(&app).await;
    inbound::read_new(app.app.clone()).await.unwrap();
    let here = received(&app, "hiephoa").await;
    assert_eq!(here[0], "question: Đã vào sổ câu hỏi.");
    assert!(here[1].starts_with("waiting: Thư lớn hơn 30 MB"), "{here:?}");
    let tenant = app.app.directory.by_slug("hiephoa").unwrap();
    let mut scope = app.db().read(tenant.id()).await.unwrap();
    let waiting = inbound::store::waiting(&mut scope).await.unwrap().remove(0);
    let (_, raw) = inbound::store::open(&mut scope, &waiting.id).await.unwrap();
    assert!(raw.len() < 1000 && String::from_utf8_lossy(&raw).contains("Subject: Ban do dia chinh"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_dies_between_keeping_and_marking_keeps_once_and_marks_later() {
    let Some(server) = Dovecot::start() else { return };
    let smtp = free_port();
    let mut process = Portal::new(&format!("smtp://127.0.0.1:{smtp}?tls=none")).await;
    process.more = format!(
        "[[mail.mailboxes]]\naddress = 'hoidap@hiephoa.example'\nhost = '127.0.0.1'\nport = {}\ntls = 'none'\n\
         user = '{USER}'\npassword_file = '{}'\ndone = 'Da nhan'\nevery = 1\n",
        server.plain,
        server.password().display()
    );
    process.die_at = Some("mailbox-kept");
    process.start().await;
    server.deliver(question("hoidap@hiephoa.example", "Thu tuc khai sinh").as_bytes());
    process.wait_for_end();
    assert_eq!(server.messages("").len(), 1, "it was not moved");
    process.die_at = None;
    process.start().await;
    let begun = Instant::now();
    while server.messages(".Da nhan").is_empty() {
        // The lease of the process that died runs out, as on another node.
        assert!(begun.elapsed() < PATIENCE, "not moved: {}", server.log());
        forget_lease(&process).await;
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    process.kill();
    assert_eq!(process.one("SELECT CAST(COUNT(*) AS TEXT) AS s FROM received_mail").await, "1");
}

async fn forget_lease(process: &Portal) {
    let db = process.db().await;
    let mut platform = db.platform_write(&Actor::system()).await.unwrap();
    let sql = "UPDATE duties SET leased_until = 0 WHERE name = 'mailboxes' AND leased_until > $1";
    platform.execute(sql, portal::params![db.clock.now()]).await.unwrap();
    platform.commit().await.unwrap();
    db.store().close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_check_signs_in_and_changes_nothing() {
    let Some(server) = Dovecot::start() else { return };
    let app = reading(server.mailbox()).await;
    server.deliver(question("hoidap@hiephoa.example", "Thu tuc khai sinh").as_bytes());
    let config = Configured::with(&app, |text| {
        format!(
            "{text}[[mail.mailboxes]]\naddress = 'hoidap@hiephoa.example'\nhost = 'localhost'\nport = {}\nuser = '{USER}'\n\
             password_file = '{}'\nca = '{}'\n",
            server.wrapped,
            server.password().display(),
            server.folder.path().join("cert.pem").display()
        )
    });
    let good = portal(&config.file, &["mail", "check"], b"");
    assert_eq!(good.code, 0, "{}", good.said);
    assert!(good.said.contains("được: 1 thư trong thư mục"), "{}", good.said);
    assert_eq!(server.messages("").len(), 1);
    assert!(!server.messages("")[0].ends_with('S'));
    std::fs::write(server.password(), "sai").unwrap();
    let bad = portal(&config.file, &["mail", "check"], b"");
    assert_eq!(bad.code, 1);
    assert!(bad.said.contains("HỎNG") && !bad.said.contains("sai\n"), "{}", bad.said);
}

/// A server that holds two messages and refuses to give the first.
fn refusing() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let _ = serve(stream);
        }
    });
    port
}

fn serve(mut stream: TcpStream) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    stream.write_all(b"* OK ready\r\n")?;
    while let Some(line) = lines.next().transpose()? {
        let (tag, command) = line.split_once(' ').unwrap_or_default();
        let whole = question("hoidap@hiephoa.example", "Thu tuc khai sinh");
        let size = whole.len();
        let answer = match command {
            "CAPABILITY" => "* CAPABILITY IMAP4rev1\r\n".to_owned(),
            _ if command.starts_with("SELECT") => "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] numbers\r\n".to_owned(),
            _ if command.contains("RFC822.SIZE") => {
                format!("* 1 FETCH (UID 1 RFC822.SIZE 9)\r\n* 2 FETCH (UID 2 RFC822.SIZE {size})\r\n")
            }
            _ if command.starts_with("UID FETCH 1 ") => {
                stream.write_all(format!("{tag} NO not today\r\n").as_bytes())?;
                continue;
            }
            _ if command.starts_with("UID FETCH 2 ") => {
                format!("* 2 FETCH (UID 2 BODY[]<0> {{{size}}}\r\n{whole})\r\n")
            }
            _ => String::new(),
        };
        stream.write_all(format!("{answer}{tag} OK done\r\n").as_bytes())?;
        if command == "LOGOUT" {
            break;
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_refused_is_not_skipped_and_at_last_a_person_hears_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let password = folder.path().join("password");
    std::fs::write(&password, PASSWORD).unwrap();
    let app = reading(Mailbox {
        address: "hoidap@hiephoa.example".into(),
        host: "127.0.0.1".into(),
        port: Some(refusing()),
        tls: Tls::None,
        ca: None,
        user: USER.into(),
        password_file: Some(password),
        password_env: None,
        folder: "INBOX".into(),
        done: None,
        verified_by: None,
        every: 60,
    })
    .await;
    for n in 1..5 {
        look(&app).await;
        assert!(received(&app, "hiephoa").await.is_empty(), "look {n}: the one behind it must wait");
        app.db().clock.advance(2 * HOUR);
    }
    assert_eq!((mailbox_tasks(&app).await, letters_to_operator(&app).await), (1, 1), "failing for an hour");
    look(&app).await;
    let here = received(&app, "hiephoa").await;
    assert_eq!(here.len(), 2, "{here:?}");
    assert!(here[1].starts_with("waiting: Máy không lấy được thư này"), "{here:?}");
    assert_eq!(mailbox_tasks(&app).await, 0);
    look(&app).await;
    assert_eq!(received(&app, "hiephoa").await.len(), 2, "and once");
}

#[test]
fn a_password_file_is_read_without_its_line_end() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("password");
    std::fs::write(&file, "a b\r\n").unwrap();
    let mailbox = Mailbox {
        address: "a@b.example".into(),
        host: "localhost".into(),
        port: None,
        tls: Tls::Wrapped,
        ca: None,
        user: "a".into(),
        password_file: Some(file.clone()),
        password_env: None,
        folder: "INBOX".into(),
        done: None,
        verified_by: None,
        every: 60,
    };
    assert_eq!(mailbox.password().unwrap(), "a b");
    std::fs::write(&file, "\n").unwrap();
    assert!(mailbox.password().is_err());
}
