//! `portal mail`: what a mail server is told in every trouble, the keys, the check of the relay, and signed letters.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use crate::support::app::TestApp;
use crate::support::command::{Configured, portal, python_with};
use crate::support::smtp::{Act, SmtpTestServer, Step};
use portal::base::entropy::Entropy;
use portal::base::mail::dkim;
use portal::base::mail::transport::Transport;
use portal::inbound;

const LETTER: &[u8] =
    b"From: a@b.example\r\nTo: hoidap@hiephoa.example\r\nSubject: x\r\n\r\nXin hoi lich tiep cong dan.\r\n";
const IN: &[&str] = &["mail", "in", "--envelope-from=a@b.example", "--envelope-to=hoidap@hiephoa.example"];

async fn received(app: &TestApp) -> i64 {
    let tenant = app.app.directory.by_slug("hiephoa").unwrap();
    let mut scope = app.db().read(tenant.id()).await.unwrap();
    scope.one("SELECT COUNT(*) AS n FROM received_mail WHERE tenant_id = $1", vec![]).await.unwrap()
}

#[tokio::test]
async fn exit_0_means_on_disk_and_everything_else_is_75() {
    let app = TestApp::receiving().await;
    let config = Configured::of(&app);
    let run = |arguments: &[&str], stdin: &[u8]| portal(&config.file, arguments, stdin).code;
    assert_eq!(run(IN, LETTER), 0);
    assert_eq!(received(&app).await, 1);
    assert_eq!(run(IN, LETTER), 0, "handed over again");
    assert_eq!(received(&app).await, 1);
    let null = ["mail", "in", "--envelope-from=", "--envelope-to=<hoidap@hiephoa.example>"];
    assert_eq!(run(&null, LETTER), 0, "the null sender");
    assert_eq!(run(&["mail", "in", "--envelope-from", "", "--envelope-to", "-x@hiephoa.example"], LETTER), 0);
    let before = received(&app).await;
    assert_eq!(run(IN, b""), 75, "nothing on standard input");
    assert_eq!(run(&["mail", "in", "--envelope-from=a@b.example"], LETTER), 75, "half a command line");
    assert_eq!(run(&["mail", "in", "--what"], LETTER), 75);
    assert_eq!(run(IN, &vec![b'x'; inbound::LARGEST + 1]), 75, "larger than is taken");
    let missing = config.file.with_file_name("none.toml");
    assert_eq!(portal(&missing, IN, LETTER).code, 75, "no configuration");
    let broken = config.file.with_file_name("broken.toml");
    std::fs::write(&broken, "[database]\nurl = 'postgres://portal@127.0.0.1:1/x'\nplatform_url = 'postgres://portal@127.0.0.1:1/x'\nmigrator_url = 'postgres://portal@127.0.0.1:1/x'\n").unwrap();
    assert_eq!(portal(&broken, IN, LETTER).code, 75, "the database is gone");
    assert_eq!(received(&app).await, before);
    assert_eq!(run(IN, &vec![b'x'; inbound::LARGEST]), 0, "as large as is taken");
}

/// A file system of a few megabytes, gone when dropped.
struct Small(tempfile::TempDir);

impl Small {
    fn mounted() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=14m", "none"])
            .arg(folder.path())
            .output()
            .is_ok_and(|done| done.status.success());
        mounted.then_some(Self(folder))
    }

    fn grow(&self) {
        let done =
            Command::new("mount").args(["-o", "remount,size=200m"]).arg(self.0.path()).status().unwrap();
        assert!(done.success());
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

#[test]
fn a_full_disk_keeps_the_letter_with_the_mail_server_and_loses_nothing() {
    let Some(small) = Small::mounted() else {
        eprintln!("skipped: no file system can be mounted here");
        return;
    };
    let data = small.0.path().join("data");
    let tenants = Path::new(env!("CARGO_MANIFEST_DIR")).join("tenants/hiep-hoa-2016");
    let file = small.0.path().join("portal.toml");
    let text = format!(
        "data = '{}'\ntenants = '{}'\ntrial_hosts = true\nlives_in = '2016-12-30'\n[mail]\nfrom = 'trangtin@hiephoa.example'\nreceives = true\n",
        data.display(),
        tenants.display()
    );
    std::fs::write(&file, text).unwrap();
    let applied = portal(&file, &["tenants", "apply"], b"");
    assert_eq!(applied.code, 0, "{}", applied.said);
    assert_eq!(portal(&file, IN, LETTER).code, 0);
    let large = [LETTER, &vec![b'x'; 20 * 1024 * 1024]].concat();
    let full = portal(&file, IN, &large);
    assert_eq!(full.code, 75, "{}", full.said);
    small.grow();
    let again = portal(&file, IN, &large);
    assert_eq!(again.code, 0, "{}", again.said);
}

#[tokio::test]
async fn the_key_is_made_once_and_the_check_says_what_dns_and_the_relay_say() {
    let server = SmtpTestServer::start();
    let app = TestApp::receiving().await;
    let config = Configured::with(&app, |text| format!("{text}url = '{}'\n", server.url()));
    let before = portal(&config.file, &["mail", "check"], b"");
    assert_eq!(before.code, 0, "{}", before.said);
    assert!(before.said.contains("portal mail keys"), "{}", before.said);
    let made = portal(&config.file, &["mail", "keys"], b"");
    assert_eq!(made.code, 0, "{}", made.said);
    assert!(
        made.said.contains("portal._domainkey.hiephoa.example. IN TXT (\"v=DKIM1; k=rsa; p="),
        "{}",
        made.said
    );
    let key = app.data().join("dkim/hiephoa.example.portal.pem");
    assert_eq!(std::fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    let kept = std::fs::read(&key).unwrap();
    assert_eq!(portal(&config.file, &["mail", "keys"], b"").code, 0);
    assert_eq!(std::fs::read(&key).unwrap(), kept);
    assert!(!made.said.contains("PRIVATE"));
    let checked = portal(&config.file, &["mail", "check", "--to", "toi@co-quan.example"], b"");
    assert_eq!(checked.code, 0, "{}", checked.said);
    for words in [
        "v=spf1",
        "v=DMARC1",
        "IN MX",
        "Kết nối, lời chào",
        "220 ",
        "EHLO",
        "queued as test",
        "có chữ ký DKIM",
    ] {
        assert!(checked.said.contains(words), "{words}: {}", checked.said);
    }
    let messages = server.messages();
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0].to, ["toi@co-quan.example"]);
    assert!(String::from_utf8_lossy(&messages[0].raw).contains("DKIM-Signature: "));
    // Two connections ask, the third hands over.
    for script in [vec![], vec![], vec![(Step::Rcpt, Act::Reply("550 5.1.1 no such user"))]] {
        server.script(script);
    }
    let refused = portal(&config.file, &["mail", "check", "--to", "khong-co@co-quan.example"], b"");
    assert_eq!(refused.code, 1);
    assert!(refused.said.contains("no such user"), "{}", refused.said);
    let nobody = Configured::with(&app, |text| format!("{text}url = 'smtp://127.0.0.1:1?tls=none'\n"));
    let gone = portal(&nobody.file, &["mail", "check"], b"");
    assert_eq!(gone.code, 1);
    assert!(gone.said.contains("HỎNG"), "{}", gone.said);
}

/// Whether another implementation of DKIM finds the signature good.
fn verified(python: &str, record: &str, raw: &[u8]) -> bool {
    let script = "import dkim,sys\nrecord = sys.argv[1].encode()\nok = dkim.verify(sys.stdin.buffer.read(), dnsfunc=lambda name, timeout=5: record)\nsys.exit(0 if ok else 3)";
    crate::support::command::run(Command::new(python).args(["-c", script, record]), raw).code == 0
}

#[tokio::test]
async fn what_leaves_is_signed_and_the_frozen_bytes_are_what_is_sent() {
    let Some(python) = python_with("dkim") else {
        eprintln!("skipped: no python3 with dkimpy (PORTAL_TEST_PYTHON names one)");
        return;
    };
    let server = SmtpTestServer::start();
    // The answer to the dot is lost, so that the same letter goes twice.
    server.script(vec![(Step::Dot, Act::Close)]);
    let transport = Transport::parse(&server.url()).unwrap();
    let app = TestApp::relaying(transport, |config| {
        let keys = config.data.join("dkim");
        dkim::make(&keys, "hiephoa.example", "portal", dkim::BITS, &Entropy::seeded(7)).unwrap();
        config.mail.keys = Some(keys);
    })
    .await;
    let record = dkim::record(&app.data().join("dkim"), "hiephoa.example", "portal").unwrap().unwrap();
    let asked = [
        ("tieu-de", "Thủ tục đăng ký khai sinh, nộp ở đâu và trong bao nhiêu ngày thì có kết quả"),
        ("noi-dung", "Xin hỏi hồ sơ đăng ký khai sinh gồm những gì?"),
        ("ho-ten", "Người hỏi (mẫu)"),
        ("thu-dien-tu", "nguoi-hoi@mail.example"),
        ("dong-y-xu-ly", "co"),
    ];
    assert_eq!(app.post("hiephoa.localhost", "/hoi-dap/gui", &asked).await.status(), 200);
    app.drain().await;
    app.db().clock.advance(2 * 3_600_000);
    app.drain().await;
    let messages = server.messages();
    assert_eq!(messages.len(), 2, "once more after an uncertain end");
    assert_eq!(messages[0].raw, messages[1].raw);
    assert!(verified(&python, &record, &messages[0].raw), "{}", String::from_utf8_lossy(&messages[0].raw));
    let text = String::from_utf8(messages[0].raw.clone()).unwrap();
    for (from, to) in [("Subject: ", "Subject: x"), ("\r\n\r\n", "\r\n\r\nA"), ("Reply-To: ", "Reply-To: x")]
    {
        let forged = text.replacen(from, to, 1);
        assert!(!verified(&python, &record, forged.as_bytes()), "{from:?} is not signed");
    }
}
