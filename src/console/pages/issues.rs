//! What was issued to this site, and what this site issued: each delivery with who has seen it and when.

use poem::Response;
use poem::http::StatusCode;

use crate::base::error::{Error, Result};
use crate::between::issues;
use crate::between::store;
use crate::between::{Delivery, DeliveryState, Issue, SourceItem};
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::between::{DeliveryPage, DeliveryRow, IssuePage, IssuesPage, Line, LineGroup};
use crate::items::store as items;
use crate::people::{Action, State};
use crate::public::pages::item_url;
use crate::public::views::{Badge, Html, Link, Refusals, Tone};

use super::form::field;
use super::frame::{layout, post, shown, when};
use super::proposals::after;

/// Rows of one list.
const PAGE: usize = 30;

fn badge(state: DeliveryState) -> Badge {
    let tone = match state {
        DeliveryState::Waiting => Tone::Warn,
        DeliveryState::Shown => Tone::Good,
        DeliveryState::Hidden => Tone::Plain,
        DeliveryState::Recalled => Tone::Bad,
    };
    Badge::new(state.vietnamese(), tone)
}

fn title(live: Option<&SourceItem>) -> String {
    live.map_or_else(|| "(nội dung đã gỡ ở nơi phát hành)".into(), |live| live.title.clone())
}

fn binding(mandatory: bool) -> &'static str {
    if mandatory { "Bắt buộc" } else { "Tùy chọn" }
}

/// `GET /:tenant/phat-hanh?nhom=&sau=`
///
/// # Errors
/// When the database does not answer.
pub async fn list(desk: Desk) -> Result<Response> {
    let wanted = desk.asked.query("nhom").to_owned();
    let mut groups = Vec::new();
    if desk.tenant.parent.is_some() && wanted != "gui" {
        groups.push(received(&desk).await?);
    }
    if !desk.tenant.children.is_empty() && wanted != "nhan" {
        groups.push(sent(&desk).await?);
    }
    desk::page(&IssuesPage { layout: layout(&desk, "Nội dung phát hành").await?, groups })
}

async fn received(desk: &Desk) -> Result<LineGroup> {
    let from = after(desk.asked.query("sau")).filter(|_| desk.asked.query("nhom") == "nhan");
    let mut platform = desk.app.db.platform().await?;
    let mut found = store::deliveries_to(&mut platform, desk.tenant.id(), &from, PAGE + 1).await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let last = found.last().filter(|_| more);
    let now = desk.app.db.clock.now();
    let line = |one: &Delivery| Line {
        link: Link::new(title(one.live.as_ref()), desk.url(&format!("/phat-hanh/{}", one.issue))),
        state: badge(one.state),
        about: format!(
            "{}, {}",
            binding(one.mandatory),
            if one.seen_at.is_some() { "đã xem" } else { "chưa xem" }
        ),
        at: when(one.delivered_at, now),
    };
    Ok(LineGroup {
        title: "Nhận từ cấp trên".into(),
        empty_text: "Cấp trên chưa phát hành nội dung nào tới trang này.".into(),
        rows: found.iter().map(line).collect(),
        more_url: last
            .map(|last| desk.url(&format!("/phat-hanh?nhom=nhan&sau={}.{}", last.delivered_at, last.issue))),
    })
}

async fn sent(desk: &Desk) -> Result<LineGroup> {
    let from = after(desk.asked.query("sau")).filter(|_| desk.asked.query("nhom") == "gui");
    let mut platform = desk.app.db.platform().await?;
    let mut found = store::issues(&mut platform, desk.tenant.id(), &from, PAGE + 1).await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let last = found.last().filter(|_| more);
    let now = desk.app.db.clock.now();
    let line = |one: &Issue| Line {
        link: Link::new(title(one.live.as_ref()), desk.url(&format!("/phat-hanh/{}", one.id))),
        state: standing(one),
        about: format!("{}, {} nơi nhận, {} nơi đã xem", binding(one.mandatory), one.deliveries, one.seen),
        at: when(one.issued_at, now),
    };
    Ok(LineGroup {
        title: "Đã phát hành xuống cấp dưới".into(),
        empty_text: "Chưa phát hành nội dung nào. Mở một nội dung đang đăng để phát hành.".into(),
        rows: found.iter().map(line).collect(),
        more_url: last
            .map(|last| desk.url(&format!("/phat-hanh?nhom=gui&sau={}.{}", last.issued_at, last.id))),
    })
}

fn standing(issue: &Issue) -> Badge {
    match (issue.recalled_at, &issue.live) {
        (Some(_), _) => Badge::new("Đã thu hồi", Tone::Bad),
        (None, None) => Badge::new("Bản gốc đã gỡ", Tone::Bad),
        (None, Some(_)) => Badge::new("Đang phát hành", Tone::Good),
    }
}

/// `GET /:tenant/phat-hanh/:issue`: a receiver's own delivery, which is then seen, or the issuer's list of all.
///
/// # Errors
/// [`Error::NotFound`] for what this site neither issued nor was given.
pub async fn view(desk: Desk) -> Result<Response> {
    show_page(&desk, StatusCode::OK, Refusals::default()).await
}

async fn show_page(desk: &Desk, status: StatusCode, refusals: Refusals) -> Result<Response> {
    let id = desk.asked.param("issue");
    let issue = store::issue(&mut desk.app.db.platform().await?, desk.tenant.id(), id).await?;
    match issue {
        Some(issue) => issued(desk, &issue, status, refusals).await,
        None => delivered(desk, id).await,
    }
}

async fn issued(desk: &Desk, issue: &Issue, status: StatusCode, refusals: Refusals) -> Result<Response> {
    let all = store::deliveries_of(&mut desk.app.db.platform().await?, &issue.source, &issue.id).await?;
    let now = desk.app.db.clock.now();
    let row = |one: &Delivery| {
        let site = desk.app.directory.get(&one.receiver);
        DeliveryRow {
            site: site.map_or_else(Link::default, |site| {
                Link::new(site.identity().full_name.clone(), site.url("/"))
            }),
            state: badge(one.state),
            seen_by: one.seen_by.clone(),
            seen_at: one.seen_at.map(|at| when(at, now)),
        }
    };
    let (seen, unseen): (Vec<&Delivery>, Vec<&Delivery>) = all.iter().partition(|one| one.seen_at.is_some());
    let may_recall = issue.recalled_at.is_none() && desk.may(Action::ItemIssue, State::Live);
    let scope = if issue.to_all {
        "Tất cả nơi nhận của ngày phát hành"
    } else {
        "Nơi nhận được chọn"
    };
    let facts = [
        ("Hình thức", binding(issue.mandatory).to_owned()),
        ("Phạm vi", scope.to_owned()),
        ("Người phát hành", issue.issued_by.clone()),
        ("Phát hành lúc", when(issue.issued_at, now).exact),
        ("Lời gửi kèm", issue.note.clone()),
    ];
    let facts = facts.into_iter().filter(|(_, value)| !value.is_empty());
    let page = IssuePage {
        layout: layout(desk, "Phát hành").await?,
        title: title(issue.live.as_ref()),
        state: standing(issue),
        facts: facts.map(|(name, value)| (name.to_owned(), value)).collect(),
        count_text: format!("{} nơi nhận, {} nơi chưa xem", all.len(), unseen.len()),
        unseen: unseen.into_iter().map(row).collect(),
        seen: seen.into_iter().map(row).collect(),
        recall: may_recall.then(|| post(desk, &desk.url(&format!("/phat-hanh/{}/thu-hoi", issue.id)))),
        refusals,
    };
    desk::html(status, &page)
}

async fn delivered(desk: &Desk, id: &str) -> Result<Response> {
    let delivery = issues::open(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), id).await?;
    let source = desk.app.directory.get(&delivery.source).ok_or(Error::NotFound)?;
    let live = items::live_by_id(&mut desk.app.db.read(source.id()).await?, &delivery.item).await?;
    let live = live.filter(|_| delivery.state != DeliveryState::Recalled);
    let may = desk.may(Action::DeliveryDecide, State::Any)
        && !delivery.mandatory
        && delivery.state != DeliveryState::Recalled;
    let act = |path: &str| post(desk, &desk.url(&format!("/phat-hanh/{id}/{path}")));
    let now = desk.app.db.clock.now();
    let facts = vec![
        ("Nơi phát hành".to_owned(), source.identity().body.clone()),
        ("Hình thức".to_owned(), binding(delivery.mandatory).to_owned()),
        ("Nhận lúc".to_owned(), when(delivery.delivered_at, now).exact),
    ];
    desk::page(&DeliveryPage {
        layout: layout(desk, "Nội dung phát hành").await?,
        title: title(delivery.live.as_ref()),
        state: badge(delivery.state),
        facts,
        summary: live.as_ref().map(|live| live.content.summary().to_owned()).unwrap_or_default(),
        body: Html::sanitised(live.as_ref().map(|live| super::item::body(&live.content)).unwrap_or_default()),
        source: live.map(|live| Link::new("Xem bản gốc", item_url(&source, live.section, &live.slug))),
        show: (may && delivery.state != DeliveryState::Shown).then(|| act("hien")),
        hide: (may && delivery.state != DeliveryState::Hidden).then(|| act("an")),
    })
}

async fn decide(desk: Desk, show: bool) -> Result<Response> {
    let id = desk.asked.param("issue");
    issues::decide(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), id, show).await?;
    Ok(see_other(&desk.url(&format!("/phat-hanh/{id}"))))
}

/// `POST /:tenant/phat-hanh/:issue/hien`
///
/// # Errors
/// [`Error::Conflict`] for what must be shown anyway.
pub async fn show(desk: Desk) -> Result<Response> {
    decide(desk, true).await
}

/// `POST /:tenant/phat-hanh/:issue/an`
///
/// # Errors
/// [`Error::Conflict`] for what must be shown.
pub async fn hide(desk: Desk) -> Result<Response> {
    decide(desk, false).await
}

/// `POST /:tenant/phat-hanh/:issue/thu-hoi`
///
/// # Errors
/// [`Error::NotFound`] for what this site did not issue.
pub async fn recall(desk: Desk) -> Result<Response> {
    let (id, reason) = (desk.asked.param("issue"), desk.asked.form.get("ly-do"));
    let actor = desk.actor();
    match issues::recall(&desk.app.db, &desk.tenant, &desk.staff, &actor, id, reason).await {
        Ok(()) => Ok(see_other(&desk.url(&format!("/phat-hanh/{id}")))),
        Err(Error::Refused(refusals)) => {
            show_page(&desk, StatusCode::UNPROCESSABLE_ENTITY, shown(refusals, field)).await
        }
        Err(other) => Err(other),
    }
}
