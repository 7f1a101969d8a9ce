//! The list of what must be public, for the office.

use poem::Response;
use poem::http::StatusCode;

use crate::base::clock::{date_vi, local};
use crate::base::error::{Error, Result};
use crate::base::id::ItemId;
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::disclosed::{DisclosedPage, DisclosedRow, TellForm};
use crate::disclosure::{self, Entry, Publication, store};
use crate::people::{Action, State};
use crate::public::pages::disclosed::PATH;
use crate::public::views::{Badge, Link, Pager, Refusals, Tone};

use super::frame::{layout, post, shown};

/// Entries on one page.
const PAGE: usize = 50;

/// `GET /:tenant/cong-khai?tat-ca=&trang=`
///
/// # Errors
/// When the database does not answer.
pub async fn list(desk: Desk) -> Result<Response> {
    show(&desk, StatusCode::OK, Refusals::default()).await
}

/// `POST /:tenant/cong-khai?tat-ca=&trang=`
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::NotFound`] for what is not published here.
pub async fn tell(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let items: Vec<ItemId> = form.all("muc").map(ItemId::from).collect();
    let told = Publication {
        form: form.get("hinh-thuc").into(),
        moment: form.get("thoi-diem").into(),
        term: form.get("thoi-han").into(),
    };
    let done = disclosure::tell(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), &items, &told).await;
    match done {
        Ok(()) => Ok(see_other(&address(&desk, desk.asked.page()))),
        Err(Error::Refused(refusals)) => {
            show(&desk, StatusCode::UNPROCESSABLE_ENTITY, shown(refusals, field)).await
        }
        Err(other) => Err(other),
    }
}

fn field(name: &str) -> String {
    match name {
        "form" => "hinh-thuc",
        "moment" => "thoi-diem",
        "term" => "thoi-han",
        _ => "muc",
    }
    .to_owned()
}

fn shows_all(desk: &Desk) -> bool {
    desk.asked.query("tat-ca") == "1"
}

/// The page of the list that is looked at now.
fn address(desk: &Desk, page: usize) -> String {
    let all = if shows_all(desk) { "&tat-ca=1" } else { "" };
    desk.url(&format!("/cong-khai?trang={page}{all}"))
}

async fn show(desk: &Desk, status: StatusCode, refusals: Refusals) -> Result<Response> {
    let (all, page) = (shows_all(desk), desk.asked.page());
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let (whole, untold) = (store::count(&mut scope, false).await?, store::count(&mut scope, true).await?);
    let entries = store::list(&mut scope, !all, (page - 1) * PAGE, PAGE).await?;
    drop(scope);
    let count = if all { whole } else { untold };
    let way = |title: &str, count: usize, query: &str, current| {
        (Link::new(format!("{title} ({count})"), desk.url(&format!("/cong-khai{query}"))), current)
    };
    let may = desk.may(Action::CareSet, State::Any);
    let page_view = DisclosedPage {
        layout: layout(desk, "Danh mục công khai").await?,
        lists: vec![way("Còn thiếu", untold, "", !all), way("Tất cả", whole, "?tat-ca=1", all)],
        rows: entries.iter().map(|entry| row(desk, entry)).collect(),
        form: may.then(|| form(desk, refusals)),
        pager: Pager::over(count.div_ceil(PAGE).max(1), page, |page| address(desk, page)),
        public_url: desk.tenant.url(PATH),
    };
    desk::html(status, &page_view)
}

/// The form as it was typed; at first with what is so of most that is published.
fn form(desk: &Desk, refusals: Refusals) -> TellForm {
    let typed = |name: &str, usual: &str| {
        if refusals.is_empty() { usual.to_owned() } else { desk.asked.form.raw(name).to_owned() }
    };
    TellForm {
        post: post(desk, &address(desk, desk.asked.page())),
        form: typed("hinh-thuc", "Đăng trên trang thông tin điện tử"),
        moment: typed("thoi-diem", ""),
        term: typed("thoi-han", ""),
        refusals,
    }
}

fn row(desk: &Desk, entry: &Entry) -> DisclosedRow {
    let made = entry.made_on.map(|day| format!("ngày {}", date_vi(day)));
    let published = format!("đăng {}", date_vi(local(entry.published_at).date()));
    let about = [entry.number.clone(), made, Some(published)];
    let told = entry.publication.as_ref();
    DisclosedRow {
        id: entry.item.to_string(),
        link: Link::new(entry.title.clone(), desk.url(&format!("/tin-bai/{}", entry.edition))),
        about: about.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        state: match told {
            Some(_) => Badge::new("Đủ", Tone::Good),
            None => Badge::new("Thiếu hình thức, thời điểm, thời hạn công khai", Tone::Bad),
        },
        told: told.map(|told| format!("{}; {}; {}", told.form, told.moment, told.term)),
        ticked: desk.asked.form.all("muc").any(|ticked| ticked == entry.item.as_str()),
    }
}
