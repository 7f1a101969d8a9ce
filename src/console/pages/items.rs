//! The list of items, narrowed by state, section and kind, or searched in the staff's own index.

use poem::Response;

use crate::base::error::Result;
use crate::console::desk::{self, Desk};
use crate::console::views::desk::{ItemRow, ItemsPage};
use crate::indexing::{OVERSEERS, READERS};
use crate::items::Kind;
use crate::items::rights::Sight;
use crate::items::store::{self as items, DeskFilter, DeskRow};
use crate::people::State;
use crate::public::pages::home::encode;
use crate::public::views::{Choice, Link, Pager};
use crate::search::service::Which;
use crate::search::{Filters, Group, Query};
use crate::tenants::SectionKey;

use super::frame::{badge, layout, when};

/// Rows on one page.
const PAGE: usize = 30;
/// States an edition may stand in.
const STATES: [State; 7] = [
    State::Draft,
    State::Submitted,
    State::Approved,
    State::Live,
    State::Superseded,
    State::Withdrawn,
    State::Archived,
];

/// What a kind is called.
pub fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::News => "Tin, bài",
        Kind::Document => "Văn bản",
    }
}

/// `GET /:tenant/tin-bai`
///
/// # Errors
/// When the database does not answer.
pub async fn list(desk: Desk) -> Result<Response> {
    let asked = &desk.asked;
    let filter = DeskFilter {
        state: State::parse(asked.query("trang-thai")).filter(|state| STATES.contains(state)),
        kind: Kind::parse(asked.query("loai")),
        section: SectionKey::parse(asked.query("chuyen-muc")),
        created_by: None,
    };
    let q = asked.query("q").to_owned();
    let (total, rows) = if q.is_empty() {
        let mut scope = desk.app.db.read(desk.tenant.id()).await?;
        let (total, rows) =
            items::desk(&mut scope, &Sight::of(&desk.staff), &filter, (asked.page() - 1) * PAGE, PAGE)
                .await?;
        (total, rows.iter().map(|found| row(&desk, found)).collect())
    } else {
        searched(&desk, &q).await?
    };
    let kept: String = ["trang-thai", "chuyen-muc", "loai", "q"]
        .iter()
        .map(|name| format!("&{name}={}", encode(asked.query(name))))
        .collect();
    let page = ItemsPage {
        layout: layout(&desk, "Tin bài, văn bản").await?,
        title: filter
            .state
            .map_or_else(|| "Tin bài, văn bản".to_owned(), |state| state.vietnamese().to_owned()),
        action: desk.url("/tin-bai"),
        q,
        states: choices(
            "Mọi trạng thái",
            asked.query("trang-thai"),
            STATES.iter().map(|state| (state.as_str(), state.vietnamese().to_owned())),
        ),
        sections: choices(
            "Mọi chuyên mục",
            asked.query("chuyen-muc"),
            desk.tenant.profile.sections.iter().map(|s| (s.key.as_str(), s.title.clone())),
        ),
        kinds: choices(
            "Mọi loại",
            asked.query("loai"),
            [Kind::News, Kind::Document].iter().map(|kind| (kind.as_str(), kind_name(*kind).to_owned())),
        ),
        begin: super::home::begin(&desk),
        count_text: format!("{total} bản"),
        rows,
        empty_text: "Không có nội dung nào như vậy.".into(),
        pager: Pager::over(total.div_ceil(PAGE).max(1), asked.page(), |page| {
            desk.url(&format!("/tin-bai?trang={page}{kept}"))
        }),
    };
    desk::page(&page)
}

/// A list to choose from, its first entry being all.
pub fn choices<'a>(all: &str, chosen: &str, values: impl Iterator<Item = (&'a str, String)>) -> Vec<Choice> {
    let entry = |value: &str, label: String| {
        let choice = Choice::new(value, label);
        if value == chosen { choice.chosen() } else { choice }
    };
    std::iter::once(entry("", all.to_owned()))
        .chain(values.map(|(value, label)| entry(value, label)))
        .collect()
}

fn row(desk: &Desk, found: &DeskRow) -> ItemRow {
    let profile = &desk.tenant.profile;
    ItemRow {
        link: Link::new(found.edition.title.clone(), desk.url(&format!("/tin-bai/{}", found.edition.id))),
        kind: kind_name(found.kind).into(),
        section: profile.section(found.section).map_or_else(String::new, |section| section.title.clone()),
        state: badge(found.edition.state),
        unit: profile.unit(&found.edition.unit_key).map_or_else(String::new, |unit| unit.name.clone()),
        changed: when(found.edition.updated_at, desk.app.db.clock.now()),
    }
}

/// Who this person is to the staff's index: what they may find there.
pub fn audience(desk: &Desk) -> Vec<String> {
    match Sight::of(&desk.staff) {
        Sight::Everything => vec![READERS.to_owned()],
        Sight::Own { account, units, sent } => std::iter::once(format!("account:{account}"))
            .chain(units.into_iter().map(|unit| format!("unit:{unit}")))
            .chain(sent.then(|| OVERSEERS.to_owned()))
            .collect(),
    }
}

async fn searched(desk: &Desk, q: &str) -> Result<(usize, Vec<ItemRow>)> {
    let query = Query {
        text: q.to_owned(),
        tenants: vec![desk.tenant.id().as_str().to_owned()],
        filters: Filters { kinds: vec!["news".into(), "document".into()], ..Filters::default() },
        audience: Some(audience(desk)),
        group: Group::Item,
        limit: PAGE,
        ..Query::default()
    };
    let found = desk.app.search.search(Which::Staff, query).await?;
    let rows = found.hits.iter().map(|hit| ItemRow {
        link: Link::new(hit.title.clone(), hit.url.clone()),
        kind: Kind::parse(&hit.kind).map_or("", kind_name).into(),
        section: SectionKey::parse(&hit.section)
            .and_then(|key| desk.tenant.profile.section(key))
            .map_or_else(String::new, |section| section.title.clone()),
        ..ItemRow::default()
    });
    Ok((found.total, rows.collect()))
}
