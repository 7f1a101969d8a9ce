//! The templates with samples, and the signature under letters.

use poem::Response;
use poem::http::StatusCode;

use crate::base::clock::date_vi;
use crate::base::error::{Error, Result};
use crate::console::desk::{self, Desk, see_other};
use crate::console::pages::form::date;
use crate::console::pages::frame::{layout, post, shown, when};
use crate::console::views::outbox::{SignaturePage, TemplateShown, TemplatesPage};
use crate::letters::html;
use crate::letters::kinds::{ALL, Kind};
use crate::letters::signature::{self, Signature};
use crate::people::{Action, State};
use crate::public::views::{Html, Link, Refusals};

fn back(desk: &Desk) -> Link {
    Link::new("Sổ thư đi", desk.url("/thu-di"))
}

/// `GET /:tenant/thu-di/mau`
///
/// # Errors
/// When the database does not answer.
pub async fn templates(desk: Desk) -> Result<Response> {
    show(&desk, None).await
}

/// `GET /:tenant/thu-di/mau/:template`
///
/// # Errors
/// [`Error::NotFound`] for what is no template.
pub async fn template(desk: Desk) -> Result<Response> {
    let kind = Kind::of(desk.asked.param("template")).ok_or(Error::NotFound)?;
    show(&desk, Some(kind)).await
}

async fn show(desk: &Desk, kind: Option<&Kind>) -> Result<Response> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let signature = signature::current(&mut scope, &desk.tenant).await?;
    drop(scope);
    let shown = match kind {
        None => None,
        Some(kind) => {
            let letter = (kind.sample)(&signature);
            Some(TemplateShown {
                title: kind.title.into(),
                when: kind.when.into(),
                html: Html::sanitised(html::body(&letter.text)?),
                subject: letter.subject,
                text: letter.text,
            })
        }
    };
    let link = |kind: &Kind| Link::new(kind.title, desk.url(&format!("/thu-di/mau/{}", kind.key)));
    desk::page(&TemplatesPage {
        layout: layout(desk, "Mẫu thư").await?,
        back: back(desk),
        kinds: ALL.iter().map(|kind| (link(kind), kind.when.to_owned())).collect(),
        shown,
    })
}

/// The form's name for a field of the rules.
fn field(name: &str) -> String {
    match name {
        "body" => "ten",
        "address" => "dia-chi",
        "phone" => "dien-thoai",
        "email" => "thu-dien-tu",
        "site" => "trang",
        "from" => "tu-ngay",
        other => other,
    }
    .to_owned()
}

/// `GET /:tenant/thu-di/chu-ky`
///
/// # Errors
/// When the database does not answer.
pub async fn signature_form(desk: Desk) -> Result<Response> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let current = signature::current(&mut scope, &desk.tenant).await?;
    drop(scope);
    let today = date_vi(desk.app.db.clock.today());
    signature_page(&desk, StatusCode::OK, current, today, Refusals::default()).await
}

async fn signature_page(
    desk: &Desk,
    status: StatusCode,
    typed: Signature,
    from: String,
    refusals: Refusals,
) -> Result<Response> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let today = signature::current(&mut scope, &desk.tenant).await?;
    let history = signature::history(&mut scope).await?;
    drop(scope);
    let now = desk.app.db.clock.now();
    let lines = |signature: &Signature| signature.print().trim_start_matches("-- \n").trim_end().to_owned();
    let page = SignaturePage {
        layout: layout(desk, "Chữ ký dưới thư").await?,
        back: back(desk),
        today: lines(&today),
        post: desk.may(Action::MailSign, State::Any).then(|| post(desk, &desk.url("/thu-di/chu-ky"))),
        body: typed.body,
        address: typed.address,
        phone: typed.phone,
        email: typed.email,
        site: typed.site,
        from,
        refusals,
        history: history
            .iter()
            .map(|one| (date_vi(one.from), lines(&one.signature), one.set_by.clone(), when(one.set_at, now)))
            .collect(),
    };
    desk::html(status, &page)
}

/// `POST /:tenant/thu-di/chu-ky`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn set_signature(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let typed = |name: &str| form.get(name).trim().to_owned();
    let signature = Signature {
        body: typed("ten"),
        address: typed("dia-chi"),
        phone: typed("dien-thoai"),
        email: typed("thu-dien-tu"),
        site: typed("trang"),
    };
    let from = typed("tu-ngay");
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    match signature::set(&mut scope, &signature, date(&from), &desk.session.account.name).await {
        Ok(()) => {
            scope.commit().await?;
            Ok(see_other(&desk.url("/thu-di/chu-ky")))
        }
        Err(Error::Refused(refusals)) => {
            drop(scope);
            let refusals = shown(refusals, field);
            signature_page(&desk, StatusCode::UNPROCESSABLE_ENTITY, signature, from, refusals).await
        }
        Err(other) => Err(other),
    }
}
