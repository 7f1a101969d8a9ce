//! Documents sent to groups: sending, receipts, groups; what was sent to this site; the archive copies.

use poem::{Body, Response};

use crate::archive::{self, Copy};
use crate::base::clock::time_vi;
use crate::base::error::{Error, Result};
use crate::base::web::form::Form;
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::distribution::{
    ArchivePage, CopyRow, DistributionPage, DistributionsPage, GroupRow, GroupsPage, ReceiptRow,
    ReceivedOnePage, ReceivedPage, SendForm, SendingRow,
};
use crate::house::distribution::groups::{self, Group};
use crate::house::distribution::{
    self as service, Carried, Distribution, Receipt, Sent, Typed, receipts, reminders, store,
};
use crate::items::store as items;
use crate::people::{Action, State};
use crate::public::pages::item_url;
use crate::public::views::{Badge, Choice, Link, Tone};

use super::feedback::hand;
use super::form::date;
use super::frame::{Said, layout, post, when};
use super::house::{Came, came};

const PATH: &str = "/gui-van-ban";
const GROUPS: &str = "/nhom-noi-nhan";
const RECEIVED: &str = "/van-ban-den";
const ARCHIVE: &str = "/ban-luu";
/// Archive copies of one page.
const COPIES: usize = 200;

fn back(desk: &Desk) -> Link {
    Link::new("Gửi văn bản điện tử", desk.url(PATH))
}

fn opened_of(one: &Distribution) -> Badge {
    let tone = if one.opened == one.recipients { Tone::Good } else { Tone::Warn };
    Badge::new(format!("{}/{} nơi đã nhận", one.opened, one.recipients), tone)
}

fn chosen(form: &Form, name: &str, value: &str, label: String) -> Choice {
    let choice = Choice::new(value, label);
    if form.all(name).any(|one| one == value) { choice.chosen() } else { choice }
}

/// `GET /:tenant/gui-van-ban`
///
/// # Errors
/// When the database does not answer.
pub async fn list(desk: Desk) -> Result<Response> {
    list_page(&desk, Said::default()).await
}

async fn list_page(desk: &Desk, said: Said) -> Result<Response> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let sent = store::list(&mut scope, desk.asked.query("truoc")).await?;
    let known = groups::all(&mut scope, &desk.app.directory, &desk.tenant).await?;
    drop(scope);
    let form = &desk.asked.form;
    let group = |group: &Group| {
        chosen(form, "nhom", &group.id, format!("{} ({} nơi nhận)", group.name, group.members.len()))
    };
    let may = desk.may(Action::DistributionSend, State::Any);
    let mut ways = vec![Link::new("Bản lưu văn bản", desk.url(ARCHIVE))];
    if desk.may(Action::DistributionSet, State::Any) {
        ways.push(Link::new("Nhóm nơi nhận", desk.url(GROUPS)));
    }
    let page = DistributionsPage {
        older: older(desk, PATH, sent.len(), sent.last().map(|one| one.id.as_str())),
        layout: layout(desk, "Gửi văn bản điện tử").await?,
        ways,
        form: may.then(|| SendForm {
            post: post(desk, &desk.url(PATH)),
            document: form.get("van-ban").into(),
            groups: known.iter().map(group).collect(),
            note: form.raw("loi-nhan").into(),
            remind_on: form.get("nhac-ngay").into(),
            again: (said.refusals.of("gui-lai").is_some() || form.has("gui-lai"))
                .then(|| form.ticked("gui-lai")),
        }),
        refusals: said.refusals,
        rows: sent
            .iter()
            .map(|one| SendingRow {
                link: Link::new(one.title.clone(), desk.url(&format!("{PATH}/{}", one.id))),
                state: opened_of(one),
                about: format!("{} · {}", one.groups.join("; "), time_vi(one.at)),
            })
            .collect(),
    };
    desk::html(said.status, &page)
}

/// `POST /:tenant/gui-van-ban`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn send(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let chosen: Vec<String> = form.all("nhom").map(str::to_owned).collect();
    let day = form.get("nhac-ngay");
    let remind_on = if day.is_empty() { None } else { Some(date(day).unwrap_or(jiff::civil::Date::MIN)) };
    let typed = Typed {
        document: form.get("van-ban"),
        groups: &chosen,
        note: form.raw("loi-nhan"),
        remind_on,
        again: form.ticked("gui-lai"),
    };
    match service::send(&desk.app, hand(&desk, &desk.actor()), typed).await {
        Ok(Sent { id, .. }) => Ok(see_other(&desk.url(&format!("{PATH}/{id}")))),
        Err(refused @ Error::Refused(_)) => list_page(&desk, Said::of(refused, str::to_owned)?).await,
        Err(other) => Err(other),
    }
}

/// `GET /:tenant/gui-van-ban/:distribution`
///
/// # Errors
/// [`Error::NotFound`] for what this site did not send.
pub async fn view(desk: Desk) -> Result<Response> {
    let id = desk.asked.param("distribution").to_owned();
    view_page(&desk, &id, Said::default()).await
}

fn receipt_row(desk: &Desk, one: &Receipt) -> ReceiptRow {
    let tone = match one.carried {
        Carried::Sent => Tone::Good,
        Carried::Waiting => Tone::Plain,
        Carried::NoBox | Carried::Bounced => Tone::Bad,
    };
    let signed = [one.opened_by.as_deref(), one.opened_post.as_deref()];
    let signed: Vec<&str> = signed.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    ReceiptRow {
        name: one.name.clone(),
        carried: Badge::new(one.carried.vietnamese(), tone),
        by: one.opened_at.map(|_| signed.join(", ")),
        at: one.opened_at.map(|at| when(at, desk.app.db.clock.now())),
        reminders: one.reminders,
    }
}

async fn view_page(desk: &Desk, id: &str, said: Said) -> Result<Response> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let one = store::get(&mut scope, id).await?.ok_or(Error::NotFound)?;
    let all = store::receipts(&mut scope, id).await?;
    let copy = archive::store::get(&mut scope, &one.archive).await?.ok_or(Error::NotFound)?;
    drop(scope);
    let (opened, unopened): (Vec<&Receipt>, Vec<&Receipt>) =
        all.iter().partition(|one| one.opened_at.is_some());
    let mut facts = vec![
        ("Nhóm".to_owned(), one.groups.join("; ")),
        ("Gửi lúc".to_owned(), format!("{}, {}", time_vi(one.at), one.by)),
        ("Mã SHA-256 bản lưu".to_owned(), copy.sha256.clone()),
    ];
    if !one.note.is_empty() {
        facts.push(("Lời nhắn".to_owned(), one.note.clone()));
    }
    if let Some(day) = one.remind_on {
        facts.push(("Tự nhắc ngày".to_owned(), crate::base::clock::date_vi(day)));
    }
    let may = desk.may(Action::DistributionSend, State::Any);
    let page = DistributionPage {
        layout: layout(desk, "Gửi văn bản điện tử").await?,
        back: back(desk),
        title: one.title.clone(),
        count_text: format!("{} nơi nhận, {} nơi đã nhận", one.recipients, one.opened),
        facts,
        archive: Link::new("Tải bản lưu", desk.url(&format!("{ARCHIVE}/{}", copy.id))),
        unopened: unopened.into_iter().map(|one| receipt_row(desk, one)).collect(),
        opened: opened.into_iter().map(|one| receipt_row(desk, one)).collect(),
        remind: may.then(|| (post(desk, &desk.url(&format!("{PATH}/nhac"))), one.id.clone())),
        refusals: said.refusals,
    };
    desk::html(said.status, &page)
}

/// `POST /:tenant/gui-van-ban/nhac`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn remind(desk: Desk) -> Result<Response> {
    let id = desk.asked.form.get("ma").to_owned();
    let done = reminders::remind(hand(&desk, &desk.actor()), &id).await;
    let known = store::get(&mut desk.app.db.read(desk.tenant.id()).await?, &id).await?.is_some();
    match came(done)? {
        Came::Done => Ok(see_other(&desk.url(&format!("{PATH}/{id}")))),
        Came::Back(said) if known => view_page(&desk, &id, said).await,
        Came::Back(said) => list_page(&desk, said).await,
    }
}

/// `GET /:tenant/nhom-noi-nhan`
///
/// # Errors
/// When the database does not answer.
pub async fn groups_list(desk: Desk) -> Result<Response> {
    groups_page(&desk, Said::default()).await
}

async fn groups_page(desk: &Desk, said: Said) -> Result<Response> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let known = groups::all(&mut scope, &desk.app.directory, &desk.tenant).await?;
    let everybody = groups::everybody(&mut scope, &desk.app.directory, &desk.tenant).await?;
    drop(scope);
    let form = &desk.asked.form;
    let page = GroupsPage {
        layout: layout(desk, "Nhóm nơi nhận").await?,
        back: back(desk),
        groups: known
            .iter()
            .map(|group| GroupRow {
                name: group.name.clone(),
                count_text: format!("{} nơi nhận", group.members.len()),
                members: group.members.iter().map(|one| one.name.clone()).collect(),
                end: (!group.follows)
                    .then(|| (post(desk, &desk.url(&format!("{GROUPS}/thoi"))), group.id.clone())),
            })
            .collect(),
        post: post(desk, &desk.url(GROUPS)),
        refusals: said.refusals,
        name: form.get("ten").into(),
        members: everybody
            .iter()
            .map(|one| chosen(form, "thanh-vien", &one.word(), one.name.clone()))
            .collect(),
        contacts_url: desk.url("/co-quan-ngoai"),
    };
    desk::html(said.status, &page)
}

/// `POST /:tenant/nhom-noi-nhan`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn add_group(desk: Desk) -> Result<Response> {
    let members: Vec<String> = desk.asked.form.all("thanh-vien").map(str::to_owned).collect();
    let done = groups::add(hand(&desk, &desk.actor()), desk.asked.form.get("ten"), &members).await;
    match came(done)? {
        Came::Done => Ok(see_other(&desk.url(GROUPS))),
        Came::Back(said) => groups_page(&desk, said).await,
    }
}

/// `POST /:tenant/nhom-noi-nhan/thoi`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn end_group(desk: Desk) -> Result<Response> {
    let done = groups::end(hand(&desk, &desk.actor()), desk.asked.form.get("ma")).await;
    match came(done)? {
        Came::Done => Ok(see_other(&desk.url(GROUPS))),
        Came::Back(said) => groups_page(&desk, said).await,
    }
}

fn sender(desk: &Desk, one: &Distribution) -> String {
    let site = desk.app.directory.get(&one.tenant);
    site.map(|site| site.identity().body.clone()).unwrap_or_default()
}

/// `GET /:tenant/van-ban-den`
///
/// # Errors
/// When the database does not answer.
pub async fn received(desk: Desk) -> Result<Response> {
    let before = desk.asked.query("truoc");
    let all = receipts::received(&mut desk.app.db.platform().await?, desk.tenant.id(), before).await?;
    let row = |(one, receipt): &(Distribution, Receipt)| SendingRow {
        link: Link::new(one.title.clone(), desk.url(&format!("{RECEIVED}/{}", receipt.id))),
        state: match receipt.opened_at {
            Some(_) => Badge::new("Đã nhận", Tone::Good),
            None => Badge::new("Chưa nhận", Tone::Warn),
        },
        about: format!("{} · {}", sender(&desk, one), time_vi(one.at)),
    };
    let rows = all.iter().map(row).collect();
    let older = older(&desk, RECEIVED, all.len(), all.last().map(|(_, receipt)| receipt.id.as_str()));
    desk::page(&ReceivedPage { layout: layout(&desk, "Văn bản nhận").await?, rows, older })
}

/// Where the list goes on, if it does.
fn older(desk: &Desk, path: &str, rows: usize, last: Option<&str>) -> Option<String> {
    last.filter(|_| rows == store::MOST).map(|last| desk.url(&format!("{path}?truoc={last}")))
}

/// The page of what was sent, while it is live on its sender's site.
async fn page_of(desk: &Desk, one: &Distribution) -> Result<Option<Link>> {
    let Some(site) = desk.app.directory.get(&one.tenant) else { return Ok(None) };
    let live = items::live_by_id(&mut desk.app.db.read(site.id()).await?, &one.item).await?;
    Ok(live.map(|live| Link::new("Đọc toàn văn", item_url(&site, live.section, &live.slug))))
}

/// `GET /:tenant/van-ban-den/:receipt`
///
/// # Errors
/// [`Error::NotFound`] for what this site was not sent.
pub async fn open(desk: Desk) -> Result<Response> {
    let id = desk.asked.param("receipt");
    let (one, receipt) =
        receipts::open_at_desk(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), id).await?;
    let mut facts = vec![
        ("Nơi gửi".to_owned(), sender(&desk, &one)),
        ("Gửi lúc".to_owned(), time_vi(one.at)),
        ("Người nhận".to_owned(), receipt.opened_by.clone().unwrap_or_default()),
        ("Nhận lúc".to_owned(), receipt.opened_at.map(time_vi).unwrap_or_default()),
    ];
    if !one.note.is_empty() {
        facts.push(("Lời nhắn".to_owned(), one.note.clone()));
    }
    desk::page(&ReceivedOnePage {
        layout: layout(&desk, "Văn bản nhận").await?,
        back: Link::new("Văn bản nhận", desk.url(RECEIVED)),
        title: one.title.clone(),
        facts,
        page: page_of(&desk, &one).await?,
    })
}

fn copy_row(desk: &Desk, copy: &Copy) -> CopyRow {
    let state = match (copy.purged, copy.fault.as_str(), copy.checked_at) {
        (true, ..) => Badge::new("Đã xóa hẳn theo quyết định", Tone::Plain),
        (false, "", None) => Badge::new("Mới lập", Tone::Plain),
        (false, "", Some(at)) => Badge::new(format!("Nguyên vẹn, kiểm tra {}", time_vi(at)), Tone::Good),
        (false, fault, _) => Badge::new(format!("Có lỗi: {fault}"), Tone::Bad),
    };
    CopyRow {
        title: copy.title.clone(),
        url: (!copy.purged).then(|| desk.url(&format!("{ARCHIVE}/{}", copy.id))),
        state,
        about: format!("{} · {} tệp · {} KB", time_vi(copy.made_at), copy.files, (copy.bytes + 1023) / 1024),
        sha256: copy.sha256.clone(),
    }
}

/// `GET /:tenant/ban-luu`
///
/// # Errors
/// When the database does not answer.
pub async fn copies(desk: Desk) -> Result<Response> {
    let all = archive::store::list(&mut desk.app.db.read(desk.tenant.id()).await?, COPIES).await?;
    let rows = all.iter().map(|copy| copy_row(&desk, copy)).collect();
    desk::page(&ArchivePage {
        layout: layout(&desk, "Bản lưu văn bản").await?, back: back(&desk), rows
    })
}

/// `GET /:tenant/ban-luu/:archive`
///
/// # Errors
/// [`Error::NotFound`] for a copy of another site, [`Error::Gone`] for one that was purged.
pub async fn fetch_copy(desk: Desk) -> Result<Response> {
    let id = desk.asked.param("archive");
    let copy = archive::store::get(&mut desk.app.db.read(desk.tenant.id()).await?, id).await?;
    let copy = copy.ok_or(Error::NotFound)?;
    if copy.purged {
        return Err(Error::Gone);
    }
    let bytes = desk.app.files.stream_all(&copy.sha256).await?;
    let name = format!("ban-luu-{}.zip", copy.id);
    Ok(desk::download(&name, "application/zip", Body::from_bytes_stream(bytes)))
}
