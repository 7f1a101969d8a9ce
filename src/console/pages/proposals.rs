//! What the sites below propose to this one, and what this one proposed to the site above.

use poem::Response;
use poem::http::StatusCode;

use crate::base::error::{Error, Result};
use crate::between::proposals;
use crate::between::store::{self, Side};
use crate::between::{Proposal, ProposalState};
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::between::{Line, LineGroup, ProposalPage, ProposalsPage};
use crate::items::store as items;
use crate::people::{Action, State};
use crate::public::pages::item_url;
use crate::public::views::{Badge, Choice, Link, Refusals, Tone};

use super::form::field;
use super::frame::{layout, post, shown, when};

/// Rows of one list.
const PAGE: usize = 30;

fn badge(state: ProposalState) -> Badge {
    let tone = match state {
        ProposalState::Waiting => Tone::Warn,
        ProposalState::Taken => Tone::Good,
        ProposalState::Declined => Tone::Bad,
        ProposalState::Withdrawn => Tone::Plain,
    };
    Badge::new(state.vietnamese(), tone)
}

fn body_of(desk: &Desk, id: &crate::base::id::TenantId) -> String {
    desk.app.directory.get(id).map_or_else(|| id.to_string(), |tenant| tenant.identity().body.clone())
}

fn title(proposal: &Proposal) -> String {
    proposal.live.as_ref().map_or_else(|| "(nội dung đã gỡ ở trang nguồn)".into(), |live| live.title.clone())
}

/// Where a list goes on: the moment and id of its last row.
pub(super) fn after(typed: &str) -> store::After {
    let (at, id) = typed.split_once('.')?;
    Some((at.parse().ok()?, id.to_owned()))
}

/// `GET /:tenant/de-xuat?nhom=&sau=`
///
/// # Errors
/// When the database does not answer.
pub async fn list(desk: Desk) -> Result<Response> {
    let lists = [
        ("cho", "Chờ xử lý", Side::Received, Some(ProposalState::Waiting), "Không có đề xuất nào chờ xử lý."),
        ("nhan", "Tất cả đề xuất đã nhận", Side::Received, None, "Chưa có trang cấp dưới nào đề xuất."),
        ("gui", "Đã gửi lên cấp trên", Side::Sent, None, "Chưa đề xuất nội dung nào lên cấp trên."),
    ];
    let wanted = desk.asked.query("nhom").to_owned();
    let mut groups = Vec::new();
    for (key, heading, side, state, empty) in lists {
        let applies = match side {
            Side::Received => !desk.tenant.children.is_empty(),
            Side::Sent => desk.tenant.parent.is_some(),
        };
        if !applies || (!wanted.is_empty() && wanted != key) {
            continue;
        }
        let from = if wanted == key { after(desk.asked.query("sau")) } else { None };
        let mut platform = desk.app.db.platform().await?;
        let mut found =
            store::proposals(&mut platform, desk.tenant.id(), side, state, &from, PAGE + 1).await?;
        let more = found.len() > PAGE;
        found.truncate(PAGE);
        let next = found
            .last()
            .filter(|_| more)
            .map(|last| desk.url(&format!("/de-xuat?nhom={key}&sau={}.{}", last.proposed_at, last.id)));
        groups.push(LineGroup {
            title: heading.into(),
            empty_text: empty.into(),
            rows: found.iter().map(|one| line(&desk, one, side)).collect(),
            more_url: next,
        });
    }
    desk::page(&ProposalsPage { layout: layout(&desk, "Đề xuất giữa các trang").await?, groups })
}

fn line(desk: &Desk, proposal: &Proposal, side: Side) -> Line {
    let other = if side == Side::Received { &proposal.source } else { &proposal.receiver };
    Line {
        link: Link::new(title(proposal), desk.url(&format!("/de-xuat/{}", proposal.id))),
        state: badge(proposal.state),
        about: body_of(desk, other),
        at: when(proposal.proposed_at, desk.app.db.clock.now()),
    }
}

/// `GET /:tenant/de-xuat/:proposal`
///
/// # Errors
/// [`Error::NotFound`] for what is neither from nor for this site.
pub async fn view(desk: Desk) -> Result<Response> {
    show(&desk, StatusCode::OK, Refusals::default()).await
}

async fn show(desk: &Desk, status: StatusCode, refusals: Refusals) -> Result<Response> {
    let id = desk.asked.param("proposal");
    let mut platform = desk.app.db.platform().await?;
    let proposal = store::proposal(&mut platform, desk.tenant.id(), id).await?.ok_or(Error::NotFound)?;
    drop(platform);
    let received = proposal.receiver == *desk.tenant.id();
    let waiting = proposal.state == ProposalState::Waiting;
    let decides = received && waiting && desk.may(Action::ProposalDecide, State::Any);
    let takes_back = !received && waiting && desk.may(Action::ItemPropose, State::Live);
    let act = |may: bool, path: &str| may.then(|| post(desk, &desk.url(&format!("/de-xuat/{id}/{path}"))));
    let source = desk.app.directory.get(&proposal.source);
    let source = source.zip(proposal.live.as_ref()).map(|(tenant, live)| {
        Link::new("Xem bản đang đăng ở trang nguồn", item_url(&tenant, live.section, &live.slug))
    });
    let page = ProposalPage {
        layout: layout(desk, "Đề xuất").await?,
        title: title(&proposal),
        state: badge(proposal.state),
        facts: facts(desk, &proposal),
        summary: proposal.live.as_ref().map(|live| live.summary.clone()).unwrap_or_default(),
        source,
        taken: taken(desk, &proposal, received).await?,
        take: act(decides && proposal.live.is_some(), "nhan"),
        units: units(desk),
        decline: act(decides, "tu-choi"),
        reason: desk.asked.form.get("ly-do").into(),
        take_back: act(takes_back, "rut"),
        refusals,
    };
    desk::html(status, &page)
}

fn facts(desk: &Desk, proposal: &Proposal) -> Vec<(String, String)> {
    let now = desk.app.db.clock.now();
    let facts = [
        Some(("Nơi đề xuất", body_of(desk, &proposal.source))),
        Some(("Nơi nhận", body_of(desk, &proposal.receiver))),
        Some(("Người đề xuất", proposal.proposed_by.clone())),
        Some(("Đề xuất lúc", when(proposal.proposed_at, now).exact)),
        Some(("Lời gửi kèm", proposal.note.clone())),
        proposal.decided_by.clone().map(|by| ("Người xử lý", by)),
        proposal.decided_at.map(|at| ("Xử lý lúc", when(at, now).exact)),
        proposal.reason.clone().map(|reason| ("Lý do không nhận", reason)),
    ];
    let facts = facts.into_iter().flatten().filter(|(_, value)| !value.is_empty());
    facts.map(|(name, value)| (name.to_owned(), value)).collect()
}

/// What was made of it: at the desk for the receiver, on the site for who proposed it.
async fn taken(desk: &Desk, proposal: &Proposal, received: bool) -> Result<Option<Link>> {
    let Some(item) = &proposal.taken_item else { return Ok(None) };
    let Some(receiver) = desk.app.directory.get(&proposal.receiver) else { return Ok(None) };
    let mut scope = desk.app.db.read(receiver.id()).await?;
    if received {
        let newest = items::editions(&mut scope, item).await?.into_iter().next();
        return Ok(newest.map(|edition| {
            Link::new("Mở bản của trang này", desk.url(&format!("/tin-bai/{}", edition.id)))
        }));
    }
    let live = items::live_by_id(&mut scope, item).await?;
    Ok(live.map(|live| Link::new("Xem trên trang cấp trên", item_url(&receiver, live.section, &live.slug))))
}

fn units(desk: &Desk) -> Vec<Choice> {
    let chosen = desk.asked.form.get("don-vi").to_owned();
    let units = desk.tenant.profile.units_on(desk.app.db.clock.today());
    units
        .map(|unit| {
            let choice = Choice::new(unit.key.clone(), unit.name.clone());
            if unit.key == chosen { choice.chosen() } else { choice }
        })
        .collect()
}

async fn refused(desk: &Desk, error: Error) -> Result<Response> {
    match error {
        Error::Refused(refusals) => {
            show(desk, StatusCode::UNPROCESSABLE_ENTITY, shown(refusals, field)).await
        }
        other => Err(other),
    }
}

/// `POST /:tenant/de-xuat/:proposal/nhan`
///
/// # Errors
/// [`Error::Conflict`] when it is decided already.
pub async fn take(desk: Desk) -> Result<Response> {
    let (app, actor) = (&desk.app, desk.actor());
    let (id, unit) = (desk.asked.param("proposal"), desk.asked.form.get("don-vi"));
    let taken = proposals::take(&app.db, &app.directory, &desk.tenant, &desk.staff, &actor, id, unit).await;
    match taken {
        Ok((_, edition)) => {
            tell(&desk).await;
            Ok(see_other(&desk.url(&format!("/tin-bai/{edition}"))))
        }
        Err(error) => refused(&desk, error).await,
    }
}

/// `POST /:tenant/de-xuat/:proposal/tu-choi`
///
/// # Errors
/// [`Error::Conflict`] when it is decided already.
pub async fn decline(desk: Desk) -> Result<Response> {
    let (id, reason) = (desk.asked.param("proposal"), desk.asked.form.get("ly-do"));
    let actor = desk.actor();
    match proposals::decline(&desk.app.db, &desk.tenant, &desk.staff, &actor, id, reason).await {
        Ok(()) => {
            tell(&desk).await;
            Ok(see_other(&desk.url(&format!("/de-xuat/{id}"))))
        }
        Err(error) => refused(&desk, error).await,
    }
}

/// Those who proposed it hear at once; where that fails, by the next duty.
pub async fn tell(desk: &Desk) {
    if let Err(cause) = crate::between::notices::tell(desk.app.clone()).await {
        tracing::warn!(%cause, "those who proposed it are told by the next duty");
    }
}

/// `POST /:tenant/de-xuat/:proposal/rut`
///
/// # Errors
/// [`Error::Conflict`] when it is decided already.
pub async fn take_back(desk: Desk) -> Result<Response> {
    let id = desk.asked.param("proposal");
    proposals::take_back(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), id).await?;
    Ok(see_other(&desk.url(&format!("/de-xuat/{id}"))))
}
