//! Giving an edition to somebody until a day.

use poem::Response;
use poem::http::StatusCode;

use crate::base::clock::date_vi;
use crate::base::error::Result;
use crate::base::id::AccountId;
use crate::console::desk::{self, Desk};
use crate::console::pages::frame::{Names, layout, post};
use crate::console::pages::items::choices;
use crate::console::views::review::AssignPage;
use crate::desk::assign::{self, Wanted};
use crate::public::views::Refusals;

use super::{back, head, id, of_edition, refusals_of, seen};

/// What a form without a time asks for, in working days.
const USUAL_DAYS: &str = "3";

/// `GET …/phan-cong`
///
/// # Errors
/// [`crate::base::error::Error::NotFound`] for what the person may not see.
pub async fn form(desk: Desk) -> Result<Response> {
    show(&desk, StatusCode::OK, None).await
}

async fn show(desk: &Desk, status: StatusCode, refused: Option<Refusals>) -> Result<Response> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let edition = seen(desk, &mut scope).await?;
    let given = assign::of(&mut scope, &edition.id).await?;
    drop(scope);
    let names = Names::read(desk).await?;
    let people =
        assign::people(&mut desk.app.db.platform().await?, &desk.tenant, desk.app.db.clock.today()).await?;
    let typed = refused.is_some();
    let form = &desk.asked.form;
    let chosen = if typed {
        form.get("nguoi").to_owned()
    } else {
        given.as_ref().map_or_else(String::new, |given| given.account.to_string())
    };
    let action = of_edition(desk, &edition.id, "/phan-cong");
    let page = AssignPage {
        layout: layout(desk, "Phân công").await?,
        head: head(desk, &edition),
        refusals: refused.unwrap_or_default(),
        post: post(desk, &action),
        current: given.as_ref().map(|given| {
            let note =
                if given.note.is_empty() { String::new() } else { format!(" Lời nhắn: {}", given.note) };
            format!(
                "{} giao cho {}, hạn {}.{note}",
                names.of(Some(&given.by)),
                names.of(Some(&given.account)),
                date_vi(given.due_on)
            )
        }),
        people: choices(
            "Chọn người xử lý",
            &chosen,
            people.iter().map(|person| (person.as_str(), names.of(Some(person)))),
        ),
        days: if typed { form.get("so-ngay").to_owned() } else { USUAL_DAYS.into() },
        note: form.get("loi-nhan").to_owned(),
    };
    desk::html(status, &page)
}

/// `POST …/phan-cong`
///
/// # Errors
/// [`crate::base::error::Error::Forbidden`] without the right.
pub async fn assign(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let person = AccountId::from(form.get("nguoi"));
    let wanted = Wanted {
        account: (form.get("viec") != "thu-lai").then_some(person),
        days: form.get("so-ngay"),
        note: form.get("loi-nhan"),
    };
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    let given = assign::assign(&mut scope, &desk.tenant, &desk.staff, &id(&desk), wanted).await;
    match refusals_of(given)? {
        None => {
            scope.commit().await?;
            Ok(back(&desk, ""))
        }
        refused => {
            drop(scope);
            show(&desk, StatusCode::UNPROCESSABLE_ENTITY, refused).await
        }
    }
}
