//! The form on which the board says what an item is worth.

use poem::Response;
use poem::http::StatusCode;

use crate::base::clock::date_vi;
use crate::base::error::{Error, Result};
use crate::base::id::ItemId;
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::royalties::{RoyaltyAssessPage, ShareRow, SupplementField};
use crate::public::views::{Choice, Link};
use crate::royalties::assess::{self, MOST_PARTS, Said as Assessed, suggested};
use crate::royalties::list::{Assessment, List, Row};
use crate::royalties::payees::{self, Candidate, Named};
use crate::royalties::settings::{Settings, Treatment};
use crate::royalties::{RULES, export, store};

use super::super::board::unit_name;
use super::super::frame::{Said, layout, post};
use super::{choices, field, named, number};

/// `GET /:tenant/nhuan-but/bai/:item`
///
/// # Errors
/// [`crate::base::error::Error::NotFound`] for what no list holds.
pub async fn form(desk: Desk) -> Result<Response> {
    show(&desk, Said { status: StatusCode::OK, ..Said::default() }).await
}

/// What the fields hold: as typed, as it was last said, or as is suggested.
struct Filled {
    genre: String,
    coefficient: String,
    treatment: String,
    share: String,
    supplements: Vec<(String, String)>,
    parts: Vec<(String, String)>,
    new: (String, String),
    reason: String,
    version: i64,
}

async fn filled(desk: &Desk, item: &ItemId, list: &List, row: &Row, again: bool) -> Result<Filled> {
    let form = &desk.asked.form;
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let latest = store::assessment(&mut scope, item).await?;
    let version = latest.as_ref().map_or(0, |one| one.no);
    // A form that was refused keeps the version it was made from, or it would write over what nobody saw.
    let version = if again { number(form.get("phien-ban")).unwrap_or(version) } else { version };
    if !form.fields().is_empty() {
        let typed = |name: &str| form.get(name).to_owned();
        return Ok(Filled {
            genre: typed("the-loai"),
            coefficient: typed("he-so"),
            treatment: typed("cach-lam"),
            share: typed("ty-le-chi"),
            supplements: added(row, |key| typed(&format!("tang-{key}"))),
            parts: (1..=MOST_PARTS)
                .map(|no| (typed(&format!("nguoi-{no}")), typed(&format!("phan-{no}"))))
                .collect(),
            new: (typed("ten-moi"), typed("phan-moi")),
            reason: typed("ly-do"),
            version,
        });
    }
    if let Some(latest) = latest {
        let choice = |payee: &payees::Payee| match &payee.account {
            Some(account) => Named::Account(account.clone()).as_choice(),
            None => Named::Payee(payee.id.clone()).as_choice(),
        };
        return Ok(Filled {
            coefficient: if latest.pays() { latest.coefficient.to_string() } else { String::new() },
            treatment: latest.treatment.as_str().into(),
            share: latest.share.map(|share| share.to_string()).unwrap_or_default(),
            supplements: added(row, |key| match latest.supplements.of(key) {
                0 => String::new(),
                percent => percent.to_string(),
            }),
            parts: latest.parts.iter().map(|part| (choice(&part.payee), part.weight.to_string())).collect(),
            genre: latest.genre,
            new: Default::default(),
            // What is changed after approval has its own reason.
            reason: if list.approved.is_some() { String::new() } else { latest.reason },
            version,
        });
    }
    let author =
        row.created_by.clone().map(|account| (Named::Account(account).as_choice(), "100".to_owned()));
    Ok(Filled {
        genre: suggested(row).into(),
        coefficient: String::new(),
        treatment: Treatment::Original.as_str().into(),
        share: String::new(),
        supplements: added(row, |_| String::new()),
        parts: author.into_iter().collect(),
        new: Default::default(),
        reason: String::new(),
        version,
    })
}

/// Every supplement of the day with what stands in its field.
fn added(row: &Row, of: impl Fn(&str) -> String) -> Vec<(String, String)> {
    let all = RULES.supplements(row.published_on).into_iter();
    all.map(|band| (band.key.clone(), of(&band.key))).collect()
}

fn supplements(row: &Row, filled: &[(String, String)]) -> Vec<SupplementField> {
    let field = |(key, value): &(String, String)| {
        let law = RULES.supplement(key, row.published_on);
        SupplementField {
            id: format!("tang-{key}"),
            name: RULES.supplement_name(key).to_owned(),
            hint: law.map_or_else(String::new, royalties::rules::Band::range),
            value: value.clone(),
        }
    };
    filled.iter().map(field).collect()
}

/// What the law says of shares, for the field.
fn share_hint(row: &Row) -> String {
    let laws = Treatment::ALL.iter().filter_map(|one| RULES.share(one.as_str(), row.published_on));
    let laws: Vec<String> = laws.map(|law| format!("{}: {}", law.name.to_lowercase(), law.range())).collect();
    format!("Chỉ ghi khi trang chưa đặt tỷ lệ: {}.", laws.join("; "))
}

fn genres(frame: &str, row: &Row, chosen: &str) -> Vec<Choice> {
    let none = (String::new(), "Không tính nhuận bút".to_owned());
    let all = RULES.genres(frame, row.published_on).into_iter();
    let all = all.map(|genre| (genre.key.clone(), format!("{} ({})", genre.name, genre.range())));
    std::iter::once(none)
        .chain(all)
        .map(|(value, label)| Choice { chosen: value == chosen, value, label })
        .collect()
}

fn shares(parts: &[(String, String)], candidates: &[Candidate]) -> Vec<ShareRow> {
    let rows = (parts.len() + 1).clamp(3, MOST_PARTS);
    (0..rows)
        .map(|nth| {
            let (person, weight) = parts.get(nth).cloned().unwrap_or_default();
            ShareRow { no: nth + 1, people: choices("Không chọn", &person, candidates), weight }
        })
        .collect()
}

/// What was last said of it, in a line: who looks at an older form sees that it is one.
fn said_so_far(one: &Assessment) -> String {
    let people: Vec<String> =
        one.parts.iter().map(|part| format!("{} ({})", part.payee.name, part.weight)).collect();
    let worth = if one.pays() {
        format!("{}, hệ số {}; {}", RULES.genre_name(&one.genre), one.coefficient, people.join(", "))
    } else {
        "Không tính nhuận bút".to_owned()
    };
    format!("lần {}: {worth}; lý do: {}", one.no, one.reason)
}

/// What is to be known before anything is said of it.
fn notes(desk: &Desk, list: &List, row: &Row, filled: &Filled) -> Vec<String> {
    let own = Named::Account(desk.staff.account.clone()).as_choice();
    let notes = [
        row.gone.map(|gone| {
            format!(
                "Tin, bài {}: hệ số mới không có tác dụng chi trả, khoản đã duyệt được thu lại ở tháng được duyệt tiếp theo; chỉ \
                 tính khi tin, bài được đăng lại.",
                gone.vietnamese()
            )
        }),
        list.approved.is_some().then(|| {
            "Danh sách của tháng này đã khóa. Hệ số mới không sửa danh sách: phần chênh lệch là một dòng điều chỉnh trong \
             tháng được duyệt tiếp theo, với lý do riêng."
                .to_owned()
        }),
        filled.parts.iter().any(|part| part.0 == own).then(|| format!("{} (Quy chế Điều 7.2.c)", assess::OWN)),
    ];
    notes.into_iter().flatten().collect()
}

async fn show(desk: &Desk, said: Said) -> Result<Response> {
    let item = ItemId::from(desk.asked.param("item"));
    let (list, row): (List, Row) = assess::found(&desk.app.db, &desk.tenant, &item).await?;
    let candidates = payees::candidates(&desk.app.db, &desk.tenant).await?;
    let again = !desk.asked.form.fields().is_empty() && said.status != StatusCode::CONFLICT;
    let filled = filled(desk, &item, &list, &row, again).await?;
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let latest = store::assessment(&mut scope, &item).await?;
    let settings = Settings::read(&mut scope).await?;
    drop(scope);
    let month = list.month.vietnamese();
    let mut facts = vec![
        ("Tác giả", row.author.clone()),
        ("Đơn vị", unit_name(desk, Some(&row.unit))),
        ("Ngày đăng", date_vi(row.published_on)),
    ];
    facts.extend(latest.map(|one| ("Đã chấm", said_so_far(&one))));
    let page = RoyaltyAssessPage {
        layout: layout(desk, "Chấm hệ số nhuận bút").await?,
        back: Link::new(format!("Danh sách {month}"), desk.url(&format!("/nhuan-but?thang={}", list.month))),
        item: Link::new(row.title.clone(), export::url(&desk.tenant, &row)),
        facts,
        notes: notes(desk, &list, &row, &filled),
        post: post(desk, &desk.url(&format!("/nhuan-but/bai/{item}?ban={}", filled.version))),
        refusals: said.refusals,
        notice: said.notice,
        genres: genres(settings.frame(desk.tenant.profile.level, row.published_on), &row, &filled.genre),
        coefficient: filled.coefficient,
        treatments: Treatment::ALL
            .iter()
            .map(|one| Choice {
                value: one.as_str().into(),
                label: one.vietnamese().into(),
                chosen: one.as_str() == filled.treatment,
            })
            .collect(),
        share: filled.share,
        share_hint: share_hint(&row),
        supplements: supplements(&row, &filled.supplements),
        shares: shares(&filled.parts, &candidates),
        new_name: filled.new.0,
        new_weight: filled.new.1,
        reason: filled.reason,
        version: filled.version.to_string(),
    };
    desk::html(said.status, &page)
}

/// `POST /:tenant/nhuan-but/bai/:item`
///
/// # Errors
/// [`crate::base::error::Error::Forbidden`] without the right, [`crate::base::error::Error::NotFound`].
pub async fn save(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let item = ItemId::from(desk.asked.param("item"));
    let weight = |name: &str| number(form.get(name)).unwrap_or(0);
    let mut parts: Vec<(Named, i64)> = (1..=MOST_PARTS)
        .filter_map(|no| {
            let person = Named::parse(form.get(&format!("nguoi-{no}")))?;
            Some((person, weight(&format!("phan-{no}"))))
        })
        .collect();
    if let Some(new) = named("", form.get("ten-moi")) {
        parts.push((new, weight("phan-moi")));
    }
    let said = Assessed {
        genre: form.get("the-loai").to_owned(),
        coefficient: form.get("he-so").to_owned(),
        treatment: Treatment::parse(form.get("cach-lam")).unwrap_or(Treatment::Original),
        share: form.get("ty-le-chi").to_owned(),
        supplements: form
            .fields()
            .iter()
            .filter_map(|(name, value)| Some((name.strip_prefix("tang-")?.to_owned(), value.clone())))
            .collect(),
        reason: form.get("ly-do").to_owned(),
        parts,
        version: desk.version()?,
    };
    // The address bears the version too: a browser that goes back does not fill another version's form with old words.
    let seen = desk.asked.query("ban");
    if !seen.is_empty() && number(seen) != Some(said.version) {
        let message = "Biểu mẫu này không còn khớp với lần chấm mới nhất. Hãy xem lại rồi chấm tiếp.";
        return show(&desk, Said::of(Error::Conflict(message.into()), field)?).await;
    }
    match assess::assess(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), &item, &said).await {
        Ok(month) => Ok(see_other(&desk.url(&format!("/nhuan-but?thang={month}")))),
        Err(refused) => show(&desk, Said::of(refused, field)?).await,
    }
}
