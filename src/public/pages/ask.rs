//! Asking a question: the form, the refused form with all that was typed, and the receipt.

use askama::Template as _;
use poem::http::StatusCode;

use crate::base::clock;
use crate::base::error::{Error, Refusal, Result};
use crate::base::text::normalise;
use crate::items::markup::paragraphs;
use crate::public::site::{Around, day, moment};
use crate::public::views::ask::{Advice, AskPage, AskValues, AskedPage, StagedFile};
use crate::public::views::{self, Choice, Html, Link, Refusals};
use crate::public::visit::{Reply, Visit};
use crate::questions::attachments::{self, Owner};
use crate::questions::classes::{self, Class};
use crate::questions::spam::{self, Opened};
use crate::questions::{self, NewQuestion};
use crate::search::service::Which;
use crate::search::{Filters, Group, Query};

/// The longest subject that the form's field takes.
pub const SUBJECT: usize = 150;
/// How many similar questions are shown.
const SIMILAR: usize = 3;
/// The longest text taken from an address.
const BODY: usize = 2000;

/// `GET /hoi-dap/gui?tieu-de=&noi-dung=`: the form, with what the reader had already written.
///
/// # Errors
/// When the database does not answer.
pub async fn form(visit: Visit) -> Result<Reply> {
    Reply::fresh(&page(&visit, Refusals::default(), begun(&visit)).await?)
}

/// What the reader had already written elsewhere, as in the search; never a consent.
fn begun(visit: &Visit) -> AskValues {
    let given = |name: &str, longest: usize| -> String {
        let text = normalise(visit.asked.query(name));
        let printed = text.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c });
        printed.take(longest).collect::<String>().trim().to_owned()
    };
    AskValues {
        class: given("loai", 20),
        subject: given("tieu-de", SUBJECT).replace('\n', " "),
        text: given("noi-dung", BODY),
        ..AskValues::default()
    }
}

/// The digest under which the files of this form wait for it to be sent.
pub fn owner(visit: &Visit, form: &str) -> Owner {
    let context = format!("question-form/{}", visit.tenant.id());
    Owner::Form(visit.app.db.sealer.digest(&context, form))
}

/// The files that came with earlier tries of a form.
///
/// # Errors
/// When the database does not answer.
pub async fn staged(visit: &Visit, form: &str) -> Result<Vec<StagedFile>> {
    let id = visit.tenant.id();
    let files = attachments::store::of(&mut visit.app.db.read(id).await?, &owner(visit, form)).await?;
    let shown = files.into_iter().map(|file| {
        let size = super::item::size(u64::try_from(file.bytes).unwrap_or(0));
        Ok(StagedFile { name: visit.app.drawer.name(id, &file)?, size, id: file.id })
    });
    shown.collect()
}

/// What makes the posted form one; a fresh word where it had none.
pub fn form_word(visit: &Visit) -> String {
    let sent = visit.asked.form.get("csrf");
    if sent.is_empty() { visit.app.db.entropy.token() } else { sent.to_owned() }
}

async fn page(visit: &Visit, refusals: Refusals, values: AskValues) -> Result<AskPage> {
    advised(visit, refusals, values, None).await
}

async fn advised(
    visit: &Visit,
    refusals: Refusals,
    values: AskValues,
    advice: Option<Advice>,
) -> Result<AskPage> {
    let around =
        Around::of(&visit.app, &visit.tenant, "/hoi-dap/gui", Some(crate::tenants::SectionKey::Questions))
            .await?;
    let consent = questions::rules::consent(visit.tenant.day);
    let form = form_word(visit);
    Ok(AskPage {
        layout: around.unlisted("Gửi câu hỏi", way(visit)),
        action: visit.tenant.url("/hoi-dap/gui"),
        refusals,
        classes: class_choices(&values.class),
        files: staged(visit, &form).await?,
        accept: attachments::ACCEPT,
        opened: spam::stamp(&visit.app.db, visit.tenant.id()),
        csrf: form,
        advice,
        values,
        places: Vec::new(),
        promise: format!("trong {}", crate::legal::profile(&visit.app).answer_limit),
        consent_handle_text: consent.answer_for(&visit.tenant.identity().body),
        consent_publish_text: consent.name.clone(),
    })
}

/// The classes in plain words, one chosen.
pub fn class_choices(chosen: &str) -> Vec<Choice> {
    let choice = |class: Class| {
        let choice = Choice::new(class.key(), class.plain());
        if class.key() == chosen { choice.chosen() } else { choice }
    };
    Class::ALL.into_iter().map(choice).collect()
}

/// The way to the pages about questions.
pub fn way(visit: &Visit) -> Vec<Link> {
    let section = visit.tenant.profile.section(crate::tenants::SectionKey::Questions);
    section
        .map(|section| Link::new(section.title.clone(), visit.tenant.section_url(section, "")))
        .into_iter()
        .collect()
}

/// `POST /hoi-dap/gui`
///
/// # Errors
/// When the database does not answer.
pub async fn send(visit: Visit) -> Result<Reply> {
    let values = typed(&visit);
    if visit.asked.form.ticked("trang-rieng") {
        // A person does not see this field. Say nothing that would teach the machine.
        return Ok(Reply::SeeOther(visit.tenant.url("/hoi-dap/theo-doi")));
    }
    if let Err(often) = allowed(&visit) {
        let message = format!(
            "Từ nơi ông/bà đang gửi vừa có nhiều câu hỏi. Xin gửi lại sau {}; mọi điều đã ghi vẫn còn bên dưới.",
            spam::wait(often)
        );
        let page = page(&visit, told("", message), values).await?;
        return Ok(Reply::Private(StatusCode::TOO_MANY_REQUESTS, page.render()?));
    }
    let mut refusals = take_files(&visit).await?;
    let new = question(&visit, &values);
    if let Err(Error::Refused(more)) = questions::intake::check(&new) {
        let mut all = shown(more);
        all.0.append(&mut refusals.0);
        refusals = all;
    }
    if !refusals.is_empty() {
        return Reply::refused(&page(&visit, refusals, values).await?);
    }
    if !visit.asked.form.ticked("da-xem")
        && let Some(advice) = advice(&visit, &new).await?
    {
        return Reply::private(&advised(&visit, Refusals::default(), values, Some(advice)).await?);
    }
    match questions::ask(&visit.app.db, &visit.app.mail, &visit.tenant, new).await {
        Ok(receipt) => receipt_page(&visit, receipt, values).await,
        Err(Error::Refused(refusals)) => Reply::refused(&page(&visit, shown(refusals), values).await?),
        Err(other) => Err(other),
    }
}

fn typed(visit: &Visit) -> AskValues {
    let form = &visit.asked.form;
    AskValues {
        class: form.get("loai").into(),
        subject: form.get("tieu-de").into(),
        text: form.get("noi-dung").into(),
        more: form.get("noi-them").into(),
        name: form.get("ho-ten").into(),
        email: form.get("thu-dien-tu").into(),
        phone: form.get("dien-thoai").into(),
        address: form.get("dia-chi").into(),
        consent_handle: form.ticked("dong-y-xu-ly"),
        consent_publish: form.ticked("dong-y-cong-khai"),
    }
}

/// Whether one more may come from there; else after how many seconds. A form that does not say when it was opened
/// counts against a smaller share.
///
/// # Errors
/// The seconds until one more may come.
pub fn allowed(visit: &Visit) -> std::result::Result<(), u64> {
    let (limits, from) = (&visit.app.limits, visit.asked.client.addr);
    let opened = spam::opened(&visit.app.db, visit.tenant.id(), visit.asked.form.get("luc"));
    if opened != Opened::Person {
        limits.ask_unstamped.check(from).map_err(|often| often.seconds())?;
    }
    limits.ask.check(from).map_err(|often| often.seconds())
}

/// Takes the files of this try in and those out that the reader no longer wants.
async fn take_files(visit: &Visit) -> Result<Refusals> {
    let (form, tenant) = (&visit.asked.form, visit.tenant.id());
    let owner = owner(visit, &form_word(visit));
    let unwanted: Vec<&str> = form.all("bo-tep").collect();
    if !unwanted.is_empty() {
        visit.app.drawer.drop_of(tenant, &owner, &unwanted).await?;
    }
    let told = visit.app.drawer.take(tenant, &owner, &form.uploads).await?;
    let refusal = |message| views::Refusal { field: "tep".into(), message, clause: None };
    Ok(Refusals(told.into_iter().map(refusal).collect()))
}

/// What the reader should see before it is sent: words of a complaint, answers that are there already.
async fn advice(visit: &Visit, new: &NewQuestion) -> Result<Option<Advice>> {
    let text = format!("{}\n{}", new.subject, new.body);
    let words = if new.class.is_sealed() { Vec::new() } else { classes::words_of_complaint(&text) };
    let similar = if new.class.publishable() { similar(visit, &new.subject).await? } else { Vec::new() };
    let worth_a_look = !words.is_empty() || !similar.is_empty();
    Ok(worth_a_look.then(|| Advice { words: words.join(", "), similar }))
}

/// The questions answered on this site and the one above it that are about the same.
async fn similar(visit: &Visit, subject: &str) -> Result<Vec<Link>> {
    let query = Query {
        text: subject.to_owned(),
        tenants: visit.reads().iter().map(|tenant| tenant.as_str().to_owned()).collect(),
        filters: Filters { kinds: vec!["question".into()], ..Filters::default() },
        group: Group::Item,
        limit: SIMILAR,
        ..Query::default()
    };
    let found = visit.app.search.search(Which::Public, query).await?;
    let link = |hit: &crate::search::Hit| {
        let tenant = visit.app.directory.get(&hit.tenant.as_str().into())?;
        Some(Link::new(hit.title.clone(), tenant.url(&hit.url)))
    };
    Ok(found.hits.iter().filter_map(link).collect())
}

async fn receipt_page(visit: &Visit, receipt: questions::Receipt, values: AskValues) -> Result<Reply> {
    let around = Around::of(&visit.app, &visit.tenant, "/hoi-dap/gui", None).await?;
    Reply::private(&AskedPage {
        layout: around.unlisted("Đã nhận", way(visit)),
        heading: format!("Đã nhận {}", receipt.class.noun()),
        number: receipt.number.to_string(),
        class: receipt.class.vietnamese().into(),
        code: receipt.code,
        track: visit.tenant.url("/hoi-dap/theo-doi"),
        received: moment(receipt.received_at),
        due: receipt.due_on.map(day).unwrap_or_default(),
        mailed_to: Some(values.email).filter(|email| !email.is_empty()),
        next: receipt.class.acknowledged().into(),
        advice: receipt.advice.map(|advice| Html::sanitised(paragraphs(&advice))),
        same_before: receipt.same_before.map(moment),
    })
}

fn question(visit: &Visit, values: &AskValues) -> NewQuestion {
    NewQuestion {
        class: Class::parse(&values.class).unwrap_or_default(),
        name: values.name.clone(),
        email: values.email.clone(),
        phone: values.phone.clone(),
        place: values.address.clone(),
        subject: values.subject.clone(),
        body: values.text.clone(),
        more: values.more.clone(),
        consent_answer: values.consent_handle,
        consent_name: values.consent_publish,
        nonce: Some(visit.asked.form.get("csrf").to_owned()).filter(|nonce| !nonce.is_empty()),
        client: Some(visit.asked.address()),
        ..NewQuestion::default()
    }
}

/// One refusal of our own.
pub fn told(field: &str, message: String) -> Refusals {
    Refusals(vec![views::Refusal { field: field.into(), message, clause: None }])
}

/// The rules' refusals under the form's own field names.
pub fn shown(refusals: Vec<Refusal>) -> Refusals {
    let field = |name: &str| {
        match name {
            "subject" => "tieu-de",
            "body" => "noi-dung",
            "more" => "noi-them",
            "place" => "dia-chi",
            "name" => "ho-ten",
            "email" => "thu-dien-tu",
            "phone" => "dien-thoai",
            "consent_answer" => "dong-y-xu-ly",
            other => other,
        }
        .to_owned()
    };
    Refusals(
        refusals
            .into_iter()
            .map(|refusal| views::Refusal {
                field: field(refusal.field),
                message: refusal.message,
                clause: Some(refusal.clause.to_owned()).filter(|clause| !clause.is_empty()),
            })
            .collect(),
    )
}

/// How long until a day, in words.
pub fn days_left(due: jiff::civil::Date, today: jiff::civil::Date) -> String {
    let days = clock::start_of(due) - clock::start_of(today);
    match days / clock::DAY {
        0 => "hết hạn trong hôm nay".into(),
        days if days > 0 => format!("còn {days} ngày"),
        days => format!("đã quá hạn {} ngày", -days),
    }
}
