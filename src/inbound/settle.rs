//! What a received message is worth: an answer, a question, news of a letter, or work for a person.

use std::sync::Arc;

use serde_json::json;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::clock::HOUR;
use crate::base::error::{Error, Result};
use crate::base::id::{MailId, QuestionId};
use crate::base::mail::received::{self, Letter, Received, Report};
use crate::base::mail::tokens::{self, Purpose};
use crate::base::scope::{Reach, WriteScope};
use crate::outbox;
use crate::questions::by_mail::{self, ByMail};
use crate::tasks::{self, NewTask};
use crate::tenants::directory::Tenant;

use super::attachments::{self, Looked};
use super::store::{self, Unread};
use super::{Envelope, QUESTIONS, State, is_own};

/// How many messages one look takes.
const AT_ONCE: i64 = 50;
/// A message that failed so often waits for a person.
pub(super) const TRIES: i64 = 5;
/// More from one sender in an hour than this is no person's writing: it waits, and nothing is answered.
const IN_AN_HOUR: i64 = 20;

/// Reads what came, oldest first; a message that cannot be read stops no other.
///
/// # Errors
/// When the database does not answer.
pub async fn read_new(app: App) -> Result<()> {
    let unread = store::unread(&mut app.db.platform().await?, AT_ONCE).await?;
    for unread in unread {
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
    let (envelope, raw) = (Arc::new(envelope), Arc::new(raw));
    let mail = Mail { app, tenant: &tenant, id: &unread.id, envelope: &envelope, raw: &raw };
    match parsed(envelope.clone(), raw.clone()).await? {
        Received::Report(report, about) => mail.report(&report, &about).await,
        Received::Automatic(letter) => mail.automatic(&letter).await,
        Received::Letter(letter) => mail.letter(&letter).await,
        Received::Unreadable => mail.waits("Không đọc được nội dung thư.", None, &[]).await,
    }
}

/// Reads a message on a thread of its own, so that one which breaks the parser breaks nothing else.
async fn parsed(envelope: Arc<Envelope>, raw: Arc<Vec<u8>>) -> Result<Received> {
    let read = tokio::task::spawn_blocking(move || received::read(&raw, &envelope.from));
    read.await.map_err(|cause| Error::Internal(anyhow::Error::new(cause).context("reading a mail")))
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

    /// What an address of the letter was made for: the envelope first, then the headers.
    fn token(&self, letter: &Letter, wanted: Purpose) -> Option<String> {
        let addresses = std::iter::once(&self.envelope.to).chain(&letter.to);
        addresses
            .filter_map(|address| tokens::read(&self.app.db.sealer, address))
            .find_map(|(purpose, id)| (purpose == wanted).then_some(id))
    }

    fn dispatch_token(&self, letter: &Letter) -> Option<String> {
        self.token(letter, Purpose::Answer)
    }

    /// Matched in this order: the address made for a dispatch, the one made for a question, the letter of ours that
    /// it answers, the site's address for questions; what nothing places waits for a person.
    async fn letter(&self, letter: &Letter) -> Result<()> {
        // A loop, or made up.
        if is_own(self.app, &letter.from) || is_own(self.app, &self.envelope.from) {
            return self.automatic(letter).await;
        }
        let files = attachments::look(self.app, &letter.attachments).await?;
        if let Some(dispatch) = self.dispatch_token(letter) {
            return self.answer(&dispatch, letter, &files).await;
        }
        let mut scope = self.app.db.read(self.tenant.id()).await?;
        let since = self.app.db.clock.now() - HOUR;
        let many = store::from_sender_since(&mut scope, &self.envelope.from, since).await? > IN_AN_HOUR;
        let answered = outbox::of_message_ids(&mut scope, "question", &letter.answers, &letter.from).await?;
        drop(scope);
        if many {
            return self.waits("Quá nhiều thư từ một địa chỉ trong một giờ.", None, &files).await;
        }
        if let Some(question) = self.token(letter, Purpose::Case) {
            return self.addition(&QuestionId::from(question), letter, &files).await;
        }
        match answered {
            Some(ours) if ours.to_reader && ours.to_sender => {
                self.addition(&QuestionId::from(ours.subject_id), letter, &files).await
            }
            // Somebody answered without the address that was made for it: it is shown with its question, but a
            // person decides.
            Some(ours) => {
                let note = "Trả lời một thư về câu hỏi, nhưng không gửi vào địa chỉ trả lời của thư đó.";
                self.waits(note, Some(&QuestionId::from(ours.subject_id)), &files).await
            }
            None if self.is_for_questions(letter) => self.question(letter, &files).await,
            None => self.waits("Không rõ thư thuộc việc nào.", None, &files).await,
        }
    }

    fn is_for_questions(&self, letter: &Letter) -> bool {
        let own = format!("{QUESTIONS}@{}", self.tenant.profile.mail_domain).to_lowercase();
        self.envelope.to.to_lowercase() == own || letter.to.contains(&own)
    }

    /// The token locates; that the unit wrote it, its registered box and our own server's verdict must say.
    async fn answer(&self, dispatch: &str, letter: &Letter, files: &[Looked]) -> Result<()> {
        let server = self.app.config.mail.vouches(self.envelope.mailbox.as_deref());
        let vouched = server.is_some_and(|server| received::is_vouched_for(self.raw, server));
        let mut scope = self.scope().await?;
        let mail = ByMail { dispatch, letter, vouched };
        match by_mail::answer(&mut scope, self.tenant, &mail).await? {
            by_mail::Taken::Answered(question) => {
                let note = "Đã ghi nhận là câu trả lời của đơn vị.";
                store::conclude(&mut scope, self.id, State::Answer, note, Some(&question)).await?;
                tell_refused(&mut scope, &question, files).await?;
            }
            by_mail::Taken::Waits(question, why) => wait(&mut scope, self.id, why, question.as_ref()).await?,
        }
        attachments::note(&mut scope, self.id, files).await?;
        self.told(&mut scope);
        scope.commit().await
    }

    /// A reader's question; the same rules as the form's, and what lacks something waits for a person.
    async fn question(&self, letter: &Letter, files: &[Looked]) -> Result<()> {
        match by_mail::ask(&self.app.db, &self.app.mail, self.tenant, self.id, letter).await {
            Ok(question) => {
                let mut scope = self.scope().await?;
                let note = "Đã vào sổ câu hỏi.";
                store::conclude(&mut scope, self.id, State::Question, note, Some(&question)).await?;
                tell_refused(&mut scope, &question, files).await?;
                attachments::note(&mut scope, self.id, files).await?;
                self.told(&mut scope);
                scope.commit().await
            }
            Err(Error::Refused(_)) => {
                self.waits("Thư gửi vào hộp hỏi đáp nhưng chưa đủ nội dung của một câu hỏi.", None, files)
                    .await
            }
            Err(other) => Err(other),
        }
    }

    /// What a reader writes about their own question is added to it; it opens, answers and moves nothing.
    async fn addition(&self, id: &QuestionId, letter: &Letter, files: &[Looked]) -> Result<()> {
        let mut scope = self.scope().await?;
        match by_mail::add(&mut scope, &self.app.mail, self.tenant, id, letter).await? {
            by_mail::Taken::Answered(question) => {
                let note = "Đã ghi là phần bổ sung của người hỏi.";
                store::conclude(&mut scope, self.id, State::Addition, note, Some(&question)).await?;
                tell_refused(&mut scope, &question, files).await?;
            }
            by_mail::Taken::Waits(question, why) => wait(&mut scope, self.id, why, question.as_ref()).await?,
        }
        attachments::note(&mut scope, self.id, files).await?;
        self.told(&mut scope);
        scope.commit().await
    }

    async fn waits(&self, why: &str, question: Option<&QuestionId>, files: &[Looked]) -> Result<()> {
        let mut scope = self.scope().await?;
        wait(&mut scope, self.id, why, question).await?;
        attachments::note(&mut scope, self.id, files).await?;
        self.told(&mut scope);
        scope.commit().await
    }

    fn told(&self, scope: &mut WriteScope) {
        scope.changed("letter", self.id.as_str(), Reach::Staff);
        scope.audit("letter.sort", "letter", self.id.as_str(), json!({}));
    }
}

/// The desk reads beside the question which attachments were not kept, and why.
async fn tell_refused(scope: &mut WriteScope, question: &QuestionId, files: &[Looked]) -> Result<()> {
    match attachments::refused_words(files) {
        Some(words) => by_mail::note(scope, question, &words).await,
        None => Ok(()),
    }
}

/// The kind of the one task that stands while letters wait.
pub(super) const WAITING: &str = "letter.waiting";

/// Puts a message where a person decides. One task stands for all that wait: a flood of letters is no flood of tasks.
pub(super) async fn wait(
    scope: &mut WriteScope,
    id: &MailId,
    why: &str,
    question: Option<&QuestionId>,
) -> Result<()> {
    store::conclude(scope, id, State::Waiting, why, question).await?;
    if tasks::open(scope).await?.iter().any(|task| task.kind == WAITING) {
        return Ok(());
    }
    let task = NewTask {
        kind: WAITING,
        text: "Có thư gửi đến mà máy chưa rõ thuộc việc nào. Đề nghị mở mục Thư đến để quyết định từng thư."
            .into(),
        subject_kind: "letter",
        subject_id: id.as_str(),
        responsible: None,
    };
    tasks::create(scope, task).await.map(drop)
}
