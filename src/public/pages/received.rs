//! A recipient's link to a document sent to it: looking changes nothing, for mail scanners look too; a person confirms.

use crate::base::clock::time_vi;
use crate::base::error::{Error, Result};
use crate::house::distribution::{Distribution, Receipt, receipts};
use crate::items::store as items;
use crate::public::site::Around;
use crate::public::views::received::{ReceiptForm, ReceiptPage};
use crate::public::views::{Link, Refusals};
use crate::public::visit::{Reply, Visit};

use super::home::encode;
use super::item_url;

/// `GET /nhan-van-ban/:receipt?khoa=`
///
/// # Errors
/// [`Error::NotFound`] when there is no such link on this site.
pub async fn form(visit: Visit) -> Result<Reply> {
    Reply::private(&page(&visit, Refusals::default()).await?)
}

async fn page(visit: &Visit, refusals: Refusals) -> Result<ReceiptPage> {
    let (id, token) = (visit.asked.param("receipt"), visit.asked.query("khoa"));
    let mut scope = visit.app.db.read(visit.tenant.id()).await?;
    let (one, receipt) = receipts::by_link(&mut scope, id, token).await?;
    let live = items::live_by_id(&mut scope, &one.item).await?;
    drop(scope);
    let around = Around::of(&visit.app, &visit.tenant, "/nhan-van-ban", None).await?;
    let link =
        live.map(|live| Link::new(one.title.clone(), item_url(&visit.tenant, live.section, &live.slug)));
    Ok(ReceiptPage {
        layout: around.unlisted("Xác nhận đã nhận văn bản", vec![]),
        intro: intro(visit, &one, &receipt),
        document: link.ok_or_else(|| one.title.clone()),
        note: one.note.clone(),
        form: receipt.opened_at.is_none().then(|| ReceiptForm {
            action: format!("{}?khoa={}", visit.tenant.url(&format!("/nhan-van-ban/{id}")), encode(token)),
            csrf: visit.app.db.entropy.token(),
            name: visit.asked.form.get("ho-ten").into(),
            post: visit.asked.form.get("chuc-vu").into(),
            refusals,
        }),
    })
}

fn intro(visit: &Visit, one: &Distribution, receipt: &Receipt) -> String {
    let office = &visit.tenant.identity().body;
    match (receipt.opened_at, &receipt.opened_by) {
        (Some(at), by) => {
            let by = by.as_deref().unwrap_or_default();
            format!("{} đã xác nhận nhận văn bản này: {by}, {}.", receipt.name, time_vi(at))
        }
        (None, _) => format!("{office} gửi {} văn bản sau, {}.", receipt.name, time_vi(one.at)),
    }
}

/// `POST /nhan-van-ban/:receipt?khoa=`
///
/// # Errors
/// [`Error::NotFound`] when there is no such link on this site.
pub async fn confirm(visit: Visit) -> Result<Reply> {
    let form = &visit.asked.form;
    let done = receipts::confirm(
        &visit.app.db,
        &visit.tenant,
        (visit.asked.param("receipt"), visit.asked.query("khoa")),
        (form.get("ho-ten"), form.get("chuc-vu")),
        Some(visit.asked.address()),
    )
    .await;
    match done {
        Ok(()) => Reply::private(&page(&visit, Refusals::default()).await?),
        Err(Error::Refused(refusals)) => Reply::refused(&page(&visit, super::ask::shown(refusals)).await?),
        Err(other) => Err(other),
    }
}
