//! The queue of a tenant: every edition, narrowed by what is asked, or searched in the staff's own index.

use poem::Response;

use crate::base::clock::date_vi;
use crate::base::error::Result;
use crate::base::id::{AccountId, EditionId};
use crate::base::text::thousands;
use crate::console::desk::{self, Desk};
use crate::console::views::desk::{ItemRow, ItemsPage};
use crate::desk::PENDING;
use crate::desk::queue::{self, COUNTED, Cursor, Filter, Place, Row};
use crate::indexing::{OVERSEERS, READERS};
use crate::items::Kind;
use crate::items::rights::Sight;
use crate::people::State;
use crate::people::store::appointments_in;
use crate::public::pages::home::encode;
use crate::public::views::{Badge, Choice, Link, Tone};
use crate::search::service::Which;
use crate::search::{Filters, Group, Query};
use crate::tenants::SectionKey;

use super::frame::{Names, layout, when};

/// Rows on one page.
const PAGE: usize = 30;
/// So many of the best texts are looked through for words in the whole text.
const WHOLE: usize = 100;
/// States an edition may stand in.
const STATES: [State; 8] = [
    State::Draft,
    State::Submitted,
    State::Approved,
    State::Scheduled,
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
        Kind::Record => "Hồ sơ",
    }
}

/// What the form of the queue sends, in its order.
const FIELDS: [&str; 9] =
    ["q", "trang-thai", "chuyen-muc", "loai", "don-vi", "nguoi-tao", "nguoi-xu-ly", "qua-han", "toan-van"];

/// `GET /:tenant/tin-bai`
///
/// # Errors
/// When the database does not answer.
pub async fn list(desk: Desk) -> Result<Response> {
    let asked = &desk.asked;
    let q = asked.query("q").to_owned();
    let whole = !asked.query("toan-van").is_empty() && !q.is_empty();
    let kept = FIELDS.iter().filter(|name| !asked.query(name).is_empty());
    let kept: String = kept.map(|name| format!("&{name}={}", encode(asked.query(name)))).collect();
    let names = Names::read(&desk).await?;
    let found = if whole { searched(&desk, &names, &q).await? } else { queued(&desk, &names, &kept).await? };
    let whole_text = (!whole && !q.is_empty()).then(|| {
        let url = desk.url(&format!("/tin-bai?toan-van=co{kept}"));
        Link::new(format!("Tìm “{q}” trong toàn văn các bài đang soạn"), url)
    });
    let people = people(&desk, &names).await?;
    let of_people = |all: &str, chosen: &str| {
        choices(all, chosen, people.iter().map(|(id, name)| (id.as_str(), name.clone())))
    };
    let profile = &desk.tenant.profile;
    let state = State::parse(asked.query("trang-thai")).filter(|state| STATES.contains(state));
    let page = ItemsPage {
        layout: layout(&desk, "Tin bài, văn bản").await?,
        title: state.map_or_else(|| "Tin bài, văn bản".to_owned(), |state| state.vietnamese().to_owned()),
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
            profile.sections.iter().map(|s| (s.key.as_str(), s.title.clone())),
        ),
        kinds: choices(
            "Mọi loại",
            asked.query("loai"),
            Kind::ALL.iter().map(|kind| (kind.as_str(), kind_name(*kind).to_owned())),
        ),
        units: choices(
            "Mọi đơn vị",
            asked.query("don-vi"),
            profile.units.iter().map(|unit| (unit.key.as_str(), unit.name.clone())),
        ),
        authors: of_people("Mọi người", asked.query("nguoi-tao")),
        assignees: of_people("Mọi người", asked.query("nguoi-xu-ly")),
        late: !asked.query("qua-han").is_empty(),
        begin: super::home::begin(&desk),
        count_text: found.count_text,
        rows: found.rows,
        empty_text: "Không có nội dung nào như vậy. Hãy bỏ bớt điều kiện lọc.".into(),
        whole_text,
        newer: found.newer,
        older: found.older,
    };
    desk::page(&page)
}

/// What stands in the middle of the page.
struct Found {
    rows: Vec<ItemRow>,
    count_text: String,
    newer: Option<String>,
    older: Option<String>,
}

/// What the form narrows the queue by; what it does not know narrows nothing.
fn filter(desk: &Desk) -> Filter {
    let asked = &desk.asked;
    let person = |name: &str| Some(asked.query(name)).filter(|id| !id.is_empty()).map(AccountId::from);
    let state = State::parse(asked.query("trang-thai")).filter(|state| STATES.contains(state));
    let late = !asked.query("qua-han").is_empty();
    // Only what is still worked on can be late.
    let states = state.map_or_else(|| if late { PENDING.to_vec() } else { Vec::new() }, |state| vec![state]);
    Filter {
        states,
        kind: Kind::parse(asked.query("loai")),
        section: SectionKey::parse(asked.query("chuyen-muc")),
        unit: Some(asked.query("don-vi").to_owned()).filter(|unit| !unit.is_empty()),
        created_by: person("nguoi-tao"),
        assignee: person("nguoi-xu-ly"),
        late_on: late.then(|| desk.app.db.clock.today()),
        words: asked.query("q").chars().take(200).collect(),
        ..Filter::default()
    }
}

fn place(desk: &Desk) -> Place {
    let cursor = |name: &str| Cursor::read(desk.asked.query(name));
    match (cursor("sau"), cursor("truoc")) {
        (Some(cursor), _) => Place::After(cursor),
        (None, Some(cursor)) => Place::Before(cursor),
        (None, None) => Place::Start,
    }
}

async fn queued(desk: &Desk, names: &Names, kept: &str) -> Result<Found> {
    let (filter, place, sight) = (filter(desk), place(desk), Sight::of(&desk.staff));
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let page = queue::page(&mut scope, &sight, &filter, &place, PAGE).await?;
    let count = if page.newer || page.older {
        queue::count(&mut scope, &sight, &filter).await?
    } else {
        page.rows.len()
    };
    let count_text =
        if count > COUNTED { "Hơn 1.000 bản".to_owned() } else { format!("{} bản", thousands(count)) };
    let step = |there: bool, name: &str, row: Option<&Row>| {
        row.filter(|_| there)
            .map(|row| desk.url(&format!("/tin-bai?{name}={}{kept}", Cursor::of(row).written())))
    };
    Ok(Found {
        newer: step(page.newer, "truoc", page.rows.first()),
        older: step(page.older, "sau", page.rows.last()),
        rows: page.rows.iter().map(|found| row(desk, names, found)).collect(),
        count_text,
    })
}

/// Everybody who was ever appointed here, by name.
async fn people(desk: &Desk, names: &Names) -> Result<Vec<(AccountId, String)>> {
    let held = appointments_in(&mut desk.app.db.read(desk.tenant.id()).await?).await?;
    let mut people: Vec<(AccountId, String)> =
        held.into_iter().map(|held| (held.account.clone(), names.of(Some(&held.account)))).collect();
    people.sort_by(|one, other| (&one.1, &one.0).cmp(&(&other.1, &other.0)));
    people.dedup();
    Ok(people)
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

fn row(desk: &Desk, names: &Names, found: &Row) -> ItemRow {
    let profile = &desk.tenant.profile;
    let today = desk.app.db.clock.today();
    let assigned = found.assignee.as_ref().map(|person| {
        let due = found.due_on.map(|due| format!(", hạn {}", date_vi(due))).unwrap_or_default();
        format!("{}{due}", names.of(Some(person)))
    });
    let late = PENDING.contains(&found.edition.state) && found.is_late(today);
    ItemRow {
        link: Link::new(found.edition.title.clone(), desk.url(&format!("/tin-bai/{}", found.edition.id))),
        kind: kind_name(found.kind).into(),
        section: profile.section(found.section).map_or_else(String::new, |section| section.title.clone()),
        state: super::home::state(found),
        unit: profile.unit(&found.edition.unit_key).map_or_else(String::new, |unit| unit.name.clone()),
        assigned: assigned.unwrap_or_default(),
        late: late.then(|| Badge::new("Quá hạn", Tone::Bad)),
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

/// What holds the words anywhere in its text and passes the form's other conditions, the best first.
async fn searched(desk: &Desk, names: &Names, q: &str) -> Result<Found> {
    let query = Query {
        text: q.to_owned(),
        tenants: vec![desk.tenant.id().as_str().to_owned()],
        filters: Filters {
            kinds: Kind::ALL.iter().map(|kind| kind.as_str().to_owned()).collect(),
            ..Filters::default()
        },
        audience: Some(audience(desk)),
        group: Group::Item,
        limit: WHOLE,
        ..Query::default()
    };
    let found = desk.app.search.search(Which::Staff, query).await?;
    let only: Vec<EditionId> =
        found.hits.iter().filter_map(|hit| hit.url.rsplit('/').next()).map(EditionId::from).collect();
    let mut rows = if only.is_empty() {
        Vec::new()
    } else {
        let filter = Filter { words: String::new(), only: only.clone(), ..filter(desk) };
        let mut scope = desk.app.db.read(desk.tenant.id()).await?;
        queue::page(&mut scope, &Sight::of(&desk.staff), &filter, &Place::Start, WHOLE).await?.rows
    };
    rows.sort_by_key(|row| only.iter().position(|id| *id == row.edition.id));
    let more = if found.total > WHOLE { " trong số những bài hợp nhất" } else { "" };
    let count_text = format!("{} bài có các từ này trong toàn văn{more}", thousands(rows.len()));
    let rows = rows.iter().map(|found| row(desk, names, found)).collect();
    Ok(Found { rows, count_text, newer: None, older: None })
}
