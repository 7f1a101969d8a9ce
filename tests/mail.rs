//! Mail against a real SMTP server that fails at every place where servers fail.

use std::{
    env, fs,
    path::Path,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use crate::support::smtp::{Act, SmtpTestServer, Step, TlsOffer};
use futures_util::future::join_all;
use portal::base::mail::{
    Envelope, Outcome, Phase,
    compose::{Letter, OwnDomain, compose},
    smtp::{SmtpServer, Timeouts},
    transport::Transport,
};

fn domain() -> OwnDomain {
    OwnDomain::new("hiephoa.example").unwrap()
}

fn envelope() -> Envelope {
    let from = domain().address("b-0193f2").unwrap();
    Envelope { from: Some(from.into()), to: "phongnoivu@hiephoa.example".parse().unwrap() }
}

fn mime(text: &str) -> Vec<u8> {
    let domain = domain();
    let letter = Letter {
        from_name: "Ban Biên tập".into(),
        from: domain.address("hoidap").unwrap(),
        reply_to: None,
        to_name: String::new(),
        to: envelope().to,
        subject: "Câu hỏi số 12 (mẫu)".into(),
        text: text.into(),
        message_id: domain.message_id("0193f2.1").unwrap(),
        in_reply_to: None,
        date: "2016-12-30T01:02:03Z".parse().unwrap(),
    };
    compose(&letter).unwrap()
}

/// Enough for a good server on a busy machine.
const PATIENT: Duration = Duration::from_secs(20);
/// How long a silent server is waited for.
const QUICK: Duration = Duration::from_secs(1);

fn timeouts(each: Duration) -> Timeouts {
    Timeouts { connect: each, reply: each, before_dot: each * 2, dot: each }
}

/// The outcome of one hand-over, and whether the dot was committed on the way.
async fn deliver_within(each: Duration, url: &str, mime: &[u8]) -> (Outcome, bool) {
    let server = SmtpServer::parse(url).unwrap().with_timeouts(timeouts(each));
    let committed = AtomicBool::new(false);
    let before_dot = async {
        committed.store(true, Ordering::SeqCst);
        Ok(())
    };
    let outcome = server.deliver(&envelope(), mime, before_dot).await;
    (outcome, committed.into_inner())
}

async fn deliver_to(url: &str, mime: &[u8]) -> (Outcome, bool) {
    deliver_within(PATIENT, url, mime).await
}

async fn scripted(step: Step, act: Act) -> (Outcome, bool, SmtpTestServer) {
    let server = SmtpTestServer::start();
    server.script(vec![(step, act)]);
    let silent = matches!(act, Act::Stall | Act::Drip) && step != Step::Quit;
    let each = if silent { QUICK } else { PATIENT };
    let (outcome, committed) = deliver_within(each, &server.url(), &mime("Kính gửi ông/bà")).await;
    (outcome, committed, server)
}

#[tokio::test]
async fn a_good_server_gets_the_very_bytes() {
    let server = SmtpTestServer::start();
    let mime = mime("Kính gửi ông/bà,\n.\n..\n.đầu dòng\nhết");
    let (outcome, committed) = deliver_to(&server.url(), &mime).await;
    assert_eq!(outcome, Outcome::Delivered { reply: "250 2.0.0 queued as test".into() });
    assert!(committed);
    server.wait_for(Step::Quit);
    let messages = server.messages();
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0].raw, mime);
    assert_eq!(messages[0].from, "b-0193f2@hiephoa.example");
    assert_eq!(messages[0].to, ["phongnoivu@hiephoa.example"]);
}

#[tokio::test]
async fn the_null_sender_is_null() {
    let server = SmtpTestServer::start();
    let transport = Transport::parse(&server.url()).unwrap();
    let envelope = Envelope { from: None, ..envelope() };
    let outcome = transport.deliver(&envelope, &mime("x"), async { Ok(()) }).await;
    assert!(matches!(outcome, Outcome::Delivered { .. }), "{outcome:?}");
    assert_eq!(server.messages()[0].from, "");
}

#[tokio::test]
async fn temporary_trouble_before_the_dot_is_tried_again() {
    let table = [
        (Step::Greeting, Act::Reply("421 4.3.2 too busy"), Phase::Hello),
        (Step::Greeting, Act::Reply("554 5.3.2 not now"), Phase::Hello),
        (Step::Greeting, Act::Close, Phase::Hello),
        (Step::Greeting, Act::Stall, Phase::Connect),
        (Step::Ehlo, Act::Reply("451 4.3.0 later"), Phase::Hello),
        (Step::Ehlo, Act::Stall, Phase::Connect),
        (Step::Mail, Act::Reply("451 4.3.0 later"), Phase::Mail),
        (Step::Mail, Act::Stall, Phase::Mail),
        (Step::Mail, Act::Close, Phase::Mail),
        (Step::Rcpt, Act::Reply("450 4.2.1 greylisted"), Phase::Rcpt),
        (Step::Rcpt, Act::Stall, Phase::Rcpt),
        (Step::Rcpt, Act::Close, Phase::Rcpt),
        (Step::Data, Act::Reply("452 4.3.1 full"), Phase::Data),
        (Step::Data, Act::Reply("250 2.0.0 what"), Phase::Data),
        (Step::Data, Act::Stall, Phase::Data),
        (Step::Data, Act::Close, Phase::Data),
    ];
    let tried =
        table.map(|(step, act, wanted)| async move { (step, act, wanted, scripted(step, act).await) });
    for (step, act, wanted, (outcome, committed, server)) in join_all(tried).await {
        let Outcome::RetryLater { phase, reply } = &outcome else { panic!("{step:?} {act:?}: {outcome:?}") };
        assert_eq!(*phase, wanted, "{step:?} {act:?}: {reply}");
        if let Act::Reply(text) = act {
            assert_eq!(reply, text);
        }
        assert!(!committed, "{step:?} {act:?}");
        assert!(server.messages().is_empty());
    }
}

#[tokio::test]
async fn nobody_listening_is_tried_again() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (outcome, committed) = deliver_to(&format!("smtp://{free}?tls=none"), &mime("x")).await;
    assert!(matches!(outcome, Outcome::RetryLater { phase: Phase::Connect, .. }), "{outcome:?}");
    assert!(!committed);
    let (outcome, _) = deliver_within(QUICK, "smtp://no-such-host.invalid?tls=none", &mime("x")).await;
    assert!(matches!(outcome, Outcome::RetryLater { phase: Phase::Connect, .. }), "{outcome:?}");
}

#[tokio::test]
async fn a_refusal_for_good_says_what_was_refused() {
    for (step, text, wanted) in [
        (Step::Mail, "553 5.1.8 sender unknown", Phase::Mail),
        (Step::Rcpt, "550 5.1.1 no such mailbox", Phase::Rcpt),
        (Step::Data, "554 5.5.1 no", Phase::Data),
        (Step::Dot, "550 5.7.1 looks like spam", Phase::Dot),
    ] {
        let (outcome, ..) = scripted(step, Act::Reply(text)).await;
        assert_eq!(outcome, Outcome::Refused { phase: wanted, reply: text.into() });
    }
}

#[tokio::test]
async fn a_temporary_no_to_the_dot_is_a_plain_no() {
    let (outcome, committed, _) = scripted(Step::Dot, Act::Reply("451 4.3.0 later")).await;
    assert_eq!(outcome, Outcome::RetryLater { phase: Phase::Dot, reply: "451 4.3.0 later".into() });
    assert!(committed);
}

#[tokio::test]
async fn silence_after_the_dot_is_uncertain_though_the_server_has_the_message() {
    for act in [Act::Stall, Act::Close, Act::Drip, Act::Reply("354 pardon")] {
        let (outcome, committed, server) = scripted(Step::Dot, act).await;
        assert!(matches!(outcome, Outcome::Uncertain { .. }), "{act:?}: {outcome:?}");
        assert!(committed);
        assert_eq!(server.messages().len(), 1, "{act:?}");
    }
}

#[tokio::test]
async fn losing_the_server_in_a_long_text_is_not_uncertain() {
    let server = SmtpTestServer::start();
    server.script(vec![(Step::Text, Act::Close)]);
    let long = mime(&"một dòng khá dài để đầy bộ đệm của kết nối\n".repeat(400_000));
    let (outcome, committed) = deliver_to(&server.url(), &long).await;
    assert!(matches!(outcome, Outcome::RetryLater { phase: Phase::Data, .. }), "{outcome:?}");
    assert!(committed);
    assert!(server.messages().is_empty());
}

#[tokio::test]
async fn a_server_that_drips_is_given_up() {
    let (outcome, committed, _server) = scripted(Step::Rcpt, Act::Drip).await;
    let wanted = "the server took too long altogether";
    assert_eq!(outcome, Outcome::RetryLater { phase: Phase::Rcpt, reply: wanted.into() });
    assert!(!committed);
}

#[tokio::test]
async fn a_farewell_that_stalls_does_not_hold_up_the_outcome() {
    let start = Instant::now();
    let (outcome, ..) = scripted(Step::Quit, Act::Stall).await;
    assert!(matches!(outcome, Outcome::Delivered { .. }), "{outcome:?}");
    assert!(start.elapsed() < Duration::from_secs(4), "the farewell alone is waited for 5 seconds");
}

#[tokio::test]
async fn nothing_is_sent_when_the_dot_cannot_be_committed() {
    let server = SmtpTestServer::start();
    let transport = Transport::parse(&server.url()).unwrap();
    let failing = async { anyhow::bail!("no database") };
    let outcome = transport.deliver(&envelope(), &mime("x"), failing).await;
    assert_eq!(outcome, Outcome::RetryLater { phase: Phase::Data, reply: "no database".into() });
    server.wait_for(Step::Gone);
    assert!(server.messages().is_empty());
}

#[tokio::test]
async fn a_hand_over_dropped_before_the_dot_sends_nothing() {
    let server = SmtpTestServer::start();
    let transport = Transport::parse(&server.url()).unwrap();
    let mime = mime("x");
    let never = async {
        std::future::pending::<()>().await;
        Ok(())
    };
    let envelope = envelope();
    let hand_over = transport.deliver(&envelope, &mime, never);
    let dropped = tokio::time::timeout(QUICK, hand_over);
    assert!(dropped.await.is_err());
    server.wait_for(Step::Data);
    server.wait_for(Step::Gone);
    assert!(server.messages().is_empty());
}

#[tokio::test]
async fn wrong_credentials_are_our_fault() {
    let server = SmtpTestServer::with(TlsOffer::None, Some(("cong", "dung")));
    let url = |user_info: &str| format!("smtp://{user_info}127.0.0.1:{}?tls=none", server.port());
    let (outcome, committed) = deliver_to(&url("cong:sai@"), &mime("x")).await;
    let reply = "535 5.7.8 wrong user or password".to_owned();
    assert_eq!(outcome, Outcome::OurFault { phase: Phase::Auth, reply });
    assert!(!committed);
    let (outcome, _) = deliver_to(&url(""), &mime("x")).await;
    let reply = "530 5.7.0 sign in first".to_owned();
    assert_eq!(outcome, Outcome::OurFault { phase: Phase::Mail, reply });
    server.script(vec![(Step::Auth, Act::Reply("454 4.7.0 directory is down"))]);
    let (outcome, _) = deliver_to(&url("cong:dung@"), &mime("x")).await;
    assert!(matches!(outcome, Outcome::RetryLater { phase: Phase::Auth, .. }), "{outcome:?}");
    let (outcome, _) = deliver_to(&url("cong:dung@"), &mime("x")).await;
    assert!(matches!(outcome, Outcome::Delivered { .. }), "{outcome:?}");
    assert_eq!(server.messages()[0].user.as_deref(), Some("cong"));
}

#[tokio::test]
async fn a_server_without_sign_in_is_our_fault_too() {
    let server = SmtpTestServer::start();
    let url = format!("smtp://cong:dung@127.0.0.1:{}?tls=none", server.port());
    let (outcome, _) = deliver_to(&url, &mime("x")).await;
    assert!(matches!(outcome, Outcome::OurFault { phase: Phase::Auth, .. }), "{outcome:?}");
}

/// Writes the server's certificate where a URL can name it.
fn authority(server: &SmtpTestServer) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), server.certificate.as_ref().unwrap()).unwrap();
    file
}

#[tokio::test]
async fn starttls_and_smtps_encrypt_and_carry_the_password() {
    for (offer, scheme, tls) in [
        (TlsOffer::StartTls, "smtp", "tls=required&"),
        (TlsOffer::StartTls, "smtp", "tls=opportunistic&"),
        (TlsOffer::Wrapped, "smtps", ""),
    ] {
        let server = SmtpTestServer::with(offer, Some(("cong", "dung")));
        let ca = authority(&server);
        let place = format!("cong:dung@localhost:{}", server.port());
        let url = format!("{scheme}://{place}?{tls}ca={}", ca.path().display());
        let (outcome, _) = deliver_to(&url, &mime("x")).await;
        assert!(matches!(outcome, Outcome::Delivered { .. }), "{url}: {outcome:?}");
        let message = &server.messages()[0];
        assert!(message.encrypted && message.user.is_some());
    }
}

#[tokio::test]
async fn a_server_that_cannot_prove_itself_gets_nothing() {
    for (offer, scheme) in [(TlsOffer::StartTls, "smtp"), (TlsOffer::Wrapped, "smtps")] {
        let server = SmtpTestServer::with(offer, None);
        let (outcome, committed) =
            deliver_to(&format!("{scheme}://localhost:{}", server.port()), &mime("x")).await;
        assert!(matches!(outcome, Outcome::RetryLater { .. }), "{outcome:?}");
        assert!(outcome.reply().contains("certificate"), "{outcome:?}");
        assert!(!committed && server.messages().is_empty());
    }
}

#[tokio::test]
async fn required_encryption_is_not_negotiable() {
    let server = SmtpTestServer::start();
    let (outcome, _) = deliver_to(&format!("smtp://localhost:{}", server.port()), &mime("x")).await;
    assert!(matches!(outcome, Outcome::RetryLater { phase: Phase::StartTls, .. }), "{outcome:?}");
    assert!(server.messages().is_empty());
    let url = format!("smtp://localhost:{}?tls=opportunistic", server.port());
    let (outcome, _) = deliver_to(&url, &mime("x")).await;
    assert!(matches!(outcome, Outcome::Delivered { .. }), "{outcome:?}");
    assert!(!server.messages()[0].encrypted);
}

/// The client that is killed below: the same test binary, told by the environment to send one message and to
/// leave a mark where an outbox would commit "about to send the dot".
#[tokio::test]
#[ignore = "a part of the tests that kill it"]
async fn child_sends_one_message() {
    let (Ok(url), Ok(mark)) = (env::var("MAIL_TEST_URL"), env::var("MAIL_TEST_MARK")) else { return };
    let transport = Transport::parse(&url).unwrap();
    let before_dot = async { Ok(fs::write(&mark, "about to send the dot")?) };
    let outcome = transport.deliver(&envelope(), &mime("x"), before_dot).await;
    panic!("was to be killed, but: {outcome:?}");
}

fn child(url: &str, mark: &Path) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", "mail::child_sends_one_message", "--ignored"])
        .env("MAIL_TEST_URL", url)
        .env("MAIL_TEST_MARK", mark)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn a_client_killed_anywhere_leaves_a_mark_that_tells_what_may_have_happened() {
    for (step, marked, arrived) in [
        (Step::Greeting, false, 0),
        (Step::Mail, false, 0),
        (Step::Rcpt, false, 0),
        (Step::Data, false, 0),
        (Step::Text, true, 0),
        (Step::Dot, true, 1),
    ] {
        let server = SmtpTestServer::start();
        server.script(vec![(step, Act::Stall)]);
        let folder = tempfile::tempdir().unwrap();
        let mark = folder.path().join("mark");
        let mut client = child(&server.url(), &mark);
        server.wait_for(step);
        client.kill().unwrap();
        client.wait().unwrap();
        server.wait_for(Step::Gone);
        assert_eq!(mark.exists(), marked, "{step:?}");
        assert_eq!(server.messages().len(), arrived, "{step:?}");
    }
}
