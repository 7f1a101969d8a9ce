//! How the papers of the board are headed and signed, set by the office.

use poem::Response;
use poem::http::StatusCode;

use crate::base::clock::date_vi;
use crate::base::error::{Error, Result};
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::reports::LetterheadPage;
use crate::people::{Action, Role, State};
use crate::public::views::{Choice, Refusals};
use crate::reports::letterhead::{self, Authority, Letterhead};

use super::super::form::date;
use super::super::frame::{layout, post, shown};

/// Where it is set.
pub const HOME: &str = "/mau-van-ban";

fn field(name: &str) -> String {
    match name {
        "from" => "tu-ngay",
        "issuer" => "co-quan",
        "short" => "viet-tat",
        "place" => "dia-danh",
        "stead_of" => "thay-ai",
        "head" => "cap-truong",
        other => other,
    }
    .to_owned()
}

/// `GET /:tenant/mau-van-ban`
///
/// # Errors
/// When the database does not answer.
pub async fn form(desk: Desk) -> Result<Response> {
    show(&desk, StatusCode::OK, Refusals::default()).await
}

/// What was sent.
fn sent(desk: &Desk) -> Letterhead {
    let form = &desk.asked.form;
    let text = |name: &str| form.get(name).to_owned();
    Letterhead {
        parent: text("cap-tren"),
        issuer: text("co-quan"),
        short: text("viet-tat"),
        place: text("dia-danh"),
        behalf: text("thay-mat"),
        authority: Authority::parse(form.get("tham-quyen")).unwrap_or_default(),
        stead_of: text("thay-ai"),
        head: text("cap-truong"),
        deputy: text("cap-pho"),
        copies: form.get("noi-nhan").lines().map(str::to_owned).collect(),
        kept: text("luu"),
    }
}

/// The head and the foot of a paper in lines.
fn sample(held: &Letterhead) -> Vec<String> {
    let mut lines = vec![held.parent.to_uppercase(), held.issuer.to_uppercase()];
    lines.retain(|line| !line.is_empty());
    lines.push(format!("Số: {}", paper::wording::sign(Some(1), &held.symbol("BC"))));
    lines.extend(held.signature(Role::StandingDeputy, "").lines());
    lines.push("Nơi nhận:".to_owned());
    lines.extend(held.copies().lines());
    lines
}

async fn show(desk: &Desk, status: StatusCode, refusals: Refusals) -> Result<Response> {
    desk.staff.require(Action::ReportSet, State::Any)?;
    let today = desk.app.db.clock.today();
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let held = Letterhead::on(&mut scope, &desk.tenant.profile, today).await?;
    drop(scope);
    let sample = sample(&held);
    let refused = !refusals.is_empty();
    let from = if refused { desk.asked.form.get("tu-ngay").to_owned() } else { date_vi(today) };
    let shown = if refused { sent(desk) } else { held };
    let page = LetterheadPage {
        layout: layout(desk, "Mẫu văn bản của Ban Biên tập").await?,
        post: post(desk, &desk.url(HOME)),
        refusals,
        from,
        authorities: Authority::ALL
            .iter()
            .map(|(authority, key, name)| Choice {
                value: (*key).to_owned(),
                label: (*name).to_owned(),
                chosen: *authority == shown.authority,
            })
            .collect(),
        parent: shown.parent,
        issuer: shown.issuer,
        short: shown.short,
        place: shown.place,
        behalf: shown.behalf,
        stead_of: shown.stead_of,
        head: shown.head,
        deputy: shown.deputy,
        copies: shown.copies.join("\n"),
        kept: shown.kept,
        sample,
    };
    desk::html(status, &page)
}

/// `POST /:tenant/mau-van-ban`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn set(desk: Desk) -> Result<Response> {
    let (actor, from) = (desk.actor(), date(desk.asked.form.get("tu-ngay")));
    match letterhead::set(&desk.app.db, &desk.tenant, &desk.staff, &actor, from, sent(&desk)).await {
        Ok(()) => Ok(see_other(&desk.url(HOME))),
        Err(Error::Refused(refusals)) => {
            show(&desk, StatusCode::UNPROCESSABLE_ENTITY, shown(refusals, field)).await
        }
        Err(other) => Err(other),
    }
}
