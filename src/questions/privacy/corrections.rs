//! A reader asks by their code that what is kept of them be corrected; the desk looks, settles it, and the reader is told
//! where they were reached before as well as where they are now.

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::clock::{Millis, date_vi};
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{QuestionId, TenantId, fresh};
use crate::base::scope::{Db, Reach, WriteScope};
use crate::base::text::normalise;
use crate::outbox;
use crate::people::{Action, State};
use crate::questions::attachments::Owner;
use crate::questions::desk::Act;
use crate::questions::store::{self as questions, Question};
use crate::questions::{Contact, intake, letters};
use crate::tasks::{self, NewTask};
use crate::tenants::directory::Tenant;

use super::store::{self, Request};
use super::{by_code, contact, due, held};

/// The law behind it.
const LAW: &str = "NĐ 13/2023 Điều 15; Luật 91/2025 Điều 14";
/// As requests of this kind are stored.
pub const KIND: &str = "correct";
/// The kind of the desk's task.
const TASK: &str = "question.data";
/// The longest note and the longest answer, in characters.
const NOTE: usize = 500;
/// So often it may be asked about one question.
const MOST: usize = 10;

/// What a reader wants to be kept of them instead; what is empty stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// Name, mail, telephone, place.
    pub contact: Contact,
    /// Why, or what else is wrong.
    pub note: String,
}

impl Wanted {
    fn tidied(&self) -> Self {
        let tidy = |text: &str| normalise(text).trim().to_owned();
        let Contact { name, email, phone, place } = &self.contact;
        let contact =
            Contact { name: tidy(name), email: tidy(email), phone: tidy(phone), place: tidy(place) };
        Self { contact, note: tidy(&self.note) }
    }

    /// What is kept once this holds.
    fn over(&self, now: &Contact) -> Contact {
        let or = |wanted: &String, now: &String| if wanted.is_empty() { now } else { wanted }.clone();
        let wanted = &self.contact;
        Contact {
            name: or(&wanted.name, &now.name),
            email: or(&wanted.email, &now.email),
            phone: or(&wanted.phone, &now.phone),
            place: or(&wanted.place, &now.place),
        }
    }
}

/// The data in which two contacts differ, by their names in the form, as people read them, before and after.
pub fn differences<'a>(
    now: &'a Contact,
    wanted: &'a Contact,
) -> Vec<(&'static str, &'static str, &'a str, &'a str)> {
    let rows = [
        ("name", "Họ tên", &now.name, &wanted.name),
        ("email", "Thư điện tử", &now.email, &wanted.email),
        ("phone", "Điện thoại", &now.phone, &wanted.phone),
        ("place", "Địa chỉ", &now.place, &wanted.place),
    ];
    let differ = rows.into_iter().filter(|row| row.2 != row.3);
    differ.map(|(key, label, now, wanted)| (key, label, now.as_str(), wanted.as_str())).collect()
}

fn context(tenant: &TenantId, request: &str) -> String {
    format!("privacy-request/{tenant}/{request}")
}

fn opened(db: &Db, tenant: &TenantId, request: &Request) -> Result<Wanted> {
    let sealed = request.wanted.as_ref().ok_or_else(settled_already)?;
    Ok(serde_json::from_slice(&db.sealer.open(&context(tenant, &request.id), sealed)?)?)
}

fn settled_already() -> Error {
    Error::Conflict("Đề nghị sửa dữ liệu này đã được xử lý. Hãy tải lại trang.".into())
}

fn owner(question: &Question) -> String {
    Owner::Question(question.filed.id.clone()).key()
}

/// The reader asks, by their code.
///
/// # Errors
/// [`Error::Refused`] with every reason; [`Error::NotFound`] for a code of nothing.
pub async fn ask(
    app: &App,
    tenant: &Tenant,
    code: &str,
    wanted: &Wanted,
    client: Option<String>,
) -> Result<()> {
    let mut scope = app.db.write(tenant.id(), &Actor::reader(client)).await?;
    let question = by_code(app, &mut scope, code).await?;
    if question.erased_at().is_some() {
        return Err(Error::Conflict("Dữ liệu của câu hỏi này đã được xóa nên không còn gì để sửa.".into()));
    }
    let (wanted, now) = (wanted.tidied(), contact(&app.db, tenant.id(), &question)?);
    let asked: Vec<Request> = store::requests(&mut scope, &owner(&question)).await?;
    let asked: Vec<Request> = asked.into_iter().filter(|request| request.kind == KIND).collect();
    Error::unless_empty(against(&wanted, &now, &asked))?;
    let over = wanted.over(&now);
    let changed: Vec<&str> = differences(&now, &over).into_iter().map(|row| row.0).collect();
    let (db, filed) = (&app.db, &question.filed);
    let id = fresh(db.clock.now(), &db.entropy);
    let sealed = db.sealer.seal(&context(tenant.id(), &id), &serde_json::to_vec(&wanted)?)?;
    let by = due(db.clock.now());
    store::ask_correction(&mut scope, &id, &owner(&question), by, sealed).await?;
    let until = by.map(|day| format!(", hạn {}", date_vi(day))).unwrap_or_default();
    let task = NewTask {
        kind: TASK,
        text: format!("Người hỏi câu hỏi số {} đề nghị sửa dữ liệu cá nhân{until}.", filed.number),
        subject_kind: "question",
        subject_id: filed.id.as_str(),
        responsible: question.assigned_by.as_ref(),
    };
    tasks::create(&mut scope, task).await?;
    questions::event(
        &mut scope,
        &filed.id,
        "question.correct",
        "Người hỏi đề nghị sửa dữ liệu của mình",
        true,
    )
    .await?;
    scope.changed("question", filed.id.as_str(), Reach::Staff);
    // Which data, never what they are.
    scope.audit("question.correct", "question", filed.id.as_str(), json!({ "changed": changed }));
    scope.commit().await
}

fn against(wanted: &Wanted, now: &Contact, asked: &[Request]) -> Vec<Refusal> {
    let mut refusals = intake::malformed(&wanted.contact);
    let mut refuse = |field, message: &str| refusals.push(Refusal::new(field, message, LAW));
    if asked.iter().any(Request::waits) {
        refuse("note", "Đề nghị trước của ông/bà đang chờ xử lý. Xin chờ kết quả rồi gửi đề nghị mới.");
    } else if asked.len() >= MOST {
        refuse("note", "Câu hỏi này đã có quá nhiều đề nghị sửa. Xin liên hệ trực tiếp với cơ quan.");
    } else if &wanted.over(now) == now {
        refuse("name", "Hãy ghi dữ liệu đúng vào ít nhất một ô; dữ liệu đó phải khác dữ liệu đang giữ.");
    }
    if wanted.note.chars().count() > NOTE {
        refuse("note", "Lý do dài quá 500 ký tự.");
    }
    refusals
}

/// A request that the desk has opened.
#[derive(Clone, Debug)]
pub struct Looked {
    /// What is kept now.
    pub now: Contact,
    /// What would be kept.
    pub wanted: Contact,
    /// Why.
    pub note: String,
    /// When it was asked.
    pub asked_at: Millis,
}

/// The desk opens the request that waits; the look is on disk before anything is shown.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Conflict`] when none waits.
pub async fn look(act: Act<'_>, id: &QuestionId) -> Result<Looked> {
    let (mut scope, question) = held(act, id).await?;
    let request = waiting(&mut scope, &question).await?;
    let detail = json!({ "kind": KIND, "looked": true });
    scope.audit(Action::QuestionPrivacy.as_str(), "question", id.as_str(), detail);
    scope.commit().await?;
    let now = contact(act.db, act.tenant.id(), &question)?;
    let wanted = opened(act.db, act.tenant.id(), &request)?;
    Ok(Looked { wanted: wanted.over(&now), now, note: wanted.note, asked_at: request.asked_at })
}

async fn waiting(scope: &mut WriteScope, question: &Question) -> Result<Request> {
    let all = store::requests(scope, &owner(question)).await?;
    all.into_iter().find(Request::waits).ok_or_else(settled_already)
}

/// The desk's word on a request.
#[derive(Clone, Copy, Debug, Default)]
pub struct Verdict<'a> {
    /// Whether the data are corrected as asked.
    pub granted: bool,
    /// What the reader is told: why not, or a remark.
    pub answer: &'a str,
}

/// The desk settles the request that waits: the data are corrected, or not for a reason, and the reader is told.
///
/// # Errors
/// [`Error::Refused`] without a reason, [`Error::Conflict`] when another was first.
pub async fn settle(act: Act<'_>, id: &QuestionId, version: i64, verdict: Verdict<'_>) -> Result<()> {
    let (mut scope, question) = held(act, id).await?;
    if question.filed.version != version {
        return Err(Error::Conflict(
            "Câu hỏi vừa được người khác xử lý. Hãy tải lại trang rồi làm lại.".into(),
        ));
    }
    let request = waiting(&mut scope, &question).await?;
    let answer = normalise(verdict.answer).trim().to_owned();
    let refuse = |message: &str| Error::refused("tra-loi-sua", message, LAW);
    match answer.chars().count() {
        0..5 if !verdict.granted => {
            return Err(refuse("Hãy nêu lý do không sửa; người hỏi sẽ đọc lý do này."));
        }
        0..=NOTE => {}
        _ => return Err(refuse("Lời gửi người hỏi dài quá 500 ký tự.")),
    }
    let now = contact(act.db, act.tenant.id(), &question)?;
    let mut after = now.clone();
    let mut reach = Reach::Staff;
    if verdict.granted {
        after = opened(act.db, act.tenant.id(), &request)?.over(&now);
        let sealed = after.seal(act.db, act.tenant.id(), id)?;
        let published = question.filed.state == State::Published && question.consent_name;
        store::set_contact(&mut scope, id, version, sealed, published.then_some(after.name.as_str())).await?;
        reach = if published { Reach::Public } else { Reach::Staff };
    } else {
        let state = question.filed.state;
        questions::advance(&mut scope, &question.filed, state, "", vec![]).await?;
    }
    store::settle(&mut scope, &request.id, verdict.granted, &answer).await?;
    tell(act, &mut scope, &question, &request, (&now, &after), (verdict.granted, &answer)).await?;
    for task in tasks::open(&mut scope).await? {
        if task.kind == TASK && task.subject_id == id.as_str() {
            tasks::done(&mut scope, &task.id).await?;
        }
    }
    let words = if verdict.granted {
        "Đã sửa dữ liệu theo đề nghị của người hỏi"
    } else {
        "Không sửa dữ liệu theo đề nghị của người hỏi; lý do đã được báo"
    };
    questions::event(&mut scope, id, Action::QuestionPrivacy.as_str(), words, true).await?;
    scope.changed("question", id.as_str(), reach);
    let changed: Vec<&str> = differences(&now, &after).into_iter().map(|row| row.0).collect();
    let detail = json!({ "kind": KIND, "granted": verdict.granted, "changed": changed });
    scope.audit(Action::QuestionPrivacy.as_str(), "question", id.as_str(), detail);
    scope.commit().await
}

/// The old address hears of it as well as the new one: whoever held the code alone cannot take a question over unseen.
async fn tell(
    act: Act<'_>,
    scope: &mut WriteScope,
    question: &Question,
    request: &Request,
    (before, after): (&Contact, &Contact),
    (granted, answer): (bool, &str),
) -> Result<()> {
    let said = match (granted, answer.is_empty()) {
        (true, true) => "Cơ quan đã sửa dữ liệu theo đề nghị của ông/bà.".to_owned(),
        (true, false) => format!("Cơ quan đã sửa dữ liệu theo đề nghị của ông/bà. {answer}"),
        (false, _) => format!("Cơ quan không sửa dữ liệu theo đề nghị của ông/bà. Lý do: {answer}"),
    };
    let settings = act.mail.named(&act.tenant.identity().body);
    let fresh = Some(&after.email).filter(|email| *email != &before.email);
    for (key, email) in [("truoc", Some(&before.email)), ("nay", fresh)] {
        let Some(to) = email.and_then(|email| email.parse().ok()) else { continue };
        let key = format!("data/{}-{key}", request.id);
        let news = ("về đề nghị sửa dữ liệu".to_owned(), said.as_str());
        let letter = letters::progress(act.tenant, &question.filed, &key, news, None, to);
        outbox::enqueue(scope, &settings, letter).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept() -> Contact {
        Contact {
            name: "Người hỏi mẫu".into(),
            email: "cu@thu.example".into(),
            phone: "0912345678".into(),
            place: String::new(),
        }
    }

    fn wanting(name: &str, email: &str) -> Wanted {
        let contact = Contact { name: name.into(), email: email.into(), ..Contact::default() };
        Wanted { contact, note: String::new() }
    }

    #[test]
    fn only_what_is_written_is_changed() {
        let after = wanting("", "moi@thu.example").over(&kept());
        assert_eq!(after, Contact { email: "moi@thu.example".into(), ..kept() });
        let rows = differences(&kept(), &after)
            .into_iter()
            .map(|row| (row.0, row.2.to_owned(), row.3.to_owned()))
            .collect::<Vec<_>>();
        assert_eq!(rows, [("email", "cu@thu.example".to_owned(), "moi@thu.example".to_owned())]);
    }

    #[test]
    fn a_request_changes_something_to_something_that_can_be() {
        assert!(against(&wanting("Người hỏi khác", ""), &kept(), &[]).is_empty());
        assert_eq!(against(&wanting("", ""), &kept(), &[])[0].field, "name");
        assert_eq!(against(&wanting("Người hỏi mẫu", ""), &kept(), &[])[0].field, "name", "it stands so");
        assert_eq!(against(&wanting("", "khong-phai-thu"), &kept(), &[])[0].field, "email");
    }
}
