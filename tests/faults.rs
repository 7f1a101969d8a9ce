//! The fault matrix: whatever fails wherever, a letter arrives once, is sent once more at most, or is a named person's task.
//!
//! Each test prints its table (`--nocapture`) and holds every line of it against that promise.

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use crate::support::process::Portal;
use crate::support::smtp::{Act, SmtpTestServer, Step, TlsOffer};
use portal::base::audit::Actor;
use portal::base::clock::{DAY, HOUR, MINUTE};
use portal::base::entropy::Entropy;
use portal::base::mail::retry::Class;
use portal::base::mail::smtp::{SmtpServer, Timeouts};
use portal::base::mail::transport::Transport;
use portal::base::scope::Db;
use portal::config;
use portal::deployment::testkit::{TestDeployment, with_tenants};
use portal::outbox::{self, MailSettings, MailState, NewMail, State, worker};
use portal::people::Role;
use portal::people::accounts::{self, NewAppointment};
use portal::tasks::{self, Task};
use portal::{deployment, params};
use sqlx::{Connection, Executor};

const HERE: &str = "hh-ducthang";
/// How long a silent server is waited for.
const QUICK: Duration = Duration::from_millis(700);

/// What became of a letter, as one line of the table.
struct Line {
    what: String,
    arrived: usize,
    state: State,
    attempts: i64,
    /// Tasks about it that a named person has.
    tasks: usize,
}

/// Prints the table and holds every line against the promise.
fn check(title: &str, table: &[Line]) {
    println!("\n{title}\n{:<34}{:>8}{:>11}{:>10}{:>7}", "", "arrived", "state", "attempts", "tasks");
    for line in table {
        let Line { what, arrived, state, attempts, tasks } = line;
        println!("{what:<34}{arrived:>8}{:>11}{attempts:>10}{tasks:>7}", state.as_str());
    }
    for Line { what, arrived, state, tasks, .. } in table {
        assert!(*arrived <= 2, "{what}: sent more than once more");
        match state {
            State::Delivered => assert!(*arrived >= 1, "{what}: called delivered, but it never arrived"),
            State::Dead => assert_eq!(*tasks, 1, "{what}: given up without a person's task"),
            other => panic!("{what}: still {other:?}"),
        }
    }
}

/// The district of 2016 with an office in one commune, so that tasks have a name.
async fn district() -> TestDeployment {
    let deployment =
        with_tenants(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tenants/hiep-hoa-2016")).await.unwrap();
    let system = Actor::system();
    let account =
        accounts::add(&deployment.db, &system, "vanphong", "Văn phòng", "a@example.vn", "mot mat khau dai 9")
            .await
            .unwrap();
    let new = NewAppointment {
        tenant: &HERE.into(),
        account: &account,
        role: Role::DistrictOffice,
        unit: None,
        from: jiff::civil::date(2016, 1, 1),
        until: None,
        decision: "QĐ 1",
    };
    accounts::appoint(&deployment.db, &system, new).await.unwrap();
    deployment
}

async fn write(db: &Db, case: &str, to: &str) -> portal::base::error::Result<()> {
    let mail = NewMail {
        class: Class::Unit,
        dedupe_key: format!("fault/{case}"),
        subject_kind: "question",
        subject_id: case,
        responsible: None,
        recipient_label: "đơn vị (mẫu)".into(),
        to: to.parse().unwrap(),
        subject: format!("Thư {case} (mẫu)"),
        text: "Kính gửi đơn vị,\n\nNội dung (mẫu).".into(),
        bounces: true,
    };
    let settings = MailSettings::of(&config::Mail::default()).unwrap();
    let mut scope = db.write(&HERE.into(), &Actor::system()).await?;
    outbox::enqueue(&mut scope, &settings, mail).await?;
    scope.commit().await
}

async fn letter(db: &Db, case: &str) -> MailState {
    let mut scope = db.read(&HERE.into()).await.unwrap();
    outbox::of_subject(&mut scope, "question", case).await.unwrap().remove(0)
}

async fn named_tasks(db: &Db, case: &str) -> usize {
    let open = tasks::open(&mut db.read(&HERE.into()).await.unwrap()).await.unwrap();
    let about = |task: &&Task| task.subject_id == case && task.account.is_some();
    open.iter().filter(about).count()
}

fn arrived(server: &SmtpTestServer, case: &str) -> usize {
    let subject = format!("Thư {case} (mẫu)");
    let is_it = |raw: &[u8]| {
        mail_parser::MessageParser::default().parse(raw).unwrap().subject() == Some(subject.as_str())
    };
    server.messages().iter().filter(|message| is_it(&message.raw)).count()
}

async fn line(db: &Db, server: &SmtpTestServer, case: &str) -> Line {
    let letter = letter(db, case).await;
    Line {
        what: case.to_owned(),
        arrived: arrived(server, case),
        state: letter.state,
        attempts: letter.attempts,
        tasks: named_tasks(db, case).await,
    }
}

fn is_final(state: State) -> bool {
    matches!(state, State::Delivered | State::Dead)
}

/// Lets waits run out until the letter has come to its end.
async fn to_its_end(db: &Db, transport: &Transport, case: &str) {
    for _ in 0..40 {
        worker::drain(db, transport).await.unwrap();
        if is_final(letter(db, case).await.state) {
            return;
        }
        db.clock.advance(5 * HOUR);
    }
    panic!("{case} has no end");
}

fn transport(url: &str) -> Transport {
    let each = Timeouts { connect: QUICK * 3, reply: QUICK, before_dot: QUICK * 4, dot: QUICK };
    Transport::Smtp(Box::new(SmtpServer::parse(url).unwrap().with_timeouts(each)))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_the_server_does_at_whatever_step() {
    let deployment = district().await;
    let db = &deployment.db;
    let server = SmtpTestServer::with(TlsOffer::StartTls, Some(("cong", "dung")));
    let authority = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(authority.path(), server.certificate.as_ref().unwrap()).unwrap();
    let place = format!("cong:dung@localhost:{}", server.port());
    let transport = transport(&format!("smtp://{place}?tls=required&ca={}", authority.path().display()));
    let steps = [
        Step::Greeting,
        Step::Ehlo,
        Step::StartTls,
        Step::Auth,
        Step::Mail,
        Step::Rcpt,
        Step::Data,
        Step::Text,
        Step::Dot,
        Step::Quit,
    ];
    let acts = [
        ("4xx", Act::Reply("451 4.3.0 later")),
        ("5xx", Act::Reply("554 5.7.1 no")),
        ("EOF", Act::Close),
        ("silence", Act::Stall),
        ("delay", Act::Late(300)),
    ];
    let mut table = Vec::new();
    for step in steps {
        for (word, act) in acts {
            // A server says nothing to a line of the text.
            if step == Step::Text && matches!(act, Act::Reply(_)) {
                continue;
            }
            let case = format!("{step:?} {word}");
            server.script(vec![(step, act)]);
            write(db, &case, "tuphap@hiephoa.example").await.unwrap();
            to_its_end(db, &transport, &case).await;
            let line = line(db, &server, &case).await;
            let (refused, unanswered) = (
                word == "5xx" && matches!(step, Step::Mail | Step::Rcpt | Step::Data | Step::Dot),
                step == Step::Dot && matches!(act, Act::Close | Act::Stall),
            );
            assert_eq!(line.state == State::Dead, refused, "{case}");
            // What a server records at the dot and then refuses never arrived; the sink counts it nevertheless.
            let expected = match (step, word) {
                _ if unanswered => 2,
                (Step::Dot, "4xx") => 2,
                (Step::Dot, "5xx") => 1,
                _ => usize::from(!refused),
            };
            assert_eq!(line.arrived, expected, "{case}");
            table.push(line);
        }
    }
    check("a server that fails once, at every step", &table);
    assert_eq!(table.len(), 48);
    let paused = tasks::of_operator(&mut db.platform().await.unwrap()).await.unwrap();
    assert!(paused.iter().any(|task| task.kind == "mail.paused"), "refused credentials are told");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_never_answers_the_dot_is_asked_twice_and_then_a_person_is() {
    let deployment = district().await;
    let db = &deployment.db;
    let server = SmtpTestServer::start();
    let transport = transport(&server.url());
    let mut table = Vec::new();
    for (case, act) in [("dot EOF, always", Act::Close), ("dot silence, always", Act::Stall)] {
        for _ in 0..2 {
            server.script(vec![(Step::Dot, act)]);
        }
        write(db, case, "tuphap@hiephoa.example").await.unwrap();
        to_its_end(db, &transport, case).await;
        table.push(line(db, &server, case).await);
    }
    check("a server that never answers the dot", &table);
    assert!(table.iter().all(|line| line.state == State::Dead && line.arrived == 2 && line.attempts == 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_workers_on_one_database_and_a_slow_server() {
    let deployment = district().await;
    let db = &deployment.db;
    let second =
        deployment::open_with(&deployment.config, Some(db.clock.clone()), Entropy::seeded(9)).await.unwrap();
    let server = SmtpTestServer::start();
    let transport = transport(&server.url());
    let cases: Vec<String> = (0..24).map(|n| format!("two workers {n}")).collect();
    for (n, case) in cases.iter().enumerate() {
        write(db, case, &format!("donvi{}@hiephoa.example", n % 8)).await.unwrap();
        server.script(vec![(Step::Rcpt, Act::Late(20))]);
    }
    let ((), two_made) = tokio::join!(
        async {
            loop {
                worker::drain(db, &transport).await.unwrap();
                if is_final(letter(db, &cases[23]).await.state) {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        },
        async { worker::drain(&second, &transport).await.unwrap() }
    );
    worker::drain(db, &transport).await.unwrap();
    let mut table = Vec::new();
    for case in &cases {
        table.push(line(db, &server, case).await);
    }
    check("two workers on one database", &table);
    assert!(table.iter().all(|line| line.arrived == 1 && line.attempts == 1));
    assert!(two_made > 0, "both worked");
    let mut order: HashMap<String, Vec<String>> = HashMap::new();
    for message in server.messages() {
        let mail = mail_parser::MessageParser::default().parse(&message.raw).unwrap().into_owned();
        order.entry(message.to[0].clone()).or_default().push(mail.subject().unwrap().to_owned());
    }
    for (to, subjects) in order {
        let numbers: Vec<usize> =
            subjects.iter().map(|subject| subject.split(' ').nth(3).unwrap().parse().unwrap()).collect();
        assert!(numbers.is_sorted(), "{to}: {numbers:?}");
    }
    second.store().close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_jumps() {
    let deployment = district().await;
    let db = &deployment.db;
    let server = SmtpTestServer::start();
    let transport = transport(&server.url());
    let mut table = Vec::new();

    let case = "forward 10 days, server well";
    server.script(vec![(Step::Rcpt, Act::Reply("450 4.2.1 greylisted"))]);
    write(db, case, "mot@hiephoa.example").await.unwrap();
    worker::drain(db, &transport).await.unwrap();
    db.clock.advance(10 * DAY);
    to_its_end(db, &transport, case).await;
    table.push(line(db, &server, case).await);

    let case = "forward 10 days, server ill";
    for _ in 0..2 {
        server.script(vec![(Step::Rcpt, Act::Reply("450 4.2.1 greylisted"))]);
    }
    write(db, case, "mot@hiephoa.example").await.unwrap();
    worker::drain(db, &transport).await.unwrap();
    db.clock.advance(10 * DAY);
    to_its_end(db, &transport, case).await;
    table.push(line(db, &server, case).await);

    // A running worker sees that nothing can be meant to wait for so long.
    let case = "back 20 days";
    server.script(vec![(Step::Rcpt, Act::Reply("450 4.2.1 greylisted"))]);
    write(db, case, "mot@hiephoa.example").await.unwrap();
    worker::drain(db, &transport).await.unwrap();
    db.clock.advance(-20 * DAY);
    let stop = tokio_util::sync::CancellationToken::new();
    let running =
        tokio::spawn(worker::run(db.clone(), transport.clone(), config::Mail::default(), stop.clone()));
    for _ in 0..200 {
        if is_final(letter(db, case).await.state) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    stop.cancel();
    running.await.unwrap();
    table.push(line(db, &server, case).await);
    check("a clock that jumps", &table);
    assert_eq!(table.iter().map(|line| line.arrived).collect::<Vec<_>>(), [1, 0, 1]);
}

/// SQLite's own limit of pages stands for the end of the disk: writes fail with the same error.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_what_it_cannot_keep_and_loses_nothing() {
    let deployment = district().await;
    let db = &deployment.db;
    if deployment.config.database.url.is_some() {
        eprintln!("skipped: the disk of a database server is its own affair");
        return;
    }
    let server = SmtpTestServer::start();
    let transport = transport(&server.url());
    let limit = async |pages: &'static str| {
        let mut platform = db.platform_write(&Actor::system()).await.unwrap();
        platform.execute(pages, params![]).await.unwrap();
        drop(platform);
    };
    let mut kept = Vec::new();
    for n in 0..10 {
        let case = format!("before the disk is full {n}");
        write(db, &case, &format!("n{n}@hiephoa.example")).await.unwrap();
        kept.push(case);
    }
    limit("PRAGMA max_page_count = 1").await;
    let mut refused = None;
    for n in 0..400 {
        let case = format!("as it fills {n}");
        match write(db, &case, &format!("m{n}@hiephoa.example")).await {
            Ok(()) => kept.push(case),
            Err(cause) => {
                refused = Some(format!("{cause:?}"));
                break;
            }
        }
    }
    let refused = refused.expect("the disk was never full");
    assert!(refused.contains("full"), "{refused}");
    // With room again writing goes on at once, without a restart.
    limit("PRAGMA max_page_count = 1073741823").await;
    write(db, "room again", "mot@hiephoa.example").await.unwrap();
    kept.push("room again".to_owned());
    limit("PRAGMA max_page_count = 1").await;
    // Nothing leaves whose attempt cannot be written down first; what can, may.
    let tried = tokio::time::timeout(Duration::from_secs(8), worker::drain(db, &transport)).await;
    println!("with a full disk the worker said: {tried:?}; {} letters left", server.messages().len());
    limit("PRAGMA max_page_count = 1073741823").await;
    db.clock.advance(30 * MINUTE);
    let mut table = Vec::new();
    for case in &kept {
        to_its_end(db, &transport, case).await;
        table.push(line(db, &server, case).await);
    }
    check("a full disk", &table);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_goes_away_while_letters_are_handed_over() {
    let deployment = district().await;
    let Some(url) = deployment.config.database.url.clone() else {
        eprintln!("skipped: a file does not hang up; set PORTAL_TEST_POSTGRES");
        return;
    };
    let name = url.rsplit('/').next().unwrap().split('?').next().unwrap().to_owned();
    let owner = std::env::var("PORTAL_TEST_POSTGRES").unwrap();
    let db = &deployment.db;
    let server = SmtpTestServer::start();
    let each = Timeouts { connect: QUICK * 4, reply: QUICK * 4, before_dot: QUICK * 9, dot: QUICK * 4 };
    let transport = Transport::Smtp(Box::new(SmtpServer::parse(&server.url()).unwrap().with_timeouts(each)));
    let mut table = Vec::new();
    for (case, step) in [("gone before the dot", Step::Rcpt), ("gone behind the dot", Step::Dot)] {
        server.script(vec![(step, Act::Late(600))]);
        write(db, case, "mot@hiephoa.example").await.unwrap();
        let hang_up = async {
            tokio::task::block_in_place(|| server.wait_for(step));
            let mut owner = sqlx::PgConnection::connect(&format!("{owner}postgres")).await.unwrap();
            let sql =
                format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
            owner.execute(sqlx::AssertSqlSafe(sql)).await.unwrap();
            owner.close().await.unwrap();
        };
        let (own, through) = (db.clone(), transport.clone());
        let sending = tokio::spawn(async move { worker::drain(&own, &through).await });
        hang_up.await;
        let sent = sending.await.unwrap();
        println!("{case}: {sent:?}");
        db.clock.advance(HOUR);
        to_its_end(db, &transport, case).await;
        table.push(line(db, &server, case).await);
    }
    check("a database that hangs up", &table);
}

/// What the database says while the process is dead; waits of the outbox run out.
async fn let_time_pass(portal: &Portal) {
    let db = portal.db().await;
    let mut platform = db.platform_write(&Actor::system()).await.unwrap();
    for sql in [
        "UPDATE outbox SET lease_until = 1 WHERE lease_until IS NOT NULL",
        "UPDATE outbox SET next_at = 1 WHERE state <> 'delivered'",
    ] {
        platform.execute(sql, params![]).await.unwrap();
    }
    platform.commit().await.unwrap();
    db.store().close().await;
}

async fn state_of(portal: &Portal, case: &str) -> (String, i64) {
    let db = portal.db().await;
    let mut scope = db.read(&HERE.into()).await.unwrap();
    let sql = "SELECT question_id AS s FROM questions WHERE tenant_id = $1 AND subject = $2";
    let question: String = scope.one(sql, params![case]).await.unwrap();
    let letter = outbox::of_subject(&mut scope, "question", &question).await.unwrap().remove(0);
    drop(scope);
    db.store().close().await;
    (letter.state.as_str().to_owned(), letter.attempts)
}

/// The real binary, killed at every boundary of a hand-over: by itself at the commits, from outside at the server's steps.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_every_boundary() {
    let server = SmtpTestServer::start();
    let mut portal = Portal::new(&server.url()).await;
    let mut table = Vec::new();
    let places =
        ["before-attempt", "after-attempt", "before-dot", "after-dot", "before-settle", "after-settle"];
    let steps = [Step::Greeting, Step::Ehlo, Step::Mail, Step::Rcpt, Step::Data, Step::Text, Step::Dot];
    let cases = places.map(|place| (place.to_owned(), Some(place), None));
    let cases = cases.into_iter().chain(steps.map(|step| (format!("server at {step:?}"), None, Some(step))));
    let mut before = 0;
    for (case, place, step) in cases {
        let case = format!("Giết tiến trình: {case}");
        if let Some(step) = step {
            server.script(vec![(step, Act::Stall)]);
        }
        portal.die_at = place;
        portal.start().await;
        let form = [
            ("tieu-de", case.as_str()),
            ("noi-dung", "Cần giấy tờ gì để đăng ký khai sinh muộn cho cháu?"),
            ("ho-ten", "Người hỏi"),
            ("thu-dien-tu", "nguoi-hoi@example.vn"),
            ("dong-y-xu-ly", "co"),
        ];
        // The process may end before it answers; the question is kept all the same, or was never acknowledged.
        let asked = portal
            .client
            .post(portal.url("/hoi-dap/gui"))
            .header("host", format!("{}:{}", crate::support::process::HOST, portal.port()))
            .form(&form)
            .send()
            .await;
        match step {
            Some(step) => {
                tokio::task::block_in_place(|| server.wait_for(step));
                portal.kill();
            }
            None => tokio::task::block_in_place(|| portal.wait_for_end()),
        }
        drop(asked);
        portal.die_at = None;
        let mut state = state_of(&portal, &case).await;
        for _ in 0..5 {
            if matches!(state.0.as_str(), "delivered" | "dead") {
                break;
            }
            let_time_pass(&portal).await;
            portal.start().await;
            tokio::time::sleep(Duration::from_millis(1_200)).await;
            portal.kill();
            state = state_of(&portal, &case).await;
        }
        let messages = server.messages().len();
        let known = State::ALL.into_iter().find(|known| known.as_str() == state.0).unwrap();
        table.push(Line {
            what: case.replace("Giết tiến trình: ", ""),
            arrived: messages - before,
            state: known,
            attempts: state.1,
            tasks: 0,
        });
        before = messages;
    }
    check("the process killed at every boundary", &table);
    for line in &table {
        assert_eq!(line.state, State::Delivered, "{}", line.what);
        // Behind the committed dot nobody knows what the server has.
        let twice = matches!(line.what.as_str(), "before-settle" | "server at Dot");
        assert_eq!(line.arrived, if twice { 2 } else { 1 }, "{}", line.what);
    }
}
