//! Asking a question: the form, the refused form with all that was typed, and the receipt.

use crate::base::clock;
use crate::base::error::{Error, Refusal, Result};
use crate::base::text::normalise;
use crate::public::site::{Around, day, moment};
use crate::public::views::ask::{AskPage, AskValues, AskedPage};
use crate::public::views::{self, Link, Refusals};
use crate::public::visit::{Reply, Visit};
use crate::questions::{self, NewQuestion};

/// The longest subject that the form's field takes.
pub const SUBJECT: usize = 150;
/// The longest text taken from an address.
const BODY: usize = 2000;

/// `GET /hoi-dap/gui?tieu-de=&noi-dung=`: the form, with what the reader had already written.
///
/// # Errors
/// When the database does not answer.
pub async fn form(visit: Visit) -> Result<Reply> {
    Reply::private(&page(&visit, Refusals::default(), begun(&visit)).await?)
}

/// What the reader had already written elsewhere, as in the search; never a consent.
fn begun(visit: &Visit) -> AskValues {
    let given = |name: &str, longest: usize| -> String {
        let text = normalise(visit.asked.query(name));
        let printed = text.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c });
        printed.take(longest).collect::<String>().trim().to_owned()
    };
    AskValues {
        subject: given("tieu-de", SUBJECT).replace('\n', " "),
        text: given("noi-dung", BODY),
        ..AskValues::default()
    }
}

async fn page(visit: &Visit, refusals: Refusals, values: AskValues) -> Result<AskPage> {
    let around =
        Around::of(&visit.app, &visit.tenant, "/hoi-dap/gui", Some(crate::tenants::SectionKey::Questions))
            .await?;
    let consent = questions::rules::consent(visit.tenant.day);
    Ok(AskPage {
        layout: around.unlisted("Gửi câu hỏi", way(visit)),
        action: visit.tenant.url("/hoi-dap/gui"),
        csrf: visit.app.db.entropy.token(),
        refusals,
        values,
        places: Vec::new(),
        promise: format!("trong {}", crate::legal::profile(&visit.app).answer_limit),
        consent_handle_text: consent.answer_for(&visit.tenant.identity().body),
        consent_publish_text: consent.name.clone(),
    })
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
/// [`Error::TooMany`] above the limit of questions from one address.
pub async fn send(visit: Visit) -> Result<Reply> {
    let form = &visit.asked.form;
    let values = AskValues {
        subject: form.get("tieu-de").into(),
        text: form.get("noi-dung").into(),
        name: form.get("ho-ten").into(),
        email: form.get("thu-dien-tu").into(),
        phone: form.get("dien-thoai").into(),
        address: form.get("dia-chi").into(),
        consent_handle: form.ticked("dong-y-xu-ly"),
        consent_publish: form.ticked("dong-y-cong-khai"),
    };
    if form.ticked("trang-rieng") {
        // A person does not see this field. Say nothing that would teach the machine.
        return Ok(Reply::SeeOther(visit.tenant.url("/hoi-dap/theo-doi")));
    }
    visit.app.limits.ask.check(visit.asked.client.addr).map_err(|often| Error::TooMany(often.seconds()))?;
    match questions::ask(&visit.app.db, &visit.app.mail, &visit.tenant, question(&visit, &values)).await {
        Ok(receipt) => {
            let around = Around::of(&visit.app, &visit.tenant, "/hoi-dap/gui", None).await?;
            Reply::private(&AskedPage {
                layout: around.unlisted("Đã nhận câu hỏi", way(&visit)),
                code: receipt.code,
                received: moment(visit.app.db.clock.now()),
                due: receipt.due_on.map(day).unwrap_or_default(),
                mailed_to: Some(values.email).filter(|email| !email.is_empty()),
            })
        }
        Err(Error::Refused(refusals)) => Reply::refused(&page(&visit, shown(refusals), values).await?),
        Err(other) => Err(other),
    }
}

fn question(visit: &Visit, values: &AskValues) -> NewQuestion {
    NewQuestion {
        name: values.name.clone(),
        email: values.email.clone(),
        phone: values.phone.clone(),
        place: values.address.clone(),
        subject: values.subject.clone(),
        body: values.text.clone(),
        consent_answer: values.consent_handle,
        consent_name: values.consent_publish,
        nonce: Some(visit.asked.form.get("csrf").to_owned()).filter(|nonce| !nonce.is_empty()),
        client: Some(visit.asked.address()),
    }
}

/// The rules' refusals under the form's own field names.
pub fn shown(refusals: Vec<Refusal>) -> Refusals {
    let field = |name: &str| {
        match name {
            "subject" => "tieu-de",
            "body" => "noi-dung",
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
