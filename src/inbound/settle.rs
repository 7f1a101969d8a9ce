//! What a received message is worth: an answer, a question, news of a letter, or work for a person.

use serde_json::json;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::error::{Error, Result};
use crate::base::id::{MailId, QuestionId};
use crate::base::mail::received::{self, Letter, Received, Report};
use crate::base::mail::tokens::{self, Purpose};
use crate::base::scope::{Reach, WriteScope};
use crate::outbox;
use crate::people::{Action, Staff};
use crate::questions::by_mail::{self, ByMail};
use crate::tasks::{self, NewTask};
use crate::tenants::directory::Tenant;

use super::store::{self, Unread};
use super::{Envelope, QUESTIONS, State};

/// How many messages one look takes.
const AT_ONCE: i64 = 50;
/// A message that failed so often waits for a person.
const TRIES: i64 = 5;

/// Reads what came, oldest first; a message that cannot be read stops no other.
///
/// # Errors
/// When the database does not answer.
pub async fn read_new(app: App) -> Result<()> {
    for unread in store::unread(&mut app.db.platform().await?, AT_ONCE).await? {
        if let Err(cause) = read_one(&app, &unread).await {
            tracing::error!(mail = %unread.id, %cause, "a received message cannot be settled");
            give_up_at_last(&app, &unread).await?;
        }
    }
    Ok(())
}

async fn give_up_at_last(app: &App, unread: &Unread) -> Result<()> {
    let mut scope = app.db.write(&unread.tenant, &Actor::system()).await?;
    if store::tried(&mut scope, &unread.id).await? >= TRIES {
        wait(&mut scope, &unread.id, "Máy không đọc được thư này.", None).await?;
    }
    scope.commit().await
}

async fn read_one(app: &App, unread: &Unread) -> Result<()> {
    let Some(tenant) = app.directory.get(&unread.tenant) else { return Err(Error::NotFound) };
    let (envelope, raw) = store::open(&mut app.db.read(&unread.tenant).await?, &unread.id).await?;
    let mail = Mail { app, tenant: &tenant, id: &unread.id, envelope: &envelope, raw: &raw };
    match received::read(&raw, &envelope.from) {
        Received::Report(report, about) => mail.report(&report, &about).await,
        Received::Automatic(letter) => mail.automatic(&letter).await,
        Received::Letter(letter) => mail.letter(&letter).await,
        Received::Unreadable => mail.waits("Không đọc được nội dung thư.", None).await,
    }
}

/// One message under way.
struct Mail<'a> {
    app: &'a App,
    tenant: &'a Tenant,
    id: &'a MailId,
    envelope: &'a Envelope,
    raw: &'a [u8],
}

impl Mail<'_> {
    async fn scope(&self) -> Result<WriteScope> {
        self.app.db.write(self.tenant.id(), &Actor::system()).await
    }

    /// A letter of ours did not arrive, or not yet: its envelope says which one; else the id that comes back with it.
    async fn report(&self, report: &Report, about: &[String]) -> Result<()> {
        let letter = match tokens::read(&self.app.db.sealer, &self.envelope.to) {
            Some((Purpose::Report, id)) => Some(MailId::from(id)),
            _ => {
                let mut scope = self.app.db.read(self.tenant.id()).await?;
                outbox::by_message_ids(&mut scope, about).await?
            }
        };
        let mut scope = self.scope().await?;
        let (note, known) = match (report, &letter) {
            (Report::Failed(_), Some(letter)) => {
                ("Báo thư không đến được người nhận.", outbox::bounced(&mut scope, letter).await?)
            }
            (Report::Delayed(_), Some(_)) => ("Báo thư đến chậm; máy chủ bên nhận còn gửi tiếp.", true),
            _ => ("", false),
        };
        if known {
            store::conclude(&mut scope, self.id, State::Report, note, None).await?;
        } else {
            wait(&mut scope, self.id, "Báo về việc chuyển thư, chưa rõ của thư nào.", None).await?;
        }
        self.told(&mut scope);
        scope.commit().await
    }

    /// Out of office, lists, other portals: kept and shown beside the question, answered by nobody.
    async fn automatic(&self, letter: &Letter) -> Result<()> {
        let dispatch = self.dispatch_token(letter);
        let mut scope = self.scope().await?;
        let question = match &dispatch {
            Some(id) => by_mail::question_of(&mut scope, id).await?,
            None => None,
        };
        if let Some(question) = &question {
            by_mail::note(&mut scope, question, "Hộp thư của đơn vị trả lời tự động; chưa phải câu trả lời")
                .await?;
        }
        let note = "Thư máy gửi tự động.";
        store::conclude(&mut scope, self.id, State::Automatic, note, question.as_ref()).await?;
        self.told(&mut scope);
        scope.commit().await
    }

    /// The dispatch that an address of the letter was made for: the envelope first, then the headers.
    fn dispatch_token(&self, letter: &Letter) -> Option<String> {
        let addresses = std::iter::once(&self.envelope.to).chain(&letter.to);
        addresses
            .filter_map(|address| tokens::read(&self.app.db.sealer, address))
            .find_map(|(purpose, id)| (purpose == Purpose::Answer).then_some(id))
    }

    async fn letter(&self, letter: &Letter) -> Result<()> {
        if let Some(dispatch) = self.dispatch_token(letter) {
            return self.answer(&dispatch, letter).await;
        }
        let mut scope = self.app.db.read(self.tenant.id()).await?;
        let answered = outbox::subject_of_message_ids(&mut scope, "question", &letter.answers).await?;
        drop(scope);
        match answered {
            // Somebody answered without the address that was made for it: a registered sender is shown with its
            // question, but a person decides.
            Some(question) => {
                let note = "Trả lời một thư về câu hỏi, nhưng không gửi vào địa chỉ trả lời của thư đó.";
                self.waits(note, Some(&QuestionId::from(question))).await
            }
            None if self.is_for_questions(letter) => self.question(letter).await,
            None => self.waits("Không rõ thư thuộc việc nào.", None).await,
        }
    }

    fn is_for_questions(&self, letter: &Letter) -> bool {
        let own = format!("{QUESTIONS}@{}", self.tenant.profile.mail_domain).to_lowercase();
        self.envelope.to.to_lowercase() == own || letter.to.contains(&own)
    }

    /// The token locates; that the unit wrote it, its registered box and our own server's verdict must say.
    async fn answer(&self, dispatch: &str, letter: &Letter) -> Result<()> {
        let server = self.app.config.mail.verified_by.as_deref();
        let vouched = server.is_some_and(|server| received::is_vouched_for(self.raw, server));
        let mut scope = self.scope().await?;
        let mail = ByMail { dispatch, letter, vouched };
        match by_mail::answer(&mut scope, self.tenant, &mail).await? {
            by_mail::Taken::Answered(question) => {
                let note = "Đã ghi nhận là câu trả lời của đơn vị.";
                store::conclude(&mut scope, self.id, State::Answer, note, Some(&question)).await?;
            }
            by_mail::Taken::Waits(question, why) => wait(&mut scope, self.id, why, question.as_ref()).await?,
        }
        self.told(&mut scope);
        scope.commit().await
    }

    /// A reader's question; the same rules as the form's, and what lacks something waits for a person.
    async fn question(&self, letter: &Letter) -> Result<()> {
        match by_mail::ask(&self.app.db, &self.app.mail, self.tenant, self.id, letter).await {
            Ok(question) => {
                let mut scope = self.scope().await?;
                let note = "Đã vào sổ câu hỏi.";
                store::conclude(&mut scope, self.id, State::Question, note, Some(&question)).await?;
                self.told(&mut scope);
                scope.commit().await
            }
            Err(Error::Refused(_)) => {
                self.waits("Thư gửi vào hộp hỏi đáp nhưng chưa đủ nội dung của một câu hỏi.", None).await
            }
            Err(other) => Err(other),
        }
    }

    async fn waits(&self, why: &str, question: Option<&QuestionId>) -> Result<()> {
        let mut scope = self.scope().await?;
        wait(&mut scope, self.id, why, question).await?;
        self.told(&mut scope);
        scope.commit().await
    }

    fn told(&self, scope: &mut WriteScope) {
        scope.changed("mail", self.id.as_str(), Reach::Staff);
        scope.audit("mail.read", "mail", self.id.as_str(), json!({}));
    }
}

/// Puts a message where a person decides, and gives the task to one.
async fn wait(scope: &mut WriteScope, id: &MailId, why: &str, question: Option<&QuestionId>) -> Result<()> {
    store::conclude(scope, id, State::Waiting, why, question).await?;
    let task = NewTask {
        kind: "mail.waiting",
        text: format!("Có thư gửi đến chưa rõ thuộc việc nào: {why}"),
        subject_kind: "mail",
        subject_id: id.as_str(),
        responsible: None,
    };
    tasks::create(scope, task).await.map(drop)
}

/// A person's decision about a message that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It belongs to a question, by its number in the register; it is noted there, and is no answer by itself.
    BelongsTo(i64),
    /// It needs nothing, for a reason.
    Nothing(String),
}

/// Settles a message by hand.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Refused`] for a number that is not in the register or without a
/// reason, [`Error::Conflict`] when somebody else was faster.
pub async fn settle_by_hand(
    app: &App,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    id: &MailId,
    decision: &Decision,
) -> Result<()> {
    staff.require(Action::TaskDone, crate::people::State::Any)?;
    let mut scope = app.db.write(tenant.id(), actor).await?;
    match decision {
        Decision::BelongsTo(number) => {
            let question = by_mail::by_number(&mut scope, *number).await?.ok_or_else(|| {
                Error::refused("so", "Không có câu hỏi mang số này trong sổ.", "Quy chế Điều 10.1")
            })?;
            by_mail::note(&mut scope, &question, "Có thư gửi thêm về câu hỏi này").await?;
            store::conclude(&mut scope, id, State::Settled, "Đã gắn vào câu hỏi.", Some(&question)).await?;
        }
        Decision::Nothing(reason) => {
            let reason = reason.trim();
            if reason.chars().count() < 5 {
                return Err(Error::refused(
                    "ly-do",
                    "Hãy nêu lý do không xử lý thư này.",
                    "Quy chế Điều 10.1",
                ));
            }
            store::conclude(&mut scope, id, State::Settled, reason, None).await?;
        }
    }
    scope.changed("mail", id.as_str(), Reach::Staff);
    scope.audit("mail.settle", "mail", id.as_str(), json!({}));
    scope.commit().await
}
