//! How a site stands to what the law asks of it.

use poem::Response;
use poem::http::StatusCode;

use crate::base::clock::date_vi;
use crate::base::error::{Error, Result};
use crate::compliance::checks::Sees;
use crate::compliance::{self, Count, Judged, Light, store};
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::compliance::{CheckRow, CompliancePage};
use crate::legal;
use crate::people::{Action, State};
use crate::public::pages::compliance::{PARTS, PATH, badge};
use crate::public::views::{Choice, Link, Refusals};

use super::frame::{layout, post, shown};

fn field(name: &str) -> String {
    match name {
        "check" => "muc",
        "met" => "dat",
        _ => "can-cu",
    }
    .into()
}

/// `GET /:tenant/tuan-thu`
///
/// # Errors
/// When the database does not answer.
pub async fn view(desk: Desk) -> Result<Response> {
    show(&desk, StatusCode::OK, Refusals::default()).await
}

async fn show(desk: &Desk, status: StatusCode, refusals: Refusals) -> Result<Response> {
    let judged = compliance::of(&desk.app, &desk.tenant).await?;
    let published = store::is_published(&mut desk.app.db.read(desk.tenant.id()).await?).await?;
    let profile = legal::profile(&desk.app);
    let typed = &desk.asked.form;
    let part = |(begin, title): (&str, &str)| {
        let rows = judged.iter().filter(|one| one.check.id.starts_with(begin));
        (title.to_owned(), rows.map(|one| row(desk, one)).collect())
    };
    let said = judged.iter().filter(|one| matches!(one.check.sees, Sees::Said));
    let choice = |value: &str, label: String, chosen: &str| Choice {
        value: value.to_owned(),
        label,
        chosen: value == chosen,
    };
    let page = CompliancePage {
        layout: layout(desk, "Tuân thủ").await?,
        name: desk.tenant.identity().full_name.clone(),
        about: format!("Ngày {}, theo {}", date_vi(desk.app.db.clock.today()), profile.vietnamese()),
        sum: Count::of(&judged).vietnamese(),
        parts: PARTS.into_iter().map(part).collect(),
        say: desk.may(Action::ComplianceSay, State::Any).then(|| post(desk, &desk.url("/tuan-thu/xac-nhan"))),
        checks: said
            .map(|one| choice(one.check.id, format!("{}: {}", one.check.id, one.title), typed.get("muc")))
            .collect(),
        met: [("", "Chọn kết quả"), ("co", "Đạt"), ("khong", "Chưa đạt")]
            .map(|(value, label)| choice(value, label.to_owned(), typed.get("dat")))
            .to_vec(),
        grounds: typed.raw("can-cu").to_owned(),
        refusals,
        publish: desk
            .may(Action::CompliancePublish, State::Any)
            .then(|| post(desk, &desk.url("/tuan-thu/cong-bo"))),
        published,
        public_url: desk.tenant.url(PATH),
    };
    desk::html(status, &page)
}

/// Whether the person may open the page on which something is mended.
fn opens(desk: &Desk, path: &str) -> bool {
    match path {
        "/sao-luu" => desk.may(Action::BackupRead, State::Any),
        "/hoat-dong" => desk.may(Action::OfficeRead, State::Any),
        "/don-vi" => desk.may(Action::TenantOpen, State::Any),
        _ => true,
    }
}

fn row(desk: &Desk, one: &Judged) -> CheckRow {
    let mend = one.mend.filter(|path| one.light != Light::Green && opens(desk, path));
    let mend = mend.map(|path| Link::new("Sửa", desk.url(path)));
    let say = matches!(one.check.sees, Sees::Said) && desk.may(Action::ComplianceSay, State::Any);
    CheckRow {
        id: one.check.id.into(),
        title: one.title.into(),
        light: badge(one.light),
        on: date_vi(one.day),
        reason: one.reason.clone(),
        source: one.source.clone(),
        test: one.test.map(str::to_owned),
        mend: mend.or_else(|| say.then(|| Link::new("Tự xác nhận", "#xac-nhan"))),
    }
}

/// `POST /:tenant/tuan-thu/xac-nhan`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn say(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let met = match form.get("dat") {
        "co" => Some(true),
        "khong" => Some(false),
        _ => None,
    };
    let id = form.get("muc");
    let (db, actor, words) = (&desk.app.db, desk.actor(), form.get("can-cu"));
    match compliance::say(db, &desk.tenant, &desk.staff, &actor, id, met, words).await {
        Ok(()) => Ok(see_other(&desk.url(&format!("/tuan-thu#muc-{id}")))),
        Err(Error::Refused(refusals)) => {
            show(&desk, StatusCode::UNPROCESSABLE_ENTITY, shown(refusals, field)).await
        }
        Err(other) => Err(other),
    }
}

/// `POST /:tenant/tuan-thu/cong-bo`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn publish(desk: Desk) -> Result<Response> {
    let shown = desk.asked.form.ticked("cong-bo");
    compliance::publish(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), shown).await?;
    Ok(see_other(&desk.url("/tuan-thu#cong-bo")))
}
