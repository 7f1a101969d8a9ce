//! What becomes of letters in the district of 2016, whatever the server does and wherever the process dies.

use std::path::Path;

use super::desk::Drawer;
use super::settle::{Ending, settle};
use super::*;
use crate::base::audit::Actor;
use crate::base::clock::{DAY, HOUR, MINUTE};
use crate::base::mail::memory::MemoryMail;
use crate::base::mail::transport::Transport;
use crate::base::mail::{Outcome, Phase};
use crate::deployment::testkit::{TestDeployment, with_tenants};
use crate::params;
use crate::tasks::{self, Task};

const TO: &str = "nguoihoi.mau@example.org";

struct Desk {
    deployment: TestDeployment,
    tray: MemoryMail,
    transport: Transport,
}

impl Desk {
    async fn open() -> Self {
        let deployment = with_tenants(Path::new("tenants/hiep-hoa-2016")).await.unwrap();
        let tray = MemoryMail::default();
        Self { deployment, transport: Transport::Memory(tray.clone()), tray }
    }

    fn db(&self) -> &Db {
        &self.deployment.db
    }

    async fn write(&self, key: &str, class: Class) -> Option<MailId> {
        self.write_as(&commune(), key, class, None).await
    }

    async fn write_as(
        &self,
        tenant: &TenantId,
        key: &str,
        class: Class,
        responsible: Option<&AccountId>,
    ) -> Option<MailId> {
        let settings = MailSettings::of(&config::Mail::default()).unwrap();
        let mail = NewMail {
            class,
            dedupe_key: key.to_owned(),
            subject_kind: "question",
            subject_id: "q1",
            responsible,
            recipient_label: "bạn đọc".to_owned(),
            to: TO.parse().unwrap(),
            subject: "Câu hỏi số 1 (mẫu)".to_owned(),
            text: "Câu hỏi của ông/bà đã được trả lời.".to_owned(),
            bounces: class == Class::Unit,
        };
        let mut scope = self.db().write(tenant, &Actor::system()).await.unwrap();
        let id = enqueue(&mut scope, &settings, mail).await.unwrap();
        scope.commit().await.unwrap();
        id
    }

    /// A letter of another case or to somebody else, named in its subject by its key.
    async fn write_about(&self, tenant: &TenantId, key: &str, case: &str, to: &str) -> MailId {
        let settings = MailSettings::of(&config::Mail::default()).unwrap();
        let mail = NewMail {
            class: Class::Unit,
            dedupe_key: key.to_owned(),
            subject_kind: "question",
            subject_id: case,
            responsible: None,
            recipient_label: "đơn vị".to_owned(),
            to: to.parse().unwrap(),
            subject: key.to_owned(),
            text: "Nội dung (mẫu).".to_owned(),
            bounces: true,
        };
        let mut scope = self.db().write(tenant, &Actor::system()).await.unwrap();
        let id = enqueue(&mut scope, &settings, mail).await.unwrap().unwrap();
        scope.commit().await.unwrap();
        id
    }

    /// The subjects of what left since the last look, in order, with the recipients.
    fn left(&self) -> Vec<(String, String)> {
        let subject = |mime: &[u8]| {
            let mail = mail_parser::MessageParser::default().parse(mime).unwrap();
            mail.subject().unwrap().to_owned()
        };
        self.tray.take().iter().map(|sent| (sent.envelope.to.to_string(), subject(&sent.mime))).collect()
    }

    /// Every letter of the commune, oldest first.
    async fn all(&self) -> Vec<MailState> {
        let mut scope = self.db().read(&commune()).await.unwrap();
        let mut all = desk::list(&mut scope, &desk::Filter::default(), None, 1_000).await.unwrap();
        all.reverse();
        all
    }

    async fn drain(&self) -> usize {
        worker::drain(self.db(), &self.transport).await.unwrap()
    }

    async fn outcome(&self, outcome: Outcome) -> usize {
        self.tray.push_outcome(outcome);
        self.drain().await
    }

    async fn letters(&self) -> Vec<MailState> {
        of_subject(&mut self.db().read(&commune()).await.unwrap(), "question", "q1").await.unwrap()
    }

    async fn letter(&self) -> MailState {
        let mut letters = self.letters().await;
        assert_eq!(letters.len(), 1);
        letters.remove(0)
    }

    async fn tasks(&self) -> Vec<Task> {
        tasks::open(&mut self.db().read(&commune()).await.unwrap()).await.unwrap()
    }

    async fn audited(&self) -> Vec<String> {
        let sql =
            "SELECT action AS s FROM audit_events WHERE tenant_id = $1 AND subject_id = 'q1' ORDER BY seq";
        self.db().read(&commune()).await.unwrap().all(sql, vec![]).await.unwrap()
    }

    /// A process that dies after claiming, before or behind the committed dot.
    async fn crash(&self, behind_the_dot: bool) -> store::Attempt {
        let claimed = store::claim(self.db(), 1).await.unwrap().remove(0);
        if behind_the_dot {
            store::before_dot(self.db(), &claimed.attempt).await.unwrap();
        }
        claimed.attempt
    }

    async fn execute(&self, sql: &'static str, params: Vec<crate::base::db::Param>) {
        let mut scope = self.db().write(&commune(), &Actor::system()).await.unwrap();
        assert_eq!(scope.execute(sql, params).await.unwrap(), 1);
        scope.commit().await.unwrap();
    }
}

fn commune() -> TenantId {
    "hh-ducthang".into()
}

fn later() -> Outcome {
    Outcome::RetryLater { phase: Phase::Rcpt, reply: "451 later".into() }
}

fn unclear() -> Outcome {
    Outcome::Uncertain { reason: "time-out".into() }
}

fn our_fault() -> Outcome {
    Outcome::OurFault { phase: Phase::Auth, reply: "535 no".into() }
}

#[tokio::test]
async fn a_letter_goes_once_and_is_delivered() {
    let desk = Desk::open().await;
    assert!(desk.write("answer/q1", Class::Reader).await.is_some());
    assert!(desk.write("answer/q1", Class::Reader).await.is_none(), "the same key is the same letter");
    assert_eq!(desk.letter().await.state, State::Queued);
    assert_eq!(desk.drain().await, 1);
    let letter = desk.letter().await;
    assert_eq!((letter.state, letter.attempts, letter.phase.as_str()), (State::Delivered, 1, "dot"));
    assert_eq!(letter.delivered_at, Some(desk.db().clock.now()));
    let sent = desk.tray.take();
    assert_eq!(sent.len(), 1);
    assert_eq!((sent[0].envelope.from.clone(), sent[0].envelope.to.to_string()), (None, TO.to_owned()));
    let mime = String::from_utf8(sent[0].mime.clone()).unwrap();
    assert!(mime.contains(&format!("Message-ID: <{}@hiephoa.example>", letter.id)), "{mime}");
    assert_eq!(desk.audited().await, ["mail.delivered"]);
    desk.db().clock.advance(4 * DAY);
    assert_eq!(desk.drain().await, 0);
    assert_eq!(desk.tasks().await, []);
}

#[tokio::test]
async fn it_leaves_only_with_the_transaction_that_caused_it_and_one_tenants_key_is_not_anothers() {
    let desk = Desk::open().await;
    let settings = MailSettings::of(&config::Mail::default()).unwrap().named("Ủy ban nhân dân xã Đức Thắng");
    assert_eq!(settings.from_name, "Ủy ban nhân dân xã Đức Thắng");
    let mail = NewMail {
        class: Class::Unit,
        dedupe_key: "k".into(),
        subject_kind: "question",
        subject_id: "q1",
        responsible: None,
        recipient_label: "đơn vị tuphap".into(),
        to: TO.parse().unwrap(),
        subject: String::new(),
        text: String::new(),
        bounces: true,
    };
    let mut scope = desk.db().write(&commune(), &Actor::system()).await.unwrap();
    assert!(enqueue(&mut scope, &settings, mail).await.unwrap().is_some());
    drop(scope);
    assert_eq!(desk.drain().await, 0);
    assert!(desk.write("k", Class::Unit).await.is_some());
    assert!(desk.write_as(&"hh-donglo".into(), "k", Class::Unit, None).await.is_some());
    assert_eq!(desk.drain().await, 2);
    let sender = desk.tray.take().remove(0).envelope.from.unwrap().to_string();
    assert_eq!(sender, config::Mail::default().from, "a unit's mail may bounce");
}

#[tokio::test]
async fn the_address_stands_nowhere_in_clear() {
    let desk = Desk::open().await;
    desk.write("k", Class::Reader).await.unwrap();
    let reply = format!("550 5.1.1 <{TO}>: NguoiHoi.Mau is unknown");
    desk.outcome(Outcome::Refused { phase: Phase::Rcpt, reply }).await;
    let sql = "SELECT concat_ws('|', dedupe_key, class, subject_kind, recipient_label, recipient_digest, message_id, \
               last_reply) AS s FROM outbox WHERE tenant_id = $1";
    let mut scope = desk.db().read(&commune()).await.unwrap();
    let row: String = scope.one(sql, vec![]).await.unwrap();
    assert!(row.contains("550 5.1.1"), "{row}");
    assert!(!row.to_lowercase().contains("nguoihoi") && !row.contains("example.org"), "{row}");
    let sealed: Vec<Sealed> =
        scope.all("SELECT envelope, mime FROM outbox WHERE tenant_id = $1", vec![]).await.unwrap();
    assert!(!sealed[0].0.windows(8).any(|bytes| bytes == b"nguoihoi"));
    let task = desk.tasks().await.remove(0).text;
    assert!(!task.contains('@') && task.contains("bạn đọc"), "{task}");
}

struct Sealed(Vec<u8>);

impl crate::base::db::FromRow for Sealed {
    fn from_row(row: &crate::base::db::Row) -> Result<Self> {
        Ok(Self([row.get::<Vec<u8>>("envelope")?, row.get::<Vec<u8>>("mime")?].concat()))
    }
}

#[tokio::test]
async fn what_fails_before_the_dot_is_tried_again_and_the_operator_hears_once() {
    let desk = Desk::open().await;
    desk.write("k", Class::Unit).await.unwrap();
    assert_eq!(desk.outcome(later()).await, 1);
    let letter = desk.letter().await;
    assert_eq!(
        (letter.state, letter.phase.as_str(), letter.last_reply.as_deref()),
        (State::Queued, "rcpt", Some("451 later"))
    );
    let wait = letter.next_at - desk.db().clock.now();
    assert!((48_000..=72_000).contains(&wait), "{wait}");
    assert_eq!(desk.drain().await, 0, "not yet due");
    desk.db().clock.advance(2 * HOUR);
    let claimed = store::claim(desk.db(), 1).await.unwrap().remove(0);
    let ending = || Ending::Came { outcome: later(), reply: "451 later".into() };
    assert_eq!(settle(desk.db(), &claimed.attempt, &ending()).await.unwrap(), settle::After::Alarm);
    desk.db().clock.advance(2 * HOUR);
    let claimed = store::claim(desk.db(), 1).await.unwrap().remove(0);
    assert_eq!(settle(desk.db(), &claimed.attempt, &ending()).await.unwrap(), settle::After::Nothing);
    assert_eq!(desk.tasks().await, []);
}

#[tokio::test]
async fn a_letter_that_nobody_takes_expires_into_a_task() {
    let desk = Desk::open().await;
    desk.write("k", Class::Unit).await.unwrap();
    desk.outcome(later()).await;
    desk.db().clock.advance(48 * HOUR);
    desk.outcome(later()).await;
    assert_eq!(desk.letter().await.state, State::Dead);
    assert_eq!(desk.tasks().await.len(), 1);
    assert_eq!(desk.audited().await, ["mail.dead"]);
}

#[tokio::test]
async fn a_refusal_is_the_task_of_the_one_responsible() {
    use crate::people::accounts::{self, NewAppointment};
    let desk = Desk::open().await;
    let system = Actor::system();
    let id =
        accounts::add(desk.db(), &system, "thuky", "Thư ký (mẫu)", "x@hiephoa.example", "mot mat khau dai")
            .await
            .unwrap();
    let tenant = commune();
    let new = NewAppointment {
        tenant: &tenant,
        account: &id,
        role: crate::people::Role::Member,
        unit: None,
        from: jiff::civil::date(2016, 12, 28),
        until: None,
        decision: "01/QĐ-UBND (mẫu)",
    };
    accounts::appoint(desk.db(), &system, new).await.unwrap();
    desk.write_as(&tenant, "k", Class::Unit, Some(&id)).await.unwrap();
    desk.outcome(Outcome::Refused { phase: Phase::Data, reply: "554 no".into() }).await;
    assert_eq!(desk.letter().await.state, State::Dead);
    let task = desk.tasks().await.remove(0);
    assert_eq!((task.account, task.kind.as_str(), task.subject_id.as_str()), (Some(id), "mail.dead", "q1"));
}

#[tokio::test]
async fn the_uncertain_is_resent_once_with_the_same_bytes_and_then_a_task() {
    let desk = Desk::open().await;
    desk.write("k", Class::Reader).await.unwrap();
    desk.outcome(unclear()).await;
    assert_eq!(desk.letter().await.state, State::Uncertain);
    assert_eq!(desk.drain().await, 0, "it waits first");
    desk.db().clock.advance(36 * MINUTE);
    assert_eq!(desk.outcome(unclear()).await, 1);
    assert_eq!(desk.letter().await.state, State::Dead);
    let sent = desk.tray.take();
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[0], sent[1]);
    desk.db().clock.advance(4 * DAY);
    assert_eq!(desk.drain().await, 0);
    assert_eq!(desk.tasks().await.len(), 1);
    assert_eq!(desk.audited().await, ["mail.uncertain", "mail.dead"]);
}

#[tokio::test]
async fn a_reminder_is_not_resent() {
    let desk = Desk::open().await;
    desk.write("k", Class::Reminder).await.unwrap();
    desk.outcome(unclear()).await;
    desk.db().clock.advance(4 * DAY);
    assert_eq!(desk.drain().await, 0);
    assert_eq!(desk.letter().await.state, State::Uncertain);
    assert_eq!(desk.audited().await, ["mail.uncertain"]);
    assert_eq!(store::next_due(desk.db()).await.unwrap(), None);
}

#[tokio::test]
async fn a_crash_before_the_dot_is_a_retry() {
    let desk = Desk::open().await;
    desk.write("k", Class::Reader).await.unwrap();
    let dead = desk.crash(false).await;
    assert_eq!(desk.drain().await, 0, "the lease holds");
    desk.db().clock.advance(store::LEASE);
    assert_eq!(desk.drain().await, 0);
    assert_eq!(desk.letter().await.state, State::Queued);
    desk.db().clock.advance(2 * MINUTE);
    assert_eq!(desk.drain().await, 1);
    assert_eq!(desk.letter().await.state, State::Delivered);
    assert_eq!(desk.tray.take().len(), 1);
    assert!(store::before_dot(desk.db(), &dead).await.is_err(), "whoever lost the letter may not send it");
}

#[tokio::test]
async fn a_crash_behind_the_dot_is_uncertain_and_twice_is_a_task() {
    let desk = Desk::open().await;
    desk.write("k", Class::Reader).await.unwrap();
    desk.crash(true).await;
    desk.db().clock.advance(store::LEASE);
    assert_eq!(desk.drain().await, 0);
    let letter = desk.letter().await;
    assert_eq!((letter.state, letter.phase.as_str()), (State::Uncertain, "dot"));
    desk.db().clock.advance(36 * MINUTE);
    desk.crash(true).await;
    assert_eq!(desk.tasks().await, []);
    desk.db().clock.advance(store::LEASE);
    assert_eq!(desk.drain().await, 0);
    assert_eq!(desk.letter().await.state, State::Dead);
    assert_eq!(desk.tasks().await.len(), 1);
}

#[tokio::test]
async fn an_answer_that_comes_after_the_lease_still_counts() {
    let desk = Desk::open().await;
    desk.write("k", Class::Reader).await.unwrap();
    let slow = desk.crash(true).await;
    desk.db().clock.advance(store::LEASE);
    desk.drain().await;
    let delivered =
        Ending::Came { outcome: Outcome::Delivered { reply: "250 ok".into() }, reply: "250 ok".into() };
    settle(desk.db(), &slow, &delivered).await.unwrap();
    settle(desk.db(), &slow, &Ending::Crashed).await.unwrap();
    assert_eq!(desk.letter().await.state, State::Delivered);
    desk.db().clock.advance(DAY);
    assert_eq!(desk.drain().await, 0);
}

#[tokio::test]
async fn rows_that_cannot_be_opened_become_tasks_and_block_nobody() {
    let desk = Desk::open().await;
    for key in ["a", "b", "c", "d", "e", "f"] {
        desk.write(key, Class::Reader).await.unwrap();
    }
    let spoil = "UPDATE outbox SET mime = $3 WHERE tenant_id = $1 AND dedupe_key = $2";
    desk.execute(spoil, params!["a", vec![7_u8; 60]]).await;
    desk.execute(spoil, params!["b", None::<Vec<u8>>]).await;
    desk.execute("UPDATE outbox SET class = 'x' WHERE tenant_id = $1 AND dedupe_key = $2", params!["c"])
        .await;
    desk.execute("UPDATE outbox SET phase = 'dot', state = 'sending', lease_until = 0, subject_id = 'other' WHERE tenant_id = $1 AND dedupe_key = $2", params!["d"]).await;
    assert_eq!(desk.drain().await, 5);
    assert_eq!(desk.tray.take().len(), 2);
    let states: Vec<_> = desk.letters().await.into_iter().map(|letter| letter.state).collect();
    assert_eq!(states.iter().filter(|state| **state == State::Dead).count(), 3, "{states:?}");
    assert_eq!(states.iter().filter(|state| **state == State::Delivered).count(), 2, "{states:?}");
    assert_eq!(desk.tasks().await.len(), 3);
}

#[tokio::test]
async fn a_letter_moved_to_another_row_does_not_open() {
    let desk = Desk::open().await;
    desk.write("a", Class::Reader).await.unwrap();
    desk.write("b", Class::Reader).await.unwrap();
    let swap = "UPDATE outbox SET envelope = (SELECT o.envelope FROM outbox o WHERE o.tenant_id = $1 AND o.dedupe_key = 'b') \
                WHERE tenant_id = $1 AND dedupe_key = 'a'";
    desk.execute(swap, vec![]).await;
    desk.drain().await;
    assert_eq!(desk.tray.take().len(), 1);
    assert_eq!(desk.tasks().await.len(), 1);
}

#[tokio::test]
async fn refused_credentials_pause_the_queue_and_cost_no_letter_its_life() {
    let desk = Desk::open().await;
    desk.write("a", Class::Unit).await.unwrap();
    desk.outcome(later()).await;
    desk.db().clock.advance(2 * MINUTE);
    assert_eq!(desk.outcome(our_fault()).await, 1);
    assert_eq!(desk.letter().await.attempts, 1, "the attempt does not count");
    desk.write_about(&commune(), "b", "q2", TO).await;
    assert_eq!(desk.drain().await, 0, "paused");
    for _ in 0..3 {
        desk.db().clock.advance(store::PAUSE);
        assert_eq!(desk.outcome(our_fault()).await, 1, "one letter tries every five minutes");
    }
    desk.db().clock.advance(60 * HOUR);
    desk.tray.push_outcome(later());
    assert_eq!(desk.drain().await, 2);
    let states: Vec<_> = desk.all().await.into_iter().map(|letter| letter.state).collect();
    assert_eq!(states, [State::Queued, State::Delivered]);
    desk.db().clock.advance(DAY);
    assert_eq!(desk.drain().await, 1);
    assert!(desk.all().await.iter().all(|letter| letter.state == State::Delivered));
    assert_eq!(desk.tasks().await, []);
}

#[tokio::test]
async fn letters_to_one_address_are_counted_without_it() {
    let desk = Desk::open().await;
    desk.write("a", Class::Reader).await.unwrap();
    let then = desk.db().clock.now();
    desk.db().clock.advance(DAY);
    desk.write("b", Class::Reader).await.unwrap();
    let mut scope = desk.db().read(&commune()).await.unwrap();
    let upper: Address = TO.to_uppercase().parse().unwrap();
    assert_eq!(written_since(&mut scope, &upper, then).await.unwrap(), 2);
    assert_eq!(written_since(&mut scope, &upper, then + 1).await.unwrap(), 1);
    let other: Address = "khac@example.org".parse().unwrap();
    assert_eq!(written_since(&mut scope, &other, then).await.unwrap(), 0);
}

#[tokio::test]
async fn the_worker_sends_what_is_committed_and_stops_when_told() {
    let desk = Desk::open().await;
    let stop = tokio_util::sync::CancellationToken::new();
    let mail = config::Mail::default();
    let running = tokio::spawn(worker::run(desk.db().clone(), desk.transport.clone(), mail, stop.clone()));
    for key in ["a", "b", "c", "d", "e", "f", "g"] {
        desk.write(key, Class::Unit).await.unwrap();
    }
    let all = async {
        while desk.tray.sent().len() < 7 {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), all).await.unwrap();
    stop.cancel();
    tokio::time::timeout(std::time::Duration::from_secs(10), running).await.unwrap().unwrap();
    assert!(
        desk.letters().await.iter().all(|letter| letter.state == State::Delivered),
        "what ran was finished"
    );
    let counts = store::counts(desk.db()).await.unwrap();
    assert_eq!((counts.states, counts.paused), (vec![("delivered".to_owned(), 7)], false));
}

#[tokio::test]
async fn two_workers_send_each_letter_once() {
    let desk = Desk::open().await;
    for n in 0..12 {
        desk.write(&n.to_string(), Class::Unit).await.unwrap();
    }
    let (one, two) = tokio::join!(desk.drain(), desk.drain());
    assert_eq!((one + two, desk.tray.take().len()), (12, 12));
}

#[test]
fn a_servers_words_lose_the_address() {
    let to: Address = "nguoihoi.mau@example.org".parse().unwrap();
    let said = worker::without_address(
        "550 <NguoiHoi.Mau@Example.Org> nguoihoi.mau unknown, see admin@relay.example",
        &to,
    );
    assert!(said.starts_with("550 ") && said.ends_with(']') && !said.contains('@'), "{said}");
    assert!(!said.to_lowercase().contains("nguoihoi"), "{said}");
}

#[test]
fn a_sender_that_is_no_address_is_refused() {
    for from in ["", "hiephoa.example", "a b@hiephoa.example", "hỏi@hiephoa.example"] {
        let mail = config::Mail { from: from.to_owned(), ..config::Mail::default() };
        assert!(MailSettings::of(&mail).is_err(), "{from}");
    }
}

fn stays_away() -> Outcome {
    Outcome::RetryLater { phase: Phase::Connect, reply: "connection refused".into() }
}

#[tokio::test]
async fn a_dead_relay_for_twelve_hours_loses_nothing_and_keeps_order() {
    let desk = Desk::open().await;
    // Nobody listens on port 1.
    let dead = Transport::parse("smtp://127.0.0.1:1?tls=none").unwrap();
    let tenants = [commune(), TenantId::from("hh-donglo")];
    let people = ["mot@example.org", "hai@example.org", "ba@khac.example"];
    let mut written = 0;
    for round in 0..24 {
        for (at, to) in people.iter().enumerate() {
            let tenant = &tenants[(round + at) % 2];
            desk.write_about(tenant, &format!("{written:03}"), &format!("q{written}"), to).await;
            written += 1;
        }
        worker::drain(desk.db(), &dead).await.unwrap();
        desk.db().clock.advance(30 * MINUTE);
    }
    assert!(desk.tasks().await.iter().all(|task| task.kind == "mail.late"), "late, but none given up");
    assert_eq!(desk.tasks().await.len(), 1, "one task as long as it is open");
    // The first letter that comes due finds the server back and brings all others along.
    desk.db().clock.advance(4 * HOUR + HOUR);
    assert_eq!(desk.drain().await, written);
    let left = desk.left();
    assert_eq!(left.len(), written);
    for to in people {
        for (at, _) in tenants.iter().enumerate() {
            let of_lane = |subject: &str| {
                let n: usize = subject.parse().unwrap();
                (n / 3 + n % 3) % 2 == at
            };
            let order: Vec<&String> = left
                .iter()
                .filter(|(whom, subject)| whom == to && of_lane(subject))
                .map(|(_, subject)| subject)
                .collect();
            assert!(order.len() == 12 && order.is_sorted(), "{to}: {order:?}");
        }
    }
}

#[tokio::test]
async fn the_server_back_brings_along_what_waited_for_it_and_nothing_else() {
    let desk = Desk::open().await;
    desk.write_about(&commune(), "away", "q1", "mot@example.org").await;
    assert_eq!(desk.outcome(stays_away()).await, 1);
    desk.write_about(&commune(), "greylisted", "q2", "hai@example.org").await;
    assert_eq!(desk.outcome(later()).await, 1);
    desk.write_about(&commune(), "behind", "q3", "mot@example.org").await;
    assert_eq!(desk.drain().await, 0, "an earlier letter to the same person waits for the server");
    desk.write_about(&commune(), "other", "q4", "ba@example.org").await;
    assert_eq!(desk.drain().await, 3);
    let left: Vec<String> = desk.left().into_iter().map(|(_, subject)| subject).collect();
    assert_eq!(left, ["other", "away", "behind"]);
}

#[tokio::test]
async fn a_letter_that_nobody_takes_holds_up_its_own_case_and_nothing_else() {
    let desk = Desk::open().await;
    desk.write_about(&commune(), "first", "q1", "mot@example.org").await;
    assert_eq!(desk.outcome(later()).await, 1);
    desk.write_about(&commune(), "same-case", "q1", "mot@example.org").await;
    desk.write_about(&commune(), "other-case", "q2", "mot@example.org").await;
    desk.write_about(&commune(), "other-person", "q1", "hai@example.org").await;
    assert_eq!(desk.drain().await, 2);
    let mut left: Vec<String> = desk.left().into_iter().map(|(_, subject)| subject).collect();
    left.sort();
    assert_eq!(left, ["other-case", "other-person"]);
    desk.db().clock.advance(2 * MINUTE);
    assert_eq!(desk.drain().await, 2);
    let left: Vec<String> = desk.left().into_iter().map(|(_, subject)| subject).collect();
    assert_eq!(left, ["first", "same-case"], "in order");
}

#[tokio::test]
async fn a_tenant_with_many_letters_does_not_keep_another_waiting() {
    let desk = Desk::open().await;
    for n in 0..20 {
        desk.write_about(&commune(), &format!("many{n}"), "q1", &format!("n{n}@many{n}.example")).await;
    }
    desk.write_about(&"hh-donglo".into(), "single", "q2", "mot@example.org").await;
    desk.drain().await;
    let left: Vec<String> = desk.left().into_iter().map(|(_, subject)| subject).collect();
    assert_eq!(left.len(), 21);
    let at = left.iter().position(|subject| subject == "single").unwrap();
    assert!(at < 6, "{at}: {left:?}");
}

#[tokio::test]
async fn a_person_sends_again_once_and_the_bytes_are_the_same() {
    let desk = Desk::open().await;
    let id = desk.write("answer/q1", Class::Reader).await.unwrap();
    let again = async || {
        let mut scope = desk.db().write(&commune(), &Actor::system()).await.unwrap();
        let done = desk::resend(&mut scope, &id, Drawer::Shut).await;
        if done.is_ok() {
            scope.commit().await.unwrap();
        }
        done
    };
    assert!(matches!(again().await, Err(Error::Conflict(_))), "it goes by itself");
    desk.outcome(unclear()).await;
    let first = desk.tray.take();
    let fresh = again().await.unwrap();
    assert!(matches!(again().await, Err(Error::Conflict(_))), "once");
    desk.db().clock.advance(DAY);
    assert_eq!(desk.drain().await, 1, "the old one goes no more by itself");
    let second = desk.tray.take();
    assert_eq!(first[0], second[0]);
    let letters = desk.letters().await;
    assert_eq!(letters[0].resent_as.as_ref(), Some(&fresh));
    assert_eq!((letters[1].resend_of.as_ref(), letters[1].state), (Some(&id), State::Delivered));
    let mut scope = desk.db().read(&commune()).await.unwrap();
    let attempts = desk::attempts(&mut scope, &id).await.unwrap();
    assert_eq!(
        (attempts.len(), attempts[0].came_to.as_str(), attempts[0].phase.as_str()),
        (1, "uncertain", "dot")
    );
    assert!(attempts[0].ended_at.is_some());
}

#[tokio::test]
async fn what_the_system_stopped_says_who_and_why_and_is_not_sent_again() {
    let desk = Desk::open().await;
    let id = desk.write("nhac/q1", Class::Reminder).await.unwrap();
    let mut scope = desk.db().write(&commune(), &Actor::system()).await.unwrap();
    assert!(withdraw(&mut scope, &id, "câu hỏi đã có bước mới").await.unwrap());
    assert!(!withdraw(&mut scope, &id, "lần nữa").await.unwrap(), "it waits no more");
    scope.commit().await.unwrap();
    assert_eq!(desk.drain().await, 0);
    let letter = desk.letter().await;
    assert_eq!((letter.state, letter.ended_by.as_deref()), (State::Stopped, Some(SYSTEM)));
    assert_eq!((letter.ended_why.as_deref(), letter.last_reply), (Some("câu hỏi đã có bước mới"), None));
    assert!(!desk.letter().await.may_be_resent());
    let mut scope = desk.db().write(&commune(), &Actor::system()).await.unwrap();
    let again = desk::resend(&mut scope, &id, Drawer::Shut).await;
    assert!(matches!(again, Err(Error::Conflict(_))), "what it says no longer holds");
}

#[tokio::test]
async fn what_waits_can_be_stopped_and_what_came_back_is_a_task_once() {
    let desk = Desk::open().await;
    let id = desk.write("a", Class::Reader).await.unwrap();
    let person = Actor { account: None, label: "vanphong.ducthang".to_owned(), address: None };
    let mut scope = desk.db().write(&commune(), &person).await.unwrap();
    assert!(matches!(desk::stop(&mut scope, &id, " ", Drawer::Shut).await, Err(Error::Refused(_))));
    desk::stop(&mut scope, &id, "Gửi nhầm", Drawer::Shut).await.unwrap();
    scope.commit().await.unwrap();
    assert_eq!(desk.drain().await, 0);
    let letter = desk.letter().await;
    assert_eq!((letter.state, letter.ended_why.as_deref()), (State::Stopped, Some("Gửi nhầm")));
    assert!(letter.may_be_resent() && !letter.may_be_stopped());
    desk.execute("DELETE FROM outbox WHERE tenant_id = $1", vec![]).await;

    let id = desk.write("b", Class::Reader).await.unwrap();
    let back = async || {
        let mut scope = desk.db().write(&commune(), &Actor::system()).await.unwrap();
        let was = desk::bounced(&mut scope, &id, "550 5.1.1").await.unwrap();
        scope.commit().await.unwrap();
        was
    };
    assert!(!back().await, "it has not left");
    desk.drain().await;
    assert!(back().await);
    assert!(!back().await, "a second report changes nothing");
    assert_eq!(desk.letter().await.state, State::Bounced);
    let tasks = desk.tasks().await;
    assert_eq!((tasks.len(), tasks[0].kind.as_str()), (1, "mail.bounced"));
}

#[tokio::test]
async fn a_held_queue_keeps_everything_and_goes_on_in_order() {
    let desk = Desk::open().await;
    for (tenant, other) in [(commune(), "hh-donglo"), (TenantId::platform(), "")] {
        let mut scope = desk.db().write(&tenant, &Actor::system()).await.unwrap();
        desk::hold(&mut scope, "Đổi máy chủ thư", "Văn phòng").await.unwrap();
        assert!(matches!(desk::hold(&mut scope, "x", "y").await, Err(Error::Conflict(_))));
        scope.commit().await.unwrap();
        for key in ["1", "2", "3"] {
            desk.write_about(&commune(), &format!("{tenant}{key}"), key, "mot@example.org").await;
        }
        if !other.is_empty() {
            desk.write_about(&other.into(), "free", "q", "mot@example.org").await;
            assert_eq!(desk.drain().await, 1, "another tenant's letters go on");
            desk.tray.take();
        }
        assert_eq!(desk.drain().await, 0);
        let standing = alarm::standing(desk.db(), &commune()).await.unwrap();
        let held = if other.is_empty() { standing.all_held } else { standing.held };
        assert_eq!(held.map(|hold| hold.reason).as_deref(), Some("Đổi máy chủ thư"));
        let mut scope = desk.db().write(&tenant, &Actor::system()).await.unwrap();
        desk::release(&mut scope).await.unwrap();
        scope.commit().await.unwrap();
        assert_eq!(desk.drain().await, 3);
        let order: Vec<String> = desk.left().into_iter().map(|(_, subject)| subject).collect();
        assert!(order.is_sorted(), "{order:?}");
    }
}

#[tokio::test]
async fn a_letter_has_two_parts_and_the_offices_signature() {
    let desk = Desk::open().await;
    let signature = letters::signature::Signature {
        body: "Văn phòng mới (mẫu)".into(),
        phone: "0204 111 222".into(),
        ..Default::default()
    };
    let mut scope = desk.db().write(&commune(), &Actor::system()).await.unwrap();
    let today = desk.db().clock.today();
    let past = letters::signature::set(&mut scope, &signature, today.yesterday().ok(), "VP").await;
    assert!(matches!(past, Err(Error::Refused(_))));
    letters::signature::set(&mut scope, &signature, Some(today), "VP").await.unwrap();
    let settings = MailSettings::of(&config::Mail::default()).unwrap();
    let mail = NewMail {
        class: Class::Reader,
        dedupe_key: "x".into(),
        subject_kind: "question",
        subject_id: "q1",
        responsible: None,
        recipient_label: "bạn đọc".into(),
        to: TO.parse().unwrap(),
        subject: "Thư (mẫu)".into(),
        text: "Kính gửi ông/bà,\n\nXem https://hiephoa.example/a\n\n--\nCơ quan cũ\n".into(),
        bounces: true,
    };
    enqueue(&mut scope, &settings, mail).await.unwrap();
    scope.commit().await.unwrap();
    desk.drain().await;
    let sent = desk.tray.take();
    let mail = mail_parser::MessageParser::default().parse(&sent[0].mime).unwrap();
    let (text, html) = (mail.body_text(0).unwrap(), mail.body_html(0).unwrap());
    for part in [&text, &html] {
        assert!(part.contains("Văn phòng mới (mẫu)") && part.contains("0204 111 222"), "{part}");
        assert!(!part.contains("Cơ quan cũ"), "{part}");
    }
    assert!(html.contains("<a href=\"https://hiephoa.example/a\">"), "{html}");
}
